/** What a caller sees of a call's selection: its owner all, a lead its own outcomes, everyone what was announced. */
import type { Caller } from '@magpie/api/access'
import type { SelectionView } from '@magpie/api/selection-operations'
import { selectedOf } from '@magpie/programme/desk/decision-acts'
import type { DecisionRecord, ProjectRecord } from '@magpie/programme/desk/decision-record'
import type { Desk } from '@magpie/programme/desk/record'
import * as z from 'zod'
import { sightOf } from './review-views.ts'

/** The selection of a call that is at the desk. */
export function selectionSeenBy(desk: Desk, call: string, caller: Caller): SelectionView {
  const { party } = caller
  const record = desk.calls.get(call)!
  // Who has a conflict with one proposal may not read of it in what stands beside it.
  const decides = record.owner === party && caller.roles.some((r) => r === 'officer' || r === 'chair')
  const owns = decides && sightOf(desk, record, caller).barred.size === 0
  const of = <T extends { readonly call: string }>(map: ReadonlyMap<string, T>) =>
    [...map.values()].filter((one) => one.call === call)
  return {
    call,
    runs: owns
      ? of(desk.runs).map(({ id, at, party: by, person, digest, inputs, versions, result }) => ({
          ...{ id, at, by, person, digest, scoresFrom: inputs.scoresFrom, versions: { ...versions }, result },
        }))
      : [],
    decisions: of(desk.decisions)
      .filter((d) => owns || d.state === 'announced')
      .map((d) => (owns ? wholeDecision(d) : publicDecision(desk, d, party))),
    projects: of(desk.projects)
      .filter((p) => owns || p.state === 'standing' || involves(p, party))
      .map(projectView),
  }
}

/** Acts of selection that are left out of a person's copy of the record: those on calls with whose proposals it has a conflict. */
export function hiddenActsOfSelection(desk: Desk, caller: Caller): (kind: string, body: unknown) => boolean {
  return (kind, body) => {
    if (!TELLING.has(kind)) return false
    const read = aboutCall.safeParse(body)
    const record = read.success ? desk.calls.get(read.data.call) : undefined
    return record !== undefined && sightOf(desk, record, caller).barred.size > 0
  }
}

/** What of an act is looked at here. */
const aboutCall = z.looseObject({ call: z.string() })
const TELLING: ReadonlySet<string> = new Set(['selection-run', 'decision-moved', 'decision-voted', 'decision-taken'])

function publicDecision(desk: Desk, d: DecisionRecord, party: string | undefined): SelectionView['decisions'][number] {
  const own = d.outcomes.filter((o) => desk.proposals.get(o.proposal)!.owner === party)
  const { id, state, announcedAt, at, by } = d
  return {
    ...{ id, state, at: announcedAt ?? at, by },
    selected: selectedOf(d.outcomes),
    outcomes: own.map((o) => ({ ...o })),
  }
}

function wholeDecision(d: DecisionRecord): SelectionView['decisions'][number] {
  const { id, run, state, at, by, score, loss, departure } = d
  return {
    ...{ id, run, state, at, by, score, loss },
    ...(departure === undefined ? {} : { departure }),
    selected: selectedOf(d.outcomes),
    outcomes: d.outcomes.map((o) => ({ ...o })),
    votes: d.votes.map(({ person, vote, reason, at: votedAt }) => ({ person, vote, reason, at: votedAt })),
  }
}

function involves(p: ProjectRecord, party: string | undefined): boolean {
  return party !== undefined && (p.parties.includes(party) || p.leads.includes(party))
}

function projectView(p: ProjectRecord): SelectionView['projects'][number] {
  const { id, name, level, lead, mass_kg, state } = p
  return {
    ...{ id, name, level, lead, mass_kg, state, parties: [...p.parties] },
    from: p.from.map(({ proposal, elements }) => ({ proposal, elements: [...elements] })),
    awaited: p.state === 'formed' ? p.leads.filter((l) => !p.confirmed.includes(l)) : [],
  }
}
