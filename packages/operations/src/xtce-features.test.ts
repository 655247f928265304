import { unwrap } from '@magpie/core/result'
import { describe, expect, test } from 'vitest'
import { type ArgumentValues, appliesTo } from './command-encoder.ts'
import { compileDecoder, describeDecodeError } from './decoder.ts'
import { type NamedValue, packetValues } from './packet-values.ts'
import { container, type Pieces, parameter, unsigned, xtceText } from './testing/xtce-text.ts'
import { describeXtceError } from './xtce-context.ts'
import { readXtce } from './xtce-reader.ts'
import { describeXtceWriteError } from './xtce-writer/writing.ts'
import { writeXtce } from './xtce-writer/xtce-writer.ts'

const bytes = (...octets: number[]) => Uint8Array.from(octets)

function decoded(pieces: Pieces, packet: Uint8Array): readonly NamedValue[] | string {
  const decoder = unwrap(compileDecoder(unwrap(readXtce([{ name: 'x.xml', text: xtceText('s', pieces) }])).dictionary))
  const sample = decoder.newSample()
  const done = decoder.decode(packet, sample)
  return done.ok ? packetValues(decoder)(sample) : describeDecodeError(done.error)
}
const list = (pieces: Pieces, packet: Uint8Array) => {
  const values = decoded(pieces, packet)
  return typeof values === 'string' ? values : values.map(({ parameter: p, value }) => [p.name, value])
}
const one = (type: string): Pieces => ({
  types: type,
  parameters: parameter('a', 't'),
  containers: container('c', ['a']),
})
const integer = (encoding: string) =>
  `<IntegerParameterType name="t"><IntegerDataEncoding ${encoding}/></IntegerParameterType>`
const LITTLE = 'byteOrder="leastSignificantByteFirst"'
const float = (encoding: string) => `<FloatParameterType name="t"><FloatDataEncoding ${encoding}/></FloatParameterType>`

test.each<[string, string, Uint8Array, unknown]>([
  ['part of an octet, whatever its byte order', integer(`sizeInBits="4" ${LITTLE}`), bytes(0x5a), 5],
  ['BCD', integer('sizeInBits="24" encoding="BCD"'), bytes(1, 9, 7), 197],
  ['packed BCD', integer('sizeInBits="16" encoding="packedBCD"'), bytes(0x19, 0x76), 1976],
  ['64 bits, all of them', integer('sizeInBits="64"'), bytes(255, 255, 255, 255, 255, 255, 255, 255), 2n ** 64n - 1n],
  [
    '60 bits, negative',
    integer('sizeInBits="60" encoding="twosComplement"'),
    bytes(0x80, 0, 0, 0, 0, 0, 0, 0x10),
    1n - 2n ** 59n,
  ],
  ['octets in an order of their own', integer('sizeInBits="32" byteOrder="2,3,0,1"'), bytes(2, 1, 4, 3), 0x01020304],
  ['the least bit first', integer('sizeInBits="3" bitOrder="leastSignificantBitFirst"'), bytes(0b11000000), 3],
  ['the least bit first in an octet', integer('sizeInBits="8" bitOrder="leastSignificantBitFirst"'), bytes(0x80), 1],
  // MIL-STD-1750A, table of examples in 4.1.5: 0.5 x 2^0, -1 x 2^0 and 0.75 x 2^-1; 48 bits with the same mantissa.
  ['MIL-STD-1750A, 0.5', float('sizeInBits="32" encoding="MILSTD_1750A"'), bytes(0x40, 0, 0, 0), 0.5],
  ['MIL-STD-1750A, -1', float('sizeInBits="32" encoding="MILSTD_1750A"'), bytes(0x80, 0, 0, 0), -1],
  ['MIL-STD-1750A, 0.375', float('sizeInBits="32" encoding="MILSTD_1750A"'), bytes(0x60, 0, 0, 0xff), 0.375],
  ['MIL-STD-1750A, 48 bits', float('sizeInBits="48" encoding="MILSTD_1750A"'), bytes(0x40, 0, 0, 1, 0, 0), 1],
  ['MIL-STD-1750A, 16 bits', float('sizeInBits="16" encoding="MILSTD_1750A"'), bytes(0x63, 0x44), 12.40625],
  ['IBM, -118.625', float('sizeInBits="32" encoding="IBM"'), bytes(0xc2, 0x76, 0xa0, 0), -118.625],
  ['DEC, 1', float('sizeInBits="32" encoding="DEC"'), bytes(0x40, 0x80, 0, 0), 1],
  ['TI, 1.5', float('sizeInBits="32" encoding="TI"'), bytes(0, 0x40, 0, 0), 1.5],
])('%s', (_, type, packet, expected) => {
  expect(list(one(type), packet)).toEqual([['a', expected]])
})

