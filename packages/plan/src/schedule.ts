/**
 * Scheduling by insertion and large-neighbourhood search (Shaw, CP 1998; acceptance by annealing as Ropke and
 * Pisinger, Transportation Science 40, 2006): part of the plan is taken out, what is missing is put back in a perturbed
 * order, and the outcome is kept when it is better or nearly so. The budget is in rounds, never in time, so that one
 * seed gives one plan on every machine.
 */
import { type Random, random } from '@magpie/core/random'
import { disturb } from './neighbourhood.ts'
import { partyShares, worthOf } from './objective.ts'
import { Placement } from './placement.ts'
import type { Problem, Starts } from './problem.ts'

export type ScheduleOptions = {
  readonly seed: number | string
  readonly rounds: number
  /** Called every 64 rounds with the rounds done and the best objective so far. */
  readonly onProgress?: (done: number, best: number) => void
}

export type Schedule = { readonly starts: Starts; readonly objective: number; readonly rounds: number }

/** Places as much value as it can; stops early when everything is placed. The plan breaks nothing: the checker proves it. */
export function schedule(problem: Problem, options: ScheduleOptions): Schedule {
  const search = new Search(problem, random(options.seed))
  search.fill(search.byDensity(), 0)
  let kept = search.snapshot()
  let best = kept
  const warm = annealingStart(problem)
  let round = 0
  for (; round < options.rounds && best.missing > 0; round++) {
    const temperature = warm * (1 - round / options.rounds) + warm / 60
    const next = search.round(kept)
    if (next.objective >= kept.objective || search.accepts((next.objective - kept.objective) / temperature)) {
      kept = next
      if (kept.objective > best.objective) best = kept
    } else search.placement.restore(kept.starts)
    if ((round & 63) === 63) options.onProgress?.(round + 1, search.plainObjective(best.starts))
  }
  search.placement.restore(best.starts)
  search.moveEarlier()
  const starts = Int32Array.from(search.placement.starts)
  return { starts, objective: search.plainObjective(starts), rounds: round }
}

/** A fifth of a typical activity's value: worse plans by that much are still taken now and then at the start. */
function annealingStart(problem: Problem): number {
  const total = problem.activities.reduce((sum, a) => sum + a.value, 0)
  return Math.max(1e-9, (0.2 * total) / Math.max(1, problem.activities.length))
}

type Snapshot = { readonly starts: Starts; readonly objective: number; readonly missing: number }

class Search {
  readonly problem: Problem
  readonly placement: Placement
  private readonly rng: Random
  private readonly density: Float64Array
  private readonly key: Float64Array
  /** Activities that lower some store: they make room for those that fill it. */
  private readonly drains: readonly (readonly number[])[]
  /** Worth more than everything optional together. */
  private readonly mandatoryBonus: number

  constructor(problem: Problem, rng: Random) {
    this.problem = problem
    this.placement = new Placement(problem)
    this.rng = rng
    const all = problem.activities
    this.density = Float64Array.from(all, (_, i) => densityOf(problem, i))
    this.key = new Float64Array(all.length)
    this.drains = problem.stores.map((_, store) =>
      all.flatMap((a, i) => (a.steps.some((s) => s.store === store && s.amount < 0) ? [i] : [])),
    )
    this.mandatoryBonus = 1 + 2 * all.reduce((sum, a) => sum + a.value, 0)
  }

  accepts(exponent: number): boolean {
    return Math.exp(exponent) > this.rng.next()
  }

  /** One round: takes some out, repairs what that broke, fills up again. */
  round(kept: Snapshot): Snapshot {
    disturb(this.placement, this.density, this.rng)
    this.repairStores()
    const order = this.perturbedOrder()
    this.fill(order, this.rng.next())
    if (this.placement.starts.every((s, i) => s === kept.starts[i])) return kept
    return this.snapshot()
  }

  snapshot(): Snapshot {
    const starts = Int32Array.from(this.placement.starts)
    let bonus = 0
    let missing = 0
    for (let i = 0; i < starts.length; i++) {
      if (starts[i]! < 0) missing++
      else if (this.problem.activities[i]!.mandatory) bonus += this.mandatoryBonus
    }
    return { starts, objective: this.plainObjective(starts) + bonus, missing }
  }

  plainObjective(starts: Starts): number {
    return worthOf(partyShares(this.problem, starts), this.problem.fairness)
  }

  byDensity(): number[] {
    return [...this.density.keys()].sort((a, b) => this.density[b]! - this.density[a]! || a - b)
  }

  /** Puts activities in, in this order; a part `scatter` of them at a random place and not the earliest. */
  fill(order: readonly number[], scatter: number): void {
    for (const i of order) {
      if (this.tryPut(i, this.rng.next() < scatter)) continue
      const grown = this.problem.activities[i]!.steps.find((s) => s.amount > 0)
      if (grown !== undefined && this.rng.next() < 0.3) this.makeRoom(i, grown.store)
    }
  }

