/**
 * Accounts in a real browser: an officer invites a person, who joins with roles, gets others and is ended; one person acts
 * for two parties in turn. And every page of accounts, forms and notices looked at by axe in both themes, at 390 px too.
 */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addressOf, BrowserCentre, found } from './testing/browser-centre.ts'
import { button, heading, WITHOUT_BROWSER } from './testing/real-browser.ts'

describe.skipIf(WITHOUT_BROWSER !== '')(`accounts in Chromium${WITHOUT_BROWSER}`, () => {
  let at: BrowserCentre
  /** The lead's officer, the officer of a party, and a person without one. */
  let olga: Page
  let ada: Page
  let bob: Page
  /** Nobody: the public. */
  let visitor: Page

  beforeAll(async () => {
    at = await BrowserCentre.start()
    olga = await at.firstOfficer('Olga')
    ada = await at.newcomer('Ada', 'Alpha Institute')
    bob = await at.newcomer('Bob')
    visitor = await at.person()
  })
  afterAll(() => at?.close())

  const box = (page: Page, person: string, role: string) => page.getByRole('checkbox', { name: `${person}: ${role}` })

  it('invites a person by address, who joins with the roles given', async () => {
    await at.open(ada, '/account')
    const invite = ada.getByRole('form', { name: 'Invite' })
    await invite.getByLabel('Invite a person by address').fill(addressOf('Bob'))
    await invite.getByLabel('proposer').uncheck()
    await button(invite, 'Invite').click()
    await ada.getByText(/^bob@example.org is invited until /).waitFor()
    await at.open(bob, '/account')
    await bob.locator('.badge').waitFor()
    await button(bob, 'Accept').click()
    await heading(bob, 'Alpha Institute').waitFor()
    await bob.getByText('you are member').waitFor()
    await bob.getByText('An officer of the party invites people and changes roles.').waitFor()
    expect(await box(bob, 'Bob', 'member').isDisabled()).toBe(true)
  })

  it('gives other roles, and ends a part only when asked twice', async () => {
    await ada.reload()
    await box(ada, 'Bob', 'proposer').click()
    await expect.poll(() => box(ada, 'Bob', 'proposer').isChecked()).toBe(true)
    await box(ada, 'Bob', 'member').click()
    await expect.poll(() => box(ada, 'Bob', 'member').isChecked()).toBe(false)
    await bob.reload()
    await bob.getByText('you are proposer').waitFor()
    await box(ada, 'Bob', 'proposer').click()
    const asked = ada.getByRole('alertdialog', { name: 'End the part of Bob' })
    await button(asked, 'Keep the role').click()
    await asked.waitFor({ state: 'detached' })
    expect(await box(ada, 'Bob', 'proposer').isChecked()).toBe(true)
    await box(ada, 'Bob', 'proposer').click()
    await button(asked, 'End the part of Bob').click()
    await box(ada, 'Bob', 'proposer').waitFor({ state: 'detached' })
    await bob.reload()
    await bob.getByText('You act for no party yet').waitFor()
    // The last officer of a party cannot leave it without one.
    await box(ada, 'Ada', 'officer').click()
    await ada.locator('.failed, [role=alertdialog]').first().waitFor()
  })

  it('acts for one party and then for another, and shows what each has', async () => {
    await at.open(ada, '/account')
    await ada.getByText('Found a party').first().click()
    await found(ada, 'Gamma Works')
    await ada.locator('.account summary').click()
    await ada.getByRole('radio', { name: 'Gamma Works' }).click()
    await ada.locator('.account-party', { hasText: 'Gamma Works' }).waitFor()
    await ada.locator('.account summary').click()
    await at.open(ada, '/programme?view=letter')
    await ada
      .getByText(/gamma-works-/)
      .first()
      .waitFor()
    await ada.locator('.account summary').click()
    await ada.getByRole('radio', { name: 'Alpha Institute' }).click()
    await ada.locator('.account-party', { hasText: 'Alpha Institute' }).waitFor()
    // The choice outlasts the page.
    await ada.reload()
    await ada.locator('.account-party', { hasText: 'Alpha Institute' }).waitFor()
  })

  it('tells a password that is too short and an address that has an account', async () => {
    const carl = await at.person()
    await at.open(carl, '/account?view=sign-up')
    await carl.getByLabel('Your name').fill('Carl')
    await carl.getByLabel('E-mail address').fill(addressOf('Ada'))
    await carl.getByLabel('Password').fill('a long enough password')
    await button(carl, 'Sign up').click()
    await carl.getByText('There is an account with this address').waitFor()
    expect(await carl.getByLabel('Your name').inputValue()).toBe('Carl')
    await carl.context().close()
  })

  const PUBLIC = ['/set-up', '/account?view=sign-in', '/account?view=sign-up']
  const OWN = ['notices', 'record', 'proposal', 'open-call', 'amend', 'desk']
  const looks = [
    ...PUBLIC.map((path) => ({ path, who: 'nobody' })),
    ...OWN.map((view) => ({ path: `/programme?view=${view}`, who: 'the officer' })),
    { path: '/roadmap?item=ce7-launch', who: 'nobody' },
  ].flatMap((look, i) =>
    (['dark', 'light'] as const).map((theme) => ({ ...look, theme, language: i % 2 === 0 ? 'en' : 'zh' })),
  )
  it.each(looks)('axe finds nothing: $path of $who, $theme $language', async ({ path, who, theme, language }) => {
    expect(await at.faults(who === 'nobody' ? visitor : olga, path, theme, language)).toEqual([])
  })

  it('has complained of nothing', () => {
    expect(at.complaints).toEqual([])
  })
})
