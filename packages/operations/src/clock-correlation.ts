/**
 * On-board time to time on the ground: from packets whose on-board time and reception were recorded, the offset and drift
 * of the on-board clock, with their uncertainty. Least squares in which outliers lose their weight (Tukey's biweight,
 * begun from the median of slopes: Theil 1950, Sen, JASA 63, 1968, 1379), since a wrong reception time is more often
 * wrong by seconds than by microseconds. CCSDS 500.0-G-4 has the background; UTC and TDB are made of the epochs by
 * `core/time`.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { addSeconds, compareEpochs, type Epoch, secondsBetween } from '@magpie/core/time'

/** A reading of the on-board clock and when it was received. */
export type ClockSample = {
  /** What the on-board clock read when the time packet (or the first bit of its frame) left. */
  readonly onboard: Epoch
  /** When it was received on the ground. */
  readonly received: Epoch
  /** Light time and delays of both ends between the two, s. */
  readonly delay_s: number
  /** Deviation of the measurement (reception, delay, resolution of the clock), s, one sigma. */
  readonly sigma_s: number
}

/** Offset and drift of a clock. */
export type ClockCorrelation = {
  /** On-board reading to which offset belongs: the middle of the samples. */
  readonly reference: Epoch
  /** True time minus on-board time at the reference, s, and how it changes, s/s. */
  readonly offset_s: number
  readonly drift: number
  /** Deviations of both, one sigma, and their covariance, s. */
  readonly offsetSigma_s: number
  readonly driftSigma: number
  readonly covariance_s: number
  /** Root mean square of what is left of the samples kept, s. */
  readonly residual_s: number
  readonly used: number
  /** Samples, by number, that had no weight. */
  readonly outliers: readonly number[]
  /** First and last on-board reading. */
  readonly from: Epoch
  readonly to: Epoch
}

/** Why samples tell no correlation. */
export type CorrelationError =
  | { readonly kind: 'correlation-too-few'; readonly needed: number; readonly got: number }
  | { readonly kind: 'correlation-no-span' }

/** Tukey's constant: 95 % efficient for normal errors. */
const BIWEIGHT = 4.685
/** Median absolute deviation to standard deviation of a normal distribution. */
const MAD_TO_SIGMA = 1.4826
const ROUNDS = 30

/** Offset and drift from at least three samples. */
export function correlateClock(samples: readonly ClockSample[]): Result<ClockCorrelation, CorrelationError> {
  if (samples.length < 3) return err({ kind: 'correlation-too-few', needed: 3, got: samples.length })
  const byTime = samples.map((s) => s.onboard).sort(compareEpochs)
  const from = byTime[0]!
  const to = byTime[byTime.length - 1]!
  const span_s = secondsBetween(from, to)
  if (!(span_s > 0)) return err({ kind: 'correlation-no-span' })
  const reference = addSeconds(from, span_s / 2)
  const x = samples.map((s) => secondsBetween(reference, s.onboard))
  const y = samples.map((s) => secondsBetween(s.onboard, s.received) - s.delay_s)
  const fit = robustLine(
    x,
    y,
    samples.map((s) => s.sigma_s),
  )
  return ok({ reference, ...fit, from, to })
}

/** True time of an on-board reading with its deviation, s; far from the samples the drift's uncertainty dominates. */
export function toTrueTime(c: ClockCorrelation, onboard: Epoch): { readonly time: Epoch; readonly sigma_s: number } {
  const dt_s = secondsBetween(c.reference, onboard)
  const variance = c.offsetSigma_s ** 2 + 2 * c.covariance_s * dt_s + (c.driftSigma * dt_s) ** 2
  return { time: addSeconds(onboard, c.offset_s + c.drift * dt_s), sigma_s: Math.sqrt(Math.max(0, variance)) }
}

/** What the on-board clock reads at a true time: inverse of `toTrueTime`, for time-tagged commands. */
export function toOnboardTime(c: ClockCorrelation, time: Epoch): Epoch {
  const dt_s = (secondsBetween(c.reference, time) - c.offset_s) / (1 + c.drift)
  return addSeconds(c.reference, dt_s)
}

type Line = Pick<
  ClockCorrelation,
  'offset_s' | 'drift' | 'offsetSigma_s' | 'driftSigma' | 'covariance_s' | 'residual_s' | 'used' | 'outliers'
>

