/** Raw to engineering values and back, in one flat table so that a decoder's loop allocates nothing. XTCE 1.2, 4.3.2.2.5. */
import type { Calibrator, DataType } from './dictionary.ts'
import { evaluate, type Formula } from './expression/formula.ts'

/** All calibrators of a decoder. `kind` 0 polynomial, 1 straight lines, 2 steps, 3 a formula. */
export type Calibrations = {
  kind: number[]
  first: number[]
  count: number[]
  extrapolate: boolean[]
  /** Coefficients, or raw and calibrated in turn. */
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
  to.kind.push(
    calibrator.kind === 'polynomial' ? 0 : calibrator.kind === 'formula' ? 3 : calibrator.order === 1 ? 1 : 2,
  )
  to.first.push(to.numbers.length)
  to.count.push(calibrator.kind === 'spline' ? numbers.length / 2 : numbers.length)
  to.extrapolate.push(calibrator.kind === 'spline' && calibrator.extrapolate)
  to.formulas.push(calibrator.kind === 'formula' ? calibrator.formula : undefined)
  to.numbers = Float64Array.from([...to.numbers, ...numbers])
  return to.kind.length - 1
}

function numbersOf(calibrator: Calibrator): readonly number[] {
  if (calibrator.kind === 'polynomial') return calibrator.coefficients
  return calibrator.kind === 'formula' ? [] : calibrator.points.flatMap((point) => [point.raw, point.calibrated])
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
  return spline(n, first, count, raw, table.kind[index] === 2, table.extrapolate[index]!)
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
