import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileDecoder } from './decoder.ts'
import { packetValues } from './packet-values.ts'
import { compileEncoder } from './telemetry-encoder.ts'
import { container, parameter, xtceText } from './testing/xtce-text.ts'
import { readXtce } from './xtce-reader.ts'

function coder(encoding: string) {
  const pieces = {
    types: `<FloatParameterType name="t"><FloatDataEncoding ${encoding}/></FloatParameterType>`,
    parameters: parameter('a', 't'),
    containers: container('c', ['a']),
  }
  const { dictionary } = unwrap(readXtce([{ name: 'x.xml', text: xtceText('s', pieces) }]))
  const encoder = unwrap(compileEncoder(dictionary, '/s/c'))
  const decoder = unwrap(compileDecoder(dictionary))
  const sample = decoder.newSample()
  const valuesOf = packetValues(decoder)
  return {
    octets: (value: number) => [...encoder.encode([value], 0)],
    back(value: number) {
      unwrap(decoder.decode(encoder.encode([value], 0), sample))
      return valuesOf(sample)[0]!.value as number
    },
  }
}

// The examples that the reader's tests take from MIL-STD-1750A, from xtcetools and from the manuals, turned round.
test.each<[string, number, number[]]>([
  ['sizeInBits="32" encoding="MILSTD_1750A"', 0.5, [0x40, 0, 0, 0]],
  ['sizeInBits="32" encoding="MILSTD_1750A"', -1, [0x80, 0, 0, 0]],
  ['sizeInBits="32" encoding="MILSTD_1750A"', 0.375, [0x60, 0, 0, 0xff]],
  ['sizeInBits="32" encoding="MILSTD_1750A"', -25.630001068115234, [0x99, 0x7a, 0xe1, 0x05]],
  ['sizeInBits="48" encoding="MILSTD_1750A"', 1, [0x40, 0, 0, 1, 0, 0]],
  ['sizeInBits="16" encoding="MILSTD_1750A"', 12.40625, [0x63, 0x44]],
  ['sizeInBits="16" encoding="MILSTD_1750A"', -12.125, [0x9f, 0x04]],
  ['sizeInBits="32" encoding="IBM"', -118.625, [0xc2, 0x76, 0xa0, 0]],
  ['sizeInBits="32" encoding="DEC"', 1, [0x40, 0x80, 0, 0]],
  ['sizeInBits="32" encoding="TI"', 1.5, [0, 0x40, 0, 0]],
  // TMS320C3x User's Guide, 5.3.3: the fraction of extended precision has eight bits more behind it.
  ['sizeInBits="40" encoding="TI"', 1.5, [0, 0x40, 0, 0, 0]],
  ['sizeInBits="40" encoding="TI"', -2, [0, 0x80, 0, 0, 0]],
  ['sizeInBits="80" byteOrder="leastSignificantByteFirst"', 3, [0, 0, 0, 0, 0, 0, 0, 0xc0, 0, 0x40]],
  ['sizeInBits="32" byteOrder="2,3,0,1"', 1, [0x80, 0x3f, 0, 0]],
])('%s: %d', (encoding, value, octets) => {
  expect(coder(encoding).octets(value)).toEqual(octets)
})

describe('what is written is read back within half a unit of the last place', () => {
  test.each<[string, number, number]>([
    ['sizeInBits="16" encoding="MILSTD_1750A"', 9, 30],
    ['sizeInBits="32" encoding="MILSTD_1750A"', 23, 120],
    ['sizeInBits="48" encoding="MILSTD_1750A"', 39, 120],
    ['sizeInBits="32" encoding="DEC"', 24, 120],
    ['sizeInBits="64" encoding="DEC"', 53, 120],
    // Up to three leading bits of a hexadecimal digit are zero.
    ['sizeInBits="32" encoding="IBM"', 21, 240],
    ['sizeInBits="64" encoding="IBM"', 53, 240],
    ['sizeInBits="32" encoding="TI"', 24, 120],
    ['sizeInBits="40" encoding="TI"', 32, 120],
    ['sizeInBits="80"', 53, 240],
    ['sizeInBits="128" bitOrder="leastSignificantBitFirst"', 53, 240],
    ['sizeInBits="32" encoding="MILSTD_1750A" bitOrder="leastSignificantBitFirst"', 23, 120],
    ['sizeInBits="64" byteOrder="leastSignificantByteFirst" encoding="DEC"', 53, 120],
  ])('%s', (encoding, digits, power) => {
    const { back } = coder(encoding)
    fc.assert(
      fc.property(
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.integer({ min: -power, max: power }),
        (fraction, exponent) => {
          const value = fraction * 2 ** exponent
          if (Math.abs(value) < 2 ** -power) return
          expect(Math.abs(back(value) - value)).toBeLessThanOrEqual(Math.abs(value) * 2 ** -digits)
        },
      ),
      { numRuns: 500 },
    )
    expect(back(0)).toBe(0)
  })

  test('beyond the range stands the largest number, below it zero', () => {
    for (const encoding of ['MILSTD_1750A', 'DEC', 'IBM', 'TI']) {
      const { back } = coder(`sizeInBits="32" encoding="${encoding}"`)
      expect(back(1e300)).toBeGreaterThan(1e38)
      expect(back(-1e300)).toBeLessThan(-1e38)
      expect(back(1e-300)).toBe(0)
    }
  })
})
