import { readdirSync, readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileDecoder, describeDecodeError, engineeringValue } from './decoder.ts'
import { compileEncoder, type SentValue } from './telemetry-encoder.ts'
import { container, type Pieces, parameter, unsigned, xtceText } from './testing/xtce-text.ts'
import { readXtce } from './xtce-reader.ts'

const dictionaryOf = (pieces: Pieces) => unwrap(readXtce([{ name: 'x.xml', text: xtceText('s', pieces) }])).dictionary
const decoderOf = (pieces: Pieces) => unwrap(compileDecoder(dictionaryOf(pieces)))
const bytes = (...octets: number[]) => Uint8Array.from(octets)

function values(pieces: Pieces, packet: Uint8Array): Record<string, unknown> {
  const decoder = decoderOf(pieces)
  const sample = decoder.newSample()
  const done = decoder.decode(packet, sample)
  if (!done.ok) return { error: describeDecodeError(done.error) }
  const out: Record<string, unknown> = {}
  for (let i = 0; i < sample.count; i++) {
    const p = decoder.parameters[sample.slots[i]!]!
    out[p.name] = engineeringValue(p, sample)
  }
  return out
}

const integer = (encoding: string) =>
  `<IntegerParameterType name="t"><IntegerDataEncoding ${encoding}/></IntegerParameterType>`
const float = (encoding: string) => `<FloatParameterType name="t"><FloatDataEncoding ${encoding}/></FloatParameterType>`
const one = (type: string): Pieces => ({
  types: type,
  parameters: parameter('a', 't'),
  containers: container('c', ['a']),
})

test.each<[string, string, Uint8Array, unknown]>([
  ['unsigned octet', integer('sizeInBits="8"'), bytes(0xff), 255],
  ['three bits', integer('sizeInBits="3"'), bytes(0b10100000), 5],
  ["two's complement", integer('sizeInBits="16" encoding="twosComplement"'), bytes(0xff, 0xfe), -2],
  ["two's complement of 12 bits", integer('sizeInBits="12" encoding="twosComplement"'), bytes(0x80, 0x10), -2047],
  ["one's complement", integer('sizeInBits="8" encoding="onesComplement"'), bytes(0xfe), -1],
  ['sign and magnitude', integer('sizeInBits="8" encoding="signMagnitude"'), bytes(0x85), -5],
  ['turned', integer('sizeInBits="32" byteOrder="leastSignificantByteFirst"'), bytes(1, 2, 0, 0), 513],
  ['48 bits', integer('sizeInBits="48"'), bytes(0, 1, 0, 0, 0, 2), 2 ** 32 + 2],
  ['40 bits', integer('sizeInBits="40"'), bytes(1, 0, 0, 0, 9), 2 ** 32 + 9],
  [
    '64 bits, negative',
    integer('sizeInBits="64" encoding="twosComplement"'),
    bytes(255, 255, 255, 255, 255, 255, 255, 251),
    -5,
  ],
  // IEEE 754-2008 table 3.5 and common values: 1.5, pi to single precision, -2 to half.
  ['single', float('sizeInBits="32"'), bytes(0x3f, 0xc0, 0, 0), 1.5],
  ['single, turned', float('sizeInBits="32" byteOrder="leastSignificantByteFirst"'), bytes(0, 0, 0xc0, 0x3f), 1.5],
  ['double', float('sizeInBits="64"'), bytes(0x40, 0x09, 0x21, 0xfb, 0x54, 0x44, 0x2d, 0x18), Math.PI],
  ['half', float('sizeInBits="16"'), bytes(0xc0, 0x00), -2],
  ['half, the least', float('sizeInBits="16"'), bytes(0x00, 0x01), 2 ** -24],
])('%s', (_, type, packet, expected) => {
  expect(values(one(type), packet)['a']).toBe(expected)
})

const stringType = (size: string) =>
  `<StringParameterType name="t"><StringDataEncoding encoding="UTF-8">${size}</StringDataEncoding></StringParameterType>`
const variable = (inside: string) => stringType(`<Variable maxSizeInBits="64">${inside}</Variable>`)
const utf8 = new TextEncoder()

test.each<[string, string, Uint8Array, unknown]>([
  [
    'a string of fixed size, ended by 0',
    stringType('<SizeInBits><Fixed><FixedValue>48</FixedValue></Fixed></SizeInBits>'),
    utf8.encode('月\0xx'),
    '月',
  ],
  ['a string with its length in front', variable('<LeadingSize sizeInBitsOfSizeTag="8"/>'), bytes(16, 72, 105), 'Hi'],
  ['a string ended by an octet', variable('<TerminationChar>00</TerminationChar>'), bytes(72, 105, 0, 9), 'Hi'],
])('%s', (_, type, packet, expected) => {
  expect(values(one(type), packet)['a']).toBe(expected)
})

