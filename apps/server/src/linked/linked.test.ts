/** Two processes: the spacecraft by themselves behind a link, and a centre that operates them by it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROJECT } from '@magpie/adapters/digests'
import { client } from '@magpie/api/client'
import { unwrap } from '@magpie/core/result'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Served, serve } from '../serve.ts'
import { type CutLink, cutLink } from '../testing/cut-link.ts'

/** Seconds of the mission in one of the test. */
const PACE = 120
const PASSWORD = 'a long enough password'
const LONG = { timeout: 240_000, interval: 200 }

/** Each has a folder of its own: other spacecraft begin their counts anew. */
let data: string
let served: Served
let said: string[] = []
const everything: string[] = []
const children: ChildProcess[] = []

const folders: string[] = []
async function freshFolder(): Promise<void> {
  data = await mkdtemp(join(tmpdir(), 'magpie-linked-'))
  folders.push(data)
  const [first] = folders
  if (first !== data) await cp(join(first!, 'artefacts'), join(data, 'artefacts'), { recursive: true })
}
beforeAll(freshFolder, 60_000)
afterAll(async () => {
  for (const child of children) child.kill('SIGTERM')
  // As root the cluster may lie apart from the data, where its user may enter.
  for (const [, cluster] of everything.join('\n').matchAll(/PostgreSQL: ([^)]+)\)/g))
    await rm(cluster!, { recursive: true, force: true })
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
}, 60_000)

/** Starts the spacecraft; resolves with the file for the other end, once they fly. */
async function spacecraft(name: string, ...flags: string[]): Promise<{ links: string; end(): Promise<string> }> {
  const links = join(data, `${name}.json`)
  const bin = join(PROJECT, 'apps/cli/bin/magpie.mjs')
  const given = ['--links', links, '--artefacts', join(data, 'artefacts'), '--pace', String(PACE), '--format', 'json']
  const child = spawn(process.execPath, [bin, 'simulate', join(PROJECT, 'missions/change-8'), ...given, ...flags])
  children.push(child)
  let out = ''
  let told = ''
  child.stdout.on('data', (text) => {
    out += text
  })
  child.stderr.on('data', (text) => {
    told += text
  })
  const over = new Promise<void>((done) => child.once('close', () => done()))
  const ready = () => (child.exitCode === null ? readFile(links, 'utf8').catch(() => '') : `ended: ${out}${told}`)
  await expect.poll(ready, LONG).toMatch(/clock|ended/)
  expect(await ready()).toContain('clock')
  return {
    links,
    async end() {
      child.kill('SIGTERM')
      await over
      return out
    },
  }
}

async function start(links: string): Promise<void> {
  said = []
  const options = { port: 0, data, seed: 'magpie', links, say: (text: string) => void said.push(text) }
  served = unwrap(await serve(options))
  everything.push(...said)
}

/** Somebody with a session at the centre. */
class Person {
  cookie = ''
  readonly call = client('', async (url, init) => {
    const answer = await fetch(`${served.url}${url}`, { ...init, headers: { ...init.headers, cookie: this.cookie } })
    return { status: answer.status, json: () => answer.json() }
  }).call

