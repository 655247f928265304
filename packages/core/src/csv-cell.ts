/** A field of a comma-separated line: in quotation marks where it holds a comma, a mark or a line break (RFC 4180, 2.5 to 2.7). */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
