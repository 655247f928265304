/**
 * Frames of the Unified Space Data Link Protocol (CCSDS 732.1-B-2, 4): one format for both directions, of fixed or
 * variable length, with a count of 0 to 7 octets, and a truncated form whose length is agreed on (annex D).
 */
import { err, ok, type Result } from '@magpie/core/result'
import { readOcf, writeOcf } from './clcw.ts'
import { crc32 } from './crc32.ts'
import { checkFecf, sealFrame, within } from './frame-check.ts'
import type { FrameError } from './frame-error.ts'

/** The transfer frame version number (4.1.2.2.2), binary 1100. */
export const USLP_VERSION = 12
/** Pointer of a data zone in which nothing begins (4.1.4.2.4). */
export const USLP_NO_POINTER = 0xffff
/** The data zone holds packets: identifiers are registered with SANA (4.1.4.2.3). */
export const UPID_PACKETS = 0
/** The data zone holds idle data only. */
export const UPID_IDLE = 31

/** A USLP frame. */
export type UslpFrame = {
  readonly scid: number
  /** Whether `scid` is the destination instead of the source. */
  readonly destination: boolean
  readonly vcid: number
  readonly map: number
  /** What a truncated frame does not have; undefined in one. */
  readonly full: UslpFullHeader | undefined
  /** Construction rule of the data zone, 0 to 7 (4.1.4.2.2): 0 packets across frames, 7 no segmentation. */
  readonly rule: number
  readonly upid: number
  /** First header or last valid octet pointer; with rules 0, 1 and 2 only. */
  readonly pointer: number | undefined
  /** Views of the frame. */
  readonly insert: Uint8Array
  readonly data: Uint8Array
  readonly ocf: number | undefined
}

/** The part of the header that truncated frames leave out. */
export type UslpFullHeader = {
  /** Expedited: accepted without sequence control. */
  readonly bypass: boolean
  readonly controlCommand: boolean
  /** Octets of the virtual channel count, 0 to 7, and the count itself. */
  readonly count_octets: number
  readonly count: number
}

/** What both ends of a physical channel agreed on. */
export type UslpChannel = {
  readonly fecf_octets: 0 | 2 | 4
  readonly insert_octets: number
}

/** Octets of the frame that begins at `at`, from its header; undefined where that is not whole or truncated. */
export function uslpFrameOctets(bytes: Uint8Array, at = 0): number | undefined {
  if (bytes.length - at < 7 || (bytes[at + 3]! & 1) !== 0) return undefined
  return ((bytes[at + 4]! << 8) | bytes[at + 5]!) + 1
}

/** Reads the frame at `at`. A truncated frame takes all octets that are there. */
export function decodeUslpFrame(bytes: Uint8Array, channel: UslpChannel, at = 0): Result<UslpFrame, FrameError> {
  const got = bytes.length - at
  if (got < 5) return short(5, got)
  const version = bytes[at]! >>> 4
  if (version !== USLP_VERSION)
    return err({ kind: 'frame-wrong-version', frame: 'uslp', expected: USLP_VERSION, found: version })
  const id = {
    scid: ((bytes[at]! & 15) << 12) | (bytes[at + 1]! << 4) | (bytes[at + 2]! >>> 4),
    destination: (bytes[at + 2]! & 8) !== 0,
    vcid: ((bytes[at + 2]! & 7) << 3) | (bytes[at + 3]! >>> 5),
    map: (bytes[at + 3]! >>> 1) & 15,
  }
  if ((bytes[at + 3]! & 1) !== 0) {
    const zone = dataField(bytes, at + 4, bytes.length, got)
    if (!zone.ok) return zone
    return ok({ ...id, full: undefined, ...zone.value, insert: bytes.subarray(at, at), ocf: undefined })
  }
  return decodeFull(bytes, channel, at, id)
}

type Identity = Pick<UslpFrame, 'scid' | 'destination' | 'vcid' | 'map'>

function decodeFull(bytes: Uint8Array, channel: UslpChannel, at: number, id: Identity): Result<UslpFrame, FrameError> {
  const got = bytes.length - at
  const length = uslpFrameOctets(bytes, at)
  if (length === undefined) return short(7, got)
  if (length > got) return err({ kind: 'frame-wrong-length', frame: 'uslp', stated: length, got })
  const flags = bytes[at + 6]!
  const count_octets = flags & 7
  const hasOcf = (flags & 8) !== 0
  const insertAt = at + 7 + count_octets
  const from = insertAt + channel.insert_octets
  const to = at + length - channel.fecf_octets - (hasOcf ? 4 : 0)
  if (to <= from) return short(from - at + 1 + channel.fecf_octets + (hasOcf ? 4 : 0), length)
  const checked = checkSeal(bytes, channel.fecf_octets, at, at + length)
  if (!checked.ok) return checked
  const zone = dataField(bytes, from, to, length)
  if (!zone.ok) return zone
  let count = 0
  for (let i = 0; i < count_octets; i++) count = count * 256 + bytes[at + 7 + i]!
  return ok({
    ...id,
    full: { bypass: (flags & 0x80) !== 0, controlCommand: (flags & 0x40) !== 0, count_octets, count },
    ...zone.value,
    insert: bytes.subarray(insertAt, from),
    ocf: hasOcf ? readOcf(bytes, to) : undefined,
  })
}

