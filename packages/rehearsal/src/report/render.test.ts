import { inflateSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { roundTicks } from './chart.ts'
import { duration, nextMidnight, number, shortened, utcMinute, zoned } from './figures.ts'
import { escapeText, html } from './markup.ts'
import { planeOf, smoothPath } from './plane.ts'
import { greyPngUri } from './png.ts'
import { renderReport } from './render.ts'
import { sampleReport } from './testing/sample-report.ts'

const VOID = new Set(['meta', 'br', 'hr', 'link', 'input', 'img'])

/** Tags that are not closed in the order in which they were opened; an attribute holds no bare quote or bracket. */
function unbalanced(page: string): string[] {
  const open: string[] = []
  const wrong: string[] = []
  const body = page.replace(/<!doctype html>/, '').replace(/<style>[^<]*<\/style>/, '')
  const tag = /<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z:-]+(?:="[^"<>]*")?)*)\s*(\/?)>/g
  for (const [, closing, name, , selfClosed] of body.matchAll(tag)) {
    if (selfClosed === '/' || VOID.has(name!)) continue
    if (closing === '') open.push(name!)
    else if (open.pop() !== name) wrong.push(name!)
  }
  if (body.replace(tag, '').includes('<')) wrong.push('a bare bracket')
  return [...wrong, ...open]
}

