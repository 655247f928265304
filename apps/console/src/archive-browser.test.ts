/**
 * The Archive place and the watch view in a real browser: SUPARCO, which owns the rover, beside Roscosmos and the public. What
 * the owner sees, what the others see held back and why; files, releases, the ledger verified; alarms, displays that one composes.
 */

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verifyLedgerFile } from '@magpie/adapters/verify-ledger-handler'
import { unwrap } from '@magpie/core/result'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removed } from '../../server/src/testing/removed.ts'
import { BrowserCentre } from './testing/browser-centre.ts'
import { PersonOverHttp } from './testing/person-over-http.ts'
import { button, WITHOUT_BROWSER } from './testing/real-browser.ts'

let centre: BrowserCentre
let folder: string
let owner: Page
let other: Page
let stranger: Page
let feeding: ReturnType<typeof setInterval>
let fed: Promise<unknown> = Promise.resolve()
const faults: unknown[] = []

const rows = (page: Page) => page.locator('.archive-table tbody tr')
const of = (...keys: string[]) => `/archive?of=${encodeURIComponent(keys.join(','))}`
const until = (read: () => unknown) => expect.poll(read)
/** A file that the page saves; its text. */
async function saved(page: Page, name: string | RegExp): Promise<Buffer> {
  const coming = page.waitForEvent('download')
  await button(page, name).click()
  return readFileSync((await (await coming).path())!)
}

/** One of the segments, which are radio buttons under their words. */
const choose = (page: Page, name: string) => page.getByRole('radio', { name, exact: true }).check({ force: true })
/** Files of a folder that are not what its list of checksums says. */
function failedSums(of: string): string[] {
  const lines = readFileSync(join(of, 'sha256sums.txt'), 'utf8').trimEnd().split('\n')
  return lines.flatMap((line) => {
    const [hash, name] = line.split('  ') as [string, string]
    return createHash('sha256')
      .update(readFileSync(join(of, name)))
      .digest('hex') === hash
      ? []
      : [name]
  })
}

