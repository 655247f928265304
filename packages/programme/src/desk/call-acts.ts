/** Acts on calls: opened, amended, dates moved, asked and answered, handed to another party, closed. */
import { err, ok, type Result } from '@magpie/core/result'
import { parseEpoch } from '@magpie/core/time'
import type { CallDeadline } from '../call-deadline.ts'
import type { CallFile } from '../call-file.ts'
import { deadlineInstant, formatInZone, zoneExists } from '../deadline.ts'
import { DEMANDS } from '../estimate.ts'
import { describeDeadlineError } from '../programme-error.ts'
import { withStageCloses } from '../review/stage-deadline.ts'
import { actKind, badField, type Ground, type Stamp } from './act.ts'
import { INTENTS } from './intents.ts'
import { type CallRecord, type Desk, put } from './record.ts'
import type { FieldProblem, Refusal } from './refusal.ts'

/** The call, if it is there. */
export function callOf(desk: Desk, id: string): Result<CallRecord, Refusal> {
  const call = desk.calls.get(id)
  return call === undefined ? err({ kind: 'unknown', what: 'call', id }) : ok(call)
}

/** The call, if the acting party owns it. */
export function ownCall(desk: Desk, id: string, stamp: Stamp): Result<CallRecord, Refusal> {
  const found = callOf(desk, id)
  if (!found.ok || found.value.owner === stamp.party) return found
  return err({ kind: 'not-yours', what: 'call', id, owner: found.value.owner, party: stamp.party })
}

/** The day, as the zone's calendar has it, of an instant of the desk. */
export function dayInZone(at: string, zone: string, { leap }: Ground): Result<string, Refusal> {
  const epoch = parseEpoch(at, leap)
  if (!epoch.ok) return err({ kind: 'deadline', error: epoch.error })
  return ok(formatInZone(epoch.value, zone, leap, 0).slice(0, 10))
}

/** A party makes itself known; its people act for it from then on. */
export const partyRegistered = actKind({
  ...INTENTS['party-registered'],
  kind: 'party-registered',
  settle(desk, { party: p }, stamp) {
    if (desk.parties.has(p.id)) return err({ kind: 'taken', what: 'party', id: p.id })
    if (p.id !== stamp.party) return badField('/party/id', 'own-party', `is not the party you act for, ${stamp.party}`)
    if (p.partOf !== undefined && !desk.parties.has(p.partOf))
      return badField('/party/partOf', 'party', `no party "${p.partOf}" is registered`)
    return ok({
      party: { ...p, provenance: { kind: 'sourced' as const, source: ownWord(p.name, stamp.at), verified: true } },
    })
  },
  enact: (desk, { party: p }) => ({ ...desk, parties: put(desk.parties, p.id, p) }),
  subject: ({ party: p }) => p.id,
  concerns: () => 'everyone' as const,
})

/** What a party says of itself is its own source. */
function ownWord(name: string, at: string) {
  return { title: 'Registration at this centre', publisher: name, date: at.slice(0, 10) }
}

/** A call is published. Its file is that of a mission folder. */
export const callOpened = actKind({
  ...INTENTS['call-opened'],
  kind: 'call-opened',
  settle(desk, { call }, stamp, ground) {
    if (desk.calls.has(call.id)) return err({ kind: 'taken', what: 'call', id: call.id })
    if (call.by !== stamp.party)
      return badField('/call/by', 'own-party', `is not the party you act for, ${stamp.party}`)
    const dates = checkDates(call, ground)
    if (!dates.ok) return dates
    const units = unitProblems(call)
    if (units.length > 0) return err({ kind: 'fields', problems: units })
    return closed(call, ground)
  },
  enact: (desk, { call }, stamp) =>
    withCall(desk, {
      call,
      owner: stamp.party,
      state: 'open',
      versions: [{ at: stamp.at, reason: 'published', call }],
      owners: [{ party: stamp.party, at: stamp.at }],
      questions: [],
    }),
  subject: ({ call }) => call.id,
  concerns: () => 'everyone' as const,
})

