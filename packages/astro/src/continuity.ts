/**
 * Finds records of Chebyshev series that were damaged though their structure is whole: DAF files carry no checksums, but
 * the records of one motion meet at their borders. A changed coefficient moves both borders of its record by the same
 * amount, since T_k(1) = 1 and T_k(-1) = 1 or -1; no motion does that, and a real jump moves one border only.
 */

/** Records of a segment as they lie in its file: `count` of `size` words from word `first` on, `terms` an axis. */
export type Records = {
  readonly format: 'SPK' | 'PCK'
  readonly words: Float64Array
  readonly first: number
  readonly count: number
  readonly size: number
  readonly terms: number
}

/** A border this many times rougher than most of its segment is not by rounding. */
const OUTLIER = 100
/** Rounding of a sum of a few terms, in units of its largest. */
const ROUNDING = 1e-15
/** Jumps of a border that stands for one change agree that well. */
const SAME = 0.05
/** Too few borders tell nothing about what is usual. */
const LEAST_RECORDS = 8

/** The index of a record whose borders betray it, or -1. */
export function damagedRecord(seg: Records): number {
  if (seg.count < LEAST_RECORDS) return -1
  const jumps = new Float64Array(seg.count - 1)
  const axes = (seg.size - 2) / seg.terms
  for (let axis = 0; axis < axes; axis++) {
    const largest = borderJumps(seg, axis, jumps)
    const usual = jumps.slice().sort()[Math.floor(0.75 * jumps.length)]! + ROUNDING * largest
    for (let i = 1; i < seg.count - 1; i++) {
      const before = jumps[i - 1]!
      const after = jumps[i]!
      if (before > OUTLIER * usual && after > OUTLIER * usual && Math.abs(before - after) < SAME * before) return i
    }
  }
  return -1
}

/** Sizes of the steps from each record's end to the next one's start; returns the largest value at a border. */
function borderJumps(seg: Records, axis: number, jumps: Float64Array): number {
  const { words, terms, size } = seg
  let largest = 0
  for (let i = 0; i + 1 < seg.count; i++) {
    const here = seg.first + i * size + 2 + axis * terms
    let end = 0
    let start = 0
    for (let k = terms - 1; k >= 0; k--) {
      end += words[here + k]!
      start += k % 2 === 0 ? words[here + size + k]! : -words[here + size + k]!
    }
    const jump = Math.abs(start - end)
    // Angles may go round between records, by a few turns.
    jumps[i] =
      seg.format === 'PCK' && jump < 100 ? Math.abs(jump - 2 * Math.PI * Math.round(jump / (2 * Math.PI))) : jump
    largest = Math.max(largest, Math.abs(end))
  }
  return largest
}
