import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { strictJson } from './strict-json.ts'

const told = (text: string) => {
  const read = strictJson(text)
  return read.ok ? 'read' : read.error.map((p) => `${p.field} ${p.rule}`).join('; ')
}

describe('strict JSON', () => {
  it('is what JSON.parse reads, of everything that is well formed', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(0, 2), (text, indent) => {
        const spaced = JSON.stringify(JSON.parse(text), null, indent)
        const read = strictJson(spaced)
        if (read.ok) expect(read.value).toEqual(JSON.parse(spaced))
        // What was stringified has no name twice; only its texts can be none.
        else expect(read.error.every((p) => p.rule === 'text')).toBe(true)
      }),
    )
  })

  it.each([
    ['{"a":1,"b":{"c":1,"c":2}}', '/b/c duplicate'],
    ['{"a":1,"\\u0061":2}', '/a duplicate'],
    ['[{"a":1},{"a":1,"a":1}]', '/1/a duplicate'],
    ['{"a/b":["\\ud800"]}', '/a~1b/0 text'],
    ['{"a":"\\u0000"}', '/a text'],
    ['{"\\u0000":1}', '/\u0000 text'],
    ['{"a":"\\\\","a":"x"}', '/a duplicate'],
    ['{"a":{"a":1}}', 'read'],
    ['{"a":"a","b":"a"}', 'read'],
    ['["{\\"a\\":1,\\"a\\":1}"]', 'read'],
    ['{"a":"月桥 \\ud83d\\ude80"}', 'read'],
    ['{"a":NaN}', ' json'],
    ['{"a":1', ' json'],
    ['{"a":"', ' json'],
    ['', ' json'],
  ])('%s is told as %s', (text, expected) => {
    expect(told(text)).toBe(expected)
  })

  it('is no deeper than anything there is', () => {
    for (const deep of [65, 1000, 1_000_000]) expect(told('['.repeat(deep) + ']'.repeat(deep))).toMatch(/ depth$/)
    expect(told('['.repeat(64) + ']'.repeat(64))).toBe('read')
    expect(told('{"a":'.repeat(1_000_000))).toMatch(/ depth$/)
  })

  it('never throws', () => {
    const bits = fc.string({
      unit: fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\\', 'u', '0', 'a', ' '),
      maxLength: 30,
    })
    fc.assert(
      fc.property(bits, (text) => void strictJson(text)),
      { numRuns: 1000 },
    )
  })
})
