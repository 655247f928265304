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
import { relayNetwork } from './relay-network.ts'
import { scheduler } from './scheduler.ts'

const text = readFileSync(new URL('../../../missions/change-8/operations.json', import.meta.url), 'utf8')
const HOUR = 3600
const START = 912_045_696

type Outage = { readonly station: string; readonly from_h: number; readonly hours: number }

/** Days of a relay that hears the lander for 10 hours of 12, and a station that hears the relay always. */
function run(
  outages: readonly Outage[],
  legs: readonly Leg[] = relayed(),
  change: (f: OperationsFile) => void = () => {},
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
  let steps = 0
  while (time.step(world.end_s)) steps++
  return { summary: network.summary(), events, steps }
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
