/** What a round of the search takes out of the plan: a stretch of time, one resource, one party, or what is worth little. */
import type { Random } from '@magpie/core/random'
import { claimSomething } from './claim.ts'
import type { Placement } from './placement.ts'

/**
 * Part of the rounds that begin with a claim. On golden/plan/mission_200_s1, 30,000 rounds, mean of three seeds: 5,894 at 0,
 * 5,882 at 0.2, 5,914 at 0.4, 5,903 at 0.6.
 */
const CLAIMS = 0.4

/**
 * Takes a random part of the plan out; or makes room for one activity that has none, puts it there, and leaves it to the
 * filling to find new places for those that had to go.
 */
export function disturb(placement: Placement, density: Float64Array, rng: Random): void {
  if (rng.next() < CLAIMS && claimSomething(placement, rng)) return
  destroy(placement, density, rng)
}

function destroy(placement: Placement, density: Float64Array, rng: Random): void {
  const on: number[] = []
  for (let i = 0; i < placement.starts.length; i++) if (placement.has(i)) on.push(i)
  if (on.length === 0) return
  const kind = rng.next()
  if (kind < 0.3) stretch(placement, on, rng, 0.03 + 0.13 * rng.next(), 0.7)
  else if (kind < 0.5) resource(placement, on, rng, 0.6)
  else if (kind < 0.65) sharedStretch(placement, on, rng)
  else if (kind < 0.72) party(placement, on, rng)
  else {
    const few = 2 + Math.floor(rng.next() * rng.next() * Math.max(4, on.length / 4))
    if (kind < 0.87) for (let z = 0; z < few; z++) placement.remove(on[rng.integer(on.length)]!)
    else cheapest(placement, on, density, rng, few)
  }
}

function stretch(placement: Placement, on: readonly number[], rng: Random, part: number, chance: number): void {
  const { start, end } = placement.problem.horizon
  const length = part * (end - start)
  const from = start + rng.next() * (end - start)
  for (const i of on) {
    const at = placement.starts[i]!
    const inside = at < from + length && at + placement.problem.activities[i]!.duration > from
    if (inside && rng.next() < chance) placement.remove(i)
  }
}

function resource(placement: Placement, on: readonly number[], rng: Random, chance: number): void {
  const { capacities, activities } = placement.problem
  if (capacities.length === 0) return
  const c = rng.integer(capacities.length)
  for (const i of on) {
    if (activities[i]!.holds.some((h) => h.capacity === c) && rng.next() < chance) placement.remove(i)
  }
}

/** Of one stretch of time, those that hold one capacity: the fights for a channel or for power. */
function sharedStretch(placement: Placement, on: readonly number[], rng: Random): void {
  const { capacities, activities } = placement.problem
  if (capacities.length === 0) return
  const c = rng.integer(capacities.length)
  const sharing = on.filter((i) => activities[i]!.holds.some((h) => h.capacity === c))
  stretch(placement, sharing, rng, 0.07 + 0.25 * rng.next(), 0.6)
}

function party(placement: Placement, on: readonly number[], rng: Random): void {
  const { activities } = placement.problem
  const chosen = activities[on[rng.integer(on.length)]!]!.party
  for (const i of on) if (activities[i]!.party === chosen && rng.next() < 0.35) placement.remove(i)
}

function cheapest(placement: Placement, on: number[], density: Float64Array, rng: Random, few: number): void {
  on.sort((a, b) => density[a]! - density[b]! || a - b)
  for (let z = 0; z < few; z++) placement.remove(on[Math.floor(rng.next() * rng.next() * on.length)]!)
}
