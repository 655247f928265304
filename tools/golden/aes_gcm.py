"""Makes golden/sdls/aes.json: AES-GCM and AES-CMAC by OpenSSL, for frames protected as Magpie protects them.

    pip install cryptography==50.0.2
    python tools/golden/aes_gcm.py golden/sdls

The authenticated data are built here anew from CCSDS 355.0-B-2, 4.2.3.2.2.3: frame header, security header, data.
"""
import json
import random
import sys

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.cmac import CMAC

rng = random.Random(355)
octets = lambda n: bytes(rng.randrange(256) for _ in range(n))
cases = []
for service in ("authenticated-encryption", "authentication", "encryption", "authentication-cmac"):
    for key_octets in (16, 32):
        for n in (1, 16, 37, 200):
            key, header, data = octets(key_octets), octets(6), octets(n)
            iv = int.from_bytes(octets(12), "big") >> 1
            sn = rng.randrange(1, 1 << 31)
            cmac = service.endswith("cmac")
            iv_field = b"" if cmac else iv.to_bytes(12, "big")
            security = (77).to_bytes(2, "big") + iv_field + sn.to_bytes(4, "big")
            # Header: the virtual channel of a TM frame; security header: all but the vector.
            mask = bytes([0, 0x0E, 0, 0, 0, 0, 255, 255]) + bytes(len(iv_field)) + bytes([255] * 4)
            known = bytes(a & b for a, b in zip(header + security, mask))
            body, mac = data, b""
            if service == "authenticated-encryption":
                sealed = AESGCM(key).encrypt(iv.to_bytes(12, "big"), data, known)
                body, mac = sealed[:-16], sealed[-16:]
            elif service == "authentication":
                mac = AESGCM(key).encrypt(iv.to_bytes(12, "big"), b"", known + data)
            elif service == "encryption":
                enc = Cipher(algorithms.AES(key), modes.GCM(iv.to_bytes(12, "big"))).encryptor()
                body = enc.update(data) + enc.finalize()
            else:
                c = CMAC(algorithms.AES(key))
                c.update(known + data)
                mac = c.finalize()
            cases.append({"service": service.removesuffix("-cmac"), "algorithm": "aes-cmac" if cmac else "aes-gcm",
                          "key": key.hex(), "header": header.hex(), "data": data.hex(), "iv": str(iv), "sn": str(sn),
                          "field": (security + body + mac).hex()})
json.dump({"source": {"origin": "cryptography 50.0.2 (OpenSSL); inputs by random.Random(355)",
                      "maker": "tools/golden/aes_gcm.py", "tolerance": "exact"}, "cases": cases},
          open(sys.argv[1] + "/aes.json", "w"), separators=(",", ":"))
