import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkFormula, evaluate, type Step } from './formula.ts'
import { readFormula } from './written-formula.ts'

const value = (text: string, inputs: Record<string, number> = {}) =>
  evaluate(unwrap(readFormula(text, Object.keys(inputs))), Object.values(inputs))

test.each<[string, number]>([
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['2 ^ 3 ^ 2', 512],
  ['-2 ^ 2', -4],
  ['7 - 2 - 1', 4],
  ['0x10 + 1e1', 26],
  ['x > 2 ? x : 0', 3],
  ['x < 2 || y == 5 && !0', 1],
  ['sqrt(x ^ 2 + 16)', 5],
  ['min(x, y) << 1', 6],
  ['(6 & 3) | 8', 10],
  ['atan2(0, -1) - pi', 0],
  ['if(x == 3, y, -1)', 5],
])('%s', (text, expected) => {
  expect(value(text, { x: 3, y: 5 })).toBe(expected)
})

test.each<[string, number, string]>([
  ['', 0, 'a value is expected'],
  ['1 +', 3, 'a value is expected before the end'],
  ['1 2', 2, '"2" is not expected here'],
  ['z + 1', 0, 'there is no input "z"'],
  ['process.exit(1)', 0, 'there is no function'],
  ['constructor(x)', 0, 'there is no function'],
  ['"x"', 0, 'has no meaning'],
  ['toString', 0, 'there is no input'],
  ['sqrt(1, 2)', 6, '")" is expected'],
  ['x # 1', 2, '"#" has no meaning'],
  [`${'('.repeat(200)}1${')'.repeat(200)}`, 50, 'nest deeper'],
])('%s is no formula', (text, at, why) => {
  const read = readFormula(text, ['x'])
  expect(read).toMatchObject({ ok: false, error: { kind: 'formula-unreadable' } })
  if (!read.ok) {
    expect(read.error.at).toBe(at)
    expect(read.error.why).toContain(why)
  }
})

const number = (v: number): Step => ({ kind: 'number', value: v })
const operator = (name: string): Step => ({ kind: 'operator', operator: name })

describe('postfix', () => {
  test.each<[string, Step[], number]>([
    ['swap', [number(1), number(2), operator('swap'), operator('-')], 1],
    ['dup', [number(3), operator('dup'), operator('*')], 9],
    ['over', [number(1), number(2), operator('over'), operator('drop'), operator('-')], -1],
    ['factorial', [number(5), operator('x!')], 120],
  ])('%s', (_, steps, expected) => {
    const formula = checkFormula(steps)
    expect('kind' in formula ? formula : evaluate(formula, [])).toBe(expected)
  })
  test('what leaves too much, takes too much or is unknown is refused', () => {
    expect(checkFormula([number(1), number(2)])).toEqual({ kind: 'formula-left-over', values: 2 })
    expect(checkFormula([operator('+')])).toEqual({ kind: 'formula-too-few', operator: '+' })
    expect(checkFormula([number(1), operator('eval')])).toEqual({ kind: 'formula-unknown-operator', operator: 'eval' })
  })
  test('any text is a formula with a number, or is refused', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'0123456789.xy+-*/%^<>=!&|?:(), sqrtmin'), maxLength: 40 }),
        (text) => {
          const read = readFormula(text, ['x', 'y'])
          if (read.ok) expect(typeof evaluate(read.value, [1, 2])).toBe('number')
        },
      ),
      { numRuns: 3000 },
    )
  })
})
