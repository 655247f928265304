/** A partial plan with its resource profiles: puts activities in, takes them out, and finds where one fits. */
import type { KernelActivity, Precedence, Problem, Starts } from './problem.ts'
import { CapacityProfile, ChargeProfile, StoreProfile } from './resource-profile.ts'

/** What stopped the last start that was tried; `resource` is a place in the problem's list of that kind. */
export type Block =
  | { readonly kind: 'capacity' | 'store' | 'charge'; readonly resource: number; readonly found: number }
  | { readonly kind: 'apart'; readonly activity: number }

/** Which starts an activity may have beside what is already placed; undefined where a predecessor is missing. */
type Range = { readonly from: number; readonly to: number }

export class Placement {
  readonly problem: Problem
  readonly starts: Starts
  readonly capacities: readonly CapacityProfile[]
  readonly stores: readonly StoreProfile[]
  readonly charges: readonly ChargeProfile[]
  /** Who comes after each activity: the precedence as its predecessor sees it. */
  readonly successors: readonly (readonly Precedence[])[]
  blocked: Block | undefined

  constructor(problem: Problem) {
    this.problem = problem
    this.starts = new Int32Array(problem.activities.length).fill(-1)
    this.capacities = problem.capacities.map((c) => new CapacityProfile(c))
    this.stores = problem.stores.map((s) => new StoreProfile(s))
    this.charges = problem.charges.map((c) => new ChargeProfile(c, problem.horizon.end))
    const successors = problem.activities.map((): Precedence[] => [])
    problem.activities.forEach((a, i) => {
      for (const p of a.after) successors[p.activity]!.push({ ...p, activity: i })
    })
    this.successors = successors
  }

  has(i: number): boolean {
    return this.starts[i]! >= 0
  }

  put(i: number, start: number): void {
    this.apply(i, start, 1)
    this.starts[i] = start
  }

  /** Takes an activity out, and first those that must come after it. */
  remove(i: number): void {
    const start = this.starts[i]!
    if (start < 0) return
    for (const next of this.successors[i]!) this.remove(next.activity)
    this.lift(i)
  }

  /** Takes one activity out and leaves its successors: for moving it. */
  lift(i: number): number {
    const start = this.starts[i]!
    this.apply(i, start, -1)
    this.starts[i] = -1
    return start
  }

  /** Makes the plan the one given, touching only what differs. */
  restore(to: Starts): void {
    for (let i = 0; i < to.length; i++) if (this.starts[i]! >= 0 && this.starts[i] !== to[i]) this.lift(i)
    for (let i = 0; i < to.length; i++) if (this.starts[i]! < 0 && to[i]! >= 0) this.put(i, to[i]!)
  }

  /** The earliest start in [from, to] that breaks nothing, or -1; `blocked` then says what stopped the last one tried. */
  firstFit(i: number, from: number, to: number): number {
    const a = this.problem.activities[i]!
    for (const w of a.windows) {
      const last = Math.min(w.end - a.duration, to)
      if (w.start > to) break
      let s = Math.max(w.start, from)
      while (s <= last) {
        const next = this.next(a, s)
        if (next === s) return s
        s = next
      }
    }
    return -1
  }

  /** Where an activity may start beside its predecessors and successors. */
  range(i: number): Range | undefined {
    const { activities, horizon } = this.problem
    const a = activities[i]!
    let from = horizon.start
    let to = horizon.end
    for (const p of a.after) {
      const start = this.starts[p.activity]!
      if (start < 0) return undefined
      const end = start + activities[p.activity]!.duration
      from = Math.max(from, end + p.minLag)
      if (p.maxLag !== undefined) to = Math.min(to, end + p.maxLag)
    }
    for (const next of this.successors[i]!) {
      const start = this.starts[next.activity]!
      if (start < 0) continue
      to = Math.min(to, start - next.minLag - a.duration)
      if (next.maxLag !== undefined) from = Math.max(from, start - next.maxLag - a.duration)
    }
    return { from, to }
  }

  /** `s` where the activity fits there, else the next start worth trying. */
  next(a: KernelActivity, s: number): number {
    for (const h of a.holds) {
      const profile = this.capacities[h.capacity]!
      const at = profile.next(s - h.lead, a.duration + h.lead, h.amount)
      if (at !== s - h.lead) return this.block('capacity', h.capacity, profile.found, at + h.lead)
    }
    const clear = this.nextApart(a, s)
    if (clear !== s) return clear
    for (const step of a.steps) {
      const offset = step.at === 'end' ? a.duration : 0
      const profile = this.stores[step.store]!
      const at = profile.next(s + offset, step.amount)
      if (at !== s + offset) return this.block('store', step.store, profile.found, at - offset)
    }
    for (const d of a.draws) {
      const profile = this.charges[d.charge]!
      const at = profile.next(s, a.duration, d.rate)
      if (at !== s) return this.block('charge', d.charge, profile.found, at)
    }
    return s
  }

  private nextApart(a: KernelActivity, s: number): number {
    for (const j of a.apart) {
      const other = this.starts[j]!
      if (other < 0) continue
      const end = other + this.problem.activities[j]!.duration
      if (other < s + a.duration && s < end) {
        this.blocked = { kind: 'apart', activity: j }
        return end
      }
    }
    return s
  }

  private block(kind: 'capacity' | 'store' | 'charge', resource: number, found: number, at: number): number {
    this.blocked = { kind, resource, found }
    return at
  }

  private apply(i: number, start: number, sign: number): void {
    const a = this.problem.activities[i]!
    for (const h of a.holds) this.capacities[h.capacity]!.take(start - h.lead, start + a.duration, sign * h.amount)
    for (const step of a.steps) {
      this.stores[step.store]!.add(start + (step.at === 'end' ? a.duration : 0), sign * step.amount)
    }
    for (const d of a.draws) this.charges[d.charge]!.draw(start, a.duration, sign * d.rate)
  }
}
