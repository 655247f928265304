import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fact } from '../facts-file.ts'
import type { Letter } from '../letters-file.ts'
import type { Condition, EligibilityRule } from '../rule.ts'
import { nodesOf } from './evaluate.ts'
import { MADE_UP, outcome, referenceLetters, without } from './testing/letters.ts'

const { facts, judge, letters, NASA } = referenceLetters((name) =>
  JSON.parse(readFileSync(new URL(`../../../../missions/change-8/${name}`, import.meta.url), 'utf8')),
)

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

  it('stands on any facts without failing, whatever they say and of whom', () => {
    const day = fc
      .integer({ min: 0, max: 6000 })
      .map((n) => new Date(Date.UTC(2010, 0, 1 + n)).toISOString().slice(0, 10))
    const aFact = fc
      .record({
        subject: fc.constantFrom('NASA', 'own funds', 'CN', 'US', 'example-us-university'),
        instrument: fc.constantFrom('wolf-amendment', 'itar-126-1', 'artemis-accords', 'prc-owned', 'nothing'),
        relation: fc.constantFrom('covered' as const, 'denied' as const, 'signatory' as const),
        confidence: fc.constantFrom('sourced' as const, 'general-knowledge' as const, 'weak' as const),
        from: day,
        until: fc.option(day, { nil: undefined }),
        known: day,
        wide: fc.boolean(),
      })
      .map(
        ({ from, until, known, wide, ...r }): Fact => ({
          ...r,
          id: 'made-up',
          name: r.subject,
          kind: 'state',
          held: {
            from: wide ? { latest: from } : { earliest: from, latest: from },
            ...(until === undefined ? {} : { until }),
          },
          known: { from: known, basis: 'a test' },
          authority: 'a test',
          provenance: MADE_UP,
        }),
      )
    fc.assert(
      fc.property(fc.array(aFact, { maxLength: 12 }), day, day, (made, held, known) => {
        const v = judge(NASA, { facts: made, asOf: { held, known } })
        expect(['eligible', 'ineligible', 'needs-evidence']).toContain(v.verdict)
        // Without a proof that bars there is no refusal, and without something to ask for no request.
        expect(v.verdict === 'ineligible').toBe(
          v.proof.some((p) => p.outcome === 'bars') || v.reason.includes('whichever'),
        )
        if (v.verdict === 'needs-evidence') expect(v.needs.length).toBeGreaterThan(0)
      }),
      { numRuns: 80 },
    )
  })
})
