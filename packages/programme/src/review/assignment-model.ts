/**
 * The model behind an assignment of reviewers. A column is a pair, or a whole set of reviewers of one paper; a row is a paper
 * (exactly so many columns), a reviewer (a load within bounds), or a paper's floor of affinity over its pairs. Of pairs alone,
 * without floors, the matrix is that of a transportation problem, whose vertices are whole numbers.
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

/** A pair, where `reviewers` is one; else all the reviewers of the paper. `affinity` is theirs in all. */
export type Column = {
  readonly paper: number
  readonly reviewers: readonly number[]
  readonly affinity: number
  /** In every answer. */
  readonly locked: boolean
}

export type ModelRows = {
  /** How many columns each paper takes: its reviews, or 1 where its columns are sets. */
  readonly needs: Int32Array
  /** Papers whose pairs must reach `floor` together, each with a row of its own. */
  readonly floored: readonly number[]
  readonly floor: number
}

/**
 * What is asked: most affinity in all; the same in whole numbers; whether there is any answer at all, by columns at its end
 * that stand in for reviews that lack and cost 1 each; or as many reviews as can be, where papers may stay short.
 */
export type ModelGoal = 'affinity' | 'whole' | 'any' | 'elastic'

/** The linear program of these columns. */
export function assignmentModel(
  problem: AssignmentProblem,
  columns: readonly Column[],
  { needs, floored, floor }: ModelRows,
  goal: ModelGoal,
): MilpModel {
  const [papers, reviewers] = [problem.papers.length, problem.reviewers.length]
  const rows = papers + reviewers + floored.length
  const stands = goal === 'any' ? rows : 0
  const count = columns.length + stands
  const floorRow = new Int32Array(papers).fill(-1)
  for (const [i, paper] of floored.entries()) floorRow[paper] = papers + reviewers + i
  const { rowStarts, at, values } = matrixOf(columns, { papers, rows, stands, floorRow })
  const model = {
    ...{ cost: new Float64Array(count), lower: new Float64Array(count), upper: new Float64Array(count).fill(1) },
    integer: new Uint8Array(count).fill(goal === 'whole' || goal === 'elastic' ? 1 : 0),
    ...{ rowLower: new Float64Array(rows), rowUpper: new Float64Array(rows).fill(Number.POSITIVE_INFINITY) },
    ...{ rowStarts, columns: at, values },
  }
  const worth = { any: () => 0, elastic: () => 1, affinity: affinityIn, whole: affinityIn }[goal]
  for (const [i, column] of columns.entries()) {
    model.cost[i] = worth(column)
    if (column.locked) model.lower[i] = 1
  }
  model.cost.fill(-1, columns.length)
  model.upper.fill(Number.POSITIVE_INFINITY, columns.length)
  const short = goal === 'elastic' ? 0 : 1
  for (let p = 0; p < papers; p++) {
    model.rowLower[p] = short * needs[p]!
    model.rowUpper[p] = needs[p]!
  }
  for (const [r, { least, most }] of problem.reviewers.entries()) {
    model.rowLower[papers + r] = short * least
    model.rowUpper[papers + r] = most
  }
  model.rowLower.fill(floor, papers + reviewers)
  return model
}

function affinityIn(column: Column): number {
  return column.affinity
}

/** All pairs as columns, and the rows without floors. */
export function pairColumns(problem: AssignmentProblem, pairs: Pairs): { columns: Column[]; rows: ModelRows } {
  const columns: Column[] = []
  for (let paper = 0; paper < problem.papers.length; paper++)
    for (let i = pairs.starts[paper]!; i < pairs.starts[paper + 1]!; i++)
      columns.push({ paper, reviewers: [pairs.reviewers[i]!], affinity: pairs.affinity[i]!, locked: false })
  const needs = new Int32Array(problem.papers.length).fill(problem.reviewsPerPaper)
  return { columns, rows: { needs, floored: [], floor: 0 } }
}

type Shape = {
  readonly papers: number
  readonly rows: number
  readonly stands: number
  readonly floorRow: Int32Array
}

/** The matrix in compressed sparse rows: entries counted, then placed. The columns that stand in have one entry each. */
function matrixOf(columns: readonly Column[], { papers, rows, stands, floorRow }: Shape) {
  const rowStarts = new Int32Array(rows + 1)
  const each = (visit: (row: number, column: number, value: number) => void) => {
    for (const [i, { paper, reviewers, affinity }] of columns.entries()) {
      visit(paper, i, 1)
      for (const r of reviewers) visit(papers + r, i, 1)
      if (floorRow[paper]! >= 0) visit(floorRow[paper]!, i, affinity)
    }
    for (let row = 0; row < stands; row++) visit(row, columns.length + row, 1)
  }
  each((row) => {
    rowStarts[row + 1]!++
  })
  for (let row = 0; row < rows; row++) rowStarts[row + 1]! += rowStarts[row]!
  const next = rowStarts.slice()
  const at = new Int32Array(rowStarts[rows]!)
  const values = new Float64Array(rowStarts[rows]!)
  each((row, column, value) => {
    at[next[row]!] = column
    values[next[row]!++] = value
  })
  return { rowStarts, at, values }
}