// The values that xtcetools asserts for MilFloat16 and MilFloat32 of BogusSAT (golden/operations).
test.each<[number, readonly number[], number]>([
  [16, [0x40, 0x01], 1],
  [16, [0x40, 0x3f], 0.25],
  [16, [0x9f, 0x04], -12.125],
  [32, [0x40, 0, 0, 0xff], 0.25],
  [32, [0x99, 0x7a, 0xe1, 0x05], -25.630001068115234],
])('MIL-STD-1750A of %i bits: %j', (bits, octets, expected) => {
  expect(list(one(float(`sizeInBits="${bits}" encoding="MILSTD_1750A"`)), bytes(...octets))).toEqual([['a', expected]])
})

describe('composites', () => {
  const types = `${unsigned('u8', 8)}<AggregateParameterType name="g"><MemberList><Member name="x" typeRef="u8"/><Member name="y" typeRef="u8"/></MemberList></AggregateParameterType>
<ArrayParameterType name="two" arrayTypeRef="g"><DimensionList><Dimension><StartingIndex><FixedValue>0</FixedValue></StartingIndex><EndingIndex><FixedValue>1</FixedValue></EndingIndex></Dimension></DimensionList></ArrayParameterType>
<ArrayParameterType name="many" arrayTypeRef="u8"><DimensionList><Dimension><StartingIndex><FixedValue>0</FixedValue></StartingIndex><EndingIndex><DynamicValue><ParameterInstanceRef parameterRef="n"/><LinearAdjustment slope="1" intercept="-1"/></DynamicValue></EndingIndex></Dimension></DimensionList></ArrayParameterType>`

  test('an array of aggregates is a parameter for each part', () => {
    const pieces = {
      types,
      parameters: parameter('a', 'two') + parameter('n', 'u8'),
      containers: container('c', ['a']),
    }
    expect(list(pieces, bytes(1, 2, 3, 4))).toEqual([
      ['a[0].x', 1],
      ['a[0].y', 2],
      ['a[1].x', 3],
      ['a[1].y', 4],
    ])
  })

  test('an array as long as another parameter says keeps every value', () => {
    const pieces = {
      types,
      parameters: parameter('n', 'u8') + parameter('a', 'many') + parameter('z', 'u8'),
      containers: container('c', ['n', 'a', 'z']),
    }
    expect(list(pieces, bytes(3, 7, 8, 9, 4))).toEqual([
      ['n', 3],
      ['a[]', 7],
      ['a[]', 8],
      ['a[]', 9],
      ['z', 4],
    ])
    // As many as there was room for: what follows has its place all the same.
    expect(list(pieces, bytes(2, 7, 8, 4))).toEqual([
      ['n', 2],
      ['a[]', 7],
      ['a[]', 8],
      ['z', 4],
    ])
    expect(list(pieces, bytes(0, 4))).toEqual([
      ['n', 0],
      ['z', 4],
    ])
    expect(list(pieces, bytes(200, 4))).toBe('something in /s/c would come 200 times')
  })

  test('a repeated entry, with bits between', () => {
    const repeated =
      '<ParameterRefEntry parameterRef="n"><RepeatEntry><Count><FixedValue>3</FixedValue></Count><Offset><FixedValue>8</FixedValue></Offset></RepeatEntry></ParameterRefEntry>'
    const pieces = { types, parameters: parameter('n', 'u8'), containers: container('c', [repeated]) }
    expect(list(pieces, bytes(1, 0, 2, 0, 3))).toEqual([
      ['n', 1],
      ['n', 2],
      ['n', 3],
    ])
  })

  test('a member is named with a slash, and what holds itself is an error', () => {
    const loop =
      '<AggregateParameterType name="g"><MemberList><Member name="x" typeRef="g"/></MemberList></AggregateParameterType>'
    const read = readXtce([{ name: 'x.xml', text: xtceText('s', { types: loop, parameters: parameter('a', 'g') }) }])
    expect(read.ok ? [] : read.error.map(describeXtceError)).toEqual([
      'x.xml:4: the type "g" extends or contains itself',
    ])
  })
})

