/**
 * The communications link control word (CCSDS 232.0-B-4, 4.2): what the spacecraft's FARM-1 reports in the operational
 * control field of TM, AOS and USLP frames.
 */

/** The fields of a control word. */
export type Clcw = {
  /** Three bits whose meaning the mission defines. */
  readonly status: number
  /** 1: COP-1. */
  readonly cop: number
  readonly vcid: number
  readonly noRf: boolean
  readonly noBitLock: boolean
  readonly lockout: boolean
  readonly wait: boolean
  readonly retransmit: boolean
  /** Accepted bypass frames modulo 4. */
  readonly farmB: number
  /** N(R), the sequence number of the frame that is expected next. */
  readonly report: number
}

/** The word as an unsigned 32-bit number. Fields out of range are the caller's bug. */
export function encodeClcw(c: Clcw): number {
  within(c.status, 7, 'status')
  within(c.cop, 3, 'COP in effect')
  within(c.vcid, 63, 'virtual channel')
  within(c.farmB, 3, 'FARM-B counter')
  within(c.report, 255, 'report value')
  const flags =
    (c.noRf ? 0x80 : 0) |
    (c.noBitLock ? 0x40 : 0) |
    (c.lockout ? 0x20 : 0) |
    (c.wait ? 0x10 : 0) |
    (c.retransmit ? 0x08 : 0) |
    (c.farmB << 1)
  return ((c.status << 26) | (c.cop << 24) | (c.vcid << 18) | (flags << 8) | c.report) >>> 0
}

/** Reads a word; undefined where it is no CLCW (its type bit is 1) or not of the version known. */
export function decodeClcw(word: number): Clcw | undefined {
  if (word >>> 31 !== 0 || ((word >>> 29) & 3) !== 0) return undefined
  return {
    status: (word >>> 26) & 7,
    cop: (word >>> 24) & 3,
    vcid: (word >>> 18) & 63,
    noRf: (word & 0x8000) !== 0,
    noBitLock: (word & 0x4000) !== 0,
    lockout: (word & 0x2000) !== 0,
    wait: (word & 0x1000) !== 0,
    retransmit: (word & 0x0800) !== 0,
    farmB: (word >>> 9) & 3,
    report: word & 0xff,
  }
}

/** Reads the operational control field at `at` as an unsigned number. */
export function readOcf(bytes: Uint8Array, at: number): number {
  return ((bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!) >>> 0
}

/** Writes an operational control field at `at`. */
export function writeOcf(word: number, bytes: Uint8Array, at: number): void {
  bytes[at] = word >>> 24
  bytes[at + 1] = word >>> 16
  bytes[at + 2] = word >>> 8
  bytes[at + 3] = word
}

function within(value: number, most: number, field: string): void {
  if (!(Number.isInteger(value) && value >= 0 && value <= most)) throw new RangeError(`${field} ${value}`)
}
