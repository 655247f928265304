/**
 * A table of a release: comma-separated with a line of headings, records that end with CR LF, fields in quotation marks
 * where they hold a comma, a mark or a line break (RFC 4180, which PDS DSV 1 follows). Numbers are written so that they are
 * read back as the same double.
 */
import { csvCell } from '@magpie/core/csv-cell'

/** What a field may hold; an empty one is a sample that is missing. */
export type Cell = string | number | boolean | undefined

/** Writes tables line by line, so that a release of any length needs no more memory than a line. */
export function headingLine(names: readonly string[]): string {
  return line(names.map(csvCell))
}

/** One record. */
export function recordLine(cells: readonly Cell[]): string {
  return line(cells.map(cellText))
}

function line(fields: readonly string[]): string {
  return `${fields.join(',')}\r\n`
}

function cellText(cell: Cell): string {
  if (cell === undefined) return ''
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell).replace('e', 'E') : ''
  return typeof cell === 'boolean' ? String(cell) : csvCell(cell)
}