/** A deadline moves. What was in force before stays readable; the new one is known from today on. */
export const deadlineMoved = actKind({
  ...INTENTS['deadline-moved'],
  kind: 'deadline-moved',
  settle(desk, intent, stamp, ground) {
    const found = ownCall(desk, intent.call, stamp)
    if (!found.ok) return found
    const { call } = found.value
    const zone = call[intent.deadline]?.zone ?? call.letters.zone
    const today = dayInZone(stamp.at, zone, ground)
    if (!today.ok) return today
    const due = deadlineInstant(intent, zone, ground.leap)
    if (!due.ok) return err({ kind: 'deadline', error: due.error })
    if (intent.day < call.publishedOn) return badField('/day', 'order', `lies before the call, ${call.publishedOn}`)
    return ok({ ...intent, knownFrom: today.value, zone })
  },
  enact(desk, body, stamp) {
    const record = desk.calls.get(body.call)!
    const own = { title: body.reason, publisher: stamp.party, date: body.knownFrom }
    const provenance = { kind: 'sourced' as const, source: own, verified: true }
    const { day, time, knownFrom, zone } = body
    const revision = { day, time, knownFrom, provenance, timeProvenance: provenance }
    const before = record.call[body.deadline] ?? { zone, revisions: [], grace: noGrace(provenance) }
    const grace =
      body.grace_s === undefined ? before.grace : { seconds: body.grace_s, text: `${body.grace_s} s`, provenance }
    const moved = { ...before, revisions: [...before.revisions, revision], grace }
    return withVersion(desk, record, { ...record.call, [body.deadline]: moved }, body.reason, stamp)
  },
  subject: ({ call }) => call,
  concerns: () => 'everyone' as const,
  notices: (body, desk) =>
    teamsOf(desk, body.call).map((to) => ({
      to,
      subject: `The deadline for ${body.deadline} of ${body.call} is now ${body.day} ${body.time}`,
      text: body.reason,
    })),
})

/** Anything of a call but its dates, owner and id is put in order, with the reason. */
export const callAmended = actKind({
  ...INTENTS['call-amended'],
  kind: 'call-amended',
  settle(desk, { call, reason }, stamp, ground) {
    const found = ownCall(desk, call.id, stamp)
    if (!found.ok) return found
    const now = found.value.call
    for (const field of ['letters', 'proposals', 'by', 'publishedOn'] as const) {
      if (JSON.stringify(call[field]) !== JSON.stringify(now[field]))
        return badField(`/call/${field}`, 'fixed', 'is not changed by an amendment: dates move by deadline-moved')
    }
    // What reviewers and teams were promised stands.
    if (desk.reviewing.has(call.id) && JSON.stringify(call.review) !== JSON.stringify(now.review))
      return badField('/call/review', 'fixed', 'stands once reviewers are invited')
    const voting = [...desk.decisions.values()].some((d) => d.call === call.id && d.state === 'moved')
    if (voting && JSON.stringify(call.voting) !== JSON.stringify(now.voting))
      return badField('/call/voting', 'fixed', 'stands while there is a motion')
    const units = unitProblems(call)
    if (units.length > 0) return err({ kind: 'fields', problems: units })
    const whole = closed(call, ground)
    return whole.ok ? ok({ call: whole.value.call, reason }) : whole
  },
  enact: (desk, { call, reason }, stamp) => withVersion(desk, desk.calls.get(call.id)!, call, reason, stamp),
  subject: ({ call }) => call.id,
  concerns: () => 'everyone' as const,
})

/** Anyone with a role asks; what is answered is published with the question. */
export const questionAsked = actKind({
  ...INTENTS['question-asked'],
  kind: 'question-asked',
  settle(desk, { call, text }) {
    const found = callOf(desk, call)
    return found.ok ? ok({ call, text, question: `q-${found.value.questions.length + 1}` }) : found
  },
  enact(desk, { call, text, question }, stamp) {
    const record = desk.calls.get(call)!
    const asked = { id: question, at: stamp.at, by: stamp.party, text }
    return withCall(desk, { ...record, questions: [...record.questions, asked] })
  },
  subject: ({ question }) => question,
  concerns: ({ call }, desk) => [desk.calls.get(call)!.owner],
  notices: ({ call, text }, desk) => [{ to: desk.calls.get(call)!.owner, subject: `A question on ${call}`, text }],
})

/** The owner answers; question and answer are public, who asked is not. */
export const questionAnswered = actKind({
  ...INTENTS['question-answered'],
  kind: 'question-answered',
  settle(desk, intent, stamp) {
    const found = ownCall(desk, intent.call, stamp)
    if (!found.ok) return found
    const question = found.value.questions.find((q) => q.id === intent.question)
    if (question === undefined) return err({ kind: 'unknown', what: 'question', id: intent.question })
    return ok(intent)
  },
  enact(desk, { call, question, answer }, stamp) {
    const record = desk.calls.get(call)!
    const questions = record.questions.map((q) =>
      q.id === question ? { ...q, answer: { at: stamp.at, text: answer } } : q,
    )
    return withCall(desk, { ...record, questions })
  },
  subject: ({ question }) => question,
  concerns: () => 'everyone' as const,
  notices(body, desk) {
    const asked = desk.calls.get(body.call)!.questions.find((q) => q.id === body.question)!
    return [{ to: asked.by, subject: `Your question on ${body.call} is answered`, text: body.answer }]
  },
})

/** The owner offers the call to another party, which takes it over when it accepts. */
export const transferOffered = actKind({
  ...INTENTS['transfer-offered'],
  kind: 'transfer-offered',
  settle(desk, intent, stamp) {
    const found = ownCall(desk, intent.call, stamp)
    if (!found.ok) return found
    if (!desk.parties.has(intent.to)) return badField('/to', 'party', `no party "${intent.to}" is registered`)
    if (intent.to === stamp.party) return badField('/to', 'other-party', 'owns the call already')
    return ok(intent)
  },
  enact: (desk, { call, to, reason }, stamp) =>
    withCall(desk, { ...desk.calls.get(call)!, transfer: { to, at: stamp.at, reason } }),
  subject: ({ call }) => call,
  concerns: () => 'everyone' as const,
  notices: ({ call, to, reason }) => [{ to, subject: `You are offered the call ${call}`, text: reason }],
})

