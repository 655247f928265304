"""Makes golden/frames/reed-solomon.json: codewords of the CCSDS codes by independent libraries.

    pip install reedsolo==1.7.0 crccheck==1.3.1
    python tools/golden/reed_solomon.py golden/frames

The conventional basis is reedsolo's (field polynomial 0x187, roots alpha^(11 j)). The dual basis is made here by the
transformation matrix that CCSDS 131.0-B prints in annex F, which Magpie does not use (it takes traces).
"""
import json
import random
import sys

import crccheck
import reedsolo

# Rows of the matrix T of annex F that turns conventional (alpha^7 .. alpha^0) into dual coordinates (z0 .. z7).
T = [0b10001101, 0b11101111, 0b11101100, 0b10000110, 0b11111010, 0b10011001, 0b10101111, 0b01111011]


def to_dual(symbol):
    out = 0
    for i in range(8):
        if symbol >> (7 - i) & 1:
            out ^= T[i]
    return out


DUAL = [to_dual(s) for s in range(256)]
PLAIN = [DUAL.index(s) for s in range(256)]
rng = random.Random(131)
cases = []
for check in (32, 16):
    first = 128 - check // 2
    reedsolo.init_tables(0x187, 2, 8)
    # reedsolo's generator base is alpha itself; alpha^11 is made by relabelling: use its tables to form the polynomial.
    gen = [1]
    for j in range(first, first + check):
        gen = reedsolo.gf_poly_mul(gen, [1, reedsolo.gf_pow(2, (11 * j) % 255)])
    for interleave in (1, 2, 3, 4, 5, 8):
        for fill in (0, 13):
            k = 255 - check - fill
            data = bytes(rng.randrange(256) for _ in range(k * interleave))
            for basis in ("dual", "conventional"):
                parity = bytearray(check * interleave)
                for w in range(interleave):
                    word = data[w::interleave]
                    word = [PLAIN[s] for s in word] if basis == "dual" else list(word)
                    _, rest = reedsolo.gf_poly_div(bytearray(word + [0] * check), bytearray(gen))
                    rest = [DUAL[s] for s in rest] if basis == "dual" else list(rest)
                    parity[w::interleave] = bytes(rest)
                cases.append({"check": check, "interleave": interleave, "fill": fill, "basis": basis,
                              "data": data.hex(), "parity": parity.hex()})
crc = []
for n in (1, 5, 9, 64, 300):
    data = bytes(rng.randrange(256) for _ in range(n))


    class Proximity(crccheck.crc.Crc32Base):
        _poly, _initvalue, _reflect_input, _reflect_output, _xor_output = 0x00A00805, 0, False, False, 0

    crc.append({"data": data.hex(), "crc16": crccheck.crc.Crc16CcittFalse.calc(data), "crc32": Proximity.calc(data)})
out = {
    "source": {
        "origin": "reedsolo 1.7.0 (field and polynomial division) and crccheck 1.3.1; data by random.Random(131)",
        "maker": "tools/golden/reed_solomon.py",
        "tolerance": "exact",
    },
    "codewords": cases,
    "crc": crc,
}
json.dump(out, open(sys.argv[1] + "/reed-solomon.json", "w"), separators=(",", ":"))