  /** Moves every activity to its earliest start, in order of start, until nothing moves. */
  moveEarlier(): void {
    const { placement } = this
    for (let pass = 0, moved = true; moved && pass < 4; pass++) {
      moved = false
      const order = [...placement.starts.keys()].filter((i) => placement.has(i))
      order.sort((a, b) => placement.starts[a]! - placement.starts[b]! || a - b)
      for (const i of order) {
        const range = placement.range(i)!
        const old = placement.lift(i)
        const start = placement.firstFit(i, range.from, old)
        placement.put(i, start < 0 ? old : start)
        moved ||= start >= 0 && start < old
      }
    }
  }

  private tryPut(i: number, scattered: boolean): boolean {
    const { placement, problem } = this
    if (placement.has(i)) return true
    for (const p of problem.activities[i]!.after) {
      if (!placement.has(p.activity) && !this.tryPut(p.activity, scattered)) return false
    }
    const range = placement.range(i)
    if (range === undefined || range.from > range.to) return false
    const from = scattered ? this.scatteredFrom(i, range.from, range.to) : range.from
    let start = placement.firstFit(i, from, range.to)
    if (start < 0 && from > range.from) start = placement.firstFit(i, range.from, from - 1)
    if (start < 0) return false
    placement.put(i, start)
    return true
  }

  /** A random tick in a random window of those that the range leaves. */
  private scatteredFrom(i: number, from: number, to: number): number {
    const { windows, duration } = this.problem.activities[i]!
    const open = windows.filter((w) => w.start <= to && w.end - duration >= from)
    if (open.length === 0) return from
    const w = open[this.rng.integer(open.length)]!
    const first = Math.max(w.start, from)
    return first + this.rng.integer(Math.min(w.end - duration, to) - first + 1)
  }

  private makeRoom(i: number, store: number): void {
    const drains = this.drains[store]!
    if (drains.length === 0) return
    for (let z = 0; z < 3; z++) {
      const d = drains[this.rng.integer(drains.length)]!
      if (!this.placement.has(d) && this.tryPut(d, true)) break
    }
    this.tryPut(i, true)
  }

  /** What was taken out may leave a store above or below its bounds: the cheapest culprits go until none is. */
  private repairStores(): void {
    this.placement.stores.forEach((profile, store) => {
      for (let breach = profile.firstBreach(); breach !== undefined; breach = profile.firstBreach()) {
        this.placement.remove(this.culprit(store, breach.at, breach.level > profile.store.max ? 1 : -1))
      }
    })
  }

  private culprit(store: number, at: number, sign: number): number {
    let found = -1
    let cost = Number.POSITIVE_INFINITY
    this.problem.activities.forEach((a, i) => {
      const start = this.placement.starts[i]!
      if (start < 0) return
      for (const s of a.steps) {
        const when = start + (s.at === 'end' ? a.duration : 0)
        if (s.store !== store || Math.sign(s.amount) !== sign || when > at) continue
        const c = a.value - when * 1e-9
        if (c < cost) {
          cost = c
          found = i
        }
      }
    })
    return found
  }

  private perturbedOrder(): number[] {
    const { rng, placement } = this
    const order: number[] = []
    const noise = 1.2 + 4.8 * rng.next()
    for (let i = 0; i < this.key.length; i++) {
      if (placement.has(i)) continue
      const a = this.problem.activities[i]!
      const drain = a.steps.some((s) => s.amount < 0) ? 4 * rng.next() - 1 : 0
      this.key[i] = Math.log(this.density[i]! + 0.01) + noise * (rng.next() - 0.5) + drain + (a.mandatory ? 8 : 0)
      order.push(i)
    }
    return order.sort((a, b) => this.key[b]! - this.key[a]! || a - b)
  }
}

/** Value over the part of each resource that the activity would use up alone: what is cheap and worth much goes first. */
function densityOf(problem: Problem, i: number): number {
  const a = problem.activities[i]!
  const length = problem.horizon.end - problem.horizon.start
  let cost = 1 / (20 * problem.activities.length)
  for (const h of a.holds) {
    const most = problem.capacities[h.capacity]!.limit.reduce((m, s) => Math.max(m, s.value), 1)
    cost += (h.amount / most) * ((a.duration + h.lead) / length)
  }
  for (const s of a.steps) cost += Math.max(0, s.amount) / (8 * problem.stores[s.store]!.max)
  for (const d of a.draws) cost += (d.rate * a.duration) / (12 * problem.charges[d.charge]!.max)
  return (a.value + (a.mandatory ? 1 : 0)) / (cost * length)
}
