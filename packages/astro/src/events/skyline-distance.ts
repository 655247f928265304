/** Angles between directions and the skyline of a horizon mask, and the share of a disc that stands over it. */
import { type HorizonMask, maskExtent, nodeAzimuth, nodeBefore, nodeElevation, slopeAfter } from './horizon-mask.ts'

const NEWTON_STEPS = 6

/**
 * The angle on the sphere from a direction to the nearest point of the skyline, rad, positive over it. No direction that turns
 * by less reaches the other side.
 */
export function skylineDistance(mask: HorizonMask, azimuth: number, elevation: number): number {
  const at = nodeBefore(mask, azimuth)
  const above = elevation - (nodeElevation(mask, at) + slopeAfter(mask, at) * (azimuth - nodeAzimuth(mask, at)))
  let nearest = distanceToLine(mask, at, azimuth, elevation)
  // Away on both sides, until the meridian at which a line begins is farther off than what was found.
  const n = mask.azimuth_rad.length
  for (let k = 1; k < n; k++) {
    const off = nodeAzimuth(mask, at + k) - azimuth
    if (toMeridian(off, elevation) >= nearest) break
    nearest = Math.min(nearest, distanceToLine(mask, at + k, azimuth, elevation))
  }
  for (let k = 1; k < n; k++) {
    const off = azimuth - nodeAzimuth(mask, at - k + 1)
    if (toMeridian(off, elevation) >= nearest) break
    nearest = Math.min(nearest, distanceToLine(mask, at - k, azimuth, elevation))
  }
  return above > 0 ? nearest : -nearest
}

/** A bound of that distance from below its size, of the same sign, by elevations alone; 0 where they do not tell. */
export function skylineBound(extent: ReturnType<typeof maskExtent>, elevation: number): number {
  if (elevation > extent.greatest) return elevation - extent.greatest
  return elevation < extent.least ? elevation - extent.least : 0
}

/** Angle from a direction to everything at least `off` rad of azimuth away. */
function toMeridian(off: number, elevation: number): number {
  return off >= Math.PI / 2 ? Math.PI / 2 - Math.abs(elevation) : Math.asin(Math.cos(elevation) * Math.sin(off))
}

/** The angle to the line after a node: the cosine's greatest value along it, by Newton's method from the flat sky's. */
function distanceToLine(mask: HorizonMask, node: number, azimuth: number, elevation: number): number {
  const from = nodeAzimuth(mask, node) - azimuth
  const to = nodeAzimuth(mask, node + 1) - azimuth
  const slope = slopeAfter(mask, node)
  const start = nodeElevation(mask, node)
  const [sine, cosine] = [Math.sin(elevation), Math.cos(elevation)]
  let x = flatFoot(from, to, start - elevation, slope, cosine)
  for (let i = 0; i < NEWTON_STEPS; i++) {
    const e = start + slope * (x - from)
    const [se, ce, sx, cx] = [Math.sin(e), Math.cos(e), Math.sin(x), Math.cos(x)]
    const first = slope * (sine * ce - cosine * se * cx) - cosine * ce * sx
    const second = slope * (slope * (-sine * se - cosine * ce * cx) + 2 * cosine * se * sx) - cosine * ce * cx
    if (!(second < 0)) break
    const next = Math.min(Math.max(x - first / second, from), to)
    if (Math.abs(next - x) < 1e-12) break
    x = next
  }
  return apart(x, start + slope * (x - from), elevation)
}

/** The foot on a line in a flat sky about the direction, kept on the line. */
function flatFoot(from: number, to: number, up: number, slope: number, cosine: number): number {
  // Points are (cosine x, up + slope (x - from)): their square distance is least at this x.
  const x = (slope * (slope * from - up)) / (cosine * cosine + slope * slope)
  return Math.min(Math.max(x, from), to)
}

/** Angle between directions `x` rad of azimuth apart, by half angles, so that small ones keep their digits. */
function apart(x: number, e0: number, e1: number): number {
  const h = Math.sin((e1 - e0) / 2)
  const w = Math.sin(x / 2)
  return 2 * Math.asin(Math.min(1, Math.sqrt(h * h + Math.cos(e0) * Math.cos(e1) * w * w)))
}

/**
 * The share of a disc over the skyline, 0 to 1: the area over the mask's straight lines, exact in a sky that is flat about the
 * disc's centre. Against the sphere it is off by about the radius times the tangent of the elevation (measured for the
 * Sun: 2e-5 up to 10 degrees).
 */
export function shareOverSkyline(mask: HorizonMask, azimuth: number, elevation: number, radius_rad: number): number {
  const squeeze = Math.cos(elevation)
  const wide = radius_rad / squeeze
  if (!(wide < Math.PI)) return elevation > maskExtent(mask).greatest ? 1 : 0
  let hidden = 0
  let node = nodeBefore(mask, azimuth)
  while (nodeAzimuth(mask, node) > azimuth - wide) node--
  for (; nodeAzimuth(mask, node) < azimuth + wide; node++) {
    const slope = slopeAfter(mask, node)
    // In radii from the centre.
    const x0 = ((nodeAzimuth(mask, node) - azimuth) * squeeze) / radius_rad
    const x1 = ((nodeAzimuth(mask, node + 1) - azimuth) * squeeze) / radius_rad
    const y0 = (nodeElevation(mask, node) - elevation) / radius_rad
    hidden += areaUnder(Math.max(x0, -1), Math.min(x1, 1), y0, slope / squeeze, x0)
  }
  return 1 - Math.min(1, Math.max(0, hidden / Math.PI))
}

/** Area of the unit disc under the line y0 + q (x - x0) from `a` to `b`. */
function areaUnder(a: number, b: number, y0: number, q: number, x0: number): number {
  if (!(b > a)) return 0
  const cuts = [a, b]
  const p = y0 - q * x0
  const square = 1 + q * q - p * p
  if (square > 0)
    for (const sign of [-1, 1]) {
      const x = (-p * q + sign * Math.sqrt(square)) / (1 + q * q)
      if (x > a && x < b) cuts.push(x)
    }
  cuts.sort((u, v) => u - v)
  let area = 0
  for (let i = 1; i < cuts.length; i++) {
    const [u, v] = [cuts[i - 1]!, cuts[i]!]
    const mid = (u + v) / 2
    const half = Math.sqrt(Math.max(0, 1 - mid * mid))
    const y = p + q * mid
    const cap = halfDisc(v) - halfDisc(u)
    if (y >= half) area += 2 * cap
    else if (y > -half) area += (v - u) * y + cap
  }
  return area
}

/** Integral of the upper half circle from 0 to x. */
function halfDisc(x: number): number {
  return (x * Math.sqrt(Math.max(0, 1 - x * x)) + Math.asin(Math.min(1, Math.max(-1, x)))) / 2
}
