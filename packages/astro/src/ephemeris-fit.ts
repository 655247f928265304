/**
 * Ephemerides made small: what a body does over a span as a segment for `writeSpk`, to a tolerance the caller names. Type
 * 2 holds Chebyshev series with a bound on their error (`chebyshev-fit`), type 13 states between which Hermite's polynomial
 * runs. Units km, km/s, TDB seconds; J2000 axes.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { fitRecords, type NotFitted } from './chebyshev-fit.ts'
import type { Ephemerides } from './ephemerides.ts'
import type { StateError } from './errors.ts'
import { hermiteAt, windowAbout } from './polynomials.ts'
import type { SeriesSegment, StatesSegment } from './spk-writer.ts'
import { positionOf, stateOf } from './states.ts'

/** Whose motion about what, when, how well. */
export type CompressSetting = {
  readonly target: number
  readonly centre: number
  readonly start: number
  readonly end: number
  /** Greatest error of position. */
  readonly tolerance_km: number
  /** Of the segment, up to 40 letters. */
  readonly name: string
}

/** NAIF code of J2000. */
const J2000 = 1

/** A type 2 segment within the tolerance, with the bound that was found, km; `terms` coefficients a component. */
export function seriesOf(
  eph: Ephemerides,
  setting: CompressSetting & { readonly terms: number },
): Result<SeriesSegment & { readonly bound: number }, StateError | NotFitted> {
  const { target, centre, start, end, tolerance_km, terms, name } = setting
  const motion = (t: number, out: Float64Array) => positionOf(eph, target, centre, t, out)
  const fit = fitRecords(motion, { start, end, tolerance: tolerance_km, terms })
  return fit.ok ? ok({ type: 2, target, centre, frame: J2000, name, start, end, ...fit.value }) : fit
}

/** Between two states the error is looked at so often; it is largest about their middle. */
const CHECKS = 6
const MOST_STATES = 1_000_000
const found = new Float64Array(6)
const interpolated = new Float64Array(2)

/**
 * A type 13 segment of equal steps, halved until the error at six times between all states is within the tolerance;
 * `worst_km` is the greatest one SAMPLED, which is no bound. `degree` is odd, 3 to 27.
 */
export function statesOf(
  eph: Ephemerides,
  setting: CompressSetting & { readonly degree: number },
): Result<StatesSegment & { readonly worst_km: number }, StateError | NotFitted> {
  const { target, centre, start, end, tolerance_km, degree, name } = setting
  const size = (degree + 1) / 2
  for (let count = size; ; count = 2 * count - 1) {
    const step_s = (end - start) / (count - 1)
    const table = sampled(eph, setting, count)
    if (!table.ok) return table
    const worst = worstBetween(eph, setting, table.value, size)
    if (!worst.ok) return worst
    const { epochs, states } = table.value
    if (worst.value <= tolerance_km)
      return ok({ type: 13, target, centre, frame: J2000, name, degree, epochs, states, worst_km: worst.value })
    if (2 * count > MOST_STATES)
      return err({ kind: 'not-fitted', at: start, step_s, bound: worst.value, tolerance: tolerance_km })
  }
}

type StateTable = { readonly epochs: Float64Array; readonly states: Float64Array }

function sampled(eph: Ephemerides, setting: CompressSetting, count: number): Result<StateTable, StateError> {
  const { target, centre, start, end } = setting
  const epochs = Float64Array.from({ length: count }, (_, i) =>
    i === count - 1 ? end : start + (i * (end - start)) / (count - 1),
  )
  const states = new Float64Array(6 * count)
  for (let i = 0; i < count; i++) {
    const state = stateOf(eph, target, centre, epochs[i]!, found)
    if (!state.ok) return state
    states.set(found, 6 * i)
  }
  return ok({ epochs, states })
}

function worstBetween(
  eph: Ephemerides,
  { target, centre }: CompressSetting,
  { epochs, states }: StateTable,
  size: number,
): Result<number, StateError> {
  const axes = [0, 1, 2].map((axis) => ({
    times: epochs,
    values: epochs.map((_, i) => states[6 * i + axis]!),
    rates: epochs.map((_, i) => states[6 * i + 3 + axis]!),
  }))
  let worst = 0
  for (let i = 1; i < epochs.length; i++) {
    for (let k = 1; k <= CHECKS; k++) {
      const t = epochs[i - 1]! + (k / (CHECKS + 1)) * (epochs[i]! - epochs[i - 1]!)
      const state = positionOf(eph, target, centre, t, found)
      if (!state.ok) return state
      const first = windowAbout(epochs, size, t)
      let square = 0
      for (let axis = 0; axis < 3; axis++)
        square += (hermiteAt(axes[axis]!, first, size, t, interpolated)[0]! - found[axis]!) ** 2
      worst = Math.max(worst, Math.sqrt(square))
    }
  }
  return ok(worst)
}
