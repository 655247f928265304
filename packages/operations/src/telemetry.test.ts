import { unwrap } from '@magpie/core/result'
import { describe, expect, test } from 'vitest'
import type { Parameter } from './dictionary.ts'
import { initialSample } from './initial-sample.ts'
import { alarmMonitor, levelBy } from './telemetry.ts'
import { parameter, xtceText } from './testing/xtce-text.ts'
import { readXtce } from './xtce-reader.ts'

function withAlarm(alarm: string, kind = 'Float'): Parameter {
  const labels =
    '<EnumerationList><Enumeration value="0" label="OK"/><Enumeration value="1" label="BAD"/></EnumerationList>'
  const type = `<${kind}ParameterType name="t"><IntegerDataEncoding sizeInBits="8"/>${kind === 'Enumerated' ? labels : ''}<DefaultAlarm ${alarm}</DefaultAlarm></${kind}ParameterType>`
  const text = xtceText('s', { types: type, parameters: parameter('a', 't') })
  return unwrap(readXtce([{ name: 'x', text }])).dictionary.parameters[0]!
}
const levelOf = (p: Parameter, value: number) => levelBy(p.type.alarm!, p, value)
/** A sample that holds the value. */
const holding = (p: Parameter, value: number) => {
  const sample = initialSample([p], 1)
  sample.value[p.index] = value
  return sample
}
const nested =
  '><StaticAlarmRanges><WatchRange minInclusive="20" maxInclusive="80"/><WarningRange minInclusive="10" maxInclusive="90"/><CriticalRange minExclusive="0"/></StaticAlarmRanges>'

test.each([
  [50, 'nominal'],
  [20, 'nominal'],
  [19.99, 'watch'],
  [81, 'watch'],
  [90, 'watch'],
  [90.01, 'warning'],
  [0.01, 'warning'],
  [0, 'critical'],
  [-5, 'critical'],
])('outside nested ranges: %d is %s', (value, level) => {
  expect(levelOf(withAlarm(nested), value)).toBe(level)
})

test('inside a range, where the dictionary says so; distress and severe are shown as warning and critical', () => {
  const p = withAlarm(
    '><StaticAlarmRanges rangeForm="inside"><DistressRange minInclusive="1" maxInclusive="2"/><SevereRange minInclusive="3" maxExclusive="4"/></StaticAlarmRanges>',
  )
  expect([0, 1.5, 3, 4].map((v) => levelOf(p, v))).toEqual(['nominal', 'warning', 'critical', 'nominal'])
})

test('labels', () => {
  const p = withAlarm(
    '><EnumerationAlarmList><EnumerationAlarm alarmLevel="critical" enumerationLabel="BAD"/></EnumerationAlarmList>',
    'Enumerated',
  )
  expect([0, 1, 7].map((v) => levelOf(p, v))).toEqual(['nominal', 'critical', 'nominal'])
})

describe('transitions', () => {
  test('are told once, and again when it is over', () => {
    const p = withAlarm(nested)
    const monitor = alarmMonitor(1)
    const told = [50, 15, 15, 5, -1, 50, 50].map((v) => monitor.check(p, holding(p, v))?.to)
    expect(told).toEqual([undefined, 'watch', undefined, 'warning', 'critical', 'nominal', undefined])
    expect(monitor.level(p)).toBe('nominal')
  })

  test('wait for as many violations in a row as the dictionary asks', () => {
    const p = withAlarm(`minViolations="3"${nested}`)
    const monitor = alarmMonitor(1)
    const told = [15, 15, 50, 15, 15, 15, 15].map((v) => monitor.check(p, holding(p, v))?.to)
    expect(told).toEqual([undefined, undefined, undefined, undefined, undefined, 'watch', undefined])
  })
})
