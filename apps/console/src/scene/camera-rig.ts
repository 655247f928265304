/**
 * Where the camera stands: a preset gives what it looks at, the axes it stands on and the distance that shows all of it;
 * the hand adds a turn and a zoom. Everything in km from the Earth's centre on J2000 axes, in double precision; only the
 * difference to the focus ever reaches the graphics card.
 */

export type Preset = 'earth-moon' | 'moon' | 'spacecraft' | 'site'
export const PRESETS: readonly Preset[] = ['earth-moon', 'moon', 'spacecraft', 'site']

export type Vec = [number, number, number]

/** What a preset looks at now: axes x and z are unit and orthogonal; y completes them. */
export type Stand = {
  readonly focus: Vec
  readonly x: Vec
  readonly z: Vec
  /** Distance that shows the subject, and the nearest and farthest the hand may go, km. */
  readonly distance_km: number
  readonly nearest_km: number
  readonly farthest_km: number
}

export type Pose = { focus: Vec; eye: Vec; up: Vec; distance_km: number }

export type Hand = { azimuth_rad: number; elevation_rad: number; zoom: number }

const DEGREE = Math.PI / 180
/** Where each preset begins: azimuth from the stand's x axis, elevation from its plane. */
export const START: Readonly<Record<Preset, Hand>> = {
  'earth-moon': { azimuth_rad: -90 * DEGREE, elevation_rad: 26 * DEGREE, zoom: 1 },
  moon: { azimuth_rad: 35 * DEGREE, elevation_rad: -30 * DEGREE, zoom: 1 },
  spacecraft: { azimuth_rad: 12 * DEGREE, elevation_rad: 8 * DEGREE, zoom: 1 },
  site: { azimuth_rad: -120 * DEGREE, elevation_rad: 52 * DEGREE, zoom: 1 },
}
const STEEPEST_RAD = 88 * DEGREE
const GLIDE_MS = 1100

/** The pose of a hand on a stand. */
export function pose(stand: Stand, hand: Hand): Pose {
  const { focus, x, z } = stand
  const y = cross(z, x)
  const distance_km = Math.min(stand.farthest_km, Math.max(stand.nearest_km, stand.distance_km * hand.zoom))
  const ce = Math.cos(hand.elevation_rad)
  const a = ce * Math.cos(hand.azimuth_rad)
  const b = ce * Math.sin(hand.azimuth_rad)
  const c = Math.sin(hand.elevation_rad)
  const eye = [0, 1, 2].map((k) => distance_km * (a * x[k]! + b * y[k]! + c * z[k]!)) as Vec
  return { focus: [...focus], eye, up: [...z], distance_km }
}

/** The camera between presets and under the hand. */
export type Rig = {
  readonly preset: Preset
  readonly hand: Hand
  /** True while a glide is under way or the hand has moved since the last pose. */
  moving(now_ms: number): boolean
  setPreset(preset: Preset, now_ms: number, glide: boolean): void
  turn(azimuth_rad: number, elevation_rad: number): void
  zoomBy(factor: number): void
  reset(): void
  /** The pose now; `stand` is the stand of the present preset. */
  pose(stand: Stand, now_ms: number): Pose
}

/** A rig that begins at a preset. */
export function createRig(first: Preset): Rig {
  let preset = first
  let hand: Hand = { ...START[first] }
  let from: Pose | undefined
  let shown: Pose | undefined
  let began_ms = 0
  let touched = true
  return {
    get preset() {
      return preset
    },
    get hand() {
      return hand
    },
    moving: (now_ms) => touched || (from !== undefined && now_ms - began_ms < GLIDE_MS),
    setPreset(next, now_ms, glide) {
      if (next === preset) return
      preset = next
      hand = { ...START[next] }
      from = glide ? shown : undefined
      began_ms = now_ms
      touched = true
    },
    turn(azimuth_rad, elevation_rad) {
      hand.azimuth_rad += azimuth_rad
      hand.elevation_rad = Math.min(STEEPEST_RAD, Math.max(-STEEPEST_RAD, hand.elevation_rad + elevation_rad))
      touched = true
    },
    zoomBy(factor) {
      hand.zoom = Math.min(1e3, Math.max(1e-4, hand.zoom * factor))
      touched = true
    },
    reset() {
      hand = { ...START[preset] }
      touched = true
    },
    pose(stand, now_ms) {
      touched = false
      const target = pose(stand, hand)
      // The zoom stops at the stand's limits, so that turning back answers at once.
      hand.zoom = target.distance_km / stand.distance_km
      const s = from === undefined ? 1 : Math.min(1, (now_ms - began_ms) / GLIDE_MS)
      if (s >= 1) from = undefined
      shown = from === undefined ? target : between(from, target, smooth(s))
      return shown
    },
  }
}

/** Between two poses: focus in a line, distance in ratio, directions turned. */
export function between(a: Pose, b: Pose, s: number): Pose {
  const distance_km = Math.exp((1 - s) * Math.log(a.distance_km) + s * Math.log(b.distance_km))
  const direction = turned(unit(a.eye), unit(b.eye), s)
  return {
    focus: [0, 1, 2].map((k) => a.focus[k]! + s * (b.focus[k]! - a.focus[k]!)) as Vec,
    eye: direction.map((d) => d * distance_km) as Vec,
    up: turned(a.up, b.up, s),
    distance_km,
  }
}

function smooth(s: number): number {
  return s * s * s * (s * (6 * s - 15) + 10)
}

function turned(a: Vec, b: Vec, s: number): Vec {
  const cosine = Math.min(1, Math.max(-1, dot(a, b)))
  const angle = Math.acos(cosine)
  if (angle < 1e-4 || angle > Math.PI - 1e-4) return unit(a.map((x, k) => (1 - s) * x + s * b[k]! + 1e-9) as Vec)
  const p = Math.sin((1 - s) * angle) / Math.sin(angle)
  const q = Math.sin(s * angle) / Math.sin(angle)
  return a.map((x, k) => p * x + q * b[k]!) as Vec
}

/** Cross product. */
export function cross(a: Vec, b: Vec): Vec {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

/** Scalar product. */
export function dot(a: Vec, b: Vec): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/** The vector at length 1; x where it has none. */
export function unit(v: Vec): Vec {
  const n = Math.hypot(...v)
  return n === 0 ? [1, 0, 0] : [v[0] / n, v[1] / n, v[2] / n]
}

/** The part of `v` across the unit vector `z`, at length 1. */
export function across(v: Vec, z: Vec): Vec {
  const along = dot(v, z)
  const rest: Vec = [v[0] - along * z[0], v[1] - along * z[1], v[2] - along * z[2]]
  return Math.hypot(...rest) > 1e-9 * Math.hypot(...v) ? unit(rest) : unit(cross(z, [z[1], z[2], z[0]]))
}
