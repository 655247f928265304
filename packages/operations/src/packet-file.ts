/**
 * Space Packets one after another in a file of any size, each with the octet at which it begins. Where no packet header can
 * stand, the next two headers that fit together are looked for; what lies between is told.
 */
import { PRIMARY_HEADER_OCTETS } from './space-packet.ts'

/** A packet inside `view`, without a copy: it is there until the sink returns. `offset` counts from the file's first octet. */
export type PacketSink = (view: DataView, from: number, octets: number, offset: number) => void
/** Octets that belong to no packet. */
export type SkipSink = (offset: number, octets: number, why: 'no-header' | 'cut-short') => void

export type PacketFile = {
  /** Takes the next octets of the file. */
  push(octets: Uint8Array): void
  /** Says that there are no more: what is left over is told. */
  end(): void
}

/** A reader of one file; `before_octets` stand in front of every packet and are passed over. */
export function packetFile(before_octets: number, packet: PacketSink, skipped: SkipSink): PacketFile {
  let kept = new Uint8Array(0)
  let offset = 0 // of the first octet of `kept` in the file
  let lostFrom = -1
  const apids = new Set<number>()

  const push = (octets: Uint8Array, last: boolean): void => {
    const bytes = joined(kept, octets)
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    let at = 0
    for (let step = 1; step > 0 && at < bytes.length; at += step) step = advance(view, at, last)
    at = Math.min(at, bytes.length)
    kept = bytes.slice(at) as Uint8Array<ArrayBuffer>
    offset += at
  }

  /** Octets to go on by from `at`; 0 where more are needed first. */
  const advance = (view: DataView, at: number, last: boolean): number => {
    const length = packetAt(view, at + before_octets)
    const lost = lostFrom >= 0
    if (length > 0 && (!lost || follows(view, at, length, last))) return take(view, at, length)
    if (length < 0 && !(last && lost)) return 0
    if (!lost) lostFrom = offset + at
    return 1
  }

  const take = (view: DataView, at: number, length: number): number => {
    if (lostFrom >= 0) skipped(lostFrom, offset + at - lostFrom, 'no-header')
    lostFrom = -1
    apids.add(view.getUint16(at + before_octets) & 0x7ff)
    packet(view, at + before_octets, length, offset + at + before_octets)
    return before_octets + length
  }

  /** Whether the packet at `at` is of an APID that came before, and another header, or the end, stands behind it. */
  const follows = (view: DataView, at: number, length: number, last: boolean): boolean => {
    if (apids.size > 0 && !apids.has(view.getUint16(at + before_octets) & 0x7ff)) return false
    const next = at + 2 * before_octets + length
    return next + 1 < view.byteLength ? view.getUint8(next) >> 5 === 0 : last || next >= view.byteLength
  }

  return {
    push: (octets) => push(octets, false),
    end() {
      push(new Uint8Array(0), true)
      if (lostFrom >= 0) skipped(lostFrom, offset + kept.length - lostFrom, 'no-header')
      else if (kept.length > 0) skipped(offset, kept.length, 'cut-short')
    },
  }
}

/** Octets of the packet that begins at `at`; 0 where none can, -1 where more octets are needed to tell. */
function packetAt(view: DataView, at: number): number {
  if (view.byteLength - at < PRIMARY_HEADER_OCTETS) return -1
  if (view.getUint8(at) >> 5 !== 0) return 0
  const length = PRIMARY_HEADER_OCTETS + view.getUint16(at + 4) + 1
  return view.byteLength - at < length ? -1 : length
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b
  const out = new Uint8Array(a.length + b.length)
  out.set(a)
  out.set(b, a.length)
  return out
}
