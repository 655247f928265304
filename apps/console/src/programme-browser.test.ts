/**
 * The programme in a real browser against a real centre: a newcomer signs up, founds a party, asks whether it may join,
 * writes a letter with a mistake, submits it, and holds a receipt; a second party confirms; the officer answers.
 */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { receiptHolds } from './programme/receipt.ts'
import { BrowserCentre, found, introduce } from './testing/browser-centre.ts'
import { button, heading, WITHOUT_BROWSER } from './testing/real-browser.ts'

describe.skipIf(WITHOUT_BROWSER !== '')(`the programme in Chromium${WITHOUT_BROWSER}`, () => {
  let centre: BrowserCentre
  /** Three people with a browser each: the lead's officer, and two newcomers. */
  let olga: Page
  let ada: Page
  let bob: Page

  beforeAll(async () => {
    centre = await BrowserCentre.start()
    ;[olga, ada, bob] = await Promise.all([centre.person(), centre.person(), centre.person()])
  })
  afterAll(() => centre?.close())

  const open = (page: Page, path: string) => centre.open(page, path)

  async function signUp(page: Page, name: string): Promise<void> {
    await introduce(page, name)
    await button(page, 'Sign up').click()
    await heading(page, name).waitFor()
  }

  it('makes the first officer with the code of the link', async () => {
    await open(olga, `/set-up?code=wrong`)
    await introduce(olga, 'Olga')
    await button(olga, 'Make the first officer').click()
    await olga.getByText('This is not the code that the centre printed.').waitFor()
    await olga.getByLabel('Code').fill(centre.setUpCode)
    await button(olga, 'Make the first officer').click()
    await olga.getByRole('heading', { name: 'Olga', exact: true }).waitFor()
    await olga.locator('.account-party', { hasText: 'CNSA' }).waitFor()
  })

  it('takes a newcomer from signing up to a party', async () => {
    await open(ada, '/account?view=sign-up')
    await ada.getByLabel('Password').fill('short')
    await ada.getByText('needs at least 12 characters').waitFor()
    await signUp(ada, 'Ada')
    await ada.getByText('You act for no party yet').waitFor()
    await found(ada, 'Alpha Institute', 'IT')
    await open(bob, '/account?view=sign-up')
    await signUp(bob, 'Bob')
    await found(bob, 'Beta Works', 'PK')
  })

  it('says whether one may join, with the rule and its source', async () => {
    await open(ada, '/programme')
    await ada.getByRole('heading', { name: /^Practice: / }).waitFor()
    await ada.getByRole('link', { name: 'May we join?' }).first().click()
    await ada.getByLabel('Party or State').fill('IT')
    await ada.getByLabel('Kind of participation').selectOption('multilateral')
    await ada.getByLabel('Who pays').fill('own')
    await ada.getByLabel('Level of cooperation').selectOption('system')
    await ada.getByLabel('Mass').fill('20')
    await button(ada, 'Add a part').click()
    await ada.getByLabel('Part', { exact: true }).fill('wheel')
    await ada.getByLabel('Origin (country)').fill('IT')
    for (const list of ['US Munitions List', 'EAR (ECCN)', 'MTCR category']) await ada.getByLabel(list).fill('none')
    await button(ada, 'Judge').click()
    await ada.getByRole('heading', { name: 'Eligible', exact: true }).waitFor()
    await ada.getByText('No legal advice').last().waitFor()
    // The question stands in the address: another person opens it and reads the same.
    const [path] = [new URL(ada.url()).search]
    await open(bob, `/programme${path}`)
    await bob.getByRole('heading', { name: 'Eligible', exact: true }).waitFor()
    await open(ada, '/programme?view=join&party=US&kind=bilateral&funding=NASA&on=2023-12-01')
    await ada.getByRole('heading', { name: 'Not eligible' }).waitFor()
    expect(await ada.locator('.rule[open]', { hasText: 'bars it' }).first().textContent()).toMatch(/Wolf|112-10/)
  })

  it('tells a mistake at its field, keeps what is typed, and gives a receipt', async () => {
    await open(ada, '/programme?view=letter')
    await ada.getByLabel('Title').fill('A small rover')
    await ada.getByLabel('Level of cooperation').selectOption('system')
    await ada.getByLabel('Mass').fill('120')
    await ada.getByText('the call takes at most 100 kg a module; this is 120 kg').waitFor()
    expect(await ada.getByLabel('Mass').getAttribute('aria-invalid')).toBe('true')
    await ada.locator('.budget[data-over]').first().waitFor()
    await ada.getByLabel('Mass').fill('20')
    await ada.locator('.field-problem').first().waitFor({ state: 'detached' })
    await button(ada, 'Add a party').click()
    await ada.getByLabel('Party', { exact: true }).fill('beta-works')
    await ada.getByLabel('Its part').fill('the wheels')
    await ada.getByLabel('Kind of participation').selectOption('multilateral')
    await ada.getByText(/Saved at/).waitFor()
    // Offline, and the page closed: what was typed is there when it is opened again.
    await ada.context().setOffline(true)
    await ada.getByLabel('Summary').fill('It drives where no lander can.')
    await ada.getByText('The centre does not answer: kept in this browser').waitFor()
    await ada.context().setOffline(false)
    await ada.reload()
    await ada.getByText(/Saved at/).waitFor()
    expect(await ada.getByLabel('Summary').inputValue()).toBe('It drives where no lander can.')
    await button(ada, 'Submit the letter').click()
    await ada.getByRole('heading', { name: /^Received: alpha-institute-/ }).waitFor()
    await ada.getByText('verified in this browser').waitFor()
    await ada.getByText('in time').waitFor()
    const [saved] = await Promise.all([ada.waitForEvent('download'), button(ada, 'Download the receipt').click()])
    const receipt = JSON.parse(readFileSync(await saved.path(), 'utf8'))
    expect(receiptHolds(receipt)).toBe(true)
    expect(receiptHolds({ ...receipt, entry: receipt.signedBy })).toBe(false)
  })

  it('asks which text to go on with where two windows wrote', async () => {
    const letter = new URL(ada.url()).searchParams.get('letter')!
    const second = await ada.context().newPage()
    await open(second, `/programme?view=letter&letter=${letter}`)
    await second.getByText(/Saved at/).waitFor()
    await second.getByLabel('Title').fill('A rover from the second window')
    await second.getByText(/Saved at/).waitFor()
    await expect.poll(() => ada.getByLabel('Title').inputValue()).toBe('A small rover')
    await ada.getByLabel('Title').fill('A rover from the first window')
    await ada.getByRole('alertdialog', { name: 'Two texts of one draft' }).waitFor()
    await ada.getByRole('cell', { name: 'A rover from the second window' }).waitFor()
    await button(ada, 'Go on with this window’s').click()
    await ada.getByText(/Saved at/).waitFor()
    expect(await ada.getByLabel('Title').inputValue()).toBe('A rover from the first window')
    await second.close()
    await button(ada, 'Submit a new version').click()
    await ada.getByRole('heading', { name: /^Received: / }).waitFor()
  })

  it('lets the second party confirm its part, and the officer answer question and letter', async () => {
    await open(bob, '/programme?view=letters')
    await bob.getByText('The lead names your party in this letter: “the wheels”').waitFor()
    await button(bob, 'Confirm our part').click()
    await button(bob, 'Confirm our part').waitFor({ state: 'detached' })
    await open(bob, '/programme')
    await bob.getByLabel('Ask the owner of the call').fill('May the wheels be blue?')
    await button(bob, 'Ask').click()
    await bob.getByText('Waits for an answer.').waitFor()
    await open(olga, '/programme?view=desk')
    await olga.getByText('May the wheels be blue?').waitFor()
    await olga.getByLabel('Answer, in public').fill('They may.')
    await button(olga, 'Publish the answer').click()
    await olga.getByText('No question waits.').waitFor()
    await olga.locator('details.letter summary').first().click()
    await olga.getByText('beta-works: the wheels').waitFor()
    await olga.getByLabel('Reason').first().fill('A rover is what the call asks for.')
    await button(olga, 'Invite to propose').click()
    await olga.getByText(/· invited/).waitFor()
    await open(ada, '/programme?view=letters')
    await ada.getByText('Version 2 is invited to propose').waitFor()
    await ada.getByRole('row', { name: /title A small rover A rover from the first window/ }).waitFor()
    // The public reads the answer, and not who asked.
    const visitor = await centre.person()
    await open(visitor, '/programme')
    await visitor.getByText('They may.').waitFor()
    expect(await visitor.getByText('beta-works').count()).toBe(0)
    await visitor.context().close()
  })

  it('makes of the invited letter a proposal that needs nothing typed again', async () => {
    await ada.getByRole('link', { name: 'Write the proposal' }).click()
    await ada.getByText('Nothing is missing.').waitFor()
    await button(ada, 'Submit the proposal').click()
    await ada.getByRole('heading', { name: /^Received: p-alpha/ }).waitFor()
  })

  it('moves a deadline, and both stand', async () => {
    await open(olga, '/programme?view=desk')
    await olga.getByLabel('New day').fill('2099-12-31')
    await olga.getByLabel('Reason').last().fill('Holidays of many teams')
    await button(olga, 'Move the deadline').click()
    await olga.getByText('In force before').waitFor()
    await open(bob, '/programme')
    await bob.getByText('2100-01-01 00:00').waitFor()
    await bob.getByText('In force before').waitFor()
  })

  it('verifies a copy of the record in the browser', async () => {
    await open(bob, '/programme?view=record')
    await bob.getByRole('heading', { name: /^The chain holds: \d+ entries/ }).waitFor()
    await open(bob, '/programme?view=notices')
    await bob
      .getByRole('heading', { name: /^Confirm your part in/ })
      .first()
      .waitFor()
  })

  it('signs in by a passkey that was made here', async () => {
    const session = await ada.context().newCDPSession(ada)
    await session.send('WebAuthn.enable')
    await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
        ...{ isUserVerified: true, automaticPresenceSimulation: true },
      },
    })
    await open(ada, '/account')
    await button(ada, 'Add a passkey of this device').click()
    await ada.getByText(/^Passkey 1, made on/).waitFor()
    await ada.locator('.account summary').click()
    await button(ada, 'Sign out').click()
    await ada.getByRole('link', { name: 'Sign in' }).click()
    await button(ada, 'Sign in with a passkey').click()
    await ada.getByRole('heading', { name: 'Ada', exact: true }).waitFor()
  })

  it('shows the roadmap as it was known on a day, by keyboard', async () => {
    await open(bob, '/roadmap?known=2023-10-02')
    await bob.locator('.big', { hasText: /^29$/ }).waitFor()
    const slider = bob.getByRole('slider', { name: 'As known on' })
    await slider.focus()
    await bob.keyboard.press('End')
    await bob.getByText(/all that is known$/).waitFor()
    await expect.poll(() => bob.url()).not.toContain('known=')
    const launch = bob.getByRole('row', { name: /^Launch 2027/ }).locator('button.item')
    await launch.focus()
    await bob.keyboard.press('Enter')
    await bob.getByRole('heading', { name: 'Launch: what was said when' }).waitFor()
    expect(bob.url()).toContain('item=ce7-launch')
  })

  const VIEWS = ['/programme', '/programme?view=letter', '/programme?view=letters', '/programme?view=desk', '/account']
  const looks = [
    ...VIEWS.flatMap((path) => (['dark', 'light'] as const).map((theme) => ({ path, theme, language: 'en' }))),
    { path: '/programme?view=join&party=IT&on=2023-12-01', theme: 'dark', language: 'zh' },
    { path: '/programme?view=join&party=US&funding=NASA&kind=bilateral&on=2023-12-01', theme: 'light', language: 'en' },
    { path: '/roadmap?item=ce7-launch', theme: 'dark', language: 'en' },
    { path: '/roadmap?item=ce7-launch', theme: 'light', language: 'zh' },
  ] as const
  it.each(looks)('axe finds nothing: $path $theme $language', async ({ path, theme, language }) => {
    expect(await centre.faults(olga, path, theme, language)).toEqual([])
  })

  it('has complained of nothing: no error on any page, no breach of the policy', () => {
    expect(centre.complaints).toEqual([])
  })
})
