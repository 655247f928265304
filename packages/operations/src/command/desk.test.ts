import { readdirSync, readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import { rehearsalSigner } from '@magpie/ledger/keys'
import type { Element } from '@magpie/mission/element'
import { policyEvaluator } from '@magpie/mission/policy-evaluator'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Dictionary, Interlock } from '../dictionary.ts'
import { readXtce } from '../xtce-reader.ts'
import { CommandBook } from './book.ts'
import {
  type ActContent,
  actBytes,
  type CommandContent,
  checkDetached,
  commandApprovalBytes,
  commandBytes,
  detached,
  type GrantAct,
  type OwnSignature,
  recordedActBytes,
  type SignedAct,
} from './content.ts'
import { CommandDesk } from './desk.ts'
import { type DeskEvent, deskEvent, type Stamp } from './desk-event.ts'
import { draftAct, giveGrant, handOverLead, performSigned, revokeGrant, setRule, waiveRule } from './desk-grants.ts'
import { deskGround } from './desk-ground.ts'
import { secondsOf, utcText } from './instant.ts'
import { DESK_LIFE, deskAction, deskState, stepFrom } from './life.ts'

const folder = new URL('../../../../missions/change-8/dictionary/', import.meta.url)
const files = readdirSync(folder).map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))
const { dictionary } = unwrap(
  readXtce([...files.filter((f) => f.name === 'common.xml'), ...files.filter((f) => f.name !== 'common.xml')]),
)

const made = { kind: 'assumed', reason: 'made for the test' } as const
const element = (id: string, owner: string, host?: string): Element => ({
  id,
  name: id,
  kind: 'module',
  owner,
  ...(host === undefined ? {} : { host }),
  parameters: [],
  ports: [],
  provenance: made,
})
const party = (id: string) => ({ id, name: id, kind: 'agency' as const, provenance: made })

const NOON = '2029-01-10T12:00:00.000Z'
const later = (s: number) => utcText(secondsOf(NOON) + s)

type Given = {
  readonly values?: Map<string, number | string>
  readonly own?: Map<string, string[]>
  readonly struck?: Map<string, string>
  /** Of the command `drive`. */
  readonly interlock?: Interlock
}

function withInterlock(interlock: Interlock | undefined): Dictionary {
  if (interlock === undefined) return dictionary
  return { ...dictionary, commands: dictionary.commands.map((c) => (c.name === 'drive' ? { ...c, interlock } : c)) }
}

function newDesk(given: Given = {}) {
  const ground = deskGround({
    mission: 'change-8',
    lead: 'cnsa',
    dictionary: withInterlock(given.interlock),
    elements: [
      element('ce8-lander', 'cnsa'),
      element('cheri-b', 'metu', 'ce8-lander'),
      element('hk-robot', 'hkust', 'ce8-lander'),
      element('pk-rover', 'suparco', 'ce8-lander'),
      element('neutron-analyser', 'narit', 'ce8-lander'),
    ],
    parties: ['cnsa', 'metu', 'hkust', 'suparco', 'narit', 'zju'].map(party),
    agreements: [],
    engine: policyEvaluator(),
    phaseAt: () => 'surface-science',
    value: (e, name) => {
      const value = given.values?.get(`${e}/${name}`)
      return value === undefined ? undefined : { value, at_s: secondsOf(NOON) }
    },
    window_s: () => undefined,
    signal_s: () => 3,
    struck: given.struck,
    ownKeys: (id) => given.own?.get(id) ?? [],
  })
  return new CommandDesk(ground)
}

let nonces = 0
function drive(given: Partial<CommandContent> = {}): CommandContent {
  return {
    format: 'magpie-command-1',
    mission: 'change-8',
    party: 'metu',
    person: 'ada',
    element: 'cheri-b',
    command: 'drive',
    arguments: { distance: 12, heading: 90 },
    nonce: `nonce-${String(++nonces).padStart(6, '0')}`,
    expires: later(86400),
    priority: 5,
    purpose: 'test',
    ...given,
  }
}
const by = (p: string, person: string, at = NOON): Stamp => ({ at, party: p, person })
const grantOf = (given: object = {}) => ({
  id: 'one-hour',
  agreement: 'desk-one-hour',
  grantor: 'metu',
  grantee: 'zju',
  element: 'cheri-b',
  actions: ['drive'],
  arguments: { distance: { min: 0, max: 20 } },
  from: NOON,
  until: later(3600),
  phases: [],
  approvals: 0,
  revocable: true,
  onward: false,
  ...given,
})

