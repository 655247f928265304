import { unwrap } from '@magpie/core/result'
import { describe, expect, test } from 'vitest'
import { compileDecoder } from './decoder.ts'
import { type LimitTransition, limitWatch } from './ingest/limit-watch.ts'
import { packetValues } from './packet-values.ts'
import { looks } from './testing/dictionary-looks.ts'
import { container, parameter, unsigned, xtceText } from './testing/xtce-text.ts'
import { describeXtceError } from './xtce-context.ts'
import { readXtce } from './xtce-reader.ts'
import { describeXtceWriteError } from './xtce-writer/writing.ts'
import { writeXtce } from './xtce-writer/xtce-writer.ts'

/** A parameter `a` of one octet, with this in its type, beside a mode `m`. */
function text(kind: string, encoding: string, inside: string): string {
  return xtceText('s', {
    types: `${unsigned('u8', 8)}<${kind}ParameterType name="t">${encoding}${inside}</${kind}ParameterType>`,
    parameters: parameter('m', 'u8') + parameter('a', 't'),
    containers: container('c', ['m', 'a']),
  })
}
const read = (xml: string) => {
  const done = readXtce([{ name: 'x.xml', text: xml }])
  if (!done.ok) throw new Error(done.error.map(describeXtceError).join('\n'))
  return done.value.dictionary
}
const errors = (xml: string) => {
  const done = readXtce([{ name: 'x.xml', text: xml }])
  return done.ok ? [] : done.error.map(describeXtceError)
}

/** The levels of `a` in packets of `m` and `a`, one after another: as decoded, as watched, and what was told. */
function levels(xml: string, packets: readonly (readonly number[])[]) {
  const decoder = unwrap(compileDecoder(read(xml)))
  const sample = decoder.newSample()
  const values = packetValues(decoder)
  const watch = limitWatch(decoder)
  const told: LimitTransition[] = []
  const seen = packets.map((octets, i) => {
    unwrap(decoder.decode(Uint8Array.from(octets), sample))
    watch.check(sample, 1e6 * i, (transition) => told.push(transition))
    const level = values(sample)[1]!.level
    return watch.standing(decoder.parameters[1]!) === level
      ? level
      : `${level}, but ${watch.standing(decoder.parameters[1]!)}`
  })
  return { seen, told }
}

/** The same dictionary after it was written, in both editions. */
function writtenAgain(xml: string): void {
  const dictionary = read(xml)
  for (const edition of ['1.2', '1.3'] as const) {
    const written = writeXtce(dictionary, edition)
    if (!written.ok) throw new Error(written.error.map(describeXtceWriteError).join('\n'))
    expect(looks(unwrap(readXtce(written.value)).dictionary)).toEqual(looks(dictionary))
  }
}

const octet = '<IntegerDataEncoding sizeInBits="8"/>'
const blob = '<BinaryDataEncoding><SizeInBits><FixedValue>8</FixedValue></SizeInBits></BinaryDataEncoding>'
const word =
  '<StringDataEncoding><SizeInBits><Fixed><FixedValue>8</FixedValue></Fixed></SizeInBits></StringDataEncoding>'
const labels =
  '<EnumerationList><Enumeration value="0" label="OFF"/><Enumeration value="1" label="ON"/></EnumerationList>'
const compared = (name: string, operator: string, value: string) =>
  `<Comparison parameterRef="${name}" comparisonOperator="${operator}" value="${value}"/>`
const byDefault = (inside: string, attributes = '') => `<DefaultAlarm ${attributes}>${inside}</DefaultAlarm>`
const formula = (written: string, names = ['m', 'a']) =>
  `<AlgorithmText language="formula">${written}</AlgorithmText><InputSet>${names.map((name) => `<InputParameterInstanceRef parameterRef="${name}"/>`).join('')}</InputSet>`
const custom = (written: string, names?: string[]) =>
  `<CustomAlarm><InputAlgorithm name="k">${formula(written, names)}</InputAlgorithm></CustomAlarm>`
