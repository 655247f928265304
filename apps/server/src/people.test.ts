import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { unwrap } from '@magpie/core/result'
import { verifyChain } from '@magpie/ledger/chain'
import { decodeEntry } from '@magpie/ledger/entry'
import { verifyEd25519 } from '@magpie/ledger/keys'
import { CALL, content } from '@magpie/programme/desk/testing/sample'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type DeskCentre, startDeskCentre } from './testing/desk-centre.ts'
import { PASSWORD, Visitor } from './testing/visitor.ts'

let centre: DeskCentre
beforeAll(async () => {
  centre = await startDeskCentre({ named: 'Named' })
})
afterAll(() => centre?.close())

const nobody = () => new Visitor(centre.url)

/** Posts the bodies from another thread, one a millisecond from an instant on. */
async function burst(of: Visitor, path: string, bodies: readonly unknown[], from_ms: number): Promise<Told[]> {
  const headers = { ...of.headers(), 'content-type': 'application/json' }
  const { hostname: host, port } = new URL(centre.url)
  const workerData = {
    ...{ host, port: Number(port), path, headers, from_ms },
    bodies: bodies.map((b) => JSON.stringify(b)),
  }
  const worker = new Worker(new URL('./testing/burst.mjs', import.meta.url), { workerData })
  const [told] = (await once(worker, 'message')) as [Told[]]
  await worker.terminate()
  return told
}

/** The sample's call, open today: its letters are due in 2099. */
const TODAYS = {
  ...CALL,
  publishedOn: '2020-01-01',
  letters: {
    ...CALL.letters,
    revisions: [{ ...CALL.letters.revisions[0]!, day: '2099-12-31', knownFrom: '2020-01-01' }],
  },
}
type Told = { readonly sent_ms: number; readonly status: number; readonly json: unknown }

async function signedIn(name: string): Promise<Visitor> {
  const visitor = nobody()
  const body = { email: `${name}@example.org`, password: PASSWORD, name }
  const made = await visitor.auth('/sign-up/email', body)
  if (made.status !== 200) await visitor.auth('/sign-in/email', body)
  return visitor
}