/** The book made again from what was recorded, through JSON: it must be the same. */
function replayed(desk: CommandDesk, entries: readonly { event: DeskEvent; stamp: Stamp }[]): CommandBook {
  const book = new CommandBook(desk.ground)
  for (const { event, stamp } of entries) book.apply(deskEvent.parse(JSON.parse(JSON.stringify(event))), stamp)
  return book
}

describe('the table', () => {
  test('every state is reached from drafted and every action is used', () => {
    const reached = new Set(['drafted'])
    for (let before = -1; before !== reached.size; ) {
      before = reached.size
      for (const { from, to } of DESK_LIFE) if (reached.has(from)) reached.add(to)
    }
    expect([...reached].sort()).toEqual([...deskState.options].sort())
    expect(new Set(DESK_LIFE.map((r) => r.action))).toEqual(new Set(deskAction.options))
  })

  test('one actor has one outcome for an action, and ends lead nowhere', () => {
    const keys = DESK_LIFE.map((r) => `${r.from} ${r.action} ${r.by}`)
    expect(new Set(keys).size).toBe(keys.length)
    for (const end of ['completed', 'failed', 'refused', 'withdrawn', 'expired', 'revoked'] as const)
      for (const action of deskAction.options)
        expect(DESK_LIFE.some((r) => r.from === end && r.action === action)).toBe(false)
    expect(stepFrom('queued', 'release', 'sender').ok).toBe(false)
  })

  test('nothing is released but from the queue, and nothing twice', () => {
    expect(DESK_LIFE.filter((r) => r.to === 'released').map((r) => r.from)).toEqual(['queued'])
    const back = DESK_LIFE.filter((r) => ['queued', 'held', 'awaiting'].includes(r.to)).map((r) => r.from)
    expect(
      back.filter((from) => ['released', 'accepted', 'started', 'progressing', 'timed-out'].includes(from)),
    ).toEqual([])
  })
})

