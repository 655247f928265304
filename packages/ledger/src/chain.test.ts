import { unwrap } from '@magpie/core/result'
import { bytesToHex } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ChainFault, challengeOf, registerKey, type Trust, verifyChain, withdrawKey } from './chain.ts'
import { describeLedgerError } from './describe.ts'
import { appendEntry, type ChainItem, decodeEntry, type Entry, type EntryDraft, encodeEntry, redact } from './entry.ts'
import { extractFor } from './extract.ts'
import { rehearsalSigner, type Signer } from './keys.ts'
import { memoryLedgerStore, openLedger } from './store.ts'

const at = '2029-01-10T06:00:00Z'
const cnsa = rehearsalSigner('test', 'cnsa')
const metu = rehearsalSigner('test', 'metu')
const suparco = rehearsalSigner('test', 'suparco')

function note(subject: string): EntryDraft {
  return {
    at,
    kind: 'note',
    subject,
    body: { text: `${subject} \u20ac`, values: [1, 2.5, null, true], deep: { a: '' } },
  }
}

function chain(...steps: readonly [EntryDraft, Signer][]): Entry[] {
  const out: Entry[] = []
  for (const [draft, signer] of steps) out.push(unwrap(appendEntry(out.at(-1), draft, signer)))
  return out
}

const good = chain(
  [registerKey(at, cnsa), cnsa],
  [registerKey(at, metu), cnsa],
  [note('first'), metu],
  [note('second'), cnsa],
  [note('third'), metu],
)

const LATER = '2029-01-10T06:00:01Z'
const unproven = { kind: 'bad-registration', why: 'no-proof' } as const

/** The registration of a key without its holder's proof, and with these fields. */
function registrationOf({ party, publicKey }: Signer, change: object): EntryDraft {
  const body = { party, algorithm: 'Ed25519', publicKey, ...change }
  return { at, kind: 'key-registered', subject: party, body }
}

/** What a lead might try: the key of another, with whatever proof it has. */
function registering(change: object): Entry[] {
  return chain([registerKey(at, cnsa), cnsa], [registrationOf(metu, change), cnsa])
}

function proofOf(signer: Signer, time: string, previous: string): string {
  const { party, publicKey } = signer
  return bytesToHex(signer.sign(challengeOf({ party, algorithm: 'Ed25519', publicKey }, time, previous)))
}

/** Entries with one replaced; what follows keeps its hashes. */
function replaced(index: number, change: Partial<Entry>): ChainItem[] {
  return good.map((entry, i) => (i === index ? { ...entry, ...change } : entry))
}

/** An entry made anew after another, by who holds no right to it, and the rest linked and signed again. */
function faultOf(items: readonly ChainItem[], trust?: Trust): Partial<ChainFault> | 'verified' {
  const answer = verifyChain(items, trust)
  if (answer.ok) return 'verified'
  expect(describeLedgerError(answer.error).length).toBeGreaterThan(20)
  return answer.error
}

