/**
 * Hermite's interpolation over a window of states in Lagrange's form (Stoer and Bulirsch, "Introduction to Numerical
 * Analysis", 2.1.5): with L the Lagrange polynomial of a node at x0, its position counts (1 - 2 L'(x0) (x - x0)) L^2 and its
 * velocity (x - x0) L^2. The weights belong to the spacing of the nodes, which mostly stays the same from window to window,
 * so that a value costs a few products a node and depends on nothing but its window.
 */

/** The spacing of a window's nodes, and what belongs to it. */
export type HermiteWeights = {
  /** Times of the nodes past the first one, s; NaN for none yet. */
  readonly offsets_s: Float64Array
  /** Mean spacings a second: in that unit products neither over- nor underflow. */
  unit_s: number
  /** 1 / the product of a node's distances from the others, in units. */
  readonly weights: Float64Array
  /** L' at the node itself: the sum of 1 / these distances. */
  readonly slopes: Float64Array
}

/** Longest window: NAIF's limit is 28 states. */
const MOST = 28
const before = new Float64Array(MOST)
const beforeRate = new Float64Array(MOST)

/** An empty table for windows of so many states. */
export function hermiteWeights(size: number): HermiteWeights {
  return {
    offsets_s: new Float64Array(size).fill(Number.NaN),
    unit_s: 1,
    weights: new Float64Array(size),
    slopes: new Float64Array(size),
  }
}

/** Makes the weights of nodes `epochs[0..]`, unless they are those of the same spacing already. */
export function weigh(table: HermiteWeights, epochs: Float64Array): void {
  const { offsets_s, weights, slopes } = table
  const size = offsets_s.length
  let same = true
  for (let i = 0; i < size; i++) if (epochs[i]! - epochs[0]! !== offsets_s[i]) same = false
  if (same) return
  for (let i = 0; i < size; i++) offsets_s[i] = epochs[i]! - epochs[0]!
  table.unit_s = size > 1 ? (size - 1) / offsets_s[size - 1]! : 1
  for (let i = 0; i < size; i++) {
    let product = 1
    let slope = 0
    for (let j = 0; j < size; j++) {
      if (j === i) continue
      const apart = (offsets_s[i]! - offsets_s[j]!) * table.unit_s
      product *= apart
      slope += 1 / apart
    }
    weights[i] = 1 / product
    slopes[i] = slope
  }
}

/**
 * Adds `sign` times the position at `t`, and where asked the velocity, to `out`; the states of the window stand in `words`
 * from word `first` on, six numbers each, their times in `epochs`.
 */
export function addHermite(
  table: HermiteWeights,
  epochs: Float64Array,
  words: Float64Array,
  first: number,
  t: number,
  sign: number,
  out: Float64Array,
  velocity: boolean,
): void {
  const { weights, slopes, unit_s } = table
  const size = weights.length
  productsBefore(epochs, size, t, unit_s)
  // Positions count from the middle one: what stands still stays so to the last place, and rates lose less.
  const middle = (first + 6 * (size >> 1)) | 0
  const mx = words[middle]!
  const my = words[(middle + 1) | 0]!
  const mz = words[(middle + 2) | 0]!
  let after = 1
  let afterRate = 0
  let x = 0
  let y = 0
  let z = 0
  let dx = 0
  let dy = 0
  let dz = 0
  for (let i = size - 1, word = (first + 6 * i) | 0; i >= 0; i--, word = (word - 6) | 0) {
    const h = (t - epochs[i]!) * unit_s
    const l = weights[i]! * (before[i]! * after)
    const square = l * l
    const bend = 1 - 2 * slopes[i]! * h
    const a = bend * square
    const b = (h * square) / unit_s
    const px = words[word]! - mx
    const py = words[(word + 1) | 0]! - my
    const pz = words[(word + 2) | 0]! - mz
    const vx = words[(word + 3) | 0]!
    const vy = words[(word + 4) | 0]!
    const vz = words[(word + 5) | 0]!
    x += a * px + b * vx
    y += a * py + b * vy
    z += a * pz + b * vz
    if (velocity) {
      const rate = 2 * l * (weights[i]! * (beforeRate[i]! * after + before[i]! * afterRate))
      const da = (bend * rate - 2 * slopes[i]! * square) * unit_s
      const db = square + h * rate
      dx += da * px + db * vx
      dy += da * py + db * vy
      dz += da * pz + db * vz
    }
    afterRate = afterRate * h + after
    after *= h
  }
  out[0]! += sign * (mx + x)
  out[1]! += sign * (my + y)
  out[2]! += sign * (mz + z)
  if (!velocity) return
  out[3]! += sign * dx
  out[4]! += sign * dy
  out[5]! += sign * dz
}

/** Products of the distances from the nodes before each one, in units, and their rates. */
function productsBefore(epochs: Float64Array, size: number, t: number, unit_s: number): void {
  let product = 1
  let rate = 0
  for (let i = 0; i < size; i++) {
    before[i] = product
    beforeRate[i] = rate
    const h = (t - epochs[i]!) * unit_s
    rate = rate * h + product
    product *= h
  }
}
