/**
 * Time codes with their preamble (CCSDS 301.0-B-4): the P-field that says how a time is written, and the unsegmented code
 * (3.2) of any length from the CCSDS epoch (1958-01-01 TAI) or one that an agency chose. The day segmented code is in
 * `cds-time.ts`; `cuc-time.ts` is the one form that Magpie's own packets carry, without preamble.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { type Epoch, epoch } from '@magpie/core/time'
import { CUC_TO_J2000_S } from './cuc-time.ts'

/** How an unsegmented time is written. */
export type CucFormat = {
  readonly code: 'cuc'
  /** Octets of whole seconds, 1 to 7, and of binary fraction, 0 to 10. */
  readonly coarse_octets: number
  readonly fine_octets: number
  /** When the agency's epoch is; undefined for 1958-01-01 TAI. */
  readonly agencyEpoch: Epoch | undefined
}

/** How a day segmented time is written. */
export type CdsFormat = {
  readonly code: 'cds'
  readonly day_octets: 2 | 3
  /** What follows the milliseconds: nothing, microseconds in two octets, picoseconds in four. */
  readonly fraction: 'none' | 'microseconds' | 'picoseconds'
  /** The day of UTC that is day 0 of the agency, from 2000-01-01; undefined for 1958-01-01. */
  readonly agencyDay: number | undefined
}

/** How a time is written. */
export type TimeFormat = CucFormat | CdsFormat

/** Why a time could not be read or written. */
export type TimeCodeError =
  | { readonly kind: 'time-too-short'; readonly needed: number; readonly got: number }
  | { readonly kind: 'time-unknown-code'; readonly id: number }
  | { readonly kind: 'time-reserved-preamble'; readonly octet: number }
  | { readonly kind: 'time-epoch-unknown' }
  | { readonly kind: 'time-outside-code'; readonly seconds: number; readonly most: number }
  | { readonly kind: 'time-no-such-millisecond'; readonly millisecond: number }

/** Where an agency's times begin, for codes whose preamble says that they do not begin in 1958. */
export type AgencyEpoch = { readonly epoch: Epoch; readonly day: number }

/** Reads a P-field; `octets` are its own, one or two. */
export function readPreamble(
  bytes: Uint8Array,
  at: number,
  agency?: AgencyEpoch,
): Result<{ readonly format: TimeFormat; readonly octets: number }, TimeCodeError> {
  const first = bytes[at]
  if (first === undefined) return err({ kind: 'time-too-short', needed: 1, got: 0 })
  const id = (first >>> 4) & 7
  if (id === 1 || id === 2) return readCucPreamble(bytes, at, id === 2 ? agency?.epoch : undefined, id === 2)
  if (id !== 4) return err({ kind: 'time-unknown-code', id })
  if ((first & 0x80) !== 0 || (first & 3) === 3) return err({ kind: 'time-reserved-preamble', octet: first })
  const own = (first & 8) !== 0
  if (own && agency === undefined) return err({ kind: 'time-epoch-unknown' })
  const fraction = (['none', 'microseconds', 'picoseconds'] as const)[first & 3]!
  const day_octets = first & 4 ? 3 : 2
  return ok({ format: { code: 'cds', day_octets, fraction, agencyDay: own ? agency?.day : undefined }, octets: 1 })
}

function readCucPreamble(
  bytes: Uint8Array,
  at: number,
  agencyEpoch: Epoch | undefined,
  own: boolean,
): Result<{ readonly format: TimeFormat; readonly octets: number }, TimeCodeError> {
  if (own && agencyEpoch === undefined) return err({ kind: 'time-epoch-unknown' })
  const first = bytes[at]!
  let coarse_octets = ((first >>> 2) & 3) + 1
  let fine_octets = first & 3
  const extended = (first & 0x80) !== 0
  if (extended) {
    const second = bytes[at + 1]
    if (second === undefined) return err({ kind: 'time-too-short', needed: 2, got: 1 })
    // A third octet and the last two bits are reserved (3.2.2).
    if ((second & 0x83) !== 0) return err({ kind: 'time-reserved-preamble', octet: second })
    coarse_octets += (second >>> 5) & 3
    fine_octets += (second >>> 2) & 7
  }
  return ok({ format: { code: 'cuc', coarse_octets, fine_octets, agencyEpoch }, octets: extended ? 2 : 1 })
}

