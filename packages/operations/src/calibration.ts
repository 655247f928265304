/** Raw to engineering values and back, in one flat table so that a decoder's loop allocates nothing. XTCE 1.2, 4.3.2.2.5. */
import type { Calibrator, DataType } from './dictionary.ts'
import { evaluate, type Formula } from './expression/formula.ts'

/** All calibrators of a decoder. `kind` 0 polynomial, 1 straight lines, 2 steps, 3 a formula, 4 a spline of other orders. */
export type Calibrations = {
  kind: number[]
  first: number[]
  count: number[]
  extrapolate: boolean[]
  /** Coefficients, or raw and calibrated in turn; raw, calibrated and order where points differ in it or it is above 1. */
  numbers: Float64Array
  /** The formula of each calibrator that is one. */
  formulas: (Formula | undefined)[]
}

/** An empty table. */
export function calibrations(): Calibrations {
  return { kind: [], first: [], count: [], extrapolate: [], numbers: new Float64Array(0), formulas: [] }
}

/** The calibrator of a type: its encoding's, or the scale and offset of a time. */
export function calibratorOf(type: DataType): Calibrator | undefined {
  const { encoding } = type
  if (encoding.kind !== 'integer' && encoding.kind !== 'float') return undefined
  if (encoding.calibrator !== undefined) return encoding.calibrator
  if (type.time === undefined || (type.time.scale === 1 && type.time.offset === 0)) return undefined
  return { kind: 'polynomial', coefficients: [type.time.offset, type.time.scale] }
}

/** Adds one and returns its place. */
export function addCalibrator(to: Calibrations, calibrator: Calibrator): number {
  const numbers = numbersOf(calibrator)
  const kind = kindOf(calibrator)
  to.kind.push(kind)
  to.first.push(to.numbers.length)
  to.count.push(calibrator.kind === 'spline' ? calibrator.points.length : numbers.length)
  to.extrapolate.push(calibrator.kind === 'spline' && calibrator.extrapolate)
  to.formulas.push(calibrator.kind === 'formula' ? calibrator.formula : undefined)
  to.numbers = Float64Array.from([...to.numbers, ...numbers])
  return to.kind.length - 1
}

function numbersOf(calibrator: Calibrator): readonly number[] {
  if (calibrator.kind === 'polynomial') return calibrator.coefficients
  if (calibrator.kind === 'formula') return []
  const orders = kindOf(calibrator) === 4
  return calibrator.points.flatMap(({ raw, calibrated, order }) =>
    orders ? [raw, calibrated, order ?? calibrator.order] : [raw, calibrated],
  )
}

function kindOf(calibrator: Calibrator): number {
  if (calibrator.kind === 'polynomial') return 0
  if (calibrator.kind === 'formula') return 3
  const { order, points } = calibrator
  if (order > 1 || points.some((point) => (point.order ?? order) !== order)) return 4
  return order === 1 ? 1 : 2
}

const rawInput = [0]

/** The engineering value. Beyond a spline's ends: along its end piece where it extrapolates, else its end value. */
export function calibrate(table: Calibrations, index: number, raw: number): number {
  const first = table.first[index]!
  const count = table.count[index]!
  const n = table.numbers
  if (table.kind[index] === 0) {
    let value = n[first + count - 1]!
    for (let k = first + count - 2; k >= first; k--) value = value * raw + n[k]!
    return value
  }
  if (table.kind[index] === 3) {
    rawInput[0] = raw
    return evaluate(table.formulas[index]!, rawInput)
  }
  if (table.kind[index] === 4) return orderedSpline(n, first, count, raw, table.extrapolate[index]!)
  return spline(n, first, count, raw, table.kind[index] === 2, table.extrapolate[index]!)
}

/**
 * A spline whose points tell the order up to the next (XTCE 1.2, SplinePointType): 0 is flat, n the polynomial of degree n through
 * n + 1 points around the place, the odd one behind it, as far as there are any (Lagrange's form).
 */
function orderedSpline(n: Float64Array, first: number, count: number, raw: number, beyond: boolean): number {
  const last = first + 3 * (count - 1)
  if (!beyond && raw <= n[first]!) return n[first + 1]!
  if (raw >= n[last]! && (!beyond || n[last + 2] === 0)) return n[last + 1]!
  let lo = 0
  while (lo < count - 2 && n[first + 3 * (lo + 1)]! <= raw) lo++
  const order = Math.min(n[first + 3 * lo + 2]!, count - 1)
  if (order === 0) return n[first + 3 * lo + 1]!
  const from = Math.max(0, Math.min(lo - ((order - 1) >> 1), count - 1 - order))
  let value = 0
  for (let i = from; i <= from + order; i++) {
    let term = n[first + 3 * i + 1]!
    for (let k = from; k <= from + order; k++)
      if (k !== i) term *= (raw - n[first + 3 * k]!) / (n[first + 3 * i]! - n[first + 3 * k]!)
    value += term
  }
  return value
}

function spline(n: Float64Array, first: number, count: number, raw: number, steps: boolean, beyond: boolean): number {
  let lo = 0
  let hi = count - 1
  if (!beyond && raw <= n[first]!) return n[first + 1]!
  if (!beyond && raw >= n[first + 2 * hi]!) return n[first + 2 * hi + 1]!
  while (hi - lo > 1) {
    const mid = (lo + hi) >> 1
    if (n[first + 2 * mid]! <= raw) lo = mid
    else hi = mid
  }
  const at = first + 2 * lo
  if (steps) return n[at + (raw >= n[at + 2]! ? 3 : 1)]!
  return n[at + 1]! + ((n[at + 3]! - n[at + 1]!) * (raw - n[at]!)) / (n[at + 2]! - n[at]!)
}

/**
 * The raw value, not yet rounded, of an engineering value: exact for straight lines, by search on rising or falling
 * splines, and by bisection over the raw range for polynomials that rise or fall all along it. NaN where there is none.
 */
export function uncalibrate(calibrator: Calibrator, value: number, rawMin: number, rawMax: number): number {
  if (calibrator.kind === 'polynomial') {
    const c = calibrator.coefficients
    if (c.length === 1) return c[0] === value ? 0 : Number.NaN
    if (c.length === 2) return (value - c[0]!) / c[1]!
  }
  const table = calibrations()
  const index = addCalibrator(table, calibrator)
  let lo = rawMin
  let hi = rawMax
  const rising = calibrate(table, index, hi) > calibrate(table, index, lo)
  for (let i = 0; i < 80 && hi - lo > 0.25; i++) {
    const mid = (lo + hi) / 2
    if (calibrate(table, index, mid) < value === rising) lo = mid
    else hi = mid
  }
  return (lo + hi) / 2
}
