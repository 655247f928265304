/**
 * Texts of the character sets that XTCE's StringDataEncoding names, as octets and back. Octets that a set does not define are
 * U+FFFD; of UTF-16 and UTF-32 without an order in the name a byte order mark decides (RFC 2781, 3.2), then the encoding's own
 * byte order, then the most significant octet first.
 */
import type { StringEncoding } from './dictionary.ts'

type Charset = StringEncoding['charset']
type Coded = Pick<StringEncoding, 'charset' | 'littleEndian'>

/** Octets of a code unit: what ends a text stands at a multiple of them. */
export function unitOctets(charset: Charset): 1 | 2 | 4 {
  return charset.startsWith('UTF-16') ? 2 : charset.startsWith('UTF-32') ? 4 : 1
}

/** Where in the octets the units `by` first stand, -1 where they do not. */
export function endOfText(octets: Uint8Array, by: readonly number[], unit: number): number {
  for (let at = 0; at + by.length <= octets.length; at += unit)
    if (by.every((octet, i) => octets[at + i] === octet)) return at
  return -1
}

/** The text up to the first zero. */
export function decodeText(octets: Uint8Array, encoding: Coded): string {
  const text = wholeText(octets, encoding)
  const end = text.indexOf('\0')
  return end < 0 ? text : text.slice(0, end)
}

function wholeText(octets: Uint8Array, { charset, littleEndian }: Coded): string {
  switch (charset) {
    case 'UTF-8':
    case 'Windows-1252':
      return decoderOf(charset).decode(octets)
    case 'US-ASCII':
      return singles(octets, 0x7f)
    case 'ISO-8859-1':
      return singles(octets, 0xff)
    case 'UTF-16LE':
    case 'UTF-16BE':
      return decoderOf(charset).decode(octets)
    case 'UTF-16': {
      const marked = markOf(octets, 2)
      const from = marked === undefined ? octets : octets.subarray(2)
      return decoderOf((marked ?? littleEndian) ? 'UTF-16LE' : 'UTF-16BE').decode(from)
    }
    case 'UTF-32LE':
      return wide(octets, true)
    case 'UTF-32BE':
      return wide(octets, false)
    case 'UTF-32': {
      const marked = markOf(octets, 4)
      return wide(marked === undefined ? octets : octets.subarray(4), marked ?? littleEndian ?? false)
    }
  }
}

const decoders = new Map<string, { decode(octets: Uint8Array): string }>()

function decoderOf(charset: Charset): { decode(octets: Uint8Array): string } {
  let decoder = decoders.get(charset)
  if (decoder === undefined) {
    decoder = new TextDecoder(charset.toLowerCase(), { ignoreBOM: true })
    decoders.set(charset, decoder)
  }
  return decoder
}

/** Not by TextDecoder, which takes both names for Windows-1252. */
function singles(octets: Uint8Array, most: number): string {
  let text = ''
  for (const octet of octets) text += octet <= most ? String.fromCharCode(octet) : '\ufffd'
  return text
}

/** Whether a byte order mark says little-endian; undefined where there is none. */
function markOf(octets: Uint8Array, unit: 2 | 4): boolean | undefined {
  const big = unit === 2 ? [0xfe, 0xff] : [0, 0, 0xfe, 0xff]
  if (octets.length < unit) return undefined
  if (big.every((octet, i) => octets[i] === octet)) return false
  return big.every((octet, i) => octets[unit - 1 - i] === octet) ? true : undefined
}

function wide(octets: Uint8Array, little: boolean): string {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length)
  let text = ''
  for (let at = 0; at + 4 <= octets.length; at += 4) {
    const code = view.getUint32(at, little)
    text += code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd'
  }
  return text
}

const utf8 = new TextEncoder()

/** The octets of a text; undefined where the set lacks a character of it. */
export function encodeText(text: string, { charset, littleEndian }: Coded): Uint8Array | undefined {
  switch (charset) {
    case 'UTF-8':
      return utf8.encode(text)
    case 'US-ASCII':
      return listed(text, (code) => (code <= 0x7f ? code : undefined))
    case 'ISO-8859-1':
      return listed(text, (code) => (code <= 0xff ? code : undefined))
    case 'Windows-1252':
      return listed(text, (code) => windows1252().get(code))
    case 'UTF-16LE':
      return units16(text, true)
    case 'UTF-16BE':
      return units16(text, false)
    case 'UTF-16':
      return units16(text, littleEndian === true)
    case 'UTF-32LE':
      return units32(text, true)
    case 'UTF-32BE':
      return units32(text, false)
    case 'UTF-32':
      return units32(text, littleEndian === true)
  }
}

function listed(text: string, octetOf: (code: number) => number | undefined): Uint8Array | undefined {
  const out: number[] = []
  for (const character of text) {
    const octet = octetOf(character.codePointAt(0)!)
    if (octet === undefined) return undefined
    out.push(octet)
  }
  return Uint8Array.from(out)
}

let codes1252: ReadonlyMap<number, number> | undefined

function windows1252(): ReadonlyMap<number, number> {
  const all = Uint8Array.from({ length: 256 }, (_, i) => i)
  codes1252 ??= new Map(Array.from(decoderOf('Windows-1252').decode(all), (c, i) => [c.codePointAt(0)!, i]))
  return codes1252
}

function units16(text: string, little: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * text.length))
  for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), little)
  return new Uint8Array(view.buffer)
}

function units32(text: string, little: boolean): Uint8Array {
  const codes = Array.from(text, (character) => character.codePointAt(0)!)
  const view = new DataView(new ArrayBuffer(4 * codes.length))
  codes.forEach((code, i) => {
    view.setUint32(4 * i, code, little)
  })
  return new Uint8Array(view.buffer)
}
