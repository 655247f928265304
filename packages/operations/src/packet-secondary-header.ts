/** Secondary headers of Space Packets (CCSDS 133.0-B-2, 4.1.4.2): a time code, with or without its preamble, and ancillary data. */
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import { err, ok, type Result } from '@magpie/core/result'
import type { Epoch } from '@magpie/core/time'
import { readCdsTime, writeCdsTime } from './cds-time.ts'
import { PRIMARY_HEADER_OCTETS } from './space-packet.ts'
import {
  type AgencyEpoch,
  preamble,
  readCucTime,
  readPreamble,
  type TimeCodeError,
  type TimeFormat,
  timeOctets,
  writeCucTime,
} from './time-code.ts'

/** How secondary headers of an APID are laid out. */
export type SecondaryHeaderFormat = {
  /** How the time is written; undefined where each header carries its own preamble. */
  readonly time: TimeFormat | undefined
  readonly ancillary_octets: number
  readonly agency?: AgencyEpoch
}

/** What a secondary header says, and the data behind it. */
export type SecondaryHeader = { readonly time: Epoch; readonly ancillary: Uint8Array; readonly data: Uint8Array }

/** Reads the secondary header of a whole packet; `data` is what stands behind it. Views of the packet. */
export function readSecondaryHeader(
  packet: Uint8Array,
  format: SecondaryHeaderFormat,
  leap: LeapSeconds,
): Result<SecondaryHeader, TimeCodeError> {
  let at = PRIMARY_HEADER_OCTETS
  let how = format.time
  if (how === undefined) {
    const read = readPreamble(packet, at, format.agency)
    if (!read.ok) return read
    how = read.value.format
    at += read.value.octets
  }
  const time = how.code === 'cuc' ? readCucTime(packet, how, at) : readCdsTime(packet, how, at, leap)
  if (!time.ok) return time
  const from = at + timeOctets(how)
  const to = from + format.ancillary_octets
  if (to > packet.length) return err({ kind: 'time-too-short', needed: to, got: packet.length })
  return ok({ time: time.value, ancillary: packet.subarray(from, to), data: packet.subarray(to) })
}

/** A secondary header; with `withPreamble` the time says how it is written. */
export function encodeSecondaryHeader(
  time: Epoch,
  format: TimeFormat,
  ancillary: Uint8Array,
  withPreamble: boolean,
  leap: LeapSeconds,
): Result<Uint8Array<ArrayBuffer>, TimeCodeError> {
  const head = withPreamble ? preamble(format) : new Uint8Array(0)
  const out = new Uint8Array(head.length + timeOctets(format) + ancillary.length)
  out.set(head)
  const written =
    format.code === 'cuc'
      ? writeCucTime(time, format, out, head.length)
      : writeCdsTime(time, format, out, head.length, leap)
  if (!written.ok) return written
  out.set(ancillary, head.length + timeOctets(format))
  return ok(out)
}
