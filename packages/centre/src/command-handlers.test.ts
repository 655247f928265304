import { readdirSync, readFileSync } from 'node:fs'
import type { Caller } from '@magpie/api/access'
import { unwrap } from '@magpie/core/result'
import { hasContent } from '@magpie/ledger/entry'
import { rehearsalSigner } from '@magpie/ledger/keys'
import type { Agreement } from '@magpie/mission/agreement'
import { policyEvaluator } from '@magpie/mission/policy-evaluator'
import type { Role } from '@magpie/mission/role'
import { actBytes, commandBytes, commandContent, detached, ownKeyBytes } from '@magpie/operations/command/content'
import { secondsOf, utcText } from '@magpie/operations/command/instant'
import { readXtce } from '@magpie/operations/xtce-reader'
import { describe, expect, test } from 'vitest'
import { type CommandCentre, type CommandCentrePorts, openCommandCentre } from './command-centre.ts'
import { commandHandlers } from './command-handlers.ts'
import { memoryCommandStore } from './command-store.ts'
import type { StoredNotice } from './programme-store.ts'

const folder = new URL('../../../missions/change-8/dictionary/', import.meta.url)
const files = readdirSync(folder).map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))
const common = files.filter((f) => f.name === 'common.xml')
const { dictionary } = unwrap(readXtce([...common, ...files.filter((f) => f.name !== 'common.xml')]))
const made = { kind: 'assumed', reason: 'made for the test' } as const
const NOON = secondsOf('2029-01-10T12:00:00Z')

const person = (party: string, id: string, ...roles: Role[]): Caller => ({
  arrivedAt: '',
  person: { id, name: id },
  party,
  roles,
})
const ada = person('metu', 'ada', 'operator', 'signatory')
const wei = person('zju', 'wei', 'operator', 'signatory')
const li = person('cnsa', 'li', 'operator', 'officer')
const wu = person('suparco', 'wu', 'operator')

/** A centre over a store in memory: what it sends is noted, its clock stands until it is moved. */
async function newCentre() {
  const world = { now_s: NOON, sent: [] as string[], agreements: [] as Agreement[], told: [] as StoredNotice[] }
  const ports: CommandCentrePorts = {
    store: memoryCommandStore(world.told),
    source: {
      ...{ mission: 'change-8', lead: 'cnsa', dictionary, engine: policyEvaluator() },
      get agreements() {
        return world.agreements
      },
      elements: [
        { id: 'ce8-lander', owner: 'cnsa' },
        { id: 'cheri-b', owner: 'metu', host: 'ce8-lander' },
        { id: 'pk-rover', owner: 'suparco', host: 'ce8-lander' },
      ].map((e) => ({ ...e, name: e.id, kind: 'module', parameters: [], ports: [], provenance: made })),
      parties: ['cnsa', 'metu', 'zju', 'suparco'].map((id) => ({ id, name: id, kind: 'agency', provenance: made })),
      phaseAt: () => 'surface-science',
      value: () => undefined,
      window_s: () => undefined,
      signal_s: () => 3,
      ownKeys: () => [],
    },
    signers: { signerOf: async (party) => rehearsalSigner('test', party) },
    link: { takes: () => true, send: (c) => world.sent.push(c.id) },
    now: () => utcText(world.now_s),
  }
  let centre: CommandCentre = unwrap(await openCommandCentre(ports))
  let nonces = 0
  const handlers = commandHandlers({ centre: () => centre, nonce: () => `nonce-${String(++nonces).padStart(6, '0')}` })
  const reopen = async () => {
    centre = unwrap(await openCommandCentre(ports))
  }
  return { world, handlers, reopen, centre: () => centre }
}

const drive = (distance = 10) => ({
  ...{ element: 'cheri-b', command: 'drive', arguments: { distance, heading: 0 }, priority: 5, purpose: '' },
})
const hour = {
  ...{
    id: 'one-hour',
    grantee: 'zju',
    element: 'cheri-b',
    actions: ['drive'],
    arguments: { distance: { min: 0, max: 20 } },
  },
  ...{ from: utcText(NOON), until: utcText(NOON + 3600), phases: [], approvals: 0, revocable: true, onward: false },
  covers: 'commands',
  note: 'one drive',
} as const