describe('people of a centre', () => {
  it('begin with one officer of the lead, made with the printed code, once', async () => {
    const visitor = nobody()
    expect(unwrap(await visitor.api('me', {}))).toMatchObject({ peopleSetUp: false, memberships: [] })
    const officer = { name: 'Olga', email: 'olga@example.org', password: PASSWORD }
    expect(await visitor.api('setUp', { ...officer, code: 'guess' })).toMatchObject({ error: { rule: 'code' } })
    const short = await visitor.api('setUp', { ...officer, password: 'short', code: centre.people.setUpCode })
    expect(short).toMatchObject({ error: { kind: 'bad-request', problems: [{ field: '/password' }] } })
    expect(unwrap(await visitor.api('setUp', { ...officer, code: centre.people.setUpCode })).party).toBe('agency')
    expect(await visitor.api('setUp', { ...officer, code: centre.people.setUpCode })).toMatchObject({
      error: { rule: 'once' },
    })
    await visitor.auth('/sign-in/email', officer)
    expect(unwrap(await visitor.api('me', {}))).toMatchObject({ party: 'agency', person: { name: 'Olga' } })
  })

  it('begin for a party of the mission by an invitation of the lead, once, as its officer', async () => {
    const olga = nobody()
    await olga.auth('/sign-in/email', { email: 'olga@example.org', password: PASSWORD })
    const asked = { email: 'gro@example.org', party: 'named' }
    expect(await olga.api('invite', { ...asked, roles: ['operator'] })).toMatchObject({
      error: { rule: 'first-officer' },
    })
    const roles = ['officer', 'operator'] as const
    expect(await olga.api('invite', { ...asked, party: 'nobody', roles: [...roles] })).toMatchObject({
      error: { rule: 'named-party' },
    })
    const { invitation } = unwrap(await olga.api('invite', { ...asked, roles: [...roles] }))
    const gro = await signedIn('gro')
    expect(unwrap(await gro.api('join', { invitation }))).toEqual({ party: 'named', name: 'Named', roles })
    expect(await olga.api('invite', { ...asked, roles: [...roles] })).toMatchObject({ error: { rule: 'has-people' } })
    expect(await gro.api('invite', { ...asked, party: 'agency', roles: [...roles] })).toMatchObject({
      error: { rule: 'named-party' },
    })
    expect((await gro.api('invite', { email: 'tor@example.org', roles: ['member'] })).ok).toBe(true)
  })

  it('found parties, invite others, share out roles, and act in them only', async () => {
    const olga = nobody()
    await olga.auth('/sign-in/email', { email: 'olga@example.org', password: PASSWORD })
    unwrap(await olga.api('openCall', { call: TODAYS }))
    const ada = await signedIn('ada')
    const letter = { call: CALL.id, letter: 'rover', content: content('alpha') as never }
    expect(await ada.api('submitLetter', letter)).toMatchObject({ error: { kind: 'not-allowed' } })
    expect(await nobody().api('submitLetter', letter)).toMatchObject({ error: { kind: 'not-signed-in' } })
    const alpha = { id: 'alpha', name: 'Alpha Institute', kind: 'institution', state: 'IT' } as const
    expect(await ada.api('createParty', { party: { ...alpha, id: 'agency' } })).toMatchObject({
      error: { rule: 'named-party' },
    })
    unwrap(await ada.api('createParty', { party: alpha }))
    const receipt = unwrap(await ada.api('submitLetter', letter))
    const [signature, hash, key] = [receipt.signature, receipt.entry, receipt.signedBy].map((h) =>
      Buffer.from(h, 'hex'),
    )
    expect(verifyEd25519(signature!, hash!, key!)).toBe(true)
    // Another person of the party, by invitation to their address, as a member only.
    const invited = unwrap(await ada.api('invite', { email: 'Bob@example.org', roles: ['member'] }))
    const carl = await signedIn('carl')
    expect(await carl.api('join', invited)).toMatchObject({ error: { kind: 'bad-request' } })
    const { invitation } = invited
    expect(await carl.api('join', { invitation })).toMatchObject({ error: { rule: 'another-address' } })
    const bob = await signedIn('bob')
    expect(unwrap(await bob.api('me', {})).invitations).toMatchObject([{ invitation, party: 'alpha' }])
    expect(unwrap(await bob.api('join', { invitation }))).toMatchObject({ party: 'alpha', roles: ['member'] })
    expect(await bob.api('join', { invitation })).toMatchObject({ error: { rule: 'unknown' } })
    expect(await bob.api('withdrawLetter', { letter: 'rover', reason: 'mine' })).toMatchObject({
      error: { kind: 'not-allowed' },
    })
    expect(unwrap(await bob.api('letters', {})).letters.map((l) => l.id)).toEqual(['rover'])
    expect(unwrap(await carl.api('letters', {})).letters).toEqual([])
    // Roles are the officer's to give, and a party keeps one officer.
    const { members } = unwrap(await ada.api('members', {}))
    const idOf = (name: string) => members.find((m) => m.name === name)!.person
    unwrap(await ada.api('setRoles', { person: idOf('bob'), roles: ['proposer'] }))
    unwrap(await bob.api('withdrawLetter', { letter: 'rover', reason: 'mine' }))
    expect(await ada.api('setRoles', { person: idOf('ada'), roles: [] })).toMatchObject({
      error: { rule: 'last-officer' },
    })
    unwrap(await ada.api('setRoles', { person: idOf('bob'), roles: [] }))
    expect(await bob.api('submitLetter', letter)).toMatchObject({ error: { kind: 'not-allowed' } })
    // Whoever is no longer of the party reads nothing of it; those who are, and the owner of the call, do.
    expect(unwrap(await bob.api('letters', {})).letters).toEqual([])
    expect(unwrap(await olga.api('letters', {})).letters).toHaveLength(1)
  })

  it('submit a thousand letters about the last second: in by arrival, each told, none lost', async () => {
    const olga = nobody()
    await olga.auth('/sign-in/email', { email: 'olga@example.org', password: PASSWORD })
    const ada = await signedIn('ada')
    const LETTERS = 1000
    /** The letters that came in of those sent about a deadline that is so far off. */
    const sentAbout = async (id: string, ahead_ms: number) => {
      const due_ms = Math.ceil((Date.now() + ahead_ms) / 1000) * 1000
      const [day, time] = new Date(due_ms).toISOString().slice(0, 19).split('T') as [string, string]
      const revisions = [{ ...TODAYS.letters.revisions[0]!, day, time }]
      unwrap(
        await olga.api('openCall', { call: { ...TODAYS, id, letters: { ...TODAYS.letters, zone: 'UTC', revisions } } }),
      )
      const letters = Array.from({ length: LETTERS }, (_, i) => ({
        ...{ call: id, letter: `${id}-${i}`, content: content('alpha') },
      }))
      const told = await burst(ada, '/api/programme/acts/letter-submitted', letters, due_ms - 900)
      const accepted = new Set<string>()
      for (const [i, { sent_ms, status, json }] of told.entries()) {
        if (status === 200) {
          accepted.add(`${id}-${i}`)
          expect(Date.parse((json as { at: string }).at)).toBeLessThanOrEqual(due_ms)
          expect(sent_ms).toBeLessThanOrEqual(due_ms)
        } else {
          expect(json).toMatchObject({ kind: 'refused', rule: 'late' })
          expect((json as { message: string }).message).toContain('deadline')
        }
      }
      const kept = unwrap(await ada.api('letters', { call: id })).letters
      expect(new Set(kept.map((l) => l.id))).toEqual(accepted)
      return accepted.size
    }
    // A machine that others use may not be ready by the deadline: then for one that is farther off.
    let [accepted, ahead_ms] = [0, 2500]
    while (accepted === 0 && ahead_ms < 100_000) {
      accepted = await sentAbout(`last-second-${ahead_ms}`, ahead_ms)
      ahead_ms *= 3
    }
    expect(accepted).toBeGreaterThan(0)
    expect(accepted).toBeLessThan(LETTERS)
    const { entries } = unwrap(await olga.api('record', {}))
    const chain = entries.map((line) => unwrap(decodeEntry(line)))
    expect(unwrap(verifyChain(chain)).entries).toBe(entries.length)
  })

  it('keep drafts to themselves', async () => {
    const [ada, carl] = [await signedIn('ada'), await signedIn('carl')]
    const draft = { id: 'rover', kind: 'letter', title: 'A rover', content: { title: 'A ro' }, over: 0 }
    unwrap(await ada.api('saveDraft', draft))
    expect(await ada.api('saveDraft', draft)).toMatchObject({ error: { kind: 'conflict' } })
    expect(unwrap(await ada.api('draft', { id: 'rover' }))).toMatchObject({ version: 1, content: { title: 'A ro' } })
    expect(await carl.api('draft', { id: 'rover' })).toMatchObject({ error: { kind: 'not-found' } })
  })

  it('let a program act by a key, until the key is deleted', async () => {
    const ada = await signedIn('ada')
    const made = (await (await ada.auth('/api-key/create', { name: 'script' })).json()) as { key: string; id: string }
    const script = nobody()
    script.key = made.key
    expect(unwrap(await script.api('me', {}))).toMatchObject({ party: 'alpha' })
    expect((await ada.auth('/api-key/delete', { keyId: made.id })).status).toBe(200)
    expect(unwrap(await script.api('me', {})).person).toBeUndefined()
    script.key = 'no key at all'
    expect(unwrap(await script.api('me', {})).person).toBeUndefined()
  })

  it('cannot be reached by paths that nobody meant to serve, nor from another site', async () => {
    const ada = await signedIn('ada')
    for (const path of ['/organization/create', '/organization/update-member-role', '/update-user', '/delete-user'])
      expect((await ada.auth(path, {})).status, path).toBe(404)
    const foreign = { method: 'POST', headers: { cookie: ada.cookie, origin: 'https://elsewhere.example' } }
    expect((await fetch(`${centre.url}/api/programme/acts/call-closed`, foreign)).status).toBe(403)
    expect((await fetch(`${centre.url}/api/auth/sign-out`, foreign)).status).toBe(403)
  })

  it('are held back when they guess passwords', async () => {
    const visitor = nobody()
    const statuses: number[] = []
    for (let i = 0; i < 12; i++) {
      const guess = { email: 'olga@example.org', password: `wrong password ${i}` }
      statuses.push((await visitor.auth('/sign-in/email', guess)).status)
    }
    expect(statuses).toContain(401)
    expect(statuses.at(-1)).toBe(429)
  })
})
