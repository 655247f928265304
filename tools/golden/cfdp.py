"""PDUs of CFDP as spacepackets writes them: golden/cfdp/spacepackets.json.

Run with Python 3.11 and spacepackets 0.32.0. With `--read FILE` (a line of hexadecimal a PDU) it reads PDUs of others
instead and writes again what it read: the lines must come out the same. EOF with a condition must be left out there:
spacepackets 0.32.0 reads its condition 16 times too large and cannot write it again.
"""
import itertools
import json
import sys

from spacepackets.cfdp import (
    ChecksumType, ConditionCode, CrcFlag, DeliveryCode, Direction, DirectiveType, FileStatus, LargeFileFlag,
    PduConfig, TransmissionMode,
)
from spacepackets.cfdp.pdu import (
    AckPdu, EofPdu, FileDataPdu, FinishedPdu, KeepAlivePdu, MetadataParams, MetadataPdu, NakPdu, PduFactory, PromptPdu,
    TransactionStatus,
)
from spacepackets.cfdp.pdu.file_data import FileDataParams
from spacepackets.cfdp.pdu.finished import FinishedParams
from spacepackets.cfdp.pdu.prompt import ResponseRequired
from spacepackets.cfdp.tlv import EntityIdTlv, MessageToUserTlv
from spacepackets.util import ByteFieldU8, ByteFieldU16, ByteFieldU32


def bodies(conf):
    back = PduConfig(**{**conf.__dict__, "direction": Direction.TOWARDS_SENDER})
    params = MetadataParams(True, ChecksumType.CRC_32C, 4096, "out/map.bin", "in/map.bin")
    yield "metadata", MetadataPdu(conf, params)
    yield "metadata with a message", MetadataPdu(conf, params, [MessageToUserTlv(b"load 7")])
    yield "file data", FileDataPdu(conf, FileDataParams(file_data=bytes(range(40)), offset=1024, segment_metadata=None))
    yield "end of file", EofPdu(conf, bytes.fromhex("0102a3f4"), 4096)
    yield "end of file, cancelled", EofPdu(
        conf, bytes.fromhex("0102a3f4"), 900, EntityIdTlv(b"\x07"), ConditionCode.CANCEL_REQUEST_RECEIVED)
    yield "prompt for NAK", PromptPdu(conf, ResponseRequired.NAK)
    yield "prompt for keep alive", PromptPdu(conf, ResponseRequired.KEEP_ALIVE)
    yield "acknowledged end of file", AckPdu(back, DirectiveType.EOF_PDU, ConditionCode.NO_ERROR, TransactionStatus.ACTIVE)
    yield "acknowledged finish", AckPdu(
        conf, DirectiveType.FINISHED_PDU, ConditionCode.NO_ERROR, TransactionStatus.TERMINATED)
    yield "NAK", NakPdu(back, 0, 4096, [(0, 0), (1024, 2048), (3000, 3100)])
    yield "keep alive", KeepAlivePdu(back, 2048)
    yield "finished", FinishedPdu(
        back, FinishedParams(ConditionCode.NO_ERROR, DeliveryCode.DATA_COMPLETE, FileStatus.FILE_RETAINED))
    yield "finished, checksum wrong", FinishedPdu(back, FinishedParams(
        ConditionCode.FILE_CHECKSUM_FAILURE, DeliveryCode.DATA_INCOMPLETE, FileStatus.DISCARDED_DELIBERATELY,
        [], EntityIdTlv(b"\x09")))


def all_pdus():
    ids = [(ByteFieldU8(7), ByteFieldU8(9), ByteFieldU8(3)), (ByteFieldU16(700), ByteFieldU16(9), ByteFieldU32(70000))]
    for (source, to, number), large, crc, mode in itertools.product(
            ids, LargeFileFlag, CrcFlag, TransmissionMode):
        conf = PduConfig(source, to, number, mode, large, crc)
        for name, pdu in bodies(conf):
            yield {"name": f"{name}, {large.name}, {crc.name}, {mode.name}, {source.byte_len}", "hex": pdu.pack().hex()}


if sys.argv[1:2] == ["--read"]:
    for line in open(sys.argv[2]):
        print(PduFactory.from_raw(bytes.fromhex(line.strip())).pack().hex())
else:
    print(json.dumps({
        "source": "PDUs written by spacepackets (Apache-2.0); only its output is here",
        "maker": "spacepackets 0.32.0, by tools/golden/cfdp.py",
        "date": "2026-11-23",
        "tolerance": "exact: octets",
        "pdus": list(all_pdus()),
    }, indent=1))
