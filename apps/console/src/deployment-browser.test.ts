/**
 * Deployment and exchanges in a real browser against a real desk: a module waits for its owner and its host, each says its
 * word in a page of its own and sees the other's at once; a request between spacecraft is asked for, refused and shown.
 */
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BrowserCentre } from './testing/browser-centre.ts'
import { PersonOverHttp } from './testing/person-over-http.ts'
import { button, dialog, WITHOUT_BROWSER } from './testing/real-browser.ts'

describe.skipIf(WITHOUT_BROWSER !== '')(`deployment and exchanges in Chromium${WITHOUT_BROWSER}`, () => {
  let centre: BrowserCentre
  let people: { readonly olga: PersonOverHttp; readonly nadia: PersonOverHttp; readonly wang: PersonOverHttp }
  /** The host's officer, the owner's of the camera, and the owner's of the robot. */
  let olga: Page
  let nadia: Page
  let wang: Page

  beforeAll(async () => {
    centre = await BrowserCentre.start(true)
    const { url, setUpCode } = centre
    const first = await PersonOverHttp.first(url, 'Olga', setUpCode)
    people = {
      olga: first,
      nadia: await PersonOverHttp.invited(url, 'Nadia', 'nssa', first),
      wang: await PersonOverHttp.invited(url, 'Wang', 'hkust', first),
    }
    olga = await centre.person({ theme: 'dark' }, people.olga)
    nadia = await centre.person({ theme: 'light' }, people.nadia)
    wang = await centre.person({ theme: 'dark' }, people.wang)
    const trial = centre.trial!
    trial.hear('ce8-lander', 'state', 'LANDED')
    trial.hear('ce8-lander', 'tilt', 3.2, 'deg')
    trial.hear('ce8-lander', 'tilt_rate', 0.0001, 'deg/s')
    trial.hear('ce8-lander', 'power_margin', 180, 'W')
    trial.hear('ce8-lander', 'battery_charge', 92, '%')
    trial.hear('ce8-lander', 'temperature', 15, 'degC')
    // Attitude must hold for two minutes: it is looked at, and again later.
    await new Promise((done) => setTimeout(done, 2000))
    trial.pass(600)
  })
  afterAll(async () => centre?.close())

  const open = (page: Page, query: string) => centre.open(page, `/operate?view=${query}`)
  const text = async (at: Locator) => (await at.innerText()).replaceAll(/\s+/g, ' ')
  const until = <T>(read: () => T | Promise<T>) => expect.poll(read, { interval: 250 })
  const gate = (page: Page, name: string) => page.locator('.facts tbody tr').filter({ hasText: name })

  it('shows every module with its gates, and what waits for whom', async () => {
    await open(nadia, 'deployment')
    await nadia.locator('.module-lane').first().waitFor()
    expect(await nadia.locator('.module-lane').count()).toBe(11)
    const own = nadia.locator('.module-lane').filter({ hasText: 'waits for your go' })
    await until(() => own.count()).toBe(1)
    await own.getByRole('link').first().click()
    await until(() => text(gate(nadia, 'Power'))).toMatch(/open margin 180 W, battery 92 % decoded telemetry/)
    expect(await text(gate(nadia, 'Owner’s go'))).toContain('closed nssa has not said go')
  })

  it('deploys it once the owner said go and the host does not object, and both see it', async () => {
    await open(olga, 'deployment&item=imaging-system')
    await button(nadia, 'Go').click()
    await button(dialog(nadia), 'Go').click()
    await dialog(nadia).waitFor({ state: 'detached' })
    await until(() => text(gate(olga, 'Owner’s go'))).toContain('nssa said go')
    await button(olga, 'No objection').click()
    await button(dialog(olga), 'No objection').click()
    for (const page of [olga, nadia]) await until(() => text(page.getByRole('status').first())).toContain('deployed')
    const steps = await text(nadia.locator('.module-steps'))
    expect(steps).toMatch(/power-on done attempt 1 of 2 .* ce8-lander\/module_power_on attempt 1, sent .* executed/)
    expect(steps).toContain('imaging-system/deploy_mast')
  })

  it('says why one may not, with rule, fact, source and remedy', async () => {
    await open(wang, 'deployment&item=plasma-dust')
    await wang.locator('.may-not summary').click()
    const go = await text(wang.locator('.may-not li').filter({ hasText: 'Go' }).first())
    expect(go).toMatch(/Rule deployment-owner Fact plasma-dust is owned by roscosmos .*operations\.json/)
    expect(await button(wang, 'Go').count()).toBe(0)
  })

  it('holds a module for safety: by keyboard, with a reason that is kept until it is sent', async () => {
    await open(olga, 'deployment&item=hk-robot')
    await open(wang, 'deployment&item=hk-robot')
    await button(olga, 'Hold').focus()
    await olga.keyboard.press('Enter')
    await dialog(olga).getByRole('textbox').fill('the ramp is in shadow')
    await olga.keyboard.press('Escape')
    await button(olga, 'Hold').click()
    expect(await dialog(olga).getByRole('textbox').inputValue()).toBe('the ramp is in shadow')
    await button(dialog(olga), 'Hold').click()
    await until(() => wang.locator('.standing-holds').count()).toBe(1)
    expect(await text(wang.locator('.standing-holds'))).toMatch(/Held by .*the ramp is in shadow/)
    await button(olga, 'Let go of the hold').click()
    await until(() => wang.locator('.standing-holds').count()).toBe(0)
  })

  it('asks a neighbour of another party, and shows what packets tell to whom it is for', async () => {
    await open(wang, 'exchanges')
    await until(() => wang.locator('.services li').count()).toBe(4)
    await wang.getByRole('link', { name: /Pictures/ }).click()
    await button(wang, 'Ask for it').click()
    await button(dialog(wang), 'Ask for it').click()
    await wang.getByText('On record.').waitFor()
    const now = new Date().toISOString()
    const packets = [{ at: now, element: 'hk-robot', step: 'request', amount: 24 }]
    centre.trial!.exchange({
      ...{ service: 'image-of-hk-robot', kind: 'image', request: 1, from: 'cheri-b', to: 'hk-robot' },
      ...{ state: 'requested', unit: 'Mbit', asked: 24, offered: 0, given: 0, acts: 1 },
      ...{ reached: [{ state: 'requested', at: '2029-01-20T06:10:00.000Z' }], packets, commands: [] },
    })
    await until(() => wang.locator('.one-exchange').count()).toBe(1)
    expect(await text(wang.locator('.one-exchange'))).toMatch(/requested #1 .*24 Mbit/)
    await open(wang, 'exchanges')
    await until(() => text(wang.locator('.exchange-board section').first())).toContain('Pictures')
    // The lead sees it from consent on, and the camera's owner from the end.
    await open(olga, 'exchanges')
    await until(() => olga.locator('.services li').count()).toBe(4)
    expect(await olga.locator('.exchange-card').count()).toBe(0)
  })

  it.each([
    ['dark', 'en'],
    ['light', 'zh'],
  ] as const)('is clean for axe and fits a narrow screen, %s, %s', async (theme, code) => {
    for (const query of [
      'deployment',
      'deployment&item=imaging-system',
      'exchanges',
      'exchanges&item=sample-to-pk-rover',
    ]) {
      expect(await centre.faults(wang, `/operate?view=${query}`, theme, code), query).toEqual([])
    }
  })

  it('complained of nothing', () => {
    expect(centre.complaints).toEqual([])
  })
})