/** The P-field of a format. */
export function preamble(format: TimeFormat): Uint8Array<ArrayBuffer> {
  if (format.code === 'cds') {
    const fraction = ['none', 'microseconds', 'picoseconds'].indexOf(format.fraction)
    return Uint8Array.of(0x40 | (format.agencyDay === undefined ? 0 : 8) | (format.day_octets === 3 ? 4 : 0) | fraction)
  }
  const coarse = Math.min(format.coarse_octets, 4)
  const fine = Math.min(format.fine_octets, 3)
  const first = (format.agencyEpoch === undefined ? 0x10 : 0x20) | ((coarse - 1) << 2) | fine
  if (format.coarse_octets === coarse && format.fine_octets === fine) return Uint8Array.of(first)
  return Uint8Array.of(first | 0x80, ((format.coarse_octets - coarse) << 5) | ((format.fine_octets - fine) << 2))
}

/** Octets of the time itself, the T-field. */
export function timeOctets(format: TimeFormat): number {
  if (format.code === 'cuc') return format.coarse_octets + format.fine_octets
  return format.day_octets + 4 + { none: 0, microseconds: 2, picoseconds: 4 }[format.fraction]
}

/** Writes an unsegmented time, rounded to its last octet. */
export function writeCucTime(
  time: Epoch,
  format: CucFormat,
  out: Uint8Array,
  at: number,
): Result<undefined, TimeCodeError> {
  const { coarse_octets, fine_octets } = format
  const start = startOf(format)
  let seconds = time.seconds - start.seconds
  let fraction = time.fraction - start.fraction
  if (fraction < 0) {
    seconds -= 1
    fraction += 1
  }
  // A double holds 53 bits of fraction: octets past the sixth are zero.
  const kept = Math.min(fine_octets, 6)
  let ticks = Math.round(fraction * 256 ** kept)
  if (ticks === 256 ** kept) {
    seconds += 1
    ticks = 0
  }
  const most = Math.min(256 ** coarse_octets - 1, Number.MAX_SAFE_INTEGER)
  if (!(seconds >= 0 && seconds <= most)) return err({ kind: 'time-outside-code', seconds, most })
  writeUnsigned(seconds, out, at, coarse_octets)
  writeUnsigned(ticks, out, at + coarse_octets, kept)
  out.fill(0, at + coarse_octets + kept, at + coarse_octets + fine_octets)
  return ok(undefined)
}

/** Reads an unsegmented time; of the fraction as much as a double holds. */
export function readCucTime(bytes: Uint8Array, format: CucFormat, at: number): Result<Epoch, TimeCodeError> {
  const { coarse_octets, fine_octets } = format
  const needed = coarse_octets + fine_octets
  if (bytes.length - at < needed) return err({ kind: 'time-too-short', needed, got: Math.max(0, bytes.length - at) })
  const seconds = readUnsigned(bytes, at, coarse_octets)
  if (!Number.isSafeInteger(seconds)) return err({ kind: 'time-outside-code', seconds, most: Number.MAX_SAFE_INTEGER })
  const kept = Math.min(fine_octets, 6)
  const start = startOf(format)
  return ok(
    epoch(start.seconds + seconds, start.fraction + readUnsigned(bytes, at + coarse_octets, kept) / 256 ** kept),
  )
}

function startOf(format: CucFormat): Epoch {
  return format.agencyEpoch ?? epoch(-CUC_TO_J2000_S)
}

/** A big-endian number of up to seven octets. */
export function readUnsigned(bytes: Uint8Array, at: number, octets: number): number {
  let value = 0
  for (let i = at; i < at + octets; i++) value = value * 256 + bytes[i]!
  return value
}

/** Writes a big-endian number of up to seven octets. */
export function writeUnsigned(value: number, out: Uint8Array, at: number, octets: number): void {
  for (let i = at + octets - 1, rest = value; i >= at; i--, rest = Math.floor(rest / 256)) out[i] = rest % 256
}

/** The sentence for a time code that could not be read or written. */
export function describeTimeCodeError(error: TimeCodeError): string {
  switch (error.kind) {
    case 'time-too-short':
      return `the time code needs ${error.needed} octets and ${error.got} are there`
    case 'time-unknown-code':
      return `time code ${error.id} is neither unsegmented (1, 2) nor day segmented (4)`
    case 'time-reserved-preamble':
      return `the preamble octet 0x${error.octet.toString(16)} uses what is reserved`
    case 'time-epoch-unknown':
      return 'the time counts from an epoch of its agency, which was not told'
    case 'time-outside-code':
      return `${error.seconds} s after the epoch of the code is not within 0 and ${error.most}`
    case 'time-no-such-millisecond':
      return `millisecond ${error.millisecond} of the day is not in any day`
  }
}
