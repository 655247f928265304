import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { ok, unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AosChannel,
  aosDataOctets,
  decodeAosFrame,
  encodeAosFrame,
  packetZone,
  readFirstHeader,
} from './aos-frame.ts'
import { type Clcw, decodeClcw, encodeClcw } from './clcw.ts'
import { frameCounter } from './frame-check.ts'
import { describeFrameError } from './frame-error.ts'
import { type PacketExtractor, packetExtractor } from './packet-extractor.ts'
import { randomise } from './randomiser.ts'
import { reedSolomon } from './reed-solomon.ts'
import { synchroniser } from './sync-marker.ts'
import { decodeControlCommand, decodeTcFrame, encodeControlCommand, encodeTcFrame, type TcFrame } from './tc-frame.ts'
import { decodeTmFrame, encodeTmFrame, type TmFrame, tmDataOctets } from './tm-frame.ts'
import { decodeUslpFrame, encodeUslpFrame, type UslpFrame, uslpFrameOctets } from './uslp-frame.ts'

const file = (name: string) => readFileSync(new URL(`../../../../golden/frames/${name}`, import.meta.url))
const hex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
const lines = (name: string) => file(name).toString().trim().split(/\s+/).map(hex)
const dumps = JSON.parse(file('dumps.json').toString()).dumps as {
  file: string
  kind: string
  lines: number
  layers: string
  asserted: Record<string, unknown>
  computed?: Record<string, { whole_packets: number; frames_missing_by_counter: number; packet_octets_sha256: string }>
  headers: { columns: string[]; rows: number[][] }
}[]
const ocf = fc.option(fc.integer({ min: 0, max: 0xffffffff }), { nil: undefined })
const empty = new Uint8Array(0)

/** What a receiver of one physical channel makes of its frames: virtual channels with their packets and gaps. */
function receiver() {
  const channels = new Map<number, { extractor: PacketExtractor; counter: ReturnType<typeof frameCounter> }>()
  const packets = new Map<number, Uint8Array[]>()
  const keep = (vcid: number) => (p: Uint8Array) => packets.set(vcid, [...(packets.get(vcid) ?? []), p])
  return {
    packets: (vcid: number) => packets.get(vcid) ?? [],
    missing: (vcid: number) => channels.get(vcid)?.counter.missing ?? 0,
    hear(f: TmFrame) {
      const c = channels.get(f.vcid) ?? { extractor: packetExtractor(), counter: frameCounter(256) }
      channels.set(f.vcid, c)
      c.extractor.take(f.data, f.firstHeader, c.counter.see(f.virtualCount) !== 0, keep(f.vcid))
    },
    end() {
      for (const [vcid, c] of channels) c.extractor.end(keep(vcid))
    },
  }
}

const rowOf = (f: TmFrame) => [
  f.scid,
  f.vcid,
  Number(f.ocf !== undefined),
  f.masterCount,
  f.virtualCount,
  Number(f.asynchronous),
  Number(f.packetOrder),
  f.segmentLength,
  f.firstHeader,
]

