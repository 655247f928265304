import { describe, expect, it } from 'vitest'
import { departs, NO_MOTION, nextId, outcomesOf } from './motion.ts'

describe('a motion', () => {
  const shown = new Set(['a', 'b'])

  it('selects what is shown, with a reason for all where none is its own', () => {
    const typed = { ...NO_MOTION, forSelected: ' strong ', forOthers: 'no room', reasons: { b: 'needed' } }
    expect(outcomesOf(typed, shown, ['a', 'b', 'c'])).toEqual([
      { proposal: 'a', outcome: 'selected', reason: 'strong' },
      { proposal: 'b', outcome: 'selected', reason: 'needed' },
      { proposal: 'c', outcome: 'declined', reason: 'no room' },
    ])
  })

  it('keeps what was changed by hand, whatever is shown', () => {
    const typed = { ...NO_MOTION, outcomes: { a: 'reserve' as const } }
    expect(outcomesOf(typed, shown, ['a', 'b']).map((o) => o.outcome)).toEqual(['reserve', 'selected'])
  })

  it.each([
    [['a', 'b'], ['b', 'a'], false],
    [['a'], ['a', 'b'], true],
    [['a', 'c'], ['a', 'b'], true],
    [['a'], undefined, true],
  ])('of %j departs from %j: %s', (selected, optimum, expected) => {
    expect(departs(selected, optimum)).toBe(expected)
  })
})

it('finds an id that none has', () => {
  expect(nextId('a-call', 'run', [])).toBe('a-call-run-1')
  expect(nextId('a-call', 'run', [{ id: 'a-call-run-2' }])).toBe('a-call-run-3')
  expect(nextId('x'.repeat(64), 'decision', []).length).toBeLessThanOrEqual(64)
})
