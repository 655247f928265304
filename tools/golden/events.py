"""Makes golden/searches: windows and extremes of SPICE's geometry finder (GF), for what golden/flight lacks.

    pip install spiceypy==8.3.0
    python tools/golden/events.py data/kernels golden/flight golden/searches

Every event says what is searched; edges are TDB seconds past J2000. GF converges to 1e-9 s here, and the step of each
search is stated: two changes within one step may be missed.
"""
import json
import math
import os
import sys

import spiceypy as sp
from spiceypy.utils.callbacks import SpiceUDFUNB, SpiceUDFUNS

KERNELS = ["naif0012.tls", "pck00011.tpc", "gm_de440_magpie.tpc", "moon_de440_magpie.tf",
           "de440_magpie_2019_2046.bsp", "moon_pa_de440_magpie_2019_2046.bpc", "earth_itrf93_magpie_2019_2046.bpc"]
SITES = ["sites_open.bsp", "sites_open.tf", "orbiters_open.bsp"]
CONVERGED = 1e-9
ORBITS = (901972860.0 + 3600, 901972860.0 + 3 * 86400)
MONTH = (901972860.0, 901972860.0 + 30 * 86400)
ORBITING = (MONTH[0] + 3600, MONTH[0] + 29 * 86400)
WOBBLING = (MONTH[0] + 14 * 86400, MONTH[0] + 16 * 86400)
YEAR = (883612869.0, 883612869.0 + 365 * 86400)
ROOM = 20000


def cell(span):
    window = sp.cell_double(2)
    sp.wninsd(span[0], span[1], window)
    return window


def windows(result):
    return [list(sp.wnfetd(result, i)) for i in range(sp.wncard(result))]


def search(kind, correction, span, step, relate, value, call, **named):
    """Runs one search; for extremes the times with the value of the quantity."""
    result = sp.cell_double(ROOM)
    call(correction, relate, value, step, cell(span), result)
    found = windows(result)
    event = {"kind": kind, "abcorr": correction, "window": list(span), "step_s": step, "relate": relate, **named}
    if relate in "<>":
        event["value"] = value
        event["intervals"] = found
    else:
        event["times"] = [start for start, _ in found]
    return event


