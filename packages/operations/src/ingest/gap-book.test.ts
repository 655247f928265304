import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gapBook } from './gap-book.ts'

const told = (of: ReturnType<typeof gapBook>) => of.gaps().map(({ first, missing }) => [first, missing])

describe('what is missing', () => {
  it.each([
    ['nothing in order', [0, 1, 2], []],
    ['one between', [0, 2], [[1, 1]]],
    [
      'two gaps',
      [0, 2, 5],
      [
        [1, 1],
        [3, 2],
      ],
    ],
    ['filled late', [0, 3, 1, 2], []],
    ['filled from the end', [0, 3, 2, 1], []],
    [
      'filled in the middle',
      [0, 4, 2],
      [
        [1, 1],
        [3, 1],
      ],
    ],
    ['before the first', [5, 3], [[4, 1]]],
  ])('%s', (_, order, expected) => {
    const book = gapBook()
    for (const i of order) book.see(i, 1000 * i)
    expect(told(book)).toEqual(expected)
  })

  it('counts on over the end of the counter', () => {
    const book = gapBook()
    for (const i of [16_381, 16_382, 16_385, 16_386]) book.see(i & 0x3fff, i)
    expect(told(book)).toEqual([[16_383, 2]])
    book.see(0, 16_384)
    book.see(16_383, 16_383)
    expect([told(book), book.packets]).toEqual([[], 6])
  })

  it('takes packets of one and the same time on either side of a gap', () => {
    const book = gapBook()
    for (const i of [0, 1, 2, 5, 6]) book.see(i, 0)
    book.see(3, 0)
    book.see(4, 0)
    expect([told(book), book.strays]).toEqual([[], 0])
  })

  it('takes a product that is counted when it is sent, and dated when it was made', () => {
    const dated = (i: number) => (i % 5 === 3 ? 10 * i - 25 : 10 * i)
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 98 }), { maxLength: 8 }), (lost) => {
        const book = gapBook()
        for (let i = 0; i < 100; i++) if (!lost.includes(i)) book.see(i, dated(i))
        expect([book.packets, book.missing, book.strays]).toEqual([100 - lost.length, lost.length, 0])
        // What was lost comes late, from a recorder.
        for (const i of lost) book.see(i, dated(i))
        expect([told(book), book.packets, book.strays]).toEqual([[], 100, 0])
      }),
    )
  })

  it('counts what fits nowhere', () => {
    const book = gapBook()
    book.see(10, 0)
    book.see(11, 100)
    book.see(500, 50)
    expect([told(book), book.strays, book.packets]).toEqual([[], 1, 3])
  })

  it('stays bounded under endless loss, and still knows how many are missing', () => {
    const book = gapBook()
    for (let i = 0; i < 60_000; i += 2) book.see(i & 0x3fff, i)
    expect(book.snapshot().runs.length).toBeLessThanOrEqual(20_001)
    expect([book.missing, book.packets]).toEqual([29_999, 30_000])
  })

  it('goes on from a snapshot as if nothing had been', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(60), { minLength: 1 }), fc.nat(60), (order, cut) => {
        const whole = gapBook()
        let parted = gapBook()
        for (const [k, i] of order.entries()) {
          if (k === cut) parted = gapBook(JSON.parse(JSON.stringify(parted.snapshot())))
          whole.see(i, i)
          parted.see(i, i)
        }
        expect(parted.snapshot()).toEqual(whole.snapshot())
      }),
    )
  })
})
