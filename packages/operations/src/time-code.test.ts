import { NAIF0012 } from '@magpie/core/leap-seconds'
import { ok, unwrap } from '@magpie/core/result'
import { epoch, formatEpoch, parseEpoch, secondsBetween } from '@magpie/core/time'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCdsTime, writeCdsTime } from './cds-time.ts'
import { readCuc, writeCuc } from './cuc-time.ts'
import { encodeSecondaryHeader, readSecondaryHeader } from './packet-secondary-header.ts'
import { encodePacket } from './space-packet.ts'
import {
  type CdsFormat,
  type CucFormat,
  describeTimeCodeError,
  preamble,
  readCucTime,
  readPreamble,
  type TimeFormat,
  timeOctets,
  writeCucTime,
} from './time-code.ts'

const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const at = (text: string) => unwrap(parseEpoch(text, NAIF0012))
const cds = (fraction: CdsFormat['fraction'], day_octets: 2 | 3 = 2, agencyDay?: number): CdsFormat => ({
  code: 'cds',
  day_octets,
  fraction,
  agencyDay,
})
const cuc = (coarse_octets: number, fine_octets: number): CucFormat => ({
  code: 'cuc',
  coarse_octets,
  fine_octets,
  agencyEpoch: undefined,
})
const AGENCY = { epoch: epoch(-1e8, 0.25), day: 731 }

describe('day segmented', () => {
  // The first by hand: day 15339, millisecond 86399999 (0x05265bff). The next two by CdsShortTimestamp of spacepackets
  // 0.32.0, without its preamble. The last is the secondary header of a Suomi-NPP packet, whose time edosl0util tells
  // (golden/frames/snpp-cadus.json).
  test.each([
    ['1999-12-31T23:59:59.999Z', 'none', '3beb05265bff'],
    ['2016-12-31T12:00:00.500Z', 'none', '542d02932ff4'],
    ['2028-08-01T06:30:00.250Z', 'none', '64b401650f3a'],
    ['2016-02-10T16:13:34.924259Z', 'microseconds', '52e8037b574c0103'],
  ] as const)('%s', (text, fraction, octets) => {
    const format = cds(fraction)
    const out = new Uint8Array(timeOctets(format))
    expect(writeCdsTime(at(text), format, out, 0, NAIF0012)).toEqual(ok(undefined))
    expect(toHex(out)).toBe(octets)
    expect(formatEpoch(unwrap(readCdsTime(hex(octets), format, 0, NAIF0012)), NAIF0012, { digits: 6 })).toBe(
      formatEpoch(at(text), NAIF0012, { digits: 6 }),
    )
  })

  test('through a leap second: its day has 86401 seconds, the next begins at 0', () => {
    const format = cds('none')
    const octets = (text: string) => {
      const out = new Uint8Array(6)
      unwrap(writeCdsTime(at(text), format, out, 0, NAIF0012))
      return [(out[0]! << 8) | out[1]!, ((out[2]! << 24) | (out[3]! << 16) | (out[4]! << 8) | out[5]!) >>> 0]
    }
    const [day] = octets('2016-12-31T00:00:00Z')
    expect(octets('2016-12-31T23:59:59.5Z')).toEqual([day, 86_399_500])
    expect(octets('2016-12-31T23:59:60.5Z')).toEqual([day, 86_400_500])
    expect(octets('2017-01-01T00:00:00Z')).toEqual([day! + 1, 0])
    const read = (d: number, ms: number) => {
      const bytes = new Uint8Array(6)
      new DataView(bytes.buffer).setUint16(0, d)
      new DataView(bytes.buffer).setUint32(2, ms)
      const r = readCdsTime(bytes, format, 0, NAIF0012)
      return r.ok ? formatEpoch(r.value, NAIF0012) : describeTimeCodeError(r.error)
    }
    expect(read(day!, 86_400_999)).toBe('2016-12-31T23:59:60.999Z')
    expect(read(day! + 1, 86_400_000)).toContain('not in any day')
  })

  test('there and back, to half of the last part', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -800_000_000, max: 2_000_000_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.constantFrom('none', 'microseconds', 'picoseconds'),
        fc.constantFrom(2 as const, 3 as const),
        (s, f, fraction, day_octets) => {
          const format = cds(fraction as 'none', day_octets)
          const out = new Uint8Array(timeOctets(format) + 2)
          unwrap(writeCdsTime(epoch(s, f), format, out, 2, NAIF0012))
          const back = unwrap(readCdsTime(out, format, 2, NAIF0012))
          // Half a part, and the rounding of a double.
          const half_s = { none: 5e-4, microseconds: 5e-7, picoseconds: 5e-13 }[fraction as 'none']
          expect(Math.abs(secondsBetween(epoch(s, f), back))).toBeLessThanOrEqual(half_s + 2e-15)
        },
      ),
    )
  })
})