const [N, W, R, C] = ['nominal', 'watch', 'warning', 'critical']

describe('conditions', () => {
  const all = `<AlarmConditions><WatchAlarm>${compared('a', '&gt;', '1')}</WatchAlarm><WarningAlarm><ComparisonList>${compared('a', '&gt;', '2')}${compared('m', '==', '1')}</ComparisonList></WarningAlarm><DistressAlarm><BooleanExpression><ORedConditions><Condition><ParameterInstanceRef parameterRef="a"/><ComparisonOperator>==</ComparisonOperator><ParameterInstanceRef parameterRef="m"/></Condition><Condition><ParameterInstanceRef parameterRef="a"/><ComparisonOperator>==</ComparisonOperator><Value>90</Value></Condition></ORedConditions></BooleanExpression></DistressAlarm><SevereAlarm><CustomAlgorithm name="k">${formula('a * m > 200')}</CustomAlgorithm></SevereAlarm></AlarmConditions>`
  const packets = [
    [0, 1],
    [0, 2],
    [0, 3],
    [1, 3],
    [7, 7],
    [0, 90],
    [100, 3],
  ] as const

  test.each<[string, string]>([
    ['Integer', octet],
    ['Float', octet],
    ['RelativeTime', `<Encoding>${octet}</Encoding>`],
  ])('of %s parameters, by several comparisons, expressions and formulas', (kind, encoding) => {
    const xml = text(kind, encoding, byDefault(all))
    expect(levels(xml, packets).seen).toEqual([N, W, W, R, R, R, C])
    writtenAgain(xml)
  })

  test('of enumerations', () => {
    const conditions = `<AlarmConditions><WatchAlarm>${compared('a', '==', 'ON')}</WatchAlarm><CriticalAlarm><ComparisonList>${compared('a', '!=', 'ON')}${compared('m', '==', '1')}</ComparisonList></CriticalAlarm></AlarmConditions>`
    const xml = text('Enumerated', octet, labels + byDefault(conditions))
    expect(
      levels(xml, [
        [0, 0],
        [0, 1],
        [1, 1],
        [1, 0],
      ]).seen,
    ).toEqual([N, W, W, C])
    writtenAgain(xml)
  })

  test('of booleans, texts and blobs', () => {
    const conditions = `<AlarmConditions><CriticalAlarm>${compared('m', '==', '9')}</CriticalAlarm></AlarmConditions>`
    for (const [kind, encoding] of [
      ['Boolean', octet],
      ['String', word],
      ['Binary', blob],
    ] as const) {
      const xml = text(kind, encoding, byDefault(conditions))
      expect(
        levels(xml, [
          [0, 65],
          [9, 65],
        ]).seen,
      ).toEqual([N, C])
      writtenAgain(xml)
    }
    const word_ = text(
      'String',
      word,
      byDefault(`<AlarmConditions><WarningAlarm>${compared('a', '==', 'B')}</WarningAlarm></AlarmConditions>`),
    )
    expect(
      levels(word_, [
        [0, 65],
        [0, 66],
      ]).seen,
    ).toEqual([N, R])
    writtenAgain(word_)
  })

  test('beside ranges and labels the gravest counts', () => {
    const ranges = '<StaticAlarmRanges><WarningRange maxInclusive="50"/></StaticAlarmRanges>'
    const conditions = `<AlarmConditions><CriticalAlarm>${compared('m', '==', '1')}</CriticalAlarm></AlarmConditions>`
    const xml = text('Integer', octet, byDefault(conditions + ranges))
    expect(
      levels(xml, [
        [0, 50],
        [0, 51],
        [1, 0],
        [1, 51],
      ]).seen,
    ).toEqual([N, R, C, C])
    writtenAgain(xml)
    const list =
      '<EnumerationAlarmList><EnumerationAlarm alarmLevel="watch" enumerationLabel="ON"/></EnumerationAlarmList>'
    const words = text('Enumerated', octet, labels + byDefault(conditions + list))
    expect(
      levels(words, [
        [0, 0],
        [0, 1],
        [1, 1],
      ]).seen,
    ).toEqual([N, W, C])
    writtenAgain(words)
  })

  test('count violations in a row, and say what holds', () => {
    const conditions = `<AlarmConditions><WatchAlarm>${compared('m', '&gt;', '5')}</WatchAlarm><CriticalAlarm><CustomAlgorithm name="k">${formula('a &gt; 2 * m')}</CustomAlgorithm></CriticalAlarm></AlarmConditions>`
    const xml = text('Integer', octet, byDefault(conditions, 'minViolations="2"'))
    const { seen, told } = levels(xml, [
      [1, 9],
      [1, 9],
      [6, 1],
      [6, 1],
    ])
    expect(seen).toEqual([`${C}, but ${N}`, C, `${W}, but ${C}`, W])
    expect(told.map(({ limit }) => limit)).toEqual([
      { kind: 'condition', criteria: '(a > (2 * m))' },
      { kind: 'condition', criteria: 'm > 5' },
    ])
  })
})

