/** Acts on letters of intent: submitted (again), withdrawn, a part confirmed, split, merged. */
import { err, ok, type Result } from '@magpie/core/result'
import type { Receipt } from '../deadline.ts'
import { actKind, type Ground, type Stamp } from './act.ts'
import { callOf, dayInZone } from './call-acts.ts'
import { INTENTS } from './intents.ts'
import { checkLetter, type LetterContent, partiesOf } from './letter-content.ts'
import { receiptBy } from './receipt.ts'
import { type CallRecord, type Desk, type LetterRecord, lastVersion, put } from './record.ts'
import type { Refusal } from './refusal.ts'

/** A letter is submitted, or a newer version of it. It is in by the instant at which the request had come in whole. */
export const letterSubmitted = actKind({
  ...INTENTS['letter-submitted'],
  kind: 'letter-submitted',
  settle(desk, intent, stamp, ground) {
    const before = desk.letters.get(intent.letter)
    if (before !== undefined) {
      const mine = changeable(before, stamp, ['submitted', 'withdrawn'])
      if (!mine.ok) return mine
      if (before.call !== intent.call) return err({ kind: 'taken', what: 'letter', id: intent.letter })
    }
    return admitted(desk, intent.call, intent.letter, intent.content, stamp, ground, (receipt) => ({
      ...intent,
      version: (before?.versions.length ?? 0) + 1,
      receipt,
    }))
  },
  enact(desk, { call, letter, content, receipt }, stamp) {
    const before = desk.letters.get(letter)
    const versions = [...(before?.versions ?? []), { at: stamp.at, content, receipt }]
    const origin = { from: before?.from ?? [], became: [] }
    return withLetter(desk, {
      ...origin,
      id: letter,
      call,
      owner: stamp.party,
      state: 'submitted',
      versions,
      confirmed: [],
    })
  },
  subject: ({ letter }) => letter,
  concerns: ({ call, content }, desk) => [desk.calls.get(call)!.owner, ...partiesOf(content)],
  notices: ({ letter, content }, _desk, stamp) =>
    content.team
      .filter((t) => t.party !== stamp.party)
      .map((t) => ({ to: t.party, subject: `Confirm your part in "${content.title}"`, text: `${letter}: ${t.part}` })),
})

/** The lead takes a letter back; it may submit it again until the deadline. */
export const letterWithdrawn = actKind({
  ...INTENTS['letter-withdrawn'],
  kind: 'letter-withdrawn',
  settle(desk, intent, stamp) {
    const found = ownLetter(desk, intent.letter, stamp, ['submitted'])
    return found.ok ? ok({ ...intent, call: found.value.call }) : found
  },
  enact: (desk, { letter }) => withLetter(desk, { ...desk.letters.get(letter)!, state: 'withdrawn' }),
  subject: ({ letter }) => letter,
  concerns: ({ letter }, desk) => teamAndOwner(desk, letter),
})

/** A party of the team confirms its part in the last version. */
export const partConfirmed = actKind({
  ...INTENTS['part-confirmed'],
  kind: 'part-confirmed',
  settle(desk, intent, stamp) {
    const letter = desk.letters.get(intent.letter)
    if (letter === undefined) return err({ kind: 'unknown', what: 'letter', id: intent.letter })
    if (letter.state !== 'submitted') return wrongState(letter, ['submitted'])
    const { team } = lastVersion(letter).content
    if (!team.some((t) => t.party === stamp.party))
      return err({ kind: 'rule', rule: 'team', text: `${stamp.party} is not in the team of ${letter.id}` })
    if (intent.version !== letter.versions.length) {
      const text = `version ${letter.versions.length} is the last; read it before you confirm`
      return err({ kind: 'rule', rule: 'last-version', text })
    }
    if (letter.confirmed.includes(stamp.party))
      return err({ kind: 'rule', rule: 'once', text: `${stamp.party} has confirmed this version already` })
    return ok(intent)
  },
  enact(desk, { letter }, stamp) {
    const record = desk.letters.get(letter)!
    return withLetter(desk, { ...record, confirmed: [...record.confirmed, stamp.party] })
  },
  subject: ({ letter }) => letter,
  concerns: ({ letter }, desk) => teamAndOwner(desk, letter),
})

