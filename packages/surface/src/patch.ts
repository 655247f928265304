/**
 * A square of terrain around a place, for pictures: rows from north to south, columns from west to east, evenly spaced on
 * the ground (azimuthal equidistant about the place), so that its north is up whatever map it came from.
 */
import { lightOnSlope, slopeOf } from './slopes.ts'
import { heightInDirection, type Terrain } from './terrain.ts'

export type TerrainPatch = {
  /** Cells a side; the place is the point between the middle ones. */
  readonly side: number
  readonly spacing_m: number
  /** Heights above the sphere, m, to a decimetre; null where nothing is known. */
  readonly heights_m: readonly (number | null)[]
  /** Brightness 0 to 255 under a light from the north-west at 45 degrees, the cartographic habit; not sunlight. */
  readonly shade: readonly number[]
}

/** The terrain around a place. */
export function patchAround(
  terrain: Terrain,
  latitude_rad: number,
  longitude_rad: number,
  side: number,
  spacing_m: number,
): TerrainPatch {
  const heights = new Float64Array(side * side)
  const [cb, sb] = [Math.cos(latitude_rad), Math.sin(latitude_rad)]
  const [cl, sl] = [Math.cos(longitude_rad), Math.sin(longitude_rad)]
  const middle = (side - 1) / 2
  for (let k = 0; k < heights.length; k++) {
    const north = (middle - Math.floor(k / side)) * spacing_m
    const east = ((k % side) - middle) * spacing_m
    const d = Math.hypot(north, east)
    const c = Math.cos(d / terrain.radius_m)
    const s = d === 0 ? 0 : Math.sin(d / terrain.radius_m) / d
    const n = s * north
    const e = s * east
    heights[k] = heightInDirection(
      terrain,
      c * cb * cl - n * sb * cl - e * sl,
      c * cb * sl - n * sb * sl + e * cl,
      c * sb + n * cb,
    )
  }
  const shade = Array.from(heights, (_, k) => shadeOf(heights, side, spacing_m, k))
  const heights_m = Array.from(heights, (h) => (Number.isNaN(h) ? null : Math.round(h * 10) / 10))
  return { side, spacing_m, heights_m, shade }
}

const NORTH_WEST_RAD = (315 * Math.PI) / 180

function shadeOf(heights: Float64Array, side: number, spacing_m: number, k: number): number {
  const i = Math.min(Math.max(k % side, 1), side - 2)
  const j = Math.min(Math.max(Math.floor(k / side), 1), side - 2)
  const at = j * side + i
  const eastward = (heights[at + 1]! - heights[at - 1]!) / (2 * spacing_m)
  const northward = (heights[at - side]! - heights[at + side]!) / (2 * spacing_m)
  const light = lightOnSlope(slopeOf(eastward, northward), NORTH_WEST_RAD, Math.PI / 4)
  return Number.isNaN(light) ? 0 : Math.round(light * 255)
}
