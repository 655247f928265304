/**
 * JSON as a request may have it (I-JSON, RFC 7493): no name twice in an object, no text that is none (a lone surrogate, a
 * NUL), no deeper than anything of the contract is. `JSON.parse` would take all of it, and keep one of two values silently.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { Problem } from './failure.ts'

/** Objects and lists within each other; the deepest of the contract has 20. */
const DEEPEST = 64

/** The value of a text; else what is wrong, by the pointer of the place where it could be told. */
export function strictJson(text: string): Result<unknown, Problem[]> {
  const problems = placesOf(text)
  if (problems.length > 0) return err(problems)
  try {
    return ok(JSON.parse(text))
  } catch (cause) {
    return err([{ file: '', field: '', rule: 'json', message: `is not JSON: ${(cause as Error).message}` }])
  }
}

/** An open object or list; `at` is the name or the number of the value that is read. */
type Level = { readonly names: Set<string> | undefined; at: string | number; named: boolean }

function placesOf(text: string): Problem[] {
  const problems: Problem[] = []
  const levels: Level[] = []
  const say = (rule: string, message: string) => {
    const field = levels.map((l) => `/${String(l.at).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
    if (problems.length < 100) problems.push({ file: '', field, rule, message })
  }
  for (let i = 0; i < text.length && levels.length <= DEEPEST; i++) {
    if (text[i] === '"') {
      const end = endOfString(text, i)
      readString(text.slice(i, end), levels.at(-1), say)
      i = end - 1
    } else structure(text[i]!, levels)
  }
  if (levels.length > DEEPEST) say('depth', `is deeper than ${DEEPEST} objects and lists within each other`)
  return problems
}

/** Follows a mark that opens, closes or separates. */
function structure(mark: string, levels: Level[]): void {
  const level = levels.at(-1)
  if (mark === '{') levels.push({ names: new Set(), at: '', named: false })
  else if (mark === '[') levels.push({ names: undefined, at: 0, named: true })
  else if (mark === '}' || mark === ']') levels.pop()
  else if (mark === ',' && level !== undefined) {
    if (level.names === undefined) level.at = Number(level.at) + 1
    else level.named = false
  }
}

/** A name of an object, or a value; where it cannot be read at all, the parser tells. */
function readString(token: string, level: Level | undefined, say: (rule: string, message: string) => void): void {
  const plain =
    /^"[\u0020-\ud7ff\ue000-\uffff]*"$/.test(token) && !token.includes('\\') ? token.slice(1, -1) : unescaped(token)
  if (plain === undefined) return
  const name = level?.names !== undefined && !level.named
  if (name) {
    level.at = plain
    level.named = true
    if (level.names!.has(plain)) say('duplicate', 'stands in its object twice')
    level.names!.add(plain)
  }
  if (!plain.isWellFormed()) say('text', 'has half of a character (a lone surrogate)')
  if (plain.includes('\0')) say('text', 'has a NUL character')
}

function unescaped(token: string): string | undefined {
  try {
    return JSON.parse(token) as string
  } catch {
    return undefined
  }
}

/** The place after the string that begins at `from`; the end of the text where it is not closed. */
function endOfString(text: string, from: number): number {
  for (let i = from + 1; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (text[i] === '"') return i + 1
  }
  return text.length
}
