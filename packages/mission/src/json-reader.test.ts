import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeBadJson, type JsonFault, readJson } from './json-reader.ts'

describe('what is refused, and where', () => {
  test.each<[string, JsonFault, number, number]>([
    ['', 'ends-early', 1, 1],
    ['{"a": 1,\n "b": [1, 2', 'ends-early', 2, 12],
    ['{"a": "x', 'ends-early', 1, 9],
    ['{"a": 1,}', 'trailing-comma', 1, 9],
    ['[1,\n2,\n]', 'trailing-comma', 3, 1],
    ['{"a": 1 "b": 2}', 'unexpected-character', 1, 9],
    ["{'a': 1}", 'unexpected-character', 1, 2],
    ['{"a" 1}', 'unexpected-character', 1, 6],
    ['[NaN]', 'unexpected-character', 1, 2],
    ['{} // done', 'follows-the-end', 1, 4],
    ['{ // first\n}', 'comment', 1, 3],
    ['\ufeff{}', 'byte-order-mark', 1, 1],
    ['"\\x"', 'bad-escape', 1, 2],
    ['"a\nb"', 'control-character', 1, 3],
    ['["\\ud800"]', 'lone-surrogate', 1, 2],
    ['[01]', 'bad-number', 1, 2],
    ['[1.]', 'bad-number', 1, 2],
    ['[-]', 'unexpected-character', 1, 2],
    ['1e999', 'number-out-of-range', 1, 1],
    ['{"a": 1,\n\n  "a": 2}', 'doubled-key', 3, 3],
    ['['.repeat(300), 'too-deep', 1, 201],
  ])('%j', (text, why, line, column) => {
    const read = readJson(text)
    expect(read).toMatchObject({ ok: false, error: { why, line, column } })
    if (!read.ok) expect(describeBadJson(read.error)).toMatch(/^at column \d+: .{10}/)
  })
})

test('lines of fields, by pointer', () => {
  const read = readJson('{\n  "a/b": [\n    1,\n    {"~": \n true}\n  ],\n\r\n  "c": {}\n}')
  if (!read.ok) throw new Error(read.error.why)
  const lines = ['', '/a~1b', '/a~1b/0', '/a~1b/1', '/a~1b/1/~0', '/c', '/c/missing/deeper', '/nothing']
  expect(lines.map((pointer) => read.value.lineOf(pointer))).toEqual([1, 2, 3, 4, 4, 8, 8, 1])
})

test('a key named __proto__ is a key', () => {
  const read = readJson('{"__proto__": {"a": 1}}')
  expect(read.ok && Object.keys(read.value.value as object)).toEqual(['__proto__'])
})

test('any value is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 1, 2), (value, indent) => {
      const read = readJson(JSON.stringify(value, null, indent))
      expect(read.ok && read.value.value).toEqual(JSON.parse(JSON.stringify(value)))
    }),
    { numRuns: 1000 },
  )
})

/** What is refused though JSON.parse takes it. */
const STRICTER: readonly JsonFault[] = ['doubled-key', 'number-out-of-range', 'lone-surrogate', 'too-deep']

test('any text: refused where JSON.parse refuses it, else the same value', () => {
  const pieces = fc.constantFrom(
    ...'{}[]:,"\\ \n\t\r0123456789.eE+-truefalsnu/#\u0000\u00e9',
    '"a"',
    '\\u00e9',
    '\\ud83d',
    '\ud83d',
    '\ufeff',
  )
  const cut = fc.tuple(fc.jsonValue(), fc.nat(40), fc.nat(4), pieces).map(([value, at, take, put]) => {
    const text = JSON.stringify(value)
    return text.slice(0, at) + put + text.slice(at + take)
  })
  fc.assert(
    fc.property(fc.oneof(cut, fc.string({ unit: pieces, maxLength: 30 })), (text) => {
      const read = readJson(text)
      let parsed: { value: unknown } | undefined
      try {
        parsed = { value: JSON.parse(text) }
      } catch {}
      if (read.ok) expect(parsed).toEqual({ value: read.value.value })
      else if (parsed !== undefined) expect(STRICTER).toContain(read.error.why)
    }),
    { numRuns: 5000 },
  )
})
