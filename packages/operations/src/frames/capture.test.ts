import { readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodePacket } from '../space-packet.ts'
import { encodeAosFrame, packetZone } from './aos-frame.ts'
import { type CaptureOptions, describeCaptureError, readCapture } from './capture.ts'
import { encodeClcw } from './clcw.ts'
import { encodeCltu } from './cltu.ts'
import { packetPacker } from './packet-packer.ts'
import { randomise } from './randomiser.ts'
import { reedSolomon } from './reed-solomon.ts'
import { encodeTcFrame } from './tc-frame.ts'
import { encodeTmFrame, tmDataOctets } from './tm-frame.ts'
import { encodeUslpFrame, type UslpFrame } from './uslp-frame.ts'

const file = (name: string) =>
  new Uint8Array(readFileSync(new URL(`../../../../golden/frames/${name}`, import.meta.url)))
const read = (bytes: Uint8Array, options?: CaptureOptions) => unwrap(readCapture(bytes, options))
const joined = (parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]))
const empty = new Uint8Array(0)
const MARKER = Uint8Array.of(0x1a, 0xcf, 0xfc, 0x1d)

describe('recordings of others', () => {
  test.each([
    [
      'tm-packets.hex',
      'tm',
      152,
      [
        [122, 613, 0],
        [30, 0, 0],
      ],
    ],
    [
      'tm-user-data.hex',
      'tm',
      30,
      [
        [10, 0, 0],
        [10, 0, 0],
        [10, 0, 0],
      ],
    ],
    ['tm-large-packets.hex', 'tm', 60, [[60, 5, 0]]],
    ['tm-gap.hex', 'tm', 11, [[11, 5, 4]]],
    ['tc-plain.hex', 'tc', 10, [[10, 30, 0]]],
    ['snpp-cadus.dat', 'aos', 65, [[65, 12, 1]]],
  ] as const)('%s is recognised without being told', (name, kind, frames, channels) => {
    const r = read(file(name))
    expect([r.kind, r.frames, r.bad_frames]).toEqual([kind, frames, []])
    expect(r.channels.map((c) => [c.frames, c.packets, c.missing])).toEqual(channels)
    expect(r.why.length).toBeGreaterThan(1)
  })
})

const packets = (n: number) =>
  Array.from({ length: n }, (_, i) =>
    encodePacket(
      {
        telecommand: false,
        secondaryHeader: false,
        apid: 20 + (i % 3),
        sequenceFlags: 3,
        sequenceCount: Math.floor(i / 3),
      },
      Uint8Array.from({ length: 30 + ((7 * i) % 90) }, (__, k) => (i * 13 + k * 5) & 0xff),
    ),
  )
const clcw = encodeClcw({
  status: 0,
  cop: 1,
  vcid: 2,
  noRf: false,
  noBitLock: false,
  lockout: false,
  wait: false,
  retransmit: true,
  farmB: 1,
  report: 9,
})

const fieldsOf = (octets: number) => {
  const out: { data: Uint8Array; firstHeader: number }[] = []
  const packer = packetPacker(octets)
  for (const packet of packets(90)) packer.add(packet, (f) => out.push(f))
  packer.complete((f) => out.push(f))
  return out
}
const tmFrames = (octets: number, fecf: boolean) =>
  fieldsOf(tmDataOctets({ octets, fecf }, 0, true)).map((field, i) =>
    encodeTmFrame(
      {
        scid: 5,
        vcid: 1,
        masterCount: i & 255,
        virtualCount: i & 255,
        asynchronous: false,
        packetOrder: false,
        segmentLength: 3,
        secondary: empty,
        ocf: clcw,
        ...field,
      },
      { octets, fecf },
    ),
  )

