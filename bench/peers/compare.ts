/** How far values of two programs lie apart: the proof that they did the same work. */

/** What the values of a row are. */
export type Shape = 'states' | 'angles' | 'windows'

/** `states`: km; `angles`: rad; `windows`: s at the edges, where both found the same number of them in every group. */
export type Difference =
  | { readonly kind: 'apart'; readonly shape: Shape; readonly most: number; readonly median: number }
  | { readonly kind: 'other-windows'; readonly ours: number; readonly theirs: number }

/** The largest and the middle difference of what both have: the shorter one says how far. */
export function compare(shape: Shape, ours: Float64Array, theirs: Float64Array): Difference {
  if (shape !== 'windows') return apart(shape, shape === 'states' ? positions(ours, theirs) : angles(ours, theirs))
  const same = ours.length === theirs.length && ours.every((x, i) => i % 3 !== 0 || x === theirs[i])
  if (!same) return { kind: 'other-windows', ours: ours.length / 3, theirs: theirs.length / 3 }
  return apart(
    shape,
    [...ours].flatMap((x, i) => (i % 3 === 0 ? [] : [Math.abs(x - theirs[i]!)])),
  )
}

function apart(shape: Shape, differences: number[]): Difference {
  if (differences.length === 0 || differences.some(Number.isNaN)) throw new Error(`${shape}: nothing to compare`)
  const sorted = differences.sort((a, b) => a - b)
  return { kind: 'apart', shape, most: sorted.at(-1)!, median: sorted[sorted.length >> 1]! }
}

/** Distances, km. */
function positions(ours: Float64Array, theirs: Float64Array): number[] {
  const count = Math.min(ours.length, theirs.length) / 6
  return Array.from({ length: count }, (_, i) => {
    const [x, y, z] = [0, 1, 2].map((k) => ours[6 * i + k]! - theirs[6 * i + k]!) as [number, number, number]
    return Math.hypot(x, y, z)
  })
}

/** Angles on the sky between azimuth and elevation, rad. */
function angles(ours: Float64Array, theirs: Float64Array): number[] {
  const count = Math.min(ours.length, theirs.length) / 2
  return Array.from({ length: count }, (_, i) => {
    const turn = ours[2 * i]! - theirs[2 * i]!
    const across = (turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI))) * Math.cos(ours[2 * i + 1]!)
    return Math.hypot(across, ours[2 * i + 1]! - theirs[2 * i + 1]!)
  })
}