describe('a grant for an hour', () => {
  test('before it refused with rule, fact, source and remedy; within it sent; revoked it leaves the queue', async () => {
    const { handlers, world, centre, reopen } = await newCentre()
    const before = unwrap(await handlers.submitCommand(drive(), wei))
    expect(before).toMatchObject({ state: 'refused', refusal: { rule: 'no-grant' } })
    expect(before.refusal!.remedy).toContain('Ask metu')
    expect(unwrap(await handlers.giveGrant(hour, ada))).toMatchObject({ givenHere: true, grant: { grantor: 'metu' } })
    const first = unwrap(await handlers.submitCommand(drive(), wei))
    expect(first.state).toBe('queued')
    await centre().tick()
    expect(world.sent).toEqual([first.id])
    const second = unwrap(await handlers.submitCommand(drive(15), wei))
    await reopen()
    expect(unwrap(await handlers.revokeGrant({ id: 'one-hour', why: 'dust' }, ada)).revoked).toEqual([second.id])
    await centre().tick()
    expect(world.sent).toEqual([first.id])
    const told = unwrap(await handlers.command({ id: second.id }, wei))
    expect(told).toMatchObject({ state: 'revoked', refusal: { rule: 'grant-revocation' } })
  })

  test('is not given by others, and not of what is not theirs', async () => {
    const { handlers } = await newCentre()
    expect(await handlers.giveGrant({ ...hour, element: 'pk-rover' }, ada)).toMatchObject({
      error: { kind: 'refused' },
    })
    unwrap(await handlers.giveGrant(hour, ada))
    expect(await handlers.giveGrant(hour, ada)).toMatchObject({ error: { kind: 'refused' } })
    expect(await handlers.revokeGrant({ id: 'one-hour', why: 'x' }, li)).toMatchObject({
      error: { kind: 'not-allowed' },
    })
    expect(await handlers.revokeGrant({ id: 'none', why: 'x' }, ada)).toMatchObject({ error: { kind: 'not-found' } })
  })

  test('what may be sent is told beforehand, with why not', async () => {
    const { handlers } = await newCentre()
    const rights = async (caller: Caller) =>
      Object.fromEntries(
        unwrap(await handlers.commandRights({ element: 'cheri-b' }, caller)).rights.map((r) => [r.command, r.verdict]),
      )
    expect(await rights(ada)).toMatchObject({ drive: 'may', drive_off: 'may-with-people', safe: 'may' })
    expect(await rights(li)).toMatchObject({ drive: 'may-not', safe: 'may' })
    expect(await rights(wei)).toMatchObject({ drive: 'may-not', safe: 'may-not' })
    unwrap(await handlers.giveGrant(hour, ada))
    expect(await rights(wei)).toMatchObject({ drive: 'may', drive_off: 'may-not' })
  })
})

