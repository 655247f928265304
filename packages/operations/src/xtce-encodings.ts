/** Encodings of XTCE 1.2: integers, floats, strings and blobs with their sizes, and calibrators. */
import type {
  BinaryEncoding,
  Calibrator,
  Encoding,
  FieldSize,
  FloatEncoding,
  IntegerEncoding,
  StringEncoding,
} from './dictionary.ts'
import type { XmlNode } from './xml-tree.ts'
import {
  badValue,
  booleanAttribute,
  child,
  numberAttribute,
  otherElement,
  parseNumber,
  type Reading,
  report,
  required,
  wordAttribute,
} from './xtce-context.ts'

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

const FORMS = ['unsigned', 'signMagnitude', 'twosComplement', 'twosCompliment', 'onesComplement'] as const
const BYTE_ORDERS = ['mostSignificantByteFirst', 'leastSignificantByteFirst'] as const

function readInteger(reading: Reading, node: XmlNode): IntegerEncoding {
  const bits = numberAttribute(reading, node, 'sizeInBits', 8, { min: 1, max: 64, integer: true })
  const form = wordAttribute(reading, node, 'encoding', FORMS, 'unsigned')
  const littleEndian = isLittleEndian(reading, node)
  if (littleEndian && bits % 8 !== 0)
    report(reading, {
      kind: 'xtce-unsupported',
      line: node.line,
      element: node.name,
      why: `${bits} bits have no byte order`,
    })
  return {
    kind: 'integer',
    bits,
    form: form === 'twosCompliment' ? 'twosComplement' : form,
    littleEndian,
    ...calibratorOf(reading, node),
  }
}

function readFloat(reading: Reading, node: XmlNode): FloatEncoding {
  wordAttribute(reading, node, 'encoding', ['IEEE754_1985', 'IEEE754'], 'IEEE754_1985')
  const bits = wordAttribute(reading, node, 'sizeInBits', ['16', '32', '64'], '32')
  return {
    kind: 'float',
    bits: Number(bits) as 16 | 32 | 64,
    littleEndian: isLittleEndian(reading, node),
    ...calibratorOf(reading, node),
  }
}

function isLittleEndian(reading: Reading, node: XmlNode): boolean {
  wordAttribute(reading, node, 'bitOrder', ['mostSignificantBitFirst'], 'mostSignificantBitFirst')
  return wordAttribute(reading, node, 'byteOrder', BYTE_ORDERS, BYTE_ORDERS[0]) === BYTE_ORDERS[1]
}

const CHARSETS = ['UTF-8', 'US-ASCII', 'ISO-8859-1', 'UTF-16', 'UTF-16LE', 'UTF-16BE'] as const

function readString(reading: Reading, node: XmlNode): StringEncoding {
  const charset = wordAttribute(reading, node, 'encoding', CHARSETS, 'UTF-8')
  for (const part of node.children) {
    if (part.name === 'SizeInBits') {
      const fixed = child(part, 'Fixed')
      const value = fixed === undefined ? undefined : child(fixed, 'FixedValue')
      const termination = child(part, 'TerminationChar')
      if (value !== undefined) return { kind: 'string', charset, size: fixedSize(reading, value) }
      if (termination !== undefined)
        return { kind: 'string', charset, size: terminated(reading, termination, 8 * 65536) }
    } else if (part.name === 'Variable') return { kind: 'string', charset, size: variableSize(reading, part) }
    else otherElement(reading, part, node)
  }
  report(reading, { kind: 'xtce-missing-element', line: node.line, element: 'SizeInBits', parent: node.name })
  return { kind: 'string', charset, size: { kind: 'fixed', bits: 8 } }
}

function variableSize(reading: Reading, node: XmlNode): FieldSize {
  const maxBits = numberAttribute(reading, node, 'maxSizeInBits', 8 * 65536, { min: 8, integer: true })
  const leading = child(node, 'LeadingSize')
  if (leading !== undefined) {
    const range = { min: 1, max: 32, integer: true }
    return { kind: 'leading', lengthBits: numberAttribute(reading, leading, 'sizeInBitsOfSizeTag', 16, range), maxBits }
  }
  const termination = child(node, 'TerminationChar')
  if (termination !== undefined) return terminated(reading, termination, maxBits)
  return dynamicSize(reading, node)
}

function readBinary(reading: Reading, node: XmlNode): BinaryEncoding {
  const size = child(node, 'SizeInBits')
  if (size !== undefined) {
    const value = child(size, 'FixedValue')
    return { kind: 'binary', size: value === undefined ? dynamicSize(reading, size) : fixedSize(reading, value) }
  }
  report(reading, { kind: 'xtce-missing-element', line: node.line, element: 'SizeInBits', parent: node.name })
  return { kind: 'binary', size: { kind: 'fixed', bits: 8 } }
}

