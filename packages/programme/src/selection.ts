/**
 * The exact portfolio: which proposals together are worth most within every limit. One binary column a proposal, one
 * continuous column a synergy (its product, linearised after McCormick, Math. Programming 10, 1976, 147), one row a limit,
 * exclusion and party. Rows are scaled to whole numbers where the data allow it, so that a solver's tolerance admits
 * nothing that the limits do not. What the solver gives back is checked here against the problem, independently of the model.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { MilpLimits, MilpModel, MilpOutcome, MilpSolver } from './milp.ts'

/** A proposal as selection sees it: its score, what it takes of each resource, its level and lead. */
export type Candidate = {
  readonly id: string
  readonly score: number
  readonly demands: Readonly<Record<string, number>>
  readonly level: string
  readonly lead: string
  /** The mass of one independent module, kg. */
  readonly module_kg?: number
}

export type PortfolioLimit = {
  readonly id: string
  readonly resource: string
  readonly limit: number
  /** Levels that count against it; all when left out. */
  readonly levels?: readonly string[]
}

export type PortfolioProblem = {
  readonly candidates: readonly Candidate[]
  readonly limits: readonly PortfolioLimit[]
  readonly moduleMass?: { readonly limit_kg: number; readonly levels: readonly string[] }
  readonly synergies: readonly { readonly between: readonly [string, string]; readonly bonus: number }[]
  readonly exclusions: readonly { readonly between: readonly [string, string] }[]
  readonly partyCap?: number
  /** Proposals that must be in, or out. */
  readonly forced?: { readonly in: readonly string[]; readonly out: readonly string[] }
}

export type LimitUsage = {
  readonly id: string
  readonly resource: string
  readonly used: number
  readonly limit: number
  readonly free: number
}

export type Violation =
  | { readonly kind: 'over-limit'; readonly limit: string; readonly used: number; readonly allowed: number }
  | {
      readonly kind: 'module-too-heavy'
      readonly proposal: string
      readonly mass_kg: number
      readonly allowed_kg: number
    }
  | { readonly kind: 'excluded-together'; readonly proposals: readonly [string, string] }
  | { readonly kind: 'party-cap'; readonly party: string; readonly proposals: number; readonly allowed: number }

/** A set of proposals, what it is worth, what it takes, and what it breaks. */
export type Portfolio = {
  readonly proposals: readonly string[]
  readonly score: number
  readonly usage: readonly LimitUsage[]
  readonly violations: readonly Violation[]
}

export type OptimalPortfolio = Portfolio & {
  /** No portfolio is worth more than this. */
  readonly bound: number
  /** Whether the bound is the score: the portfolio is proven best. */
  readonly proved: boolean
  readonly nodes: number
  readonly solver: string
}

export type SelectionError =
  | { readonly kind: 'proposal-unknown'; readonly proposal: string }
  | { readonly kind: 'no-portfolio'; readonly why: 'infeasible' | 'unbounded' }
  | { readonly kind: 'solver-failed'; readonly status: number }
  | { readonly kind: 'solver-wrong'; readonly violations: readonly Violation[] }

/** The best portfolio, with the proof. */
export async function selectPortfolio(
  problem: PortfolioProblem,
  solver: MilpSolver,
  limits: MilpLimits = {},
): Promise<Result<OptimalPortfolio, SelectionError>> {
  const unknown = unknownProposal(problem)
  if (unknown !== undefined) return err({ kind: 'proposal-unknown', proposal: unknown })
  const outcome = await solver.solve(portfolioModel(problem), limits)
  return read(problem, outcome, solver.name)
}

