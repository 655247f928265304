import { afterEach, describe, expect, it, vi } from 'vitest'
import { cell, printTable, spread } from './print.ts'

describe('values for people', () => {
  it.each<[unknown, string]>([
    [undefined, ''],
    [true, 'yes'],
    [1.23456789, '1.23457'],
    [[], ''],
    [['drive', 'stop'], 'drive, stop'],
    [[1.5, 'x'], '1.5, x'],
    [{}, ''],
    [{ distance: { min: 0, max: 30 }, heading: 90 }, 'distance (min 0, max 30), heading 90'],
    [[{ name: 'mast', state: 'done' }, { id: 'boom' }], 'mast done\nboom'],
  ])('%j', (value, text) => {
    expect(cell(value)).toBe(text)
  })

  it('gives a record within a record columns of its own, which never hide others', () => {
    const grant = { id: 'g', agreement: 'joint', from: { phase: 'science' } }
    expect(spread({ grant, agreement: 'Joint operation', note: '' })).toEqual({
      ...{ id: 'g', 'grant.agreement': 'joint', from: { phase: 'science' } },
      ...{ agreement: 'Joint operation', note: '' },
    })
  })
})

describe('a table', () => {
  const columns = process.stdout.columns
  afterEach(() => {
    process.stdout.columns = columns
    vi.restoreAllMocks()
  })
  const printed = (width: number) => {
    process.stdout.columns = width
    const log = vi.spyOn(console, 'log').mockReturnValue()
    printTable('grants', [
      { id: 'one', why: '' },
      { id: 'two', why: 'a long reason that fills the line' },
    ])
    return log.mock.calls.map(([text]) => String(text)).join('\n')
  }

  it('has a line a record where there is room', () => {
    expect(printed(120)).toContain('│ two │ a long reason that fills the line │')
  })

  it('stands below itself in a narrow terminal, without fields that say nothing', () => {
    expect(printed(30)).toBe('grants\n  id: one\n\n  id: two\n  why: a long reason that fills the line')
  })
})
