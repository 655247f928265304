/**
 * Resource profiles: step functions over ticks that answer "does this fit, and if not, what is the next start worth
 * trying?". Each answer is sound: no start that would fit lies between the one asked and the one answered. Breakpoints
 * are kept sorted and sparse, so the length of the axis costs nothing. All amounts are whole numbers.
 */
import type { Capacity, Charge, Step, Store } from './problem.ts'

/** The place of the last breakpoint at or before `t`. */
function segmentAt(times: readonly number[], t: number): number {
  let lo = 0
  let hi = times.length - 1
  while (lo < hi) {
    const mid = (lo + hi + 1) >> 1
    if (times[mid]! <= t) lo = mid
    else hi = mid - 1
  }
  return lo
}

/** Breaks the function at `t`; the place of the segment that begins there. */
function splitAt(times: number[], values: number[], t: number): number {
  const k = segmentAt(times, t)
  if (times[k] === t || t < times[0]!) return k
  times.splice(k + 1, 0, t)
  values.splice(k + 1, 0, values[k]!)
  return k + 1
}

/** Joins the segment at place `k` with the one before where both have one value. */
function joinAt(times: number[], values: number[], k: number): void {
  if (k <= 0 || k >= times.length || values[k] !== values[k - 1]) return
  times.splice(k, 1)
  values.splice(k, 1)
}

function addOver(times: number[], values: number[], start: number, end: number, amount: number): void {
  const a = splitAt(times, values, start)
  const b = splitAt(times, values, end)
  for (let k = a; k < b; k++) values[k]! += amount
  joinAt(times, values, b)
  joinAt(times, values, a)
}

/** What no start can mend: returned where no later one fits. */
export const NEVER = Number.POSITIVE_INFINITY

/** The free part of a capacity. */
export class CapacityProfile {
  readonly times: number[]
  readonly free: number[]
  /** Free amount found where the last question failed. */
  found = 0

  constructor(capacity: Capacity) {
    this.times = capacity.limit.map((s) => s.from)
    this.free = capacity.limit.map((s) => s.value)
  }

  /** Takes `amount` over [start, end); a negative amount gives it back. */
  take(start: number, end: number, amount: number): void {
    addOver(this.times, this.free, start, end, -amount)
  }

  /** `start` where `amount` is free over [start, start + length), else the next start worth trying. */
  next(start: number, length: number, amount: number): number {
    const { times, free } = this
    const end = start + length
    for (let k = segmentAt(times, end - 1); k >= 0; k--) {
      if (free[k]! < amount) {
        this.found = free[k]!
        return k + 1 < times.length ? times[k + 1]! : NEVER
      }
      if (times[k]! <= start) break
    }
    return start
  }

  /** The most that is free over any part of [start, end), and the least. */
  range(start: number, end: number): { least: number; most: number } {
    let least = NEVER
    let most = -NEVER
    for (let k = segmentAt(this.times, start); k < this.times.length && this.times[k]! < end; k++) {
      least = Math.min(least, this.free[k]!)
      most = Math.max(most, this.free[k]!)
    }
    return { least, most }
  }
}

/** A level changed by steps, with the highest and lowest that it still reaches after each one. */
export class StoreProfile {
  readonly store: Store
  readonly times: number[] = [-NEVER]
  readonly level: number[]
  found = 0
  private readonly highest: number[] = []
  private readonly lowest: number[] = []
  private stale = true

  constructor(store: Store) {
    this.store = store
    this.level = [store.initial]
  }

  /** Changes the level by `amount` from tick `at` on. */
  add(at: number, amount: number): void {
    const k = splitAt(this.times, this.level, at)
    for (let i = k; i < this.level.length; i++) this.level[i]! += amount
    joinAt(this.times, this.level, k)
    this.stale = true
  }

  /** `at` where a change by `amount` keeps the level inside its bounds for ever after, else the next tick worth trying. */
  next(at: number, amount: number): number {
    this.refresh()
    const k = segmentAt(this.times, at)
    const high = this.store.max - amount
    const low = this.store.min - amount
    if (this.highest[k]! <= high && this.lowest[k]! >= low) return at
    for (let i = this.times.length - 1; i >= k; i--) {
      if (this.level[i]! > high || this.level[i]! < low) {
        this.found = this.level[i]!
        return i + 1 < this.times.length ? this.times[i + 1]! : NEVER
      }
    }
    return at
  }

  /** The first tick at which the level leaves its bounds, and by how much; undefined where it does not. */
  firstBreach(): { readonly at: number; readonly level: number } | undefined {
    const k = this.level.findIndex((l) => l < this.store.min || l > this.store.max)
    return k < 0 ? undefined : { at: this.times[k]!, level: this.level[k]! }
  }

  private refresh(): void {
    if (!this.stale) return
    let high = -NEVER
    let low = NEVER
    for (let k = this.level.length - 1; k >= 0; k--) {
      const l = this.level[k]!
      if (l > high) high = l
      if (l < low) low = l
      this.highest[k] = high
      this.lowest[k] = low
    }
    this.stale = false
  }
}

/** A level under rates, clamped at its top. `level[k]` is what it holds at `times[k]`. */
export class ChargeProfile {
  readonly charge: Charge
  readonly times: number[]
  readonly rate: number[]
  readonly level: number[]
  /** 1 where the segment rests on the floor rather than break it. */
  readonly rest: number[]
  readonly end: number
  /** Level and tick found where the last question failed. */
  found = 0
  foundAt = 0

