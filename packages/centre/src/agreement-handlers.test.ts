import type { Caller } from '@magpie/api/access'
import type { agreementActs, agreementReads } from '@magpie/api/agreement-operations'
import { unwrap } from '@magpie/core/result'
import { rehearsalSigner } from '@magpie/ledger/keys'
import { DOCUMENT, integration, massLine } from '@magpie/programme/desk/testing/agreement-sample'
import { CALL, GROUND } from '@magpie/programme/desk/testing/sample'
import type { PrintedDocument } from '@magpie/programme/interface/document'
import { describe, expect, it } from 'vitest'
import { agreementHandlers } from './agreement-handlers.ts'
import { dispatch, type Handlers } from './dispatch.ts'
import { memoryProgrammeStore } from './memory-programme-store.ts'
import { openProgrammeDesk } from './programme-desk.ts'

type Key = keyof typeof agreementActs | keyof typeof agreementReads
const signers = { signerOf: async (party: string) => rehearsalSigner('a test', party) }
const roles = ['officer', 'proposer', 'signatory'] as const
let clock = Date.parse('2030-11-01T00:00:00.000Z')

function caller(party: string, held: Caller['roles'] = roles): Caller {
  clock += 1000
  return {
    arrivedAt: new Date(clock).toISOString(),
    party,
    roles: held,
    person: { id: `${party}-person`, name: party },
  }
}

/** A centre with the rover's agreement and interface, and what was printed in it. */
async function opened() {
  const store = memoryProgrammeStore()
  const desk = unwrap(await openProgrammeDesk({ store, signers, ground: GROUND, lead: 'agency', parties: [] }))
  for (const id of ['agency', 'alpha', 'beta'])
    unwrap(await desk.perform('party-registered', { party: { id, name: id, kind: 'agency' } }, caller(id)))
  unwrap(await desk.perform('call-opened', { call: CALL }, caller('agency')))
  const printed: PrintedDocument[] = []
  const print = async (document: PrintedDocument) => {
    printed.push(document)
    return { bytes: 3, base64: 'AAAA' }
  }
  const namesOf = async (persons: readonly string[]) => new Map(persons.map((p) => [p, p.toUpperCase()]))
  const descent = () => ({ margin_kg: 100, propellantPerLanded_kg: 0.5, rehearsal: 'a test' })
  const handlers: Handlers<Key> = agreementHandlers({ desk, ground: GROUND, print, namesOf, descent })
  const standing = { lead: 'agency', peopleSetUp: true }
  const ask = (key: Key, input: unknown, party: string, held?: Caller['roles']) =>
    dispatch(key, handlers[key] as never, input, { caller: caller(party, held), standing })
  unwrap(await ask('draftAgreement', { agreement: 'rover-ia', content: integration() }, 'alpha'))
  unwrap(await ask('draftInterface', DOCUMENT, 'alpha'))
  return { desk, store, ask, printed }
}

