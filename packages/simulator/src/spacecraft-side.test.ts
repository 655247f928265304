import { random } from '@magpie/core/random'
import { unwrap } from '@magpie/core/result'
import { loadHash } from '@magpie/operations/procedure/load'
import { loadBytes, loadOption } from '@magpie/operations/procedure/load-signature'
import { checkPacket } from '@magpie/operations/space-packet'
import { expect, test } from 'vitest'
import { relayNetwork } from './relay-network.ts'
import { CENTRE } from './relay-plan.ts'
import { scheduler } from './scheduler.ts'
import { type SpacecraftSide, spacecraftSide } from './spacecraft-side.ts'
import { missionInput, TOUCHDOWN } from './testing/mission.ts'
import { MISSION_TEXTS } from './testing/read-mission.ts'
import { toySign } from './testing/rules.ts'

const HOUR = 3600
type Came = { readonly apid: number; readonly count: number; readonly station: string; readonly at_s: number }

/** The spacecraft, without losses, and what stations heard of them. */
function fly(out_h?: readonly [number, number]): { side: SpacecraftSide; came: Came[]; relay: number; lander: number } {
  const came: Came[] = []
  const input = missionInput(MISSION_TEXTS, 1, 'side', (file) => {
    file.links = file.links.map((link) => ({ ...link, loss: 0 }))
    file.orbiter = { ...file.orbiter!, loss: 0 }
    const outage = { kind: 'outage', id: 'out', why: 'the test says so', station: 'queqiao-2' } as const
    file.script =
      out_h === undefined ? [] : [{ ...outage, at_s: out_h[0] * HOUR, duration_s: (out_h[1] - out_h[0]) * HOUR }]
  })
  const apid = (id: string) => input.file.elements.find((e) => e.id === id)!.apid!
  const heard = (packet: Uint8Array, station: string, at_s: number) => {
    const header = unwrap(checkPacket(packet))
    came.push({ apid: header.apid, count: header.sequenceCount, station, at_s: at_s - TOUCHDOWN })
  }
  const side = unwrap(spacecraftSide(input, { heard }))
  return { side, came, relay: apid('queqiao-2'), lander: apid('ce8-lander') }
}

test('the relay speaks for itself, and what waits while nobody hears it comes down once, in order', () => {
  const { side, came, relay } = fly([2, 5])
  side.advance(TOUCHDOWN + 10 * HOUR)
  const own = came.filter(({ apid }) => apid === relay)
  expect(own.length).toBeGreaterThan(50)
  expect(own.filter(({ at_s }) => at_s > 2 * HOUR + 10 && at_s < 5 * HOUR)).toEqual([])
  expect(own.filter(({ at_s }) => at_s > 5 * HOUR && at_s < 5 * HOUR + 60).length).toBeGreaterThan(15)
  expect(own.map(({ count }) => count)).toEqual(own.map((_, i) => own[0]!.count + i))
})

test('a telecommand goes up by the path of the element that it is for', () => {
  const { side, relay, lander } = fly()
  // Packets that no gateway can read: it says no, and counts them.
  const to = (apid: number) => Uint8Array.of(0x18 | (apid >> 8), apid & 0xff, 0xc0, 1, 0, 3, 1, 2, 3, 4)
  side.advance(TOUCHDOWN + HOUR)
  expect([side.up(to(relay)), side.up(to(lander))]).toEqual([true, true])
  side.advance(TOUCHDOWN + HOUR + 60)
  expect(side.counts).toMatchObject({ accepted: 0, refused: 2 })
  // The relay is over no station any more; the lander hears one.
  side.advance(TOUCHDOWN + 15 * HOUR)
  expect([side.up(to(relay)), side.up(to(lander))]).toEqual([false, true])
})

test('where the relay is made to look elsewhere nothing of the lander comes by it', () => {
  const { side, came, relay, lander } = fly()
  side.advance(TOUCHDOWN + HOUR)
  side.faults.inject('queqiao-2', 'watchdog-reset', 1, 'the test says so')
  side.advance(TOUCHDOWN + 3 * HOUR)
  const since = came.filter(({ at_s }) => at_s > HOUR + 600)
  expect(since.filter(({ apid }) => apid === lander)).toEqual([])
  expect(since.filter(({ apid }) => apid === relay).length).toBeGreaterThan(5)
})

test('a file is kept on board where the owner of its element signed it, and else thrown away', () => {
  const whole = { start: TOUCHDOWN, end: TOUCHDOWN + 48 * HOUR }
  const legs = [
    { from: 'ce8-lander', to: 'queqiao-2', range_km: 18_000, ...whole },
    { from: 'queqiao-2', to: 'kashi', range_km: 400_000, ...whole },
  ]
  const contacts = [{ kind: 'relay', station: 'kashi', range_km: 418_000, ...whole } as const]
  const input = { ...missionInput(MISSION_TEXTS, 2, 'files'), legs, contacts }
  const texts: string[] = []
  const up: Uint8Array[] = []
  const down: Uint8Array[] = []
  const heard = (packet: Uint8Array) => void texts.push(new TextDecoder('latin1').decode(packet))
  const bundles = { up: () => true, out: (octets: Uint8Array) => void down.push(octets) }
  const side = unwrap(spacecraftSide(input, { heard, bundles }))
  const time = scheduler(TOUCHDOWN)
  const centre = relayNetwork({
    ...{ world: { file: { ...input.file, script: [] }, time }, service: input.file.files!, legs },
    ...{ random: random('centre'), emit: () => undefined, ownerOf: () => 'cnsa' },
    split: { here: (node) => node === CENTRE, up: () => true, out: (octets) => void up.push(octets) },
  })
  const go = (until_h: number) => {
    for (let at_s = TOUCHDOWN + 60; at_s <= TOUCHDOWN + until_h * HOUR; at_s += 60) {
      if (at_s <= time.now) continue
      time.at(at_s, () => undefined)
      while (time.step(at_s));
      for (const octets of up.splice(0)) side.bundle(octets)
      side.advance(at_s)
      for (const octets of down.splice(0)) centre.take(octets)
    }
  }
  const content = new TextEncoder().encode('new software')
  const send = (name: string, by?: string) => {
    const file = `ce8-lander/${name}@0`
    const options = by === undefined ? [] : [loadOption(toySign(by, loadBytes(file, content)))]
    centre.load('ce8-lander', file, 'cnsa', content, options)
  }
  go(1)
  send('unsigned')
  send('of-another', 'nssa')
  go(4)
  expect(texts.join()).toContain('ce8-lander/unsigned@0 was thrown away: nobody signed it')
  expect(texts.join()).toContain('ce8-lander/of-another@0 was thrown away: the signature is not that of cnsa')
  const told = texts.length
  send('own', 'cnsa')
  go(7)
  expect(texts.slice(told).join()).not.toContain('thrown away')
  expect(centre.custody().files.every((file) => file.delivered_s !== undefined)).toBe(true)
  expect(texts.slice(told).join()).toContain(loadHash(content))
})
