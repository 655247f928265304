/**
 * The whole-number program of a portfolio: one binary column a proposal, one column a synergy (its product, linearised after
 * McCormick, Math. Programming 10, 1976, 147), one row a limit, exclusion, party and balance. Rows are scaled to whole
 * numbers where the data allow it, so that a solver's tolerance admits nothing that the limits do not.
 */
import type { MilpModel } from './milp.ts'
import {
  balances,
  byLead,
  type Candidate,
  counts,
  type PortfolioLimit,
  type PortfolioProblem,
  tooHeavy,
} from './portfolio.ts'

/** `lower <= sum of values by columns <= upper`, columns being candidates in their order. */
export type Row = {
  readonly columns: readonly number[]
  readonly values: readonly number[]
  readonly lower: number
  readonly upper: number
}

/** What is asked of candidates: most of `profit`, with what pairs add, within rows; `lower` and `upper` fix some. */
export type PortfolioProgram = {
  readonly profit: readonly number[]
  readonly pairs: readonly { readonly i: number; readonly j: number; readonly bonus: number }[]
  readonly rows: readonly Row[]
  /** Groups of candidates, each worth `weight` once if any of it is in. */
  readonly groups: readonly { readonly of: readonly number[]; readonly weight: number }[]
  readonly lower: Float64Array
  readonly upper: Float64Array
}

/** The program that finds the best score. */
export function portfolioProgram(problem: PortfolioProblem): PortfolioProgram {
  const { candidates, synergies } = problem
  const at = new Map(candidates.map((c, i) => [c.id, i]))
  const lower = new Float64Array(candidates.length)
  const upper = new Float64Array(candidates.length).fill(1)
  candidates.forEach((c, i) => {
    if (tooHeavy(problem, c) || problem.forced?.out.includes(c.id)) upper[i] = 0
    if (problem.forced?.in.includes(c.id)) lower[i] = 1
  })
  const none = Number.NEGATIVE_INFINITY
  return {
    profit: candidates.map((c) => c.score),
    pairs: synergies.map(({ between: [a, b], bonus }) => ({ i: at.get(a)!, j: at.get(b)!, bonus })),
    rows: [
      ...problem.limits.map((limit) => limitRow(limit, candidates)),
      ...problem.exclusions.map(({ between: [a, b] }) => countRow([at.get(a)!, at.get(b)!], none, 1)),
      ...capRows(problem, at),
      ...(problem.balance ?? []).map((b) => {
        const of = candidates.flatMap((c, i) => (balances(b, c) ? [i] : []))
        return countRow(of, b.least ?? none, b.most ?? of.length)
      }),
    ],
    groups: [],
    lower,
    upper,
  }
}

/** The model of a problem for a solver: first one column a candidate, then one a synergy. */
export function portfolioModel(problem: PortfolioProblem): MilpModel {
  return modelOf(portfolioProgram(problem))
}

/** The model of a program for a solver: first one column a candidate, then one a pair, then one a group. */
export function modelOf({ profit, pairs, rows, groups, lower, upper }: PortfolioProgram): MilpModel {
  const n = profit.length
  const all = [
    ...rows,
    ...pairs.flatMap((pair, k) => pairRows(pair, n + k)),
    ...groups.map(({ of }, k) =>
      // A group counts only if one of it is in.
      atMost([n + pairs.length + k, ...of], [1, ...of.map(() => -1)], 0),
    ),
  ]
  const starts = new Int32Array(all.length + 1)
  all.forEach((r, i) => {
    starts[i + 1] = starts[i]! + r.columns.length
  })
  const width = n + pairs.length + groups.length
  const columns = (own: Float64Array, rest: number) => Float64Array.from({ length: width }, (_, i) => own[i] ?? rest)
  return {
    cost: Float64Array.from([...profit, ...pairs.map((p) => p.bonus), ...groups.map((g) => g.weight)]),
    lower: columns(lower, 0),
    upper: columns(upper, 1),
    integer: Uint8Array.from({ length: width }, (_, i) => (i < n ? 1 : 0)),
    rowLower: Float64Array.from(all, (r) => r.lower),
    rowUpper: Float64Array.from(all, (r) => r.upper),
    rowStarts: starts,
    columns: Int32Array.from(all.flatMap((r) => r.columns)),
    values: Float64Array.from(all.flatMap((r) => r.values)),
  }
}

function atMost(columns: readonly number[], values: readonly number[], upper: number): Row {
  return { columns, values, lower: Number.NEGATIVE_INFINITY, upper }
}

function countRow(columns: readonly number[], lower: number, upper: number): Row {
  return { columns, values: columns.map(() => 1), lower, upper }
}

/** The row of a limit, in whole numbers where there are such. */
export function limitRow(limit: PortfolioLimit, candidates: readonly Candidate[]): Row {
  const taking = candidates
    .map((c, i) => ({ i, takes: counts(limit, c) ? (c.demands[limit.resource] ?? 0) : 0 }))
    .filter((c) => c.takes !== 0)
  const scale = wholeScale(taking.map((c) => c.takes))
  const whole = (v: number) => (scale === undefined ? v : Math.round(v * scale))
  const bound = scale === undefined ? limit.limit : Math.floor(limit.limit * scale + 1e-6)
  return atMost(
    taking.map((c) => c.i),
    taking.map((c) => whole(c.takes)),
    bound,
  )
}

function capRows(problem: PortfolioProblem, at: ReadonlyMap<string, number>): Row[] {
  const cap = problem.partyCap
  if (cap === undefined) return []
  return [...byLead(problem.candidates).values()]
    .filter((of) => of.length > cap)
    .map((of) =>
      countRow(
        of.map((c) => at.get(c.id)!),
        Number.NEGATIVE_INFINITY,
        cap,
      ),
    )
}

/** y = a b: y <= a and y <= b where y is worth having, y >= a + b - 1 where it costs. */
function pairRows({ i, j, bonus }: PortfolioProgram['pairs'][number], y: number): Row[] {
  return bonus >= 0 ? [atMost([y, i], [1, -1], 0), atMost([y, j], [1, -1], 0)] : [atMost([i, j, y], [1, 1, -1], 1)]
}

/** The power of ten, up to a million, that makes all of the values whole; undefined where none does. */
export function wholeScale(values: readonly number[]): number | undefined {
  for (let scale = 1; scale <= 1e6; scale *= 10)
    if (values.every((v) => Math.abs(v * scale - Math.round(v * scale)) < 1e-9 * Math.max(1, Math.abs(v * scale))))
      return scale
  return undefined
}
