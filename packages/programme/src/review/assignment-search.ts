/**
 * The most affinity under a floor, over all pairs, without solving over all pairs: by column generation. A linear program
 * over each paper's best reviewers is priced against every other pair, and those that would help come in, until none would
 * (Dantzig and Wolfe, Operations Research 8, 1960, 101). Where the solution is fractional, whole numbers are sought among the
 * pairs whose reduced cost lies within the gap: none outside can be in a better answer, so the proof is one over all pairs.
 */
import type { MilpOutcome, MilpSolver } from '../milp.ts'
import { type AssignmentProblem, assignmentModel, type ModelOptions, type Pairs } from './assignment-model.ts'

/** `chosen` marks pairs of all; `bound` is what no answer exceeds; `none` is proved where `proved` says so. */
export type Step =
  | { readonly kind: 'found'; readonly chosen: Uint8Array; readonly bound: number; readonly proved: boolean }
  | { readonly kind: 'none'; readonly proved: boolean }
  | { readonly kind: 'failed'; readonly status: string }

/** Reviewers of each paper that the search begins with. */
const SHORTLIST = 24
/** How far below the linear bound whole numbers are sought first, in units of affinity. */
const FIRST_GAP = 8
/** Branch-and-bound nodes a step may take. */
const NODES = 500
/** Affinities are whole numbers up to 100: what is below this is rounding. */
const EPSILON = 1e-6

/** The best assignment in which each paper has at least `floor` of affinity; any, where none is given. */
export async function bestAbove(
  problem: AssignmentProblem,
  all: Pairs,
  floor: number | undefined,
  solver: MilpSolver,
): Promise<Step> {
  const options = floor === undefined ? {} : { floor }
  let most = SHORTLIST
  let kept = shortlist(problem, all, most)
  for (;;) {
    const some = pick(all, kept)
    const outcome = await solver.solve(assignmentModel(problem, some.pairs, options))
    if (outcome.kind === 'infeasible') {
      if (some.at.length === all.reviewers.length) return { kind: 'none', proved: true }
      most *= 2
      kept = shortlist(problem, all, most)
      continue
    }
    if (outcome.kind !== 'optimal' || outcome.rowDuals === undefined) return { kind: 'failed', status: outcome.kind }
    const prices = pricesOf(problem, all, outcome.rowDuals, floor !== undefined)
    if (takeIn(kept, prices)) continue
    if (outcome.x.every((v) => Math.abs(v - Math.round(v)) < EPSILON))
      return { kind: 'found', chosen: chosenOf(all, some.at, outcome.x), bound: outcome.value, proved: true }
    return inWholeNumbers(problem, all, prices, outcome.value, options, solver)
  }
}

/** Marks every pair that would help; whether there was one. */
function takeIn(kept: Uint8Array, prices: Float64Array): boolean {
  let more = false
  for (let i = 0; i < prices.length; i++) {
    if (kept[i] === 1 || prices[i]! <= EPSILON) continue
    kept[i] = 1
    more = true
  }
  return more
}

/** Whole numbers within a gap of the linear bound, widened until the answer is proved. */
async function inWholeNumbers(
  problem: AssignmentProblem,
  all: Pairs,
  prices: Float64Array,
  bound: number,
  options: ModelOptions,
  solver: MilpSolver,
): Promise<Step> {
  for (let gap = FIRST_GAP; ; ) {
    const near = Uint8Array.from(prices, (price, i) => (price >= -gap || isLocked(problem, all, i) ? 1 : 0))
    const some = pick(all, near)
    const model = assignmentModel(problem, some.pairs, { ...options, whole: true })
    const step = stepOf(await solver.solve(model, { nodes: NODES }), all, some.at)
    const everything = some.at.length === prices.length
    if (step.kind === 'failed' || (step.kind === 'none' && (everything || !step.proved))) return step
    // Nothing outside `near` is in an answer better than `bound - gap`.
    const missing = step.kind === 'found' ? Math.floor(bound + EPSILON) - affinityIn(all, step.chosen) : wider(gap)
    if (step.kind === 'found' && !step.proved) return { ...step, bound }
    if (step.kind === 'found' && (everything || missing <= gap)) return { ...step, bound: bound - Math.max(0, missing) }
    gap = missing
  }
}

