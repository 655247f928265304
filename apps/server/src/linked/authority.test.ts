/** What goes up to a gateway is lost, repeated and comes late; the gateway knows in the end what the desk recorded, and no more. */
import { readdirSync, readFileSync } from 'node:fs'
import { type CommandLink, openCommandCentre } from '@magpie/centre/command-centre'
import { random } from '@magpie/core/random'
import { unwrap } from '@magpie/core/result'
import { rehearsalSigner, verifyEd25519 } from '@magpie/ledger/keys'
import { agreement } from '@magpie/mission/agreement'
import type { Element } from '@magpie/mission/element'
import { policyEvaluator } from '@magpie/mission/policy-evaluator'
import type { DeskCommand } from '@magpie/operations/command/book'
import { actBytes, detached, ownKeyBytes } from '@magpie/operations/command/content'
import {
  draftAct,
  giveGrant,
  handOverLead,
  keepOwnKey,
  performSigned,
  revokeGrant,
} from '@magpie/operations/command/desk-grants'
import { secondsOf, utcText } from '@magpie/operations/command/instant'
import { ToldAuthority } from '@magpie/operations/command/told-authority'
import { readXtce } from '@magpie/operations/xtce-reader'
import { describe, expect, test } from 'vitest'
import { AuthorityUplink } from './authority.ts'

const folder = new URL('../../../../missions/change-8/dictionary/', import.meta.url)
const names = ['common.xml', ...readdirSync(folder).filter((name) => name !== 'common.xml')]
const { dictionary } = unwrap(
  readXtce(names.map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))),
)
const made = { kind: 'assumed', reason: 'made for the test' } as const
const element = (id: string, owner: string): Element => ({
  ...{ id, name: id, kind: 'module', owner, parameters: [], ports: [], provenance: made },
})
const NOON_S = secondsOf('2029-01-10T12:00:00Z')
const cheri = agreement.parse({
  ...{ id: 'cheri', title: 'CHERI', kind: 'joint-operation', parties: ['metu', 'zju'], elements: ['cheri-b'] },
  grants: [{ id: 'stops', agreement: 'cheri', grantor: 'metu', grantee: 'zju', element: 'cheri-b', actions: ['stop'] }],
  provenance: made,
})
const signers = new Map<string, ReturnType<typeof rehearsalSigner>>()
const signerOf = (party: string) => {
  const known = signers.get(party) ?? rehearsalSigner('uplink', party)
  signers.set(party, known)
  return known
}
const verify = (party: string, bytes: Uint8Array, signature: Uint8Array) =>
  verifyEd25519(signature, bytes, Buffer.from(signerOf(party).publicKey, 'hex'))