describe('a chain', () => {
  test('verifies, and says whose entries it holds', () => {
    expect(unwrap(verifyChain(good))).toEqual({
      entries: 5,
      redacted: 0,
      head: good[4]!.hash,
      parties: [
        { party: 'cnsa', entries: 3 },
        { party: 'metu', entries: 2 },
      ],
      keys: [cnsa, metu].map(({ party, key, publicKey }) => ({ party, key, publicKey })),
    })
    expect(unwrap(verifyChain([])).head).toBe('0'.repeat(64))
  })

  const bad: [string, readonly ChainItem[], Partial<ChainFault>][] = [
    ['an entry dropped', good.filter((_, i) => i !== 2), { index: 2, kind: 'gap' }],
    ['two exchanged', [good[0]!, good[1]!, good[3]!, good[2]!, good[4]!], { index: 2, kind: 'gap' }],
    ['one doubled', [...good.slice(0, 3), ...good.slice(2)], { index: 3, kind: 'gap' }],
    ['a body altered', replaced(3, { body: { text: 'other' } }), { index: 3, kind: 'altered-content' }],
    ['a subject altered', replaced(3, { subject: 'other' }), { index: 3, kind: 'altered-content' }],
    ['a time altered', replaced(3, { at: '2029-01-10T06:00:01Z' }), { index: 3, kind: 'altered-head' }],
    ['a party altered', replaced(3, { party: 'metu' }), { index: 3, kind: 'altered-head' }],
    ['a hash altered', replaced(3, { hash: good[2]!.hash }), { index: 3, kind: 'altered-head' }],
    ['a link altered', replaced(3, { previous: good[1]!.hash }), { index: 3, kind: 'wrong-previous' }],
    [
      'a signature of another entry',
      replaced(3, { signature: good[4]!.signature }),
      { index: 3, kind: 'bad-signature' },
    ],
    [
      'an entry written anew by its own author, with those after it kept',
      replaced(3, unwrap(appendEntry(good[2], note('other'), cnsa))),
      { index: 4, kind: 'wrong-previous' },
    ],
    [
      'an entry forged with another key',
      [...good, unwrap(appendEntry(good[4], note('forged'), { ...suparco, party: 'metu', key: metu.key }))],
      { index: 5, kind: 'bad-signature' },
    ],
    ['a stranger', [...good, unwrap(appendEntry(good[4], note('x'), suparco))], { index: 5, kind: 'unknown-key' }],
    [
      'in the name of another',
      [...good, unwrap(appendEntry(good[4], note('x'), { ...metu, party: 'cnsa' }))],
      { index: 5, kind: 'key-of-another-party' },
    ],
    [
      'before its key is registered',
      chain([registerKey(at, cnsa), cnsa], [note('early'), metu], [registerKey(at, metu), cnsa]),
      { index: 1, kind: 'key-before-registration', registeredAt: 2 } as ChainFault,
    ],
    [
      'after its key is withdrawn',
      chain(
        [registerKey(at, cnsa), cnsa],
        [registerKey(at, metu), cnsa],
        [withdrawKey(at, metu, 'lost'), cnsa],
        [note('late'), metu],
      ),
      { index: 3, kind: 'key-withdrawn', withdrawnAt: 2 } as ChainFault,
    ],
    [
      'a key registered by a third party',
      chain([registerKey(at, cnsa), cnsa], [registerKey(at, metu), cnsa], [registerKey(at, suparco), metu]),
      { index: 2, kind: 'bad-registration', why: 'not-by-lead-or-party' } as ChainFault,
    ],
    [
      'a key registered twice',
      chain([registerKey(at, cnsa), cnsa], [registerKey(at, cnsa), cnsa]),
      { index: 1, kind: 'bad-registration', why: 'twice' } as ChainFault,
    ],
    [
      'a registration that is none',
      chain([registerKey(at, cnsa), cnsa], [{ ...registerKey(at, metu), body: { publicKey: 'x' } }, cnsa]),
      { index: 1, kind: 'bad-registration', why: 'malformed' } as ChainFault,
    ],
    ['a key that its holder did not sign for', registering({}), { ...unproven, index: 1 }],
    ['a proof by another key', registering({ proof: proofOf(suparco, at, good[0]!.hash) }), { ...unproven, index: 1 }],
    ['a proof of another time', registering({ proof: proofOf(metu, LATER, good[0]!.hash) }), { ...unproven, index: 1 }],
    ['a proof of another place', registering({ proof: proofOf(metu, at, good[1]!.hash) }), { ...unproven, index: 1 }],
    [
      "a party's proof under another's name",
      registering({ party: 'suparco', proof: proofOf(metu, at, good[0]!.hash) }),
      { ...unproven, index: 1 },
    ],
    ['a genesis without proof', chain([registrationOf(cnsa, {}), cnsa]), { ...unproven, index: 0 }],
    [
      'a key withdrawn that is not there',
      chain([registerKey(at, cnsa), cnsa], [withdrawKey(at, metu, 'lost'), cnsa]),
      { index: 1, kind: 'bad-registration', why: 'unknown-key' } as ChainFault,
    ],
    ['no genesis', chain([note('first'), cnsa]), { index: 0, kind: 'no-genesis' }],
    ['a genesis for another', chain([registerKey(at, metu), cnsa]), { index: 0, kind: 'no-genesis' }],
  ]
  test.each(bad)('%s', (_, items, fault) => expect(faultOf(items)).toMatchObject(fault))

  test('a party may register its own next key', () => {
    const next = rehearsalSigner('test', 'metu', 1)
    const items = chain(
      [registerKey(at, cnsa), cnsa],
      [registerKey(at, metu), cnsa],
      [registerKey(at, next), metu],
      [withdrawKey(at, metu, 'replaced'), next],
      [note('by the next key'), next],
    )
    expect(faultOf(items)).toBe('verified')
  })

  test("a key's holder signs for it over party, key, time and the place in the chain", () => {
    expect(faultOf(registering({ proof: proofOf(metu, at, good[0]!.hash) }))).toBe('verified')
    const text = new TextDecoder().decode(challengeOf({ ...metu, algorithm: 'Ed25519' }, at, good[0]!.hash))
    expect(JSON.parse(text)).toEqual({
      ...{ purpose: 'magpie-key-registration-1', algorithm: 'Ed25519', party: 'metu', publicKey: metu.publicKey },
      ...{ at, previous: good[0]!.hash },
    })
  })

  test('what is known from elsewhere must be found', () => {
    const head = { sequence: 4, hash: good[4]!.hash }
    expect(faultOf(good, { genesisKey: cnsa.key, head })).toBe('verified')
    expect(faultOf(good, { genesisKey: metu.key })).toMatchObject({ kind: 'other-genesis' })
    expect(faultOf(good.slice(0, 4), { head })).toMatchObject({ kind: 'cut-off', expected: 5 })
    const rewritten = [...good.slice(0, 4), unwrap(appendEntry(good[3], note('other'), metu))]
    expect(faultOf(rewritten, { head })).toMatchObject({ index: 4, kind: 'other-head' })
  })
})

