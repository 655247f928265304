import { expect, test } from 'vitest'
import { encodeCltu } from '../frames/cltu.ts'
import { encodeControlCommand, encodeTcFrame, type TcFrame } from '../frames/tc-frame.ts'
import type { SequenceFlags } from '../space-packet.ts'
import { unitIntake } from './unit-intake.ts'

function packet(apid: number, octets: number, fill: number): Uint8Array {
  const out = new Uint8Array(octets).fill(fill)
  out.set([0x10 | (apid >> 8), apid & 255, 0xc0, fill, (octets - 7) >> 8, (octets - 7) & 255])
  return out
}
const a = packet(1, 40, 1)
const b = packet(1, 40, 2)

type Sent = { data: Uint8Array; flags?: SequenceFlags; map?: number } & Partial<TcFrame>
const unit = ({ data, flags = 3, map = 0, ...frame }: Sent) =>
  encodeCltu(
    encodeTcFrame(
      {
        ...{ bypass: true, control: false, scid: 3, vcid: 1, sequence: 0, data },
        segment: frame.control ? undefined : { flags, map },
        ...frame,
      },
      true,
    ),
  )

function received(units: readonly Sent[], datagrams = true) {
  const intake = unitIntake(datagrams)
  const packets: Uint8Array[] = []
  for (const one of units) intake.push(unit(one), (got) => packets.push(got))
  intake.end((got) => packets.push(got))
  return { packets, counts: intake.counts }
}

// CCSDS 232.0-B-4, 4.1.3.2.2: segments of one access point between those of another, a frame in a unit of its own.
test('a packet in segments takes several units', () => {
  const { packets, counts } = received([
    { data: a.subarray(0, 10), flags: 1, map: 5 },
    { data: b.subarray(0, 30), flags: 1, map: 6 },
    { data: a.subarray(10, 25), flags: 0, map: 5 },
    { data: b.subarray(30), flags: 2, map: 6 },
    { data: a.subarray(25), flags: 2, map: 5 },
  ])
  expect(packets).toEqual([b, a])
  expect(counts).toMatchObject({ packets: 2, frames: 5, bad_frames: 0, damaged_packets: 0 })
})

test('several packets in one frame', () => {
  const joined = Uint8Array.from([...a, ...b])
  expect(received([{ data: joined }]).packets).toEqual([a, b])
  const cut = received([{ data: joined.subarray(0, 70) }])
  expect(cut.packets).toEqual([a])
  expect(cut.counts).toMatchObject({ packets: 1, damaged_packets: 1, lost_octets: 30 })
})

test('segments on both sides of a gap in the numbers make no packet', () => {
  const inOrder = { bypass: false } as const
  const { packets } = received([
    { ...inOrder, sequence: 254, data: a.subarray(0, 20), flags: 1 },
    { ...inOrder, sequence: 1, data: b.subarray(20), flags: 2 },
    { ...inOrder, sequence: 2, data: b.subarray(0, 20), flags: 1 },
    { ...inOrder, sequence: 3, data: b.subarray(20), flags: 2 },
  ])
  expect(packets).toEqual([b])
})

test('control commands carry no packet', () => {
  const control = { control: true, data: encodeControlCommand({ kind: 'set-vr', vr: 9 }) }
  const { packets, counts } = received([control, { data: a }])
  expect(packets).toEqual([a])
  expect(counts).toMatchObject({ packets: 1, frames: 2, damaged_packets: 0 })
})
