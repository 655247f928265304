import { letterContent } from '@magpie/programme/desk/letter-content'
import { proposalContent } from '@magpie/programme/desk/proposal-content'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvOf, tableNames } from './csv-answer.ts'
import { importedList, withFileRead } from './imports.ts'
import { type OperationKey, operations } from './operations.ts'

const id = fc.stringMatching(/^[a-z0-9]{1,8}(-[a-z0-9]{1,4}){0,2}$/)
/** Text as the desk keeps it: plain, trimmed, in one normal form; with all that spreadsheets and readers trip over. */
const line = fc
  .string({
    unit: fc.constantFrom('"', ',', ';', '\\', "'", '=', '+', '-', '@', ' ', '月', 'é', '1', '{', '[', '}'),
    maxLength: 12,
  })
  .map((s) => s.trim().normalize('NFC'))
  .filter((s) => s !== '')
const lines = fc.array(fc.oneof(line, fc.constant('')), { maxLength: 3 }).map((all) => all.join('\n').trim())
const amount = fc.double({ min: 1e-9, max: 1e5, noNaN: true })
const level = fc.constantFrom('mission' as const, 'system' as const, 'unit' as const)

const letter = fc
  .record(
    {
      ...{ title: line, lead: id, level, summary: lines, mass_kg: amount, power_w: amount, data_mbit_day: amount },
      team: fc.array(fc.record({ party: id, part: line }), { maxLength: 3 }),
      ...{
        funding: fc.array(line, { maxLength: 3 }),
        mode: fc.constantFrom('bilateral' as const, 'multilateral' as const),
      },
      declaresForeignParty: fc.boolean(),
      parts: fc.array(
        fc.record(
          { name: line, origin: fc.constantFrom('CN', 'IT'), classification: line },
          { requiredKeys: ['name', 'origin'] },
        ),
        { maxLength: 3 },
      ),
      answers: fc.dictionary(id, fc.oneof(lines, fc.integer(), fc.boolean()), { maxKeys: 3 }),
    },
    { requiredKeys: ['title', 'lead', 'level', 'funding', 'mode', 'declaresForeignParty'] },
  )
  .map((content) => letterContent.parse(content))

const proposal = fc
  .record({
    ...{
      title: line,
      lead: id,
      level,
      summary: lines,
      cost: fc.double({ min: 0, max: 1e6, noNaN: true }).map((x) => x + 0),
    },
    topics: fc.array(id, { maxLength: 3 }),
    people: fc.array(fc.record({ name: line, party: id }), { maxLength: 2 }),
    elements: fc.array(
      fc.record({
        ...{ id, name: line, kind: fc.constant('instrument' as const) },
        parameters: fc.array(
          fc.record({
            name: fc.constant('mass' as const),
            value: amount,
            unit: fc.constant('kg'),
            maturity: fc.constant('new' as const),
            asOf: fc.constant('2024-05-01'),
          }),
          { maxLength: 2 },
        ),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map((content) => proposalContent.parse(content))

const listed = { owner: 'p', state: 'submitted', confirmed: [], awaited: ['x; y'], from: [], became: [] }

function read(key: OperationKey, input: unknown) {
  const outcome = withFileRead(key, input)
  if (!outcome.ok) throw new Error(outcome.error.message)
  return operations[key].input.parse(outcome.value.input)
}

describe('there and back', () => {
  it('letters, as CSV and as JSON', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(id, letter), { minLength: 1, maxLength: 4, selector: ([i]) => i }), (all) => {
        const letters = all.map(([i, content]) => ({
          id: i,
          call: 'c',
          ...listed,
          versions: [{ at: '2024', verdict: 'in', content }],
        }))
        const expected = { call: 'c', letters: all.map(([i, content]) => ({ letter: i, content })) }
        const csv = csvOf('letters', { letters, mergeOffers: [] })
        expect(read('importLetters', { call: 'c', csv: csv.ok && csv.value })).toEqual(expected)
        expect(read('importLetters', { call: 'c', file: JSON.stringify({ letters }) })).toEqual(expected)
        expect(read('importLetters', { call: 'c', file: JSON.stringify(expected.letters) })).toEqual(expected)
      }),
      { numRuns: 200 },
    )
  })

  it('proposals, as CSV and as JSON', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(id, id, proposal), { minLength: 1, maxLength: 3 }), (all) => {
        const proposals = all.map(([i, of, content]) => ({
          id: i,
          letter: of,
          call: 'c',
          owner: 'p',
          state: 'submitted',
          versions: [{ at: '2024', content }],
        }))
        const expected = { proposals: all.map(([i, of, content]) => ({ letter: of, proposal: i, content })) }
        const csv = csvOf('proposals', { proposals })
        expect(read('importProposals', { csv: csv.ok && csv.value })).toEqual(expected)
        expect(read('importProposals', { file: JSON.stringify({ proposals }) })).toEqual(expected)
      }),
      { numRuns: 200 },
    )
  })

  it('assignments, outcomes and scores', () => {
    const pairs = [
      { paper: 'paper-1', reviewer: 'ada' },
      { paper: 'paper-12', reviewer: 'r-2' },
    ]
    const shown = csvOf('assignReviewers', { pairs: pairs.map((p) => ({ ...p, affinity: 7 })) })
    expect(read('assignByHand', { call: 'c', reason: 'r', csv: shown.ok && shown.value })).toEqual({
      call: 'c',
      reason: 'r',
      pairs,
    })
    const outcomes = [{ proposal: 'a', outcome: 'selected', reason: '=best, "by far"' }]
    const told = csvOf('selection', { decisions: [{ id: 'd', outcomes }] }, 'outcomes')
    expect(read('moveDecision', { decision: 'd', run: 'r', csv: told.ok && told.value })).toMatchObject({ outcomes })
    const scores = { a: 81.5, b: 0 }
    expect(read('selectionRun', { call: 'c', run: 'r', csv: 'proposal,score\na,81.5\nb,0' })).toMatchObject({
      inputs: { scores },
    })
    expect(read('selectionRun', { call: 'c', run: 'r', file: JSON.stringify(scores) })).toMatchObject({
      inputs: { scores },
    })
    expect(read('placeBids', { call: 'c', csv: 'paper,bid\npaper-1,eager' })).toMatchObject({
      bids: { 'paper-1': 'eager' },
    })
  })

  it('reviews, with a column a criterion', () => {
    const csv =
      'paper,confidence,toProposers,scores.science,scores.risk\npaper-1,4,"Good, ""very""",80,20\npaper-2,1,-,5.5,'
    expect(read('importReviews', { call: 'c', csv })).toMatchObject({
      reviews: [
        { paper: 'paper-1', confidence: 4, toProposers: 'Good, "very"', scores: { science: 80, risk: 20 } },
        { paper: 'paper-2', toProposers: '-', scores: { science: 5.5 } },
      ],
    })
  })
})

