import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileCommandDecoder } from './command-decoder.ts'
import { argumentProblems, checkArguments, describeArgumentError, encodeCommand } from './command-encoder.ts'
import {
  argument,
  type Beside,
  commandErrors,
  commandFrom,
  commandText,
  entry,
  is,
  ref,
  when,
} from './testing/command-text.ts'
import { looks } from './testing/dictionary-looks.ts'
import { describeXtceError } from './xtce-context.ts'
import { readXtce } from './xtce-reader.ts'
import { describeXtceWriteError } from './xtce-writer/writing.ts'
import { writeXtce } from './xtce-writer/xtce-writer.ts'

const fixed = (value: number) => `<FixedValue>${value}</FixedValue>`
const by = (name: string, slope = 1, intercept = 0) =>
  `<DynamicValue>${ref(name)}<LinearAdjustment slope="${slope}" intercept="${intercept}"/></DynamicValue>`
const indices = (from: string, to: string) =>
  `<DimensionList><Dimension><StartingIndex>${from}</StartingIndex><EndingIndex>${to}</EndingIndex></Dimension></DimensionList>`
const array = (name: string, of: string, dimensions: string) =>
  `<ArrayArgumentType name="${name}" arrayTypeRef="${of}">${dimensions}</ArrayArgumentType>`
const at = (where: string, from = 'previousEntry') =>
  `<LocationInContainerInBits referenceLocation="${from}">${where}</LocationInContainerInBits>`
const often = (count: string, gap = '') =>
  `<RepeatEntry><Count>${count}</Count>${gap === '' ? '' : `<Offset>${gap}</Offset>`}</RepeatEntry>`

const cells = array('cells', 'u8', indices(fixed(0), by('n', 1, -1)))
const pair =
  '<AggregateArgumentType name="pair"><MemberList><Member name="x" typeRef="u8"/><Member name="y" typeRef="mode"/></MemberList></AggregateArgumentType>'
const pairs = array('pairs', 'pair', indices(fixed(0), by('n', 1, -1)))
const load =
  '<BinaryArgumentType name="load"><BinaryDataEncoding><SizeInBits>' +
  `${by('n', 8)}</SizeInBits></BinaryDataEncoding></BinaryArgumentType>`
const word = `<StringArgumentType name="word"><StringDataEncoding><Variable maxSizeInBits="800">${by('n', 8)}</Variable></StringDataEncoding></StringArgumentType>`
const lists: Beside = { types: cells + pair + pairs + load + word }
const n = argument('n', 'u8')

/** Written in both editions and read again, it is the same command. */
function writtenAgain(args: string, entries: string, beside: Beside = {}): void {
  const { dictionary } = commandFrom(args, entries, beside)
  for (const edition of ['1.2', '1.3'] as const) {
    const written = writeXtce(dictionary, edition)
    if (!written.ok) throw new Error(written.error.map(describeXtceWriteError).join('\n'))
    expect(looks(unwrap(readXtce(written.value)).dictionary)).toEqual(looks(dictionary))
  }
}

