import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { nodesOf } from './eligibility/evaluate.ts'
import { MADE_UP, outcome, referenceLetters, without } from './eligibility/testing/letters.ts'
import { judgeEligibility } from './eligibility.ts'
import type { Letter } from './letters-file.ts'
import { type Condition, type EligibilityRule, eligibilityRules } from './rule.ts'

const { call, facts, instruments, judge, letterOf, NASA, parties } = referenceLetters((name) =>
  JSON.parse(readFileSync(new URL(`../../../missions/change-8/${name}`, import.meta.url), 'utf8')),
)

describe('memberships', () => {
  it.each([
    ['Italy', 'letter-08', 'noted', 'silent'],
    ['Bahrain', 'letter-12', 'noted', 'silent'],
    ['Pakistan', 'letter-03', 'silent', 'noted'],
    ['Russia', 'letter-09', 'silent', 'noted'],
  ])('of %s are said and bar nothing', (_, id, accords, ilrs) => {
    const v = judge(letterOf(id))
    expect(v.verdict).toBe('eligible')
    expect([outcome(v, 'accords-no-bar'), outcome(v, 'ilrs-no-bar')]).toEqual([accords, ilrs])
  })

  // CNSA's selection of 2025-04-24 (People's Daily client via Guangming): projects of four signatories among the ten.
  it.each([
    ['Italy', 'letter-08'],
    ['Bahrain', 'letter-12'],
    ['Peru', 'letter-07'],
    ['Thailand', 'letter-11'],
  ])('of %s in the Accords did not keep its letter out, on the day of the selection', (_, id) => {
    const v = judge(letterOf(id), { day: '2025-04-24' })
    expect([v.verdict, outcome(v, 'accords-no-bar')]).toEqual(['eligible', 'noted'])
  })

  it('bar by no rule of the data, whoever is a member', () => {
    const instrumentRules = instruments.flatMap((i) => i.rules)
    for (const rule of instrumentRules.filter((r) => r.effect === 'bars' || r.effect === 'asks')) {
      const asked = JSON.stringify(rule.when)
      expect(asked, rule.id).not.toMatch(/"instrument":"(artemis-accords|ilrs)"/)
    }
  })
})

describe('sources in conflict', () => {
  const bars = (when: Condition, unless?: Condition): EligibilityRule[] =>
    eligibilityRules.parse([
      { ...ASKED, id: 'r', effect: 'bars', when },
      ...(unless === undefined ? [] : [{ ...ASKED, id: 'o', effect: 'excepts', overrides: ['r'], when: unless }]),
    ])
  const ASKED = { version: 1, title: 'a rule', text: 'a test', appliesFrom: '2000-01-01', provenance: MADE_UP }
  const dutch = { ...letterOf('letter-08'), parties: ['dutch'], lead: 'dutch' }
  const withDutch = new Map([
    ...parties,
    [
      'dutch',
      { id: 'dutch', name: 'A Dutch institute', kind: 'institution', state: 'NL', provenance: MADE_UP },
    ] as const,
  ])
  const member: Condition = { op: 'member', instrument: 'artemis-accords', who: 'parties-states' }
  const ask = (rules: readonly EligibilityRule[], day: string) =>
    judge(dutch, { rules, parties: withDutch, asOf: { held: day, known: '2026-11-22' } })

  it('need evidence, and both are shown with their sources', () => {
    // The Netherlands signed on 2023-11-01 (general knowledge); a machine-compiled file says 2024-04-08.
    const v = ask(bars(member), '2023-12-31')
    expect(v.verdict).toBe('needs-evidence')
    expect(v.conflicts).toEqual([{ about: 'artemis-accords/NL', rules: ['r', 'accords-no-bar'] }])
    const node = nodesOf(v.proof[0]!.when).find((n) => n.conflict !== undefined)!
    const says = node.evidence.map((e) => e.says).join('\n')
    expect(says).toMatch(/2023-11-01/)
    expect(says).toMatch(/2024-04-08/)
    expect(v.needs[0]!.evidence).toEqual(['which source is right about Netherlands'])
  })
  it('do not matter on a day of which both say the same', () => {
    expect(ask(bars(member), '2023-10-31').verdict).toBe('eligible')
    expect(ask(bars(member), '2024-04-08').verdict).toBe('ineligible')
    expect(ask(bars(member), '2024-04-08').conflicts).toEqual([])
  })
  it('do not matter where the verdict is the same whichever is right', () => {
    const either: Condition = { op: 'any', of: [member, { op: 'not', of: member }] }
    const v = ask(bars(either), '2023-12-31')
    expect(v.verdict).toBe('ineligible')
    expect(v.reason).toBe('ineligible, whichever of the sources in conflict is right')
    expect(v.conflicts).toHaveLength(1)
    expect(ask(bars(either, { op: 'equals', field: 'mode', value: 'bilateral' }), '2023-12-31').verdict).toBe(
      'eligible',
    )
  })
})

