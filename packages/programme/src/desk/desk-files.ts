/**
 * A call at the desk as the programme's files of a mission folder: what was submitted, scored and decided, every value with
 * whose word it is, and under which number it stands in the ledger. So nobody types again what the desk has.
 */
import type { Provenance } from '@magpie/core/provenance'
import type { Party } from '@magpie/mission/party'
import type { CallFile } from '../call-file.ts'
import type { DecidedProject, DecisionFile } from '../decision-file.ts'
import { participationOfLetter } from '../eligibility/desk-letter.ts'
import type { Letter, LettersFile } from '../letters-file.ts'
import type { Proposal, ProposalsFile } from '../proposals-file.ts'
import type { ReviewsFile } from '../reviews-file.ts'
import { decisionOf, selectedOf } from './decision-acts.ts'
import type { DecisionRecord, ProjectRecord, RunRecord } from './decision-record.ts'
import { partiesOf } from './letter-content.ts'
import type { CallRecord, Desk, LetterRecord, ProposalRecord } from './record.ts'

/** The number of the ledger's entry in which something happened: of this kind, at this instant, to this. */
export type SequenceOf = (at: string, id: string) => number | undefined

export type DeskFiles = {
  readonly call: CallFile
  readonly parties: { readonly parties: readonly Party[] }
  readonly letters: LettersFile
  readonly proposals: ProposalsFile
  readonly reviews?: ReviewsFile
  readonly decision?: DecisionFile
}

/** The files of a call; `reviewed` are its reviews, where it had some. Decision and projects are there once they are announced and stand. */
export function deskFiles(desk: Desk, record: CallRecord, sequenceOf: SequenceOf, reviewed?: ReviewsFile): DeskFiles {
  const words = wordsOf(desk, sequenceOf)
  const { call } = record
  const decision = decisionOf(desk, call.id)
  const run = decision === undefined ? undefined : desk.runs.get(decision.run)
  const submitted = [...desk.proposals.values()].filter((p) => p.call === call.id && p.state === 'submitted')
  const letters = [...desk.letters.values()].filter((l) => l.call === call.id)
  // A proposal stands on its letter, whatever became of the letter since.
  const needed = new Set(submitted.map((p) => p.letter))
  const kept = letters.filter((l) => l.state === 'submitted' || needed.has(l.id))
  const proposals = submitted.map((p) => proposalOf(p, run, call, words))
  return {
    call,
    parties: { parties: [...desk.parties.values()] },
    letters: { letters: kept.map((l) => letterOf(l, desk, record.owner, words)) },
    proposals: { proposals, ...pairsOf(run, words) },
    ...scored(proposals, run, call, words, reviewed),
    ...(decision === undefined ? {} : decided(desk, record, decision, kept.length, words)),
  }
}

/** A party's word at this centre, as a source. */
type Words = (party: string, what: string, at: string, id: string) => Extract<Provenance, { kind: 'sourced' }>

function wordsOf(desk: Desk, sequenceOf: SequenceOf): Words {
  return (party, what, at, id) => {
    const sequence = sequenceOf(at, id)
    const entry = sequence === undefined ? '' : `, ledger entry ${sequence}`
    const publisher = desk.parties.get(party)?.name ?? party
    const source = { title: `${what} at this centre${entry}`, publisher, date: at.slice(0, 10) }
    return { kind: 'sourced', source, asOf: at.slice(0, 10), verified: true }
  }
}

function letterOf({ id, versions }: LetterRecord, desk: Desk, owner: string, words: Words): Letter {
  const answer = desk.answers.get(id)
  const { content, at } = versions.at(-1)!
  const provenance = words(content.lead, `Letter ${id}, version ${versions.length},`, at, id)
  const { participation } = participationOfLetter(id, content)
  const { parts, papers, recipients } = participation
  return {
    ...{ id, title: content.title, lead: content.lead, parties: partiesOf(content), level: content.level },
    ...{ receivedAt: at, receivedProvenance: words(content.lead, `Receipt of letter ${id}`, at, id) },
    ...(content.mass_kg === undefined ? {} : { mass: { value: content.mass_kg, unit: 'kg', provenance } }),
    funding: content.funding.map((funder) => ({ funder, provenance })),
    ...{ mode: content.mode, declaresForeignParty: content.declaresForeignParty },
    papers: papers.map((paper) => ({ ...paper, provenance })),
    ...(parts === undefined ? {} : { parts: { items: [...parts.items], provenance } }),
    ...{ recipients: [...recipients], commercialSupply: false, visits: [], rehearsal: false, provenance },
    ...(answer?.answer !== 'invited'
      ? {}
      : {
          admitted: {
            ...{ by: owner, on: answer.at.slice(0, 10), reason: answer.reason },
            provenance: words(owner, `Invitation of letter ${id}`, answer.at, id),
          },
        }),
  }
}

