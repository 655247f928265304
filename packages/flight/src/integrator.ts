/**
 * Numerical integration of y' = f(t, y): the explicit Runge-Kutta method DOP853 of Dormand and Prince with adaptive
 * steps, 7th-order dense output and event location. E. Hairer, S. P. Norsett and G. Wanner, "Solving Ordinary
 * Differential Equations I", 2nd edition, 1993, sections II.4 (step control, first step), II.5, II.6 (dense output).
 * Times are seconds since the start epoch, so that a microsecond is not lost in 9e8 s past J2000. Deterministic.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { DENSE, ERROR_3, ERROR_5, NODES, ROWS, STAGES, STAGES_DENSE } from './dop853-coefficients.ts'

/** Writes y' at (t, y) to `dy`; false when it cannot be given there (no ephemeris, say): the integration stops. */
export type Derivative = (t_s: number, y: Float64Array, dy: Float64Array) => boolean

/** A place on the way that is looked for: where `value` crosses zero. */
export type EventFunction = {
  readonly name: string
  readonly value: (t_s: number, y: Float64Array) => number
  /** Crossings that count, in the direction of integration: rising (1), falling (-1), both (0). */
  readonly direction: -1 | 0 | 1
  /** Whether the integration ends there. */
  readonly terminal: boolean
}
export type EventFound = { readonly name: string; readonly t_s: number; readonly state: Float64Array }

/** One accepted step; `sample` is valid only until the next step. */
export type Step = {
  readonly from_s: number
  readonly to_s: number
  /** The state at the step's end. */
  readonly state: Float64Array
  /** State at a time within the step by the dense output, written to `out`. */
  sample(t_s: number, out: Float64Array): Float64Array
}

export type IntegrationOptions = {
  /** Absolute tolerance of each component, in its own unit. */
  readonly absolute: readonly number[] | Float64Array
  /** Relative tolerance, of all components; 0 by default. */
  readonly relative?: number
  /** First step tried; found by the method of section II.4 if left out. */
  readonly firstStep_s?: number
  /** Longest step; events closer together than this may be missed in pairs. */
  readonly maxStep_s?: number
  readonly maxSteps?: number
  readonly events?: readonly EventFunction[]
  readonly onStep?: (step: Step) => void
}

export type Integration = {
  readonly t_s: number
  readonly state: Float64Array
  readonly events: readonly EventFound[]
  /** The terminal event that ended it. */
  readonly endedBy?: string
  readonly steps: number
  readonly evaluations: number
  /** Length of the last full step: the `firstStep_s` for going on. */
  readonly step_s: number
}

export type IntegrationError =
  | { readonly kind: 'derivative-failed'; readonly at_s: number }
  | { readonly kind: 'step-too-small'; readonly at_s: number; readonly step_s: number }
  | { readonly kind: 'too-many-steps'; readonly at_s: number; readonly steps: number }

const SAFETY = 0.9
const FASTEST = 6
const SLOWEST = 1 / 3
const EXPONENT = -1 / 8

/** Integrates from `from_s` to `to_s` (either direction), or to the first terminal event. */
export function integrate(
  f: Derivative,
  from_s: number,
  y0: Float64Array,
  to_s: number,
  options: IntegrationOptions,
): Result<Integration, IntegrationError> {
  const run = new Run(f, from_s, y0, to_s, options)
  return run.go()
}

/** Pairs of a coefficient row as flat arrays. */
type Row = { readonly stages: Int32Array; readonly weights: Float64Array }
const flat = (row: readonly (readonly [number, number])[]): Row => ({
  stages: Int32Array.from(row, (p) => p[0]),
  weights: Float64Array.from(row, (p) => p[1]),
})
const STAGE_ROWS = ROWS.map(flat)
const ERROR_5_ROW = flat(ERROR_5)
const ERROR_3_ROW = flat(ERROR_3)
const DENSE_ROWS = DENSE.map(flat)

/** sum over a row of weight * k[stage][i]. */
function rowSum(row: Row, k: Float64Array, n: number, i: number): number {
  const { stages, weights } = row
  let sum = 0
  for (let p = 0; p < weights.length; p++) sum += weights[p]! * k[stages[p]! * n + i]!
  return sum
}

