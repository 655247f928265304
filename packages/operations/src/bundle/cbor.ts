/**
 * The CBOR that bundles are made of (RFC 8949 core deterministic encoding, as RFC 9171, 4.1 asks): unsigned and negative
 * integers, byte and text strings, arrays and booleans, every number in its shortest form. The reader is strict and
 * never throws: the first fault is kept, and every later read gives something empty.
 */
import type { CborFault } from './bundle-error.ts'

/** What parameters and results of security contexts may hold. */
export type CborValue = number | boolean | string | Uint8Array | readonly CborValue[]

const MOST_DEPTH = 8
const UTF8 = new TextEncoder()
const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Collects items; `octets` gives what was written. */
export type CborWriter = {
  unsigned(value: number): CborWriter
  bytes(value: Uint8Array): CborWriter
  text(value: string): CborWriter
  /** The head of an array of so many items, which follow. */
  array(items: number): CborWriter
  value(value: CborValue): CborWriter
  /** Octets that are CBOR already. */
  raw(octets: Uint8Array): CborWriter
  octets(): Uint8Array
}

/** A writer of the deterministic form. */
export function cborWriter(): CborWriter {
  let out = new Uint8Array(64)
  let length = 0
  const room = (n: number) => {
    if (length + n <= out.length) return
    const grown = new Uint8Array(Math.max(2 * out.length, length + n))
    grown.set(out.subarray(0, length))
    out = grown
  }
  const put = (octets: Uint8Array) => {
    room(octets.length)
    out.set(octets, length)
    length += octets.length
  }
  const head = (major: number, value: number) => {
    room(9)
    length = writeHead(out, length, major, value)
  }
  const integer = (value: number) => head(value < 0 ? 1 : 0, value < 0 ? -1 - value : value)
  const container = (value: Uint8Array | readonly CborValue[]) => {
    if (value instanceof Uint8Array) writer.bytes(value)
    else {
      head(4, value.length)
      for (const item of value) writer.value(item)
    }
  }
  const writer: CborWriter = {
    unsigned(value) {
      head(0, value)
      return writer
    },
    bytes(value) {
      head(2, value.length)
      put(value)
      return writer
    },
    text(value) {
      const octets = UTF8.encode(value)
      head(3, octets.length)
      put(octets)
      return writer
    },
    array(items) {
      head(4, items)
      return writer
    },
    value(value) {
      if (typeof value === 'number') integer(value)
      else if (typeof value === 'boolean') put(Uint8Array.of(value ? 0xf5 : 0xf4))
      else if (typeof value === 'string') writer.text(value)
      else container(value)
      return writer
    },
    raw(octets) {
      put(octets)
      return writer
    },
    octets: () => out.slice(0, length),
  }
  return writer
}

/** Writes the head of an item of a major type, in its shortest form; gives where it ends. */
export function writeHead(out: Uint8Array, at: number, major: number, value: number): number {
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`no CBOR count: ${value}`)
  const lead = major << 5
  if (value < 24) {
    out[at] = lead | value
    return at + 1
  }
  const wide = value < 0x100 ? 0 : value < 0x1_0000 ? 1 : value < 0x1_0000_0000 ? 2 : 3
  out[at] = lead | (24 + wide)
  const octets = 1 << wide
  let rest = value
  for (let i = octets; i > 0; i--) {
    out[at + i] = rest % 256
    rest = Math.floor(rest / 256)
  }
  return at + 1 + octets
}

/** How many octets the head of an item takes. */
export function headOctets(value: number): number {
  if (value < 24) return 1
  if (value < 0x100) return 2
  if (value < 0x1_0000) return 3
  return value < 0x1_0000_0000 ? 5 : 9
}

/** Reads items one after the other; `fault` is the first thing that was wrong. */
export type CborReader = {
  readonly at: number
  readonly fault: CborFault | undefined
  unsigned(): number
  bytes(): Uint8Array
  text(): string
  boolean(): boolean
  /** The number of items that follow. */
  array(): number
  /** Whether an array of unknown length begins here; takes its head if so. */
  opens(): boolean
  /** Whether it ends here; takes the break if so. */
  closes(): boolean
  /** The major type of the next item, or 8 at the end. */
  next(): number
  value(): CborValue
  /** Faults where something is left. */
  end(): void
}

