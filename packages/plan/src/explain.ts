/** Why an activity is not in the plan: every start its windows leave is tried against the plan, and what stops it is counted. */
import type { Placement } from './placement.ts'
import type { PlanReason } from './plan.ts'
import { type Asked, MJ_PER_WH, type PlanProblem } from './plan-problem.ts'

/** Sum of what one resource stopped. */
type Tally = { reason: PlanReason; length: number }

/** The reasons, the one that stops most first; never empty. */
export function explain(built: PlanProblem, placement: Placement, i: number, longest_s: number): PlanReason[] {
  const a = built.problem.activities[i]!
  const { request } = built.asked[i]!
  if (a.windows.length === 0) {
    return [{ kind: 'no-window', needs: request.needs, needed_s: a.duration, longest_s }]
  }
  const missing = a.after.filter((p) => !placement.has(p.activity))
  if (missing.length > 0) {
    return missing.map((p) => ({ kind: 'predecessor-missing', activity: built.asked[p.activity]!.id }))
  }
  const range = placement.range(i)!
  const last = a.windows.at(-1)!
  if (last.end - a.duration < range.from) {
    return [{ kind: 'too-late', after: latestBefore(built, placement, i), from_s: range.from }]
  }
  return tallied(built, placement, i, range)
}

/** The sentence for the reasons of one activity. */
export function describeReasons(reasons: readonly PlanReason[]): string {
  return reasons.map(describeReason).join('; ')
}

function describeReason(r: PlanReason): string {
  switch (r.kind) {
    case 'no-window':
      return `needs ${hours(r.needed_s)} of ${r.needs.join(' and ') || 'open time'} in one piece, the longest is ${hours(r.longest_s)}`
    case 'predecessor-missing':
      return `comes after ${r.activity}, which is not in the plan`
    case 'too-late':
      return `${r.after} ends so late that no window is left after ${hours(r.from_s)} from touchdown`
    case 'element-busy':
      return `${r.element} is in use at ${percent(r.share)} of the starts possible`
    case 'operators-busy':
      return `all ${r.limit} operators are at work at ${percent(r.share)} of the starts possible`
    case 'power':
      return `needs ${r.needed_W.toFixed(0)} W of ${r.supply} where ${r.free_W.toFixed(0)} W is free, at ${percent(r.share)} of the starts possible`
    case 'battery':
      return `takes ${r.needed_Wh.toFixed(1)} Wh and would leave the battery of ${r.supply} ${r.short_Wh.toFixed(1)} Wh below its floor, at ${percent(r.share)} of the starts possible`
    case 'recorder':
      return `makes ${r.needed_Mbit.toFixed(0)} Mbit, ${r.short_Mbit.toFixed(0)} Mbit more than the recorder can take, at ${percent(r.share)} of the starts possible`
  }
}

function latestBefore(built: PlanProblem, placement: Placement, i: number): string {
  const end = (k: number) => placement.starts[k]! + built.problem.activities[k]!.duration
  const before = [...built.problem.activities[i]!.after].sort(
    (p, q) => end(q.activity) + q.minLag - end(p.activity) - p.minLag,
  )
  return built.asked[before[0]!.activity]!.id
}

/** Walks through all starts, each jump booked on what caused it. */
function tallied(
  built: PlanProblem,
  placement: Placement,
  i: number,
  range: { readonly from: number; readonly to: number },
): PlanReason[] {
  const a = built.problem.activities[i]!
  const tallies = new Map<string, Tally>()
  let total = 0
  for (const w of a.windows) {
    const last = Math.min(w.end - a.duration, range.to)
    for (let s = Math.max(w.start, range.from); s <= last; ) {
      const next = Math.min(placement.next(a, s), last + 1)
      if (next === s) break
      const reason = reasonOf(built, placement, built.asked[i]!, a.duration)
      const key = `${reason.kind} ${'element' in reason ? reason.element : ''}`
      const old = tallies.get(key)
      const length = (old?.length ?? 0) + next - s
      tallies.set(key, { reason: old === undefined ? reason : milder(old.reason, reason), length })
      total += next - s
      s = next
    }
  }
  const sorted = [...tallies.values()].sort((x, y) => y.length - x.length)
  if (sorted.length === 0) return [{ kind: 'too-late', after: built.asked[i]!.id, from_s: range.to }]
  return sorted.map(({ reason, length }) => ('share' in reason ? { ...reason, share: length / total } : reason))
}

function reasonOf(built: PlanProblem, placement: Placement, asked: Asked, duration: number): PlanReason {
  const block = placement.blocked
  if (block === undefined || block.kind === 'apart' || block.kind === 'store') {
    throw new Error('a surface plan has neither exclusions nor stores')
  }
  const { request } = asked
  if (block.kind === 'capacity') {
    const meaning = built.capacityMeaning[block.resource]!
    if (meaning.kind === 'element') return { kind: 'element-busy', element: meaning.element, share: 0 }
    if (meaning.kind === 'operators') {
      return { kind: 'operators-busy', limit: built.problem.capacities[block.resource]!.limit[0]!.value, share: 0 }
    }
    return { kind: 'power', supply: meaning.supply, needed_W: request.power_W, free_W: block.found / 1000, share: 0 }
  }
  const charge = built.problem.charges[block.resource]!
  const short = charge.min - block.found
  const supply = built.supplies[block.resource]
  if (supply === undefined) {
    return { kind: 'recorder', needed_Mbit: request.data_Mbit, short_Mbit: short / 1e6, share: 0 }
  }
  const needed_Wh = (request.power_W * duration) / 3600
  return { kind: 'battery', supply: supply.id, needed_Wh, short_Wh: short / MJ_PER_WH, share: 0 }
}

/** Of two like reasons the one with the smaller shortage: how near it came. */
function milder(a: PlanReason, b: PlanReason): PlanReason {
  if (a.kind === 'power' && b.kind === 'power') return a.free_W >= b.free_W ? a : b
  if (a.kind === 'battery' && b.kind === 'battery') return a.short_Wh <= b.short_Wh ? a : b
  if (a.kind === 'recorder' && b.kind === 'recorder') return a.short_Mbit <= b.short_Mbit ? a : b
  return a
}

function hours(s: number): string {
  return `${(s / 3600).toFixed(1)} h`
}

function percent(part: number): string {
  return `${(100 * part).toFixed(0)} %`
}
