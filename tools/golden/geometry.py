"""Makes golden/geometry: sub-points, illumination, seasons, turning frames, conics, coordinates and rotations from CSPICE.

    pip install spiceypy==8.3.0
    python tools/golden/geometry.py data/kernels golden/flight/orbiters_open.bsp golden/geometry

Each file has cases as lists of inputs and what the named CSPICE routine gave for them.
"""
import json
import os
import sys

import numpy as np
import spiceypy as sp

KERNELS = ["naif0012.tls", "pck00011.tpc", "gm_de440_magpie.tpc", "moon_de440_magpie.tf",
           "de440_magpie_2019_2046.bsp", "moon_pa_de440_magpie_2019_2046.bpc", "earth_itrf93_magpie_2019_2046.bpc"]
rng = np.random.default_rng(20261122)
CORRECTIONS = ["NONE", "LT", "LT+S", "CN", "CN+S"]
ORBITER = -70001


def times(count, low=631200000.0, high=1450000000.0):
    return [float(np.round(t, 3)) for t in rng.uniform(low, high, count)]


def orbiter_times(count):
    cover = sp.spkcov(sys.argv[2], ORBITER)
    low, high = sp.wnfetd(cover, 0)
    return times(count, low + 600, high - 600)


def numbers(values):
    return [float(x) for x in np.asarray(values).ravel()]


def sub_points():
    rows = []
    pairs = [("MOON", "MOON_ME", "EARTH"), ("EARTH", "ITRF93", "MOON"), ("EARTH", "IAU_EARTH", "SUN"),
             ("MOON", "IAU_MOON", "SUN"), ("MARS", "IAU_MARS", "EARTH"), ("SUN", "IAU_SUN", "EARTH"),
             ("MOON", "MOON_ME", str(ORBITER)), ("EARTH", "ITRF93", str(ORBITER))]
    for target, frame, observer in pairs:
        ets = orbiter_times(2) if observer == str(ORBITER) else times(2)
        for et in ets:
            for correction in CORRECTIONS + ["XCN+S"]:
                for method in ("NEAR POINT/ELLIPSOID", "INTERCEPT/ELLIPSOID"):
                    for routine in ("subpnt", "subslr"):
                        if routine == "subslr" and (target == "SUN" or correction.startswith("X")):
                            continue
                        point, epoch, sight = getattr(sp, routine)(method, target, et, frame, correction, observer)
                        rows.append([routine, method.split("/")[0], sp.bods2c(target), frame, sp.bods2c(observer),
                                     correction, et, numbers(point), float(epoch), numbers(sight)])
    return {"columns": ["routine", "method", "target", "frame", "observer", "correction", "et", "point_km", "epoch",
                        "sight_km"], "rows": rows}


def illumination():
    rows = []
    for target, frame, observer in [("MOON", "MOON_ME", "EARTH"), ("EARTH", "ITRF93", "MOON"),
                                    ("MARS", "IAU_MARS", "EARTH")]:
        radii = sp.bodvrd(target, "RADII", 3)[1]
        for et in times(6):
            lon, lat = rng.uniform(-3.1, 3.1), rng.uniform(-1.5, 1.5)
            point = sp.georec(lon, lat, 0.0, radii[0], (radii[0] - radii[2]) / radii[0])
            for correction in CORRECTIONS:
                epoch, _, phase, incidence, emission = sp.ilumin("ELLIPSOID", target, et, frame, correction, observer,
                                                                 point)
                rows.append([sp.bods2c(target), frame, sp.bods2c(observer), correction, et, float(lon), float(lat),
                             numbers([epoch, phase, incidence, emission])])
    return {"columns": ["target", "frame", "observer", "correction", "et", "longitude_rad", "latitude_rad",
                        "[epoch, phase, incidence, emission]"], "radii_of": "BODYnnn_RADII", "rows": rows}


def phases():
    rows = [[sp.bods2c(target), sp.bods2c(observer), correction, et,
             float(sp.phaseq(et, target, "SUN", observer, correction))]
            for target, observer in (("MOON", "EARTH"), ("VENUS", "EARTH"), ("EARTH", "MOON"))
            for correction in CORRECTIONS for et in times(3)]
    return {"columns": ["target", "observer", "correction", "et", "phase_rad"], "rows": rows}


def seasons():
    rows = []
    for body in ("EARTH", "MOON", "VENUS", "MARS"):
        for et in times(4):
            for correction in ("NONE", "LT", "LT+S"):
                rows.append(["lspcn", sp.bods2c(body), "IAU_" + body, correction, et, float(sp.lspcn(body, et, correction))])
    return {"columns": ["routine", "body", "frame", "correction", "et", "rad"], "rows": rows}


