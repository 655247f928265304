/**
 * Why nothing fits: a set of limits and wishes that cannot all be kept, of which none can be spared (an irreducible
 * infeasible subset), by the deletion filter (Chinneck and Dravnieks, ORSA Journal on Computing 3, 1991, 157) on the
 * whole-number problem itself, not on its relaxation. In sentences with numbers.
 */
import { ok, type Result } from '@magpie/core/result'
import {
  type Balance,
  balances,
  boundsOf,
  byLead,
  type Candidate,
  counts,
  type PortfolioLimit,
  type PortfolioProblem,
  sum,
  tooHeavy,
} from '../portfolio.ts'
import { portfolioProgram } from '../portfolio-model.ts'
import type { SelectionError } from '../selection.ts'
import { sayProgramme as say } from '../sentences.ts'
import type { ExactSolver } from './exact.ts'

/** One thing that is asked for. */
export type Demand =
  | { readonly kind: 'forced-in' | 'forced-out'; readonly proposal: string }
  | { readonly kind: 'balance'; readonly balance: Balance }
  | { readonly kind: 'limit'; readonly limit: PortfolioLimit }
  | { readonly kind: 'module-mass'; readonly limit_kg: number }
  | { readonly kind: 'exclusion'; readonly between: readonly [string, string] }
  | { readonly kind: 'party-cap'; readonly most: number }

/** What cannot all be, a sentence for each; empty where a portfolio exists. */
export type Conflict = { readonly demands: readonly Demand[]; readonly sentences: readonly string[] }

/** Finds an irreducible conflict of a problem. */
export async function findConflict(
  problem: PortfolioProblem,
  solver: ExactSolver,
): Promise<Result<Conflict, SelectionError>> {
  let kept = demandsOf(problem)
  const possible = async (demands: readonly Demand[]) => {
    const program = portfolioProgram(only(problem, demands))
    const solved = await solver.best({ ...program, profit: program.profit.map(() => 0), pairs: [] })
    return solved.ok ? ok(solved.value !== undefined) : solved
  }
  const whole = await possible(kept)
  if (!whole.ok) return whole
  if (whole.value) return ok({ demands: [], sentences: [] })
  // What people wished for is tried last, so that it stays in where a limit can be spared.
  for (const demand of kept.toReversed()) {
    const without = kept.filter((d) => d !== demand)
    const answer = await possible(without)
    if (!answer.ok) return answer
    if (!answer.value) kept = without
  }
  return ok({ demands: kept, sentences: kept.map((d) => sentenceOf(d, kept, problem)) })
}

/** All that a problem asks for, what can be argued with first. */
export function demandsOf(problem: PortfolioProblem): Demand[] {
  const { forced, balance = [], limits, moduleMass, exclusions, partyCap } = problem
  return [
    ...(forced?.in ?? []).map((proposal): Demand => ({ kind: 'forced-in', proposal })),
    ...(forced?.out ?? []).map((proposal): Demand => ({ kind: 'forced-out', proposal })),
    ...balance.map((b): Demand => ({ kind: 'balance', balance: b })),
    ...limits.map((limit): Demand => ({ kind: 'limit', limit })),
    ...(moduleMass === undefined ? [] : [{ kind: 'module-mass', limit_kg: moduleMass.limit_kg } as const]),
    ...(partyCap === undefined ? [] : [{ kind: 'party-cap', most: partyCap } as const]),
    ...exclusions.map(({ between }): Demand => ({ kind: 'exclusion', between })),
  ]
}

/** The problem with no other demands than these. */
export function only(problem: PortfolioProblem, demands: readonly Demand[]): PortfolioProblem {
  const { candidates, synergies, moduleMass, partyCap } = problem
  const of = <K extends Demand['kind']>(kind: K) =>
    demands.filter((d): d is Extract<Demand, { readonly kind: K }> => d.kind === kind)
  return {
    ...{ candidates, synergies },
    limits: of('limit').map((d) => d.limit),
    exclusions: of('exclusion').map(({ between }) => ({ between })),
    balance: of('balance').map((d) => d.balance),
    ...(moduleMass === undefined || of('module-mass').length === 0 ? {} : { moduleMass }),
    ...(partyCap === undefined || of('party-cap').length === 0 ? {} : { partyCap }),
    forced: {
      in: demands.flatMap((d) => (d.kind === 'forced-in' ? [d.proposal] : [])),
      out: demands.flatMap((d) => (d.kind === 'forced-out' ? [d.proposal] : [])),
    },
  }
}

