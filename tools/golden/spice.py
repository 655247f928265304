"""Makes golden/spice: states, rotations and kernels from CSPICE, for what golden/flight does not touch.

    pip install spiceypy==8.3.0
    python tools/golden/spice.py data/kernels golden/spice

The trajectories are invented (sums of sines), so that every segment type meets the same smooth motion. Formats are
those of golden/flight, so `magpie verify golden/spice` reads them.
"""
import json
import os
import sys

import numpy as np
import spiceypy as sp

KERNELS = ["naif0012.tls", "pck00011.tpc", "gm_de440_magpie.tpc", "moon_de440_magpie.tf",
           "de440_magpie_2019_2046.bsp", "moon_pa_de440_magpie_2019_2046.bpc", "earth_itrf93_magpie_2019_2046.bpc"]
START = 915148800.0  # 2029-01-01
DAY = 86400.0
rng = np.random.default_rng(20260222)


def motion(scale_km, period_s):
    """A smooth path: position and velocity as functions of seconds past START."""
    phase = rng.uniform(0, 6.28, (3, 3))
    size = scale_km * rng.uniform(0.2, 1, (3, 3))
    rate = 6.283185307179586 / period_s * np.array([1.0, 0.61, 0.37])

    def state(t):
        x = [sum(size[a][k] * np.sin(rate[k] * t + phase[a][k]) for k in range(3)) for a in range(3)]
        v = [sum(size[a][k] * rate[k] * np.cos(rate[k] * t + phase[a][k]) for k in range(3)) for a in range(3)]
        return np.array(x + v)

    return state


def chebyshev(f, start, length, count, degree, rows):
    """Coefficients of `rows` components over `count` records, by interpolation at the Chebyshev nodes."""
    out = []
    nodes = np.cos(np.pi * (np.arange(degree + 1) + 0.5) / (degree + 1))
    for i in range(count):
        mid = start + (i + 0.5) * length
        values = np.array([f(mid + 0.5 * length * s - START)[:rows] for s in nodes])
        for axis in range(rows):
            out.append(np.polynomial.chebyshev.chebfit(nodes, values[:, axis], degree))
    return np.array(out).ravel()


def uneven(count):
    """Times over four days, each moved by up to 0.4 of the step: closer ones would only measure CSPICE's rounding."""
    times = np.linspace(0.0, 4 * DAY, count)
    times[1:-1] += rng.uniform(-0.4, 0.4, count - 2) * times[1]
    return times


def make_kernels(folder):
    path = os.path.join(folder, "segments.bsp")
    if os.path.exists(path):
        os.remove(path)
    handle = sp.spkopn(path, "segments", 2000)
    sp.dafac(handle, ["Invented motions, to test segment types.", "Made by tools/golden/spice.py."])
    end = START + 4 * DAY
    f = motion(3000.0, 9000.0)
    sp.spkw02(handle, -701, 301, "J2000", START, end, "type 2", 3600.0, 96, 11,
              chebyshev(f, START, 3600.0, 96, 11, 3), START)
    f = motion(200.0, 5000.0)
    sp.spkw03(handle, -702, -701, "ECLIPJ2000", START, end, "type 3", 1800.0, 192, 9,
              chebyshev(f, START, 1800.0, 192, 9, 6), START)
    for body, degree in ((-703, 7), (-704, 6)):
        f = motion(42000.0, 40000.0)
        states = np.array([f(600.0 * i) for i in range(577)])
        sp.spkw08(handle, body, 399, "ITRF93", START, end, f"type 8 degree {degree}", degree, 577, states, START, 600.0)
    for body, degree in ((-705, 9), (-706, 4)):
        f = motion(8000.0, 20000.0)
        times = uneven(701)
        states = np.array([f(t) for t in times])
        sp.spkw09(handle, body, 301, "MOON_ME", START, end, f"type 9 degree {degree}", degree, len(times), states,
                  START + times)
    for body, degree in ((-707, 11), (-708, 5)):
        f = motion(5000.0, 12000.0)
        times = uneven(651)
        states = np.array([f(t) for t in times])
        sp.spkw13(handle, body, 301, "J2000", START, end, f"type 13 degree {degree}", degree, len(times), states,
                  START + times)
    # Precedence: the later segment of a body wins where it covers, the first elsewhere.
    for k, (a, b) in enumerate(((0, 4), (1, 2), (1.5, 3))):
        f = motion(1000.0 * (k + 1), 30000.0)
        span = START + a * DAY, START + b * DAY
        times = np.linspace(span[0], span[1], 200)
        sp.spkw13(handle, -709, 301, "J2000", span[0], span[1], f"layer {k}", 7, 200,
                  np.array([f(t - START) for t in times]), times)
    sp.spkcls(handle)
    frames = os.path.join(folder, "frames.tf")
    with open(frames, "w", encoding="ascii") as out:
        out.write(FRAMES)
    return [path, frames]


