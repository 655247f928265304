import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { formatEpoch } from '@magpie/core/time'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeAosFrame, packetZone } from '../frames/aos-frame.ts'
import { packetPacker } from '../frames/packet-packer.ts'
import { randomise } from '../frames/randomiser.ts'
import { reedSolomon } from '../frames/reed-solomon.ts'
import { MARKER } from '../frames/sync-marker.ts'
import { encodeTmFrame } from '../frames/tm-frame.ts'
import { encodeUslpFrame, UPID_PACKETS } from '../frames/uslp-frame.ts'
import { missionTimeAt } from './link-clock.ts'
import { describeLink, describeLinkAddress, linkAddress, linkClock, linkFraming, linksFile } from './link-file.ts'
import { packetIntake } from './packet-intake.ts'
import { uplinkOctets } from './packet-outlet.ts'

/** A Space Packet of APID 5 with its count in its data too. */
function packet(count: number, octets: number): Uint8Array {
  const out = new Uint8Array(6 + octets).fill(count & 255)
  out.set([0x08, 5, 0xc0 | (count >> 8), count & 255, (octets - 1) >> 8, (octets - 1) & 255])
  return out
}
const packets = Array.from({ length: 40 }, (_, i) => packet(i, 3 + ((i * 37) % 90)))
const joined = (pieces: readonly Uint8Array[]) => Uint8Array.from(pieces.flatMap((p) => [...p]))

const marker = Uint8Array.of(MARKER >>> 24, (MARKER >>> 16) & 255, (MARKER >>> 8) & 255, MARKER & 255)
const rs = reedSolomon({ check: 32, interleave: 1, fill: 0, basis: 'dual' })

/** The packets in frames of the given data length. */
function inFrames(octets: number, frame: (data: Uint8Array, firstHeader: number, count: number) => Uint8Array) {
  const packer = packetPacker(octets)
  const frames: Uint8Array[] = []
  const take = (field: { data: Uint8Array; firstHeader: number }) => {
    frames.push(frame(field.data, field.firstHeader, frames.length))
  }
  for (const one of packets) packer.add(one, take)
  packer.complete(take)
  return frames
}

const TM = { octets: 223, fecf: true }
const tm = (data: Uint8Array, firstHeader: number, count: number) =>
  encodeTmFrame(
    {
      scid: 9,
      vcid: 1,
      masterCount: count & 255,
      virtualCount: count & 255,
      asynchronous: false,
      packetOrder: false,
      segmentLength: 3,
      firstHeader,
      secondary: new Uint8Array(0),
      data,
      ocf: undefined,
    },
    TM,
  )

const cases: readonly [string, object, readonly Uint8Array[]][] = [
  ['packets', { kind: 'packets' }, packets],
  ['TM frames of fixed length', { kind: 'tm', frame_octets: 223 }, inFrames(223 - 6 - 2, tm)],
  [
    'TM frames, randomised, Reed-Solomon, behind markers (CADU)',
    { kind: 'tm', frame_octets: 223, marker: true, randomised: 'short', reed_solomon: 32 },
    inFrames(223 - 6 - 2, tm).map((frame) => {
      const block = new Uint8Array(255)
      block.set(frame)
      rs.encode(block)
      randomise(block, 'short')
      return joined([marker, block])
    }),
  ],
  [
    'AOS frames behind markers',
    { kind: 'aos', frame_octets: 120, marker: true },
    inFrames(120 - 6 - 2 - 2, (data, firstHeader, count) =>
      joined([
        marker,
        encodeAosFrame(
          {
            scid: 9,
            vcid: 4,
            virtualCount: count,
            replay: false,
            cycle: undefined,
            insert: new Uint8Array(0),
            data: packetZone(firstHeader, data),
            ocf: undefined,
          },
          { octets: 120, fecf: true, ocf: false, insert_octets: 0, headerControl: false },
        ),
      ]),
    ),
  ],
  [
    'USLP frames of their own lengths',
    { kind: 'uslp' },
    packets.map((data, count) =>
      encodeUslpFrame(
        {
          scid: 9,
          destination: false,
          vcid: 2,
          map: 0,
          full: { bypass: false, controlCommand: false, count_octets: 2, count },
          rule: 7,
          upid: UPID_PACKETS,
          pointer: undefined,
          insert: new Uint8Array(0),
          data,
          ocf: undefined,
        },
        { fecf_octets: 2, insert_octets: 0 },
      ),
    ),
  ],
  [
    'telecommands in command link units',
    { kind: 'cltu' },
    packets.map((data) => uplinkOctets(data, { kind: 'cltu', scid: 9, vcid: 0 })),
  ],
]

function received(framing: object, pieces: readonly Uint8Array[], datagrams: boolean) {
  const intake = packetIntake(linkFraming.parse(framing), datagrams)
  const out: Uint8Array[] = []
  for (const piece of pieces) intake.push(piece, (p) => out.push(p))
  intake.end((p) => out.push(p))
  return { out, counts: intake.counts }
}
const ids = (all: readonly Uint8Array[]) => all.map((p) => ((p[2]! & 63) << 8) | p[3]!)

