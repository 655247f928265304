/**
 * Positions of the scene between its samples: tracks by cubic Hermite through position and velocity (de Boor, A
 * Practical Guide to Splines, ch. IV), attitudes by spherical linear interpolation. Kilometres, J2000 axes, TDB seconds.
 */
import type { SceneView, track as trackSchema } from '@magpie/api/mission-views'
import type * as z from 'zod'

export type Track = z.infer<typeof trackSchema>
export type Attitude = SceneView['moonAttitude']

export const EARTH = 399
export const MOON = 301
/** Mean radii, km, IAU 2015 (NAIF pck00011). */
export const EARTH_RADIUS_KM = 6371.0084
export const MOON_RADIUS_KM = 1737.4

/** Whether the track knows where its element is at `t`. */
function covers(track: Track, t: number): boolean {
  const times = track.times_s
  return times.length > 0 && t >= times[0]! && t <= times[times.length - 1]!
}

/** Higher than any ground of the Moon above its mean radius, km (LOLA: 10.8). */
const HIGHEST_GROUND_KM = 12

/** Whether a track ends on the Moon's ground. */
export function endsOnMoon(track: Track): boolean {
  const [x, y, z] = track.positions_km.slice(-3)
  return track.centre === MOON && Math.hypot(x ?? 0, y ?? 0, z ?? 0) < MOON_RADIUS_KM + HIGHEST_GROUND_KM
}

/** Index of the last sample not after `t`, within [0, length - 2]; by bisection. */
export function bracket(times_s: readonly number[], t: number): number {
  let lo = 0
  let hi = times_s.length - 1
  while (hi - lo > 1) {
    const mid = (lo + hi) >> 1
    if (times_s[mid]! <= t) lo = mid
    else hi = mid
  }
  return lo
}

/** Position from the track's centre at `t`, km, into `out`; outside the samples the nearest end is held. */
export function trackPosition(track: Track, t: number, out: Float64Array): Float64Array {
  const { times_s: times, positions_km: p, velocities_km_s: v } = track
  const n = times.length
  if (n === 0) return out.fill(0)
  if (n === 1 || t <= times[0]!) return copy3(p, 0, out)
  if (t >= times[n - 1]!) return copy3(p, 3 * (n - 1), out)
  const i = bracket(times, t)
  const h = times[i + 1]! - times[i]!
  const s = (t - times[i]!) / h
  const s2 = s * s
  const s3 = s2 * s
  const a = 2 * s3 - 3 * s2 + 1
  const b = (s3 - 2 * s2 + s) * h
  const c = -2 * s3 + 3 * s2
  const d = (s3 - s2) * h
  for (let k = 0; k < 3; k++) {
    const j = 3 * i + k
    out[k] = a * p[j]! + b * v[j]! + c * p[j + 3]! + d * v[j + 3]!
  }
  return out
}

/** The attitude at `t` as a quaternion x, y, z, w into `out`; outside the samples the nearest end is held. */
export function attitudeAt(attitude: Attitude, t: number, out: Float64Array): Float64Array {
  const { times_s: times, quaternions: q } = attitude
  const n = times.length
  if (n === 0) {
    out.fill(0)
    out[3] = 1
    return out
  }
  const i = n === 1 ? 0 : bracket(times, t)
  const j = Math.min(i + 1, n - 1)
  const step = times[j]! - times[i]!
  const s = step > 0 ? Math.min(1, Math.max(0, (t - times[i]!) / step)) : 0
  return slerp(q, 4 * i, 4 * j, s, out)
}

/** Shoemake, "Animating rotation with quaternion curves" (1985), the shorter way round. */
function slerp(q: readonly number[], i: number, j: number, s: number, out: Float64Array): Float64Array {
  let cosine = 0
  for (let k = 0; k < 4; k++) cosine += q[i + k]! * q[j + k]!
  const sign = cosine < 0 ? -1 : 1
  const angle = Math.acos(Math.min(1, sign * cosine))
  const sine = Math.sin(angle)
  const a = sine > 1e-6 ? Math.sin((1 - s) * angle) / sine : 1 - s
  const b = sign * (sine > 1e-6 ? Math.sin(s * angle) / sine : s)
  let norm = 0
  for (let k = 0; k < 4; k++) {
    out[k] = a * q[i + k]! + b * q[j + k]!
    norm += out[k]! * out[k]!
  }
  norm = Math.sqrt(norm)
  for (let k = 0; k < 4; k++) out[k]! /= norm
  return out
}

/**
 * A vector given on body axes, turned to J2000 in place: `attitude` rotates J2000 to the body, so its inverse is applied.
 */
export function fromBodyAxes(attitude: Float64Array, v: Float64Array): Float64Array {
  const x = -attitude[0]!
  const y = -attitude[1]!
  const z = -attitude[2]!
  const w = attitude[3]!
  const [vx, vy, vz] = v as unknown as [number, number, number]
  const tx = 2 * (y * vz - z * vy)
  const ty = 2 * (z * vx - x * vz)
  const tz = 2 * (x * vy - y * vx)
  v[0] = vx + w * tx + (y * tz - z * ty)
  v[1] = vy + w * ty + (z * tx - x * tz)
  v[2] = vz + w * tz + (x * ty - y * tx)
  return v
}

/** A vector on J2000 axes, turned to the body's in place. */
export function toBodyAxes(attitude: Float64Array, v: Float64Array): Float64Array {
  attitudeBack.set([-attitude[0]!, -attitude[1]!, -attitude[2]!, attitude[3]!])
  return fromBodyAxes(attitudeBack, v)
}

const attitudeBack = new Float64Array(4)

/** A place on a sphere in body axes, km: planetocentric degrees, east positive, height in m. */
export function surfacePoint(
  place: { readonly lat_deg: number; readonly lon_deg: number; readonly height_m: number },
  radius_km: number,
  out: Float64Array,
): Float64Array {
  const lat = (place.lat_deg * Math.PI) / 180
  const lon = (place.lon_deg * Math.PI) / 180
  const r = radius_km + place.height_m / 1000
  out[0] = r * Math.cos(lat) * Math.cos(lon)
  out[1] = r * Math.cos(lat) * Math.sin(lon)
  out[2] = r * Math.sin(lat)
  return out
}

/** Elements of the scene with all their tracks, in the order of first appearance. */
export function tracksByElement(scene: SceneView): ReadonlyMap<string, readonly Track[]> {
  const map = new Map<string, Track[]>()
  for (const track of scene.tracks) {
    const list = map.get(track.element)
    if (list === undefined) map.set(track.element, [track])
    else list.push(track)
  }
  return map
}

const moonAt = new Float64Array(3)

/** Earth-centred position of an element at `t`, km, into `out`; false where no track of it covers `t`. */
export function elementPosition(tracks: readonly Track[], moon: Track, t: number, out: Float64Array): boolean {
  // The later track wins where two meet: at a change of centre the new one has begun.
  const track = tracks.findLast((candidate) => covers(candidate, t))
  if (track === undefined) return false
  trackPosition(track, t, out)
  if (track.centre !== MOON) return true
  trackPosition(moon, t, moonAt)
  for (let k = 0; k < 3; k++) out[k]! += moonAt[k]!
  return true
}

function copy3(from: readonly number[], at: number, out: Float64Array): Float64Array {
  for (let k = 0; k < 3; k++) out[k] = from[at + k]!
  return out
}
