import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { schedule } from './schedule.ts'
import { type MissionInstance, problemOf } from './testing/mission-instance.ts'

type Golden = { readonly bound: number; readonly instance: MissionInstance }

function golden(name: string): Golden {
  return JSON.parse(readFileSync(new URL(`../../../golden/plan/${name}.json`, import.meta.url), 'utf8')) as Golden
}

/** Which rules of the instance a schedule breaks, from their statement in the instance's generator: tick by tick. */
function broken(m: MissionInstance, starts: Int32Array): string[] {
  const on = m.activities.filter((a) => starts[a.i]! >= 0)
  const s = (i: number) => starts[i]!
  const end = (i: number) => starts[i]! + m.activities[i]!.dur
  const out: string[] = []
  const say = (wrong: boolean, what: string) => wrong && out.push(what)
  for (const a of on) say(!a.win.some(([p, q]) => s(a.i) >= p && end(a.i) <= q), `window ${a.id}`)
  for (let t = 0; t < m.H; t++) {
    const now = on.filter((a) => s(a.i) <= t && t < end(a.i))
    const sum = (f: (a: (typeof now)[number]) => number) => now.reduce((total, a) => total + f(a), 0)
    say(sum((a) => a.relay) > m.relayChannels, `relay ${t}`)
    say(sum((a) => a.ops) > m.operators, `operators ${t}`)
    say(sum((a) => (a.bat === 0 ? a.power : 0)) > m.power.find(([p, q]) => p <= t && t < q)![2], `power ${t}`)
    const modules = now.map((a) => a.mod).filter((i) => i >= 0)
    say(new Set(modules).size < modules.length, `module ${t}`)
  }
  m.batteries.forEach((b, g) => {
    let level = b.init
    b.net.forEach((net, k) => {
      for (const a of on) if (a.bat === g && Math.floor(s(a.i) / m.bucket) === k) level -= a.energy
      say(level < b.min, `battery ${b.id} before ${k}`)
      level = Math.min(b.max, level + net)
      say(level < b.min, `battery ${b.id} after ${k}`)
    })
  })
  let data = m.dataStore.init
  for (let t = 0; t <= m.H; t++) {
    for (const a of on) if (end(a.i) === t) data += a.data
    say(data < 0 || data > m.dataStore.max, `data ${t}`)
  }
  for (const [p, q, lag] of m.precedence) say(s(q) >= 0 && !(s(p) >= 0 && end(p) + lag <= s(q)), `order ${p} ${q}`)
  for (const [p, q] of m.mutex) say(s(p) >= 0 && s(q) >= 0 && s(p) < end(q) && s(q) < end(p), `exclusion ${p} ${q}`)
  return out
}

describe('the schedule of mission-like instances', () => {
  it('places everything in the small one, by its own rules', () => {
    const { bound, instance } = golden('mission_60_s3')
    const made = schedule(problemOf(instance), { seed: 1, rounds: 300 })
    expect(broken(instance, made.starts)).toEqual([])
    expect(made.objective).toBe(bound)
  })

  it('comes within a tenth of the bound of the large one in 1,500 rounds', () => {
    const { bound, instance } = golden('mission_200_s1')
    const made = schedule(problemOf(instance), { seed: 1, rounds: 1500 })
    expect(broken(instance, made.starts)).toEqual([])
    expect(made.objective).toBeGreaterThan(0.9 * bound)
    expect(made.objective).toBeLessThanOrEqual(bound)
  })

  it('gives the same plan for the same seed, and reports progress', () => {
    const { instance } = golden('mission_200_s1')
    const seen: number[] = []
    const run = (seed: number) =>
      schedule(problemOf(instance, 0.5), { seed, rounds: 128, onProgress: (done, best) => seen.push(done, best) })
    expect(run(7)).toEqual(run(7))
    expect(seen.filter((_, k) => k % 2 === 0)).toEqual([64, 128, 64, 128])
  })

  it('stops when everything has a place', () => {
    const { instance } = golden('mission_60_s3')
    expect(schedule(problemOf(instance), { seed: 1, rounds: 5000 }).rounds).toBeLessThan(500)
  })
})
