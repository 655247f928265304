import { expect, test } from 'vitest'
import { frameCensus } from './frame-census.ts'
import { NO_FIRST_HEADER } from './frame-check.ts'
import { readFrame, type SeenFrame } from './frame-reader.ts'
import { packetExtractor } from './packet-extractor.ts'
import { segmentAssembler } from './segment-assembler.ts'
import { encodeTmFrame, tmDataOctets } from './tm-frame.ts'
import { encodeUslpFrame, UPID_IDLE, UPID_PACKETS, USLP_NO_POINTER, type UslpFrame } from './uslp-frame.ts'
import { virtualChannel } from './virtual-channel.ts'

/** A Space Packet of an APID, its data all of one octet. */
function packet(apid: number, octets: number, fill: number): Uint8Array {
  const out = new Uint8Array(octets).fill(fill)
  out.set([apid >> 8, apid & 255, 0xc0, fill, (octets - 7) >> 8, (octets - 7) & 255])
  return out
}

const CHANNEL = { fecf_octets: 2, insert_octets: 0 } as const
const LAYOUT = { ...CHANNEL, ocf: false, segments: false, headerControl: false }
const NONE = new Uint8Array(0)
const uslp = (map: number, count: number, frame: Partial<UslpFrame> & { data: Uint8Array }, bypass = false) =>
  encodeUslpFrame(
    {
      ...{ scid: 7, destination: false, vcid: 2, map, rule: 0, upid: UPID_PACKETS, pointer: 0, insert: NONE },
      ...{ ocf: undefined, full: { bypass, controlCommand: false, count_octets: 2, count } },
      ...frame,
    },
    CHANNEL,
  )

function uslpPackets(frames: readonly Uint8Array[]) {
  const channel = virtualChannel()
  const segments = segmentAssembler()
  const packets: Uint8Array[] = []
  const missing = frames.map((frame) =>
    channel.take(readFrame('uslp', frame, LAYOUT, segments) as SeenFrame, (one) => packets.push(one)),
  )
  channel.end((one) => packets.push(one))
  return { packets, missing }
}

const a = packet(1, 60, 0xaa)
const b = packet(2, 60, 0xbb)
const half = (of: Uint8Array, second: boolean) => (second ? of.subarray(40) : of.subarray(0, 40))

// CCSDS 732.1-B-2, 4.2.3: packets cross the frames of their own access point.
test('packets of two access points cross frames between each other', () => {
  const { packets, missing } = uslpPackets([
    uslp(0, 0, { data: half(a, false) }),
    uslp(1, 1, { data: half(b, false) }),
    uslp(0, 2, { data: half(a, true), pointer: USLP_NO_POINTER }),
    uslp(1, 3, { data: half(b, true), pointer: USLP_NO_POINTER }),
  ])
  expect(packets).toEqual([a, b])
  expect(missing).toEqual([0, 0, 0, 0])
})

test('a frame that is missing breaks packets of every access point, since nothing says whose it was', () => {
  const { packets, missing } = uslpPackets([
    uslp(0, 0, { data: half(a, false) }),
    uslp(1, 1, { data: half(b, false) }),
    uslp(0, 3, { data: half(a, true), pointer: USLP_NO_POINTER }),
    uslp(1, 4, { data: half(b, true), pointer: USLP_NO_POINTER }),
    uslp(1, 5, { data: a }),
  ])
  expect(packets).toEqual([a])
  expect(missing).toEqual([0, 0, 1, 0, 0])
})

// 4.1.2.11: the count is of sequence-controlled or of expedited frames of the channel.
test('expedited frames have a count of their own', () => {
  const { packets, missing } = uslpPackets([
    uslp(0, 100, { data: half(a, false) }),
    uslp(0, 7, { data: b }, true),
    uslp(0, 101, { data: half(a, true), pointer: USLP_NO_POINTER }),
    uslp(0, 8, { data: b }, true),
  ])
  expect(packets).toEqual([b, a, b])
  expect(missing).toEqual([0, 0, 0, 0])
})

