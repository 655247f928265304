/**
 * The time that a packet says it was made, read from its secondary header without an object for it. A mission states for
 * each source how its packets carry time; where they carry none, the time of reception stands for it.
 */
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import { CUC_TO_J2000_S } from '../cuc-time.ts'
import { readSecondaryHeader, type SecondaryHeaderFormat } from '../packet-secondary-header.ts'
import { PRIMARY_HEADER_OCTETS } from '../space-packet.ts'
import { type Micros, microsOf, microsOfUnix } from './micros.ts'

/** The time of a packet of `octets` octets at `from`, or NaN where it has none that can be read. */
export type PacketClock = (view: DataView, from: number, octets: number) => Micros

/**
 * How packets carry time: Magpie's own unsegmented code (4 and 2 octets, 1958 TAI, no preamble), a CCSDS code, Unix
 * milliseconds in eight octets, or not at all.
 */
export type PacketTimeFormat =
  /** `behind`: octets of the secondary header before the time, such as 7 in telemetry of the PUS. */
  | { readonly kind: 'cuc-4-2'; readonly behind?: number }
  | { readonly kind: 'ccsds'; readonly header: SecondaryHeaderFormat }
  | { readonly kind: 'unix-ms' }
  | { readonly kind: 'none' }

/** The clock of packets whose time is carried so. */
export function packetClock(format: PacketTimeFormat, leap: LeapSeconds): PacketClock {
  switch (format.kind) {
    case 'cuc-4-2':
      return cuc42(format.behind ?? 0)
    case 'ccsds':
      return (view, from, octets) => {
        if (!hasSecondaryHeader(view, from, octets, 1)) return Number.NaN
        const packet = new Uint8Array(view.buffer, view.byteOffset + from, octets)
        const header = readSecondaryHeader(packet, format.header, leap)
        return header.ok ? microsOf(header.value.time) : Number.NaN
      }
    case 'unix-ms':
      return unixMilliseconds(leap)
    case 'none':
      return () => Number.NaN
  }
}

function cuc42(behind: number): PacketClock {
  const at = PRIMARY_HEADER_OCTETS + behind
  return (view, from, octets) => {
    if (!hasSecondaryHeader(view, from, octets, behind + 6)) return Number.NaN
    const seconds = view.getUint32(from + at) - CUC_TO_J2000_S
    return seconds * 1e6 + Math.round((view.getUint16(from + at + 4) * 1e6) / 65536)
  }
}

function unixMilliseconds(leap: LeapSeconds): PacketClock {
  const last = leap.steps.at(-1)!
  const afterLast_ms = (last.utc_s + 946_728_000) * 1000
  const toTai_us = last.taiMinusUtc_s * 1e6 - 946_728_000e6
  return (view, from, octets) => {
    if (!hasSecondaryHeader(view, from, octets, 8)) return Number.NaN
    const at = from + PRIMARY_HEADER_OCTETS
    const unix_ms = view.getUint32(at) * 0x1_0000_0000 + view.getUint32(at + 4)
    // Beyond what a double counts in microseconds is no time of any mission.
    if (unix_ms > 9e12) return Number.NaN
    return unix_ms >= afterLast_ms ? unix_ms * 1000 + toTai_us : microsOfUnix(unix_ms * 1000, leap)
  }
}

function hasSecondaryHeader(view: DataView, from: number, octets: number, needed: number): boolean {
  return octets >= PRIMARY_HEADER_OCTETS + needed && (view.getUint8(from) & 0x08) !== 0
}
