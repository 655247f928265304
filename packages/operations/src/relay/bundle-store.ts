/**
 * The bundles in a node's care, indexed so that what a node does with one bundle does not depend on how many it holds: by
 * key, by when they expire, by when an acceptance is overdue, and, for those that wait to be sent, by where they go.
 */
import { formatEid, nodeOf } from '../bundle/eid.ts'
import type { NodeName } from '../contact-graph/contact-plan.ts'
import { DueQueue } from './due-queue.ts'
import type { Priority, StoredBundle } from './node-state.ts'

/** A bundle with its place in the order in which bundles were stored or sent; `gone` once it is in care no more. */
export type Held = {
  readonly place: number
  one: StoredBundle
  gone: boolean
  readonly group: WaitingGroup
}

/** Bundles that wait to be sent to one node, of those that came over one hop. */
export class WaitingGroup {
  readonly to: NodeName
  /** Nodes that they are not sent to: the one they came from. */
  readonly without: readonly NodeName[]
  /** In the order in which they are sent. */
  private readonly list: Held[] = []
  private need_octets = 0
  private first_s = Number.POSITIVE_INFINITY
  private last_s = 0

  constructor(to: NodeName, without: readonly NodeName[]) {
    this.to = to
    this.without = without
  }

  get length(): number {
    return this.list.length
  }

  /** What the largest of them takes at most on the way. */
  get most_octets(): number {
    return this.need_octets
  }

  /** No earlier than this does any of them expire. */
  get soonest_s(): number {
    return this.first_s
  }

  /** No later than this does any of them expire. */
  get latest_s(): number {
    return this.last_s
  }

  add(held: Held): void {
    const { list } = this
    if (list.length === 0) this.forgetBounds()
    this.widen(held.one)
    if (list.length === 0 || isBefore(list[list.length - 1]!, held)) list.push(held)
    else list.splice(this.indexAfter(held), 0, held)
  }

  remove(held: Held): void {
    const { list } = this
    const at = this.indexAfter(held) - 1
    if (list[at] !== held) return
    if (at === 0) list.shift()
    else list.splice(at, 1)
  }

  /** The first behind `after` (the first of all without it) that was stored before `limit`. */
  next(after: Held | undefined, limit: number): Held | undefined {
    const { list } = this
    for (let i = after === undefined ? 0 : this.indexAfter(after); i < list.length; i++)
      if (list[i]!.place < limit) return list[i]
    return undefined
  }

  /** Looks at each again: bounds widen with those that come and stay as those leave. */
  tighten(): void {
    this.forgetBounds()
    for (const { one } of this.list) this.widen(one)
  }

  private forgetBounds(): void {
    this.need_octets = 0
    this.first_s = Number.POSITIVE_INFINITY
    this.last_s = 0
  }

  private widen(one: StoredBundle): void {
    this.need_octets = Math.max(this.need_octets, one.octets + overhead(one))
    this.first_s = Math.min(this.first_s, one.expires_s)
    this.last_s = Math.max(this.last_s, one.expires_s)
  }

  /** The index of the first that is sent after this one. */
  private indexAfter(held: Held): number {
    const { list } = this
    let low = 0
    let high = list.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (isBefore(held, list[middle]!)) high = middle
      else low = middle + 1
    }
    return low
  }
}

/** Whether a bundle is sent before another: by priority, then by when it came, then by its place. */
export function isBefore(a: Held, b: Held): boolean {
  if (a.one.priority !== b.one.priority) return a.one.priority > b.one.priority
  if (a.one.received_s !== b.one.received_s) return a.one.received_s < b.one.received_s
  return a.place < b.place
}

/** Octets by which the extension blocks may grow at this hop. */
export function overhead({ bundle }: StoredBundle): number {
  return bundle.primary.source.scheme === 'ipn' ? 48 : 320
}

type Awaited = { readonly held: Held; readonly until_s: number }

const PRIORITIES: readonly Priority[] = [0, 1, 2]
/** Heaps are made anew once they hold more of what is gone than of what is there, and at least so much. */
const LEAST_GONE = 256

export class BundleStore {
  private readonly held = new Map<number, Held>()
  private readonly byKey = new Map<string, Held[]>()
  private readonly grouped = new Map<NodeName, Map<NodeName, WaitingGroup>>()
  private readonly groupList: WaitingGroup[] = []
  /** By priority, what expires soonest first. */
  private readonly expiring = PRIORITIES.map(() => new DueQueue<Held>(expiresBefore))
  private readonly awaiting = new DueQueue<Awaited>((a, b) => a.until_s < b.until_s)
  private readonly byPriority_octets = PRIORITIES.map(() => 0)
  private count = 0
  private gone = 0

  constructor(stored: readonly StoredBundle[]) {
    for (const one of stored) this.add(one)
  }

