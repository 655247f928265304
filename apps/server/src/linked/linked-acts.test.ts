/** Two processes: what parties grant, deploy and exchange at the desk has its effect on spacecraft at the other end of a link. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PROJECT } from '@magpie/adapters/digests'
import { unwrap } from '@magpie/core/result'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Flying, LinkedMission, type Person } from '../testing/linked-spacecraft.ts'

/** Seconds of the mission in one of the test: so few that the windows of steps are long on a busy machine too. */
const PACE = '40'
const LONG = { timeout: 240_000, interval: 300 }
/** Past all `earliest_s`: what is deployed begins when people say so. */
const LATER_S = 175_000

let mission: LinkedMission
let flown: Flying
let keys: string
const people = new Map<string, Person>()
const of = (party: string) => people.get(party)!
const written = async (standing: () => Promise<string>) => {
  await expect.poll(standing, LONG).toMatch(/clock|ended/)
  expect(await standing()).toContain('clock')
}

beforeAll(async () => {
  mission = await LinkedMission.make()
})
afterAll(() => mission?.clear())

const board = async (party: string, module: string) => unwrap(await of(party).call('deploymentShow', { module }))
const say = async (party: string, module: string, action: 'go' | 'no-objection' | 'abort' | 'retry', why = '') => {
  const { done, refusal } = unwrap(await of(party).call('deploymentAct', { module, action, why }))
  expect(refusal).toBeUndefined()
  expect(done).toBe(true)
}
/** What comes of saying it. */
const says = async (party: string, module: string, action: 'go' | 'no-objection') => {
  const { done, refusal } = unwrap(await of(party).call('deploymentAct', { module, action, why: '' }))
  return done ? 'done' : (refusal?.fact ?? 'refused')
}
const reaches = (module: string, ...states: string[]) =>
  expect.poll(async () => (await board('cnsa', module)).state, LONG).toMatch(new RegExp(`^(${states.join('|')})$`))
const command = async (party: string, id: string) => unwrap(await of(party).call('command', { id }))
const exchanges = async (party: string, service: string) =>
  unwrap(await of(party).call('exchangeShow', { service })).exchanges
const act = async (party: string, service: string, action: 'offer' | 'consent' | 'start' | 'confirm') => {
  const { done, refusal } = unwrap(await of(party).call('exchangeAct', { service, action }))
  expect(refusal).toBeUndefined()
  expect(done).toBe(true)
}