describe('from draft to completion', () => {
  test('owner’s command: queued, released, accepted, completed; each step on record', () => {
    const desk = newDesk()
    const c = unwrap(desk.submit(drive(), undefined, by('metu', 'ada')))
    expect(c.state).toBe('queued')
    expect(desk.releaseNext(later(10))).toBe(c)
    desk.see(c, { kind: 'report', stage: 'ACCEPTED' }, later(14))
    desk.see(c, { kind: 'report', stage: 'STARTED' }, later(15))
    desk.see(c, { kind: 'report', stage: 'COMPLETED' }, later(900))
    expect(c.history.map((h) => h.state)).toEqual([
      'submitted',
      'checked',
      'queued',
      'released',
      'accepted',
      'started',
      'completed',
    ])
    const book = replayed(desk, desk.takeEntries())
    expect(book.commands.get(c.id)!.history).toEqual(c.history)
    expect(book.commands.get(c.id)!.verifications.map((v) => v.state)).toEqual(c.verifications.map((v) => v.state))
  })

  test('the same nonce is the same command', () => {
    const desk = newDesk()
    const content = drive()
    const c = unwrap(desk.submit(content, undefined, by('metu', 'ada')))
    expect(unwrap(desk.submit(content, undefined, by('metu', 'ada', later(5))))).toBe(c)
    expect(desk.book.commands.size).toBe(1)
  })

  test.each<[string, Partial<CommandContent>, string]>([
    ['too far', { arguments: { distance: 1e6, heading: 0 } }, 'dictionary'],
    ['expired', { expires: later(-1) }, 'expired'],
    ['in the past', { execute: later(-1) }, 'execution-past'],
  ])('%s is refused by the dictionary or the clock, on record', (_, given, rule) => {
    const c = unwrap(newDesk().submit(drive(given), undefined, by('metu', 'ada')))
    expect(c.state).toBe('refused')
    expect(c.history.at(-1)!.refusal!.rule).toBe(rule)
  })

  test('what it does not know is not recorded', () => {
    const desk = newDesk()
    expect(desk.submit(drive({ command: 'fly' }), undefined, by('metu', 'ada'))).toMatchObject({
      error: { kind: 'desk-unknown', what: 'command' },
    })
    expect(desk.submit(drive({ element: 'pluto' }), undefined, by('metu', 'ada'))).toMatchObject({
      error: { kind: 'desk-unknown', what: 'element' },
    })
    expect(desk.submit(drive({ mission: 'change-9' }), undefined, by('metu', 'ada'))).toMatchObject({
      error: { kind: 'other-mission' },
    })
    expect(desk.submit(drive(), undefined, by('metu', 'eve'))).toMatchObject({ error: { kind: 'not-yours' } })
    expect(desk.takeEntries()).toEqual([])
  })

  test('nothing heard: timed out at the window of the verifier, and what comes late is still taken', () => {
    const desk = newDesk()
    const c = unwrap(desk.submit(drive(), undefined, by('metu', 'ada')))
    desk.releaseNext(NOON)
    desk.watchClock(later(900)) // 15 min and the way there and back
    expect(c.state).toBe('released')
    desk.watchClock(later(904))
    expect(c.state).toBe('timed-out')
    expect(c.history.at(-1)!.why).toContain('accepted')
    desk.see(c, { kind: 'report', stage: 'COMPLETED' }, later(1000))
    expect(c.state).toBe('completed')
  })

  test('the gateway’s refusal ends it with its rule', () => {
    const desk = newDesk()
    const c = unwrap(desk.submit(drive(), undefined, by('metu', 'ada')))
    desk.releaseNext(NOON)
    const refusal = {
      permitted: false,
      rule: 'gateway-signature',
      fact: 'f',
      source: { title: 's' },
      remedy: 'r',
    } as const
    desk.see(c, { kind: 'report', stage: 'REFUSED' }, later(4), refusal)
    expect(c).toMatchObject({ state: 'refused' })
    expect(c.history.at(-1)).toMatchObject({ by: 'gateway', refusal: { rule: 'gateway-signature' } })
  })
})

describe('order, holds, withdrawal', () => {
  const queued = () => {
    const desk = newDesk()
    const cs = [5, 5, 2].map((priority) => unwrap(desk.submit(drive({ priority }), undefined, by('metu', 'ada'))))
    return { desk, cs }
  }

  test('urgent first, then as submitted; the lead puts another first', () => {
    const { desk, cs } = queued()
    expect(desk.book.queue.map((c) => c.id)).toEqual([cs[2]!.id, cs[0]!.id, cs[1]!.id])
    expect(desk.order(cs[1]!.id, cs[2]!.id, by('metu', 'ada')).ok).toBe(false)
    unwrap(desk.order(cs[1]!.id, cs[2]!.id, by('cnsa', 'li')))
    expect(desk.releaseNext(NOON)).toBe(cs[1])
    expect(replayed(desk, desk.takeEntries()).queue.map((c) => c.id)).toEqual([cs[2]!.id, cs[0]!.id])
  })

  test('who holds lets go; others cannot, strangers can do neither', () => {
    const { desk, cs } = queued()
    const { id } = cs[2]!
    expect(desk.hold(id, 'why not', by('suparco', 'wu')).ok).toBe(false)
    unwrap(desk.hold(id, 'dust', by('cnsa', 'li')))
    unwrap(desk.hold(id, 'own doubt', by('metu', 'ada')))
    unwrap(desk.letGo(id, by('metu', 'ada')))
    expect(cs[2]!.state).toBe('held')
    expect(desk.letGo(id, by('metu', 'ada')).ok).toBe(false)
    expect(desk.releaseNext(NOON)).toBe(cs[0])
    unwrap(desk.letGo(id, by('cnsa', 'li')))
    expect(desk.releaseNext(NOON)).toBe(cs[2])
  })

  test('withdrawn by the sender only, and only while it waits', () => {
    const { desk, cs } = queued()
    expect(desk.withdraw(cs[0]!.id, 'x', by('cnsa', 'li')).ok).toBe(false)
    unwrap(desk.withdraw(cs[0]!.id, 'changed plan', by('metu', 'bob')))
    expect(cs[0]!.state).toBe('withdrawn')
    const out = desk.releaseNext(NOON)!
    expect(desk.withdraw(out.id, 'too late', by('metu', 'ada'))).toMatchObject({ error: { kind: 'command-cannot' } })
  })

  test('expires where it waits', () => {
    const { desk, cs } = queued()
    desk.watchQueue(later(86400))
    expect(cs.map((c) => c.state)).toEqual(['expired', 'expired', 'expired'])
  })
})

