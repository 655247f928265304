/**
 * Alarms of XTCE 1.2 and 1.3 (4.3.2.3): by ranges, by labels, by how a value changes, by conditions over any parameters, and by a
 * program that is a formula; by default and by context.
 */
import type { Alarm, AlarmCondition, AlarmLevel, ChangeAlarm, ContextAlarm, Criterion } from './dictionary.ts'
import type { XmlNode } from './xml-tree.ts'
import {
  booleanAttribute,
  child,
  numberAttribute,
  otherElement,
  type Reading,
  report,
  required,
  unsupported,
  wordAttribute,
} from './xtce-context.ts'
import { readRange, timeUnit_s } from './xtce-ranges.ts'

/** XTCE has five levels of concern; people at a desk are shown three. */
const LEVELS: Readonly<Record<string, Exclude<AlarmLevel, 'nominal'>>> = {
  watch: 'watch',
  warning: 'warning',
  distress: 'warning',
  critical: 'critical',
  severe: 'critical',
}
const SEVERITY = { nominal: 0, watch: 1, warning: 2, critical: 3 }

function byLevel(a: { readonly level: AlarmLevel }, b: { readonly level: AlarmLevel }): number {
  return SEVERITY[b.level] - SEVERITY[a.level]
}

/** What a DefaultAlarm or ContextAlarm says. */
export type Alarms = { readonly alarm?: Alarm; readonly changeAlarm?: ChangeAlarm }

/** The alarms in a DefaultAlarm or ContextAlarm; what it has beside is an error. */
export function readAlarms(reading: Reading, node: XmlNode): Alarms {
  const found: Found = { limits: undefined, conditions: undefined, change: undefined }
  for (const part of node.children) readPart(reading, node, part, found)
  const otherwise = levelOf(reading, node, 'defaultAlarmLevel')
  if (found.limits === undefined && otherwise !== 'nominal')
    found.limits = { kind: 'labels', labels: new Map(), otherwise }
  const minViolations = numberAttribute(reading, node, 'minViolations', 1, { min: 1, integer: true })
  const minConformance = numberAttribute(reading, node, 'minConformance', minViolations, { min: 1, integer: true })
  const counts = { minViolations, ...(minConformance === minViolations ? {} : { minConformance }) }
  // What is delivered disabled (XTCE 1.3): in its context nothing is an alarm.
  if (booleanAttribute(reading, node, 'disabled', false)) return { alarm: { ...NO_LIMITS, ...counts } }
  const { limits, conditions, change } = found
  const counted = change !== undefined && (minViolations > 1 || minConformance > 1)
  return {
    ...(limits === undefined && conditions === undefined && !counted
      ? {}
      : { alarm: { ...(limits ?? NO_LIMITS), ...counts, ...(conditions === undefined ? {} : { conditions }) } }),
    ...(change === undefined ? {} : { changeAlarm: change }),
  }
}

const NO_LIMITS = { kind: 'ranges', rangeForm: 'outside', ranges: [] } as const

type Ranges = Pick<Alarm & { kind: 'ranges' }, 'kind' | 'rangeForm' | 'ranges'>
type Labels = Pick<Alarm & { kind: 'labels' }, 'kind' | 'labels' | 'otherwise'>
type Found = {
  limits: Ranges | Labels | undefined
  conditions: readonly AlarmCondition[] | undefined
  change: ChangeAlarm | undefined
}

function readPart(reading: Reading, node: XmlNode, part: XmlNode, found: Found): void {
  switch (part.name) {
    case 'StaticAlarmRanges':
      found.limits = { kind: 'ranges', ...readRanges(reading, part) }
      return
    case 'AlarmMultiRanges':
      found.limits = { kind: 'ranges', ...readMultiRanges(reading, part) }
      return
    case 'EnumerationAlarmList':
      found.limits = { kind: 'labels', ...readLabelLevels(reading, node, part, 'enumerationLabel') }
      return
    case 'StringAlarmList':
      found.limits = { kind: 'labels', ...readLabelLevels(reading, node, part, 'matchPattern') }
      return
    case 'AlarmConditions':
      found.conditions = readConditions(reading, part)
      return
    case 'CustomAlarm':
      found.conditions = readCustom(reading, part)
      return
    case 'ChangeAlarmRanges':
      found.change = readChange(reading, part)
      return
    case 'ChangePerSecondAlarmRanges':
      found.change = { perSecond: true, relative: false, ...readRanges(reading, part) }
      return
    default:
      if (part.name !== 'ContextMatch') otherElement(reading, part, node)
  }
}

function readConditions(reading: Reading, node: XmlNode): AlarmCondition[] {
  const conditions = node.children.flatMap((part): AlarmCondition[] => {
    const level = /Alarm$/.test(part.name) ? LEVELS[part.name.replace(/Alarm$/, '').toLowerCase()] : undefined
    if (level !== undefined) return [{ level, criteria: laterCriteria(reading, part) }]
    otherElement(reading, part, node)
    return []
  })
  return conditions.sort(byLevel)
}

/**
 * CustomAlarmType: "The algorithm is assumed to return a boolean value". It names no level, so it is a warning, which the schema
 * calls "the most commonly used minimum concern level"; AlarmConditions name theirs and take the same programs.
 */
