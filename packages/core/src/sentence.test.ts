import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sayer, sentenceReader } from './sentence.ts'

const TABLE = {
  owned: '{element} is owned by {owner:id}',
  'owned-and-no-grant': '{element} is owned by {owner}, and no grant lets {party} command it',
  margin: 'margin {margin_W:number} W',
  closed: '{gate:gate} is not open',
  held: '{fact:said}, not yet for {steady_s:number} s',
  refused: '{party:id} may not {action} it: {fact:about}',
  until: 'it holds until {until:about}',
  notice: 'further notice',
  state: '{name}: {state:state}, {why:list}',
} as const
const WORDS = { gate: ['power-margin', 'owner-go'], state: ['held', 'ready'] } as const
const say = sayer(TABLE)
const read = sentenceReader(TABLE, WORDS)

describe('a sentence', () => {
  it.each([
    ['a margin', say('margin', { margin_W: -12.5 }), 'margin -12.5 W'],
    ['names with blanks', say('owned', { element: 'The rover', owner: 'metu' }), 'The rover is owned by metu'],
  ])('is made of its text and values: %s', (_, made, text) => expect(made).toBe(text))

  it('asks for the values of its text, and for no others', () => {
    // @ts-expect-error the owner is missing
    expect(say('owned', { element: 'A' })).toContain('undefined')
    // @ts-expect-error there is no such sentence
    expect(() => say('nothing', {})).toThrow()
  })

  it('is found again by the most particular text', () => {
    const text = say('owned-and-no-grant', { element: 'A', owner: 'B of C', party: 'D' })
    expect(read(text)).toEqual({
      code: 'owned-and-no-grant',
      values: { element: { text: 'A' }, owner: { text: 'B of C' }, party: { text: 'D' } },
    })
  })

  it.each([
    ['a word that is none of its list', 'window is not open'],
    ['a number that is none', 'margin high W'],
    ['an identifier with a blank', 'The rover is owned by two parties'],
    ['a sentence within that is none', 'the sky is blue, not yet for 60 s'],
    ['something else', 'the sky is blue'],
    ['nothing', ''],
  ])('is not found in %s', (_, text) => expect(read(text)).toBeUndefined())

  it('has sentences within it', () => {
    const margin = { code: 'margin', values: { margin_W: { text: '4' } } }
    expect(read('margin 4 W, not yet for 60 s')?.values['fact']).toEqual({ text: 'margin 4 W', parts: [margin] })
    expect(read('it holds until further notice')?.values['until']?.parts).toEqual([{ code: 'notice', values: {} }])
    expect(read('it holds until 2028')?.values['until']?.parts).toEqual(['2028'])
    const state = read('Rover: held, power-margin is not open; the sky is blue')
    expect(state?.values['state']).toEqual({ text: 'held', word: 'state' })
    const closed = { code: 'closed', values: { gate: { text: 'power-margin', word: 'gate' } } }
    expect(state?.values['why']?.parts).toEqual([closed, 'the sky is blue'])
  })

  it('is found around another whose first value could be its head', () => {
    const fact = say('owned-and-no-grant', { element: 'A', owner: 'B', party: 'D' })
    const found = read(say('refused', { party: 'd', action: 'drive', fact }))
    expect([found?.code, found?.values['fact']?.parts]).toEqual(['refused', [read(fact)]])
  })

  it('may begin with a capital', () => {
    expect(read('Margin 4 W')?.code).toBe('margin')
  })

  it('comes back with its code and values, whatever they are', () => {
    const word = fc.stringMatching(/^[A-Za-z][\w-]{0,12}$/)
    fc.assert(
      fc.property(word, word, fc.double({ noNaN: true, noDefaultInfinity: true }), (element, owner, margin_W) => {
        expect(read(say('owned', { element, owner }))).toEqual({
          code: 'owned',
          values: { element: { text: element }, owner: { text: owner } },
        })
        expect(read(say('margin', { margin_W }))?.values['margin_W']?.text).toBe(String(margin_W))
      }),
    )
  })

  it('is looked for in any text without harm, soon', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2000 }), (text) => {
        read(text)
        read(`${text} is owned by ${text}, and no grant lets ${text} command it`)
      }),
    )
  })
})
