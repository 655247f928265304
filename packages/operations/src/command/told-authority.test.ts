import { unwrap } from '@magpie/core/result'
import { appendEntry, type ChainItem, decodeEntry, type Entry, encodeEntry } from '@magpie/ledger/entry'
import { rehearsalSigner, verifyEd25519 } from '@magpie/ledger/keys'
import type { Grant } from '@magpie/mission/agreement'
import { authoriseWith } from '@magpie/mission/authority'
import { compileAuthority } from '@magpie/mission/authority-compile'
import { policyEvaluator } from '@magpie/mission/policy-evaluator'
import { hexToBytes } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { actBytes, detached, type GrantAct } from './content.ts'
import { describeToldRefusal, isTold, LONGEST_TOLD_OCTETS, ToldAuthority } from './told-authority.ts'

const NOON = '2029-01-10T12:00:00Z'
const signerOf = (party: string) => rehearsalSigner('told', party)
const checked = new Map<string, boolean>()
/** Signatures are checked once each: the same entry is told in many orders. */
const verify = (party: string, bytes: Uint8Array, signature: Uint8Array) => {
  const of = `${party} ${bytes.join()} ${signature.join()}`
  const known = checked.get(of) ?? verifyEd25519(signature, bytes, hexToBytes(signerOf(party).publicKey))
  checked.set(of, known)
  return known
}
const made = { kind: 'assumed', reason: 'made for the test' } as const
const element = (id: string, owner: string) => ({
  ...{ id, name: id, kind: 'module' as const, owner, parameters: [], ports: [], provenance: made },
})
const parties = ['cnsa', 'metu', 'zju', 'hkust'].map((id) => ({
  ...{ id, name: id, kind: 'agency' as const, provenance: made },
}))
const elements = [element('ce8-lander', 'cnsa'), element('cheri-b', 'metu')]

const grantOf = (given: Partial<Grant> = {}): Grant => ({
  ...{ id: 'one-hour', agreement: 'desk-one-hour', grantor: 'metu', grantee: 'zju', element: 'cheri-b' },
  ...{ actions: ['drive'], arguments: {}, phases: [], approvals: 0, revocable: true, onward: false },
  ...given,
})
type Said = {
  readonly party: string
  readonly event: { readonly kind: string; readonly [field: string]: unknown }
  readonly by?: string
}
const given = (grant: Partial<Grant> = {}, party = 'metu'): Said => ({
  party,
  event: { kind: 'grant-given', grant: grantOf(grant), note: '' },
})
const revoked = (grant: string, party = 'metu'): Said => ({ party, event: { kind: 'grant-revoked', grant, why: '' } })

/** The texts of a chain. */
function textsOf(...said: readonly Said[]): string[] {
  const items: ChainItem[] = []
  for (const { party, event, by = party } of said) {
    const body = JSON.parse(JSON.stringify({ by: { party: by, person: 'ada' }, event }))
    items.push(unwrap(appendEntry(items.at(-1), { at: NOON, kind: event.kind, subject: 'it', body }, signerOf(party))))
  }
  return items.map(encodeEntry)
}
const board = () => new ToldAuthority({ verify, lead: 'cnsa', agreements: [] })

/** Whether zju may drive by what was told. */
function mayDrive(told: ToldAuthority): boolean {
  const model = compileAuthority({ parties, elements, agreements: told.agreements })
  return authoriseWith(
    model,
    policyEvaluator(),
    () => told.revoked,
  )({
    ...{
      party: 'zju',
      person: 'li',
      action: 'drive',
      element: 'cheri-b',
      arguments: {},
      touches: [],
      hazardous: false,
    },
    ...{ makesSafe: false, at: '2029-01-10T12:30:00Z', phase: 'science', approvals: [] },
  }).permitted
}

