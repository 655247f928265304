/** The handlers of eligibility and the roadmap: the same on files of a machine and in a centre, over what is known there. */
import type { Caller } from '@magpie/api/access'
import type { Failure } from '@magpie/api/failure'
import type { InputOf, OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { describeProvenance, isAssumed } from '@magpie/core/provenance'
import { err, ok, type Result } from '@magpie/core/result'
import { nearestName } from '@magpie/mission/mission-check'
import { describeRange } from '@magpie/programme/civil-date'
import { partiesOf } from '@magpie/programme/desk/letter-content'
import { type Desk, type LetterRecord, lastVersion } from '@magpie/programme/desk/record'
import { ELIGIBILITY_NOTICE, type EligibilityVerdict } from '@magpie/programme/eligibility'
import { compareKnowledge, type Judgeable } from '@magpie/programme/eligibility/changes'
import { eligibilityFilesOf, standingOfLetter } from '@magpie/programme/eligibility/desk-files'
import type { ProofNode } from '@magpie/programme/eligibility/evaluate'
import { receiptOf } from '@magpie/programme/eligibility/letters'
import {
  askOfLetter,
  askToJoin,
  contextOf,
  describeQuestionError,
  type EligibilityFiles,
  type QuestionError,
} from '@magpie/programme/eligibility/question'
import { type AsOf, describeFact, membersOf, type Standing } from '@magpie/programme/facts'
import { describeDeadlineError } from '@magpie/programme/programme-error'
import { roadmapAsKnown } from '@magpie/programme/roadmap/roadmap'
import type { RoadmapFile } from '@magpie/programme/roadmap/roadmap-file'
import type { Handlers } from './dispatch.ts'
import { teamsAreHidden } from './review-views.ts'

/** What eligibility and the roadmap are read from. */
export type EligibilityPorts = {
  files(): Promise<Result<EligibilityFiles, Failure>>
  roadmap(): Promise<Result<RoadmapFile, Failure>>
  /** The desk of the centre; there is none where only files are read. */
  desk?(): Desk
}

export type EligibilityKey =
  | 'eligibilityMembers'
  | 'eligibilityCheck'
  | 'eligibilityChanges'
  | 'eligibilityVerdicts'
  | 'roadmap'

/** One handler an operation. */
export function eligibilityHandlers(ports: EligibilityPorts): Handlers<EligibilityKey> {
  return {
    async eligibilityMembers(input) {
      const files = await ports.files()
      return files.ok ? membersAnswer(input, files.value) : files
    },
    async eligibilityCheck({ call, ...input }, caller) {
      const files = await filesFor(ports, call, caller, input.letter)
      return files.ok ? checkAnswer(input, files.value) : files
    },
    async eligibilityChanges({ call, ...input }, caller) {
      const files = await filesFor(ports, call, caller)
      return files.ok ? changesAnswer(input, files.value) : files
    },
    async eligibilityVerdicts({ call, asOf, knownOn }, caller) {
      const files = await filesFor(ports, call, caller)
      if (!files.ok) return files
      const days = {
        ...(asOf === undefined ? {} : { held: asOf }),
        ...(knownOn === undefined ? {} : { known: knownOn }),
      }
      return verdictsAnswer(days, files.value, call === undefined ? undefined : ports.desk?.())
    },
    async roadmap({ knownOn, lane }) {
      const [files, file] = await Promise.all([ports.files(), ports.roadmap()])
      if (!files.ok) return files
      return file.ok ? roadmapAnswer(knownOn, lane, files.value, file.value) : file
    },
  }
}

/**
 * What a question is about: the mission, or a call at the desk with the letters that the caller may see. A letter that is
 * none of the mission's is looked for at the desk.
 */
async function filesFor(
  { files, desk }: EligibilityPorts,
  call: string | undefined,
  caller: Caller,
  letter?: string,
): Promise<Result<EligibilityFiles, Failure>> {
  const read = await files()
  if (!read.ok) return read
  const at = desk?.()
  const own = read.value.letters.letters.some((l) => l.id === letter)
  const wanted = call ?? (letter === undefined || own ? undefined : at?.letters.get(letter)?.call)
  const record = wanted === undefined ? undefined : at?.calls.get(wanted)
  if (at !== undefined && record !== undefined)
    return ok(eligibilityFilesOf(read.value, at, record, seenBy(at, caller)))
  if (wanted === undefined || wanted === read.value.call.id) return read
  return notKnown('call', wanted, undefined, `known is ${read.value.call.id}`)
}

/** Letters of one's own party, and all for the owner of their call, but for who must not know the teams. */
function seenBy(desk: Desk, caller: Caller): (letter: LetterRecord) => boolean {
  const { party } = caller
  return (letter) => {
    if (party === undefined) return false
    if (partiesOf(lastVersion(letter).content).includes(party)) return true
    return desk.calls.get(letter.call)!.owner === party && !teamsAreHidden(desk, letter.call, caller)
  }
}

function verdictsAnswer(
  days: Partial<AsOf>,
  files: EligibilityFiles,
  desk: Desk | undefined,
): Result<Answer<'eligibilityVerdicts'>, Failure> {
  const verdicts: Answer<'eligibilityVerdicts'>['verdicts'] = []
  for (const { id, title, lead } of files.letters.letters) {
    const judged = askOfLetter(id, days, files, NAIF0012)
    if (!judged.ok) return err(questionFailure(judged.error))
    const { verdict, reason, held, known, needs } = judged.value
    const record = desk?.letters.get(id)
    verdicts.push({
      ...{ letter: id, title, lead, verdict, reason, asOf: held, knownOn: known },
      needs: needs.map((n) => `${n.rule}: ${n.evidence.join(', ')}`),
      ...(desk === undefined || record === undefined ? {} : { decided: standingOfLetter(desk, record) }),
    })
  }
  return ok({ verdicts, notice: ELIGIBILITY_NOTICE })
}

type Answer<K extends EligibilityKey> = OutputOf<Operations[K]>
type Asked<K extends EligibilityKey> = InputOf<Operations[K]>

function membersAnswer(
  { instrument: id, asOf: held, knownOn: known = held }: Asked<'eligibilityMembers'>,
  files: EligibilityFiles,
): Result<Answer<'eligibilityMembers'>, Failure> {
  const { instruments } = files.instruments
  const instrument = instruments.find((i) => i.id === id)
  if (instrument === undefined) {
    const ids = instruments.map((i) => i.id)
    return notKnown('instrument', id, nearestName(id, ids), `known are ${ids.join(', ')}`)
  }
  const m = membersOf(files.facts.facts, instrument, { held, known })
  const members = m.members.map(standingOf)
  return ok({
    instrument: id,
    name: instrument.name,
    asOf: held,
    knownOn: known,
    count: m.count,
    states: members.filter((s) => s.kind === 'state').length,
    atLeast: m.atLeast,
    atMost: m.atMost,
    members,
    open: m.open.map(standingOf),
    disputedOut: m.disputedOut.map(standingOf),
    ...(m.gaps === undefined ? {} : { gaps: m.gaps }),
    publishedCounts: instrument.publishedCounts.map(({ on, count, provenance }) => ({
      on,
      count,
      source: describeProvenance(provenance),
    })),
    notice: ELIGIBILITY_NOTICE,
  })
}

function standingOf({
  subject,
  name,
  supporting,
  opposing,
  disputed,
}: Standing): Answer<'eligibilityMembers'>['members'][number] {
  // What a standing rests on; one of nobody's word is in no list.
  const fact = supporting[0] ?? opposing[0]!
  return {
    subject,
    name,
    kind: fact.kind,
    since: describeRange(fact.held.from),
    source: describeProvenance(fact.provenance),
    confidence: fact.confidence,
    assumed: isAssumed(fact.provenance),
    disputed,
    says: [...supporting, ...opposing].map(describeFact),
  }
}

function checkAnswer(
  input: Omit<Asked<'eligibilityCheck'>, 'call'>,
  files: EligibilityFiles,
): Result<Answer<'eligibilityCheck'>, Failure> {
  const { letter, party, asOf: held, knownOn: known } = input
  const faults = faultsOf(input)
  if (faults.length > 0) return badRequest('eligibility.check', faults)
  if (letter !== undefined) {
    const days = { ...(held === undefined ? {} : { held }), ...(known === undefined ? {} : { known }) }
    const judged = askOfLetter(letter, days, files, NAIF0012)
    return judged.ok ? ok(verdictView(judged.value, letter)) : err(questionFailure(judged.error))
  }
  const parties = listOf(party!) as [string, ...string[]]
  const judged = askToJoin(
    {
      parties,
      funding: input.funding === undefined ? undefined : listOf(input.funding),
      mode: input.kind,
      level: input.level,
      mass_kg: input.mass_kg,
      receivedAt: input.received,
      parts: input.parts,
      papers: input.papers,
      recipients: input.recipients,
      begins: input.begins,
      commercialSupply: input.commercialSupply,
      visits: input.visits === undefined ? undefined : listOf(input.visits),
      hostState: input.host,
      asOf: { held: held!, known: known ?? held! },
    },
    files,
    NAIF0012,
  )
  return judged.ok ? ok(verdictView(judged.value, parties.join(', '))) : err(questionFailure(judged.error))
}

type Fault = { readonly field: string; readonly rule: string; readonly message: string }

/** What fields say of each other: a letter brings everything with it, a party needs a day. */
function faultsOf(input: Omit<Asked<'eligibilityCheck'>, 'call'>): Fault[] {
  const { letter, party, asOf, knownOn: _, ...rest } = input
  if (letter === undefined) {
    const faults: Fault[] = []
    if (party === undefined || listOf(party).length === 0)
      faults.push({ field: '/party', rule: 'party-or-letter', message: 'give a party, or a letter of the mission' })
    if (asOf === undefined) faults.push({ field: '/asOf', rule: 'required', message: 'give the day asked about' })
    return faults
  }
  const given = Object.entries({ party, ...rest }).filter(([, value]) => value !== undefined)
  return given.map(([name]) => ({
    field: `/${name}`,
    rule: 'party-or-letter',
    message: `${letter} says this itself: leave it out, or ask about a party instead of a letter`,
  }))
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}

function questionFailure(error: QuestionError): Failure {
  switch (error.kind) {
    case 'receipt': {
      const message = describeDeadlineError(error.error)
      return { kind: 'bad-request', message, problems: [{ file: '', field: '/received', rule: 'time', message }] }
    }
    case 'party-not-known':
      return { kind: 'not-found', message: sentence(error), what: 'party', id: error.party }
    case 'letter-not-known':
      return { kind: 'not-found', message: sentence(error), what: 'letter', id: error.letter }
  }
}

function sentence(error: Exclude<QuestionError, { kind: 'receipt' }>): string {
  const text = describeQuestionError(error)
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('?') ? '' : '.'}`
}

function badRequest(name: string, faults: readonly Fault[]): Result<never, Failure> {
  const problems = faults.map((fault) => ({ file: '', ...fault }))
  const message = `${name} cannot be done as asked: ${faults.map((f) => `${f.field}: ${f.message}`).join('; ')}`
  return err({ kind: 'bad-request', message, problems })
}

function notKnown(what: string, id: string, near: string | undefined, otherwise: string): Result<never, Failure> {
  const hint = near === undefined ? otherwise : `did you mean "${near}"?`
  return err({ kind: 'not-found', message: `There is no ${what} "${id}": ${hint}`, what, id })
}

/** A verdict as the contract has it: trees written line by line. */
export function verdictView(v: EligibilityVerdict, subject: string): Answer<'eligibilityCheck'> {
  return {
    subject,
    verdict: v.verdict,
    reason: v.reason,
    asOf: v.held,
    knownOn: v.known,
    needs: v.needs.map(({ rule, evidence }) => ({ rule, evidence: [...evidence] })),
    conflicts: v.conflicts.map(({ about, rules }) => ({ about, rules: [...rules] })),
    proof: v.proof.map((p) => ({
      ...p,
      cites: [...p.cites],
      when: linesOf(p.when, 0),
      overriddenBy: [...p.overriddenBy],
      needs: [...p.needs],
    })),
    notAsked: v.notAsked.map((r) => ({ ...r, about: [...r.about] })),
    notice: v.notice,
  }
}

type ProofLine = Answer<'eligibilityCheck'>['proof'][number]['when'][number]

function linesOf({ of, evidence, ...node }: ProofNode, depth: number): ProofLine[] {
  return [{ depth, ...node, evidence: [...evidence] }, ...of.flatMap((child) => linesOf(child, depth + 1))]
}

function changesAnswer(
  { from, to, clock, facts = [] }: Omit<Asked<'eligibilityChanges'>, 'call'>,
  files: EligibilityFiles,
): Result<Answer<'eligibilityChanges'>, Failure> {
  if (from > to) {
    const message = `${to} lies before ${from}: give the later day`
    return badRequest('eligibility.changes', [{ field: '/to', rule: 'order', message }])
  }
  const letters: Judgeable[] = []
  for (const letter of files.letters.letters) {
    const judged = receiptOf(letter.receivedAt, files.call, NAIF0012)
    if (!judged.ok) return err(questionFailure({ kind: 'receipt', error: judged.error }))
    letters.push({ participation: letter, receipt: judged.value.receipt })
  }
  // Of one clock the other stands still at the later day.
  const before: AsOf = { held: clock === 'known' ? to : from, known: clock === 'held' ? to : from }
  const after = contextOf(files, { held: to, known: to })
  const added = { ...after, facts: [...after.facts, ...facts] }
  const c = compareKnowledge(letters, contextOf(files, before), added)
  const titles = new Map(files.letters.letters.map((l) => [l.id, l.title]))
  const view = (change: (typeof c.flips)[number]) => ({
    ...change,
    title: titles.get(change.letter) ?? change.letter,
    rules: [...change.rules],
  })
  return ok({
    from,
    to,
    clock,
    judged: c.judged,
    flips: c.flips.map(view),
    moved: c.moved.map(view),
    facts: c.facts.map((f) => ({ ...f, because: [...f.because] })),
    notice: ELIGIBILITY_NOTICE,
  })
}

function roadmapAnswer(
  knownOn: string | undefined,
  lane: string | undefined,
  files: EligibilityFiles,
  file: RoadmapFile,
): Result<Answer<'roadmap'>, Failure> {
  const ids = file.lanes.map((l) => l.id)
  if (lane !== undefined && !ids.includes(lane))
    return notKnown('lane', lane, nearestName(lane, ids), `there are ${ids.join(', ')}`)
  const { facts } = files.facts
  const last = [...file.statements.map((s) => s.knownFrom), ...facts.map((f) => f.known.from)].reduce((a, b) =>
    a > b ? a : b,
  )
  const shown = lane === undefined ? file : { ...file, lanes: file.lanes.filter((l) => l.id === lane) }
  const { known, ...view } = roadmapAsKnown(shown, facts, files.instruments.instruments, knownOn ?? last)
  return ok(structuredClone({ knownOn: known, ...view }) as Answer<'roadmap'>)
}
