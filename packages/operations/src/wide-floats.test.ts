import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wideFloat, wideFloatBits } from './wide-floats.ts'

// Made with gcc 12 on x86-64: __float128 and long double of these numbers.
test.each([
  [0.1, '3ffb999999999999a000000000000000', '3ffbccccccccccccd000'],
  [-123.456, 'c005edd2f1a9fbe77000000000000000', 'c005f6e978d4fdf3b800'],
  [1e300, '43e37e43c8800759c000000000000000', '43e3bf21e44003ace000'],
  [5e-324, '3bcd0000000000000000000000000000', '3bcd8000000000000000'],
  [2.2250738585072014e-308, '3c010000000000000000000000000000', '3c018000000000000000'],
  [3, '40008000000000000000000000000000', '4000c000000000000000'],
  [-Infinity, 'ffff0000000000000000000000000000', 'ffff8000000000000000'],
])('%d', (value, quad, extended) => {
  expect(wideFloatBits(value, 128)).toBe(BigInt(`0x${quad}`))
  expect(wideFloatBits(value, 80)).toBe(BigInt(`0x${extended}`))
  expect(wideFloat(BigInt(`0x${quad}`), 128)).toBe(value)
  expect(wideFloat(BigInt(`0x${extended}`), 80)).toBe(value)
})

// What gcc makes of a third, of a tie below the least normal double, and of numbers beyond a double's.
test.each<[string, number, number]>([
  ['3ffd5555555555555555555555555555', 128, 1 / 3],
  ['3ffdaaaaaaaaaaaaaaab', 80, 1 / 3],
  ['3bdb8000000000000c00', 80, 8.0947715414629834e-320],
  ['3c0180000000000007fe', 80, 2.2250738585072019e-308],
  ['3bccc000000000000000', 80, 5e-324],
  ['7ffe0000000000000000000000000000', 128, Infinity],
  ['00010000000000000000000000000000', 128, 0],
  ['7fffc000000000000000', 80, Number.NaN],
])('%s of %i bits', (octets, bits, value) => {
  expect(wideFloat(BigInt(`0x${octets}`), bits)).toBe(value)
})

test('every double is read back as it was written', () => {
  fc.assert(
    fc.property(fc.double(), fc.constantFrom(80, 128), (value, bits) => {
      expect(wideFloat(wideFloatBits(value, bits), bits)).toBe(value)
    }),
  )
})
