/**
 * What a header tells before its packet is believed: how long the packet would be, and whether it goes on with the
 * packets of its APID that came before (133.0-B-2, 4.1.3; 133.1-B-3, 4.1.2 for encapsulation packets).
 */
import { IDLE_APID, PRIMARY_HEADER_OCTETS, SEQUENCE_MODULUS } from '../space-packet.ts'

/** No packet can begin here. */
export const NOTHING = 0
/** It cannot be told before more octets come. */
export const MORE = -1

/** How far ahead of the last one a sequence count may be, and the header still be called familiar. */
const FAMILIAR_AHEAD = 1024

/** What headers tell; see `headerReader`. */
export type HeaderReader = {
  /** Octets of the packet at `at` by its header, NOTHING, or MORE. */
  octetsAt(bytes: Uint8Array, at: number): number
  /** Whether the header goes on with packets of its APID (same flags, count a little ahead) or is an idle packet's. */
  familiar(bytes: Uint8Array, at: number): boolean
  /** Whether no header can be familiar, since none was taken. */
  nothingFamiliar(): boolean
  /** Whether the header is six zeros: what empty data look like. */
  isBlank(bytes: Uint8Array, at: number): boolean
  /** Whether a packet may begin with this octet. */
  mayBegin(octet: number): boolean
  /** Begins a row of headers; then whether one may follow in it: counts of an APID rise. */
  beginChain(): void
  mayFollow(bytes: Uint8Array, at: number): boolean
  /** Octets of the last packet of the same APID, 0 where there was none. */
  usualOctets(bytes: Uint8Array, at: number): number
  /** Remembers the packet at `at`, and tells what it is. */
  take(bytes: Uint8Array, at: number): 'packets' | 'idle' | 'encapsulation'
  forget(): void
}

/** A reader that learns from the packets that were taken. */
export function headerReader(apids: ReadonlySet<number> | undefined, longest_octets: number): HeaderReader {
  /** First octet's flags and last sequence count by APID; -1 where none was seen. */
  const flags = new Int16Array(IDLE_APID + 1).fill(-1)
  const last = new Int16Array(IDLE_APID + 1)
  const usual = new Int32Array(IDLE_APID + 1)
  let seen = 0
  let chainApid = -1
  let chainCount = 0

  return {
    octetsAt(bytes, at) {
      if (at >= bytes.length) return MORE
      const version = bytes[at]! >>> 5
      if (version === 7) return encapsulationOctets(bytes, at, longest_octets)
      if (version !== 0) return NOTHING
      if (bytes.length - at < PRIMARY_HEADER_OCTETS) return MORE
      const apid = apidAt(bytes, at)
      if (apid !== IDLE_APID && apids !== undefined && !apids.has(apid)) return NOTHING
      const octets = PRIMARY_HEADER_OCTETS + ((bytes[at + 4]! << 8) | bytes[at + 5]!) + 1
      return octets > longest_octets ? NOTHING : octets
    },
    familiar(bytes, at) {
      if (bytes[at]! >>> 5 !== 0) return false
      const apid = apidAt(bytes, at)
      if (apid === IDLE_APID) return bytes[at] === 7 && bytes[at + 2]! >>> 6 === 3
      if (flags[apid]! < 0) return apids !== undefined
      const ahead = (countAt(bytes, at) - last[apid]! + SEQUENCE_MODULUS) % SEQUENCE_MODULUS
      return flags[apid] === bytes[at]! >>> 3 && ahead <= FAMILIAR_AHEAD
    },
    nothingFamiliar: () => seen === 0 && apids === undefined,
    isBlank(bytes, at) {
      for (let i = 0; i < PRIMARY_HEADER_OCTETS; i++) if (bytes[at + i] !== 0) return false
      return true
    },
    mayBegin: (octet) => octet >>> 5 === 0 || octet >>> 5 === 7,
    beginChain() {
      chainApid = -1
    },
    mayFollow(bytes, at) {
      if (bytes[at]! >>> 5 !== 0) return true
      const apid = apidAt(bytes, at)
      const count = countAt(bytes, at)
      const ahead = (count - chainCount + SEQUENCE_MODULUS) % SEQUENCE_MODULUS
      const may = apid !== chainApid || apid === IDLE_APID || (ahead > 0 && ahead <= FAMILIAR_AHEAD)
      chainApid = apid
      chainCount = count
      return may
    },
    usualOctets: (bytes, at) => usual[apidAt(bytes, at)]!,
    take(bytes, at) {
      if (bytes[at]! >>> 5 === 7) return 'encapsulation'
      const apid = apidAt(bytes, at)
      if (apid === IDLE_APID) return 'idle'
      if (flags[apid]! < 0) seen++
      flags[apid] = bytes[at]! >>> 3
      last[apid] = countAt(bytes, at)
      usual[apid] = PRIMARY_HEADER_OCTETS + ((bytes[at + 4]! << 8) | bytes[at + 5]!) + 1
      return 'packets'
    },
    forget() {
      flags.fill(-1)
      seen = 0
    },
  }
}

function apidAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! & 7) << 8) | bytes[at + 1]!
}

function countAt(bytes: Uint8Array, at: number): number {
  return ((bytes[at + 2]! & 0x3f) << 8) | bytes[at + 3]!
}

/** Octets of an encapsulation packet: a header of one octet (idle), two, four or eight says how many in all. */
function encapsulationOctets(bytes: Uint8Array, at: number, longest: number): number {
  const lengthOfLength = bytes[at]! & 3
  if (lengthOfLength === 0) return 1
  const header = 2 ** lengthOfLength
  if (bytes.length - at < header) return MORE
  const field = header === 2 ? 1 : header / 2
  let octets = 0
  for (let i = 0; i < field; i++) octets = octets * 256 + bytes[at + header - field + i]!
  return octets < header || octets > longest ? NOTHING : octets
}
