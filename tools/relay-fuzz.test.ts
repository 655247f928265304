import { expect, test } from 'vitest'
import { fuzzRelay } from './relay-fuzz.ts'

test('damaged bundles and PDUs are read or refused, never thrown at', () => {
  for (const { reader, thrown, accepted } of fuzzRelay(400, 'quick')) {
    expect({ reader, thrown }).toEqual({ reader, thrown: [] })
    expect({ reader, some: accepted > 0 }).toEqual({ reader, some: true })
  }
})
