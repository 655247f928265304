/**
 * A portfolio judged in the page at once, from the instance that a study returned: what it is worth, what it takes of each
 * limit, and which limits it breaks. Plain sums, as the centre's own; a study at the centre follows. Pure.
 */
import type { StudyView } from '@magpie/api/selection-operations'

export type Judgeable = Pick<StudyView, 'instance' | 'proposals'>
type Proposal = StudyView['proposals'][number]
type Limit = StudyView['instance']['limits'][number]

export type Usage = {
  readonly id: string
  readonly resource: string
  readonly unit: string
  readonly used: number
  readonly limit: number
  /** Below 0 where the limit is broken. */
  readonly free: number
}

export type Broken =
  | { readonly kind: 'over-limit'; readonly usage: Usage }
  | {
      readonly kind: 'module-too-heavy'
      readonly proposal: string
      readonly mass_kg: number
      readonly limit_kg: number
    }
  | { readonly kind: 'excluded-together'; readonly between: readonly [string, string] }
  | {
      readonly kind: 'party-cap'
      readonly party: string
      readonly proposals: readonly string[]
      readonly most: number
    }
  | {
      readonly kind: 'out-of-balance'
      readonly balance: string
      readonly reason: string
      readonly proposals: number
      readonly least: number
      readonly most: number | undefined
    }

export type Judged = { readonly score: number; readonly usage: readonly Usage[]; readonly broken: readonly Broken[] }

/** Judges a set of proposals. */
export function judgePortfolio({ instance, proposals }: Judgeable, ids: ReadonlySet<string>): Judged {
  const chosen = proposals.filter((p) => ids.has(p.id))
  const both = ({ between: [a, b] }: { readonly between: readonly [string, string] }) => ids.has(a) && ids.has(b)
  const usage = instance.limits.map((limit) => usageOf(limit, chosen))
  return {
    score: sum([...chosen.map((p) => p.score), ...instance.synergies.filter(both).map((s) => s.bonus)]),
    usage,
    broken: [
      ...usage.filter((u) => u.free < 0).map((u): Broken => ({ kind: 'over-limit', usage: u })),
      ...tooHeavy(instance, chosen),
      ...instance.exclusions.filter(both).map(({ between }): Broken => ({ kind: 'excluded-together', between })),
      ...overCap(instance, chosen),
      ...outOfBalance(instance, chosen),
    ],
  }
}

/** What a set takes of one limit. */
function usageOf({ id, resource, limit, unit, levels }: Limit, chosen: readonly Proposal[]): Usage {
  const counted = chosen.filter((p) => levels === undefined || levels.includes(p.level))
  const used = sum(counted.map((p) => p.demands[resource] ?? 0))
  return { id, resource, unit, used, limit, free: sum([limit, -used]) }
}

function tooHeavy({ moduleMass }: StudyView['instance'], chosen: readonly Proposal[]): Broken[] {
  if (moduleMass === undefined) return []
  const { limit_kg, levels } = moduleMass
  return chosen
    .filter((p) => levels.includes(p.level) && sum([p.module_kg ?? 0, -limit_kg]) > 0)
    .map((p) => ({ kind: 'module-too-heavy', proposal: p.id, mass_kg: p.module_kg!, limit_kg }))
}

function overCap({ partyCap }: StudyView['instance'], chosen: readonly Proposal[]): Broken[] {
  if (partyCap === undefined) return []
  const leads = [...new Set(chosen.map((p) => p.lead))]
  return leads
    .map((party) => ({ party, proposals: chosen.filter((p) => p.lead === party).map((p) => p.id) }))
    .filter((l) => l.proposals.length > partyCap)
    .map((l) => ({ kind: 'party-cap', ...l, most: partyCap }))
}

function outOfBalance({ balance }: StudyView['instance'], chosen: readonly Proposal[]): Broken[] {
  return balance.flatMap(({ id, reason, levels, states, least = 0, most }): Broken[] => {
    const counts = chosen.filter(
      (p) =>
        (levels === undefined || levels.includes(p.level)) &&
        (states === undefined || (p.states ?? []).some((s) => states.includes(s))),
    ).length
    const within = counts >= least && counts <= (most ?? counts)
    return within ? [] : [{ kind: 'out-of-balance', balance: id, reason, proposals: counts, least, most }]
  })
}

/** Sum in millionths, as the centre sums: 0.1 + 0.2 is 0.3, and 200 kg are not over 200 kg. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, v) => total + Math.round(v * 1e6), 0) / 1e6
}