describe('a party that keeps its key', () => {
  const own = rehearsalSigner('kept at home', 'metu')
  const keyed = (ownKeys = [own.publicKey], mission = 'change-8') =>
    new ToldAuthority({
      ...{ verify, lead: 'cnsa', agreements: [], mission },
      ownKeys: (party) => (party === 'metu' ? ownKeys : []),
    })
  const EXPIRES = '2029-01-11T00:00:00Z'
  /** An entry as a centre writes it: under the key of who leads, with the party's own signature. */
  const signed = (act: GrantAct, { expires = EXPIRES, signer = own, said = act } = {}): Said => {
    const content = { format: 'magpie-act-1', mission: 'change-8', party: 'metu', person: 'ada', act, expires } as const
    const signature = { mission: 'change-8', expires, ...detached(actBytes(content), signer) }
    return { party: 'cnsa', by: 'metu', event: { ...said, own: signature } }
  }
  const grant: GrantAct = { kind: 'grant-given', grant: grantOf(), note: '' }
  const back: GrantAct = { kind: 'grant-revoked', grant: 'one-hour', why: 'dust' }

  test('its grants and revocations count under its own key, whoever put them on record', () => {
    const told = keyed()
    const [first, second] = textsOf(signed(grant), signed(back))
    expect(unwrap(told.take(first!)).party).toBe('metu')
    expect(mayDrive(told)).toBe(true)
    unwrap(told.take(second!))
    expect(mayDrive(told)).toBe(false)
  })

  test.each([
    ['wrong', signed(grant, { signer: rehearsalSigner('another', 'metu') })],
    ['wrong', signed(grant, { said: { ...grant, grant: grantOf({ actions: ['*'] }) } })],
    ['late', signed(grant, { expires: NOON })],
    // Neither the centre's own key for the party nor that of who leads stands in for it.
    ['missing', given()],
    ['missing', { ...given(), party: 'cnsa', by: 'metu' }],
  ])('%s: nothing else counts', (why, said) => {
    const told = keyed()
    const taken = told.take(textsOf(said)[0]!)
    expect(taken).toMatchObject({ error: { kind: 'entry-own-signature', why } })
    expect(taken.ok ? '' : describeToldRefusal(taken.error)).toContain('metu keeps its own key')
    expect(mayDrive(told)).toBe(false)
  })

  test('what was signed for another mission, and a key that is not on board', () => {
    const [text] = textsOf(signed(grant))
    expect(keyed([own.publicKey], 'change-9').take(text!)).toMatchObject({ error: { why: 'mission' } })
    expect(keyed([]).take(text!)).toMatchObject({ error: { kind: 'entry-in-anothers-name' } })
  })
})

describe('what is told', () => {
  test('a grant holds once it is told, and not after its grantor took it back', () => {
    const [grant, back] = textsOf(given(), revoked('one-hour'))
    const told = board()
    expect(mayDrive(told)).toBe(false)
    expect(unwrap(told.take(grant!))).toEqual({
      ...{ again: false, sequence: 0, party: 'metu', kind: 'grant-given', subject: 'one-hour' },
    })
    expect(mayDrive(told)).toBe(true)
    expect(unwrap(told.take(back!)).kind).toBe('grant-revoked')
    expect(mayDrive(told)).toBe(false)
    expect(told.told).toEqual({ entries: 2, newest: 1 })
  })

  test('told again it changes nothing', () => {
    const [grant] = textsOf(given())
    const told = board()
    told.take(grant!)
    const before = told.agreements
    expect(unwrap(told.take(grant!)).again).toBe(true)
    expect(told.agreements).toBe(before)
  })

  test('what another party takes back stays', () => {
    const told = board()
    for (const text of textsOf(given(), revoked('one-hour', 'hkust'))) unwrap(told.take(text))
    expect(mayDrive(told)).toBe(true)
  })

  test('a grant of the mission is taken back by its grantor alone', () => {
    const agreement = {
      ...{ id: 'cheri', title: 'CHERI', kind: 'joint-operation' as const, parties: ['metu', 'zju'] },
      ...{ elements: ['cheri-b'], grants: [grantOf({ id: 'drive', agreement: 'cheri' })], provenance: made },
    }
    const told = new ToldAuthority({ verify, lead: 'cnsa', agreements: [agreement] })
    const [foreign, own] = textsOf(revoked('drive', 'zju'), revoked('drive'))
    told.take(foreign!)
    expect([...told.revoked.keys()]).toEqual([])
    told.take(own!)
    expect([...told.revoked]).toEqual([['drive', NOON]])
  })

  test('two grants of one name: neither holds', () => {
    const told = board()
    for (const text of textsOf(given(), given({ actions: ['*'] }))) unwrap(told.take(text))
    expect(told.agreements).toEqual([])
    expect(mayDrive(told)).toBe(false)
  })

  test('a grant of an element that is not the grantor’s gives nothing', () => {
    const told = board()
    for (const text of textsOf(given({ grantor: 'hkust' }, 'hkust'))) unwrap(told.take(text))
    expect(mayDrive(told)).toBe(false)
  })

  test('the lead passes by offer and acceptance', () => {
    const offer: Said = { party: 'cnsa', event: { kind: 'lead-offered', to: 'metu', note: '' } }
    const accept: Said = { party: 'metu', event: { kind: 'lead-accepted' } }
    const [o, a] = textsOf(offer, accept)
    const told = board()
    told.take(a!)
    expect(told.lead).toBe('cnsa')
    told.take(o!)
    expect(told.lead).toBe('metu')
    const stolen = board()
    for (const text of textsOf({ ...offer, party: 'hkust' }, accept)) unwrap(stolen.take(text))
    expect(stolen.lead).toBe('cnsa')
  })

  test('any order, and any repetition, comes to the same', () => {
    const texts = textsOf(
      given(),
      revoked('one-hour'),
      given({ id: 'second', agreement: 'desk-second' }),
      { party: 'cnsa', event: { kind: 'lead-offered', to: 'metu', note: '' } },
      { party: 'metu', event: { kind: 'lead-accepted' } },
      given({ id: 'third', agreement: 'desk-third' }),
      given({ id: 'third', agreement: 'desk-third', actions: ['*'] }),
    )
    const inOrder = board()
    for (const text of texts) inOrder.take(text)
    const seen = (t: ToldAuthority) => [t.agreements, [...t.revoked], t.lead, t.told]
    const order = fc.shuffledSubarray(
      texts.flatMap((text) => [text, text]),
      { minLength: 2 * texts.length },
    )
    fc.assert(
      fc.property(order, (told) => {
        const other = board()
        for (const text of told) {
          other.take(text)
          // At no moment is there more than the whole: a revocation that is there holds.
          if (other.revoked.has('one-hour')) expect(inOrder.revoked.has('one-hour')).toBe(true)
        }
        expect(seen(other)).toEqual(seen(inOrder))
      }),
      { numRuns: 200 },
    )
  })
})

