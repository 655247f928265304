import { unwrap } from '@magpie/core/result'
import { describe, expect, it } from 'vitest'
import { checkPlan } from './checker.ts'
import type { PlacedActivity } from './plan.ts'
import type { PlanInput } from './plan-input.ts'
import { planSurface } from './plan-stage.ts'
import { request, surfaceCase, TOUCHDOWN } from './testing/surface-case.ts'

const asked = [
  request({ id: 'deploy', sequence: true, touches: ['lander'], needs: ['lit', 'contact'], priority: 9 }),
  request({ id: 'look', after: ['deploy'], needs: ['lit'], repeats: 2, apart_s: 172_800 }),
  request({ id: 'drive', element: 'rover', needs: ['relay'], power_W: 30, duration_s: 7200, data_Mbit: 700 }),
  request({ id: 'listen', element: 'radio', needs: ['dark'], power_W: 150 }),
  request({ id: 'call', element: 'phone', needs: ['station'], power_W: 10 }),
]
const input = surfaceCase(asked)
const good = unwrap(planSurface(input)).placed
const day = (d: number) => TOUCHDOWN + d * 86_400

function moved(id: string, startTdb_s: number, changes: Partial<PlacedActivity> = {}): PlacedActivity[] {
  return good.map((p) =>
    p.id === id ? { ...p, startTdb_s, endTdb_s: startTdb_s + p.endTdb_s - p.startTdb_s, ...changes } : p,
  )
}
const without = (id: string) => good.filter((p) => p.id !== id)
const startOf = (id: string) => good.find((p) => p.id === id)!.startTdb_s

describe('the independent check', () => {
  it('accepts the plan that everything below breaks', () => {
    expect(good).toHaveLength(6)
    expect(checkPlan(input, good)).toEqual([])
  })

  it.each<[string, PlacedActivity[], RegExp, PlanInput?]>([
    ['before settling', moved('call', day(0) + 1800), /call lies outside the plan/],
    ['outside light', moved('look-2', day(9)), /look-2 needs lit/],
    ['half outside light', moved('look-2', day(8) - 1800), /look-2 needs lit/],
    ['in light where dark is needed', moved('listen', day(3)), /listen needs dark/],
    ['in the margin of a contact', moved('drive', day(1.1) + 60), /drive needs relay/],
    ['beyond a contact', moved('call', day(20)), /call needs station/],
    ['asleep', moved('listen', day(12)), /listen runs in hibernation/],
    ['one element twice', moved('look', startOf('deploy') + 10), /deploy and look use camera/],
    ['before its predecessor', moved('look', day(0) + 3600), /look begins before deploy has ended/],
    ['without its predecessor', without('deploy'), /look comes after deploy, which is not placed/],
    ['without the repeat before', without('look'), /look-2 is placed without the repeat before/],
    ['too soon after the repeat before', moved('look-2', startOf('look') + 170_000), /look-2 follows look too soon/],
    ['twice', [...good, good[0]!], /call is placed twice/],
    ['more often than asked', moved('call', startOf('call'), { repeat: 2 }), /more often than the 1 times asked/],
    ['cut short', moved('call', startOf('call'), { endTdb_s: startOf('call') + 60 }), /call is cut short/],
    ['with other numbers', moved('call', startOf('call'), { power_W: 1 }), /call is not as asked/],
    ['not asked for', moved('call', startOf('call'), { request: 'nap' }), /call was not asked for/],
  ])('finds an activity %s', (_, placed, sentence) => {
    expect(checkPlan(input, placed).join('\n')).toMatch(sentence)
  })

  it('finds too many at work, too much power, an empty battery and a full recorder', () => {
    const many = [1, 2, 3].map((k) => request({ id: `a${k}`, element: `e${k}`, needs: ['relay'], power_W: 60 }))
    const heavy = surfaceCase([...many, request({ id: 'deep', power_W: 150, duration_s: 40_000, data_Mbit: 900 })])
    const at = (id: string, startTdb_s: number) => {
      const r = heavy.activities.find((a) => a.id === id)!
      const base = { ...good[0]!, id, request: id, element: r.element, sequence: false, touches: [] }
      const takes = { power_W: r.power_W, data_Mbit: r.data_Mbit, startTdb_s, endTdb_s: startTdb_s + r.duration_s }
      return { ...base, ...takes }
    }
    const together = [at('a1', day(1.2)), at('a2', day(1.2)), at('a3', day(1.2) + 60), at('deep', day(1.2))]
    const said = checkPlan(heavy, together).join('\n')
    expect(said).toMatch(/3 activities need an operator when a3 begins, 2 may/)
    expect(said).toMatch(/activities draw 330 W of lander when a3 begins, 200 W may/)
    const night = surfaceCase(heavy.activities, { windows: [], recorder_Mbit: 900, file: { ...heavy.file, rules: [] } })
    const dry = checkPlan(night, [at('deep', day(0.05))]).join('\n')
    expect(dry).toMatch(/battery of lander falls to/)
    expect(dry).toMatch(/the recorder holds \d+\.\d+ Mbit at \d+, it may hold 810 Mbit/)
  })
})