  async auth(path: string, body: unknown): Promise<number> {
    const headers = { 'content-type': 'application/json', origin: served.url, cookie: this.cookie }
    const answer = await fetch(`${served.url}/api/auth${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    const set = answer.headers.getSetCookie().map((c) => c.split(';')[0]!)
    if (set.length > 0) this.cookie = set.join('; ')
    return answer.status
  }
}

const officer = new Person()
/** The first officer of the lead, who operates too. */
async function setUp(): Promise<string> {
  const code = /set-up\?code=(\w+)/.exec(said.join('\n'))![1]!
  const olga = { name: 'Olga', email: 'olga@example.org', password: PASSWORD }
  const { party } = unwrap(await officer.call('setUp', { ...olga, code }))
  expect(await officer.auth('/sign-in/email', olga)).toBe(200)
  return party
}
const state = async (id: string) => unwrap(await officer.call('command', { id })).state
const standing = async () => unwrap(await officer.call('linkList', { passes: 3 }))

describe('a centre over a TCP link, telecommands in command link units', { timeout: 600_000 }, () => {
  let line: CutLink
  let flown: Awaited<ReturnType<typeof spacecraft>>
  let commands = 0

  it('receives what the spacecraft say: values, the clock of the link, passes', async () => {
    flown = await spacecraft('tcp', '--uplink', 'cltu')
    const file = JSON.parse(await readFile(flown.links, 'utf8'))
    line = await cutLink(Number(file.links[0].receive.split(':').at(-1)))
    file.links[0].receive = `tcp:127.0.0.1:${line.port}`
    await writeFile(flown.links, JSON.stringify(file))
    await start(flown.links)
    expect(said.join('\n')).toContain('is being operated over links')
    await expect
      .poll(async () => {
        const answer = await officer.call('linkList', { passes: 3 })
        return answer.ok ? answer.value.volumes.in_packets : 0
      }, LONG)
      .toBeGreaterThan(3)
    const now = await standing()
    expect(now).toMatchObject({ mode: 'linked', links: [{ id: 'spacecraft', state: 'up', sends: true }] })
    expect(now.next).toHaveLength(3)
    expect(now.pass!.light_s).toBeGreaterThan(1.2)
    const { clock } = unwrap(await officer.call('status', {}))
    expect(clock).toMatchObject({ rate: PACE, paused: false })
    const told = Date.parse(file.clock.epoch) + (Date.now() - Date.parse(file.clock.at)) * PACE
    expect(Math.abs(Date.parse(clock!.utc) - told)).toBeLessThan(10_000 * PACE)
    const { values } = unwrap(await officer.call('latest', { element: 'ce8-lander' }))
    expect(values.find((v) => v.name === 'state')?.value).toBe('LANDED')
  })

  it('sends a command, signed, and hears that it was carried out', async () => {
    expect(await setUp()).toBe('cnsa')
    const sent = unwrap(
      await officer.call('submitCommand', {
        ...{ element: 'ce8-lander', command: 'checkout', arguments: { duration: 120 } },
        nonce: 'a-first-checkout',
      }),
    )
    await expect.poll(() => state(sent.id), LONG).toBe('completed')
    const { history } = unwrap(await officer.call('command', { id: sent.id }))
    expect(history.map((h) => h.state)).toEqual(expect.arrayContaining(['released', 'accepted', 'completed']))
  })

  it('refuses who has no grant', async () => {
    const { invitation } = unwrap(
      await officer.call('invite', { email: 'li@example.org', party: 'nssa', roles: ['officer', 'operator'] }),
    )
    const li = new Person()
    await li.auth('/sign-up/email', { name: 'Li', email: 'li@example.org', password: PASSWORD })
    unwrap(await li.call('join', { invitation }))
    const refused = unwrap(
      await li.call('submitCommand', { element: 'ce8-lander', command: 'checkout', arguments: { duration: 120 } }),
    )
    expect(refused.state).toBe('refused')
    expect(refused.history.at(-1)?.refusal?.fact).toMatch(/grant .*not checkout|nssa/)
  })

  it('loses nothing where the link is cut and comes back', async () => {
    line.cut()
    await expect.poll(async () => (await standing()).links[0]!.state, LONG).toBe('down')
    await new Promise((done) => setTimeout(done, 4000))
    line.mend()
    await expect.poll(async () => (await standing()).missing, LONG).toBeGreaterThan(0)
    await expect.poll(async () => (await standing()).missing, LONG).toBe(0)
    const { open, history } = unwrap(await officer.call('telemetryGaps', {}))
    expect(open).toEqual([])
    expect(history.length).toBeGreaterThan(0)
    const all = unwrap(await officer.call('commands', {})).commands
    expect(all.filter((c) => c.command === 'retransmit').length).toBeGreaterThan(0)
    commands = all.length
  })

  it('goes on after a restart of the centre, and sends nothing again', async () => {
    const log = unwrap(await officer.call('log', { limit: 1000 }))
    await served.stop()
    await start(flown.links)
    await expect
      .poll(async () => {
        const answer = await officer.call('linkList', { passes: 1 })
        return answer.ok && answer.value.links[0]!.in_packets > 2 && answer.value.missing === 0
      }, LONG)
      .toBe(true)
    const again = unwrap(await officer.call('log', { limit: 1000 }))
    expect(again.happenings.slice(0, log.happenings.length)).toEqual(log.happenings)
    const first = unwrap(await officer.call('commands', {})).commands.filter((c) => c.command === 'checkout')
    expect(first.filter((c) => c.state === 'completed')).toHaveLength(1)
    expect(commands).toBeGreaterThan(2)
    await served.stop()
    await line.close()
    const account = JSON.parse(await flown.end())
    expect(account).toMatchObject({ refused: 0, telecommands_without_contact: 0 })
    expect(account.accepted).toBe(account.telecommands)
  })
})

describe('a centre over UDP, telemetry in USLP frames', { timeout: 600_000 }, () => {
  it('receives and commands', async () => {
    await freshFolder()
    const flown = await spacecraft(
      'udp',
      '--listen',
      'udp:127.0.0.1:0',
      '--send',
      'udp:127.0.0.1:47813',
      '--frames',
      'uslp',
    )
    await start(flown.links)
    await expect
      .poll(async () => {
        const answer = await officer.call('linkList', { passes: 1 })
        return answer.ok ? answer.value.links[0]!.in_packets : 0
      }, LONG)
      .toBeGreaterThan(2)
    await setUp()
    const sent = unwrap(
      await officer.call('submitCommand', { element: 'ce8-lander', command: 'checkout', arguments: { duration: 60 } }),
    )
    await expect.poll(() => state(sent.id), LONG).toBe('completed')
    expect((await standing()).links[0]).toMatchObject({
      damaged: 0,
      missing_frames: 0,
      out_packets: expect.any(Number),
    })
    await served.stop()
    await flown.end()
  })
})
