/**
 * A portfolio: which proposals fly together, what they are worth and take, and which limits they break. Plain sums, no
 * solver: whatever a solver says is checked here.
 */

/** A proposal as selection sees it: its score, what it takes of each resource, its level and lead. */
export type Candidate = {
  readonly id: string
  readonly title?: string
  readonly score: number
  readonly demands: Readonly<Record<string, number>>
  readonly level: string
  readonly lead: string
  /** All parties of it, and their States and regions, where a balance asks for them. */
  readonly parties?: readonly string[]
  readonly states?: readonly string[]
  /** The mass of one independent module, kg. */
  readonly module_kg?: number
  /** Growth that the maturity of each demand lets expect, as a fraction. */
  readonly margins?: Readonly<Record<string, number>>
}

export type PortfolioLimit = {
  readonly id: string
  readonly resource: string
  readonly limit: number
  readonly unit?: string
  /** Levels that count against it; all when left out. */
  readonly levels?: readonly string[]
}

/** Balance: how many selected proposals of some levels, with a party of some State or region, there are to be, and why. */
export type Balance = {
  readonly id: string
  readonly reason: string
  readonly levels?: readonly string[]
  readonly states?: readonly string[]
  readonly least?: number
  readonly most?: number
}

export type PortfolioProblem = {
  readonly candidates: readonly Candidate[]
  readonly limits: readonly PortfolioLimit[]
  readonly moduleMass?: { readonly limit_kg: number; readonly levels: readonly string[] }
  readonly synergies: readonly { readonly between: readonly [string, string]; readonly bonus: number }[]
  readonly exclusions: readonly { readonly between: readonly [string, string] }[]
  readonly partyCap?: number
  readonly balance?: readonly Balance[]
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
  | {
      readonly kind: 'out-of-balance'
      readonly balance: string
      readonly proposals: number
      readonly least: number
      readonly most: number | undefined
      readonly reason: string
    }

/** A set of proposals, what it is worth, what it takes, and what it breaks. */
export type Portfolio = {
  readonly proposals: readonly string[]
  readonly score: number
  readonly usage: readonly LimitUsage[]
  readonly violations: readonly Violation[]
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
      ...outOfBalance(problem, chosen),
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

function outOfBalance(problem: PortfolioProblem, chosen: readonly Candidate[]): Violation[] {
  return (problem.balance ?? []).flatMap((b): Violation[] => {
    const proposals = chosen.filter((c) => balances(b, c)).length
    const { id, reason, least = 0, most } = b
    const within = proposals >= least && proposals <= (most ?? proposals)
    return within ? [] : [{ kind: 'out-of-balance', balance: id, proposals, least, most, reason }]
  })
}

/** Whether a candidate counts for a balance. */
export function balances({ levels, states }: Balance, c: Candidate): boolean {
  if (levels !== undefined && !levels.includes(c.level)) return false
  return states === undefined || (c.states ?? []).some((s) => states.includes(s))
}

/** Whether a candidate's demand counts against a limit. */
export function counts(limit: PortfolioLimit, c: Candidate): boolean {
  return limit.levels === undefined || limit.levels.includes(c.level)
}

/** Whether the candidate's module is over what a module may weigh. */
export function tooHeavy({ moduleMass }: PortfolioProblem, c: Candidate): boolean {
  if (moduleMass === undefined || c.module_kg === undefined) return false
  return moduleMass.levels.includes(c.level) && sum([c.module_kg, -moduleMass.limit_kg]) > 0
}

/** The candidates of each lead. */
export function byLead(candidates: readonly Candidate[]): Map<string, Candidate[]> {
  return Map.groupBy(candidates, (c) => c.lead)
}

/** Sum in millionths, so that decimals add up as people add them: 0.1 + 0.2 is 0.3 and 200 kg are not over 200 kg. */
export function sum(values: readonly number[]): number {
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
    case 'out-of-balance':
      return `${v.balance}: ${v.proposals} proposals; ${boundsOf(v)} are asked for (${v.reason})`
  }
}

/** How many a balance asks for, in words. */
export function boundsOf({ least = 0, most }: { readonly least?: number; readonly most?: number | undefined }): string {
  if (most === undefined) return `at least ${least}`
  return least === 0 ? `at most ${most}` : `${least} to ${most}`
}