describe.each(cases)('%s', (_, framing, units) => {
  test('as datagrams', () => {
    const { out, counts } = received(framing, units, true)
    expect(out.map((p) => [...p])).toEqual(packets.map((p) => [...p]))
    expect(counts).toMatchObject({ packets: 40, damaged_packets: 0, bad_frames: 0, missing_frames: 0 })
  })

  test('as a stream in pieces of any size', () => {
    const stream = joined(units)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 50 }), (sizes) => {
        const pieces: Uint8Array[] = []
        for (let at = 0, k = 0; at < stream.length; k++) {
          const size = sizes[k % sizes.length]!
          pieces.push(stream.slice(at, at + size))
          at += size
        }
        expect(ids(received(framing, pieces, false).out)).toEqual(ids(packets))
      }),
      { numRuns: 50 },
    )
  })

  test('a datagram that is lost costs what it held and no more', () => {
    const { out } = received(framing, units.toSpliced(5, 1), true)
    expect(out.length).toBeGreaterThanOrEqual(40 - 8)
    expect(ids(out)).toEqual([...new Set(ids(out))])
    expect(ids(out).at(-1)).toBe(39)
  })

  test('whatever octets come, it goes on', () => {
    const kind = linkFraming.parse(framing)
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), fc.boolean(), (noise, datagrams) => {
        const intake = packetIntake(kind, datagrams)
        const out: Uint8Array[] = []
        for (const piece of noise) intake.push(piece, (p) => out.push(p))
        intake.end(() => undefined)
        expect(intake.counts.octets).toBe(noise.reduce((n, p) => n + p.length, 0))
        // Behind noise a datagram is as good as ever; frames of a stream may have to find their step again.
        if (datagrams && kind.kind === 'packets') {
          intake.push(packets[3]!, (p) => out.push(p))
          expect([...out.at(-1)!]).toEqual([...packets[3]!])
        }
      }),
      { numRuns: 100 },
    )
  })
})

test('a packet that ends where a piece ends is given out at once', () => {
  const intake = packetIntake(linkFraming.parse({ kind: 'packets' }), false)
  const out: Uint8Array[] = []
  for (const one of packets.slice(0, 5)) {
    intake.push(one, (p) => out.push(p))
    expect(out.at(-1)).toEqual(one)
  }
})

test('telecommands go up as they are or as command link units', () => {
  expect(uplinkOctets(packets[0]!, { kind: 'packets' })).toBe(packets[0])
  const unit = uplinkOctets(packets[0]!, { kind: 'cltu', scid: 9, vcid: 0 })
  expect([...unit.subarray(0, 2)]).toEqual([0xeb, 0x90])
})

test('a telecommand of several frames comes out whole, and a wrong unit costs itself', () => {
  const long = packet(7, 3000)
  const unit = (data: Uint8Array) => uplinkOctets(data, { kind: 'cltu', scid: 9, vcid: 0 })
  const wrong = unit(packets[1]!)
  wrong.fill(0xff, 6, 14)
  const { out, counts } = received({ kind: 'cltu' }, [joined([unit(long), wrong, unit(packets[2]!)])], false)
  expect(out.map((p) => [...p])).toEqual([[...long], [...packets[2]!]])
  expect(counts).toMatchObject({ packets: 2, bad_frames: 1 })
})

test.each<[string, object, number, string]>([
  ['the world’s', { kind: 'wall' }, Date.parse('2029-01-02T03:04:05Z'), '2029-01-02T03:04:05.000Z'],
  [
    'one that is told',
    { kind: 'told', epoch: '2028-11-25T14:00:00Z', at: '2026-01-01T00:00:00Z', pace: 60 },
    Date.parse('2026-01-01T00:01:00Z'),
    '2028-11-25T15:00:00.000Z',
  ],
])('mission time follows %s clock', (_, clock, wall_ms, utc) => {
  expect(formatEpoch(missionTimeAt(linkClock.parse(clock), wall_ms, NAIF0012), NAIF0012)).toBe(utc)
})

test.each<[string, string]>([
  ['udp:127.0.0.1:10015', 'udp:127.0.0.1:10015'],
  ['tcp:[::1]:7', 'tcp:[::1]:7'],
  ['tcp-listen:0.0.0.0:0', 'tcp-listen:0.0.0.0:0'],
])('%s is a link', (text, again) => {
  expect(describeLink(unwrap(linkAddress(text)))).toBe(again)
})
test.each([['udp:127.0.0.1'], ['http://x'], ['udp:1.2.3.4:70000'], ['']])('"%s" is none', (text) => {
  const read = linkAddress(text)
  expect(read.ok ? '' : describeLinkAddress(read.error)).toContain(`"${text}"`)
})

test('a file of links says what it leaves out', () => {
  const { links } = linksFile.parse({ links: [{ id: 'dsn', receive: 'udp:127.0.0.1:1' }] })
  expect(links).toEqual([
    {
      id: 'dsn',
      receive: { transport: 'udp', host: '127.0.0.1', port: 1 },
      frames: { kind: 'packets', longest_octets: 65542 },
      uplink: { kind: 'packets' },
    },
  ])
})
