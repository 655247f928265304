import { ok, unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeSegmentError, packetReassembler, segmentData } from './packet-segmentation.ts'
import { readPacketHeader } from './space-packet.ts'

const header = (apid: number, sequenceCount: number) => ({
  telecommand: false,
  secondaryHeader: false,
  apid,
  sequenceCount,
})

describe('segments', () => {
  test('there and back over the end of the counts, two APIDs mixed', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 500 }),
        fc.uint8Array({ minLength: 1, maxLength: 500 }),
        fc.integer({ min: 1, max: 90 }),
        fc.nat(16383),
        (a, b, most, count) => {
          const r = packetReassembler()
          const [pa, pb] = [segmentData(header(1, count), a, most), segmentData(header(2, 16380), b, most)]
          const mixed = pa.flatMap((packet, i) => [packet, ...pb.slice(i, i + 1)]).concat(pb.slice(pa.length))
          const out = mixed.flatMap((packet) => unwrap(r.take(packet)) ?? [])
          expect(out).toContainEqual({ apid: 1, data: a })
          expect(out).toContainEqual({ apid: 2, data: b })
          expect([out.length, r.pending_octets]).toEqual([2, 0])
        },
      ),
    )
  })

  test('flags: one packet is unsegmented, three are first, continuation and last', () => {
    const flags = (n: number) =>
      segmentData(header(1, 0), new Uint8Array(n), 10).map((p) => unwrap(readPacketHeader(p)).sequenceFlags)
    expect([flags(10), flags(11), flags(30)]).toEqual([[3], [1, 2], [1, 0, 2]])
  })

  const take = (r: ReturnType<typeof packetReassembler>, packet: Uint8Array) => {
    const result = r.take(packet)
    return result.ok ? (result.value?.data.length ?? 0) : describeSegmentError(result.error)
  }

  test('a missing segment costs its unit and no other', () => {
    const r = packetReassembler()
    const one = segmentData(header(1, 0), new Uint8Array(40), 10)
    const two = segmentData(header(1, 4), new Uint8Array(20), 10)
    expect([one[0]!, one[2]!, one[3]!, ...two].map((p) => take(r, p))).toEqual([
      0,
      'APID 1 went from 1 to 2 within a unit: 10 octets of it are lost',
      'segment 3 of APID 1 came without the first of its unit',
      0,
      20,
    ])
  })

  test('a unit without end is told, and the packet that shows it is kept', () => {
    const r = packetReassembler(25)
    const one = segmentData(header(1, 0), new Uint8Array(40), 10)
    expect([one[0]!, one[0]!, one[1]!, one[2]!].map((p) => take(r, p))).toEqual([
      0,
      'a unit of APID 1 ended without its last segment: 10 octets of it are lost',
      0,
      'a unit of APID 1 has 30 octets where at most 25 were agreed',
    ])
    expect(r.take(new Uint8Array(3))).toMatchObject({ ok: false, error: { kind: 'segment-no-packet' } })
    expect(r.take(segmentData(header(1, 9), new Uint8Array(5), 10)[0]!)).toEqual(
      ok({ apid: 1, data: new Uint8Array(5) }),
    )
  })

  test('packets in any order: no exception, nothing that was not sent', () => {
    const sent = [0, 1, 2].flatMap((i) => segmentData(header(7, 4 * i), new Uint8Array(40).fill(i + 1), 10))
    fc.assert(
      fc.property(fc.array(fc.nat(sent.length - 1), { maxLength: 30 }), (order) => {
        const r = packetReassembler()
        for (const i of order) {
          const unit = r.take(sent[i]!)
          if (unit.ok && unit.value !== undefined) expect([...new Set(unit.value.data)]).toHaveLength(1)
        }
      }),
      { numRuns: 20_000 },
    )
  })
})
