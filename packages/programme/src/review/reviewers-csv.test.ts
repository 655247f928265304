import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guarded } from '../table/csv.ts'
import { personKey, type ReviewerProfile } from './reviewer.ts'
import { readReviewersCsv } from './reviewers-csv.ts'

const HEADING = 'id,name,email,institution,party,state,topics,co-authors,advisors'

describe('reviewers.csv', () => {
  it('is read with quoted fields, lists, weights and blank lines', () => {
    const text = `\uFEFF${HEADING}\r\nada,"Ada, Countess","ADA@example.org","The ""Analytical"" Institute",alpha,GB,geology:0.8; power,Li Wei; Bo,\r\n\r\nbo,Bo,bo@example.org,Beta,,,,,\r\n`
    const { reviewers, problems } = readReviewersCsv(text)
    expect(problems).toEqual([])
    expect(reviewers[0]).toEqual({
      ...{ id: 'ada', name: 'Ada, Countess', email: 'ada@example.org', institution: 'The "Analytical" Institute' },
      ...{ party: 'alpha', state: 'GB', topics: { geology: 0.8, power: 1 }, coAuthors: ['Li Wei', 'Bo'], advisors: [] },
    } satisfies ReviewerProfile)
    expect(reviewers[1]!.id).toBe('bo')
  })

  it.each([
    ['a column is missing', 'id,name,email\na,A,a@b.org', [[1, '/csv/institution']]],
    [
      'a column nobody knows',
      `${HEADING},colour\n`,
      [
        [1, '/csv/colour'],
        [2, '/csv'],
      ],
    ],
    ['a line is short', `${HEADING}\nada,Ada`, [[2, '/csv']]],
    [
      'several fields of several lines',
      `${HEADING}\nAda,Ada,ada,X,,,,,\nbo,Bo,bo@b.org,B,,Italy,geology:much,,`,
      [
        [2, '/csv/id'],
        [2, '/csv/email'],
        [3, '/csv/state'],
        [3, '/csv/topics'],
      ],
    ],
    ['an address stands twice', `${HEADING}\na,A,a@b.org,A,,,,,\nb,B,A@b.org,B,,,,,`, [[3, '/csv/email']]],
    [
      'a quotation mark stays open, lines after a field of several',
      `${HEADING}\na,"A\nB",a@b.org,A,,,,,\nb,"B`,
      [
        [4, '/csv'],
        [2, '/csv/name'],
      ],
    ],
    ['it is empty', '', [[1, '/csv/id']]],
  ])('is told line by line and field by field where %s', (_, text, expected) => {
    const told = readReviewersCsv(text).problems.map((p) => [p.line, p.field])
    expect(told.slice(0, 1)).toEqual(expected.slice(0, 1))
    if (!text.includes('"')) expect(told).toEqual(expect.arrayContaining(expected))
  })

  it('there and back, whatever a field holds', () => {
    const word = fc
      .string({ minLength: 1, maxLength: 12 })
      .map((s) => s.replaceAll(/[<\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '').trim())
      .filter((s) => s !== '')
    const quote = (s: string) => `"${guarded(s).replaceAll('"', '""')}"`
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 8 }), (people) => {
        const lines = people.map(([name, institution], i) => `r-${i},${quote(name)},r${i}@b.org,${quote(institution)}`)
        const { reviewers, problems } = readReviewersCsv(['id,name,email,institution', ...lines].join('\n'))
        expect(problems).toEqual([])
        expect(reviewers.map((r) => [r.name, r.institution])).toEqual(
          people.map((p) => p.map((s) => s.normalize('NFC'))),
        )
      }),
    )
  })

  it('never throws, whatever is sent, and admits nothing beside a problem of its own line', () => {
    const cut = fc.tuple(
      fc.constant(`${HEADING}\nada,Ada,a@b.org,"A",,,x:1,,\n`),
      fc.nat(90),
      fc.string({ maxLength: 5 }),
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          cut.map(([t, at, s]) => t.slice(0, at) + s + t.slice(at + 2)),
        ),
        (text) => {
          const { reviewers, problems } = readReviewersCsv(text)
          expect(reviewers.length + problems.length).toBeGreaterThan(0)
        },
      ),
      { numRuns: 1000 },
    )
  })
})

describe('two people', () => {
  it.each([
    ['Li Wei', 'WEI, Li', true],
    ['José  Pérez', 'Jose Perez', true],
    ['李伟', '李 伟', false],
    ['Ada', 'Adam', false],
    ['Ada@Example.org', 'ada@example.org', true],
  ])('%s and %s', (a, b, same) => {
    expect(personKey(a) === personKey(b)).toBe(same)
  })
})
