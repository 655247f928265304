import type { PacketPlace, StoredPacket } from '@magpie/operations/ingest/archive-port'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { PacketReading } from './packet-reading.ts'

let held: StoredPacket[] = []
let handed = 0

const packet = (n: number): StoredPacket => ({
  ...{ source: 'lander', station: 'x', apid: 1, sequence: n, time_us: n, received_us: n, standing: 'sample' },
  bytes: new Uint8Array(100).fill(n),
  place: { segment: 1 + Math.floor(n / 1500), row: n % 1500 },
})

function reading(): PacketReading {
  return new PacketReading(async function* (after) {
    const upTo = held.length
    for (const one of held.slice(0, upTo)) {
      const { place } = one
      if (
        after !== undefined &&
        (place.segment < after.segment || (place.segment === after.segment && place.row <= after.row))
      )
        continue
      await Promise.resolve()
      handed++
      yield one
    }
  })
}

async function sequences(of: AsyncIterable<StoredPacket>): Promise<number[]> {
  const out: number[] = []
  for await (const { sequence } of of) out.push(sequence)
  return out
}

const from = (first: number, end: number) => Array.from({ length: end - first }, (_, i) => first + i)
const placeOf = (n: number): PacketPlace | undefined => held[n - 1]?.place

describe('packets that several follow', () => {
  beforeEach(() => {
    held = from(0, 5000).map(packet)
    handed = 0
  })

  it('are read once for all who read them at once', async () => {
    const shared = reading()
    const all = await Promise.all(Array.from({ length: 6 }, () => sequences(shared.behind(undefined))))
    for (const one of all) expect(one).toEqual(from(0, 5000))
    expect(handed).toBe(5000)
  })

  it('are read once for those who come a little behind, and again for those far behind', async () => {
    const shared = reading()
    expect(await sequences(shared.behind(undefined))).toEqual(from(0, 5000))
    expect(await sequences(shared.behind(placeOf(4321)))).toEqual(from(4321, 5000))
    expect(handed).toBe(5000)
    held.push(...from(5000, 40_000).map(packet))
    expect(await sequences(shared.behind(placeOf(5000)))).toEqual(from(5000, 40_000))
    expect(await sequences(shared.behind(placeOf(10)))).toEqual(from(10, 40_000))
    expect(handed).toBeGreaterThan(60_000)
  })

  it('are all there, in order and once, whoever reads from wherever while more come', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(4), fc.nat(900), fc.nat(2500)), { minLength: 1, maxLength: 25 }),
        async (steps) => {
          held = from(0, 10).map(packet)
          const shared = reading()
          const at = [0, 0, 0, 0, 0]
          for (const [who, more, take] of steps) {
            held.push(...from(held.length, held.length + more).map(packet))
            let next = at[who]!
            for await (const { sequence } of shared.behind(placeOf(next))) {
              expect(sequence).toBe(next++)
              if (next - at[who]! >= take) break
            }
            expect(next).toBe(Math.min(held.length, at[who]! + Math.max(1, take)))
            at[who] = next
          }
        },
      ),
      { numRuns: 40 },
    )
  })
})
