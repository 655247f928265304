/** Links without spacecraft, for tests of what is shown of them: a pass, a bundle on its way, an outage that is over. */
import type { linkReads } from '@magpie/api/link-operations'
import type { OutputOf } from '@magpie/api/operation'
import type { CommandCentre } from '@magpie/centre/command-centre'
import { linkHandlers } from '@magpie/centre/link-handlers'
import { secondsOf, utcText } from '@magpie/operations/command/instant'

const RELAY = 'queqiao-2'
const STATION = 'miyun'

/** The handlers of links, as of the centre's mission time. */
export function trialLinks(centre: () => CommandCentre | undefined): ReturnType<typeof linkHandlers> {
  return linkHandlers({
    ...{ centre, silenceable: () => [RELAY, STATION] },
    links: () => on(centre, standing),
    custody: () => on(centre, custody),
  })
}

type At = (after_s: number) => string

function on<T>(centre: () => CommandCentre | undefined, view: (at: At) => T): T | undefined {
  const now = centre()?.now()
  return now === undefined ? undefined : view((after_s) => utcText(secondsOf(now) + after_s))
}

function standing(at: At): OutputOf<typeof linkReads.linkList> {
  const way = { light_s: 1.3, downlink_bit_s: 2e6, uplink_bit_s: 4e3, loss: 0.01 }
  return {
    ...{ mode: 'simulated', at: at(0), links: [], queued: 1, missing: 2 },
    pass: { station: STATION, via: 'station', start: at(-1800), end: at(5400), ...way },
    next: [{ station: STATION, via: 'relay', start: at(7200), end: at(20_000), ...way, light_s: 1.6 }],
    outages: [
      {
        ...{ node: RELAY, start: at(-9000), end: at(-7200), state: 'over', why: 'a trial of words' },
        ...{ files_touched: 2, files_delivered: 2 },
      },
    ],
    on_board: { packets: 1200, used_Mbit: 3.5, at: at(-60) },
    volumes: { in_packets: 40_000, in_octets: 3_200_000, lost: 12 },
  }
}

function custody(at: At): OutputOf<typeof linkReads.relayCustody> {
  const leg = { light_s: 1.3, rate_bit_s: 2e6, loss: 0.01, out: false, bundles: 4, lost: 1, octets: 81_920 }
  const file = { element: 'ce8-lander', direction: 'down', octets: 20_480, made: at(-400) } as const
  return {
    at: at(0),
    nodes: [
      {
        ...{ node: RELAY, octets: 20_480, bundles: 1 },
        holds: [
          {
            ...{ bundle: 'ipn:8.1/1/0', carries: 'panorama.img', octets: 20_480, since: at(-120), expires: at(86_400) },
            ...{ next: STATION, leaves_at: at(30), expected_at: at(33) },
          },
        ],
      },
      { node: STATION, octets: 0, bundles: 0, holds: [] },
    ],
    hops: [
      { from: 'ce8-lander', to: RELAY, open: true, until: at(3600), ...leg },
      { from: RELAY, to: STATION, open: false, next: at(7200), ...leg },
    ],
    files: [{ file: 'panorama.img', ...file, hops: [{ node: RELAY, at: at(-120) }] }],
    totals: { made: 4, sent: 8, lost: 1, again: 1, accepted: 3, dropped: 0 },
  }
}