// 4.1.4.2.2: rules 100, 101 and 110 are the first, a further and the last segment.
test('a packet in segments', () => {
  const pieces = [a.subarray(0, 10), a.subarray(10, 30), a.subarray(30)]
  const frames = pieces.map((data, i) => uslp(3, i, { data, rule: 4 + i, pointer: undefined }))
  expect(
    uslpPackets([...frames, uslp(3, 3, { data: NONE.slice(), rule: 7, pointer: undefined, upid: UPID_IDLE })]).packets,
  ).toEqual([a])
})

test('pointers of long zones are places in them, also those that mean something in TM', () => {
  for (const at of [2046, 2047]) {
    const long = packet(3, at, 0x33)
    const { packets } = uslpPackets([
      uslp(0, 0, { data: Uint8Array.from([...long.subarray(100), ...a]), pointer: at - 100 }),
    ])
    expect(packets).toEqual([a])
    const whole = uslpPackets([uslp(0, 0, { data: Uint8Array.from([...long, ...a]), pointer: at })])
    expect(whole.packets).toEqual([a])
  }
  const longest = packet(3, 6000, 0x33)
  const { packets } = uslpPackets([
    uslp(0, 0, { data: longest.subarray(0, 3000) }),
    uslp(0, 1, { data: longest.subarray(3000), pointer: USLP_NO_POINTER }),
  ])
  expect(packets).toEqual([longest])
})

// Packets as long as two data fields: the second half of one fits the first half of another.
test('a gap before a frame of idle data is a gap for the packets', () => {
  const [first, second] = [packet(1, 60, 1), packet(1, 60, 2)]
  const packets: Uint8Array[] = []
  const keep = (one: Uint8Array) => packets.push(one)
  const extractor = packetExtractor()
  extractor.take(first!.subarray(0, 30), 0, false, keep)
  extractor.take(new Uint8Array(30), 0x7fe, true, keep)
  extractor.take(second!.subarray(30), NO_FIRST_HEADER, false, keep)
  extractor.take(second!.subarray(0, 30), 0, false, keep)
  extractor.take(new Uint8Array(30), 0x7fe, false, keep)
  extractor.take(second!.subarray(30), NO_FIRST_HEADER, false, keep)
  extractor.end(keep)
  expect(packets).toEqual([second])
  expect(extractor.counts).toMatchObject({ packets: 1, damaged: 1, badPointers: 0 })
})

test('the census follows the same channels', () => {
  const census = frameCensus('uslp', LAYOUT)
  census.take(uslp(0, 100, { data: half(a, false) }))
  census.take(uslp(1, 101, { data: half(b, false) }))
  census.take(uslp(0, 0, { data: b }, true))
  census.take(uslp(0, 102, { data: half(a, true), pointer: USLP_NO_POINTER }))
  census.take(uslp(1, 104, { data: half(b, true), pointer: USLP_NO_POINTER }))
  const { channels, gaps } = census.end()
  expect(channels).toMatchObject([{ scid: 7, vcid: 2, frames: 5, missing: 1, gaps: 1, packets: 2 }])
  expect(gaps).toEqual([{ scid: 7, vcid: 2, frame: 4, before: 102, missing: 1 }])
  const tm = frameCensus('tm', LAYOUT)
  const channel = { octets: 80, fecf: true }
  const data = new Uint8Array(tmDataOctets(channel))
  const plain = { scid: 1, vcid: 0, masterCount: 0, asynchronous: false, packetOrder: false, segmentLength: 3 }
  for (const virtualCount of [0, 2])
    tm.take(
      encodeTmFrame({ ...plain, virtualCount, firstHeader: 0x7fe, secondary: NONE, data, ocf: undefined }, channel),
    )
  expect(tm.end().channels).toMatchObject([{ frames: 2, idle: 2, missing: 1, gaps: 1, packets: 0 }])
})
