import { unwrap } from '@magpie/core/result'
import { expect, test } from 'vitest'
import { compileDecoder } from '../decoder.ts'
import { container, parameter, xtceText } from '../testing/xtce-text.ts'
import { readXtce } from '../xtce-reader.ts'
import { limitWatch } from './limit-watch.ts'

/** Levels of a float that comes once a second (or at the times given), with this in its alarm. */
function levels(alarm: string, values: readonly number[], times_s = values.map((_, i) => i)): string[] {
  const types = `<FloatParameterType name="t"><FloatDataEncoding sizeInBits="64"/>${alarm}</FloatParameterType>`
  const text = xtceText('s', { types, parameters: parameter('a', 't'), containers: container('c', ['a']) })
  const decoder = unwrap(compileDecoder(unwrap(readXtce([{ name: 'x.xml', text }])).dictionary))
  const sample = decoder.newSample()
  const watch = limitWatch(decoder)
  return values.map((value, i) => {
    const packet = new Uint8Array(8)
    new DataView(packet.buffer).setFloat64(0, value)
    unwrap(decoder.decode(packet, sample))
    watch.check(sample, 1e6 * times_s[i]!, () => undefined)
    return watch.standing(decoder.parameters[0]!)
  })
}

const change = (attributes: string, ranges = '<WarningRange maxInclusive="5"/>') =>
  `<DefaultAlarm><ChangeAlarmRanges ${attributes}>${ranges}</ChangeAlarmRanges></DefaultAlarm>`
const [N, W, C] = ['nominal', 'warning', 'critical']

test.each<[string, string, number[], number[] | undefined, (string | undefined)[]]>([
  [
    'a change from the value before, up or down',
    change('changeType="changePerSample"'),
    [0, 5, 11, 6, 0],
    undefined,
    [N, N, W, N, W],
  ],
  ['a second', change(''), [0, 8, 16, 40], [0, 2, 4, 6], [N, N, N, W]],
  [
    'in percent of the value before',
    change('changeType="changePerSample" changeBasis="percentageChange"'),
    [100, 104, 110, 100],
    undefined,
    [N, N, W, W],
  ],
  [
    'over two values',
    change('changeType="changePerSample" spanOfInterestInSamples="2"'),
    [0, 4, 8, 9, 9, 9],
    undefined,
    [N, N, W, N, N, N],
  ],
  [
    'over ten seconds',
    change('spanOfInterestInSeconds="10"'),
    [0, 60, 60, 120, 120, 300],
    [0, 5, 10, 12, 20, 30],
    [N, N, W, W, W, W],
  ],
  [
    'over a span that has not passed yet',
    change('spanOfInterestInSeconds="100"'),
    [0, 1000, 5000],
    undefined,
    [N, N, N],
  ],
  [
    'falls alone, where the range begins below nothing',
    change('changeType="changePerSample"', '<WarningRange minInclusive="-5"/>'),
    [0, 90, 80],
    undefined,
    [N, N, W],
  ],
  [
    'two levels',
    change('changeType="changePerSample"', '<WarningRange maxInclusive="5"/><CriticalRange maxInclusive="50"/>'),
    [0, 6, 60, 60],
    undefined,
    [N, W, C, N],
  ],
])('a change alarm: %s', (_, alarm, values, times, expected) => {
  expect(levels(alarm, values, times)).toEqual(expected)
})

test('it is over after as many values within limits as are asked for, and as many as raise it where nothing is said', () => {
  const alarm = (attributes: string) =>
    `<DefaultAlarm ${attributes}><StaticAlarmRanges><WarningRange maxInclusive="5"/></StaticAlarmRanges></DefaultAlarm>`
  const values = [9, 9, 1, 1, 1]
  expect(levels(alarm('minViolations="2"'), values)).toEqual([N, W, W, N, N])
  expect(levels(alarm('minViolations="2" minConformance="1"'), values)).toEqual([N, W, N, N, N])
  expect(levels(alarm('minViolations="1" minConformance="3"'), values)).toEqual([W, W, W, W, N])
})
