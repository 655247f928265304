/**
 * Cuts a segment's records or states to a span, such that evaluation inside it reads the same numbers in the same way as
 * in the whole segment: every choice of a record or window that depends on rounding is compared, and where one would
 * differ, earlier records are kept too. Times TDB seconds past J2000.
 */
import { windowAt } from './interpolation.ts'
import { epochAt, type Segment } from './segments.ts'

/** So many more records are tried at the front before the segment is kept from its start. */
const MOST_EXTRA = 64

/** The words of the part of a segment that covers `start` to `end`, both inside its coverage. */
export function keptPart(seg: Segment, start: number, end: number): Float64Array {
  if (seg.terms > 0) return chebyshevPart(seg, start, end)
  return seg.epochs === 0 ? equalStepsPart(seg, start, end) : unequalStepsPart(seg, start, end)
}

function chebyshevPart(seg: Segment, start: number, end: number): Float64Array {
  const { words, first, size, step_s } = seg
  const from = recordAt(seg, start)
  const to = recordAt(seg, end)
  const { index, origin } = sameOrigin(seg, from, to, (kept, origin) => {
    for (let i = kept + 1; i <= to; i++)
      if (firstTimeIn(origin, step_s, i - kept) !== firstTimeIn(seg.origin, step_s, i)) return false
    return true
  })
  const records = words.subarray(first + index * size, first + (to + 1) * size)
  return joined(records, [origin, step_s, size, to - index + 1])
}

function equalStepsPart(seg: Segment, start: number, end: number): Float64Array {
  const { words, first, step_s, size } = seg
  const [from, to] = statesFor(seg, start, end)
  const { index, origin } = sameOrigin(seg, from, to, (kept, origin) => {
    for (let i = kept; i <= to; i++) {
      if (origin + (i - kept) * step_s !== seg.origin + i * step_s) return false
      if (i > kept && firstTimeIn(origin, step_s, i - kept) !== firstTimeIn(seg.origin, step_s, i)) return false
    }
    return true
  })
  const states = words.subarray(first + 6 * index, first + 6 * (to + 1))
  return joined(states, [origin, step_s, size - 1, to - index + 1])
}

function unequalStepsPart(seg: Segment, start: number, end: number): Float64Array {
  const { words, first, epochs, size } = seg
  const [from, to] = statesFor(seg, start, end)
  const count = to - from + 1
  const directory = Math.floor((count - 1) / 100)
  const out = new Float64Array(7 * count + directory + 2)
  out.set(words.subarray(first + 6 * from, first + 6 * (to + 1)))
  out.set(words.subarray(epochs + from, epochs + to + 1), 6 * count)
  for (let k = 0; k < directory; k++) out[7 * count + k] = words[epochs + from + 100 * k + 99]!
  out[out.length - 2] = size - 1
  out[out.length - 1] = count
  return out
}

function joined(records: Float64Array, directory: readonly number[]): Float64Array {
  const out = new Float64Array(records.length + directory.length)
  out.set(records)
  out.set(directory, records.length)
  return out
}

/** First and last state that any time from `start` to `end` reads, and those that enclose both. */
function statesFor(seg: Segment, start: number, end: number): [number, number] {
  let from = windowAt(seg, start)
  let to = windowAt(seg, end) + seg.size - 1
  while (from > 0 && epochAt(seg, from) > start) from--
  while (to < seg.count - 1 && epochAt(seg, to) < end) to++
  return [from, to]
}

/** The first index at or before `from` whose time as origin leads to the same choices, or 0, which always does. */
function sameOrigin(
  seg: Segment,
  from: number,
  to: number,
  same: (index: number, origin: number) => boolean,
): { readonly index: number; readonly origin: number } {
  for (let index = from; index > 0 && index > from - MOST_EXTRA && index <= to; index--) {
    const origin = seg.origin + index * seg.step_s
    if (same(index, origin)) return { index, origin }
  }
  return { index: 0, origin: seg.origin }
}

/** The earliest double for which `floor((t - origin) / step_s)`, by which records are found, is at least `index`. */
function firstTimeIn(origin: number, step_s: number, index: number): number {
  const near = origin + index * step_s
  // 32 roundings of the largest number that enters: both ends lie clearly on their side.
  const slack = Math.max(Math.abs(origin), Math.abs(near), index * step_s) * 2 ** -48
  let before = near - slack
  let at = near + slack
  for (;;) {
    const middle = before + (at - before) / 2
    if (middle <= before || middle >= at) return at
    if (Math.floor((middle - origin) / step_s) >= index) at = middle
    else before = middle
  }
}

/** Index of the record that holds `t`, as evaluation finds it. */
function recordAt({ origin, step_s, count }: Segment, t: number): number {
  return Math.min(Math.max(Math.floor((t - origin) / step_s), 0), count - 1)
}
