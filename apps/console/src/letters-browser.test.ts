/**
 * Letters and calls in a real browser: an officer opens a call, amends it and hands it over; a proposer attaches files,
 * saves and loads a letter, withdraws and submits it again, splits it, merges it with another's. Nothing typed is lost.
 */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BrowserCentre } from './testing/browser-centre.ts'
import { button, heading, WITHOUT_BROWSER } from './testing/real-browser.ts'

const CALL = 'a-small-call'

describe.skipIf(WITHOUT_BROWSER !== '')(`letters in Chromium${WITHOUT_BROWSER}`, () => {
  let at: BrowserCentre
  /** The lead's officer, and the officers of two teams. */
  let olga: Page
  let ada: Page
  let bob: Page

  beforeAll(async () => {
    at = await BrowserCentre.start()
    olga = await at.firstOfficer('Olga')
    ada = await at.newcomer('Ada', 'Alpha Institute')
    bob = await at.newcomer('Bob', 'Beta Works')
  })
  afterAll(() => at?.close())

  const group = (page: Page, name: string) => page.getByRole('group', { name, exact: true })
  const write = (page: Page, letter: string) => at.open(page, `/programme?view=letter&call=${CALL}&letter=${letter}`)

  it('opens a call that is written field by field, and tells what it lacks', async () => {
    await at.open(olga, '/programme?view=open-call')
    await button(olga, 'Publish the call').click()
    await olga.getByText(/^Not published: \d+ fields need you/).waitFor()
    await olga.getByLabel('Title of the call').fill('A small call')
    await olga.getByLabel('State of the host').fill('cn')
    await olga.getByLabel('Element that carries the partners').fill('ce8-lander')
    await olga.getByRole('checkbox', { name: 'mission level' }).first().uncheck()
    for (const meaning of await olga.getByLabel('What it means').all()) await meaning.fill('an instrument or a module')
    const levels = group(olga, 'Levels and criteria')
    await levels.getByLabel('Criterion').fill('Science')
    await levels.getByLabel('Weight').fill('60')
    await olga.getByText('system level: 60 %').waitFor()
    await levels.getByLabel('Weight').fill('100')
    const envelope = group(olga, 'What the host offers in all')
    await envelope.getByLabel('At most').fill('60')
    await group(olga, 'For all of').getByRole('checkbox', { name: 'system level' }).check()
    await button(envelope, 'Add a limit').click()
    await envelope.getByLabel('Limited').nth(1).selectOption('area')
    await envelope.getByLabel('At most').nth(1).fill('0.5')
    await group(olga, 'For all of').nth(1).getByRole('checkbox', { name: 'system level' }).check()
    await envelope.getByLabel('Mass of one module').fill('50')
    await button(envelope, 'Add a view').click()
    await envelope.getByLabel('What looks there').fill('Landing camera')
    for (const [angle, value] of [
      ['Azimuth from +X', '90'],
      ['Elevation', '-30'],
      ['Half angle', '25'],
    ] as const)
      await envelope.getByLabel(angle).fill(value)
    await group(olga, 'Holds for').getByRole('checkbox', { name: 'system level' }).check()
    await olga.getByLabel('Time zone').fill('Asia/Shanghai')
    await olga.getByLabel('Letters are due on').fill('2099-01-31')
    await olga.getByText('= 2099-01-31 16:00 UTC').waitFor()
    await button(olga, 'Add a question').click()
    await olga.getByLabel('Question', { exact: true }).fill('What flew before?')
    await group(olga, 'Asked at').getByRole('checkbox', { name: 'unit level' }).check()
    await olga.getByLabel('Name of the rule').fill('Letters come in time')
    await olga.getByLabel('The rule in words, as published').fill('Letters come by the deadline.')
    // Reloaded before it is published: all of it is there.
    await olga.getByText(/Saved at/).waitFor()
    await olga.reload()
    await olga.getByText(/Saved at/).waitFor()
    expect(await olga.getByLabel('Title of the call').inputValue()).toBe('A small call')
    await button(olga, 'Publish the call').click()
    await olga.getByRole('heading', { name: `Received: ${CALL}` }).waitFor()
    await olga.getByRole('link', { name: 'Read the call' }).click()
    await heading(olga, 'A small call').waitFor()
    await olga.getByText('azimuth 90°, elevation -30°, half angle 25°').waitFor()
    await olga.getByRole('row', { name: /Deck area 0.5\s*m² system level/ }).waitFor()
    const file = await (await olga.request.get(`${at.url}/api/programme/calls/${CALL}`)).json()
    expect(file.call).toMatchObject({ id: CALL, letters: { zone: 'Asia/Shanghai' }, review: { anonymity: 'dual' } })
  })

  it('amends it, and shows what changed and when', async () => {
    await at.open(olga, `/programme?view=desk&call=${CALL}`)
    await olga.getByRole('link', { name: 'Amend the call' }).click()
    await olga.getByLabel('Mass of one module').fill('40')
    await olga.getByRole('row', { name: 'Mass of one module, kg 50 40' }).waitFor()
    await olga.getByLabel('Reason of the amendment').fill('The deck is smaller')
    await button(olga, 'Publish the amendment').click()
    await olga.getByRole('heading', { name: `Received: ${CALL}` }).waitFor()
    const visitor = await at.person()
    await at.open(visitor, `/programme?call=${CALL}`)
    await visitor.locator('.history summary', { hasText: 'The deck is smaller' }).click()
    await visitor.getByRole('row', { name: 'Mass of one module, kg 50 40' }).waitFor()
    await visitor.context().close()
  })

  it('keeps what is typed: a script in a title is text, a huge file is refused with the limit', async () => {
    await write(ada, 'alpha-rover')
    await ada.getByLabel('Title').fill('<script>alert(1)</script> rover')
    await ada.getByText('is plain text: no tags such as <b> or <script>').waitFor()
    expect(await ada.getByLabel('Title').inputValue()).toBe('<script>alert(1)</script> rover')
    await ada.getByLabel('Title').fill('A rover of 3 < 4 wheels & "quotes"')
    await ada.getByLabel('Level of cooperation').selectOption('system')
    await ada.getByLabel('Mass').fill('20')
    await ada.getByLabel('Kind of participation').selectOption('multilateral')
    const files = ada.getByLabel('Add files')
    await files.setInputFiles({ name: 'huge.bin', mimeType: 'application/zip', buffer: Buffer.alloc(10_000_001) })
    await ada.getByText(/^huge\.bin \(10\sMB\) is not taken: a file has 10\sMB at most\.$/).waitFor()
    await files.setInputFiles({ name: 'plan.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 plan') })
    await ada.locator('.file-name', { hasText: 'plan.pdf' }).waitFor()
    const [saved] = await Promise.all([ada.waitForEvent('download'), button(ada, 'Download plan.pdf').click()])
    expect(readFileSync(await saved.path(), 'utf8')).toBe('%PDF-1.7 plan')
    await ada.getByText(/Saved at/).waitFor()
    await button(ada, 'Submit the letter').click()
    await ada.getByRole('heading', { name: 'Received: alpha-rover' }).waitFor()
    await at.open(olga, `/programme?view=desk&call=${CALL}`)
    await olga.getByRole('heading', { name: 'A rover of 3 < 4 wheels & "quotes"' }).click()
    await olga.locator('.file-name', { hasText: 'plan.pdf' }).waitFor()
  })

  it('saves a letter to a file and loads it, or says why not and changes nothing', async () => {
    await write(ada, 'alpha-rover')
    const [saved] = await Promise.all([ada.waitForEvent('download'), button(ada, 'Save as a file').click()])
    const content = JSON.parse(readFileSync(await saved.path(), 'utf8'))
    expect(content).toMatchObject({ lead: 'alpha-institute', mass_kg: 20, attachments: [{ name: 'plan.pdf' }] })
    await write(ada, 'alpha-copy')
    const load = ada.getByLabel('Load from a file')
    const json = (value: unknown) => ({
      ...{ name: 'letter.json', mimeType: 'application/json' },
      buffer: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
    })
    await ada.getByLabel('Title').fill('Typed before')
    await load.setInputFiles(json({ ...content, mass_kg: 'much' }))
    await ada.getByText(/^letter\.json was not loaded, and nothing changed: \/mass_kg /).waitFor()
    await load.setInputFiles(json('{"title":'))
    await ada.getByText(/nothing changed: .*JSON/).waitFor()
    expect(await ada.getByLabel('Title').inputValue()).toBe('Typed before')
    await load.setInputFiles(json({ ...content, title: 'Loaded' }))
    await expect.poll(() => ada.getByLabel('Title').inputValue()).toBe('Loaded')
    expect(await ada.getByLabel('Mass').inputValue()).toBe('20')
    await button(ada, 'Take back what stood here').click()
    await expect.poll(() => ada.getByLabel('Title').inputValue()).toBe('Typed before')
  })

  it('withdraws a letter and submits it again', async () => {
    await at.open(ada, `/programme?view=letters&call=${CALL}`)
    await ada.getByText('Withdraw', { exact: true }).click()
    await ada.getByLabel('Reason').fill('We think again')
    await button(ada, 'Confirm: Withdraw').click()
    await ada.getByText(/^withdrawn · version 1/).waitFor()
    await ada.getByRole('link', { name: 'Write a new version' }).click()
    await ada.getByLabel('Mass').fill('24')
    await ada.getByText('Nothing is missing.').waitFor()
    await button(ada, 'Submit a new version').click()
    await ada.getByRole('heading', { name: 'Received: alpha-rover' }).waitFor()
    await at.open(ada, `/programme?view=letters&call=${CALL}`)
    await ada.getByRole('row', { name: 'mass_kg 20 24' }).waitFor()
  })

  it('merges the letters of two leads when both agree', async () => {
    await write(bob, 'beta-arm')
    await bob.getByLabel('Title').fill('An arm')
    await bob.getByLabel('Level of cooperation').selectOption('system')
    await bob.getByLabel('Kind of participation').selectOption('multilateral')
    await bob.getByText('Nothing is missing.').waitFor()
    await button(bob, 'Submit the letter').click()
    await bob.getByRole('heading', { name: 'Received: beta-arm' }).waitFor()
    await at.open(ada, `/programme?view=letters&call=${CALL}`)
    await ada.getByText('Offer to merge', { exact: true }).click()
    await ada.getByLabel('Identifier of the other letter').fill('beta-arm')
    await ada.getByRole('form', { name: 'Offer to merge' }).getByLabel('Title').fill('A rover with an arm')
    await button(ada, 'Confirm: Offer to merge').click()
    await ada.getByText('Waits for the lead of the second letter.').waitFor()
    await at.open(bob, `/programme?view=letters&call=${CALL}`)
    await bob.getByText(/alpha-institute offers to merge alpha-rover and beta-arm/).waitFor()
    await button(bob, 'Accept').click()
    await bob.getByText(/^merged · version 1/).waitFor()
    await at.open(ada, `/programme?view=letters&call=${CALL}`)
    await heading(ada, 'A rover with an arm').waitFor()
  })

  it('splits a letter into two that go their own way', async () => {
    await at.open(ada, `/programme?view=letters&call=${CALL}`)
    const whole = ada.locator('details.letter', { hasText: 'A rover with an arm' }).first()
    if ((await whole.getAttribute('open')) === null) await whole.locator('summary').first().click()
    await whole.getByText('Split', { exact: true }).click()
    const titles = whole.getByRole('form', { name: 'Split' }).getByLabel('Title')
    await titles.nth(0).fill('Only a rover')
    await titles.nth(1).fill('Only an arm')
    await button(whole, 'Confirm: Split').click()
    await heading(ada, 'Only a rover').waitFor()
    await heading(ada, 'Only an arm').waitFor()
    await ada.getByText(/^split · version 1/).waitFor()
  })

  it('goes to another party that accepts it, on the record', async () => {
    await at.open(olga, `/programme?view=desk&call=${CALL}`)
    await olga.getByText('Offer the call to another party').click()
    await olga.getByLabel('To the party').fill('beta-works')
    await olga
      .getByRole('form', { name: 'Offer the call to another party' })
      .getByLabel('Reason')
      .fill('Beta leads now')
    await button(olga, 'Confirm: Offer the call to another party').click()
    await olga.getByText('On offer to beta-works').waitFor()
    await at.open(bob, `/programme?call=${CALL}`)
    await button(bob, 'Take the call over').click()
    await bob.getByRole('heading', { name: 'Who owned it' }).waitFor()
    await bob.getByText(/beta-works: Beta leads now$/).waitFor()
    await at.open(bob, `/programme?view=desk&call=${CALL}`)
    await bob.getByRole('heading', { name: /^Letters received: / }).waitFor()
    await at.open(olga, `/programme?view=desk&call=${CALL}`)
    await olga.getByText('This desk is for the officers of beta-works, who own the call.').waitFor()
  })

  it('has complained of nothing', () => {
    expect(at.complaints).toEqual([])
  })
})