describe('joint authority', () => {
  test('a grant for one hour: within it and no further', () => {
    const desk = newDesk()
    const zju = (given: Partial<CommandContent> = {}) => drive({ party: 'zju', person: 'wei', ...given })
    expect(unwrap(desk.submit(zju(), undefined, by('zju', 'wei'))).state).toBe('refused')
    unwrap(giveGrant(desk, grantOf(), 'a drive', by('metu', 'ada')))
    expect(unwrap(desk.submit(zju(), undefined, by('zju', 'wei', later(60)))).state).toBe('queued')
    expect(
      unwrap(
        desk.submit(zju({ arguments: { distance: 30, heading: 0 } }), undefined, by('zju', 'wei', later(60))),
      ).history.at(-1)!.refusal!.rule,
    ).toBe('grant-argument')
    expect(
      unwrap(
        desk.submit(zju({ command: 'drive_off', arguments: {} }), undefined, by('zju', 'wei', later(60))),
      ).history.at(-1)!.refusal!.rule,
    ).toBe('grant-action')
    expect(unwrap(desk.submit(zju(), undefined, by('zju', 'wei', later(3600)))).history.at(-1)!.refusal!.rule).toBe(
      'grant-window',
    )
    // What was queued within the hour does not leave after it.
    expect(desk.releaseNext(later(3600))).toBeUndefined()
    expect([...desk.book.commands.values()].some((c) => c.state === 'released')).toBe(false)
  })

  test('a revocation reaches the queue: withdrawn and told why', () => {
    const desk = newDesk()
    unwrap(giveGrant(desk, grantOf(), '', by('metu', 'ada')))
    const c = unwrap(desk.submit(drive({ party: 'zju', person: 'wei' }), undefined, by('zju', 'wei')))
    expect(revokeGrant(desk, 'one-hour', 'x', by('cnsa', 'li')).ok).toBe(false)
    expect(unwrap(revokeGrant(desk, 'one-hour', 'dust', by('metu', 'ada', later(5)))).map((x) => x.id)).toEqual([c.id])
    expect(c).toMatchObject({ state: 'revoked' })
    expect(c.history.at(-1)!.refusal).toMatchObject({ rule: 'grant-revocation' })
    const book = replayed(desk, desk.takeEntries())
    expect(book.commands.get(c.id)!.state).toBe('revoked')
    expect(book.revoked.get('one-hour')).toBe(later(5))
  })

  test('a grant that others take back holds until then, and cannot be taken back again after it', () => {
    const desk = newDesk({ struck: new Map([['one-hour', later(5)]]) })
    unwrap(giveGrant(desk, grantOf(), '', by('metu', 'ada')))
    const c = unwrap(desk.submit(drive({ party: 'zju', person: 'wei' }), undefined, by('zju', 'wei')))
    expect(c.state).toBe('queued')
    expect(desk.revokedSince('one-hour', later(4))).toBeUndefined()
    expect(desk.revokedSince('one-hour', later(6))).toBe(later(5))
    desk.watchAuthority(later(4))
    desk.watchAuthority(later(6))
    expect(c.state).toBe('revoked')
    const wei = by('zju', 'wei', later(6))
    const late = unwrap(desk.submit(drive({ party: 'zju', person: 'wei', nonce: 'late' }), undefined, wei))
    expect(late.history.at(-1)!.refusal).toMatchObject({ rule: 'grant-revocation' })
    expect(revokeGrant(desk, 'one-hour', 'x', by('metu', 'ada', later(6)))).toMatchObject({
      error: { kind: 'desk-cannot' },
    })
  })

  test.each<[string, object, string]>([
    ['of another', { grantor: 'cnsa' }, 'not-yours'],
    ['of what is not its own', { element: 'pk-rover' }, 'desk-cannot'],
    ['to itself', { grantee: 'metu' }, 'desk-cannot'],
    ['with a bad time', { until: 'soon' }, 'desk-cannot'],
  ])('a grant %s is not taken', (_, given, kind) => {
    expect(giveGrant(newDesk(), grantOf(given), '', by('metu', 'ada'))).toMatchObject({ error: { kind } })
  })

  test('hazardous: awaits a person of another party; who sends cannot approve; taken back, it waits again', () => {
    const desk = newDesk()
    const c = unwrap(desk.submit(drive({ command: 'drive_off', arguments: {} }), undefined, by('metu', 'ada')))
    expect(c.state).toBe('awaiting')
    expect(desk.approve(c.id, undefined, by('metu', 'ada')).ok).toBe(false)
    unwrap(desk.approve(c.id, undefined, by('metu', 'bob')))
    expect(c.state).toBe('awaiting')
    unwrap(desk.approve(c.id, undefined, by('cnsa', 'li')))
    expect(c.state).toBe('queued')
    unwrap(desk.takeBack(c.id, by('cnsa', 'li')))
    expect(c.state).toBe('awaiting')
    expect(desk.releaseNext(NOON)).toBeUndefined()
    unwrap(desk.decline(c.id, 'not today', by('cnsa', 'li')))
    expect(c.state).toBe('refused')
  })

  test('the host makes safe what it carries; a stranger does not', () => {
    const desk = newDesk()
    const safe = (p: string, person: string) =>
      unwrap(desk.submit(drive({ party: p, person, command: 'safe', arguments: {} }), undefined, by(p, person))).state
    expect(safe('cnsa', 'li')).toBe('queued')
    expect(safe('suparco', 'wu')).toBe('refused')
  })

  test('a party with a key of its own signs itself; what is not its signature is not taken', () => {
    const zju = rehearsalSigner('test', 'zju')
    const other = rehearsalSigner('test', 'suparco')
    const desk = newDesk({
      own: new Map([
        ['zju', [zju.publicKey]],
        ['cnsa', [rehearsalSigner('test', 'cnsa').publicKey]],
      ]),
    })
    unwrap(giveGrant(desk, grantOf({ approvals: 0 }), '', by('metu', 'ada')))
    const content = drive({ party: 'zju', person: 'wei' })
    const stamp = by('zju', 'wei')
    expect(desk.submit(content, undefined, stamp)).toMatchObject({ error: { kind: 'signature-missing' } })
    expect(desk.submit(content, detached(commandBytes(content), other), stamp)).toMatchObject({
      error: { kind: 'key-unknown' },
    })
    const wrong = detached(commandBytes({ ...content, purpose: 'else' }), zju)
    expect(desk.submit(content, wrong, stamp)).toMatchObject({ error: { kind: 'signature-wrong' } })
    const c = unwrap(desk.submit(content, detached(commandBytes(content), zju), stamp))
    expect(c.state).toBe('queued')
    const li = by('cnsa', 'li')
    expect(desk.approve(c.id, undefined, li)).toMatchObject({ error: { kind: 'signature-missing' } })
    unwrap(desk.approve(c.id, detached(commandApprovalBytes(content, li), rehearsalSigner('test', 'cnsa')), li))
  })

  describe('a party with a key of its own signs what it grants and takes back', () => {
    const metu = rehearsalSigner('test', 'metu')
    const ada = by('metu', 'ada')
    const desk = () => newDesk({ own: new Map([['metu', [metu.publicKey]]]) })
    const sign = (content: ActContent, signer = metu): SignedAct => ({
      content: JSON.parse(JSON.stringify(content)),
      signature: detached(actBytes(content), signer),
    })
    const draft = (at: CommandDesk, expires = '2030-01-01T00:00:00Z') =>
      unwrap(draftAct(at, { grant: grantOf({ approvals: 0 }), note: 'an hour' }, expires, ada))

    test('as it was drafted; the entry bears the signature, and is read again to the same', () => {
      const one = desk()
      unwrap(performSigned(one, sign(draft(one)), ada))
      const revocation = unwrap(draftAct(one, { revoke: grantOf().id, why: 'dust' }, '2030-01-01T00:00:00Z', ada))
      unwrap(performSigned(one, sign(revocation), ada))
      const entries = one.takeEntries()
      expect(entries.map((e) => e.event.kind)).toEqual(['grant-given', 'grant-revoked'])
      for (const { event, stamp } of entries) {
        const read = deskEvent.parse(JSON.parse(JSON.stringify(event))) as typeof event & { own: OwnSignature }
        const { own, ...act } = read
        expect(checkDetached(recordedActBytes(act as GrantAct, own, stamp), own, 'metu', [metu.publicKey]).ok).toBe(
          true,
        )
      }
      expect(replayed(one, entries).revoked.has(grantOf().id)).toBe(true)
    })

    test('not without a signature, by another key, altered, late, for another mission, or in another’s name', () => {
      const one = desk()
      const content = draft(one)
      expect(giveGrant(one, grantOf({ approvals: 0 }), '', ada)).toMatchObject({ error: { kind: 'signature-missing' } })
      const foreign = sign(content, rehearsalSigner('test', 'zju'))
      expect(performSigned(one, foreign, ada)).toMatchObject({ error: { kind: 'key-unknown' } })
      const signed = sign(content)
      const wider = { ...signed, content: { ...signed.content, expires: '2031-01-01T00:00:00Z' } }
      expect(performSigned(one, wider, ada)).toMatchObject({ error: { kind: 'signature-wrong' } })
      expect(performSigned(one, sign(draft(one, '2020-01-01T00:00:00Z')), ada)).toMatchObject({
        error: { kind: 'desk-cannot', what: 'what was signed' },
      })
      expect(performSigned(one, sign({ ...content, mission: 'other' }), ada)).toMatchObject({
        error: { kind: 'other-mission' },
      })
      expect(performSigned(one, signed, by('zju', 'wei'))).toMatchObject({ error: { kind: 'not-yours' } })
      expect(one.takeEntries()).toEqual([])
      unwrap(performSigned(one, signed, ada))
      // Once: its name stands.
      expect(performSigned(one, signed, ada)).toMatchObject({ error: { kind: 'desk-cannot', what: 'grant' } })
    })

    test('what would not be taken is refused before anybody signs it', () => {
      const one = desk()
      const foreign = grantOf({ approvals: 0, element: 'ce8-lander' })
      expect(draftAct(one, { grant: foreign, note: '' }, '2030-01-01T00:00:00Z', ada).ok).toBe(false)
      expect(draftAct(one, { revoke: 'no-such', why: 'x' }, '2030-01-01T00:00:00Z', ada).ok).toBe(false)
    })
  })

  test('the lead is handed over by offer and acceptance, never lost', () => {
    const desk = newDesk()
    expect(handOverLead(desk, { action: 'offer', to: 'hkust', note: '' }, by('metu', 'ada')).ok).toBe(false)
    unwrap(handOverLead(desk, { action: 'offer', to: 'hkust', note: 'night shift' }, by('cnsa', 'li')))
    expect(handOverLead(desk, { action: 'accept' }, by('metu', 'ada')).ok).toBe(false)
    expect(desk.book.lead.holder).toBe('cnsa')
    unwrap(handOverLead(desk, { action: 'accept' }, by('hkust', 'mei')))
    expect(desk.book.lead).toEqual({ holder: 'hkust' })
    expect(replayed(desk, desk.takeEntries()).lead).toEqual({ holder: 'hkust' })
  })
})

