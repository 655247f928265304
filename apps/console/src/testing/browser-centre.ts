/** The console of this tree, built, before a light centre, with people who each have a browser: for tests in a real one. */
import type { BrowserContext, Page } from 'playwright-core'
import { builtConsole } from '../../../server/src/console-build.ts'
import { startLightCentre } from '../../../server/src/testing/light-centre.ts'
import type { TrialArchive } from '../../../server/src/testing/trial-archive.ts'
import type { TrialDesk } from '../../../server/src/testing/trial-desk.ts'
import type { PersonOverHttp } from './person-over-http.ts'
import { button, faultsOf, heading, type Look, RealBrowser } from './real-browser.ts'

const PASSWORD = 'a long enough password'

export class BrowserCentre {
  readonly url: string
  readonly setUpCode: string
  /** The command desk, where one was asked for. */
  readonly trial: TrialDesk | undefined
  /** The archive, where one was asked for. */
  readonly archive: TrialArchive | undefined
  /** What the centre itself failed at so far. */
  readonly failures: readonly string[]
  private readonly browser: RealBrowser
  private readonly end: () => Promise<void>
  /** The second browser of a person in each language, in which all looks of it are taken. */
  private readonly looks = new Map<BrowserContext, Map<string, Promise<Page>>>()

  private constructor(
    url: string,
    setUpCode: string,
    browser: RealBrowser,
    parts: Pick<BrowserCentre, 'trial' | 'archive' | 'failures'>,
    end: () => Promise<void>,
  ) {
    this.trial = parts.trial
    this.archive = parts.archive
    this.failures = parts.failures
    this.url = url
    this.setUpCode = setUpCode
    this.browser = browser
    this.end = end
  }

  /** Builds and starts it all, with a command desk where `commanding`, an archive where `archived`. */
  static async start(commanding = false, archived = false): Promise<BrowserCentre> {
    const centre = await startLightCentre(await builtConsole(), 0, commanding, archived)
    const browser = await RealBrowser.launch()
    return new BrowserCentre(centre.url, centre.setUpCode, browser, centre, async () => {
      await browser.close()
      await centre.close()
    })
  }

  close(): Promise<void> {
    return this.end()
  }

  /** What pages complained of that nobody did on purpose. */
  get complaints(): readonly string[] {
    return this.browser.complaints
  }

  /** A page in a browser of its own; signed in where a person is given. */
  async person(look: Look = {}, session?: PersonOverHttp): Promise<Page> {
    const page = await this.browser.page(look)
    if (session !== undefined) await page.context().addCookies(session.sessionCookies())
    return page
  }

  open(page: Page, path: string) {
    return page.goto(`${this.url}${path}`)
  }

  /** The lead's first officer. */
  async firstOfficer(name: string): Promise<Page> {
    const page = await this.person()
    await this.open(page, `/set-up?code=${this.setUpCode}`)
    await introduce(page, name)
    await button(page, 'Make the first officer').click()
    await heading(page, name).waitFor()
    return page
  }

  /** Somebody who signs up, and founds a party where its name is given. */
  async newcomer(name: string, party?: string): Promise<Page> {
    const page = await this.person()
    await this.open(page, '/account?view=sign-up')
    await introduce(page, name)
    await button(page, 'Sign up').click()
    await heading(page, name).waitFor()
    if (party !== undefined) await found(page, party)
    return page
  }

  /**
   * What axe finds on a page of the same person in another look, and whether a narrow screen scrolls sideways, as text;
   * looked at once `there` is.
   */
  async faults(of: Page, path: string, theme: 'dark' | 'light', language: string, there = 'h1'): Promise<string[]> {
    const page = await this.again(of.context(), language)
    await page.emulateMedia({ colorScheme: theme })
    await this.open(page, path)
    await page.locator(there).first().waitFor()
    await page.waitForLoadState('networkidle')
    return faultsOf(page)
  }

  /** A second browser of the same person, which begins with what the first one knows. */
  private again(context: BrowserContext, language: string): Promise<Page> {
    const of = this.looks.get(context) ?? new Map<string, Promise<Page>>()
    this.looks.set(context, of)
    const begin = async () => {
      const page = await this.person({ storageState: await context.storageState() })
      await page.addInitScript((code) => localStorage.setItem('magpie.language', code), language)
      return page
    }
    const page = of.get(language) ?? begin()
    of.set(language, page)
    return page
  }
}

/** Fills in who one is. */
export async function introduce(page: Page, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('E-mail address').fill(addressOf(name))
  await page.getByLabel('Password').fill(PASSWORD)
}

export function addressOf(name: string): string {
  return `${name.toLowerCase()}@example.org`
}

/** Founds a party, for whoever acts for none yet. */
export async function found(page: Page, name: string, state = 'IT'): Promise<void> {
  await page.getByLabel('Name of the party').fill(name)
  await page.getByLabel('State (country code)').fill(state)
  await button(page, 'Found a party').click()
  await heading(page, name).waitFor()
}