/** Where a gap holds no answer at all. */
function wider(gap: number): number {
  return gap > 100 ? Number.POSITIVE_INFINITY : 4 * gap
}

function affinityIn(all: Pairs, chosen: Uint8Array): number {
  return chosen.reduce((sum, c, i) => sum + c * all.affinity[i]!, 0)
}

function stepOf(outcome: MilpOutcome, all: Pairs, at: Int32Array): Step {
  switch (outcome.kind) {
    case 'optimal':
    case 'limit': {
      const chosen = chosenOf(all, at, outcome.x)
      return { kind: 'found', chosen, bound: outcome.bound, proved: outcome.kind === 'optimal' }
    }
    case 'infeasible':
      return { kind: 'none', proved: true }
    case 'unbounded':
      return { kind: 'failed', status: 'unbounded' }
    case 'failed':
      // Out of nodes before the first answer.
      return outcome.status === SOLUTION_LIMIT ? { kind: 'none', proved: false } : failure(outcome.status)
  }
}

/** HighsModelStatus::kSolutionLimit. */
const SOLUTION_LIMIT = 16

function failure(status: number): Step {
  return { kind: 'failed', status: String(status) }
}

/** What each pair would add, by the duals of the paper's row, the reviewer's and the floor's. */
function pricesOf(problem: AssignmentProblem, all: Pairs, duals: Float64Array, floored: boolean): Float64Array {
  const [papers, reviewers] = [problem.papers.length, problem.reviewers.length]
  const prices = new Float64Array(all.affinity.length)
  for (let p = 0; p < papers; p++) {
    const floor = floored ? duals[papers + reviewers + p]! : 0
    for (let i = all.starts[p]!; i < all.starts[p + 1]!; i++)
      prices[i] = all.affinity[i]! * (1 - floor) - duals[p]! - duals[papers + all.reviewers[i]!]!
  }
  return prices
}

/** Marks each paper's best pairs, and the locked ones. */
function shortlist(problem: AssignmentProblem, all: Pairs, most: number): Uint8Array {
  const kept = new Uint8Array(all.reviewers.length)
  for (let p = 0; p < problem.papers.length; p++) {
    const order = Array.from({ length: all.starts[p + 1]! - all.starts[p]! }, (_, k) => all.starts[p]! + k)
    order.sort((a, b) => all.affinity[b]! - all.affinity[a]! || a - b)
    for (const i of order.slice(0, most)) kept[i] = 1
  }
  for (let i = 0; i < kept.length; i++) if (isLocked(problem, all, i)) kept[i] = 1
  return kept
}

function isLocked(problem: AssignmentProblem, all: Pairs, i: number): boolean {
  if (problem.locked.length === 0) return false
  return problem.locked.some(([r, p]) => all.reviewers[i] === r && i >= all.starts[p]! && i < all.starts[p + 1]!)
}

/** The marked pairs by themselves, and where each stands among all. */
function pick(all: Pairs, kept: Uint8Array): { readonly pairs: Pairs; readonly at: Int32Array } {
  const starts = new Int32Array(all.starts.length)
  const at: number[] = []
  for (let p = 0; p + 1 < all.starts.length; p++) {
    for (let i = all.starts[p]!; i < all.starts[p + 1]!; i++) if (kept[i] === 1) at.push(i)
    starts[p + 1] = at.length
  }
  const reviewers = Int32Array.from(at, (i) => all.reviewers[i]!)
  return {
    pairs: { starts, reviewers, affinity: Float64Array.from(at, (i) => all.affinity[i]!) },
    at: Int32Array.from(at),
  }
}

function chosenOf(all: Pairs, at: Int32Array, x: Float64Array): Uint8Array {
  const chosen = new Uint8Array(all.reviewers.length)
  for (let k = 0; k < at.length; k++) if (x[k]! > 0.5) chosen[at[k]!] = 1
  return chosen
}
