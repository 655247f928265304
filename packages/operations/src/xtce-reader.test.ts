import { readdirSync, readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileDecoder, engineeringValue } from './decoder.ts'
import { findCommand, isHazardous } from './dictionary.ts'
import { container, type Pieces, parameter, unsigned, xtceText } from './testing/xtce-text.ts'
import { describeXtceError } from './xtce-context.ts'
import { readXtce } from './xtce-reader.ts'

const root = new URL('../../../', import.meta.url)
const read = (text: string) => readXtce([{ name: 'x.xml', text }])
const errors = (text: string) => {
  const result = read(text)
  return result.ok ? [] : result.error.map(describeXtceError)
}
const lines = (pieces: Pieces) => errors(xtceText('s', pieces))

describe('errors, each with its line', () => {
  const u8 = unsigned('u8', 8)
  test.each<[string, Pieces, string]>([
    ['an unknown type', { parameters: `\n${parameter('a', 'none')}` }, 'x.xml:6: no parameter type is called "none"'],
    [
      'an unknown parameter in a container',
      { containers: `\n\n${container('c', ['a'])}` },
      'x.xml:8: no parameter is called "a"',
    ],
    [
      'an unknown base',
      { containers: container('c', [], '<BaseContainer containerRef="/s/d"/>') },
      'x.xml:6: no container is called "/s/d"',
    ],
    [
      'a name twice',
      { types: u8, parameters: `${parameter('a', 'u8')}\n${parameter('a', 'u8')}` },
      'x.xml:6: the parameter "a" was defined in line 5 already',
    ],
    [
      'a size that is no number',
      { types: unsigned('u8', Number.NaN) },
      'x.xml:4: sizeInBits="NaN" of <IntegerDataEncoding> should be a whole number from 1 to 64',
    ],
    [
      'an unknown word',
      { types: '<IntegerParameterType name="t"><IntegerDataEncoding encoding="two"/></IntegerParameterType>' },
      'x.xml:4: encoding="two" of <IntegerDataEncoding> should be one of unsigned',
    ],
    [
      'an element that has no place',
      { types: `<IntegerParameterType name="t"><Apple/></IntegerParameterType>` },
      'x.xml:4: <Apple> has no place in <IntegerParameterType>',
    ],
    [
      'a comparison with a label that is none',
      {
        types:
          '<EnumeratedParameterType name="e"><IntegerDataEncoding/><EnumerationList><Enumeration value="1" label="ON"/></EnumerationList></EnumeratedParameterType>',
        parameters: parameter('a', 'e'),
        containers:
          container('c', ['a']) +
          container(
            'd',
            [],
            '<BaseContainer containerRef="c"><RestrictionCriteria><Comparison parameterRef="a" value="ONN"/></RestrictionCriteria></BaseContainer>',
          ),
      },
      'x.xml:6: value="ONN" of <Comparison> should be a value of a',
    ],
    [
      'a circle',
      {
        containers:
          container('c', [], '<BaseContainer containerRef="d"/>') +
          container('d', [], '<BaseContainer containerRef="c"/>'),
      },
      'extends or contains itself',
    ],
    [
      'a spline of one point',
      {
        types:
          '<FloatParameterType name="f"><IntegerDataEncoding><DefaultCalibrator><SplineCalibrator><SplinePoint raw="1" calibrated="2"/></SplineCalibrator></DefaultCalibrator></IntegerDataEncoding></FloatParameterType>',
      },
      'x.xml:4: <SplineCalibrator> cannot be used: a spline needs two points',
    ],
    [
      'a command that fixes an argument it has not',
      {
        commands:
          '<MetaCommand name="a"/>\n<MetaCommand name="b"><BaseMetaCommand metaCommandRef="a"><ArgumentAssignmentList><ArgumentAssignment argumentName="n" argumentValue="1"/></ArgumentAssignmentList></BaseMetaCommand></MetaCommand>',
      },
      'x.xml:11: no argument is called "n" as seen from b',
    ],
    [
      'a fixed value shorter than its size',
      {
        commands:
          '<MetaCommand name="a"><CommandContainer name="a"><EntryList><FixedValueEntry binaryValue="FF" sizeInBits="12"/></EntryList></CommandContainer></MetaCommand>',
      },
      'should be at least 12 bits',
    ],
  ])('%s', (_, pieces, sentence) => {
    const found = lines(pieces)
    expect(
      found.some((line) => line.includes(sentence)),
      found.join('\n'),
    ).toBe(true)
  })

  test('all errors at once, not only the first', () => {
    expect(lines({ parameters: parameter('a', 'x') + parameter('b', 'y') })).toHaveLength(2)
  })

  test.each([
    ['not XML at all', 'telemetry', 1],
    [
      'a tag that is not closed',
      '<SpaceSystem xmlns="http://www.omg.org/spec/XTCE/20180204" name="a">\n<b>\n</SpaceSystem>',
      3,
    ],
    ['an entity of its own', '<!DOCTYPE a [<!ENTITY e "x">]>\n<a>&e;</a>', 1],
    ['another document', '\n<html xmlns="http://www.w3.org/1999/xhtml"/>', 2],
  ])('%s', (_, text, line) => {
    expect(errors(text)[0]).toMatch(new RegExp(`^x\\.xml:${line}: `))
  })

  test('an empty file', () => {
    expect(errors('')).toHaveLength(1)
  })
})