function sentenceOf(demand: Demand, all: readonly Demand[], problem: PortfolioProblem): string {
  const wanted = new Set(all.flatMap((d) => (d.kind === 'forced-in' ? [d.proposal] : [])))
  const inside = problem.candidates.filter((c) => wanted.has(c.id))
  switch (demand.kind) {
    case 'forced-in':
      return forcedSentence(demand.proposal, all, problem)
    case 'forced-out':
      return say('to-be-out', { proposal: demand.proposal })
    case 'balance':
      return balanceSentence(demand.balance, problem)
    case 'limit':
      return limitSentence(demand.limit, inside)
    case 'module-mass':
      return moduleSentence(demand.limit_kg, inside, problem)
    case 'exclusion':
      return say('exclude-each-other', { one: demand.between[0], other: demand.between[1] })
    case 'party-cap':
      return capSentence(demand.most, inside)
  }
}

/** What it takes of the limits that it conflicts with. */
function forcedSentence(id: string, all: readonly Demand[], problem: PortfolioProblem): string {
  const c = problem.candidates.find((one) => one.id === id)!
  const takes = all.flatMap((d) =>
    d.kind === 'limit' && counts(d.limit, c) && (c.demands[d.limit.resource] ?? 0) > 0
      ? [`${amount(c.demands[d.limit.resource]!, d.limit)} of ${d.limit.resource}`]
      : [],
  )
  if (takes.length === 0) return say('to-be-in', { proposal: id })
  return say('to-be-in-taking', { proposal: id, takes: takes.join(' and ') })
}

function limitSentence(limit: PortfolioLimit, inside: readonly Candidate[]): string {
  const taking = inside
    .filter((c) => counts(limit, c))
    .map((c) => ({ id: c.id, takes: c.demands[limit.resource] ?? 0 }))
    .filter((t) => t.takes !== 0)
  const whole = sum(taking.map((t) => t.takes))
  const is = { limit: limit.id, most: amount(limit.limit, limit) }
  if (taking.length === 0) return say('limit-is', is)
  const terms = taking.length === 1 ? '' : `${taking.map((t) => t.takes).join(' + ')} = `
  const over = sum([whole, -limit.limit])
  const taken = { ...is, proposals: taking.map((t) => t.id).join(', '), sum: `${terms}${amount(whole, limit)}` }
  return over > 0
    ? say('limit-over', { ...taken, over: amount(over, limit) })
    : say('limit-left', { ...taken, left: amount(-over, limit) })
}

function moduleSentence(limit_kg: number, inside: readonly Candidate[], problem: PortfolioProblem): string {
  const heavy = (inside.length === 0 ? problem.candidates : inside).filter((c) => tooHeavy(problem, c))
  const list = heavy.map((c) => `${c.id} weighs ${c.module_kg} kg`).join(', ')
  if (list === '') return say('module-limit-is', { most_kg: limit_kg })
  return say('module-limit', { most_kg: limit_kg, heavy: list })
}

function balanceSentence(balance: Balance, problem: PortfolioProblem): string {
  const of = problem.candidates.filter((c) => balances(balance, c)).length
  return say('balance-asks', { balance: balance.id, bounds: boundsOf(balance), reason: balance.reason, count: of })
}

function capSentence(most: number, inside: readonly Candidate[]): string {
  const over = [...byLead(inside)].filter(([, of]) => of.length > most)
  const list = over.map(([party, of]) => `${party} would lead ${of.length} (${of.map((c) => c.id).join(', ')})`)
  return `a party may lead ${most}${list.length === 0 ? '' : `; ${list.join('; ')}`}`
}

function amount(value: number, { unit }: PortfolioLimit): string {
  return unit === undefined || unit === '' ? String(value) : `${value} ${unit}`
}