function readCustom(reading: Reading, node: XmlNode): AlarmCondition[] {
  const algorithm = child(node, 'InputAlgorithm')
  for (const part of node.children) if (part !== algorithm) otherElement(reading, part, node)
  if (algorithm === undefined) {
    report(reading, { kind: 'xtce-missing-element', line: node.line, element: 'InputAlgorithm', parent: node.name })
    return []
  }
  const program = { ...algorithm, name: 'CustomAlgorithm' }
  return [{ level: 'warning', criteria: laterCriteria(reading, { ...node, children: [program] }) }]
}

/** Criteria filled in when all parameters are known. One that looks at nothing would always hold, so it is an error. */
function laterCriteria(reading: Reading, node: XmlNode): readonly Criterion[] {
  const out: Criterion[] = []
  reading.later.push(() => {
    const before = reading.errors.length
    out.push(...reading.criteria(node))
    if (out.length === 0 && reading.errors.length === before)
      report(reading, { kind: 'xtce-missing-element', line: node.line, element: 'Comparison', parent: node.name })
  })
  return out
}

function readRanges(reading: Reading, node: XmlNode): Omit<Ranges, 'kind'> {
  const rangeForm = wordAttribute(reading, node, 'rangeForm', ['outside', 'inside'], 'outside')
  // TimeAlarmRangesType: in units of their own, where the value is in seconds.
  const unit = timeUnit_s(reading, node, 'timeUnits')
  const ranges: Ranges['ranges'][number][] = []
  for (const part of node.children) {
    const level = /Range$/.test(part.name) ? LEVELS[part.name.replace(/Range$/, '').toLowerCase()] : undefined
    if (level === undefined) otherElement(reading, part, node)
    else ranges.push({ level, range: readRange(reading, part, unit) })
  }
  return { rangeForm, ranges: ranges.sort(byLevel) }
}

/** Several ranges of each level: values inside them are at it. */
function readMultiRanges(reading: Reading, node: XmlNode): Omit<Ranges, 'kind'> {
  const ranges = node.children.flatMap((part): Ranges['ranges'][number][] => {
    if (part.name !== 'Range') otherElement(reading, part, node)
    const word = wordAttribute(reading, part, 'level', ['normal', ...Object.keys(LEVELS)], 'normal')
    if (wordAttribute(reading, part, 'rangeForm', ['inside', 'outside'], 'inside') === 'outside')
      unsupported(reading, part, 'several ranges with the form outside')
    const level = LEVELS[word]
    return level === undefined ? [] : [{ level, range: readRange(reading, part) }]
  })
  return { rangeForm: 'inside', ranges: ranges.sort(byLevel) }
}

function levelOf(reading: Reading, node: XmlNode, attribute: string): AlarmLevel {
  return LEVELS[wordAttribute(reading, node, attribute, ['normal', ...Object.keys(LEVELS)], 'normal')] ?? 'nominal'
}

function readLabelLevels(reading: Reading, node: XmlNode, list: XmlNode, label: string): Omit<Labels, 'kind'> {
  for (const one of list.children)
    if (label === 'matchPattern' && /[\\^$*+?()[\]{}|]/.test(one.attributes.get(label) ?? ''))
      unsupported(reading, one, 'texts are compared as a whole, not by patterns')
  const labels = new Map(
    list.children.map((one) => [required(reading, one, label), levelOf(reading, one, 'alarmLevel')] as const),
  )
  return { labels, otherwise: levelOf(reading, node, 'defaultAlarmLevel') }
}

function readChange(reading: Reading, part: XmlNode): ChangeAlarm {
  const per = wordAttribute(reading, part, 'changeType', ['changePerSecond', 'changePerSample'], 'changePerSecond')
  const basis = wordAttribute(reading, part, 'changeBasis', ['absoluteChange', 'percentageChange'], 'absoluteChange')
  const samples = numberAttribute(reading, part, 'spanOfInterestInSamples', 1, { min: 1, integer: true })
  const seconds = numberAttribute(reading, part, 'spanOfInterestInSeconds', 0, { min: 0 })
  return {
    perSecond: per === 'changePerSecond',
    relative: basis === 'percentageChange',
    ...(samples === 1 ? {} : { samples }),
    ...(seconds === 0 ? {} : { seconds }),
    ...readRanges(reading, part),
  }
}

/** The alarms of each context; one that says nothing takes no alarm away. */
export function readContextAlarms(reading: Reading, list: XmlNode): ContextAlarm[] {
  const out: ContextAlarm[] = []
  for (const node of list.children) {
    const match = child(node, 'ContextMatch')
    if (node.name !== 'ContextAlarm') otherElement(reading, node, list)
    else if (match === undefined)
      report(reading, { kind: 'xtce-missing-element', line: node.line, element: 'ContextMatch', parent: node.name })
    else {
      const { alarm, changeAlarm } = readAlarms(reading, node)
      if (alarm === undefined && changeAlarm === undefined) continue
      const change = changeAlarm === undefined ? {} : { changeAlarm }
      const held = alarm ?? { ...NO_LIMITS, minViolations: 1 }
      reading.later.push(() => {
        out.push({ criteria: reading.criteria(match), alarm: held, ...change })
      })
    }
  }
  return out
}
