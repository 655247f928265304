/** The network in two processes: lander, relay and stations at one end of a link, the centre at the other. */
import { readFileSync } from 'node:fs'
import { random } from '@magpie/core/random'
import { operationsFile } from '@magpie/operations/operations-file'
import { expect, test } from 'vitest'
import type { Leg } from './contact-plan.ts'
import type { CameFile } from './relay-files.ts'
import { type RelayNetwork, type RelayState, relayNetwork } from './relay-network.ts'
import { CENTRE } from './relay-plan.ts'
import { type Scheduler, scheduler } from './scheduler.ts'

const text = readFileSync(new URL('../../../missions/change-8/operations.json', import.meta.url), 'utf8')
const HOUR = 3600
const START = 912_045_696
const LEGS: readonly Leg[] = [
  { from: 'ce8-lander', to: 'queqiao-2', start: START, end: START + 96 * HOUR, range_km: 18_000 },
  { from: 'queqiao-2', to: 'kashi', start: START, end: START + 96 * HOUR, range_km: 400_000 },
]

type End = { network: RelayNetwork; time: Scheduler; readonly out: Uint8Array[]; readonly came: CameFile[] }

/** Both ends and the link between them, in steps of a minute. */
class Pair {
  up = true
  crossed = 0
  private readonly legs: readonly Leg[]
  readonly space: End
  centre: End

  constructor(legs = LEGS) {
    this.legs = legs
    this.space = this.end((node) => node !== CENTRE)
    this.centre = this.end((node) => node === CENTRE)
  }

  go(hours: number, cut: (crossing: number) => boolean = () => false): void {
    const until_s = this.space.time.now + hours * HOUR
    for (let at_s = this.space.time.now + 60; at_s <= until_s; at_s += 60) {
      for (const { time } of [this.space, this.centre]) {
        time.at(at_s, () => undefined)
        while (time.step(at_s));
      }
      for (const [from, to] of [
        [this.space, this.centre],
        [this.centre, this.space],
      ] as const)
        for (const octets of from.out.splice(0)) if (!cut(this.crossed++)) to.network.take(octets)
    }
  }

  /** Another centre, from what the one before remembered. */
  restart(): void {
    const kept = structuredClone(this.centre.network.state())
    this.centre = this.end((node) => node === CENTRE, this.space.time.now, kept)
  }

  private end(here: (node: string) => boolean, begun_s = START, kept?: RelayState): End {
    const file = operationsFile.parse(JSON.parse(text))
    file.script = []
    file.links = file.links.map((link) => ({ ...link, loss: 0 }))
    const time = scheduler(begun_s)
    const out: Uint8Array[] = []
    const came: CameFile[] = []
    const network = relayNetwork({
      ...{ world: { file, time }, service: { ...file.files!, every: 1 }, legs: this.legs, random: random('relay') },
      ...{ emit: () => undefined, ownerOf: () => 'cnsa', loaded: (_, one) => void came.push(one) },
      split: {
        here,
        up: () => this.up,
        out: (octets) => void out.push(octets),
        came: (one) => void came.push(one),
        kept,
      },
    })
    return { network, time, out, came }
  }
}

const content = Uint8Array.from({ length: 30_000 }, (_, i) => (i * 7 + (i >> 8)) & 255)
const OPTION = { type: 2, value: Uint8Array.of(1, 2, 3) }

test('a file goes up whole with its options, and one comes down', () => {
  const pair = new Pair()
  pair.centre.network.load('ce8-lander', 'ce8-lander/a.bin@1', 'cnsa', content, [OPTION])
  pair.space.network.product('radio-array')
  pair.go(6)
  expect(pair.space.came.map(({ name, options }) => ({ name, options }))).toEqual([
    { name: 'ce8-lander/a.bin@1', options: [OPTION] },
  ])
  expect(pair.space.came[0]!.content).toEqual(content)
  expect(pair.centre.came.map(({ name, content: got }) => [name, got.length])).toEqual([
    ['radio-array/00001.dat', 24_000],
  ])
  const rows = pair.centre.network.custody().files
  expect(rows.map(({ file, direction, delivered_s }) => [file, direction, delivered_s !== undefined])).toEqual([
    ['radio-array/00001.dat', 'down', true],
    ['ce8-lander/a.bin@1', 'up', true],
  ])
})

