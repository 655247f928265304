/**
 * Newton's method for a few equations in as many unknowns, with derivatives by finite differences and a step that is
 * halved until the residual falls: what every targeting here runs on. Residuals are measured in their tolerances.
 */
import { err, ok, type Result } from '@magpie/core/result'

export type NotConverged = {
  readonly kind: 'not-converged'
  readonly what: string
  readonly iterations: number
  /** Residuals as last seen, in the problem's units. */
  readonly residuals: readonly number[]
}

export type NewtonProblem<E> = {
  /** Names the problem in an error. */
  readonly what: string
  /** Writes the residuals at `x` to `out`. */
  readonly residuals: (x: Float64Array, out: Float64Array) => Result<unknown, E>
  readonly start: readonly number[]
  /** Finite-difference step of each unknown. */
  readonly steps: readonly number[]
  /** Longest move of each unknown in one iteration. */
  readonly limits: readonly number[]
  /** A residual is met below its tolerance. */
  readonly tolerances: readonly number[]
  readonly maxIterations?: number
}

export type NewtonSolution = {
  readonly x: Float64Array
  readonly residuals: Float64Array
  readonly iterations: number
}

/** Solves; the state of everything outside `residuals` is as of its last call, which is at the solution. */
export function solveNewton<E>(problem: NewtonProblem<E>): Result<NewtonSolution, E | NotConverged> {
  const n = problem.start.length
  const x = Float64Array.from(problem.start)
  const r = new Float64Array(n)
  const first = problem.residuals(x, r)
  if (!first.ok) return first
  let size = sizeOf(r, problem.tolerances)
  const limit = problem.maxIterations ?? 25
  for (let iteration = 0; iteration < limit; iteration++) {
    if (size <= 1) return finish(problem, x, r, iteration)
    const move = newtonStep(problem, x, r)
    if (!move.ok) return move
    const next = lineSearch(problem, x, r, move.value, size)
    if (!next.ok) return next
    if (next.value === undefined) return err(notConverged(problem, iteration, r))
    size = next.value
  }
  return size <= 1 ? finish(problem, x, r, limit) : err(notConverged(problem, limit, r))
}

function finish<E>(
  problem: NewtonProblem<E>,
  x: Float64Array,
  r: Float64Array,
  iterations: number,
): Result<NewtonSolution, E> {
  const last = problem.residuals(x, r)
  return last.ok ? ok({ x, residuals: r, iterations }) : last
}

function notConverged<E>(problem: NewtonProblem<E>, iterations: number, r: Float64Array): NotConverged {
  return { kind: 'not-converged', what: problem.what, iterations, residuals: [...r] }
}

/** Largest residual in tolerances. */
function sizeOf(r: Float64Array, tolerances: readonly number[]): number {
  let size = 0
  for (const [i, value] of r.entries()) {
    const part = Math.abs(value) / tolerances[i]!
    if (!(part <= size)) size = part
  }
  return size
}

/** The full step, cut to the limits as a whole so that its direction stays. */
function newtonStep<E>(problem: NewtonProblem<E>, x: Float64Array, r: Float64Array): Result<Float64Array, E> {
  const n = x.length
  const matrix = Array.from({ length: n }, () => new Float64Array(n + 1))
  const shifted = new Float64Array(n)
  for (let j = 0; j < n; j++) {
    const h = problem.steps[j]!
    const kept = x[j]!
    x[j] = kept + h
    const there = problem.residuals(x, shifted)
    x[j] = kept
    if (!there.ok) return there
    for (let i = 0; i < n; i++) matrix[i]![j] = (shifted[i]! - r[i]!) / h / problem.tolerances[i]!
  }
  for (let i = 0; i < n; i++) matrix[i]![n] = -r[i]! / problem.tolerances[i]!
  const move = eliminate(matrix)
  let cut = 1
  for (let j = 0; j < n; j++) cut = Math.min(cut, problem.limits[j]! / Math.max(Math.abs(move[j]!), 1e-300))
  for (let j = 0; j < n; j++) move[j]! *= cut
  return ok(move)
}

/** Moves `x` and `r` along; the answer is the new size, undefined when no fraction of the step helps. */
function lineSearch<E>(
  problem: NewtonProblem<E>,
  x: Float64Array,
  r: Float64Array,
  move: Float64Array,
  size: number,
): Result<number | undefined, E> {
  const trial = new Float64Array(x.length)
  const residuals = new Float64Array(x.length)
  let failure: Result<number | undefined, E> = ok(undefined)
  for (let fraction = 1; fraction > 1e-3; fraction /= 2) {
    for (let j = 0; j < x.length; j++) trial[j] = x[j]! + fraction * move[j]!
    const there = problem.residuals(trial, residuals)
    const now = there.ok ? sizeOf(residuals, problem.tolerances) : Number.POSITIVE_INFINITY
    if (!there.ok) failure = there
    if (now < size) {
      x.set(trial)
      r.set(residuals)
      return ok(now)
    }
  }
  return failure
}

/** Gaussian elimination with row pivoting of rows [A | b]; the answer solves A x = b. */
function eliminate(rows: Float64Array[]): Float64Array {
  const n = rows.length
  for (let k = 0; k < n; k++) {
    let best = k
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i]![k]!) > Math.abs(rows[best]![k]!)) best = i
    const pivot = rows[best]!
    rows[best] = rows[k]!
    rows[k] = pivot
    for (let i = k + 1; i < n; i++) {
      const factor = rows[i]![k]! / pivot[k]!
      for (let j = k; j <= n; j++) rows[i]![j]! -= factor * pivot[j]!
    }
  }
  const x = new Float64Array(n)
  for (let i = n - 1; i >= 0; i--) {
    let sum = rows[i]![n]!
    for (let j = i + 1; j < n; j++) sum -= rows[i]![j]! * x[j]!
    x[i] = sum / rows[i]![i]!
  }
  return x
}