describe('telemetry as others recorded it', () => {
  test.each(dumps.filter((d) => d.kind === 'TM'))('$file: headers, gaps and packets', (dump) => {
    const at = dump.layers.startsWith('ASM') ? 4 : 0
    const frames = lines(dump.file).map((line) => unwrap(decodeTmFrame(line.subarray(at, at + 1115), false)))
    expect(frames.map(rowOf)).toEqual(dump.headers.rows)
    const r = receiver()
    for (const frame of frames) r.hear(frame)
    r.end()
    for (const [name, expected] of Object.entries(dump.computed ?? {})) {
      const vcid = Number(name.slice(2))
      const hash = createHash('sha256')
      for (const packet of r.packets(vcid)) hash.update(packet)
      expect([r.packets(vcid).length, r.missing(vcid), hash.digest('hex')]).toEqual([
        expected.whole_packets,
        expected.frames_missing_by_counter,
        expected.packet_octets_sha256,
      ])
    }
  })

  test('codeblocks of another encoder are clean, and with wrong symbols come out as they were sent', () => {
    const rs = reedSolomon({ check: 32, interleave: 5, fill: 0, basis: 'dual' })
    for (const line of lines('tm-user-data.hex')) {
      const block = line.slice(4)
      for (let i = 0; i < 80; i++) block[i * 11]! ^= 0x5a
      const { corrected, uncorrectable } = rs.correct(block)
      expect([corrected, uncorrectable]).toEqual([80, 0])
      expect(block).toEqual(line.subarray(4))
    }
  })

  test('Suomi-NPP: 65 AOS frames, randomised and Reed-Solomon coded, 12 packets of which one frame is missing', () => {
    const truth = JSON.parse(file('snpp-cadus.json').toString())
    const rs = reedSolomon({ check: 32, interleave: 4, fill: 0, basis: 'dual' })
    const channel = { octets: 892, fecf: false, ocf: false, insert_octets: 0, headerControl: false }
    const counter = frameCounter(2 ** 24)
    const extractor = packetExtractor()
    const packets: Uint8Array[] = []
    const rows: number[][] = []
    const s = synchroniser({ octets: rs.block_octets })
    s.push(file('snpp-cadus.dat'), ({ octets }) => {
      randomise(octets, 'short')
      expect(rs.correct(octets)).toEqual({ corrected: 0, uncorrectable: 0 })
      const f = unwrap(decodeAosFrame(octets.subarray(0, rs.data_octets), channel))
      const first = readFirstHeader(f.data)
      rows.push([1, f.scid, f.vcid, f.virtualCount, first])
      extractor.take(f.data.subarray(2), first, counter.see(f.virtualCount) !== 0, (p) => packets.push(p))
    })
    extractor.end((p) => packets.push(p))
    expect(s.counts).toMatchObject({ blocks: 65, losses: 0, skipped_bits: 0 })
    expect(rows).toEqual(truth.frames)
    expect(counter.missing).toBe(truth.vcid_16.missing_frames)
    expect(packets.map((p) => [((p[0]! & 7) << 8) | p[1]!, ((p[2]! & 63) << 8) | p[3]!, p.length])).toEqual(
      truth.packet_list.map((p: { apid: number; sequence_count: number; octets: number }) => [
        p.apid,
        p.sequence_count,
        p.octets,
      ]),
    )
    const md5 = createHash('md5')
    for (const packet of packets) md5.update(packet)
    expect(md5.digest('hex')).toBe(truth.packets.md5_of_all_packets)
  })

  test('telecommands: headers, and 30 packets in the segments', () => {
    const dump = dumps.find((d) => d.kind === 'TC')!
    let packets = 0
    const rows = lines(dump.file).map((line) => {
      const f = unwrap(decodeTcFrame(line, { fecf: false, segments: true }))
      for (let at = 0; at < f.data.length; packets++) at += 7 + ((f.data[at + 4]! << 8) | f.data[at + 5]!)
      return [0, f.bypass ? 1 : 0, f.control ? 1 : 0, f.scid, f.vcid, line.length, f.sequence]
    })
    expect(rows).toEqual(dump.headers.rows)
    expect(packets).toBe(30)
  })
})

/** Parts that do not go together left out. */
function uslpFrame(g: Omit<UslpFrame, 'pointer'> & { pointer: number }): UslpFrame {
  const pointer = g.rule <= 2 ? g.pointer : undefined
  if (g.full === undefined) return { ...g, pointer, insert: empty, ocf: undefined }
  return { ...g, pointer, full: g.full.count_octets === 0 ? { ...g.full, count: 0 } : g.full }
}

