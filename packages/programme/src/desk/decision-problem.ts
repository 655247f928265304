/** The portfolio problem of a call at the desk: its proposals as submitted, the call's limits, and what a run adds. */
import { err, ok, type Result } from '@magpie/core/result'
import { maturityMargins } from '@magpie/mission/budgets'
import type { Resource } from '../call-file.ts'
import { DEMANDS, estimateOf } from '../estimate.ts'
import type { Candidate, PortfolioProblem } from '../portfolio.ts'
import { defined } from '../study/instance.ts'
import type { RunInputs } from './decision-record.ts'
import { partiesOf } from './letter-content.ts'
import { demandOf, type ProposalContent } from './proposal-content.ts'
import type { CallRecord, Desk, ProposalRecord } from './record.ts'
import type { FieldProblem, Refusal } from './refusal.ts'

/** The proposals of a call that stand. */
export function submittedTo(desk: Desk, call: string): ProposalRecord[] {
  return [...desk.proposals.values()].filter((p) => p.call === call && p.state === 'submitted')
}

/** The problem, or the fields of the inputs that make none. */
export function deskProblem(desk: Desk, { call }: CallRecord, inputs: RunInputs): Result<PortfolioProblem, Refusal> {
  const proposals = submittedTo(desk, call.id)
  const problems = problemsOf(inputs, new Set(proposals.map((p) => p.id)))
  if (problems.length > 0) return err({ kind: 'fields', problems })
  return ok({
    candidates: proposals.map((p) => candidateOf(desk, p, inputs.scores[p.id]!)),
    limits: call.envelope.map(({ resource, limit, levels }) => ({
      ...{ id: resource, resource, levels },
      ...{ limit: limit.value, unit: limit.unit },
    })),
    moduleMass: { limit_kg: call.moduleMass.limit.value, levels: call.moduleMass.levels },
    synergies: inputs.synergies.map(({ between, bonus }) => ({ between, bonus })),
    exclusions: inputs.exclusions.map(({ between }) => ({ between })),
    balance: inputs.balance.map((b) => defined(b)),
    forced: inputs.forced,
    ...(call.partyCap === undefined ? {} : { partyCap: call.partyCap.most }),
  })
}

function candidateOf(desk: Desk, { id, call, versions }: ProposalRecord, score: number): Candidate {
  const { content } = versions.at(-1)!
  const parties = partiesOf(content)
  const states = parties.flatMap((p) => desk.parties.get(p)?.state ?? [])
  // What every study shows, and what else the call limits.
  const { envelope } = desk.calls.get(call)!.call
  const resources = new Set<Resource>(['mass', 'power', 'data', 'cost', ...envelope.map((e) => e.resource)])
  const masses = content.elements.map((e) => demandOf({ elements: [e], cost: 0 }, 'mass'))
  return {
    ...{ id, title: content.title, score, level: content.level, lead: content.lead, parties },
    states: [...new Set(states)],
    module_kg: Math.max(...masses),
    demands: Object.fromEntries([...resources].map((r) => [r, demandOf(content, r)])),
    margins: Object.fromEntries([...resources].map((r) => [r, marginOf(content, r)])),
  }
}

/** The margin of a resource over its elements, as a fraction; none for the cost. */
function marginOf(content: ProposalContent, resource: Resource): number {
  if (resource === 'cost') return 0
  const whole = demandOf(content, resource)
  if (whole === 0) return 0
  const margins = content.elements.map((e) => {
    const p = estimateOf(e.parameters, DEMANDS[resource].parameter)
    return p === undefined ? 0 : p.value * (p.margin ?? maturityMargins[p.maturity])
  })
  return margins.reduce((a, b) => a + b, 0) / whole
}

function problemsOf(inputs: RunInputs, known: ReadonlySet<string>): FieldProblem[] {
  const named = [
    ...Object.keys(inputs.scores).map((id) => [`/scores/${id}`, id]),
    ...inputs.synergies.flatMap(({ between }, i) => between.map((id, k) => [`/synergies/${i}/between/${k}`, id])),
    ...inputs.exclusions.flatMap(({ between }, i) => between.map((id, k) => [`/exclusions/${i}/between/${k}`, id])),
    ...inputs.forced.in.map((id, i) => [`/forced/in/${i}`, id]),
    ...inputs.forced.out.map((id, i) => [`/forced/out/${i}`, id]),
  ] as [string, string][]
  const unknown = named
    .filter(([, id]) => !known.has(id))
    .map(([field, id]) => ({ field, rule: 'proposal', message: `"${id}" is no proposal that stands in this call` }))
  const unscored = [...known]
    .filter((id) => inputs.scores[id] === undefined)
    .map((id) => ({ field: `/scores/${id}`, rule: 'required', message: `needs a score of ${id}` }))
  const none = { field: '/call', rule: 'proposals', message: 'no proposal stands in this call' }
  return [...unknown, ...unscored, ...(known.size === 0 ? [none] : [])]
}
