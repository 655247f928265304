/**
 * Spacecraft in a real browser, two parties side by side in a rehearsal with its simulated spacecraft: one puts a fault in and
 * the other is told by telemetry; software goes up, is checked, agreed to by the second party, runs, and is taken back. Each
 * step is seen as packets tell it, and what is refused says why.
 */
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OperatingCentre } from './testing/operating-centre.ts'
import { PersonOverHttp } from './testing/person-over-http.ts'
import { button, dialog, faultsOf, field, WITHOUT_BROWSER } from './testing/real-browser.ts'

const LIMIT_MS = 600_000
const DAY_MS = 86_400_000
const LANDER = 'view=spacecraft&element=ce8-lander'

describe.skipIf(WITHOUT_BROWSER !== '')(
  `spacecraft, their faults and loads in Chromium${WITHOUT_BROWSER}`,
  { timeout: LIMIT_MS },
  () => {
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
      const landed = await centre.run(officer, 400_000, (c) => c.phase === 'deployment')
      await centre.run(officer, 50_000, (c) => Date.parse(c.utc) > Date.parse(landed.utc) + 2 * DAY_MS)
      await centre.run(officer, 60, (c) => c.rate === 60)
    }, LIMIT_MS)
    afterAll(async () => centre?.close())

    const text = async (at: Locator) => (await at.innerText()).replaceAll(/\s+/g, ' ').trim()
    const until = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 120_000, interval: 250 })
    const value = (page: Page, name: string) => page.locator('.craft-value').filter({ hasText: name }).first()
    const steps = (page: Page) => page.locator('.load-steps li[data-state="done"]')
    /** Lets the mission hurry until something shows, then go on as before. */
    const hurry = async (shows: () => Promise<unknown>) => {
      await centre.run(people.olga, 1800, (c) => c.rate === 1800)
      await shows()
      await centre.run(people.olga, 60, (c) => c.rate === 60)
    }

    it('shows each party what it reads of each spacecraft, and names what is held back with the reason', async () => {
      await centre.open(olga, 'view=spacecraft')
      await centre.open(mete, 'view=spacecraft')
      for (const page of [olga, mete]) await until(() => page.locator('.fleet-row').count()).toBe(13)
      const relay = (page: Page) => page.locator('.fleet-row').filter({ hasText: 'Queqiao-2' })
      expect(await text(relay(olga))).toMatch(/Mode RELAY State of charge [\d.]+ ?%/)
      expect(await text(relay(mete))).toMatch(/held back \d+ values held back/)
      await relay(mete).getByRole('link').first().click()
      await mete.locator('.craft-held summary').first().click()
      await mete.locator('.craft-held .refusal').first().waitFor()
      expect(await text(mete.locator('.craft-held .refusal').first())).toMatch(/^Rule .+ Fact .+ Source .+ .+/)
      await centre.open(mete, LANDER)
      await until(() => text(value(mete, 'Bus voltage'))).toMatch(
        /nominal, Bus voltage 2\d[\d.]* ?V .*warning outside ≥ 26 V/,
      )
    })

    it('puts a fault in by who leads, and the other party is told by its alarm', async () => {
      await centre.open(mete, 'tab=alarms')
      await centre.open(olga, `${LANDER}&tab=faults`)
      await button(olga, 'Put in: Battery cells lost').click()
      await field(dialog(olga), 'How much').fill('2')
      await field(dialog(olga), 'Reason (optional), which goes on record').fill('a low bus is rehearsed')
      await button(dialog(olga), 'Put in').click()
      await dialog(olga).waitFor({ state: 'detached' })
      const record = olga.locator('.fault-record > li').first()
      await until(() => text(record)).toContain('a low bus is rehearsed')
      const alarm = mete.locator('.alarm-list > li').filter({ hasText: 'bus_voltage' })
      await hurry(() => alarm.first().waitFor())
      // What it brought about stands beside it, and leads to the alarm.
      await until(() => record.locator('.fault-traces a').count()).toBeGreaterThan(0)
      expect(await text(record.locator('.fault-traces a').first())).toMatch(/(warning|critical) .*voltage/)
    })

    it('tells who may not, with rule, fact, source and remedy', async () => {
      await centre.open(mete, `${LANDER}&tab=faults`)
      await mete.locator('.may-not summary').click()
      const why = await text(mete.locator('.may-not .refusal'))
      expect(why).toMatch(
        /^Rule lead-injects-faults Fact cnsa leads the rehearsal.* Source The command desk.* Ask an officer/,
      )
      expect(await button(mete, /^Put in/).count()).toBe(0)
    })

    it('takes it away again, on record', async () => {
      await button(olga, 'Take away: Battery cells lost').click()
      await button(dialog(olga), 'Take away').click()
      await dialog(olga).waitFor({ state: 'detached' })
      await until(() => text(olga.locator('.fault-record > li').first())).toContain('taken away')
      await hurry(async () => {
        await centre.open(mete, LANDER)
        await until(() => text(value(mete, 'Bus voltage'))).toMatch(/^nominal,/)
      })
    })

    it('sends software up by its owner alone, and shows it where telemetry says it is', async () => {
      await centre.open(mete, `${LANDER}&tab=software`)
      await mete.locator('.may-not summary').click()
      expect(await text(mete.locator('.may-not .refusal'))).toMatch(/^Rule owner-loads Fact ce8-lander belongs to cnsa/)
      await centre.open(olga, `${LANDER}&tab=software`)
      const chosen = { name: 'lander-9.txt', mimeType: 'text/plain', buffer: Buffer.from('lander: software nine') }
      await olga.locator('.send-file input[type=file]').setInputFiles(chosen)
      await button(dialog(olga), 'Send it up').click()
      await dialog(olga).waitFor({ state: 'detached' })
      // On a busy machine the mission is further by the time one looks.
      await until(() => text(olga.locator('.load-files'))).toMatch(/lander-9\.txt 21 octets (on its way|lies ready)/)
      await hurry(() => until(() => steps(olga).count()).toBe(2))
      expect(await text(olga.locator('.craft-facts'))).toMatch(/Lies ready lander-9\.txt SHA-256 [0-9a-f]{64}/)
    })

    it('checks it on board, runs it once a person of the second party agreed, and both see it run', async () => {
      await button(olga, 'Check on board').click()
      await button(dialog(olga), 'Send load_check').click()
      await dialog(olga).waitFor({ state: 'detached' })
      await hurry(() => until(() => steps(olga).count()).toBe(3))
      await commit('Run it', 'load_commit')
      await hurry(() => until(() => steps(olga).count()).toBe(4))
      expect(await text(olga.locator('.craft-facts'))).toMatch(/Runs lander-9\.txt SHA-256/)
    })

    it('goes back to what ran before, by two people again', async () => {
      await commit('Go back to what ran before', 'load_revert')
      await hurry(() => until(() => text(olga.locator('.craft-facts'))).toMatch(/Ran before lander-9\.txt SHA-256/))
      expect(await text(olga.locator('.craft-facts'))).toMatch(/^Runs none of the files sent from here/)
    })

    /** A hazardous command of the page: sent by one, approved by the other in the same view. */
    async function commit(name: string, command: string): Promise<void> {
      await button(olga, name).click()
      await until(() => text(dialog(olga))).toContain('Two people of two parties')
      await button(dialog(olga), `Send ${command}`).click()
      await dialog(olga).waitFor({ state: 'detached' })
      const row = (page: Page) => page.locator('.load-commands > li').filter({ hasText: command }).first()
      await until(() => text(row(olga))).toContain('waits for people')
      const id = /c\d+/.exec(await text(row(olga)))![0]
      await centre.open(mete, `${LANDER}&tab=software`)
      await button(mete, `Approve ${id}`).click()
      await button(dialog(mete), 'Approve').click()
      await dialog(mete).waitFor({ state: 'detached' })
    }

    describe('each part', () => {
      // The machine is for the pages now.
      beforeAll(() => people.olga.call('pace', { paused: true }))

      it.each([
        'view=spacecraft',
        'view=spacecraft&tab=faults',
        LANDER,
        `${LANDER}&tab=schedule`,
        `${LANDER}&tab=software`,
        `${LANDER}&tab=faults`,
        'view=spacecraft&element=queqiao-2',
        'view=spacecraft&element=queqiao-2&tab=schedule',
      ])('has nothing for axe to find, and fits a telephone: /operate?%s', async (query) => {
        const looks = [olga, mete].map(async (page) => {
          await centre.open(page, query)
          await page.locator('.craft-bar').waitFor()
          await page.waitForTimeout(500)
          return faultsOf(page)
        })
        expect(await Promise.all(looks)).toEqual([[], []])
      })
    })

    it('has pages that complain of nothing', () => {
      expect(centre.complaints).toEqual([])
    })
  },
)