describe('there and back', () => {
  test('TM', () => {
    const frames = fc.record({
      scid: fc.nat(1023),
      vcid: fc.nat(7),
      masterCount: fc.nat(255),
      virtualCount: fc.nat(255),
      asynchronous: fc.boolean(),
      packetOrder: fc.boolean(),
      segmentLength: fc.nat(3),
      firstHeader: fc.nat(2047),
      secondary: fc.uint8Array({ maxLength: 63 }),
      ocf,
    })
    fc.assert(
      fc.property(
        frames,
        fc.boolean(),
        fc.integer({ min: 90, max: 300 }),
        fc.nat(255),
        (header, fecf, octets, fill) => {
          const channel = { octets, fecf }
          const data = new Uint8Array(tmDataOctets(channel, header.secondary.length, header.ocf !== undefined)).fill(
            fill,
          )
          const frame = { ...header, data }
          expect(decodeTmFrame(encodeTmFrame(frame, channel), fecf)).toEqual(ok(frame))
        },
      ),
    )
  })

  test('AOS, with any two wrong symbols in the header where it has its own control', () => {
    const frames = fc.record({
      scid: fc.nat(1023),
      vcid: fc.nat(63),
      virtualCount: fc.nat(0xffffff),
      replay: fc.boolean(),
      cycle: fc.option(fc.nat(15), { nil: undefined }),
      insert: fc.uint8Array({ maxLength: 12 }),
      ocf,
    })
    fc.assert(
      fc.property(
        frames,
        fc.boolean(),
        fc.boolean(),
        fc.nat(9),
        fc.nat(9),
        fc.integer({ min: 1, max: 15 }),
        (header, fecf, headerControl, a, b, e) => {
          const channel: AosChannel = {
            octets: 120,
            fecf,
            ocf: header.ocf !== undefined,
            insert_octets: header.insert.length,
            headerControl,
          }
          const data = packetZone(0x155, new Uint8Array(aosDataOctets(channel) - 2).fill(e))
          const frame = { ...header, data }
          const bytes = encodeAosFrame(frame, channel)
          const sent = bytes.slice()
          if (headerControl)
            for (const symbol of new Set([a, b]))
              bytes[[0, 0, 1, 1, 5, 5, 6, 6, 7, 7][symbol]!]! ^= symbol % 2 === 0 ? e << 4 : e
          expect(decodeAosFrame(bytes, channel)).toEqual(ok(frame))
          expect(bytes).toEqual(sent)
          expect(readFirstHeader(data)).toBe(0x155)
        },
      ),
    )
  })

  test('TC', () => {
    const frames = fc.record({
      bypass: fc.boolean(),
      control: fc.boolean(),
      scid: fc.nat(1023),
      vcid: fc.nat(63),
      sequence: fc.nat(255),
      segment: fc.option(
        fc.record({ flags: fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const), map: fc.nat(63) }),
        { nil: undefined },
      ),
      data: fc.uint8Array({ maxLength: 1016 }),
    })
    fc.assert(
      fc.property(frames, fc.boolean(), fc.nat(7), (given, fecf, fill) => {
        const frame: TcFrame = given.control ? { ...given, segment: undefined } : given
        const bytes = encodeTcFrame(frame, fecf)
        const filled = new Uint8Array(bytes.length + fill).fill(0x55)
        filled.set(bytes)
        expect(decodeTcFrame(filled, { fecf, segments: frame.segment !== undefined })).toEqual(ok(frame))
      }),
    )
  })

  test('control commands', () => {
    for (const command of [{ kind: 'unlock' }, { kind: 'set-vr', vr: 200 }] as const)
      expect(decodeControlCommand(encodeControlCommand(command))).toEqual(ok(command))
  })

  test('USLP, whole and truncated, without check, with 16 bits, with 32', () => {
    const frames = fc.record({
      scid: fc.nat(0xffff),
      destination: fc.boolean(),
      vcid: fc.nat(63),
      map: fc.nat(15),
      full: fc.option(
        fc.record({ bypass: fc.boolean(), controlCommand: fc.boolean(), count_octets: fc.nat(7), count: fc.nat(255) }),
        { nil: undefined },
      ),
      rule: fc.nat(7),
      upid: fc.nat(31),
      pointer: fc.nat(0xffff),
      insert: fc.uint8Array({ maxLength: 9 }),
      data: fc.uint8Array({ maxLength: 200 }),
      ocf,
    })
    fc.assert(
      fc.property(frames, fc.constantFrom(0 as const, 2 as const, 4 as const), (g, fecf_octets) => {
        const frame = uslpFrame(g)
        const channel = { fecf_octets, insert_octets: frame.insert.length }
        const bytes = encodeUslpFrame(frame, channel)
        expect(decodeUslpFrame(bytes, channel)).toEqual(ok(frame))
        expect(uslpFrameOctets(bytes)).toBe(frame.full === undefined ? undefined : bytes.length)
      }),
    )
  })

  test('the longest virtual channel count that a number holds', () => {
    const frame: UslpFrame = {
      scid: 1,
      destination: false,
      vcid: 1,
      map: 0,
      full: { bypass: false, controlCommand: false, count_octets: 7, count: Number.MAX_SAFE_INTEGER },
      rule: 7,
      upid: 0,
      pointer: undefined,
      insert: empty,
      data: Uint8Array.of(1),
      ocf: undefined,
    }
    const channel = { fecf_octets: 4 as const, insert_octets: 0 }
    expect(unwrap(decodeUslpFrame(encodeUslpFrame(frame, channel), channel)).full?.count).toBe(Number.MAX_SAFE_INTEGER)
  })

  test('CLCW', () => {
    const words = fc.record({
      status: fc.nat(7),
      cop: fc.nat(3),
      vcid: fc.nat(63),
      noRf: fc.boolean(),
      noBitLock: fc.boolean(),
      lockout: fc.boolean(),
      wait: fc.boolean(),
      retransmit: fc.boolean(),
      farmB: fc.nat(3),
      report: fc.nat(255),
    })
    fc.assert(
      fc.property(words, (c: Clcw) => {
        expect(decodeClcw(encodeClcw(c))).toEqual(c)
      }),
    )
    expect(decodeClcw(0x80000000)).toBeUndefined()
    // COP-1, channel 5, lockout and retransmit, FARM-B 2, V(R) 0x37.
    const c = {
      status: 0,
      cop: 1,
      vcid: 5,
      noRf: false,
      noBitLock: false,
      lockout: true,
      wait: false,
      retransmit: true,
      farmB: 2,
      report: 0x37,
    }
    expect(encodeClcw(c)).toBe(0x01142c37)
  })
})

