import { describe, expect, it } from 'vitest'
import { differences } from './compare.ts'

const rows = (mine: object, theirs: object) => differences(mine, theirs).map((d) => [d.field, d.mine, d.theirs])
const rover = { id: 'rover', name: 'A rover', parameters: [{ name: 'mass', value: 20, unit: 'kg' }] }
const arm = { id: 'arm', name: 'An arm', parameters: [] }

describe('versions compared', () => {
  it.each([
    ['the same', { title: 'A', team: [] }, { title: 'A', team: [] }, []],
    ['a text', { title: 'A' }, { title: 'B' }, [['title', 'A', 'B']]],
    [
      'a figure of an element',
      { elements: [rover] },
      { elements: [{ ...rover, parameters: [{ name: 'mass', value: 24, unit: 'kg' }] }] },
      [['elements / rover / parameters / mass / value', '20', '24']],
    ],
    ['an element more', { elements: [rover] }, { elements: [rover, arm] }, [['elements / arm', '', 'arm, An arm']]],
    ['another order', { elements: [rover, arm] }, { elements: [arm, rover] }, []],
    ['entries without names', { funding: ['own'] }, { funding: ['own', 'ESA'] }, [['funding', 'own', 'own; ESA']]],
    [
      'two of one name',
      {
        team: [
          { party: 'a', part: 'x' },
          { party: 'a', part: 'y' },
        ],
      },
      { team: [] },
      [['team', 'a, x; a, y', '']],
    ],
    ['a field that is new', {}, { mass_kg: 4 }, [['mass_kg', '', '4']]],
  ])('%s', (_, mine, theirs, expected) => {
    expect(rows(mine, theirs)).toEqual(expected)
  })
})
