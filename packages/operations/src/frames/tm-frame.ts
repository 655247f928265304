/** TM transfer frames (CCSDS 132.0-B-3, 4): fixed length, secondary header, operational control field, error control. */
import { err, ok, type Result } from '@magpie/core/result'
import { readOcf, writeOcf } from './clcw.ts'
import { checkFecf, sealFrame, within } from './frame-check.ts'
import type { FrameError } from './frame-error.ts'

/** Octets of the primary header (4.1.2). */
export const TM_HEADER_OCTETS = 6

/** The primary header. */
export type TmHeader = {
  /** Spacecraft, 0 to 1023, and virtual channel, 0 to 7. */
  readonly scid: number
  readonly vcid: number
  /** Counts of the master and the virtual channel, modulo 256. */
  readonly masterCount: number
  readonly virtualCount: number
  /** Set where the data field is not packets in octets (4.1.2.7.3): then the pointer has no meaning. */
  readonly asynchronous: boolean
  readonly packetOrder: boolean
  /** Segment length identifier, 3 where packets are octet synchronised. */
  readonly segmentLength: number
  /** Where in the data field the first packet begins; see NO_FIRST_HEADER and IDLE_FIRST_HEADER. */
  readonly firstHeader: number
}

/** A telemetry frame. */
export type TmFrame = TmHeader & {
  /** The data of the secondary header without its own first octet; empty where there is none. Views of the frame. */
  readonly secondary: Uint8Array
  readonly data: Uint8Array
  /** The operational control field as an unsigned number. */
  readonly ocf: number | undefined
}

/** What both ends of a physical channel agreed on. */
export type TmChannel = {
  readonly octets: number
  /** Whether frames end with a CRC-16. */
  readonly fecf: boolean
}

/** Reads one whole frame. */
export function decodeTmFrame(bytes: Uint8Array, fecf: boolean): Result<TmFrame, FrameError> {
  const end = bytes.length - (fecf ? 2 : 0)
  if (end < TM_HEADER_OCTETS + 1) return short(TM_HEADER_OCTETS + 1 + (fecf ? 2 : 0), bytes.length)
  const version = bytes[0]! >>> 6
  if (version !== 0) return err({ kind: 'frame-wrong-version', frame: 'tm', expected: 0, found: version })
  if (fecf) {
    const checked = checkFecf('tm', bytes, 0, bytes.length)
    if (!checked.ok) return checked
  }
  const hasOcf = (bytes[1]! & 1) !== 0
  const status = (bytes[4]! << 8) | bytes[5]!
  const hasSecondary = (status & 0x8000) !== 0
  const from = TM_HEADER_OCTETS + (hasSecondary ? 1 + (bytes[TM_HEADER_OCTETS]! & 0x3f) : 0)
  const to = end - (hasOcf ? 4 : 0)
  if (to < from) return short(from + (bytes.length - to), bytes.length)
  return ok({
    scid: ((bytes[0]! & 0x3f) << 4) | (bytes[1]! >>> 4),
    vcid: (bytes[1]! >>> 1) & 7,
    masterCount: bytes[2]!,
    virtualCount: bytes[3]!,
    asynchronous: (status & 0x4000) !== 0,
    packetOrder: (status & 0x2000) !== 0,
    segmentLength: (status >>> 11) & 3,
    firstHeader: status & 0x7ff,
    secondary: hasSecondary ? bytes.subarray(TM_HEADER_OCTETS + 1, from) : bytes.subarray(0, 0),
    data: bytes.subarray(from, to),
    ocf: hasOcf ? readOcf(bytes, to) : undefined,
  })
}

/** Writes a frame whose data field has exactly the room that is left. Other lengths are the caller's bug. */
export function encodeTmFrame(frame: TmFrame, channel: TmChannel): Uint8Array<ArrayBuffer> {
  within(frame.scid, 1023, 'spacecraft')
  within(frame.vcid, 7, 'virtual channel')
  within(frame.masterCount, 255, 'master channel count')
  within(frame.virtualCount, 255, 'virtual channel count')
  within(frame.segmentLength, 3, 'segment length identifier')
  within(frame.firstHeader, 2047, 'first header pointer')
  within(frame.secondary.length, 63, 'secondary header length')
  const room = tmDataOctets(channel, frame.secondary.length, frame.ocf !== undefined)
  if (frame.data.length !== room) throw new RangeError(`${frame.data.length} octets of data where ${room} belong`)
  const out = new Uint8Array(channel.octets)
  out[0] = frame.scid >>> 4
  out[1] = (frame.scid << 4) | (frame.vcid << 1) | (frame.ocf === undefined ? 0 : 1)
  out[2] = frame.masterCount
  out[3] = frame.virtualCount
  const hasSecondary = frame.secondary.length > 0
  out[4] =
    (hasSecondary ? 0x80 : 0) |
    (frame.asynchronous ? 0x40 : 0) |
    (frame.packetOrder ? 0x20 : 0) |
    (frame.segmentLength << 3) |
    (frame.firstHeader >>> 8)
  out[5] = frame.firstHeader
  let at = TM_HEADER_OCTETS
  if (hasSecondary) {
    out[at] = frame.secondary.length
    out.set(frame.secondary, at + 1)
    at += 1 + frame.secondary.length
  }
  out.set(frame.data, at)
  if (frame.ocf !== undefined) writeOcf(frame.ocf, out, at + frame.data.length)
  if (channel.fecf) sealFrame(out)
  return out
}

/** Octets of the data field of a channel's frames, with a secondary header of so many octets of data (0 for none). */
export function tmDataOctets(channel: TmChannel, secondary_octets = 0, ocf = false): number {
  const header = TM_HEADER_OCTETS + (secondary_octets > 0 ? 1 + secondary_octets : 0)
  return channel.octets - header - (ocf ? 4 : 0) - (channel.fecf ? 2 : 0)
}

function short(needed: number, got: number): Result<never, FrameError> {
  return err({ kind: 'frame-too-short', frame: 'tm', needed, got })
}
