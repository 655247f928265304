import fc from 'fast-check'
import { expect, test } from 'vitest'
import { advanceProximity, type ProximityAction, type ProximitySide, type ProximityState } from './proximity.ts'

const walk = (steps: readonly [ProximityAction, ProximitySide][]) => {
  let state: ProximityState = 'idle'
  const taken: string[] = []
  for (const [action, by] of steps) {
    const next = advanceProximity(state, action, by)
    if (!next.ok) continue
    state = next.value
    taken.push(`${by} ${action}`)
  }
  return { state, taken }
}

test('offer, consent, act, confirm', () => {
  const steps: [ProximityAction, ProximitySide][] = [
    ['offer', 'provider'],
    ['consent', 'client'],
    ['start', 'provider'],
    ['confirm', 'client'],
  ]
  expect(walk(steps).state).toBe('confirmed')
})

test.each<[string, ProximityState, ProximityAction, ProximitySide]>([
  ['a provider cannot consent to its own offer', 'offered', 'consent', 'provider'],
  ['nothing starts without consent', 'offered', 'start', 'provider'],
  ['a client cannot start', 'consented', 'start', 'client'],
  ['what was declined is over', 'declined', 'consent', 'client'],
  ['only the client confirms', 'acting', 'confirm', 'provider'],
])('%s', (_, state, action, by) => {
  expect(advanceProximity(state, action, by)).toEqual({
    ok: false,
    error: { kind: 'proximity-cannot', action, state, by },
  })
})

test('whatever is tried, acting was offered by one side and consented to by the other', () => {
  const step = fc.tuple(
    fc.constantFrom<ProximityAction>('offer', 'consent', 'decline', 'start', 'confirm', 'stop'),
    fc.constantFrom<ProximitySide>('provider', 'client'),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const { taken } = walk(steps)
      const started = taken.indexOf('provider start')
      if (started < 0) return
      expect(taken.indexOf('provider offer')).toBeLessThan(taken.indexOf('client consent'))
      expect(taken.indexOf('client consent')).toBeGreaterThanOrEqual(0)
      expect(taken.indexOf('client consent')).toBeLessThan(started)
    }),
    { numRuns: 2000 },
  )
})