FRAMES = """KPL/FK
Frames to test the ways in which a constant rotation can be given. Made by tools/golden/spice.py.
\\begindata
FRAME_TURNED = 1900001
FRAME_1900001_NAME = 'TURNED'
FRAME_1900001_CLASS = 4
FRAME_1900001_CLASS_ID = 1900001
FRAME_1900001_CENTER = 301
TKFRAME_1900001_SPEC = 'ANGLES'
TKFRAME_1900001_RELATIVE = 'MOON_ME'
TKFRAME_1900001_ANGLES = ( 31.0, -85.4D0
                           12.5 )
TKFRAME_1900001_AXES = ( 3, 2, 1 )
TKFRAME_1900001_UNITS = 'DEGREES'
FRAME_QUATERNION = 1900002
FRAME_1900002_NAME = 'QUATERNION'
FRAME_1900002_CLASS = 4
FRAME_1900002_CLASS_ID = 1900002
FRAME_1900002_CENTER = 399
TKFRAME_1900002_SPEC = 'QUATERNION'
TKFRAME_1900002_RELATIVE = 'ITRF93'
TKFRAME_1900002_Q = ( 0.8, 0.36, -0.48, 0.0 )
FRAME_ROUNDED = 1900003
FRAME_1900003_NAME = 'ROUNDED'
FRAME_1900003_CLASS = 4
FRAME_1900003_CLASS_ID = 1900003
FRAME_1900003_CENTER = 301
TKFRAME_1900003_SPEC = 'MATRIX'
TKFRAME_1900003_RELATIVE = 'TURNED'
TKFRAME_1900003_MATRIX  = ( 0.6001 0.8 0 )
TKFRAME_1900003_MATRIX += ( -0.8 0.6 0.0001 )
TKFRAME_1900003_MATRIX += ( 0 0 1 )
\\begintext
"""


def epochs(count, low=START + 700.0, high=START + 4 * DAY - 700.0):
    return [float(np.round(t, 3)) for t in rng.uniform(low, high, count)]


def state_table(frame, pairs, corrections, count):
    rows = []
    for target, observer in pairs:
        for et in epochs(count):
            cells = []
            for correction in corrections:
                state, light = sp.spkezr(target, et, frame, correction, observer)
                cells.append([*map(float, state), float(light)])
            rows.append([et, target, observer, *cells])
    columns = ["et", "target", "observer", *(f"[x,y,z,vx,vy,vz,lt] {c}" for c in corrections)]
    return {"frame": frame, "columns": columns, "rows": rows}


def frame_table(start, frames, times):
    rows = []
    for et in times:
        cells = []
        for frame in frames:
            m = sp.sxform(start, frame, et)
            cells.append([*map(float, m[:3, :3].ravel()), *map(float, m[3:, :3].ravel())])
        rows.append([et, *cells])
    columns = ["et", *(f"[R row-major 9, dR/dt row-major 9] {start}->{frame}" for frame in frames)]
    return {"from": start, "frames": frames, "columns": columns, "rows": rows}


def write(folder, name, table, kernels):
    source = {
        "tool": f"{sp.tkvrsn('toolkit')} via spiceypy {sp.__version__}",
        "maker": "tools/golden/spice.py",
        "date": "2026-11-22",
        "kernels": kernels,
        "units": "km, km/s, rad unless named deg, s; et = TDB seconds past J2000",
        "tolerance": "as golden/flight: rounding of CSPICE's own steps",
    }
    rows = table.pop("rows")
    head = json.dumps({"source": source, **table})[:-1]
    with open(os.path.join(folder, name), "w", encoding="ascii") as out:
        out.write(head + ', "rows": [\n' + ",\n".join(json.dumps(row) for row in rows) + "\n]}\n")


def main():
    shipped, folder = sys.argv[1:3]
    os.makedirs(folder, exist_ok=True)
    for name in KERNELS:
        sp.furnsh(os.path.join(shipped, name))
    made = make_kernels(folder)
    for path in made:
        sp.furnsh(path)
    kernels = KERNELS + [os.path.basename(path) for path in made]
    corrections = ["NONE", "LT", "LT+S", "CN", "CN+S", "XLT", "XLT+S", "XCN", "XCN+S"]
    craft = [str(body) for body in range(-709, -700)]
    write(folder, "segments.json", state_table("J2000", [(c, "MOON") for c in craft] + [("-702", "399")], ["NONE"], 40),
          kernels)
    pairs = [(c, "EARTH") for c in craft] + [("MOON", "-707"), ("SUN", "-701"), ("EARTH", "-703"), ("-705", "-707")]
    write(folder, "corrections.json", state_table("J2000", pairs, corrections, 4), kernels)
    for frame in ("ECLIPJ2000", "IAU_MOON", "MOON_ME", "ITRF93", "TURNED"):
        pairs = [("MOON", "EARTH"), ("EARTH", "MOON"), ("-707", "EARTH"), ("EARTH", "-705"), ("SUN", "-708"),
                 ("MARS BARYCENTER", "-703")]
        write(folder, f"axes-{frame.lower()}.json", state_table(frame, pairs, corrections, 3), kernels)
    times = epochs(12, 630000000.0, 1450000000.0)
    write(folder, "frames.json", frame_table("J2000", ["TURNED", "QUATERNION", "ROUNDED", "IAU_SUN", "IAU_MERCURY",
          "IAU_VENUS", "IAU_MARS", "IAU_JUPITER", "IAU_SATURN", "IAU_URANUS", "IAU_NEPTUNE", "IAU_PLUTO", "IAU_PHOBOS",
          "IAU_EUROPA", "IAU_TITAN", "MOON_PA_DE440", "MOON_ME_DE440_ME421"], times), kernels)
    write(folder, "frames-moon.json", frame_table("MOON_ME", ["J2000", "ECLIPJ2000", "ITRF93", "IAU_MOON", "MOON_PA",
          "TURNED"], times), kernels)


main()
