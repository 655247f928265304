/**
 * Text kernels (leap seconds, constants, frames): NAIF, "Kernel Required Reading", section "Text Kernel Specifications".
 * A kernel becomes a list of assignments; `pool.ts` merges those of several kernels.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { KernelError } from './errors.ts'

/** One value: a number (dates are seconds past 2000-01-01T12:00:00 with 86400 a day) or a string. */
export type TextValue = number | string

/** `NAME = values`, or `NAME += values` where `append`. */
export type Assignment = {
  readonly name: string
  readonly values: readonly TextValue[]
  readonly append: boolean
  readonly line: number
}

export type TextKernel = {
  readonly file: string
  /** What follows `KPL/` on the first line: LSK, PCK, FK ...; empty where there is no such line. */
  readonly type: string
  readonly assignments: readonly Assignment[]
}

/** Reads a text kernel. What follows the last data line without a line end is refused, as SPICE ignores it. */
export function readTextKernel(file: string, text: string): Result<TextKernel, KernelError> {
  const tokens = tokenize(file, text)
  if (!tokens.ok) return tokens
  const assignments = parse(file, tokens.value)
  if (!assignments.ok) return assignments
  const type = /^\s*KPL\/(\w+)/.exec(text)?.[1] ?? ''
  return ok({ file, type, assignments: assignments.value })
}

type Token = { readonly kind: 'word' | 'string' | 'mark'; readonly text: string; readonly line: number }

const TOKEN = /\s*(?:'((?:[^']|'')*)'|(\+=|[=(),])|([^\s'=(),+]+(?:\+(?!=)[^\s'=(),+]*)*|\+(?!=)[^\s'=(),]+))/y

function tokenize(file: string, text: string): Result<Token[], KernelError> {
  const out: Token[] = []
  let data = false
  const lines = text.split(/\r\n|\n|\r/)
  for (let i = 0; i < lines.length; i++) {
    const content = lines[i]!
    const mark = content.trim()
    if (mark === '\\begindata') data = true
    else if (mark === '\\begintext') data = false
    else if (data && mark !== '') {
      if (i === lines.length - 1)
        return err(bad(file, i + 1, 'the last line of data has no line end: is the file cut off?'))
      const wrong = tokenizeLine(content, i + 1, out)
      if (wrong !== undefined) return err(bad(file, i + 1, wrong))
    }
  }
  return ok(out)
}

/** Adds a line's tokens to `out`; returns what is wrong, if anything. */
function tokenizeLine(content: string, line: number, out: Token[]): string | undefined {
  const control = /[^\t\x20-\xff]/.exec(content)
  if (control !== null) return `a character of code ${control[0].charCodeAt(0)} does not belong there`
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < content.length) {
    const at = TOKEN.lastIndex
    if (content.slice(at).trim() === '') return undefined
    TOKEN.lastIndex = at
    const m = TOKEN.exec(content)
    if (m === null) return `cannot read "${content.slice(at).trim().slice(0, 40)}"`
    if (m[1] !== undefined) out.push({ kind: 'string', text: m[1].replaceAll("''", "'"), line })
    else if (m[2] !== undefined) out.push({ kind: 'mark', text: m[2], line })
    else out.push({ kind: 'word', text: m[3]!, line })
  }
  return undefined
}

function parse(file: string, tokens: readonly Token[]): Result<Assignment[], KernelError> {
  const out: Assignment[] = []
  for (let i = 0; i < tokens.length; ) {
    const name = tokens[i]!
    const sign = tokens[i + 1]
    if (name.kind !== 'word') return err(bad(file, name.line, `expected a variable's name, found "${name.text}"`))
    if (sign?.kind !== 'mark' || (sign.text !== '=' && sign.text !== '+='))
      return err(bad(file, name.line, `expected = or += after ${name.text}`))
    const values = readValues(file, tokens, i + 2, name)
    if (!values.ok) return values
    out.push({ name: name.text, values: values.value.values, append: sign.text === '+=', line: name.line })
    i = values.value.next
  }
  return ok(out)
}

type Values = { readonly values: TextValue[]; readonly next: number }

/** One value, or a list in parentheses with commas or blanks between. */
function readValues(file: string, tokens: readonly Token[], from: number, name: Token): Result<Values, KernelError> {
  if (isMark(tokens[from], '(')) return readList(file, tokens, from + 1, name)
  const token = tokens[from]
  if (token === undefined) return err(bad(file, name.line, `${name.text} has no value`))
  const value = readValue(token)
  if (value === undefined) return err(bad(file, token.line, `"${token.text}" is no value for ${name.text}`))
  return ok({ values: [value], next: from + 1 })
}

function readList(file: string, tokens: readonly Token[], from: number, name: Token): Result<Values, KernelError> {
  const values: TextValue[] = []
  for (let i = from; i < tokens.length; i++) {
    const token = tokens[i]!
    if (isMark(token, ',')) continue
    if (isMark(token, ')')) {
      if (values.length === 0) return err(bad(file, name.line, `${name.text} has an empty list`))
      return ok({ values, next: i + 1 })
    }
    const value = readValue(token)
    if (value === undefined) return err(bad(file, token.line, `"${token.text}" is no value for ${name.text}`))
    if (values.length > 0 && typeof value !== typeof values[0])
      return err(bad(file, token.line, `${name.text} mixes numbers and strings`))
    values.push(value)
  }
  return err(bad(file, name.line, `the list of ${name.text} is not closed`))
}

function isMark(token: Token | undefined, text: string): boolean {
  return token?.kind === 'mark' && token.text === text
}

function readValue(token: Token): TextValue | undefined {
  if (token.kind === 'string') return token.text
  if (token.kind === 'mark') return undefined
  if (token.text.startsWith('@')) return dateSeconds(token.text.slice(1))
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[EeDd][+-]?\d{1,3})?$/.test(token.text)) return undefined
  const value = Number(token.text.replace(/[Dd]/, 'e'))
  return Number.isFinite(value) ? value : undefined
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']

/** `1972-JAN-1`, `1972-01-01`, `1972-JAN-1/06:30:00.5`: seconds past 2000-01-01T12:00:00, every day 86400 s long. */
function dateSeconds(text: string): number | undefined {
  const m = /^(\d{4})-([A-Za-z]{3,9}|\d{1,2})-(\d{1,2})(?:[/T:-](\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d*)?))?)?$/.exec(text)
  if (m === null) return undefined
  const month = /^\d/.test(m[2]!) ? Number(m[2]) : MONTHS.indexOf(m[2]!.slice(0, 3).toUpperCase()) + 1
  const day = Number(m[3])
  const days = Date.UTC(Number(m[1]), month - 1, day) / 86_400_000 - 10957
  const date = new Date((days + 10957) * 86_400_000)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  const [h, min, s] = [Number(m[4] ?? 0), Number(m[5] ?? 0), Number(m[6] ?? 0)]
  if (h > 23 || min > 59 || s >= 60) return undefined
  return days * 86400 - 43200 + h * 3600 + min * 60 + s
}

function bad(file: string, line: number, what: string): KernelError {
  return { kind: 'bad-text-kernel', file, line, what }
}