describe('lists: arrays whose number of elements another argument tells', () => {
  const args = n + argument('a', 'cells') + argument('z', 'u8')
  const entries = entry('n') + entry('a') + entry('z')

  test('given element by element, or all at once, with or without their number', () => {
    const { there } = commandFrom(args, entries, lists)
    const expected = [[7, 3, 4, 5, 6, 9], { n: 3, 'a[0]': 4, 'a[1]': 5, 'a[2]': 6, z: 9 }]
    expect(there({ n: 3, 'a[0]': 4, 'a[1]': 5, 'a[2]': 6, z: 9 })).toEqual(expected)
    expect(there({ 'a[0]': 4, 'a[1]': 5, 'a[2]': 6, z: 9 })).toEqual(expected)
    for (const a of ['4 5 6', '4,5, 6', '[4, 5, 6]']) expect(there({ a, z: 9 })).toEqual(expected)
    expect(there({ 'a[]': '4 5 6', n: 3, z: 9 })).toEqual(expected)
    expect(there({ n: 0, z: 9 })).toEqual([[7, 0, 9], { n: 0, z: 9 }])
    expect(there({ a: 4, z: 9 })).toEqual([[7, 1, 4, 9], { n: 1, 'a[0]': 4, z: 9 }])
  })

  test.each<[Record<string, number | string>, string]>([
    [{ n: 3, a: '4 5', z: 9 }, 'a[] of go has 2 elements and must have 3'],
    [{ n: 1, a: '4 5', z: 9 }, 'a[] of go has 2 elements and must have 1'],
    [{ n: 2, 'a[1]': 5, z: 9 }, 'go needs the argument a[0]'],
    [{ a: '4 500', z: 9 }, 'a[1] of go is 500 and must be a whole number'],
    [{ a: '4 x', z: 9 }, 'a[1] of go is NaN and must be a whole number'],
    [{ a: '4', 'b[0]': 1, z: 9 }, 'go has no argument b[0]'],
    [{ a: '4', 'a[9999999999]': 1, z: 9 }, 'go has no argument a[9999999999]'],
    [{ 'a[99999999]': 1, n: 3, z: 9 }, 'a[] of go has 100000000 elements and must have 3'],
    [{ z: 9 }, 'go needs the argument n'],
  ])('%j: %s', (values, sentence) => {
    const { go } = commandFrom(args, entries, lists)
    const checked = checkArguments(go, values)
    expect(checked.ok ? '' : describeArgumentError(checked.error)).toBe(sentence)
  })

  test('everything that is wrong is told', () => {
    const { go } = commandFrom(args, entries, lists)
    expect(argumentProblems(go, { a: '500', z: 900 }).map(describeArgumentError)).toEqual([
      'a[0] of go is 500 and must be a whole number',
      'z of go is 900 and must be a whole number',
    ])
  })

  test('of aggregates, of enumerations, and beside conditions', () => {
    const { there } = commandFrom(n + argument('p', 'pairs'), entry('n') + entry('p', when(is('n', '>', '1'))), lists)
    expect(there({ 'p[].x': '1 2', 'p[].y': 'SLOW FAST' })).toEqual([
      [7, 2, 1, 1, 2, 2],
      { n: 2, 'p[0].x': 1, 'p[0].y': 'SLOW', 'p[1].x': 2, 'p[1].y': 'FAST' },
    ])
    expect(there({ n: 1 })).toEqual([[7, 1], { n: 1 }])
  })

  test('any list: what is encoded is decoded', () => {
    const { there } = commandFrom(args, entries, lists)
    fc.assert(
      fc.property(fc.array(fc.nat(255), { minLength: 1, maxLength: 100 }), fc.nat(255), (a, z) => {
        const elements = Object.fromEntries(a.map((value, i) => [`a[${i}]`, value]))
        expect(there({ a: a.join(' '), z })).toEqual([[7, a.length, ...a, z], { n: a.length, ...elements, z }])
      }),
    )
  })

  test('a piece of an array, and another number of elements than the type tells', () => {
    const five = array('five', 'u8', indices(fixed(0), fixed(4)))
    const types = { types: `${five}${cells}` }
    const piece = `<ArrayArgumentRefEntry argumentRef="f">${indices(fixed(1), fixed(2))}</ArrayArgumentRefEntry>`
    const given = Object.fromEntries([0, 1, 2, 3, 4].map((i) => [`f[${i}]`, i]))
    expect(commandFrom(argument('f', 'five'), piece, types).there(given)[0]).toEqual([7, 1, 2])
    const half = `<ArrayArgumentRefEntry argumentRef="a">${indices(fixed(0), fixed(0))}</ArrayArgumentRefEntry>`
    const { there } = commandFrom(n + argument('a', 'cells'), entry('n') + half, types)
    expect(there({ a: '4 5' })[0]).toEqual([7, 2, 4])
  })

  test('texts and blobs as long as another argument tells', () => {
    const { there, go } = commandFrom(n + argument('l', 'load'), entry('n') + entry('l'), lists)
    expect(there({ l: '0102ff' })).toEqual([[7, 3, 1, 2, 255], { n: 3, l: '0102ff' }])
    const wrong = checkArguments(go, { n: 2, l: '0102ff' })
    expect(wrong.ok ? '' : describeArgumentError(wrong.error)).toBe(
      'l of go is 0102ff and must be 4 hexadecimal digits',
    )
    const said = commandFrom(n + argument('w', 'word'), entry('n') + entry('w'), lists)
    expect(said.there({ w: 'moon' })).toEqual([[7, 4, 109, 111, 111, 110], { n: 4, w: 'moon' }])
  })
})