def solar_times():
    rows = []
    for body in ("EARTH", "MOON", "VENUS", "MARS"):
        for et in times(8):
            lon = float(rng.uniform(-3.1, 3.1))
            h, m, s, _, _ = sp.et2lst(et, sp.bods2c(body), lon, "PLANETOCENTRIC")
            rows.append([sp.bods2c(body), "IAU_" + body, lon, et, [int(h), int(m), int(s)]])
    return {"columns": ["body", "frame", "longitude_rad", "et", "[hour, minute, second]"], "rows": rows}


def angle_from_north(centre, towards, north):
    """Position angle: from the projection of `north` across the line of sight, through east."""
    line = centre / np.linalg.norm(centre)
    up = sp.vhat(sp.vperp(north, line))
    east = sp.vhat(np.cross(north, line))
    return float(np.arctan2(np.dot(towards, east), np.dot(towards, up)) % (2 * np.pi))


def aspects():
    rows = []
    for et in times(12):
        for correction in ("NONE", "LT+S", "CN+S"):
            moon, light = sp.spkpos("MOON", et, "J2000", correction, "EARTH")
            then = et if correction == "NONE" else et - light
            axes = sp.pxform("J2000", "MOON_ME", then)
            sun, _ = sp.spkpos("SUN", then, "J2000", correction, "MOON")
            _, facing, tilt = sp.reclat(axes @ -moon)
            _, sunlon, sunlat = sp.reclat(axes @ sun)
            for north in ("J2000", "ITRF93"):
                pole = sp.pxform("J2000", north, et)[2]
                phase = sp.vsep(-moon, sun)
                rows.append([correction, north, et, numbers([facing, tilt, sunlon, sunlat,
                             angle_from_north(moon, axes[2], pole), angle_from_north(moon, sun, pole), phase,
                             (1 + np.cos(phase)) / 2, np.linalg.norm(moon)])])
    return {"columns": ["correction", "north", "et", "[facing longitude, latitude, sun longitude, latitude, axis position "
                        "angle, bright limb position angle, phase, illuminated fraction, distance km]"], "rows": rows}


FRAMES = {
    "SYNODIC": ("MOON", "EARTH", "X", "POSITION", "Y", "VELOCITY"),
    "RTN": (ORBITER, "MOON", "X", "POSITION", "Y", "VELOCITY"),
    "LVLH": (ORBITER, "MOON", "-Z", "POSITION", "X", "VELOCITY"),
    "VNC": (ORBITER, "MOON", "X", "VELOCITY", "Z", "POSITION"),
    "MOON_VNC": ("MOON", "EARTH", "X", "VELOCITY", "Z", "POSITION"),
}


def dynamic_frames():
    for k, (name, (body, centre, x, primary, y, secondary)) in enumerate(FRAMES.items()):
        code = 1900100 + k
        text = [f"FRAME_{name} = {code}", f"FRAME_{code}_NAME = '{name}'", f"FRAME_{code}_CLASS = 5",
                f"FRAME_{code}_CLASS_ID = {code}", f"FRAME_{code}_CENTER = '{centre}'",
                f"FRAME_{code}_RELATIVE = 'J2000'", f"FRAME_{code}_DEF_STYLE = 'PARAMETERIZED'",
                f"FRAME_{code}_FAMILY = 'TWO-VECTOR'"]
        for part, axis, kind in (("PRI", x, primary), ("SEC", y, secondary)):
            text += [f"FRAME_{code}_{part}_AXIS = '{axis}'", f"FRAME_{code}_{part}_VECTOR_DEF = 'OBSERVER_TARGET_{kind}'",
                     f"FRAME_{code}_{part}_OBSERVER = '{centre}'", f"FRAME_{code}_{part}_TARGET = '{body}'",
                     f"FRAME_{code}_{part}_ABCORR = 'NONE'"]
            if kind == "VELOCITY":
                text += [f"FRAME_{code}_{part}_FRAME = 'J2000'"]
        sp.lmpool(text)


def turning_frames():
    dynamic_frames()
    rows = []
    for name, (body, centre, *_) in FRAMES.items():
        for et in orbiter_times(6) if body == ORBITER else times(6):
            m = sp.sxform("J2000", name, et)
            code = body if body == ORBITER else sp.bods2c(body)
            rows.append([name, code, sp.bods2c(centre), et, numbers(m[:3, :3]) + numbers(m[3:, :3])])
    return {"columns": ["frame", "body", "centre", "et", "[R row-major 9, dR/dt row-major 9] J2000->frame"], "rows": rows}