/** A centre whose commands to the gateway reach a board, or do not. */
async function setUp(seed: string, { able = true, ownAboard = [] as readonly string[] } = {}) {
  const draw = random(seed)
  let now_s = NOON_S
  let loss = 0
  let inForce = [cheri]
  const ownKeys = (party: string) => (party === 'metu' ? ownAboard : [])
  const board = new ToldAuthority({ verify, ownKeys, mission: 'change-8', lead: 'cnsa', agreements: [cheri] })
  const struck = new Set<string>()
  const notes: string[] = []
  const sent: DeskCommand[] = []
  const kept: { sequence: number; hash: string; text: string }[] = []
  const reports: (() => Promise<unknown>)[] = []
  const report = (c: DeskCommand, stage: 'COMPLETED' | 'FAILED') =>
    reports.push(() =>
      centre.perform((desk, at) => {
        desk.see(desk.book.commands.get(c.id)!, { kind: 'report', stage }, at)
        return { ok: true, value: undefined }
      }),
    )
  const link: CommandLink = {
    takes: (c) => uplink.knows(c),
    send(c) {
      sent.push(c)
      if (draw.next() < loss) return
      if (c.command.name === 'gateway_revoke') struck.add(String(c.values['grant']))
      const taken = c.command.name === 'gateway_tell' ? board.take(String(c.values['entry'])).ok : true
      // What the report says may be lost too: it is told again, and taken again.
      if (draw.next() >= loss) report(c, taken ? 'COMPLETED' : 'FAILED')
    },
  }
  const open = async () =>
    unwrap(
      await openCommandCentre({
        source: {
          ...{ mission: 'change-8', lead: 'cnsa', dictionary, engine: policyEvaluator(), phaseAt: () => 'science' },
          elements: [element('ce8-lander', 'cnsa'), element('cheri-b', 'metu')],
          parties: ['cnsa', 'metu', 'zju'].map((id) => ({ id, name: id, kind: 'agency' as const, provenance: made })),
          get agreements() {
            return inForce
          },
          ...{ value: () => undefined, window_s: () => undefined, signal_s: () => 3, ownKeys: () => [] },
        },
        ...{ link, now: () => utcText(now_s), signers: { signerOf: async (party: string) => signerOf(party) } },
        store: {
          entries: async () => kept,
          append: async (entries) => void kept.push(...entries),
        },
      }),
    )
  const uplinkOf = () =>
    new AuthorityUplink(centre, {
      ...{ verify, lead: 'cnsa', agreements: [cheri], inForce: () => inForce, sender: 'cnsa' },
      ...{ mission: 'change-8', ownKeys: (party) => centre.desk.book.ownKeysOf(party) },
      has: (command) => able || command === 'gateway_revoke',
      note: (text) => void notes.push(text),
      async submit({ nonce, command, values, purpose, priority }) {
        unwrap(
          await centre.perform((desk, at) =>
            desk.submit(
              {
                ...{ format: 'magpie-command-1', mission: 'change-8', party: 'cnsa', person: 'ops', priority, purpose },
                ...{ element: 'ce8-lander', command, arguments: { ...values }, nonce },
                expires: utcText(secondsOf(at) + 86400),
              },
              undefined,
              { at, party: 'cnsa', person: 'ops' },
            ),
          ),
        )
      },
    })
  let centre = await open()
  let uplink = uplinkOf()
  return {
    ...{ board, struck, notes, sent },
    get centre() {
      return centre
    },
    lose(share: number) {
      loss = share
    },
    hasInForce(agreements: (typeof cheri)[]) {
      inForce = agreements
    },
    /** Some hours of the mission: what was lost times out, and goes again. */
    async hours(count: number) {
      for (let i = 0; i < 12 * count; i++) {
        now_s += 300
        for (const told of reports.splice(0)) await told()
        await uplink.tick()
        await centre.tick()
      }
    },
    async restart() {
      centre = await open()
      uplink = uplinkOf()
    },
    grant: (id: string, given: object = {}) =>
      centre.perform((desk, at) =>
        giveGrant(
          desk,
          {
            ...{ id, agreement: `desk-${id}`, grantor: 'metu', grantee: 'zju', element: 'cheri-b', actions: ['drive'] },
            ...{ arguments: {}, phases: [], approvals: 0, revocable: true, onward: false },
            ...given,
          },
          '',
          { at, party: 'metu', person: 'ada' },
        ),
      ),
    revoke: (id: string) =>
      centre.perform((desk, at) => revokeGrant(desk, id, '', { at, party: 'metu', person: 'ada' })),
    drive: async (nonce: string) =>
      unwrap(
        await centre.perform((desk, at) =>
          desk.submit(
            {
              ...{ format: 'magpie-command-1', mission: 'change-8', party: 'zju', person: 'li', priority: 5 },
              ...{ element: 'cheri-b', command: 'drive', arguments: { distance: 5, heading: 0 }, nonce, purpose: '' },
              expires: utcText(secondsOf(at) + 10 * 86400),
            },
            undefined,
            { at, party: 'zju', person: 'li' },
          ),
        ),
      ),
  }
}

