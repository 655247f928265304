import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { addSeconds, epoch, formatEpoch, parseEpoch, secondsBetween } from '@magpie/core/time'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCuc, writeCuc } from './cuc-time.ts'

const octets = (at: ReturnType<typeof epoch>) => {
  const out = new Uint8Array(6)
  writeCuc(at, out, 0)
  return [...out]
}

test.each([
  ['1958-01-01T00:00:00 TAI', [0, 0, 0, 0, 0, 0]],
  ['1958-01-01T00:00:01.5 TAI', [0, 0, 0, 1, 0x80, 0]],
  // 42 years of which 10 have a leap day, and half a day: 15340.5 * 86400 = 1325419200 = 0x4f004ac0.
  ['2000-01-01T12:00:00 TAI', [0x4f, 0x00, 0x4a, 0xc0, 0, 0]],
])('%s', (text, expected) => {
  expect(octets(unwrap(parseEpoch(text, NAIF0012)))).toEqual(expected)
})

test('there and back to half a tick', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1_325_419_200, max: 2_969_548_095 }),
      fc.double({ min: 0, max: 0.99999, noNaN: true }),
      (s, f) => {
        const at = epoch(s, f)
        const out = new Uint8Array(9)
        writeCuc(at, out, 3)
        // 2^-17 s, half of the last bit: what rounding costs.
        expect(Math.abs(secondsBetween(at, readCuc(out, 3)))).toBeLessThanOrEqual(2 ** -17)
      },
    ),
  )
})

test('a leap second passes in order', () => {
  const before = unwrap(parseEpoch('2016-12-31T23:59:60.5Z', NAIF0012))
  const out = new Uint8Array(6)
  writeCuc(before, out, 0)
  expect(formatEpoch(readCuc(out, 0), NAIF0012)).toBe('2016-12-31T23:59:60.500Z')
  expect(octets(addSeconds(before, 1))).not.toEqual(octets(before))
})

test('before 1958 and past 2094 it does not fit', () => {
  expect(() => octets(epoch(-1_325_419_201))).toThrow(RangeError)
  expect(() => octets(epoch(2_969_548_096))).toThrow(RangeError)
})
