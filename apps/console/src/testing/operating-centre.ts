/**
 * A whole centre with its rehearsal live: the stages are computed, the simulated spacecraft answers in real packets, and
 * people of several parties each have a browser. For tests of operations in a real one.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { unwrap } from '@magpie/core/result'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { type Served, serve } from '../../../server/src/serve.ts'
import { PersonOverHttp } from './person-over-http.ts'

const CHROMIUM = '/usr/bin/chromium'
const ARGUMENTS = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking']
/** As long as a step may take on a machine that others use. */
const PATIENCE_MS = 90_000

type Status = { readonly clock?: Clock; readonly stages: readonly { readonly stage: string; readonly state: string }[] }
type Clock = { readonly utc: string; readonly phase: string; readonly rate: number }

export class OperatingCentre {
  /** What pages complained of that nobody did on purpose. */
  readonly complaints: string[] = []
  readonly url: string
  private readonly setUpCode: string
  private readonly browser: Browser
  private readonly end: () => Promise<void>

  private constructor(url: string, setUpCode: string, browser: Browser, end: () => Promise<void>) {
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
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS })
    return new OperatingCentre(served.url, found(/code=([0-9a-f]+)/)!, browser, async () => {
      await browser.close()
      await served.stop()
      // As root the cluster may lie apart from the data, where its user may enter.
      const cluster = found(/PostgreSQL: ([^)]+)\)/)
      if (cluster !== undefined) await rm(cluster, { recursive: true, force: true })
      await rm(data, { recursive: true, force: true })
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

  /** A page in a browser of the person's own. */
  async pageOf(person: PersonOverHttp, look: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', ...look })
    context.setDefaultTimeout(PATIENCE_MS)
    await context.addCookies(person.sessionCookies())
    const page = await context.newPage()
    page.on('pageerror', (error) => this.complaints.push(error.message))
    page.on('console', (m) => {
      // What the centre refuses on purpose is told by the page; the browser notes the status too.
      if (m.type() === 'error' && !/status of 4\d\d|WebSocket/.test(m.text())) this.complaints.push(m.text())
    })
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
    await officer.call('pace', { paused: true } as never)
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
    await officer.call('pace', { mode: 'fixed', rate, paused: false } as never)
    while (clock === undefined || !until(clock)) clock = await later(() => this.clock())
    return clock
  }

  open(page: Page, query: string) {
    return page.goto(`${this.url}/operate?${query}`)
  }

  /** What axe finds on a page as it stands, and whether a narrow screen scrolls sideways; both are told as text. */
  async faults(page: Page): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page }).analyze()
    const before = page.viewportSize()!
    await page.setViewportSize({ width: 390, height: 844 })
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    await page.setViewportSize(before)
    return [
      ...violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' | ')}`),
      ...(width > 390 ? [`is ${width} px wide at 390`] : []),
    ]
  }
}

async function later<T>(what: () => Promise<T>): Promise<T> {
  await new Promise((done) => setTimeout(done, 300))
  return what()
}
