"""Makes golden/kernels/written.json: what CSPICE reads in kernels that Magpie wrote or cut.

    node tools/golden/kernel-cases.ts FOLDER
    pip install spiceypy==8.3.0
    python tools/golden/written.py FOLDER golden/kernels/written.json

A part of a kernel must also give, in CSPICE itself, the very numbers of the whole one: this stops where it does not.
"""
import hashlib
import json
import os
import sys

import numpy as np
import spiceypy as sp

SHIPPED = "data/kernels/"
START = 915148800.0
YEAR = (883612869.25, 915148869.5)
DAY = (START + 86400.5, START + 172800.25)
rng = np.random.default_rng(20260222)
FRAMES = """
FRAME_WRITTEN1 = 1900081
FRAME_1900081_NAME = 'WRITTEN1'
FRAME_1900081_CLASS = 2
FRAME_1900081_CLASS_ID = 1900081
FRAME_1900081_CENTER = 301
FRAME_WRITTEN17 = 1900097
FRAME_1900097_NAME = 'WRITTEN17'
FRAME_1900097_CLASS = 2
FRAME_1900097_CLASS_ID = 1900097
FRAME_1900097_CENTER = 301
"""
CRAFT = [(-801, 301), (-802, 301), (-803, 301), (-804, 301), (-805, 301)]
SEGMENTS = [(-701, 301), (-702, -701), (-703, 399), (-704, 399), (-705, 301), (-706, 301), (-707, 301), (-708, 301),
            (-709, 301)]
WRITTEN = (START + 300.0, START + 72000.0)
# Kernel, the whole it was cut from, span, pairs of bodies, frames.
CASES = [
    ("written.bsp", None, WRITTEN, CRAFT, []),
    ("written-big.bsp", None, WRITTEN, CRAFT, []),
    ("written.bpc", None, WRITTEN, [], ["WRITTEN1", "WRITTEN17"]),
    ("written-big.bpc", None, WRITTEN, [], ["WRITTEN1", "WRITTEN17"]),
    ("planets-2028.bsp", SHIPPED + "de440_magpie_2019_2046.bsp", YEAR, [(301, 399), (399, 3), (10, 399)], []),
    ("earth-2028-big.bpc", SHIPPED + "earth_itrf93_magpie_2019_2046.bpc", YEAR, [], ["ITRF93"]),
    ("moon-2028.bpc", SHIPPED + "moon_pa_de440_magpie_2019_2046.bpc", YEAR, [], ["MOON_PA"]),
    ("segments-day.bsp", "golden/spice/segments.bsp", DAY, SEGMENTS, []),
]


def values(kernel, times, pairs, frames):
    sp.furnsh(kernel)
    states = [[list(map(float, sp.spkgeo(target, et, "J2000", centre)[0])) for et in times]
              for target, centre in pairs]
    turns = [[[float(x) for x in sp.sxform("J2000", frame, et)[:3, :3].ravel()] for et in times] for frame in frames]
    sp.unload(kernel)
    return states, turns


def main():
    folder, out = sys.argv[1:3]
    for name in ("naif0012.tls", "pck00011.tpc", "moon_de440_magpie.tf", "earth_itrf93_magpie_2019_2046.bpc",
                 "moon_pa_de440_magpie_2019_2046.bpc"):
        sp.furnsh(SHIPPED + name)
    sp.lmpool(FRAMES.strip().splitlines())
    kernels = []
    for name, whole, span, pairs, frames in CASES:
        path = os.path.join(folder, name)
        times = sorted([*span, *(float(np.round(t, 3)) for t in rng.uniform(*span, 6))])
        if "ITRF93" in frames:
            sp.unload(SHIPPED + "earth_itrf93_magpie_2019_2046.bpc")
        if "MOON_PA" in frames:
            sp.unload(SHIPPED + "moon_pa_de440_magpie_2019_2046.bpc")
        # Types 8 and 9 of segments.bsp stand on axes that the shipped orientations turn.
        states, turns = values(path, times, pairs, frames)
        if whole is not None:
            dense = sorted(float(t) for t in rng.uniform(*span, 2000))
            assert values(path, dense, pairs, frames) == values(whole, dense, pairs, frames), name
        for shipped in ("earth_itrf93_magpie_2019_2046.bpc", "moon_pa_de440_magpie_2019_2046.bpc"):
            sp.unload(SHIPPED + shipped)
            sp.furnsh(SHIPPED + shipped)
        with open(path, "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        kernels.append({"name": name, "sha256": digest, "times": times,
                        "states": [{"target": t, "centre": c, "rows": rows} for (t, c), rows in zip(pairs, states)],
                        "rotations": [{"frame": f, "rows": rows} for f, rows in zip(frames, turns)]})
    source = {
        "tool": f"{sp.tkvrsn('toolkit')} via spiceypy {sp.__version__}",
        "maker": "tools/golden/written.py; the kernels by tools/golden/kernel-cases.ts",
        "date": "2026-11-22",
        "units": "km, km/s; times TDB seconds past J2000; states and rotations from J2000",
        "tolerance": "2e-12 relative: rounding of angles of thousands of radians, and of CSPICE's own steps",
        "regression": "sha256 is of Magpie's own output: it says that the bytes did not change, not that they are right",
    }
    with open(out, "w", encoding="ascii") as file:
        json.dump({"source": source, "frames": FRAMES.strip(), "kernels": kernels}, file, indent=1)
        file.write("\n")


main()
