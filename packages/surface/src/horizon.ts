/**
 * The horizon seen from one point: a march along great circles over the terrain, bilinear heights, the sphere's
 * curvature in full. Azimuths clockwise from north, elevations above the plane normal to the local radius; both rad.
 * The step follows the eye: a quarter of the raster's spacing near by, 0.2 % of the distance far off. Steps five times
 * shorter move the skyline by thousandths of a degree where it is far, and by up to 2 degrees where it is ground less
 * than a cell away, of which the map knows nothing (measured in adapters/src/terrain.test.ts).
 */
import { err, ok, type Result } from '@magpie/core/result'
import { positiveAngle } from './map-projection.ts'
import { heightAt, heightInDirection, spacing, type Terrain, type TerrainError } from './terrain.ts'

export type HorizonOptions = {
  /** Directions, evenly spaced from north. */
  readonly azimuths: number
  readonly reach_m: number
  /** Shortest step, m; a quarter of the spacing of the finest layer at the site where left out. */
  readonly step_m?: number
  /** Step as a share of the distance. */
  readonly relativeStep: number
}

const HORIZON_DEFAULTS: HorizonOptions = { azimuths: 720, reach_m: 300_000, relativeStep: 0.002 }

export type Horizon = {
  readonly latitude_rad: number
  readonly longitude_rad: number
  /** Ground above the sphere, and the observer above the ground. */
  readonly ground_m: number
  readonly height_m: number
  /** Elevation of the skyline at azimuth 2 pi i / length. */
  readonly elevation_rad: Float64Array
  /** Ground distance to where the skyline is, m. */
  readonly distance_m: Float64Array
  /** Share of the samples within reach for which the terrain has a height. */
  readonly coverage: number
}

/** The skyline from `height_m` above the ground at a place on the map. */
export function horizonAt(
  terrain: Terrain,
  latitude_rad: number,
  longitude_rad: number,
  height_m: number,
  options: Partial<HorizonOptions> = {},
): Result<Horizon, TerrainError> {
  const ground = heightAt(terrain, latitude_rad, longitude_rad)
  if (!ground.ok) return err(ground.error)
  const { azimuths, reach_m, relativeStep } = { ...HORIZON_DEFAULTS, ...options }
  const step_m = options.step_m ?? spacing(ground.value.layer.raster) / 4
  const distances_m = marchDistances(step_m, relativeStep, reach_m)
  const march = {
    terrain,
    distances_m,
    cosines: distances_m.map((d) => Math.cos(d / terrain.radius_m)),
    sines: distances_m.map((d) => Math.sin(d / terrain.radius_m)),
    eye_m: terrain.radius_m + ground.value.height_m + height_m,
  }
  const axes = topocentricAxes(latitude_rad, longitude_rad)
  const elevation_rad = new Float64Array(azimuths)
  const distance_m = new Float64Array(azimuths)
  let seen = 0
  for (let i = 0; i < azimuths; i++) {
    const skyline = marchAlong(march, axes, (2 * Math.PI * i) / azimuths)
    elevation_rad[i] = skyline.elevation_rad
    distance_m[i] = skyline.distance_m
    seen += skyline.samples
  }
  return ok({
    latitude_rad,
    longitude_rad,
    ground_m: ground.value.height_m,
    height_m,
    elevation_rad,
    distance_m,
    coverage: seen / (azimuths * distances_m.length),
  })
}

/** Elevation of the skyline at an azimuth, linear between the directions that were marched. */
export function skylineAt(horizon: Horizon, azimuth_rad: number): number {
  const n = horizon.elevation_rad.length
  const at = (positiveAngle(azimuth_rad) * n) / (2 * Math.PI)
  const i = Math.floor(at)
  const a = horizon.elevation_rad[i % n]!
  return a + (at - i) * (horizon.elevation_rad[(i + 1) % n]! - a)
}

type March = {
  readonly terrain: Terrain
  readonly distances_m: Float64Array
  readonly cosines: Float64Array
  readonly sines: Float64Array
  /** Distance of the eye from the centre of the body. */
  readonly eye_m: number
}

type Axes = { readonly up: readonly number[]; readonly north: readonly number[]; readonly east: readonly number[] }

function marchDistances(step_m: number, relativeStep: number, reach_m: number): Float64Array {
  const out: number[] = []
  for (let d = step_m; d <= reach_m; d += Math.max(step_m, relativeStep * d)) out.push(d)
  return Float64Array.from(out)
}

function topocentricAxes(latitude_rad: number, longitude_rad: number): Axes {
  const [cb, sb, cl, sl] = [
    Math.cos(latitude_rad),
    Math.sin(latitude_rad),
    Math.cos(longitude_rad),
    Math.sin(longitude_rad),
  ]
  return { up: [cb * cl, cb * sl, sb], north: [-sb * cl, -sb * sl, cb], east: [-sl, cl, 0] }
}

/** The steepest sight line along one azimuth; compares tangents, so that one arc tangent a direction is enough. */
function marchAlong(m: March, { up, north, east }: Axes, azimuth_rad: number) {
  const ca = Math.cos(azimuth_rad)
  const sa = Math.sin(azimuth_rad)
  const tx = ca * north[0]! + sa * east[0]!
  const ty = ca * north[1]! + sa * east[1]!
  const tz = ca * north[2]! + sa * east[2]!
  const [ux, uy, uz] = [up[0]!, up[1]!, up[2]!]
  let steepest = Number.NEGATIVE_INFINITY
  let at = -1
  let samples = 0
  for (let k = 0; k < m.distances_m.length; k++) {
    const c = m.cosines[k]!
    const s = m.sines[k]!
    const h = heightInDirection(m.terrain, c * ux + s * tx, c * uy + s * ty, c * uz + s * tz)
    if (Number.isNaN(h)) continue
    samples++
    const r = m.terrain.radius_m + h
    const tangent = (r * c - m.eye_m) / (r * s)
    if (tangent > steepest) {
      steepest = tangent
      at = k
    }
  }
  return { elevation_rad: Math.atan(steepest), distance_m: at < 0 ? Number.NaN : m.distances_m[at]!, samples }
}
