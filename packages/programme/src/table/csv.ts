/**
 * CSV as RFC 4180 has it: fields with commas between, quoted where they hold commas, quotes (doubled) or line breaks, lines
 * that end with CRLF. A text that a spreadsheet would take for a formula is written with an apostrophe before it, and read
 * without it again (OWASP, "CSV Injection").
 */

/** One record of a file; `line` is the line it begins on, from 1. */
export type CsvRecord = { readonly line: number; readonly fields: readonly string[] }

/** The records of a text, and the line of a quotation mark that does not open or close a field, where there is one. */
export type CsvRead = { readonly records: readonly CsvRecord[]; readonly badQuote?: number }

/** Reads records; a byte order mark and blank lines are left out. All of UTF-8 stands as it is. */
export function readCsv(text: string): CsvRead {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text
  const records: CsvRecord[] = []
  let fields: string[] = []
  let line = 1
  let begins = 1
  let at = 0
  while (at < body.length || fields.length > 0) {
    const field = body[at] === '"' ? quotedField(body, at) : plainField(body, at)
    if (field === undefined) return { records, badQuote: line }
    fields.push(field.text)
    line += field.breaks
    at = field.end + 1
    if (body[field.end] === ',') continue
    if (body.startsWith('\r\n', field.end)) at++
    if (fields.length > 1 || fields[0] !== '') records.push({ line: begins, fields })
    fields = []
    begins = ++line
  }
  return { records }
}

/** The text of a file of these records. */
export function writeCsv(records: readonly (readonly string[])[]): string {
  return records.map((fields) => `${fields.map(written).join(',')}\r\n`).join('')
}

/** The text as it stands in a field that spreadsheets open: what they would compute gets an apostrophe before it. */
export function guarded(text: string): string {
  return COMPUTED.test(text) ? `'${text}` : text
}

/** The text of such a field; inverse of `guarded`. */
export function unguarded(text: string): string {
  return text.startsWith("'") && COMPUTED.test(text) ? text.slice(1) : text
}

/** Apostrophes are counted in, so that one before a guarded text is guarded too and nothing is lost on the way back. */
const COMPUTED = /^'*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/

type Field = { readonly text: string; readonly end: number; readonly breaks: number }

function quotedField(body: string, from: number): Field | undefined {
  let text = ''
  let at = from + 1
  for (;;) {
    const close = body.indexOf('"', at)
    if (close < 0) return undefined
    text += body.slice(at, close)
    at = close + 1
    if (body[at] !== '"') break
    text += '"'
    at++
  }
  return at < body.length && !ENDS.has(body[at]!) ? undefined : { text, end: at, breaks: breaksIn(text) }
}

function plainField(body: string, from: number): Field | undefined {
  let at = from
  while (at < body.length && !ENDS.has(body[at]!)) {
    if (body[at] === '"') return undefined
    at++
  }
  return { text: body.slice(from, at), end: at, breaks: 0 }
}

const ENDS: ReadonlySet<string> = new Set([',', '\r', '\n'])

function breaksIn(text: string): number {
  return text.split(/\r\n|\r|\n/).length - 1
}

/** One empty field alone would be a blank line; spaces at the ends are quoted, since some readers drop them. */
function written(field: string, _at: number, all: readonly string[]): string {
  const quoted = /[",\r\n]|^\s|\s$/.test(field) || (field === '' && all.length === 1)
  return quoted ? `"${field.replaceAll('"', '""')}"` : field
}
