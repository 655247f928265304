import { readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type SecurityAssociation, type SecurityState, securityOctets, securityUnit } from './sdls.ts'
import { describeSdlsError } from './sdls-error.ts'
import { channelMask } from './sdls-masks.ts'
import { decodeTcFrame } from './tc-frame.ts'

const golden = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../../../golden/sdls/${file}`, import.meta.url), 'utf8'))
const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const CHANNEL = { scid: 3, vcid: 0 }

const base: SecurityAssociation = {
  spi: 77,
  service: 'authenticated-encryption',
  algorithm: 'aes-gcm',
  key: 1,
  channels: [CHANNEL],
  iv_octets: 12,
  sn_octets: 4,
  pad_octets: 0,
  mac_octets: 16,
  mask: new Uint8Array(0),
  window: 5,
}
const KEY = hex('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f')
const unit = (sa: SecurityAssociation, state: Partial<SecurityState> = {}, key = KEY, active = true) =>
  securityUnit(
    [{ sa, state: { operational: true, iv: 0n, sn: 0n, ...state } }],
    new Map([[1, { octets: key, active }]]),
  )

type Case = Pick<SecurityAssociation, 'service' | 'algorithm'> &
  Record<'key' | 'header' | 'data' | 'iv' | 'sn' | 'field', string>

describe('fields as OpenSSL makes them', () => {
  test.each(golden('aes.json').cases as Case[])('$service, $algorithm', (c) => {
    const lengths = { iv_octets: c.algorithm === 'aes-gcm' ? 12 : 0, sn_octets: 4, pad_octets: 0 }
    const mac_octets = c.service === 'encryption' ? 0 : 16
    const { service, algorithm } = c
    const sa = { ...base, ...lengths, service, algorithm, mac_octets, mask: channelMask('tm', lengths) }
    const before = { iv: BigInt(c.iv) - 1n, sn: BigInt(c.sn) - 1n }
    const made = unwrap(unit(sa, before, hex(c.key)).protect(77, CHANNEL, hex(c.header), hex(c.data)))
    expect(toHex(made)).toBe(c.field)
    expect(made.length).toBe(securityOctets(sa) + c.data.length / 2)
    const opened = unwrap(unit(sa, before, hex(c.key)).open(CHANNEL, hex(c.header), made))
    expect(toHex(opened.data)).toBe(c.data)
  })
})

describe('frames of CryptoLib', () => {
  const { tests } = golden('cryptolib.json')
  const zeros = new Uint8Array(64)
  const sa9 = { ...base, spi: 9, mask: zeros }
  const openFrame = (u: ReturnType<typeof securityUnit>, frame: string) => {
    const f = unwrap(decodeTcFrame(hex(frame), { fecf: false, segments: true }))
    const read = u.open({ scid: f.scid, vcid: f.vcid }, hex(frame).subarray(0, 6), f.data)
    return read.ok ? toHex(read.value.data) : describeSdlsError(read.error)
  }
  const big = (text: string) => BigInt(`0x${text}`)
  // NIST's CAVP GCM vector with this key, vector and ciphertext.
  const PLAIN = '722ee47da4b77424733546c2d400c4e5'

  test('authenticated encryption with vector and sequence number: replays of either are refused, gaps are not', () => {
    const t = tests['TC_PROCESS.GCM_IV_AND_ARSN']
    const u = unit({ ...sa9, sn_octets: 2 }, { iv: big(t.buffer_nist_iv_h), sn: 0x123n }, hex(t.buffer_nist_key_h))
    expect(openFrame(u, t.buffer_good_iv_bad_arsn_h)).toContain('number 291')
    expect(openFrame(u, t.buffer_good_iv_good_arsn_h)).toBe(PLAIN)
    expect(openFrame(u, t.buffer_good_iv_good_arsn_h)).toContain('not within 5 after')
    expect(openFrame(u, t.buffer_good_iv_gap_good_arsn_gap_h)).toMatch(/^[0-9a-f]{32}$/)
    expect(u.state(9)).toMatchObject({ sn: 0x129n, iv: big('b6ac8e4963f49207ffd63751') })
  })

  test('encryption alone, by the vector: old, too far, next, after a gap', () => {
    const t = tests['TC_PROCESS.EXERCISE_IV']
    const sa = { ...sa9, service: 'encryption' as const, sn_octets: 0, mac_octets: 0 }
    const u = unit(sa, { iv: big(t.buffer_nist_iv_h) }, hex(t.buffer_nist_key_h))
    // These frames end with a CRC that is no part of the data.
    const cut = (frame: string) => {
      const bytes = hex(frame)
      const f = unwrap(decodeTcFrame(bytes, { fecf: true, segments: true }))
      const read = u.open({ scid: f.scid, vcid: f.vcid }, bytes.subarray(0, 6), f.data)
      return read.ok ? toHex(read.value.data) : describeSdlsError(read.error)
    }
    expect(cut(t.buffer_replay_h)).toContain('not within')
    expect(cut(t.buffer_outside_window_h)).toContain('not within')
    expect(cut(t.buffer_good_iv_h)).toBe(PLAIN)
    expect(cut(t.buffer_good_iv_with_gap_h)).toMatch(/^[0-9a-f]{32}$/)
    expect(cut(t.buffer_good_iv_h)).toContain('not within')
  })
})

describe('protection', () => {
  const services = fc.constantFrom(
    { service: 'authenticated-encryption', algorithm: 'aes-gcm' },
    { service: 'authentication', algorithm: 'aes-gcm' },
    { service: 'authentication', algorithm: 'aes-cmac' },
    { service: 'encryption', algorithm: 'aes-gcm' },
  ) as fc.Arbitrary<Pick<SecurityAssociation, 'service' | 'algorithm'>>

  test('there and back, any services and lengths of fields, over 20 frames of which some are lost', () => {
    fc.assert(
      fc.property(
        services,
        fc.constantFrom(1, 2, 4, 12),
        fc.integer({ min: 2, max: 8 }),
        fc.integer({ min: 4, max: 16 }),
        fc.array(fc.tuple(fc.uint8Array({ maxLength: 60 }), fc.boolean()), { maxLength: 20 }),
        (s, iv_octets, sn_octets, mac, frames) => {
          const mac_octets = s.service === 'encryption' ? 0 : mac
          const sa = { ...base, ...s, iv_octets, sn_octets, mac_octets, window: 30 }
          const start = { iv: 250n, sn: 200n }
          const [a, b] = [unit(sa, start), unit(sa, start)]
          for (const [data, lost] of frames) {
            const field = unwrap(a.protect(77, CHANNEL, Uint8Array.of(1, 2, 3), data))
            if (!lost) expect(unwrap(b.open(CHANNEL, Uint8Array.of(1, 2, 3), field)).data).toEqual(data)
          }
        },
      ),
    )
  })

  test('any change of header, number, data or MAC is noticed, and moves no number', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        fc.nat(),
        fc.constantFrom('aes-gcm', 'aes-cmac'),
        (data, flip, algorithm) => {
          const sa = { ...base, service: 'authentication' as const, algorithm: algorithm as 'aes-gcm' }
          const header = Uint8Array.of(9, 8, 7)
          const sent = Uint8Array.from([...header, ...unwrap(unit(sa).protect(77, CHANNEL, header, data))])
          const bit = flip % (8 * sent.length)
          const b = unit(sa)
          sent[bit >> 3]! ^= 0x80 >> (bit & 7)
          const read = b.open(CHANNEL, sent.subarray(0, 3), sent.subarray(3))
          expect(read.ok).toBe(false)
          expect(b.state(77)).toMatchObject({ iv: 0n, sn: 0n })
        },
      ),
      { numRuns: 500 },
    )
  })

  test('what the mask blanks may change, the rest not', () => {
    const mask = channelMask('tm', base)
    const a = unit({ ...base, mask })
    const header = Uint8Array.of(0x07, 0xb2, 5, 6, 0x18, 0)
    const field = unwrap(a.protect(77, CHANNEL, header, Uint8Array.of(1, 2, 3)))
    const other = (octet: number, value: number) => header.map((o, i) => (i === octet ? value : o))
    expect(unit({ ...base, mask }).open(CHANNEL, other(2, 99), field).ok).toBe(true)
    expect(unit({ ...base, mask }).open(CHANNEL, other(1, 0xb4), field).ok).toBe(false)
  })

  test.each([
    ['an unknown association', { ...base, spi: 5 }, {}, true, 'no security association 77'],
    ['one that is not operational', base, { operational: false }, true, 'is not operational'],
    ['a key that is not active', base, {}, false, 'key 1 of security association 77 is not active'],
    ['another channel', { ...base, channels: [] }, {}, true, 'does not cover virtual channel 0'],
    ['the last number used', { ...base, sn_octets: 1 }, { sn: 255n }, true, 'needs a new key'],
    ['the last vector used', base, { iv: (1n << 96n) - 1n }, true, 'needs a new key'],
  ])('%s protects nothing', (_, sa, state, active, sentence) => {
    const made = unit(sa, state, KEY, active).protect(77, CHANNEL, new Uint8Array(6), new Uint8Array(3))
    expect(made.ok ? 'was protected' : describeSdlsError(made.error)).toContain(sentence)
  })

  test('an association that makes no sense is a bug', () => {
    expect(() => unit({ ...base, service: 'encryption' })).toThrow(RangeError)
    expect(() => unit({ ...base, algorithm: 'aes-cmac' })).toThrow(RangeError)
    expect(() => unit({ ...base, spi: 0 })).toThrow(RangeError)
  })

  test('any octets: no exception, nothing believed', () => {
    const u = unit(base)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.boolean(), (field, named) => {
        if (named && field.length > 1) field.set([0, 77])
        expect(u.open(CHANNEL, new Uint8Array(6), field).ok).toBe(false)
      }),
      { numRuns: 20_000 },
    )
  })
})
