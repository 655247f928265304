import { readFileSync } from 'node:fs'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { partiesFile } from '@magpie/mission/party'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callFile } from './call-file.ts'
import { judgeReceipt } from './deadline.ts'
import { ELIGIBILITY_NOTICE, judgeEligibility } from './eligibility.ts'
import { factsFile } from './facts-file.ts'
import { instrumentsFile } from './instruments-file.ts'
import { type Letter, lettersFile } from './letters-file.ts'
import type { Condition, EligibilityRule } from './rule.ts'

const mission = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../missions/change-8/${name}`, import.meta.url), 'utf8'))
const call = callFile.parse(mission('call.json'))
const { facts } = factsFile.parse(mission('facts.json'))
const { instruments } = instrumentsFile.parse(mission('instruments.json'))
const { letters } = lettersFile.parse(mission('letters.json'))
const parties = new Map(partiesFile.parse(mission('parties.json')).parties.map((p) => [p.id, p]))
const letterOf = (id: string) => letters.find((l) => l.id === id)!

function judge(letter: Letter, rules: readonly EligibilityRule[] = call.rules, day = '2023-12-20') {
  const receipt = unwrap(judgeReceipt(call.letters, call.letters.revisions[0]!, letter.receivedAt, NAIF0012))
  const asOf = { held: day, known: day }
  return judgeEligibility(letter, receipt, { hostState: 'CN', parties, facts, instruments, rules, asOf })
}
const outcome = (v: ReturnType<typeof judge>, rule: string) => v.proof.find((p) => p.rule === rule)?.outcome
const without = <K extends keyof Letter>(letter: Letter, key: K): Letter => {
  const { [key]: _, ...rest } = letter
  return rest as Letter
}

const NASA = letterOf('letter-43')
const PAPER = { on: '2023-09-01', provenance: { kind: 'assumed', reason: 'a test' } } as const

describe('the Wolf Amendment', () => {
  it('bars a bilateral letter with NASA money, naming statute, version, fact and source', () => {
    const v = judge(NASA)
    expect(v.verdict).toBe('ineligible')
    expect(v.reason).toMatch(/Wolf Amendment.*wolf-1, version 1.*Parabolic Arc/)
    const proof = v.proof.find((p) => p.rule === 'wolf-1')!
    expect(proof.outcome).toBe('bars')
    expect(proof.cites.map((c) => c.id)).toEqual(['w1', 'w2', 'w4', 'w5', 'w6', 'w7'])
    expect(proof.when.of.map((n) => n.holds)).toEqual(['true', 'true', 'true'])
    expect(proof.when.of[0]!.evidence).toEqual([
      { says: 'funded by NASA', source: expect.stringContaining('assumed: made up'), assumed: true },
    ])
    expect(v.notice).toBe(ELIGIBILITY_NOTICE)
  })

  it.each<[string, Letter, string, string]>([
    ['the same party, multilateral, with its own money', letterOf('letter-44'), 'eligible', 'passes'],
    ['multilateral with NASA money', { ...NASA, mode: 'multilateral' }, 'eligible', 'passes'],
    [
      'with a certification on file',
      { ...NASA, papers: [{ kind: 'wolf-certification', ...PAPER }] },
      'eligible',
      'excepted',
    ],
    [
      'authorised by a later law',
      { ...NASA, papers: [{ kind: 'specific-authorisation', ...PAPER }] },
      'eligible',
      'excepted',
    ],
    ['with another paper', { ...NASA, papers: [{ kind: 'export-licence', ...PAPER }] }, 'ineligible', 'bars'],
    ['when the mode is not declared', without(NASA, 'mode'), 'needs-evidence', 'open'],
    ['when the funding is not declared', without(NASA, 'funding'), 'needs-evidence', 'open'],
    [
      'bilateral with its own money',
      { ...NASA, funding: [{ funder: 'own funds', provenance: PAPER.provenance }] },
      'eligible',
      'passes',
    ],
  ])('%s', (_, letter, verdict, ruled) => {
    const v = judge(letter)
    expect([v.verdict, outcome(v, 'wolf-1')]).toEqual([verdict, ruled])
  })

  it('binds nobody before it was law', () => {
    expect(outcome(judge(NASA, call.rules, '2011-04-14'), 'wolf-1')).toBeUndefined()
    expect(outcome(judge(NASA, call.rules, '2011-04-15'), 'wolf-1')).toBe('bars')
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
})

describe("the call's own rules", () => {
  const own = letterOf('letter-03')
  const kg = (value: number) => ({ ...own, mass: { value, unit: 'kg', provenance: PAPER.provenance } })
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
    ['a party of Hong Kong', { ...own, parties: ['hkust'], lead: 'hkust' }, 'eligible'],
    ['an international organisation', { ...own, parties: ['zhejiang-university', 'istvs'] }, 'eligible'],
    [
      'a party of unknown country that says nothing',
      without({ ...own, parties: ['letter-15-party'] }, 'declaresForeignParty'),
      'needs-evidence',
    ],
    ['a late letter', { ...own, receivedAt: '2023-12-31T16:00:01Z' }, 'ineligible'],
  ])('%s', (_, letter, verdict) => {
    expect(judge(letter).verdict).toBe(verdict)
  })

  it('takes 150 kg of an instrument for a case of the 200 kg, not of the module', () => {
    expect(judge({ ...kg(150), level: 'unit' }).verdict).toBe('eligible')
    expect(judge({ ...kg(200.5), level: 'unit' }).verdict).toBe('ineligible')
  })
})

describe('any rule', () => {
  const leaf: fc.Arbitrary<Condition> = fc.constantFrom<Condition>(
    { op: 'equals', field: 'mode', value: 'bilateral' },
    { op: 'equals', field: 'in-time', value: true },
    { op: 'at-most', field: 'mass-kg', value: 20 },
    { op: 'one-of', field: 'level', values: ['unit'] },
    { op: 'includes', field: 'funders', values: ['NASA'] },
    { op: 'member', instrument: 'artemis-accords' },
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
    when,
    unless: [],
    provenance: PAPER.provenance,
  })
  const truth = (letter: Letter, when: Condition) =>
    judge(letter, [rule(when)]).proof.find((p) => p.rule === 'r')!.when.holds
  const someLetter = fc
    .tuple(fc.constantFrom(...letters), fc.subarray(['mode', 'mass', 'level', 'funding'] as const))
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
        fc.constantFrom('mode', 'mass', 'level', 'funding'),
        condition,
        (letter, key, when) => {
          const less = truth(without(letter, key), when)
          if (less !== 'open') expect(truth(letter, when)).toBe(less)
        },
      ),
      { numRuns: 60 },
    )
  })
})