def distance(target, observer):
    return lambda c, rel, v, step, cn, out: sp.gfdist(target, c, observer, rel, v, 0.0, step, ROOM // 2, cn, out)


def rate(target, observer):
    return lambda c, rel, v, step, cn, out: sp.gfrr(target, c, observer, rel, v, 0.0, step, ROOM // 2, cn, out)


def apart(first, second, observer, shapes=("POINT", "POINT"), frames=(" ", " ")):
    return lambda c, rel, v, step, cn, out: sp.gfsep(
        first, shapes[0], frames[0], second, shapes[1], frames[1], c, observer, rel, v, 0.0, step, ROOM // 2, cn, out)


def phase(target, source, observer):
    return lambda c, rel, v, step, cn, out: sp.gfpa(target, source, c, observer, rel, v, 0.0, step, ROOM // 2, cn, out)


def place(target, frame, observer, system, coordinate):
    return lambda c, rel, v, step, cn, out: sp.gfposc(
        target, frame, c, observer, system, coordinate, rel, v, 0.0, step, ROOM // 2, cn, out)


def light(angle, target, frame, observer, point):
    return lambda c, rel, v, step, cn, out: sp.gfilum(
        "Ellipsoid", angle, target, "SUN", frame, c, observer, point, rel, v, 0.0, step, ROOM // 2, cn, out)


def beta_at(orbiter, centre, et, correction):
    state, _ = sp.spkgeo(orbiter, et, "J2000", centre)
    sun, _ = sp.spkpos("SUN", et, "J2000", correction, str(centre))
    return math.pi / 2 - sp.vsep(sp.vcrss(state[:3], state[3:]), sun)


def beta(orbiter, centre):
    def run(c, rel, v, step, cn, out):
        def quantity(et):
            return beta_at(orbiter, centre, et, c)

        def falling(function, et):
            return sp.uddc(function, et, 1.0)

        sp.gfuds(SpiceUDFUNS(quantity), SpiceUDFUNB(falling), rel, v, 0.0, step, ROOM // 2, cn, out)

    return run


def over_mask(site, target, frame, table):
    """User-defined scalar: elevation over a mask whose nodes stand evenly from north, linear between them."""
    n = len(table)

    def clearance(c):
        def quantity(et):
            p, _ = sp.spkpos(target, et, frame, c, site)
            azimuth = math.atan2(p[0], p[1]) % (2 * math.pi)  # the frames are east, north, up
            at = azimuth * n / (2 * math.pi)
            i = int(at)
            mask = table[i % n] + (at - i) * (table[(i + 1) % n] - table[i % n])
            return math.atan2(p[2], math.hypot(p[0], p[1])) - mask

        return quantity

    def run(c, rel, v, step, cn, out):
        quantity = clearance(c)

        def rises(function, et):
            return sp.uddc(function, et, 1.0)

        sp.gfuds(SpiceUDFUNS(quantity), SpiceUDFUNB(rises), rel, v, 0.0, step, ROOM // 2, cn, out)

    return run


def with_extremes(kind, span, step, corrections, thresholds, call, **named):
    out = []
    for c in corrections:
        for value in thresholds:
            out.append(search(kind, c, span, step, ">", value, call, **named))
            out.append(search(kind, c, span, step, "<", value, call, **named))
        for relate in ("LOCMIN", "LOCMAX", "ABSMIN", "ABSMAX"):
            out.append(search(kind, c, span, step, relate, 0.0, call, **named))
    return out


def in_view(target, observer, axis, half):
    """A round field of view that stands still among the stars."""
    name = "INS-700019"
    ring = sp.vrotv(axis, sp.vperp([0.3, -0.2, 0.9], axis), half)
    sp.pcpool(f"{name}_FOV_SHAPE", ["CIRCLE"])
    sp.pcpool(f"{name}_FOV_FRAME", ["J2000"])
    sp.pcpool(f"{name}_FOV_CLASS_SPEC", ["CORNERS"])
    sp.pdpool(f"{name}_BORESIGHT", list(axis))
    sp.pdpool(f"{name}_FOV_BOUNDARY_CORNERS", list(ring))
    sp.boddef("MAGPIE_EYE", -700019)

    def run(c, rel, v, step, cn, out):
        sp.gftfov("MAGPIE_EYE", target, "POINT", " ", c, observer, step, cn, out)

    return run


def events():
    every = ("NONE", "LT", "LT+S", "CN", "CN+S", "XLT+S", "XCN")
    some = ("NONE", "LT+S", "CN")
    deg = math.pi / 180
    out = {}
    out["range"] = (
        with_extremes("range", YEAR, 6 * 3600.0, every, (385000.0,), distance("MOON", "EARTH"),
                      target="MOON", observer="EARTH")
        + with_extremes("range", ORBITS, 300.0, some, (386000.0,), distance("-70001", "MIYUN"),
                        target="-70001", observer="MIYUN"))
    out["range-rate"] = (
        with_extremes("range-rate", MONTH, 3600.0, every, (0.0, 0.2), rate("MOON", "MIYUN"),
                      target="MOON", observer="MIYUN")
        + with_extremes("range-rate", ORBITS, 300.0, some, (0.5,), rate("-70001", "EARTH"),
                        target="-70001", observer="EARTH"))
    sphere = {"shapes": ("SPHERE", "SPHERE"), "frames": ("IAU_MOON", "IAU_SUN")}
    out["separation"] = (
        with_extremes("separation", YEAR, 43200.0, some, (90 * deg, 10 * deg), apart("SUN", "MOON", "EARTH"),
                      targets=["SUN", "MOON"], observer="EARTH", shape="POINT")
        + with_extremes("separation", YEAR, 43200.0, some, (2 * deg,), apart("MOON", "SUN", "MIYUN", **sphere),
                        targets=["MOON", "SUN"], observer="MIYUN", shape="SPHERE"))
    out["phase"] = (
        with_extremes("phase", YEAR, 43200.0, every[:5], (60 * deg,), phase("MOON", "SUN", "EARTH"),
                      target="MOON", source="SUN", observer="EARTH")
        + with_extremes("phase", ORBITS, 300.0, some, (90 * deg,), phase("MOON", "SUN", "-70001"),
                        target="MOON", source="SUN", observer="-70001"))
    out["coordinate"] = (
        with_extremes("latitude", YEAR, 43200.0, ("NONE", "LT", "LT+S", "CN", "CN+S"), (1 * deg,),
                      place("SUN", "MOON_ME", "MOON", "LATITUDINAL", "LATITUDE"), target="SUN", observer="MOON",
                      frame="MOON_ME")
        + with_extremes("latitude", MONTH, 43200.0, ("NONE", "CN+S"), (5 * deg,),
                        place("MOON", "ITRF93", "EARTH", "LATITUDINAL", "LATITUDE"), target="MOON", observer="EARTH",
                        frame="ITRF93")
        + with_extremes("latitude", MONTH, 3600.0, ("NONE", "CN+S"), (10 * deg,),
                        place("MOON", "MIYUN_TOPO", "MIYUN", "LATITUDINAL", "LATITUDE"), target="MOON", observer="MIYUN",
                        frame="MIYUN_TOPO"))
    point = [119.43564401769075, 71.76417499842499, -1731.8036234298838]
    for angle in ("INCIDENCE", "EMISSION", "PHASE"):
        out["light-angle"] = out.get("light-angle", []) + with_extremes(
            "light-angle", MONTH, 7200.0, ("NONE", "LT+S", "CN"), (88 * deg if angle != "PHASE" else 45 * deg,),
            light(angle, "MOON", "IAU_MOON", "EARTH", point), angle=angle, target="MOON", frame="IAU_MOON",
            observer="EARTH", point_km=point)
    axis = [0.6, -0.64, -0.48]
    out["cone"] = [
        search("cone", c, span, step, "<", half, in_view(target, "-70001", axis, half), observer="-70001", target=target,
               axis=axis)
        for target, span, step in (("MOON", ORBITS, 60.0), ("EARTH", ORBITING, 3600.0)) for half in (1.0, 1.2)
        for c in ("NONE", "LT", "LT+S", "CN", "CN+S")]
    out["beta"] = []
    for orbiter in (-70001, -70002):
        # A threshold inside the range that the angle really takes.
        middle = round(beta_at(orbiter, 301, sum(ORBITING) / 2, "NONE"), 4)
        for c in some:
            for relate in "<>":
                out["beta"].append(search("beta", c, ORBITING, 600.0, relate, middle, beta(orbiter, 301),
                                          orbiter=orbiter, centre=301))
        # The plane of an orbit near the ground wobbles at every mascon: extremes want a short step.
        out["beta"] += with_extremes("beta", WOBBLING, 20.0, ("NONE", "CN"), (),
                                     beta(orbiter, 301), orbiter=orbiter, centre=301)
    return out


def mask_events():
    """Deterministic tables, rough enough that kinks decide edges."""
    deg = math.pi / 180
    station = [round((3 + 2.5 * math.sin(2.1 * i) + 1.5 * math.sin(0.7 * i * i)) * deg, 12) for i in range(36)]
    lander = [round((0.5 + 1.2 * math.sin(1.7 * i) + 0.8 * math.sin(0.3 * i * i)) * deg, 12) for i in range(72)]
    out = []
    for site, target, frame, table, span, step in (
        ("MIYUN", "MOON", "MIYUN_TOPO", station, MONTH, 120.0),
        ("MIYUN", "SUN", "MIYUN_TOPO", station, MONTH, 120.0),
        ("MONS_MOUTON", "SUN", "MONS_MOUTON_TOPO", lander, (MONTH[0], MONTH[0] + 59 * 86400), 1200.0),
        ("MONS_MOUTON", "EARTH", "MONS_MOUTON_TOPO", lander, (MONTH[0], MONTH[0] + 59 * 86400), 1200.0),
        ("MONS_MOUTON", "-70001", "MONS_MOUTON_TOPO", lander, ORBITS, 10.0),
    ):
        for c in ("NONE", "LT", "LT+S", "CN"):
            if target == "-70001" and c != "CN":
                continue
            out.append(search("over-mask", c, span, step, ">", 0.0, over_mask(site, target, frame, table), site=site,
                              target=target, mask_rad=table))
    return out


def main(kernels, flight, out):
    for name in KERNELS:
        sp.furnsh(os.path.join(kernels, name))
    for name in SITES:
        sp.furnsh(os.path.join(flight, name))
    sp.gfstol(CONVERGED)
    source = {
        "tool": "CSPICE_N0067 via spiceypy 8.3.0",
        "maker": "tools/golden/events.py", "date": "2026-11-22", "kernels": KERNELS + SITES,
        "units": "km, km/s, rad, s; et = TDB seconds past J2000",
        "tolerance": "edges 1 ms (2 ms with stellar aberration) or the time in which the quantity changes by 1e-9 rad, "
                     "1 mm or 1e-9 km/s: GF is asked for 1e-9 s, the rest is rounding of its quantities and their rates",
    }
    found = events()
    found["mask"] = mask_events()
    for kind, list_ in found.items():
        with open(os.path.join(out, f"{kind}.json"), "w") as f:
            f.write('{"source": ' + json.dumps(source) + ', "searches": [\n')
            f.write(",\n".join(json.dumps(e) for e in list_))
            f.write("\n]}\n")
        print(kind, len(list_), sum(len(e.get("intervals", e.get("times"))) for e in list_))


main(*sys.argv[1:])