function fixedSize(reading: Reading, node: XmlNode): FieldSize {
  const bits = parseNumber(node.text)
  if (bits !== undefined && Number.isInteger(bits) && bits > 0 && bits % 8 === 0) return { kind: 'fixed', bits }
  badValue(reading, node, 'text', node.text.trim(), 'a whole number of octets in bits')
  return { kind: 'fixed', bits: 8 }
}

function dynamicSize(reading: Reading, node: XmlNode): FieldSize {
  const value = child(node, 'DynamicValue')
  const instance = value === undefined ? undefined : child(value, 'ParameterInstanceRef')
  if (value === undefined || instance === undefined) {
    report(reading, { kind: 'xtce-missing-element', line: node.line, element: 'DynamicValue', parent: node.name })
    return { kind: 'fixed', bits: 8 }
  }
  const linear = child(value, 'LinearAdjustment')
  return {
    kind: 'dynamic',
    parameter: required(reading, instance, 'parameterRef'),
    slope: linear === undefined ? 1 : numberAttribute(reading, linear, 'slope', 1),
    intercept: linear === undefined ? 0 : numberAttribute(reading, linear, 'intercept', 0),
  }
}

function terminated(reading: Reading, node: XmlNode, maxBits: number): FieldSize {
  const hex = node.text.trim()
  if (/^([0-9a-fA-F]{2})+$/.test(hex)) return { kind: 'terminated', by: octetsOfHex(hex), maxBits }
  badValue(reading, node, 'text', hex, 'octets in hexadecimal')
  return { kind: 'terminated', by: [0], maxBits }
}

/** Octets of hexadecimal text with an even number of digits. */
export function octetsOfHex(hex: string): number[] {
  return Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16))
}

function calibratorOf(reading: Reading, node: XmlNode): { readonly calibrator?: Calibrator } {
  let calibrator: Calibrator | undefined
  for (const part of node.children) {
    if (part.name !== 'DefaultCalibrator') {
      if (part.name === 'ContextCalibratorList')
        report(reading, {
          kind: 'xtce-unsupported',
          line: part.line,
          element: part.name,
          why: 'calibrators by context are not read yet',
        })
      else otherElement(reading, part, node)
      continue
    }
    for (const form of part.children) calibrator = readCalibrator(reading, part, form) ?? calibrator
  }
  return calibrator === undefined ? {} : { calibrator }
}

function readCalibrator(reading: Reading, parent: XmlNode, node: XmlNode): Calibrator | undefined {
  if (node.name === 'PolynomialCalibrator') return readPolynomial(reading, node)
  if (node.name === 'SplineCalibrator') return readSpline(reading, node)
  if (node.name === 'MathOperationCalibrator')
    return report(reading, {
      kind: 'xtce-unsupported',
      line: node.line,
      element: node.name,
      why: 'mathematical operations are not read yet',
    })
  otherElement(reading, node, parent)
  return undefined
}

function readPolynomial(reading: Reading, node: XmlNode): Calibrator {
  const coefficients: number[] = []
  for (const term of node.children) {
    const exponent = numberAttribute(reading, term, 'exponent', 0, { min: 0, max: 20, integer: true })
    required(reading, term, 'coefficient')
    coefficients[exponent] = (coefficients[exponent] ?? 0) + numberAttribute(reading, term, 'coefficient', 0)
  }
  if (coefficients.length === 0)
    report(reading, { kind: 'xtce-missing-element', line: node.line, element: 'Term', parent: node.name })
  return { kind: 'polynomial', coefficients: Array.from(coefficients, (c) => c ?? 0) }
}

function readSpline(reading: Reading, node: XmlNode): Calibrator {
  const points = node.children
    .filter((point) => point.name === 'SplinePoint')
    .map((point) => {
      required(reading, point, 'raw')
      required(reading, point, 'calibrated')
      return {
        raw: numberAttribute(reading, point, 'raw', 0),
        calibrated: numberAttribute(reading, point, 'calibrated', 0),
      }
    })
    .sort((a, b) => a.raw - b.raw)
  if (points.length < 2 || points.some((point, i) => i > 0 && point.raw === points[i - 1]!.raw))
    report(reading, {
      kind: 'xtce-unsupported',
      line: node.line,
      element: node.name,
      why: 'a spline needs two points or more, each with a raw value of its own',
    })
  const order = numberAttribute(reading, node, 'order', 1, { min: 0, max: 1, integer: true }) as 0 | 1
  return { kind: 'spline', order, extrapolate: booleanAttribute(reading, node, 'extrapolate', false), points }
}
