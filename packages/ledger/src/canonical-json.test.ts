import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from './canonical-json.ts'

function textOf(value: unknown): string {
  const text = canonicalJson(value)
  if (!text.ok) throw new Error(text.error.why)
  return text.value
}

describe('vectors of RFC 8785', () => {
  test('3.2.2, and its octets in 3.2.4', () => {
    const value = JSON.parse(
      '{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001], ' +
        '"string": "\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/", "literals": [null, true, false]}',
    )
    const octets =
      '7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e333333333333' +
      '332c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c' +
      '222f227d'
    expect(Buffer.from(textOf(value)).toString('hex')).toBe(octets)
  })

  test('3.2.3, keys sorted by UTF-16 code units', () => {
    const value = JSON.parse(
      '{"\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One", ' +
        '"\\ud83d\\ude00": "Emoji: Grinning Face", "\\u0080": "Control", "\\u00f6": "Latin Small Letter O With Diaeresis"}',
    )
    expect(Object.values(JSON.parse(textOf(value))).length).toBe(7)
    expect([...textOf(value).matchAll(/:"([^"]+)"/g)].map((m) => m[1])).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ])
  })

  // Appendix B: IEEE 754 octets and the text.
  test.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('the number %s', (octets, text) => expect(textOf(Buffer.from(octets, 'hex').readDoubleBE())).toBe(text))

  test.each(['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000'])('no number %s', (octets) => {
    const answer = canonicalJson({ a: [Buffer.from(octets, 'hex').readDoubleBE()] })
    expect(answer).toEqual({ ok: false, error: { kind: 'not-canonical', pointer: '/a/0', why: 'number-not-finite' } })
  })
})

describe('what JSON has no place for', () => {
  const circle: Record<string, unknown> = {}
  circle['again'] = circle
  test.each<[unknown, string, string]>([
    [{ a: { 'b/c~': '\ud800' } }, '/a/b~1c~0', 'lone-surrogate'],
    [{ '\udc00': 1 }, '/\udc00', 'lone-surrogate'],
    [[undefined], '/0', 'not-json'],
    [{ a: undefined }, '/a', 'not-json'],
    [{ a: 1n }, '/a', 'not-json'],
    [[new Date(0)], '/0', 'not-json'],
    [new Map(), '', 'not-json'],
    [() => 0, '', 'not-json'],
  ])('%#', (value, pointer, why) => {
    expect(canonicalJson(value)).toEqual({ ok: false, error: { kind: 'not-canonical', pointer, why } })
  })
  test('a circle', () => expect(canonicalJson(circle)).toMatchObject({ ok: false, error: { why: 'too-deep' } }))
})

test('the text is JSON of the same value, and does not depend on the order of keys', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const text = canonicalJson(value)
      if (!text.ok) {
        expect(text.error.why).toBe('lone-surrogate')
        return
      }
      // -0 is written 0: RFC 8785, 3.2.2.3.
      expect(JSON.parse(text.value)).toEqual(JSON.parse(JSON.stringify(value)))
      expect(textOf(reversed(value))).toBe(text.value)
      expect(textOf(JSON.parse(text.value))).toBe(text.value)
    }),
    { numRuns: 1000 },
  )
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).reverse()
  return Object.fromEntries(entries.map(([key, inner]) => [key, reversed(inner)]))
}