describe('criteria', () => {
  const condition = (inner: string) =>
    `<ParameterRefEntry parameterRef="z"><IncludeCondition><BooleanExpression>${inner}</BooleanExpression></IncludeCondition></ParameterRefEntry>`
  const is = (name: string, operator: string, value: string) =>
    `<Condition><ParameterInstanceRef parameterRef="${name}"/><ComparisonOperator>${operator}</ComparisonOperator>${value}</Condition>`
  const fits = (inner: string, a: number, b: number) => {
    const pieces = {
      types: unsigned('u8', 8),
      parameters: parameter('a', 'u8') + parameter('b', 'u8') + parameter('z', 'u8'),
      containers: container('c', ['a', 'b', condition(inner)]),
    }
    return list(pieces, bytes(a, b, 9)).length === 3
  }
  test.each<[string, string, number, number, boolean]>([
    [
      'and, both',
      `<ANDedConditions>${is('a', '==', '<Value>1</Value>')}${is('b', '!=', '<Value>2</Value>')}</ANDedConditions>`,
      1,
      3,
      true,
    ],
    [
      'and, one',
      `<ANDedConditions>${is('a', '==', '<Value>1</Value>')}${is('b', '!=', '<Value>2</Value>')}</ANDedConditions>`,
      1,
      2,
      false,
    ],
    [
      'or, one',
      `<ORedConditions>${is('a', '==', '<Value>1</Value>')}${is('b', '==', '<Value>2</Value>')}</ORedConditions>`,
      0,
      2,
      true,
    ],
    [
      'or, none',
      `<ORedConditions>${is('a', '==', '<Value>1</Value>')}${is('b', '==', '<Value>2</Value>')}</ORedConditions>`,
      0,
      0,
      false,
    ],
    ['two parameters', is('a', '&lt;', '<ParameterInstanceRef parameterRef="b"/>'), 4, 5, true],
    ['two parameters, not', is('a', '&lt;', '<ParameterInstanceRef parameterRef="b"/>'), 5, 5, false],
  ])('%s', (_, inner, a, b, expected) => {
    expect(fits(inner, a, b)).toBe(expected)
  })
})

test('a calibrator and an alarm by context, and a mathematical operation', () => {
  const match = (value: number) => `<ContextMatch><Comparison parameterRef="m" value="${value}"/></ContextMatch>`
  const pieces: Pieces = {
    types: `${unsigned('u8', 8)}<FloatParameterType name="t"><IntegerDataEncoding sizeInBits="8"><DefaultCalibrator><MathOperationCalibrator><ThisParameterOperand/><ValueOperand>2</ValueOperand><Operator>^</Operator></MathOperationCalibrator></DefaultCalibrator><ContextCalibratorList><ContextCalibrator>${match(1)}<Calibrator><PolynomialCalibrator><Term coefficient="100" exponent="0"/></PolynomialCalibrator></Calibrator></ContextCalibrator></ContextCalibratorList></IntegerDataEncoding><DefaultAlarm><StaticAlarmRanges><WarningRange maxInclusive="10"/></StaticAlarmRanges></DefaultAlarm><ContextAlarmList><ContextAlarm>${match(2)}<StaticAlarmRanges><CriticalRange maxInclusive="1"/></StaticAlarmRanges></ContextAlarm></ContextAlarmList></FloatParameterType>`,
    parameters: parameter('m', 'u8') + parameter('a', 't'),
    containers: container('c', ['m', 'a']),
  }
  const seen = (m: number) => {
    const values = decoded(pieces, bytes(m, 3))
    return typeof values === 'string' ? values : [values[1]!.value, values[1]!.level]
  }
  expect([seen(0), seen(1), seen(2)]).toEqual([
    [9, 'nominal'],
    [100, 'warning'],
    [9, 'critical'],
  ])
})

