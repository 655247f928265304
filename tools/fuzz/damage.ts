/**
 * Damage to inputs that were right: of octets, of text, and of JSON by its structure. All of it follows from the draw alone, so
 * that an input can be made again from its seed and number.
 */
import type { Random } from '@magpie/core/random'

/** Octets that often hurt: ends of ranges, marks of frames and packets, heads of CBOR, Thrift, TIFF and JSON. */
const HURTFUL = [0, 1, 0x7f, 0x80, 0xff, 0xfe, 0x1a, 0xeb, 0x18, 0x1b, 0x3b, 0x5b, 0x7b, 0x9b, 0x9f, 0xbf, 0x22, 0x2e]
/** Numbers of several octets that lengths and counts are set to. */
const COUNTS = [0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff]

/** A copy with one to six changes; `others` are right inputs that pieces are taken from. */
export function damagedOctets(right: Uint8Array, others: readonly Uint8Array[], draw: Random): Uint8Array<ArrayBuffer> {
  let octets = Uint8Array.from(right)
  for (let n = 1 + draw.integer(6); n > 0 && octets.length > 0; n--) octets = changed(octets, others, draw)
  return octets
}

function changed(
  octets: Uint8Array<ArrayBuffer>,
  others: readonly Uint8Array[],
  draw: Random,
): Uint8Array<ArrayBuffer> {
  // Half of all damage meets the front, where lengths and kinds stand.
  const at = draw.integer(draw.integer(2) === 0 ? Math.min(octets.length, 48) : octets.length)
  switch (draw.integer(11)) {
    case 0:
    case 1:
      octets[at]! ^= 1 << draw.integer(8)
      return octets
    case 2:
      octets[at] = draw.integer(256)
      return octets
    case 3:
      octets[at] = HURTFUL[draw.integer(HURTFUL.length)]!
      return octets
    case 4:
      return withCount(octets, at, draw)
    case 5:
      return octets.slice(0, at)
    case 6:
      return octets.slice(at)
    case 7: {
      const from = others[draw.integer(others.length)]!
      return spliced(octets, at, 0, pieceOf(from, draw))
    }
    case 8: {
      const piece = pieceOf(octets, draw)
      return spliced(octets, at, piece.length, piece)
    }
    case 9:
      return repeated(octets, at, draw)
    default:
      return octets.fill(HURTFUL[draw.integer(HURTFUL.length)]!, at, at + 1 + draw.integer(64))
  }
}

/** A number of two, four or eight octets, either end first, or the one that stands there moved by a little. */
function withCount(octets: Uint8Array<ArrayBuffer>, at: number, draw: Random): Uint8Array<ArrayBuffer> {
  const size = [2, 4, 8][draw.integer(3)]!
  if (at + size > octets.length) return octets
  const view = new DataView(octets.buffer)
  const little = draw.integer(2) === 0
  const near = draw.integer(2) === 0 ? undefined : draw.integer(7) - 3
  const count = COUNTS[draw.integer(COUNTS.length)]!
  if (size === 2) view.setUint16(at, near === undefined ? count : view.getUint16(at, little) + near, little)
  else if (size === 4) view.setUint32(at, near === undefined ? count : view.getUint32(at, little) + near, little)
  else
    view.setBigUint64(
      at,
      BigInt.asUintN(64, near === undefined ? BigInt(count) << 31n : view.getBigUint64(at, little) + BigInt(near)),
      little,
    )
  return octets
}

function pieceOf(octets: Uint8Array, draw: Random): Uint8Array {
  const from = draw.integer(octets.length + 1)
  return octets.slice(from, from + 1 + draw.integer(draw.integer(4) === 0 ? 400 : 24))
}

function spliced(octets: Uint8Array, at: number, out: number, piece: Uint8Array): Uint8Array<ArrayBuffer> {
  const end = Math.min(octets.length, at + out)
  const made = new Uint8Array(at + piece.length + octets.length - end)
  made.set(octets.subarray(0, at))
  made.set(piece, at)
  made.set(octets.subarray(end), at + piece.length)
  return made
}

/** A piece many times over: an input never grows past 16 times its size, or 64 kilobytes. */
function repeated(octets: Uint8Array<ArrayBuffer>, at: number, draw: Random): Uint8Array<ArrayBuffer> {
  const piece = pieceOf(octets.subarray(at), draw)
  const times = 2 + draw.integer(14)
  if (piece.length === 0 || octets.length + times * piece.length > 65536) return octets
  const many = new Uint8Array(times * piece.length)
  for (let i = 0; i < times; i++) many.set(piece, i * piece.length)
  return spliced(octets, at, 0, many)
}

/** What text is broken by. */
const MARKS = [
  ...['-1', '0', '1', '-0', '65536', '1e9', '1e400', '99999999999999999999', '0x7fffffffffffffff', '1e-320', 'NaN'],
  ...[
    'Infinity',
    'null',
    'true',
    '""',
    '"',
    "'",
    '<',
    '>',
    '</',
    '/>',
    '&',
    '&#0;',
    '&#x110000;',
    ']]>',
    '<!--',
    '{',
    '}',
  ],
  ...['[', ']', '(', ')', ',', ';', ':', '\\', '\\u0000', '\n', '\r', '\t', '\u0000', 'é', '月', '\ud800', '\u202e'],
  ...['\ufeff', '__proto__', 'constructor', '../', '%s', '=', '#', '-', '.', '..', ' '],
] as const

