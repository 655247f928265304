/** What a caller sees of the desk: calls as the public reads them, letters for their teams and the owner of the call. */
import type { Caller } from '@magpie/api/access'
import type { CallView, LetterView, ProposalView } from '@magpie/api/programme-operations'
import { isAssumed } from '@magpie/core/provenance'
import { unwrap } from '@magpie/core/result'
import { formatEpoch, parseEpoch, secondsBetween } from '@magpie/core/time'
import type { CallDeadline } from '@magpie/programme/call-deadline'
import { deadlineInstant, formatInZone } from '@magpie/programme/deadline'
import type { Ground } from '@magpie/programme/desk/act'
import { partiesOf } from '@magpie/programme/desk/letter-content'
import { type CallRecord, type Desk, type LetterRecord, lastVersion } from '@magpie/programme/desk/record'

/** A call for this caller: questions without an answer are seen by who asked and by the owner. */
export function callViewOf(record: CallRecord, desk: Desk, caller: Caller, ground: Ground): CallView {
  const { call, owner, owners, state, versions, transfer } = record
  const owns = caller.party === owner
  return {
    call,
    owner,
    state,
    letters: deadlineView(call.letters, caller.arrivedAt, ground),
    ...(call.proposals === undefined ? {} : { proposals: deadlineView(call.proposals, caller.arrivedAt, ground) }),
    versions: versions.map(({ at, reason }) => ({ at, reason })),
    questions: record.questions
      .filter((q) => q.answer !== undefined || owns || (caller.party !== undefined && q.by === caller.party))
      .map(({ id, at, text, by, answer }) => ({
        ...{ id, at, text },
        ...(owns || by === caller.party ? { by } : {}),
        ...(answer === undefined ? {} : { answer }),
      })),
    ...(transfer === undefined ? {} : { onOfferTo: transfer.to }),
    owners: [...owners],
    received: [...desk.letters.values()].filter((l) => l.call === call.id && l.state === 'submitted').length,
  }
}

/** The letters that a party may see. */
export function lettersSeenBy(desk: Desk, party: string | undefined, call: string | undefined): LetterView[] {
  if (party === undefined) return []
  return [...desk.letters.values()]
    .filter((l) => call === undefined || l.call === call)
    .filter((l) => desk.calls.get(l.call)!.owner === party || teamOf(l).includes(party))
    .map((l) => letterViewOf(l, desk))
}

/** Offers to merge letters that somebody may see, one or both: they concern the teams of both. */
export function mergeOffersSeenBy(desk: Desk, seen: readonly LetterView[]) {
  const ids = new Set(seen.map((l) => l.id))
  return [...desk.mergeOffers.values()]
    .filter(({ letters }) => letters.some((id) => ids.has(id)))
    .map(({ id, by, letters, content }) => ({ merged: id, by, letters: [...letters], content }))
}

/** The proposals that a party may see. */
export function proposalsSeenBy(desk: Desk, party: string | undefined, call: string | undefined): ProposalView[] {
  if (party === undefined) return []
  return [...desk.proposals.values()]
    .filter((p) => call === undefined || p.call === call)
    .filter((p) => desk.calls.get(p.call)!.owner === party || partiesOf(p.versions.at(-1)!.content).includes(party))
    .map(({ id, letter, call: of, owner, state, versions }) => ({
      ...{ id, letter, call: of, owner, state },
      versions: versions.map(({ at, receipt, content }) => ({
        ...{ at, content },
        ...(receipt === undefined ? {} : { verdict: receipt.verdict }),
      })),
    }))
}

function letterViewOf(letter: LetterRecord, desk: Desk): LetterView {
  const { id, call, owner, state, confirmed, from, became } = letter
  const answer = desk.answers.get(id)
  const awaited = teamOf(letter).filter((p) => p !== owner && !confirmed.includes(p))
  return {
    ...{ id, call, owner, state },
    versions: letter.versions.map(({ at, receipt, content }) => ({ at, verdict: receipt.verdict, content })),
    ...{ confirmed: [...confirmed], awaited, from: [...from], became: [...became] },
    ...(answer === undefined ? {} : { answer }),
  }
}

function teamOf(letter: LetterRecord): string[] {
  return partiesOf(lastVersion(letter).content)
}

/** The deadline in force, which is the last one published, and those before it. Its zone was checked when it was published. */
function deadlineView(deadline: CallDeadline, now: string, { leap }: Ground): CallView['letters'] {
  const { zone, grace } = deadline
  const at = (revision: CallDeadline['revisions'][number]) => unwrap(deadlineInstant(revision, zone, leap))
  const due = at(deadline.revisions.reduce((a, b) => (b.knownFrom >= a.knownFrom ? b : a)))
  return {
    zone,
    at: formatEpoch(due, leap, { digits: 0 }),
    local: formatInZone(due, zone, leap, 0),
    in_s: secondsBetween(unwrap(parseEpoch(now, leap)), due),
    grace_s: grace.seconds,
    graceText: grace.text,
    revisions: deadline.revisions.map((r) => ({
      at: formatInZone(at(r), zone, leap, 0),
      knownFrom: r.knownFrom,
      assumed: isAssumed(r.timeProvenance),
    })),
  }
}
