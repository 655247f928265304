/** Terrain from a formula, for tests and examples: labelled synthetic, so that nobody takes it for the Moon. */
import { type MapProjection, sphereFromMap } from './map-projection.ts'
import { MOON_RADIUS_M, type Raster, type Terrain } from './terrain.ts'

/** Heights, m, of a place: latitude and longitude in rad. */
export type HeightFormula = (latitude_rad: number, longitude_rad: number) => number

/** The Moon's south polar stereographic projection, as LOLA's polar maps have it. */
export const SOUTH_POLAR: MapProjection = {
  kind: 'polar-stereographic',
  pole: 'south',
  radius_m: MOON_RADIUS_M,
  scale: 1,
  centralLongitude_rad: 0,
  falseEasting_m: 0,
  falseNorthing_m: 0,
}

/** A square raster of `cells` a side whose middle lies at map coordinates 0, 0, row 0 in the north. */
export function syntheticRaster(
  projection: MapProjection,
  cells: number,
  spacing_m: number,
  formula: HeightFormula,
): Raster {
  const x0_m = (-(cells - 1) / 2) * spacing_m
  const y0_m = -x0_m
  const heights_m = new Float32Array(cells * cells)
  const place = new Float64Array(2)
  for (let k = 0; k < heights_m.length; k++) {
    sphereFromMap(projection, x0_m + (k % cells) * spacing_m, y0_m - Math.floor(k / cells) * spacing_m, place)
    heights_m[k] = formula(place[0]!, place[1]!)
  }
  return { projection, columns: cells, rows: cells, x0_m, y0_m, dx_m: spacing_m, dy_m: -spacing_m, heights_m }
}

/** Terrain of one synthetic layer around the south pole. */
export function syntheticTerrain(cells: number, spacing_m: number, formula: HeightFormula): Terrain {
  const raster = syntheticRaster(SOUTH_POLAR, cells, spacing_m, formula)
  return {
    radius_m: MOON_RADIUS_M,
    layers: [{ id: 'synthetic', raster, nativeResolution_m: spacing_m, source: 'synthetic: a formula' }],
  }
}
