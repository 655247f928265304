/** Sites as reference files list them: position, and latitude, longitude and height on a shape that is checked against it. */
import { ok, type Result } from '@magpie/core/result'
import type { MalformedReference } from '../errors.ts'
import { type Ellipsoid, type Site, siteFromEllipsoid, siteFromPosition } from '../sites.ts'
import type { Residuals } from './residuals.ts'
import { isObject, malformed, type Table } from './table.ts'

const POSITION_TOLERANCE_KM = 1e-6
const RAD = Math.PI / 180

/** The table's sites by name. Where a shape is given, the position computed from it is compared with the listed one. */
export function readSites(table: Table, residuals: Residuals): Result<Map<string, Site>, MalformedReference> {
  const list = table.json['sites']
  if (!Array.isArray(list)) return malformed(table.file, 'sites', 'a list of sites')
  const out = new Map<string, Site>()
  for (let i = 0; i < list.length; i++) {
    const site = readSite(table.file, `sites[${i}]`, list[i], residuals)
    if (!site.ok) return site
    out.set(site.value.name, site.value)
  }
  return ok(out)
}

function readSite(file: string, where: string, value: unknown, residuals: Residuals): Result<Site, MalformedReference> {
  if (!isObject(value)) return malformed(file, where, 'a site')
  const { name, body, frame, lat_deg, lon_deg, height_km, pos_km, shape } = value as Readonly<Record<string, unknown>>
  if (typeof name !== 'string') return malformed(file, `${where}.name`, 'a text')
  if (typeof frame !== 'string') return malformed(file, `${where}.frame`, 'the name of a frame')
  if (!isWhole(body)) return malformed(file, `${where}.body`, 'a NAIF id')
  if (!isNumber(lat_deg) || Math.abs(lat_deg) > 90) return malformed(file, `${where}.lat_deg`, 'a latitude in degrees')
  if (!isNumber(lon_deg)) return malformed(file, `${where}.lon_deg`, 'a longitude in degrees')
  if (!Array.isArray(pos_km) || pos_km.length !== 3 || !pos_km.every(isNumber))
    return malformed(file, `${where}.pos_km`, 'three numbers')
  const standing = { name, body, frame }
  const [longitude_rad, latitude_rad] = [lon_deg * RAD, lat_deg * RAD]
  const ellipsoid = typeof shape === 'string' ? readShape(shape) : undefined
  if (ellipsoid !== undefined && isNumber(height_km)) {
    const made = siteFromEllipsoid(standing, ellipsoid, { longitude_rad, latitude_rad, height_km })
    const apart_km = Math.hypot(...made.position_km.map((x, k) => x - Number(pos_km[k])))
    residuals.add('site position', 'km', apart_km, POSITION_TOLERANCE_KM, where)
  }
  return ok(siteFromPosition(standing, Float64Array.from(pos_km), longitude_rad, latitude_rad))
}

/** `sphere 1737.4 km` or `WGS84 a=6378.137 1/f=298.257223563`. */
function readShape(text: string): Ellipsoid | undefined {
  const sphere = /^sphere ([\d.]+) km$/.exec(text)
  if (sphere !== null) return { equatorial_km: Number(sphere[1]), flattening: 0 }
  const ellipsoid = /\ba=([\d.]+) 1\/f=([\d.]+)/.exec(text)
  if (ellipsoid !== null) return { equatorial_km: Number(ellipsoid[1]), flattening: 1 / Number(ellipsoid[2]) }
  return undefined
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value)
}
