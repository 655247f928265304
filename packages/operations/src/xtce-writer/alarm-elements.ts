/** Alarms as XTCE 1.2 and 1.3 write them (4.3.2.3): the mirror image of `xtce-alarms.ts`. */
import type { Alarm, AlarmCondition, AlarmLevel, AlarmRange, ChangeAlarm, DataType } from '../dictionary.ts'
import { criteriaElement } from './criteria-elements.ts'
import { rangeAttributes } from './range-attributes.ts'
import { cannot, numberText, type Writing } from './writing.ts'
import { element, listed, type XmlElement } from './xml-element.ts'

type Alarms = { readonly alarm?: Alarm; readonly changeAlarm?: ChangeAlarm }

/** The alarms of a type: by default, then those by context. */
export function alarmElements(writing: Writing, of: string, type: DataType): (XmlElement | undefined)[] {
  const { alarm, changeAlarm, contextAlarms = [] } = type
  const none = alarm === undefined && changeAlarm === undefined
  if (type.kind === 'absolute-time' && !(none && contextAlarms.length === 0))
    cannot(writing, of, 'an alarm of a time that is absolute')
  const contexts = contextAlarms.map(({ criteria, ...alarms }) =>
    element('ContextAlarm', attributesOf(writing, alarms), [
      ...partsOf(writing, of, type, alarms),
      element('ContextMatch', {}, [criteriaElement(writing, of, criteria)]),
    ]),
  )
  // The schema of 1.2 has a name of its own for the list of blobs.
  const list = writing.edition === '1.2' && type.kind === 'binary' ? 'BinaryContextAlarmList' : 'ContextAlarmList'
  return [
    none ? undefined : element('DefaultAlarm', attributesOf(writing, type), partsOf(writing, of, type, type)),
    listed(list, contexts),
  ]
}

const LEVELS: Readonly<Record<AlarmLevel, string>> = {
  nominal: 'normal',
  watch: 'watch',
  warning: 'warning',
  critical: 'critical',
}

function attributesOf(writing: Writing, { alarm }: Alarms): XmlElement['attributes'] {
  if (alarm === undefined) return {}
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

/** What an alarm says, in the schema's order: several ranges of a level stand behind those of changes. */
function partsOf(writing: Writing, of: string, type: DataType, { alarm, changeAlarm }: Alarms) {
  const limits = alarm === undefined ? undefined : limitsElement(writing, of, type, alarm)
  const change = changeAlarm === undefined ? undefined : changeElement(writing, of, type, changeAlarm)
  return [
    conditionsElement(writing, of, alarm?.conditions ?? []),
    ...(limits?.name === 'AlarmMultiRanges' ? [change, limits] : [limits, change]),
  ]
}

function conditionsElement(
  writing: Writing,
  of: string,
  conditions: readonly AlarmCondition[],
): XmlElement | undefined {
  const { words, left } = worded(conditions)
  if (left.length > 0) cannot(writing, of, 'more conditions of one level of alarm than XTCE has words for')
  return listed(
    'AlarmConditions',
    words.map(([word, { criteria }]) => element(`${word}Alarm`, {}, [criteriaElement(writing, of, criteria)])),
  )
}

/** Which kinds of values may have ranges. Without any, the element is left out where it would say nothing. */
const RANGED: ReadonlySet<DataType['kind']> = new Set(['integer', 'float', 'relative-time'])

function limitsElement(writing: Writing, of: string, type: DataType, alarm: Alarm): XmlElement | undefined {
  if (alarm.kind === 'ranges') {
    const nothing = alarm.ranges.length === 0 && alarm.rangeForm === 'outside'
    if (nothing && (alarm.conditions !== undefined || !RANGED.has(type.kind))) return undefined
    return rangesElement(writing, of, 'StaticAlarmRanges', alarm, {})
  }
  const [name, label] = type.kind === 'string' ? ['String', 'matchPattern'] : ['Enumeration', 'enumerationLabel']
  return listed(
    `${name}AlarmList`,
    [...alarm.labels].map(([word, level]) => element(`${name}Alarm`, { alarmLevel: LEVELS[level], [label]: word })),
  )
}

function changeElement(writing: Writing, of: string, type: DataType, change: ChangeAlarm): XmlElement | undefined {
  if (type.kind === 'relative-time') {
    if (!change.perSecond || change.relative || change.samples !== undefined || change.seconds !== undefined)
      cannot(writing, of, 'a change of a time that is not one a second')
    return rangesElement(writing, of, 'ChangePerSecondAlarmRanges', change, {})
  }
  return rangesElement(writing, of, 'ChangeAlarmRanges', change, {
    changeType: change.perSecond ? 'changePerSecond' : 'changePerSample',
    changeBasis: change.relative ? 'percentageChange' : 'absoluteChange',
    spanOfInterestInSamples: change.samples === undefined ? undefined : String(change.samples),
    spanOfInterestInSeconds: change.seconds === undefined ? undefined : numberText(writing, of, change.seconds),
  })
}

/** XTCE has two words for each of our two upper levels, so that a level may have two ranges. */
const WORDS: readonly (readonly [word: string, level: AlarmLevel])[] = [
  ['Watch', 'watch'],
  ['Warning', 'warning'],
  ['Distress', 'warning'],
  ['Critical', 'critical'],
  ['Severe', 'critical'],
]

/** What has a level under XTCE's words, and what is left when they are used up. */
function worded<T extends { readonly level: AlarmLevel }>(all: readonly T[]) {
  const left = [...all]
  const words = WORDS.flatMap(([word, level]) => {
    const at = left.findIndex((one) => one.level === level)
    return at < 0 ? [] : [[word, left.splice(at, 1)[0]!] as const]
  })
  return { words, left }
}

type Ranges = readonly { readonly level: AlarmLevel; readonly range: AlarmRange }[]

function rangesElement(
  writing: Writing,
  of: string,
  name: string,
  { ranges, rangeForm }: { readonly ranges: Ranges; readonly rangeForm: 'outside' | 'inside' },
  attributes: XmlElement['attributes'],
): XmlElement | undefined {
  const { words, left } = worded(ranges)
  const form = rangeForm === 'inside' ? 'inside' : undefined
  if (left.length === 0) {
    const inner = words.map(([word, { range }]) => element(`${word}Range`, rangeAttributes(writing, of, range)))
    return element(name, { rangeForm: form, ...attributes }, inner)
  }
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
