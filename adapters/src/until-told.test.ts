import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ending } from './until-told.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it.each([
  ['a second', 1],
  ['fifty days, which is more than a timer holds', 50 * 86_400],
])('ends after %s, and not before', async (_, seconds) => {
  const end = ending(seconds, undefined)
  let over = false
  void end.reached.then(() => {
    over = true
  })
  await vi.advanceTimersByTimeAsync(1000 * seconds - 1)
  expect(over).toBe(false)
  await vi.advanceTimersByTimeAsync(1)
  expect(over).toBe(true)
  end.now()
})

it('ends when its caller says so, and leaves nothing behind', async () => {
  const stop = new AbortController()
  const before = process.listenerCount('SIGINT')
  const end = ending(Number.MAX_VALUE, stop.signal)
  stop.abort()
  await end.reached
  end.now()
  expect([process.listenerCount('SIGINT'), vi.getTimerCount()]).toEqual([before, 0])
})
