/**
 * Finds states that were damaged though their structure is whole, in SPK types 8, 9, 12 and 13: position and velocity of the
 * states before and after foretell the one between (a cubic of Hermite), and one wrong number misses at its own state and at
 * both neighbours in proportions that no motion has. A jump of the motion itself, such as a burn, misses otherwise.
 */

/** States of a segment as they lie in its file: `count` of six words from word `first` on. */
export type States = {
  readonly words: Float64Array
  readonly first: number
  readonly count: number
  /** Time of a state, s. */
  readonly epochAt: (i: number) => number
}

/** A miss this many times larger than most of its segment is not by the motion. */
const OUTLIER = 1000
/** Misses of the neighbours agree that well with what one wrong number makes. */
const SAME = 0.02
/** Rounding of positions, in units of the largest. */
const ROUNDING = 1e-14
/** Too few states tell nothing about what is usual. */
const LEAST_STATES = 16

/** The index of a state that its neighbours betray, or -1. */
export function damagedState(states: States): number {
  const { count } = states
  if (count < LEAST_STATES) return -1
  const misses = new Float64Array(count)
  for (let axis = 0; axis < 3; axis++) {
    const largest = missesOf(states, axis, misses)
    const usual = misses.slice(1, -1).map(Math.abs).sort()[Math.floor(0.75 * (count - 2))]! + ROUNDING * largest
    for (let i = 2; i < count - 2; i++) {
      const around = Math.max(Math.abs(misses[i - 1]!), Math.abs(misses[i + 1]!))
      if (around > OUTLIER * usual && oneWrong(states, misses, i)) return i
    }
  }
  return -1
}

/** Position less what its neighbours foretell, for each state but the first and last; returns the median size of positions. */
function missesOf(states: States, axis: number, misses: Float64Array): number {
  const { words, first, count } = states
  const sizes = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const x = words[first + 6 * i + axis]!
    sizes[i] = Math.abs(x)
    if (i === 0 || i === count - 1) continue
    const before = first + 6 * (i - 1) + axis
    const after = before + 12
    const [h, s] = spanAt(states, i)
    const p = 1 - s
    misses[i] =
      x -
      p * p * ((1 + 2 * s) * words[before]! + s * h * words[before + 3]!) -
      s * s * ((3 - 2 * s) * words[after]! - p * h * words[after + 3]!)
  }
  return sizes.sort()[count >> 1]!
}

/** The time from the state before to the one after, s, and where in it the state lies, 0 to 1. */
function spanAt({ epochAt }: States, i: number): [h: number, s: number] {
  const h = epochAt(i + 1) - epochAt(i - 1)
  return [h, (epochAt(i) - epochAt(i - 1)) / h]
}

/** Whether the misses about a state are those of its position alone, or of its velocity alone, being wrong. */
function oneWrong(states: States, misses: Float64Array, i: number): boolean {
  const [hBefore, sBefore] = spanAt(states, i - 1)
  const [hAfter, sAfter] = spanAt(states, i + 1)
  const [before, here, after] = [misses[i - 1]!, misses[i]!, misses[i + 1]!]
  const near = (a: number, b: number) => Math.abs(a - b) <= SAME * Math.max(Math.abs(a), Math.abs(b))
  const position =
    near(before, -sBefore * sBefore * (3 - 2 * sBefore) * here) &&
    near(after, -(1 - sAfter) * (1 - sAfter) * (1 + 2 * sAfter) * here)
  if (position) return true
  const largest = Math.max(Math.abs(before), Math.abs(after))
  // Of a velocity wrong by v the state before misses s^2 (1 - s) h v, the one after -s (1 - s)^2 h v, its own nothing.
  const fromBefore = before / (sBefore * sBefore * (1 - sBefore) * hBefore)
  const fromAfter = -after / (sAfter * (1 - sAfter) * (1 - sAfter) * hAfter)
  return Math.abs(here) < SAME * largest && near(fromBefore, fromAfter)
}
