/**
 * Operations in a real browser, two parties side by side: a rehearsal runs live with its simulated spacecraft, CNSA's
 * officer and METU's each see what the other does as it is done.
 */
import { readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OperatingCentre } from './testing/operating-centre.ts'
import { PersonOverHttp } from './testing/person-over-http.ts'
import { button, dialog, faultsOf, field, heading, WITHOUT_BROWSER } from './testing/real-browser.ts'

const DAY_MS = 86_400_000

/** A procedure of the two: CNSA checks its lander, METU says go, CNSA looks. */
const PROCEDURE = {
  ...{ format: 'magpie-procedure-1', id: 'two-look', title: 'Two look at the lander', mission: 'change-8', version: 1 },
  steps: [
    {
      ...{ kind: 'check', id: 'charged', party: 'cnsa' },
      that: { kind: 'parameter', element: 'ce8-lander', name: 'battery_charge', is: '>', value: 5 },
    },
    {
      ...{ kind: 'send', id: 'checkout', party: 'cnsa', element: 'ce8-lander', command: 'checkout' },
      ...{ arguments: { duration: 120 }, until: 'accepted', timeout_s: 86_400 },
    },
    { kind: 'ask', id: 'metu-go', party: 'metu', question: 'Does METU agree?' },
    { kind: 'wait', id: 'a-minute', party: 'metu', for_s: 60 },
    { kind: 'manual', id: 'look', party: 'cnsa', text: 'Look at the lander.' },
  ],
}

