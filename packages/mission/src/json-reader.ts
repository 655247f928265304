/**
 * Reads JSON (RFC 8259) and keeps where everything stands, so that a problem can be told by its line. Stricter than
 * `JSON.parse` where that would hide a mistake: doubled keys, numbers past the range of doubles, lone surrogates.
 */
import { err, ok, type Result } from '@magpie/core/result'

/** A text that was read; lines and columns count from 1. */
export type JsonDocument = {
  readonly value: unknown
  /** The line of a field by JSON pointer (RFC 6901); of one that is not there, that of the nearest field around it. */
  lineOf(pointer: string): number
}

export type BadJson = {
  readonly kind: 'bad-json'
  readonly line: number
  readonly column: number
  /** The field that was being read. */
  readonly pointer: string
  readonly why: JsonFault
}
export type JsonFault =
  | 'ends-early'
  | 'unexpected-character'
  | 'trailing-comma'
  | 'comment'
  | 'byte-order-mark'
  | 'follows-the-end'
  | 'bad-escape'
  | 'control-character'
  | 'lone-surrogate'
  | 'bad-number'
  | 'number-out-of-range'
  | 'doubled-key'
  | 'too-deep'

const DEEPEST = 200

/** Where reading stopped. Thrown inside this file only. */
class Stop {
  readonly at: number
  readonly why: JsonFault
  constructor(at: number, why: JsonFault) {
    this.at = at
    this.why = why
  }
}

/** Reads a text. */
export function readJson(text: string): Result<JsonDocument, BadJson> {
  const reader = new Reader(text)
  try {
    const value = reader.document()
    return ok({ value, lineOf: (pointer) => lineAt(reader.ends(), nearest(reader.places, pointer)) })
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop
    const ends = reader.ends()
    const line = lineAt(ends, stop.at)
    const column = stop.at - (line === 1 ? -1 : ends[line - 2]!)
    return err({ kind: 'bad-json', line, column, pointer: pointerOf(reader.path), why: stop.why })
  }
}

/** A JSON pointer from its parts. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function nearest(places: ReadonlyMap<string, number>, pointer: string): number {
  for (let p = pointer; p !== ''; p = p.slice(0, p.lastIndexOf('/'))) {
    const at = places.get(p)
    if (at !== undefined) return at
  }
  return places.get('') ?? 0
}

/** The line of an offset, from the offsets of all line ends. */
function lineAt(ends: readonly number[], at: number): number {
  let low = 0
  let high = ends.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (ends[middle]! < at) low = middle + 1
    else high = middle
  }
  return low + 1
}