test.each<[string, string, Uint8Array, string]>([
  ['longer than allowed', variable('<LeadingSize sizeInBitsOfSizeTag="8"/>'), bytes(72), 'bits long'],
  ['no whole octets', variable('<LeadingSize sizeInBitsOfSizeTag="8"/>'), bytes(7, 1), 'would be 7 bits long'],
  [
    'cut short',
    variable('<LeadingSize sizeInBitsOfSizeTag="8"/>'),
    bytes(16, 72),
    'needs 24 bits and the packet has 16',
  ],
  ['without its end', variable('<TerminationChar>00</TerminationChar>'), bytes(72, 105), 'needs 24 bits'],
])('a string that is %s', (_, type, packet, sentence) => {
  expect(values(one(type), packet)['error']).toContain(sentence)
})

describe('layout', () => {
  test('what follows a string of any length is found, also where it begins inside an octet', () => {
    const pieces: Pieces = {
      types: `${variable('<LeadingSize sizeInBitsOfSizeTag="8"/>')}${unsigned('u4', 4)}${unsigned('u16', 16)}`,
      parameters: parameter('n', 'u4') + parameter('s', 't') + parameter('m', 'u4') + parameter('z', 'u16'),
      containers: container('c', ['n', 's', 'm', 'z']),
    }
    // 0xA, then 0x08 'A', then 0xB, then 0x1234: everything after the first nibble is off by four bits.
    expect(values(pieces, bytes(0xa0, 0x84, 0x1b, 0x12, 0x34))).toEqual({ n: 10, s: 'A', m: 11, z: 0x1234 })
  })

  test('a blob as long as another parameter says', () => {
    const pieces: Pieces = {
      types: `${unsigned('u8', 8)}<BinaryParameterType name="t"><BinaryDataEncoding><SizeInBits><DynamicValue><ParameterInstanceRef parameterRef="n"/><LinearAdjustment slope="8" intercept="0"/></DynamicValue></SizeInBits></BinaryDataEncoding></BinaryParameterType>`,
      parameters: parameter('n', 'u8') + parameter('b', 't') + parameter('z', 'u8'),
      containers: container('c', ['n', 'b', 'z']),
    }
    expect(values(pieces, bytes(2, 7, 8, 9))).toEqual({ n: 2, b: bytes(7, 8), z: 9 })
    expect(values(pieces, bytes(0, 9))).toEqual({ n: 0, b: bytes(), z: 9 })
  })

  test('an entry that is there only on a condition', () => {
    const pieces: Pieces = {
      types: unsigned('u8', 8),
      parameters: parameter('n', 'u8') + parameter('a', 'u8') + parameter('z', 'u8'),
      containers: container('c', [
        'n',
        '<ParameterRefEntry parameterRef="a"><IncludeCondition><Comparison parameterRef="n" value="1"/></IncludeCondition></ParameterRefEntry>',
        'z',
      ]),
    }
    expect(values(pieces, bytes(1, 2, 3))).toEqual({ n: 1, a: 2, z: 3 })
    expect(values(pieces, bytes(0, 2, 3))).toEqual({ n: 0, z: 2 })
  })

  test('offsets from the entry before and from the start', () => {
    const at = (name: string, from: string, bits: number) =>
      `<ParameterRefEntry parameterRef="${name}"><LocationInContainerInBits referenceLocation="${from}"><FixedValue>${bits}</FixedValue></LocationInContainerInBits></ParameterRefEntry>`
    const pieces: Pieces = {
      types: unsigned('u8', 8),
      parameters: parameter('a', 'u8') + parameter('b', 'u8') + parameter('c', 'u8'),
      containers: container('c', ['a', at('b', 'previousEntry', 8), at('c', 'containerStart', 8)]),
    }
    expect(values(pieces, bytes(1, 2, 3))).toEqual({ a: 1, b: 3, c: 2 })
  })

  test('children are told apart by several parameters, and the first that fits is taken', () => {
    const child = (name: string, criteria: string) =>
      container(
        name,
        ['z'],
        `<BaseContainer containerRef="h"><RestrictionCriteria><ComparisonList>${criteria}</ComparisonList></RestrictionCriteria></BaseContainer>`,
      )
    const is = (p: string, value: number, operator = '==') =>
      `<Comparison parameterRef="${p}" value="${value}" comparisonOperator="${operator.replace('<', '&lt;')}"/>`
    const decoder = decoderOf({
      types: unsigned('u8', 8),
      parameters: parameter('a', 'u8') + parameter('k', 'u8') + parameter('z', 'u8'),
      containers:
        container('h', ['a', 'k'], '', 'abstract="true"') +
        child('one', is('a', 1) + is('k', 1)) +
        child('two', is('a', 1) + is('k', 9, '<')) +
        child('three', is('a', 3)),
    })
    const sample = decoder.newSample()
    const name = (...octets: number[]) =>
      decoder.decode(bytes(...octets), sample).ok ? decoder.containers[sample.container]!.name : undefined
    expect([name(1, 1, 0), name(1, 2, 0), name(1, 9, 0), name(3, 0, 0), name(200, 0, 0)]).toEqual([
      'one',
      'two',
      undefined,
      'three',
      undefined,
    ])
  })
})