describe.skipIf(WITHOUT_BROWSER !== '')(`two parties operate side by side in Chromium${WITHOUT_BROWSER}`, () => {
  let centre: OperatingCentre
  let people: { readonly olga: PersonOverHttp; readonly mete: PersonOverHttp }
  /** CNSA's officer in the dark theme, METU's in the light one. */
  let olga: Page
  let mete: Page

  beforeAll(async () => {
    centre = await OperatingCentre.start()
    const officer = await centre.officer('Olga')
    people = { olga: officer, mete: await PersonOverHttp.invited(centre.url, 'Mete', 'metu', officer) }
    await centre.ready(officer)
    olga = await centre.pageOf(people.olga, { theme: 'dark' })
    mete = await centre.pageOf(people.mete, { theme: 'light' })
  })
  afterAll(async () => centre?.close())

  const text = async (at: Locator) => (await at.innerText()).replaceAll(/\s+/g, ' ').trim()
  const until = <T>(read: () => T | Promise<T>) => expect.poll(read, { interval: 250 })

  /** A command as it is written in the form: chosen of the dictionary, its arguments by name. */
  async function write(page: Page, element: string, command: string, values: Record<string, string>): Promise<Locator> {
    await centre.open(page, `view=commands&element=${element}`)
    await button(page, new RegExp(`^${command} `))
      .first()
      .click()
    const form = page.locator('.commands-compose')
    for (const [name, value] of Object.entries(values)) await field(form, name).fill(value)
    return form
  }

  /** Sends what is written, through the dialog where there is one; the command's identifier. */
  async function send(page: Page, form: Locator): Promise<string> {
    const before = page.url()
    await form.locator('.check-card .check-verdict').waitFor()
    await button(form, /^Send/).click()
    const confirm = dialog(page).locator('.button.primary')
    await Promise.race([confirm.waitFor(), page.waitForURL((url) => url.href !== before)])
    if (await confirm.isVisible()) await confirm.click()
    await page.waitForURL(/item=c\d+/)
    return /item=(c\d+)/.exec(page.url())![1]!
  }

  const stateOf = (page: Page) => page.locator('.command-state').first()

  it('gives METU the seat that speaks for its rover, before anything has landed', async () => {
    await centre.open(mete, 'view=deployment&item=cheri-a')
    await button(mete, 'Take the seat').click()
    await button(mete, 'Leave the seat').waitFor()
    // Five days after touchdown: the others stand deployed, and the first faults of the script have shown themselves.
    const landed = await centre.run(people.olga, 400_000, (c) => c.phase === 'deployment')
    await centre.run(people.olga, 100_000, (c) => Date.parse(c.utc) > Date.parse(landed.utc) + 5 * DAY_MS)
    await centre.run(people.olga, 60, (c) => c.rate === 60)
  })

  it('shows both the same values as they come', async () => {
    for (const page of [olga, mete]) {
      await centre.open(page, 'element=ce8-lander')
      const row = page.locator('.value-row').filter({ hasText: 'battery_charge' })
      await until(() => text(row)).toMatch(/battery_charge [\d.]+ ?%/)
    }
  })

  it('tells both of the same alarm, and one that the other saw it', async () => {
    for (const page of [olga, mete]) await centre.open(page, 'tab=alarms')
    const alarm = (page: Page) => page.locator('.alarm-list > li').filter({ hasText: 'event_severity' }).first()
    for (const page of [olga, mete]) await alarm(page).waitFor()
    const seen = alarm(olga)
    await button(seen, 'Acknowledge').click()
    await field(seen, 'What you make of it').fill('the cover that stuck')
    await button(seen, 'I saw it').click()
    await until(() => text(alarm(mete))).toContain('the cover that stuck')
  })

  it('deploys a rover when its owner says go, and the host sees each step', async () => {
    await centre.open(olga, 'view=deployment&item=cheri-a')
    await centre.open(mete, 'view=deployment&item=cheri-a')
    await button(mete, 'Go').click()
    await button(dialog(mete), 'Go').click()
    await dialog(mete).waitFor({ state: 'detached' })
    await until(() => text(olga.locator('main'))).toMatch(/Mete/)
    await centre.run(people.olga, 3600, (c) => c.rate === 3600)
    await until(() => text(olga.locator('main'))).toMatch(/deployed/)
    await centre.run(people.olga, 60, (c) => c.rate === 60)
  })

  it('refuses the drive of another’s rover with rule, fact and source, grants it, and permits the same', async () => {
    await centre.open(mete, 'view=authority')
    const form = await write(olga, 'cheri-a', 'drive', { distance: '5', heading: '0' })
    await form.locator('.check-card .refusal').waitFor()
    const why = await text(form.locator('.check-card .refusal'))
    expect(why).toMatch(/^Rule no-grant Fact CHERI micro-rover A .+ Source .+/)
    const refused = await send(olga, form)
    await until(() => text(stateOf(olga))).toContain('refused')
    await olga.locator('.refusal').first().waitFor()

    await button(mete, 'Give a grant').first().click()
    const grant = mete.locator('.give-grant')
    await field(grant, 'To').selectOption('cnsa')
    await field(grant, 'Element').selectOption('cheri-a')
    await grant.getByText('drive', { exact: true }).click()
    await field(grant, 'distance, least').fill('0')
    await field(grant, 'distance, most').fill('10')
    await field(grant, 'Name of the grant').fill('cnsa-drives-cheri-a')
    await button(grant, 'Give it').click()
    await button(dialog(mete), 'Give it').click()
    await mete.getByText('cnsa-drives-cheri-a', { exact: true }).first().waitFor()
    // The other party sees it without asking again.
    await centre.open(olga, 'view=authority')
    await olga.getByText('cnsa-drives-cheri-a', { exact: true }).first().waitFor()

    const again = await write(olga, 'cheri-a', 'drive', { distance: '5', heading: '0' })
    await until(() => text(again.locator('.check-verdict'))).toContain('you may')
    const permitted = await send(olga, again)
    expect(permitted).not.toBe(refused)
    await until(() => text(stateOf(olga))).toMatch(/queued|released|accepted|started|progressing|completed/)
    // It goes up, and the rover answers: its owner sees the same life.
    await centre.open(mete, `view=commands&item=${permitted}`)
    await until(() => text(stateOf(mete))).toMatch(/accepted|started|progressing|completed/)
  })

  it('lets a hazardous command go when a person of the second party has approved it', async () => {
    await centre.open(olga, 'view=commands')
    const form = await write(mete, 'cheri-b', 'drive_off', {})
    await until(() => text(form.locator('.check-card'))).toContain('Two people of two parties')
    const id = await send(mete, form)
    await until(() => text(stateOf(mete))).toContain('waits for people')
    await button(olga, `Approve ${id}`).click()
    expect(await text(dialog(olga))).toContain('You agree that it is sent as it stands')
    await button(dialog(olga), 'Approve').click()
    await dialog(olga).waitFor({ state: 'detached' })
    await until(() => text(stateOf(mete))).toMatch(/released|accepted|started|progressing|completed|failed/)
  })

  it('takes a queued command out of the queue when its grant is revoked, and tells its sender', async () => {
    const clock = await centre.clock()
    const later = new Date(Date.parse(clock!.utc) + 4 * DAY_MS).toISOString().slice(0, 19).replace('T', ' ')
    const form = await write(olga, 'cheri-a', 'drive', { distance: '4', heading: '90' })
    await field(form, 'Execute at (UTC)').fill(later)
    await field(form, 'Expires at (UTC)').fill(later.replace(/^(\d{4})/, (year) => String(Number(year) + 1)))
    const id = await send(olga, form)
    await until(() => text(stateOf(olga))).toContain('queued')
    await centre.open(mete, 'view=authority')
    await button(mete, 'Revoke cnsa-drives-cheri-a').click()
    await until(() => text(dialog(mete))).toContain(id)
    await field(dialog(mete), 'Reason, which is recorded').fill('dust on the panels')
    await button(dialog(mete), 'Revoke it').click()
    // Nobody reloads: the page of who sent it changes by itself.
    await until(() => text(stateOf(olga))).toContain('revoked with its grant')
    expect(await text(olga.locator('.refusal').first())).toContain('grant-revocation')
  })

  it('sends a stack in its order', async () => {
    for (const duration of ['60', '120']) {
      const form = await write(olga, 'ce8-lander', 'checkout', { duration })
      await button(form, 'Add to the stack').click()
    }
    const stack = olga.locator('.commands-stack')
    await until(() => text(stack)).toContain('2 to send')
    await button(stack, /^Send all \(2\)/).click()
    await button(dialog(olga), 'Send 2').click()
    await until(() => stack.locator('[data-sent="yes"]').count()).toBe(2)
  })

  it('carries out a procedure: each answers what is asked of it, and sees the other', async () => {
    await centre.open(mete, 'view=procedures')
    await centre.open(olga, 'view=procedures')
    await olga.locator('.open-file input[type=file]').setInputFiles({
      ...{ name: 'two-look.json', mimeType: 'application/json' },
      buffer: Buffer.from(JSON.stringify(PROCEDURE)),
    })
    await olga.getByText('Nothing: every command and argument fits').waitFor()
    await button(olga, 'Start it').click()
    await heading(olga, /^Two look at the lander/).waitFor()
    // The other party sees it come, and what is asked of it.
    await mete.getByRole('link', { name: 'Two look at the lander' }).click()
    await mete.getByText('This is asked of you.').waitFor()
    await button(olga, 'Hold').click()
    await field(dialog(olga), 'Reason, which goes on record').fill('a word first')
    await button(dialog(olga), 'Hold').click()
    await until(() => text(mete.locator('.run-status'))).toBe('held: a word first')
    await button(mete, 'Go on').click()
    await button(mete, 'Go').click()
    await until(() => text(olga.locator('[data-step="metu-go"]'))).toMatch(/done Mete METU/)
    await button(olga, 'Done').click()
    for (const page of [olga, mete]) await until(() => text(page.locator('.run-status'))).toBe('done')
    expect(
      await olga
        .locator('[data-step="checkout"]')
        .getByRole('link', { name: /^Command c\d+/ })
        .count(),
    ).toBe(1)
  })

  it('holds a command back by a flight rule until it is set aside', async () => {
    await centre.open(olga, 'view=log&tab=rules&item=new')
    await field(olga, 'Title').fill('Charged before a check-out')
    await olga
      .getByRole('group', { name: /^For these elements/ })
      .getByText('Lander', { exact: true })
      .click()
    await field(olga, 'For these commands').fill('checkout')
    await field(olga, 'Of the element').selectOption('ce8-lander')
    await field(olga, 'Parameter').selectOption('battery_charge')
    await field(olga, 'Value').fill('101')
    await olga.getByRole('group', { name: 'Who may set it aside' }).getByText(/CNSA/).click()
    await field(olga, 'Where it is written').fill('Flight rules, section 4')
    await button(olga, 'Put it in force').click()
    const rule = olga.locator('[data-rule="charged-before-a-check-out"]')
    await until(() => text(rule)).toContain('broken: holds back')
    const id = await send(olga, await write(olga, 'ce8-lander', 'checkout', { duration: '60' }))
    await until(() => text(stateOf(olga))).toContain('held')
    await centre.open(olga, 'view=log')
    await rule.getByRole('link', { name: `${id} checkout` }).waitFor()
    await centre.open(mete, 'view=log')
    await until(() => text(mete.locator('[data-rule="charged-before-a-check-out"]'))).toContain('broken: holds back')
    await button(rule, 'Set aside').click()
    expect(await field(dialog(olga), 'For the command').inputValue()).toBe(id)
    await field(dialog(olga), 'Reason, which goes on record').fill('a short check-out takes little')
    await button(dialog(olga), 'Set aside').click()
    await until(() => text(rule)).toContain('a short check-out takes little')
    await centre.open(olga, `view=commands&item=${id}`)
    await until(() => text(stateOf(olga))).toMatch(/released|accepted|started|progressing|completed/)
    await centre.open(olga, 'view=log')
    await button(rule, 'End this rule').click()
    await field(dialog(olga), 'Reason, which goes on record').fill('it was a trial')
    await button(dialog(olga), 'End this rule').click()
    await rule.waitFor({ state: 'detached' })
  })

  it('keeps an anomaly from its report to its end, shared by its owner', async () => {
    await centre.open(mete, 'view=log&tab=anomalies&item=new&parameter=cheri-a/wheel_current')
    await field(mete, 'What was not as expected').fill('Wheel current rises on the slope')
    await field(mete, 'What was seen').fill('Twice what the drive before took.')
    expect(await field(mete, 'Parameter').inputValue()).toBe('wheel_current')
    await button(mete, 'Open the report').click()
    await mete.getByRole('status').filter({ hasText: 'open · minor' }).waitFor()
    await centre.open(olga, 'view=log&tab=anomalies')
    await olga.getByText('No report that your party sees.').waitFor()
    await button(mete, 'Share').click()
    await dialog(mete).getByText('China National Space Administration (CNSA)').click()
    await button(dialog(mete), 'Share').click()
    await olga.getByRole('link', { name: 'Wheel current rises on the slope' }).click()
    await button(mete, 'Note what was found').click()
    await field(dialog(mete), 'What was found').fill('Dust in the left wheel')
    await button(dialog(mete), 'Note what was found').click()
    await until(() => text(olga.locator('.anomaly-page'))).toContain('noted: Dust in the left wheel')
    await button(mete, 'Agree a disposition').click()
    await field(dialog(mete), 'Why so').fill('slower on slopes')
    await button(dialog(mete), 'Agree a disposition').click()
    await button(mete, 'Close').click()
    await button(dialog(mete), 'Close').click()
    await until(() => text(olga.locator('.anomaly-page'))).toContain('closed · minor')
  })

  it('keeps the shift: who is on duty, and what stays open', async () => {
    await centre.open(olga, 'view=log&tab=shift')
    await button(olga, 'Begin the shift').click()
    await until(() => text(olga.locator('.on-duty'))).toContain('On duty: Olga (you)')
    await field(olga, 'Entry').fill('Watch the left wheel of cheri-a')
    await olga.getByText('Stays open until it is done').click()
    await button(olga, 'Write it').click()
    await button(olga, 'Done').click()
    await field(dialog(olga), 'How it was done').fill('looked at three drives')
    await button(dialog(olga), 'Done').click()
    await olga.getByText('Nothing is open.').waitFor()
    expect(await text(olga.locator('.shift-log'))).toContain('looked at three drives')
  })

  it('shows a request from spacecraft to spacecraft: asked by one owner, seen by the lead as it was agreed', async () => {
    await centre.open(mete, 'view=exchanges&item=relay-cheri-a')
    await button(mete, 'Ask for it').click()
    await button(dialog(mete), 'Ask for it').click()
    await mete.getByText('On record. It shows above').waitFor()
    await centre.run(people.olga, 600, (c) => c.rate === 600)
    await until(() => text(mete.locator('.service-page'))).toMatch(/requested \d{4}-/)
    await centre.open(olga, 'view=exchanges&item=relay-cheri-a')
    await until(() => text(olga.locator('.service-page'))).toMatch(/consented \d{4}-/)
  })

  it('shows an outage and its recovery to both', async () => {
    await centre.open(olga, 'view=links')
    await centre.open(mete, 'view=links')
    await button(olga, 'Put an outage in').click()
    await field(dialog(olga), 'What falls silent').selectOption({ label: 'Queqiao-2' })
    await field(dialog(olga), 'For how long').fill('60')
    await field(dialog(olga), 'What is rehearsed').fill('the relay falls silent')
    await button(dialog(olga), 'Put it in').click()
    const outage = (page: Page) => page.locator('.outage').filter({ hasText: 'the relay falls silent' })
    for (const page of [olga, mete]) await until(() => text(outage(page))).toContain('does not answer; back in')
    await centre.run(people.olga, 3600, (c) => c.rate === 3600)
    for (const page of [olga, mete]) await until(() => text(outage(page))).toMatch(/answers again/)
    await centre.run(people.olga, 60, (c) => c.rate === 60)
  })

  it('exports what came as a file', async () => {
    await mete.goto(`${centre.url}/archive?of=cheri-a/battery_charge`)
    const saved = mete.waitForEvent('download')
    await button(mete, 'CSV').click()
    const file = readFileSync(await (await saved).path(), 'utf8')
      .trim()
      .split('\n')
    expect(file[0]).toContain('battery_charge')
    // How many there are by then depends on how fast the machine was; each is a time and a number.
    expect(file.length).toBeGreaterThan(1)
    expect(file.slice(1).filter((row) => !/^\d{4}-\d\d-\d\dT[\d:.]+Z,\d+(\.\d+)?\r?$/.test(row))).toEqual([])
  })

  describe('each view', () => {
    // The machine is for the pages now.
    beforeAll(() => people.olga.call('pace', { paused: true }))

    it.each([
      'element=cheri-a',
      'tab=alarms',
      'view=deployment',
      'view=deployment&item=cheri-a',
      'view=exchanges',
      'view=exchanges&item=relay-cheri-a',
      'view=links',
      'view=commands&element=ce8-lander&item=new:checkout',
      'view=authority',
      'view=procedures',
      'view=procedures&item=r1',
      'view=procedures&item=write',
      'view=log',
      'view=log&tab=rules&item=new',
      'view=log&tab=anomalies&item=a1',
      'view=log&tab=anomalies&item=new',
      'view=log&tab=shift',
    ])('has nothing for axe to find, and fits a telephone: /operate?%s', async (query) => {
      const looks = [olga, mete].map(async (page) => {
        await centre.open(page, query)
        await page.locator('.operate-nav').waitFor()
        await page.waitForTimeout(500)
        return faultsOf(page)
      })
      expect(await Promise.all(looks)).toEqual([[], []])
    })
  })

  it('has pages that complain of nothing', () => {
    expect(centre.complaints).toEqual([])
  })
})
