/** Series of samples: what was stored and what came in since, as one. Times TDB seconds past J2000, ascending. */
import { isoUtc } from '../time/mission-time.ts'

export type Series = { readonly times_s: readonly number[]; readonly values: readonly number[] }

/** What to add to TDB seconds about `t` to get POSIX seconds; constant between leap seconds to 2 ms. */
export function unixOffset(t: number): number {
  return Date.parse(isoUtc(t, 3)) / 1000 - t
}

/** The points of a sparkline; a constant runs through the middle. */
export function sparkPoints(values: readonly number[], width: number, height: number): string {
  const min = Math.min(...values)
  const max = Math.max(...values)
  const pad = 2
  const step = (width - 2 * pad) / (values.length - 1)
  return values
    .map((v, i) => {
      const f = max > min ? (v - min) / (max - min) : 0.5
      return `${(pad + i * step).toFixed(1)},${(height - pad - f * (height - 2 * pad)).toFixed(1)}`
    })
    .join(' ')
}
