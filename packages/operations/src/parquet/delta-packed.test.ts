import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DeltasError, packDeltas, unpackDeltas } from './delta-packed.ts'

const back32 = (octets: Uint8Array, count: number) => new Int32Array(unpackDeltas(octets, count, 4).buffer)
const back64 = (octets: Uint8Array, count: number) => new BigInt64Array(unpackDeltas(octets, count, 8).buffer)

describe('whole numbers as packed differences', () => {
  it.each([
    ['a counter of 14 bits that comes round', Int32Array.from({ length: 40_000 }, (_, i) => i & 0x3fff), 2100],
    ['a clock with jitter', Int32Array.from({ length: 5000 }, (_, i) => 1000 * i + ((i * 7919) % 13)), 4000],
    ['all of 32 bits, unsigned', Int32Array.from({ length: 600 }, (_, i) => (0xffff_fff0 + i) | 0), 60],
  ])('shrinks %s', (_, values, octets) => {
    const packed = packDeltas(values)!
    expect(packed.length).toBeLessThan(octets)
    expect(back32(packed, values.length)).toEqual(values)
  })

  it.each([
    [
      'microseconds since 2000',
      BigInt64Array.from({ length: 5000 }, (_, i) => 820_000_000_000_000n + BigInt(1000 * i)),
    ],
    ['falling, negative', BigInt64Array.from({ length: 1000 }, (_, i) => -(2n ** 40n) - 12_345n * BigInt(i))],
    ['beyond 2^53', BigInt64Array.from({ length: 1000 }, (_, i) => 2n ** 62n + BigInt(i * i))],
    ['across a carry', BigInt64Array.from({ length: 1000 }, (_, i) => 0xffff_ff00n + BigInt(i))],
  ])('keeps every digit of numbers of 64 bits: %s', (_, values) => {
    const packed = packDeltas(values)!
    expect(packed.length).toBeLessThan(values.byteLength / 2)
    expect(back64(packed, values.length)).toEqual(values)
  })

  it('keeps unsigned numbers of 64 bits', () => {
    const values = BigUint64Array.from({ length: 700 }, (_, i) => 2n ** 64n - 2000n + BigInt(i))
    expect(new BigUint64Array(unpackDeltas(packDeltas(values)!, 700, 8).buffer)).toEqual(values)
  })

  it('leaves what does not shrink, and what is too short', () => {
    let x = 1
    const noise = Int32Array.from({ length: 4096 }, () => (x = (Math.imul(x, 1664525) + 1013904223) | 0))
    expect(packDeltas(noise)).toBeUndefined()
    expect(packDeltas(Int32Array.from({ length: 100 }, (_, i) => i))).toBeUndefined()
    const jumps = BigInt64Array.from({ length: 1000 }, (_, i) => (i % 2 === 0 ? 0n : 2n ** 60n))
    expect(packDeltas(jumps)).toBeUndefined()
  })

  it('gives back whatever it packs', () => {
    const steps = fc.array(fc.oneof(fc.integer({ min: -300, max: 300 }), fc.integer()), {
      minLength: 256,
      maxLength: 700,
    })
    fc.assert(
      fc.property(steps, fc.maxSafeInteger(), (changes, first) => {
        let value = BigInt(first)
        const values = BigInt64Array.from(changes, (change) => (value += BigInt(change)))
        const packed = packDeltas(values)
        if (packed !== undefined) expect(back64(packed, values.length)).toEqual(values)
        const narrow = Int32Array.from(values, (one) => Number(BigInt.asIntN(32, one)))
        const packedNarrow = packDeltas(narrow)
        if (packedNarrow !== undefined) expect(back32(packedNarrow, narrow.length)).toEqual(narrow)
      }),
    )
  })

  it('reads the example of the format (Parquet, "Encodings", 5: 1, 2, 3, 4, 5)', () => {
    // Block of 128, one part would do in the example; four here: first 1, least difference 1, no bits.
    const octets = Uint8Array.of(0x80, 0x01, 4, 5, 2, 2, 0, 0, 0, 0)
    expect([...back32(octets, 5)]).toEqual([1, 2, 3, 4, 5])
    // 7, 5, 3, 1, 2, 3, 4, 5: least -2, differences above it 0 0 0 3 3 3 3 of two bits, the first ones lowest.
    const second = Uint8Array.of(0x80, 0x01, 4, 8, 14, 3, 2, 0, 0, 0, 0xc0, 0x3f, 0, 0, 0, 0, 0, 0)
    expect([...back32(second, 8)]).toEqual([7, 5, 3, 1, 2, 3, 4, 5])
  })

  it('throws its own error at whatever else', () => {
    const good = packDeltas(Int32Array.from({ length: 1000 }, (_, i) => i * i))!
    fc.assert(
      fc.property(fc.integer({ min: 0, max: good.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, octet) => {
        const bad = good.slice()
        bad[at] = octet
        for (const piece of [bad, good.subarray(0, at)]) {
          try {
            expect(unpackDeltas(piece, 1000, 4)).toHaveLength(4000)
          } catch (cause) {
            expect(cause).toBeInstanceOf(DeltasError)
          }
        }
      }),
    )
  })
})