function read(
  problem: PortfolioProblem,
  outcome: MilpOutcome,
  solver: string,
): Result<OptimalPortfolio, SelectionError> {
  switch (outcome.kind) {
    case 'infeasible':
    case 'unbounded':
      return err({ kind: 'no-portfolio', why: outcome.kind })
    case 'failed':
      return err({ kind: 'solver-failed', status: outcome.status })
    case 'limit':
    case 'optimal': {
      const ids = problem.candidates.filter((_, i) => outcome.x[i]! > 0.5).map((c) => c.id)
      const portfolio = evaluatePortfolio(problem, ids)
      if (portfolio.violations.length > 0) return err({ kind: 'solver-wrong', violations: portfolio.violations })
      const gap = Math.abs(outcome.bound - portfolio.score)
      // HiGHS closes the gap to its feasibility tolerance, 1e-6; scores have one decimal, so 1e-6 of the value proves equality.
      const proved = outcome.kind === 'optimal' && gap <= 1e-6 * Math.max(1, Math.abs(portfolio.score))
      return ok({ ...portfolio, bound: outcome.bound, proved, nodes: outcome.nodes, solver })
    }
  }
}

/** What a set of proposals is worth and takes, and which limits it breaks: plain sums, no solver. */
export function evaluatePortfolio(problem: PortfolioProblem, ids: readonly string[]): Portfolio {
  const wanted = new Set(ids)
  const chosen = problem.candidates.filter((c) => wanted.has(c.id))
  const both = ({ between }: { readonly between: readonly [string, string] }) =>
    wanted.has(between[0]) && wanted.has(between[1])
  const usage = problem.limits.map((limit) => usageOf(limit, chosen))
  return {
    proposals: chosen.map((c) => c.id),
    score: sum([...chosen.map((c) => c.score), ...problem.synergies.filter(both).map((s) => s.bonus)]),
    usage,
    violations: [
      ...usage
        .filter((u) => u.free < 0)
        .map((u): Violation => ({ kind: 'over-limit', limit: u.id, used: u.used, allowed: u.limit })),
      ...chosen
        .filter((c) => tooHeavy(problem, c))
        .map(
          (c): Violation => ({
            kind: 'module-too-heavy',
            proposal: c.id,
            mass_kg: c.module_kg!,
            allowed_kg: problem.moduleMass!.limit_kg,
          }),
        ),
      ...problem.exclusions.filter(both).map((e): Violation => ({ kind: 'excluded-together', proposals: e.between })),
      ...overCap(problem, chosen),
    ],
  }
}

function usageOf(limit: PortfolioLimit, chosen: readonly Candidate[]): LimitUsage {
  const used = sum(chosen.filter((c) => counts(limit, c)).map((c) => c.demands[limit.resource] ?? 0))
  return { id: limit.id, resource: limit.resource, used, limit: limit.limit, free: sum([limit.limit, -used]) }
}

function overCap(problem: PortfolioProblem, chosen: readonly Candidate[]): Violation[] {
  const cap = problem.partyCap
  if (cap === undefined) return []
  return [...byLead(chosen)]
    .filter(([, of]) => of.length > cap)
    .map(([party, of]) => ({
      kind: 'party-cap',
      party,
      proposals: of.length,
      allowed: cap,
    }))
}

/** The mixed-integer program of a problem: first one column a candidate, then one a synergy. */
export function portfolioModel(problem: PortfolioProblem): MilpModel {
  const { candidates, synergies } = problem
  const at = new Map(candidates.map((c, i) => [c.id, i]))
  const width = candidates.length + synergies.length
  const lower = new Float64Array(width)
  const upper = new Float64Array(width).fill(1)
  candidates.forEach((c, i) => {
    if (tooHeavy(problem, c) || problem.forced?.out.includes(c.id)) upper[i] = 0
    if (problem.forced?.in.includes(c.id)) lower[i] = 1
  })
  const rows = [
    ...problem.limits.map((limit) => limitRow(limit, candidates)),
    ...problem.exclusions.map(({ between: [a, b] }) => row([at.get(a)!, at.get(b)!], [1, 1], 1)),
    ...capRows(problem, at),
    ...synergies.flatMap((s, k) => synergyRows(s, candidates.length + k, at)),
  ]
  const starts = new Int32Array(rows.length + 1)
  rows.forEach((r, i) => {
    starts[i + 1] = starts[i]! + r.columns.length
  })
  return {
    cost: Float64Array.from([...candidates.map((c) => c.score), ...synergies.map((s) => s.bonus)]),
    lower,
    upper,
    integer: Uint8Array.from({ length: width }, (_, i) => (i < candidates.length ? 1 : 0)),
    rowLower: new Float64Array(rows.length).fill(Number.NEGATIVE_INFINITY),
    rowUpper: Float64Array.from(rows, (r) => r.upper),
    rowStarts: starts,
    columns: Int32Array.from(rows.flatMap((r) => r.columns)),
    values: Float64Array.from(rows.flatMap((r) => r.values)),
  }
}

