/**
 * The difference of two Chebyshev segments as one: the Moon and the Earth about their barycentre share records and terms
 * in JPL's kernels, so that one series, made once, gives the Moon from the Earth at half the work.
 */
import type { Segment } from './segments.ts'

/** Made once for a pair, and kept as long as its segments are. */
const made = new WeakMap<Segment, WeakMap<Segment, Segment>>()

/** `plus` minus `minus` as a segment over the time that both cover; undefined where their records do not match. */
export function differenceOf(plus: Segment, minus: Segment): Segment | undefined {
  if (!matches(plus, minus)) return undefined
  const known = made.get(plus)?.get(minus)
  if (known !== undefined) return known
  const difference = subtract(plus, minus)
  const ofPlus = made.get(plus) ?? new WeakMap<Segment, Segment>()
  ofPlus.set(minus, difference)
  made.set(plus, ofPlus)
  return difference
}

function matches(a: Segment, b: Segment): boolean {
  const alike = a.type === 2 && b.type === 2 && a.frame === b.frame && a.centre === b.centre
  const sameRecords = a.origin === b.origin && a.step_s === b.step_s && a.count === b.count && a.size === b.size
  return alike && sameRecords && a.terms === b.terms
}

/** The same records, each with the middle and radius that both state and the difference of their coefficients. */
function subtract(plus: Segment, minus: Segment): Segment {
  const { size, count } = plus
  const words = plus.words.slice(plus.first, plus.first + count * size)
  for (let record = 0; record < count; record++) {
    for (let k = 2; k < size; k++) {
      const i = record * size + k
      words[i] = words[i]! - minus.words[minus.first + i]!
    }
  }
  const covered = { start: Math.max(plus.start, minus.start), end: Math.min(plus.end, minus.end) }
  return { ...plus, ...covered, centre: minus.body, words, first: 0, last: words.length - 1 }
}
