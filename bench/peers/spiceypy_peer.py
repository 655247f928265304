"""The work of bench/peers by spiceypy, one call at a time. Argument: the folder of the work. Protocol: worker.ts. CPU time
of the process, seconds."""

import math
import sys
import time
from pathlib import Path

import numpy as np
import spiceypy as spice

folder = Path(sys.argv[1])
sites = []
for line in (folder / "work.txt").read_text().splitlines():
    word, _, rest = line.partition(" ")
    if word in ("kernel", "spice"):
        spice.furnsh(rest)
    elif word == "site":
        sites.append(rest.split(" "))

epochs = {name: np.fromfile(folder / f"{name}.f64").tolist() for name in ("random", "ordered")}


def states(at):
    return [spice.spkgeo(301, t, "J2000", 399)[0] for t in at]


def sights(site, correction, at):
    """Azimuth and elevation of the Sun."""
    body, frame, _, latitude, longitude, _, *position = site
    centre = {"301": "MOON", "399": "EARTH"}[body]
    position = [float(x) for x in position]
    (sp, cp), (sl, cl) = ((math.sin(a), math.cos(a)) for a in (float(latitude), float(longitude)))
    out = []
    for t in at:
        x, y, z = spice.spkcpo("SUN", t, frame, "OBSERVER", correction, position, centre, frame)[0][:3].tolist()
        east = cl * y - sl * x
        north = cp * z - sp * (cl * x + sl * y)
        up = cp * (cl * x + sl * y) + sp * z
        out.append((math.atan2(east, north), math.atan2(up, math.hypot(east, north))))
    return out


ROWS = {
    "states-random": states,
    "states-60s": states,
    "azel-moon-random": lambda at: sights(sites[0], "NONE", at),
    "azel-moon": lambda at: sights(sites[0], "NONE", at),
    "azel-earth": lambda at: sights(sites[1], "NONE", at),
    "azel-apparent": lambda at: sights(sites[1], "LT+S", at),
}

print("ready spiceypy", spice.__version__, flush=True)
for line in sys.stdin:
    verb, row, count, *path = line.rstrip("\n").split(" ", 3)
    n = int(count)
    at = epochs["random" if row.endswith("random") else "ordered"][:n]
    start = time.process_time()
    result = ROWS[row](at)
    spent = time.process_time() - start
    if verb == "values":
        np.array(result).tofile(path[0])
    print(f"{spent:.9f} {n}", flush=True)
