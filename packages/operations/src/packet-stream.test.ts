import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { packetStream, sequenceTracker } from './packet-stream.ts'
import { encodePacket, idlePacket } from './space-packet.ts'

const APIDS = new Set([100, 210, 220])
const options = { apids: APIDS, longest_octets: 512, crc: true }

const packetOf = (apid: number, sequenceCount: number, data: Uint8Array) =>
  encodePacket({ telecommand: false, secondaryHeader: false, apid, sequenceFlags: 3, sequenceCount }, data, true)

const packets = fc
  .array(fc.tuple(fc.constantFrom(...APIDS), fc.nat(16383), fc.uint8Array({ minLength: 1, maxLength: 120 })), {
    minLength: 1,
    maxLength: 30,
  })
  .map((list) => list.map(([apid, count, data]) => packetOf(apid, count, data)))

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

function split(stream: Uint8Array, cuts: readonly number[], opts = options) {
  const out: Uint8Array[] = []
  const s = packetStream(opts)
  let from = 0
  for (const cut of [...cuts.map((c) => c % (stream.length + 1)).sort((a, b) => a - b), stream.length]) {
    s.push(stream.subarray(from, cut), (packet) => out.push(packet))
    from = cut
  }
  return { out, s }
}

describe('splitting', () => {
  test('however the link cuts the octets, the same packets come out', () => {
    fc.assert(
      fc.property(packets, fc.array(fc.nat(), { maxLength: 40 }), (sent, cuts) => {
        const { out, s } = split(joined(sent), cuts)
        expect(out).toEqual(sent)
        expect(s.counts).toEqual({ packets: sent.length, idle: 0, skipped_octets: 0, losses: 0 })
        expect(s.pending_octets).toBe(0)
      }),
    )
  })

  test('idle packets are taken out', () => {
    const a = packetOf(100, 1, new Uint8Array(9))
    const { out, s } = split(joined([idlePacket(20), a, idlePacket(7), a]), [])
    expect(out).toEqual([a, a])
    expect(s.counts.idle).toBe(2)
  })

  test('one damaged packet costs itself and no other, whatever octet is damaged and however the link cuts', () => {
    // Damage may make a length that reaches over what follows: a last stretch as long as the longest packet shows that
    // everything behind comes out once it has passed.
    const flush = Array.from({ length: 12 }, (_, i) => packetOf(220, i, new Uint8Array(60)))
    fc.assert(
      fc.property(
        packets,
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.array(fc.nat(), { maxLength: 10 }),
        (sent, which, where, flip, cuts) => {
          const hit = which % sent.length
          const wrong = sent.map((packet, i) => {
            if (i !== hit) return packet
            const copy = packet.slice()
            copy[where % copy.length]! ^= flip
            return copy
          })
          const { out, s } = split(joined([...wrong, ...flush]), cuts)
          expect(out).toEqual([...sent.filter((_, i) => i !== hit), ...flush])
          expect(s.counts.losses).toBeGreaterThanOrEqual(1)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('what looks like an idle packet in a damaged one takes none of those that follow', () => {
    const wrong = packetOf(220, 0, Uint8Array.of(0, 0, 0x07, 0xff, 0xc0, 0, 0x03, 0xe8, 0, 0, 0, 0))
    wrong[wrong.length - 1]! ^= 1
    const after = Array.from({ length: 30 }, (_, i) => packetOf(220, i + 1, new Uint8Array(60)))
    expect(split(joined([wrong, ...after]), []).out).toEqual(after)
  })

  test('octets lost or added in the middle cost the packets they lie in', () => {
    fc.assert(
      fc.property(packets, fc.nat(), fc.uint8Array({ maxLength: 40 }), fc.nat(60), (sent, at, noise, lost) => {
        const stream = joined(sent)
        const from = at % stream.length
        const cut = joined([stream.subarray(0, from), noise, stream.subarray(Math.min(stream.length, from + lost))])
        const flush = Array.from({ length: 12 }, (_, i) => packetOf(220, i, new Uint8Array(60)))
        const { out } = split(joined([cut, ...flush]), [])
        let offset = 0
        const untouched = sent.filter((packet) => {
          const begins = offset
          offset += packet.length
          return offset <= from || begins >= from + lost
        })
        for (const packet of untouched) expect(out).toContainEqual(packet)
        expect(out.slice(-flush.length)).toEqual(flush)
      }),
      { numRuns: 300 },
    )
  })

  test('any octets at all: no exception, bounded memory, every octet accounted for', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 20 }), (pieces) => {
        const s = packetStream({ ...options, crc: false })
        let taken = 0
        let given = 0
        for (const piece of pieces) {
          given += piece.length
          s.push(piece, (packet) => {
            taken += packet.length
          })
          expect(s.pending_octets).toBeLessThanOrEqual(options.longest_octets)
        }
        expect(taken + s.counts.skipped_octets + s.pending_octets).toBeLessThanOrEqual(given)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('sequence counts', () => {
  const verdicts = (counts: readonly number[]) => {
    const t = sequenceTracker()
    return { kinds: counts.map((count) => t.see(count).kind), missing: t.missing }
  }
  test.each([
    ['in order', [5, 6, 7], ['first', 'next', 'next'], 0],
    ['over the end', [16382, 16383, 0, 1], ['first', 'next', 'next', 'next'], 0],
    ['a gap', [1, 4], ['first', 'gap'], 2],
    ['a gap that is filled late', [1, 4, 2, 3], ['first', 'gap', 'late', 'late'], 0],
    ['twice the same', [1, 1, 2, 2], ['first', 'duplicate', 'next', 'duplicate'], 0],
    ['an old one that was there', [1, 2, 3, 2], ['first', 'next', 'next', 'duplicate'], 0],
    ['a gap over the end', [16383, 2], ['first', 'gap'], 2],
  ])('%s', (_, counts, kinds, missing) => {
    expect(verdicts(counts)).toEqual({ kinds, missing })
  })

  test('what is lost and comes in any order within half the modulus is counted exactly', () => {
    fc.assert(
      fc.property(fc.nat(16383), fc.uniqueArray(fc.nat(400), { minLength: 1 }), (start, offsets) => {
        const t = sequenceTracker()
        t.see(start)
        const later = offsets.map((o) => o + 1)
        for (const o of later) t.see((start + o) % 16384)
        expect(t.missing).toBe(Math.max(...later) - later.length)
      }),
    )
  })
})