describe('programs', () => {
  test('that are formulas are warnings', () => {
    const xml = text('Integer', octet, byDefault(custom('a + m > 9')))
    expect(
      levels(xml, [
        [1, 8],
        [2, 8],
        [0, 0],
      ]).seen,
    ).toEqual([N, R, N])
    writtenAgain(xml)
  })

  test('by context, for every kind, with a list of its own name for blobs in 1.2', () => {
    const context = (inside: string) =>
      `<ContextAlarm>${inside}<ContextMatch>${compared('m', '==', '1')}</ContextMatch></ContextAlarm>`
    for (const [kind, encoding, beside] of [
      ['Integer', octet, ''],
      ['Enumerated', octet, labels],
      ['Boolean', octet, ''],
      ['RelativeTime', `<Encoding>${octet}</Encoding>`, ''],
    ] as const) {
      const xml = text(kind, encoding, `${beside}<ContextAlarmList>${context(custom('a > 0'))}</ContextAlarmList>`)
      expect(
        levels(xml, [
          [0, 1],
          [1, 0],
          [1, 1],
        ]).seen,
      ).toEqual([N, N, R])
      writtenAgain(xml)
    }
    for (const [kind, encoding, list] of [
      ['String', word, 'ContextAlarmList'],
      ['Binary', blob, 'BinaryContextAlarmList'],
      ['Binary', blob, 'ContextAlarmList'],
    ] as const) {
      const xml = text(kind, encoding, `<${list}>${context(custom('m > 0', ['m']))}</${list}>`)
      expect(
        levels(xml, [
          [0, 65],
          [1, 65],
        ]).seen,
      ).toEqual([N, R])
      writtenAgain(xml)
    }
  })

  test.each<[string, string]>([
    [
      '<CustomAlarm><InputAlgorithm name="k"><AlgorithmText language="python">x</AlgorithmText></InputAlgorithm></CustomAlarm>',
      'a program in python is not run, and a text with language="formula" is',
    ],
    [
      '<CustomAlarm><InputAlgorithm name="k"><ExternalAlgorithmSet/></InputAlgorithm></CustomAlarm>',
      'a program in no language is not run',
    ],
    ['<CustomAlarm/>', '<CustomAlarm> needs a <InputAlgorithm>'],
    [custom('a +'), 'should be a formula: at 3'],
    [custom('a > 0', ['a', 'none']), 'no parameter is called "none"'],
    ['<AlarmConditions><WatchAlarm/></AlarmConditions>', '<WatchAlarm> needs a <Comparison>'],
    ['<AlarmConditions><OddAlarm/></AlarmConditions>', '<OddAlarm> has no place in <AlarmConditions>'],
  ])('%s is told with its line', (inside, sentence) => {
    const [first] = errors(text('Integer', octet, byDefault(inside)))
    expect(first).toContain(sentence)
    expect(first).toMatch(/^x\.xml:4: /)
  })

  test('a pattern of texts is told with its line, and a text is compared whole', () => {
    const list = (pattern: string) =>
      text(
        'String',
        word,
        byDefault(`<StringAlarmList><StringAlarm alarmLevel="critical" matchPattern="${pattern}"/></StringAlarmList>`),
      )
    expect(
      levels(list('B'), [
        [0, 65],
        [0, 66],
      ]).seen,
    ).toEqual([N, C])
    writtenAgain(list('B'))
    expect(errors(list('B.*'))).toEqual([
      'x.xml:4: <StringAlarm> cannot be used: texts are compared as a whole, not by patterns',
    ])
  })

  test('a formula of a text is told with its line', () => {
    expect(errors(text('String', word, byDefault(custom('a > 0', ['a']))))).toEqual([
      'x.xml:4: <InputParameterInstanceRef> cannot be used: formulas work on numbers',
      'x.xml:4: text="a > 0" of <AlgorithmText> should be a formula: at 0, there is no input "a"',
    ])
  })
})

