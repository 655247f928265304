/**
 * What a centre knows of bundles that are at the other end of a link: by the reports on reception (RFC 9171, 6.1.1) that each
 * node sends it, and by what it sent and received itself. A report that has not come yet is not made up: a bundle is shown
 * where it was heard of last. Times TDB s; a cut bundle counts as one.
 */
import type { Eid } from '@magpie/operations/bundle/eid'
import type { BundleNode } from '@magpie/operations/bundle-node'
import type { StoredBundle } from '@magpie/operations/relay/node-state'
import { type CustodyNode, type HopCounts, hopKey } from './relay-custody.ts'
import { DTN_S } from './relay-plan.ts'

type Told = {
  readonly key: string
  /** Who said from when it had it. */
  readonly at: Map<string, number>
  /** Known where it began here, or has come. */
  octets: number | undefined
}

/** What it remembers, as plain data. */
export type ToldState = { readonly told: readonly Told[]; readonly hops: readonly (readonly [string, HopCounts])[] }

export type ToldParts = {
  /** Where files from the spacecraft end and those to it begin, and the other way round. */
  readonly centre: string
  readonly gateway: string
  readonly eids: ReadonlyMap<string, Eid>
  readonly lifetime_s: number
  /** Whether a hop leads from one node to another. */
  readonly adjacent: (a: string, b: string) => boolean
}

/** Bundles that are through are followed on for so long, for reports that are late. */
const LATE_S = 86400

export class ToldCustody {
  private readonly parts: ToldParts
  private readonly told = new Map<string, Told>()
  /** Hops of bundles that are not followed any more. */
  private readonly past: Map<string, HopCounts>

  constructor(parts: ToldParts, kept: ToldState = { told: [], hops: [] }) {
    this.parts = parts
    for (const one of kept.told) this.told.set(one.key, one)
    this.past = new Map(kept.hops)
  }

  /** Another node says so; what went up from here and is no part of a file is not followed. */
  report(key: string, node: string, at_s: number): boolean {
    return (this.has(key) || !this.isFromCentre(key)) && this.hear(key, node, at_s)
  }

  /** A node has a bundle since then; false where that was known. */
  hear(fragmentOrKey: string, node: string, at_s: number, octets?: number): boolean {
    const key = wholeKey(fragmentOrKey)
    const one = this.told.get(key) ?? { key, at: new Map<string, number>(), octets: undefined }
    this.told.set(key, one)
    one.octets ??= octets
    if (one.at.has(node)) return false
    one.at.set(node, at_s)
    return true
  }

  has(key: string): boolean {
    return this.told.has(wholeKey(key))
  }

  /** The nodes that had a bundle, and from when. */
  nodesOf(key: string): ReadonlyMap<string, number> {
    return this.told.get(wholeKey(key))?.at ?? new Map()
  }

  /** The nodes that had any of some bundles, and from when the last of them; in that order. */
  wayOf(keys: Iterable<string>): [string, number][] {
    const way = new Map<string, number>()
    for (const key of keys)
      for (const [node, at_s] of this.nodesOf(key)) way.set(node, Math.max(at_s, way.get(node) ?? at_s))
    way.delete(this.parts.centre)
    return [...way].sort((a, b) => a[1] - b[1])
  }

  /** A node at the other end as custody shows it; `real` knows the plan, and so the way on. */
  nodeOf(name: string, real: BundleNode): CustodyNode {
    const held = [...this.told.values()].filter((one) => this.holder(one) === name).map((one) => this.stored(one))
    return {
      stored: () => held,
      stored_octets: held.reduce((sum, { octets }) => sum + octets, 0),
      stored_count: held.length,
      outlook: (one, now_s) => real.outlook(one, now_s),
    }
  }

  /** What is known to have gone over hops that both end elsewhere. */
  hops(): Map<string, HopCounts> {
    const out = new Map([...this.past].map(([key, counts]) => [key, { ...counts }]))
    for (const one of this.told.values()) this.count(one, out)
    return out
  }

  /** Forgets what is through for long, or over. */
  prune(now_s: number): void {
    for (const [key, one] of this.told) {
      const over = Math.max(...one.at.values()) + LATE_S < now_s && this.isThrough(one)
      if (!over && madeAt(key) + this.parts.lifetime_s > now_s) continue
      this.count(one, this.past)
      this.told.delete(key)
    }
  }

  state(): ToldState {
    return { told: [...this.told.values()], hops: [...this.past] }
  }

  private holder(one: Told): string | undefined {
    if (this.isThrough(one)) return undefined
    return byTime(one).at(-1)?.[0]
  }

  private isThrough(one: Told): boolean {
    return one.at.has(this.isFromCentre(one.key) ? this.parts.gateway : this.parts.centre)
  }

  private count(one: Told, into: Map<string, HopCounts>): void {
    const { centre, gateway, adjacent } = this.parts
    const names = [this.isFromCentre(one.key) ? centre : gateway, ...byTime(one).map(([node]) => node)]
    for (const [i, to] of names.entries()) {
      const from = names[i - 1]
      // What goes over the centre's own hops is counted where it does.
      if (from === undefined || from === to || from === centre || to === centre || !adjacent(from, to)) continue
      const counts = into.get(hopKey(from, to)) ?? { bundles: 0, lost: 0, octets: 0 }
      into.set(hopKey(from, to), { ...counts, bundles: counts.bundles + 1, octets: counts.octets + (one.octets ?? 0) })
    }
  }

  private stored(one: Told): StoredBundle {
    const { eids, centre, gateway, lifetime_s } = this.parts
    const up = this.isFromCentre(one.key)
    const [source, destination] = up ? [centre, gateway] : [gateway, centre]
    const made_s = madeAt(one.key)
    const primary = {
      ...{ flags: 0, crc: 2 as const, source: eids.get(source)!, destination: eids.get(destination)! },
      ...{ reportTo: eids.get(centre)!, created: { time_ms: 0, sequence: 0 }, lifetime_ms: lifetime_s * 1000 },
    }
    return {
      ...{ key: one.key, octets: one.octets ?? 0, priority: 1, from: undefined, awaits: undefined },
      bundle: { primary, blocks: [{ type: 1, number: 1, flags: 0, crc: 2, data: new Uint8Array(0) }] },
      received_s: Math.max(...one.at.values()) + DTN_S,
      expires_s: made_s + lifetime_s + DTN_S,
    }
  }

  private isFromCentre(key: string): boolean {
    const eid = this.parts.eids.get(this.parts.centre)
    return eid?.scheme === 'ipn' && key.startsWith(`ipn:${eid.node}.`)
  }
}

/** The key of the bundle that a fragment is of. */
export function wholeKey(key: string): string {
  return key.split(' ').slice(0, 3).join(' ')
}

/** When a bundle was made, by its key. */
function madeAt(key: string): number {
  return Number(key.split(' ')[1]) / 1000 - DTN_S
}

function byTime({ at }: Told): [string, number][] {
  return [...at].sort((a, b) => a[1] - b[1])
}
