/** One Chromium for a file of tests: pages of people, what they complain of, and what axe and a narrow screen say of them. */
import { existsSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium'
const ARGUMENTS = [
  ...['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
]
/** Draws WebGL without a graphics card. */
export const SOFTWARE_WEBGL = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader']
/** As long as a step may take on a machine that others use. */
const PATIENCE_MS = 90_000
/** The width of a telephone, px. */
const NARROW = 390

/** Why the tests cannot run on this machine, for their name; empty where they can. */
export const WITHOUT_BROWSER = existsSync(CHROMIUM) ? '' : ` (skipped: there is no ${CHROMIUM} on this machine)`

/** How a page is looked at, beyond what Playwright calls a context's options. */
export type Look = BrowserContextOptions & {
  readonly theme?: 'dark' | 'light'
  readonly language?: string
  readonly width?: number
}

export class RealBrowser {
  /** What pages complained of that nobody did on purpose. */
  readonly complaints: string[] = []
  private readonly browser: Browser
  private readonly expected: RegExp

  private constructor(browser: Browser, expected: RegExp) {
    this.browser = browser
    this.expected = expected
  }

  /** Starts it; `expected` are complaints that the tests bring about. */
  static async launch(
    expected = /status of 4\d\d|ERR_INTERNET_DISCONNECTED|WebSocket/,
    more: readonly string[] = [],
  ): Promise<RealBrowser> {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...ARGUMENTS, ...more] })
    return new RealBrowser(browser, expected)
  }

  close(): Promise<void> {
    return this.browser.close()
  }

  /** A page in a context of its own. The language is only what one begins with. */
  async page({ theme, language, width = 1440, ...look }: Look = {}): Promise<Page> {
    const context = await this.browser.newContext({
      ...{ viewport: { width, height: 900 }, locale: 'en-GB', ...(theme === undefined ? {} : { colorScheme: theme }) },
      ...look,
    })
    context.setDefaultTimeout(PATIENCE_MS)
    if (language !== undefined)
      await context.addInitScript((code) => {
        if (localStorage.getItem('magpie.language') === null) localStorage.setItem('magpie.language', code)
      }, language)
    const page = await context.newPage()
    page.on('pageerror', (error) => this.complaints.push(error.message))
    page.on('console', (m) => {
      // What the centre refuses on purpose is told by the page; the browser notes the status too.
      if (m.type() === 'error' && !this.expected.test(m.text())) this.complaints.push(m.text())
    })
    return page
  }
}

/**
 * What axe finds on a page as it stands, as text. There are no frames from elsewhere in the console, so axe runs in the page
 * itself; only what is wrong is written out. Both together take a third of the time.
 */
export async function axeFinds(page: Page): Promise<string[]> {
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode()
  const { violations } = await axe.analyze()
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' | ')}`)
}

/** What axe finds on a page as it stands, and whether it scrolls sideways on a telephone. */
export async function faultsOf(page: Page): Promise<string[]> {
  const found = await axeFinds(page)
  const before = page.viewportSize()!
  await page.setViewportSize({ width: NARROW, height: 844 })
  const width = await page.evaluate(() => document.documentElement.scrollWidth)
  await page.setViewportSize(before)
  return [...found, ...(width > NARROW ? [`is ${width} px wide at ${NARROW}`] : [])]
}

export function button(page: Page | Locator, name: string | RegExp): Locator {
  return page.getByRole('button', { name, exact: typeof name === 'string' })
}

export function heading(page: Page | Locator, name: string | RegExp): Locator {
  return page.getByRole('heading', { name, exact: typeof name === 'string' })
}

/** A field by its whole label. */
export function field(page: Page | Locator, name: string): Locator {
  return page.getByLabel(name, { exact: true })
}

export function dialog(page: Page): Locator {
  return page.getByRole('dialog')
}