describe('times and changes', () => {
  test('ranges of times have units of their own', () => {
    const ranges = '<StaticAlarmRanges timeUnits="picoSeconds"><WarningRange maxInclusive="60e12"/></StaticAlarmRanges>'
    const xml = text('RelativeTime', `<Encoding>${octet}</Encoding>`, byDefault(ranges))
    expect(
      levels(xml, [
        [0, 60],
        [0, 61],
      ]).seen,
    ).toEqual([N, R])
    writtenAgain(xml)
  })

  const watched = (xml: string, packets: readonly (readonly number[])[]) => {
    const decoder = unwrap(compileDecoder(read(xml)))
    const sample = decoder.newSample()
    const watch = limitWatch(decoder)
    return packets.map((octets, i) => {
      unwrap(decoder.decode(Uint8Array.from(octets), sample))
      watch.check(sample, 1e6 * i, () => undefined)
      return watch.standing(decoder.parameters[1]!)
    })
  }

  test('a change of a time a second', () => {
    const ranges = '<ChangePerSecondAlarmRanges><CriticalRange maxInclusive="5"/></ChangePerSecondAlarmRanges>'
    const xml = text('RelativeTime', `<Encoding>${octet}</Encoding>`, byDefault(ranges))
    expect(
      watched(xml, [
        [0, 0],
        [0, 5],
        [0, 11],
        [0, 11],
      ]),
    ).toEqual([N, N, C, N])
    writtenAgain(xml)
  })

  test('a change by context instead of the one by default', () => {
    const change = (most: number) =>
      `<ChangeAlarmRanges changeType="changePerSample"><WarningRange maxInclusive="${most}"/></ChangeAlarmRanges>`
    const xml = text(
      'Integer',
      octet,
      `${byDefault(change(5))}<ContextAlarmList><ContextAlarm>${change(50)}<ContextMatch>${compared('m', '==', '1')}</ContextMatch></ContextAlarm></ContextAlarmList>`,
    )
    expect(
      watched(xml, [
        [0, 0],
        [0, 6],
        [1, 46],
        [1, 97],
        [0, 97],
      ]),
    ).toEqual([N, R, N, R, N])
    writtenAgain(xml)
  })

  test('a change is counted as the alarm asks, ranges beside it or not', () => {
    const change =
      '<ChangeAlarmRanges changeType="changePerSample"><WarningRange maxInclusive="5"/></ChangeAlarmRanges>'
    const xml = text('Integer', octet, byDefault(change, 'minViolations="2"'))
    expect(
      watched(xml, [
        [0, 0],
        [0, 10],
        [0, 20],
      ]),
    ).toEqual([N, N, R])
    writtenAgain(xml)
  })
})
