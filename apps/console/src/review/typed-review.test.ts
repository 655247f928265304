import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  criteriaAt,
  meaningOf,
  NO_REVIEW,
  numberIn,
  openFields,
  readTypedReview,
  reviewDraftId,
  reviewFrom,
  scaleFor,
  typedReviewOf,
  weightedScore,
} from './typed-review.ts'

const CRITERIA = [
  { id: 'science', weight: 0.6 },
  { id: 'merit', weight: 0.4 },
]
const RULES = {
  scales: {
    merit: {
      ...{ least: 1, most: 5 },
      meanings: [
        { score: 1, meaning: 'none' },
        { score: 4, meaning: 'much' },
      ],
    },
  },
}
const typed = (science: string, merit: string) => ({ ...NO_REVIEW, scores: { science, merit } })

describe('a review as it is typed', () => {
  it('is sent with the numbers it has, and comes back as it was', () => {
    const review = { ...typed('71,5', '4'), confidence: '3', toPanel: 'p', toProposers: 't' }
    const sent = reviewFrom(review)
    expect(sent).toEqual({ scores: { science: 71.5, merit: 4 }, confidence: 3, toPanel: 'p', toProposers: 't' })
    const read = { ...sent, at: '', stage: 'final', reviewer: 'ada', of: 1 }
    expect(typedReviewOf(read)).toEqual({ ...review, scores: { science: '71.5', merit: '4' } })
    expect(reviewFrom(typed('', 'much')).scores).toEqual({})
  })

  it('is read from whatever was kept', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (kept) => {
        const read = readTypedReview(kept)
        expect(readTypedReview(JSON.parse(JSON.stringify(read)))).toEqual(read)
      }),
    )
    expect(readTypedReview({ scores: { science: 4, merit: '5' }, toPanel: 9 })).toEqual({
      ...NO_REVIEW,
      scores: { merit: '5' },
    })
  })

  it('says what is still open, and what it weighs once nothing of the scores is', () => {
    expect(openFields(typed('101', ''), CRITERIA, RULES)).toEqual([
      ...['/scores/science', '/scores/merit', '/confidence', '/toProposers'],
    ])
    expect(weightedScore(typed('101', '3'), CRITERIA, RULES)).toBeUndefined()
    // 0.6 x 70 + 0.4 x 50: 3 of 1 to 5 is half the scale.
    expect(weightedScore(typed('70', '3'), CRITERIA, RULES)).toBeCloseTo(62, 9)
  })
})

it('has the criteria of its level', () => {
  const criteria = [{ id: 'science' }, { id: 'orbit', levels: ['mission'] }]
  expect(criteriaAt(criteria, 'unit').map((c) => c.id)).toEqual(['science'])
  expect(criteriaAt(criteria, 'mission')).toHaveLength(2)
})

describe('a scale', () => {
  it('is chosen from where it has few whole steps', () => {
    expect(scaleFor(RULES, 'merit').steps).toEqual([1, 2, 3, 4, 5])
    expect(scaleFor(RULES, 'science')).toMatchObject({ least: 0, most: 100, steps: [] })
  })

  it.each([
    [1, 'none'],
    [3.9, 'none'],
    [5, 'much'],
    [0, undefined],
    [undefined, undefined],
  ])('%s means %s', (score, meaning) => {
    expect(meaningOf(scaleFor(RULES, 'merit'), score)).toBe(meaning)
  })
})

it('names a draft by an identifier, however long the call’s is', () => {
  const id = reviewDraftId('a-call-with-a-very-long-name-indeed-so-long-that-it-does-not-fit', 'final', 'paper-12')
  expect(id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
  expect(id.length).toBeLessThanOrEqual(64)
})

it('reads numbers as people type them', () => {
  expect([' 1,5 ', '2.5', '', 'x', '1e400'].map(numberIn)).toEqual([1.5, 2.5, undefined, undefined, undefined])
})
