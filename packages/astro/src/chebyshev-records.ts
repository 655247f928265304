/**
 * Chebyshev records as SPK type 2 and binary PCK type 2 hold them: middle and radius of each record's time, coefficients
 * of three components, and at the end the directory (NAIF, "SPK Required Reading", "PCK Required Reading").
 */

/** A series in records of equal length, each with `terms` coefficients of three components one after another. */
export type ChebyshevRecords = {
  /** Start of the first record, TDB seconds past J2000. */
  readonly origin_s: number
  /** Length of a record, s. */
  readonly step_s: number
  /** Coefficients a component: one more than the degree. */
  readonly terms: number
  /** Record after record, component after component, lowest order first. */
  readonly coefficients: Float64Array
}

/** What is wrong with a series that should cover `start` to `end`, if anything. */
export function wrongWithRecords(series: ChebyshevRecords, start: number, end: number): string | undefined {
  const { origin_s, step_s, terms, coefficients } = series
  if (!Number.isInteger(terms) || terms < 1) return `a record cannot have ${terms} terms`
  if (!(step_s > 0 && Number.isFinite(step_s))) return `a record cannot be ${step_s} s long`
  const count = coefficients.length / (3 * terms)
  if (!Number.isInteger(count) || count < 1)
    return `${coefficients.length} coefficients do not fill records of ${3 * terms}`
  if (!coefficients.every(Number.isFinite)) return 'a number is not finite'
  if (!(start < end)) return `it cannot cover ${start} to ${end}`
  if (!(start >= origin_s && end <= origin_s + count * step_s))
    return `${count} records of ${step_s} s from ${origin_s} do not cover ${start} to ${end}`
  return undefined
}

/** The words of an array: records, then origin, length, words a record and count. */
export function recordWords({ origin_s, step_s, terms, coefficients }: ChebyshevRecords): Float64Array {
  const values = 3 * terms
  const size = values + 2
  const count = coefficients.length / values
  const words = new Float64Array(count * size + 4)
  for (let i = 0; i < count; i++) {
    words[i * size] = origin_s + (i + 0.5) * step_s
    words[i * size + 1] = step_s / 2
    words.set(coefficients.subarray(i * values, (i + 1) * values), i * size + 2)
  }
  words.set([origin_s, step_s, size, count], count * size)
  return words
}
