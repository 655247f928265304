import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkArguments, describeArgumentError } from './command-encoder.ts'
import { argument, commandErrors, commandFrom, entry, is, ref, when } from './testing/command-text.ts'
import { looks } from './testing/dictionary-looks.ts'
import { readXtce } from './xtce-reader.ts'
import { writeXtce } from './xtce-writer/xtce-writer.ts'

const compared = (a: string, operator: string, b: string) =>
  `<BooleanExpression><Condition>${ref(a)}<ComparisonOperator>${operator.replace('<', '&lt;')}</ComparisonOperator>${ref(b)}</Condition></BooleanExpression>`

describe('conditions between arguments of a command', () => {
  const args = argument('m', 'mode') + argument('a', 'u8') + argument('b', 'u8')

  test("an argument that is there only with another one's value, and need not be given otherwise", () => {
    const { there, go } = commandFrom(args, entry('m') + entry('a', when(is('m', '==', 'FAST'))) + entry('b'))
    expect(there({ m: 'FAST', a: 4, b: 9 })).toEqual([[7, 2, 4, 9], { m: 'FAST', a: 4, b: 9 }])
    expect(there({ m: 'SLOW', b: 9 })).toEqual([[7, 1, 9], { m: 'SLOW', b: 9 }])
    const missing = checkArguments(go, { m: 'FAST', b: 9 })
    expect(missing.ok ? '' : describeArgumentError(missing.error)).toBe('go needs the argument a')
  })

  test('one argument compared with another', () => {
    const { there } = commandFrom(
      args,
      entry('m') + entry('a') + entry('b') + entry('a', when(compared('a', '<', 'b'))),
    )
    expect(there({ m: 'SLOW', a: 3, b: 4 })[0]).toEqual([7, 1, 3, 4, 3])
    expect(there({ m: 'SLOW', a: 4, b: 4 })[0]).toEqual([7, 1, 4, 4])
  })

  test('fixed values and gaps, there always or on a condition', () => {
    const fixed = (inside: string) => `<FixedValueEntry binaryValue="EE" sizeInBits="8">${inside}</FixedValueEntry>`
    const gap =
      '<LocationInContainerInBits referenceLocation="previousEntry"><FixedValue>8</FixedValue></LocationInContainerInBits>'
    const { there } = commandFrom(
      args,
      entry('m') +
        fixed('') +
        entry('a', when(is('m', '==', 'FAST'))) +
        fixed(when(is('m', '!=', 'FAST'))) +
        entry('b', gap),
    )
    expect(there({ m: 'FAST', a: 4, b: 9 })).toEqual([[7, 2, 0xee, 4, 0, 9], { m: 'FAST', a: 4, b: 9 }])
    expect(there({ m: 'SLOW', b: 9 })).toEqual([[7, 1, 0xee, 0xee, 0, 9], { m: 'SLOW', b: 9 }])
  })

  test('on what a base command has fixed', () => {
    const { there } = commandFrom(
      args,
      entry('m') + entry('a', when(is('code', '==', '7'))) + entry('b', when(is('code', '==', '8'))),
    )
    expect(there({ m: 'SLOW', a: 1 })[0]).toEqual([7, 1, 1])
  })

  test('any values: what is encoded is decoded', () => {
    const any = `<BooleanExpression><ORedConditions><Condition>${ref('a')}<ComparisonOperator>&gt;=</ComparisonOperator><Value>200</Value></Condition><ANDedConditions><Condition>${ref('m')}<ComparisonOperator>==</ComparisonOperator><Value>SLOW</Value></Condition><Condition>${ref('a')}<ComparisonOperator>!=</ComparisonOperator>${ref('m')}</Condition></ANDedConditions></ORedConditions></BooleanExpression>`
    const { there } = commandFrom(args, entry('m') + entry('a') + entry('b', when(any)))
    fc.assert(
      fc.property(fc.nat(255), fc.nat(255), fc.constantFrom('SLOW', 'FAST'), (a, b, m) => {
        const held = a >= 200 || (m === 'SLOW' && a !== 1)
        expect(there({ m, a, b })[1]).toEqual(held ? { m, a, b } : { m, a })
      }),
    )
  })

  test('they are written and read back, in both editions', () => {
    const { dictionary } = commandFrom(
      args,
      entry('m') +
        entry('a', when(compared('m', '<', 'a'))) +
        entry('b', when(`<ComparisonList>${is('m', '==', 'FAST')}${is('a', '>', '3')}</ComparisonList>`)),
    )
    for (const edition of ['1.2', '1.3'] as const) {
      const again = unwrap(readXtce(unwrap(writeXtce(dictionary, edition)))).dictionary
      const both = [dictionary, again].map((d) => JSON.stringify(d.commands[1]!.entries))
      expect(edition === '1.2' ? both[1]!.length : 1).toBeGreaterThan(0)
      expect(again.commands[1]!.entries).toHaveLength(4)
      expect(unwrap(writeXtce(again, edition))).toEqual(unwrap(writeXtce(dictionary, edition)))
      expect(looks({ ...again, commands: [] })).toEqual(looks({ ...dictionary, commands: [] }))
    }
  })

  test.each([
    [entry('a', when(is('c', '==', '1'))), 'no argument is called "c"'],
    [entry('a', when('<CustomAlgorithm name="k"/>')), 'a program in no language is not run'],
    [entry('a', '<RepeatEntry><Offset><FixedValue>2</FixedValue></Offset></RepeatEntry>'), 'needs a <Count>'],
    [entry('a', when(`<Comparison value="1"/>`)), 'needs a <ArgumentInstanceRef'],
  ])('what cannot be is told with its line', (entries, sentence) => {
    const [first] = commandErrors(args, entry('m') + entries)
    expect(first).toContain(sentence)
    expect(first).toMatch(/^x\.xml:\d: /)
  })
})

test('a blob is given and told in hexadecimal digits', () => {
  const { there, go } = commandFrom(argument('load', 'blob'), entry('load'))
  expect(there({ load: '0102ff' })).toEqual([[7, 1, 2, 255], { load: '0102ff' }])
  for (const load of ['0102', '0102fg', 'x', 7]) {
    const wrong = checkArguments(go, { load })
    expect(wrong.ok ? '' : describeArgumentError(wrong.error)).toBe(
      `load of go is ${load} and must be 6 hexadecimal digits`,
    )
  }
})
