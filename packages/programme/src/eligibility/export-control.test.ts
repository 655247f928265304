import { readFileSync } from 'node:fs'
import { partiesFile } from '@magpie/mission/party'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type EligibilityVerdict, judgeEligibility } from '../eligibility.ts'
import { factsFile } from '../facts-file.ts'
import { instrumentsFile } from '../instruments-file.ts'
import { classifiedPart, type Part, part, partsDeclaration } from './declarations.ts'
import type { Participation } from './participation.ts'

const read = (path: string) => JSON.parse(readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8'))
const { facts } = factsFile.parse(read('missions/change-8/facts.json'))
const { instruments } = instrumentsFile.parse(read('missions/change-8/instruments.json'))
const MADE_UP = { kind: 'assumed', reason: 'a test' } as const
const parties = new Map(
  partiesFile
    .parse({
      parties: [{ id: 'mbrsc', name: 'A centre of the UAE', kind: 'agency', state: 'AE', provenance: MADE_UP }],
    })
    .parties.map((p) => [p.id, p]),
)

function judge(parts: readonly unknown[] | undefined, hostState = 'CN', day = '2023-03-15'): EligibilityVerdict {
  const participation: Participation = {
    id: 'rover',
    lead: 'mbrsc',
    parties: ['mbrsc'],
    funding: [{ funder: 'mbrsc', provenance: MADE_UP }],
    mode: 'bilateral',
    papers: [],
    recipients: [],
    commercialSupply: false,
    visits: [],
    ...(parts === undefined ? {} : { parts: partsDeclaration.parse({ items: parts, provenance: MADE_UP }) }),
    provenance: MADE_UP,
  }
  const asOf = { held: day, known: day }
  return judgeEligibility(participation, undefined, { hostState, parties, facts, instruments, rules: [], asOf })
}
const outcomes = (v: EligibilityVerdict, ...rules: string[]) =>
  rules.map((r) => v.proof.find((p) => p.rule === r)?.outcome)

const clean: Part = { name: 'frame', origin: 'AE', usml: null, eccn: null, mtcr: null, licences: [] }
const us = { name: 'star tracker', origin: 'US' }

describe("a case like Rashid-2's", () => {
  // South China Morning Post, March 2023: the rover fell to ITAR objections. Its parts list is not published: assumed.
  const list = read('examples/parts-like-rashid-2.json')

  it('fails ITAR for its parts, which are named with the category and the source of the policy', () => {
    const v = judge(list.items)
    expect(v.verdict).toBe('ineligible')
    expect(v.reason).toMatch(/itar-126-1, version 1; ITAR.*22 CFR 126\.1\(a\)/)
    const proof = v.proof.find((p) => p.rule === 'itar-126-1')!
    expect(proof.cites.map((c) => c.text).join()).toContain('Rashid-2')
    expect(JSON.stringify(proof.when)).toContain('USML category XV(e)')
    expect(JSON.stringify(proof.when)).toContain('"fact":"itar-126-1-cn"')
  })
  it('passes without these parts, and goes another way with another host', () => {
    expect(judge(list.items.filter((i: { usml?: string | null }) => i.usml === null)).verdict).toBe('eligible')
    // Another lander, of a country without a policy of denial: a licence is what is asked for.
    const elsewhere = judge(list.items, 'JP')
    expect([elsewhere.verdict, ...outcomes(elsewhere, 'itar-126-1', 'itar-licence')]).toEqual([
      'needs-evidence',
      'passes',
      'asks',
    ])
    expect(elsewhere.needs).toEqual([
      { rule: 'itar-licence', evidence: ["a licence or agreement of the State Department for the host's country"] },
    ])
  })
})

describe('a parts list', () => {
  const licence = (regime: string, destination = 'CN', on = '2023-01-01', until?: string) => ({
    licences: [{ regime, destination, on, ...(until === undefined ? {} : { until }) }],
  })
  it.each<[string, unknown[] | undefined, string, string, string]>([
    ['none declared', undefined, 'needs-evidence', 'itar-126-1', 'open'],
    ['an empty one', [], 'eligible', 'itar-126-1', 'passes'],
    ['parts on no list', [clean], 'eligible', 'itar-126-1', 'passes'],
    [
      'a US part on the Munitions List',
      [clean, { ...us, usml: 'XV(e)', eccn: null, mtcr: null }],
      'ineligible',
      'itar-126-1',
      'bars',
    ],
    [
      'the same with a licence for China',
      [{ ...us, usml: 'XV(e)', eccn: null, mtcr: null, ...licence('itar') }],
      'eligible',
      'itar-126-1',
      'passes',
    ],
    [
      'a licence for another country',
      [{ ...us, usml: 'XV(e)', eccn: null, mtcr: null, ...licence('itar', 'JP') }],
      'ineligible',
      'itar-126-1',
      'bars',
    ],
    [
      'a licence that ran out',
      [{ ...us, usml: 'XV(e)', eccn: null, mtcr: null, ...licence('itar', 'CN', '2022-01-01', '2023-03-15') }],
      'ineligible',
      'itar-126-1',
      'bars',
    ],
    [
      '1 % of US content in a part made elsewhere (see-through)',
      [{ name: 'rover', origin: 'AE', usContent_percent: 1, usml: 'XV(e)', eccn: null, mtcr: null }],
      'ineligible',
      'itar-126-1',
      'bars',
    ],
    [
      'a part not made in the US and described by the List',
      [{ name: 'rover', origin: 'AE', usml: 'XV(e)', eccn: null, mtcr: null }],
      'eligible',
      'itar-126-1',
      'passes',
    ],
    ['a US part not classified', [{ ...us, eccn: null, mtcr: null }], 'needs-evidence', 'itar-126-1', 'open'],
    [
      'a part of unknown origin on the List',
      [{ name: 'box', usml: 'XV(e)', eccn: null, mtcr: null }],
      'needs-evidence',
      'itar-126-1',
      'open',
    ],
    ['9A515 content', [{ ...us, usml: null, eccn: '9A515.d', mtcr: null }], 'ineligible', 'ear-9x515-d5', 'bars'],
    [
      '9E515 technology with a licence',
      [{ ...us, usml: null, eccn: '9E515.a', mtcr: null, ...licence('ear') }],
      'eligible',
      'ear-9x515-d5',
      'passes',
    ],
    ['EAR99', [{ ...us, usml: null, eccn: 'EAR99', mtcr: null }], 'eligible', 'ear-9x515-d5', 'passes'],
    ['MTCR Category I', [{ ...clean, mtcr: 'I' }], 'ineligible', 'mtcr-category-1', 'bars'],
    ['MTCR Category II', [{ ...clean, mtcr: 'II' }], 'needs-evidence', 'mtcr-category-2', 'asks'],
    [
      'MTCR Category II, decided',
      [{ ...clean, mtcr: 'II', ...licence('mtcr') }],
      'eligible',
      'mtcr-category-2',
      'passes',
    ],
    ['MTCR not told', [{ ...clean, mtcr: undefined }], 'needs-evidence', 'mtcr-category-1', 'open'],
  ])('%s', (_, items, verdict, rule, ruled) => {
    const v = judge(items)
    expect([v.verdict, ...outcomes(v, rule)]).toEqual([verdict, ruled])
  })

  it('meets the rule of 9x515 from the day it took effect, known half a year earlier', () => {
    const items = [{ ...us, usml: null, eccn: '9A515.d', mtcr: null }]
    expect(outcomes(judge(items, 'CN', '2014-11-09'), 'ear-9x515-d5')).toEqual([undefined])
    expect(outcomes(judge(items, 'CN', '2014-11-10'), 'ear-9x515-d5')).toEqual(['bars'])
  })

  it.each([
    [25, 'passes', 'eligible'],
    [25.1, 'asks', 'needs-evidence'],
    [undefined, 'open', 'needs-evidence'],
  ])('with %s per cent of 9x515 value goes to another country by the de minimis share: %s', (share, ruled, verdict) => {
    const items = [
      { ...us, usml: null, eccn: '9A515.d', mtcr: null, ...(share === undefined ? {} : { share_percent: share }) },
    ]
    const v = judge(items, 'JP')
    expect([...outcomes(v, 'ear-9x515-de-minimis'), v.verdict]).toEqual([ruled, verdict])
  })

  it('of 5,000 parts is judged, and the proof shows those that count', () => {
    const items = Array.from({ length: 5000 }, (_, i) => ({ ...clean, name: `part ${i}` }))
    items[4321] = { ...items[4321]!, origin: 'US', usml: 'XV(e)' }
    const v = judge(items)
    const node = v.proof.find((p) => p.rule === 'itar-126-1')!.when.of[1]!
    expect(node.of.map((n) => n.condition)).toEqual(['part 4321: all of'])
    expect(node.evidence[0]!.says).toBe('parts looked at: 5000, of them shown 1')
  })

  it('never makes the engine fail, and one part more never makes a verdict milder', () => {
    const RANK = { eligible: 0, 'needs-evidence': 1, ineligible: 2 }
    const optional = <T>(a: fc.Arbitrary<T>) => fc.option(a, { nil: undefined })
    const anyPart = fc
      .record({
        name: fc.string({ minLength: 1, maxLength: 20 }),
        origin: optional(fc.constantFrom('US', 'AE', 'CN')),
        usContent_percent: optional(fc.integer({ min: 0, max: 100 })),
        usml: optional(fc.constantFrom(null, 'XV(e)', 'IV(h)(30)')),
        eccn: optional(fc.constantFrom(null, '9A515.d', 'EAR99')),
        mtcr: optional(fc.constantFrom(null, 'I', 'II')),
      })
      .map((p) => part.parse(p))
    fc.assert(
      fc.property(
        fc.array(anyPart, { maxLength: 5 }),
        anyPart,
        fc.constantFrom('CN', 'RU', 'JP'),
        (items, one, host) => {
          const [before, after] = [judge(items, host), judge([...items, one], host)]
          expect(RANK[after.verdict]).toBeGreaterThanOrEqual(RANK[before.verdict])
        },
      ),
      { numRuns: 80 },
    )
  })
})

describe('a classification as people write it', () => {
  it.each([
    ['ITAR XV(e)', { usml: 'XV(e)' }],
    ['EAR 9A515.d', { eccn: '9A515.d' }],
    ['EAR99; MTCR II', { eccn: 'EAR99', mtcr: 'II' }],
    ['none', { usml: null, eccn: null, mtcr: null }],
    // A denial takes nothing back that was named, in whatever order.
    ['ITAR XV(e); none', { usml: 'XV(e)', eccn: null, mtcr: null }],
    ['none; ITAR XV(e)', { usml: 'XV(e)', eccn: null, mtcr: null }],
    [undefined, {}],
  ])('%s', (text, fields) => {
    expect(classifiedPart('a part', 'US', text)).toEqual({ name: 'a part', origin: 'US', licences: [], ...fields })
  })
  it.each(['ITAR', 'ITAR fifteen', 'secret', 'EAR 9A51', 'ITAR XV(e); ITAR IV', 'EAR99; EAR 9A515.d'])(
    '%s cannot be read',
    (text) => {
      expect(classifiedPart('a part', 'US', text)).toBeUndefined()
    },
  )
})
