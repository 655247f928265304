/** Encodings of XTCE 1.2: integers, floats, strings and blobs with their sizes, and calibrators. */
import type {
  BinaryEncoding,
  Encoding,
  FieldSize,
  FloatEncoding,
  IntegerEncoding,
  StringEncoding,
} from './dictionary.ts'
import { unitOctets } from './text-codec.ts'
import type { XmlNode } from './xml-tree.ts'
import { readArgumentInteger } from './xtce-argument-criteria.ts'
import { readCalibrators } from './xtce-calibrators.ts'
import {
  badValue,
  child,
  numberAttribute,
  otherElement,
  parseNumber,
  type Reading,
  report,
  unsupported,
  wordAttribute,
} from './xtce-context.ts'
import { readIntegerValue } from './xtce-values.ts'

/** Reads an encoding; an element that is none is descriptive, left out or an error. */
export function readEncoding(reading: Reading, parent: XmlNode, node: XmlNode): Encoding | undefined {
  switch (node.name) {
    case 'IntegerDataEncoding':
      return readInteger(reading, node)
    case 'FloatDataEncoding':
      return readFloat(reading, node)
    case 'StringDataEncoding':
      return readString(reading, node)
    case 'BinaryDataEncoding':
      return readBinary(reading, node)
    default:
      otherElement(reading, node, parent)
      return undefined
  }
}

const FORMS: Readonly<Record<string, IntegerEncoding['form']>> = {
  unsigned: 'unsigned',
  signMagnitude: 'signMagnitude',
  twosComplement: 'twosComplement',
  twosCompliment: 'twosComplement',
  onesComplement: 'onesComplement',
  BCD: 'bcd',
  packedBCD: 'packedBcd',
}
const BIT_ORDERS = ['mostSignificantBitFirst', 'leastSignificantBitFirst'] as const
const BYTE_ORDERS = ['mostSignificantByteFirst', 'leastSignificantByteFirst'] as const

function readInteger(reading: Reading, node: XmlNode): IntegerEncoding {
  const bits = numberAttribute(reading, node, 'sizeInBits', 8, { min: 1, max: 64, integer: true })
  const form = FORMS[wordAttribute(reading, node, 'encoding', Object.keys(FORMS), 'unsigned')]!
  const digit = form === 'bcd' ? 8 : form === 'packedBcd' ? 4 : 1
  if (bits % digit !== 0) unsupported(reading, node, `${bits} bits are no whole digits of ${digit} bits`)
  return { kind: 'integer', bits, form, ...readOrder(reading, node, bits), ...readCalibrators(reading, node) }
}

const FLOATS: Readonly<
  Record<string, { readonly form?: NonNullable<FloatEncoding['form']>; readonly bits: readonly string[] }>
> = {
  IEEE754_1985: { bits: ['16', '32', '64', '80', '128'] },
  IEEE754: { bits: ['16', '32', '64', '80', '128'] },
  MILSTD_1750A: { form: 'mil1750a', bits: ['16', '32', '48'] },
  DEC: { form: 'dec', bits: ['32', '64'] },
  IBM: { form: 'ibm', bits: ['32', '64'] },
  TI: { form: 'ti', bits: ['32', '40'] },
}

function readFloat(reading: Reading, node: XmlNode): FloatEncoding {
  const word = wordAttribute(reading, node, 'encoding', Object.keys(FLOATS), 'IEEE754_1985')
  const { form, bits: sizes } = FLOATS[word]!
  const bits = Number(wordAttribute(reading, node, 'sizeInBits', sizes, '32')) as FloatEncoding['bits']
  return {
    kind: 'float',
    bits,
    ...(form === undefined ? {} : { form }),
    ...readOrder(reading, node, bits),
    ...readCalibrators(reading, node),
  }
}

type Order = Pick<IntegerEncoding, 'littleEndian' | 'octetOrder' | 'bitsReversed'>