def conics():
    rows = []
    for e in (0.0, 1e-6, 0.01, 0.3, 0.9, 0.999, 0.9999999, 1.0, 1.0000001, 1.001, 1.2, 3.0, 9.0):
        for k in range(4):
            mu = [4902.8, 398600.4][k % 2]
            rp = float(rng.uniform(1800, 9000))
            elements = [rp, e, float(rng.uniform(0.05, 3.1)), *map(float, rng.uniform(0.1, 6.2, 2)),
                        float(rng.uniform(-3, 3) if e < 1 else rng.uniform(-20, 20)), 0.0, mu]
            dt = float(rng.uniform(-1, 1) * 3 * np.sqrt(rp ** 3 / mu))
            start, later = sp.conics(elements, 0.0), sp.conics(elements, dt)
            rows.append([elements, dt, numbers(start), numbers(later), numbers(sp.oscltx(later, dt, mu))[:11]])
    return {"columns": ["[periapsis_km, e, i, node, argument, mean anomaly, epoch, mu]", "dt_s", "CONICS at 0",
                        "CONICS at dt", "OSCLTX of that: [rp, e, i, node, argument, M, t0, mu, true anomaly, a, period]"],
            "rows": rows}


def equinoctial():
    """EQNCPV with still elements: a, h, k, mean longitude, p, q about the z axis."""
    rows = []
    for _ in range(12):
        e, w, node, i = rng.uniform(0, 0.7), *rng.uniform(0, 6.28, 2), rng.uniform(0, 2.6)
        a, mean, mu = rng.uniform(2000, 9000), rng.uniform(0, 6.28), 4902.8
        eqel = [a, e * np.sin(w + node), e * np.cos(w + node), mean + w + node, np.tan(i / 2) * np.sin(node),
                np.tan(i / 2) * np.cos(node), 0.0, np.sqrt(mu / a ** 3), 0.0]
        state = sp.eqncpv(0.0, 0.0, eqel, -np.pi / 2, np.pi / 2)
        rows.append([numbers([a, e, i, node, w, mean]), mu, numbers(state)])
    return {"columns": ["[a_km, e, i, node, argument, mean anomaly]", "mu", "EQNCPV"], "rows": rows}


def ellipsoids():
    rows = []
    shapes = [[6378.137, 6378.137, 6378.137 * (1 - 1 / 298.257223563)], [13.0, 11.4, 9.1], [1.0, 2.0, 5.0],
              [1737.4, 1737.4, 1737.4]]
    for a, b, c in shapes:
        for factor in (0.02, 0.3, 0.9, 1.0, 1.0001, 1.5, 60.0):
            for _ in range(3):
                u = rng.normal(size=3)
                p = u / np.linalg.norm(u) * np.array([a, b, c]) * factor
                near, height = sp.nearpt(p, a, b, c)
                d = sp.vhat(rng.normal(size=3) * 0.2 - u)
                try:
                    hit = numbers(sp.surfpt(p, d, a, b, c))
                except Exception:
                    hit = None
                rows.append([[a, b, c], numbers(p), numbers(near), float(height), numbers(d), hit,
                             numbers(sp.surfnm(a, b, c, near))])
    return {"columns": ["[a, b, c]", "point", "NEARPT", "height", "direction", "SURFPT or null", "SURFNM at NEARPT"],
            "rows": rows}


def geodetic():
    rows = []
    for re, f in ((6378.137, 1 / 298.257223563), (1737.4, 0.0), (3396.19, 0.00588600755555), (60268.0, 0.0979624344)):
        for lat in (-np.pi / 2, -1.57, -0.7, 0.0, 1e-9, 0.4, 1.5707, np.pi / 2):
            for h in (-0.3, -0.01, 0.0, 1e-6, 0.05, 40.0):
                lon = float(rng.uniform(-3.1, 3.1))
                p = sp.georec(lon, lat, h * re, re, f)
                back = sp.recgeo(p, re, f)
                rows.append([[re, f], [lon, float(lat), float(h * re)], numbers(p), numbers(back),
                             numbers(sp.drdgeo(lon, lat, h * re, re, f))])
    graphic = []
    for body in ("MARS", "MOON", "EARTH", "VENUS", "SATURN", "SUN"):
        radii = sp.bodvrd(body, "RADII", 3)[1]
        re, f = float(radii[0]), float((radii[0] - radii[2]) / radii[0])
        for _ in range(3):
            p = numbers(rng.normal(size=3) * re)
            graphic.append([sp.bods2c(body), [re, f], p, numbers(sp.recpgr(body, p, re, f))])
    return {"columns": ["[re, f]", "[lon, lat, height]", "GEOREC", "RECGEO of that", "DRDGEO"], "rows": rows,
            "planetographic_columns": ["body", "[re, f]", "position", "RECPGR [lon, lat, height]"],
            "planetographic": graphic}


