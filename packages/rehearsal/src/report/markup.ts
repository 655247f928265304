/**
 * Markup that cannot be injected into: what is put into an `html` template is text and gets escaped, unless it is
 * markup that came out of a template itself. WHATWG HTML 13.1 names the characters that matter in text and in quoted
 * attributes; control characters that no HTML or XML may hold become U+FFFD.
 */

/** A piece of finished markup. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** What a template takes: text, numbers, markup, lists of these; `undefined` and `false` give nothing. */
export type Content = string | number | Markup | undefined | false | readonly Content[]

/** Markup from a template literal, everything in `${}` escaped. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  let text = parts[0]!
  contents.forEach((content, k) => {
    text += render(content) + parts[k + 1]!
  })
  return new Markup(text)
}

function render(content: Content): string {
  if (content === undefined || content === false) return ''
  if (content instanceof Markup) return content.text
  if (typeof content === 'object') return content.map(render).join('')
  return escapeText(String(content))
}

const REPLACED: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as it may stand in an element or in a quoted attribute. */
export function escapeText(text: string): string {
  let out = ''
  for (const c of text) out += REPLACED[c] ?? (isForbidden(c.codePointAt(0)!) ? '\ufffd' : c)
  return out
}

function isForbidden(code: number): boolean {
  const control = code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d
  return control || code === 0x7f || (code >= 0xd800 && code <= 0xdfff) || code === 0xfffe || code === 0xffff
}
