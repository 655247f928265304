/** Text that people type: plain, printable, in one normal form, so that no title is a script and none hides a character. */
import * as z from 'zod'

/** Control characters, and the marks that turn the direction of a line: U+202A to U+202E, U+2066 to U+2069. */
const HIDDEN = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u
const HIDDEN_BUT_LINES = /[\u202a-\u202e\u2066-\u2069]|(?![\n\t])\p{Cc}/u
const MARKUP = /<\s*[/!?a-z]/iu

/** One line, such as a title: trimmed, NFC (Unicode Annex 15), 1 to `most` characters. */
export function plainLine(most: number) {
  return z
    .string()
    .trim()
    .normalize('NFC')
    .min(1, 'is empty')
    .max(most, `has more than ${most} characters`)
    .refine((s) => !HIDDEN.test(s), 'has a line break or a character that cannot be seen')
    .refine((s) => !MARKUP.test(s), 'is plain text: no tags such as <b> or <script>')
}

/** Several lines, such as a summary: as `plainLine`, with line breaks and tabs. */
export function plainText(most: number) {
  return z
    .string()
    .trim()
    .normalize('NFC')
    .max(most, `has more than ${most} characters`)
    .refine((s) => !HIDDEN_BUT_LINES.test(s), 'has a character that cannot be seen')
    .refine((s) => !MARKUP.test(s), 'is plain text: no tags such as <b> or <script>')
}