def coordinates():
    rows = []
    for _ in range(12):
        p = rng.normal(size=3) * 1000
        lat, sph, cyl = sp.reclat(p), sp.recsph(p), sp.reccyl(p)
        rows.append([numbers(p), numbers(lat), numbers(sph), numbers(cyl), numbers(sp.recrad(p)),
                     numbers(sp.drdlat(*lat)), numbers(sp.drdsph(*sph)), numbers(sp.drdcyl(*cyl)),
                     numbers(sp.dlatdr(*p)), numbers(sp.dsphdr(*p)), numbers(sp.dcyldr(*p))])
    return {"columns": ["position", "RECLAT", "RECSPH", "RECCYL", "RECRAD", "DRDLAT", "DRDSPH", "DRDCYL", "DLATDR",
                        "DSPHDR", "DCYLDR"], "rows": rows}


def rotations():
    rows = []
    sequences = [(a, b, c) for a in (1, 2, 3) for b in (1, 2, 3) for c in (1, 2, 3) if a != b and b != c]
    for axes in sequences:
        for _ in range(2):
            angles = rng.uniform(-3.1, 3.1, 3)
            angles[1] = rng.uniform(0.1, 3.0) if axes[0] == axes[2] else rng.uniform(-1.5, 1.5)
            rates = rng.normal(size=3) * 1e-3
            x = sp.eul2xf([*angles, *rates], *axes)
            r, w = sp.xf2rav(x)
            q = sp.m2q(r)
            rows.append([list(axes), numbers(angles), numbers(rates), numbers(r), numbers(x[3:, :3]), numbers(w),
                         numbers(q), numbers(sp.m2eul(r, *axes)), numbers(sp.xf2eul(x, *axes)[0])])
    return {"columns": ["axes (left to right)", "angles", "rates", "R", "dR/dt", "XF2RAV angular velocity", "M2Q",
                        "M2EUL", "XF2EUL"], "rows": rows}


def polynomials():
    """Interpolation through uneven samples of sines: value and derivative."""
    rows = []
    for size in (2, 3, 5, 8, 13):
        for _ in range(3):
            x = np.sort(rng.uniform(0, 10, size)) + np.arange(size)
            y, v = np.sin(0.3 * x), 0.3 * np.cos(0.3 * x)
            at = float(rng.uniform(x[0], x[-1]))
            pairs = [c for pair in zip(y, v) for c in pair]
            rows.append([numbers(x), numbers(y), numbers(v), at, numbers(sp.lgrind(x, y, at)),
                         numbers(sp.hrmint(x, pairs, at))])
    return {"columns": ["times", "values", "rates", "at", "LGRIND [value, derivative]", "HRMINT [value, derivative]"],
            "rows": rows}


def planets(folder):
    """Venus and Mars at their barycentres (exact for Venus, 0.2 m for Mars), which DE440's excerpt lacks."""
    path = os.path.join(folder, "planets.bsp")
    if os.path.exists(path):
        os.remove(path)
    handle = sp.spkopn(path, "planets", 0)
    ends = [628430400.0, 1451649600.0]
    for body, barycentre in ((299, 2), (499, 4)):
        sp.spkw09(handle, body, barycentre, "J2000", *ends, "at its barycentre", 1, 2, np.zeros((2, 6)), ends)
    sp.spkcls(handle)
    sp.furnsh(path)


def write(folder, name, table):
    source = {
        "tool": f"{sp.tkvrsn('toolkit')} via spiceypy {sp.__version__}",
        "maker": "tools/golden/geometry.py",
        "date": "2026-11-22",
        "kernels": KERNELS + ["orbiters_open.bsp", "planets.bsp"],
        "units": "km, km/s, rad, s; et = TDB seconds past J2000; matrices by rows",
        "tolerance": "in the tests beside the code, from the measured residual",
    }
    rows = table.pop("rows")
    head = json.dumps({"source": source, **table})[:-1]
    with open(os.path.join(folder, name + ".json"), "w", encoding="ascii") as out:
        out.write(head + ', "rows": [\n' + ",\n".join(json.dumps(row) for row in rows) + "\n]}\n")


def main():
    shipped, orbiters, folder = sys.argv[1:4]
    os.makedirs(folder, exist_ok=True)
    for name in KERNELS:
        sp.furnsh(os.path.join(shipped, name))
    sp.furnsh(orbiters)
    planets(folder)
    for name, make in {"sub-points": sub_points, "illumination": illumination, "phases": phases, "seasons": seasons,
                       "solar-times": solar_times, "aspects": aspects, "turning-frames": turning_frames,
                       "conics": conics, "equinoctial": equinoctial, "ellipsoids": ellipsoids, "geodetic": geodetic,
                       "coordinates": coordinates, "rotations": rotations,
                       "polynomials": polynomials}.items():
        write(folder, name, make())


main()
