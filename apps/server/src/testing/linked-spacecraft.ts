/** Spacecraft in a process of their own and a centre in this one, for tests of what goes over a link between them. */
import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROJECT } from '@magpie/adapters/digests'
import { client } from '@magpie/api/client'
import { unwrap } from '@magpie/core/result'
import { type Served, serve } from '../serve.ts'
import { removed } from './removed.ts'

const PASSWORD = 'a long enough password'
const MISSION = join(PROJECT, 'missions/change-8')
const BIN = join(PROJECT, 'apps/cli/bin/magpie.mjs')

export type Flying = {
  /** The file for the other end. */
  readonly links: string
  /** What it told so far. */
  readonly told: () => string
  /** Gives it a line of local control. */
  say(line: string): void
  /** Ends it; its account. */
  end(): Promise<string>
}

/** Somebody with a session at the centre. */
export class Person {
  private cookie = ''
  private readonly url: () => string
  readonly call: ReturnType<typeof client>['call']

  constructor(url: () => string) {
    this.url = url
    this.call = client('', async (path, init) => {
      const answer = await fetch(`${url()}${path}`, { ...init, headers: { ...init.headers, cookie: this.cookie } })
      return { status: answer.status, json: () => answer.json() }
    }).call
  }

  async auth(path: string, body: unknown): Promise<number> {
    const headers = { 'content-type': 'application/json', origin: this.url(), cookie: this.cookie }
    const answer = await fetch(`${this.url()}/api/auth${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    const set = answer.headers.getSetCookie().map((c) => c.split(';')[0]!)
    if (set.length > 0) this.cookie = set.join('; ')
    return answer.status
  }
}

/** A folder of state, spacecraft and a centre; all of it gone after `clear`. */
export class LinkedMission {
  readonly data: string
  readonly officer: Person
  said: string[] = []
  private served: Served | undefined
  private readonly flown: Flying[] = []
  private readonly everything: string[] = []

  private constructor(data: string) {
    this.data = data
    this.officer = new Person(() => this.url)
  }

  /** With artefacts of another, where one has computed them. */
  static async make(like?: LinkedMission): Promise<LinkedMission> {
    const made = new LinkedMission(await mkdtemp(join(tmpdir(), 'magpie-linked-')))
    if (like !== undefined) await cp(join(like.data, 'artefacts'), join(made.data, 'artefacts'), { recursive: true })
    return made
  }

  get url(): string {
    return this.served!.url
  }

  /** Runs a command of the command line to its end. */
  async run(...words: readonly string[]): Promise<string> {
    const child = spawn(process.execPath, [BIN, ...words])
    let out = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (out += text))
    await new Promise<void>((done) => child.once('close', () => done()))
    return out
  }

  /** Starts the spacecraft; `ready` waits until their file for the other end is written. */
  async fly(
    name: string,
    ready: (standing: () => Promise<string>) => Promise<unknown>,
    ...flags: string[]
  ): Promise<Flying> {
    const links = join(this.data, `${name}.json`)
    const given = ['--links', links, '--artefacts', join(this.data, 'artefacts'), '--format', 'json', ...flags]
    const child = spawn(process.execPath, [BIN, 'simulate', MISSION, ...given])
    // What is said to one that has ended is lost, and is no error of the test's.
    child.stdin.on('error', () => undefined)
    let out = ''
    let told = ''
    child.stdout.on('data', (text) => {
      out += text
    })
    child.stderr.on('data', (text) => {
      told += text
    })
    const over = new Promise<void>((done) => child.once('close', () => done()))
    const flying: Flying = {
      links,
      told: () => told,
      say: (line) => void child.stdin.write(`${line}\n`),
      async end() {
        child.kill('SIGTERM')
        await over
        return out
      },
    }
    this.flown.push(flying)
    await ready(() =>
      child.exitCode === null ? readFile(links, 'utf8').catch(() => '') : Promise.resolve(`ended: ${out}${told}`),
    )
    return flying
  }

  /** Starts the centre over a file of links. */
  async serve(links: string): Promise<void> {
    this.said = []
    const say = (text: string) => void this.said.push(text)
    this.served = unwrap(await serve({ port: 0, data: this.data, seed: 'magpie', links, say }))
    this.everything.push(...this.said)
  }

  async stop(): Promise<void> {
    const { served } = this
    this.served = undefined
    await served?.stop()
  }

  /** The first officer of the lead, who operates too; the lead. */
  async setUp(): Promise<string> {
    const code = /set-up\?code=(\w+)/.exec(this.said.join('\n'))![1]!
    const olga = { name: 'Olga', email: 'olga@example.org', password: PASSWORD }
    const { party } = unwrap(await this.officer.call('setUp', { ...olga, code }))
    await this.officer.auth('/sign-in/email', olga)
    return party
  }

  /** Somebody of another party, who operates for it. */
  async join(party: string): Promise<Person> {
    const email = `${party}@example.org`
    const { invitation } = unwrap(await this.officer.call('invite', { email, party, roles: ['officer', 'operator'] }))
    const one = new Person(() => this.url)
    await one.auth('/sign-up/email', { name: party, email, password: PASSWORD })
    unwrap(await one.call('join', { invitation }))
    return one
  }

  async clear(): Promise<void> {
    await this.stop()
    // They write into the folder until they have ended.
    await Promise.all(this.flown.map((one) => one.end()))
    // As root the cluster may lie apart from the data, where its user may enter.
    const clusters = [...this.everything.join('\n').matchAll(/PostgreSQL: ([^)]+)\)/g)].map(([, cluster]) => cluster!)
    await removed(...clusters, this.data)
  }
}
