/**
 * A scene for the console's own tests, made of circles and one ellipse: plausible to look at, no ephemeris. The product
 * never loads it; what a person sees comes from a centre.
 */
import type { SceneView } from '@magpie/api/mission-views'
import { EARTH, fromBodyAxes, MOON, MOON_RADIUS_KM, surfacePoint, type Track } from '../scene/ephemeris.ts'
import { isoUtc, tdbOfUtc } from '../time/mission-time.ts'

export const LAUNCH_S = tdbOfUtc('2029-08-02T04:00:00Z')!
const HOUR_S = 3600
const DAY_S = 86400
export const INSERTION_S = LAUNCH_S + 4.6 * DAY_S
export const DESCENT_S = INSERTION_S + 3.2 * DAY_S
export const TOUCHDOWN_S = DESCENT_S + 720
export const END_S = TOUCHDOWN_S + 30 * DAY_S
const SITE = { lat_deg: -85.2, lon_deg: 31, height_m: 1200 }

const MOON_DISTANCE_KM = 384_400
const MOON_RATE = (2 * Math.PI) / (27.321661 * DAY_S)
const EARTH_RATE = (2 * Math.PI) / 86164.0905
const ORBIT_TILT = 0.42

type Motion = (t: number) => [number, number, number]

/** The Moon on a circle; its angle is 0 at lunar orbit insertion. */
const moonMotion: Motion = (t) => {
  const a = MOON_RATE * (t - INSERTION_S)
  return tilt(MOON_DISTANCE_KM * Math.cos(a), MOON_DISTANCE_KM * Math.sin(a))
}

/** Half an ellipse with perigee over the Earth and apogee at the Moon, by Kepler's equation. */
const transfer: Motion = (t) => {
  const e = (MOON_DISTANCE_KM - 6571) / (MOON_DISTANCE_KM + 6571)
  const a = (MOON_DISTANCE_KM + 6571) / 2
  const m = Math.PI * Math.min(1, Math.max(0, (t - LAUNCH_S) / (INSERTION_S - LAUNCH_S)))
  let anomaly = m
  for (let i = 0; i < 60; i++) anomaly -= 0.7 * (anomaly - e * Math.sin(anomaly) - m)
  const x = a * (Math.cos(anomaly) - e)
  const y = a * Math.sqrt(1 - e * e) * Math.sin(anomaly)
  return tilt(-x, -y)
}

function tilt(x: number, y: number): [number, number, number] {
  return [x, y * Math.cos(ORBIT_TILT), y * Math.sin(ORBIT_TILT)]
}

function polar(radius_km: number, period_s: number, phase: number): Motion {
  return (t) => {
    const a = (2 * Math.PI * (t - DESCENT_S)) / period_s + phase
    return [radius_km * Math.cos(a) * 0.8, radius_km * Math.cos(a) * 0.6, radius_km * Math.sin(a)]
  }
}

const relay: Motion = (t) => {
  const [x, y, z] = polar(9000, 12 * HOUR_S, 2)(t)
  return [x * 1.25, y * 0.8, z * 1.6 - 4500]
}

function moonQuaternion(t: number): number[] {
  const angle = MOON_RATE * (t - INSERTION_S) + Math.PI
  const spin = [0, 0, Math.sin(-angle / 2), Math.cos(-angle / 2)]
  const lean = [Math.sin(-ORBIT_TILT / 2), 0, 0, Math.cos(-ORBIT_TILT / 2)]
  return product(spin, lean)
}

function earthQuaternion(t: number): number[] {
  const angle = EARTH_RATE * (t - LAUNCH_S)
  return [0, 0, Math.sin(-angle / 2), Math.cos(-angle / 2)]
}

function product(a: number[], b: number[]): number[] {
  const [ax, ay, az, aw] = a as [number, number, number, number]
  const [bx, by, bz, bw] = b as [number, number, number, number]
  return [
    aw * bx + ax * bw + ay * bz - az * by,
    aw * by - ax * bz + ay * bw + az * bx,
    aw * bz + ax * by - ay * bx + az * bw,
    aw * bw - ax * bx - ay * by - az * bz,
  ]
}

const landed: Motion = (t) => {
  const v = surfacePoint(SITE, MOON_RADIUS_KM, new Float64Array(3))
  fromBodyAxes(Float64Array.from(moonQuaternion(t)), v)
  return [v[0]!, v[1]!, v[2]!]
}