function robustLine(x: readonly number[], y: readonly number[], sigma: readonly number[]): Line {
  let line = medianLine(x, y)
  let weights = x.map(() => 1)
  for (let round = 0; round < ROUNDS; round++) {
    const residuals = x.map((at, i) => (y[i]! - line.offset_s - line.drift * at) / sigma[i]!)
    // Errors as small as stated need no wider scale; where they are larger the data say how large.
    const scale = Math.max(1, MAD_TO_SIGMA * median(residuals.map(Math.abs)))
    weights = residuals.map((r) => biweight(r / scale))
    const next = weightedLine(x, y, sigma, weights)
    const moved = Math.abs(next.offset_s - line.offset_s) + Math.abs(next.drift - line.drift) * Math.abs(x[0]!)
    line = next
    if (moved < 1e-15) break
  }
  return summary(x, y, sigma, weights, line)
}

function biweight(r: number): number {
  const u = r / BIWEIGHT
  return Math.abs(u) >= 1 ? 0 : (1 - u * u) ** 2
}

/** A first line that no minority of outliers moves: the median of slopes between pairs, then of what is left. */
function medianLine(x: readonly number[], y: readonly number[]): { offset_s: number; drift: number } {
  const step = Math.max(1, Math.floor(x.length / 200))
  const slopes: number[] = []
  for (let i = 0; i < x.length; i += step)
    for (let k = i + step; k < x.length; k += step) if (x[k] !== x[i]) slopes.push((y[k]! - y[i]!) / (x[k]! - x[i]!))
  const drift = slopes.length === 0 ? 0 : median(slopes)
  return { drift, offset_s: median(x.map((at, i) => y[i]! - drift * at)) }
}

type Sums = { readonly w: number; readonly wx: number; readonly wxx: number; readonly determinant: number }

function sumsOf(x: readonly number[], sigma: readonly number[], weights: readonly number[]): Sums {
  let [w, wx, wxx] = [0, 0, 0]
  for (const [i, at] of x.entries()) {
    const weight = weights[i]! / sigma[i]! ** 2
    w += weight
    wx += weight * at
    wxx += weight * at * at
  }
  return { w, wx, wxx, determinant: w * wxx - wx * wx }
}

function weightedLine(
  x: readonly number[],
  y: readonly number[],
  sigma: readonly number[],
  weights: readonly number[],
): { offset_s: number; drift: number } {
  const { w, wx, wxx, determinant } = sumsOf(x, sigma, weights)
  let [wy, wxy] = [0, 0]
  for (const [i, at] of x.entries()) {
    const weight = weights[i]! / sigma[i]! ** 2
    wy += weight * y[i]!
    wxy += weight * at * y[i]!
  }
  return { offset_s: (wxx * wy - wx * wxy) / determinant, drift: (w * wxy - wx * wy) / determinant }
}

/** Deviations of the line: as stated by the samples, or wider where their scatter says so. */
function summary(
  x: readonly number[],
  y: readonly number[],
  sigma: readonly number[],
  weights: readonly number[],
  { offset_s, drift }: { offset_s: number; drift: number },
): Line {
  const kept = weights.map((w) => (w > 0 ? 1 : 0))
  const { w, wx, wxx, determinant } = sumsOf(x, sigma, kept)
  let chi2 = 0
  let squares = 0
  for (const [i, at] of x.entries()) {
    const residual = y[i]! - offset_s - drift * at
    chi2 += kept[i]! * (residual / sigma[i]!) ** 2
    squares += kept[i]! * residual * residual
  }
  const used = kept.reduce<number>((n, k) => n + k, 0)
  const wider = Math.max(1, chi2 / Math.max(1, used - 2))
  return {
    offset_s,
    drift,
    offsetSigma_s: Math.sqrt((wider * wxx) / determinant),
    driftSigma: Math.sqrt((wider * w) / determinant),
    covariance_s: (-wider * wx) / determinant,
    residual_s: Math.sqrt(squares / used),
    used,
    outliers: kept.flatMap((k, i) => (k === 0 ? [i] : [])),
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The sentence for samples that tell no offset and drift. */
export function describeCorrelationError(error: CorrelationError): string {
  return error.kind === 'correlation-too-few'
    ? `a clock is correlated by ${error.needed} time packets at least, and ${error.got} are there`
    : 'all time packets carry the same on-board time: they tell no drift'
}
