/**
 * Map projections of a sphere: polar stereographic and equirectangular (Snyder, "Map Projections: A Working Manual",
 * USGS Professional Paper 1395, 1987, sections 21 and 12, spherical forms). Map coordinates in m, latitudes planetocentric
 * and longitudes east, rad, on the Moon's MOON_ME axes.
 */

export type PolarStereographic = {
  readonly kind: 'polar-stereographic'
  readonly pole: 'south' | 'north'
  readonly radius_m: number
  /** Scale at the pole, usually 1. */
  readonly scale: number
  /** Longitude that runs up from the south pole, or down from the north pole. */
  readonly centralLongitude_rad: number
  readonly falseEasting_m: number
  readonly falseNorthing_m: number
}

export type Equirectangular = {
  readonly kind: 'equirectangular'
  readonly radius_m: number
  /** Parallel of true scale. */
  readonly standardParallel_rad: number
  readonly centralLongitude_rad: number
  readonly centralLatitude_rad: number
  readonly falseEasting_m: number
  readonly falseNorthing_m: number
}

export type MapProjection = PolarStereographic | Equirectangular

/** Map coordinates x and y, m, of a unit vector on the body's axes; written to `out`. */
export function mapFromDirection(p: MapProjection, ux: number, uy: number, uz: number, out: Float64Array): void {
  if (p.kind === 'polar-stereographic') {
    // rho = 2 R k tan(colatitude / 2), and tan(c/2) = sin c / (1 + cos c): no angle is needed.
    const cosColatitude = p.pole === 'south' ? -uz : uz
    const f = (2 * p.radius_m * p.scale) / (1 + cosColatitude)
    const c = Math.cos(p.centralLongitude_rad)
    const s = Math.sin(p.centralLongitude_rad)
    const along = ux * c + uy * s
    out[0] = p.falseEasting_m + f * (uy * c - ux * s)
    out[1] = p.falseNorthing_m + (p.pole === 'south' ? f * along : -f * along)
    return
  }
  const lon = wrapAngle(Math.atan2(uy, ux) - p.centralLongitude_rad)
  const lat = Math.atan2(uz, Math.hypot(ux, uy))
  out[0] = p.falseEasting_m + p.radius_m * Math.cos(p.standardParallel_rad) * lon
  out[1] = p.falseNorthing_m + p.radius_m * (lat - p.centralLatitude_rad)
}

/** Map coordinates x and y, m, of a place on the sphere; written to `out`. */
export function mapFromSphere(p: MapProjection, latitude_rad: number, longitude_rad: number, out: Float64Array): void {
  const c = Math.cos(latitude_rad)
  mapFromDirection(p, c * Math.cos(longitude_rad), c * Math.sin(longitude_rad), Math.sin(latitude_rad), out)
}

/** Latitude and longitude (0 to 2 pi), rad, of map coordinates in m; written to `out`. */
export function sphereFromMap(p: MapProjection, x_m: number, y_m: number, out: Float64Array): void {
  const x = x_m - p.falseEasting_m
  const y = y_m - p.falseNorthing_m
  if (p.kind === 'polar-stereographic') {
    const south = p.pole === 'south'
    const colatitude = 2 * Math.atan2(Math.hypot(x, y), 2 * p.radius_m * p.scale)
    out[0] = south ? colatitude - Math.PI / 2 : Math.PI / 2 - colatitude
    out[1] = positiveAngle(p.centralLongitude_rad + Math.atan2(x, south ? y : -y))
    return
  }
  out[0] = p.centralLatitude_rad + y / p.radius_m
  out[1] = positiveAngle(p.centralLongitude_rad + x / (p.radius_m * Math.cos(p.standardParallel_rad)))
}

/** Metres on the map for a metre on the sphere at a latitude: to the east and to the north. */
export function mapScale(p: MapProjection, latitude_rad: number): { readonly east: number; readonly north: number } {
  if (p.kind === 'equirectangular')
    return { east: Math.cos(p.standardParallel_rad) / Math.max(Math.cos(latitude_rad), 1e-12), north: 1 }
  const cosColatitude = p.pole === 'south' ? -Math.sin(latitude_rad) : Math.sin(latitude_rad)
  const k = (2 * p.scale) / (1 + cosColatitude)
  return { east: k, north: k }
}

/** Direction of north on the map at a longitude, clockwise from the map's y axis, rad. */
export function northOnMap(p: MapProjection, longitude_rad: number): number {
  if (p.kind === 'equirectangular') return 0
  const lon = longitude_rad - p.centralLongitude_rad
  return wrapAngle(p.pole === 'south' ? lon : -lon)
}

/** An angle brought to -pi to pi. */
export function wrapAngle(angle_rad: number): number {
  return angle_rad - 2 * Math.PI * Math.round(angle_rad / (2 * Math.PI))
}

/** An angle brought to 0 to 2 pi. */
export function positiveAngle(angle_rad: number): number {
  const a = angle_rad - 2 * Math.PI * Math.floor(angle_rad / (2 * Math.PI))
  return a < 2 * Math.PI ? a : 0
}
