/**
 * Printed documents as PDF on A4. Fonts are embedded as subsets, Noto Sans SC for Latin, Cyrillic and Chinese, so that the
 * page needs nothing of the machine that shows it. The same document gives the same bytes: its date is that of the record.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { inflateSync } from 'node:zlib'
import type { DocumentTable, PrintedDocument } from '@magpie/programme/interface/document'
import PDFDocument from 'pdfkit'

type Weight = 400 | 700
type Run = { readonly font: string; readonly text: string }

const MARGIN = 54
const WIDTH = 595.28 - 2 * MARGIN
const BOTTOM = 841.89 - 64
const INK = '#1a1d21'
const GREY = '#5d646d'
const RULE = '#b9c0c8'
/** The scripts, each its own file of the family; the first that has a character prints it. */
const SCRIPTS: readonly { readonly script: string; readonly has: RegExp }[] = [
  {
    script: 'latin',
    has: /[\u0020-\u00ff\u0131\u0152\u0153\u02bb\u02bc\u02c6\u02da\u02dc\u2000-\u206f\u20ac\u2122\u2191\u2193\u2212\u2215]/u,
  },
  { script: 'latin-ext', has: /[\u0100-\u02ff\u1e00-\u1eff\u20a0-\u20cf]/u },
  { script: 'cyrillic', has: /[\u0301\u0400-\u045f\u0490\u0491\u04b0\u04b1\u2116]/u },
]
const require = createRequire(import.meta.url)

/** The document as a PDF file. */
export async function printPdf(document: PrintedDocument): Promise<Uint8Array> {
  const pdf = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    bufferPages: true,
    autoFirstPage: true,
    info: { Title: document.title, Author: 'Magpie', CreationDate: new Date(document.at), Producer: 'Magpie' },
  })
  const chunks: Uint8Array[] = []
  const whole = new Promise<void>((done, failed) => {
    pdf.on('data', (chunk: Uint8Array) => void chunks.push(chunk))
    pdf.on('end', () => done())
    pdf.on('error', failed)
  })
  new Page(pdf).print(document)
  pdf.end()
  await whole
  return new Uint8Array(Buffer.concat(chunks))
}

/** The same as the centre's port wants it. */
export async function printBase64(document: PrintedDocument): Promise<{ bytes: number; base64: string }> {
  const bytes = await printPdf(document)
  return { bytes: bytes.length, base64: Buffer.from(bytes).toString('base64') }
}

class Page {
  private readonly pdf: PDFKit.PDFDocument
  private readonly fonts = new Set<string>()
  private y = MARGIN

  constructor(pdf: PDFKit.PDFDocument) {
    this.pdf = pdf
  }

  print(document: PrintedDocument): void {
    this.paragraph(document.title, 20, 700, INK)
    this.y += 2
    this.paragraph(document.subtitle, 10, 400, GREY)
    this.paragraph(`${document.id} · as of ${document.at.replace('T', ' ').replace('Z', ' UTC')}`, 10, 400, GREY)
    this.y += 6
    for (const block of document.blocks) {
      if (block.kind === 'heading') this.heading(block.text)
      else if (block.kind === 'text') this.paragraph(block.text, 10, 400, INK)
      else this.table(block)
    }
    this.numberPages(document)
  }

  private heading(text: string): void {
    if (this.y + 70 > BOTTOM) this.newPage()
    this.y += 12
    this.paragraph(text, 12.5, 700, INK)
    this.y += 4
  }

  private paragraph(text: string, size: number, weight: Weight, colour: string): void {
    for (const line of this.wrap(text, size, weight, WIDTH)) {
      if (this.y + size * 1.5 > BOTTOM) this.newPage()
      this.line(line, MARGIN, this.y, size, colour)
      this.y += size * 1.5
    }
  }

  private table({ columns, rows }: DocumentTable): void {
    const shares = columns.reduce((sum, c) => sum + c.share, 0)
    const widths = columns.map((c) => (WIDTH * c.share) / shares)
    const titles = columns.map((c) => c.title)
    this.row(titles, widths, 700)
    for (const cells of rows) {
      const lines = cells.map((cell, i) => this.wrap(cell, 8.5, 400, widths[i]! - 8))
      const height = Math.max(...lines.map((l) => l.length)) * 12.5 + 6
      if (this.y + height > BOTTOM && height < BOTTOM - MARGIN - 40) {
        this.newPage()
        this.row(titles, widths, 700)
      }
      this.cells(lines, widths, INK)
    }
    if (rows.length === 0) this.paragraph('none', 8.5, 400, GREY)
    this.y += 4
  }

  private row(cells: readonly string[], widths: readonly number[], weight: Weight): void {
    this.cells(
      cells.map((cell, i) => this.wrap(cell, 8.5, weight, widths[i]! - 8)),
      widths,
      GREY,
    )
  }

  /** One row of a table, over as many pages as it takes, with a rule below. */
  private cells(lines: readonly (readonly Run[][])[], widths: readonly number[], colour: string): void {
    const count = Math.max(...lines.map((l) => l.length))
    this.y += 3
    for (let n = 0; n < count; n++) {
      if (this.y + 12.5 > BOTTOM) this.newPage()
      let x = MARGIN
      for (const [i, cell] of lines.entries()) {
        const runs = cell[n]
        if (runs !== undefined) this.line(runs, x, this.y, 8.5, colour)
        x += widths[i]!
      }
      this.y += 12.5
    }
    this.y += 3
    this.pdf
      .moveTo(MARGIN, this.y)
      .lineTo(MARGIN + WIDTH, this.y)
      .lineWidth(0.5)
      .strokeColor(RULE)
      .stroke()
  }

