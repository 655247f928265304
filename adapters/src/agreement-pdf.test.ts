import { inflateSync } from 'node:zlib'
import { agreementDocument, interfaceDocument, type PrintedDocument } from '@magpie/programme/interface/document'
import { describe, expect, it } from 'vitest'
import { printPdf } from './agreement-pdf.ts'
import { SEAL, signedDesk } from './agreement-sample.ts'

const desk = signedDesk()
const ground = { parties: desk.parties, sealOf: SEAL }
const agreement = agreementDocument(desk.agreements.get('rover-ia')!, ground)
const control = interfaceDocument(desk.interfaces.get('rover-lander')!, ground)

/** The file with its streams unpacked, as text. */
function opened(pdf: Uint8Array): string {
  const text = Buffer.from(pdf).toString('latin1')
  return text.replaceAll(/stream\n([\s\S]*?)\nendstream/g, (whole, stream: string) => {
    try {
      return inflateSync(Buffer.from(stream, 'latin1')).toString('latin1')
    } catch {
      return whole
    }
  })
}

/** Every character that the fonts' tables lead back to: what can be copied out of the document. */
function characters(pdf: Uint8Array): Set<string> {
  const tables = opened(pdf).match(/beginbfrange[\s\S]*?endbfrange/g) ?? []
  const codes = tables.flatMap((t) => [...t.matchAll(/<([0-9a-f]{4,})>(?=[ \]])/g)].map(([, hex]) => hex!))
  return new Set(codes.flatMap((hex) => hex.match(/.{4}/g)!.map((h) => String.fromCharCode(Number.parseInt(h, 16)))))
}

describe('a printed document', () => {
  it.each([
    ['agreement', agreement],
    ['interface document', control],
  ])('%s gives the same bytes each time, with its fonts inside', async (_, document) => {
    const [first, second] = [await printPdf(document), await printPdf(document)]
    expect(Buffer.compare(first, second)).toBe(0)
    const text = opened(first)
    expect(text.startsWith('%PDF-1.')).toBe(true)
    expect(text.match(/\/FontFile[23]/g)!.length).toBeGreaterThan(1)
    expect(first.length).toBeLessThan(150_000)
  })

  it('holds every character of the title, the parties and the hashes', async () => {
    const there = characters(await printPdf(agreement))
    for (const c of `${agreement.title}中国国家航天局各方自行承担费用Стороныacf015key`.replaceAll(' ', ''))
      expect(there, c).toContain(c)
  })

  it('grows over as many pages as it takes, each with its number', async () => {
    const rows = Array.from({ length: 120 }, (_, i) => [`line ${i}`, 'x'.repeat(200)])
    const table = {
      kind: 'table' as const,
      columns: [
        { title: 'A', share: 1 },
        { title: 'B', share: 3 },
      ],
      rows,
    }
    const long: PrintedDocument = { ...agreement, blocks: [table] }
    const pages = opened(await printPdf(long)).match(/\/Type \/Page\b/g)!.length
    expect(pages).toBeGreaterThan(5)
    expect(pages).toBeLessThan(15)
  })

  it('is another file for another state', async () => {
    expect(Buffer.compare(await printPdf(agreement), await printPdf({ ...agreement, subtitle: 'draft' }))).not.toBe(0)
  })
})
