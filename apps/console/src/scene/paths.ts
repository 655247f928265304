/**
 * Paths to draw: tracks sampled densely enough to look smooth, with the angle swept about their centre, so that of an
 * orbit flown many times only the turns about the present are drawn. Kilometres from the track's centre.
 */
import { bracket, endsOnMoon, MOON, type Track, trackPosition } from './ephemeris.ts'

export type Path = {
  readonly track: Track
  readonly times_s: Float64Array
  /** Flat x, y, z. */
  readonly positions_km: Float64Array
  /** Angle swept since the first point, rad, ascending. */
  readonly swept_rad: Float64Array
}

/** A turn of the velocity between two points that still looks smooth, rad. */
const SMOOTH_RAD = 0.045
const MOST_POINTS = 60_000
/** Slower than this, km/s, a craft stands on the surface and flies no path. */
const STANDING_KM_S = 0.02

/** The path of a track; undefined where the element only stands still. */
export function pathOf(track: Track): Path | undefined {
  const times: number[] = []
  const n = track.times_s.length
  for (let i = 0; i + 1 < n && times.length < MOST_POINTS; i++) {
    if (speed(track, i) < STANDING_KM_S && speed(track, i + 1) < STANDING_KM_S) continue
    const pieces = Math.max(1, Math.min(64, Math.ceil(turn(track, i) / SMOOTH_RAD)))
    const h = (track.times_s[i + 1]! - track.times_s[i]!) / pieces
    for (let k = 0; k < pieces; k++) times.push(track.times_s[i]! + k * h)
    if (i + 2 === n) times.push(track.times_s[n - 1]!)
  }
  if (times.length < 2) return undefined
  const positions_km = new Float64Array(3 * times.length)
  const swept_rad = new Float64Array(times.length)
  const p = new Float64Array(3)
  for (const [i, t] of times.entries()) {
    positions_km.set(trackPosition(track, t, p), 3 * i)
    if (i > 0) swept_rad[i] = swept_rad[i - 1]! + angleBetween(positions_km, 3 * (i - 1), 3 * i)
  }
  return { track, times_s: Float64Array.from(times), positions_km, swept_rad }
}

/** Indices [first, last] of the points within so many radians before and after `t`, and the last point not after it. */
export function visiblePart(
  path: Path,
  t: number,
  around_rad: number,
): { readonly first: number; readonly now: number; readonly last: number } {
  const now = bracket(path.times_s as unknown as readonly number[], t)
  const at = path.swept_rad[now]!
  let first = now
  while (first > 0 && at - path.swept_rad[first - 1]! < around_rad) first--
  let last = now
  while (last < path.times_s.length - 1 && path.swept_rad[last + 1]! - at < around_rad) last++
  return { first, now, last }
}

function speed(track: Track, i: number): number {
  const v = track.velocities_km_s
  return Math.hypot(v[3 * i]!, v[3 * i + 1]!, v[3 * i + 2]!)
}

/** How much the velocity or the direction from the centre turns between two samples, rad. */
function turn(track: Track, i: number): number {
  return Math.max(
    angleBetween(track.velocities_km_s, 3 * i, 3 * i + 3),
    angleBetween(track.positions_km, 3 * i, 3 * i + 3),
  )
}

function angleBetween(v: ArrayLike<number>, i: number, j: number): number {
  const a = Math.hypot(v[i]!, v[i + 1]!, v[i + 2]!)
  const b = Math.hypot(v[j]!, v[j + 1]!, v[j + 2]!)
  if (a === 0 || b === 0) return 0
  const cosine = (v[i]! * v[j]! + v[i + 1]! * v[j + 1]! + v[i + 2]! * v[j + 2]!) / (a * b)
  return Math.acos(Math.min(1, Math.max(-1, cosine)))
}

const RELEVANT_S = 86_400
const LEAST_RELEVANT = 0.1

/**
 * How much a path matters at `t`, 0 to 1: one being flown fully; about the Moon those of other days fade, since one would
 * cover the other; the way from the Earth and the way down to the ground stay half visible.
 */
export function relevance(path: Path, t: number): number {
  const before_s = path.times_s[0]! - t
  const after_s = t - path.times_s[path.times_s.length - 1]!
  const away_s = Math.max(0, before_s, after_s)
  if (away_s === 0) return 1
  if (path.track.centre !== MOON) return 0.5
  const faded = Math.exp(-away_s / RELEVANT_S)
  if (after_s > 0 && endsOnMoon(path.track)) return Math.max(0.55, faded)
  return faded < LEAST_RELEVANT ? 0 : faded
}
