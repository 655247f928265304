import { readFileSync } from 'node:fs'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { knownBy } from '../facts.ts'
import { PROGRAMME_SCHEMAS } from '../programme-files.ts'
import { compareKnowledge, type Judgeable } from './changes.ts'
import { partsDeclaration } from './declarations.ts'
import { receiptOf } from './letters.ts'
import {
  askOfLetter,
  askToJoin,
  contextOf,
  describeQuestionError,
  type EligibilityFiles,
  type JoinQuestion,
  type QuestionError,
} from './question.ts'

const read = (path: string) => JSON.parse(readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8'))
const files = Object.fromEntries(
  Object.entries(PROGRAMME_SCHEMAS).map(([name, schema]) => [
    name,
    schema.parse(read(`missions/change-8/${name}.json`)),
  ]),
) as unknown as EligibilityFiles
const on = (day: string) => ({ held: day, known: day })
const ask = (q: Partial<JoinQuestion>) =>
  askToJoin({ parties: ['example-us-university'], asOf: on('2023-12-20'), ...q }, files, NAIF0012)

describe('a participation that is thought of', () => {
  it.each<[string, Partial<JoinQuestion>, string]>([
    ['NASA money, bilateral', { funding: ['NASA'], mode: 'bilateral' }, 'ineligible'],
    ['the same party, own money, multilateral', { funding: ['own'], mode: 'multilateral' }, 'eligible'],
    ['any party of the United States', { parties: ['US'], funding: ['NASA'], mode: 'bilateral' }, 'ineligible'],
    ['with a Chinese host only', { funding: ['NASA'], mode: 'bilateral', hostState: 'IN' }, 'eligible'],
    ['nothing said of the money', { mode: 'bilateral' }, 'needs-evidence'],
    ['nothing said at all', {}, 'needs-evidence'],
    ['Italy', { parties: ['IT'], funding: ['own'], mode: 'bilateral', asOf: on('2025-04-24') }, 'eligible'],
    ['Bahrain', { parties: ['BH'], funding: ['own'], mode: 'bilateral', asOf: on('2025-04-24') }, 'eligible'],
    ['Peru', { parties: ['PE'], funding: ['own'], mode: 'bilateral', asOf: on('2025-04-24') }, 'eligible'],
    ['Thailand', { parties: ['TH'], funding: ['own'], mode: 'bilateral', asOf: on('2025-04-24') }, 'eligible'],
    ['parties of the host country only', { parties: ['CN'], funding: ['own'], mode: 'bilateral' }, 'ineligible'],
    [
      "parts like Rashid-2's",
      {
        parties: ['AE'],
        funding: ['own'],
        mode: 'bilateral',
        parts: partsDeclaration.parse(read('examples/parts-like-rashid-2.json')),
        asOf: on('2023-03-15'),
      },
      'ineligible',
    ],
    [
      'a late letter',
      { funding: ['own'], mode: 'multilateral', level: 'unit', mass_kg: 5, receivedAt: '2023-12-31T16:00:01Z' },
      'ineligible',
    ],
    [
      'a letter in time',
      { funding: ['own'], mode: 'multilateral', level: 'unit', mass_kg: 5, receivedAt: '2023-12-31T16:00:00Z' },
      'eligible',
    ],
  ])('%s', (_, q, verdict) => {
    expect(unwrap(ask(q)).verdict).toBe(verdict)
  })

  it('is told what is not known, and what was near', () => {
    const say = (q: Partial<JoinQuestion>) => {
      const answer = ask(q)
      expect(answer.ok).toBe(false)
      return answer.ok ? '' : describeQuestionError(answer.error as Exclude<QuestionError, { kind: 'receipt' }>)
    }
    expect(say({ parties: ['example-us-universty'] })).toContain('did you mean "example-us-university"?')
    expect(say({ parties: ['US', 'nowhere'] })).toContain("or a country's code")
    expect(ask({ receivedAt: 'yesterday' })).toMatchObject({ ok: false, error: { kind: 'receipt' } })
  })
})

describe('a letter of the mission', () => {
  it.each([
    ['letter-43', 'ineligible'],
    ['letter-44', 'eligible'],
    ['letter-08', 'eligible'],
    ['letter-42', 'ineligible'],
  ])('%s', (id, verdict) => {
    expect(unwrap(askOfLetter(id, {}, files, NAIF0012)).verdict).toBe(verdict)
  })
  it('is judged on its day where no other is asked for', () => {
    expect(unwrap(askOfLetter('letter-43', {}, files, NAIF0012)).held).toBe('2023-12-20')
    expect(unwrap(askOfLetter('letter-43', { held: '2011-04-14' }, files, NAIF0012)).verdict).toBe('eligible')
    expect(askOfLetter('letter-99', {}, files, NAIF0012)).toMatchObject({
      ok: false,
      error: { kind: 'letter-not-known' },
    })
  })
})

const judgeable: Judgeable[] = files.letters.letters.map((participation) => ({
  participation,
  receipt: unwrap(receiptOf(participation.receivedAt, files.call, NAIF0012)).receipt,
}))
const at = (held: string, known = held) => contextOf(files, { held, known })
const named = (c: ReturnType<typeof compareKnowledge>) => c.flips.map((f) => [f.letter, f.from, f.to])

describe('what changes between two states of knowledge', () => {
  it('is nothing where nothing changed', () => {
    const same = compareKnowledge(judgeable, at('2023-12-20'), at('2023-12-20'))
    expect(same).toMatchObject({ flips: [], moved: [], facts: [], judged: 44 })
  })
  it('is the one letter that the Wolf Amendment reaches, on the day it became law', () => {
    const c = compareKnowledge(judgeable, at('2011-04-14'), at('2011-04-15'))
    expect(named(c)).toEqual([['letter-43', 'eligible', 'ineligible']])
    expect(c.flips[0]!.rules).toEqual([expect.objectContaining({ rule: 'r-wolf-1', from: 'not-in-force', to: 'bars' })])
    expect(c.facts.filter((f) => f.instrument === 'wolf-amendment').map((f) => [f.subject, f.from, f.to])).toEqual([
      ['NASA', 'no-fact', 'in'],
      ['OSTP', 'no-fact', 'in'],
    ])
  })
  it('is a note, and no flip, when Thailand signs the Accords', () => {
    const c = compareKnowledge(judgeable, at('2024-12-15'), at('2024-12-16'))
    expect(c.flips).toEqual([])
    expect(c.moved.map((m) => [m.letter, m.rules.map((r) => [r.rule, r.from, r.to])])).toEqual([
      ['letter-11', [['accords-no-bar', 'silent', 'noted']]],
    ])
    expect(c.facts.map((f) => [f.instrument, f.subject, f.to, f.because[0]!.fact])).toEqual([
      ['artemis-accords', 'TH', 'in', 'artemis-accords-th'],
    ])
  })
  it('is what a changed fact changes, over all letters', () => {
    // Two made-up facts: a funder that the Wolf Amendment covered.
    const before = at('2023-12-20')
    const made = {
      ...files.facts.facts.find((f) => f.id === 'wolf-amendment-nasa')!,
      id: 'made-up',
      subject: 'suparco',
      name: 'SUPARCO',
    }
    const c = compareKnowledge(judgeable, before, { ...before, facts: [...before.facts, made] })
    // Letter 3 is multilateral: noted, not barred.
    expect(named(c)).toEqual([])
    expect(c.moved.map((m) => m.letter)).toEqual(['letter-03'])
    const other = { ...made, subject: 'egsa' }
    const d = compareKnowledge(judgeable, before, { ...before, facts: [...before.facts, other] })
    expect(named(d)).toEqual([['letter-13', 'eligible', 'ineligible']])
  })

  it('turns round with the order of the two, and sees no later fact', () => {
    const day = fc
      .integer({ min: 0, max: 6000 })
      .map((n) => new Date(Date.UTC(2010, 0, 1 + n)).toISOString().slice(0, 10))
    const some = judgeable.slice(0, 14).concat(judgeable.slice(41))
    fc.assert(
      fc.property(day, day, day, (held, k1, k2) => {
        const [a, b] = [at(held, k1), at(held, k2)]
        const [there, back] = [compareKnowledge(some, a, b), compareKnowledge(some, b, a)]
        expect(back.flips.map((f) => [f.letter, f.to, f.from])).toEqual(named(there))
        // Facts that are known later only change nothing.
        const cut = compareKnowledge(some, { ...a, facts: knownBy(files.facts.facts, k1) }, a)
        expect(cut).toMatchObject({ flips: [], moved: [], facts: [] })
      }),
      { numRuns: 12 },
    )
  })
})