describe('the report', () => {
  const page = renderReport(sampleReport())

  it('has every part, its headings in order, and one main', () => {
    const headings = [...page.matchAll(/<h([1-6])[ >]/g)].map((m) => Number(m[1]))
    expect(headings[0]).toBe(1)
    headings.forEach((level, k) => {
      if (k > 0) expect(level - headings[k - 1]!).toBeLessThanOrEqual(1)
    })
    for (const [, id] of page.matchAll(/<a href="#([a-z-]+)"/g)) expect(page).toContain(`id="${id}"`)
    expect(page.match(/<main>/g)).toHaveLength(1)
    expect(page.match(/<section /g)).toHaveLength(9)
  })

  it('is well formed and gives every picture a name', () => {
    expect(unbalanced(page)).toEqual([])
    for (const [tag] of page.matchAll(/<svg [^>]*>/g)) expect(tag).toMatch(/aria-label="[^"]+"|aria-hidden="true"/)
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((m) => m[1])
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('needs nothing from elsewhere and runs nothing', () => {
    expect(page).not.toMatch(/<script|<link|<iframe|@import|url\((?!#)/i)
    expect(page).not.toMatch(/(?:src|href)="(?!#|data:image\/png)/)
    expect(page).toContain("default-src 'none'")
  })

  it('is the same for the same data, and shows no broken number', () => {
    expect(renderReport(sampleReport())).toBe(page)
    expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/)
  })

  it('keeps words from becoming markup, wherever they stand', () => {
    const attack = `<script>alert(1)</script>"><img src=x onerror=alert(2)>' onload='x & \u0000`
    const hurt = renderReport(sampleReport(attack))
    expect(hurt).not.toContain('<script')
    expect(hurt).not.toContain('<img')
    expect(hurt).not.toContain('\u0000')
    expect(unbalanced(hurt)).toEqual([])
    expect(hurt.match(/&lt;script&gt;/g)!.length).toBeGreaterThan(40)
  })

  it('stays well formed for any words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
        expect(unbalanced(renderReport(sampleReport(name)))).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  it('survives a rehearsal in which nothing came about', () => {
    const full = sampleReport()
    const bare = renderReport({
      ...full,
      phases: [],
      flight: { ...full.flight, paths: [], descent: { ignitionTdb_s: 0, samples: [] }, limits: [] },
      plan: { ...full.plan, placed: [], unplaced: [] },
      operations: { ...full.operations, deployments: [], telemetry: [], refusals: [], story: [] },
    })
    expect(unbalanced(bare)).toEqual([])
    expect(bare).not.toMatch(/NaN|undefined|Infinity/)
    expect(bare).toContain('Nothing was refused.')
  })
})

describe('files by store and forward', () => {
  it('says what an outage held up, and who had each file when', () => {
    const text = renderReport(sampleReport())
    expect(text).toMatch(/1 files were on their way or made meanwhile, all of them came, the slowest after 28\.0.h\./)
    expect(text).toContain('no file was held up by it')
    expect(text).toContain('not yet')
    const { relay: _, ...operations } = sampleReport().operations
    expect(renderReport({ ...sampleReport(), operations })).not.toContain('store and forward')
  })
})

describe('markup', () => {
  it('escapes text and keeps markup', () => {
    expect(html`<b>${'<&>"\''}${html`<i>${1}</i>`}${false}${undefined}${['a', 'b']}</b>`.text).toBe(
      '<b>&lt;&amp;&gt;&quot;&#39;<i>1</i>ab</b>',
    )
  })

  it('leaves nothing that could open or close anything', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeText(text)).not.toMatch(/[<>"']/)
      }),
    )
  })
})

describe('figures', () => {
  it.each([
    [number(1_234_567.891, 1), '1\u202f234\u202f567.9'],
    [number(-0.04, 1), '0.0'],
    [number(-1234), '\u22121\u202f234'],
    [number(Number.NaN), '\u2013'],
    [duration(90), '90\u202fs'],
    [duration(600), '10\u202fmin'],
    [duration(10_800), '3.0\u202fh'],
    [duration(259_200), '3.0\u202fd'],
    [zoned('2023-12-31T23:59:59+08:00[Asia/Shanghai]'), '2023-12-31 23:59:59 Asia/Shanghai'],
    [zoned('2023-12-31T15:59:59.5Z'), '2023-12-31 15:59:59.5 UTC'],
    [zoned('as announced'), 'as announced'],
    [shortened('Lunar neutron analyser', 10), 'Lunar neu\u2026'],
    [utcMinute(nextMidnight(911_915_922)), '2028-11-25 00:00'],
  ])('%s', (made, expected) => {
    expect(made).toBe(expected)
  })

  it('ticks at round values inside the range', () => {
    expect(roundTicks(0, 5, 5).map((t) => t.label)).toEqual(['0', '1', '2', '3', '4', '5'])
    expect(roundTicks(-0.3, 0.3, 3).map((t) => t.label)).toEqual(['\u22120.2', '0.0', '0.2'])
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        (a, d) => {
          const ticks = roundTicks(a, a + d, 5)
          expect(ticks.length).toBeGreaterThan(1)
          expect(ticks.length).toBeLessThan(13)
          for (const t of ticks) expect(t.at >= a - d * 1e-6 && t.at <= a + d * (1 + 1e-6)).toBe(true)
        },
      ),
    )
  })
})

describe('pictures', () => {
  it('writes a PNG whose pixels come back, over more than one block', () => {
    const [width, height] = [300, 260]
    const samples = Uint8Array.from({ length: width * height }, (_, k) => (k * 7) % 251)
    const bytes = Buffer.from(greyPngUri(width, height, samples).replace('data:image/png;base64,', ''), 'base64')
    expect(bytes.subarray(1, 4).toString()).toBe('PNG')
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([width, height])
    const length = bytes.readUInt32BE(33)
    const rows = inflateSync(bytes.subarray(41, 41 + length))
    for (let y = 0; y < height; y++) {
      expect(rows[y * (width + 1)]).toBe(0)
      const row = rows.subarray(y * (width + 1) + 1, (y + 1) * (width + 1))
      expect(Buffer.compare(row, Buffer.from(samples.subarray(y * width, (y + 1) * width)))).toBe(0)
    }
    // the empty last chunk's checksum is the same in every PNG (RFC 2083)
    expect(bytes.subarray(-4).toString('hex')).toBe('ae426082')
  })

  it('draws a straight way straight and turns a plane upright', () => {
    const line = smoothPath(
      [
        [0, 0],
        [3, 3],
        [9, 9],
      ],
      [0, 1, 3],
      (p) => p,
    )
    expect(line).toBe('M0 0C1 1 2 2 3 3C5 5 7 7 9 9')
    const plane = planeOf([0, 0, 5], [2, 0, 7])
    expect(plane).toEqual({ right: [1, 0, 0], up: [0, 1, 0] })
  })
})
