/** Base64 (RFC 4648, section 4) without Node or the DOM: bytes that travel in JSON. */

const CODES = new TextEncoder().encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
/** The character "=". */
const PAD = 61
/** Value of each character; 255 for those that are none of the alphabet's. */
const VALUES = new Uint8Array(128).fill(255)
for (let i = 0; i < 64; i++) VALUES[CODES[i]!] = i

/** Bytes as text, padded. */
export function toBase64(bytes: Uint8Array): string {
  const out = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(PAD)
  for (let k = 0, at = 0; k < bytes.length; k += 3, at += 4) {
    const n = (bytes[k]! << 16) | ((bytes[k + 1] ?? 0) << 8) | (bytes[k + 2] ?? 0)
    const left = bytes.length - k
    out[at] = CODES[n >> 18]!
    out[at + 1] = CODES[(n >> 12) & 63]!
    if (left > 1) out[at + 2] = CODES[(n >> 6) & 63]!
    if (left > 2) out[at + 3] = CODES[n & 63]!
  }
  return new TextDecoder().decode(out)
}

/** The bytes of a text that `toBase64` could have written; undefined for any other, so that bytes have one text only. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 4 !== 0) return undefined
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const digits = text.length - padding
  const out = new Uint8Array((text.length / 4) * 3 - padding)
  let bits = 0
  let at = 0
  for (let i = 0; i < digits; i++) {
    const value = VALUES[text.charCodeAt(i)] ?? 255
    if (value === 255) return undefined
    bits = ((bits << 6) | value) & 0xffffff
    const held = (i % 4) * 6 // of the byte that is begun, before this character
    if (held > 0) out[at++] = (bits >> (6 - held / 3)) & 255
  }
  const unused = padding === 2 ? bits & 15 : padding === 1 ? bits & 3 : 0
  return unused === 0 ? out : undefined
}
