/**
 * Which of the bundles that wait are looked at in one turn of a node's transmitters. Each would be asked for its route, in
 * order; a whole group is passed over where none of its bundles can go now and none has to be cut, which two routes
 * tell: one for nothing, without the neighbours that are silent, and one for the largest that expires soonest. A bundle
 * that is smaller or expires later gets there wherever these do.
 */
import { formatEid, nodeOf } from '../bundle/eid.ts'
import type { Contact, NodeName } from '../contact-graph/contact-plan.ts'
import type { Route } from '../contact-graph/routes.ts'
import type { ContactRouter } from '../contact-graph.ts'
import { type BundleStore, type Held, isBefore, overhead, type WaitingGroup } from './bundle-store.ts'
import type { StoredBundle } from './node-state.ts'

type TurnParts = {
  readonly me: NodeName
  /** The contacts that begin at this node. */
  readonly own: readonly Contact[]
  readonly router: ContactRouter
  readonly store: BundleStore
  readonly now_s: number
  readonly up: (to: NodeName) => boolean
  readonly isBusy: (to: NodeName) => boolean
}

/** A route for any bundle of a size that lives until `from_s` or longer. */
type Shared = { readonly route: Route | undefined; readonly from_s: number }

/** Of fewer bundles each is looked at. */
const WORTH_ASKING = 4

export class ForwardingTurn {
  private readonly parts: TurnParts
  /** What is stored during the turn waits for the next. */
  private readonly limit: number
  private readonly heard: readonly NodeName[]
  private readonly silent: readonly NodeName[]
  private after: Held | undefined
  /** Groups that are passed over until something is sent, and for the whole turn. */
  private readonly resting = new Set<WaitingGroup>()
  private readonly hopeless = new Set<WaitingGroup>()
  private readonly shared = new Map<WaitingGroup, Map<number, Shared>>()

  constructor(parts: TurnParts) {
    this.parts = parts
    const { own, now_s, store, up } = parts
    const standing = new Set(own.filter((c) => c.start_s <= now_s && c.end_s > now_s).map((c) => c.to))
    this.limit = store.nextPlace
    this.heard = [...standing].filter(up)
    this.silent = [...standing].filter((to) => !this.heard.includes(to))
  }

  /** The next bundle that may go now, or may have to be cut. */
  next(): Held | undefined {
    let best: Held | undefined
    for (const group of this.parts.store.groups) {
      if (group.length === 0 || this.rests(group)) continue
      const held = group.next(this.after, this.limit)
      if (held !== undefined && (best === undefined || isBefore(held, best))) best = held
    }
    this.after = best ?? this.after
    return best
  }

  /** A bundle has begun to be sent: routes are others now. */
  sent(): void {
    this.resting.clear()
    this.shared.clear()
  }

  /** The route that a bundle takes first, over neighbours that can be heard if there is one. */
  routeOf(held: Held): Route | undefined {
    const octets = held.one.octets + overhead(held.one)
    const known = this.shared.get(held.group) ?? new Map<number, Shared>()
    this.shared.set(held.group, known)
    const shared = known.get(octets) ?? this.share(held.one, octets)
    known.set(octets, shared)
    if (held.one.expires_s >= shared.from_s) return shared.route
    return firstRoute(this.parts, held.one, octets).route
  }

  private share(one: StoredBundle, octets: number): Shared {
    const { route, latest_s, barred } = firstRoute(this.parts, { ...one, expires_s: Number.POSITIVE_INFINITY }, octets)
    if (route !== undefined) return { route, from_s: latest_s }
    // With less time it may choose otherwise before it bars a neighbour that is silent.
    return { route, from_s: barred ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY }
  }

  private rests(group: WaitingGroup): boolean {
    if (group.length < WORTH_ASKING) return false
    if (this.resting.has(group) || this.hopeless.has(group)) return true
    if (this.isHopeless(group)) this.hopeless.add(group)
    else if (!this.isFree(group) && this.isSure(group)) this.resting.add(group)
    else return false
    return true
  }

  /** No way begins with a neighbour that is heard now. */
  private isHopeless(group: WaitingGroup): boolean {
    const { router, me, own, now_s } = this.parts
    const query = { from: me, to: group.to, at_s: now_s, octets: 0, deadline_s: group.latest_s }
    const barred = own.filter(({ to }) => this.silent.includes(to))
    const route = router.route({ ...query, without: new Set(group.without) }, new Set(barred))
    return route === undefined || this.heard.length === 0
  }

  /** A transmitter to a neighbour that is heard has nothing to do. */
  private isFree({ without }: WaitingGroup): boolean {
    return this.heard.some((to) => !without.includes(to) && !this.parts.isBusy(to))
  }

  /** Each of its bundles gets there whole, if not now. */
  private isSure(group: WaitingGroup): boolean {
    const { router, me, now_s } = this.parts
    const without = new Set([...group.without, ...this.silent])
    const gets = () => {
      const { to, most_octets, soonest_s } = group
      return router.route({ from: me, to, at_s: now_s, octets: most_octets, deadline_s: soonest_s, without })
    }
    if (gets() !== undefined) return true
    group.tighten()
    return gets() !== undefined
  }
}

/**
 * The route of one bundle over neighbours that can be heard if there is one; when the latest of those that were looked at
 * arrives, and whether one was barred.
 */
export function firstRoute(
  { me, router, now_s, up }: Pick<TurnParts, 'me' | 'router' | 'now_s' | 'up'>,
  one: StoredBundle,
  octets: number,
): { readonly route: Route | undefined; readonly latest_s: number; readonly barred: boolean } {
  const to = formatEid(nodeOf(one.bundle.primary.destination))
  const without = new Set(one.from === undefined || one.from === to ? [] : [one.from])
  const query = { from: me, to, at_s: now_s, octets, deadline_s: one.expires_s, without }
  let latest_s = Number.NEGATIVE_INFINITY
  for (let barred = false; ; barred = true) {
    const route = router.route(query)
    latest_s = Math.max(latest_s, route?.arrival_s ?? latest_s)
    const next = route?.contacts[0]
    if (next === undefined || route!.passages[0]!.from_s > now_s || up(next.to)) return { route, latest_s, barred }
    without.add(next.to)
  }
}