/** A copy with one to five changes: pieces cut out, doubled, moved or taken from others, marks and numbers. */
export function damagedText(right: string, others: readonly string[], draw: Random): string {
  let text = right
  for (let n = 1 + draw.integer(5); n > 0; n--) {
    const at = draw.integer(text.length + 1)
    const cut = draw.integer(2) === 0 ? 0 : draw.integer(draw.integer(4) === 0 ? 400 : 12)
    text = text.slice(0, at) + putIn(text, others, draw) + text.slice(at + cut)
  }
  return text.length > 4 * right.length + 4096 ? text.slice(0, 4 * right.length + 4096) : text
}

function putIn(text: string, others: readonly string[], draw: Random): string {
  const from = draw.integer(text.length + 1)
  switch (draw.integer(6)) {
    case 0:
      return ''
    case 1:
      return text.slice(from, from + draw.integer(200))
    case 2: {
      const other = others[draw.integer(others.length)]!
      const start = draw.integer(other.length + 1)
      return other.slice(start, start + draw.integer(60))
    }
    case 3:
      return MARKS[draw.integer(MARKS.length)]!.repeat(1 + draw.integer(draw.integer(8) === 0 ? 300 : 1))
    case 4:
      return String(draw.integer(0xffffffff) - 0x7fffffff)
    default:
      return MARKS[draw.integer(MARKS.length)]!
  }
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** Values that stand where others should. */
const WRONG: readonly Json[] = [
  ...[null, true, false, 0, -0, -1, 1, 0.5, 1e308, -1e308, 5e-324, 2 ** 53, 4294967296, '', ' ', '\u0000', '0', '-1'],
  ...['1e999', '2028-02-30T25:61:61Z', '9999-12-31T23:59:60Z', 'ipn:0.0', '../..', 'a'.repeat(5000), '月', '__proto__'],
  ...[[], {}, [[]], [null], { a: 1 }],
]

/** The text of a JSON value of which one to four places were changed; sometimes the text itself is, too. */
export function damagedJson(right: string, others: readonly string[], draw: Random): string {
  if (draw.integer(4) === 0) return damagedText(right, others, draw)
  const value = JSON.parse(right) as Json
  for (let n = 1 + draw.integer(4); n > 0; n--) changeSomewhere(value, draw)
  const text = JSON.stringify(value)
  if (draw.integer(50) > 0) return text
  const levels = 1 + draw.integer(20_000)
  return '['.repeat(levels) + text + ']'.repeat(draw.integer(3) === 0 ? 0 : levels)
}

/** Goes down to some place, the deeper the rarer, and changes what stands there. */
function changeSomewhere(value: Json, draw: Random): void {
  let holder = value
  for (;;) {
    if (typeof holder !== 'object' || holder === null) return
    const keys = Object.keys(holder)
    const key = keys[draw.integer(Math.max(1, keys.length))]
    if (key === undefined) return
    const inner: Json = (holder as Record<string, Json>)[key]!
    if (typeof inner === 'object' && inner !== null && draw.integer(6) > 0 && Object.keys(inner).length > 0) {
      holder = inner
      continue
    }
    changeAt(holder as Record<string, Json>, key, inner, draw)
    return
  }
}

function changeAt(holder: Record<string, Json>, key: string, inner: Json, draw: Random): void {
  const whole = Array.isArray(holder) ? (holder as Json[]) : undefined
  switch (draw.integer(7)) {
    case 0:
      if (whole === undefined) delete holder[key]
      else whole.splice(Number(key), 1)
      return
    case 1:
      if (whole === undefined) holder[`${key}_`] = inner
      else for (let n = draw.integer(20); n >= 0; n--) whole.push(structuredClone(inner))
      return
    case 2:
      if (typeof inner === 'number') holder[key] = inner * [-1, 0, 1e300, 1 + 1e-15, 0.1][draw.integer(5)]!
      else if (typeof inner === 'string') holder[key] = damagedText(inner, [inner], draw)
      else holder[key] = structuredClone(WRONG[draw.integer(WRONG.length)]!)
      return
    case 3: {
      // What stands beside it, as a reference to another thing of the same kind.
      const keys = Object.keys(holder)
      holder[key] = structuredClone(holder[keys[draw.integer(keys.length)]!]!)
      return
    }
    case 4:
      holder[key] = draw.integer(2) === 0 ? deep(inner, 1 + draw.integer(10)) : withinItself(inner, draw)
      return
    default:
      holder[key] = structuredClone(WRONG[draw.integer(WRONG.length)]!)
  }
}

function deep(inner: Json, levels: number): Json {
  let value = inner
  for (let i = 0; i < levels; i++) value = [value]
  return value
}

/** A record that holds itself in one of its fields, many times over: what readers go down into. */
function withinItself(inner: Json, draw: Random): Json {
  if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return deep(inner, 2)
  const keys = Object.keys(inner)
  const key = keys[draw.integer(Math.max(1, keys.length))]
  if (key === undefined) return inner
  let value: { [key: string]: Json } = inner
  const list = Array.isArray(inner[key])
  for (let i = 1 + draw.integer(draw.integer(8) === 0 ? 200 : 4); i > 0; i--)
    value = { ...inner, [key]: list ? [value] : value }
  return value
}