function readOrder(reading: Reading, node: XmlNode, bits: number): Order {
  const bitOrder = wordAttribute(reading, node, 'bitOrder', BIT_ORDERS, BIT_ORDERS[0])
  const reversed = bitOrder === BIT_ORDERS[1] ? { bitsReversed: true as const } : {}
  const word = node.attributes.get('byteOrder')
  if (word !== undefined && /^\d+(,\d+)*$/.test(word))
    return { ...readOctetOrder(reading, node, word, bits), ...reversed }
  const littleEndian = wordAttribute(reading, node, 'byteOrder', BYTE_ORDERS, BYTE_ORDERS[0]) === BYTE_ORDERS[1]
  // A part of one octet has no order of octets.
  if (littleEndian && bits < 8) return { littleEndian: false, ...reversed }
  if (littleEndian && bits % 8 !== 0) unsupported(reading, node, `${bits} bits have no byte order`)
  return { littleEndian, ...reversed }
}

/** XTCE 1.2: the numbers are the octets' significance, 0 the least, in the order in which they come. */
function readOctetOrder(reading: Reading, node: XmlNode, word: string, bits: number): Order {
  const order = word.split(',').map(Number)
  const whole = bits % 8 === 0 && order.length === bits / 8
  if (!whole || order.some((_, i) => !order.includes(i)))
    badValue(reading, node, 'byteOrder', word, `each of 0 to ${bits / 8 - 1} once`)
  else if (order.every((significance, i) => significance === i)) return { littleEndian: order.length > 1 }
  else if (order.some((significance, i) => significance !== order.length - 1 - i))
    return { littleEndian: false, octetOrder: order }
  return { littleEndian: false }
}

const CHARSETS = [
  'UTF-8',
  'US-ASCII',
  'ISO-8859-1',
  'Windows-1252',
  'UTF-16',
  'UTF-16LE',
  'UTF-16BE',
  'UTF-32',
  'UTF-32LE',
  'UTF-32BE',
] as const
/** What stands for the parameter that tells a size where none does, as Yamcs has it. */
export const NOT_TOLD = '_yamcs_ignore'
/** What is longer without a limit of its own is damage. */
const LONGEST_BITS = 8 * 65536

function readString(reading: Reading, node: XmlNode): StringEncoding {
  const charset = wordAttribute(reading, node, 'encoding', CHARSETS, 'UTF-8')
  wordAttribute(reading, node, 'bitOrder', BIT_ORDERS.slice(0, 1), BIT_ORDERS[0])
  const turned = wordAttribute(reading, node, 'byteOrder', BYTE_ORDERS, BYTE_ORDERS[0]) === BYTE_ORDERS[1]
  let size: FieldSize | undefined
  for (const part of node.children) {
    if (part.name === 'SizeInBits') size = readStringSize(reading, part)
    else if (part.name === 'Variable') size = variableSize(reading, part, unitOctets(charset))
    else otherElement(reading, part, node)
  }
  if (size === undefined)
    report(reading, { kind: 'xtce-missing-element', line: node.line, element: 'SizeInBits', parent: node.name })
  const encoding: StringEncoding = { kind: 'string', charset, size: size ?? { kind: 'fixed', bits: 8 } }
  const lengthBits = size !== undefined && 'lengthBits' in size ? size.lengthBits : undefined
  if (turned && lengthBits !== undefined && lengthBits > 8 && lengthBits % 8 !== 0)
    unsupported(reading, node, `a length of ${lengthBits} bits has no byte order`)
  return turned ? { ...encoding, littleEndian: true } : encoding
}

/** `SizeInBits`: a buffer of fixed size, with what ends the content inside it; without one, what ends it is the size. */
function readStringSize(reading: Reading, node: XmlNode): FieldSize {
  const fixed = child(node, 'Fixed')
  const value = fixed === undefined ? undefined : child(fixed, 'FixedValue')
  const termination = child(node, 'TerminationChar')
  const leading = child(node, 'LeadingSize')
  const lengthBits = leading === undefined ? undefined : lengthOf(reading, leading)
  if (value === undefined) {
    if (termination !== undefined) return terminated(reading, termination, LONGEST_BITS)
    if (lengthBits !== undefined) return { kind: 'leading', lengthBits, maxBits: LONGEST_BITS }
    report(reading, { kind: 'xtce-missing-element', line: node.line, element: 'Fixed', parent: node.name })
    return { kind: 'fixed', bits: 8 }
  }
  const bits = fixedBits(reading, value, 8)
  const end = termination === undefined ? undefined : octetsIn(reading, termination)
  return {
    kind: 'fixed',
    bits,
    ...(lengthBits === undefined ? {} : { lengthBits }),
    ...(end === undefined ? {} : { end }),
  }
}

