/** Parameter and argument types of XTCE 1.2: encodings, calibrators, units, labels, alarms, valid ranges. */
import type { Alarm, AlarmLevel, AlarmRange, DataType, DataTypeKind, Encoding } from './dictionary.ts'
import type { XmlNode } from './xml-tree.ts'
import {
  badValue,
  booleanAttribute,
  child,
  numberAttribute,
  otherElement,
  type Reading,
  report,
  required,
  wordAttribute,
} from './xtce-context.ts'
import { readEncoding } from './xtce-encodings.ts'

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