describe('flight rules and constraints', () => {
  const rule = {
    id: 'battery-before-driving',
    title: 'No driving below half charge',
    owner: 'metu',
    elements: ['cheri-b'],
    commands: ['drive'],
    holdsSafing: false,
    require: { kind: 'parameter', element: 'cheri-b', name: 'battery_charge', is: '>=', value: 50 } as const,
    waivableBy: ['metu'],
    source: { title: 'Flight rules of the test' },
  }

  test('holds back what it applies to, lets go when it holds, and says what it found', () => {
    const values = new Map<string, number>([['cheri-b/battery_charge', 30]])
    const desk = newDesk({ values })
    expect(setRule(desk, { ...rule, owner: 'suparco' }, by('suparco', 'wu')).ok).toBe(false)
    unwrap(setRule(desk, rule, by('metu', 'ada')))
    const c = unwrap(desk.submit(drive(), undefined, by('metu', 'ada')))
    expect(desk.releaseNext(NOON)).toBeUndefined()
    expect(c).toMatchObject({ state: 'held', holds: [{ kind: 'flight-rule', id: rule.id }] })
    expect(c.history.at(-1)!.refusal!.fact).toContain('it is 30')
    values.delete('cheri-b/battery_charge')
    expect(desk.releaseNext(NOON)).toBeUndefined() // nothing heard holds back too
    values.set('cheri-b/battery_charge', 60)
    expect(desk.releaseNext(NOON)).toBe(c)
  })

  test('waived by whom it says, for one command, on record', () => {
    const desk = newDesk()
    unwrap(setRule(desk, rule, by('metu', 'ada')))
    const [c, other] = [drive(), drive()].map((x) => unwrap(desk.submit(x, undefined, by('metu', 'ada'))))
    desk.watchQueue(NOON)
    expect(waiveRule(desk, { rule: rule.id, command: c!.id, why: 'x' }, by('cnsa', 'li')).ok).toBe(false)
    unwrap(waiveRule(desk, { rule: rule.id, command: c!.id, why: 'slope is gentle' }, by('metu', 'bob')))
    expect(desk.releaseNext(NOON)).toBe(c)
    expect(desk.releaseNext(NOON)).toBeUndefined()
    expect(other!.state).toBe('held')
  })
})

