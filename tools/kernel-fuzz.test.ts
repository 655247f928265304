import { expect, it } from 'vitest'
import { fuzzKernels } from './kernel-fuzz.ts'

it('no damaged kernel or gravity field crashes its reader, or gives a number that is none', () => {
  let slowest_ms = 0
  let from = performance.now()
  const tallies = fuzzKernels(20_000, 'test', () => {
    slowest_ms = Math.max(slowest_ms, performance.now() - from)
    from = performance.now()
  })
  for (const { reader, inputs, refused, failures } of tallies) {
    expect(failures, reader).toEqual([])
    // Neither may be all: damage that is always refused, or never, would test one path only.
    expect(refused, reader).toBeGreaterThan(inputs / 10)
    expect(refused, reader).toBeLessThan(inputs)
  }
  expect(tallies.reduce((sum, { inputs }) => sum + inputs, 0)).toBeGreaterThanOrEqual(20_000)
  // Measured 20 ms, most of it the compiler's; a hang is seconds.
  expect(slowest_ms).toBeLessThan(5000)
})
