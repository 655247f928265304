import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromBase64, toBase64 } from './base64.ts'

/** RFC 4648, section 10. */
const VECTORS = [
  ['', ''],
  ['f', 'Zg=='],
  ['fo', 'Zm8='],
  ['foo', 'Zm9v'],
  ['foob', 'Zm9vYg=='],
  ['fooba', 'Zm9vYmE='],
  ['foobar', 'Zm9vYmFy'],
] as const

describe('base64', () => {
  it.each(VECTORS)('writes and reads "%s" as the RFC does', (plain, text) => {
    const bytes = new TextEncoder().encode(plain)
    expect(toBase64(bytes)).toBe(text)
    expect(fromBase64(text)).toEqual(bytes)
  })

  it.each(['Zg=', 'Zg', 'Z===', '====', 'Zm9v\n', 'Zm-v', 'Zh==', 'Zm9=', 'Zm=v', 'Zmöv'])('refuses "%s"', (text) => {
    expect(fromBase64(text)).toBeUndefined()
  })

  it('gives any bytes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
        expect(fromBase64(toBase64(bytes))).toEqual(bytes)
      }),
    )
  })
})
