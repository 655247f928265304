/**
 * The console in Chinese, in a real browser against a real centre with its desk and archive: what the centre says of gates,
 * refusals, holds, sharing and forms is in Chinese too. What people and the mission's files wrote stays as it was written.
 */
import { join } from 'node:path'
import { PROJECT } from '@magpie/adapters/digests'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BrowserCentre } from './testing/browser-centre.ts'
import { englishOn, writtenTexts } from './testing/english-seen.ts'
import { PersonOverHttp } from './testing/person-over-http.ts'
import { WITHOUT_BROWSER } from './testing/real-browser.ts'

const FOLDERS = ['missions/change-8', 'missions/change-8/dictionary', 'data/facts', 'data/roadmap', 'data/rules']
/** Commands of the command line, columns of files, and what this test writes itself. */
const OWN = [
  ...['magpie ledger verify', 'id, name, email, institution', 'party, state, topics, co-authors, advisors'],
  ...['id,name,email,institution,topics,co-authors'],
  ...['the ramp is in shadow', 'a trial of words', 'Charged before a drive'],
]

describe.skipIf(WITHOUT_BROWSER !== '')(`the console in Chinese${WITHOUT_BROWSER}`, () => {
  const written = writtenTexts(
    FOLDERS.map((folder) => join(PROJECT, folder)),
    OWN,
  )
  const pages = new Map<string, Page>()
  let centre: BrowserCentre

  beforeAll(async () => {
    centre = await BrowserCentre.start(true, true)
    const { url, setUpCode } = centre
    const olga = await PersonOverHttp.first(url, 'Olga', setUpCode)
    olga.party = 'cnsa'
    const wang = await PersonOverHttp.invited(url, 'Wang', 'hkust', olga)
    const trial = centre.trial!
    trial.hear('ce8-lander', 'state', 'LANDED')
    trial.hear('ce8-lander', 'tilt', 3.2, 'deg')
    trial.hear('ce8-lander', 'power_margin', 180, 'W')
    trial.hear('ce8-lander', 'battery_charge', 92, '%')
    const act = (person: PersonOverHttp, key: string, input: object) => person.call(key as 'me', input as never)
    await act(wang, 'deploymentAct', { module: 'plasma-dust', action: 'go' })
    await act(olga, 'deploymentAct', { module: 'imaging-system', action: 'hold', why: 'the ramp is in shadow' })
    await act(olga, 'submitCommand', { element: 'cheri-a', command: 'drive', arguments: { distance: 5, heading: 0 } })
    await act(olga, 'setRule', {
      rule: {
        ...{ id: 'charged', title: 'Charged before a drive', owner: 'cnsa', elements: ['ce8-lander'] },
        ...{ commands: ['checkout'], source: { title: 'a trial of words' }, waivableBy: ['cnsa'] },
        require: { kind: 'parameter', element: 'ce8-lander', name: 'battery_charge', is: '>', value: 101 },
      },
    })
    await act(olga, 'submitCommand', { element: 'ce8-lander', command: 'checkout', arguments: { duration: 60 } })
    for (const [name, person] of [
      ['lead', olga],
      ['owner', wang],
      ['public', undefined],
    ] as const) {
      pages.set(name, await centre.person({ language: 'zh' }, person))
    }
  })
  afterAll(async () => centre?.close())

  it.each([
    ['lead', '/operate'],
    ['lead', '/operate?view=deployment'],
    ['lead', '/operate?view=deployment&item=imaging-system'],
    ['owner', '/operate?view=deployment&item=plasma-dust'],
    ['owner', '/operate?view=deployment&item=hk-robot'],
    ['lead', '/operate?view=commands'],
    ['lead', '/operate?view=commands&item=c1'],
    ['lead', '/operate?view=commands&item=c2'],
    ['owner', '/operate?view=commands&element=cheri-a&item=new:drive'],
    ['lead', '/operate?view=authority'],
    ['lead', '/operate?view=procedures&item=write'],
    ['owner', '/operate?view=exchanges&item=sample-to-pk-rover'],
    ['lead', '/operate?view=exchanges&item=image-of-hk-robot'],
    ['lead', '/operate?view=links'],
    ['lead', '/operate?view=log'],
    ['owner', '/operate?view=log&tab=anomalies&item=new'],
    ['owner', '/archive'],
    ['owner', '/archive?view=policy'],
    ['public', '/archive?view=policy'],
    ['owner', '/archive?view=ledger'],
    ['owner', '/archive?view=yours'],
    ['public', '/'],
    ['public', '/model'],
    ['public', '/programme'],
    ['owner', '/programme?view=letter'],
    ['owner', '/programme?view=notices'],
    ['owner', '/programme?view=agreements'],
    ['lead', '/programme?view=selection'],
    ['lead', '/programme?view=open-call'],
    ['lead', '/programme?view=reviews'],
    ['public', '/roadmap'],
  ] as const)('has no sentence left in English for the %s at %s', async (who, path) => {
    const page = pages.get(who)!
    await centre.open(page, path)
    await page.locator('main h1, main h2').first().waitFor()
    await page.waitForLoadState('networkidle')
    for (const more of await page.locator('main details:not([open]) > summary').all())
      await more.click({ timeout: 2000 }).catch(() => undefined)
    expect(await englishOn(page, written)).toEqual([])
    expect(centre.failures).toEqual([])
  })

  it('names the kinds of entries of a ledger in Chinese', async () => {
    const page = pages.get('owner')!
    await centre.open(page, '/archive?view=ledger&ledger=programme')
    await page.locator('.ledger-list').getByText('密钥登记').first().waitFor()
    expect(await page.locator('.ledger-list summary').getByText('key-registered').count()).toBe(0)
  })

  it('marks the language of what a dictionary says of a command', async () => {
    const page = pages.get('lead')!
    await centre.open(page, '/operate?view=commands')
    await page.locator('.catalogue-command [lang="en"]').first().waitFor()
    expect(await page.locator('.catalogue-command [lang="en"]').first().getAttribute('title')).toBe('任务文件的原文')
  })
})