describe('recordings made here', () => {
  test('bare TM frames of an unknown length, checked, with control words', () => {
    const r = read(joined(tmFrames(223, true)))
    expect([r.kind, r.crc_failures, r.bad_frames]).toEqual(['tm', 0, []])
    expect(r.packets.map((p) => [p.apid, p.packets, p.missing])).toEqual([
      [20, 30, 0],
      [21, 30, 0],
      [22, 30, 0],
    ])
    expect(r.clcw).toEqual([
      { vcid: 2, reports: r.frames, lockout: 0, wait: 0, retransmit: r.frames, report: 9, farm_b: 1 },
    ])
    expect(r.why.join()).toContain('every 223 octets')
    expect(r.why.join()).toContain('CRC-16')
  })

  test('TM behind markers, Reed-Solomon coded and randomised by the long sequence, shifted by three bits, with wrong symbols', () => {
    const rs = reedSolomon({ check: 16, interleave: 2, fill: 10, basis: 'dual' })
    const blocks = tmFrames(rs.data_octets, false).map((frame) => {
      const block = new Uint8Array(rs.block_octets)
      block.set(frame)
      rs.encode(block)
      randomise(block, 'long')
      return block
    })
    for (let i = 0; i < 6; i++) blocks[4]![i * 17]! ^= 0xff
    const stream = joined(blocks.flatMap((block) => [MARKER, block]))
    const shifted = new Uint8Array(stream.length + 1)
    stream.forEach((octet, i) => {
      shifted[i]! |= octet >>> 3
      shifted[i + 1] = (octet << 5) & 0xff
    })
    const r = read(shifted)
    expect(r.symbols).toEqual({ corrected: 6, uncorrectable_codewords: 0 })
    expect([r.kind, r.frames, r.packets.length]).toEqual(['tm', blocks.length, 3])
    expect(r.why.join()).toContain('(255,239) depth 2, virtual fill 10')
    expect(r.why.join()).toContain('randomised by the long sequence')
  })

  test('a wrong check and a missing frame are told, and packets beside them come out', () => {
    const frames = tmFrames(223, true)
    frames[3]![100]! ^= 1
    frames.splice(7, 1)
    const r = read(joined(frames), { kind: 'tm', frame_octets: 223, fecf_octets: 2 })
    expect([r.crc_failures, r.channels[0]!.missing, r.channels[0]!.gaps]).toEqual([1, 2, 2])
    expect(r.bad_frames).toMatchObject([{ error: 'frame-wrong-crc', frames: 1 }])
    expect(r.packets.reduce((n, p) => n + p.packets, 0)).toBeGreaterThan(75)
  })

  test('AOS with insert zone and control field as told', () => {
    const channel = { octets: 160, fecf: true, ocf: true, insert_octets: 4, headerControl: true }
    const frames = fieldsOf(160 - 8 - 4 - 4 - 2 - 2).map(({ data, firstHeader }, virtualCount) =>
      encodeAosFrame(
        {
          scid: 70,
          vcid: 3,
          virtualCount,
          replay: false,
          cycle: undefined,
          insert: new Uint8Array(4),
          data: packetZone(firstHeader, data),
          ocf: clcw,
        },
        channel,
      ),
    )
    const r = read(joined(frames), { insert_octets: 4, ocf: true })
    expect([r.kind, r.channels[0]!.packets, r.clcw[0]!.report]).toEqual(['aos', 90, 9])
  })

  test('USLP of variable length with the 32-bit check', () => {
    const frames = packets(20).map((data, count) => {
      const frame: UslpFrame = {
        scid: 900,
        destination: false,
        vcid: 4,
        map: 1,
        full: { bypass: false, controlCommand: false, count_octets: 2, count },
        rule: 7,
        upid: 0,
        pointer: undefined,
        insert: empty,
        data,
        ocf: undefined,
      }
      return encodeUslpFrame(frame, { fecf_octets: 4, insert_octets: 0 })
    })
    frames.splice(5, 1)
    const r = read(joined(frames))
    expect([r.kind, r.channels[0]!.packets, r.channels[0]!.missing]).toEqual(['uslp', 19, 1])
    expect(r.why.join()).toContain('CRC-32')
  })

  test('command link units with a wrong bit, packets in segments', () => {
    const [packet] = packets(4).slice(3)
    const parts = [packet!.subarray(0, 20), packet!.subarray(20, 40), packet!.subarray(40)]
    const units = parts.map((data, i) =>
      encodeCltu(
        encodeTcFrame(
          {
            bypass: false,
            control: false,
            scid: 9,
            vcid: 2,
            sequence: i,
            segment: { flags: ([1, 0, 2] as const)[i]!, map: 3 },
            data,
          },
          true,
        ),
      ),
    )
    units[1]![5]! ^= 4
    const r = read(joined([Uint8Array.of(0x55, 0x55, 0x55), ...units]))
    expect([r.kind, r.frames, r.link.corrected_bits, r.channels[0]!.packets]).toEqual(['tc', 3, 1, 1])
    expect(r.why.join()).toContain('3 command link units')
  })

  test('packets alone', () => {
    const r = read(joined(packets(30)))
    expect([r.kind, r.frames, r.packets.map((p) => p.packets)]).toEqual(['packets', 0, [10, 10, 10]])
  })
})

describe('what is no recording', () => {
  test('is told with what was tried', () => {
    const r = readCapture(Uint8Array.from({ length: 300 }, (_, i) => 0x80 | (i * 37)))
    expect(r.ok ? '' : describeCaptureError(r.error)).toContain(
      'no synchronisation markers; no frame or packet header fits',
    )
  })

  test('any octets, with or without a good start: no exception', () => {
    const seeds = [
      empty,
      file('snpp-cadus.dat').subarray(0, 2100),
      joined(tmFrames(100, true).slice(0, 6)),
      joined(packets(9)),
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 30 }),
        fc.uint8Array({ maxLength: 200 }),
        fc.nat(),
        (seed, flips, tail, cut) => {
          const bytes = joined([seed, tail]).slice(0, 1 + (cut % (seed.length + tail.length + 1)))
          for (const [at, value] of flips) if (bytes.length > 0) bytes[at % bytes.length] = value
          expect(typeof readCapture(bytes).ok).toBe('boolean')
        },
      ),
      { numRuns: 3000 },
    )
  })
})
