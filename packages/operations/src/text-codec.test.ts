import { unwrap } from '@magpie/core/result'
import { describe, expect, test } from 'vitest'
import { argumentProblems, describeArgumentError, encodeCommand } from './command-encoder.ts'
import { compileDecoder, describeDecodeError } from './decoder.ts'
import { packetValues } from './packet-values.ts'
import { container, parameter, unsigned, xtceText } from './testing/xtce-text.ts'
import { decodeText, encodeText } from './text-codec.ts'
import { readXtce } from './xtce-reader.ts'

const hex = (text: string) => Uint8Array.from(text.match(/[0-9a-f]{2}/g) ?? [], (pair) => Number.parseInt(pair, 16))
const digits = (octets: Uint8Array | undefined) =>
  octets && Array.from(octets, (o) => o.toString(16).padStart(2, '0')).join('')

// What Python's codecs make of these texts (3.11, str.encode).
test.each([
  ['UTF-16BE', 'Ā€A😀', '010020ac0041d83dde00'],
  ['UTF-16LE', 'Ā€A😀', '0001ac2041003dd800de'],
  ['UTF-32BE', 'Ā€A😀', '00000100000020ac000000410001f600'],
  ['UTF-32LE', 'Ā€A😀', '00010000ac2000004100000000f60100'],
  ['ISO-8859-1', 'Aé\u0080ÿ', '41e980ff'],
  ['Windows-1252', 'A€é', '4180e9'],
  ['UTF-8', 'Aé', '41c3a9'],
  ['US-ASCII', 'A~', '417e'],
] as const)('%s there and back', (charset, text, octets) => {
  expect(digits(encodeText(text, { charset }))).toBe(octets)
  expect(decodeText(hex(octets), { charset })).toBe(text)
})

test('characters that a set lacks are not written', () => {
  expect(encodeText('é', { charset: 'US-ASCII' })).toBeUndefined()
  expect(encodeText('€', { charset: 'ISO-8859-1' })).toBeUndefined()
  expect(encodeText('Ā', { charset: 'Windows-1252' })).toBeUndefined()
  expect(decodeText(hex('41e9'), { charset: 'US-ASCII' })).toBe('A\ufffd')
})

// RFC 2781, 3.2 and 4.3; the order of two sets of one name must not depend on which was met first.
test('a byte order mark decides, then the encoding, then the most significant octet first', () => {
  expect(decodeText(hex('0041'), { charset: 'UTF-16BE' })).toBe('A')
  expect(decodeText(hex('feff0041'), { charset: 'UTF-16' })).toBe('A')
  expect(decodeText(hex('fffe4100'), { charset: 'UTF-16' })).toBe('A')
  expect(decodeText(hex('4100'), { charset: 'UTF-16', littleEndian: true })).toBe('A')
  expect(decodeText(hex('0041'), { charset: 'UTF-16' })).toBe('A')
  expect(decodeText(hex('fffe000041000000'), { charset: 'UTF-32' })).toBe('A')
  expect(decodeText(hex('00000041'), { charset: 'UTF-32' })).toBe('A')
})

const told = (name: string, slope: number) =>
  `<DynamicValue><ParameterInstanceRef parameterRef="${name}"/><LinearAdjustment slope="${slope}" intercept="0"/></DynamicValue>`
const variable = (inner: string) => `<Variable maxSizeInBits="800">${inner}</Variable>`
const ends = (octets: string) => `<TerminationChar>${octets}</TerminationChar>`
const leads = (bits: number) => `<LeadingSize sizeInBitsOfSizeTag="${bits}"/>`

function values(attributes: string, size: string, packet: string): unknown {
  const encoding = `<StringDataEncoding ${attributes}>${size}</StringDataEncoding>`
  const pieces = {
    types: `${unsigned('u8', 8)}<StringParameterType name="t">${encoding}</StringParameterType>`,
    parameters: parameter('n', 'u8') + parameter('a', 't') + parameter('z', 'u8'),
    containers: container('c', ['n', 'a', 'z']),
  }
  const decoder = unwrap(compileDecoder(unwrap(readXtce([{ name: 'x.xml', text: xtceText('s', pieces) }])).dictionary))
  const sample = decoder.newSample()
  const done = decoder.decode(hex(packet), sample)
  return done.ok ? packetValues(decoder)(sample).map((v) => v.value) : describeDecodeError(done.error)
}

const LITTLE = 'byteOrder="leastSignificantByteFirst"'
const BUFFER =
  '<SizeInBits><Fixed><FixedValue>64</FixedValue></Fixed><TerminationChar>0000</TerminationChar></SizeInBits>'
