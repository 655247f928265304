/**
 * Half-open intervals [start, end) of any ordered axis given in numbers (seconds past an epoch, metres), as sorted,
 * disjoint lists: the window algebra that visibility, light and plans share. Times are kept as one scale in one list;
 * the caller's brand carries through.
 */

export type Interval<T extends number = number> = { readonly start: T; readonly end: T }

/** Sorts, drops empty intervals and joins those that touch or overlap. */
export function normalise<T extends number>(intervals: readonly Interval<T>[]): Interval<T>[] {
  const sorted = intervals.filter((i) => i.end > i.start).sort((a, b) => a.start - b.start || a.end - b.end)
  const out: Interval<T>[] = []
  for (const i of sorted) {
    const last = out[out.length - 1]
    if (last !== undefined && i.start <= last.end) {
      if (i.end > last.end) out[out.length - 1] = { start: last.start, end: i.end }
    } else out.push(i)
  }
  return out
}

/** All that lies in one list or the other. */
export function union<T extends number>(a: readonly Interval<T>[], b: readonly Interval<T>[]): Interval<T>[] {
  return normalise([...a, ...b])
}

/** All that lies in both lists; both normalised. */
export function intersect<T extends number>(a: readonly Interval<T>[], b: readonly Interval<T>[]): Interval<T>[] {
  const out: Interval<T>[] = []
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    const start = a[i]!.start > b[j]!.start ? a[i]!.start : b[j]!.start
    const end = a[i]!.end < b[j]!.end ? a[i]!.end : b[j]!.end
    if (end > start) out.push({ start, end })
    if (a[i]!.end < b[j]!.end) i++
    else j++
  }
  return out
}

/** What of `span` lies outside the list; the list normalised. */
export function complement<T extends number>(list: readonly Interval<T>[], span: Interval<T>): Interval<T>[] {
  const out: Interval<T>[] = []
  let from = span.start
  for (const { start, end } of list) {
    if (end <= span.start) continue
    if (start >= span.end) break
    if (start > from) out.push({ start: from, end: start })
    if (end > from) from = end
  }
  if (from < span.end) out.push({ start: from, end: span.end })
  return out
}

/** What lies in `a` and not in `b`; both normalised. */
export function difference<T extends number>(a: readonly Interval<T>[], b: readonly Interval<T>[]): Interval<T>[] {
  return a.flatMap((i) => complement(b, i))
}

/** What lies in one list and not in the other; both normalised. */
export function symmetricDifference<T extends number>(
  a: readonly Interval<T>[],
  b: readonly Interval<T>[],
): Interval<T>[] {
  return union(difference(a, b), difference(b, a))
}

/** The intervals that last from `shortest` to `longest`, both included. */
export function lasting<T extends number>(
  list: readonly Interval<T>[],
  shortest: number,
  longest = Number.POSITIVE_INFINITY,
): Interval<T>[] {
  return list.filter((i) => i.end - i.start >= shortest && i.end - i.start <= longest)
}

/** The list with gaps of up to `longest` filled; the list normalised. */
export function bridged<T extends number>(list: readonly Interval<T>[], longest: number): Interval<T>[] {
  const out: Interval<T>[] = []
  for (const i of list) {
    const last = out[out.length - 1]
    if (last !== undefined && i.start - last.end <= longest) out[out.length - 1] = { start: last.start, end: i.end }
    else out.push(i)
  }
  return out
}

/** Whether `at` lies in the list: start included, end not. */
export function contains<T extends number>(list: readonly Interval<T>[], at: T): boolean {
  let lo = 0
  let hi = list.length - 1
  while (lo <= hi) {
    const mid = (lo + hi) >> 1
    const i = list[mid]!
    if (at < i.start) hi = mid - 1
    else if (at >= i.end) lo = mid + 1
    else return true
  }
  return false
}

/** Sum of the lengths. */
export function measure(list: readonly Interval[]): number {
  let sum = 0
  for (const i of list) sum += i.end - i.start
  return sum
}
