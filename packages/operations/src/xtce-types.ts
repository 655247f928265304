/** Parameter and argument types of XTCE 1.2 and 1.3: encodings, calibrators, units, labels, alarms, valid ranges. */
import type { Alarm, AlarmRange, ChangeAlarm, ContextAlarm, DataType, DataTypeKind, Encoding } from './dictionary.ts'
import type { XmlNode } from './xml-tree.ts'
import { readAlarms, readContextAlarms } from './xtce-alarms.ts'
import {
  booleanAttribute,
  child,
  numberAttribute,
  type Reading,
  report,
  required,
  unsupported,
  wordAttribute,
} from './xtce-context.ts'
import { readEncoding } from './xtce-encodings.ts'
import { readRange, timeUnit_s } from './xtce-ranges.ts'
import { COUNTS_OCTETS } from './xtce-writer/type-elements.ts'

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
  // The schema of XTCE 1.2 has a word misspelt, which files that keep to it have too.
  const stem =
    element === 'RelativeTimeAgumentType' ? 'RelativeTime' : element.replace(/(Parameter|Argument|Data)Type$/, '')
  return KINDS.find(([prefix]) => prefix === stem)?.[1]
}

/** Reads one type. `base` is the type it extends by `baseType`, whose parts it keeps where it has none of its own. */
export function readDataType(
  reading: Reading,
  node: XmlNode,
  kind: DataTypeKind,
  base: DataType | undefined,
): DataType | undefined {
  const parts: Parts = {
    encoding: base?.encoding,
    unit: base?.unit ?? '',
    alarm: base?.alarm,
    changeAlarm: base?.changeAlarm,
    contextAlarms: base?.contextAlarms,
    time: base?.time,
    countsOctets: false,
  }
  for (const part of node.children) readPart(reading, node, part, parts)
  const valid = readValid(reading, node) ?? base?.valid
  const initial = node.attributes.get('initialValue') ?? base?.initial
  const labels = kind === 'enumerated' ? readLabels(reading, node, base) : undefined
  const encoding = counted(parts.countsOctets, fitted(kind, parts.encoding ?? impliedEncoding(reading, node, kind)))
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
  const { alarm, changeAlarm, contextAlarms, time } = parts
  const words = kind === 'boolean' ? readWords(node, base) : undefined
  return {
    name: required(reading, node, 'name'),
    kind,
    encoding,
    unit: parts.unit,
    description: node.attributes.get('shortDescription') ?? base?.description ?? '',
    ...given({ alarm, changeAlarm, contextAlarms, labels, valid, initial, words, time }),
  }
}

/** What there is: keys without a value are left out. */
function given<T extends object>(parts: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>
  }
}

function readWords(node: XmlNode, base: DataType | undefined): NonNullable<DataType['words']> {
  return {
    one: node.attributes.get('oneStringValue') ?? base?.words?.one ?? 'True',
    zero: node.attributes.get('zeroStringValue') ?? base?.words?.zero ?? 'False',
  }
}

type Parts = {
  encoding: Encoding | undefined
  unit: string
  alarm: Alarm | undefined
  changeAlarm: ChangeAlarm | undefined
  contextAlarms: readonly ContextAlarm[] | undefined
  time: DataType['time'] | undefined
  /** Lengths in front of strings count octets: no word of XTCE, so it stands beside. */
  countsOctets: boolean
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
      ;({ alarm: parts.alarm, changeAlarm: parts.changeAlarm } = readAlarms(reading, part))
      return
    case 'ContextAlarmList':
    case 'BinaryContextAlarmList': // the name that XTCE 1.2 gives the list of blobs
      parts.contextAlarms = readContextAlarms(reading, part)
      return
    case 'ReferenceTime':
    case 'EnumerationList':
    case 'ValidRange':
    case 'ValidRangeSet':
      return // read where they are needed
    case 'AncillaryDataSet':
      parts.countsOctets = part.children.some(
        (data) => data.attributes.get('name') === COUNTS_OCTETS.name && data.text.trim() === COUNTS_OCTETS.value,
      )
      return
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

/**
 * XTCE lets types leave the encoding out, which those of constants and ground parameters do; it is then what the type's own
 * size says, and 32 bits for enumerations. Strings and blobs have no size of their own.
 */
function impliedEncoding(reading: Reading, node: XmlNode, kind: DataTypeKind): Encoding | undefined {
  const range = { min: 1, max: 64, integer: true }
  switch (kind) {
    case 'integer':
      return {
        kind: 'integer',
        bits: numberAttribute(reading, node, 'sizeInBits', 32, range),
        form: booleanAttribute(reading, node, 'signed', true) ? 'twosComplement' : 'unsigned',
        littleEndian: false,
      }
    case 'float':
      return {
        kind: 'float',
        bits: wordAttribute(reading, node, 'sizeInBits', ['32', '64'], '32') === '64' ? 64 : 32,
        littleEndian: false,
      }
    case 'enumerated':
      return { kind: 'integer', bits: 32, form: 'twosComplement', littleEndian: false }
    case 'boolean':
      return { kind: 'integer', bits: 8, form: 'unsigned', littleEndian: false }
    case 'string':
      return { kind: 'string', charset: 'UTF-8', size: { kind: 'leading', lengthBits: 16, maxBits: 8 * 4096 } }
    default:
      return undefined
  }
}

/** Blobs that carry a word or a text are numbers or strings of that size. */
function fitted(kind: DataTypeKind, encoding: Encoding | undefined): Encoding | undefined {
  if (encoding?.kind !== 'binary' || encoding.size.kind !== 'fixed') return encoding
  const { bits } = encoding.size
  if ((kind === 'enumerated' || kind === 'boolean') && bits <= 64)
    return { kind: 'integer', bits, form: 'unsigned', littleEndian: false }
  return kind === 'string' && bits % 8 === 0 ? { kind: 'string', charset: 'UTF-8', size: encoding.size } : encoding
}

function counted(octets: boolean, encoding: Encoding | undefined): Encoding | undefined {
  if (!octets || encoding?.kind !== 'string') return encoding
  const { size } = encoding
  return size.kind === 'leading' || (size.kind === 'fixed' && size.lengthBits !== undefined)
    ? { ...encoding, size: { ...size, countsOctets: true } }
    : encoding
}

function encodingFits(kind: DataTypeKind, encoding: Encoding): boolean {
  switch (kind) {
    case 'string':
      return encoding.kind !== 'binary'
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

function readTime(reading: Reading, type: XmlNode, node: XmlNode): NonNullable<DataType['time']> {
  const reference = child(type, 'ReferenceTime')
  const epoch = reference === undefined ? undefined : child(reference, 'Epoch')
  if (reference !== undefined && epoch === undefined)
    unsupported(reading, reference.children[0] ?? reference, 'only an Epoch is read')
  const unit_s = timeUnit_s(reading, node, 'units')
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