describe("the call's own rules", () => {
  const own = letterOf('letter-03')
  const kg = (value: number) => ({ ...own, mass: { value, unit: 'kg', provenance: MADE_UP } })
  it.each<[string, Letter, string]>([
    ['100 kg for a module', kg(100), 'eligible'],
    ['100.1 kg for a module', kg(100.1), 'ineligible'],
    ['no mass', without(own, 'mass'), 'needs-evidence'],
    ['no level', without(own, 'level'), 'needs-evidence'],
    [
      'only parties of the host country',
      { ...own, parties: ['zhejiang-university'], lead: 'zhejiang-university' },
      'ineligible',
    ],
    [
      'a lead of the host country',
      { ...own, lead: 'zhejiang-university', parties: ['zhejiang-university', 'metu'] },
      'ineligible',
    ],
    ['a party of Hong Kong', { ...own, parties: ['hkust'], lead: 'hkust' }, 'eligible'],
    ['an international organisation', { ...own, lead: 'istvs', parties: ['zhejiang-university', 'istvs'] }, 'eligible'],
    [
      'a party of unknown country that says nothing',
      without({ ...own, parties: ['letter-15-party'], lead: 'letter-15-party' }, 'declaresForeignParty'),
      'needs-evidence',
    ],
    ['a late letter', { ...own, receivedAt: '2023-12-31T16:00:01Z' }, 'ineligible'],
    ['no parts list', without(own, 'parts'), 'needs-evidence'],
  ])('%s', (_, letter, verdict) => {
    expect(judge(letter).verdict).toBe(verdict)
  })

  it('takes 150 kg of an instrument for a case of the 200 kg, not of the module', () => {
    expect(judge({ ...kg(150), level: 'unit' }).verdict).toBe('eligible')
    expect(judge({ ...kg(200.5), level: 'unit' }).verdict).toBe('ineligible')
  })

  it('leave out what was not part of the question, and say so', () => {
    const v = judgeEligibility(
      own,
      undefined,
      {
        hostState: 'CN',
        parties,
        facts,
        instruments,
        rules: call.rules,
        asOf: { held: '2023-12-20', known: '2023-12-20' },
      },
      new Set(['participation']),
    )
    expect(v.verdict).toBe('eligible')
    expect(v.notAsked.map((r) => r.rule)).toEqual(
      expect.arrayContaining(['call-in-time', 'call-module-mass', 'itar-126-1']),
    )
    expect(v.proof.map((p) => p.rule)).not.toContain('itar-126-1')
  })
})

describe('rules as data', () => {
  const rule = { ...call.rules[0]!, overrides: [], when: { op: 'equals', field: 'mode', value: 'bilateral' } }
  it.each([
    [
      'a field of a part outside its list',
      { ...rule, when: { op: 'given', field: 'part.usml' } },
      /put it inside "some" in "parts"/,
    ],
    ['a licence outside the parts', { ...rule, when: { op: 'licensed', regime: 'itar' } }, /put it inside "some"/],
    [
      'a field of a recipient in the list of parts',
      {
        ...rule,
        when: { op: 'some', in: 'parts', where: { op: 'equals', field: 'recipient.mode', value: 'bilateral' } },
      },
      /put it inside "some" in "recipients"/,
    ],
    ['an unknown operator', { ...rule, when: { op: 'eval', code: '1' } }, /Invalid/],
    ['a rule overridden that is not there', { ...rule, overrides: ['nobody'] }, /there is no rule "nobody" here/],
    ['a rule that overrides itself', { ...rule, overrides: [rule.id] }, /break the circle/],
  ])('refuse %s', (_, bad, message) => {
    const read = eligibilityRules.safeParse([bad])
    expect(read.success ? '' : JSON.stringify(read.error.issues)).toMatch(
      new RegExp(message.source.replaceAll('"', '\\\\"')),
    )
  })
  it('refuse a circle of three, and a version that is there twice', () => {
    const circle = ['a', 'b', 'c'].map((id, i) => ({ ...rule, id, overrides: [['b', 'c', 'a'][i]!] }))
    expect(eligibilityRules.safeParse(circle).success).toBe(false)
    expect(eligibilityRules.safeParse(circle.slice(0, 2).map((r) => ({ ...r, overrides: [] }))).success).toBe(true)
    expect(eligibilityRules.safeParse([rule, rule]).success).toBe(false)
  })
  it('count in their highest version in force, on both clocks', () => {
    const versions = eligibilityRules.parse([
      { ...rule, id: 'v', version: 1, appliesFrom: '2020-01-01' },
      { ...rule, id: 'v', version: 2, appliesFrom: '2022-01-01', knownFrom: '2021-06-01', appliesUntil: '2024-01-01' },
    ])
    const version = (held: string, known: string) =>
      judge(NASA, { rules: versions, asOf: { held, known } }).proof.find((p) => p.rule === 'v')?.version
    expect(version('2019-12-31', '2026-01-01')).toBeUndefined()
    expect(version('2021-12-31', '2026-01-01')).toBe(1)
    expect(version('2022-01-01', '2021-05-31')).toBe(1)
    expect(version('2022-01-01', '2021-06-01')).toBe(2)
    expect(version('2024-01-01', '2026-01-01')).toBe(1)
  })
})
