/** Two processes: the spacecraft by themselves behind a link, and a centre that operates them by it. */
import { readFile, writeFile } from 'node:fs/promises'
import { unwrap } from '@magpie/core/result'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CutLink, cutLink } from '../testing/cut-link.ts'
import { type Flying, LinkedMission } from '../testing/linked-spacecraft.ts'

/** Seconds of the mission in one of the test. */
const PACE = 120
const LONG = { timeout: 240_000, interval: 200 }

/** Each has a folder of its own: other spacecraft begin their counts anew. */
const missions: LinkedMission[] = []
let mission: LinkedMission
async function freshMission(): Promise<void> {
  mission = await LinkedMission.make(missions[0])
  missions.push(mission)
}
beforeAll(freshMission)
afterAll(async () => {
  for (const one of missions) await one.clear()
})

/** Starts the spacecraft; resolves once they fly. */
async function spacecraft(name: string, ...flags: string[]): Promise<Flying> {
  const ready = async (standing: () => Promise<string>) => {
    await expect.poll(standing, LONG).toMatch(/clock|ended/)
    expect(await standing()).toContain('clock')
  }
  return mission.fly(name, ready, '--pace', String(PACE), ...flags)
}

const state = async (id: string) => unwrap(await mission.officer.call('command', { id })).state
const seen = async (name: string) => {
  const { values } = unwrap(await mission.officer.call('latest', { element: 'ce8-lander' }))
  return values.find((v) => v.name === name)?.value
}
const log = async () =>
  unwrap(await mission.officer.call('log', { limit: 1000 }))
    .happenings.map((h) => h.text)
    .join('\n')
const standing = async () => unwrap(await mission.officer.call('linkList', { passes: 3 }))

