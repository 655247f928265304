import { readFileSync } from 'node:fs'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { describe, expect, it } from 'vitest'
import type { Ground } from '../desk/act.ts'
import { type Act, judge, replay } from '../desk/desk.ts'
import type { Desk } from '../desk/record.ts'
import { integration } from '../desk/testing/agreement-sample.ts'
import { Bench, content, stamp } from '../desk/testing/sample.ts'
import { element } from '../desk/testing/selection-sample.ts'
import { factsFile } from '../facts-file.ts'
import { instrumentsFile } from '../instruments-file.ts'
import { exportRulingOf } from './export-ruling.ts'

const read = (path: string) => JSON.parse(readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8'))
const files = {
  facts: factsFile.parse(read('missions/change-8/facts.json')),
  instruments: instrumentsFile.parse(read('missions/change-8/instruments.json')),
}
const DAY = '2030-11-01'
const GROUND: Ground = { leap: NAIF0012, exportRuling: (...asked) => exportRulingOf(files, ...asked) }

/** A desk with one proposal, whose letter declares these parts. */
function proposed(parts: readonly object[]): Bench {
  const bench = Bench.opened()
  const letter = { call: 'south-pole', letter: 'l-1', content: content('alpha', { parts }) }
  unwrap(bench.do('letter-submitted', letter, stamp('alpha', ['proposer'])))
  unwrap(bench.do('letter-answered', { letter: 'l-1', answer: 'invited', reason: 'x' }, stamp('agency', ['officer'])))
  const proposal = { title: 'A', lead: 'alpha', level: 'system', elements: [element('rover-1', 30)], cost: 1 }
  unwrap(
    bench.do('proposal-submitted', { letter: 'l-1', proposal: 'p-1', content: proposal }, stamp('alpha', ['proposer'])),
  )
  return bench
}

const TRACKER = { name: 'star tracker', origin: 'US', classification: 'ITAR XV(e)' }
const FRAME = { name: 'frame', origin: 'CN', classification: 'none' }

describe('export control of what a letter declares', () => {
  it('names the rule, its version and its source', () => {
    const ruling = exportRulingOf(files, proposed([TRACKER, FRAME]).desk, 'p-1', DAY)!
    expect(ruling).toMatchObject({ verdict: 'ineligible', from: 'letter l-1, version 1', held: DAY })
    expect(ruling.reason).toMatch(/^2 parts are declared: barred by /)
    const itar = ruling.rules.find((r) => r.rule === 'itar-126-1')!
    expect(itar).toMatchObject({ version: 1, outcome: 'bars', instrument: expect.stringContaining('ITAR') })
    expect(itar.source).toContain('22 CFR 126.1(a)')
  })

  it.each([
    ['nothing controlled', [FRAME], 'eligible', /^1 parts are declared: no rule bars it/],
    ['nothing at all', [], 'eligible', /^no part is declared: no rule bars it/],
    [
      'a part of the US on no list that is named',
      [{ name: 'valve', origin: 'US' }],
      'needs-evidence',
      /needs evidence/,
    ],
  ] as const)('of %s', (_, parts, verdict, reason) => {
    const ruling = exportRulingOf(files, proposed(parts).desk, 'p-1', DAY)!
    expect([ruling.verdict, ruling.reason]).toEqual([verdict, expect.stringMatching(reason)])
  })

  it('is not asked where there is no such proposal', () => {
    expect(exportRulingOf(files, Bench.opened().desk, 'p-1', DAY)).toBeUndefined()
  })
})

describe('the regulatory file of an agreement on a proposal', () => {
  const draft = { agreement: 'ia', content: integration({ elements: [], grants: [], proposal: 'p-1' }) }
  const by = stamp('alpha', ['proposer'])
  const drafted = (desk: Desk, ground = GROUND) => unwrap(judge(desk, 'agreement-drafted', draft, by, ground))
  const licences = (desk: Desk) => desk.agreements.get('ia')!.regulatory.find((e) => e.item === 'export-licences')

  it('begins with the ruling, and the ledger alone gives it again', () => {
    const bench = proposed([TRACKER])
    const { desk, act } = drafted(bench.desk)
    expect(licences(desk)).toMatchObject({
      ...{ element: 'rover-1', owner: 'alpha', state: 'in-work' },
      ruling: { verdict: 'ineligible', from: 'letter l-1, version 1' },
    })
    expect(licences(desk)!.evidence[0]!.text).toMatch(/^export control: ineligible; 1 parts are declared: barred by/)
    const again = replay([...bench.acts, JSON.parse(JSON.stringify(act)) as Act])
    expect(licences(again)).toEqual(licences(desk))
  })

  it('keeps what was done for the item, beside the ruling of today', () => {
    const bench = proposed([TRACKER])
    const update = {
      ...{ agreement: 'ia', element: 'rover-1', item: 'export-licences', state: 'done' },
      evidence: { text: 'licence 123 of the Department of State' },
    }
    const first = drafted(bench.desk).desk
    const done = unwrap(judge(first, 'regulatory-updated', update, by, GROUND)).desk
    const second = licences(drafted(done).desk)!
    expect([second.state, second.evidence.length, second.ruling?.verdict]).toEqual(['done', 2, 'ineligible'])
  })

  it('is open where nobody was asked', () => {
    const item = licences(drafted(proposed([TRACKER]).desk, { leap: NAIF0012 }).desk)!
    expect([item.state, item.ruling, item.evidence]).toEqual(['open', undefined, []])
  })
})