type RandomAct = { stamp: Stamp; id: string; which: number; command: string; distance: number }

/** One act of a random history, whatever comes of it. */
const ACTS: Record<string, (desk: CommandDesk, a: RandomAct) => unknown> = {
  submit(desk, { stamp, command, distance }) {
    const args = command === 'drive' ? { distance, heading: 0 } : {}
    const { party: from, person } = stamp
    const content = drive({ party: from, person, command, arguments: args, expires: later(6000) })
    return desk.submit(content, undefined, stamp)
  },
  approve: (desk, { id, stamp }) => desk.approve(id, undefined, stamp),
  'take-back': (desk, { id, stamp }) => desk.takeBack(id, stamp),
  hold: (desk, { id, stamp }) => desk.hold(id, 'x', stamp),
  'let-go': (desk, { id, stamp }) => desk.letGo(id, stamp),
  withdraw: (desk, { id, stamp }) => desk.withdraw(id, 'x', stamp),
  decline: (desk, { id, stamp }) => desk.decline(id, 'x', stamp),
  grant: (desk, { which, stamp }) =>
    giveGrant(desk, grantOf({ id: `g${which}`, agreement: `desk-g${which}` }), '', stamp),
  revoke: (desk, { which, stamp }) => revokeGrant(desk, `g${which}`, 'x', stamp),
  report(desk, { id, distance, stamp }) {
    const c = desk.book.commands.get(id)
    if (c !== undefined) desk.see(c, { kind: 'report', stage: distance === 5 ? 'ACCEPTED' : 'COMPLETED' }, stamp.at)
  },
  clock: (desk, { stamp }) => desk.watchClock(stamp.at),
  release: () => undefined,
}