  private newPage(): void {
    this.pdf.addPage()
    this.y = MARGIN
  }

  private numberPages({ title, id }: PrintedDocument): void {
    const { count } = this.pdf.bufferedPageRange()
    for (let n = 0; n < count; n++) {
      this.pdf.switchToPage(n)
      // The footer stands in the margin, where pdfkit would begin a page of its own.
      this.pdf.page.margins.bottom = 0
      const name = this.wrap(`${title} (${id})`, 8, 400, WIDTH - 80)[0]!
      this.line(name, MARGIN, BOTTOM + 22, 8, GREY)
      const number = this.runs(`${n + 1} of ${count}`, 400)
      this.line(number, MARGIN + WIDTH - this.widthOf(number, 8), BOTTOM + 22, 8, GREY)
    }
  }

  private line(runs: readonly Run[], x: number, y: number, size: number, colour: string): void {
    let at = x
    for (const { font, text } of runs) {
      this.pdf.font(font).fontSize(size).fillColor(colour).text(text, at, y, { lineBreak: false, baseline: 'hanging' })
      at += this.widthOf([{ font, text }], size)
    }
  }

  private widthOf(runs: readonly Run[], size: number): number {
    let width = 0
    for (const { font, text } of runs) for (const character of text) width += this.advance(font, character)
    return (width * size) / 1000
  }

  /** Thousandths of the size; kerning left out, which makes lines a little narrower than they count. */
  private advance(font: string, character: string): number {
    const key = `${font} ${character}`
    const known = advances.get(key)
    if (known !== undefined) return known
    const advance = this.pdf.font(font).fontSize(1000).widthOfString(character)
    advances.set(key, advance)
    return advance
  }

  /** Lines no wider than `width`: words stay whole where they fit; Chinese breaks anywhere, and so does a long hash. */
  private wrap(text: string, size: number, weight: Weight, width: number): Run[][] {
    const fits = (line: string) => this.widthOf(this.runs(line.trimEnd(), weight), size) <= width
    return text
      .replaceAll('\t', ' ')
      .split('\n')
      .flatMap((paragraph) => linesOf(paragraph, fits))
      .map((line) => this.runs(line.trimEnd(), weight))
  }

  /** The text cut where another file of the family has the next character. */
  private runs(text: string, weight: Weight): Run[] {
    const runs: { font: string; text: string }[] = []
    for (const character of text) {
      const script = SCRIPTS.find((s) => s.has.test(character))?.script ?? 'chinese-simplified'
      const font = this.fontOf(script, weight)
      const last = runs.at(-1)
      if (last?.font === font) last.text += character
      else runs.push({ font, text: character })
    }
    return runs
  }

  private fontOf(script: string, weight: Weight): string {
    const name = `${script}-${weight}`
    if (!this.fonts.has(name)) {
      this.pdf.registerFont(name, fontFile(name))
      this.fonts.add(name)
    }
    return name
  }
}

const files = new Map<string, Buffer>()
const advances = new Map<string, number>()

function fontFile(name: string): Buffer {
  const known = files.get(name)
  if (known !== undefined) return known
  const woff = readFileSync(require.resolve(`@fontsource/noto-sans-sc/files/noto-sans-sc-${name}-normal.woff`))
  const read = unpackWoff(woff)
  files.set(name, read)
  return read
}

/**
 * WOFF 1.0 (W3C, 2012, sections 3 to 5) as the OpenType file it was made of. The library reads WOFF too, but inflates it in
 * JavaScript: 6 s for the Chinese file, against 0.02 s here.
 */
function unpackWoff(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12)
  const head = Buffer.alloc(12 + 16 * count)
  woff.copy(head, 0, 4, 8)
  head.writeUInt16BE(count, 4)
  const power = Math.floor(Math.log2(count))
  head.writeUInt16BE(16 << power, 6)
  head.writeUInt16BE(power, 8)
  head.writeUInt16BE(16 * count - (16 << power), 10)
  const parts = [head]
  let offset = head.length
  for (let i = 0; i < count; i++) {
    const at = 44 + 20 * i
    const [start, packed, length] = [4, 8, 12].map((o) => woff.readUInt32BE(at + o)) as [number, number, number]
    const data = woff.subarray(start, start + packed)
    const table = packed < length ? inflateSync(data) : data
    const entry = 12 + 16 * i
    woff.copy(head, entry, at, at + 4)
    head.writeUInt32BE(woff.readUInt32BE(at + 16), entry + 4)
    head.writeUInt32BE(offset, entry + 8)
    head.writeUInt32BE(length, entry + 12)
    const padded = Buffer.alloc(Math.ceil(length / 4) * 4)
    table.copy(padded)
    parts.push(padded)
    offset += padded.length
  }
  return Buffer.concat(parts)
}

/** A paragraph in lines that fit; a piece too long for any line is cut where it must be. */
function linesOf(paragraph: string, fits: (line: string) => boolean): string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of piecesOf(paragraph)) {
    if (fits(line + piece)) {
      line += piece
      continue
    }
    if (line !== '') lines.push(line)
    line = ''
    for (const character of piece) {
      if (line !== '' && !fits(line + character)) {
        lines.push(line)
        line = ''
      }
      line += character
    }
  }
  return [...lines, line]
}

/** Words with the space after them; each Chinese character for itself. */
function piecesOf(text: string): string[] {
  return (
    text.match(/[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+\s*|\s+/gu) ?? []
  )
}
