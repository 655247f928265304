/** What a caller sees of a call's selection: its owner all, a lead its own outcomes, everyone what was announced. */
import type { Caller } from '@magpie/api/access'
import type { SelectionView } from '@magpie/api/selection-operations'
import { type ChainItem, hasContent } from '@magpie/ledger/entry'
import { selectedOf } from '@magpie/programme/desk/decision-acts'
import { submittedTo } from '@magpie/programme/desk/decision-problem'
import type { DecisionRecord, ProjectRecord } from '@magpie/programme/desk/decision-record'
import type { Desk } from '@magpie/programme/desk/record'
import { tallyOf } from '@magpie/programme/desk/tally'
import * as z from 'zod'
import { sightOf } from './review-views.ts'

/** The selection of a call that is at the desk. */
export function selectionSeenBy(
  desk: Desk,
  call: string,
  caller: Caller,
  entries: readonly ChainItem[] = [],
): SelectionView {
  const { party } = caller
  const record = desk.calls.get(call)!
  // Who has a conflict with one proposal may not read of it in what stands beside it.
  const decides = record.owner === party && caller.roles.some((r) => r === 'officer' || r === 'chair')
  const conflicted = decides && sightOf(desk, record, caller).barred.size > 0
  const owns = decides && !conflicted
  const of = <T extends { readonly call: string }>(map: ReadonlyMap<string, T>) =>
    [...map.values()].filter((one) => one.call === call)
  const places = placesOf(entries)
  const decisions = of(desk.decisions)
    .filter((d) => owns || d.state === 'announced')
    .map((d) => ({
      ...(owns ? wholeDecision(desk, d) : publicDecision(desk, d, party)),
      ledger: places(d.id, owns ? OF_DECISIONS : ['decision-announced']),
    }))
  const named = new Set(decisions.flatMap((d) => [...d.selected, ...d.outcomes.map((o) => o.proposal)]))
  return {
    call,
    proposals: submittedTo(desk, call)
      .filter((p) => owns || named.has(p.id))
      .map(({ id, versions }) => {
        const { title, lead, level } = versions.at(-1)!.content
        return { id, title, lead, level }
      }),
    withheld: conflicted,
    runs: owns
      ? of(desk.runs).map(({ id, at, party: by, person, digest, inputs, versions, result }) => ({
          ...{ id, at, by, person, digest, scoresFrom: inputs.scoresFrom, versions: { ...versions }, result },
        }))
      : [],
    decisions,
    projects: of(desk.projects)
      .filter((p) => owns || p.state === 'standing' || involves(p, party))
      .map((p) => ({
        ...projectView(p),
        ...(owns ? { score: p.score } : {}),
        ledger: places(p.id, OF_PROJECTS),
      })),
  }
}

type Places = SelectionView['decisions'][number]['ledger']
const OF_DECISIONS = [
  'decision-moved',
  'decision-voted',
  'decision-recused',
  'decision-lapsed',
  'decision-taken',
  'decision-announced',
]
const OF_PROJECTS = ['project-formed', 'project-confirmed', 'project-declined']

/** Where the acts of some kinds on a subject stand in the ledger. */
function placesOf(entries: readonly ChainItem[]): (subject: string, kinds: readonly string[]) => Places {
  const acts = entries.filter(hasContent)
  return (subject, kinds) =>
    acts
      .filter((e) => e.subject === subject && kinds.includes(e.kind))
      .map(({ kind, at, sequence, hash }) => ({ kind, at, sequence, hash }))
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
const TELLING: ReadonlySet<string> = new Set([
  'selection-run',
  'decision-moved',
  'decision-voted',
  'decision-recused',
  'decision-lapsed',
  'decision-taken',
])

function publicDecision(desk: Desk, d: DecisionRecord, party: string | undefined): SeenDecision {
  const own = d.outcomes.filter((o) => desk.proposals.get(o.proposal)!.owner === party)
  const { id, state, announcedAt, at, by } = d
  return {
    ...{ id, state, at: announcedAt ?? at, by },
    selected: selectedOf(d.outcomes),
    outcomes: own.map((o) => ({ ...o })),
  }
}

type SeenDecision = Omit<SelectionView['decisions'][number], 'ledger'>

function wholeDecision(desk: Desk, d: DecisionRecord): SeenDecision {
  const tally = tallyOf(desk, d)
  const { id, run, state, at, by, score, loss, departure } = d
  return {
    ...{ id, run, state, at, by, score, loss },
    ...(departure === undefined ? {} : { departure }),
    selected: selectedOf(d.outcomes),
    outcomes: d.outcomes.map((o) => ({ ...o })),
    votes: d.votes.map(({ person, vote, reason, at: votedAt, chair }) => ({
      ...{ person, vote, reason, at: votedAt },
      ...(chair === undefined ? {} : { chair }),
    })),
    tally: { ...tally, excluded: tally.excluded.map((e) => ({ ...e })) },
    ...(d.lapsesAt === undefined ? {} : { lapsesAt: d.lapsesAt }),
    ...(d.closed === undefined ? {} : { closed: d.closed.reason }),
  }
}

function involves(p: ProjectRecord, party: string | undefined): boolean {
  return party !== undefined && (p.parties.includes(party) || p.leads.includes(party))
}

function projectView(p: ProjectRecord): Omit<SelectionView['projects'][number], 'ledger'> {
  const { id, name, level, lead, mass_kg, state } = p
  return {
    ...{ id, name, level, lead, mass_kg, state, parties: [...p.parties] },
    from: p.from.map(({ proposal, elements }) => ({ proposal, elements: [...elements] })),
    awaited: p.state === 'formed' ? p.leads.filter((l) => !p.confirmed.includes(l)) : [],
  }
}