describe('interlocks of the dictionary', () => {
  const interlock = { scope: '/cheri-b', stage: 'complete', suspendable: false } as const
  const send = (desk: CommandDesk, given: Partial<CommandContent> = {}) =>
    unwrap(desk.submit(drive(given), undefined, by('metu', 'ada')))

  test('the next command waits until the one before has reached the stage', () => {
    const desk = newDesk({ interlock })
    const first = send(desk)
    const second = send(desk)
    expect(desk.releaseNext(NOON)).toBe(first)
    expect(desk.releaseNext(NOON)).toBeUndefined()
    expect(second.state).toBe('held')
    expect(second.holds).toMatchObject([
      { kind: 'constraint', why: `drive (${first.id}), which went before, has not reached complete` },
    ])
    desk.see(first, { kind: 'report', stage: 'ACCEPTED' }, later(4))
    expect(desk.releaseNext(later(5))).toBeUndefined()
    desk.see(first, { kind: 'report', stage: 'COMPLETED' }, later(60))
    expect(desk.releaseNext(later(61))).toBe(second)
  })

  test('an earlier stage lets it go earlier', () => {
    const desk = newDesk({ interlock: { ...interlock, stage: 'accepted' } })
    const first = send(desk)
    const second = send(desk)
    desk.releaseNext(NOON)
    expect(desk.releaseNext(NOON)).toBeUndefined()
    desk.see(first, { kind: 'report', stage: 'ACCEPTED' }, later(4))
    expect(desk.releaseNext(later(5))).toBe(second)
  })

  test('what waited for a command that was lost is refused with the reason, what comes after it is free', () => {
    const desk = newDesk({ interlock })
    const first = send(desk)
    const second = send(desk)
    desk.releaseNext(NOON)
    desk.releaseNext(NOON)
    desk.see(first, { kind: 'report', stage: 'FAILED' }, later(10))
    expect(desk.releaseNext(later(11))).toBeUndefined()
    expect(second.state).toBe('refused')
    expect(second.history.at(-1)).toMatchObject({ by: 'rule', refusal: { rule: 'interlock' } })
    const third = send(desk)
    expect(desk.releaseNext(later(12))).toBe(third)
  })

  test('what makes safe, and what is of another system, waits for nothing', () => {
    const desk = newDesk({ interlock })
    send(desk)
    desk.releaseNext(NOON)
    const safe = send(desk, { command: 'safe', arguments: {} })
    expect(desk.releaseNext(NOON)).toBe(safe)
    const elsewhere = newDesk({ interlock: { ...interlock, scope: '/pk-rover' } })
    send(elsewhere)
    const second = send(elsewhere)
    elsewhere.releaseNext(NOON)
    expect(elsewhere.releaseNext(NOON)).toBe(second)
  })
})

