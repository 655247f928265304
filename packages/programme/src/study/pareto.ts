/**
 * Pareto fronts of two objectives by the epsilon-constraint method (Haimes, Lasdon and Wismer, IEEE Trans. SMC 1, 1971, 296)
 * with the second objective as a tie-break of the first: each point is undominated, and none is missed, since between two
 * neighbours the step is the least that the data's whole numbers allow.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { type Candidate, evaluatePortfolio, type PortfolioProblem, sum } from '../portfolio.ts'
import { limitRow, type PortfolioProgram, portfolioProgram, type Row, wholeScale } from '../portfolio-model.ts'
import type { SelectionError } from '../selection.ts'
import type { ExactSolver } from './exact.ts'

/** What can be more or less: the score, what a limit leaves free, how many proposals, leads or States are in. */
const OBJECTIVES = ['score', 'proposals', 'parties', 'states'] as const
/** One of OBJECTIVES, or `free:` and the id of a limit. All are to be as much as possible. */
export type Objective = (typeof OBJECTIVES)[number] | `free:${string}`

export type ParetoPoint = { readonly proposals: readonly string[]; readonly first: number; readonly second: number }
export type ParetoFront = {
  readonly first: Objective
  readonly second: Objective
  /** From the most of the first to the most of the second. */
  readonly points: readonly ParetoPoint[]
  readonly whole: boolean
}

export type ParetoError =
  | SelectionError
  | { readonly kind: 'objective-unknown'; readonly objective: string; readonly known: readonly string[] }

/** The whole front, or its first `most` points. The two objectives differ. */
export async function paretoFront(
  problem: PortfolioProblem,
  objectives: readonly [string, string],
  most: number,
  solver: ExactSolver,
): Promise<Result<ParetoFront, ParetoError>> {
  const known = objectivesOf(problem)
  const unknown = objectives.find((o) => !known.includes(o))
  if (unknown !== undefined) return err({ kind: 'objective-unknown', objective: unknown, known })
  // The score has synergies, which rows do not: it is never the one that is held.
  const [first, second] = (objectives[1] === 'score' ? [objectives[1], objectives[0]] : objectives) as [
    Objective,
    Objective,
  ]
  const forms = [formOf(first, problem), formOf(second, problem)] as const
  const base = tieBroken(portfolioProgram(problem), ...forms)
  const points: ParetoPoint[] = []
  let held: Row[] = []
  for (;;) {
    const solved = await solver.best({ ...base, rows: [...base.rows, ...held] })
    if (!solved.ok) return solved
    if (solved.value === undefined) return ok({ first, second, points, whole: true })
    if (points.length === most) return ok({ first, second, points, whole: false })
    const chosen = problem.candidates.filter((_, i) => solved.value!.in.has(i))
    const proposals = chosen.map((c) => c.id)
    const [one, two] = [first, second].map((o) => worthOf(o, problem, chosen)) as [number, number]
    points.push({ proposals, first: one, second: two })
    held = moreThan(forms[1], solved.value.in, base)
  }
}

/** What can be asked for of a problem. */
export function objectivesOf(problem: PortfolioProblem): string[] {
  return [...OBJECTIVES, ...problem.limits.map((l) => `free:${l.id}`)]
}

/** An objective in whole numbers: a value a candidate, and groups that count once. */
type Form = {
  readonly values: readonly number[]
  readonly groups: readonly (readonly number[])[]
  readonly pairs: PortfolioProgram['pairs']
}

function formOf(objective: Objective, problem: PortfolioProblem): Form {
  const { candidates } = problem
  const at = new Map(candidates.map((c, i) => [c.id, i]))
  const none = { values: candidates.map(() => 0), groups: [], pairs: [] }
  if (objective === 'proposals') return { ...none, values: candidates.map(() => 1) }
  if (objective === 'parties' || objective === 'states') {
    const names = new Set(candidates.flatMap((c) => membersOf(objective, c)))
    const groups = [...names].map((name) =>
      candidates.flatMap((c, i) => (membersOf(objective, c).includes(name) ? [i] : [])),
    )
    return { ...none, groups }
  }
  if (objective === 'score') {
    const bonuses = problem.synergies.map((s) => s.bonus)
    const scale = wholeScale([...candidates.map((c) => c.score), ...bonuses]) ?? 1e6
    const pairs = problem.synergies.map(({ between: [a, b], bonus }) => ({
      ...{ i: at.get(a)!, j: at.get(b)! },
      bonus: Math.round(bonus * scale),
    }))
    return { ...none, values: candidates.map((c) => Math.round(c.score * scale)), pairs }
  }
  const limit = problem.limits.find((l) => `free:${l.id}` === objective)!
  const { columns, values } = limitRow(limit, candidates)
  const scale = wholeScale(values) === undefined ? 1e6 : 1
  const whole = none.values.slice()
  columns.forEach((i, k) => {
    whole[i] = -Math.round(values[k]! * scale)
  })
  return { ...none, values: whole }
}

/** The first objective weighted over all that the second can differ by. */
function tieBroken(program: PortfolioProgram, first: Form, second: Form): PortfolioProgram {
  const weight = 1 + second.groups.length + second.values.reduce((s, v) => s + Math.abs(v), 0)
  return {
    ...program,
    profit: first.values.map((v, i) => v * weight + second.values[i]!),
    pairs: first.pairs.map((p) => ({ ...p, bonus: p.bonus * weight })),
    groups: [...first.groups.map((of) => ({ of, weight })), ...second.groups.map((of) => ({ of, weight: 1 }))],
  }
}

/** Rows that ask for more of an objective than a set has. Where groups count, their columns follow the program's. */
function moreThan({ values, groups }: Form, set: ReadonlySet<number>, base: PortfolioProgram): Row[] {
  const upper = Number.POSITIVE_INFINITY
  if (groups.length === 0) {
    const has = [...set].reduce((s, i) => s + values[i]!, 0)
    const columns = [...values.keys()].filter((i) => values[i] !== 0)
    return [{ columns, values: columns.map((i) => values[i]!), lower: has + 1, upper }]
  }
  const has = groups.filter((of) => of.some((i) => set.has(i))).length
  const from = base.profit.length + base.pairs.length + base.groups.length - groups.length
  return [{ columns: groups.map((_, k) => from + k), values: groups.map(() => 1), lower: has + 1, upper }]
}

function membersOf(objective: 'parties' | 'states', c: Candidate): readonly string[] {
  return objective === 'states' ? (c.states ?? []) : (c.parties ?? [c.lead])
}

/** What a set of candidates is worth under an objective, in its own unit. */
export function worthOf(objective: Objective, problem: PortfolioProblem, chosen: readonly Candidate[]): number {
  switch (objective) {
    case 'proposals':
      return chosen.length
    case 'parties':
    case 'states':
      return new Set(chosen.flatMap((c) => membersOf(objective, c))).size
    default: {
      const { score, usage } = evaluatePortfolio(
        problem,
        chosen.map((c) => c.id),
      )
      return objective === 'score' ? score : sum([usage.find((u) => `free:${u.id}` === objective)!.free])
    }
  }
}
