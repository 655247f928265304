/** "May we join?": a participation that is only thought of, or a letter of the mission, judged as known on a day. */
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import type { Provenance } from '@magpie/core/provenance'
import { err, ok, type Result } from '@magpie/core/result'
import { nearestName } from '@magpie/mission/mission-check'
import type { PartiesFile, Party } from '@magpie/mission/party'
import type { CooperationLevel } from '@magpie/mission/project'
import type { CallFile } from '../call-file.ts'
import type { DeadlineError, Receipt } from '../deadline.ts'
import { type EligibilityVerdict, judgeEligibility } from '../eligibility.ts'
import type { AsOf } from '../facts.ts'
import type { FactsFile } from '../facts-file.ts'
import type { InstrumentsFile } from '../instruments-file.ts'
import type { LettersFile } from '../letters-file.ts'
import type { Part, Recipient } from './declarations.ts'
import { receiptOf } from './letters.ts'
import type { Matter } from './matters.ts'
import type { EligibilityContext, Participation } from './participation.ts'

/** The files of a mission that eligibility reads. */
export type EligibilityFiles = {
  readonly call: CallFile
  readonly parties: PartiesFile
  readonly letters: LettersFile
  readonly facts: FactsFile
  readonly instruments: InstrumentsFile
}

/**
 * A participation that is thought of. Parties are ids of the mission, or a country's code where any party of it is meant. A
 * field left out is not known; level, mass, time of receipt and parts that are left out are not asked about.
 */
export type JoinQuestion = {
  readonly parties: readonly [string, ...string[]]
  readonly funding?: readonly string[] | undefined
  readonly mode?: 'bilateral' | 'multilateral' | undefined
  readonly level?: CooperationLevel | undefined
  readonly mass_kg?: number | undefined
  /** UTC, ISO 8601. */
  readonly receivedAt?: string | undefined
  readonly parts?: { readonly items: readonly Part[]; readonly provenance?: Provenance | undefined } | undefined
  readonly papers?: readonly { readonly kind: string; readonly on: string }[] | undefined
  readonly recipients?: readonly Recipient[] | undefined
  readonly begins?: string | undefined
  readonly commercialSupply?: boolean | undefined
  readonly visits?: readonly string[] | undefined
  /** Country of the host; the call's where left out. */
  readonly hostState?: string | undefined
  readonly asOf: AsOf
}

export type QuestionError =
  | { readonly kind: 'party-not-known'; readonly party: string; readonly near: string | undefined }
  | { readonly kind: 'letter-not-known'; readonly letter: string; readonly near: string | undefined }
  | { readonly kind: 'receipt'; readonly error: DeadlineError }

/** Everything in it is somebody's word, given with the question. */
const ASKED: Provenance = { kind: 'derived', from: 'the question as asked' }

/** Judges a participation that is thought of. */
export function askToJoin(
  question: JoinQuestion,
  files: EligibilityFiles,
  leap: LeapSeconds,
): Result<EligibilityVerdict, QuestionError> {
  const named = partiesFor(question.parties, files.parties.parties)
  if (!named.ok) return named
  let receipt: Receipt | undefined
  if (question.receivedAt !== undefined) {
    const judged = receiptOf(question.receivedAt, files.call, leap)
    if (!judged.ok) return err({ kind: 'receipt', error: judged.error })
    receipt = judged.value.receipt
  }
  const context = contextOf(files, question.asOf, named.value, question.hostState)
  return ok(judgeEligibility(participationOf(question), receipt, context, mattersOf(question)))
}

/** Judges a letter of the mission; on the day it came, where no other is asked for. */
export function askOfLetter(
  id: string,
  asOf: Partial<AsOf>,
  files: EligibilityFiles,
  leap: LeapSeconds,
): Result<EligibilityVerdict, QuestionError> {
  const letter = files.letters.letters.find((l) => l.id === id)
  if (letter === undefined) {
    const near = nearestName(
      id,
      files.letters.letters.map((l) => l.id),
    )
    return err({ kind: 'letter-not-known', letter: id, near })
  }
  const judged = receiptOf(letter.receivedAt, files.call, leap)
  if (!judged.ok) return err({ kind: 'receipt', error: judged.error })
  const held = asOf.held ?? judged.value.day
  return ok(judgeEligibility(letter, judged.value.receipt, contextOf(files, { held, known: asOf.known ?? held })))
}

/** What letters of a mission are judged against on a day. */
export function contextOf(
  files: EligibilityFiles,
  asOf: AsOf,
  parties: ReadonlyMap<string, Party> = new Map(files.parties.parties.map((p) => [p.id, p])),
  hostState: string = files.call.hostState,
): EligibilityContext {
  return {
    hostState,
    parties,
    facts: files.facts.facts,
    instruments: files.instruments.instruments,
    rules: files.call.rules,
    asOf,
  }
}

function partiesFor(
  names: readonly string[],
  known: readonly Party[],
): Result<ReadonlyMap<string, Party>, QuestionError> {
  const parties = new Map(known.map((p) => [p.id, p]))
  for (const name of names) {
    if (parties.has(name)) continue
    if (!/^[A-Z]{2}$/.test(name)) {
      const near = nearestName(
        name,
        known.map((p) => p.id),
      )
      return err({ kind: 'party-not-known', party: name, near })
    }
    parties.set(name, { id: name, name: `a party of ${name}`, kind: 'institution', state: name, provenance: ASKED })
  }
  return ok(parties)
}

function participationOf(q: JoinQuestion): Participation {
  return {
    id: 'question',
    lead: q.parties[0],
    parties: [...q.parties],
    ...(q.level === undefined ? {} : { level: q.level }),
    ...(q.mass_kg === undefined ? {} : { mass: { value: q.mass_kg, unit: 'kg', provenance: ASKED } }),
    ...(q.funding === undefined ? {} : { funding: q.funding.map((funder) => ({ funder, provenance: ASKED })) }),
    ...(q.mode === undefined ? {} : { mode: q.mode }),
    ...(q.parts === undefined ? {} : { parts: { items: [...q.parts.items], provenance: q.parts.provenance ?? ASKED } }),
    ...(q.begins === undefined ? {} : { begins: q.begins }),
    papers: (q.papers ?? []).map((paper) => ({ ...paper, provenance: ASKED })),
    recipients: [...(q.recipients ?? [])],
    commercialSupply: q.commercialSupply ?? false,
    visits: [...(q.visits ?? [])],
    provenance: ASKED,
  }
}

/** The letter itself is asked about where any of it was given. */
function mattersOf(q: JoinQuestion): ReadonlySet<Matter> {
  const letter = q.level !== undefined || q.mass_kg !== undefined || q.receivedAt !== undefined
  return new Set<Matter>([
    'participation',
    ...(letter ? (['letter'] as const) : []),
    ...(q.parts === undefined ? [] : (['parts'] as const)),
  ])
}

/** What is wrong with a question, and what to do. */
export function describeQuestionError(e: Exclude<QuestionError, { kind: 'receipt' }>): string {
  const hint = e.near === undefined ? '' : `; did you mean "${e.near}"?`
  switch (e.kind) {
    case 'party-not-known':
      return `no party "${e.party}" is known here: give an id of parties.json, or a country's code such as AE${hint}`
    case 'letter-not-known':
      return `there is no letter "${e.letter}"${hint}`
  }
}
