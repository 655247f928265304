/** The report's data of the flight and of the site. */
import type { Ephemerides } from '@magpie/astro/ephemerides'
import { stateOf } from '@magpie/astro/states'
import type { TdbSeconds } from '@magpie/core/time'
import type { Path, RehearsalReport } from './report/report-data.ts'
import { figure } from './report-figure.ts'
import type { StageOutputs } from './stage-outputs.ts'

type Inputs = Pick<StageOutputs, 'flight' | 'surface'>

const DAY_S = 86400
const MOON = 301
const EARTH = 399
/** So many samples draw a path; more only make the file larger. */
const PATH_POINTS = 400

/** Figures, manoeuvres, paths and the descent. */
export function flightOf({ flight }: Inputs, eph: Ephemerides): RehearsalReport['flight'] {
  const { figures: f, budget } = flight
  const from = f.launchTdb_s
  const to = flight.touchdown.epochTdb_s
  return {
    figures: [
      figure('Launch azimuth', `${f.launchAzimuth_deg.toFixed(1)} deg`),
      figure('Transfer', `${f.transfer_h.toFixed(1)} h`),
      figure('Translunar injection', `${f.injectionDeltaV_m_s.toFixed(0)} m/s`, 'given by the launcher'),
      figure('Perilune at arrival', `${f.periluneAltitude_km.toFixed(0)} km`),
      figure(
        'Low lunar orbit',
        `${f.lowOrbit_km[0].toFixed(0)} x ${f.lowOrbit_km[1].toFixed(0)} km`,
        `inclination ${f.lowOrbitInclination_deg.toFixed(1)} deg`,
      ),
      figure('Descent orbit', `${f.descentOrbit_km[0].toFixed(1)} x ${f.descentOrbit_km[1].toFixed(0)} km`),
      figure(
        'Braking from',
        `${f.brakingRange_km.toFixed(0)} km`,
        `the site lies ${Math.abs(f.offPlane_m).toFixed(0)} m off the plane`,
      ),
      figure(
        'Touchdown',
        `${flight.touchdown.verticalSpeed_m_s.toFixed(2)} m/s down`,
        `${flight.touchdown.miss_m.toFixed(2)} m from the site, with perfect navigation`,
      ),
    ],
    manoeuvres: flight.manoeuvres.map(
      ({ name, vehicle, model, epochTdb_s, duration_s, deltaV_m_s, propellant_kg }) => ({
        name,
        vehicle,
        model,
        tdb_s: epochTdb_s,
        duration_s,
        deltaV_m_s,
        propellant_kg,
      }),
    ),
    paths: flight.phases.map((p): Path => {
      const step = Math.max(1, Math.ceil(p.times_s.length / PATH_POINTS))
      const kept = p.times_s.flatMap((_, i) => (i % step === 0 || i === p.times_s.length - 1 ? [i] : []))
      return {
        name: p.name,
        centre: p.centre === MOON ? 'moon' : 'earth',
        times_s: kept.map((i) => p.times_s[i]!),
        positions_km: kept.flatMap((i) => p.states.slice(6 * i, 6 * i + 3)),
      }
    }),
    moon: moonPath(eph, from, to),
    descent: {
      ignitionTdb_s: flight.descent.ignitionTdb_s,
      samples: flight.descent.samples.map((s) => ({
        t_s: s.t_s,
        phase: s.phase,
        height_m: s.height_m,
        speed_m_s: Math.hypot(s.climb_m_s, s.horizontal_m_s),
        throttle: s.throttle,
        range_m: s.range_m,
      })),
    },
    vehicles: [
      { name: 'Carrier', ...vehicle(budget.carrier) },
      { name: 'Lander', ...vehicle(budget.lander) },
    ],
    limits: [...flight.limits],
  }
}

function vehicle({ dry_kg, loaded_kg, used_kg, deltaV_m_s, margin_m_s }: Inputs['flight']['budget']['carrier']) {
  return { dry_kg, loaded_kg, used_kg, deltaV_m_s, margin_m_s }
}

function moonPath(eph: Ephemerides, from_s: number, to_s: number): Path {
  const times_s: number[] = []
  const positions_km: number[] = []
  const out = new Float64Array(6)
  for (let t = from_s; t < to_s + DAY_S / 8; t += DAY_S / 8) {
    const found = stateOf(eph, MOON, EARTH, t as TdbSeconds, out)
    if (!found.ok) break
    times_s.push(t)
    positions_km.push(out[0]!, out[1]!, out[2]!)
  }
  return { name: 'Moon', centre: 'earth', times_s, positions_km }
}

/** Skyline, light, contacts and the ground around the site. */
export function surfaceOf({ surface }: Inputs): RehearsalReport['surface'] {
  const { site, statistics: s, sun, earthTrack, terrain, patch, slope } = surface
  const span = (w: { start_tdb_s: number; end_tdb_s: number }) => ({ start: w.start_tdb_s, end: w.end_tdb_s })
  return {
    site: {
      name: site.name,
      latitude_deg: site.latitude_deg,
      longitude_deg: site.longitude_deg,
      ground_m: site.ground_m,
      assumed: site.assumed,
    },
    figures: [
      figure('Lit', `${s.litAny_pct.toFixed(1)} %`, 'any of the disc over the skyline'),
      figure('Earth in view', `${s.earth_pct.toFixed(1)} %`),
      figure('Both', `${s.litAndEarth_pct.toFixed(1)} %`),
      figure('Longest night', `${s.longestDark_h.toFixed(0)} h`),
      figure('Longest without Earth', `${s.longestEarthOut_h.toFixed(0)} h`),
      figure(
        'Slope',
        `${slope.slope_deg.toFixed(1)} deg`,
        `over ${slope.baseline_m.toFixed(0)} m; unknown at the lander's scale`,
      ),
    ],
    horizon_deg: [...surface.horizons.power.horizon_deg],
    sun: { azimuth_deg: [...sun.azimuth_deg], elevation_deg: [...sun.elevation_deg] },
    earth: { azimuth_deg: [...earthTrack.azimuth_deg], elevation_deg: [...earthTrack.elevation_deg] },
    span: span(surface.span),
    lit: surface.lit.map(span),
    earthVisible: surface.earth.map(span),
    contacts: surface.contacts.flatMap((c) =>
      c.kind === 'direct' || c.kind === 'through-relay'
        ? [{ kind: c.kind === 'direct' ? ('station' as const) : ('relay' as const), to: c.to, ...span(c) }]
        : [],
    ),
    lunarDays: s.lunarDays.map((d) => ({
      start: d.start_tdb_s,
      end: d.end_tdb_s,
      lit_h: d.lit_h,
      earth_h: d.earth_h,
      both_h: d.litAndEarth_h,
    })),
    patch: { side: patch.side, spacing_m: patch.spacing_m, shade: [...patch.shade] },
    terrain: { resolution_m: terrain.nativeResolution_m, source: terrain.source },
    unknowns: [...surface.unknowns],
  }
}
