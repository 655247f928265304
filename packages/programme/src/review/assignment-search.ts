/**
 * The most affinity under a floor, over all pairs, without solving over all pairs: by column generation (Dantzig and Wolfe,
 * Operations Research 8, 1960, 101). A linear program begins with each paper's and each reviewer's best pairs. A paper that
 * it leaves below the floor takes whole sets of reviewers that reach it as its columns instead, which a row over pairs would
 * only ask of fractions. All other pairs and sets are priced, and those that would help come in, until none would. Most
 * answers are whole numbers then; where one is not, whole numbers are sought among what lies within the gap: nothing outside
 * can be in a better answer, so the proof is one over all pairs.
 */
import type { MilpOutcome, MilpSolver } from '../milp.ts'
import { AssignmentColumns, EPSILON } from './assignment-columns.ts'
import { type AssignmentProblem, assignmentModel, type Column, type ModelGoal, type Pairs } from './assignment-model.ts'

/** `chosen` marks pairs of all; `bound` is what no answer exceeds; `none` is proved where `proved` says so. */
export type Step =
  | { readonly kind: 'found'; readonly chosen: Uint8Array; readonly bound: number; readonly proved: boolean }
  | { readonly kind: 'none'; readonly proved: boolean }
  | { readonly kind: 'failed'; readonly status: string }

/** How far below the linear bound whole numbers are sought first, in units of affinity. */
const FIRST_GAP = 4
/** Branch-and-bound nodes a step may take. */
const NODES = 500

/** The best assignment in which each paper has at least `floor` of affinity; any, where none is given. */
export async function bestAbove(
  problem: AssignmentProblem,
  all: Pairs,
  floor: number | undefined,
  solver: MilpSolver,
): Promise<Step> {
  const search = new AssignmentColumns(problem, all, floor ?? 0)
  let solved = await solveLinear(search, 'affinity', solver)
  for (;;) {
    if (solved.kind === 'failed') return solved
    if (solved.kind === 'none') {
      // Columns lack, or there is no answer: until columns make one possible, or none ever would.
      const stopped = await makePossible(search, solver)
      if (stopped !== undefined) return stopped
      solved = await solveLinear(search, 'affinity', solver)
      if (solved.kind === 'none') return { kind: 'failed', status: 'infeasible' }
      continue
    }
    const step = await settled(search, solved, solver)
    if (step !== undefined) return step
    solved = await solveLinear(search, 'affinity', solver)
  }
}

/** The answer that a linear program settles; undefined where columns came in, and it is to be solved again. */
async function settled(search: AssignmentColumns, solved: Solved, solver: MilpSolver): Promise<Step | undefined> {
  const { columns, x, duals, value } = solved
  const came = [search.takeIn(duals, 'affinity'), search.bundle(columns, x, duals)]
  if (came.includes('no-set')) return { kind: 'none', proved: true }
  if (came.includes('some')) return undefined
  if (x.every((v) => Math.abs(v - Math.round(v)) < EPSILON))
    return { kind: 'found', chosen: search.chosen(columns, x), bound: value, proved: true }
  return inWholeNumbers(search, duals, value, solver)
}

/** Takes columns in until there is an answer over them; why there is none, where there is none. */
async function makePossible(search: AssignmentColumns, solver: MilpSolver): Promise<Step | undefined> {
  for (;;) {
    const solved = await solveLinear(search, 'any', solver)
    // What stands in for reviews cannot help where what is locked is too much.
    if (solved.kind === 'none') return { kind: 'none', proved: true }
    if (solved.kind === 'failed') return solved
    if (solved.value > -EPSILON) return undefined
    if (search.takeIn(solved.duals, 'any') === 'none') return { kind: 'none', proved: true }
  }
}

type Solved = {
  readonly kind: 'solved'
  readonly columns: readonly Column[]
  readonly x: Float64Array
  readonly duals: Float64Array
  readonly value: number
}
type Linear = Solved | { readonly kind: 'none' } | { readonly kind: 'failed'; readonly status: string }

async function solveLinear(search: AssignmentColumns, goal: ModelGoal, solver: MilpSolver): Promise<Linear> {
  const { columns, rows } = search.linear()
  const outcome = await solver.solve(assignmentModel(search.problem, columns, rows, goal))
  if (outcome.kind === 'infeasible') return { kind: 'none' }
  if (outcome.kind !== 'optimal' || outcome.rowDuals === undefined) return { kind: 'failed', status: outcome.kind }
  return { kind: 'solved', columns, x: outcome.x, duals: outcome.rowDuals, value: outcome.value }
}

/** Whole numbers within a gap of the linear bound, widened until the answer is proved. */
async function inWholeNumbers(
  search: AssignmentColumns,
  duals: Float64Array,
  bound: number,
  solver: MilpSolver,
): Promise<Step> {
  for (let gap = FIRST_GAP; ; ) {
    const { columns, rows, everything } = search.near(duals, gap)
    const model = assignmentModel(search.problem, columns, rows, 'whole')
    const step = stepOf(await solver.solve(model, { nodes: NODES }), (x) => search.chosen(columns, x))
    if (step.kind === 'failed' || (step.kind === 'none' && (everything || !step.proved))) return step
    // Nothing outside is in an answer better than `bound - gap`.
    const missing = step.kind === 'found' ? Math.floor(bound + EPSILON) - search.affinityIn(step.chosen) : wider(gap)
    if (step.kind === 'found' && !step.proved) return { ...step, bound }
    if (step.kind === 'found' && (everything || missing <= gap)) return { ...step, bound: bound - Math.max(0, missing) }
    gap = missing
  }
}

/** Where a gap holds no answer at all. */
function wider(gap: number): number {
  return gap > 100 ? Number.POSITIVE_INFINITY : 4 * gap
}

function stepOf(outcome: MilpOutcome, chosenOf: (x: Float64Array) => Uint8Array): Step {
  switch (outcome.kind) {
    case 'optimal':
    case 'limit':
      return { kind: 'found', chosen: chosenOf(outcome.x), bound: outcome.bound, proved: outcome.kind === 'optimal' }
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