describe('acts of parties over a TCP link', { timeout: 1_800_000 }, () => {
  it('begins with public keys from a file, days after touchdown, with a fault that was asked for', async () => {
    keys = join(mission.data, 'keys.json')
    await mission.run('key', 'public', join(PROJECT, 'missions/change-8'), keys, '--seed', 'magpie')
    expect(Object.keys(JSON.parse(await readFile(keys, 'utf8')).keys)).toContain('hkust')
    const first = await mission.fly('first', written, '--pace', PACE, '--keys', keys)
    const touchdown = Date.parse(JSON.parse(await readFile(first.links, 'utf8')).clock.epoch)
    expect(JSON.parse(await first.end())).toMatchObject({ telecommands: 0, refused: 0 })
    const start = new Date(touchdown + LATER_S * 1000).toISOString()
    const fault = `imaging-system:mechanism-stuck:1@T+${LATER_S - 60}`
    const given = ['--pace', PACE, '--keys', keys, '--start', start, '--fault', fault]
    flown = await mission.fly('later', written, ...given)
    await mission.serve(flown.links)
    await expect
      .poll(async () => {
        const answer = await mission.officer.call('linkList', { passes: 1 })
        return answer.ok ? answer.value.volumes.in_packets : 0
      }, LONG)
      .toBeGreaterThan(3)
    people.set(await mission.setUp(), mission.officer)
    for (const party of ['nssa', 'hkust', 'suparco']) people.set(party, await mission.join(party))
    expect([...people.keys()]).toEqual(['cnsa', 'nssa', 'hkust', 'suparco'])
  })

  it('tells the gateway of a grant: its command waits, then goes, and ends with the grant', async () => {
    const given = { grantee: 'nssa', element: 'ce8-lander', actions: ['checkout'], note: 'one look' }
    unwrap(await of('cnsa').call('giveGrant', { id: 'one-checkout', ...given }))
    const asked = { element: 'ce8-lander', command: 'checkout', arguments: { duration: 60 } }
    const { id } = unwrap(await of('nssa').call('submitCommand', { ...asked, nonce: 'nssa-first-look' }))
    await expect.poll(async () => (await command('nssa', id)).state, LONG).toBe('completed')
    const all = unwrap(await of('cnsa').call('commands', {})).commands
    const told = all.filter((c) => c.command === 'gateway_tell')
    expect(told.map((c) => c.state)).toEqual(['completed'])
    const log = unwrap(await of('cnsa').call('log', { limit: 1000 })).happenings
    expect(log.map((h) => h.text).join('\n')).toContain('gateway: grant-given one-checkout of cnsa')
    unwrap(await of('cnsa').call('revokeGrant', { id: 'one-checkout', why: 'it was one look' }))
    await expect
      .poll(async () => {
        const { commands } = unwrap(await of('cnsa').call('commands', {}))
        return commands.filter((c) => c.command === 'gateway_tell' && c.state === 'completed').length
      }, LONG)
      .toBe(2)
    const again = unwrap(await of('nssa').call('submitCommand', { ...asked, nonce: 'nssa-second-look' }))
    expect(again.state).toBe('refused')
  })

  it('deploys a module by gates, go, no-objection and steps, through a failed attempt', async () => {
    const waiting = await board('nssa', 'imaging-system')
    expect(waiting.steps.every((s) => s.state === 'waiting')).toBe(true)
    await say('nssa', 'imaging-system', 'go')
    await say('cnsa', 'imaging-system', 'no-objection')
    await reaches('imaging-system', 'deployed')
    const done = await board('nssa', 'imaging-system')
    expect(done.steps.map((s) => [s.name, s.state])).toEqual([
      ['power-on', 'done'],
      ['raise-mast', 'done'],
    ])
    // What was stuck at the first attempt moved at the second.
    expect(done.steps[1]!.attempts).toBe(2)
    const { values } = unwrap(await of('nssa').call('latest', { element: 'imaging-system' }))
    expect(values.find((v) => v.name === 'state')?.value).toBe('DEPLOYED')
  })

  it('aborts, and tries again after all attempts failed', async () => {
    await say('cnsa', 'hk-robot', 'no-objection')
    await say('cnsa', 'pk-rover', 'no-objection')
    flown.say('inject hk-robot mechanism-stuck 2')
    await expect.poll(() => flown.told(), LONG).toContain('hk-robot: mechanism-stuck put in')
    await say('hkust', 'hk-robot', 'go')
    await say('suparco', 'pk-rover', 'go')
    await expect.poll(async () => (await board('suparco', 'pk-rover')).steps[0]!.state, LONG).toMatch(/running|done/)
    await say('suparco', 'pk-rover', 'abort', 'the wheels are looked at once more')
    await reaches('pk-rover', 'safe')
    await reaches('hk-robot', 'failed')
    for (const [party, module] of [
      ['hkust', 'hk-robot'],
      ['suparco', 'pk-rover'],
    ] as const) {
      await say(party, module, 'retry')
    }
    // Who stopped it says go again, once it is taken up again.
    await expect.poll(() => says('suparco', 'pk-rover', 'go'), LONG).toBe('done')
    await expect.poll(() => says('cnsa', 'pk-rover', 'no-objection'), LONG).toMatch(/done|said already/)
    await reaches('hk-robot', 'deployed')
    await reaches('pk-rover', 'deployed')
  })

  it('hands a sample over between two parties’ rovers, seen by whom the agreement shows it', async () => {
    const service = 'sample-to-pk-rover'
    const state = async (party: string) => (await exchanges(party, service)).at(0)?.state
    await act('hkust', service, 'offer')
    await expect.poll(() => state('hkust'), LONG).toBe('offered')
    await expect.poll(() => state('cnsa'), LONG).toBe('offered')
    expect(await exchanges('nssa', service)).toEqual([])
    await act('suparco', service, 'consent')
    await expect.poll(() => state('suparco'), LONG).toBe('consented')
    await act('hkust', service, 'start')
    await expect.poll(() => state('suparco'), LONG).toBe('finished')
    await act('suparco', service, 'confirm')
    await expect.poll(() => state('hkust'), LONG).toBe('confirmed')
    const [done] = await exchanges('suparco', service)
    expect(done).toMatchObject({ from: 'hk-robot', to: 'pk-rover', unit: 'kg' })
    expect(done!.given).toBeCloseTo(0.05, 6)
    expect(done!.packets.map((p) => p.element)).toEqual(expect.arrayContaining(['hk-robot', 'pk-rover']))
    const carried = async () => (await exchanges('suparco', service))[0]!.commands.map((c) => c.state)
    await expect.poll(carried, LONG).toEqual(['completed', 'completed', 'completed', 'completed'])
    const { item } = unwrap(await of('suparco').call('exchangeShow', { service })).service
    expect(item?.holder).toBe('pk-rover')
    // The public sees it a day after both confirmed.
    expect(await exchanges('nssa', service)).toEqual([])
  })

  it('stands as it stood after a restart of the centre, and sends nothing again', async () => {
    const service = 'sample-to-pk-rover'
    const before = unwrap(await of('cnsa').call('commands', {})).commands
    const [was] = await exchanges('suparco', service)
    await mission.stop()
    await mission.serve(flown.links)
    await expect
      .poll(async () => {
        const answer = await mission.officer.call('linkList', { passes: 1 })
        return answer.ok ? answer.value.links[0]!.in_packets : 0
      }, LONG)
      .toBeGreaterThan(2)
    await expect
      .poll(async () => (await exchanges('suparco', service))[0], LONG)
      .toMatchObject({ request: was!.request, state: 'confirmed', given: was!.given })
    const after = unwrap(await of('cnsa').call('commands', {})).commands.filter((c) => c.command !== 'retransmit')
    expect(after.length).toBe(before.filter((c) => c.command !== 'retransmit').length)
    await mission.stop()
    const account = JSON.parse(await flown.end())
    expect(account.refused).toBe(0)
  })
})
