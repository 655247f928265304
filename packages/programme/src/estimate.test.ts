import { expect, it } from 'vitest'
import { estimateOf } from './estimate.ts'

it.each([
  ['the newest by date, wherever it is listed', ['2024-11', '2023-12'], 0],
  ['of one date the one listed last', ['2024-11', '2024-11'], 1],
])('an estimate that counts is %s', (_name, dates, at) => {
  const parameters = dates.map((asOf, value) => ({ name: 'mass' as const, asOf, value }))
  expect(estimateOf([...parameters, { name: 'power-peak', asOf: '2030', value: 9 }], 'mass')?.value).toBe(at)
  expect(estimateOf(parameters, 'data-rate')).toBeUndefined()
})