describe('places and repetitions', () => {
  const ab = argument('a', 'u8') + argument('b', 'u8')
  test.each<[string, string, Record<string, number>, number[]]>([
    ['an argument three times', entry('a', often(fixed(3))) + entry('b'), { a: 4, b: 5 }, [7, 4, 4, 4, 5]],
    ['with bits between', entry('a', often(fixed(2), fixed(8))) + entry('b'), { a: 4, b: 5 }, [7, 4, 0, 4, 5]],
    ['as often as an argument tells', entry('b') + entry('a', often(by('b', 2, -1))), { a: 4, b: 2 }, [7, 2, 4, 4, 4]],
    [
      'a fixed value as often as an argument tells',
      `${entry('b')}<FixedValueEntry binaryValue="ee" sizeInBits="8">${often(by('b'))}</FixedValueEntry>${entry('a')}`,
      { a: 4, b: 2 },
      [7, 2, 0xee, 0xee, 4],
    ],
    [
      'by what holds',
      entry('b') +
        entry(
          'a',
          often(
            `<DiscreteLookupList><DiscreteLookup value="2">${is('b', '>', '5')}</DiscreteLookup><DiscreteLookup value="0">${is('b', '<=', '5')}</DiscreteLookup></DiscreteLookupList>`,
          ),
        ),
      { a: 4, b: 6 },
      [7, 6, 4, 4],
    ],
    ['from the start', entry('a', at(fixed(24), 'containerStart')) + entry('b'), { a: 4, b: 5 }, [7, 0, 0, 4, 5]],
    ['back', entry('a') + entry('b', at(fixed(-16))), { a: 4, b: 7 }, [7, 4]],
    [
      'fixed values behind all others',
      `${entry('a') + entry('b')}<FixedValueEntry binaryValue="ee" sizeInBits="8"/><FixedValueEntry binaryValue="ef" sizeInBits="8"/>`,
      { a: 4, b: 5 },
      [7, 4, 5, 0xee, 0xef],
    ],
    ['by what another tells', entry('b') + entry('a', at(by('b', 8))), { a: 4, b: 2 }, [7, 2, 0, 0, 4]],
    [
      'on a condition that is a formula',
      entry('b') +
        entry(
          'a',
          when(
            `<CustomAlgorithm name="f"><AlgorithmText language="formula">b % 2 == 1 &amp;&amp; code == 7</AlgorithmText><InputSet><InputArgumentInstanceRef argumentRef="b"/><InputArgumentInstanceRef argumentRef="code"/></InputSet></CustomAlgorithm>`,
          ),
        ),
      { a: 4, b: 3 },
      [7, 3, 4],
    ],
  ])('%s', (_, entries, values, octets) => {
    const { there } = commandFrom(ab, entries)
    expect(there(values)).toEqual([octets, values])
    writtenAgain(ab, entries)
  })

  test('lists are written and read back', () => {
    const entries = entry('n') + entry('a', often(fixed(2))) + entry('p') + entry('l')
    writtenAgain(n + argument('a', 'cells') + argument('p', 'pairs') + argument('l', 'load'), entries, lists)
    const half = `<ArrayArgumentRefEntry argumentRef="a">${indices(fixed(0), by('n'))}</ArrayArgumentRefEntry>`
    writtenAgain(n + argument('a', 'cells'), entry('n') + half, lists)
  })

  test('what no packet has room for is told', () => {
    const { go } = commandFrom(ab, entry('b') + entry('a', at(by('b', 100000))))
    const checked = checkArguments(go, { a: 1, b: 200 })
    expect(checked.ok ? '' : describeArgumentError(checked.error)).toContain(
      'makes no packet: an entry would stand at bit',
    )
    const back = commandFrom(ab, entry('b') + entry('a', often(by('b', 1, -9))))
    const negative = checkArguments(back.go, { a: 1, b: 2 })
    expect(negative.ok ? '' : describeArgumentError(negative.error)).toBe(
      'go makes no packet: a number of repetitions that is told is none',
    )
  })

  const telemetry = `<TelemetryMetaData><ParameterTypeSet><IntegerParameterType name="u8"><IntegerDataEncoding sizeInBits="8"/></IntegerParameterType></ParameterTypeSet><ParameterSet><Parameter name="p" parameterTypeRef="u8" initialValue="2"/><Parameter name="q" parameterTypeRef="u8" initialValue="6"/></ParameterSet><ContainerSet><SequenceContainer name="c"><EntryList><ParameterRefEntry parameterRef="p"/><ParameterRefEntry parameterRef="q"><RepeatEntry><Count><DynamicValue><ParameterInstanceRef parameterRef="p"/></DynamicValue></Count></RepeatEntry><IncludeCondition><Comparison parameterRef="p" value="2"/></IncludeCondition></ParameterRefEntry></EntryList></SequenceContainer></ContainerSet></TelemetryMetaData>`
  test('a container of telemetry in a command, with its conditions and repetitions', () => {
    const { there } = commandFrom(argument('a', 'u8'), `<ContainerRefEntry containerRef="c"/>${entry('a')}`, {
      telemetry,
    })
    expect(there({ a: 4 })[0]).toEqual([7, 2, 6, 6, 4])
  })
  test('a container of telemetry that a command extends stands in front', () => {
    const extended = (container: string, restriction = '') =>
      commandText(argument('a', 'u8'), entry('a'), { telemetry }).replace(
        '<BaseContainer containerRef="base"/>',
        `\n<BaseContainer containerRef="${container}">${restriction}</BaseContainer>`,
      )
    const read = readXtce([{ name: 'x.xml', text: extended('c') }])
    const go = unwrap(read).dictionary.commands.find(({ name }) => name === 'go')!
    expect([...encodeCommand(go, unwrap(checkArguments(go, { a: 4 })))]).toEqual([7, 2, 6, 6, 4])
    const errorsOf = (text: string) => {
      const wrong = readXtce([{ name: 'x.xml', text }])
      return wrong.ok ? [] : wrong.error.map(describeXtceError)
    }
    expect(errorsOf(extended('none'))).toEqual([
      'x.xml:4: <BaseContainer> cannot be used: it names no container of the command that this one extends',
    ])
    const restricted = extended(
      'c',
      '<RestrictionCriteria><Comparison parameterRef="p" value="1"/></RestrictionCriteria>',
    )
    expect(errorsOf(restricted)[0]).toMatch(/^x\.xml:4: <RestrictionCriteria> cannot be used/)
  })
  test('a container that holds itself is told, also where a command holds it', () => {
    const circle = telemetry.replace('<EntryList>', '<EntryList><ContainerRefEntry containerRef="c"/>')
    expect(commandErrors(argument('a', 'u8'), '<ContainerRefEntry containerRef="c"/>', { telemetry: circle })).toEqual([
      'x.xml:1: the container "/s/c" extends or contains itself',
    ])
  })
  test('a parameter on a condition over arguments, as often as one tells', () => {
    const q = `<ParameterRefEntry parameterRef="q">${often(by('a'))}${when(is('a', '!=', '1'))}</ParameterRefEntry>`
    const { there } = commandFrom(argument('a', 'u8'), entry('a') + q, { telemetry })
    expect(there({ a: 3 })[0]).toEqual([7, 3, 6, 6, 6])
    expect(there({ a: 1 })[0]).toEqual([7, 1])
  })
})

