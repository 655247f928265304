/**
 * The model behind an assignment of reviewers: one column an admissible pair, one row a paper (exactly so many reviews), one
 * a reviewer (a load within bounds), and one more a paper where each must reach a floor of affinity. Without the floor rows
 * the matrix is that of a transportation problem, whose vertices are whole numbers; with them a linear solution may be
 * fractional, and is then solved again in whole numbers.
 */
import type { MilpModel } from '../milp.ts'

/** No affinity: this reviewer must not see this paper. */
export const CONFLICT = -1

/** Who could review what. Indices of papers and reviewers are those of the arrays. */
export type AssignmentProblem = {
  readonly papers: readonly string[]
  /** Each with the fewest and the most reviews that they take. */
  readonly reviewers: readonly { readonly id: string; readonly least: number; readonly most: number }[]
  readonly reviewsPerPaper: number
  /** Whole numbers from 0 to 100, reviewer after reviewer; `CONFLICT` where the pair is barred. */
  readonly affinity: Int16Array
  /** Pairs that stay, as reviewer and paper. */
  readonly locked: readonly (readonly [number, number])[]
}

/** The admissible pairs of a problem, paper after paper. */
export type Pairs = {
  /** Paper `p` has the pairs from `starts[p]` until before `starts[p + 1]`. */
  readonly starts: Int32Array
  readonly reviewers: Int32Array
  readonly affinity: Float64Array
}

/** The affinity of a pair. */
export function affinityOf(problem: AssignmentProblem, reviewer: number, paper: number): number {
  return problem.affinity[reviewer * problem.papers.length + paper]!
}

/** All pairs that may be. */
export function pairsOf(problem: AssignmentProblem): Pairs {
  const { papers, reviewers } = problem
  const starts = new Int32Array(papers.length + 1)
  const kept: number[] = []
  for (let p = 0; p < papers.length; p++) {
    for (let r = 0; r < reviewers.length; r++) if (affinityOf(problem, r, p) !== CONFLICT) kept.push(r)
    starts[p + 1] = kept.length
  }
  const affinity = new Float64Array(kept.length)
  for (let p = 0; p < papers.length; p++)
    for (let i = starts[p]!; i < starts[p + 1]!; i++) affinity[i] = affinityOf(problem, kept[i]!, p)
  return { starts, reviewers: Int32Array.from(kept), affinity }
}

export type ModelOptions = {
  /** The least total affinity of every paper. */
  readonly floor?: number
  readonly whole?: boolean
  /** Papers may stay short, loads have no lower bound, and what counts is how many reviews there are. */
  readonly elastic?: boolean
}

/** The linear program of these pairs: most affinity in all. */
export function assignmentModel(
  problem: AssignmentProblem,
  pairs: Pairs,
  { floor, whole = false, elastic = false }: ModelOptions,
): MilpModel {
  const [papers, reviewers] = [problem.papers.length, problem.reviewers.length]
  const columns = pairs.reviewers.length
  const floors = floor === undefined ? 0 : papers
  const rows = papers + reviewers + floors
  const model = {
    cost: elastic ? new Float64Array(columns).fill(1) : pairs.affinity,
    lower: lockedFloor(problem, pairs),
    upper: new Float64Array(columns).fill(1),
    integer: new Uint8Array(columns).fill(whole ? 1 : 0),
    rowLower: new Float64Array(rows),
    rowUpper: new Float64Array(rows),
    rowStarts: new Int32Array(rows + 1),
    columns: new Int32Array(columns * (floors > 0 ? 3 : 2)),
    values: new Float64Array(columns * (floors > 0 ? 3 : 2)),
  }
  for (let p = 0; p < papers; p++) {
    model.rowLower[p] = elastic ? 0 : problem.reviewsPerPaper
    model.rowUpper[p] = problem.reviewsPerPaper
    model.rowStarts[p + 1] = pairs.starts[p + 1]!
  }
  for (let i = 0; i < columns; i++) {
    model.columns[i] = i
    model.values[i] = 1
  }
  loadRows(problem, pairs, model, elastic)
  for (let p = 0; p < floors; p++) {
    const row = papers + reviewers + p
    model.rowLower[row] = floor!
    model.rowUpper[row] = Number.POSITIVE_INFINITY
    model.rowStarts[row + 1] = 2 * columns + pairs.starts[p + 1]!
  }
  for (let i = 0; i < columns * Math.sign(floors); i++) {
    model.columns[2 * columns + i] = i
    model.values[2 * columns + i] = pairs.affinity[i]!
  }
  return model
}

/** The rows of the reviewers follow those of the papers; their entries follow theirs. */
function loadRows(problem: AssignmentProblem, pairs: Pairs, model: MilpModel, elastic: boolean): void {
  const [papers, columns] = [problem.papers.length, pairs.reviewers.length]
  const next = new Int32Array(problem.reviewers.length + 1)
  for (const r of pairs.reviewers) next[r + 1]!++
  for (const [r, { least, most }] of problem.reviewers.entries()) {
    next[r + 1]! += next[r]!
    model.rowStarts[papers + r + 1] = columns + next[r + 1]!
    model.rowLower[papers + r] = elastic ? 0 : least
    model.rowUpper[papers + r] = most
  }
  for (let i = 0; i < columns; i++) {
    const at = columns + next[pairs.reviewers[i]!]!++
    model.columns[at] = i
    model.values[at] = 1
  }
}

function lockedFloor(problem: AssignmentProblem, pairs: Pairs): Float64Array {
  const lower = new Float64Array(pairs.reviewers.length)
  for (const [reviewer, paper] of problem.locked)
    for (let i = pairs.starts[paper]!; i < pairs.starts[paper + 1]!; i++)
      if (pairs.reviewers[i] === reviewer) lower[i] = 1
  return lower
}