class Run {
  readonly f: Derivative
  readonly n: number
  readonly to_s: number
  readonly options: IntegrationOptions
  readonly relative: number
  readonly longest_s: number
  readonly sign: 1 | -1
  readonly k: Float64Array
  readonly slopes: Float64Array[]
  readonly trial: Float64Array
  readonly series: Float64Array
  t_s: number
  y: Float64Array
  yNext: Float64Array
  h = 0
  evaluations = 0
  steps = 0
  denseReady = false

  constructor(f: Derivative, from_s: number, y0: Float64Array, to_s: number, options: IntegrationOptions) {
    this.f = f
    this.n = y0.length
    this.to_s = to_s
    this.options = options
    this.relative = options.relative ?? 0
    this.longest_s = options.maxStep_s ?? Number.POSITIVE_INFINITY
    this.sign = to_s >= from_s ? 1 : -1
    this.k = new Float64Array(STAGES_DENSE * this.n)
    this.slopes = Array.from({ length: STAGES_DENSE }, (_, s) => this.k.subarray(s * this.n, (s + 1) * this.n))
    this.trial = new Float64Array(this.n)
    this.series = new Float64Array(7 * this.n)
    this.t_s = from_s
    this.y = Float64Array.from(y0)
    this.yNext = new Float64Array(this.n)
  }

  go(): Result<Integration, IntegrationError> {
    const { events = [], maxSteps = 1_000_000 } = this.options
    const found: EventFound[] = []
    const before = events.map((e) => e.value(this.t_s, this.y))
    if (this.to_s === this.t_s) return ok(this.result(this.t_s, this.y, found, undefined, 0))
    if (!this.evaluate(this.t_s, this.y, 0)) return err({ kind: 'derivative-failed', at_s: this.t_s })
    const first = this.firstStep()
    if (!first.ok) return first
    let next_s = first.value
    while ((this.to_s - this.t_s) * this.sign > 0) {
      if (this.steps >= maxSteps) return err({ kind: 'too-many-steps', at_s: this.t_s, steps: this.steps })
      const stepped = this.step(next_s)
      if (!stepped.ok) return stepped
      next_s = stepped.value
      const step = this.stepView()
      const terminal = this.lookForEvents(events, before, step, found)
      if (!terminal.ok) return terminal
      this.options.onStep?.(terminal.value === undefined ? step : endingAt(step, terminal.value))
      if (terminal.value !== undefined) {
        const { t_s, state, name } = terminal.value
        return ok(this.result(t_s, state, found, name, next_s))
      }
      this.accept()
    }
    return ok(this.result(this.t_s, this.y, found, undefined, next_s))
  }

  /** Tries steps from `next_s` on until one is accepted; the state goes to `yNext`, the answer is the next step length. */
  private step(next_s: number): Result<number, IntegrationError> {
    let length_s = next_s
    let rejected = false
    for (;;) {
      const left_s = Math.abs(this.to_s - this.t_s)
      const last = length_s >= left_s * (1 - 1e-12)
      this.h = this.sign * (last ? left_s : length_s)
      if (Math.abs(this.h) <= 1e-14 * Math.max(Math.abs(this.t_s), 1e-3))
        return err({ kind: 'step-too-small', at_s: this.t_s, step_s: this.h })
      const error = this.trialStep()
      if (error === undefined) return err({ kind: 'derivative-failed', at_s: this.t_s })
      const factor = Math.min(FASTEST, Math.max(SLOWEST, SAFETY * error ** EXPONENT))
      if (error <= 1) {
        this.steps++
        this.denseReady = false
        const grown_s = Math.abs(this.h) * (rejected ? Math.min(1, factor) : factor)
        // A step cut short by the end says nothing against the length that was meant.
        return ok(Math.min(this.longest_s, last ? Math.max(grown_s, length_s) : grown_s))
      }
      rejected = true
      length_s = Math.abs(this.h) * shrink(factor)
    }
  }

