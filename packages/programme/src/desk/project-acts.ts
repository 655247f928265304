/** Acts that make projects of selected proposals: merged, split, confirmed by every lead before they stand. */
import { err, ok, type Result } from '@magpie/core/result'
import { sum } from '../portfolio.ts'
import { actKind, type Stamp } from './act.ts'
import { ownDecision, selectedOf } from './decision-acts.ts'
import { DECISION_INTENTS } from './decision-intents.ts'
import type { DecisionRecord, ProjectPart, ProjectRecord } from './decision-record.ts'
import { partiesOf } from './letter-content.ts'
import { demandOf, type ProposalContent } from './proposal-content.ts'
import { type Desk, put } from './record.ts'
import type { FieldProblem, Refusal } from './refusal.ts'

/** The owner of the call forms a project: whole proposals merged, or some elements of one that is split. */
export const projectFormed = actKind({
  ...DECISION_INTENTS['project-formed'],
  kind: 'project-formed',
  settle(desk, intent, stamp) {
    if (desk.projects.has(intent.project)) return err({ kind: 'taken', what: 'project', id: intent.project })
    const found = ownDecision(desk, intent.decision, ['announced'], stamp)
    if (!found.ok) return found
    const parts = partsOf(desk, found.value, intent.from)
    if (!parts.ok) return parts
    const all = [...new Set(parts.value.flatMap((p) => partiesOf(contentOf(desk, p))))]
    const parties = intent.parties ?? all
    const problems = partyProblems(intent.lead, parties, all)
    if (problems.length > 0) return err({ kind: 'fields', problems })
    const owners = parts.value.map((p) => desk.proposals.get(p.proposal)!.owner)
    return ok({
      ...intent,
      ...{ call: found.value.call, from: parts.value, parties },
      leads: [...new Set([intent.lead, ...owners])],
      mass_kg: sum(parts.value.map((p) => massOf(desk, p))),
      score: sum(parts.value.map((p) => scoreOf(desk, found.value, p))),
    })
  },
  enact(desk, { project, ...body }, { at }) {
    const record: ProjectRecord = { id: project, ...body, ...{ at, confirmed: [], state: 'formed' } }
    return withProject(desk, record)
  },
  subject: ({ project }) => project,
  concerns: ({ call, parties, leads }, desk) => [desk.calls.get(call)!.owner, ...parties, ...leads],
  notices: ({ leads, project, name, reason }) =>
    leads.map((to) => ({ to, subject: `Confirm the project ${project}: ${name}`, text: reason })),
})

/** A lead confirms the project; it stands with the last one. */
export const projectConfirmed = actKind({
  ...DECISION_INTENTS['project-confirmed'],
  kind: 'project-confirmed',
  settle(desk, intent, stamp) {
    const found = ledProject(desk, intent.project, stamp)
    if (!found.ok) return found
    if (found.value.confirmed.includes(stamp.party))
      return err({ kind: 'rule', rule: 'once', text: `${stamp.party} has confirmed ${intent.project} already` })
    return ok({ ...intent, parties: found.value.parties, call: found.value.call })
  },
  enact(desk, { project }, { party }) {
    const record = desk.projects.get(project)!
    const confirmed = [...record.confirmed, party]
    const state = record.leads.every((l) => confirmed.includes(l)) ? 'standing' : 'formed'
    return withProject(desk, { ...record, confirmed, state })
  },
  subject: ({ project }) => project,
  concerns: ({ call, parties }, desk) => [desk.calls.get(call)!.owner, ...parties],
  notices: ({ project, call }, desk) =>
    desk.projects.get(project)!.state === 'standing'
      ? [{ to: desk.calls.get(call)!.owner, subject: `The project ${project} stands`, text: '' }]
      : [],
})

/** A lead does not want the project; its elements are free for another. */
export const projectDeclined = actKind({
  ...DECISION_INTENTS['project-declined'],
  kind: 'project-declined',
  settle(desk, intent, stamp) {
    const found = ledProject(desk, intent.project, stamp)
    return found.ok ? ok({ ...intent, parties: found.value.parties, call: found.value.call }) : found
  },
  enact(desk, { project, reason }, { at, party }) {
    const record = desk.projects.get(project)!
    return withProject(desk, { ...record, state: 'declined', declined: { by: party, reason, at } })
  },
  subject: ({ project }) => project,
  concerns: ({ call, parties }, desk) => [desk.calls.get(call)!.owner, ...parties],
  notices: ({ project, call, reason }, desk, { party }) => [
    { to: desk.calls.get(call)!.owner, subject: `${party} declines the project ${project}`, text: reason },
  ],
})