/** The lead divides a letter into several before the deadline; each goes its own way. */
export const letterSplit = actKind({
  ...INTENTS['letter-split'],
  kind: 'letter-split',
  settle(desk, intent, stamp, ground) {
    const found = ownLetter(desk, intent.letter, stamp, ['submitted'])
    if (!found.ok) return found
    const { call } = found.value
    const ids = new Set<string>()
    const into: { letter: string; content: LetterContent; receipt: Receipt }[] = []
    for (const part of intent.into) {
      if (desk.letters.has(part.letter) || ids.has(part.letter))
        return err({ kind: 'taken', what: 'letter', id: part.letter })
      ids.add(part.letter)
      const one = admitted(desk, call, part.letter, part.content, stamp, ground, (receipt) => ({ ...part, receipt }))
      if (!one.ok) return one
      into.push(one.value)
    }
    return ok({ letter: intent.letter, call, into })
  },
  enact(desk, { letter, call, into }, stamp) {
    const whole = desk.letters.get(letter)!
    const became = into.map((part) => part.letter)
    const start = withLetter(desk, { ...whole, state: 'split', became })
    return into.reduce((d, { letter: id, content, receipt }) => {
      const versions = [{ at: stamp.at, content, receipt }]
      return withLetter(d, { ...newLetter(id, call, stamp.party), versions, from: [letter] })
    }, start)
  },
  subject: ({ letter }) => letter,
  concerns: ({ letter, call, into }, desk) => [
    desk.calls.get(call)!.owner,
    ...teamAndOwner(desk, letter),
    ...into.flatMap((part) => partiesOf(part.content)),
  ],
})

/** One lead offers another to make one letter of theirs. */
export const mergeOffered = actKind({
  ...INTENTS['merge-offered'],
  kind: 'merge-offered',
  settle(desk, intent, stamp, ground) {
    const own = ownLetter(desk, intent.letters[0], stamp, ['submitted'])
    if (!own.ok) return own
    const other = desk.letters.get(intent.letters[1])
    if (other === undefined) return err({ kind: 'unknown', what: 'letter', id: intent.letters[1] })
    if (other.state !== 'submitted') return wrongState(other, ['submitted'])
    if (other.call !== own.value.call)
      return err({ kind: 'rule', rule: 'one-call', text: `${other.id} answers another call, ${other.call}` })
    if (desk.letters.has(intent.merged) || desk.mergeOffers.has(intent.merged))
      return err({ kind: 'taken', what: 'letter', id: intent.merged })
    const { call } = own.value
    return admitted(desk, call, intent.merged, intent.content, stamp, ground, () => ({ ...intent, call }))
  },
  enact: (desk, { letters, merged, content }, stamp) => ({
    ...desk,
    mergeOffers: put(desk.mergeOffers, merged, { id: merged, by: stamp.party, letters, content }),
  }),
  subject: ({ merged }) => merged,
  concerns: ({ letters }, desk) => letters.flatMap((id) => teamAndOwner(desk, id)),
  notices: ({ letters, content }, desk) => [
    {
      to: desk.letters.get(letters[1])!.owner,
      subject: `An offer to merge into "${content.title}"`,
      text: letters.join(' and '),
    },
  ],
})