/** The data field: header of one or three octets, then the zone. */
function dataField(
  bytes: Uint8Array,
  from: number,
  to: number,
  got: number,
): Result<Pick<UslpFrame, 'rule' | 'upid' | 'pointer' | 'data'>, FrameError> {
  const rule = bytes[from]! >>> 5
  const upid = bytes[from]! & 31
  if (rule > 2) return ok({ rule, upid, pointer: undefined, data: bytes.subarray(from + 1, to) })
  if (to - from < 3) return short(got + 3 - (to - from), got)
  const pointer = (bytes[from + 1]! << 8) | bytes[from + 2]!
  return ok({ rule, upid, pointer, data: bytes.subarray(from + 3, to) })
}

function checkSeal(bytes: Uint8Array, octets: 0 | 2 | 4, from: number, to: number): Result<undefined, FrameError> {
  if (octets === 0) return ok(undefined)
  if (octets === 2) return checkFecf('uslp', bytes, from, to)
  const expected = crc32(bytes, from, to - 4)
  const found = readOcf(bytes, to - 4)
  return expected === found ? ok(undefined) : err({ kind: 'frame-wrong-crc', frame: 'uslp', expected, found })
}

/** Writes a frame, as long as its parts are. */
export function encodeUslpFrame(frame: UslpFrame, channel: UslpChannel): Uint8Array<ArrayBuffer> {
  within(frame.scid, 0xffff, 'spacecraft')
  within(frame.vcid, 63, 'virtual channel')
  within(frame.map, 15, 'multiplexer access point')
  within(frame.rule, 7, 'construction rule')
  within(frame.upid, 31, 'protocol identifier')
  if (frame.rule <= 2 !== (frame.pointer !== undefined)) throw new RangeError(`pointer with rule ${frame.rule}`)
  const zone = frame.pointer === undefined ? 1 : 3
  const header = frame.full === undefined ? 4 : 7 + frame.full.count_octets + channel.insert_octets
  const tail = frame.full === undefined ? 0 : (frame.ocf === undefined ? 0 : 4) + channel.fecf_octets
  const length = header + zone + frame.data.length + tail
  within(length - 1, 0xffff, 'frame length')
  const out = new Uint8Array(length)
  out[0] = (USLP_VERSION << 4) | (frame.scid >>> 12)
  out[1] = frame.scid >>> 4
  out[2] = (frame.scid << 4) | (frame.destination ? 8 : 0) | (frame.vcid >>> 3)
  out[3] = (frame.vcid << 5) | (frame.map << 1) | (frame.full === undefined ? 1 : 0)
  if (frame.full !== undefined) writeFull(frame.full, frame, channel, out)
  out[header] = (frame.rule << 5) | frame.upid
  if (frame.pointer !== undefined) {
    within(frame.pointer, 0xffff, 'pointer')
    out[header + 1] = frame.pointer >>> 8
    out[header + 2] = frame.pointer
  }
  out.set(frame.data, header + zone)
  if (frame.full !== undefined && frame.ocf !== undefined) writeOcf(frame.ocf, out, header + zone + frame.data.length)
  if (frame.full !== undefined) seal(out, channel.fecf_octets)
  return out
}

function writeFull(full: UslpFullHeader, frame: UslpFrame, channel: UslpChannel, out: Uint8Array): void {
  within(full.count_octets, 7, 'octets of the count')
  within(full.count, Math.min(256 ** full.count_octets - 1, Number.MAX_SAFE_INTEGER), 'virtual channel count')
  if (frame.insert.length !== channel.insert_octets)
    throw new RangeError(`insert zone of ${frame.insert.length} octets`)
  out[4] = (out.length - 1) >>> 8
  out[5] = out.length - 1
  out[6] =
    (full.bypass ? 0x80 : 0) | (full.controlCommand ? 0x40 : 0) | (frame.ocf === undefined ? 0 : 8) | full.count_octets
  for (let i = 0, rest = full.count; i < full.count_octets; i++, rest = Math.floor(rest / 256))
    out[6 + full.count_octets - i] = rest % 256
  out.set(frame.insert, 7 + full.count_octets)
}

function seal(out: Uint8Array, octets: 0 | 2 | 4): void {
  if (octets === 2) sealFrame(out)
  else if (octets === 4) writeOcf(crc32(out, 0, out.length - 4), out, out.length - 4)
}

function short(needed: number, got: number): Result<never, FrameError> {
  return err({ kind: 'frame-too-short', frame: 'uslp', needed, got })
}