describe('agreements of a centre', () => {
  it('are seen by their parties, and by nobody else', async () => {
    const { ask } = await opened()
    for (const [key, input] of [
      ['agreement', { agreement: 'rover-ia' }],
      ['interface', { interface: 'rover-lander' }],
      ['printAgreement', { agreement: 'rover-ia' }],
      ['printInterface', { interface: 'rover-lander' }],
      ['interfaceImpact', { interface: 'rover-lander', line: massLine(35, 90) }],
      ['agreementVersion', { agreement: 'rover-ia', version: 1 }],
      ['agreementHistory', { agreement: 'rover-ia' }],
    ] as const) {
      expect((await ask(key, input, 'agency')).ok, key).toBe(true)
      expect(await ask(key, input, 'beta'), key).toMatchObject({ ok: false, error: { kind: 'not-found' } })
    }
    const lists = ['agreements', 'interfaces'] as const
    for (const key of lists) {
      expect(Object.values(unwrap(await ask(key, {}, 'alpha')))[0], key).toHaveLength(1)
      expect(Object.values(unwrap(await ask(key, {}, 'beta')))[0], key).toHaveLength(0)
    }
  })

  it('are signed by signatories only, each signature with its entry and key, as printed', async () => {
    const { ask, desk, printed } = await opened()
    const signing = { agreement: 'rover-ia', version: 1 }
    expect(await ask('signAgreement', signing, 'alpha', ['officer'])).toMatchObject({ error: { kind: 'not-allowed' } })
    const receipt = unwrap(await ask('signAgreement', signing, 'alpha')) as { entry: string }
    const view = unwrap(await ask('agreement', { agreement: 'rover-ia' }, 'agency'))
    const key = rehearsalSigner('a test', 'alpha').key
    expect(view).toMatchObject({
      state: 'signing',
      awaited: ['agency'],
      signatures: [{ party: 'alpha', name: 'ALPHA-PERSON', entry: receipt.entry, key }],
      interfaces: ['rover-lander'],
    })
    unwrap(await ask('printAgreement', { agreement: 'rover-ia' }, 'alpha'))
    const table = printed.at(-1)!.blocks.at(-1)!
    expect(table.kind === 'table' && table.rows.flat()).toEqual(
      expect.arrayContaining(['not signed yet', `entry ${receipt.entry}\nkey ${key}`]),
    )
    expect(desk.extract('beta').join('\n')).not.toContain('rover-ia')
  })

  it('say what does not fit and what a change would break, and tell the other side', async () => {
    const { ask, store } = await opened()
    const on = { interface: 'rover-lander' }
    unwrap(await ask('proposeLine', { ...on, line: massLine(30, undefined) }, 'agency'))
    unwrap(await ask('proposeLine', { ...on, line: massLine(30, 61) }, 'alpha'))
    expect(unwrap(await ask('interface', on, 'alpha'))).toMatchObject({
      lines: [{ awaited: ['host', 'guest'], findings: [{ severity: 'clash' }] }],
    })
    const broken = unwrap(await ask('interfaceImpact', { ...on, line: massLine(30, 61) }, 'agency')) as {
      breaks: { what: string; severity: string }[]
    }
    expect(broken.breaks.map((b) => [b.what, b.severity])).toEqual([
      ['line', 'breaks'],
      ['budget', 'breaks'],
      ['budget', 'breaks'],
    ])
    const told = await store.notices('agency', 0, 100)
    expect(told.map((n) => n.text).at(-1)).toContain('31 kg too much')
    expect((await store.notices('beta', 0, 100)).length).toBe(0)
  })

  it('are signed as shown: another text is refused, and the ledger keeps the hash with the signature', async () => {
    const { ask } = await opened()
    const on = { agreement: 'rover-ia' }
    const view = unwrap(await ask('agreement', on, 'alpha')) as { versions: { digest: string }[] }
    const { digest } = view.versions[0]!
    const other = digest.replace(/^./, digest.startsWith('0') ? '1' : '0')
    expect(await ask('signAgreement', { ...on, version: 1, digest: other }, 'alpha')).toMatchObject({
      error: { kind: 'refused', rule: 'other-text' },
    })
    expect(unwrap(await ask('signAgreement', { ...on, version: 1, digest }, 'alpha'))).toMatchObject({
      body: { version: 1, digest },
    })
    unwrap(await ask('draftAgreement', { ...on, content: integration({ title: 'Another' }) }, 'agency'))
    const [first, second] = await Promise.all(
      [1, 2].map((version) => ask('agreementVersion', { ...on, version }, 'alpha')),
    )
    expect(first).toMatchObject({ ok: true, value: { digest, content: { title: 'Integration of the rover' } } })
    expect(second).toMatchObject({ ok: true, value: { by: 'agency', content: { title: 'Another' } } })
    expect((second as { value: { digest: string } }).value.digest).not.toBe(digest)
    expect(await ask('agreementVersion', { ...on, version: 3 }, 'alpha')).toMatchObject({
      error: { kind: 'not-found' },
    })
  })

  it('say what the model gains, before and after', async () => {
    const { ask } = await opened()
    const on = { agreement: 'rover-ia' }
    expect(unwrap(await ask('agreement', on, 'alpha'))).toMatchObject({
      gains: {
        elements: [
          { id: 'rover-1', what: 'new', host: 'lander', figures: [{ name: 'mass', value: 30, unit: 'kg' }, {}] },
        ],
        budgets: [{ limit: 'total_kg', before: 0, after: 30, allowed: 60, verdict: 'within' }, { limit: 'module_kg' }],
        grants: [{ id: 'drive', what: 'new' }],
        ends: [],
      },
    })
    for (const party of ['agency', 'alpha']) unwrap(await ask('signAgreement', { ...on, version: 1 }, party))
    unwrap(await ask('draftAgreement', { ...on, content: integration({ grants: [], title: 'Without' }) }, 'agency'))
    expect(unwrap(await ask('agreement', on, 'alpha'))).toMatchObject({
      state: 'amending',
      inForce: { version: 1, signatures: [{ party: 'agency' }, { party: 'alpha' }] },
      gains: { elements: [{ id: 'rover-1', what: 'kept' }], grants: [], ends: ['drive'] },
    })
  })

  it('are checked as one types, by field, and nothing is done', async () => {
    const { ask, desk } = await opened()
    const bad = { agreement: 'other', content: integration({ parties: ['alpha', 'nobody'], title: '' }) }
    expect(unwrap(await ask('checkAgreement', bad, 'alpha'))).toMatchObject({ problems: [{ field: '/title' }] })
    const worse = { agreement: 'other', content: integration({ parties: ['alpha', 'nobody'], project: 'other' }) }
    const { problems } = unwrap(await ask('checkAgreement', worse, 'alpha')) as { problems: { field: string }[] }
    expect(problems.map((p) => p.field)).toEqual(expect.arrayContaining(['/parties/1', '/elements/0/id']))
    const good = { agreement: 'rover-ia', content: integration({ title: 'Better' }) }
    expect(unwrap(await ask('checkAgreement', good, 'alpha'))).toEqual({ problems: [] })
    expect(unwrap(await ask('checkAgreement', good, 'beta'))).toMatchObject({
      problems: [{ field: '', rule: 'not-allowed' }],
    })
    expect(desk.desk.agreements.get('rover-ia')!.versions).toHaveLength(1)
    const draft = { ...DOCUMENT, interface: 'second', guest: { party: 'alpha', element: 'nothing' } }
    expect(unwrap(await ask('checkInterface', { draft }, 'alpha'))).toMatchObject({
      problems: [{ field: '/guest/element' }],
    })
  })

  it('have their whole history, and the descent in what a heavier line breaks', async () => {
    const { ask } = await opened()
    const on = { interface: 'rover-lander' }
    unwrap(await ask('proposeLine', { ...on, line: massLine(35, undefined) }, 'agency'))
    unwrap(await ask('proposeLine', { ...on, line: massLine(35, 30) }, 'alpha'))
    for (const p of ['agency', 'alpha']) unwrap(await ask('signLine', { ...on, line: 'mass', revision: 2 }, p))
    unwrap(await ask('baselineInterface', on, 'agency'))
    const asked = { ...on, line: massLine(35, 34) }
    const impact = unwrap(await ask('interfaceImpact', asked, 'alpha'))
    expect(impact).toMatchObject({ breaks: expect.arrayContaining([expect.objectContaining({ what: 'descent' })]) })
    const receipt = unwrap(await ask('requestChange', { ...asked, reason: 'a battery' }, 'alpha'))
    expect(JSON.stringify(receipt)).toContain('4 kg more to land take 2 kg of propellant: 98 kg of 100 kg are left')
    const { acts } = unwrap(await ask('agreementHistory', { agreement: 'rover-ia' }, 'agency')) as {
      acts: { kind: string; name: string; subject: string }[]
    }
    expect(acts.map((a) => a.kind)).toEqual([
      ...['agreement-drafted', 'interface-drafted', 'line-proposed', 'line-proposed', 'line-signed', 'line-signed'],
      ...['interface-baselined', 'change-requested'],
    ])
    expect(acts.at(-1)).toMatchObject({ name: 'ALPHA-PERSON', subject: 'rover-lander' })
  })

  it('stand again from the ledger alone', async () => {
    const { ask, store, desk } = await opened()
    unwrap(await ask('signAgreement', { agreement: 'rover-ia', version: 1 }, 'agency'))
    const again = await openProgrammeDesk({ store, signers, ground: GROUND, lead: 'agency', parties: [] })
    expect(unwrap(again).desk).toEqual(desk.desk)
  })
})
