import { NAIF0012 } from '@magpie/core/leap-seconds'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TEST_START_MS, testPacket, testTelemetry } from '../testing/telemetry-dictionary.ts'
import type { IncomingPacket, PacketSink } from './archive-port.ts'
import type { Gap } from './gap-book.ts'
import { inOrder, valueAt } from './history.ts'
import { hotBlocks } from './hot-blocks.ts'
import { microsOfUnix } from './micros.ts'
import { packetClock } from './packet-clock.ts'
import { Pipeline, type PipelineEvents } from './pipeline.ts'

const { dictionary, decoder } = testTelemetry()
const clock = packetClock({ kind: 'unix-ms' }, NAIF0012)
const NOW_US = microsOfUnix(1000 * (TEST_START_MS + 1e9), NAIF0012)

/** An archive in memory. */
function memory(): PacketSink & { readonly packets: IncomingPacket[] } {
  const packets: IncomingPacket[] = []
  return {
    packets,
    append: (packet) =>
      packets.push({ ...packet, bytes: packet.bytes.slice(packet.from, packet.from + packet.octets) }),
    held: async (asked) =>
      asked.map(
        (one) =>
          packets.find(
            (p) =>
              p.why !== 'conflict' && p.apid === one.apid && p.sequence === one.sequence && p.time_us === one.time_us,
          )?.digest,
      ),
  }
}

function pipeline(sink: PacketSink, told: PipelineEvents = {}, archivedUntil?: ReadonlyMap<number, number>): Pipeline {
  const rest = archivedUntil === undefined ? {} : { archivedUntil }
  return new Pipeline({ source: 'ce8-lander', dictionary, decoder, clock, sink, told, ...rest })
}

function feed(to: Pipeline, packet: Uint8Array, received_us = NOW_US) {
  return to.take(packet, 0, packet.length, received_us, 'miyun')
}

/** Every sample of a pipeline as a line, sorted: container, identity, values. */
async function samples(of: Pipeline): Promise<string[]> {
  const out: string[] = []
  for (const chunk of of.tables) {
    if (chunk === undefined) continue
    const names = chunk.plan.layout.columns.map(({ name }) => name)
    const span = { from_us: Number.NEGATIVE_INFINITY, to_us: Number.POSITIVE_INFINITY }
    const fail = () => expect.unreachable()
    for await (const { block, from, to } of inOrder(hotBlocks(chunk, NAIF0012), names, span, fail))
      for (let row = from; row < to; row++) {
        const values = names.map((name, i) => `${name}=${valueAt(block.columns[i], row)}`)
        out.push([block.times_us[row], block.apids[row], block.sequences[row], ...values].join(' '))
      }
  }
  return out.sort()
}

type Arrival = { readonly apid: 1 | 2; readonly i: number }

/** What is missing of those that came, by counting. */
function gapsOf(arrivals: readonly Arrival[], apid: number): Pick<Gap, 'first' | 'missing'>[] {
  const numbers = [...new Set(arrivals.filter((a) => a.apid === apid).map(({ i }) => i))].sort((a, b) => a - b)
  return numbers.slice(1).flatMap((i, k) => {
    const missing = i - numbers[k]! - 1
    return missing === 0 ? [] : [{ first: (numbers[k]! + 1) & 0x3fff, missing }]
  })
}

const arrivals = fc
  .array(
    fc.record({ apid: fc.constantFrom(1 as const, 2 as const), i: fc.nat(60), times: fc.integer({ min: 1, max: 3 }) }),
    {
      minLength: 1,
      maxLength: 80,
    },
  )
  .chain((made) => {
    const all = made.flatMap(({ apid, i, times }) => Array.from({ length: times }, (): Arrival => ({ apid, i })))
    return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })
  })

describe('any order, with losses and repetitions', () => {
  it('gives each packet once, the same samples as in order, and the same gaps', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, fc.nat(16384), fc.infiniteStream(fc.boolean()), async (came, offset, settles) => {
        const at = (a: Arrival) => testPacket(a.apid, a.i + offset)
        const disturbed = pipeline(memory())
        for (const one of came) {
          feed(disturbed, at(one))
          if (settles.next().value === true) await disturbed.settle()
        }
        await disturbed.settle()
        const ordered = pipeline(memory())
        const once = [...new Map(came.map((a) => [`${a.apid} ${a.i}`, a])).values()].sort((a, b) => a.i - b.i)
        for (const one of once) feed(ordered, at(one))
        expect(await samples(disturbed)).toEqual(await samples(ordered))
        expect(disturbed.counts.samples).toBe(once.length)
        expect(disturbed.counts.duplicates).toBe(came.length - once.length)
        for (const { apid, gaps } of disturbed.channelGaps()) {
          const expected = gapsOf(
            came.map((a) => ({ ...a, i: a.i + offset })),
            apid,
          )
          expect(gaps.gaps().map(({ first, missing }) => ({ first, missing }))).toEqual(expected)
          expect(gaps.missing).toBe(expected.reduce((sum, gap) => sum + gap.missing, 0))
          expect(gaps.packets).toBe(once.filter((a) => a.apid === apid).length)
        }
      }),
      { numRuns: 300 },
    )
  })

  it('goes on after a restart, whatever had been archived', async () => {
    await fc.assert(
      fc.asyncProperty(arrivals, fc.nat(80), async (came, cut) => {
        const sink = memory()
        const before = pipeline(sink)
        for (const one of came.slice(0, cut)) feed(before, testPacket(one.apid, one.i))
        await before.settle()
        const until = new Map(before.channelGaps().map(({ apid, newest_us }) => [apid, newest_us]))
        const after = pipeline(sink, {}, until)
        for (const one of came) feed(after, testPacket(one.apid, one.i))
        await after.settle()
        const identities = sink.packets.map((p) => `${p.apid} ${p.sequence} ${p.time_us}`)
        expect(new Set(identities).size).toBe(identities.length)
        expect(identities.length).toBe(new Set(came.map((a) => `${a.apid} ${a.i}`)).size)
      }),
      { numRuns: 200 },
    )
  })
})