test('what a cut link swallowed goes again, also by a centre that started anew', () => {
  const pair = new Pair()
  pair.centre.network.load('ce8-lander', 'ce8-lander/a.bin@1', 'cnsa', content)
  pair.space.network.product('radio-array')
  // A third of what is in the line when it breaks is lost, and the line stays down for three hours.
  pair.go(0.5, (n) => n % 3 === 0)
  pair.up = false
  pair.go(3, () => true)
  pair.restart()
  pair.up = true
  pair.go(12, (n) => n % 7 === 0)
  expect(pair.space.came.map(({ name }) => name)).toEqual(['ce8-lander/a.bin@1'])
  expect(pair.space.came[0]!.content).toEqual(content)
  expect(pair.centre.came.map(({ name }) => name)).toEqual(['radio-array/00001.dat'])
  // Reports were lost as well: a file that is through is shown to have gone by who reported any of its bundles.
  for (const { hops } of pair.centre.network.custody().files)
    expect(hops.map(({ node }) => node)).toEqual(expect.arrayContaining(['queqiao-2', 'kashi']))
})

test('the centre knows who holds what by what each node said', () => {
  const OPENS_H = 2
  const pair = new Pair(LEGS.map((leg) => (leg.to === 'kashi' ? { ...leg, start: START + OPENS_H * HOUR } : leg)))
  const name = 'ce8-lander/a.bin@1'
  pair.centre.network.load('ce8-lander', name, 'cnsa', content)
  pair.space.network.product('radio-array')
  pair.go(1)
  const held = (node: string) => pair.centre.network.custody().nodes.find((one) => one.node === node)!
  // Metadata, eight segments and the end of file wait at the station; of the relay nothing was heard.
  expect(held('kashi').bundles).toBe(10)
  expect(held('centre').bundles).toBe(0)
  expect(held('queqiao-2').bundles).toBe(0)
  const [first] = held('kashi').holds
  expect(first).toMatchObject({ carries: name, next: { node: 'queqiao-2' }, awaits: undefined })
  expect(first!.next!.leaves_s - START).toBeCloseTo(OPENS_H * HOUR, -1)
  expect(first!.octets).toBeGreaterThan(0)
  expect(pair.space.network.custody().nodes.find((one) => one.node === 'kashi')!.bundles).toBeGreaterThanOrEqual(10)
  pair.go(5)
  const now = pair.centre.network.custody()
  expect(now.nodes.map(({ bundles }) => bundles)).toEqual(now.nodes.map(() => 0))
  const ways = new Map(now.files.map(({ file, hops }) => [file, hops]))
  expect(ways.get(name)!.map(({ node }) => node)).toEqual(['kashi', 'queqiao-2', 'ce8-lander'])
  const down = ways.get('radio-array/00001.dat')!
  expect(new Set(down.map(({ node }) => node))).toEqual(new Set(['queqiao-2', 'kashi', 'centre']))
  // Each says when it had the bundles, not when that was heard.
  expect(down.find(({ node }) => node === 'queqiao-2')!.at_s - START).toBeLessThan(HOUR)
  const hop = now.hops.find(({ from, to }) => from === 'queqiao-2' && to === 'kashi')!
  expect(hop.bundles).toBeGreaterThanOrEqual(18)
})

test('octets that are no bundle of a hop over the link change nothing', () => {
  const pair = new Pair()
  const before = JSON.stringify(pair.centre.network.custody(START))
  for (const octets of [
    new Uint8Array(0),
    new Uint8Array(4),
    Uint8Array.of(0, 3, 0, 1, 9),
    new Uint8Array(900).fill(7),
  ])
    pair.centre.network.take(octets)
  expect(JSON.stringify(pair.centre.network.custody(START))).toBe(before)
})
