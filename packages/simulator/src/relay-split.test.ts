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
  readonly space = this.end((node) => node !== CENTRE)
  centre = this.end((node) => node === CENTRE)
  crossed = 0

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
      ...{ world: { file, time }, service: { ...file.files!, every: 1 }, legs: LEGS, random: random('relay') },
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
