/** Parameter and argument types of XTCE 1.2: encodings, calibrators, units, labels, alarms, valid ranges. */
import type {
  Alarm,
  AlarmLevel,
  AlarmRange,
  BinaryEncoding,
  Calibrator,
  DataType,
  DataTypeKind,
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

const KINDS: readonly [prefix: string, kind: DataTypeKind][] = [
  ['Integer', 'integer'],
  ['Float', 'float'],
  ['Enumerated', 'enumerated'],
  ['Boolean', 'boolean'],
  ['String', 'string'],
  ['Binary', 'binary'],
  ['AbsoluteTime', 'absolute-time'],
  ['RelativeTime', 'relative-time'],
]

/** Which kind of type an element such as IntegerParameterType or EnumeratedArgumentType defines. */
export function kindOfType(element: string): DataTypeKind | undefined {
  const stem = element.replace(/(Parameter|Argument|Data)Type$/, '')
  return KINDS.find(([prefix]) => prefix === stem)?.[1]
}

/** Reads one type. `base` is the type it extends by `baseType`, whose parts it keeps where it has none of its own. */
export function readDataType(
  reading: Reading,
  node: XmlNode,
  kind: DataTypeKind,
  base: DataType | undefined,
): DataType | undefined {
  const parts: Parts = { encoding: base?.encoding, unit: base?.unit ?? '', alarm: base?.alarm, time: base?.time }
  for (const part of node.children) readPart(reading, node, part, parts)
  const valid = readValid(reading, node) ?? base?.valid
  const labels = kind === 'enumerated' ? readLabels(reading, node, base) : undefined
  const encoding = parts.encoding ?? impliedEncoding(reading, node, kind)
  if (encoding === undefined)
    return report(reading, {
      kind: 'xtce-missing-element',
      line: node.line,
      element: 'data encoding',
      parent: node.name,
    })
  if (!encodingFits(kind, encoding))
    report(reading, {
      kind: 'xtce-unsupported',
      line: node.line,
      element: node.name,
      why: `a ${encoding.kind} encoding does not carry a value of kind ${kind}`,
    })
  return {
    name: required(reading, node, 'name'),
    kind,
    encoding,
    unit: parts.unit,
    description: node.attributes.get('shortDescription') ?? base?.description ?? '',
    ...(parts.alarm === undefined ? {} : { alarm: parts.alarm }),
    ...(labels === undefined ? {} : { labels }),
    ...(valid === undefined ? {} : { valid }),
    ...(kind === 'boolean'
      ? {
          words: {
            one: node.attributes.get('oneStringValue') ?? base?.words?.one ?? 'True',
            zero: node.attributes.get('zeroStringValue') ?? base?.words?.zero ?? 'False',
          },
        }
      : {}),
    ...(parts.time === undefined ? {} : { time: parts.time }),
  }
}

type Parts = {
  encoding: Encoding | undefined
  unit: string
  alarm: Alarm | undefined
  time: DataType['time'] | undefined
}

function readPart(reading: Reading, node: XmlNode, part: XmlNode, parts: Parts): void {
  switch (part.name) {
    case 'UnitSet':
      parts.unit = part.children
        .filter((unit) => unit.name === 'Unit')
        .map((unit) => unit.text.trim() + power(unit))
        .join('.')
      return
    case 'Encoding':
      parts.time = readTime(reading, node, part)
      for (const encoding of part.children) parts.encoding = readEncoding(reading, part, encoding) ?? parts.encoding
      return
    case 'DefaultAlarm':
      parts.alarm = readAlarm(reading, part)
      return
    case 'ReferenceTime':
    case 'EnumerationList':
    case 'ValidRange':
    case 'ValidRangeSet':
      return // read where they are needed
    default: {
      const encoding = readEncoding(reading, node, part)
      if (encoding !== undefined) parts.encoding = encoding
    }
  }
}

function power(unit: XmlNode): string {
  const exponent = unit.attributes.get('power')
  return exponent === undefined || exponent === '1' ? '' : exponent
}

function readEncoding(reading: Reading, parent: XmlNode, node: XmlNode): Encoding | undefined {
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

/** XTCE lets integers, floats and enumerations leave the encoding to the type's own attributes. */
function impliedEncoding(reading: Reading, node: XmlNode, kind: DataTypeKind): Encoding | undefined {
  const range = { min: 1, max: 64, integer: true }
  if (kind === 'integer' && node.attributes.has('sizeInBits'))
    return {
      kind: 'integer',
      bits: numberAttribute(reading, node, 'sizeInBits', 32, range),
      form: booleanAttribute(reading, node, 'signed', true) ? 'twosComplement' : 'unsigned',
      littleEndian: false,
    }
  return undefined
}

function encodingFits(kind: DataTypeKind, encoding: Encoding): boolean {
  switch (kind) {
    case 'string':
      return encoding.kind === 'string'
    case 'binary':
      return encoding.kind === 'binary'
    case 'float':
    case 'integer':
    case 'absolute-time':
    case 'relative-time':
      return encoding.kind === 'integer' || encoding.kind === 'float'
    case 'enumerated':
    case 'boolean':
      return encoding.kind !== 'binary'
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

function readTime(reading: Reading, type: XmlNode, node: XmlNode): NonNullable<DataType['time']> {
  const reference = child(type, 'ReferenceTime')
  const epoch = reference === undefined ? undefined : child(reference, 'Epoch')
  const units = wordAttribute(reading, node, 'units', ['seconds', 'picoSeconds', 'days', 'months', 'years'], 'seconds')
  const unit_s = { seconds: 1, picoSeconds: 1e-12, days: 86400, months: Number.NaN, years: Number.NaN }[units]
  if (Number.isNaN(unit_s)) badValue(reading, node, 'units', units, 'a unit of fixed length')
  return {
    scale: numberAttribute(reading, node, 'scale', 1) * unit_s,
    offset: numberAttribute(reading, node, 'offset', 0) * unit_s,
    epoch: epoch?.text.trim() ?? '',
  }
}

function readLabels(reading: Reading, node: XmlNode, base: DataType | undefined): NonNullable<DataType['labels']> {
  const list = child(node, 'EnumerationList')
  if (list === undefined) {
    if (base?.labels !== undefined) return base.labels
    report(reading, { kind: 'xtce-missing-element', line: node.line, element: 'EnumerationList', parent: node.name })
    return []
  }
  return list.children.map((entry) => {
    required(reading, entry, 'value')
    const from = numberAttribute(reading, entry, 'value', 0, { integer: true })
    return {
      from,
      to: numberAttribute(reading, entry, 'maxValue', from, { integer: true, min: from }),
      label: required(reading, entry, 'label'),
    }
  })
}

function readValid(reading: Reading, node: XmlNode): AlarmRange[] | undefined {
  const set = child(node, 'ValidRangeSet')
  const ranges = set === undefined ? node.children.filter((c) => c.name === 'ValidRange') : set.children
  return ranges.length === 0 ? undefined : ranges.map((range) => readRange(reading, range))
}

function readRange(reading: Reading, node: XmlNode): AlarmRange {
  const bound = (name: string) => {
    const inclusive = node.attributes.has(`${name}Inclusive`)
    const attribute = `${name}${inclusive ? 'Inclusive' : 'Exclusive'}`
    return node.attributes.has(attribute)
      ? { value: numberAttribute(reading, node, attribute, 0), inclusive }
      : undefined
  }
  const min = bound('min')
  const max = bound('max')
  return {
    ...(min === undefined ? {} : { min: min.value, minInclusive: min.inclusive }),
    ...(max === undefined ? {} : { max: max.value, maxInclusive: max.inclusive }),
  }
}

/** XTCE has five levels of concern; people at a desk are shown three. */
const LEVELS: Readonly<Record<string, Exclude<AlarmLevel, 'nominal'>>> = {
  watch: 'watch',
  warning: 'warning',
  distress: 'warning',
  critical: 'critical',
  severe: 'critical',
}
const SEVERITY = { nominal: 0, watch: 1, warning: 2, critical: 3 }

function readAlarm(reading: Reading, node: XmlNode): Alarm | undefined {
  const minViolations = numberAttribute(reading, node, 'minViolations', 1, { min: 1, integer: true })
  const ranges = child(node, 'StaticAlarmRanges')
  if (ranges !== undefined) {
    const rangeForm = wordAttribute(reading, ranges, 'rangeForm', ['outside', 'inside'], 'outside')
    const read: { level: Exclude<AlarmLevel, 'nominal'>; range: AlarmRange }[] = []
    for (const part of ranges.children) {
      const level = LEVELS[part.name.replace(/Range$/, '').toLowerCase()]
      if (level === undefined) otherElement(reading, part, ranges)
      else read.push({ level, range: readRange(reading, part) })
    }
    read.sort((a, b) => SEVERITY[b.level] - SEVERITY[a.level])
    return { kind: 'ranges', rangeForm, ranges: read, minViolations }
  }
  const list = child(node, 'EnumerationAlarmList')
  if (list === undefined) {
    for (const part of node.children) otherElement(reading, part, node)
    return undefined
  }
  const level = (alarm: XmlNode, attribute: string): AlarmLevel =>
    LEVELS[wordAttribute(reading, alarm, attribute, ['normal', ...Object.keys(LEVELS)], 'normal')] ?? 'nominal'
  return {
    kind: 'labels',
    labels: new Map(
      list.children.map((alarm) => [alarm.attributes.get('enumerationLabel') ?? '', level(alarm, 'alarmLevel')]),
    ),
    otherwise: level(node, 'defaultAlarmLevel'),
    minViolations,
  }
}
