/**
 * AOS transfer frames (CCSDS 732.0-B-4, 4): fixed length, header error control, insert zone, operational control field,
 * error control. The data field of a packet channel begins with the multiplexing header of `readFirstHeader`.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { correctHeader, headerCheck } from './aos-header-control.ts'
import { readOcf, writeOcf } from './clcw.ts'
import { checkFecf, sealFrame, within } from './frame-check.ts'
import type { FrameError } from './frame-error.ts'

/** Octets of the primary header without its error control (4.1.2). */
export const AOS_HEADER_OCTETS = 6
/** The virtual channel of frames that hold idle data only (4.1.2.3.3). */
export const AOS_IDLE_VCID = 63

/** An AOS frame. */
export type AosFrame = {
  /** Spacecraft: 8 bits, and since issue 4 two more in the signalling field, so 0 to 1023. */
  readonly scid: number
  /** 0 to 63; 63 is idle. */
  readonly vcid: number
  /** Count of the virtual channel, modulo 2^24. */
  readonly virtualCount: number
  readonly replay: boolean
  /** The count goes on in `cycle`, modulo 16; undefined where the cycle is not in use. */
  readonly cycle: number | undefined
  /** Views of the frame. */
  readonly insert: Uint8Array
  readonly data: Uint8Array
  readonly ocf: number | undefined
}

/** What both ends of a physical channel agreed on. */
export type AosChannel = {
  readonly octets: number
  readonly fecf: boolean
  readonly ocf: boolean
  readonly insert_octets: number
  /** Whether the header carries its own Reed-Solomon error control (4.1.2.6). */
  readonly headerControl: boolean
}

/** Reads one whole frame. With header control up to two wrong symbols of four bits in the header are corrected, in place. */
export function decodeAosFrame(bytes: Uint8Array, channel: AosChannel): Result<AosFrame, FrameError> {
  const needed = overhead(channel) + 1
  if (bytes.length < needed) return err({ kind: 'frame-too-short', frame: 'aos', needed, got: bytes.length })
  if (channel.headerControl && correctHeader(bytes) < 0)
    return err({ kind: 'frame-header-uncorrectable', frame: 'aos' })
  const version = bytes[0]! >>> 6
  if (version !== 1) return err({ kind: 'frame-wrong-version', frame: 'aos', expected: 1, found: version })
  if (channel.fecf) {
    const checked = checkFecf('aos', bytes, 0, bytes.length)
    if (!checked.ok) return checked
  }
  const signalling = bytes[5]!
  const from = AOS_HEADER_OCTETS + (channel.headerControl ? 2 : 0)
  const to = bytes.length - (channel.fecf ? 2 : 0) - (channel.ocf ? 4 : 0)
  return ok({
    scid: (((signalling >>> 4) & 3) << 8) | ((bytes[0]! & 0x3f) << 2) | (bytes[1]! >>> 6),
    vcid: bytes[1]! & 0x3f,
    virtualCount: (bytes[2]! << 16) | (bytes[3]! << 8) | bytes[4]!,
    replay: (signalling & 0x80) !== 0,
    cycle: signalling & 0x40 ? signalling & 0x0f : undefined,
    insert: bytes.subarray(from, from + channel.insert_octets),
    data: bytes.subarray(from + channel.insert_octets, to),
    ocf: channel.ocf ? readOcf(bytes, to) : undefined,
  })
}

/** Writes a frame. Data, insert zone and control field that do not fit the channel are the caller's bug. */
export function encodeAosFrame(frame: AosFrame, channel: AosChannel): Uint8Array<ArrayBuffer> {
  within(frame.scid, 1023, 'spacecraft')
  within(frame.vcid, 63, 'virtual channel')
  within(frame.virtualCount, 0xffffff, 'virtual channel count')
  within(frame.cycle ?? 0, 15, 'virtual channel count cycle')
  const room = aosDataOctets(channel)
  if (frame.data.length !== room) throw new RangeError(`${frame.data.length} octets of data where ${room} belong`)
  if (frame.insert.length !== channel.insert_octets)
    throw new RangeError(`insert zone of ${frame.insert.length} octets`)
  if ((frame.ocf !== undefined) !== channel.ocf) throw new RangeError('operational control field not as agreed')
  const out = new Uint8Array(channel.octets)
  out[0] = 0x40 | ((frame.scid >>> 2) & 0x3f)
  out[1] = (frame.scid << 6) | frame.vcid
  out[2] = frame.virtualCount >>> 16
  out[3] = frame.virtualCount >>> 8
  out[4] = frame.virtualCount
  out[5] =
    (frame.replay ? 0x80 : 0) | (frame.cycle === undefined ? 0 : 0x40) | ((frame.scid >>> 8) << 4) | (frame.cycle ?? 0)
  let at = AOS_HEADER_OCTETS
  if (channel.headerControl) {
    const check = headerCheck(out)
    out[at++] = check >>> 8
    out[at++] = check
  }
  out.set(frame.insert, at)
  out.set(frame.data, at + frame.insert.length)
  if (frame.ocf !== undefined) writeOcf(frame.ocf, out, at + frame.insert.length + frame.data.length)
  if (channel.fecf) sealFrame(out)
  return out
}

/** Octets of the data field of a channel's frames, of which a packet channel takes two for its multiplexing header. */
export function aosDataOctets(channel: AosChannel): number {
  return channel.octets - overhead(channel)
}

function overhead(channel: AosChannel): number {
  const header = AOS_HEADER_OCTETS + (channel.headerControl ? 2 : 0) + channel.insert_octets
  return header + (channel.ocf ? 4 : 0) + (channel.fecf ? 2 : 0)
}

/** The first header pointer of a multiplexing protocol data unit (4.1.4.2.2): the lower 11 bits of its first two octets. */
export function readFirstHeader(data: Uint8Array): number {
  return ((data[0]! & 7) << 8) | data[1]!
}

/** A data field with its multiplexing header before the packets' octets. */
export function packetZone(firstHeader: number, packets: Uint8Array): Uint8Array<ArrayBuffer> {
  within(firstHeader, 2047, 'first header pointer')
  const out = new Uint8Array(2 + packets.length)
  out[0] = firstHeader >>> 8
  out[1] = firstHeader
  out.set(packets, 2)
  return out
}
