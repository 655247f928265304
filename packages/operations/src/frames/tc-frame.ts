/** TC transfer frames (CCSDS 232.0-B-4, 4): variable length, segment header, control commands, error control. */
import { err, ok, type Result } from '@magpie/core/result'
import type { SequenceFlags } from '../space-packet.ts'
import { checkFecf, sealFrame, within } from './frame-check.ts'
import type { FrameError } from './frame-error.ts'

/** Octets of the primary header (4.1.2). */
export const TC_HEADER_OCTETS = 5
/** The most octets of a frame in all (4.1.2.7). */
export const TC_LONGEST_OCTETS = 1024

/** A telecommand frame. */
export type TcFrame = {
  /** Bypass: type B, accepted without sequence control; type A without it. */
  readonly bypass: boolean
  /** Control command: type C, for the link itself (Unlock, Set V(R)); type D carries data. */
  readonly control: boolean
  readonly scid: number
  readonly vcid: number
  /** N(S), 0 to 255; 0 in bypass frames. */
  readonly sequence: number
  /** Present where the virtual channel uses segments, in frames of type D only (4.1.3.2). */
  readonly segment: SegmentHeader | undefined
  readonly data: Uint8Array
}

/** Place of the data in a segmented unit, and the multiplexer access point, 0 to 63. */
export type SegmentHeader = { readonly flags: SequenceFlags; readonly map: number }

/** What both ends agreed on. */
export type TcChannel = { readonly fecf: boolean; readonly segments: boolean }

/** Octets of the frame that begins at `at`, from its header; undefined where that is not whole. */
export function tcFrameOctets(bytes: Uint8Array, at = 0): number | undefined {
  if (bytes.length - at < TC_HEADER_OCTETS) return undefined
  return (((bytes[at + 2]! & 3) << 8) | bytes[at + 3]!) + 1
}

/** Reads the frame at `at`; octets behind it (fill of a codeblock) are left alone. */
export function decodeTcFrame(bytes: Uint8Array, channel: TcChannel, at = 0): Result<TcFrame, FrameError> {
  const got = bytes.length - at
  const length = tcFrameOctets(bytes, at)
  if (length === undefined) return err({ kind: 'frame-too-short', frame: 'tc', needed: TC_HEADER_OCTETS, got })
  const version = bytes[at]! >>> 6
  if (version !== 0) return err({ kind: 'frame-wrong-version', frame: 'tc', expected: 0, found: version })
  if (length > got) return err({ kind: 'frame-wrong-length', frame: 'tc', stated: length, got })
  const control = (bytes[at]! & 0x10) !== 0
  const segmented = channel.segments && !control
  const from = at + TC_HEADER_OCTETS + (segmented ? 1 : 0)
  const to = at + length - (channel.fecf ? 2 : 0)
  if (to < from)
    return err({ kind: 'frame-too-short', frame: 'tc', needed: from - at + (channel.fecf ? 2 : 0), got: length })
  if (channel.fecf) {
    const checked = checkFecf('tc', bytes, at, at + length)
    if (!checked.ok) return checked
  }
  return ok({
    bypass: (bytes[at]! & 0x20) !== 0,
    control,
    scid: ((bytes[at]! & 3) << 8) | bytes[at + 1]!,
    vcid: bytes[at + 2]! >>> 2,
    sequence: bytes[at + 4]!,
    segment: segmented ? segmentHeader(bytes[from - 1]!) : undefined,
    data: bytes.subarray(from, to),
  })
}

/** Writes a frame. One longer than 1024 octets is the caller's bug. */
export function encodeTcFrame(frame: TcFrame, fecf: boolean): Uint8Array<ArrayBuffer> {
  within(frame.scid, 1023, 'spacecraft')
  within(frame.vcid, 63, 'virtual channel')
  within(frame.sequence, 255, 'sequence number')
  const header = TC_HEADER_OCTETS + (frame.segment === undefined ? 0 : 1)
  const length = header + frame.data.length + (fecf ? 2 : 0)
  within(length, TC_LONGEST_OCTETS, 'frame length')
  const out = new Uint8Array(length)
  out[0] = (frame.bypass ? 0x20 : 0) | (frame.control ? 0x10 : 0) | (frame.scid >>> 8)
  out[1] = frame.scid
  out[2] = (frame.vcid << 2) | ((length - 1) >>> 8)
  out[3] = length - 1
  out[4] = frame.sequence
  if (frame.segment !== undefined) {
    within(frame.segment.map, 63, 'multiplexer access point')
    out[5] = (frame.segment.flags << 6) | frame.segment.map
  }
  out.set(frame.data, header)
  if (fecf) sealFrame(out)
  return out
}

function segmentHeader(octet: number): SegmentHeader {
  return { flags: (octet >>> 6) as SequenceFlags, map: octet & 63 }
}

/** What a control frame asks of the receiver (4.1.3.3). */
export type ControlCommand = { readonly kind: 'unlock' } | { readonly kind: 'set-vr'; readonly vr: number }

/** The data field of a control frame. */
export function encodeControlCommand(command: ControlCommand): Uint8Array<ArrayBuffer> {
  return command.kind === 'unlock' ? Uint8Array.of(0) : Uint8Array.of(0x82, 0, command.vr)
}

/** Reads the data field of a control frame. */
export function decodeControlCommand(data: Uint8Array): Result<ControlCommand, FrameError> {
  if (data.length === 1 && data[0] === 0) return ok({ kind: 'unlock' })
  if (data.length === 3 && data[0] === 0x82 && data[1] === 0) return ok({ kind: 'set-vr', vr: data[2]! })
  return err({ kind: 'control-command-unknown', octets: [...data.subarray(0, 4)] })
}