describe('what cannot be taken', () => {
  it.each([
    ['both a table and the list', { call: 'c', csv: 'a', letters: [] }, '/letters'],
    ['both files', { call: 'c', csv: 'a', file: '[]' }, '/file'],
    ['a table that is none', { call: 'c', csv: 7 }, '/csv'],
    ['no JSON', { call: 'c', file: '{' }, '/file'],
    ['another JSON', { call: 'c', file: '{"a":1}' }, '/file'],
    ['an unknown column', { call: 'c', csv: 'letter,colour\na,b' }, '/csv/colour'],
  ])('is told: %s', (_, input, field) => {
    const outcome = withFileRead('importLetters', input)
    expect(outcome.ok ? [] : 'problems' in outcome.error && outcome.error.problems.map((p) => p.field)).toContain(field)
  })

  it('is told by the line it stands on, also what only the desk finds', () => {
    const csv =
      'letter,title,lead,level,funding,mode,declaresForeignParty\na,"A\n1",p,unit,own,multilateral,no\nb,B,p,unit,own,multilateral,no'
    const outcome = withFileRead('importLetters', { call: 'c', csv: csv.replace('A\n1', 'A') })
    const at = outcome.ok
      ? outcome.value.at({ file: '', field: '/letters/1/content/mass_kg', rule: 'x', message: '' })
      : undefined
    expect(at).toMatchObject({ line: 3, field: '/csv/mass_kg' })
    const broken = withFileRead('importLetters', { call: 'c', csv })
    expect(broken).toMatchObject({ error: { problems: [{ line: 2, field: '/csv/title' }] } })
  })
})

describe('tables', () => {
  const keys = Object.keys(operations) as OperationKey[]

  it('name one that is not there', () => {
    expect(csvOf('letters', {}, 'numbers')).toMatchObject({ ok: false, error: { kind: 'bad-request' } })
    expect(csvOf('status', {})).toMatchObject({ ok: false })
    expect(csvOf('selection', { decisions: [] }, 'constructor')).toMatchObject({ ok: false })
  })

  it('never take the name of a field', () => {
    for (const key of keys.filter((k) => tableNames(k).length > 0))
      for (const name of ['format', 'table']) expect(Object.keys(operations[key].input.shape), key).not.toContain(name)
    for (const key of keys.filter((k) => importedList(k) !== undefined))
      for (const name of ['csv', 'file']) expect(Object.keys(operations[key].input.shape), key).not.toContain(name)
  })
})
