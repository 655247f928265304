/**
 * A whole centre with its rehearsal live: the stages are computed, the simulated spacecraft answers in real packets, and
 * people of several parties each have a browser. For tests of operations in a real one.
 */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unwrap } from '@magpie/core/result'
import type { Page } from 'playwright-core'
import { type Served, serve } from '../../../server/src/serve.ts'
import { removed } from '../../../server/src/testing/removed.ts'
import { PersonOverHttp } from './person-over-http.ts'
import { type Look, RealBrowser } from './real-browser.ts'

type Status = { readonly clock?: Clock; readonly stages: readonly { readonly stage: string; readonly state: string }[] }
type Clock = { readonly utc: string; readonly phase: string; readonly rate: number }

export class OperatingCentre {
  readonly url: string
  private readonly setUpCode: string
  private readonly browser: RealBrowser
  private readonly end: () => Promise<void>

  private constructor(url: string, setUpCode: string, browser: RealBrowser, end: () => Promise<void>) {
    this.url = url
    this.setUpCode = setUpCode
    this.browser = browser
    this.end = end
  }

  static async start(): Promise<OperatingCentre> {
    const data = await mkdtemp(join(tmpdir(), 'magpie-operate-'))
    const said: string[] = []
    const served: Served = unwrap(await serve({ port: 0, data, seed: 'two parties', say: (text) => said.push(text) }))
    const found = (pattern: RegExp) => pattern.exec(said.join('\n'))?.[1]
    const browser = await RealBrowser.launch()
    return new OperatingCentre(served.url, found(/code=([0-9a-f]+)/)!, browser, async () => {
      await browser.close()
      await served.stop()
      // As root the cluster may lie apart from the data, where its user may enter.
      const cluster = found(/PostgreSQL: ([^)]+)\)/)
      await removed(...(cluster === undefined ? [] : [cluster]), data)
    })
  }

  close(): Promise<void> {
    return this.end()
  }

  /** The lead's first officer, who may do all that its people do. */
  async officer(name: string): Promise<PersonOverHttp> {
    const person = await PersonOverHttp.first(this.url, name, this.setUpCode)
    person.party = 'cnsa'
    return person
  }

  /** What pages complained of that nobody did on purpose. */
  get complaints(): readonly string[] {
    return this.browser.complaints
  }

  /** A page in a browser of the person's own. */
  async pageOf(person: PersonOverHttp, look: Look): Promise<Page> {
    const page = await this.browser.page(look)
    await page.context().addCookies(person.sessionCookies())
    return page
  }

  /** The mission clock; undefined before the flight is designed. */
  async clock(): Promise<Clock | undefined> {
    return (await this.status()).clock
  }

  /** Stops the clock before launch and waits until operations can begin: the stages are computed. */
  async ready(officer: PersonOverHttp): Promise<void> {
    let status = await this.status()
    while (status.clock === undefined) status = await later(() => this.status())
    await officer.call('pace', { paused: true })
    const begun = () => status.stages.some((s) => s.stage === 'operations' && s.state !== 'waiting')
    while (!begun()) status = await later(() => this.status())
  }

  private async status(): Promise<Status> {
    // A connection of its own: one kept alive may be closed by a busy server just as it is used again.
    const answer = await fetch(`${this.url}/api/status`, { headers: { connection: 'close' } })
    return (await answer.json()) as Status
  }

  /** Lets the mission run so many times as fast as it is, until something holds of its clock. */
  async run(officer: PersonOverHttp, rate: number, until: (clock: Clock) => boolean): Promise<Clock> {
    let clock = await this.clock()
    while (clock === undefined) clock = await later(() => this.clock())
    await officer.call('pace', { mode: 'fixed', rate, paused: false })
    while (clock === undefined || !until(clock)) clock = await later(() => this.clock())
    return clock
  }

  open(page: Page, query: string) {
    return page.goto(`${this.url}/operate?${query}`)
  }
}

async function later<T>(what: () => Promise<T>): Promise<T> {
  await new Promise((done) => setTimeout(done, 300))
  return what()
}
