/** The console of this tree, built, before a light centre, with people who each have a browser: for tests in a real one. */
import { existsSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core'
import { builtConsole } from '../../../server/src/console-build.ts'
import { startLightCentre } from '../../../server/src/testing/light-centre.ts'
import type { TrialArchive } from '../../../server/src/testing/trial-archive.ts'
import type { TrialDesk } from '../../../server/src/testing/trial-desk.ts'

const CHROMIUM = '/usr/bin/chromium'
const ARGUMENTS = ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking']
const PASSWORD = 'a long enough password'

/** Why the tests cannot run on this machine, for their name; empty where they can. */
export const WITHOUT_BROWSER = existsSync(CHROMIUM) ? '' : ` (skipped: there is no ${CHROMIUM} on this machine)`

export class BrowserCentre {
  /** What pages complained of that nobody did on purpose. */
  readonly complaints: string[] = []
  readonly url: string
  readonly setUpCode: string
  /** The command desk, where one was asked for. */
  readonly trial: TrialDesk | undefined
  /** The archive, where one was asked for. */
  readonly archive: TrialArchive | undefined
  private readonly browser: Browser
  private readonly end: () => Promise<void>

  private constructor(
    url: string,
    setUpCode: string,
    browser: Browser,
    parts: Pick<BrowserCentre, 'trial' | 'archive'>,
    end: () => Promise<void>,
  ) {
    this.trial = parts.trial
    this.archive = parts.archive
    this.url = url
    this.setUpCode = setUpCode
    this.browser = browser
    this.end = end
  }

  /** Builds and starts it all, with a command desk where `commanding`, an archive where `archived`. */
  static async start(commanding = false, archived = false): Promise<BrowserCentre> {
    const centre = await startLightCentre(await builtConsole(), 0, commanding, archived)
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS })
    return new BrowserCentre(centre.url, centre.setUpCode, browser, centre, async () => {
      await browser.close()
      await centre.close()
    })
  }

  close(): Promise<void> {
    return this.end()
  }

  /** A page in a browser of its own. */
  async person(look: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', ...look })
    context.setDefaultTimeout(30_000)
    const page = await context.newPage()
    page.on('pageerror', (error) => this.complaints.push(error.message))
    page.on('console', (m) => {
      // What the centre refuses on purpose is told by the page; the browser notes the status too.
      if (m.type() === 'error' && !/status of 4\d\d|ERR_INTERNET_DISCONNECTED|WebSocket/.test(m.text()))
        this.complaints.push(m.text())
    })
    return page
  }

  /** The same person in a fresh browser of another look. */
  async again(page: Page, theme: 'dark' | 'light', language: string): Promise<Page> {
    const storageState = await page.context().storageState()
    const next = await this.person({ storageState, colorScheme: theme })
    await next.addInitScript((code) => localStorage.setItem('magpie.language', code), language)
    return next
  }

  open(page: Page, path: string) {
    return page.goto(`${this.url}${path}`)
  }

  /** The lead's first officer. */
  async firstOfficer(name: string): Promise<Page> {
    const page = await this.person()
    await this.open(page, `/set-up?code=${this.setUpCode}`)
    await page.getByLabel('Your name').fill(name)
    await page.getByLabel('E-mail address').fill(addressOf(name))
    await page.getByLabel('Password').fill(PASSWORD)
    await button(page, 'Make the first officer').click()
    await heading(page, name).waitFor()
    return page
  }

  /** Somebody who signs up, and founds a party where its name is given. */
  async newcomer(name: string, party?: string): Promise<Page> {
    const page = await this.person()
    await this.open(page, '/account?view=sign-up')
    await page.getByLabel('Your name').fill(name)
    await page.getByLabel('E-mail address').fill(addressOf(name))
    await page.getByLabel('Password').fill(PASSWORD)
    await button(page, 'Sign up').click()
    await heading(page, name).waitFor()
    if (party !== undefined) await found(page, party)
    return page
  }

  /** What axe finds on a page, and whether a narrow screen scrolls sideways: both are told as text. */
  async faults(page: Page, path: string): Promise<string[]> {
    await this.open(page, path)
    await page.locator('h1').first().waitFor()
    await page.waitForLoadState('networkidle')
    const { violations } = await new AxeBuilder({ page }).analyze()
    await page.setViewportSize({ width: 390, height: 844 })
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    return [
      ...violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' | ')}`),
      ...(width > 390 ? [`is ${width} px wide at 390`] : []),
    ]
  }
}

export function addressOf(name: string): string {
  return `${name.toLowerCase()}@example.org`
}

export function button(page: Page | Locator, name: string | RegExp): Locator {
  return page.getByRole('button', { name, exact: typeof name === 'string' })
}

export function heading(page: Page, name: string): Locator {
  return page.getByRole('heading', { name, exact: true })
}

/** Founds a party, for whoever acts for none yet. */
export async function found(page: Page, name: string): Promise<void> {
  await page.getByLabel('Name of the party').fill(name)
  await page.getByLabel('State (country code)').fill('IT')
  await button(page, 'Found a party').click()
  await heading(page, name).waitFor()
}
