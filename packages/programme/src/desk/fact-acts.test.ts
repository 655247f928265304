import { readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import { describe, expect, it } from 'vitest'
import type { EligibilityFiles } from '../eligibility/question.ts'
import type { Fact } from '../facts-file.ts'
import { PROGRAMME_SCHEMAS } from '../programme-files.ts'
import { type Act, judge, replay } from './desk.ts'
import { describeRefusal } from './refusal.ts'
import { Bench, CALL, content, GROUND, stamp } from './testing/sample.ts'

const files = Object.fromEntries(
  Object.entries(PROGRAMME_SCHEMAS).map(([name, schema]) => [
    name,
    schema.parse(
      JSON.parse(readFileSync(new URL(`../../../../missions/change-8/${name}.json`, import.meta.url), 'utf8')),
    ),
  ]),
) as unknown as EligibilityFiles
const GROUND_HERE = { ...GROUND, known: () => files }
const officer = stamp('agency', ['officer'])
const PROVENANCE = { kind: 'assumed', reason: 'a test' } as const

/** Two letters: that of alpha has a part on the Munitions List and was invited all the same, that of beta has none. */
function opened(): Bench {
  const bench = Bench.opened()
  const listed = { name: 'gyro', origin: 'US', classification: 'ITAR XV(e); none' }
  for (const [letter, lead, parts] of [
    ['l-1', 'alpha', [listed]],
    ['l-2', 'beta', []],
  ] as const) {
    const input = { call: CALL.id, letter, content: content(lead, { parts }) }
    unwrap(bench.do('letter-submitted', input, stamp(lead, ['proposer'])))
  }
  unwrap(bench.do('letter-answered', { letter: 'l-1', answer: 'invited', reason: 'so' }, officer))
  return bench
}

/** China leaves the list of 22 CFR 126.1, which it never did: the test is that the verdicts follow. */
const listed = files.facts.facts.find((f) => f.instrument === 'itar-126-1' && f.subject === 'CN')!
const delisted: Fact = {
  ...listed,
  ...{ id: 'made-up-delisting', supersedes: listed.id, provenance: PROVENANCE },
  held: { ...listed.held, until: '2030-06-01' },
  known: { from: '2030-10-15', basis: 'a test' },
}
const input = (...facts: Fact[]) => ({ call: CALL.id, facts, reason: 'a new rule' })

function state(bench: Bench, given: unknown, by = officer) {
  const judged = judge(bench.desk, 'facts-stated', given, by, GROUND_HERE)
  if (judged.ok) {
    bench.desk = judged.value.desk
    bench.acts.push(judged.value.act)
  }
  return judged
}
const told = (judged: ReturnType<typeof state>) => (judged.ok ? 'done' : describeRefusal(judged.error))

describe('facts that the owner of a call states', () => {
  it('judge its letters anew; what flips is on record with what was decided, and the owner is told', () => {
    const bench = opened()
    const { act, notices } = unwrap(state(bench, input(delisted)))
    expect(act.body).toMatchObject({
      flips: [{ letter: 'l-1', owner: 'alpha', from: 'ineligible', to: 'needs-evidence', decided: 'invited' }],
    })
    expect(notices).toEqual([
      {
        to: 'agency',
        subject: 'One verdict flips by a fact stated for south-pole',
        text: expect.stringMatching(/a new rule\nl-1 \(invited\): ineligible -> needs-evidence/),
      },
    ])
    expect(bench.desk.facts.get(CALL.id)).toEqual([delisted])
    expect(replay(JSON.parse(JSON.stringify(bench.acts)) as Act[])).toEqual(bench.desk)
  })

  it('say nothing where nothing flips, and hold from the day they are known', () => {
    const later = { ...delisted, known: { from: '2031-01-01', basis: 'a test' } }
    const { act, notices } = unwrap(state(opened(), input(later)))
    expect([act.body, notices]).toMatchObject([{ flips: [] }, []])
  })

  it.each<[string, () => unknown, RegExp]>([
    ['an id that is taken', () => input({ ...delisted, id: listed.id }), /facts\/0\/id is the id of a fact already/],
    ['two of one id', () => input(delisted, delisted), /facts\/1\/id is the id/],
    ['one that corrects nothing', () => input({ ...delisted, supersedes: 'nothing' }), /there is no fact "nothing"/],
    ['an instrument that is none', () => input({ ...delisted, instrument: 'no-such' }), /no instrument "no-such"/],
    ['a day that is none', () => input({ ...delisted, known: { from: '2030-02-30', basis: 'x' } }), /known\/from/],
  ])('are refused with %s', (_, given, sentence) => {
    expect(told(state(opened(), given()))).toMatch(sentence)
  })

  it("are for one's own call", () => {
    expect(told(state(opened(), input(delisted), stamp('alpha', ['officer'])))).toMatch(/is agency's/)
    expect(told(state(opened(), input(delisted), stamp('agency', ['chair'])))).toMatch(/takes the role officer/)
  })
})

describe('papers and sub-recipients of a letter', () => {
  const submit = (changes: Record<string, unknown>) => {
    const given = { call: CALL.id, letter: 'l-3', content: content('alpha', changes) }
    const judged = Bench.opened().do('letter-submitted', given, stamp('alpha', ['proposer']))
    return judged.ok ? 'done' : describeRefusal(judged.error)
  }
  const paper = { kind: 'bilateral-contract', on: '2030-01-01', state: 'CN' }

  it.each<[string, Record<string, unknown>, RegExp]>([
    [
      'a bilateral paper with the host of a multilateral letter',
      { papers: [paper] },
      /mode says multilateral, and paper 1 is bilateral with CN/,
    ],
    ['the same of a bilateral letter', { papers: [paper], mode: 'bilateral' }, /^done$/],
    ['one with another State', { papers: [{ ...paper, state: 'IT' }] }, /^done$/],
    ['one of no day', { papers: [{ ...paper, on: '2030-02-30' }] }, /papers\/0\/on expected a day/],
    [
      'a sub-recipient named twice',
      { subRecipients: [{ name: 'a' }, { name: 'a' }] },
      /subRecipients\/1\/name a stands here twice/,
    ],
    ['one under nobody', { subRecipients: [{ name: 'a', under: 'b' }] }, /subRecipients\/0\/under names none/],
    ['one under itself', { subRecipients: [{ name: 'a', under: 'a' }] }, /names none/],
    ['a chain', { subRecipients: [{ name: 'a', under: 'b', funders: ['NASA'] }, { name: 'b' }] }, /^done$/],
  ])('%s', (_, changes, sentence) => {
    expect(submit(changes)).toMatch(sentence)
  })
})
