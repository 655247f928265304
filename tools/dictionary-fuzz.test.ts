import { expect, test } from 'vitest'
import { fuzzDictionaries } from './dictionary-fuzz.ts'

test('damaged dictionaries and packets are refused or read, never thrown at', () => {
  const tallies = fuzzDictionaries(150, 'test', () => {})
  expect(tallies.flatMap(({ failures }) => failures)).toEqual([])
  for (const { refused } of tallies) expect(refused).toBeGreaterThan(0)
}, 60_000)