describe('who sees and does what', () => {
  test('a command is seen by its parties, the host and the lead, and by nobody else', async () => {
    const { handlers } = await newCentre()
    const { id } = unwrap(await handlers.submitCommand(drive(), ada))
    for (const caller of [ada, li]) expect((await handlers.command({ id }, caller)).ok).toBe(true)
    expect(await handlers.command({ id }, wu)).toMatchObject({ error: { kind: 'not-found' } })
    expect(unwrap(await handlers.commandQueue({}, wu)).queue).toEqual([])
    expect(unwrap(await handlers.commands({ limit: 10 }, li)).commands.map((c) => c.id)).toEqual([id])
  })

  test('hazardous: held until a person of another party approves; that survives a restart', async () => {
    const { handlers, centre, world, reopen } = await newCentre()
    const { id, state } = unwrap(await handlers.submitCommand({ ...drive(), command: 'drive_off', arguments: {} }, ada))
    expect(state).toBe('awaiting')
    await centre().tick()
    unwrap(await handlers.approveCommand({ id }, li))
    await reopen()
    await centre().tick()
    expect(world.sent).toEqual([id])
    await reopen()
    await centre().tick()
    expect(world.sent).toEqual([id])
  })

  test('hazardous and of one party alone: everybody sees it while a second person is waited for, and may approve', async () => {
    const { handlers, centre, world } = await newCentre()
    const revert = { ...drive(), element: 'ce8-lander', command: 'load_revert', arguments: {} }
    const { id, state } = unwrap(await handlers.submitCommand(revert, li))
    expect(state).toBe('awaiting')
    expect(unwrap(await handlers.commandQueue({}, wu)).queue.map((c) => c.id)).toEqual([id])
    expect(unwrap(await handlers.approveCommand({ id }, wu)).approvals).toMatchObject([{ party: wu.party }])
    await centre().tick()
    expect(world.sent).toEqual([id])
    // Who approved sees what became of it; others no more.
    expect((await handlers.command({ id }, wu)).ok).toBe(true)
    expect((await handlers.command({ id }, ada)).ok).toBe(false)
  })

  test('before anything runs there is nothing to command', async () => {
    const none = commandHandlers({ centre: () => undefined, nonce: () => 'x' })
    expect(await none.commands({ limit: 1 }, ada)).toMatchObject({ error: { kind: 'not-found' } })
    expect(await none.submitCommand(drive(), ada)).toMatchObject({ error: { kind: 'not-found' } })
  })
})

test('a party that keeps its key: only what it signed is taken, and the centre has no part in it', async () => {
  const { handlers, reopen } = await newCentre()
  unwrap(await handlers.giveGrant(hour, ada))
  const own = rehearsalSigner('at home', 'zju')
  const proof = detached(ownKeyBytes('zju', own.publicKey), own).signature
  expect((await handlers.keepKey({ publicKey: own.publicKey, proof: '0'.repeat(128) }, wei)).ok).toBe(false)
  unwrap(await handlers.keepKey({ publicKey: own.publicKey, proof }, wei))
  await reopen()
  expect(await handlers.submitCommand(drive(), wei)).toMatchObject({ error: { rule: 'signature-missing' } })
  const content = commandContent.parse({
    ...{ format: 'magpie-command-1', mission: 'change-8', party: 'zju', person: 'wei', ...drive() },
    ...{ nonce: 'made-at-home', expires: utcText(NOON + 1800) },
  })
  const signed = { content, signature: detached(commandBytes(content), own) }
  const taken = unwrap(await handlers.submitSigned({ signed }, wei))
  expect(taken).toMatchObject({ state: 'queued', signedByKey: own.key })
  const altered = {
    ...signed,
    content: { ...content, arguments: { distance: 19, heading: 0 }, nonce: 'made-elsewhere' },
  }
  expect(await handlers.submitSigned({ signed: altered }, wei)).toMatchObject({ error: { rule: 'signature-wrong' } })
  // A command that zju signed is not sent by somebody else.
  expect(await handlers.submitSigned({ signed }, ada)).toMatchObject({ error: { kind: 'not-allowed' } })
})

test('a party that keeps its key signs what it grants and takes back, and nobody signs it for it', async () => {
  const { handlers, reopen, centre } = await newCentre()
  const own = rehearsalSigner('at home', 'metu')
  const proof = detached(ownKeyBytes('metu', own.publicKey), own).signature
  unwrap(await handlers.keepKey({ publicKey: own.publicKey, proof }, ada))
  expect(await handlers.giveGrant(hour, ada)).toMatchObject({ error: { rule: 'signature-missing' } })
  expect(await handlers.draftGrant({ ...hour, element: 'ce8-lander' }, ada)).toMatchObject({
    error: { kind: 'refused' },
  })
  const content = unwrap(await handlers.draftGrant(hour, ada))
  expect(content).toMatchObject({ party: 'metu', person: 'ada', act: { kind: 'grant-given', note: hour.note } })
  const sign = (act: typeof content) => ({ content: act, signature: detached(actBytes(act), own) })
  unwrap(await handlers.submitSignedAct({ signed: sign(content) }, ada))
  expect(unwrap(await handlers.submitCommand(drive(), wei)).state).toBe('queued')
  // Who leads puts it on record; whose it is the party's own signature says.
  const entry = centre()
    .entries.filter(hasContent)
    .find((e) => e.kind === 'grant-given')
  expect(entry).toMatchObject({ party: 'cnsa', body: { by: { party: 'metu' }, event: { own: { key: own.key } } } })
  expect(await handlers.revokeGrant({ id: hour.id, why: 'dust' }, ada)).toMatchObject({
    error: { rule: 'signature-missing' },
  })
  const back = unwrap(await handlers.draftRevocation({ id: hour.id, why: 'dust' }, ada))
  // A colleague's draft is not sent by another, nor by another party.
  expect(await handlers.submitSignedAct({ signed: sign(back) }, wei)).toMatchObject({ error: { kind: 'not-allowed' } })
  await reopen()
  const done = unwrap(await handlers.submitSignedAct({ signed: sign(back) }, ada))
  expect(done.revoked).toEqual(['c1'])
  const { grants } = unwrap(await handlers.grants({}, wei))
  expect(grants.find((g) => g.grant.id === hour.id)!.revokedAt).toBeDefined()
})