test.each<[string, string, string, string, unknown]>([
  [
    'two zeros that are no unit end nothing',
    'encoding="UTF-16BE"',
    variable(ends('0000')),
    '00 01000041 0000 07',
    'ĀA',
  ],
  ['nor in the other order', 'encoding="UTF-16LE"', variable(ends('0000')), '00 41000001 0000 07', 'AĀ'],
  ['nor of four octets', 'encoding="UTF-32BE"', variable(ends('00000000')), '00 0001f60000000041 00000000 07', '😀A'],
  ['nor in a buffer', 'encoding="UTF-16BE"', BUFFER, '00 0100004100000042 07', 'ĀA'],
  ['a length in front', 'encoding="UTF-16LE"', variable(leads(16)), '00 0020 4100ac20 07', 'A€'],
  ['a length with its least octet first', LITTLE, variable(leads(16)), '00 1000 4142 07', 'AB'],
  ['a text with its least octet first', `encoding="UTF-16" ${LITTLE}`, variable(leads(8)), '00 10 4100 07', 'A'],
  ['a length in octets that are told', '', variable(told('n', 8) + leads(8)), '04 10414263 07', 'AB'],
  ['an end in octets that are told', '', variable(told('n', 8) + ends('2c')), '04 41422c63 07', 'AB'],
  ['octets that are told', '', variable(told('n', 8) + ends('00')), '03 414200 07', 'AB'],
])('%s', (_, attributes, size, packet, text) => {
  expect(values(attributes, size, packet)).toEqual([Number.parseInt(packet.slice(0, 2), 16), text, 7])
})

describe('arguments that are texts', () => {
  const command = (attributes: string, size: string) => {
    const encoding = `<StringDataEncoding ${attributes}>${size}</StringDataEncoding>`
    const pieces = {
      argumentTypes: `<StringArgumentType name="t">${encoding}</StringArgumentType><IntegerArgumentType name="u8"><IntegerDataEncoding sizeInBits="8"/></IntegerArgumentType>`,
      commands: `<MetaCommand name="C"><ArgumentList><Argument name="n" argumentTypeRef="u8" initialValue="9"/><Argument name="a" argumentTypeRef="t"/></ArgumentList><CommandContainer name="c"><EntryList><ArgumentRefEntry argumentRef="n"/><ArgumentRefEntry argumentRef="a"/></EntryList></CommandContainer></MetaCommand>`,
    }
    return unwrap(readXtce([{ name: 'x.xml', text: xtceText('s', pieces) }])).dictionary.commands[0]!
  }
  const box = '<SizeInBits><Fixed><FixedValue>32</FixedValue></Fixed>'
  const fixed = `${box}</SizeInBits>`

  test.each<[string, string, string, string, string]>([
    ['in its own set', 'encoding="ISO-8859-1"', fixed, 'é', '09e9000000'],
    ['in UTF-16', 'encoding="UTF-16LE"', variable(ends('0000')), 'A€', '094100ac200000'],
    ['with its length, least octet first', LITTLE, variable(leads(16)), 'AB', '0910004142'],
    [
      'with what ends it in its buffer',
      '',
      `${box}<TerminationChar>2c</TerminationChar></SizeInBits>`,
      'AB',
      '0941422c00',
    ],
    ['as long as its buffer', '', `${box}<TerminationChar>2c</TerminationChar></SizeInBits>`, 'ABCD', '0941424344'],
  ])('%s', (_, attributes, size, text, octets) => {
    const one = command(attributes, size)
    expect(argumentProblems(one, { a: text })).toEqual([])
    expect(digits(encodeCommand(one, { n: 9, a: text }))).toBe(octets)
  })

  test.each<[string, string, string, string, string]>([
    ['too long for its field', '', fixed, 'ABCDE', 'a of C is ABCDE and must be a string of at most 4 octets in UTF-8'],
    ['too long for its length', '', variable(leads(4)), 'AB', 'must be a string of at most 100 octets'],
    ['too long for its type', '', '<Variable maxSizeInBits="16"><LeadingSize/></Variable>', 'ABC', 'at most 2 octets'],
    ['of characters that its set lacks', 'encoding="US-ASCII"', fixed, 'é', 'at most 4 octets in US-ASCII'],
    ['ended by its own content', '', variable(ends('2c')), 'A,B', 'a string of at most 99 octets'],
  ])('one %s is refused, not cut', (_, attributes, size, text, why) => {
    const problems = argumentProblems(command(attributes, size), { a: text })
    expect(problems.map(describeArgumentError).join('; ')).toContain(why)
  })
})