test('what is not read is an error with its line', () => {
  const segment = '<StreamSegmentEntry streamRef="x" sizeInBits="8"/>'
  const read = readXtce([{ name: 'x.xml', text: xtceText('s', { containers: container('c', [segment]) }) }])
  expect(read.ok ? [] : read.error.map(describeXtceError)).toEqual([
    'x.xml:6: <StreamSegmentEntry> cannot be used: pieces of streams, of containers and of parameters are not put together',
  ])
})

describe('XTCE 1.3', () => {
  const namespace = 'http://www.omg.org/spec/XTCE/20250214'
  const doc = (telemetry: string, commands = '') =>
    `<SpaceSystem name="s" xmlns="${namespace}" systemType="asset" assetType="lander"><TelemetryMetaData>${telemetry}</TelemetryMetaData>${commands}</SpaceSystem>`
  const read = (text: string) => unwrap(readXtce([{ name: 'x.xml', text }])).dictionary
  const types = (inner: string) =>
    doc(
      `<ParameterTypeSet><IntegerParameterType name="u8" signed="false"><IntegerDataEncoding sizeInBits="8"/></IntegerParameterType>${inner}</ParameterTypeSet><ParameterSet><Parameter name="n" parameterTypeRef="u8"/><Parameter name="b" parameterTypeRef="t"/></ParameterSet><ContainerSet><SequenceContainer name="c"><EntryList><ParameterRefEntry parameterRef="n"/><ParameterRefEntry parameterRef="b"/></EntryList></SequenceContainer></ContainerSet>`,
    )

  test('a look-up has a value where no case holds', () => {
    const dictionary = read(
      types(
        '<BinaryParameterType name="t"><BinaryDataEncoding><SizeInBits><DiscreteLookupList defaultValue="16"><DiscreteLookup value="8"><Comparison parameterRef="n" value="1"/></DiscreteLookup></DiscreteLookupList></SizeInBits></BinaryDataEncoding></BinaryParameterType>',
      ),
    )
    const decoder = unwrap(compileDecoder(dictionary))
    const sample = decoder.newSample()
    unwrap(decoder.decode(Uint8Array.of(1, 2, 3), sample))
    expect(sample.text[1]).toEqual(Uint8Array.of(2))
    unwrap(decoder.decode(Uint8Array.of(9, 2, 3), sample))
    expect(sample.text[1]).toEqual(Uint8Array.of(2, 3))
    const older = writeXtce(dictionary, '1.2')
    expect(older.ok ? [] : older.error.map(describeXtceWriteError)[0]).toContain('XTCE 1.3 has words for')
  })

  test.each([
    ['milliseconds', 1e-3],
    ['picoseconds', 1e-12],
    ['picoSeconds', 1e-12],
    ['minutes', 60],
    ['hours', 3600],
  ])('times in %s', (units, scale) => {
    const dictionary = read(
      types(
        `<RelativeTimeParameterType name="t"><Encoding units="${units}"><IntegerDataEncoding sizeInBits="8"/></Encoding></RelativeTimeParameterType>`,
      ),
    )
    expect(dictionary.parameters[1]!.type.time?.scale).toBe(scale)
  })

  const alarmed = (attributes: string) =>
    read(
      types(
        `<FloatParameterType name="t"><FloatDataEncoding sizeInBits="32"/><DefaultAlarm ${attributes}><StaticAlarmRanges><WarningRange maxInclusive="5"/></StaticAlarmRanges></DefaultAlarm></FloatParameterType>`,
      ),
    ).parameters[1]!.type.alarm

  test('an alarm that is delivered disabled is none, and has its own count of values back within limits', () => {
    expect(alarmed('')).toMatchObject({ ranges: [{ level: 'warning' }], minViolations: 1 })
    expect(alarmed('disabled="true"')).toMatchObject({ ranges: [] })
    expect(alarmed('minViolations="3" minConformance="1"')).toMatchObject({ minViolations: 3, minConformance: 1 })
    expect(alarmed('minViolations="3"')).not.toHaveProperty('minConformance')
  })

  test('an edition that nobody knows is told', () => {
    const later = readXtce([{ name: 'x.xml', text: doc('').replace('20250214', '20310101') }])
    expect(later.ok ? [] : later.error.map(describeXtceError)).toEqual([
      'x.xml:1: the document is <SpaceSystem> of "http://www.omg.org/spec/XTCE/20310101", not an XTCE SpaceSystem',
    ])
  })

  test('verifiers and constraints that are meant for some values of arguments', () => {
    const only = (value: string) =>
      `<ArgumentRestrictionList><ArgumentAssignment argumentName="mode" argumentValue="${value}"/></ArgumentRestrictionList>`
    const command = `<CommandMetaData><ArgumentTypeSet><IntegerArgumentType name="u"><IntegerDataEncoding sizeInBits="8"/></IntegerArgumentType></ArgumentTypeSet><MetaCommandSet><MetaCommand name="m"><ArgumentList><Argument name="mode" argumentTypeRef="u" initialValue="2"/></ArgumentList><CommandContainer name="m"><EntryList><ArgumentRefEntry argumentRef="mode"/></EntryList></CommandContainer><TransmissionConstraintList><TransmissionConstraint><Comparison parameterRef="n" value="1"/>${only('2')}</TransmissionConstraint></TransmissionConstraintList><VerifierSet><CompleteVerifier><Comparison parameterRef="n" value="1"/><CheckWindow timeToStopChecking="PT5S"/>${only('3')}</CompleteVerifier></VerifierSet></MetaCommand></MetaCommandSet></CommandMetaData>`
    const telemetry =
      '<ParameterTypeSet><IntegerParameterType name="u8"><IntegerDataEncoding sizeInBits="8"/></IntegerParameterType></ParameterTypeSet><ParameterSet><Parameter name="n" parameterTypeRef="u8"/></ParameterSet>'
    const dictionary = read(doc(telemetry, command))
    const [m] = dictionary.commands
    const applies = (values: ArgumentValues) =>
      [...m!.constraints, ...m!.verifiers].map(({ onlyWith }) => appliesTo(onlyWith, m!, values))
    expect(applies({})).toEqual([true, false])
    expect(applies({ mode: 3 })).toEqual([false, true])
    const again = read(unwrap(writeXtce(dictionary, '1.3'))[0]!.text)
    expect(again.commands[0]!.verifiers[0]!.onlyWith).toEqual(new Map([['mode', '3']]))
    expect(again.commands[0]!.constraints[0]!.onlyWith).toEqual(new Map([['mode', '2']]))
    expect(writeXtce(dictionary, '1.2').ok).toBe(false)
    const unknown = readXtce([
      { name: 'x.xml', text: doc(telemetry, command.replace('"mode" argumentValue', '"made" argumentValue')) },
    ])
    expect(unknown.ok ? [] : unknown.error.map(describeXtceError)[0]).toContain('no argument is called "made"')
  })
})