/** A field of any kind, and a value that its encoding carries exactly. */
const field = fc.oneof(
  fc
    .tuple(
      fc.integer({ min: 1, max: 53 }),
      fc.constantFrom('unsigned', 'twosComplement', 'onesComplement', 'signMagnitude'),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.boolean(),
    )
    .map(([bits, form, share, turned]) => {
      const signed = form !== 'unsigned'
      const top = 2 ** (bits - (signed ? 1 : 0)) - 1
      const value = Math.round((signed ? 2 * share - 1 : share) * top) + 0
      const order = turned && bits % 8 === 0 ? 'byteOrder="leastSignificantByteFirst"' : ''
      return {
        type: (name: string) =>
          `<IntegerParameterType name="${name}"><IntegerDataEncoding sizeInBits="${bits}" encoding="${form}" ${order}/></IntegerParameterType>`,
        value: value as SentValue,
      }
    }),
  fc.tuple(fc.float({ noNaN: true }), fc.boolean()).map(([value, turned]) => ({
    type: (name: string) =>
      `<FloatParameterType name="${name}"><FloatDataEncoding sizeInBits="32" ${turned ? 'byteOrder="leastSignificantByteFirst"' : ''}/></FloatParameterType>`,
    value: value as SentValue,
  })),
  fc.double({ noNaN: true }).map((value) => ({
    type: (name: string) =>
      `<FloatParameterType name="${name}"><FloatDataEncoding sizeInBits="64"/></FloatParameterType>`,
    value: value as SentValue,
  })),
  fc
    .string({ unit: 'grapheme', maxLength: 6 })
    .filter((text) => !text.includes('\0') && utf8.encode(text).length <= 30)
    .map((value) => ({
      type: (name: string) =>
        `<StringParameterType name="${name}"><StringDataEncoding encoding="UTF-8"><Variable maxSizeInBits="240"><LeadingSize sizeInBitsOfSizeTag="8"/></Variable></StringDataEncoding></StringParameterType>`,
      value: value as SentValue,
    })),
)

test('there and back: any fields in any order, beginning at any bit', () => {
  fc.assert(
    fc.property(fc.array(field, { minLength: 1, maxLength: 25 }), (fields) => {
      const dictionary = dictionaryOf({
        types: fields.map((f, i) => f.type(`t${i}`)).join(''),
        parameters: fields.map((_, i) => parameter(`p${i}`, `t${i}`)).join(''),
        containers: container(
          'c',
          fields.map((_, i) => `p${i}`),
        ),
      })
      const packet = unwrap(compileEncoder(dictionary, '/s/c')).encode(
        fields.map((f) => f.value),
        0,
      )
      const decoder = unwrap(compileDecoder(dictionary))
      const sample = decoder.newSample()
      unwrap(decoder.decode(packet, sample))
      expect(decoder.parameters.map((p) => engineeringValue(p, sample))).toEqual(fields.map((f) => f.value))
      // Cut anywhere it is refused, with what was missing.
      if (packet.length > 1) expect(decoder.decode(packet.subarray(0, packet.length - 1), sample).ok).toBe(false)
    }),
    { numRuns: 400 },
  )
})

describe('fuzz', () => {
  const folder = new URL('../../../missions/change-8/dictionary/', import.meta.url)
  const files = readdirSync(folder).map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))
  const decoder = unwrap(compileDecoder(unwrap(readXtce(files)).dictionary, '/common/telemetry'))
  const sample = decoder.newSample()

  test('any octets decode or are refused with needed and got; none reads past its packet', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 120 }),
        fc.constantFrom(1, 2, 3, 4, 5),
        fc.constantFrom(100, 210, 260, 300),
        (octets, kind, apid) => {
          // A header that leads into every container, the rest as it comes.
          if (octets.length > 13) {
            octets[0] = 0x08 | (apid >> 8)
            octets[1] = apid
            octets[12] = kind
          }
          const done = decoder.decode(octets, sample)
          if (done.ok) expect(sample.bits).toBeLessThanOrEqual(8 * octets.length)
          else if (done.error.kind === 'decode-too-short') expect(done.error.needed).toBeGreaterThan(done.error.got)
        },
      ),
      { numRuns: 5000 },
    )
  })

  test('a packet inside a larger buffer is not read beyond its end', () => {
    const buffer = new Uint8Array(400).fill(0xff)
    const packet = buffer.subarray(10, 24)
    packet.set([0x08, 100, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 1, 1])
    expect(decoder.decode(packet, sample)).toMatchObject({ ok: false, error: { kind: 'decode-too-short', got: 112 } })
  })
})

test('a packet of a buffer that was shown in part before is read where it stands', () => {
  const decoder = decoderOf(one(integer('sizeInBits="8"')))
  const sample = decoder.newSample()
  const buffer = Uint8Array.of(1, 2, 3, 4).buffer
  unwrap(decoder.decodeAt(new DataView(buffer, 2, 1), 0, 1, sample))
  expect(sample.value[0]).toBe(3)
  unwrap(decoder.decode(new Uint8Array(buffer, 3, 1), sample))
  expect(sample.value[0]).toBe(4)
})