/** The other lead accepts: two letters become one, received at that instant. */
export const mergeAccepted = actKind({
  ...INTENTS['merge-accepted'],
  kind: 'merge-accepted',
  settle(desk, { merged }, stamp, ground) {
    const offer = desk.mergeOffers.get(merged)
    if (offer === undefined) return err({ kind: 'unknown', what: 'offer to merge', id: merged })
    const [first, second] = offer.letters
    const own = ownLetter(desk, second, stamp, ['submitted'])
    if (!own.ok) return own
    const theirs = desk.letters.get(first)!
    if (theirs.state !== 'submitted') return wrongState(theirs, ['submitted'])
    if (desk.letters.has(merged)) return err({ kind: 'taken', what: 'letter', id: merged })
    const { call } = own.value
    const { content, by, letters } = offer
    const body = (receipt: Receipt) => ({ merged, call, by, letters, content, receipt })
    return admitted(desk, call, merged, content, stamp, ground, body, by)
  },
  enact(desk, { merged, call, by, letters, content, receipt }, stamp) {
    const parts = letters.reduce(
      (d, id) => withLetter(d, { ...d.letters.get(id)!, state: 'merged', became: [merged] }),
      desk,
    )
    const versions = [{ at: stamp.at, content, receipt }]
    const made = withLetter(parts, { ...newLetter(merged, call, by), versions, from: [...letters] })
    const mergeOffers = new Map(made.mergeOffers)
    mergeOffers.delete(merged)
    return { ...made, mergeOffers }
  },
  subject: ({ merged }) => merged,
  concerns: ({ letters, call }, desk) => [
    desk.calls.get(call)!.owner,
    ...letters.flatMap((id) => teamAndOwner(desk, id)),
  ],
})

function newLetter(id: string, call: string, owner: string): Omit<LetterRecord, 'versions'> {
  return { id, call, owner, state: 'submitted', confirmed: [], from: [], became: [] }
}

/** Checks a letter against its call and its deadline at the instant of the stamp. */
function admitted<T>(
  desk: Desk,
  call: string,
  letter: string,
  content: LetterContent,
  stamp: Stamp,
  ground: Ground,
  body: (receipt: Receipt) => T,
  lead = stamp.party,
): Result<T, Refusal> {
  const found = callOf(desk, call)
  if (!found.ok) return found
  const receipt = receiptOf(found.value, letter, stamp, ground)
  if (!receipt.ok) return receipt
  const problems = checkLetter(found.value.call, content, (id) => desk.parties.has(id)).map((p) => ({
    ...p,
    field: `/content${p.field}`,
  }))
  if (content.lead !== lead)
    problems.push({ field: '/content/lead', rule: 'own-party', message: `is not the party that leads, ${lead}` })
  return problems.length > 0 ? err({ kind: 'fields', problems }) : ok(body(receipt.value))
}

function receiptOf(record: CallRecord, id: string, stamp: Stamp, ground: Ground): Result<Receipt, Refusal> {
  const { call, state } = record
  if (state !== 'open') return err({ kind: 'wrong-state', what: 'call', id: call.id, state, needs: ['open'] })
  const today = dayInZone(stamp.at, call.letters.zone, ground)
  if (!today.ok) return today
  if (today.value < call.publishedOn)
    return err({ kind: 'too-early', id, what: `the call is published on ${call.publishedOn}` })
  return receiptBy(call.letters, id, stamp, ground)
}

function ownLetter(
  desk: Desk,
  id: string,
  stamp: Stamp,
  states: readonly LetterRecord['state'][],
): Result<LetterRecord, Refusal> {
  const letter = desk.letters.get(id)
  return letter === undefined ? err({ kind: 'unknown', what: 'letter', id }) : changeable(letter, stamp, states)
}

function changeable(
  letter: LetterRecord,
  stamp: Stamp,
  states: readonly LetterRecord['state'][],
): Result<LetterRecord, Refusal> {
  if (letter.owner !== stamp.party)
    return err({ kind: 'not-yours', what: 'letter', id: letter.id, owner: letter.owner, party: stamp.party })
  return states.includes(letter.state) ? ok(letter) : wrongState(letter, states)
}

function wrongState(letter: LetterRecord, needs: readonly LetterRecord['state'][]): Result<never, Refusal> {
  return err({ kind: 'wrong-state', what: 'letter', id: letter.id, state: letter.state, needs })
}

function withLetter(desk: Desk, letter: LetterRecord): Desk {
  return { ...desk, letters: put(desk.letters, letter.id, letter) }
}

function teamAndOwner(desk: Desk, id: string): string[] {
  const letter = desk.letters.get(id)
  if (letter === undefined) return []
  return [desk.calls.get(letter.call)!.owner, ...partiesOf(lastVersion(letter).content)]
}
