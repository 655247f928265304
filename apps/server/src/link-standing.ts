/** How the spacecraft are reached, for people: links, passes, outages, what waits, as the contract has it. */

import type { linkReads } from '@magpie/api/link-operations'
import type { HeldBundle, HopView, LinkView, OutageView, PassView } from '@magpie/api/link-views'
import type { OutputOf } from '@magpie/api/operation'
import type { LiveRehearsal } from '@magpie/centre/live-rehearsal'
import type { TelemetryService } from '@magpie/centre/telemetry-service'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { epochFromTdb, formatEpoch, type TdbSeconds } from '@magpie/core/time'
import type { Pass } from '@magpie/simulator/contact-plan'
import type { CustodyNow, HeldNow, HopNow } from '@magpie/simulator/relay-custody'

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

/** The answer of `relay.custody`. */
export function custodyStanding(now: CustodyNow): OutputOf<typeof linkReads.relayCustody> {
  const { at_s, nodes, hops, files, totals } = now
  return {
    at: utcOf(at_s),
    nodes: nodes.map(({ holds, ...node }) => ({ ...node, holds: holds.map(heldView) })),
    hops: hops.map((hop) => hopView(hop, at_s)),
    files: files.map(({ made_s, delivered_s, hops: ways, ...file }) => ({
      ...file,
      made: utcOf(made_s),
      ...(delivered_s === undefined ? {} : { delivered: utcOf(delivered_s) }),
      hops: ways.map((h) => ({ node: h.node, at: utcOf(h.at_s) })),
    })),
    totals,
  }
}

/** Outages as they stand at a time, those to come too where the script has them. */
export function outagesAt({ outages }: CustodyNow, now_s: number): OutageView[] {
  return outages.map(({ node, start_s, end_s, why, files, delivered }) => ({
    ...{ node, why, start: utcOf(start_s), end: utcOf(end_s), files_touched: files, files_delivered: delivered },
    state: now_s < start_s ? 'coming' : now_s < end_s ? 'now' : 'over',
  }))
}

function heldView({ bundle, carries, octets, since_s, next, awaits, expires_s }: HeldNow): HeldBundle {
  return {
    ...{ bundle, carries, since: utcOf(since_s), expires: utcOf(expires_s) },
    ...(octets > 0 && { octets }),
    ...(next && { next: next.node, leaves_at: utcOf(next.leaves_s), expected_at: utcOf(next.arrives_s) }),
    ...(awaits && { awaits: { node: awaits.node, until: utcOf(awaits.until_s) } }),
  }
}

function hopView({ window, ...hop }: HopNow, at_s: number): HopView {
  const open = window !== undefined && window.start_s <= at_s
  const until = window !== undefined && open && Number.isFinite(window.end_s) ? { until: utcOf(window.end_s) } : {}
  const next = window !== undefined && !open ? { next: utcOf(window.start_s) } : {}
  return { ...hop, open, ...until, ...next }
}

/** UTC text of a TDB time. */
function utcOf(tdb_s: number): string {
  return formatEpoch(epochFromTdb(tdb_s as TdbSeconds, NAIF0012), NAIF0012)
}