function proposalOf(p: ProposalRecord, run: RunRecord | undefined, call: CallFile, words: Words): Proposal {
  const version = run?.versions[p.id] ?? p.versions.length
  const { content, at } = p.versions[version - 1]!
  const provenance = words(content.lead, `Proposal ${p.id}, version ${version},`, at, p.id)
  const unit = call.envelope.find((e) => e.resource === 'cost')?.limit.unit ?? 'cost unit'
  return {
    ...{ id: p.id, letter: p.letter, title: content.title, level: content.level, lead: content.lead },
    parties: partiesOf(content),
    elements: content.elements.map((e) => ({
      ...e,
      parameters: e.parameters.map((q) => ({ ...q, provenance })),
      provenance,
    })),
    jointOperations: content.jointOperations,
    cost: { value: content.cost, unit, provenance },
    provenance,
  }
}

/** Synergies and exclusions as the run had them. */
function pairsOf(run: RunRecord | undefined, words: Words): Pick<ProposalsFile, 'synergies' | 'exclusions'> {
  if (run === undefined) return { synergies: [], exclusions: [] }
  const said = (reason: string) => ({ ...words(run.party, `Selection run ${run.id}`, run.at, run.id), note: reason })
  return {
    synergies: run.inputs.synergies.map(({ between, bonus, reason }) => ({
      ...{ between: [...between] as [string, string], bonus, provenance: said(reason) },
    })),
    exclusions: run.inputs.exclusions.map(({ between, reason }) => ({
      between: [...between] as [string, string],
      provenance: said(reason),
    })),
  }
}

/** The reviews where all proposals have some; else the scores that the decision rests on. */
function scored(
  proposals: readonly Proposal[],
  run: RunRecord | undefined,
  call: CallFile,
  words: Words,
  reviewed: ReviewsFile | undefined,
): { readonly reviews?: ReviewsFile } {
  const all = proposals.every((p) => reviewed?.reviews.some((r) => r.proposal === p.id))
  if (reviewed !== undefined && all) return { reviews: reviewed }
  return run === undefined ? {} : { reviews: reviewsOf(run, call, words) }
}

/** The scores that the decision rests on, the same under every criterion, since a run has one for each proposal. */
function reviewsOf(run: RunRecord, call: CallFile, words: Words): ReviewsFile {
  const note = `one score a proposal, of ${run.inputs.scoresFrom}: it stands under every criterion`
  return {
    provenance: { ...words(run.party, `Selection run ${run.id}`, run.at, run.id), note },
    reviewers: [{ id: 'panel', name: run.inputs.scoresFrom }],
    reviews: Object.entries(run.inputs.scores).map(([proposal, score]) => ({
      ...{ proposal, reviewer: 'panel' },
      scores: Object.fromEntries(call.criteria.map((c) => [c.id, score])),
    })),
  }
}

function decided(
  desk: Desk,
  { call, owner }: CallRecord,
  decision: DecisionRecord,
  letters: number,
  words: Words,
): { readonly decision?: DecisionFile } {
  const standing = [...desk.projects.values()].filter((p) => p.decision === decision.id && p.state === 'standing')
  if (decision.announcedAt === undefined || standing.length === 0) return {}
  const provenance = words(owner, `Decision ${decision.id}`, decision.announcedAt, decision.id)
  const parties = new Set(standing.flatMap((p) => p.parties))
  const of = [...parties].flatMap((id) => desk.parties.get(id) ?? [])
  const states = new Set(of.flatMap((p) => (p.state === undefined || p.state === call.hostState ? [] : [p.state])))
  const file: DecisionFile = {
    ...{ by: owner, announcedOn: decision.announcedAt.slice(0, 10) },
    funnel: {
      ...{ letters, proposals: selectedOf(decision.outcomes).length, projects: standing.length },
      countriesAndRegions: states.size,
      internationalOrganisations: of.filter((p) => p.kind === 'international-organisation').length,
      provenance,
    },
    projects: standing.map((p) => projectOf(desk, p, owner, words)),
    provenance,
  }
  return { decision: file }
}

function projectOf(desk: Desk, p: ProjectRecord, owner: string, words: Words): DecidedProject {
  const provenance = words(owner, `Project ${p.id}`, p.at, p.id)
  const split = p.from.some(
    ({ proposal, version, elements }) =>
      elements.length < desk.proposals.get(proposal)!.versions[version - 1]!.content.elements.length,
  )
  return {
    ...{ id: p.id, name: p.name, level: p.level, lead: p.lead, parties: [...p.parties] },
    proposals: p.from.map((part) => part.proposal),
    ...(split ? { elements: p.from.flatMap((part) => part.elements) } : {}),
    mergeProvenance: { ...provenance, note: `${p.reason}; confirmed by ${p.confirmed.join(', ')}` },
    ...{ stated: [], provenance },
  }
}
