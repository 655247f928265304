/**
 * Slopes from a raster by Horn's weights (Horn, "Hill shading and the reflectance map", Proceedings of the IEEE 69,
 * 1981, 14-47), with the map's own scale taken out. A slope holds over the raster's resolution: on a 474 m map it says
 * nothing about what a rover meets.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { mapFromSphere, mapScale, northOnMap, positiveAngle } from './map-projection.ts'
import { heightOnMap, spacing, type Terrain, type TerrainError, type TerrainLayer } from './terrain.ts'

export type Slope = {
  /** Rise over run to the east and to the north. */
  readonly eastward: number
  readonly northward: number
  readonly slope_rad: number
  /** Azimuth of the steepest way down, clockwise from north, rad; 0 where the ground is level. */
  readonly downhill_rad: number
}

const map = new Float64Array(2)

/** The slope at a place on one layer, over three of its cells each way; undefined outside it. */
function slopeOnLayer(layer: TerrainLayer, latitude_rad: number, longitude_rad: number): Slope | undefined {
  const { raster } = layer
  mapFromSphere(raster.projection, latitude_rad, longitude_rad, map)
  const [x, y] = [map[0]!, map[1]!]
  const [dx, dy] = [Math.abs(raster.dx_m), Math.abs(raster.dy_m)]
  const h = (i: number, j: number) => heightOnMap(raster, x + i * dx, y + j * dy)
  const alongX = (h(1, 1) + 2 * h(1, 0) + h(1, -1) - h(-1, 1) - 2 * h(-1, 0) - h(-1, -1)) / (8 * dx)
  const alongY = (h(1, 1) + 2 * h(0, 1) + h(-1, 1) - h(1, -1) - 2 * h(0, -1) - h(-1, -1)) / (8 * dy)
  if (Number.isNaN(alongX) || Number.isNaN(alongY)) return undefined
  const bearing = northOnMap(raster.projection, longitude_rad)
  const scale = mapScale(raster.projection, latitude_rad)
  const eastward = (alongX * Math.cos(bearing) - alongY * Math.sin(bearing)) * scale.east
  const northward = (alongX * Math.sin(bearing) + alongY * Math.cos(bearing)) * scale.north
  return slopeOf(eastward, northward)
}

/** A slope from its rise over run to the east and to the north. */
export function slopeOf(eastward: number, northward: number): Slope {
  const level = eastward === 0 && northward === 0
  return {
    eastward,
    northward,
    slope_rad: Math.atan(Math.hypot(eastward, northward)),
    downhill_rad: level ? 0 : positiveAngle(Math.atan2(-eastward, -northward)),
  }
}

/** The slope at a place on the finest layer that has one, with the distance it was taken over. */
export function slopeAt(
  terrain: Terrain,
  latitude_rad: number,
  longitude_rad: number,
): Result<{ readonly slope: Slope; readonly layer: TerrainLayer; readonly baseline_m: number }, TerrainError> {
  for (const layer of terrain.layers) {
    const slope = slopeOnLayer(layer, latitude_rad, longitude_rad)
    if (slope !== undefined) return ok({ slope, layer, baseline_m: 2 * spacing(layer.raster) })
  }
  return err({
    kind: 'no-terrain',
    latitude_deg: (latitude_rad * 180) / Math.PI,
    longitude_deg: (longitude_rad * 180) / Math.PI,
  })
}

/**
 * Cosine of the angle between the ground's outward normal and a light at an azimuth and elevation; 0 where the light is
 * behind the ground. Full light on level ground gives the sine of the elevation.
 */
export function lightOnSlope(slope: Slope, azimuth_rad: number, elevation_rad: number): number {
  const flat = Math.cos(elevation_rad)
  const east = flat * Math.sin(azimuth_rad)
  const north = flat * Math.cos(azimuth_rad)
  // The outward normal is (-eastward, -northward, 1), unit length after division.
  const dot = Math.sin(elevation_rad) - slope.eastward * east - slope.northward * north
  return Math.max(0, dot / Math.hypot(slope.eastward, slope.northward, 1))
}