test('several files are one dictionary, and each may name what another defines', () => {
  const common = xtceText('common', {
    types: unsigned('u8', 8),
    parameters: parameter('apid', 'u8'),
    containers: container('head', ['apid'], '', 'abstract="true"'),
  })
  const own = xtceText('rover', {
    parameters: parameter('speed', '/common/u8'),
    containers: container(
      'hk',
      ['speed'],
      '<BaseContainer containerRef="/common/head"><RestrictionCriteria><Comparison parameterRef="/common/apid" value="7"/></RestrictionCriteria></BaseContainer>',
    ),
  })
  const { dictionary } = unwrap(
    readXtce([
      { name: 'rover.xml', text: own },
      { name: 'common.xml', text: common },
    ]),
  )
  const decoder = unwrap(compileDecoder(dictionary))
  const sample = decoder.newSample()
  expect(decoder.decode(Uint8Array.of(7, 42), sample).ok).toBe(true)
  expect(decoder.containers[sample.container]!.qualifiedName).toBe('/rover/hk')
  expect(sample.value[dictionary.parameters.findIndex((p) => p.name === 'speed')]).toBe(42)
  expect(decoder.decode(Uint8Array.of(8, 42), sample)).toEqual({
    ok: false,
    error: { kind: 'decode-no-container', container: '/common/head' },
  })
})

test('a packet that flew: JPSS-1 geolocation, every value as published with it', () => {
  const golden = JSON.parse(readFileSync(new URL('golden/operations/jpss-geolocation.json', root), 'utf8'))
  const text = readFileSync(new URL('golden/operations/jpss-geolocation.xml', root), 'utf8')
  const decoder = unwrap(compileDecoder(unwrap(read(text)).dictionary))
  const sample = decoder.newSample()
  golden.packets.forEach((hex: string, i: number) => {
    const packet = Uint8Array.from(hex.match(/../g)!, (pair) => Number.parseInt(pair, 16))
    unwrap(decoder.decode(packet, sample))
    const values: Record<string, unknown> = {}
    for (let k = 0; k < sample.count; k++) {
      const p = decoder.parameters[sample.slots[k]!]!
      values[p.name] = engineeringValue(p, sample)
    }
    expect(values).toEqual(golden.values[i])
  })
  expect(golden.packets).toHaveLength(20)
})

describe('the dictionary of Change-8', () => {
  const folder = new URL('missions/change-8/dictionary/', root)
  const files = readdirSync(folder).map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))
  test('reads without errors, and nothing in it is left out', () => {
    const { dictionary, notRead } = unwrap(readXtce(files))
    expect(notRead).toEqual([])
    expect(isHazardous(findCommand(dictionary, 'ce8-lander', 'release_locks')!)).toBe(true)
    expect(isHazardous(findCommand(dictionary, 'pk-rover', 'drive')!)).toBe(false)
    expect(findCommand(dictionary, 'pk-rover', 'safe')!.ancillary.get('makes-safe')).toBe('true')
    expect(findCommand(dictionary, 'common', 'telecommand')).toBeUndefined() // a pattern, not a command
  })

  test('whatever one change of its text does, the reader answers and does not throw', () => {
    const text = files.find((f) => f.name === 'ce8-lander.xml')!.text
    const common = files.find((f) => f.name === 'common.xml')!
    fc.assert(
      fc.property(fc.nat(), fc.nat(30), fc.string({ maxLength: 12 }), (at, cut, put) => {
        const from = at % text.length
        const changed = text.slice(0, from) + put + text.slice(from + cut)
        const result = readXtce([common, { name: 'changed.xml', text: changed }])
        if (!result.ok) for (const error of result.error) expect(describeXtceError(error)).toMatch(/^[a-z.]+:\d+: /)
        else compileDecoder(result.value.dictionary)
      }),
      { numRuns: 300 },
    )
  })
})