export const transferAccepted = actKind({
  ...INTENTS['transfer-accepted'],
  kind: 'transfer-accepted',
  settle(desk, { call }, stamp) {
    const found = callOf(desk, call)
    if (!found.ok) return found
    const { transfer, owner } = found.value
    if (transfer === undefined)
      return err({ kind: 'wrong-state', what: 'call', id: call, state: 'not on offer', needs: ['on offer'] })
    if (transfer.to !== stamp.party)
      return err({ kind: 'not-yours', what: 'offer of', id: call, owner: transfer.to, party: stamp.party })
    return ok({ call, from: owner })
  },
  enact(desk, { call }, stamp) {
    const { transfer, ...record } = desk.calls.get(call)!
    const owners = [...record.owners, { party: stamp.party, at: stamp.at, reason: transfer!.reason }]
    return withCall(desk, { ...record, owner: stamp.party, owners })
  },
  subject: ({ call }) => call,
  concerns: () => 'everyone' as const,
  notices: ({ call, from }, _desk, stamp) => [
    { to: from, subject: `${stamp.party} took over the call ${call}`, text: '' },
  ],
})

/** No more letters or proposals are taken, whatever the dates say. */
export const callClosed = actKind({
  ...INTENTS['call-closed'],
  kind: 'call-closed',
  settle(desk, intent, stamp) {
    const found = ownCall(desk, intent.call, stamp)
    if (!found.ok) return found
    return found.value.state === 'open'
      ? ok(intent)
      : err({ kind: 'wrong-state', what: 'call', id: intent.call, state: 'closed', needs: ['open'] })
  },
  enact: (desk, { call }) => withCall(desk, { ...desk.calls.get(call)!, state: 'closed' }),
  subject: ({ call }) => call,
  concerns: () => 'everyone' as const,
  notices: ({ call, reason }, desk) =>
    teamsOf(desk, call).map((to) => ({ to, subject: `The call ${call} is closed`, text: reason })),
})

function checkDates(call: CallFile, { leap }: Ground): Result<true, Refusal> {
  for (const field of ['letters', 'proposals'] as const) {
    const deadline = call[field]
    if (deadline === undefined) continue
    if (!zoneExists(deadline.zone))
      return badField(`/call/${field}/zone`, 'zone', `"${deadline.zone}" is no time zone of the IANA database`)
    for (const [i, revision] of deadline.revisions.entries()) {
      const due = deadlineInstant(revision, deadline.zone, leap)
      if (!due.ok) return err({ kind: 'deadline', error: due.error })
      if (revision.day < call.publishedOn)
        return badField(`/call/${field}/revisions/${i}/day`, 'order', `lies before the call, ${call.publishedOn}`)
    }
  }
  return ok(true)
}

/** Limits are given in the units that proposals are, so that they can be held against each other; a cost is in the host's own. */
function unitProblems(call: CallFile): FieldProblem[] {
  const wrong = (field: string, unit: string) => [
    { field: `/call/${field}/limit/unit`, rule: 'unit', message: `is ${unit}` },
  ]
  const { unit } = call.moduleMass.limit
  return [
    ...call.envelope.flatMap(({ resource, limit }, i) =>
      resource === 'cost' || limit.unit === DEMANDS[resource].unit
        ? []
        : wrong(`envelope/${i}`, DEMANDS[resource].unit),
    ),
    ...(unit === 'kg' ? [] : wrong('moduleMass', 'kg')),
  ]
}

/** The call with the instants at which its review's stages close. */
function closed(call: CallFile, { leap }: Ground): Result<{ readonly call: CallFile }, Refusal> {
  const whole = withStageCloses(call, leap)
  if (whole.ok) return ok({ call: whole.value })
  const { field, error } = whole.error
  return badField(`/call${field}`, error.kind, describeDeadlineError(error))
}

function noGrace(provenance: CallDeadline['grace']['provenance']) {
  return { seconds: 0, text: 'none', provenance }
}

function withCall(desk: Desk, record: CallRecord): Desk {
  return { ...desk, calls: put(desk.calls, record.call.id, record) }
}

function withVersion(desk: Desk, record: CallRecord, call: CallFile, reason: string, stamp: Stamp): Desk {
  const versions = [...record.versions, { at: stamp.at, reason, call }]
  return withCall(desk, { ...record, call, versions })
}

/** Who has a letter in the call. */
function teamsOf(desk: Desk, call: string): string[] {
  return [...new Set([...desk.letters.values()].filter((l) => l.call === call).map((l) => l.owner))]
}