  /** One step of length h from (t, y) to `yNext`; answers the error over the tolerance, undefined if f failed. */
  private trialStep(): number | undefined {
    const { n, k, h, y, yNext, t_s, trial } = this
    for (let s = 1; s < STAGES; s++) {
      const row = STAGE_ROWS[s]!
      for (let i = 0; i < n; i++) trial[i] = y[i]! + h * rowSum(row, k, n, i)
      if (!this.evaluate(t_s + NODES[s]! * h, trial, s)) return undefined
    }
    const last = STAGE_ROWS[STAGES]!
    for (let i = 0; i < n; i++) yNext[i] = y[i]! + h * rowSum(last, k, n, i)
    if (!this.evaluate(t_s + h, yNext, STAGES)) return undefined
    return this.errorOverTolerance()
  }

  /** Hairer's combination of the 5th- and 3rd-order estimates, root mean square over the components. */
  private errorOverTolerance(): number {
    const { n, k, h, y, yNext, relative } = this
    let e5 = 0
    let e3 = 0
    for (let i = 0; i < n; i++) {
      const scale = this.options.absolute[i]! + relative * Math.max(Math.abs(y[i]!), Math.abs(yNext[i]!))
      const a = rowSum(ERROR_5_ROW, k, n, i) / scale
      const b = rowSum(ERROR_3_ROW, k, n, i) / scale
      e5 += a * a
      e3 += b * b
    }
    if (e5 === 0) return 1e-30
    return (Math.abs(h) * e5) / Math.sqrt((e5 + 0.01 * e3) * n)
  }

  private evaluate(t_s: number, y: Float64Array, stage: number): boolean {
    this.evaluations++
    return this.f(t_s, y, this.slopes[stage]!)
  }

  /** The first step of section II.4, from the sizes of y, y' and y''. */
  private firstStep(): Result<number, IntegrationError> {
    const { n, y, trial, relative } = this
    const longest = Math.min(Math.abs(this.to_s - this.t_s), this.longest_s)
    const given = this.options.firstStep_s
    if (given !== undefined && given > 0) return ok(Math.min(given, longest))
    const f0 = this.slopes[0]!
    let d0 = 0
    let d1 = 0
    const scale = Float64Array.from(y, (v, i) => this.options.absolute[i]! + relative * Math.abs(v))
    for (let i = 0; i < n; i++) {
      d0 += (y[i]! / scale[i]!) ** 2
      d1 += (f0[i]! / scale[i]!) ** 2
    }
    const h0 = Math.min(d0 === 0 || d1 === 0 ? 1e-6 : 0.01 * Math.sqrt(d0 / d1), longest)
    for (let i = 0; i < n; i++) trial[i] = y[i]! + this.sign * h0 * f0[i]!
    if (!this.evaluate(this.t_s + this.sign * h0, trial, 1)) return err({ kind: 'derivative-failed', at_s: this.t_s })
    let d2 = 0
    for (let i = 0; i < n; i++) d2 += ((this.slopes[1]![i]! - f0[i]!) / scale[i]! / h0) ** 2
    const largest = Math.sqrt(Math.max(d1, d2) / n)
    const h1 = largest <= 1e-15 ? Math.max(1e-6, h0 * 1e-3) : (0.01 / largest) ** (1 / 8)
    return ok(Math.min(100 * h0, h1, longest))
  }

  private stepView(): Step {
    return {
      from_s: this.t_s,
      to_s: this.t_s + this.h,
      state: this.yNext,
      sample: (t_s, out) => {
        if (!this.prepareDense()) throw new Error('dense output asked for where the derivative cannot be given')
        return this.sample(t_s, out)
      },
    }
  }

  /** The three extra stages and the polynomials of the dense output (section II.6). */
  private prepareDense(): boolean {
    if (this.denseReady) return true
    const { n, k, h, y, yNext, t_s, trial, series } = this
    for (let s = STAGES + 1; s < STAGES_DENSE; s++) {
      const row = STAGE_ROWS[s]!
      for (let i = 0; i < n; i++) trial[i] = y[i]! + h * rowSum(row, k, n, i)
      if (!this.evaluate(t_s + NODES[s]! * h, trial, s)) return false
    }
    for (let i = 0; i < n; i++) {
      const rise = yNext[i]! - y[i]!
      series[i] = rise
      series[n + i] = h * k[i]! - rise
      series[2 * n + i] = 2 * rise - h * (k[STAGES * n + i]! + k[i]!)
      for (let p = 0; p < 4; p++) series[(3 + p) * n + i] = h * rowSum(DENSE_ROWS[p]!, k, n, i)
    }
    this.denseReady = true
    return true
  }