/** `Variable`: a value beside it tells its size, and then what leads or ends it is within; else that is its size. */
function variableSize(reading: Reading, node: XmlNode, unit: number): FieldSize {
  const maxBits = numberAttribute(reading, node, 'maxSizeInBits', LONGEST_BITS, { min: 8, integer: true })
  const leading = child(node, 'LeadingSize')
  const termination = child(node, 'TerminationChar')
  const lengthBits = leading === undefined ? undefined : lengthOf(reading, leading)
  if (!isTold(node)) {
    if (lengthBits !== undefined) return { kind: 'leading', lengthBits, maxBits }
    if (termination !== undefined) return terminated(reading, termination, maxBits)
  }
  const end = lengthBits === undefined && termination !== undefined ? octetsIn(reading, termination) : undefined
  // A text ends at a zero anyhow, and 1.3 must say one or the other.
  const zero = end?.length === unit && end.every((octet) => octet === 0)
  // What is read later is filled in where it stands, so that a copy would miss it.
  return Object.assign(told(reading, node), {
    ...(lengthBits === undefined ? {} : { lengthBits }),
    ...(end === undefined || zero ? {} : { end }),
  })
}

/** Whether a value tells the size; the schema of 1.2 wants one even where none does, and then it names no parameter. */
function isTold(node: XmlNode): boolean {
  const value = child(node, 'DynamicValue') ?? child(node, 'DiscreteLookupList')
  return value !== undefined && child(value, 'ParameterInstanceRef')?.attributes.get('parameterRef') !== NOT_TOLD
}

function lengthOf(reading: Reading, leading: XmlNode): number {
  return numberAttribute(reading, leading, 'sizeInBitsOfSizeTag', 16, { min: 1, max: 32, integer: true })
}

function readBinary(reading: Reading, node: XmlNode): BinaryEncoding {
  wordAttribute(reading, node, 'bitOrder', BIT_ORDERS.slice(0, 1), BIT_ORDERS[0])
  wordAttribute(reading, node, 'byteOrder', BYTE_ORDERS.slice(0, 1), BYTE_ORDERS[0])
  for (const part of node.children) if (part.name !== 'SizeInBits') binaryPart(reading, part, node)
  const size = child(node, 'SizeInBits')
  if (size !== undefined) {
    const value = child(size, 'FixedValue')
    return {
      kind: 'binary',
      size: value === undefined ? told(reading, size) : { kind: 'fixed', bits: fixedBits(reading, value, 1) },
    }
  }
  report(reading, { kind: 'xtce-missing-element', line: node.line, element: 'SizeInBits', parent: node.name })
  return { kind: 'binary', size: { kind: 'fixed', bits: 8 } }
}

function binaryPart(reading: Reading, part: XmlNode, node: XmlNode): void {
  if (part.name === 'FromBinaryTransformAlgorithm' || part.name === 'ToBinaryTransformAlgorithm')
    unsupported(reading, part, 'programs that turn octets into others are not run')
  else otherElement(reading, part, node)
}

function fixedBits(reading: Reading, node: XmlNode, unit: 1 | 8): number {
  const bits = parseNumber(node.text)
  if (bits !== undefined && Number.isInteger(bits) && bits > 0 && bits % unit === 0) return bits
  const whole = unit === 8 ? 'a whole number of octets in bits' : 'a whole number of bits'
  badValue(reading, node, 'text', node.text.trim(), whole)
  return 8
}

function told(reading: Reading, node: XmlNode): FieldSize {
  const value = reading.inCommands ? readArgumentInteger(reading, node) : readIntegerValue(reading, node)
  if (value === undefined) return { kind: 'fixed', bits: 8 }
  return value.kind === 'fixed' ? { kind: 'fixed', bits: value.value } : value
}

function terminated(reading: Reading, node: XmlNode, maxBits: number): FieldSize {
  return { kind: 'terminated', by: octetsIn(reading, node), maxBits }
}

function octetsIn(reading: Reading, node: XmlNode): number[] {
  const hex = node.text.trim().replace(/^0[xX]/, '')
  if (/^([0-9a-fA-F]{2})+$/.test(hex)) return octetsOfHex(hex)
  badValue(reading, node, 'text', hex, 'octets in hexadecimal')
  return [0]
}

/** Octets of hexadecimal text with an even number of digits. */
export function octetsOfHex(hex: string): number[] {
  return Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16))
}
