/** Parameter and argument types as XTCE 1.2 writes them: the mirror image of `xtce-types.ts`. */
import type { Alarm, AlarmLevel, AlarmRange, ChangeAlarm, DataType, DataTypeKind } from '../dictionary.ts'
import { criteriaElement } from './criteria-elements.ts'
import { encodingElement } from './encoding-elements.ts'
import { cannot, numberText, type Writing } from './writing.ts'
import { element, listed, textElement, type XmlElement } from './xml-element.ts'

/** Whether a type stands among those of parameters or of arguments. */
export type TypeArea = 'Parameter' | 'Argument'

const STEMS: Readonly<Record<DataTypeKind, string>> = {
  integer: 'Integer',
  float: 'Float',
  enumerated: 'Enumerated',
  boolean: 'Boolean',
  string: 'String',
  binary: 'Binary',
  'absolute-time': 'AbsoluteTime',
  'relative-time': 'RelativeTime',
}

/** How a type says that a string's length counts octets, for which XTCE has no words (F Prime counts so). */
export const COUNTS_OCTETS = { name: 'magpie:length-counts', value: 'octets' }

/** The element of a simple type. */
export function typeElement(writing: Writing, area: TypeArea, type: DataType): XmlElement {
  const of = `the type ${type.name}`
  const time = type.kind === 'absolute-time' || type.kind === 'relative-time'
  const labels = (type.labels ?? []).map(({ from, to, label }) =>
    element('Enumeration', { value: String(from), maxValue: to === from ? undefined : String(to), label }),
  )
  return element(elementName(writing, area, type.kind), attributesOf(type), [
    countsOctets(type)
      ? element('AncillaryDataSet', {}, [
          textElement('AncillaryData', COUNTS_OCTETS.value, { name: COUNTS_OCTETS.name }),
        ])
      : undefined,
    unitsOf(writing, of, type, time),
    time ? timeEncoding(writing, of, type) : encodingElement(writing, of, type.encoding),
    type.time === undefined || type.time.epoch === ''
      ? undefined
      : element('ReferenceTime', {}, [textElement('Epoch', type.time.epoch)]),
    listed('EnumerationList', labels),
    ...validElements(writing, of, area, type),
    alarmElement(writing, of, type),
    listed(
      'ContextAlarmList',
      (type.contextAlarms ?? []).map(({ criteria, alarm }) =>
        element('ContextAlarm', alarmAttributes(writing, alarm), [
          rangesOrLabels(writing, of, type, alarm),
          element('ContextMatch', {}, [criteriaElement(writing, of, criteria)]),
        ]),
      ),
    ),
  ])
}

/** One word is misspelt in the schema of 1.2, and a file that keeps to it must misspell it too. */
function elementName({ edition }: Writing, area: TypeArea, kind: DataTypeKind): string {
  return edition === '1.2' && area === 'Argument' && kind === 'relative-time'
    ? 'RelativeTimeAgumentType'
    : `${STEMS[kind]}${area}Type`
}

function attributesOf(type: DataType): XmlElement['attributes'] {
  const { encoding, kind } = type
  const wide = (encoding.kind === 'integer' || encoding.kind === 'float') && encoding.bits > 32
  const calibrated = 'calibrator' in encoding && encoding.calibrator !== undefined
  return {
    name: type.name,
    shortDescription: type.description === '' ? undefined : type.description,
    initialValue: type.initial,
    ...(kind === 'integer' && encoding.kind === 'integer' && encoding.form === 'unsigned' && !calibrated
      ? { signed: 'false' }
      : {}),
    ...(kind === 'integer' || kind === 'float' ? { sizeInBits: wide || calibrated ? '64' : '32' } : {}),
    ...(type.words === undefined ? {} : { oneStringValue: type.words.one, zeroStringValue: type.words.zero }),
  }
}

function countsOctets({ encoding }: DataType): boolean {
  return 'size' in encoding && 'countsOctets' in encoding.size
}

/** Times have no units of their own in XTCE: they are seconds. */
function unitsOf(writing: Writing, of: string, { unit }: DataType, time: boolean): XmlElement | undefined {
  if (unit !== unit.trim()) cannot(writing, of, `the unit "${unit}" has blanks at its ends`)
  if (time && unit === '') return undefined
  return element('UnitSet', {}, unit === '' ? [] : [textElement('Unit', unit)])
}

function timeEncoding(writing: Writing, of: string, { time, encoding }: DataType): XmlElement {
  const inner = encodingElement(writing, of, encoding)
  if (time === undefined) return inner
  const scale = time.scale === 1 ? undefined : numberText(writing, of, time.scale)
  const offset = time.offset === 0 ? undefined : numberText(writing, of, time.offset)
  return element('Encoding', { units: 'seconds', scale, offset }, [inner])
}