describe('what the desk records of authority', () => {
  test('reaches the gateway, and what rests on it leaves only then', async () => {
    const at = await setUp('once')
    unwrap(await at.grant('one-hour'))
    const { id } = await at.drive('first-drive')
    at.lose(1)
    await at.hours(1)
    expect(at.centre.desk.book.commands.get(id)!.state).toBe('queued')
    expect(at.sent.map((c) => c.command.name)).not.toContain('drive')
    at.lose(0)
    await at.hours(40)
    expect(at.board.agreements.map((a) => a.grants[0]!.id)).toEqual(['one-hour'])
    expect(at.sent.map((c) => c.command.name)).toContain('drive')
    // Whatever was sent, the gateway's part came first.
    expect(at.sent.findIndex((c) => c.command.name === 'drive')).toBeGreaterThan(0)
  })

  test('all of it, whatever is lost on the way, and in any order', async () => {
    const at = await setUp('lossy')
    at.lose(0.6)
    for (let i = 0; i < 6; i++) unwrap(await at.grant(`grant-${i}`))
    await at.hours(2)
    for (const id of ['grant-1', 'grant-4', 'stops']) unwrap(await at.revoke(id))
    const lead = { at: '', party: 'cnsa', person: 'ops' }
    unwrap(
      await at.centre.perform((desk, now) =>
        handOverLead(desk, { action: 'offer', to: 'metu', note: '' }, { ...lead, at: now }),
      ),
    )
    unwrap(
      await at.centre.perform((desk, now) =>
        handOverLead(desk, { action: 'accept' }, { ...lead, party: 'metu', at: now }),
      ),
    )
    await at.hours(200)
    expect(at.board.told.entries).toBe(11)
    expect([...at.board.revoked.keys()].sort()).toEqual(['grant-1', 'grant-4', 'stops'])
    expect(at.board.lead).toBe('metu')
    const before = at.sent.length
    await at.hours(10)
    expect(at.sent.length).toBe(before)
  })

  test('after a restart nothing is sent again that the gateway has', async () => {
    const at = await setUp('restart')
    unwrap(await at.grant('one-hour'))
    await at.hours(1)
    const before = at.sent.length
    await at.restart()
    await at.hours(5)
    expect(at.sent.length).toBe(before)
    const { id } = await at.drive('after-restart')
    await at.hours(1)
    expect(at.centre.desk.book.commands.get(id)!.history.map((h) => h.state)).toContain('released')
  })

  describe('a party that keeps its key', () => {
    const own = rehearsalSigner('at-home', 'metu')
    /** A drive for an hour given before the key was kept; from then on metu signs what it does. */
    const keeping = async (seed: string, ownAboard: readonly string[]) => {
      const at = await setUp(seed, { ownAboard })
      const stampOf = (now: string) => ({ at: now, party: 'metu', person: 'ada' })
      const { signature } = detached(ownKeyBytes('metu', own.publicKey), own)
      unwrap(await at.centre.perform((desk, now) => keepOwnKey(desk, own.publicKey, signature, stampOf(now))))
      const signed = async (act: Parameters<typeof draftAct>[1]) =>
        unwrap(
          await at.centre.perform((desk, now) => {
            const content = unwrap(draftAct(desk, act, utcText(secondsOf(now) + 3600), stampOf(now)))
            return performSigned(desk, { content, signature: detached(actBytes(content), own) }, stampOf(now))
          }),
        )
      const grant = {
        ...{ id: 'one-hour', agreement: 'desk-one-hour', grantor: 'metu', grantee: 'zju', element: 'cheri-b' },
        ...{ actions: ['drive'], arguments: {}, phases: [], approvals: 0, revocable: true, onward: false },
      }
      return {
        at,
        give: () => signed({ grant, note: '' }),
        takeBack: () => signed({ revoke: 'one-hour', why: 'dust' }),
      }
    }

    test('what it signed goes up under its signature, and what rests on it leaves', async () => {
      const { at, give, takeBack } = await keeping('own-key', [own.publicKey])
      expect(await at.grant('unsigned')).toMatchObject({ error: { kind: 'signature-missing' } })
      await give()
      await at.hours(1)
      expect(at.board.agreements.map((a) => a.id)).toEqual(['desk-one-hour'])
      const { id } = await at.drive('on-its-grant')
      await at.hours(1)
      expect(at.centre.desk.book.commands.get(id)!.history.map((h) => h.state)).toContain('released')
      await takeBack()
      await at.hours(1)
      expect([...at.board.revoked.keys()]).toEqual(['one-hour'])
      expect(at.notes).toEqual([])
    })

    test('a gateway that has no such key takes neither: it is said, and the host strikes what was taken back', async () => {
      const { at, give, takeBack } = await keeping('no-key', [])
      await give()
      await at.hours(1)
      expect(at.board.told.entries).toBe(0)
      expect(at.notes.join('\n')).toContain('grant-given one-hour')
      await takeBack()
      await at.hours(2)
      expect([...at.struck]).toEqual(['one-hour'])
    })
  })

  test('a gateway without the command is told of ends, and what rests on new grants waits', async () => {
    const at = await setUp('old', { able: false })
    unwrap(await at.grant('one-hour'))
    unwrap(await at.revoke('stops'))
    const { id } = await at.drive('never-leaves')
    await at.hours(3)
    expect([...at.struck]).toEqual(['stops'])
    expect(at.centre.desk.book.commands.get(id)!.state).toBe('queued')
    expect(at.notes.join('\n')).toContain('no command for it')
  })

  test('an agreement that ended: its grants are struck', async () => {
    const at = await setUp('ended')
    at.hasInForce([])
    await at.hours(1)
    expect([...at.struck]).toEqual(['stops'])
  })
})
