/**
 * Agreements in a real browser against a real centre: the officer writes an agreement, the partner changes it, both write
 * an interface document, sign, take a signature back and give it again, change a mass and see what it breaks.
 */
import { readFileSync } from 'node:fs'
import type { Download, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BrowserCentre } from './testing/browser-centre.ts'
import { PersonOverHttp } from './testing/person-over-http.ts'
import { axeFinds, button, field, heading, WITHOUT_BROWSER } from './testing/real-browser.ts'
import { ROVER, roverAgreement } from './testing/rover-agreement.ts'

describe.skipIf(WITHOUT_BROWSER !== '')(`agreements in Chromium${WITHOUT_BROWSER}`, () => {
  let centre: BrowserCentre
  /** The lead's officer, the partner, and somebody of a third party: over HTTP, and each in a browser. */
  let people: { readonly olga: PersonOverHttp; readonly ada: PersonOverHttp; readonly bob: PersonOverHttp }
  let olga: Page
  let ada: Page
  let bob: Page

  beforeAll(async () => {
    centre = await BrowserCentre.start()
    const { url, setUpCode } = centre
    people = {
      olga: await PersonOverHttp.first(url, 'Olga', setUpCode),
      ada: await PersonOverHttp.founding(url, 'Ada', { id: 'alpha-institute', name: 'Alpha Institute', state: 'IT' }),
      bob: await PersonOverHttp.founding(url, 'Bob', { id: 'beta-works', name: 'Beta Works', state: 'PK' }),
    }
    const pages = [people.olga, people.ada, people.bob].map((who) => centre.person({ theme: 'dark' }, who))
    ;[olga, ada, bob] = (await Promise.all(pages)) as [Page, Page, Page]
  })
  afterAll(() => centre?.close())

  const open = (page: Page, query = '') => centre.open(page, `/programme?view=agreements${query}`)

  /** The confirm step of a signature: what it shows, and the signature. */
  async function sign(page: Page, confirm = 'Sign'): Promise<string> {
    const dialog = page.getByRole('dialog')
    await dialog.getByText('I have read it').click()
    const text = await dialog.innerText()
    await button(dialog, confirm).click()
    await dialog.waitFor({ state: 'detached' })
    return text
  }

  it('lets the officer write an agreement, told of each mistake at its field, and puts it before the partner', async () => {
    await open(olga)
    await olga.getByText('Your party is part of no agreement yet').waitFor()
    await olga.getByRole('link', { name: 'Write an integration agreement' }).click()
    await field(olga, 'Title').fill('Integration of the Alpha rover')
    expect(await field(olga, 'Identifier').first().inputValue()).toBe('integration-of-the-alpha-rover')
    await field(olga, 'Text').fill('1. The institute builds the rover.\n2. The lander carries it.')
    await field(olga, 'Party').selectOption({ label: 'Alpha Institute' })
    await field(olga, 'Call').selectOption({ index: 1 })
    await button(olga, 'Add an element').click()
    const element = olga.locator('.element-fields')
    await field(element, 'Name').fill('Alpha rover')
    expect(await field(element, 'Carried by (element)').inputValue()).toBe('ce8-lander')
    await field(element, 'Owner').selectOption({ label: 'Alpha Institute' })
    const mass = element.locator('.field').filter({ has: field(olga, 'mass') })
    await field(element, 'mass').fill('thirty')
    await mass.locator('.field-problem').waitFor()
    expect(await field(element, 'mass').getAttribute('aria-invalid')).toBe('true')
    await field(element, 'mass').fill('30')
    await mass.locator('.field-problem').waitFor({ state: 'detached' })
    await button(olga, 'Add a grant').click()
    const grant = olga.locator('.grant-row')
    await field(grant, 'Who grants').selectOption({ label: 'Alpha Institute' })
    await field(grant, 'To whom').selectOption('cnsa')
    await field(grant, 'Element').selectOption({ label: 'Alpha rover' })
    await field(grant, 'Commands').fill('drive, stop')
    await field(grant, 'Until (UTC)').fill('2030-01-01')
    await button(grant, 'Bound an argument').click()
    await field(grant, 'Argument').fill('distance_m')
    await field(grant, 'Least').fill('0')
    await field(grant, 'Most').fill('10')
    await grant.getByText(/\(CNSA\) may command Alpha rover: drive, stop\. Granted by Alpha Institute\./).waitFor()
    await grant.getByText(/only with distance_m from 0 to 10 · until 2030-01-01 00:00:00 UTC/).waitFor()
    // The page is closed before it is sent: what was typed is there again, under its own draft.
    await olga.getByText(/Saved at/).waitFor()
    await open(olga)
    await olga.getByRole('link', { name: 'Integration of the Alpha rover' }).click()
    await olga.getByText('Nothing is missing.').waitFor()
    await button(olga, 'Put it before the parties').click()
    await heading(olga, 'Received: integration-of-the-alpha-rover').waitFor()
    await olga.getByText('verified in this browser').waitFor()
  })

  it('lets the partner propose another text, and shows the officer what changed', async () => {
    await open(ada)
    const waits = ada.getByRole('region', { name: 'Waits for you' })
    await waits.getByRole('link', { name: 'Sign version 1' }).click()
    await heading(ada, 'Integration of the Alpha rover').waitFor()
    await ada.getByText('Nobody has signed version 1 yet.').waitFor()
    await ada.getByRole('link', { name: 'Propose a new version' }).click()
    await field(ada, 'Text').fill('1. The institute builds the rover.\n2. The lander carries it and relays its data.')
    await ada.getByText('It says who has the data when').click()
    await field(ada, 'Embargo after receipt').fill('180')
    await heading(ada, 'What your text changes').waitFor()
    await ada.getByText('Nothing is missing.').waitFor()
    await button(ada, 'Put the new version before the parties').click()
    await heading(ada, /^Received: /).waitFor()
    await open(olga, '&agreement=integration-of-the-alpha-rover')
    await heading(olga, 'What changed').waitFor()
    await olga.getByRole('row', { name: /data .*embargo_days 180/ }).waitFor()
    expect(await olga.locator('.text-difference del').innerText()).toContain('2. The lander carries it.')
    expect(await olga.locator('.text-difference ins').innerText()).toContain('relays its data')
    await olga.getByText('The owner keeps the data for 180 days after receipt.').waitFor()
  })

  it('has both sides write a line of an interface document: what does not fit is told, and nobody signs it', async () => {
    await open(ada, '&agreement=integration-of-the-alpha-rover')
    await ada.getByRole('link', { name: 'Begin an interface document' }).click()
    await field(ada, 'Title').fill('Alpha rover to lander')
    await ada.getByText('Nothing is missing.').waitFor()
    await button(ada, 'Begin it').click()
    await heading(ada, 'Alpha rover to lander').waitFor()
    await open(olga, '&interface=alpha-rover-to-lander')
    for (const [kind, title, values] of [
      ['mass', 'Mass', { 'allotted mass': '35' }],
      ['bolt-pattern', 'Bolts', { bolts: '8', 'bolt circle': '420', thread: 'M6' }],
    ] as const) {
      await button(olga, 'Propose a line').click()
      await field(olga, 'Kind').selectOption(kind)
      await field(olga, 'Title').fill(title)
      for (const [name, value] of Object.entries(values)) await field(olga, name).fill(value)
      await field(olga, 'Requirement').fill(`${title}: measured`)
      await field(olga, 'At which review or campaign').fill('acceptance')
      if (kind === 'bolt-pattern')
        await olga.getByRole('group', { name: 'Rests on the values of' }).getByText('Mass').click()
      await button(olga, 'Put it before the other side').click()
      await olga.locator(`#line-${title.toLowerCase()}`).waitFor()
    }
    await open(ada)
    await ada.getByRole('link', { name: 'State your side of “Mass”' }).click()
    await button(ada, 'State our side').click()
    await field(ada, 'mass').fill('40')
    await ada.getByText("the guest's mass is 40 kg; the host gives 35 kg: 5 kg too much").first().waitFor()
    await button(ada, 'Put it before the other side').click()
    await ada.locator('#line-mass .findings').getByText('does not fit').waitFor()
    expect(await button(ada.locator('#line-mass'), 'Sign this line').count()).toBe(0)
    await button(ada, 'Change our side').click()
    await field(ada, 'mass').fill('30')
    await ada.getByText('fits', { exact: true }).waitFor()
    await button(ada, 'Put the new revision before the other side').click()
    await ada.locator('#line-mass .findings').waitFor({ state: 'detached' })
    await ada.getByRole('button', { name: 'Bolts' }).click()
    await button(ada, 'State our side').click()
    await field(ada, 'bolts').fill('8')
    await field(ada, 'bolt circle').fill('420')
    await field(ada, 'thread').fill('M6')
    await button(ada, 'Put it before the other side').click()
    await button(ada.locator('#line-bolts'), 'Sign this line').waitFor()
  })

  it('signs lines from both sides, and makes them the baseline', async () => {
    for (const page of [ada, olga])
      for (const line of ['mass', 'bolts']) {
        await open(page, `&interface=alpha-rover-to-lander&line=${line}`)
        await button(page, 'Sign this line').click()
        const shown = await sign(page)
        expect(shown).toMatch(/[0-9a-f]{64}/)
        if (line === 'mass') expect(shown.replaceAll(/\s+/g, ' ')).toContain('allotted mass 35 kg mass 30 kg')
        await button(page, 'Withdraw our signature').or(button(page, 'Make it the baseline')).first().waitFor()
      }
    await button(olga, 'Make it the baseline').click()
    await olga.getByText('Baselined: a line changes only by a change request').waitFor()
    await olga.getByText(/Issue 1 of \d{4}/).waitFor()
  })

  it('takes a signature back before the last one, and gives the model the element with the last', async () => {
    await open(ada, '&agreement=integration-of-the-alpha-rover')
    await button(ada, 'Sign').click()
    expect(await sign(ada)).toContain('Until the last signature nothing changes')
    await ada.getByText('Version 2 waits for China National Space Administration (CNSA).').waitFor()
    await button(ada, 'Withdraw our signature').click()
    await field(ada, 'Reason').fill('our counsel reads it once more')
    await button(ada.getByRole('dialog'), 'Withdraw').click()
    await ada.getByText('Nobody has signed version 2 yet.').waitFor()
    await button(ada, 'Sign').click()
    await sign(ada)
    await open(olga, '&agreement=integration-of-the-alpha-rover')
    await button(olga, 'Sign').click()
    const shown = (await sign(olga)).replaceAll(/\s+/g, ' ')
    expect(shown).toContain('You sign, as Olga: Integration of the Alpha rover, version 2')
    expect(shown).toContain('Yours is the last signature: with it the agreement is in force.')
    expect(shown).toMatch(/Alpha rover new .*mass 30 kg .*joined by Mechanical/)
    expect(shown).toMatch(/Mass of all partners 30 \/ 200 kg/)
    await olga.getByText(/^In force since /).waitFor()
    await olga.getByText('The mission model has it.').waitFor()
    await olga.getByRole('link', { name: 'See it in the model' }).click()
    await expect.poll(() => olga.locator('#sheet-heading').innerText()).toBe('Alpha rover')
    const lines = olga.getByRole('region', { name: 'Interface lines' })
    await lines.getByRole('link', { name: 'Mass' }).waitFor()
    await expect.poll(() => lines.locator('.line-sides').first().innerText()).toMatch(/signed[\s\S]*signed/)
    // The record keeps the signature, its withdrawal and the reason.
    await open(ada, '&agreement=integration-of-the-alpha-rover')
    await ada.locator('details.card summary', { hasText: 'On record' }).click()
    await ada.getByText('withdrew its signature: our counsel reads it once more').waitFor()
  })

  it('shows what a heavier mass breaks while it is typed, and asks both sides again', async () => {
    await open(ada, '&interface=alpha-rover-to-lander&line=mass')
    await button(ada, 'Ask for a change').click()
    const form = ada.getByRole('form', { name: 'Ask to change “Mass”' })
    await form.getByText('Nothing is changed yet.').waitFor()
    await field(form, 'mass').fill('230')
    await form.getByText('230 kg of 200 kg').waitFor()
    const broken = await form.locator('.breaks').innerText()
    expect(broken).toContain("the guest's mass is 230 kg; the host gives 35 kg")
    expect(broken).toContain('"Bolts" rests on mass')
    expect(broken).toContain('mass of all partners on the host: 230 kg of 200 kg, before 30 kg')
    await field(form, 'mass').fill('34')
    await form.getByText('230 kg of 200 kg').waitFor({ state: 'detached' })
    await field(form, 'Why').fill('a larger battery')
    await button(form, 'Ask both sides').click()
    const change = ada.getByRole('region', { name: 'Change cr-1' })
    await change.getByText(/waits for China National Space Administration \(CNSA\), Alpha Institute/).waitFor()
    await change.getByRole('row', { name: /guest: mass 30\skg 34\skg/ }).waitFor()
    await button(change, 'Approve and sign').click()
    await sign(ada)
    await open(olga)
    await olga.getByRole('link', { name: 'Answer the change of “Mass”' }).click()
    await button(olga, 'Approve and sign').click()
    expect(await sign(olga)).toContain('Yours is the last signature: the line then stands as changed')
    await olga.getByText(/Issue 2 of /).waitFor()
    expect((await olga.locator('#line-mass').innerText()).replaceAll(/\s+/g, ' ')).toContain('mass 34 kg')
    await olga.goto(`${centre.url}/model?element=alpha-rover`)
    await expect.poll(() => olga.locator('.sheet').innerText()).toMatch(/34\skg/)
  })

  it('keeps the regulatory file, with every change on record', async () => {
    await open(ada, '&agreement=integration-of-the-alpha-rover')
    await ada.getByText('Planetary protection category').click()
    const form = ada.getByRole('form', { name: /Planetary protection category/ })
    await field(form, 'State').selectOption('done')
    await button(form, 'Put on record').click()
    await form.getByText('is needed before an item is done').waitFor()
    await field(form, 'Evidence (a document by its title or reference)').fill('COSPAR letter of 2026-05-02')
    await button(form, 'Put on record').click()
    await ada.getByText('Alpha rover: 1 of 6 done').waitFor()
    await ada.getByText(/set Planetary protection category of alpha-rover: done/).waitFor()
  })

  it('prints both as PDF documents that hold their titles', async () => {
    const printed = async (query: string) => {
      await open(ada, query)
      const [file] = await Promise.all([ada.waitForEvent('download'), button(ada, 'PDF document').click()])
      return bytesOf(file)
    }
    const agreement = await printed('&agreement=integration-of-the-alpha-rover')
    expect(agreement.subarray(0, 5).toString('latin1')).toBe('%PDF-')
    expect(agreement.toString('latin1')).toContain('(Integration of the Alpha rover)')
    expect((await printed('&interface=alpha-rover-to-lander')).toString('latin1')).toContain('(Alpha rover to lander)')
  })

  it('shows somebody of a third party nothing', async () => {
    await open(bob)
    await bob.getByText('Your party is part of no agreement yet').waitFor()
    await open(bob, '&agreement=integration-of-the-alpha-rover')
    await bob.getByText('There is no such agreement that your party may see.').waitFor()
    await open(bob, '&interface=alpha-rover-to-lander')
    await bob.getByText('There is no such interface document that your party may see.').waitFor()
    expect(await bob.locator('main').innerText()).not.toContain('Integration of')
    const visitor = await centre.person()
    await open(visitor)
    await visitor.getByText('This is done by a person who is signed in.').waitFor()
    await visitor.context().close()
  })

  it('says which rule keeps a signature from being given, and what to do first', async () => {
    const content = {
      ...roverAgreement(),
      title: 'The second rover',
      project: 'second',
      interfacesFirst: true,
      grants: [],
    }
    const elements = [{ ...ROVER, id: 'second-rover', name: 'Second rover' }]
    await people.ada.call('draftAgreement', { agreement: 'second', content: { ...content, elements } })
    await people.ada.call('signAgreement', { agreement: 'second', version: 1 })
    await open(olga, '&agreement=second')
    await olga.getByText('The last signature waits until every interface document is baselined.').waitFor()
    await button(olga, 'Sign').click()
    const dialog = olga.getByRole('dialog')
    await dialog.getByText('I have read it').click()
    await button(dialog, 'Sign').click()
    await dialog.getByText(/interfaces-first: second-rover has no interface document yet/i).waitFor()
    await button(dialog, 'Cancel').click()
    await olga.getByText('Version 1 waits for China National Space Administration (CNSA).').waitFor()
  })

  const VIEWS = [
    '',
    '&agreement=integration-of-the-alpha-rover',
    '&interface=alpha-rover-to-lander&line=mass',
    '&agreement=integration-of-the-alpha-rover&write=integration-agreement',
    '&agreement=integration-of-the-alpha-rover&write=interface',
  ]
  const looks = [
    ...VIEWS.flatMap((query) => (['dark', 'light'] as const).map((theme) => ({ query, theme, language: 'en' }))),
    { query: VIEWS[2]!, theme: 'dark', language: 'zh' },
  ] as const
  it.each(looks)('axe finds nothing, at any width: $query $theme $language', async ({ query, theme, language }) => {
    expect(await centre.faults(ada, `/programme?view=agreements${query}`, theme, language)).toEqual([])
  })

  it('is read and signed on a telephone, in Chinese', async () => {
    await people.olga.call('draftAgreement', {
      agreement: 'lunar-mou',
      content: { kind: 'memorandum', title: 'Working together', parties: ['cnsa', 'alpha-institute'] },
    })
    const page = await centre.person({ theme: 'dark', language: 'zh', width: 390 }, people.ada)
    await open(page)
    await page.getByRole('link', { name: '签署第 1 版' }).click()
    await button(page, '签署').click()
    const dialog = page.getByRole('dialog', { name: '代表 Alpha Institute 签署' })
    expect(await axeFinds(page)).toEqual([])
    await dialog.getByText('我已阅读').click()
    await button(dialog, '签署').click()
    await page.getByText(/第 1 版等待 .* 签署。/).waitFor()
    await page.context().close()
  })

  it('has complained of nothing: no error on any page, no breach of the policy', () => {
    expect(centre.complaints).toEqual([])
  })
})

async function bytesOf(file: Download): Promise<Buffer> {
  return readFileSync(await file.path())
}
