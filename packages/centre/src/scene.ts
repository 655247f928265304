/** The Earth-Moon scene as the console draws it: tracks, attitudes and burns, from the flight and the ephemerides. */
import type { SceneView } from '@magpie/api/mission-views'
import type { Ephemerides } from '@magpie/astro/ephemerides'
import { rotation } from '@magpie/astro/frames'
import { stateOf } from '@magpie/astro/states'
import type { TdbSeconds } from '@magpie/core/time'
import type { FlightDesign } from '@magpie/flight/flight-design'
import { sampleTrajectory } from '@magpie/flight/trajectory'
import type { MissionFolder } from '@magpie/rehearsal/mission-folder'
import { utc } from '@magpie/rehearsal/timeline'
import { stationsOf } from '@magpie/surface/stations-file'

const MOON = 301
const EARTH = 399
const SUN = 10
const HOUR_S = 3600
/** Hermite between 6-hourly states of the Moon is right to 20 m; the Earth turns 45 deg in 3 h, and evenly. */
const MOON_STEP_S = 6 * HOUR_S
const EARTH_TURN_STEP_S = 3 * HOUR_S
const SUN_STEP_S = 48 * HOUR_S
/** The relay's period is a day: 200 samples a revolution draw it and interpolate it to a kilometre. */
const RELAY_STEP_S = 0.12 * HOUR_S * 6
const ORBIT_STEP_S = 120

type Track = SceneView['tracks'][number]

/** The scene from shortly before launch to `end_s`; heights in m, positions in km on J2000 axes. */
export function sceneOf(
  mission: MissionFolder,
  flight: FlightDesign,
  site: SceneView['site'],
  eph: Ephemerides,
  end_s: number,
): SceneView {
  const start_s = flight.figures.launchTdb_s - HOUR_S
  const moon = sampled('moon', 'Moon', EARTH, times(start_s, end_s, MOON_STEP_S), (t, out) =>
    bodyState(eph, MOON, EARTH, t, out),
  )
  const sun = sampled('sun', 'Sun', EARTH, times(start_s, end_s, SUN_STEP_S), (t, out) =>
    bodyState(eph, SUN, EARTH, t, out),
  )
  return {
    start_tdb_s: start_s,
    end_tdb_s: end_s,
    moon,
    sun,
    tracks: [...flight.phases.map((phase) => phaseTrack(mission, phase)), relayTrack(mission, flight, end_s)],
    moonAttitude: attitude(eph, 'MOON_ME', times(start_s, end_s, MOON_STEP_S)),
    earthAttitude: attitude(eph, 'ITRF93', times(start_s, end_s, EARTH_TURN_STEP_S)),
    manoeuvres: flight.manoeuvres
      .filter((m) => m.model !== 'allowance')
      .map((m) => ({
        name: m.name,
        tdb_s: m.epochTdb_s,
        utc: utc(m.epochTdb_s),
        deltaV_m_s: m.deltaV_m_s,
        duration_s: m.duration_s,
      })),
    site,
    stations: stationsOf(mission.stations).map(({ id, name, lat_deg, lon_deg, height_m }) => ({
      id,
      name,
      lat_deg,
      lon_deg,
      height_m,
    })),
  }
}

/** A phase as it was sampled where that is sparse, thinned where it is dense: two minutes draw any orbit smoothly. */
function phaseTrack(mission: MissionFolder, phase: FlightDesign['phases'][number]): Track {
  const last = phase.times_s.length - 1
  const kept: number[] = []
  let from = Number.NEGATIVE_INFINITY
  const step_s = phase.name.includes('descent') ? 2 : ORBIT_STEP_S
  for (let i = 0; i <= last; i++) {
    if (i !== last && phase.times_s[i]! - from < step_s) continue
    kept.push(i)
    from = phase.times_s[i]!
  }
  const element = mission.operations.gateway
  return {
    element,
    name: phase.name,
    centre: phase.centre,
    times_s: kept.map((i) => phase.times_s[i]!),
    positions_km: kept.flatMap((i) => phase.states.slice(6 * i, 6 * i + 3).map((x) => round(x, 1e4))),
    velocities_km_s: kept.flatMap((i) => phase.states.slice(6 * i + 3, 6 * i + 6).map((x) => round(x, 1e7))),
  }
}

function relayTrack(mission: MissionFolder, { relay }: FlightDesign, end_s: number): Track {
  const from = relay.times_s[0]!
  const to = Math.min(end_s, relay.times_s.at(-1)!)
  const name = mission.elements.elements.find((e) => e.id === mission.operations.relay)?.name ?? relay.name
  return sampled(mission.operations.relay, name, relay.centre, times(from, to, RELAY_STEP_S), (t, out) => {
    sampleTrajectory(relay, t, out)
  })
}

function sampled(
  element: string,
  name: string,
  centre: number,
  times_s: number[],
  state: (t: number, out: Float64Array) => void,
): Track {
  const positions_km: number[] = []
  const velocities_km_s: number[] = []
  const out = new Float64Array(6)
  for (const t of times_s) {
    state(t, out)
    for (let axis = 0; axis < 3; axis++) {
      positions_km.push(round(out[axis]!, 1e3))
      velocities_km_s.push(round(out[axis + 3]!, 1e6))
    }
  }
  return { element, name, centre, times_s, positions_km, velocities_km_s }
}

function attitude(eph: Ephemerides, frame: string, times_s: number[]): SceneView['moonAttitude'] {
  const matrix = new Float64Array(9)
  const quaternions: number[] = []
  for (const t of times_s) {
    const found = rotation(eph, 'J2000', frame, t as TdbSeconds, matrix)
    if (!found.ok) throw new Error(`the shipped kernels do not orient ${frame} at TDB ${t}`)
    for (const q of quaternionOf(matrix)) quaternions.push(round(q, 1e8))
  }
  return { times_s, quaternions }
}

/** The unit quaternion x, y, z, w of a rotation matrix, row-major (Shepperd, J. Guidance and Control 1, 1978, 223). */
export function quaternionOf(m: Float64Array): [number, number, number, number] {
  const trace = m[0]! + m[4]! + m[8]!
  const parts = [m[0]!, m[4]!, m[8]!, trace]
  const largest = parts.indexOf(Math.max(...parts))
  const s = Math.sqrt(1 + 2 * parts[largest]! - trace) * 2
  if (largest === 3) {
    const w = Math.sqrt(1 + trace) * 2
    return [(m[7]! - m[5]!) / w, (m[2]! - m[6]!) / w, (m[3]! - m[1]!) / w, w / 4]
  }
  if (largest === 0) return [s / 4, (m[1]! + m[3]!) / s, (m[2]! + m[6]!) / s, (m[7]! - m[5]!) / s]
  if (largest === 1) return [(m[1]! + m[3]!) / s, s / 4, (m[5]! + m[7]!) / s, (m[2]! - m[6]!) / s]
  return [(m[2]! + m[6]!) / s, (m[5]! + m[7]!) / s, s / 4, (m[3]! - m[1]!) / s]
}

function bodyState(eph: Ephemerides, target: number, observer: number, t: number, out: Float64Array): void {
  const found = stateOf(eph, target, observer, t as TdbSeconds, out)
  if (!found.ok) throw new Error(`the shipped kernels do not cover body ${target} at TDB ${t}`)
}

function times(start_s: number, end_s: number, step_s: number): number[] {
  const count = Math.max(1, Math.ceil((end_s - start_s) / step_s))
  return Array.from({ length: count + 1 }, (_, i) => (i === count ? end_s : start_s + i * step_s))
}

function round(x: number, scale: number): number {
  return Math.round(x * scale) / scale
}