class Reader {
  readonly places = new Map<string, number>()
  readonly path: (string | number)[] = []
  /** The pointer of the path: made of its parts anew for each member, it would cost their depth. */
  #pointer = ''
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** The offsets of all line ends. */
  ends(): number[] {
    const out: number[] = []
    for (let i = this.#text.indexOf('\n'); i >= 0; i = this.#text.indexOf('\n', i + 1)) out.push(i)
    return out
  }

  document(): unknown {
    if (this.#text.startsWith('\ufeff')) throw new Stop(0, 'byte-order-mark')
    this.#space()
    this.places.set('', this.#at)
    const value = this.#value()
    this.#space()
    if (this.#at < this.#text.length) throw new Stop(this.#at, 'follows-the-end')
    return value
  }

  #value(): unknown {
    const c = this.#text[this.#at]
    if (c === '{') return this.#object()
    if (c === '[') return this.#array()
    if (c === '"') return this.#string()
    for (const [word, value] of WORDS) {
      if (this.#text.startsWith(word, this.#at)) {
        this.#at += word.length
        return value
      }
    }
    return this.#number()
  }

  #object(): Record<string, unknown> {
    const object: Record<string, unknown> = {}
    this.#open()
    if (this.#closes('}')) return object
    do {
      this.#space()
      const start = this.#at
      if (this.#text[start] !== '"') throw this.#unexpected('}')
      const key = this.#string()
      if (Object.hasOwn(object, key)) throw new Stop(start, 'doubled-key')
      const outside = this.#enter(key, start)
      this.#space()
      if (this.#text[this.#at] !== ':') throw this.#unexpected()
      this.#at++
      this.#space()
      // Not by assignment: the key may be __proto__.
      Object.defineProperty(object, key, { value: this.#value(), writable: true, enumerable: true, configurable: true })
      this.#leave(outside)
    } while (this.#goesOn('}'))
    return object
  }

  #array(): unknown[] {
    const list: unknown[] = []
    this.#open()
    if (this.#closes(']')) return list
    do {
      this.#space()
      if (this.#text[this.#at] === ']') throw this.#unexpected(']')
      const outside = this.#enter(list.length, this.#at)
      list.push(this.#value())
      this.#leave(outside)
    } while (this.#goesOn(']'))
    return list
  }

  /** Goes into a member that begins at an offset; gives the pointer outside of it. */
  #enter(part: string | number, start: number): string {
    const outside = this.#pointer
    this.path.push(part)
    this.#pointer = outside + pointerOf([part])
    this.places.set(this.#pointer, start)
    return outside
  }

  #leave(outside: string): void {
    this.path.pop()
    this.#pointer = outside
  }

  #open(): void {
    if (this.path.length >= DEEPEST) throw new Stop(this.#at, 'too-deep')
    this.#at++
    this.#space()
  }

  #closes(end: string): boolean {
    if (this.#text[this.#at] !== end) return false
    this.#at++
    return true
  }

  /** After a member: a comma and more, or the end. */
  #goesOn(end: string): boolean {
    this.#space()
    if (this.#closes(end)) return false
    if (this.#text[this.#at] !== ',') throw this.#unexpected()
    this.#at++
    return true
  }

  #string(): string {
    const start = this.#at++
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (Number.isNaN(code)) throw new Stop(this.#text.length, 'ends-early')
      if (code === 0x22) break
      if (code < 0x20) throw new Stop(this.#at, 'control-character')
      if (code === 0x5c) this.#escape()
      else this.#at++
    }
    const value: string = JSON.parse(this.#text.slice(start, ++this.#at))
    if (!value.isWellFormed()) throw new Stop(start, 'lone-surrogate')
    return value
  }

  #escape(): void {
    ESCAPE.lastIndex = this.#at
    if (!ESCAPE.test(this.#text)) throw new Stop(this.#at, 'bad-escape')
    this.#at = ESCAPE.lastIndex
  }

  #number(): number {
    const start = this.#at
    NUMBER.lastIndex = start
    if (!NUMBER.test(this.#text)) throw this.#unexpected()
    this.#at = NUMBER.lastIndex
    if (/[0-9.eE+-]/.test(this.#text[this.#at] ?? '')) throw new Stop(start, 'bad-number')
    const value = Number(this.#text.slice(start, this.#at))
    if (!Number.isFinite(value)) throw new Stop(start, 'number-out-of-range')
    return value
  }

  #space(): void {
    SPACE.lastIndex = this.#at
    SPACE.test(this.#text)
    this.#at = SPACE.lastIndex
  }

  /** What stands here should not; `end` is the bracket that would close after a comma too many. */
  #unexpected(end?: string): Stop {
    const c = this.#text[this.#at]
    if (c === undefined) return new Stop(this.#at, 'ends-early')
    if (c === end) return new Stop(this.#at, 'trailing-comma')
    return new Stop(this.#at, c === '/' || c === '#' ? 'comment' : 'unexpected-character')
  }
}

const WORDS: readonly (readonly [string, unknown])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
]
const SPACE = /[ \t\n\r]*/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

/** What is wrong with a text, and what to do. */
export function describeBadJson({ why, column }: BadJson): string {
  return `at column ${column}: ${FAULTS[why]}`
}

const FAULTS: Readonly<Record<JsonFault, string>> = {
  'ends-early': 'the text ends before the value does: close what is open',
  'unexpected-character': 'this is not JSON: a value, a comma or a bracket is expected here',
  'trailing-comma': 'nothing follows the comma: take it out',
  comment: 'JSON has no comments: take it out, or put it into a note field',
  'byte-order-mark': 'the file begins with a byte order mark: save it as UTF-8 without one',
  'follows-the-end': 'something follows the end of the value: take it out',
  'bad-escape': 'there is no such escape: write a backslash twice',
  'control-character': 'a line break or control character stands in a string: escape it',
  'lone-surrogate': 'the string holds half of a surrogate pair: write the whole character',
  'bad-number': 'this is not a number as JSON writes them, such as 0.5 or -1e3',
  'number-out-of-range': 'the number is past the range of doubles',
  'doubled-key': 'the field stands twice in its object: take one out',
  'too-deep': `nested more than ${DEEPEST} deep`,
}
