import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differencesOf, paragraphsOf } from './differences.ts'

describe('the fields of two contents', () => {
  const before = {
    title: 'A',
    parties: ['a', 'b'],
    elements: [{ id: 'rover', parameters: [{ name: 'mass', value: 30 }] }],
    grants: [{ id: 'g', actions: ['drive'] }],
  }

  it.each([
    ['a value', { ...before, title: 'B' }, ['title'], 'A', 'B'],
    ['a list of words', { ...before, parties: ['a', 'c'] }, ['parties'], 'a, b', 'a, c'],
    [
      'a figure of an element, by the names on the way',
      { ...before, elements: [{ id: 'rover', parameters: [{ name: 'mass', value: 34 }] }] },
      ['elements', 'rover', 'parameters', 'mass', 'value'],
      '30',
      '34',
    ],
    ['a grant that goes', { ...before, grants: [] }, ['grants', 'g'], 'id g; actions drive', undefined],
    ['a field that comes', { ...before, until: '2031-01-01' }, ['until'], undefined, '2031-01-01'],
  ])('%s', (_, after, path, was, is) => {
    expect(differencesOf(before, after)).toEqual([{ path, before: was, after: is }])
  })

  it('do not differ by the order of rows, nor by what is empty', () => {
    const two = [{ id: 'x' }, { id: 'y' }]
    expect(differencesOf({ rows: two, text: '' }, { rows: [...two].reverse() })).toEqual([])
  })
})

describe('the lines of two texts', () => {
  it('are kept where both have them', () => {
    expect(paragraphsOf('one\ntwo\nthree', 'one\n2\nthree\nfour')).toEqual([
      { kind: 'same', text: 'one' },
      { kind: 'gone', text: 'two' },
      { kind: 'new', text: '2' },
      { kind: 'same', text: 'three' },
      { kind: 'new', text: 'four' },
    ])
  })

  it('give both texts back, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((l) => l.join('\n'))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const told = paragraphsOf(before, after)
        const without = (kind: string) =>
          told
            .filter((p) => p.kind !== kind)
            .map((p) => p.text)
            .join('\n')
        expect([without('new'), without('gone')]).toEqual([before, after])
      }),
    )
  })

  it('of any length are told, the longest one text after the other', () => {
    const long = Array.from({ length: 700 }, (_, i) => `line ${i}`).join('\n')
    expect(paragraphsOf(long, `${long}\nend`)).toHaveLength(1401)
  })
})