test('random acts: what is recorded makes the same book, only what authority permits leaves, and only once', () => {
  const people = [by('metu', 'ada'), by('metu', 'bob'), by('zju', 'wei'), by('cnsa', 'li'), by('suparco', 'wu')]
  const act = fc.record({
    kind: fc.constantFrom(...Object.keys(ACTS), 'submit', 'submit', 'submit', 'release', 'release'),
    who: fc.constantFrom(0, 0, 0, 1, 2, 2, 3, 4),
    which: fc.nat(5),
    command: fc.constantFrom('drive', 'drive', 'drive_off', 'safe'),
    distance: fc.constantFrom(5, 25),
  })
  let releasedInAll = 0
  fc.assert(
    fc.property(fc.array(act, { minLength: 8, maxLength: 40 }), (acts) => {
      const desk = newDesk()
      const released: string[] = []
      acts.forEach((a, i) => {
        const stamp = { ...people[a.who]!, at: later(i * 200) }
        const id = `c${a.which + 1}`
        ACTS[a.kind]!(desk, { ...a, stamp, id })
        if (a.kind === 'release') {
          const c = desk.releaseNext(stamp.at)
          if (c === undefined) return
          released.push(c.id)
          expect(desk.ask(c, stamp.at).permitted).toBe(true)
          expect(c.holds).toEqual([])
        }
      })
      expect(new Set(released).size).toBe(released.length)
      releasedInAll += released.length
      const book = replayed(desk, desk.takeEntries())
      const told = (b: CommandBook) =>
        [...b.commands.values()].map((c) => [c.id, c.state, c.holds, c.approvals, c.history])
      expect(told(book)).toEqual(told(desk.book))
      expect(book.queue.map((c) => c.id)).toEqual(desk.book.queue.map((c) => c.id))
      expect([...book.underWay].map((c) => c.id).sort()).toEqual([...desk.book.underWay].map((c) => c.id).sort())
    }),
    { numRuns: 400, seed: 6 },
  )
  expect(releasedInAll).toBeGreaterThan(300)
})
