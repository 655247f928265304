/** How the spacecraft are reached, for people: links, passes, outages, what waits, as the contract has it. */

import type { linkReads } from '@magpie/api/link-operations'
import type { LinkView, OutageView, PassView } from '@magpie/api/link-views'
import type { OutputOf } from '@magpie/api/operation'
import type { LiveRehearsal } from '@magpie/centre/live-rehearsal'
import type { TelemetryService } from '@magpie/centre/telemetry-service'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { epochFromTdb, formatEpoch, type TdbSeconds } from '@magpie/core/time'
import type { Pass } from '@magpie/simulator/contact-plan'

export type StandingParts = {
  readonly live: LiveRehearsal
  readonly telemetry: TelemetryService | undefined
  readonly passes: readonly Pass[]
  readonly queued: number
  /** The element whose recorder holds what waits. */
  readonly gateway: string
  /** Undefined where the spacecraft are simulated inside. */
  readonly links: readonly LinkView[] | undefined
  readonly outages: readonly OutageView[]
  readonly lost: number
  readonly in_octets: number
}

/** The answer of `link.list`, with `ahead` passes to come. */
export function linkStanding(parts: StandingParts, ahead: number): OutputOf<typeof linkReads.linkList> {
  const { live, telemetry, passes, links, in_octets } = parts
  const clock = live.clockMessage()
  const now_s = clock.tdb_s
  const pass = passes.find((p) => now_s >= p.start && now_s < p.end)
  const coming = passes.filter((p) => p.start > now_s).slice(0, ahead)
  const channels = telemetry?.channels() ?? []
  const heard = (name: string) => live.latest.get(`${parts.gateway}/${name}`)
  const waiting = heard('recorder_packets')
  const used = heard('recorder_used')
  return {
    mode: links === undefined ? 'simulated' : 'linked',
    at: clock.utc,
    links: [...(links ?? [])],
    ...(pass === undefined ? {} : { pass: passView(pass) }),
    next: coming.map(passView),
    outages: [...parts.outages],
    ...(waiting === undefined
      ? {}
      : {
          on_board: {
            packets: Number(waiting.value),
            used_Mbit: Number(used?.value ?? 0),
            at: waiting.generatedAt,
          },
        }),
    queued: parts.queued,
    missing: channels.reduce((sum, { missing }) => sum + missing, 0),
    volumes: {
      in_packets: telemetry?.archive.packetCount ?? 0,
      in_octets,
      lost: parts.lost,
    },
  }
}

function passView({ station, kind, start, end, light_s, model }: Pass): PassView {
  const { downlink_bit_s, uplink_bit_s, loss } = model
  return { station, via: kind, start: utcOf(start), end: utcOf(end), light_s, downlink_bit_s, uplink_bit_s, loss }
}

/** UTC text of a TDB time. */
export function utcOf(tdb_s: number): string {
  return formatEpoch(epochFromTdb(tdb_s as TdbSeconds, NAIF0012), NAIF0012)
}