describe('a centre over a TCP link, telecommands in command link units', { timeout: 600_000 }, () => {
  let line: CutLink
  let flown: Flying
  let commands = 0

  it('receives what the spacecraft say: values, the clock of the link, passes', async () => {
    flown = await spacecraft('tcp', '--uplink', 'cltu')
    const file = JSON.parse(await readFile(flown.links, 'utf8'))
    line = await cutLink(Number(file.links[0].receive.split(':').at(-1)))
    file.links[0].receive = `tcp:127.0.0.1:${line.port}`
    await writeFile(flown.links, JSON.stringify(file))
    await mission.serve(flown.links)
    expect(mission.said.join('\n')).toContain('is being operated over links')
    await expect
      .poll(async () => {
        const answer = await mission.officer.call('linkList', { passes: 3 })
        return answer.ok ? answer.value.volumes.in_packets : 0
      }, LONG)
      .toBeGreaterThan(3)
    const now = await standing()
    expect(now).toMatchObject({ mode: 'linked', links: [{ id: 'spacecraft', state: 'up', sends: true }] })
    expect(now.next).toHaveLength(3)
    expect(now.pass!.light_s).toBeGreaterThan(1.2)
    const { clock } = unwrap(await mission.officer.call('status', {}))
    expect(clock).toMatchObject({ rate: PACE, paused: false, follows: true })
    const told = Date.parse(file.clock.epoch) + (Date.now() - Date.parse(file.clock.at)) * PACE
    expect(Math.abs(Date.parse(clock!.utc) - told)).toBeLessThan(10_000 * PACE)
    const { values } = unwrap(await mission.officer.call('latest', { element: 'ce8-lander' }))
    expect(values.find((v) => v.name === 'state')?.value).toBe('LANDED')
  })

  it('has the pace of the link, which nobody sets here, and does not begin again', async () => {
    expect(await mission.setUp()).toBe('cnsa')
    for (const asked of [
      mission.officer.call('pace', { paused: true }),
      mission.officer.call('restart', { seed: 'other' }),
    ])
      expect(await asked).toMatchObject({ ok: false, error: { kind: 'bad-request' } })
    const { clock } = unwrap(await mission.officer.call('status', {}))
    expect(clock).toMatchObject({ rate: PACE, paused: false })
  })

  it('sends a command, signed, and hears that it was carried out', async () => {
    const sent = unwrap(
      await mission.officer.call('submitCommand', {
        ...{ element: 'ce8-lander', command: 'checkout', arguments: { duration: 120 } },
        nonce: 'a-first-checkout',
      }),
    )
    await expect.poll(() => state(sent.id), LONG).toBe('completed')
    const { history } = unwrap(await mission.officer.call('command', { id: sent.id }))
    expect(history.map((h) => h.state)).toEqual(expect.arrayContaining(['released', 'accepted', 'completed']))
  })

  it('refuses who has no grant', async () => {
    const li = await mission.join('nssa')
    const refused = unwrap(
      await li.call('submitCommand', { element: 'ce8-lander', command: 'checkout', arguments: { duration: 120 } }),
    )
    expect(refused.state).toBe('refused')
    expect(refused.history.at(-1)?.refusal?.fact).toMatch(/grant .*not checkout|nssa/)
  })

  it('takes a file up whole over a line that breaks meanwhile, and keeps what comes down', async () => {
    const li = await mission.join('suparco')
    const file = Buffer.alloc(50_000, 'new software of the lander. ')
    const asked = { element: 'ce8-lander', name: 'lander-3.bin', content: file.toString('base64'), why: 'the test' }
    const strange = unwrap(await li.call('loadSend', asked))
    expect(strange).toMatchObject({ done: false, refusal: { rule: 'owner-loads' } })
    const sent = unwrap(await mission.officer.call('loadSend', asked))
    expect(sent).toMatchObject({ done: true, octets: 50_000 })
    await expect.poll(log, LONG).toContain('lander-3.bin')
    line.cut()
    await expect.poll(async () => (await standing()).links[0]!.state, LONG).toBe('down')
    line.mend()
    await expect.poll(() => seen('load_state'), LONG).toBe('ARRIVED')
    expect(await seen('ready_hash')).toBe(sent.sha256)
    const check = { element: 'ce8-lander', command: 'load_check', arguments: { hash: sent.sha256 } }
    const { id } = unwrap(await mission.officer.call('submitCommand', { ...check, nonce: 'check-the-software' }))
    await expect.poll(() => state(id), LONG).toBe('completed')
    expect(await seen('load_state')).toBe('CHECKED')
    expect((await standing()).links[0]!.files).toBe(true)
    const way = async () => {
      const { files } = unwrap(await mission.officer.call('relayCustody', {}))
      return files.find(({ file }) => file.startsWith('ce8-lander/lander-3.bin'))?.hops.map(({ node }) => node)
    }
    await expect.poll(way, LONG).toEqual(expect.arrayContaining(['queqiao-2', 'ce8-lander']))
  })

  it('loses nothing where the link is cut and comes back', async () => {
    line.cut()
    await expect.poll(async () => (await standing()).links[0]!.state, LONG).toBe('down')
    await new Promise((done) => setTimeout(done, 4000))
    line.mend()
    await expect.poll(async () => (await standing()).missing, LONG).toBeGreaterThan(0)
    await expect.poll(async () => (await standing()).missing, LONG).toBe(0)
    const { open, history } = unwrap(await mission.officer.call('telemetryGaps', {}))
    expect(open).toEqual([])
    expect(history.length).toBeGreaterThan(0)
    const all = unwrap(await mission.officer.call('commands', {})).commands
    expect(all.filter((c) => c.command === 'retransmit').length).toBeGreaterThan(0)
    commands = all.length
  })

  it('goes on after a restart of the centre, and sends nothing again', async () => {
    const log = unwrap(await mission.officer.call('log', { limit: 1000 }))
    await mission.stop()
    await mission.serve(flown.links)
    await expect
      .poll(async () => {
        const answer = await mission.officer.call('linkList', { passes: 1 })
        return answer.ok && answer.value.links[0]!.in_packets > 2 && answer.value.missing === 0
      }, LONG)
      .toBe(true)
    const again = unwrap(await mission.officer.call('log', { limit: 1000 }))
    expect(again.happenings.slice(0, log.happenings.length)).toEqual(log.happenings)
    const first = unwrap(await mission.officer.call('commands', {})).commands.filter((c) => c.command === 'checkout')
    expect(first.filter((c) => c.state === 'completed')).toHaveLength(1)
    expect(commands).toBeGreaterThan(2)
    await mission.stop()
    await line.close()
    const account = JSON.parse(await flown.end())
    expect(account).toMatchObject({ refused: 0, telecommands_without_contact: 0 })
    expect(account.accepted).toBe(account.telecommands)
  })
})

describe('a centre over UDP, telemetry in USLP frames', { timeout: 600_000 }, () => {
  it('receives and commands', async () => {
    await freshMission()
    const flown = await spacecraft(
      'udp',
      '--listen',
      'udp:127.0.0.1:0',
      '--send',
      'udp:127.0.0.1:47813',
      '--frames',
      'uslp',
    )
    await mission.serve(flown.links)
    await expect
      .poll(async () => {
        const answer = await mission.officer.call('linkList', { passes: 1 })
        return answer.ok ? answer.value.links[0]!.in_packets : 0
      }, LONG)
      .toBeGreaterThan(2)
    await mission.setUp()
    const sent = unwrap(
      await mission.officer.call('submitCommand', {
        element: 'ce8-lander',
        command: 'checkout',
        arguments: { duration: 60 },
      }),
    )
    await expect.poll(() => state(sent.id), LONG).toBe('completed')
    expect((await standing()).links[0]).toMatchObject({
      damaged: 0,
      missing_frames: 0,
      out_packets: expect.any(Number),
    })
    await mission.stop()
    await flown.end()
  })
})
