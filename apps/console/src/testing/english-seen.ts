/**
 * English that a reader of another language meets: what a page shows, says to a screen reader or puts in an empty field, three
 * English words in a row or more. What people and the mission's files wrote stays as they wrote it and is given as known.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

/** Two words that begin small among three or more: names of agencies and instruments are written large. */
const SENTENCE = /[A-Za-z][A-Za-z’'-]*(?:[ ,;:]+[A-Za-z][A-Za-z’'-]*){2,}/g
const SMALL = /(?:^|[ ,;:])[a-z][a-z’'-]+/g

/** Texts of several words in the JSON files and dictionaries of folders, and the ones given; longest first. */
export function writtenTexts(folders: readonly string[], own: readonly string[] = []): string[] {
  const texts = new Set(own)
  const gather = (value: unknown): void => {
    if (typeof value === 'string') {
      // A page says itself that a value is assumed.
      for (const line of [value, ...value.split('\n'), value.replace(/^assumed: /, '')])
        if (/\S\s+\S/.test(line.trim())) texts.add(line.trim())
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(gather)
  }
  for (const folder of folders)
    for (const name of readdirSync(folder)) {
      if (name.endsWith('.json')) gather(JSON.parse(readFileSync(join(folder, name), 'utf8')))
      if (name.endsWith('.xml')) gather(described(readFileSync(join(folder, name), 'utf8')))
    }
  return [...texts].map((text) => text.replaceAll(/\s+/g, ' ')).sort((a, b) => b.length - a.length)
}

/** What a dictionary says of its commands and parameters in words. */
function described(xml: string): string[] {
  const plain = (text: string) =>
    text.replaceAll(/&(?:quot|apos|lt|gt|amp|#39);/g, (one) => ENTITIES[one] ?? one).replaceAll(/\s+/g, ' ')
  return [...xml.matchAll(/="([^"<>]+)"|>([^<>]+)</g)].map(([, a, b]) => plain(a ?? b!))
}

const ENTITIES: Readonly<Record<string, string>> = {
  ...{ '&quot;': '"', '&apos;': "'", '&#39;': "'", '&lt;': '<', '&gt;': '>', '&amp;': '&' },
}

/** The sentences in English on a page as it stands, but what was written so; each once. */
export async function englishOn(page: Page, written: readonly string[]): Promise<string[]> {
  const said = await page.evaluate(saidOn)
  const found = new Set<string>()
  for (const text of said) {
    let rest = text.replaceAll(/\s+/g, ' ')
    for (const known of written) if (rest.includes(known)) rest = rest.replaceAll(known, '·')
    for (const [sentence] of rest.matchAll(SENTENCE))
      if ((sentence.match(SMALL) ?? []).length >= 2) found.add(rest.trim().slice(0, 300))
  }
  return [...found]
}

/** In the page: each block's own text, and what is said of elements without text; quotations are marked by their language. */
function saidOn(): string[] {
  const APART = 'script, style, noscript, pre, code, [lang="en"], main [lang]:not([lang^="zh"])'
  const blocks = new Map<Element, string[]>()
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node.textContent ?? ''
    const parent = node.parentElement
    if (text.trim() === '' || parent === null || parent.closest(APART) !== null) continue
    let block: Element = parent
    while (getComputedStyle(block).display.startsWith('inline') && block.parentElement !== null)
      block = block.parentElement
    blocks.set(block, [...(blocks.get(block) ?? []), text])
  }
  const attributes = ['aria-label', 'title', 'placeholder', 'alt', 'aria-description']
  const told = [...document.querySelectorAll(attributes.map((name) => `[${name}]`).join(','))]
    .filter((element) => element.closest(APART) === null)
    .flatMap((element) => attributes.map((name) => element.getAttribute(name) ?? ''))
  return [...[...blocks.values()].map((texts) => texts.join('')), ...told, document.title]
}
