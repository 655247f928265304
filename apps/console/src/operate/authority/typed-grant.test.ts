import type { CommandRight } from '@magpie/api/command-views'
import { describe, expect, it } from 'vitest'
import { boundable, grantOf, limitsOf, NEW_GRANT, problemsOf, type TypedGrant } from './typed-grant.ts'

const right = (command: string, ...names: string[]) =>
  ({
    ...{ element: 'cheri-b', command },
    arguments: names.map((name) => ({
      ...{
        name,
        kind: name === 'unit' ? 'enumerated' : 'float',
        unit: 'm',
        allowed: '',
        description: '',
        touches: false,
      },
      ranges: [{ min: 0.1, max: 200 }],
    })),
  }) as unknown as CommandRight
const rights = [right('drive', 'distance', 'heading'), right('turn', 'heading', 'unit'), right('stop')]
const typed: TypedGrant = { ...NEW_GRANT, id: 'g', grantee: 'zju', element: 'cheri-b', actions: ['drive'] }

describe('a grant that is written', () => {
  it('may bound the numbers of what it grants, each once, within the dictionary', () => {
    expect(boundable(typed, rights).map((a) => a.name)).toEqual(['distance', 'heading'])
    expect(boundable({ ...typed, any: true }, rights).map((a) => a.name)).toEqual(['distance', 'heading'])
    expect(boundable({ ...typed, actions: ['stop'] }, rights)).toEqual([])
    expect(limitsOf(boundable(typed, rights)[0]!)).toEqual({ min: 0.1, max: 200 })
  })

  it.each([
    ['nothing', {}, []],
    ['no grantee', { grantee: '' }, ['grantee missing']],
    ['no command', { actions: [] }, ['actions missing']],
    ['one bound', { ranges: { distance: { min: '1', max: '' } } }, ['range distance both']],
    ['bounds the wrong way', { ranges: { distance: { min: '5', max: '1' } } }, ['range distance order']],
    ['four decimals', { ranges: { distance: { min: '0.0001', max: '1' } } }, ['range distance decimals']],
    ['a bound of what is not granted', { ranges: { speed: { min: 'x', max: '' } } }, []],
    ['an end before the beginning', { from: '2029-01-02', until: '2029-01-01' }, ['until order']],
    ['a time that is none', { until: 'noon' }, ['until instant']],
    ['no number of people', { approvals: 'two' }, ['approvals number']],
  ] as const)('%s: %o', (_, part, problems) => {
    const found = [...problemsOf({ ...typed, ...part }, rights)].map(([field, problem]) => `${field} ${problem}`)
    expect(found).toEqual(problems)
  })

  it('is given as the contract has it, without bounds of what is not granted', () => {
    const ranges = { distance: { min: '0', max: '20' }, speed: { min: '0', max: '1' }, heading: { min: '', max: '' } }
    expect(grantOf({ ...typed, ranges, until: '2029-01-20 08:00', note: 'a try' }, rights)).toEqual({
      ...{ id: 'g', grantee: 'zju', element: 'cheri-b', covers: 'commands', note: 'a try', actions: ['drive'] },
      ...{ arguments: { distance: { min: 0, max: 20 } }, until: '2029-01-20T08:00:00Z', phases: [], approvals: 0 },
      ...{ revocable: true, onward: false },
    })
  })
})