describe('procedures, rules, reports, shifts', () => {
  const procedure = {
    ...{ format: 'magpie-procedure-1', id: 'two-parties', title: 't', mission: 'change-8', version: 1, purpose: '' },
    steps: [
      send('first', 'metu', 'cheri-b', 'drive', { distance: 5, heading: 0 }),
      { kind: 'ask', id: 'ready', party: 'suparco', question: 'Ready?', onFailure: 'hold', note: '' },
      send('second', 'suparco', 'pk-rover', 'stop', {}),
    ],
    abort: [],
  } as const
  function send(id: string, party: string, element: string, command: string, args: Record<string, number>) {
    const rest = { timeout_s: 600, retries: 0, priority: 5, onFailure: 'hold', note: '' } as const
    return { kind: 'send', id, party, element, command, arguments: args, until: 'released', ...rest } as const
  }

  test('a procedure of two parties goes on over a restart, each sending its own', async () => {
    const { handlers, world, centre, reopen } = await newCentre()
    const checked = unwrap(await handlers.validateProcedure({ procedure: procedure as never }, ada))
    expect(checked).toEqual({ runnable: true, findings: [] })
    const begun = unwrap(await handlers.startProcedure({ procedure: procedure as never }, ada))
    await centre().tick()
    await reopen()
    await centre().tick()
    expect(unwrap(await handlers.run({ run: begun.run }, wu))).toMatchObject({
      step: 'ready',
      state: { status: 'asking' },
    })
    expect((await handlers.actOnRun({ run: begun.run, action: 'go', why: '' }, ada)).ok).toBe(false)
    unwrap(await handlers.actOnRun({ run: begun.run, action: 'join', why: '' }, wu))
    unwrap(await handlers.actOnRun({ run: begun.run, action: 'go', why: '' }, wu))
    await centre().tick()
    await centre().tick()
    expect(unwrap(await handlers.run({ run: begun.run }, ada)).state.status).toBe('done')
    const parties = world.sent.map((id) => centre().desk.book.commands.get(id)!.content.party)
    expect(parties).toEqual(['metu', 'suparco'])
    expect(await handlers.run({ run: begun.run }, wei)).toMatchObject({ error: { kind: 'not-found' } })
  })

  test('what will be refused is foreseen', async () => {
    const { handlers } = await newCentre()
    const wrong = {
      ...procedure,
      steps: [
        { ...procedure.steps[0], element: 'pk-rover' },
        { ...procedure.steps[0], id: 'x', command: 'fly' },
      ],
    }
    const { runnable, findings } = unwrap(await handlers.validateProcedure({ procedure: wrong as never }, ada))
    expect(runnable).toBe(false)
    expect(findings.map((f) => [f.step, f.severity, f.rule])).toEqual([
      ['x', 'error', 'command'],
      ['first', 'refusal', 'no-grant'],
    ])
    expect((await handlers.startProcedure({ procedure: wrong as never }, ada)).ok).toBe(false)
  })

  test('an anomaly is seen by whom it is shared with, and ends with a disposition', async () => {
    const { handlers } = await newCentre()
    const report = {
      title: 'Wheel current',
      element: 'cheri-b',
      severity: 'major',
      text: 'high',
      links: [],
      shareWith: [],
    } as const
    const { id, owner } = unwrap(await handlers.openAnomaly({ ...report, links: [], shareWith: [] }, wei))
    expect(owner).toBe('metu')
    expect(unwrap(await handlers.anomalies({}, wu)).anomalies).toEqual([])
    expect((await handlers.actOnAnomaly({ anomaly: id, action: 'investigate', note: 'x' }, wei)).ok).toBe(false)
    unwrap(await handlers.actOnAnomaly({ anomaly: id, action: 'investigate', note: 'dust' }, ada))
    unwrap(await handlers.actOnAnomaly({ anomaly: id, action: 'share', note: '', with: ['suparco'] }, ada))
    expect(unwrap(await handlers.anomalies({}, wu)).anomalies).toHaveLength(1)
    expect((await handlers.actOnAnomaly({ anomaly: id, action: 'dispose', note: 'x' }, ada)).ok).toBe(false)
    const end = { anomaly: id, action: 'dispose', note: 'clean it', disposition: 'work-around' } as const
    expect(unwrap(await handlers.actOnAnomaly(end, ada))).toMatchObject({ state: 'disposed' })
    expect(unwrap(await handlers.actOnAnomaly({ anomaly: id, action: 'close', note: '' }, ada)).state).toBe('closed')
  })

  test('a shift carries what is open to the next, and nobody takes over what was not handed over', async () => {
    const { handlers, reopen } = await newCentre()
    const bob = person('metu', 'bob', 'operator')
    unwrap(await handlers.actOnShift({ action: 'begin', text: '' }, ada))
    expect((await handlers.actOnShift({ action: 'begin', text: '' }, bob)).ok).toBe(false)
    unwrap(await handlers.actOnShift({ action: 'write', text: 'Watch the wheel', item: true }, ada))
    expect((await handlers.actOnShift({ action: 'take-over', text: '' }, bob)).ok).toBe(false)
    unwrap(await handlers.actOnShift({ action: 'hand-over', text: 'quiet night', to: 'bob' }, ada))
    await reopen()
    const after = unwrap(await handlers.actOnShift({ action: 'take-over', text: '' }, bob))
    expect(after).toMatchObject({ onDuty: 'bob', items: [{ item: 1, text: 'Watch the wheel' }] })
    expect(after.log.at(-1)!.carried).toHaveLength(1)
    expect(unwrap(await handlers.actOnShift({ action: 'done', text: 'cleaned', number: 1 }, bob)).items).toEqual([])
    expect(unwrap(await handlers.shift({}, wu)).log).toEqual([])
  })

  test('a rule holds, and who may waives it', async () => {
    const { handlers, centre, world } = await newCentre()
    const rule = {
      ...{
        id: 'charge',
        title: 'Charged',
        owner: 'metu',
        elements: ['cheri-b'],
        holdsSafing: false,
        waivableBy: ['metu'],
      },
      require: { kind: 'parameter', element: 'cheri-b', name: 'battery_charge', is: '>=', value: 50 },
      source: { title: 'rules' },
    } as const
    unwrap(await handlers.setRule({ rule: { ...rule, elements: ['cheri-b'], waivableBy: ['metu'] } }, ada))
    expect(unwrap(await handlers.flightRules({}, ada)).rules[0]!.found).toContain('nothing heard')
    // Another party learns that it holds back, and not the value.
    expect(unwrap(await handlers.flightRules({}, wu)).rules[0]!.found).toBe('battery_charge of cheri-b >= 50')
    const { id } = unwrap(await handlers.submitCommand(drive(), ada))
    await centre().tick()
    expect(world.sent).toEqual([])
    expect(unwrap(await handlers.command({ id }, ada)).holds[0]).toMatchObject({ kind: 'flight-rule', by: 'charge' })
    unwrap(await handlers.waiveRule({ rule: 'charge', command: id, why: 'known good' }, ada))
    await centre().tick()
    expect(world.sent).toEqual([id])
    unwrap(await handlers.endRule({ rule: 'charge', why: 'over' }, ada))
    expect(unwrap(await handlers.flightRules({}, ada)).rules).toEqual([])
  })
})

