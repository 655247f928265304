/**
 * The command desk in a real browser against a real one: a form from the dictionary with its checks, two-party approval told
 * live, a stack, a warning acknowledged, a grant given, used and revoked, the lead handed over, and a key that stays in the page.
 */
import { readFileSync } from 'node:fs'
import type { Locator, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BrowserCentre } from './testing/browser-centre.ts'
import { PersonOverHttp } from './testing/person-over-http.ts'
import { button, field, WITHOUT_BROWSER } from './testing/real-browser.ts'

const PASSPHRASE = 'seven magpies over the moon'

describe.skipIf(WITHOUT_BROWSER !== '')(`the command desk in Chromium${WITHOUT_BROWSER}`, () => {
  let centre: BrowserCentre
  let people: { readonly olga: PersonOverHttp; readonly ada: PersonOverHttp; readonly wei: PersonOverHttp }
  let olga: Page
  let ada: Page
  let wei: Page

  beforeAll(async () => {
    centre = await BrowserCentre.start(true)
    const { url, setUpCode } = centre
    const first = await PersonOverHttp.first(url, 'Olga', setUpCode)
    people = {
      olga: first,
      ada: await PersonOverHttp.invited(url, 'Ada', 'metu', first),
      wei: await PersonOverHttp.invited(url, 'Wei', 'zhejiang-university', first),
    }
    const pages = [people.olga, people.ada, people.wei].map((who) => centre.person({ theme: 'dark' }, who))
    ;[olga, ada, wei] = (await Promise.all(pages)) as [Page, Page, Page]
  })
  afterAll(() => centre?.close())

  // What one test left behind is not held against the next.
  beforeEach(async () => {
    centre.trial!.contact = true
    if (centre.trial!.centre.desk.book.rules.has('low-sun'))
      await people.ada.call('endRule', { rule: 'low-sun', why: 'tried' })
  })

  const open = (page: Page, query: string) => centre.open(page, `/operate?${query}`)
  const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
  const write = (page: Page, element: string, command: string) =>
    open(page, `view=commands&element=${element}&item=new:${command}`)

  /** The confirm step: what it shows, and the act. */
  async function confirm(page: Page, name: string, prepare?: (dialog: Locator) => Promise<void>): Promise<string> {
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    await prepare?.(dialog)
    const text = await dialog.innerText()
    await button(dialog, name).click()
    await dialog.waitFor({ state: 'detached' })
    return text
  }

  it('shows what one may send and why not, and checks a command as it is typed', async () => {
    await open(wei, 'view=commands&element=cheri-b')
    await button(wei, /^drive_off/).click()
    const check = region(wei, 'What would become of it')
    await check.getByText('you may not').waitFor()
    await check.getByText('grant-action').waitFor()
    await check.getByText('Joint operation of the CHERI rovers').waitFor()
    await check.getByText('Ask Middle East Technical University (METU) to grant drive_off.').waitFor()
    await button(wei, /^drive you may/).click()
    await wei.getByText('moves the vehicle').first().waitFor()
    await field(wei, 'distance').fill('500')
    await wei.getByText('Out of range: 0.1 – 200', { exact: false }).waitFor()
    expect(await button(wei, 'Send …').isDisabled()).toBe(true)
    // Within the dictionary, and beyond the grant: the desk says so before anything is sent.
    await field(wei, 'distance').fill('50')
    await field(wei, 'heading').fill('90')
    await check.getByText('you may not').waitFor()
    await check.getByText('Give distance from 0 to 30.').waitFor()
    await field(wei, 'distance').fill('12')
    await check.getByText('Rests on: grant metu-lets-zju-drive-cheri-b', { exact: false }).waitFor()
    await field(wei, 'Execute at (UTC)').fill('tomorrow')
    await wei.getByText('A UTC time such as').first().waitFor()
    await field(wei, 'Execute at (UTC)').fill('')
  })

  it('sends it, and shows its life to the end', async () => {
    await field(wei, 'Purpose').fill('a look at the crater')
    await button(wei, 'Send …').click()
    const told = await confirm(wei, 'Send drive')
    expect(told).toContain('Wei sends for Zhejiang University')
    expect(told).toContain('distance 12')
    const detail = wei.getByRole('region', { name: /^Command c/ })
    await detail.getByText('reported complete').waitFor()
    await detail.getByText('accepted, seen').waitFor()
    await detail.getByText('a look at the crater').waitFor()
    await detail.getByText('each signed in the desk’s ledger', { exact: false }).waitFor()
    expect(centre.trial!.sent).toHaveLength(1)
  })

  it('has a hazardous one wait for the other party, whose approval shows up without reload', async () => {
    await write(ada, 'cheri-b', 'drive_off')
    await ada.getByText('Two people of two parties must agree', { exact: false }).first().waitFor()
    await open(olga, 'view=commands')
    await region(olga, 'Queue').getByText('Nothing waits.').waitFor()
    await button(ada, 'Send …').click()
    await confirm(ada, 'Send drive_off')
    const detail = ada.getByRole('region', { name: /^Command c/ })
    await detail.getByText('waits for people').first().waitFor()
    const waits = region(olga, 'Waits for you')
    await button(waits, /^Approve c/).click()
    const told = await confirm(olga, 'Approve')
    expect(told).toContain('Olga for China National Space Administration')
    expect(told).toContain('drive_off')
    await detail.getByText('reported complete').waitFor()
    await detail.getByText('Olga').first().waitFor()
    await waits.waitFor({ state: 'detached' })
  })

  it('holds, lets go, orders and withdraws in the queue, each with its reason', async () => {
    centre.trial!.contact = false
    await open(olga, 'view=commands')
    await write(ada, 'cheri-a', 'drive')
    for (const distance of ['5', '6']) {
      await button(ada, 'Start over').click()
      await field(ada, 'distance').fill(distance)
      await field(ada, 'heading').fill('0')
      await button(ada, 'Send …').click()
      await confirm(ada, 'Send drive')
      await ada.getByText('Waits for the pass at', { exact: false }).first().waitFor()
      await write(ada, 'cheri-a', 'drive')
    }
    const queue = region(olga, 'Queue')
    const ids = async () => (await queue.getByRole('listitem').allInnerTexts()).map((row) => /c\d+/.exec(row)![0])
    await expect.poll(async () => (await ids()).length).toBe(2)
    const [first, second] = await ids()
    await button(olga, `Put ${second} before the one above`).click()
    await expect.poll(ids).toEqual([second, first])
    await button(queue, `Hold ${first}`).click()
    await confirm(olga, 'Hold', (dialog) => field(dialog, 'Reason, which is recorded').fill('dust in the way'))
    await region(ada, 'Queue').getByText('dust in the way', { exact: false }).waitFor()
    await button(region(ada, 'Queue'), `Withdraw ${second}`).click()
    await confirm(ada, 'Withdraw', (dialog) => field(dialog, 'Reason, which is recorded').fill('not needed'))
    await expect.poll(ids).toEqual([first])
    centre.trial!.contact = true
    await button(queue, `Release the hold on ${first}`).click()
    await confirm(olga, 'Release the hold')
    await queue.getByText('Nothing waits.').waitFor()
  })

  it('keeps a stack over a reload, saves and loads it, and sends it in order', async () => {
    await write(ada, 'cheri-a', 'drive')
    for (const distance of ['1', '2']) {
      await field(ada, 'distance').fill(distance)
      await field(ada, 'heading').fill('0')
      await button(ada, 'Add to the stack').click()
    }
    await write(ada, 'cheri-a', 'stop')
    await button(ada, 'Add to the stack').click()
    await ada.reload()
    const stack = region(ada, 'Stack')
    await stack.getByText('3 to send').waitFor()
    await button(stack, /^Move stop .* up$/).click()
    const [file] = await Promise.all([ada.waitForEvent('download'), button(stack, 'Save as a file').click()])
    const saved = JSON.parse(readFileSync(await file.path(), 'utf8')) as { commands: { command: string }[] }
    expect(saved.commands.map((c) => c.command)).toEqual(['drive', 'stop', 'drive'])
    while ((await button(stack, /^Remove /).count()) > 0)
      await button(stack, /^Remove /)
        .first()
        .click()
    await stack.getByLabel('Load a file').setInputFiles({
      ...{ name: 'stack.json', mimeType: 'application/json' },
      buffer: Buffer.from('{"format":"magpie-stack-1","mission":"change-8"}'),
    })
    await stack.getByText('This file is no stack of commands', { exact: false }).waitFor()
    await stack.getByLabel('Load a file').setInputFiles({
      ...{ name: 'stack.json', mimeType: 'application/json' },
      buffer: readFileSync(await file.path()),
    })
    await stack.getByText('3 to send').waitFor()
    const before = centre.trial!.sent.length
    await button(stack, /^Send all \(3\)/).click()
    await confirm(ada, 'Send 3')
    await stack.getByText('0 to send').waitFor()
    await expect.poll(() => centre.trial!.sent.length).toBe(before + 3)
    const { commands } = centre.trial!.centre.desk.book
    expect(centre.trial!.sent.slice(before).map((id) => commands.get(id)!.command.name)).toEqual([
      'drive',
      'stop',
      'drive',
    ])
    while ((await button(stack, /^Remove /).count()) > 0)
      await button(stack, /^Remove /)
        .first()
        .click()
  })

  it('holds what a rule warns of until its sender acknowledges it by name', async () => {
    const rule = {
      ...{ id: 'low-sun', title: 'The Sun is high enough', owner: 'metu', elements: ['cheri-b'], commands: ['drive'] },
      require: { kind: 'parameter', element: 'cheri-b', name: 'array_power', is: '>', value: 20 },
      ...{ source: { title: 'Rules of the rovers' }, effect: 'warn' },
    }
    await people.ada.call('setRule', { rule })
    centre.trial!.hear('cheri-b', 'array_power', 12, 'W')
    await write(ada, 'cheri-b', 'drive')
    await field(ada, 'distance').fill('3')
    await field(ada, 'heading').fill('0')
    await ada
      .getByRole('checkbox', { name: /I have read the warning low-sun/ })
      .first()
      .waitFor()
    await button(ada, 'Send …').click()
    const dialog = ada.getByRole('dialog')
    await dialog.getByText('The Sun is high enough', { exact: false }).first().waitFor()
    expect(await button(dialog, 'Send drive').isDisabled()).toBe(true)
    await dialog.getByRole('checkbox', { name: /low-sun/ }).check()
    await confirm(ada, 'Send drive')
    const detail = ada.getByRole('region', { name: /^Command c/ })
    await detail.getByText('reported complete').waitFor()
    await detail.getByText('low-sun').first().waitFor()
    // Sent by a program that read nothing: held, until she reads it here.
    const sent = (await people.ada.call('submitCommand', {
      ...{ element: 'cheri-b', command: 'drive', arguments: { distance: 4, heading: 0 } },
    })) as { id: string }
    await button(region(ada, 'Waits for you'), `Acknowledge the warnings of ${sent.id}`).click()
    await confirm(ada, 'Acknowledge', (d) => d.getByRole('checkbox', { name: /low-sun/ }).check())
    await expect.poll(() => centre.trial!.sent.includes(sent.id)).toBe(true)
  })

  it('gives a grant within bounds, and revokes it with what waits on it', async () => {
    await open(ada, 'view=authority&item=give')
    await field(ada, 'To').selectOption({ label: 'Zhejiang University' })
    await ada.locator('.give-grant').getByLabel('Element').selectOption('cheri-a')
    await ada.getByRole('checkbox', { name: /^drive watch/ }).check()
    await field(ada, 'distance, least').fill('1')
    await button(ada, 'Give it').click()
    await ada.getByText('Give both, or neither.').waitFor()
    await field(ada, 'distance, most').fill('20')
    await field(ada, 'Until (UTC)').fill('2029-01-20 18:00')
    await field(ada, 'Name of the grant').fill('a-try')
    await region(ada, 'It reads')
      .getByText('Zhejiang University may command CHERI micro-rover A: drive', { exact: false })
      .waitFor()
    await button(ada, 'Give it').click()
    expect(await confirm(ada, 'Give it')).toContain('only with distance from 1 to 20')
    await open(wei, 'view=commands&element=cheri-a')
    await button(wei, /^drive you may/).waitFor()
    centre.trial!.contact = false
    await button(wei, /^drive you may/).click()
    await field(wei, 'distance').fill('12')
    await field(wei, 'heading').fill('90')
    await button(wei, 'Send …').click()
    await confirm(wei, 'Send drive')
    const detail = wei.getByRole('region', { name: /^Command c/ })
    await detail.getByText('queued').first().waitFor()
    await button(ada, 'Revoke a-try').click()
    const told = await confirm(ada, 'Revoke it', async (dialog) => {
      await dialog.getByText('CHERI micro-rover A').last().waitFor()
      await field(dialog, 'Reason, which is recorded').fill('dust')
    })
    expect(told).toMatch(/What leaves the queue with it\s+c\d+ drive/)
    // Told live, with rule, fact, source and remedy.
    await detail.getByText('revoked with its grant').first().waitFor()
    await detail.getByText('grant-revocation').first().waitFor()
    centre.trial!.contact = true
  })

  it('hands the lead over by offer and acceptance', async () => {
    await open(olga, 'view=authority')
    await button(olga, 'Offer the lead').click()
    await confirm(olga, 'Offer the lead', (d) =>
      field(d, 'To')
        .selectOption('metu')
        .then(() => undefined),
    )
    await button(ada, 'Accept the lead').click()
    expect(await confirm(ada, 'Accept the lead')).toContain('instead of China National Space Administration')
    await region(olga, 'Who leads').getByText('Middle East Technical University', { exact: false }).waitFor()
    await button(ada, 'Offer the lead').click()
    await confirm(ada, 'Offer the lead', (d) =>
      field(d, 'To')
        .selectOption('cnsa')
        .then(() => undefined),
    )
    await button(olga, 'Accept the lead').click()
    await confirm(olga, 'Accept the lead')
  })

  it('makes a key in the page and signs there: no request ever holds the secret or the passphrase', async () => {
    const requests: string[] = []
    const note = (r: Request) => requests.push(`${r.url()} ${r.postData() ?? ''} ${JSON.stringify(r.headers())}`)
    wei.on('request', note)
    // What the page draws for a key is noted in the page, so that the test knows the secret.
    await wei.addInitScript(() => {
      const drawn: string[] = []
      Object.assign(globalThis, { drawn })
      const original = crypto.getRandomValues.bind(crypto)
      crypto.getRandomValues = (array) => {
        const filled = original(array)
        if (filled instanceof Uint8Array && filled.length === 32)
          drawn.push([...filled].map((octet) => octet.toString(16).padStart(2, '0')).join(''))
        return filled
      }
    })
    await open(wei, 'view=authority')
    const keys = region(wei, 'Keys')
    await keys.getByText('The centre keeps your party’s key').waitFor()
    await button(keys, 'Make a key in this browser …').click()
    await confirm(wei, 'Make the key', async (dialog) => {
      await field(dialog, 'Passphrase').fill(PASSPHRASE)
      await field(dialog, 'The same again').fill(PASSPHRASE)
      await dialog.getByRole('checkbox').check()
    })
    await keys.getByText('Open in this page:').waitFor()
    const secrets = await wei.evaluate(() => (globalThis as unknown as { drawn: string[] }).drawn)
    expect(secrets.length).toBeGreaterThan(0)
    const [file] = await Promise.all([wei.waitForEvent('download'), button(keys, 'Save the sealed file').click()])
    const sealed = JSON.parse(readFileSync(await file.path(), 'utf8')) as { sealed: string; publicKey: string }
    await button(keys, 'Sign with this key from now on …').click()
    await confirm(wei, 'Tell the centre', (dialog) => dialog.getByRole('checkbox').check())
    await keys.getByText('Your party keeps its key in this browser.', { exact: false }).first().waitFor()
    // The page is opened anew: the key lies there sealed, and a wrong passphrase does not open it.
    await write(wei, 'cheri-b', 'drive')
    await field(wei, 'distance').fill('7')
    await field(wei, 'heading').fill('45')
    await button(wei, 'Send …').click()
    const dialog = wei.getByRole('dialog')
    expect(await button(dialog, 'Send drive').isDisabled()).toBe(true)
    await field(dialog, 'Passphrase').fill('another passphrase')
    await button(dialog, 'Open the key').click()
    await dialog.getByText('The passphrase does not open this key', { exact: false }).waitFor()
    await field(dialog, 'Passphrase').fill(PASSPHRASE)
    await button(dialog, 'Open the key').click()
    await field(dialog, 'Passphrase').waitFor({ state: 'detached' })
    await confirm(wei, 'Send drive')
    const detail = wei.getByRole('region', { name: /^Command c/ })
    await detail.getByText('signed with its own key').waitFor()
    await detail.getByText('reported complete').waitFor()
    // The centre takes nothing in the party's name that the key has not signed.
    const unsigned = people.wei.call('submitCommand', {
      ...{ element: 'cheri-b', command: 'stop', arguments: {} },
    })
    await expect(unsigned).rejects.toThrow(/keeps its own key/)
    expect(requests.some((r) => r.includes('/api/signed-commands'))).toBe(true)
    for (const secret of [...secrets, sealed.sealed, PASSPHRASE, encodeURIComponent(PASSPHRASE)])
      expect(requests.filter((r) => r.includes(secret))).toEqual([])
    expect(requests.some((r) => r.includes(sealed.publicKey))).toBe(true)
    wei.off('request', note)
  })

  it('signs grants and revocations in the page too, and the centre gives none in the party’s name', async () => {
    await open(ada, 'view=authority')
    const keys = region(ada, 'Keys')
    await button(keys, 'Make a key in this browser …').click()
    await confirm(ada, 'Make the key', async (dialog) => {
      await field(dialog, 'Passphrase').fill(PASSPHRASE)
      await field(dialog, 'The same again').fill(PASSPHRASE)
      await dialog.getByRole('checkbox').check()
    })
    await button(keys, 'Sign with this key from now on …').click()
    await confirm(ada, 'Tell the centre', (dialog) => dialog.getByRole('checkbox').check())
    await keys.getByText('Your party keeps its key in this browser.', { exact: false }).first().waitFor()
    // The page is opened anew: the key lies there sealed, and the grant waits for it.
    await open(ada, 'view=authority&item=give')
    await field(ada, 'To').selectOption({ label: 'Zhejiang University' })
    await ada.locator('.give-grant').getByLabel('Element').selectOption('cheri-a')
    await ada.getByRole('checkbox', { name: /^drive watch/ }).check()
    await field(ada, 'Name of the grant').fill('by-own-key')
    await button(ada, 'Give it').click()
    await confirm(ada, 'Give it', async (dialog) => {
      expect(await button(dialog, 'Give it').isDisabled()).toBe(true)
      await field(dialog, 'Passphrase').fill(PASSPHRASE)
      await button(dialog, 'Open the key').click()
      await field(dialog, 'Passphrase').waitFor({ state: 'detached' })
    })
    await button(ada, 'Revoke by-own-key').click()
    await confirm(ada, 'Revoke it', (dialog) => field(dialog, 'Reason, which is recorded').fill('dust'))
    const said = centre.trial!.centre.desk.book
    expect(said.grants.has('by-own-key')).toBe(true)
    await expect.poll(() => said.revoked.has('by-own-key')).toBe(true)
    const unsigned = people.ada.call('revokeGrant', { id: 'metu-lets-zju-drive-cheri-b', why: 'none' })
    await expect(unsigned).rejects.toThrow(/keeps its own key/)
  })

  it.each([
    ['commands, a form', 'view=commands&element=cheri-b&item=new:drive', 'dark', 'en'],
    ['commands, a life', 'view=commands&item=c1', 'light', 'zh'],
    ['authority', 'view=authority', 'light', 'en'],
    ['a grant', 'view=authority&item=give&element=cheri-a', 'dark', 'zh'],
  ] as const)(
    '%s: axe finds nothing, and a narrow screen does not scroll sideways',
    async (_, query, theme, language) => {
      expect(await centre.faults(ada, `/operate?${query}`, theme, language, '.card >> nth=2')).toEqual([])
    },
  )

  it('complained of nothing', () => expect(centre.complaints).toEqual([]))
})
