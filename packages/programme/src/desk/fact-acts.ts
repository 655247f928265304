/** The act by which the owner of a call states facts that its letters are judged by, and what they change. */
import { err, ok, type Result } from '@magpie/core/result'
import { formatEpoch, parseEpoch } from '@magpie/core/time'
import { compareKnowledge } from '../eligibility/changes.ts'
import { eligibilityFilesOf, standingOfLetter } from '../eligibility/desk-files.ts'
import { receiptOf } from '../eligibility/letters.ts'
import { contextOf, type EligibilityFiles } from '../eligibility/question.ts'
import type { Fact } from '../facts-file.ts'
import { actKind, type Ground, type Notice, type Stamp } from './act.ts'
import { ownCall } from './call-acts.ts'
import { FACT_INTENTS } from './fact-intents.ts'
import { type CallRecord, type Desk, put } from './record.ts'
import type { FieldProblem, Refusal } from './refusal.ts'

/** A letter whose verdict flipped by facts that were stated; `decided` is what was decided of it before. */
export type FlippedLetter = {
  readonly letter: string
  readonly owner: string
  readonly from: string
  readonly to: string
  readonly reason: string
  readonly decided: string
}

/** Facts are stated for a call: its letters are judged anew, and those that flip are on record with them. */
export const factsStated = actKind({
  ...FACT_INTENTS['facts-stated'],
  kind: 'facts-stated',
  settle(desk, intent, stamp, ground) {
    const own = ownCall(desk, intent.call, stamp)
    if (!own.ok) return own
    const problems = factProblems(desk, intent.call, intent.facts, ground)
    if (problems.length > 0) return err({ kind: 'fields', problems })
    const flips = flipsOf(desk, own.value, intent.facts, stamp, ground)
    return flips.ok ? ok({ ...intent, flips: flips.value }) : flips
  },
  enact: (desk, { call, facts }) => ({
    ...desk,
    facts: put(desk.facts, call, [...(desk.facts.get(call) ?? []), ...facts]),
  }),
  subject: ({ call }) => call,
  concerns: () => [],
  notices: ({ call, facts, flips, reason }, desk) => noticesOf(desk, call, facts, flips, reason),
})

function factProblems(desk: Desk, call: string, facts: readonly Fact[], { known }: Ground): FieldProblem[] {
  const there = new Set([...(known?.().facts.facts ?? []), ...(desk.facts.get(call) ?? [])].map((f) => f.id))
  const instruments = new Set(known?.().instruments.instruments.map((i) => i.id))
  const problems: FieldProblem[] = []
  facts.forEach((fact, i) => {
    const say = (field: string, rule: string, message: string) =>
      void problems.push({ field: `/facts/${i}/${field}`, rule, message })
    if (fact.supersedes !== undefined && !there.has(fact.supersedes))
      say('supersedes', 'fact', `there is no fact "${fact.supersedes}"`)
    if (there.has(fact.id)) say('id', 'taken', 'is the id of a fact already')
    if (!instruments.has(fact.instrument))
      say('instrument', 'instrument', `there is no instrument "${fact.instrument}"`)
    there.add(fact.id)
  })
  return problems
}

function flipsOf(
  desk: Desk,
  record: CallRecord,
  facts: readonly Fact[],
  { at }: Stamp,
  { leap, known }: Ground,
): Result<FlippedLetter[], Refusal> {
  if (known === undefined) return ok([])
  const files: EligibilityFiles = eligibilityFilesOf(known(), desk, record)
  const now = parseEpoch(at, leap)
  if (!now.ok) return err({ kind: 'deadline', error: now.error })
  const today = formatEpoch(now.value, leap, { digits: 0 }).slice(0, 10)
  const letters = files.letters.letters.map((letter) => {
    const receipt = receiptOf(letter.receivedAt, files.call, leap)
    return { participation: letter, receipt: receipt.ok ? receipt.value.receipt : undefined }
  })
  const before = contextOf(files, { held: today, known: today })
  const { flips } = compareKnowledge(letters, before, { ...before, facts: [...before.facts, ...facts] })
  return ok(
    flips.map(({ letter: id, from, to, reasonAfter }) => {
      const letter = desk.letters.get(id)!
      return { letter: id, owner: letter.owner, from, to, reason: reasonAfter, decided: standingOfLetter(desk, letter) }
    }),
  )
}

/** To the owner of the call what flips, with what was decided of it; to nobody else before the owner has looked at it. */
function noticesOf(
  desk: Desk,
  call: string,
  facts: readonly Fact[],
  flips: readonly FlippedLetter[],
  reason: string,
): Notice[] {
  if (flips.length === 0) return []
  const lines = flips.map((f) => `${f.letter} (${f.decided}): ${f.from} -> ${f.to}, ${f.reason}`)
  const about = `${facts.length === 1 ? 'a fact' : `${facts.length} facts`} stated for ${call}`
  const subject = `${flips.length === 1 ? 'One verdict flips' : `${flips.length} verdicts flip`} by ${about}`
  return [{ to: desk.calls.get(call)!.owner, subject, text: [reason, ...lines].join('\n') }]
}