const descent: Motion = (t) => {
  const s = Math.min(1, Math.max(0, (t - DESCENT_S) / (TOUCHDOWN_S - DESCENT_S)))
  const from = polar(MOON_RADIUS_KM + 100, 7070, -1.75)(DESCENT_S)
  const to = landed(t)
  const v = from.map((x, k) => x + s * (to[k]! - x))
  const r = Math.hypot(...v)
  const height = 100 * (1 - s) * (1 - s) + 1.2
  return v.map((x) => (x / r) * (MOON_RADIUS_KM + height)) as [number, number, number]
}

function sampled(
  element: string,
  name: string,
  centre: number,
  motion: Motion,
  from_s: number,
  to_s: number,
  step_s: number,
): Track {
  const times_s: number[] = []
  const positions_km: number[] = []
  const velocities_km_s: number[] = []
  const n = Math.max(1, Math.ceil((to_s - from_s) / step_s))
  for (let i = 0; i <= n; i++) {
    const t = from_s + ((to_s - from_s) * i) / n
    times_s.push(t)
    positions_km.push(...motion(t))
    const a = motion(Math.max(from_s, t - 1))
    const b = motion(Math.min(to_s, t + 1))
    const h = Math.min(to_s, t + 1) - Math.max(from_s, t - 1)
    velocities_km_s.push(...b.map((x, k) => (x - a[k]!) / h))
  }
  return { element, name, centre, times_s, positions_km, velocities_km_s }
}

function attitudes(quaternion: (t: number) => number[], step_s: number): SceneView['moonAttitude'] {
  const times_s: number[] = []
  const quaternions: number[] = []
  for (let t = LAUNCH_S - DAY_S; t <= END_S + step_s; t += step_s) {
    times_s.push(t)
    quaternions.push(...quaternion(t))
  }
  return { times_s, quaternions }
}

function burn(name: string, tdb_s: number, deltaV_m_s: number, duration_s: number): SceneView['manoeuvres'][number] {
  return { name, tdb_s, utc: isoUtc(tdb_s), deltaV_m_s, duration_s }
}

/** The fixture's scene; conforms to the contract's schema. */
export function fixtureScene(): SceneView {
  const start = LAUNCH_S - DAY_S
  const sun: Motion = (t) => {
    const a = ((t - LAUNCH_S) / (365.25 * DAY_S)) * 2 * Math.PI + 2.3
    return [1.496e8 * Math.cos(a), 1.373e8 * Math.sin(a), 5.95e7 * Math.sin(a)]
  }
  return {
    start_tdb_s: start,
    end_tdb_s: END_S,
    moon: sampled('moon', 'Moon', EARTH, moonMotion, start, END_S, 6 * HOUR_S),
    sun: sampled('sun', 'Sun', EARTH, sun, start, END_S, DAY_S),
    tracks: [
      sampled('ce8-lander', "Chang'e-8 lander", EARTH, transfer, LAUNCH_S, INSERTION_S, 600),
      sampled(
        'ce8-lander',
        "Chang'e-8 lander",
        MOON,
        polar(MOON_RADIUS_KM + 100, 7070, -1.75),
        INSERTION_S,
        DESCENT_S,
        180,
      ),
      sampled('ce8-lander', "Chang'e-8 lander", MOON, descent, DESCENT_S, TOUCHDOWN_S, 20),
      sampled('ce8-lander', "Chang'e-8 lander", MOON, landed, TOUCHDOWN_S, END_S, 6 * HOUR_S),
      sampled('queqiao-2', 'Queqiao-2', MOON, relay, start, END_S, 900),
    ],
    moonAttitude: attitudes(moonQuaternion, 6 * HOUR_S),
    earthAttitude: attitudes(earthQuaternion, HOUR_S),
    manoeuvres: [
      burn('Translunar injection', LAUNCH_S + 1500, 3130, 350),
      burn('Trajectory correction', LAUNCH_S + 1.1 * DAY_S, 6.2, 14),
      burn('Lunar orbit insertion', INSERTION_S, 842, 1180),
      burn('Orbit trim', INSERTION_S + 1.4 * DAY_S, 21, 40),
      burn('Powered descent', DESCENT_S, 1904, 720),
    ],
    site: SITE,
    stations: [
      { id: 'kashi', name: 'Kashi 35 m', lat_deg: 38.421, lon_deg: 76.714, height_m: 1270 },
      { id: 'miyun', name: 'Miyun 50 m', lat_deg: 40.557, lon_deg: 116.976, height_m: 155 },
      { id: 'neuquen', name: 'Neuquén 35 m', lat_deg: -38.191, lon_deg: -70.15, height_m: 440 },
    ],
  }
}
