/**
 * Terrain: rasters of height above a sphere, in m, with the map projection they are drawn in, nested from fine to
 * coarse. The Moon's maps stand on MOON_ME axes and the sphere of 1737.4 km (LOLA and GLD100 products).
 */
import { err, ok, type Result } from '@magpie/core/result'
import { type MapProjection, mapFromDirection, sphereFromMap } from './map-projection.ts'

/** Radius of the sphere that the Moon's heights are counted from, m. */
export const MOON_RADIUS_M = 1_737_400

/** A grid of heights: row 0 first, each row from its first column on. */
export type Raster = {
  readonly projection: MapProjection
  readonly columns: number
  readonly rows: number
  /** Map coordinates of the centre of column 0, row 0. */
  readonly x0_m: number
  readonly y0_m: number
  /** From one column, one row, to the next; `dy_m` is negative where row 0 is the northern one. */
  readonly dx_m: number
  readonly dy_m: number
  /** Height above the sphere, m; NaN where nothing is known. */
  readonly heights_m: Float32Array
}

/** A raster with what it is: the distance between its own measurements can be longer than its spacing. */
export type TerrainLayer = {
  readonly id: string
  readonly raster: Raster
  readonly nativeResolution_m: number
  readonly source: string
}

/** Layers from fine to coarse; where they overlap the first one counts. */
export type Terrain = { readonly radius_m: number; readonly layers: readonly TerrainLayer[] }

export type TerrainError =
  | { readonly kind: 'bad-raster'; readonly why: string; readonly got: number; readonly expected: number }
  | { readonly kind: 'no-terrain'; readonly latitude_deg: number; readonly longitude_deg: number }

/** A raster whose sizes fit each other. */
export function raster(parts: Raster): Result<Raster, TerrainError> {
  const { columns, rows, heights_m, dx_m, dy_m } = parts
  if (!(Number.isInteger(columns) && columns >= 2))
    return err({ kind: 'bad-raster', why: 'columns', got: columns, expected: 2 })
  if (!(Number.isInteger(rows) && rows >= 2)) return err({ kind: 'bad-raster', why: 'rows', got: rows, expected: 2 })
  if (heights_m.length !== columns * rows)
    return err({ kind: 'bad-raster', why: 'heights', got: heights_m.length, expected: columns * rows })
  for (const step of [dx_m, dy_m])
    if (!Number.isFinite(step) || step === 0)
      return err({ kind: 'bad-raster', why: 'spacing, m', got: step, expected: 1 })
  for (const at of [parts.x0_m, parts.y0_m])
    if (!Number.isFinite(at)) return err({ kind: 'bad-raster', why: 'origin, m', got: at, expected: 0 })
  return ok(parts)
}

const map = new Float64Array(2)
const sphere = new Float64Array(2)

/** Height above the sphere, m, at map coordinates by bilinear interpolation; NaN outside or beside missing data. */
export function heightOnMap(r: Raster, x_m: number, y_m: number): number {
  const row = (y_m - r.y0_m) / r.dy_m
  const column = (x_m - r.x0_m) / r.dx_m
  if (column >= 0 && column <= r.columns - 1 && row >= 0 && row <= r.rows - 1) {
    const i = column < r.columns - 1 ? Math.floor(column) : r.columns - 2
    const j = row < r.rows - 1 ? Math.floor(row) : r.rows - 2
    const k = j * r.columns + i
    return bilinear(r.heights_m, k, k + 1, r.columns, column - i, row - j)
  }
  return heightOnSeam(r, column, row)
}

/** Rounding, in rows, that a pole may lie outside its map. */
const EDGE = 1e-6

/** A world map has no edge in longitude, and its outermost rows reach to the poles. */
function heightOnSeam(r: Raster, column: number, row: number): number {
  const p = r.projection
  if (p.kind !== 'equirectangular') return Number.NaN
  const turn = (2 * Math.PI * p.radius_m * Math.cos(p.standardParallel_rad)) / Math.abs(r.dx_m)
  if (Math.abs(turn - r.columns) > 0.01 || !(row > -0.5 - EDGE && row < r.rows - 0.5 + EDGE)) return Number.NaN
  const c = column - r.columns * Math.floor(column / r.columns)
  const i = Math.floor(c)
  const inner = Math.min(Math.max(row, 0), r.rows - 1)
  const j = inner < r.rows - 1 ? Math.floor(inner) : r.rows - 2
  const k = j * r.columns
  return bilinear(r.heights_m, k + (i % r.columns), k + ((i + 1) % r.columns), r.columns, c - i, inner - j)
}

/** From the indices of the left and right cell of the first row; the second row lies `stride` further. */
function bilinear(h: Float32Array, left: number, right: number, stride: number, u: number, v: number): number {
  const top = h[left]! + u * (h[right]! - h[left]!)
  const bottom = h[left + stride]! + u * (h[right + stride]! - h[left + stride]!)
  return top + v * (bottom - top)
}

/** Height above the sphere, m, below a unit vector on the map's axes, from the finest layer that has it; else NaN. */
export function heightInDirection(terrain: Terrain, ux: number, uy: number, uz: number): number {
  for (const layer of terrain.layers) {
    mapFromDirection(layer.raster.projection, ux, uy, uz, map)
    const h = heightOnMap(layer.raster, map[0]!, map[1]!)
    if (!Number.isNaN(h)) return h
  }
  return Number.NaN
}

/** Height above the sphere, m, at a place. */
export function heightAt(
  terrain: Terrain,
  latitude_rad: number,
  longitude_rad: number,
): Result<{ readonly height_m: number; readonly layer: TerrainLayer }, TerrainError> {
  const c = Math.cos(latitude_rad)
  for (const layer of terrain.layers) {
    const { projection } = layer.raster
    mapFromDirection(projection, c * Math.cos(longitude_rad), c * Math.sin(longitude_rad), Math.sin(latitude_rad), map)
    const height_m = heightOnMap(layer.raster, map[0]!, map[1]!)
    if (!Number.isNaN(height_m)) return ok({ height_m, layer })
  }
  return err({
    kind: 'no-terrain',
    latitude_deg: (latitude_rad * 180) / Math.PI,
    longitude_deg: (longitude_rad * 180) / Math.PI,
  })
}

/** Unit vector of map coordinates on the map's axes; written to `out`. */
export function directionOnMap(p: MapProjection, x_m: number, y_m: number, out: Float64Array): void {
  sphereFromMap(p, x_m, y_m, sphere)
  const c = Math.cos(sphere[0]!)
  out[0] = c * Math.cos(sphere[1]!)
  out[1] = c * Math.sin(sphere[1]!)
  out[2] = Math.sin(sphere[0]!)
}

/** Distance between neighbouring cells on the map, m. */
export function spacing(r: Raster): number {
  return Math.max(Math.abs(r.dx_m), Math.abs(r.dy_m))
}