describe('what is refused', () => {
  const [right] = textsOf(given()) as [string]
  const altered = (change: (entry: Record<string, unknown>) => object) =>
    encodeEntry(change(unwrap(decodeEntry(right)) as unknown as Record<string, unknown>) as Entry)
  test.each<[string, string, string]>([
    ['nothing', '', 'entry-unreadable'],
    ['half of it', right.slice(0, right.length / 2), 'entry-unreadable'],
    ['spaces that canonical text has not', right.replace('{', '{ '), 'entry-unreadable'],
    ['another bound', altered((e) => ({ ...e, body: { ...(e['body'] as object), more: 1 } })), 'entry-altered'],
    ['another place of the ledger', altered((e) => ({ ...e, sequence: 7 })), 'entry-altered'],
    ['another party’s name', altered((e) => ({ ...e, party: 'cnsa' })), 'entry-altered'],
    ['a signature of others', altered((e) => ({ ...e, signature: '00'.repeat(64) })), 'entry-signature'],
    [
      'a party that nobody knows',
      textsOf({ ...given(), party: 'nobody' })[0]!.replaceAll('zju', 'zjv'),
      'entry-altered',
    ],
    ['one party in another’s name', textsOf({ ...given(), party: 'cnsa', by: 'metu' })[0]!, 'entry-in-anothers-name'],
    ['a grant that is not the signer’s', textsOf(given({}, 'zju'))[0]!, 'grant-not-grantors'],
    [
      'an entry that no gateway needs',
      textsOf({ party: 'metu', event: { kind: 'rule-ended', rule: 'night', why: '' } })[0]!,
      'entry-of-other-kind',
    ],
    [
      'a grant without bounds that it must have',
      textsOf({ party: 'metu', event: { kind: 'grant-given', note: '' } })[0]!,
      'entry-unreadable',
    ],
    ['more than a gateway takes', 'x'.repeat(LONGEST_TOLD_OCTETS + 1), 'entry-long'],
    ['brackets without end', '['.repeat(5000), 'entry-unreadable'],
  ])('%s: %s', (_, text, kind) => {
    const told = board()
    const done = told.take(text)
    expect(done.ok ? 'taken' : done.error.kind).toBe(kind)
    if (!done.ok) expect(describeToldRefusal(done.error)).toMatch(/\w{3}/)
    expect(told.told.entries).toBe(0)
  })

  test('no change of one character is taken', () => {
    fc.assert(
      fc.property(fc.nat(right.length - 1), fc.integer({ min: 32, max: 126 }), (at, code) => {
        const text = right.slice(0, at) + String.fromCharCode(code) + right.slice(at + 1)
        if (text === right) return
        expect(board().take(text).ok).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })

  test('only some kinds are for gateways', () => {
    expect(isTold({ kind: 'grant-given' })).toBe(true)
    expect(isTold({ kind: 'command-submitted' })).toBe(false)
  })
})