const NAMES = [
  'a number',
  'a negative number',
  'octets',
  'text',
  'an array',
  'a map',
  'a tag',
  'a simple value',
  'the end',
]
const EMPTY = new Uint8Array(0)

/** A strict reader over `octets`. */
export function cborReader(octets: Uint8Array): CborReader {
  let at = 0
  let fault: CborFault | undefined
  const fail = (found: CborFault) => {
    fault ??= found
  }
  const next = () => (at < octets.length ? octets[at]! >> 5 : 8)
  const unlike = (wanted: string) => fail({ kind: 'unexpected-item', at, wanted, found: NAMES[next()]! })
  const head = (major: number): number => {
    if (fault !== undefined) return 0
    if (next() !== major) {
      unlike(NAMES[major]!)
      return 0
    }
    return argument()
  }
  const argument = (): number => {
    const from = at
    const low = octets[at]! & 31
    if (low < 24) {
      at++
      return low
    }
    if (low > 27) {
      unlike('a definite length')
      return 0
    }
    const size = 1 << (low - 24)
    if (at + 1 + size > octets.length) {
      fail({ kind: 'truncated', at: from, needed: 1 + size, got: octets.length - at })
      return 0
    }
    let value = 0
    for (let i = 1; i <= size; i++) value = value * 256 + octets[at + i]!
    if (value > Number.MAX_SAFE_INTEGER) fail({ kind: 'number-too-large', at: from })
    else if (value < SMALLEST[low - 24]!) fail({ kind: 'not-shortest', at: from })
    at += 1 + size
    return fault === undefined ? value : 0
  }
  const string = (major: number): Uint8Array => {
    const length = head(major)
    if (fault !== undefined) return EMPTY
    if (length > octets.length - at) {
      fail({ kind: 'truncated', at, needed: length, got: octets.length - at })
      return EMPTY
    }
    at += length
    return octets.slice(at - length, at)
  }
  const text = (): string => {
    const from = at
    try {
      return STRICT_UTF8.decode(string(3))
    } catch {
      fail({ kind: 'unexpected-item', at: from, wanted: 'UTF-8', found: 'other octets' })
      return ''
    }
  }
  const array = (): number => {
    const items = head(4)
    // every item has at least one octet, so a longer array cannot be there and no loop runs past the end
    if (fault === undefined && items > octets.length - at)
      fail({ kind: 'truncated', at, needed: items, got: octets.length - at })
    return fault === undefined ? items : 0
  }
  const boolean = (): boolean => {
    const octet = octets[at]
    if (fault !== undefined) return false
    if (octet !== 0xf4 && octet !== 0xf5) unlike('true or false')
    else at++
    return octet === 0xf5
  }
  const single = (octet: number): boolean => {
    if (fault !== undefined || octets[at] !== octet) return false
    at++
    return true
  }
  const value = (depth: number): CborValue => {
    if (depth > MOST_DEPTH) {
      fail({ kind: 'nested-too-deep', at })
      return 0
    }
    switch (next()) {
      case 0:
        return head(0)
      case 1:
        return -1 - head(1)
      case 2:
        return string(2)
      case 3:
        return text()
      case 4:
        return Array.from({ length: array() }, () => value(depth + 1))
      default:
        return boolean()
    }
  }
  return {
    get at() {
      return at
    },
    get fault() {
      return fault
    },
    unsigned: () => head(0),
    bytes: () => string(2),
    text,
    boolean,
    array,
    opens: () => single(0x9f),
    closes: () => single(0xff),
    next,
    value: () => value(0),
    end() {
      if (at < octets.length) fail({ kind: 'trailing', at, octets: octets.length - at })
    },
  }
}

/** The least value that needs the length after the head, by 24 to 27. */
const SMALLEST = [24, 0x100, 0x1_0000, 0x1_0000_0000]
