/**
 * The built console in a real browser, against the fixture centre with the strictest content security policy: what it
 * shows, that it follows the live stream, both languages, both themes, and what axe finds.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { loadShippedKernels } from '@magpie/adapters/kernels'
import { unwrap } from '@magpie/core/result'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtConsole } from '../../server/src/console-build.ts'
import { distance, latitude } from './parts/numbers.ts'
import { skyOver } from './sky/site-sky.ts'
import { type FixtureCentre, startFixtureCentre } from './testing/fixture-centre.ts'
import { fixtureDeployments, fixtureHappenings, fixtureMission, fixtureStages } from './testing/fixture-mission.ts'
import { LAUNCH_S, TOUCHDOWN_S } from './testing/fixture-scene.ts'
import { axeFinds, type Look, RealBrowser, SOFTWARE_WEBGL, WITHOUT_BROWSER } from './testing/real-browser.ts'
import { tdbOfUtc } from './time/mission-time.ts'

const until = <T>(read: () => T) => expect.poll(read)

let dist = ''
beforeAll(async () => {
  dist = await builtConsole()
})

describe('the built console', () => {
  const text = (file: string) => readFileSync(join(dist, file), 'utf8')
  const zipped_kB = (file: string) => gzipSync(text(file)).length / 1000

  /** The entry and all that it, and then the Mission place, import at once. */
  function initialScripts(): Set<string> {
    const html = text('index.html')
    const place = readdirSync(join(dist, 'assets')).find((f) => f.startsWith('mission-place') && f.endsWith('.js'))!
    const seen = new Set<string>()
    const visit = (file: string) => {
      if (seen.has(file)) return
      seen.add(file)
      for (const [, name] of text(file).matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) visit(`assets/${name}`)
    }
    for (const [, name] of html.matchAll(/\/(assets\/[^"]+\.js)/g)) visit(name!)
    visit(`assets/${place}`)
    return seen
  }

  it('loads less than 185 kB of JavaScript (gzip) before the home page stands', () => {
    const total = [...initialScripts()].reduce((sum, file) => sum + zipped_kB(file), 0)
    expect(total).toBeGreaterThan(80)
    expect(total).toBeLessThan(185)
  })

  it('does not wait for three.js, the plot or the ephemerides', () => {
    const files = [...initialScripts()]
    expect(files.filter((f) => /three|scene-3d|plot|site-sky/.test(f))).toEqual([])
    expect(readdirSync(join(dist, 'assets')).some((f) => f.startsWith('three'))).toBe(true)
  })

  it('has no inline script or style, and nothing from another host', () => {
    const html = text('index.html')
    expect(html).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)/)
    expect([...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((m) => m[1]!.startsWith('/'))).not.toContain(false)
  })
})

describe.skipIf(WITHOUT_BROWSER !== '')(`in Chromium${WITHOUT_BROWSER}`, () => {
  let browser: RealBrowser
  let centre: FixtureCentre

  beforeAll(async () => {
    browser = await RealBrowser.launch(/ERR_CONNECTION|status of 500|WebSocket/, SOFTWARE_WEBGL)
    centre = await startFixtureCentre({ dist })
  })
  afterAll(async () => {
    await browser?.close()
    await centre?.close()
  })

  async function open(path: string, look: Look & { webgl?: boolean } = {}): Promise<[Page, BrowserContext]> {
    const { webgl = false, ...rest } = look
    const page = await browser.page({ theme: 'dark', language: 'en', ...rest })
    if (!webgl)
      await page.addInitScript(() => {
        const original = HTMLCanvasElement.prototype.getContext
        HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, ...asked: unknown[]) {
          return asked[0] === 'webgl2' ? null : Reflect.apply(original, this, asked)
        } as typeof original
      })
    await page.goto(`${centre.url}${path}`)
    return [page, page.context()]
  }

  it('shows the mission, and its clock runs', async () => {
    centre.at_s = LAUNCH_S + 2 * 86_400
    const [page, context] = await open('/')
    await page.getByText("Chang'e-8", { exact: true }).first().waitFor()
    const clock = page.locator('.clock-large')
    await until(() => clock.textContent()).toMatch(/^2029-08-04 0\d:\d\d:\d\d$/)
    const before = await clock.textContent()
    await until(() => clock.textContent()).not.toBe(before)
    await page.getByRole('heading', { name: 'What happens next' }).waitFor()
    expect(await page.locator('.next-entry').count()).toBeGreaterThan(4)
    expect(await page.locator('.next-countdown').first().textContent()).toMatch(/^(in|now)/)
    await context.close()
  })

  it('computes the sky over the site from kernels of the year, as the centre does from all', async () => {
    const at = '2029-08-08T06:00:00Z'
    const [page, context] = await open(`/?t=${at}`)
    const fetched: string[] = []
    page.on('response', (r) => r.url().includes('/kernels/') && fetched.push(r.url().replace(/.*\//, '')))
    await page.reload()
    const sky = skyOver(unwrap(await loadShippedKernels()), fixtureMission.site)(tdbOfUtc(at)!)!
    const height = (deg: number) => `${Math.abs(deg).toFixed(1)}° ${deg < 0 ? 'below' : 'above'} the horizon`
    const minutes = Math.floor(sky.solarHours * 60)
    const solarTime = [Math.floor(minutes / 60), minutes % 60].map((n) => String(n).padStart(2, '0')).join(':')
    const rows = page.locator('.about dd .figure')
    await until(() => rows.allTextContents()).toContain(height(sky.earthElevation_deg))
    expect(await rows.allTextContents()).toEqual([
      expect.any(String),
      height(sky.earthElevation_deg),
      `${distance(sky.earthRange_km, 'en')}, light takes ${sky.earthLight_s.toFixed(3)} s`,
      height(sky.sunElevation_deg),
      `stands over ${latitude(sky.sunLatitude_deg)}; local solar time ${solarTime}`,
    ])
    expect(fetched.sort()).toEqual([
      'de440_magpie_2029.bsp',
      'earth_itrf93_magpie_2029.bpc',
      'manifest.json',
      'moon_de440_magpie.tf',
      'moon_pa_de440_magpie_2029.bpc',
      'naif0012.tls',
    ])
    await context.close()
  })

  it('draws the scene in space where there is WebGL', async () => {
    // Software rendering: a standing clock leaves the machine to the test.
    centre.paused = true
    const [page, context] = await open('/?view=moon', { webgl: true })
    await page.locator('.scene-box canvas').waitFor({ timeout: 60_000 })
    await page.locator('.marker.body[data-shown="yes"]', { hasText: 'Moon' }).waitFor({ state: 'attached' })
    await page.getByRole('radio', { name: 'Landing site' }).click()
    await until(() => page.url()).toContain('view=site')
    centre.paused = false
    await context.close()
  })

  it('says so and draws flat where there is none', async () => {
    const [page, context] = await open('/')
    await page.getByText('This browser has no WebGL').waitFor()
    expect(await page.locator('.flat-drawings svg').count()).toBe(2)
    await context.close()
  })

  it('keeps the moment looked at in the URL, and goes back to live', async () => {
    const [page, context] = await open('/?t=2029-08-07T10:00:00Z')
    await page.getByRole('button', { name: 'Back to live' }).waitFor()
    expect(await page.locator('.moment').textContent()).toContain('2029-08-07 10:00:00 UTC')
    const ribbon = page.getByRole('slider')
    await ribbon.focus()
    await page.keyboard.press('PageUp')
    await until(() => page.url()).toContain('2029-08-09T23')
    await page.getByRole('button', { name: 'Back to live' }).click()
    await until(() => page.url()).not.toContain('t=')
    await context.close()
  })

  it('shows the spine as the stages are decided', async () => {
    centre.at_s = LAUNCH_S - 3600
    const [page, context] = await open('/')
    await page.getByText('41 letters, 14 proposals').waitFor()
    for (const message of fixtureStages(0)) centre.send(message)
    await page.getByText('41 letters, 14 proposals').waitFor({ state: 'detached' })
    for (const message of fixtureStages(1)) centre.send(message)
    await page.getByText('41 letters, 14 proposals').waitFor()
    expect(await page.getByText('1 of 7 stages').count()).toBe(1)
    await context.close()
  })

  it('moves the deployment board with the messages', async () => {
    centre.at_s = TOUCHDOWN_S + 60
    const [page, context] = await open('/operate')
    const rover = page.locator('.module', { hasText: 'SUPARCO' })
    await rover.waitFor()
    expect(await rover.getAttribute('data-state')).not.toBe('deployed')
    for (const deployment of fixtureDeployments(9)) centre.send({ type: 'deployment', deployment })
    await until(() => rover.getAttribute('data-state')).toBe('deployed')
    await page.getByText('Held at “Power margin”: 12 W available').waitFor()
    await context.close()
  })

  it('keeps nothing of the last run when the rehearsal begins again', async () => {
    const [page, context] = await open('/operate')
    await page.locator('.module').first().waitFor()
    for (const message of fixtureStages(0)) centre.send(message)
    await page.getByText('No module is on the board yet').waitFor()
    await page.getByText('No telemetry yet').waitFor()
    await context.close()
  })

  it('shows a refusal with rule, fact, source and remedy, and filters by kind in the URL', async () => {
    centre.at_s = TOUCHDOWN_S + 9.5 * 3600
    const [page, context] = await open('/operate')
    const card = page.locator('.log-panel .refusal')
    await card.waitFor()
    for (const part of ['Two owners agree', 'has given no consent', 'art. 4', 'Ask HKUST'])
      expect(await card.textContent()).toContain(part)
    await page.getByLabel('Kind').selectOption('manoeuvre')
    await card.waitFor({ state: 'detached' })
    expect(page.url()).toContain('kind=manoeuvre')
    await page.reload()
    await page.locator('.log-entry').first().waitFor()
    expect(await page.locator('.log-entry[data-kind="manoeuvre"]').count()).toBe(
      await page.locator('.log-entry').count(),
    )
    await context.close()
  })

  it('plots a parameter, from the archive and from the stream', async () => {
    const [page, context] = await open('/operate')
    await page.getByRole('button', { name: /array_power/ }).click()
    const plot = page.getByRole('img', { name: /array_power of Chang'e-8 lander/ })
    await plot.waitFor()
    const before = await plot.getAttribute('aria-label')
    const at = new Date(Date.parse('2029-08-10T12:00:00Z')).toISOString()
    const sample = { element: 'ce8-lander', name: 'array_power', unit: 'W', alarm: 'nominal' as const, value: 777 }
    centre.send({ type: 'telemetry', values: [{ ...sample, generatedAt: at, receivedAt: at }], skipped: 0 })
    await until(() => plot.getAttribute('aria-label')).toMatch(/latest 777/)
    expect(before).not.toMatch(/latest 777/)
    await context.close()
  })

  it('asks the centre for another pace', async () => {
    const [page, context] = await open('/operate')
    await page.getByRole('button', { name: 'Pause the rehearsal' }).click()
    await page.getByRole('button', { name: 'Resume the rehearsal' }).waitFor()
    await page.getByRole('radio', { name: '×600', exact: true }).click()
    await until(() => centre.paced).toEqual([{ paused: true }, { mode: 'fixed', rate: 600, paused: false }])
    await page.getByRole('button', { name: 'Restart' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Begin again' }).click()
    await until(() => centre.paced.length).toBe(3)
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await context.close()
  })

  it('says that it is not connected, since when, and comes back', async () => {
    const [page, context] = await open('/operate')
    await page.locator('.module').first().waitFor()
    centre.setDown(true)
    await page.getByText(/Not connected since \d\d:\d\d:\d\d UTC/).waitFor()
    await page.getByRole('button', { name: 'Try now' }).waitFor()
    centre.setDown(false)
    await page.getByText('Not connected since').waitFor({ state: 'detached' })
    for (const happening of fixtureHappenings(Infinity).slice(0, 1))
      centre.send({ type: 'happening', happening: { ...happening, sequence: 999, text: 'after the silence' } })
    await page.getByText('after the silence').waitFor()
    await context.close()
  })

  it('says what failed, and reads again when the centre is back', async () => {
    centre.setDown(true)
    const [page, context] = await open('/')
    await page.getByRole('button', { name: 'Try again' }).first().waitFor()
    await page.getByText('The fixture centre was told to fail.').first().waitFor()
    centre.setDown(false)
    await page.getByText('A joint landing').waitFor()
    await context.close()
  })

  it('speaks Chinese when asked, and remembers', async () => {
    const [page, context] = await open('/operate')
    await page.getByLabel('Language').selectOption('zh')
    await page.getByRole('heading', { name: '展开看板' }).waitFor()
    expect(await page.getAttribute('html', 'lang')).toBe('zh-Hans')
    await page.reload()
    await page.getByRole('heading', { name: '实时数据' }).waitFor()
    await context.close()
  })

  it('changes its theme and remembers', async () => {
    const [page, context] = await open('/')
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    expect(await ground()).toBe('rgb(11, 14, 20)')
    await page.getByRole('button', { name: 'Change to the light theme' }).click()
    expect(await ground()).toBe('rgb(247, 248, 250)')
    await page.reload()
    await page.getByRole('button', { name: 'Change to the dark theme' }).waitFor()
    expect(await ground()).toBe('rgb(247, 248, 250)')
    await context.close()
  })

  const looks = (['/', '/operate?parameter=ce8-lander%2Farray_power'] as const).flatMap((path) =>
    (['dark', 'light'] as const).flatMap((theme) =>
      (theme === 'dark' ? ['en', 'zh'] : ['en']).map((language) => ({ path, theme, language })),
    ),
  )
  it.each(looks)('axe finds nothing: $path $theme $language', async ({ path, theme, language }) => {
    const [page, context] = await open(path, { theme, language })
    await page
      .locator(path === '/' ? '.element' : '.band-plot canvas')
      .first()
      .waitFor()
    if (path !== '/')
      for (const summary of ['.module summary', '.held-row summary']) await page.locator(summary).first().click()
    await page.waitForTimeout(300)
    expect(await axeFinds(page)).toEqual([])
    await context.close()
  })

  it('axe finds nothing over the scene in space', async () => {
    centre.at_s = LAUNCH_S + 2 * 86_400
    centre.paused = true
    const [page, context] = await open('/', { webgl: true })
    await page.locator('.marker.body[data-shown="yes"]').first().waitFor({ state: 'attached', timeout: 60_000 })
    expect(await axeFinds(page)).toEqual([])
    await context.close()
  })

  it('fits a telephone without scrolling sideways', async () => {
    for (const path of ['/', '/operate']) {
      const [page, context] = await open(path)
      await page.setViewportSize({ width: 390, height: 844 })
      await page
        .locator(path === '/' ? '.element' : '.module')
        .first()
        .waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
      await context.close()
    }
  })

  it('has complained of nothing: no error on any page, no breach of the policy', () => {
    expect(browser.complaints).toEqual([])
  })
})
