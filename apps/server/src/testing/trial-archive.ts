/**
 * An archive without a rehearsal, for tests of who reads what: six hours of packets of three elements of the mission in its
 * own dictionary, made up, with a gap in one of them, and more of them each second. The product never opens it.
 */
import { openMissionTelemetry } from '@magpie/adapters/mission-telemetry'
import { LiveFeed } from '@magpie/centre/live-feed'
import type { Subscriber } from '@magpie/centre/subscriber'
import type { TelemetryService } from '@magpie/centre/telemetry-service'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { parseEpoch, tdbSeconds } from '@magpie/core/time'
import { microsOf } from '@magpie/operations/ingest/micros'
import { readXtce } from '@magpie/operations/xtce-reader'
import { dictionaryFiles, type MissionFolder } from '@magpie/rehearsal/mission-folder'
import { type NamedValues, type Voice, voiceOf } from '@magpie/simulator/flight-voice'

/** When the first packet is made, and when the present begins. */
export const TRIAL_BEGINS = '2029-01-20T00:00:00Z'
const HOURS = 6
const STEP_S = 20
/** Steps whose packets of the rover never come. */
const LOST = [300, 330] as const
const LIGHT_S = 1.3

export type TrialArchive = {
  readonly service: TelemetryService
  /** The present, UTC in ms since 1970. */
  now_ms(): number
  watch(subscriber: Subscriber): () => void
  /** One more packet of each element, and its values to those who watch. */
  step(): Promise<void>
  stop(): Promise<void>
}

type Speaker = { readonly voice: Voice; readonly values: (i: number) => NamedValues }

/** Opens one in a folder; one step a second of wall time is a second of the mission. */
export async function openTrialArchive(folder: string, mission: MissionFolder): Promise<TrialArchive> {
  const { dictionary } = unwrap(readXtce(dictionaryFiles(mission.dictionaries)))
  const apids = new Map(mission.operations.elements.map((e) => [e.id, e.apid!]))
  const speaker = (id: string, values: Speaker['values']): Speaker => ({
    ...{ voice: voiceOf(dictionary, id, apids.get(id)!, NAIF0012), values },
  })
  const wave = (i: number, steps: number) => Math.sin((2 * Math.PI * i) / steps)
  const speakers: Speaker[] = [
    speaker('ce8-lander', (i) => ({
      ...{
        battery_charge: 70 + 20 * wave(i, 900),
        bus_voltage: 28 + wave(i, 70),
        array_power: 600 + 90 * wave(i, 540),
      },
      ...{ load_power: 410, power_margin: 190 + 90 * wave(i, 540), temperature: 12 + 9 * wave(i, 800), tilt: 1.5 },
    })),
    speaker('pk-rover', (i) => ({
      ...{ battery_charge: 58 + 30 * wave(i, 1000), array_power: 40 + 20 * wave(i, 500), odometer: i / 10 },
      ...{ east: 40 + i / 25, north: -12 + 5 * wave(i, 400), heading: 90, wheel_current: 1 + 0.6 * wave(i, 33) },
      ...{ temperature: 5 + 14 * wave(i, 700), power: 22, bus_voltage: 28 },
    })),
    speaker('ion-ena', (i) => ({
      ...{ supply_current: 0.4 + 0.25 * wave(i, 600), ion_flux: 1e6 * (2 + wave(i, 360)), neutral_flux: 4e4 },
      ...{ temperature: -4, power: 9, bus_voltage: 28 },
    })),
  ]
  const begins = unwrap(parseEpoch(TRIAL_BEGINS, NAIF0012))
  const begins_us = microsOf(begins)
  const begins_s = tdbSeconds(begins, NAIF0012)
  const opened_ms = Date.now()
  let feed: LiveFeed | undefined
  const service = await openMissionTelemetry(folder, mission, {
    alarm: (alarm) => feed?.tell(alarm),
    onFault: (cause) => {
      throw cause
    },
  })
  const take = (at_s: number, i: number, lost: boolean) => {
    for (const { voice, values } of speakers) {
      const packet = voice.housekeeping(values(i), begins_s + at_s)
      if (lost && voice.element === 'pk-rover') continue
      service.take(voice.element, 'miyun', packet, 0, packet.length, begins_us + Math.round((at_s + LIGHT_S) * 1e6))
    }
  }
  const steps = (HOURS * 3600) / STEP_S
  for (let i = 0; i < steps; i++) take(i * STEP_S, i, i >= LOST[0] && i < LOST[1])
  await service.durably()
  await service.lookForGaps(begins_us + HOURS * 3.6e9)
  const since_ms = () => Date.now() - opened_ms
  feed = new LiveFeed(service, {
    now_ms: () => performance.now(),
    later: (ms, work) => void setTimeout(work, ms),
  })
  const step = async () => {
    const past_s = since_ms() / 1000
    take(HOURS * 3600 + past_s, steps + past_s, false)
    await service.durably()
    feed.poke()
  }
  return {
    service,
    now_ms: () => Date.parse(TRIAL_BEGINS) + HOURS * 3_600_000 + since_ms() + 2000,
    watch: (subscriber) => feed.watch(subscriber),
    step,
    stop: () => service.close(),
  }
}