describe('unsegmented', () => {
  test('of four and two octets is what Magpie packets carry', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1_325_419_200, max: 2_900_000_000 }), fc.nat(65_535), (s, ticks) => {
        const time = epoch(s, ticks / 65_536)
        const [a, b] = [new Uint8Array(6), new Uint8Array(6)]
        writeCuc(time, a, 0)
        unwrap(writeCucTime(time, cuc(4, 2), b, 0))
        expect(a).toEqual(b)
        expect(readCuc(b, 0)).toEqual(unwrap(readCucTime(a, cuc(4, 2), 0)))
      }),
    )
  })

  test('there and back at any length, from any epoch, to half of the last octet', () => {
    fc.assert(
      fc.property(
        fc.nat(2_000_000_000),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.integer({ min: 4, max: 7 }),
        fc.nat(10),
        fc.boolean(),
        (s, f, coarse, fine, own) => {
          const format = { ...cuc(coarse, fine), agencyEpoch: own ? AGENCY.epoch : undefined }
          const out = new Uint8Array(coarse + fine)
          unwrap(writeCucTime(epoch(s, f), format, out, 0))
          const back = unwrap(readCucTime(out, format, 0))
          expect(Math.abs(secondsBetween(epoch(s, f), back))).toBeLessThanOrEqual(
            0.5 * 256 ** -Math.min(fine, 6) + 3e-16,
          )
        },
      ),
    )
  })

  test('times outside the code are refused with the numbers', () => {
    const written = writeCucTime(epoch(0), cuc(2, 0), new Uint8Array(2), 0)
    expect(written.ok ? '' : describeTimeCodeError(written.error)).toContain('1325419200 s after the epoch')
  })
})

describe('preambles', () => {
  const formats: fc.Arbitrary<TimeFormat> = fc.oneof(
    fc.record({
      code: fc.constant('cuc' as const),
      coarse_octets: fc.integer({ min: 1, max: 7 }),
      fine_octets: fc.nat(10),
      agencyEpoch: fc.constantFrom(undefined, AGENCY.epoch),
    }),
    fc.record({
      code: fc.constant('cds' as const),
      day_octets: fc.constantFrom(2 as const, 3 as const),
      fraction: fc.constantFrom('none' as const, 'microseconds' as const, 'picoseconds' as const),
      agencyDay: fc.constantFrom(undefined, AGENCY.day),
    }),
  )
  test('there and back', () => {
    fc.assert(
      fc.property(formats, (format) => {
        const field = preamble(format)
        expect(unwrap(readPreamble(field, 0, AGENCY))).toEqual({ format, octets: field.length })
      }),
    )
  })

  // 301.0-B-4, 3.2.2 and 3.3.2: identification 001 with 4 + 2 octets; the second octet adds; 100 with microseconds.
  test.each([
    [cuc(4, 2), '1e'],
    [cuc(7, 10), '9f7c'],
    [cds('none'), '40'],
    [cds('microseconds', 3), '45'],
  ] as const)('%j is written %s', (format, octets) => {
    expect(toHex(preamble(format))).toBe(octets)
  })

  test.each([
    ['', 'needs 1 octets'],
    ['9e', 'needs 2 octets'],
    ['30', 'time code 3 is neither'],
    ['43', 'uses what is reserved'],
    ['9e80', 'uses what is reserved'],
    ['2e', 'epoch of its agency'],
    ['48', 'epoch of its agency'],
  ])('%s is refused', (octets, sentence) => {
    const read = readPreamble(hex(octets), 0)
    expect(read.ok ? '' : describeTimeCodeError(read.error)).toContain(sentence)
  })
})

describe('secondary headers', () => {
  const header = { telecommand: false, secondaryHeader: true, apid: 5, sequenceFlags: 3, sequenceCount: 1 } as const
  test.each([
    ['with its preamble', true],
    ['as agreed', false],
  ])('%s', (_, withPreamble) => {
    const time = at('2028-08-01T06:30:00.25Z')
    const format = cds('microseconds')
    const head = unwrap(encodeSecondaryHeader(time, format, Uint8Array.of(7, 8), withPreamble, NAIF0012))
    const packet = encodePacket(header, Uint8Array.from([...head, 1, 2, 3]))
    const read = unwrap(
      readSecondaryHeader(packet, { time: withPreamble ? undefined : format, ancillary_octets: 2 }, NAIF0012),
    )
    expect(read).toEqual({ time, ancillary: Uint8Array.of(7, 8), data: Uint8Array.of(1, 2, 3) })
  })

  test('any octets: no exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.boolean(), fc.nat(4), (packet, told, ancillary_octets) => {
        const time = told ? cds('picoseconds', 3) : undefined
        expect(typeof readSecondaryHeader(packet, { time, ancillary_octets, agency: AGENCY }, NAIF0012).ok).toBe(
          'boolean',
        )
      }),
      { numRuns: 20_000 },
    )
  })
})