  private sample(t_s: number, out: Float64Array): Float64Array {
    const { n, series, y } = this
    const x = (t_s - this.t_s) / this.h
    for (let i = 0; i < n; i++) {
      let sum = 0
      for (let p = 6; p >= 0; p--) sum = (sum + series[p * n + i]!) * (p % 2 === 0 ? x : 1 - x)
      out[i] = y[i]! + sum
    }
    return out
  }

  /** Crossings within the step, in time order, added to `found`; answers the terminal one that comes first. */
  private lookForEvents(
    events: readonly EventFunction[],
    before: number[],
    step: Step,
    found: EventFound[],
  ): Result<EventFound | undefined, IntegrationError> {
    const here: { event: EventFound; terminal: boolean }[] = []
    for (const [i, e] of events.entries()) {
      const a = before[i]!
      const b = e.value(step.to_s, this.yNext)
      before[i] = b
      const crosses = (a < 0 && b >= 0 && e.direction >= 0) || (a > 0 && b <= 0 && e.direction <= 0)
      if (!crosses) continue
      if (!this.prepareDense()) return err({ kind: 'derivative-failed', at_s: this.t_s })
      here.push({ event: this.locate(e, a, b, step), terminal: e.terminal })
    }
    here.sort((p, q) => (p.event.t_s - q.event.t_s) * this.sign)
    for (const { event, terminal } of here) {
      found.push(event)
      if (terminal) return ok(event)
    }
    return ok(undefined)
  }

  /** The crossing, on the dense output, by the Illinois variant of regula falsi kept within a shrinking bracket. */
  private locate(e: EventFunction, a: number, b: number, step: Step): EventFound {
    const state = new Float64Array(this.n)
    let [ta, tb, fa, fb] = [step.from_s, step.to_s, a, b]
    for (let i = 0; i < 100 && Math.abs(tb - ta) > 1e-9; i++) {
      const guess = i % 4 === 3 ? (ta + tb) / 2 : tb - (fb * (tb - ta)) / (fb - fa)
      const f = e.value(guess, this.sample(guess, state))
      if (f === 0) {
        ta = guess
        tb = guess
      } else if (f > 0 === fb > 0) {
        tb = guess
        fb = f
        fa /= 2
      } else {
        ta = tb
        fa = fb
        tb = guess
        fb = f
      }
    }
    this.sample(tb, state)
    return { name: e.name, t_s: tb, state }
  }

  private accept(): void {
    this.t_s = (this.to_s - this.t_s - this.h) * this.sign <= 0 ? this.to_s : this.t_s + this.h
    const last = this.y
    this.y = this.yNext
    this.yNext = last
    this.slopes[0]!.set(this.slopes[STAGES]!)
  }

  private result(
    t_s: number,
    state: Float64Array,
    events: readonly EventFound[],
    endedBy: string | undefined,
    step_s: number,
  ): Integration {
    const { steps, evaluations } = this
    const all = { t_s, state: Float64Array.from(state), events, steps, evaluations, step_s }
    return endedBy === undefined ? all : { ...all, endedBy }
  }
}

/** What a refused step is shortened by; an error that is not a number shortens it most. */
function shrink(factor: number): number {
  return Number.isNaN(factor) ? SLOWEST : Math.min(factor, 0.95)
}

/** The step as far as the event that ends the integration in it. */
function endingAt(step: Step, event: EventFound): Step {
  return { ...step, to_s: event.t_s, state: event.state }
}

/** The sentence for an integration that could not be finished; times in seconds since its start epoch. */
export function describeIntegrationError(error: IntegrationError): string {
  switch (error.kind) {
    case 'derivative-failed':
      return `the forces could not be evaluated ${error.at_s} s after the start`
    case 'step-too-small':
      return `the step fell to ${error.step_s} s at ${error.at_s} s after the start`
    case 'too-many-steps':
      return `${error.steps} steps led only to ${error.at_s} s after the start`
  }
}