// XTCE 1.2, FixedIntegerValueType: decimal, hexadecimal, octal and binary.
test.each(['16', '0x10', '0o20', '0b10000'])('a size of %s bits', (size) => {
  const fixed = `<SizeInBits><Fixed><FixedValue>${size}</FixedValue></Fixed></SizeInBits>`
  const type = `<StringParameterType name="t"><StringDataEncoding>${fixed}</StringDataEncoding></StringParameterType>`
  expect(list(one(type), bytes(0x41, 0x42))).toEqual([['a', 'AB']])
})

test('a number between two that tell containers apart is neither', () => {
  const type = '<FloatParameterType name="f"><FloatDataEncoding/></FloatParameterType>'
  const base = (value: number) =>
    `<BaseContainer containerRef="c0"><RestrictionCriteria><Comparison parameterRef="f" value="${value}"/></RestrictionCriteria></BaseContainer>`
  const pieces = {
    types: type + unsigned('u8', 8),
    parameters: parameter('f', 'f') + parameter('x', 'u8') + parameter('y', 'u8'),
    containers: container('c0', ['f']) + container('c1', ['x'], base(3)) + container('c2', ['y'], base(4)),
  }
  expect(list(pieces, bytes(0x40, 0x40, 0, 0, 7))).toEqual([
    ['f', 3],
    ['x', 7],
  ])
  expect(list(pieces, bytes(0x40, 0x6c, 0, 0, 7))).toEqual([['f', 3.6875]]) // 0x406c0000
})