  /** Octets of all of them. */
  get octets(): number {
    return this.byPriority_octets.reduce((sum, octets) => sum + octets)
  }

  get size(): number {
    return this.held.size
  }

  /** The place that the next one gets. */
  get nextPlace(): number {
    return this.count
  }

  get groups(): readonly WaitingGroup[] {
    return this.groupList
  }

  /** All, in the order of their places. */
  all(): StoredBundle[] {
    return Array.from(this.held.values(), ({ one }) => one)
  }

  has(key: string): boolean {
    return this.byKey.has(key)
  }

  add(one: StoredBundle): void {
    const held: Held = { place: this.count++, one, gone: false, group: this.groupOf(one) }
    this.held.set(held.place, held)
    const same = this.byKey.get(one.key)
    if (same === undefined) this.byKey.set(one.key, [held])
    else same.push(held)
    this.byPriority_octets[one.priority]! += one.octets
    this.expiring[one.priority]!.push(held)
    if (one.awaits === undefined) held.group.add(held)
    else this.awaiting.push({ held, until_s: one.awaits.until_s })
  }

  /** Puts away what has this key. */
  forget(key: string): void {
    const all = this.byKey.get(key)
    if (all === undefined) return
    for (const held of all) {
      held.gone = true
      this.gone++
      this.held.delete(held.place)
      this.byPriority_octets[held.one.priority]! -= held.one.octets
      if (held.one.awaits === undefined) held.group.remove(held)
    }
    this.byKey.delete(key)
    if (this.gone > LEAST_GONE && this.gone > this.held.size) this.sweep()
  }

  /** The one with this key whose acceptance by this node is awaited. */
  awaited(key: string, by: NodeName): StoredBundle | undefined {
    return this.byKey.get(key)?.find(({ one }) => one.awaits?.to === by)?.one
  }

  /** Those whose lifetime is over, by their places; each is given once. */
  takeExpired(now_s: number): Held[] {
    const out: Held[] = []
    for (const queue of this.expiring)
      for (let held = queue.first(); held !== undefined && held.one.expires_s <= now_s; held = queue.first()) {
        queue.take()
        if (!held.gone) out.push(held)
      }
    return out.length > 1 ? out.sort((a, b) => a.place - b.place) : out
  }

  /** Those that nobody accepted in time, as they were; they wait to be sent again. */
  takeOverdue(now_s: number): StoredBundle[] {
    const { awaiting } = this
    const late: Held[] = []
    for (let next = awaiting.first(); next !== undefined && next.until_s <= now_s; next = awaiting.first()) {
      awaiting.take()
      if (!next.held.gone) late.push(next.held)
    }
    return late
      .sort((a, b) => a.place - b.place)
      .map((held) => {
        const { one } = held
        held.one = { ...one, awaits: undefined }
        held.group.add(held)
        return one
      })
  }

  /**
   * What must go so that `octets` of this priority fit in: only bundles of lower priority, the lowest first and of these what
   * expires soonest. Undefined where even that is not enough: then the newcomer is refused, and the hop before keeps it.
   */
  roomFor(storage_octets: number, octets: number, priority: Priority): readonly Held[] | undefined {
    let free_octets = storage_octets - this.octets
    if (free_octets >= octets) return []
    const lower = PRIORITIES.filter((one) => one < priority)
    const most_octets = lower.reduce((sum, one) => sum + this.byPriority_octets[one]!, free_octets)
    if (most_octets < octets) return undefined
    const going: Held[] = []
    for (const queue of lower.map((one) => this.expiring[one]!))
      while (free_octets < octets && queue.length > 0) {
        const held = queue.take()!
        if (held.gone) continue
        going.push(held)
        free_octets += held.one.octets
      }
    // Dropping one of them may make a report, which asks for room too.
    for (const held of going) this.expiring[held.one.priority]!.push(held)
    return going
  }

  private groupOf(one: StoredBundle): WaitingGroup {
    const to = formatEid(nodeOf(one.bundle.primary.destination))
    const from = one.from === undefined || one.from === to ? '' : one.from
    const groups = this.grouped.get(to) ?? new Map<NodeName, WaitingGroup>()
    this.grouped.set(to, groups)
    const known = groups.get(from)
    if (known !== undefined) return known
    const made = new WaitingGroup(to, from === '' ? [] : [from])
    groups.set(from, made)
    this.groupList.push(made)
    return made
  }

  private sweep(): void {
    for (const queue of this.expiring) queue.keepOnly((held) => !held.gone)
    this.awaiting.keepOnly(({ held }) => !held.gone)
    this.gone = 0
  }
}

function expiresBefore(a: Held, b: Held): boolean {
  return a.one.expires_s < b.one.expires_s || (a.one.expires_s === b.one.expires_s && a.place < b.place)
}
