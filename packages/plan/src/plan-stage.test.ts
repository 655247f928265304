import { unwrap } from '@magpie/core/result'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ActivityRequest } from './activity.ts'
import { plan } from './plan.ts'
import { describePlanError } from './plan-input.ts'
import { planSurface } from './plan-stage.ts'
import { request, surfaceCase, TOUCHDOWN } from './testing/surface-case.ts'

const deploy = request({ id: 'deploy', sequence: true, touches: ['lander'], needs: ['lit', 'contact'], priority: 9 })

describe('the plan stage', () => {
  it('places what fits, in order, and says so in JSON', () => {
    const input = surfaceCase([
      deploy,
      request({ id: 'look', after: ['deploy'], needs: ['lit'], repeats: 3, apart_s: 172_800, party: 'owner-b' }),
    ])
    const made = unwrap(planSurface(input))
    expect(plan.parse(JSON.parse(JSON.stringify(made)))).toEqual(made)
    expect(made.placed.map((p) => p.id)).toEqual(['deploy', 'look', 'look-2', 'look-3'])
    const [first, second, third, fourth] = made.placed
    // settled after an hour; the west station's margin ends before that
    expect(first!.startTdb_s).toBe(TOUCHDOWN + 3600)
    expect(first!.window).toMatchObject({ kind: 'station-contact', id: 'west' })
    expect(second!.startTdb_s).toBe(TOUCHDOWN + 7200)
    expect(third!.startTdb_s - second!.startTdb_s).toBe(172_800)
    expect(fourth!.startTdb_s - third!.startTdb_s).toBe(172_800)
    expect(made.unplaced).toEqual([])
    expect(made.violations).toEqual([])
    expect(made.objective).toBe(made.bound)
    expect(made.fairness).toBe(1)
  })

  it('is the same for one seed', () => {
    const ask = Array.from({ length: 12 }, (_, k) =>
      request({ id: `a${k}`, duration_s: 40_000, power_W: 90, element: `e${k % 3}`, priority: 1 + (k % 9) }),
    )
    const a = JSON.stringify(planSurface(surfaceCase(ask)))
    expect(JSON.stringify(planSurface(surfaceCase(ask)))).toBe(a)
  })

  it.each<[string, ActivityRequest[], string, RegExp]>([
    [
      'no window',
      [request({ id: 'x', needs: ['contact'], duration_s: 90_000 })],
      'no-window',
      /25\.0 h of contact in one piece, the longest is 14\.\d h/,
    ],
    ['power', [request({ id: 'x', power_W: 300 })], 'power', /needs 300 W of lander where 200 W is free/],
    [
      'battery',
      [request({ id: 'x', element: 'rover', power_W: 190, duration_s: 3 * 3600 })],
      'battery',
      /takes 570\.0 Wh and would leave the battery of rover \d+\.\d Wh below/,
    ],
    ['recorder', [request({ id: 'x', data_Mbit: 50_000 })], 'recorder', /makes 50000 Mbit, \d+ Mbit more than/],
    [
      'predecessor',
      [request({ id: 'y', power_W: 300 }), request({ id: 'x', after: ['y'] })],
      'predecessor-missing',
      /comes after y, which is not in the plan/,
    ],
    [
      'element',
      [
        request({ id: 'y', needs: ['earth-visible'], duration_s: 86_400 * 7, power_W: 5, priority: 10 }),
        request({ id: 'x', needs: ['earth-visible', 'lit'], duration_s: 86_400 * 2, optional: true, priority: 1 }),
      ],
      'element-busy',
      /camera is in use at 100 %/,
    ],
    [
      'too late',
      [
        request({ id: 'y', needs: ['lit'], duration_s: 86_400 * 13, power_W: 5, element: 'z' }),
        request({ id: 'x', needs: ['earth-visible'], after: ['y'], optional: true, priority: 1 }),
      ],
      'too-late',
      /y ends so late/,
    ],
  ])('says why not: %s', (_, ask, kind, sentence) => {
    const left = unwrap(planSurface(surfaceCase(ask))).unplaced.find((u) => u.id === 'x')
    expect(left?.reasons[0]?.kind).toBe(kind)
    expect(left?.sentence).toMatch(sentence)
  })

  it.each([
    [surfaceCase([deploy], { span: { start: 5, end: 5 } }), 'empty-span'],
    [surfaceCase([request({ id: 'x', after: ['nobody'] })]), 'unknown-predecessor'],
    [surfaceCase([request({ id: 'x', after: ['y'] }), request({ id: 'y', after: ['x'] })]), 'circular-order'],
    [surfaceCase([request({ id: 'x' }), request({ id: 'x' })]), 'repeated-activity'],
    [surfaceCase([deploy], { supplies: [] }), 'no-main-supply'],
  ])('refuses what makes no sense (%#)', (input, kind) => {
    const made = planSurface(input)
    expect(made).toMatchObject({ ok: false, error: { kind } })
    if (!made.ok) expect(describePlanError(made.error)).toMatch(/\w+/)
  })

  it('lets the battery rest in hibernation and says when', () => {
    const made = unwrap(planSurface(surfaceCase([request({ id: 'x' })])))
    expect(made.hibernations).toHaveLength(2)
    const [night] = made.hibernations
    expect(night!.start).toBeCloseTo(TOUCHDOWN + 8 * 86_400 + 21_600, 0)
    const asleep = made.dormant.filter((d) => d.supply === 'rover')
    expect(asleep.length).toBeGreaterThan(0)
    for (const s of made.profiles.supplies) {
      expect(Math.min(...s.level_Wh)).toBeGreaterThanOrEqual(s.floor_Wh - 1e-6)
      expect(Math.max(...s.level_Wh)).toBeLessThanOrEqual(s.capacity_Wh)
    }
  })

  it('prefers the partner that has less when fairness counts', () => {
    const rival = (id: string, party: string, priority: number, repeats = 1) =>
      request({
        id,
        party,
        priority,
        repeats,
        needs: ['earth-visible', 'lit'],
        duration_s: 86_400 * 3,
        power_W: 5,
        optional: true,
      })
    const ask = [rival('big', 'rich', 6, 3), rival('small', 'poor', 5)]
    const base = surfaceCase(ask)
    const value = unwrap(
      planSurface({ ...base, file: { ...base.file, weights: { ...base.file.weights, fairness: 0 } } }),
    )
    const fair = unwrap(
      planSurface({ ...base, file: { ...base.file, weights: { ...base.file.weights, fairness: 1 } } }),
    )
    expect(value.placed.map((p) => p.party)).not.toContain('poor')
    expect(fair.placed.map((p) => p.party)).toContain('poor')
    expect(fair.fairness).toBeGreaterThan(value.fairness)
    expect(fair.value).toBeLessThan(value.value)
  })

  it('makes plans that the independent check accepts, whatever is asked', () => {
    const need = fc.constantFrom('lit', 'dark', 'contact', 'relay', 'station', 'earth-visible')
    const ask = fc.array(
      fc.record({
        element: fc.constantFrom('camera', 'rover', 'drill'),
        touches: fc.constantFrom<string[]>([], ['lander'], ['rover']),
        party: fc.constantFrom('a', 'b', 'c'),
        duration_s: fc.double({ min: 60, max: 100_000, noNaN: true }),
        power_W: fc.double({ min: 0, max: 120, noNaN: true }),
        data_Mbit: fc.double({ min: 0, max: 1500, noNaN: true }),
        needs: fc.uniqueArray(need, { maxLength: 2 }),
        priority: fc.integer({ min: 1, max: 10 }),
        optional: fc.boolean(),
        sequence: fc.boolean(),
        repeats: fc.integer({ min: 1, max: 3 }),
        apart_s: fc.integer({ min: 0, max: 500_000 }),
        waits: fc.boolean(),
      }),
      { minLength: 1, maxLength: 14 },
    )
    const offset = fc.double({ min: -5000, max: 5000, noNaN: true })
    fc.assert(
      fc.property(
        ask,
        fc.integer(),
        offset,
        fc.double({ min: 1, max: 90, noNaN: true }),
        (list, seed, shift_s, weak_W) => {
          const requests = list.map(({ waits, ...fields }, k) =>
            request({ ...fields, id: `r${k}`, after: waits && k > 0 ? [`r${k - 1}`] : [] }),
          )
          const input = surfaceCase(requests, { seed: String(seed) })
          const windows = input.windows.map((w, k) => ({
            ...w,
            start: w.start + shift_s / (k + 1),
            end: w.end + shift_s,
          }))
          const file = { ...input.file, search: { rounds: 20 } }
          const made = planSurface({
            ...input,
            windows,
            file,
            supplies: input.supplies.map((s) => (s.elements === 'rest' ? s : { ...s, array_W: weak_W, load_W: 30 })),
          })
          expect(made).toMatchObject({ ok: true, value: { violations: [] } })
          if (!made.ok) return
          expect(made.value.placed.length + made.value.unplaced.length).toBe(
            requests.reduce((n, r) => n + r.repeats, 0),
          )
          for (const s of made.value.profiles.supplies)
            expect(Math.min(...s.level_Wh)).toBeGreaterThanOrEqual(s.floor_Wh - 1e-6)
          expect(made.value.objective).toBeLessThanOrEqual(made.value.bound + 1e-9)
        },
      ),
      { numRuns: 120 },
    )
  })
})
