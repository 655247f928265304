/**
 * Custody on the relay path at a moment, for people: which node holds which bundle since when, by which hop it goes next and
 * when it is expected; each hop with its window, light time, rate and loss. All times TDB s.
 */
import { BUNDLE_FLAGS } from '@magpie/operations/bundle/bundle'
import type { BundleNode } from '@magpie/operations/bundle-node'
import type { OperationsFile } from '@magpie/operations/operations-file'
import type { StoredBundle } from '@magpie/operations/relay/node-state'
import type { Leg } from './contact-plan.ts'
import type { FileRow, RelaySummary } from './operations-event.ts'

/** What is shown of a node. */
export type CustodyNode = Pick<BundleNode, 'stored' | 'stored_octets' | 'stored_count' | 'outlook'>

/** A node that does not answer. */
export type Outage = {
  readonly node: string
  readonly start_s: number
  readonly end_s: number
  readonly why: string
}

/** What went over a hop. */
export type HopCounts = { bundles: number; lost: number; octets: number }

export type HeldNow = {
  readonly bundle: string
  /** The file that it is part of, or what else it is. */
  readonly carries: string
  /** 0 where nobody said it. */
  readonly octets: number
  readonly since_s: number
  readonly next: { readonly node: string; readonly leaves_s: number; readonly arrives_s: number } | undefined
  readonly awaits: { readonly node: string; readonly until_s: number } | undefined
  readonly expires_s: number
}

export type HopNow = HopCounts & {
  readonly from: string
  readonly to: string
  /** The window that is open, or the next one; undefined where none is planned. */
  readonly window: { readonly start_s: number; readonly end_s: number } | undefined
  readonly out: boolean
  readonly light_s: number
  readonly rate_bit_s: number
  readonly loss: number
}

export type CustodyNow = {
  readonly at_s: number
  readonly nodes: readonly {
    readonly node: string
    readonly octets: number
    readonly bundles: number
    readonly holds: readonly HeldNow[]
  }[]
  readonly hops: readonly HopNow[]
  readonly outages: readonly (Outage & { readonly files: number; readonly delivered: number })[]
  readonly files: readonly FileRow[]
  readonly totals: RelaySummary['bundles']
}

export type CustodyParts = {
  readonly now_s: number
  readonly nodes: readonly { readonly name: string; readonly node: CustodyNode }[]
  /** Names of nodes by their URIs. */
  readonly names: ReadonlyMap<string, string>
  readonly legs: readonly Leg[]
  readonly hops: ReadonlyMap<string, HopCounts>
  readonly file: Pick<OperationsFile, 'gateway' | 'relay' | 'links'>
  /** The node that is on the Earth's networks with every station, and what those are like. */
  readonly terrestrial: { readonly node: string; readonly rate_octet_s: number; readonly light_s: number }
  /** From TDB to the clock of bundles. */
  readonly dtn_s: number
  readonly outages: CustodyNow['outages']
  readonly files: readonly FileRow[]
  readonly totals: CustodyNow['totals']
  readonly carries: (key: string) => string | undefined
}

/** Bundles and files that are told one by one. */
const MOST_BUNDLES = 50
const MOST_FILES = 50
const LIGHT_KM_S = 299792.458

/** One name for both ways of a hop. */
export function hopKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`
}

/** How things stand. */
export function custodyNow(parts: CustodyParts): CustodyNow {
  const { now_s, outages, files, totals } = parts
  return {
    at_s: now_s,
    nodes: parts.nodes.map(({ name, node }) => {
      const oldest = [...node.stored()].sort((a, b) => a.received_s - b.received_s)
      return {
        node: name,
        octets: node.stored_octets,
        bundles: node.stored_count,
        holds: oldest.slice(0, MOST_BUNDLES).map((one) => heldNow(parts, node, one)),
      }
    }),
    hops: [...legHops(parts), ...terrestrialHops(parts)],
    outages,
    files: files.slice(-MOST_FILES).reverse(),
    totals,
  }
}

function heldNow({ now_s, dtn_s, names, carries }: CustodyParts, node: CustodyNode, one: StoredBundle): HeldNow {
  const { key, octets, received_s, expires_s, awaits, bundle } = one
  const ahead = awaits === undefined ? node.outlook(one, now_s + dtn_s) : undefined
  const administrative = (bundle.primary.flags & BUNDLE_FLAGS.administrative) !== 0
  return {
    bundle: key,
    carries: administrative ? 'custody' : (carries(key) ?? carries(key.split(' ').slice(0, -1).join(' ')) ?? 'answer'),
    octets,
    since_s: received_s - dtn_s,
    next: ahead && {
      node: names.get(ahead.to) ?? ahead.to,
      leaves_s: ahead.leaves_s - dtn_s,
      arrives_s: ahead.arrives_s - dtn_s,
    },
    awaits: awaits && { node: names.get(awaits.to) ?? awaits.to, until_s: awaits.until_s - dtn_s },
    expires_s: expires_s - dtn_s,
  }
}

/** Hops over space, each once, in the order of the legs. */
function legHops(parts: CustodyParts): HopNow[] {
  const { legs, now_s, file } = parts
  const pairs = new Map<string, Leg[]>()
  for (const leg of legs) pairs.set(hopKey(leg.from, leg.to), [...(pairs.get(hopKey(leg.from, leg.to)) ?? []), leg])
  return [...pairs.values()].map((all) => {
    const left = all.filter((leg) => leg.end > now_s).sort((a, b) => a.start - b.start)
    const leg = left[0] ?? all.at(-1)!
    const kind = leg.from === file.gateway && leg.to !== file.relay ? 'station' : 'relay'
    const model = file.links.find((l) => l.kind === kind)
    return {
      ...{ from: leg.from, to: leg.to, ...countsOf(parts, leg.from, leg.to), ...outOf(parts, leg.from, leg.to) },
      window: left.length === 0 ? undefined : { start_s: leg.start, end_s: leg.end },
      light_s: leg.range_km / LIGHT_KM_S + (model?.processing_s ?? 0),
      rate_bit_s: model?.downlink_bit_s ?? 0,
      loss: model?.loss ?? 0,
    }
  })
}

function terrestrialHops(parts: CustodyParts): HopNow[] {
  const { nodes, terrestrial, file, now_s } = parts
  const { node: to, rate_octet_s, light_s } = terrestrial
  const stations = nodes.filter(({ name }) => name !== to && name !== file.gateway && name !== file.relay)
  return stations.map(({ name: from }) => ({
    ...{ from, to, ...countsOf(parts, from, to), ...outOf(parts, from, to) },
    ...{ window: { start_s: now_s, end_s: Number.POSITIVE_INFINITY }, light_s, loss: 0 },
    rate_bit_s: 8 * rate_octet_s,
  }))
}

function countsOf({ hops }: CustodyParts, a: string, b: string): HopCounts {
  return hops.get(hopKey(a, b)) ?? { bundles: 0, lost: 0, octets: 0 }
}

function outOf({ outages, now_s }: CustodyParts, a: string, b: string): { readonly out: boolean } {
  return {
    out: outages.some(({ node, start_s, end_s }) => (node === a || node === b) && now_s >= start_s && now_s < end_s),
  }
}