  constructor(charge: Charge, end: number) {
    this.charge = charge
    this.end = end
    this.times = charge.supply.map((s) => s.from)
    this.rate = charge.supply.map((s) => s.value)
    this.level = this.times.map(() => 0)
    this.rest = this.times.map(() => 0)
    for (const { start, end: to } of charge.rests ?? []) {
      const a = this.split(start)
      const b = this.split(to)
      for (let k = a; k < b; k++) this.rest[k] = 1
    }
    this.settle(0, this.times.length)
  }

  /** Draws `rate` over the time of an activity that starts at `start`; a negative rate gives it back. */
  draw(start: number, length: number, rate: number): void {
    const { period } = this.charge
    if (period === undefined) this.change(start, start + length, -rate)
    else this.change(periodStart(start, period), periodStart(start, period) + 1, -rate)
  }

  /** `start` where the draw keeps the level above its floor for ever after, else the next start worth trying. */
  next(start: number, length: number, rate: number): number {
    const { period } = this.charge
    if (period === undefined) return this.fit(start, length, rate)
    const booked = periodStart(start, period)
    const at = this.fit(booked, 1, rate)
    return at === booked ? start : Math.ceil(at / period) * period
  }

  /** The level at tick `t`. */
  levelAt(t: number): number {
    const k = segmentAt(this.times, t)
    return this.onward(k, this.level[k]!, t - this.times[k]!, 0)
  }

  /** The first tick at which the level is below its floor; undefined where it never is. */
  firstBreach(): { readonly at: number; readonly level: number } | undefined {
    for (let k = 0; k < this.times.length; k++) {
      const at = this.times[k + 1] ?? this.end
      const level = this.levelAt(at)
      if (level < this.charge.min) return { at, level }
    }
    return undefined
  }

  private fit(start: number, length: number, rate: number): number {
    const { times, level } = this
    const stop = start + length
    let k = segmentAt(times, start)
    let t = start
    let now = this.levelAt(start)
    while (t < this.end) {
      const edge = k + 1 < times.length ? times[k + 1]! : this.end
      const drawing = t < stop
      const to = drawing && stop < edge ? stop : edge
      now = this.onward(k, now, to - t, drawing ? rate : 0)
      if (now < this.charge.min) return this.retry(start, stop, rate, to, now)
      t = to
      if (t !== edge) continue
      k++
      // from here on the level is what it was without the draw: what was lost in being full made up for it
      if (t >= stop && now === level[k]) return start
    }
    return start
  }

  /**
   * At tick `at` the level is short by `min - now`. Charging lost since the draw began cannot be won back by starting
   * later, so a start helps only once that much of the draw falls after `at`.
   */
  private retry(start: number, stop: number, rate: number, at: number, now: number): number {
    this.found = now
    this.foundAt = at
    if (at >= this.end) return NEVER
    const before = rate * (Math.min(stop, at) - start)
    const allowed = before - (this.charge.min - now)
    return Math.max(start + 1, Math.ceil(at - allowed / rate))
  }

  private change(start: number, end: number, amount: number): void {
    const a = this.split(start)
    const b = this.split(end)
    for (let k = a; k < b; k++) this.rate[k]! += amount
    this.settle(a, b)
    this.join(b)
    this.join(a)
  }

  private split(t: number): number {
    const k = segmentAt(this.times, t)
    if (this.times[k] === t || t < this.times[0]!) return k
    const level = this.levelAt(t)
    splitAt(this.times, this.rate, t)
    this.level.splice(k + 1, 0, level)
    this.rest.splice(k + 1, 0, this.rest[k]!)
    return k + 1
  }

  private join(k: number): void {
    const { times, rate, rest } = this
    if (k <= 0 || k >= times.length || rate[k] !== rate[k - 1] || rest[k] !== rest[k - 1]) return
    joinAt(times, rate, k)
    this.level.splice(k, 1)
    rest.splice(k, 1)
  }

  /** Computes the levels again from place `from` on; past place `to`, where nothing changed, until one is as it was. */
  private settle(from: number, to: number): void {
    const { times, level, charge } = this
    if (from === 0) level[0] = Math.min(charge.max, charge.initial)
    for (let k = from; k + 1 < times.length; k++) {
      const next = this.onward(k, level[k]!, times[k + 1]! - times[k]!, 0)
      if (k + 1 > to && next === level[k + 1]) return
      level[k + 1] = next
    }
  }

  /** The level some ticks on in segment `k` with a further draw; it rests on its floor only where nothing is drawn. */
  private onward(k: number, level: number, ticks: number, draw: number): number {
    const { max, min } = this.charge
    const next = Math.min(max, level + (this.rate[k]! - draw) * ticks)
    return next < min && draw === 0 && this.rest[k] === 1 ? min : next
  }
}

function periodStart(t: number, period: number): number {
  return t - (t % period)
}

/** Sums step functions over one axis that opens at `from`; each is 0 before its first step. */
export function sumSteps(from: number, functions: readonly (readonly Step[])[]): Step[] {
  return combineSteps(from, functions, (a, b) => a + b)
}

/** The greatest of step functions, and at least 0. */
export function greatestOfSteps(from: number, functions: readonly (readonly Step[])[]): Step[] {
  return combineSteps(from, functions, Math.max)
}

function combineSteps(
  from: number,
  functions: readonly (readonly Step[])[],
  combine: (a: number, b: number) => number,
): Step[] {
  const at = [...new Set([from, ...functions.flatMap((f) => f.map((s) => s.from))])].sort((a, b) => a - b)
  const steps = at.map((t) => ({ from: t, value: functions.reduce((sum, f) => combine(sum, stepAt(f, t)), 0) }))
  return steps.filter((s, k) => k === 0 || s.value !== steps[k - 1]!.value)
}

/** The value of a step function at `t`; 0 before its first step. */
export function stepAt(steps: readonly Step[], t: number): number {
  let value = 0
  for (const s of steps) if (s.from <= t) value = s.value
  return value
}
