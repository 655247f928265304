import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cedarInstant, cedarString, decimalLimit, decimalValue } from './policy-text.ts'

test.each([
  ['cnsa', '"cnsa"'],
  ['a"b\\c', '"a\\"b\\\\c"'],
  ['line\nfeed\u0007\u0085', '"line\\u{a}feed\\u{7}\\u{85}"'],
  ['嫦娥 🌕', '"嫦娥 🌕"'],
])('the string %j', (text, cedar) => expect(cedarString(text)).toBe(cedar))

test.each([
  ['2029-01-10T06:00:00Z', '2029-01-10T06:00:00.000Z'],
  ['2029-01-10T06:00:00.001Z', '2029-01-10T06:00:00.001Z'],
  ['2029-01-10T06:00:00.0019999Z', '2029-01-10T06:00:00.001Z'],
  ['2029-01-10', '2029-01-10T00:00:00.000Z'],
  ['2029-01-10T06:00:00+08:00', '2029-01-09T22:00:00.000Z'],
  ['2016-12-31T23:59:60.5Z', '2016-12-31T23:59:59.999Z'],
  ['2029-01-10T06:00:00 TDB', undefined],
  ['2029-02-30', undefined],
  ['', undefined],
])('the time %j', (text, instant) => expect(cedarInstant(text)).toBe(instant))

test('every millisecond keeps its three digits', () => {
  for (let ms = 0; ms < 1000; ms++) {
    const text = `2029-01-10T06:00:00.${String(ms).padStart(3, '0')}Z`
    expect(cedarInstant(text)).toBe(text)
  }
})

/** A decimal of at most four digits as ten-thousandths. */
function tenThousandths(decimal: string): bigint {
  const m = /^(-?)(\d+)\.(\d{1,4})$/.exec(decimal)!
  const size = BigInt(m[2]!) * 10_000n + BigInt(m[3]!.padEnd(4, '0'))
  return m[1] === '-' ? -size : size
}

test('any number compares with any limit as decimals as it does as a number', () => {
  const limits = fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.constantFrom(1, 10, 100, 1000)).map(([n, d]) => n / d)
  const near = fc.tuple(limits, fc.constantFrom(0, 1e-12, -1e-12, 4e-4, -4e-4, 1e-3)).map(([x, d]) => x + d)
  const numbers = fc.oneof(fc.double({ noNaN: true }), near, limits)
  fc.assert(
    fc.property(numbers, limits, (value, limit) => {
      const a = tenThousandths(decimalValue(value))
      const b = tenThousandths(decimalLimit(limit))
      expect(Math.sign(Number(a - b))).toBe(value === limit ? 0 : value < limit ? -1 : 1)
    }),
    { numRuns: 5000 },
  )
  expect(decimalValue(Number.NaN)).toBe('900000000000000.0')
  expect(() => decimalLimit(0.0001)).toThrow()
})
