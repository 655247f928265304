import type { ArgumentView } from '@magpie/api/command-views'
import { describe, expect, it } from 'vitest'
import { instantOf, isInstant, newDraft, problemOf, sentOf } from './draft.ts'
import { stackOf, stackText } from './stack-file.ts'

const takes = (name: string, kind: ArgumentView['kind'], more: Partial<ArgumentView> = {}): ArgumentView => ({
  ...{ name, kind, description: '', unit: '', allowed: '', touches: false },
  ...more,
})
const distance = takes('distance', 'float', { unit: 'm', ranges: [{ min: 0.1, max: 200 }] })

describe('what is wrong with a field', () => {
  it.each([
    [distance, '', 'missing'],
    [distance, 'far', 'number'],
    [distance, '0.1', undefined],
    [distance, '200.5', 'range'],
    [distance, '1e2', undefined],
    [takes('n', 'float', { ranges: [{ min: 0, minInclusive: false }] }), '0', 'range'],
    [takes('n', 'integer'), '1.5', 'whole'],
    [takes('n', 'integer'), '0x1F', undefined],
    [takes('n', 'integer', { initial: '4' }), '', undefined],
    [takes('n', 'integer', { ranges: [{ max: 3 }, { min: 10, max: 12 }] }), '11', undefined],
    [takes('n', 'integer', { ranges: [{ max: 3 }, { min: 10, max: 12 }] }), '5', 'range'],
    [takes('t', 'string'), '', undefined],
  ] as const)('%o given %j: %s', (field, text, problem) => expect(problemOf(field, text)).toBe(problem))
})

describe('what is sent', () => {
  it('has numbers as numbers, words as words, and leaves out what is empty', () => {
    const fields = [
      distance,
      takes('unit', 'enumerated', { labels: ['A', 'B'] }),
      takes('fast', 'boolean'),
      takes('n', 'integer'),
    ]
    const draft = { ...newDraft('cheri-b', 'drive', fields), execute: '2029-01-20 07:00', expires: ' ' }
    const sent = sentOf({ ...draft, arguments: { distance: ' 12.5 ', unit: 'B', fast: 'true', n: '' } }, fields)
    expect(sent).toEqual({
      ...{ element: 'cheri-b', command: 'drive', purpose: '', priority: 5, execute: '2029-01-20T07:00:00Z' },
      arguments: { distance: 12.5, unit: 'B', fast: true },
    })
    // What is no number is sent as it is, for the desk to say what is wrong.
    expect(sentOf({ ...draft, arguments: { distance: 'far' } }, fields).arguments).toEqual({ distance: 'far' })
  })

  it.each([
    ['', undefined, true],
    ['2029-01-20', '2029-01-20T00:00:00Z', true],
    ['2029-01-20 07:00:30', '2029-01-20T07:00:30Z', true],
    ['2029-01-20T07:00:30.250Z', '2029-01-20T07:00:30.250Z', true],
    ['2029-01-20 07:00 UTC', '2029-01-20T07:00:00Z', true],
    ['tomorrow', 'tomorrow', false],
    ['2029-13-40', '2029-13-40T00:00:00Z', false],
  ])('the time %j is %j', (text, instant, valid) => {
    expect(instantOf(text)).toBe(instant)
    expect(isInstant(text)).toBe(valid)
  })
})

describe('a stack as a file', () => {
  const drafts = [
    { ...newDraft('cheri-b', 'drive', [distance]), arguments: { distance: '3' }, acknowledged: ['dust'] },
    { ...newDraft('ce8-lander', 'checkout', []), purpose: 'after the night', priority: '2' },
  ]

  it('comes back as it was, to be sent as commands of their own, with nothing acknowledged', () => {
    const read = stackOf(stackText('change-8', drafts), 'change-8')
    if (!read.ok) throw new Error(read.why)
    expect(read.drafts.map(({ key: _, ...d }) => d)).toEqual(
      drafts.map(({ key: _, ...d }) => ({ ...d, acknowledged: [] })),
    )
    for (const draft of read.drafts) expect(drafts.map((d) => d.key)).not.toContain(draft.key)
  })

  it('of a dictionary’s block opens in any mission', () => {
    const read = stackOf(stackText('', drafts), 'change-8')
    expect(read.ok && read.drafts.map(({ command }) => command)).toEqual(['drive', 'checkout'])
  })

  it.each([
    ['nothing', '', 'JSON'],
    ['another mission', stackText('change-7', drafts), 'other'],
    ['another file', '{"format":"magpie-key-1"}', '/format'],
    ['an unknown field', stackText('change-8', drafts).replace('"purpose"', '"porpoise"'), '/commands/0'],
  ])('%s is refused with what is wrong', (_, text, why) => {
    const read = stackOf(text, 'change-8')
    expect(read.ok).toBe(false)
    if (!read.ok) expect(read.why).toContain(why)
  })
})
