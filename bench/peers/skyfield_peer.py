"""The work of bench/peers by Skyfield, all epochs as one array, which is its fastest way. Argument: the folder of the
work. Protocol: worker.ts. CPU time of the process, seconds."""

import sys
import time
import warnings
from pathlib import Path

import numpy as np
import skyfield
from skyfield import almanac
from skyfield.api import PlanetaryConstants, load, wgs84
from skyfield.jpllib import SpiceKernel
from skyfield.searchlib import find_discrete

warnings.filterwarnings("ignore")
DAY_S = 86400.0
J2000_JD = 2451545

folder = Path(sys.argv[1])
kernels, sites, other = {}, [], {}
for line in (folder / "work.txt").read_text().splitlines():
    word, _, rest = line.partition(" ")
    if word == "kernel":
        kernels[Path(rest).suffix + Path(rest).name[:4]] = rest
    elif word == "site":
        sites.append(rest.split(" "))
    elif word != "spice":
        other[word] = [float(x) for x in rest.split(" ")]

ephemeris = SpiceKernel(kernels[".bspde44"])
earth, moon, sun = ephemeris["earth"], ephemeris["moon"], ephemeris["sun"]
timescale = load.timescale(builtin=True)
constants = PlanetaryConstants()
for name in (".tfmoon", ".tpcpck0"):
    with open(kernels[name], "rb") as file:
        constants.read_text(file)
constants.read_binary(open(kernels[".bpcmoon"], "rb"))  # stays open: it is read where it is needed

epochs = {name: np.fromfile(folder / f"{name}.f64") for name in ("random", "ordered")}
degrees = [(np.degrees(float(s[3])), np.degrees(float(s[4])), float(s[5])) for s in sites]
principal = constants.build_frame_named("MOON_PA_DE440")
moon_site = moon + constants.build_latlon_degrees(principal, degrees[0][0], degrees[0][1])
stations = [earth + wgs84.latlon(lat, lon, 1e3 * height) for lat, lon, height in degrees[1:]]
horizon = np.degrees(other["elevation"][0])


def tdb(seconds):
    """Times of TDB seconds past J2000, days and fraction apart."""
    days = np.floor(seconds / DAY_S)
    return timescale.tdb_jd(J2000_JD + days, (seconds - days * DAY_S) / DAY_S)


def seconds(t):
    return (t.whole - J2000_JD) * DAY_S + t.tdb_fraction * DAY_S


def states(t):
    at = (moon - earth).at(t)
    return [*at.position.km, *at.velocity.km_per_s]


def sight(at):
    altitude, azimuth, _ = at.altaz()
    return [azimuth.radians, altitude.radians]


def above():
    """Windows by group, in TDB seconds, of the geometric elevation."""
    start, end = other["year"]
    edges = []
    for group, site in enumerate(stations):

        def is_above(t, seen=moon - site):
            return seen.at(t).altaz()[0].degrees > horizon

        is_above.step_days = other["steps"][0] / DAY_S
        times, found = find_discrete(tdb(start), tdb(end), is_above, epsilon=1e-3 / DAY_S)
        edges += windows(group, start, end, seconds(times), found)
    return edges


def above_apparent():
    """The same as seen, by the search that Skyfield has for it."""
    start, end = other["year"]
    edges = []
    for group, site in enumerate(stations):
        rises = almanac.find_risings(site, moon, tdb(start), tdb(end), horizon_degrees=horizon)[0]
        sets = almanac.find_settings(site, moon, tdb(start), tdb(end), horizon_degrees=horizon)[0]
        times = np.concatenate([seconds(rises), seconds(sets)])
        found = np.concatenate([np.ones(len(rises)), np.zeros(len(sets))])
        order = np.argsort(times)
        edges += windows(group, start, end, times[order], found[order])
    return edges


def windows(group, start, end, times, found):
    """Rises and sets in order, as windows closed by the span."""
    edges = [*times]
    if found[0] == 0:
        edges.insert(0, start)
    if found[-1] == 1:
        edges.append(end)
    return [(group, a, b) for a, b in zip(edges[::2], edges[1::2])]


SEARCHES = {"above": above, "above-apparent": above_apparent}
ROWS = {
    "states-batch-random": states,
    "states-batch": states,
    "azel-moon-random": lambda t: sight((sun - moon_site).at(t)),
    "azel-moon": lambda t: sight((sun - moon_site).at(t)),
    "azel-earth": lambda t: sight((sun - stations[0]).at(t)),
    "azel-apparent": lambda t: sight(stations[0].at(t).observe(sun).apparent()),
}

print("ready Skyfield", skyfield.__version__, flush=True)
for line in sys.stdin:
    verb, row, count, *path = line.rstrip("\n").split(" ", 3)
    n = int(count)
    # A Time keeps what was computed for it, so every run gets new ones.
    times = tdb(epochs["random" if row.endswith("random") else "ordered"][:n])
    start = time.process_time()
    result = SEARCHES[row]() if row in SEARCHES else ROWS[row](times)
    spent = time.process_time() - start
    if verb == "values":
        columns = np.array(result) if row in SEARCHES else np.array(result).T
        np.ascontiguousarray(columns).tofile(path[0])
    print(f"{spent:.9f} {len(result) if row in SEARCHES else n}", flush=True)
