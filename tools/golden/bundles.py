"""Bundles of Bundle Protocol version 7 as pyD3TN writes them: golden/bundle/pyd3tn.json.

Run with Python 3.11, pyD3TN 0.15.2 and cbor2 5.8.0. With `--read FILE` (a line of hexadecimal a bundle) it reads bundles
of others instead and writes again what it read: the lines must come out the same.
"""
import json
import sys
from datetime import datetime, timezone

from pyd3tn.bundle7 import (
    Bundle, BundleAgeBlock, BundleProcFlag, BundleStatusReport, CRCType, CreationTimestamp, EID, HopCountBlock, PayloadBlock,
    PreviousNodeBlock, PrimaryBlock, ReasonCode, StatusCode,
)

AT = CreationTimestamp(datetime(2028, 8, 1, 6, 30, tzinfo=timezone.utc), 3)


def made(name, crc, flags=BundleProcFlag.NONE, to="ipn:12.1", source="ipn:3.2", extra=(), payload=b"hello, surface", **rest):
    primary = PrimaryBlock(bundle_proc_flags=flags, crc_type=crc, destination=to, source=source, report_to=source,
                           creation_time=rest.pop("at", AT), lifetime=86_400_000, **rest)
    body = payload if not isinstance(payload, bytes) else PayloadBlock(payload, crc_type=crc)
    return {"name": name, "hex": bytes(Bundle(primary, body, list(extra))).hex()}


def all_bundles():
    yield made("no CRC", CRCType.NONE)
    yield made("CRC-16", CRCType.CRC16)
    yield made("CRC-32C", CRCType.CRC32)
    yield made("dtn endpoints", CRCType.CRC32, to="dtn://lander/files", source="dtn://orbiter/out")
    yield made("reports wanted", CRCType.CRC32, flags=BundleProcFlag.REPORT_DELIVERY | BundleProcFlag.REPORT_RECEPTION)
    yield made("fragment", CRCType.CRC16, flags=BundleProcFlag.IS_FRAGMENT, fragment_offset=1000, total_payload_length=70000)
    yield made("long payload", CRCType.CRC32, payload=bytes(range(256)) * 3)
    yield made("extensions", CRCType.CRC32, extra=[
        PreviousNodeBlock("ipn:7.0", block_number=2, crc_type=CRCType.CRC32),
        BundleAgeBlock(300, block_number=3, crc_type=CRCType.CRC16),
        HopCountBlock(30, 4, block_number=4, crc_type=CRCType.NONE),
    ])
    report = BundleStatusReport(StatusCode.RECEIVED_BUNDLE | StatusCode.DELETED_BUNDLE, 1,
                                EID("ipn:3.2"), AT)
    told = made("status report", CRCType.CRC32, flags=BundleProcFlag.ADMINISTRATIVE_RECORD, payload=report)
    told["report"] = {"received": {}, "deleted": {}, "reason": 1, "source": {"scheme": "ipn", "node": 3, "service": 2},
                      "created": {"time_ms": 902039400000, "sequence": 3}}
    yield told


if sys.argv[1:2] == ["--read"]:
    for line in open(sys.argv[2]):
        # the printed octets are those of the blocks that were read, with the CRCs computed anew
        print(bytes(Bundle.parse(bytes.fromhex(line.strip()))).hex())
else:
    print(json.dumps({
        "source": "bundles written by pyD3TN (BSD-3-Clause); only its output is here",
        "maker": "pyD3TN 0.15.2 with cbor2 5.8.0, by tools/golden/bundles.py",
        "date": "2026-11-23",
        "tolerance": "exact: octets",
        "bundles": list(all_bundles()),
    }, indent=1))