describe('before and beside sending', () => {
  test('a check says all that would be wrong, and records nothing', async () => {
    const { handlers, centre } = await newCentre()
    const before = centre().entries.length
    const wrong = { ...drive(500), arguments: { distance: 500 } }
    const told = unwrap(await handlers.checkCommand(wrong, wei))
    expect(told).toMatchObject({ verdict: 'may-not', refusal: { rule: 'no-grant' }, significance: 'watch' })
    expect(told.problems.map((p) => p.argument)).toEqual(['distance', 'heading'])
    expect(unwrap(await handlers.checkCommand(drive(), ada))).toMatchObject({ verdict: 'may', problems: [], holds: [] })
    const off = { ...drive(), command: 'drive_off', arguments: {} }
    expect(unwrap(await handlers.checkCommand(off, ada))).toMatchObject({ verdict: 'may-with-people', hazardous: true })
    const late = { ...drive(), execute: utcText(NOON - 60) }
    expect(unwrap(await handlers.checkCommand(late, ada))).toMatchObject({ refusal: { rule: 'execution-past' } })
    expect(await handlers.checkCommand({ ...drive(), command: 'fly' }, ada)).toMatchObject({ ok: false })
    expect(centre().entries.length).toBe(before)
  })

  test('a rule that warns lets pass what its sender acknowledges by name, at once or later', async () => {
    const { handlers, centre, world } = await newCentre()
    const rule = {
      ...{ id: 'dust', title: 'Dust is low', owner: 'metu', elements: ['cheri-b'], holdsSafing: false, waivableBy: [] },
      require: { kind: 'parameter', element: 'cheri-b', name: 'dust', is: '<', value: 3 },
      ...{ source: { title: 'rules' }, effect: 'warn' as const },
    } as const
    unwrap(await handlers.setRule({ rule: { ...rule, elements: ['cheri-b'], waivableBy: [] } }, ada))
    expect(unwrap(await handlers.checkCommand(drive(), ada)).warnings.map((w) => w.id)).toEqual(['dust'])
    const held = unwrap(await handlers.submitCommand(drive(), ada))
    const read = unwrap(await handlers.submitCommand({ ...drive(12), acknowledged: ['dust'] }, ada))
    await centre().tick()
    expect(world.sent).toEqual([read.id])
    expect(unwrap(await handlers.command({ id: held.id }, ada)).holds).toMatchObject([{ kind: 'warning', by: 'dust' }])
    expect((await handlers.acknowledgeCommand({ id: held.id, warnings: ['dust'] }, li)).ok).toBe(false)
    expect(unwrap(await handlers.acknowledgeCommand({ id: held.id, warnings: ['dust'] }, ada)).state).toBe('queued')
    await centre().tick()
    expect(world.sent).toEqual([read.id, held.id])
    expect(unwrap(await handlers.command({ id: held.id }, ada)).acknowledged).toEqual(['dust'])
  })

  test('what is signed while the desk is open counts at once, and what ends takes what waits for it along', async () => {
    const { handlers, centre, world } = await newCentre()
    expect(unwrap(await handlers.submitCommand(drive(), wei)).state).toBe('refused')
    const grant = { ...hour, id: 'signed', grantor: 'metu', agreement: 'joint', actions: ['drive'], phases: [] }
    const agreement: Agreement = {
      ...{ id: 'joint', title: 'Joint driving', kind: 'joint-operation', parties: ['metu', 'zju'] },
      ...{ elements: ['cheri-b'], grants: [grant], provenance: made },
    }
    await centre().tick()
    world.agreements = [agreement]
    const { id, state } = unwrap(await handlers.submitCommand({ ...drive(), execute: utcText(NOON + 60) }, wei))
    expect(state).toBe('queued')
    unwrap(await handlers.holdCommand({ id, why: 'not yet' }, ada))
    world.agreements = []
    await centre().tick()
    expect(unwrap(await handlers.command({ id }, wei))).toMatchObject({
      state: 'revoked',
      refusal: { rule: 'no-grant' },
    })
  })

  test('what a revocation would take out of the queue is told first, and it takes nothing else', async () => {
    const { handlers, centre, world } = await newCentre()
    unwrap(await handlers.giveGrant(hour, ada))
    const rests = unwrap(await handlers.submitCommand(drive(), wei))
    const own = unwrap(await handlers.submitCommand(drive(), ada))
    const waits = unwrap(await handlers.submitCommand({ ...drive(), command: 'drive_off', arguments: {} }, ada))
    expect(waits.state).toBe('awaiting')
    const { commands } = unwrap(await handlers.grantFalls({ id: 'one-hour' }, ada))
    expect(commands.map((c) => c.id)).toEqual([rests.id])
    expect(await handlers.grantFalls({ id: 'one-hour' }, wu)).toMatchObject({ ok: false })
    expect(unwrap(await handlers.revokeGrant({ id: 'one-hour', why: 'dust' }, ada)).revoked).toEqual([rests.id])
    await centre().tick()
    expect(world.sent).toEqual([own.id])
    expect(unwrap(await handlers.command({ id: waits.id }, ada)).state).toBe('awaiting')
  })

  test('a hold outlasts a wait for people', async () => {
    const { handlers, centre, world } = await newCentre()
    const { id } = unwrap(await handlers.submitCommand({ ...drive(), command: 'drive_off', arguments: {} }, ada))
    unwrap(await handlers.approveCommand({ id }, li))
    unwrap(await handlers.holdCommand({ id, why: 'wait' }, li))
    unwrap(await handlers.takeBackApproval({ id }, li))
    expect(unwrap(await handlers.approveCommand({ id }, li)).state).toBe('held')
    await centre().tick()
    expect(world.sent).toEqual([])
    unwrap(await handlers.letGoCommand({ id }, li))
    await centre().tick()
    expect(world.sent).toEqual([id])
  })

  test('parties are told of consent asked, revocation, refusal and expiry, in the same write', async () => {
    const { handlers, centre, world } = await newCentre()
    const told = () => world.told.splice(0).map((n) => `${n.to}: ${n.subject}`)
    unwrap(await handlers.giveGrant(hour, ada))
    expect(told()).toEqual(['zju: metu granted you drive of cheri-b'])
    unwrap(await handlers.submitCommand({ ...drive(), command: 'drive_off', arguments: {} }, ada))
    expect(told()).toEqual(['cnsa: c1 (drive_off to cheri-b) waits for your consent'])
    unwrap(await handlers.declineCommand({ id: 'c1', why: 'no' }, li))
    expect(told()).toEqual(['metu: c1 (drive_off to cheri-b) was denied by cnsa'])
    unwrap(await handlers.submitCommand(drive(), wei))
    unwrap(await handlers.submitCommand({ ...drive(), expires: utcText(NOON + 60) }, ada))
    unwrap(await handlers.holdCommand({ id: 'c3', why: 'x' }, li))
    unwrap(await handlers.revokeGrant({ id: 'one-hour', why: 'dust' }, ada))
    expect(told()).toEqual([
      'metu: c3 (drive to cheri-b) is held by cnsa',
      'zju: metu revoked the grant one-hour',
      'zju: c2 (drive to cheri-b) left the queue: its grant was revoked',
    ])
    world.now_s = NOON + 61
    await centre().tick()
    expect(told()).toEqual(['metu: c3 (drive to cheri-b) expired'])
  })

  test('keys are told with where each is kept, and since when', async () => {
    const { handlers } = await newCentre()
    unwrap(await handlers.submitCommand(drive(), ada))
    const own = rehearsalSigner('at home', 'zju')
    const proof = detached(ownKeyBytes('zju', own.publicKey), own).signature
    unwrap(await handlers.keepKey({ publicKey: own.publicKey, proof }, wei))
    const { keys } = unwrap(await handlers.ownKeys({}, wu))
    expect(keys.map((k) => [k.party, k.kept, k.person])).toEqual([
      ['zju', 'party', 'wei'],
      ['cnsa', 'centre', undefined],
      ['metu', 'centre', undefined],
    ])
  })
})