describe('identity', () => {
  it('tells a count that came round from a repetition by its time', async () => {
    const one = pipeline(memory())
    for (let i = 0; i < 40_000; i++) expect(feed(one, testPacket(1, i))).toBe('sample')
    expect(feed(one, testPacket(1, 39_999))).toBe('duplicate')
    // Two rounds ago only the archive knows.
    expect(feed(one, testPacket(1, 5))).toBe('asked')
    await one.settle()
    expect(one.counts.samples).toBe(40_000)
    expect(one.channelGaps()[0]!.gaps.gaps()).toEqual([])
  })

  it('keeps a packet that contradicts another, and takes no sample of it', async () => {
    const sink = memory()
    const heard: number[] = []
    const one = pipeline(sink, { conflict: (_apid, sequence) => heard.push(sequence) })
    feed(one, testPacket(1, 7))
    expect(feed(one, testPacket(1, 7, 1))).toBe('conflict')
    expect(sink.packets.map(({ why }) => why)).toEqual(['sample', 'conflict'])
    expect([one.counts.samples, heard]).toEqual([1, [7]])
  })

  it('takes the time of reception where a packet has none, and knows a repetition by its octets', () => {
    const one = new Pipeline({ source: 's', dictionary, decoder, clock: () => Number.NaN, sink: memory(), told: {} })
    expect(feed(one, testPacket(1, 0), NOW_US)).toBe('sample')
    expect(feed(one, testPacket(1, 1), NOW_US + 1)).toBe('sample')
    expect(feed(one, testPacket(1, 0), NOW_US + 2)).toBe('duplicate')
    expect(one.counts.untimed).toBe(3)
  })

  it('keeps what the dictionary does not explain', () => {
    const sink = memory()
    const one = pipeline(sink)
    const short = testPacket(1, 0).slice(0, 15)
    expect(feed(one, short)).toBe('undecoded')
    expect(sink.packets[0]!.why).toBe('undecoded')
  })
})

describe('limits', () => {
  /** A packet whose temperature is as given. */
  const warm = (i: number, celsius: number) => testPacket(1, i, 2 * (celsius + 100) - 200 - 7 * i + 4000)

  it('raise after as many in a row as the dictionary asks, and not by late packets', async () => {
    const heard: string[] = []
    const late: string[] = []
    const one = pipeline(memory(), {
      alarm: ({ from, to }, time_us) => heard.push(`${from}>${to}@${(time_us - clockOf(0)) / 1e6}`),
      lateViolation: (level, _apid, sequence) => late.push(`${level}@${sequence}`),
    })
    for (const [i, celsius] of [
      [0, 0],
      [1, 60],
      [2, 0],
      [4, 60],
      [5, 61],
      [6, 90],
      [7, 91],
      [3, 90],
      [8, 0],
      [9, 0],
    ] as const)
      feed(one, warm(i, celsius))
    expect(heard).toEqual(['nominal>warning@5', 'warning>critical@7', 'critical>nominal@9'])
    expect(late).toEqual(['critical@3'])
    const levels = (await samples(one)).map((line) => /temperature\.level=(\w+)/.exec(line)?.[1])
    expect(levels).toEqual([
      ...[
        'nominal',
        'warning',
        'nominal',
        'critical',
        'warning',
        'warning',
        'critical',
        'critical',
        'nominal',
        'nominal',
      ],
    ])
  })

  it('stand over a restart', () => {
    const one = pipeline(memory())
    for (let i = 0; i < 2; i++) feed(one, warm(i, 60))
    const resume = JSON.parse(JSON.stringify(one.snapshot()))
    const heard: string[] = []
    const again = new Pipeline({
      ...{ source: 's', dictionary, decoder, clock, sink: memory(), resume },
      told: { alarm: ({ from, to }) => heard.push(`${from}>${to}`) },
    })
    for (let i = 2; i < 4; i++) feed(again, warm(i, 60))
    for (let i = 4; i < 6; i++) feed(again, warm(i, 0))
    expect(heard).toEqual(['warning>nominal'])
  })
})

it('derives what follows from a packet alone, late or not', async () => {
  const one = pipeline(memory())
  for (const i of [0, 2, 1]) feed(one, testPacket(1, i))
  for (const line of await samples(one)) {
    const celsius = Number(/ temperature=(\S+)/.exec(line)?.[1])
    expect(Number(/ kelvin=(\S+)/.exec(line)?.[1])).toBeCloseTo(celsius + 273.15, 9)
  }
})

function clockOf(i: number): number {
  const packet = testPacket(1, i)
  return clock(new DataView(packet.buffer), 0, packet.length)
}