/** A proposal as it was decided on. */
export function contentOf(
  desk: Desk,
  { proposal, version }: Pick<ProjectPart, 'proposal' | 'version'>,
): ProposalContent {
  return desk.proposals.get(proposal)!.versions[version - 1]!.content
}

function partsOf(
  desk: Desk,
  decision: DecisionRecord,
  from: readonly { readonly proposal: string; readonly elements?: readonly string[] | undefined }[],
): Result<ProjectPart[], Refusal> {
  const selected = selectedOf(decision.outcomes)
  const { versions } = desk.runs.get(decision.run)!
  const problems: FieldProblem[] = []
  const parts: ProjectPart[] = []
  for (const [i, { proposal, elements }] of from.entries()) {
    if (!selected.includes(proposal)) {
      const message = `"${proposal}" is not selected`
      problems.push({ field: `/from/${i}/proposal`, rule: 'selected', message })
      continue
    }
    const version = versions[proposal]!
    const has = contentOf(desk, { proposal, version }).elements.map((e) => e.id)
    const part = { proposal, version, elements: [...new Set(elements ?? has)] }
    const wrong = part.elements.flatMap((id) => elementProblem(desk, proposal, has, parts, id) ?? [])
    problems.push(...wrong.map((w) => ({ ...w, field: `/from/${i}/elements` })))
    parts.push(part)
  }
  return problems.length > 0 ? err({ kind: 'fields', problems }) : ok(parts)
}

function elementProblem(
  desk: Desk,
  proposal: string,
  has: readonly string[],
  parts: readonly ProjectPart[],
  id: string,
) {
  if (!has.includes(id)) return { rule: 'element', message: `${proposal} has no element "${id}"` }
  const other = parts.some((p) => p.elements.includes(id)) ? 'this project already' : holderOf(desk, id)
  return other === undefined ? undefined : { rule: 'taken', message: `"${id}" is in ${other}` }
}

/** The project that has an element. */
function holderOf(desk: Desk, element: string): string | undefined {
  const has = (p: ProjectRecord) => p.state !== 'declined' && p.from.some((part) => part.elements.includes(element))
  return [...desk.projects.values()].find(has)?.id
}

function partyProblems(lead: string, parties: readonly string[], all: readonly string[]): FieldProblem[] {
  const strangers = parties.filter((p) => !all.includes(p))
  const problems = strangers.map((p) => ({
    field: '/parties',
    rule: 'party',
    message: `"${p}" is in none of its proposals`,
  }))
  if (parties.includes(lead)) return problems
  return [
    ...problems,
    { field: '/lead', rule: 'party', message: `is none of the project's parties: ${parties.join(', ')}` },
  ]
}

function massOf(desk: Desk, part: ProjectPart): number {
  const elements = contentOf(desk, part).elements.filter((e) => part.elements.includes(e.id))
  return demandOf({ elements, cost: 0 }, 'mass')
}

/** The proposal's score, shared by mass where it is split: what is selected is worth as much after it as before. */
function scoreOf(desk: Desk, decision: DecisionRecord, part: ProjectPart): number {
  const score = desk.runs.get(decision.run)!.inputs.scores[part.proposal]!
  const content = contentOf(desk, part)
  const whole = demandOf({ elements: content.elements, cost: 0 }, 'mass')
  const share = whole > 0 ? massOf(desk, part) / whole : part.elements.length / content.elements.length
  return score * share
}

function ledProject(desk: Desk, id: string, stamp: Stamp): Result<ProjectRecord, Refusal> {
  const found = desk.projects.get(id)
  if (found === undefined) return err({ kind: 'unknown', what: 'project', id })
  if (!found.leads.includes(stamp.party))
    return err({ kind: 'not-yours', what: 'project', id, owner: found.leads.join(', '), party: stamp.party })
  const { state } = found
  return state === 'formed' ? ok(found) : err({ kind: 'wrong-state', what: 'project', id, state, needs: ['formed'] })
}

function withProject(desk: Desk, record: ProjectRecord): Desk {
  return { ...desk, projects: put(desk.projects, record.id, record) }
}
