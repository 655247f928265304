import { unwrap } from '@magpie/core/result'
import { checkPacket } from '@magpie/operations/space-packet'
import { expect, test } from 'vitest'
import { type SpacecraftSide, spacecraftSide } from './spacecraft-side.ts'
import { missionInput, TOUCHDOWN } from './testing/mission.ts'
import { MISSION_TEXTS } from './testing/read-mission.ts'

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