describe('places counted from the end', () => {
  // A length of four bits, its data, and behind them, wherever they end, a word and a check.
  const args = n + argument('a', 'cells') + argument('sum', 'u8') + argument('tag', 'u8')
  const sum = entry('sum', at(fixed(0), 'containerEnd'))
  const tag = entry('tag', at(fixed(8), 'containerEnd'))

  test('stand behind all others, in their order', () => {
    const { there } = commandFrom(args, sum + entry('n') + tag + entry('a'), lists)
    expect(there({ a: '4 5 6', sum: 0xcc, tag: 9 })).toEqual([
      [7, 3, 4, 5, 6, 9, 0xcc],
      { n: 3, 'a[0]': 4, 'a[1]': 5, 'a[2]': 6, sum: 0xcc, tag: 9 },
    ])
    writtenAgain(args, sum + entry('n') + tag + entry('a'), lists)
  })

  test('leave the gap that they say', () => {
    const { there } = commandFrom(n + argument('tag', 'u8'), entry('tag', at(fixed(16), 'containerEnd')) + entry('n'))
    expect(there({ n: 1, tag: 2 })[0]).toEqual([7, 1, 2, 0, 0])
    const fixedLast =
      '<FixedValueEntry binaryValue="a5" sizeInBits="8"><LocationInContainerInBits referenceLocation="containerEnd"><FixedValue>0</FixedValue></LocationInContainerInBits></FixedValueEntry>'
    expect(commandFrom(n, fixedLast + entry('n')).there({ n: 1 })).toEqual([[7, 1, 0xa5], { n: 1 }])
  })

  test('those of a pattern stand behind what its commands have', () => {
    const text = commandText(n, entry('n'))
      .replace('<ArgumentList>', `<ArgumentList>${argument('sum', 'u8')}`)
      .replace('<CommandContainer name="base"><EntryList>', `<CommandContainer name="base"><EntryList>${sum}`)
    const { dictionary } = unwrap(readXtce([{ name: 'x.xml', text }]))
    const go = dictionary.commands.find(({ name }) => name === 'go')!
    const octets = encodeCommand(go, unwrap(checkArguments(go, { n: 5, sum: 0xcc })))
    expect([...octets]).toEqual([7, 5, 0xcc])
    const decoder = unwrap(compileCommandDecoder(dictionary, '/s/base'))
    // What follows the packet, as a signature does, is not taken for its end.
    const decoded = unwrap(decoder.decode(Uint8Array.of(...octets, 1, 2, 3)))
    expect(decoded).toMatchObject({ octets: 3, values: { code: 7, n: 5, sum: 0xcc } })
  })
})

