/**
 * Horizon masks: the elevation of the skyline by azimuth, linear between the nodes of a table and periodic. Azimuths
 * clockwise from north; angles rad.
 */

/** Nodes in ascending azimuth within [0, 2 pi), and the elevation at each. One node is a level mask. */
export type HorizonMask = { readonly azimuth_rad: Float64Array; readonly elevation_rad: Float64Array }

const TURN = 2 * Math.PI

/** Nodes closer than this would be a jump, rad. */
const CLOSEST_RAD = 1e-9

/** A mask from a table; throws where the azimuths do not ascend by 1e-9 rad or more within one turn. */
export function horizonMask(azimuth_rad: ArrayLike<number>, elevation_rad: ArrayLike<number>): HorizonMask {
  const mask = { azimuth_rad: Float64Array.from(azimuth_rad), elevation_rad: Float64Array.from(elevation_rad) }
  const n = mask.azimuth_rad.length
  if (n === 0 || mask.elevation_rad.length !== n) throw new RangeError(`a mask of ${n} azimuths is none`)
  for (let i = 0; i < n; i++) {
    const at = mask.azimuth_rad[i]!
    const ascends = at >= 0 && at < TURN && (i === 0 || at >= mask.azimuth_rad[i - 1]! + CLOSEST_RAD)
    if (!ascends || !(Math.abs(mask.elevation_rad[i]!) <= Math.PI / 2))
      throw new RangeError(`node ${i} of a mask stands at azimuth ${at}, elevation ${mask.elevation_rad[i]}`)
  }
  return mask
}

/** A mask whose nodes stand at azimuths 2 pi i / n, as horizons over terrain are marched. */
export function evenMask(elevation_rad: ArrayLike<number>): HorizonMask {
  const n = elevation_rad.length
  return horizonMask(
    Array.from({ length: n }, (_, i) => (TURN * i) / n),
    elevation_rad,
  )
}

/** The mask lifted by an angle. */
export function raised({ azimuth_rad, elevation_rad }: HorizonMask, by_rad: number): HorizonMask {
  return { azimuth_rad, elevation_rad: elevation_rad.map((e) => e + by_rad) }
}

/** Index of the last node at or before an azimuth within [0, 2 pi); -1 before the first one. */
export function nodeBefore({ azimuth_rad }: HorizonMask, azimuth: number): number {
  let lo = -1
  let hi = azimuth_rad.length
  while (hi - lo > 1) {
    const mid = (lo + hi) >> 1
    if (azimuth_rad[mid]! <= azimuth) lo = mid
    else hi = mid
  }
  return lo
}

/** Azimuth of a node, counted on past either end: node n + i stands a turn after node i. */
export function nodeAzimuth({ azimuth_rad }: HorizonMask, i: number): number {
  const n = azimuth_rad.length
  const turns = Math.floor(i / n)
  return azimuth_rad[i - turns * n]! + TURN * turns
}

/** Elevation of a node, counted on past either end. */
export function nodeElevation({ elevation_rad }: HorizonMask, i: number): number {
  const n = elevation_rad.length
  return elevation_rad[i - Math.floor(i / n) * n]!
}

/** Slope of the mask between nodes `i` and `i` + 1, rad/rad. */
export function slopeAfter(mask: HorizonMask, i: number): number {
  const width = nodeAzimuth(mask, i + 1) - nodeAzimuth(mask, i)
  return (nodeElevation(mask, i + 1) - nodeElevation(mask, i)) / width
}

/** Elevation of the mask at any azimuth. */
export function maskAt(mask: HorizonMask, azimuth: number): number {
  const at = azimuth - TURN * Math.floor(azimuth / TURN)
  const i = nodeBefore(mask, at)
  return nodeElevation(mask, i) + slopeAfter(mask, i) * (at - nodeAzimuth(mask, i))
}

/** The least and greatest elevation of the mask. */
export function maskExtent({ elevation_rad }: HorizonMask): { readonly least: number; readonly greatest: number } {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const e of elevation_rad) {
    if (e < least) least = e
    if (e > greatest) greatest = e
  }
  return { least, greatest }
}