describe('what is damaged', () => {
  const aos: AosChannel = { octets: 60, fecf: true, ocf: true, insert_octets: 2, headerControl: true }
  const parsers: [string, (b: Uint8Array) => { ok: boolean }][] = [
    ['TM', (b) => decodeTmFrame(b, false)],
    ['TM with check', (b) => decodeTmFrame(b, true)],
    ['AOS', (b) => decodeAosFrame(b, aos)],
    ['TC', (b) => decodeTcFrame(b, { fecf: false, segments: true })],
    ['USLP', (b) => decodeUslpFrame(b, { fecf_octets: 0, insert_octets: 2 })],
  ]
  test.each(parsers)('%s: any octets, no exception', (_, parse) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(15), (bytes, version) => {
        if (bytes.length > 0) bytes[0] = (bytes[0]! & 15) | (version << 4)
        const copy = bytes.slice()
        expect(typeof parse(copy).ok).toBe('boolean')
      }),
      { numRuns: 20_000 },
    )
  })

  test.each([
    ['a short TM frame', () => decodeTmFrame(new Uint8Array(5), false), 'TM frame needs 7 octets and 5 came'],
    ['AOS read as TM', () => decodeTmFrame(new Uint8Array(20).fill(0x40), false), 'version 1 is not that of TM'],
    ['a wrong check', () => decodeTmFrame(new Uint8Array(20), true), 'should be 0x'],
    [
      'a cut TC frame',
      () => decodeTcFrame(hex('0001000a00'), { fecf: false, segments: false }),
      'says it has 11 octets and 5 came',
    ],
    ['a secondary header past the end', () => decodeTmFrame(hex('000000008000ff'), false), 'needs 70 octets'],
    [
      'a USLP frame of no data',
      () => decodeUslpFrame(hex('c000000000060000'), { fecf_octets: 0, insert_octets: 0 }),
      'USLP frame needs 8',
    ],
    ['a control command', () => decodeControlCommand(hex('0102')), 'neither Unlock nor Set V(R)'],
  ])('%s is refused with the numbers', (_, read, sentence) => {
    const result = read()
    expect(result.ok ? 'was accepted' : describeFrameError(result.error)).toContain(sentence)
  })

  test('any one wrong bit of a checked frame is noticed', () => {
    const channel = { octets: 40, fecf: true }
    const sent = encodeTmFrame(
      {
        scid: 7,
        vcid: 1,
        masterCount: 3,
        virtualCount: 9,
        asynchronous: false,
        packetOrder: false,
        segmentLength: 3,
        firstHeader: 0,
        secondary: empty,
        data: new Uint8Array(tmDataOctets(channel)),
        ocf: undefined,
      },
      channel,
    )
    for (let bit = 2; bit < 8 * sent.length; bit++) {
      const wrong = sent.slice()
      wrong[bit >> 3]! ^= 0x80 >> (bit & 7)
      expect(decodeTmFrame(wrong, true).ok).toBe(false)
    }
  })

  test('frame counters over their end', () => {
    const c = frameCounter(256)
    expect([254, 255, 0, 3, 3, 2].map((n) => c.see(n))).toEqual([0, 0, 0, 2, -1, 254])
    expect(c.missing).toBe(256)
  })
})