test('an array of arrays of told sizes is one of two dimensions', () => {
  const rows = array('rows', 'cells', indices(fixed(0), by('m', 1, -1)))
  const args = argument('m', 'u8') + n + argument('a', 'rows')
  const entries = entry('m') + entry('n') + entry('a')
  const { there } = commandFrom(args, entries, { types: cells + rows })
  expect(there({ m: 2, n: 3, a: '1 2 3 4 5 6' })[0]).toEqual([7, 2, 3, 1, 2, 3, 4, 5, 6])
  expect(there({ m: 2, n: 0, a: '' })[0]).toEqual([7, 2, 0])
  writtenAgain(args, entries, { types: cells + rows })
  expect(commandErrors(args, entries, { types: cells + rows })).toEqual([])
})

test.each<[string, string, Beside, string]>([
  [n + argument('a', 'cells'), entry('a', often(by('m'))), lists, 'no argument is called "m"'],
  [argument('a', 'cells'), entry('a'), lists, 'no argument is called "n"'],
  [argument('n', 'blob') + argument('a', 'cells'), entry('a'), lists, 'a size told by a text'],
  [
    n + argument('a', 'deep'),
    entry('a'),
    {
      types: `${cells}<AggregateArgumentType name="row"><MemberList><Member name="of" typeRef="cells"/></MemberList></AggregateArgumentType>${array('deep', 'row', indices(fixed(0), by('n')))}`,
    },
    'an array whose number of elements is told, in the aggregates of another',
  ],
  [n + argument('a', 'load'), entry('a', at(fixed(8), 'containerEnd')), lists, 'one value of fixed size'],
  [argument('a', 'u8'), entry('a', at(by('a'), 'containerEnd')), {}, 'a distance from the end that is not fixed'],
  [
    n + argument('a', 'u8'),
    entry('n', at(fixed(8))) + entry('n', at(fixed(8), 'containerStart')) + entry('a', at(fixed(8), 'containerEnd')),
    {},
    'places counted from the end beside others',
  ],
  [
    n + argument('a', 'u8'),
    '<ParameterSegmentRefEntry parameterRef="a" sizeInBits="8"/>',
    {},
    'pieces of streams, of containers and of parameters are not put together',
  ],
])('what cannot be is told with its line: %#', (args, entries, beside, sentence) => {
  const [first] = commandErrors(args, entries, beside)
  expect(first).toContain(sentence)
  expect(first).toMatch(/^x\.xml:\d+: /)
})
