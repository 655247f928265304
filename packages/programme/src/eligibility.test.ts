import { readFileSync } from 'node:fs'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { partiesFile } from '@magpie/mission/party'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callFile } from './call-file.ts'
import { judgeReceipt } from './deadline.ts'
import { nodesOf } from './eligibility/evaluate.ts'
import type { EligibilityContext } from './eligibility/participation.ts'
import { ELIGIBILITY_NOTICE, type EligibilityVerdict, judgeEligibility } from './eligibility.ts'
import { type Fact, factsFile } from './facts-file.ts'
import { instrumentsFile } from './instruments-file.ts'
import { type Letter, lettersFile } from './letters-file.ts'
import { type Condition, type EligibilityRule, eligibilityRules } from './rule.ts'

const mission = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../missions/change-8/${name}`, import.meta.url), 'utf8'))
const call = callFile.parse(mission('call.json'))
const { facts } = factsFile.parse(mission('facts.json'))
const { instruments } = instrumentsFile.parse(mission('instruments.json'))
const { letters } = lettersFile.parse(mission('letters.json'))
const parties = new Map(partiesFile.parse(mission('parties.json')).parties.map((p) => [p.id, p]))
const letterOf = (id: string) => letters.find((l) => l.id === id)!

function judge(
  letter: Letter,
  change: Partial<EligibilityContext> & { readonly day?: string } = {},
): EligibilityVerdict {
  const { day = '2023-12-20', ...rest } = change
  const receipt = unwrap(judgeReceipt(call.letters, call.letters.revisions[0]!, letter.receivedAt, NAIF0012))
  const asOf = { held: day, known: day }
  return judgeEligibility(letter, receipt, {
    hostState: 'CN',
    parties,
    facts,
    instruments,
    rules: call.rules,
    asOf,
    ...rest,
  })
}
const outcome = (v: EligibilityVerdict, rule: string) => v.proof.find((p) => p.rule === rule)?.outcome
const without = <K extends keyof Letter>(letter: Letter, key: K): Letter => {
  const { [key]: _, ...rest } = letter
  return rest as Letter
}

const NASA = letterOf('letter-43')
const MADE_UP = { kind: 'assumed', reason: 'a test' } as const
const own = { funding: [{ funder: 'own funds', provenance: MADE_UP }] }
const certified = (on: string, begins?: string) => ({
  papers: [{ kind: 'wolf-certification', on, provenance: MADE_UP }],
  ...(begins === undefined ? {} : { begins }),
})

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
    expect(proof.when.of[0]!.of[0]!.evidence).toEqual([
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

describe('any rule', () => {
  const leaf: fc.Arbitrary<Condition> = fc.constantFrom<Condition>(
    { op: 'equals', field: 'mode', value: 'bilateral' },
    { op: 'equals', field: 'in-time', value: true },
    { op: 'at-most', field: 'mass-kg', value: 20 },
    { op: 'one-of', field: 'level', values: ['unit'] },
    { op: 'includes', field: 'funders', values: ['NASA'] },
    { op: 'member', instrument: 'artemis-accords', who: 'parties-states' },
    { op: 'member', instrument: 'wolf-amendment', who: 'funders' },
    { op: 'some', in: 'parts', where: { op: 'given', field: 'part.usml' } },
    { op: 'paper', paper: 'wolf-certification', lead_days: 30 },
  )
  const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'condition' },
      leaf,
      tie('condition').map((of): Condition => ({ op: 'not', of })),
      fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((of): Condition => ({ op: 'all', of })),
      fc.array(tie('condition'), { minLength: 1, maxLength: 3 }).map((of): Condition => ({ op: 'any', of })),
    ),
  }))
  const rule = (when: Condition): EligibilityRule => ({
    id: 'r',
    version: 1,
    title: 'a rule',
    text: 'a test',
    cites: [],
    appliesFrom: '2000-01-01',
    effect: 'bars',
    overrides: [],
    parameters: [],
    when,
    provenance: MADE_UP,
  })
  const truth = (letter: Letter, when: Condition) =>
    judge(letter, { rules: [rule(when)] }).proof.find((p) => p.rule === 'r')!.when.holds
  const someLetter = fc
    .tuple(fc.constantFrom(...letters), fc.subarray(['mode', 'mass', 'level', 'funding', 'parts'] as const))
    .map(([letter, drop]) => drop.reduce<Letter>((l, key) => without(l, key), letter))

  it('obeys De Morgan in three values', () => {
    fc.assert(
      fc.property(someLetter, fc.array(condition, { minLength: 1, maxLength: 3 }), (letter, of) => {
        const left = truth(letter, { op: 'not', of: { op: 'all', of } })
        const right = truth(letter, { op: 'any', of: of.map((c): Condition => ({ op: 'not', of: c })) })
        expect(left).toBe(right)
      }),
      { numRuns: 60 },
    )
  })

  it('moves from open to decided when more is known, never from one verdict to the other', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...letters),
        fc.constantFrom('mode', 'mass', 'level', 'funding', 'parts'),
        condition,
        (letter, key, when) => {
          const less = truth(without(letter, key), when)
          if (less !== 'open') expect(truth(letter, when)).toBe(less)
        },
      ),
      { numRuns: 60 },
    )
  })

  const exception = (id: string, overrides: readonly string[], when: Condition): EligibilityRule => ({
    ...rule(when),
    id,
    effect: 'excepts',
    overrides: [...overrides],
  })

  it('is overridden whatever the order in which rules stand', () => {
    fc.assert(
      fc.property(someLetter, condition, condition, condition, fc.nat(5), (letter, when, unless, but, turn) => {
        const set = [rule(when), exception('x', ['r'], unless), exception('y', ['x'], but)]
        const orders = [
          [0, 1, 2],
          [0, 2, 1],
          [1, 0, 2],
          [1, 2, 0],
          [2, 0, 1],
          [2, 1, 0],
        ]
        const first = judge(letter, { rules: set })
        const other = judge(letter, { rules: orders[turn]!.map((i) => set[i]!) })
        expect(other.verdict).toBe(first.verdict)
        expect(outcome(other, 'r')).toBe(outcome(first, 'r'))
        // An exception that holds, and is not itself overridden, always wins.
        const holds = (c: Condition) => truth(letter, c)
        if (holds(unless) === 'true' && holds(but) === 'false') expect(outcome(first, 'r')).not.toBe('bars')
      }),
      { numRuns: 60 },
    )
  })

  it('gives the verdict of the strictest of its rules, and the same proof for the same input', () => {
    const RANK = { eligible: 0, 'needs-evidence': 1, ineligible: 2 }
    fc.assert(
      fc.property(someLetter, condition, condition, (letter, a, b) => {
        const alone = [a, b].map((when) => judge(letter, { rules: [rule(when)], instruments: [] }))
        const both = judge(letter, { rules: [rule(a), { ...rule(b), id: 's' }], instruments: [] })
        const strictest = Math.max(...alone.map((v) => RANK[v.verdict]))
        expect(RANK[both.verdict]).toBe(strictest)
        const again = judge(structuredClone(letter), { rules: [rule(a), { ...rule(b), id: 's' }], instruments: [] })
        expect(JSON.stringify(again)).toBe(JSON.stringify(both))
      }),
      { numRuns: 60 },
    )
  })

  it('sees no fact that became known after the day of the question', () => {
    const day = fc
      .integer({ min: 0, max: 2500 })
      .map((n) => new Date(Date.UTC(2020, 0, 1 + n)).toISOString().slice(0, 10))
    const ids = new Map(facts.map((f) => [f.id, f.known.from]))
    fc.assert(
      fc.property(fc.constantFrom(...letters), day, day, (letter, held, known) => {
        const v = judge(letter, { asOf: { held, known } })
        const used = v.proof.flatMap((p) => nodesOf(p.when)).flatMap((n) => n.evidence.flatMap((e) => e.fact ?? []))
        for (const id of used) expect(ids.get(id)! <= known, `${id} at ${known}`).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})
