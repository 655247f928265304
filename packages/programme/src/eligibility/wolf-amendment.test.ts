import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ELIGIBILITY_NOTICE, type EligibilityVerdict } from '../eligibility.ts'
import type { Fact } from '../facts-file.ts'
import type { Letter } from '../letters-file.ts'
import { certified, MADE_UP, outcome, own, referenceLetters, without } from './testing/letters.ts'

const { facts, judge, letterOf, NASA } = referenceLetters((name) =>
  JSON.parse(readFileSync(new URL(`../../../../missions/change-8/${name}`, import.meta.url), 'utf8')),
)

describe('the Wolf Amendment', () => {
  it('bars a bilateral letter with NASA money, naming statute, version, text, fact and source', () => {
    const v = judge(NASA)
    expect(v.verdict).toBe('ineligible')
    expect(v.reason).toMatch(/r-wolf-1, version 1; Wolf Amendment \(Public Law 112-10, sec\. 1340.*sec\. 1340\(a\)/)
    const proof = v.proof.find((p) => p.rule === 'r-wolf-1')!
    expect(proof.outcome).toBe('bars')
    expect(proof.text).toMatch(/^None of the funds made available by this division may be used/)
    expect(proof.cites.map((c) => c.id)).toEqual(['w1', 'w2', 'w5'])
    expect(proof.when.of.map((n) => n.holds)).toEqual(['true', 'true', 'true'])
    expect(proof.when.of[0]!.of[0]!.evidence).toMatchObject([
      { says: 'funded by NASA', source: expect.stringContaining('assumed: made up'), assumed: true },
      {
        says: expect.stringContaining('National Aeronautics and Space Administration: covered of wolf-amendment'),
        source: expect.stringContaining('Parabolic Arc'),
        assumed: false,
        fact: 'wolf-amendment-nasa',
      },
    ])
    expect(v.notice).toBe(ELIGIBILITY_NOTICE)
  })

  const sub = (mode: 'bilateral' | 'multilateral' | 'none', under?: string) => ({
    name: under === undefined ? 'a laboratory' : 'a workshop',
    funders: [],
    mode,
    ...(under === undefined ? {} : { under }),
  })
  const shown: Letter = { ...NASA, ...own }

  it.each<[string, Letter, EligibilityVerdict['verdict'], string, string]>([
    ['the same party, multilateral, with its own money', letterOf('letter-44'), 'eligible', 'r-wolf-1', 'passes'],
    ['multilateral with NASA money', { ...NASA, mode: 'multilateral' }, 'eligible', 'r-wolf-1', 'passes'],
    ['multilateral is noted (W7)', { ...NASA, mode: 'multilateral' }, 'eligible', 'wolf-w7', 'noted'],
    ['bilateral with its own money', shown, 'eligible', 'r-wolf-1', 'passes'],
    ['a US body with its own money is noted (W8)', shown, 'eligible', 'wolf-w8', 'noted'],
    ['OSTP money', { ...NASA, funding: [{ funder: 'OSTP', provenance: MADE_UP }] }, 'ineligible', 'r-wolf-1', 'bars'],
    [
      'Space Council money',
      { ...NASA, funding: [{ funder: 'NSpC', provenance: MADE_UP }] },
      'eligible',
      'r-wolf-1',
      'passes',
    ],
    [
      'certified 30 days before (W4)',
      { ...NASA, ...certified('2023-12-01', '2023-12-31') },
      'eligible',
      'r-wolf-1',
      'excepted',
    ],
    [
      'certified 29 days before',
      { ...NASA, ...certified('2023-12-02', '2023-12-31') },
      'ineligible',
      'r-wolf-1',
      'bars',
    ],
    ['certified, begin not given', { ...NASA, ...certified('2023-12-01') }, 'needs-evidence', 'r-wolf-1', 'open'],
    [
      'certified after the day of the question',
      { ...NASA, ...certified('2023-12-21', '2024-12-31') },
      'ineligible',
      'r-wolf-1',
      'bars',
    ],
    [
      'authorised by a later law (W2)',
      { ...NASA, papers: [{ kind: 'specific-authorisation', on: '2023-09-01', provenance: MADE_UP }] },
      'eligible',
      'r-wolf-1',
      'excepted',
    ],
    [
      'another paper',
      { ...NASA, papers: [{ kind: 'export-licence', on: '2023-09-01', provenance: MADE_UP }] },
      'ineligible',
      'r-wolf-1',
      'bars',
    ],
    ['commercial supply (W7)', { ...NASA, commercialSupply: true }, 'eligible', 'r-wolf-1', 'excepted'],
    ['mode not declared', without(NASA, 'mode'), 'needs-evidence', 'r-wolf-1', 'open'],
    ['funding not declared', without(NASA, 'funding'), 'needs-evidence', 'r-wolf-1', 'open'],
    [
      'official visits at NASA (W3)',
      { ...NASA, mode: 'multilateral', visits: ['host-officials-at-nasa'] },
      'ineligible',
      'wolf-w3',
      'bars',
    ],
    [
      'the same visits without NASA money',
      { ...shown, visits: ['host-officials-at-nasa'] },
      'eligible',
      'wolf-w3',
      'passes',
    ],
    [
      'a bilateral sub-recipient of NASA money (W6)',
      { ...NASA, mode: 'multilateral', recipients: [sub('bilateral')] },
      'ineligible',
      'r-wolf-2',
      'bars',
    ],
    [
      'a sub-recipient two levels down',
      { ...NASA, mode: 'multilateral', recipients: [sub('none'), sub('bilateral', 'a laboratory')] },
      'ineligible',
      'r-wolf-2',
      'bars',
    ],
    [
      'a sub-recipient with NASA money of its own under a prime without',
      { ...shown, mode: 'multilateral', recipients: [{ ...sub('bilateral'), funders: ['NASA'] }] },
      'ineligible',
      'r-wolf-2',
      'bars',
    ],
    [
      'a sub-recipient that does not meet the host',
      { ...NASA, mode: 'multilateral', recipients: [sub('none')] },
      'eligible',
      'r-wolf-2',
      'passes',
    ],
    [
      'sub-recipients that work for each other in a circle',
      { ...shown, recipients: [sub('bilateral', 'a workshop')] },
      'eligible',
      'r-wolf-2',
      'passes',
    ],
  ])('%s', (_, letter, verdict, rule, ruled) => {
    const v = judge(letter)
    expect([v.verdict, outcome(v, rule)]).toEqual([verdict, ruled])
  })

  it('asks about Space Council money where it is known that later acts added the Council, and not since when', () => {
    const council = { ...NASA, funding: [{ funder: 'NSpC', provenance: MADE_UP }] }
    expect(outcome(judge(council, { asOf: { held: '2023-12-20', known: '2026-11-22' } }), 'r-wolf-1')).toBe('open')
    expect(outcome(judge(council, { day: '2026-11-22' }), 'r-wolf-1')).toBe('bars')
  })

  it('binds nobody before it was law, and knew no certification in its first months', () => {
    expect(outcome(judge(NASA, { day: '2011-04-14' }), 'r-wolf-1')).toBeUndefined()
    expect(outcome(judge(NASA, { day: '2011-04-15' }), 'r-wolf-1')).toBe('bars')
    const early = { ...NASA, ...certified('2011-05-01', '2011-12-31') }
    expect(outcome(judge(early, { day: '2011-11-17' }), 'r-wolf-1')).toBe('bars')
    expect(outcome(judge(early, { day: '2011-11-18' }), 'r-wolf-1')).toBe('excepted')
  })

  it.each([
    ['14 days, in 2012 (Public Law 112-55, sec. 539)', '2012-06-01', 14, 'excepted'],
    ['13 days, in 2012', '2012-06-01', 13, 'bars'],
    ['20 days, in 2015: 14 or 30, which was not read', '2015-06-01', 20, 'open'],
    ['30 days, in 2015: enough either way', '2015-06-01', 30, 'excepted'],
    ['13 days, in 2015: too late either way', '2015-06-01', 13, 'bars'],
    ['20 days, in 2018 (the omnibus of March)', '2018-03-24', 20, 'bars'],
  ])('asks of a certification the lead time of its day: %s', (_, day, lead, ruled) => {
    const begins = new Date(Date.parse(day) + (lead - 1) * 86_400_000).toISOString().slice(0, 10)
    const eve = new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)
    expect(outcome(judge({ ...NASA, ...certified(eve, begins) }, { day }), 'r-wolf-1')).toBe(ruled)
  })

  it('asks for the country, not for Taiwan: the counterpart may be the host or a party (W5)', () => {
    const under = (hostState: string) => outcome(judge(NASA, { hostState }), 'r-wolf-1')
    expect(['CN', 'HK', 'MO', 'TW', 'JP'].map(under)).toEqual(['bars', 'bars', 'bars', 'passes', 'passes'])
    const withCompany = { ...NASA, parties: ['example-us-university', 'star-vision'] }
    expect(outcome(judge(withCompany, { hostState: 'JP' }), 'r-wolf-1')).toBe('bars')
    const owned: Fact = {
      ...facts.find((f) => f.id === 'ear-group-d5-cn')!,
      id: 'made-up',
      subject: 'narit',
      instrument: 'prc-owned',
    }
    const withOwned = { ...NASA, parties: ['example-us-university', 'narit'] }
    expect(outcome(judge(withOwned, { hostState: 'JP' }), 'r-wolf-1')).toBe('passes')
    expect(outcome(judge(withOwned, { hostState: 'JP', facts: [...facts, owned] }), 'r-wolf-1')).toBe('bars')
  })
})
