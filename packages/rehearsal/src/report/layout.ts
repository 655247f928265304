/** The parts that every section of the report is made of. */
import { type Content, html, type Markup } from './markup.ts'
import type { Figure } from './report-data.ts'

/** A section with its heading and a sentence that says what it shows. */
export function section(id: string, title: string, lead: Content, content: Content): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2><p class="lead">${lead}</p>${content}</section>`
}

/** A picture with its caption; wide ones scroll on small screens. */
export function figureOf(name: string, picture: Content, caption: Content): Markup {
  return html`<figure><div class="scroll" tabindex="0" role="group" aria-label="${name}">${picture}</div><figcaption>${caption}</figcaption></figure>`
}

export type Column<T> = {
  readonly head: string
  readonly cell: (row: T) => Content
  readonly figures?: boolean
  readonly whole?: boolean
}

/** A table; columns of figures are set flush right, `whole` ones are not broken over lines. */
export function table<T>(caption: string, columns: readonly Column<T>[], rows: readonly T[]): Markup {
  const heads = columns.map((c) => html`<th scope="col"${c.figures === true && FIGURES}>${c.head}</th>`)
  const body = rows.map(
    (row) =>
      html`<tr>${columns.map((c) => html`<td${c.figures === true && FIGURES}${c.whole === true && WHOLE}>${c.cell(row)}</td>`)}</tr>`,
  )
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${heads}</tr></thead><tbody>${body}</tbody></table></div>`
}

const FIGURES = html` class="n"`
const WHOLE = html` class="k"`

/** Content that opens on demand; on paper it is open. */
export function more(summary: Content, content: Content): Markup {
  return html`<details><summary>${summary}</summary>${content}</details>`
}

/** Figures side by side. */
export function figures(list: readonly Figure[]): Markup {
  const items = list.map(
    (f) =>
      html`<div><dt>${f.label}${f.assumed && assumedMark()}</dt><dd>${f.value}${f.note !== undefined && html`<span class="note">${f.note}</span>`}</dd></div>`,
  )
  return html`<dl class="figures">${items}</dl>`
}

/** The mark of what is assumed. */
export function assumedMark(): Markup {
  return html` <span class="assumed">assumed</span>`
}

/** States by shape as well as by colour: circle, ring, triangle, square. */
export function state(kind: 'nominal' | 'watch' | 'warning' | 'critical', text: string): Markup {
  const shapes = {
    nominal: html`<circle cx="6" cy="6" r="5"/>`,
    watch: html`<circle cx="6" cy="6" r="4" class="ring"/>`,
    warning: html`<path d="M6 1L11.5 11H.5Z"/>`,
    critical: html`<rect x="1" y="1" width="10" height="10"/>`,
  }
  return html`<span class="state ${kind}"><svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">${shapes[kind]}</svg>${text}</span>`
}
