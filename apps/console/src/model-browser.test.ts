/** The Model place of the built console in a real browser, against the fixture centre. */
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtConsole } from '../../server/src/console-build.ts'
import { type FixtureCentre, startFixtureCentre } from './testing/fixture-centre.ts'
import { axeFinds, type Look, RealBrowser, WITHOUT_BROWSER } from './testing/real-browser.ts'

const until = <T>(read: () => T) => expect.poll(read)

describe.skipIf(WITHOUT_BROWSER !== '')(`the Model place in Chromium${WITHOUT_BROWSER}`, () => {
  let browser: RealBrowser
  let centre: FixtureCentre

  beforeAll(async () => {
    browser = await RealBrowser.launch(/status of [45]\d\d|ERR_CONNECTION|WebSocket/)
    centre = await startFixtureCentre({ dist: await builtConsole() })
  })
  afterAll(async () => {
    await browser?.close()
    await centre?.close()
  })

  async function open(path: string, look: Look = {}): Promise<[Page, BrowserContext]> {
    const page = await browser.page({ theme: 'dark', language: 'en', ...look })
    await page.goto(`${centre.url}${path}`)
    return [page, page.context()]
  }

  it('is reached from the header, and walked by keys', async () => {
    const [page, context] = await open('/operate')
    await page.getByRole('link', { name: 'Model' }).click()
    await page.getByRole('tree', { name: 'Elements' }).waitFor()
    const lander = page.getByRole('treeitem', { name: /Chang'e-8 lander/ })
    await lander.focus()
    await page.keyboard.press('ArrowDown')
    await page.getByRole('heading', { name: 'Rover', exact: true }).waitFor()
    expect(page.url()).toContain('element=pk-rover')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('element-pk-rover')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await until(() => page.getByRole('treeitem').count()).toBe(3)
    await page.reload()
    await page.getByRole('tree').waitFor()
    expect(await page.getByRole('treeitem').count()).toBe(3)
    await context.close()
  })

  it('shows at once what a mass breaks and by how much, keeps it in the URL, and takes it back', async () => {
    const [page, context] = await open('/model?element=hk-robot')
    const field = page.getByLabel(/Try another value: mass of Charging robot/)
    await field.fill('130')
    const status = page.locator('.tried [role="status"]').first()
    await until(() => status.textContent()).toContain('breaks: 2')
    expect(await status.textContent()).toMatch(/Partners on the lander, mass\s*over by 3\s*kg/)
    expect(await status.textContent()).toMatch(/Charging robot\s*over by 30\s*kg/)
    expect(page.url()).toContain('try=hk-robot.mass_130')
    await page.reload()
    await until(() => status.textContent()).toContain('breaks: 2')
    await field.fill('13x')
    await page.getByText('A number of 0 or more').waitFor()
    await until(() => page.url()).not.toContain('try=')
    await field.fill('120')
    await page.getByRole('button', { name: 'Take all back' }).click()
    await until(() => field.inputValue()).toBe('')
    await context.close()
  })

  it('flies what is tried when it is asked to, and shows what it costs', async () => {
    const [page, context] = await open('/model?element=pk-rover&try=pk-rover.mass_39')
    await page.getByRole('button', { name: 'Fly it again' }).click()
    const row = page.getByRole('row', { name: /Reserve of the descent/ })
    await until(() => row.textContent()).toMatch(/120\.3\sm\/s116\.3\sm\/s-4/)
    await page.getByText('82 of 83 activities of the surface plan are placed.').waitFor()
    await page.getByText('Rover drives no power.').waitFor()
    expect(await axeFinds(page)).toEqual([])
    // Another value is another question.
    await page.getByLabel(/Try another value: mass of Rover/).fill('40')
    await page.getByRole('button', { name: 'Fly it again' }).waitFor()
    await context.close()
  })

  it('says what failed and what is not there', async () => {
    centre.setDown(true)
    const [page, context] = await open('/model?element=nobody')
    await page.getByRole('button', { name: 'Try again' }).first().waitFor()
    centre.setDown(false)
    await page.getByText('There is no element “nobody” in this model.').waitFor()
    await page.route('**/api/mission/model', (route) =>
      route.fulfill({ status: 404, json: { kind: 'not-found', message: 'not yet', what: 'stage', id: 'model' } }),
    )
    await page.reload()
    await page.getByText('The mission model is not made yet').waitFor()
    await context.close()
  })

  const path = '/model?element=pk-rover&try=hk-robot.mass_130&scope=all'
  it.each([
    { theme: 'dark', language: 'en', width: 1440 },
    { theme: 'light', language: 'en', width: 1440 },
    { theme: 'dark', language: 'zh', width: 1440 },
    { theme: 'light', language: 'en', width: 390 },
  ] as const)('axe finds nothing, and nothing scrolls sideways: $theme $language $width', async (look) => {
    const [page, context] = await open(path, look)
    await page.locator('.turned').first().waitFor()
    await page.locator('.modules summary').click()
    expect(await axeFinds(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(look.width)
    await context.close()
  })

  it('has complained of nothing', () => {
    expect(browser.complaints).toEqual([])
  })
})