function validElements(writing: Writing, of: string, area: TypeArea, { valid }: DataType): XmlElement[] {
  if (valid === undefined) return []
  const ranges = valid.map((range) => element('ValidRange', rangeAttributes(writing, of, range)))
  return area === 'Argument' ? [element('ValidRangeSet', {}, ranges)] : ranges
}

function rangeAttributes(writing: Writing, of: string, range: AlarmRange): XmlElement['attributes'] {
  const bound = (name: 'min' | 'max', value: number | undefined, inclusive: boolean | undefined) =>
    value === undefined ? {} : { [`${name}${inclusive ? 'Inclusive' : 'Exclusive'}`]: numberText(writing, of, value) }
  return { ...bound('min', range.min, range.minInclusive), ...bound('max', range.max, range.maxInclusive) }
}

function alarmElement(writing: Writing, of: string, type: DataType): XmlElement | undefined {
  const { alarm, changeAlarm } = type
  if (alarm === undefined && changeAlarm === undefined) return undefined
  const parts = [
    alarm === undefined ? undefined : rangesOrLabels(writing, of, type, alarm),
    changeAlarm === undefined ? undefined : changeElement(writing, of, changeAlarm),
  ]
  return element('DefaultAlarm', alarm === undefined ? {} : alarmAttributes(writing, alarm), parts)
}

const LEVELS: Readonly<Record<AlarmLevel, string>> = {
  nominal: 'normal',
  watch: 'watch',
  warning: 'warning',
  critical: 'critical',
}

function alarmAttributes(writing: Writing, alarm: Alarm): XmlElement['attributes'] {
  return {
    minViolations: alarm.minViolations === 1 ? undefined : String(alarm.minViolations),
    minConformance: conformance(writing, alarm),
    defaultAlarmLevel: alarm.kind === 'labels' && alarm.otherwise !== 'nominal' ? LEVELS[alarm.otherwise] : undefined,
  }
}

/** The schema of 1.3 gives it the default 1, though its text has that of `minViolations`; so it is written where that matters. */
function conformance({ edition }: Writing, { minViolations, minConformance }: Alarm): string | undefined {
  if (minConformance !== undefined) return String(minConformance)
  return edition === '1.3' && minViolations !== 1 ? String(minViolations) : undefined
}

function rangesOrLabels(writing: Writing, of: string, type: DataType, alarm: Alarm): XmlElement | undefined {
  if (alarm.kind === 'ranges') return rangesElement(writing, of, 'StaticAlarmRanges', alarm, {})
  const [name, label] = type.kind === 'string' ? ['String', 'matchPattern'] : ['Enumeration', 'enumerationLabel']
  return listed(
    `${name}AlarmList`,
    [...alarm.labels].map(([word, level]) => element(`${name}Alarm`, { alarmLevel: LEVELS[level], [label]: word })),
  )
}

function changeElement(writing: Writing, of: string, change: ChangeAlarm): XmlElement | undefined {
  return rangesElement(writing, of, 'ChangeAlarmRanges', change, {
    changeType: change.perSecond ? 'changePerSecond' : 'changePerSample',
    changeBasis: change.relative ? 'percentageChange' : 'absoluteChange',
    spanOfInterestInSamples: change.samples === undefined ? undefined : String(change.samples),
    spanOfInterestInSeconds: change.seconds === undefined ? undefined : numberText(writing, of, change.seconds),
  })
}

/** XTCE has two words for each of our two upper levels, so that a level may have two ranges. */
const WORDS: readonly (readonly [word: string, level: string])[] = [
  ['Watch', 'watch'],
  ['Warning', 'warning'],
  ['Distress', 'warning'],
  ['Critical', 'critical'],
  ['Severe', 'critical'],
]

function rangesElement(
  writing: Writing,
  of: string,
  name: string,
  { ranges, rangeForm }: Pick<Alarm & { kind: 'ranges' }, 'ranges' | 'rangeForm'>,
  attributes: XmlElement['attributes'],
): XmlElement | undefined {
  const left = [...ranges]
  const words = WORDS.flatMap(([word, level]) => {
    const at = left.findIndex((range) => range.level === level)
    if (at < 0) return []
    const [{ range }] = left.splice(at, 1) as [(typeof ranges)[number]]
    return [element(`${word}Range`, rangeAttributes(writing, of, range))]
  })
  const form = rangeForm === 'inside' ? 'inside' : undefined
  if (left.length === 0) return element(name, { rangeForm: form, ...attributes }, words)
  if (name !== 'StaticAlarmRanges' || rangeForm === 'outside')
    return cannot(writing, of, 'more than two ranges of one level of alarm')
  return element(
    'AlarmMultiRanges',
    {},
    ranges.map(({ level, range }) =>
      element('Range', { ...rangeAttributes(writing, of, range), level: LEVELS[level], rangeForm: 'inside' }),
    ),
  )
}
