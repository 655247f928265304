import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CapacityProfile, ChargeProfile, greatestOfSteps, NEVER, StoreProfile, sumSteps } from './resource-profile.ts'

const END = 60
const tick = fc.integer({ min: 0, max: END - 1 })
const span = fc.record({ start: tick, length: fc.integer({ min: 1, max: 20 }), amount: fc.integer({ min: 1, max: 5 }) })

/** The first start at or after `from` that fits, tick by tick; NEVER where none does before the end. */
function bruteFirst(from: number, last: number, fits: (s: number) => boolean): number {
  for (let s = from; s <= last; s++) if (fits(s)) return s
  return NEVER
}

/** Follows a profile's answers to the first start that it calls fitting. */
function follow(from: number, last: number, next: (s: number) => number): number {
  let s = from
  while (s <= last) {
    const to = next(s)
    if (to === s) return s
    expect(to).toBeGreaterThan(s)
    s = to
  }
  return NEVER
}

describe('a capacity', () => {
  const limit = [
    { from: 0, value: 4 },
    { from: 20, value: 9 },
    { from: 40, value: 2 },
  ]

  it('finds the start that a search tick by tick finds', () => {
    fc.assert(
      fc.property(fc.array(span, { maxLength: 12 }), span, (taken, asked) => {
        const profile = new CapacityProfile({ id: 'c', limit })
        const free = Array.from({ length: END + 40 }, (_, t) => (t < 20 ? 4 : t < 40 ? 9 : 2))
        for (const s of taken) {
          profile.take(s.start, s.start + s.length, s.amount)
          for (let t = s.start; t < s.start + s.length; t++) free[t]! -= s.amount
        }
        const fits = (s: number) => free.slice(s, s + asked.length).every((f) => f >= asked.amount)
        const found = follow(asked.start, END, (s) => profile.next(s, asked.length, asked.amount))
        expect(found).toBe(bruteFirst(asked.start, END, fits))
        for (const s of taken) profile.take(s.start, s.start + s.length, -s.amount)
        expect(profile.times).toEqual([0, 20, 40])
        expect(profile.free).toEqual([4, 9, 2])
      }),
    )
  })
})

describe('a store', () => {
  it('keeps its level inside its bounds for ever after', () => {
    const change = fc.record({ at: tick, amount: fc.integer({ min: -5, max: 5 }) })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 10 }), change, (changes, asked) => {
        const profile = new StoreProfile({ id: 's', initial: 10, min: 0, max: 20 })
        for (const c of changes) profile.add(c.at, c.amount)
        const level = (t: number, extra: number) =>
          changes.reduce((sum, c) => (c.at <= t ? sum + c.amount : sum), 10) + extra
        const fits = (s: number) =>
          Array.from({ length: END - s + 1 }, (_, k) => level(s + k, asked.amount)).every((l) => l >= 0 && l <= 20)
        const found = follow(asked.at, END, (s) => profile.next(s, asked.amount))
        expect(found).toBe(bruteFirst(asked.at, END, fits))
        const breach = bruteFirst(0, END, (t) => level(t, 0) < 0 || level(t, 0) > 20)
        expect(profile.firstBreach()?.at ?? NEVER).toBe(breach)
      }),
    )
  })
})

describe('a charge', () => {
  const supply = [
    { from: 0, value: -1 },
    { from: 8, value: 3 },
    { from: 25, value: -1 },
    { from: 38, value: 4 },
    { from: 50, value: -2 },
  ]
  const rests = [{ start: 50, end: END }]

  /** Level after each tick, or undefined where the floor is broken. */
  function simulate(draws: readonly { start: number; length: number; amount: number }[]): number[] | undefined {
    const levels: number[] = []
    let level = 20
    for (let t = 0; t < END; t++) {
      const base = supply.findLast((s) => s.from <= t)!.value
      const draw = draws.reduce((sum, d) => (d.start <= t && t < d.start + d.length ? sum + d.amount : sum), 0)
      level = Math.min(30, level + base - draw)
      if (level < 5 && t >= 50 && draw === 0) level = 5
      if (level < 5) return undefined
      levels.push(level)
    }
    return levels
  }

  it('finds the start that a simulation tick by tick finds', () => {
    let placedSomewhere = 0
    let refusedSomewhere = 0
    fc.assert(
      fc.property(fc.array(span, { maxLength: 8 }), (wanted) => {
        const profile = new ChargeProfile({ id: 'b', initial: 20, min: 5, max: 30, supply, rests }, END)
        const placed: { start: number; length: number; amount: number }[] = []
        for (const w of wanted) {
          const last = 50 - w.length
          const start = follow(w.start, last, (s) => profile.next(s, w.length, w.amount))
          const fits = (s: number) => simulate([...placed, { ...w, start: s }]) !== undefined
          expect(start).toBe(bruteFirst(w.start, last, fits))
          if (start === NEVER) {
            refusedSomewhere++
            continue
          }
          placedSomewhere++
          profile.draw(start, w.length, w.amount)
          placed.push({ ...w, start })
          const levels = simulate(placed)!
          levels.forEach((l, t) => {
            expect(profile.levelAt(t + 1)).toBe(l)
          })
        }
        expect(profile.firstBreach()).toBeUndefined()
        for (const p of placed) profile.draw(p.start, p.length, -p.amount)
        expect(profile.times).toEqual([0, 8, 25, 38, 50, END])
      }),
      { numRuns: 300 },
    )
    expect(placedSomewhere).toBeGreaterThan(100)
    expect(refusedSomewhere).toBeGreaterThan(100)
  })

  it('books a draw whole at the start of its period', () => {
    const flat = [{ from: 0, value: 0 }]
    const profile = new ChargeProfile({ id: 'b', initial: 20, min: 5, max: 30, supply: flat, period: 12 }, END)
    expect(profile.next(30, 3, 15)).toBe(30)
    expect(follow(30, END - 3, (s) => profile.next(s, 3, 16))).toBe(NEVER)
    profile.draw(30, 3, 15)
    expect(profile.levelAt(24)).toBe(20)
    expect(profile.levelAt(25)).toBe(5)
    expect(profile.firstBreach()).toBeUndefined()
  })
})

describe('step functions', () => {
  it('add up and give their greatest, with equal neighbours joined', () => {
    const a = [
      { from: 0, value: 1 },
      { from: 10, value: 0 },
    ]
    const b = [
      { from: 5, value: 2 },
      { from: 10, value: 3 },
      { from: 20, value: 0 },
    ]
    expect(sumSteps(0, [a, b])).toEqual([
      { from: 0, value: 1 },
      { from: 5, value: 3 },
      { from: 20, value: 0 },
    ])
    expect(greatestOfSteps(0, [a, b])).toEqual([
      { from: 0, value: 1 },
      { from: 5, value: 2 },
      { from: 10, value: 3 },
      { from: 20, value: 0 },
    ])
  })
})
