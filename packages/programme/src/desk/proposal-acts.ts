/** Acts on proposals: a letter invited to propose (or not), submitted (again), withdrawn, confirmed. */
import { err, ok, type Result } from '@magpie/core/result'
import type { Receipt } from '../deadline.ts'
import { actKind, type Ground, type Stamp } from './act.ts'
import { callOf, ownCall } from './call-acts.ts'
import { refuseDecided } from './decision-acts.ts'
import { INTENTS } from './intents.ts'
import { partiesOf } from './letter-content.ts'
import { checkProposal } from './proposal-content.ts'
import { receiptBy } from './receipt.ts'
import { type Desk, lastVersion, type ProposalRecord, put } from './record.ts'
import type { Refusal } from './refusal.ts'

/** The owner of the call admits a letter to the next step, or declines it; either with its reason. */
export const letterAnswered = actKind({
  ...INTENTS['letter-answered'],
  kind: 'letter-answered',
  settle(desk, intent, stamp) {
    const letter = desk.letters.get(intent.letter)
    if (letter === undefined) return err({ kind: 'unknown', what: 'letter', id: intent.letter })
    const call = ownCall(desk, letter.call, stamp)
    if (!call.ok) return call
    const { id, state } = letter
    if (state !== 'submitted') return err({ kind: 'wrong-state', what: 'letter', id, state, needs: ['submitted'] })
    if (desk.answers.get(id)?.version === letter.versions.length)
      return err({ kind: 'rule', rule: 'once', text: `version ${letter.versions.length} of ${id} is answered already` })
    return ok({ ...intent, call: letter.call, version: letter.versions.length })
  },
  enact: (desk, { letter, answer, reason, version }, stamp) => ({
    ...desk,
    answers: put(desk.answers, letter, { answer, reason, version, at: stamp.at }),
  }),
  subject: ({ letter }) => letter,
  concerns: ({ letter }, desk) => partiesOf(lastVersion(desk.letters.get(letter)!).content),
  notices: ({ letter, answer, reason }, desk) => [
    { to: desk.letters.get(letter)!.owner, subject: `Your letter ${letter} is ${answer}`, text: reason },
  ],
})

/** A proposal is submitted, or a newer version of it, by the lead of an invited letter. */
export const proposalSubmitted = actKind({
  ...INTENTS['proposal-submitted'],
  kind: 'proposal-submitted',
  settle(desk, intent, stamp, ground) {
    const before = desk.proposals.get(intent.proposal)
    const checked = ownInvitation(desk, intent.letter, before, intent.proposal, stamp)
    if (!checked.ok) return checked
    const call = callOf(desk, checked.value)
    if (!call.ok) return call
    const decided = refuseDecided(desk, checked.value)
    if (decided !== undefined) return err(decided)
    const receipt = receiptOf(desk, checked.value, intent.proposal, stamp, ground)
    if (!receipt.ok) return receipt
    const problems = checkProposal(call.value.call, intent.content, (id) => desk.parties.has(id))
    if (intent.content.lead !== stamp.party)
      problems.push({ field: '/lead', rule: 'own-party', message: `is not the party that leads, ${stamp.party}` })
    for (const [i, element] of intent.content.elements.entries()) {
      if (elementTaken(desk, element.id, intent.proposal))
        problems.push({
          field: `/elements/${i}/id`,
          rule: 'taken',
          message: 'is the id of an element of another proposal',
        })
    }
    if (problems.length > 0)
      return err({ kind: 'fields', problems: problems.map((p) => ({ ...p, field: `/content${p.field}` })) })
    const version = (before?.versions.length ?? 0) + 1
    return ok({ ...intent, call: checked.value, version, receipt: receipt.value })
  },
  enact(desk, { proposal, letter, call, content, receipt }, stamp) {
    const versions = [
      ...(desk.proposals.get(proposal)?.versions ?? []),
      { at: stamp.at, content, ...(receipt === undefined ? {} : { receipt }) },
    ]
    const record: ProposalRecord = { id: proposal, letter, call, owner: stamp.party, state: 'submitted', versions }
    return { ...desk, proposals: put(desk.proposals, proposal, record) }
  },
  subject: ({ proposal }) => proposal,
  concerns: ({ call, content }, desk) => [desk.calls.get(call)!.owner, ...partiesOf(content)],
})

/** The lead takes a proposal back. */
export const proposalWithdrawn = actKind({
  ...INTENTS['proposal-withdrawn'],
  kind: 'proposal-withdrawn',
  settle(desk, intent, stamp) {
    const found = desk.proposals.get(intent.proposal)
    const { proposal: id } = intent
    if (found === undefined) return err({ kind: 'unknown', what: 'proposal', id })
    if (found.owner !== stamp.party)
      return err({ kind: 'not-yours', what: 'proposal', id, owner: found.owner, party: stamp.party })
    if (found.state !== 'submitted')
      return err({ kind: 'wrong-state', what: 'proposal', id, state: found.state, needs: ['submitted'] })
    const decided = refuseDecided(desk, found.call)
    return decided === undefined ? ok({ ...intent, call: found.call }) : err(decided)
  },
  enact: (desk, { proposal }) => ({
    ...desk,
    proposals: put(desk.proposals, proposal, { ...desk.proposals.get(proposal)!, state: 'withdrawn' }),
  }),
  subject: ({ proposal }) => proposal,
  concerns: ({ proposal, call }, desk) => {
    const versions = desk.proposals.get(proposal)!.versions
    return [desk.calls.get(call)!.owner, ...partiesOf(versions.at(-1)!.content)]
  },
})

/** The call of the letter, if this party may propose on it under this id. */
function ownInvitation(
  desk: Desk,
  letterId: string,
  before: ProposalRecord | undefined,
  id: string,
  stamp: Stamp,
): Result<string, Refusal> {
  const letter = desk.letters.get(letterId)
  if (letter === undefined) return err({ kind: 'unknown', what: 'letter', id: letterId })
  if (letter.owner !== stamp.party)
    return err({ kind: 'not-yours', what: 'letter', id: letterId, owner: letter.owner, party: stamp.party })
  if (before !== undefined && (before.owner !== stamp.party || before.letter !== letterId))
    return err({ kind: 'taken', what: 'proposal', id })
  if (desk.answers.get(letterId)?.answer !== 'invited')
    return err({ kind: 'rule', rule: 'invited', text: `${letterId} has not been invited to propose` })
  return ok(letter.call)
}

/** The receipt by the call's date for proposals; none where the call has no such date. */
function receiptOf(
  desk: Desk,
  callId: string,
  id: string,
  stamp: Stamp,
  ground: Ground,
): Result<Receipt | undefined, Refusal> {
  const { call, state } = desk.calls.get(callId)!
  if (state !== 'open') return err({ kind: 'wrong-state', what: 'call', id: callId, state, needs: ['open'] })
  if (call.proposals === undefined) return ok(undefined)
  return receiptBy(call.proposals, id, stamp, ground)
}

function elementTaken(desk: Desk, element: string, proposal: string): boolean {
  return [...desk.proposals.values()].some(
    (p) =>
      p.id !== proposal && p.state !== 'withdrawn' && p.versions.at(-1)!.content.elements.some((e) => e.id === element),
  )
}
