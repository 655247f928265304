/**
 * Canonical JSON: RFC 8785, "JSON Canonicalization Scheme" (JCS). One value has one text, so that its hash means
 * something: keys sorted by UTF-16 code units (3.2.3), numbers and strings as ECMAScript writes them (3.2.2), no spaces.
 * What I-JSON (RFC 7493) has no place for is refused: NaN, infinities, lone surrogates.
 */
import { err, ok, type Result } from '@magpie/core/result'

/** What JSON can hold. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue }

/** A value that has no canonical text; `pointer` (RFC 6901) says where it stands. */
export type NotCanonical = {
  readonly kind: 'not-canonical'
  readonly pointer: string
  readonly why: 'number-not-finite' | 'lone-surrogate' | 'not-json' | 'too-deep'
}

/** Deeper nesting is refused, circles among it. */
const DEEPEST = 500

/** The canonical text of a value. */
export function canonicalJson(value: unknown): Result<string, NotCanonical> {
  const path: string[] = []
  const parts: string[] = []
  const why = write(value, path, parts)
  if (why === undefined) return ok(parts.join(''))
  const pointer = path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
  return err({ kind: 'not-canonical', pointer, why })
}

/** Appends the text of a value to `parts`; on failure `path` is left pointing at what failed. */
function write(value: unknown, path: string[], parts: string[]): NotCanonical['why'] | undefined {
  if (value === null || typeof value === 'boolean') {
    parts.push(String(value))
    return undefined
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return 'number-not-finite'
    parts.push(JSON.stringify(value)) // -0 as 0, as 3.2.2.3 wants
    return undefined
  }
  if (typeof value === 'string') return writeString(value, parts)
  if (typeof value !== 'object') return 'not-json'
  if (path.length >= DEEPEST) return 'too-deep'
  if (Array.isArray(value)) return writeArray(value, path, parts)
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) return 'not-json'
  return writeObject(value as Record<string, unknown>, path, parts)
}

function writeString(value: string, parts: string[]): NotCanonical['why'] | undefined {
  if (!value.isWellFormed()) return 'lone-surrogate'
  parts.push(JSON.stringify(value)) // escapes exactly what 3.2.2.2 asks for
  return undefined
}

function writeArray(list: readonly unknown[], path: string[], parts: string[]): NotCanonical['why'] | undefined {
  parts.push('[')
  for (let i = 0; i < list.length; i++) {
    if (i > 0) parts.push(',')
    path.push(String(i))
    const why = write(list[i], path, parts)
    if (why !== undefined) return why
    path.pop()
  }
  parts.push(']')
  return undefined
}

function writeObject(
  object: Record<string, unknown>,
  path: string[],
  parts: string[],
): NotCanonical['why'] | undefined {
  parts.push('{')
  let first = true
  for (const key of Object.keys(object).sort()) {
    if (!first) parts.push(',')
    first = false
    path.push(key)
    const inKey = writeString(key, parts)
    if (inKey !== undefined) return inKey
    parts.push(':')
    const why = write(object[key], path, parts)
    if (why !== undefined) return why
    path.pop()
  }
  parts.push('}')
  return undefined
}
