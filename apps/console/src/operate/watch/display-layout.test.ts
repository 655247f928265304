import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  displayFile,
  forgetDisplay,
  keepDisplay,
  keptDisplays,
  layoutText,
  moved,
  readLayout,
  type Tile,
} from './display-layout.ts'

const word = fc.stringMatching(/^[a-z0-9_-]{1,12}$/)
const key = fc.tuple(word, fc.array(word, { minLength: 1, maxLength: 3 })).map(([e, p]) => `${e}/${p.join('/')}`)
const tile: fc.Arbitrary<Tile> = fc.record({
  kind: fc.constantFrom('plot', 'table', 'value'),
  of: fc.array(key, { minLength: 1, maxLength: 8 }),
  wide: fc.boolean(),
})

describe('a display', () => {
  it('is the same after it stood in a URL', () => {
    fc.assert(
      fc.property(fc.array(tile, { maxLength: 24 }), (tiles) => {
        expect(readLayout(layoutText(tiles))).toEqual(tiles)
      }),
    )
  })

  it.each([
    [undefined, 0],
    ['', 0],
    ['x.a/b', 0],
    ['p.nothing', 0],
    ['p.a/b;;v.c/d~w;t.', 2],
    [Array.from({ length: 40 }, () => 'v.a/b').join(';'), 24],
  ])('reads %j as %i tiles', (text, count) => {
    expect(readLayout(text).length).toBe(count)
  })

  it('reads anything without falling over', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('p', '.', ';', '/', '+', '~', 'w', 'a', ' ') }), (text) => {
        for (const one of readLayout(text)) expect(one.of.length).toBeGreaterThan(0)
      }),
    )
  })

  it('moves a tile, and not past an end', () => {
    const tiles = readLayout('v.a/a;v.b/b;v.c/c')
    expect(layoutText(moved(tiles, 0, 1))).toBe('v.b/b;v.a/a;v.c/c')
    expect([moved(tiles, 0, -1), moved(tiles, 2, 1)]).toEqual([tiles, tiles])
  })

  it('is kept by its name, and what was spoilt is none', () => {
    const store = new Map<string, string>()
    const storage = {
      getItem: (k: string) => store.get(k) ?? null,
      setItem: (k: string, v: string) => void store.set(k, v),
    }
    const of = (name: string, text: string) =>
      displayFile.parse({ format: 'magpie-display-1', name, tiles: readLayout(text) })
    keepDisplay(storage, of('power', 'v.a/b'))
    keepDisplay(storage, of('heat', 'v.a/c'))
    keepDisplay(storage, of('power', 'p.a/b'))
    expect(keptDisplays(storage).map((d) => [d.name, d.tiles[0]!.kind])).toEqual([
      ['heat', 'value'],
      ['power', 'plot'],
    ])
    expect(forgetDisplay(storage, 'heat').map((d) => d.name)).toEqual(['power'])
    store.set('magpie.displays', '{')
    expect(keptDisplays(storage)).toEqual([])
  })
})