describe.skipIf(WITHOUT_BROWSER !== '')(`the archive in a browser${WITHOUT_BROWSER}`, () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'magpie-archive-browser-'))
    centre = await BrowserCentre.start(true, true)
    const first = await PersonOverHttp.first(centre.url, 'Wei', centre.setUpCode)
    first.party = 'cnsa'
    const page = async (name: string, party: string) =>
      centre.person({}, await PersonOverHttp.invited(centre.url, name, party, first))
    owner = await page('Aisha', 'suparco')
    other = await page('Igor', 'roscosmos')
    stranger = await centre.person()
    feeding = setInterval(() => {
      fed = fed.then(() => centre.archive!.step()).catch((cause: unknown) => faults.push(cause))
    }, 1000)
  })
  afterAll(async () => {
    clearInterval(feeding)
    await fed
    await centre?.close()
    await removed(folder)
  })

  describe('parameters over time', () => {
    it('are plotted together, and finer where one drags', async () => {
      await centre.open(owner, of('pk-rover/battery_charge', 'pk-rover/temperature'))
      const plot = owner.getByRole('img', { name: /battery_charge of Pakistan lunar rover: \d+ samples/ })
      await plot.waitFor()
      await owner.getByRole('img', { name: /temperature of Pakistan lunar rover/ }).waitFor()
      await owner
        .getByText(/a point stands for 24/)
        .first()
        .waitFor()
      const box = (await plot.boundingBox())!
      await owner.mouse.move(box.x + 300, box.y + 60)
      await owner.mouse.down()
      await owner.mouse.move(box.x + 500, box.y + 60, { steps: 5 })
      await owner.mouse.up()
      await until(() => new URL(owner.url()).searchParams.get('from')).toMatch(/^2029-01-20T0/)
      await owner
        .getByText(/a point stands for [1-9](\.\d+)?.s/)
        .first()
        .waitFor()
      await button(owner, 'All').click()
      await until(() => new URL(owner.url()).searchParams.get('from')).toBe(null)
    })

    it('are bands of states where they are words, read by keys and as a table, with their gaps', async () => {
      await centre.open(owner, of('pk-rover/battery_charge', 'pk-rover/state'))
      const line = owner.getByRole('slider', { name: /state of Pakistan lunar rover: [\d,]+ samples, 0 changes/ })
      await line.focus()
      await owner.keyboard.press('Home')
      await until(() => line.getAttribute('aria-valuetext')).toMatch(
        /^2029-01-20 \d\d:\d\d:\d\d UTC · T\+2\dd [\d:]+ · \w+ from 2029-01-20 00:00:00 to 2029-01-20 01:39:40 UTC, /,
      )
      // One cursor goes through all plots.
      await until(() => owner.locator('.plot-reading').first().innerText()).toMatch(/UTC · T\+2\dd [\d:]+ · [\d.]+\s% /)
      await owner.getByText(/^As a table/).click()
      await owner.getByRole('cell', { name: 'gap: 30 packets missing' }).waitFor()
      await line.focus()
      await owner.keyboard.press('Enter')
      await until(() => new URL(owner.url()).searchParams.get('to')).toMatch(/^2029-01-20T01:49/)
      await button(owner, 'All').click()
      await until(() => new URL(owner.url()).searchParams.get('to')).toBe(null)
    })

    it('are found by mission elapsed time, too', async () => {
      await owner.getByLabel('From', { exact: true }).fill('T+23d 02:00')
      await owner.getByLabel('From', { exact: true }).press('Enter')
      await until(() => new URL(owner.url()).searchParams.get('from')).toMatch(/^2029-01-20T04:2\d/)
      await owner
        .getByText(/^T\+23d 0[12]:/)
        .first()
        .waitFor()
      await button(owner, 'All').click()
    })

    it('stand in a table with raw values and limits, a page at a time', async () => {
      await choose(owner, 'Table')
      await until(() => rows(owner).count()).toBe(200)
      const before = await rows(owner).first().innerText()
      await button(owner, 'Further').click()
      await until(() => rows(owner).first().innerText()).not.toBe(before)
      await owner.getByText('watch', { exact: true }).first().waitFor()
    })

    it('show packets octet by octet, and what they say', async () => {
      await choose(owner, 'Packets')
      await owner.getByRole('button', { name: '2029-01-20 00:00:20' }).click()
      await owner.getByText('0000 08 dc c0 01', { exact: false }).waitFor()
      const row = owner.locator('.archive-packet tr', { hasText: 'wheel_current' })
      await until(() => row.innerText()).toMatch(/1\.1\d+\sA/)
    })

    it('say what is missing', async () => {
      await centre.open(owner, '/archive?as=coverage')
      await owner.getByRole('img', { name: /Pakistan lunar rover, APID 220: 9\d\.\d+% complete, 1 gaps/ }).waitFor()
      await owner
        .locator('.bullets')
        .getByText(/30 missing from count 300/)
        .waitFor()
    })
  })

  describe('what was agreed on data', () => {
    it('lets the owner have all, and another see what is held back, and why', async () => {
      await centre.open(owner, of('pk-rover/east'))
      await owner.getByText('The file will hold all that came, as it came.').waitFor()
      const whole = (await saved(owner, 'CSV')).toString().split('\r\n')
      expect(whole[0]).toBe('time,east')
      expect(whole.slice(1, 4).map((line) => line.split(',')[1])).toEqual([
        '40',
        '40.040000915527344',
        '40.08000183105469',
      ])
      await centre.open(other, of('pk-rover/east', 'ion-ena/ion_flux'))
      await other.getByText('You read part of these only').waitFor()
      const part = (await saved(other, 'CSV')).toString().split('\r\n')
      expect(new Set(part.slice(1, 400).map((line) => line.split(',')[1]))).toEqual(new Set(['40', '50', '60']))
      await centre.open(owner, of('ion-ena/ion_flux'))
      await owner.getByText('later', { exact: true }).first().click()
      await owner
        .getByText(/embargo of 180 days after receipt/)
        .first()
        .waitFor()
      await owner.getByText('No samples in this stretch of time.').waitFor()
    })

    it('keeps whole packets from who reads part of them', async () => {
      await centre.open(other, '/archive?as=packets&element=pk-rover')
      await other
        .getByText(/under an embargo of 180 days/)
        .first()
        .waitFor()
      expect(await other.locator('.archive-packets tbody tr').count()).toBe(0)
    })

    it('says who reads what from when, with how long it lasts', async () => {
      await centre.open(stranger, '/archive?view=policy')
      await stranger.getByRole('heading', { name: 'What you read, as the public' }).waitFor()
      await stranger
        .getByText(/The first samples open in 179 d \(2029-07-19 00:00:00\)|open in 179 d/)
        .first()
        .waitFor()
      await stranger
        .getByText(/Embargo 180 days after receipt, then CC-BY-4.0 for everybody/)
        .first()
        .waitFor()
    })
  })

  describe('a release', () => {
    const fill = async (parameter: string) => {
      await owner.getByRole('checkbox', { name: parameter, exact: true }).check()
      await owner.getByLabel('Title').fill('Temperature of the rover')
      await owner.getByLabel('Authors').fill('Rover team')
      await owner.getByLabel('Description').fill('Housekeeping temperature over six hours.')
      await button(owner, 'Check').click()
    }

    it('is refused before the embargo is over, with the day on which it may be', async () => {
      await centre.open(owner, '/archive?view=releases')
      await button(owner, 'Release data').click()
      await owner.getByLabel('Name').fill('rover-temperature')
      await fill('east')
      await owner.getByText(/records are not public yet: 180 days after receipt/).waitFor()
      await owner.getByText(/All of it may go out from 2029-07-19/).waitFor()
    })

    it('is made of what is public already, and downloaded by anybody', async () => {
      await owner.getByRole('checkbox', { name: 'east', exact: true }).uncheck()
      await fill('temperature')
      await owner.getByText(/It would hold \d+ records from 2029-01-20 00:00:00 to/).waitFor()
      await button(owner, 'Release version 1').click()
      await owner.getByRole('heading', { name: /Temperature of the rover/ }).waitFor()
      await centre.open(stranger, '/archive?view=releases')
      await button(stranger, 'Temperature of the rover').click()
      await stranger.getByText(/Rover team \(2029\)\. Temperature of the rover, version 1/).waitFor()
      const coming = stranger.waitForEvent('download')
      await stranger.getByRole('link', { name: 'Download all (ZIP)' }).click()
      const path = (await (await coming).path())!
      execFileSync('python3', [
        '-c',
        'import sys,zipfile;zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])',
        path,
        folder,
      ])
      expect(failedSums(join(folder, 'rover-temperature'))).toEqual([])
      const row = stranger.locator('tr', { hasText: 'rover-temperature.csv' })
      const hash = await row.locator('code').innerText()
      expect(readFileSync(join(folder, 'rover-temperature/sha256sums.txt'), 'utf8')).toContain(hash)
    })
  })

  describe('the ledger', () => {
    it('is verified in the page, and saved as a copy that verifies', async () => {
      await centre.open(stranger, '/archive?view=ledger&ledger=programme')
      await stranger.getByText(/Every hash, link and signature of \d+ entries holds/).waitFor()
      const path = join(folder, 'programme.jsonl')
      writeFileSync(path, await saved(stranger, 'Save this copy'))
      const { head } = unwrap(await verifyLedgerFile({ file: path }))
      await stranger.getByLabel('A head that you noted before').fill(head)
      await stranger.getByText(/This head is entry \d+/).waitFor()
      await stranger.getByLabel('A head that you noted before').fill('0'.repeat(64))
      await stranger.getByText('This head is nowhere in the chain', { exact: false }).waitFor()
    })

    it('says which entry does not hold, where one was altered on the way', async () => {
      const page = await centre.person()
      await page.route('**/api/ledger/lines*', async (route) => {
        const answer = await route.fetch()
        const json = (await answer.json()) as { lines: string[]; total: number }
        json.lines[1] = json.lines[1]!.replace('practice', 'Practice')
        await route.fulfill({ json })
      })
      await centre.open(page, '/archive?view=ledger&ledger=programme')
      await page.getByText(/Entry 1 does not hold/).waitFor()
      // What it may still ask for would be answered after the browser has closed.
      await page.unrouteAll({ behavior: 'ignoreErrors' })
      await page.context().close()
    })
  })

  it('gives a party all that is its own, and nobody else', async () => {
    await centre.open(stranger, '/archive?view=yours')
    await stranger.getByText('Sign in and act for a party to take its data along.').waitFor()
    await centre.open(owner, '/archive?view=yours')
    const path = join(folder, 'yours.zip')
    writeFileSync(path, await saved(owner, 'Save it all (ZIP)'))
    const into = join(folder, 'yours')
    execFileSync('python3', [
      '-c',
      'import sys,zipfile;zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])',
      path,
      into,
    ])
    expect(failedSums(into)).toEqual([])
    unwrap(await verifyLedgerFile({ file: join(into, 'ledger/programme.jsonl') }))
    const names = (JSON.parse(readFileSync(join(into, 'manifest.json'), 'utf8')) as { files: { name: string }[] }).files
    const of = (prefix: string) => names.filter(({ name }) => name.startsWith(prefix)).map(({ name }) => name)
    expect(of('packets/')).toEqual(['packets/pk-rover-001.bin', 'packets/pk-rover.parquet'])
    expect(of('tables/')).toEqual(['tables/pk-rover/housekeeping.parquet'])
    expect(of('releases/')).toContain('releases/rover-temperature/1/rover-temperature.csv')
  })

  describe('watching', () => {
    it('lists alarms, and lets who answers for the element acknowledge one in words', async () => {
      await centre.open(owner, '/operate?tab=alarms')
      const mine = (page: Page) => page.locator('.alarm-row', { hasText: 'Pakistan lunar rover' })
      await mine(owner).getByText('back within limits').waitFor()
      await button(mine(owner), 'Acknowledge').click()
      await owner.getByLabel('What you make of it').fill('night is coming, as planned')
      await owner.getByLabel('What you make of it').press('Enter')
      await mine(owner).waitFor({ state: 'detached' })
      const theirs = owner.locator('.alarm-row', { hasText: 'Lunar ion' })
      await button(theirs, 'Acknowledge').click()
      await theirs.getByLabel('What you make of it').fill('mine?')
      await button(theirs, 'I saw it').click()
      await theirs.getByText(/does not answer for ion-ena/).waitFor()
    })

    it('joins the archive to what comes in, with limits, in a display that the URL holds', async () => {
      await centre.open(owner, '/operate?parameter=pk-rover/battery_charge')
      const plot = owner.getByRole('img', { name: /battery_charge of Pakistan lunar rover: \d+ points/ })
      const points = async () => Number(/(\d+) points/.exec((await plot.getAttribute('aria-label')) ?? '')?.[1])
      await plot.waitFor()
      await until(points).toBeGreaterThan(300)
      const before = await plot.getAttribute('aria-label')
      await until(() => plot.getAttribute('aria-label')).not.toBe(before)
      await button(owner, 'Into a display').click()
      await choose(owner, 'Value')
      await owner.locator('.display-add select').selectOption('ce8-lander/bus_voltage')
      await button(owner, 'Add the tile').click()
      await until(() => new URL(owner.url()).searchParams.get('layout')).toBe(
        'p.pk-rover/battery_charge~w;v.ce8-lander/bus_voltage',
      )
      await owner
        .locator('.tile-value dd.figure')
        .getByText(/2[789]\.\d/)
        .waitFor()
      await owner.reload()
      await until(() => owner.locator('.tile').count()).toBe(2)
    })

    it('is kept by name, saved, loaded, and worked by keys', async () => {
      const tiles = owner.locator('.tile')
      await tiles.nth(1).focus()
      await owner.keyboard.press('f')
      await until(() => tiles.count()).toBe(1)
      await owner.locator('.tile').focus()
      await owner.keyboard.press('Escape')
      await until(() => tiles.count()).toBe(2)
      await owner.getByText('Named displays').click()
      await owner.getByLabel('Name of this display').fill('Power')
      await button(owner, 'Keep it').click()
      const file = await saved(owner, 'Save to a file')
      expect(JSON.parse(file.toString())).toMatchObject({ format: 'magpie-display-1', name: 'Power', tiles: [{}, {}] })
      await tiles.first().focus()
      await owner.keyboard.press('Delete')
      await until(() => tiles.count()).toBe(1)
      await button(owner, 'Power').click()
      await until(() => tiles.count()).toBe(2)
      const path = join(folder, 'bad.json')
      writeFileSync(path, '{"format":"other"}')
      await owner.locator('input[type=file]').setInputFiles(path)
      await owner.getByText(/bad\.json is no display/).waitFor()
    })
  })

  const LAYOUT = encodeURIComponent('p.pk-rover/battery_charge~w;v.ce8-lander/bus_voltage;t.pk-rover/state')
  const pages = [
    of('pk-rover/battery_charge', 'pk-rover/state', 'pk-rover/east'),
    `${of('pk-rover/battery_charge')}&as=table`,
    '/archive?as=packets&element=pk-rover',
    '/archive?as=coverage',
    '/archive?view=policy',
    '/archive?view=releases',
    '/archive?view=releases&item=rover-temperature',
    '/archive?view=releases&item=new',
    '/archive?view=ledger&ledger=programme',
    '/archive?view=report',
    '/archive?view=yours',
    '/operate?tab=alarms',
    `/operate?tab=display&layout=${LAYOUT}`,
  ]
  it.each([
    ['dark', 'en'],
    ['light', 'zh'],
  ] as const)(
    'holds nothing against axe, and fits 390 px: %s, %s',
    async (theme, language) => {
      for (const path of pages) expect(await centre.faults(owner, path, theme, language), path).toEqual([])
    },
    900_000,
  )

  it('made no page complain', () => {
    expect([...centre.complaints, ...faults]).toEqual([])
  })
})
