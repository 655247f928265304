import { readFileSync } from 'node:fs'
import { random } from '@magpie/core/random'
import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDaf } from './daf.ts'
import { readSegments } from './segments.ts'
import { damagedState, type States } from './state-continuity.ts'

const root = new URL('../../../', import.meta.url)
const MU = 4902.8

/** A circular orbit of the Moon, 120 states, with steps as given; a burn at state 60 where asked. */
function orbit(radius_km: number, uneven: boolean, burn_km_s: number): States & { readonly words: Float64Array } {
  const rate = Math.sqrt(MU / radius_km ** 3)
  const draw = random(`${radius_km}`)
  const epochs = Array.from({ length: 120 }, (_, i) => 60 * i + (uneven ? 30 * draw.next() : 0))
  const states = epochs.flatMap((t, i) => {
    const a = rate * t
    const late = i > 60 ? burn_km_s * (t - epochs[60]!) : 0
    const kick = i >= 60 ? burn_km_s : 0
    const [c, s] = [radius_km * Math.cos(a), radius_km * Math.sin(a)]
    return [c, s + late, 0.3 * s, -rate * s, rate * c + kick, 0.3 * rate * c]
  })
  return { words: Float64Array.from(states), first: 0, count: 120, epochAt: (i) => epochs[i]! }
}

describe.each([
  ['low orbit', 1838, false, 0],
  ['low orbit, steps uneven', 1838, true, 0],
  ['high orbit', 20000, true, 0],
  ['a burn of 800 m/s', 1838, true, 0.8],
] as const)('%s', (_, radius_km, uneven, burn) => {
  it('is not taken for damaged', () => expect(damagedState(orbit(radius_km, uneven, burn))).toBe(-1))

  it('betrays one changed number of a state', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 117 }), fc.integer({ min: 0, max: 5 }), fc.boolean(), (i, k, large) => {
        // Beside the burn, two things are wrong at once.
        fc.pre(burn === 0 || Math.abs(i - 60) > 3)
        const states = orbit(radius_km, uneven, burn)
        states.words[6 * i + k]! += (k < 3 ? 500 : 20) * (large ? 1e6 : -1)
        expect(damagedState(states)).toBe(i)
      }),
    )
  })
})

it('finds nothing in states at rest, in few, and in what CSPICE wrote', () => {
  // Nor in the 9,211 states of Artemis I as flown, whole or thinned to every 50th (JSC's OEM; too large to ship).
  const rest: States = { words: new Float64Array(600).fill(7), first: 0, count: 100, epochAt: (i) => i }
  expect(damagedState({ ...rest, words: Float64Array.from(rest.words, (x, i) => (i % 6 < 3 ? x : 0)) })).toBe(-1)
  expect(damagedState({ ...orbit(1838, false, 0), count: 15 })).toBe(-1)
  for (const path of ['golden/spice/segments.bsp', 'golden/flight/orbiters_open.bsp', 'golden/flight/sites_open.bsp']) {
    const bytes = Uint8Array.from(readFileSync(new URL(path, root))).buffer
    expect(readSegments(unwrap(readDaf(path, bytes))).ok, path).toBe(true)
  }
})
