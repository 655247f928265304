import { readFileSync } from 'node:fs'
import type { Interval } from '@magpie/core/interval'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { random } from '@magpie/core/random'
import type { TdbSeconds } from '@magpie/core/time'
import { type OperationsFile, operationsFile } from '@magpie/operations/operations-file'
import { describe, expect, test } from 'vitest'
import type { Leg } from './contact-plan.ts'
import { environment } from './environment.ts'
import type { OperationsEvent } from './operations-event.ts'
import { type RelayNetwork, relayNetwork } from './relay-network.ts'
import { type Scheduler, scheduler } from './scheduler.ts'

const text = readFileSync(new URL('../../../missions/change-8/operations.json', import.meta.url), 'utf8')
const HOUR = 3600
const START = 912_045_696

type Outage = { readonly station: string; readonly from_h: number; readonly hours: number }

/** Days of a relay that hears the lander for 10 hours of 12, and a station that hears the relay always. */
function run(
  outages: readonly Outage[],
  legs: readonly Leg[] = relayed(),
  change: (f: OperationsFile) => void = () => {},
  asked_s = 0,
  also: (network: RelayNetwork, time: Scheduler) => void = () => {},
) {
  const file = operationsFile.parse(JSON.parse(text))
  file.script = outages.map(({ station, from_h, hours }, i) => ({
    kind: 'outage',
    id: `outage-${i}`,
    why: 'the test says so',
    station,
    at_s: from_h * HOUR,
    duration_s: hours * HOUR,
  }))
  change(file)
  const events: OperationsEvent[] = []
  const time = scheduler(START)
  const no = { start_tdb_s: START, step_s: 1e6, elevation_deg: [0, 0, 0], above: [0, 0, 0] }
  const world = {
    file,
    time,
    sky: environment([] as Interval<TdbSeconds>[], no),
    leap: NAIF0012,
    random: random('models'),
    chance: random('faults'),
    touchdown_s: START,
    end_s: START + 6 * 86400,
  }
  const network = relayNetwork({
    world,
    service: { ...file.files!, every: 1, loads: [{ ...file.files!.loads[0]!, at_s: 30 * HOUR }] },
    legs,
    random: random('relay'),
    emit: (event) => events.push(event),
    ownerOf: () => 'cnsa',
  })
  for (let hour = 1; hour < 72; hour += 3) time.at(START + hour * HOUR, () => network.product('radio-array'))
  also(network, time)
  let custody = network.custody()
  time.at(START + asked_s, () => {
    custody = network.custody()
  })
  let steps = 0
  while (time.step(world.end_s)) steps++
  return { summary: network.summary(), events, steps, custody }
}

function relayed(): Leg[] {
  const out: Leg[] = [{ from: 'queqiao-2', to: 'kashi', start: START, end: START + 6 * 86400, range_km: 400_000 }]
  for (let h = 0; h < 144; h += 12)
    out.push({
      from: 'ce8-lander',
      to: 'queqiao-2',
      start: START + h * HOUR,
      end: START + (h + 10) * HOUR,
      range_km: 8000,
    })
  return out
}

const took = (rows: ReturnType<typeof run>['summary']['files']) =>
  rows.map(({ made_s, delivered_s }) => (delivered_s ?? Number.POSITIVE_INFINITY) - made_s)

