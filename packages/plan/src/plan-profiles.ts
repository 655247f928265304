/** The profiles of a plan as samples: a sample at every change, so that straight lines between them are exact. */
import { type Interval, normalise } from '@magpie/core/interval'
import type { Placement } from './placement.ts'
import type { Plan } from './plan.ts'
import type { PlanInput } from './plan-input.ts'
import { type BasePower, MJ_PER_WH, type PlanProblem } from './plan-problem.ts'
import type { Step } from './problem.ts'
import { type ChargeProfile, stepAt } from './resource-profile.ts'
import type { SiteTimeline } from './site-timeline.ts'

/** Battery, power and recorder profiles of the placement. */
export function planProfiles(
  input: PlanInput,
  timeline: SiteTimeline,
  built: PlanProblem,
  placement: Placement,
): Plan['profiles'] {
  const supplies = input.supplies.map((s, k) => {
    const profile = placement.charges[k]!
    const ticks = sampleTicks(profile, timeline.length_s, built.base[k]!)
    const at = (steps: readonly Step[]) => ticks.map((t) => stepAt(steps, t) / 1000)
    const activities = { times: profile.times, rate: profile.rate }
    const supply_W = at(built.base[k]!.supply)
    const load_W = at(built.base[k]!.load)
    const net_W = at(activities.times.map((from, i) => ({ from, value: activities.rate[i]! })))
    return {
      id: s.id,
      capacity_Wh: s.battery_Wh,
      floor_Wh: profile.charge.min / MJ_PER_WH,
      times_s: ticks.map((t) => input.span.start + t),
      level_Wh: ticks.map((t) => profile.levelAt(t) / MJ_PER_WH),
      supply_W,
      load_W,
      activities_W: ticks.map((_, i) => Math.round(1000 * (supply_W[i]! - load_W[i]! - net_W[i]!)) / 1000),
    }
  })
  const recorder = placement.charges[input.supplies.length]!
  const ticks = sampleTicks(recorder, timeline.length_s)
  const capacity = recorder.charge.max
  return {
    supplies,
    recorder: {
      capacity_Mbit: capacity / 1e6,
      times_s: ticks.map((t) => input.span.start + t),
      level_Mbit: ticks.map((t) => (capacity - recorder.levelAt(t)) / 1e6),
    },
  }
}

/** Where a battery rests on its floor with its load shed, ticks. */
export function restingTicks(profile: ChargeProfile, end: number): Interval[] {
  const { times, rate, rest, level, charge } = profile
  const stretches = times.flatMap((from, k) => {
    const to = times[k + 1] ?? end
    if (rest[k] !== 1 || rate[k]! >= 0) return []
    return [{ start: Math.ceil(from + (level[k]! - charge.min) / -rate[k]!), end: to }]
  })
  return normalise(stretches)
}

/** All breakpoints, and between two the tick at which the level reaches its top or floor. */
function sampleTicks(profile: ChargeProfile, end: number, base?: BasePower): number[] {
  const ticks = new Set([
    ...profile.times,
    end,
    ...(base?.supply ?? []).map((s) => s.from),
    ...(base?.load ?? []).map((s) => s.from),
  ])
  profile.times.forEach((from, k) => {
    const to = profile.times[k + 1] ?? end
    const rate = profile.rate[k]!
    const bound = rate > 0 ? profile.charge.max : profile.charge.min
    const reached = Math.ceil(from + (bound - profile.level[k]!) / rate)
    if (reached > from && reached < to) ticks.add(reached)
  })
  return [...ticks].filter((t) => t <= end).sort((a, b) => a - b)
}
