/** XML written from small elements: attributes and text escaped so that a reader gets every character back (XML 1.0, 2.11, 3.3.3). */

/** An element to be written; attributes without a value are left out. */
export type XmlElement = {
  readonly name: string
  readonly attributes: Readonly<Record<string, string | undefined>>
  readonly children: readonly XmlElement[]
  readonly text: string
}

/** An element with children. */
export function element(
  name: string,
  attributes: XmlElement['attributes'] = {},
  children: readonly (XmlElement | undefined)[] = [],
): XmlElement {
  return { name, attributes, children: children.filter((c) => c !== undefined), text: '' }
}

/** An element with text. */
export function textElement(name: string, text: string, attributes: XmlElement['attributes'] = {}): XmlElement {
  return { name, attributes, children: [], text }
}

/** The list element around its members; nothing where there are none. */
export function listed(name: string, children: readonly XmlElement[]): XmlElement | undefined {
  return children.length === 0 ? undefined : element(name, {}, children)
}

/** A whole document, indented by two blanks. */
export function renderXml(root: XmlElement): string {
  const out: string[] = ['<?xml version="1.0" encoding="UTF-8"?>\n']
  render(root, '', out)
  return out.join('')
}

function render({ name, attributes, children, text }: XmlElement, indent: string, out: string[]): void {
  out.push(indent, '<', name)
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) out.push(' ', key, '="', escapedAttribute(value), '"')
  if (children.length === 0) out.push(text === '' ? '/>\n' : `>${escapedText(text)}</${name}>\n`)
  else {
    out.push('>\n')
    for (const child of children) render(child, `${indent}  `, out)
    out.push(indent, '</', name, '>\n')
  }
}

function escapedText(text: string): string {
  return text.replace(/[&<>\r]/g, (c) => ESCAPES[c]!)
}

/** Blanks other than spaces would be read as spaces, so they stand as references. */
function escapedAttribute(text: string): string {
  return text.replace(/[&<>"\t\n\r]/g, (c) => ESCAPES[c]!)
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}
