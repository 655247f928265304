import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { answers, NO_WISHES, readWishes, shownWith, wishesFor, wishOf, withWish, writeWishes } from './wishes.ts'

const IDS = ['p-1', 'p-2', 'p-3']
const wishes = fc
  .array(fc.tuple(fc.constantFrom(...IDS), fc.constantFrom('in' as const, 'free' as const, 'out' as const)))
  .map((list) => list.reduce((all, [id, wish]) => withWish(all, id, wish), NO_WISHES))

describe('wishes', () => {
  it('go into the address and come back', () => {
    fc.assert(
      fc.property(wishes, (w) => {
        expect(readWishes(writeWishes(w))).toEqual(w)
      }),
    )
    expect(writeWishes(NO_WISHES)).toEqual({})
    expect(readWishes({ in: 'a,,b,a', out: 'b,c' })).toEqual({ in: ['a', 'b'], out: ['c'] })
  })

  it('are one about each proposal, the last one made', () => {
    fc.assert(
      fc.property(wishes, fc.constantFrom(...IDS), fc.constantFrom('in' as const, 'out' as const), (w, id, wish) => {
        const more = withWish(w, id, wish)
        expect(wishOf(more, id)).toBe(wish)
        expect(wishOf(withWish(more, id, 'free'), id)).toBe('free')
        expect(more.in.filter((one) => more.out.includes(one))).toEqual([])
      }),
    )
  })

  it('name a whole set', () => {
    expect(wishesFor(IDS, new Set(['p-2']))).toEqual({ in: ['p-2'], out: ['p-1', 'p-3'] })
  })
})

describe('what is shown while a study runs', () => {
  const study = { optimum: { proposals: ['p-1', 'p-2'] } } as never

  it('has what is wished in, and of the last optimum what no wish takes out', () => {
    expect([...shownWith(study, { in: ['p-3'], out: ['p-1'] })].sort()).toEqual(['p-2', 'p-3'])
    expect([...shownWith(undefined, { in: ['p-3'], out: [] })]).toEqual(['p-3'])
  })

  it('is over once the study is of these wishes, in whatever order', () => {
    const of = (forced: object) => ({ instance: { forced } }) as never
    expect(answers(of({ in: ['a', 'b'], out: [] }), { in: ['b', 'a'], out: [] })).toBe(true)
    expect(answers(of({ in: ['a'], out: [] }), { in: ['a'], out: ['b'] })).toBe(false)
  })
})
