"""Packets of the PUS as spacepackets writes them: golden/pus/spacepackets.json.

Run with Python 3.11 and spacepackets 0.32.0. With `--read FILE` (a line of hexadecimal a packet; telecommands and
telemetry with a time code of six octets, error control at the end) it reads packets of others instead and writes again
what it read: the lines must come out the same.
"""
import json
import sys

from spacepackets.ecss import PusTc, PusTm
from spacepackets.ecss import pus_1_verification as s1
from spacepackets.ecss.pus_1_verification import ErrorCode, FailureNotice, StepId
from spacepackets.ecss.req_id import RequestId

STAMP = bytes.fromhex("7e90be6b8000")


def made():
    for i, (service, subtype, data) in enumerate([
        (17, 1, b""), (17, 3, b"\x00\x66"), (3, 5, b"\x02\x01\x09"), (3, 27, b"\x01\x09"), (5, 6, b"\x01\x00\x15"),
        (8, 1, b"HEATER\x00\x00\x01\x02"), (11, 1, b""), (11, 15, b"\xff\xff\xfe\x0c"), (20, 1, b"\x02\x00\x01\x00\x02"),
    ]):
        for ack in (0, 1, 9, 15):
            tc = PusTc(service=service, message_subtype=subtype, apid=0x66, app_data=data, seq_count=100 * i + ack,
                       source_id=0x1234 + i, ack_flags=ack)
            yield {"what": "telecommand", "service": service, "subtype": subtype, "apid": 0x66,
                   "sequenceCount": 100 * i + ack, "source": 0x1234 + i, "ack": ack, "data": data.hex(),
                   "hex": tc.pack().hex()}
    ping = PusTc(service=17, message_subtype=1, apid=0x66, seq_count=0x1abc)
    for service, subtype, data in [(17, 2, b""), (17, 4, b"\x00\x66"), (5, 3, b"\x00\x15\x07"), (3, 25, b"\x09\x01\x02\x03\x04")]:
        tm = PusTm(service=service, message_subtype=subtype, timestamp=STAMP, source_data=data, apid=0x7a, seq_count=4711,
                   message_counter=513, destination_id=99)
        yield {"what": "telemetry", "service": service, "subtype": subtype, "apid": 0x7a, "sequenceCount": 4711,
               "counter": 513, "destination": 99, "time": STAMP.hex(), "data": data.hex(), "hex": tm.pack().hex()}
    code = ErrorCode(pfc=16, val=0x0203)
    notice = FailureNotice(code, b"\xca\xfe")
    step = StepId(pfc=8, val=5)
    reports = {
        "accepted": s1.create_acceptance_success_tm(0x7a, ping, STAMP),
        "acceptance-failed": s1.create_acceptance_failure_tm(0x7a, ping, notice, STAMP),
        "started": s1.create_start_success_tm(0x7a, ping, STAMP),
        "start-failed": s1.create_start_failure_tm(0x7a, ping, notice, STAMP),
        "progress": s1.create_step_success_tm(0x7a, ping, step, STAMP),
        "progress-failed": s1.create_step_failure_tm(0x7a, ping, step, notice, STAMP),
        "completed": s1.create_completion_success_tm(0x7a, ping, STAMP),
        "completion-failed": s1.create_completion_failure_tm(0x7a, ping, notice, STAMP),
    }
    for kind, tm in reports.items():
        yield {"what": "verification", "kind": kind, "request": RequestId.from_sp_header(ping.sp_header).pack().hex(),
               "hex": tm.pack().hex()}


def again(line):
    packet = bytes.fromhex(line)
    if packet[0] & 0x10:
        return PusTc.unpack(packet).pack().hex()
    return PusTm.unpack(packet, timestamp_len=6).pack().hex()


if "--read" in sys.argv:
    with open(sys.argv[sys.argv.index("--read") + 1]) as lines:
        for line in lines:
            print(again(line.strip()))
else:
    print(json.dumps({
        "source": {
            "what": "telecommand, telemetry and verification packets of the PUS, issue C",
            "maker": "tools/golden/pus.py", "with": "spacepackets 0.32.0", "date": "2026-11-23",
            "licence": "Apache-2.0 (spacepackets)", "tolerance": "none: octets",
        },
        "packets": list(made()),
    }, indent=1))