type Row = { readonly columns: readonly number[]; readonly values: readonly number[]; readonly upper: number }

function row(columns: readonly number[], values: readonly number[], upper: number): Row {
  return { columns, values, upper }
}

function limitRow(limit: PortfolioLimit, candidates: readonly Candidate[]): Row {
  const taking = candidates
    .map((c, i) => ({ i, takes: counts(limit, c) ? (c.demands[limit.resource] ?? 0) : 0 }))
    .filter((c) => c.takes !== 0)
  const scale = wholeScale(taking.map((c) => c.takes))
  const whole = (v: number) => (scale === undefined ? v : Math.round(v * scale))
  const bound = scale === undefined ? limit.limit : Math.floor(limit.limit * scale + 1e-6)
  return row(
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
      row(
        of.map((c) => at.get(c.id)!),
        of.map(() => 1),
        cap,
      ),
    )
}

/** y = a b: y <= a and y <= b where y is worth having, y >= a + b - 1 where it costs. */
function synergyRows(
  { between: [a, b], bonus }: PortfolioProblem['synergies'][number],
  y: number,
  at: ReadonlyMap<string, number>,
): Row[] {
  const [i, j] = [at.get(a)!, at.get(b)!]
  return bonus >= 0 ? [row([y, i], [1, -1], 0), row([y, j], [1, -1], 0)] : [row([i, j, y], [1, 1, -1], 1)]
}

function counts(limit: PortfolioLimit, c: Candidate): boolean {
  return limit.levels === undefined || limit.levels.includes(c.level)
}

function tooHeavy({ moduleMass }: PortfolioProblem, c: Candidate): boolean {
  if (moduleMass === undefined || c.module_kg === undefined) return false
  return moduleMass.levels.includes(c.level) && sum([c.module_kg, -moduleMass.limit_kg]) > 0
}

function byLead(candidates: readonly Candidate[]): Map<string, Candidate[]> {
  return Map.groupBy(candidates, (c) => c.lead)
}

function unknownProposal(problem: PortfolioProblem): string | undefined {
  const known = new Set(problem.candidates.map((c) => c.id))
  const named = [...problem.synergies, ...problem.exclusions].flatMap((s) => s.between)
  return [...named, ...(problem.forced?.in ?? []), ...(problem.forced?.out ?? [])].find((id) => !known.has(id))
}

/** The power of ten, up to a million, that makes all of the values whole; undefined where none does. */
function wholeScale(values: readonly number[]): number | undefined {
  for (let scale = 1; scale <= 1e6; scale *= 10)
    if (values.every((v) => Math.abs(v * scale - Math.round(v * scale)) < 1e-9 * Math.max(1, Math.abs(v * scale))))
      return scale
  return undefined
}

/** Sum in millionths, so that decimals add up as people add them: 0.1 + 0.2 is 0.3 and 200 kg are not over 200 kg. */
function sum(values: readonly number[]): number {
  return values.reduce((total, v) => total + Math.round(v * 1e6), 0) / 1e6
}

/** The sentence for a limit that is broken. */
export function describeViolation(v: Violation): string {
  switch (v.kind) {
    case 'over-limit':
      return `${v.limit}: ${v.used} is over the limit of ${v.allowed}`
    case 'module-too-heavy':
      return `${v.proposal}: a module of ${v.mass_kg} kg is over the ${v.allowed_kg} kg a module may weigh`
    case 'excluded-together':
      return `${v.proposals[0]} and ${v.proposals[1]} exclude each other`
    case 'party-cap':
      return `${v.party} leads ${v.proposals} proposals; ${v.allowed} are allowed`
  }
}
