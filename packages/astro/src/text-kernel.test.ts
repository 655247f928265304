import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { numbersOf, poolOf, stringsOf } from './pool.ts'
import { readTextKernel } from './text-kernel.ts'

const pool = (...texts: string[]) =>
  unwrap(
    poolOf(texts.map((text, i) => unwrap(readTextKernel(`${i}.tf`, `KPL/FK\n\\begindata\n${text}\n\\begintext\n`)))),
  )

describe('values', () => {
  it.each([
    ['X = 1', [1]],
    ['X=1.5D-3', [1.5e-3]],
    ['X = ( 1 2,3 ,\n 4.5E1 -.5 +6. )', [1, 2, 3, 45, -0.5, 6]],
    ['X = 1\nX += ( 2 3 )\nX += 4', [1, 2, 3, 4]],
    ['X += 7', [7]],
    ['X = 1\nX = 2', [2]],
    ['X = @1972-JAN-1', [-883656000]],
    ['X = @2000-01-01T12:00', [0]],
    ['X = @2000-Jan-1/12:00:01.5', [1.5]],
    ['\tX\t=\t9', [9]],
    ["Y = 'no'\nX = 3", [3]],
  ])('%s', (text, numbers) => expect(numbersOf(pool(text), 'X')).toEqual(numbers))

  it.each([
    ["X = 'a b'", ['a b']],
    ["X = ( 'it''s' '' )", ["it's", '']],
    ["X = 'A'\nX += 'B'", ['A', 'B']],
    ["X = '\\begindata (, ) = 7'", ['\\begindata (, ) = 7']],
  ])('%s', (text, strings) => expect(stringsOf(pool(text), 'X')).toEqual(strings))

  it('a later kernel replaces, or adds to, what an earlier one says', () => {
    expect(numbersOf(pool('X = 1', 'X = 2'), 'X')).toEqual([2])
    expect(numbersOf(pool('X = 1', 'X += 2'), 'X')).toEqual([1, 2])
    expect(numbersOf(pool("X = 'a'"), 'X')).toBeUndefined()
    expect(stringsOf(pool('X = 1'), 'X')).toBeUndefined()
  })

  it('reads data sections only, with any line end', () => {
    const text = 'KPL/PCK\r\nX = 1\r\n\\begindata\r\nY = 2\r\n\\begintext\r\nY = 3\r\n  \\begindata  \r\nZ = 4\r\n'
    const kernel = unwrap(readTextKernel('x', text))
    expect(kernel.type).toBe('PCK')
    expect(kernel.assignments.map(({ name, values, line }) => [name, ...values, line])).toEqual([
      ['Y', 2, 4],
      ['Z', 4, 8],
    ])
  })
})

describe('damage is named by its line', () => {
  it.each([
    ['X = (\n1 2\n', 1],
    ['X = ( )\n', 1],
    ['X = ( 1\n( 2 )\n', 2],
    ['X =\n', 1],
    ['X 1\n', 1],
    ['= 1\n', 1],
    ['A = 1\nX = 1.2.3\n', 2],
    ['X = 1e999\n', 1],
    ['X = @2001-FEB-29\n', 1],
    ['X = @yesterday\n', 1],
    ["X = 'open\n", 1],
    ["X = ( 1 'a' )\n", 1],
    ['X = 1\u0000\n', 1],
    ['A = 1\nX = 12', 2],
  ])('%j', (data, line) => {
    const read = readTextKernel('bad.tf', `KPL/FK\n\\begindata\n${data}`)
    expect(read).toMatchObject({ ok: false, error: { kind: 'bad-text-kernel', file: 'bad.tf', line: line + 2 } })
  })

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...`aX=+(),'@1.D-\n\t\\ `), maxLength: 60 }), (data) => {
        const read = readTextKernel('x', `KPL/FK\n\\begindata\n${data}\n`)
        if (read.ok)
          for (const { values } of read.value.assignments)
            for (const value of values) expect(typeof value === 'string' || Number.isFinite(value)).toBe(true)
      }),
      { numRuns: 5000 },
    )
  })
})
