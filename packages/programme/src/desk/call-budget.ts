/** What of a call's envelope is asked for and given: by its letters, its proposals, and the proposals that were selected. */
import type { CallFile, Resource } from '../call-file.ts'
import { decisionOf, selectedOf } from './decision-acts.ts'
import { submittedTo } from './decision-problem.ts'
import { demandOf, type ProposalContent } from './proposal-content.ts'
import { type CallRecord, type Desk, lastVersion } from './record.ts'

/** One limit: `letters` is undefined where letters do not say that resource; figures without margins, in `unit`. */
export type BudgetLine = {
  readonly resource: Resource
  readonly unit: string
  readonly levels: CallFile['envelope'][number]['levels']
  readonly limit: number
  readonly letters: number | undefined
  readonly proposals: number
  readonly selected: number
  /** The limit less what is selected; negative where it is overdrawn. */
  readonly free: number
}

/** The budget of a call, a line a limit. Selected counts once the decision is taken. */
export function callBudget(desk: Desk, { call }: CallRecord): BudgetLine[] {
  const letters = [...desk.letters.values()].filter((l) => l.call === call.id && l.state === 'submitted')
  const proposals = submittedTo(desk, call.id)
  const decision = decisionOf(desk, call.id)
  const chosen = new Set(decision === undefined ? [] : selectedOf(decision.outcomes))
  return call.envelope.map(({ resource, limit, levels }) => {
    const contents = (of: typeof proposals) =>
      of.map((p) => p.versions.at(-1)!.content).filter((c) => levels.includes(c.level))
    const asked = (of: readonly ProposalContent[]) => sum(of.map((c) => demandOf(c, resource)))
    const selected = asked(contents(proposals.filter((p) => chosen.has(p.id))))
    const field = LETTER_FIELDS[resource]
    const said = letters.map((l) => lastVersion(l).content).filter((c) => levels.includes(c.level))
    return {
      ...{ resource, unit: limit.unit, levels, limit: limit.value },
      letters: field === undefined ? undefined : sum(said.map((c) => c[field] ?? 0)),
      proposals: asked(contents(proposals)),
      selected,
      free: sum([limit.value, -selected]),
    }
  })
}

const LETTER_FIELDS: Partial<Record<Resource, 'mass_kg' | 'power_w' | 'data_mbit_day'>> = {
  ...{ mass: 'mass_kg', power: 'power_w', data: 'data_mbit_day' },
}

/** In millionths: decimals add up as people add them. */
function sum(values: readonly number[]): number {
  return values.reduce((total, v) => total + Math.round(v * 1e6), 0) / 1e6
}