test('any one octet changed, added or taken in any line is found', () => {
  const lines = good.map(encodeEntry)
  const places = fc.integer({ min: 0, max: lines.length - 1 }).chain((line) =>
    fc.record({
      line: fc.constant(line),
      at: fc.integer({ min: 0, max: Buffer.from(lines[line]!).length - 1 }),
      octet: fc.oneof(
        fc.integer({ min: 0, max: 255 }),
        fc.constantFrom(...Buffer.from(' 0123456789aAfFeE+-"\\{}[]:,')),
      ),
      how: fc.constantFrom('change', 'change', 'add', 'take'),
    }),
  )
  fc.assert(
    fc.property(places, ({ line, at: place, octet, how }) => {
      const octets = [...Buffer.from(lines[line]!)]
      if (how === 'change') octets[place] = octet
      else octets.splice(place, how === 'take' ? 1 : 0, ...(how === 'take' ? [] : [octet]))
      const text = Buffer.from(octets).toString('utf8')
      fc.pre(text !== lines[line])
      const read = decodeEntry(text)
      if (read.ok) expect(faultOf(good.map((entry, i) => (i === line ? read.value : entry)))).not.toBe('verified')
      else expect(describeLedgerError(read.error)).toContain('not an entry')
    }),
    { numRuns: 1500 },
  )
})

test('lines are read back as they were written', () => {
  for (const entry of [...good, redact(good[2]!)]) expect(unwrap(decodeEntry(encodeEntry(entry)))).toEqual(entry)
})

describe("a partner's copy", () => {
  const copy = extractFor(good, 'metu', (entry) => entry.subject === 'second')
  test('verifies with the same head, and leaves out the content of others', () => {
    expect(unwrap(verifyChain(extractFor(good, 'suparco')))).toMatchObject({ head: good[4]!.hash, redacted: 3 })
    expect(copy).toEqual(good)
    const text = extractFor(good, 'suparco').map(encodeEntry).join('\n')
    expect(text).not.toContain('second')
    expect(text).not.toContain(good[3]!.salt)
  })
  test('cannot pass for what it is not', () => {
    const items = extractFor(good, 'suparco')
    const altered = items.map((item, i) => (i === 3 ? { ...item, content: good[2]!.content } : item))
    expect(faultOf(altered)).toMatchObject({ index: 3, kind: 'altered-head' })
    expect(faultOf(good.map((entry, i) => (i === 1 ? redact(entry) : entry)))).toMatchObject({ kind: 'unknown-key' })
  })
})

describe('a ledger over a store', () => {
  test('takes entries in turn and opens again', async () => {
    const store = memoryLedgerStore()
    const ledger = unwrap(await openLedger(store))
    await ledger.record(registerKey(at, cnsa), cnsa)
    await Promise.all(['a', 'b', 'c'].map((subject) => ledger.record(note(subject), cnsa)))
    expect(unwrap(ledger.verify()).entries).toBe(4)
    const again = unwrap(await openLedger(store))
    expect(again.entries()).toEqual(ledger.entries())
    expect(unwrap(await again.record(note('d'), cnsa)).sequence).toBe(4)
  })
  test('is not opened when it does not verify', async () => {
    const opened = await openLedger(memoryLedgerStore(good.slice(1)))
    expect(opened).toMatchObject({ ok: false, error: { kind: 'gap' } })
  })
  test('a body that is no JSON is refused and leaves no trace; a store that fails loses no turn', async () => {
    let failing = false
    const memory = memoryLedgerStore()
    const append: typeof memory.append = async (entries) => {
      if (failing) throw new Error('disk full')
      await memory.append(entries)
    }
    const ledger = unwrap(await openLedger({ ...memory, append }))
    await ledger.record(registerKey(at, cnsa), cnsa)
    expect(await ledger.record({ ...note('x'), body: Number.NaN }, cnsa)).toMatchObject({ ok: false })
    failing = true
    await expect(ledger.record(note('lost'), cnsa)).rejects.toThrow('disk full')
    failing = false
    expect(unwrap(await ledger.record(note('kept'), cnsa)).sequence).toBe(1)
    expect(unwrap(ledger.verify()).entries).toBe(2)
  })
})