describe('files by store and forward', () => {
  test('each is there whole, by way of relay, station and centre, within minutes of a contact', () => {
    const { summary, steps } = run([])
    expect(summary.files).toHaveLength(25)
    expect(summary.damaged).toBe(0)
    for (const { direction, hops } of summary.files.filter((f) => f.direction === 'down'))
      expect([direction, ...hops.map((h) => h.node)]).toEqual(['down', 'queqiao-2', 'kashi', 'centre'])
    expect(Math.max(...took(summary.files))).toBeLessThan(2.5 * HOUR)
    expect(summary.bundles.dropped).toBe(0)
    expect(steps).toBeLessThan(20_000)
    const hops = Object.fromEntries(summary.hops.map(({ from, to, bundles }) => [`${from} ${to}`, bundles]))
    expect(Object.keys(hops).sort()).toEqual(['ce8-lander queqiao-2', 'centre kashi', 'kashi queqiao-2'])
    expect(Object.values(hops).reduce((sum, n) => sum + n)).toBe(summary.bundles.sent)
  })

  test('custody says who holds what, by which hop it goes next, and when it is expected', () => {
    const before = run([], relayed(), undefined, 11 * HOUR).custody
    const lander = before.nodes.find((n) => n.node === 'ce8-lander')!
    expect(lander.bundles).toBeGreaterThan(3)
    for (const { carries, next, awaits, since_s, expires_s } of lander.holds) {
      expect(carries).toMatch(/^radio-array\/|custody/)
      expect(awaits).toBeUndefined()
      expect(next).toMatchObject({ node: 'queqiao-2' })
      // The relay rises again at hour 12.
      expect(next!.leaves_s).toBeGreaterThanOrEqual(START + 12 * HOUR)
      expect(next!.arrives_s).toBeGreaterThan(next!.leaves_s + 1.3)
      expect(since_s).toBeLessThanOrEqual(START + 11 * HOUR)
      expect(expires_s).toBeGreaterThan(next!.arrives_s)
    }
    const hop = before.hops.find((h) => h.from === 'ce8-lander')!
    expect(hop.window).toEqual({ start_s: START + 12 * HOUR, end_s: START + 22 * HOUR })
    expect(hop.out).toBe(false)
    const after = run([], relayed(), undefined, 12.9 * HOUR).custody
    const still = new Set(after.nodes.find((n) => n.node === 'ce8-lander')!.holds.map((h) => h.bundle))
    expect(lander.holds.filter((h) => still.has(h.bundle))).toEqual([])
  })

  test('an outage on request holds bundles back and loses none', () => {
    const { summary, custody } = run([], relayed(), undefined, 22 * HOUR, (network, time) =>
      time.at(START + 20 * HOUR, () => network.outage('kashi', 30 * HOUR, 'the test says so')),
    )
    expect(custody.outages).toMatchObject([{ node: 'kashi', why: 'the test says so' }])
    expect(custody.hops.filter((h) => h.out).map((h) => [h.from, h.to])).toContainEqual(['queqiao-2', 'kashi'])
    expect(summary.outages[0]!.files).toBeGreaterThan(8)
    expect(summary.outages[0]!.delivered).toBe(summary.outages[0]!.files)
    expect(took(summary.files).every(Number.isFinite)).toBe(true)
  })

  test('an outage of the relay holds files up on the lander and loses none', () => {
    const { summary, events, steps } = run([{ station: 'queqiao-2', from_h: 20, hours: 30 }])
    const [outage] = summary.outages
    expect(outage!.files).toBeGreaterThan(8)
    expect(outage!.delivered).toBe(outage!.files)
    expect(outage!.longest_s).toBeGreaterThan(20 * HOUR)
    expect(took(summary.files).every(Number.isFinite)).toBe(true)
    expect(summary.damaged).toBe(0)
    const load = summary.files.find((f) => f.direction === 'up')!
    expect(load.delivered_s).toBeGreaterThan(START + 50 * HOUR)
    expect(events.filter((e) => e.kind === 'file' && e.state === 'delivered')).toHaveLength(25)
    expect(steps).toBeLessThan(20_000)
  })

  test('an outage of the station keeps files at the relay', () => {
    const { summary } = run([{ station: 'kashi', from_h: 20, hours: 30 }])
    const late = summary.files.filter(({ made_s }) => made_s > START + 20 * HOUR && made_s < START + 40 * HOUR)
    for (const { hops, direction } of late.filter((f) => f.direction === 'down')) {
      expect([direction, hops[0]!.node]).toEqual(['down', 'queqiao-2'])
      expect(hops[0]!.at_s).toBeLessThan(START + 50 * HOUR)
      expect(hops[1]!.at_s).toBeGreaterThanOrEqual(START + 50 * HOUR)
    }
    expect(summary.stored_octets['queqiao-2']!).toBeGreaterThan(100_000)
    expect(took(summary.files).every(Number.isFinite)).toBe(true)
  })

  test('a link that loses one frame in ten costs repetition and no file', () => {
    const { summary } = run([], relayed(), (file) => {
      file.links = file.links.map((link) => ({ ...link, loss: 0.1 }))
    })
    expect(summary.bundles.lost).toBeGreaterThan(50)
    expect(summary.bundles.again).toBeGreaterThan(0)
    expect(took(summary.files).every(Number.isFinite)).toBe(true)
    expect(summary.damaged).toBe(0)
  })

  test('the same seed gives the same run', () => {
    const once = run([{ station: 'kashi', from_h: 20, hours: 3 }])
    const twice = run([{ station: 'kashi', from_h: 20, hours: 3 }])
    expect(twice).toEqual(once)
  })
})
