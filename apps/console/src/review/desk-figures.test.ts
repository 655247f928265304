import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coverageOf, loadHistogram, namesIn, progressOf, progressOfAll, withoutPair, withPair } from './desk-figures.ts'

const pair = (text: string) => ({ reviewer: text.split(' ')[0]!, paper: text.split(' ')[1]! })
const PAIRS = ['ada p1', 'bob p1', 'ada p2'].map(pair)

const reviewer = (id: string, assigned: string[], submitted: string[]) => ({
  ...{ profile: { id, name: id.toUpperCase() }, state: 'accepted', assigned, submitted },
})

describe('the figures of a review desk', () => {
  it('count loads, with those who have none', () => {
    expect(loadHistogram(['ada', 'bob', 'eve'], PAIRS)).toEqual([1, 1, 1])
    expect(loadHistogram([], [])).toEqual([0])
  })

  it('say what a proposal still needs', () => {
    expect(coverageOf(['p1', 'p2', 'p3'], PAIRS, 2)).toEqual([
      { paper: 'p1', reviewers: ['ada', 'bob'], missing: 0 },
      { paper: 'p2', reviewers: ['ada'], missing: 1 },
      { paper: 'p3', reviewers: [], missing: 2 },
    ])
  })

  it('tell what is in of one stage, and not of another whose name begins alike', () => {
    const ada = reviewer('ada', ['p1', 'p2'], ['final p1', 'final-2 p2'])
    expect(progressOf(ada, 'final')).toEqual({ in: ['p1'], missing: ['p2'] })
    const all = progressOfAll([ada, reviewer('bob', ['p1', 'p2'], []), reviewer('eve', [], [])], 'final')
    expect(all.map((r) => [r.id, r.missing.length])).toEqual([
      ['bob', 2],
      ['ada', 1],
    ])
  })

  it('sum to what was assigned, whatever it is', () => {
    const pairs = fc.uniqueArray(
      fc.record({ reviewer: fc.constantFrom('a', 'b', 'c'), paper: fc.constantFrom('p', 'q') }),
      { selector: (p) => `${p.reviewer} ${p.paper}` },
    )
    fc.assert(
      fc.property(pairs, (list) => {
        const histogram = loadHistogram(['a', 'b', 'c'], list)
        expect(histogram.reduce((sum, n, load) => sum + n * load, 0)).toBe(list.length)
        expect(histogram.reduce((sum, n) => sum + n, 0)).toBe(3)
        const covered = coverageOf(['p', 'q'], list, 2).reduce((sum, c) => sum + c.reviewers.length, 0)
        expect(covered).toBe(list.length)
      }),
    )
  })
})

describe('pairs edited by hand', () => {
  it('gain one once, and lose it', () => {
    const more = withPair(PAIRS, pair('bob p2'))
    expect(more).toHaveLength(4)
    expect(withPair(more, pair('bob p2'))).toEqual(more)
    expect(withoutPair(more, pair('bob p2'))).toEqual(PAIRS)
  })
})

it('reads names with commas, semicolons or lines between', () => {
  expect(namesIn(' Li Wei, Zoé;\nLi Wei\n\n')).toEqual(['Li Wei', 'Zoé'])
})
