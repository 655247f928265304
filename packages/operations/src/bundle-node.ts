/**
 * A node that stores bundles and forwards them over the contacts of a plan (RFC 9171, 5). Pure: clock, plan and octets are
 * handed in, the state is plain data. Seconds are DTN seconds: UTC past 2000-01-01T00:00:00Z without leap seconds.
 *
 * Custody: RFC 9171 has none, so nodes of one plan agree on one. A node keeps a bundle that it sent until the next hop
 * says it has it, by a status report of reception to the administration of the hop before, and sends it again where that
 * does not come in time. Administrative bundles are not kept so.
 */
import { err, ok, type Result } from '@magpie/core/result'
import {
  BLOCK_FLAGS,
  BUNDLE_FLAGS,
  type Bundle,
  bundleKey,
  bundleOctets,
  decodeBundle,
  encodeBundle,
  payloadOf,
} from './bundle/bundle.ts'
import { type Eid, formatEid, isNobody, nodeOf } from './bundle/eid.ts'
import { type Extensions, extensionsOf, withExtensions } from './bundle/extensions.ts'
import { cutBundle, joinFragments } from './bundle/fragments.ts'
import {
  type Assertion,
  decodeStatusReport,
  encodeStatusReport,
  REPORT_REASONS,
  type StatusReport,
} from './bundle/status-report.ts'
import type { Contact, NodeName } from './contact-graph/contact-plan.ts'
import type { Route } from './contact-graph/routes.ts'
import { contactRouter } from './contact-graph.ts'
import { expiryOf, KNOWN_TYPES, type NodeError, REASON_OF, unfit } from './relay/admission.ts'
import { BundleStore, type Held, overhead } from './relay/bundle-store.ts'
import { ForwardingTurn, firstRoute } from './relay/forwarding.ts'
import { type HopRecord, type NodeState, newNodeState, type Priority, type StoredBundle } from './relay/node-state.ts'
import { SeenBundles } from './relay/seen-bundles.ts'

export type NodeConfig = {
  /** The node's administration, such as `ipn:7.0`; its URI is the node's name in the plan. */
  readonly eid: Eid
  readonly plan: readonly Contact[]
  readonly storage_octets: number
  readonly priorityOf: (bundle: Bundle) => Priority
  /** How much later than the plan allows an acceptance may be. */
  readonly patience_s: number
  /** Whom others tell what becomes of its bundles, where they are asked to; the node itself without it. */
  readonly reportTo?: Eid | undefined
  /** Notes (as `told`) who says to have which bundle, of whichever node it is. */
  readonly hearsReports?: boolean
}

/** What an application hands to its node. */
export type SendRequest = {
  readonly service: Eid
  readonly destination: Eid
  readonly payload: Uint8Array
  readonly lifetime_s: number
  /** Of `BUNDLE_FLAGS`, added up. */
  readonly flags?: number
}

/** Octets on their way over one contact. */
export type Transmission = {
  readonly to: NodeName
  readonly key: string
  readonly octets: Uint8Array
  readonly sent_s: number
  readonly arrival_s: number
}

export type BundleNode = {
  /** Makes a bundle of the payload and takes it into care; gives its key. */
  send(request: SendRequest, now_s: number): Result<string, NodeError>
  /** Takes octets of a neighbour; says whether they were kept, delivered here, or known. */
  receive(octets: Uint8Array, now_s: number): Result<'kept' | 'delivered' | 'twice', NodeError>
  /** What begins to be sent now. `up` says which neighbours can be heard in fact. */
  transmit(now_s: number, up?: (to: NodeName) => boolean): readonly Transmission[]
  /** Bundles for services of this node, each once; empties the list. */
  delivered(): readonly Bundle[]
  /** Status reports on bundles of this node's services; empties the list. */
  reports(): readonly StatusReport[]
  /** What happened to bundles here; empties the list. */
  records(): readonly HopRecord[]
  /** Bundles in its care, in the order in which they were stored or sent. */
  stored(): readonly StoredBundle[]
  readonly stored_octets: number
  readonly stored_count: number
  /** Goes by another plan from now on: what is booked on contacts is booked anew. */
  replan(plan: readonly Contact[]): void
  /** How a stored bundle goes on by the plan as it stands; undefined where no route brings it there in time. */
  outlook(one: StoredBundle, now_s: number): Outlook | undefined
  /** All that it remembers, to go on from. */
  state(): NodeState
}

/** The next hop of a bundle, when it leaves by it, and when it is expected at its destination. */
export type Outlook = { readonly to: NodeName; readonly leaves_s: number; readonly arrives_s: number }

const HOP_LIMIT = 30
const LEAST_FRAGMENT_OCTETS = 256
const ACCEPTANCE_OCTETS = 120
const FLAG_OF = {
  received: BUNDLE_FLAGS.reportReception,
  forwarded: BUNDLE_FLAGS.reportForwarding,
  delivered: BUNDLE_FLAGS.reportDelivery,
  deleted: BUNDLE_FLAGS.reportDeletion,
} as const

/** A node, new or from what was kept of it. */
export function bundleNode(config: NodeConfig, state: NodeState = newNodeState()): BundleNode {
  const me: NodeName = formatEid(config.eid)
  const store = new BundleStore(state.stored)
  const seen = new SeenBundles(state.seen)
  const busy = new Map(state.busy.map(({ to, until_s }) => [to, until_s]))
  let fragments = state.fragments.map((one) => ({ ...one, octets: bundleOctets(one.bundle) }))
  let created = state.created
  let records = [...state.records]
  let inbox = [...state.inbox]
  let reports = [...state.reports]
  let router = contactRouter(config.plan)
  let own = config.plan.filter(({ from }) => from === me)
  /** Bundles whose lifetime is over and that are about to be dropped. */
  const over: Held[] = []

  const record = (at_s: number, key: string, event: HopRecord['event'], peer?: NodeName, reason?: number) => {
    const who = peer === undefined ? {} : { peer }
    records.push({ at_s, key, event, ...who, ...(reason === undefined ? {} : { reason }) })
  }

  const stamp = (now_s: number) => {
    const time_ms = Math.max(Math.floor(now_s * 1000), created.time_ms)
    const sequence = time_ms === created.time_ms ? created.sequence + 1 : 0
    created = { time_ms, sequence }
    return created
  }

  const make = (source: Eid, to: Eid, payload: Uint8Array, lifetime_s: number, flags: number, now_s: number): Bundle =>
    withExtensions(
      {
        primary: {
          flags,
          crc: 2,
          destination: to,
          source,
          reportTo: config.reportTo ?? config.eid,
          created: stamp(now_s),
          lifetime_ms: Math.round(lifetime_s * 1000),
        },
        blocks: [{ type: 1, number: 1, flags: 0, crc: 2, data: payload }],
      },
      { hops: { limit: HOP_LIMIT, count: 0 } },
    )

  /** A report on a bundle, to its report-to endpoint or to the hop before. */
  const tell = (to: Eid, about: Bundle, what: keyof typeof FLAG_OF, reason: number, now_s: number) => {
    const { primary } = about
    if (isNobody(to) || (primary.flags & BUNDLE_FLAGS.administrative) !== 0) return
    const withTime = (primary.flags & BUNDLE_FLAGS.timeInReports) !== 0
    const assertion: Assertion = withTime ? { at_ms: Math.floor(now_s * 1000) } : {}
    const { source, fragment } = primary
    const of = { reason, source, created: primary.created, [what]: assertion }
    const octets = payloadOf(about).data.length
    const report = fragment === undefined ? of : { ...of, fragment: { offset_octets: fragment.offset_octets, octets } }
    const lifetime_s = primary.lifetime_ms / 1000
    const made = make(config.eid, to, encodeStatusReport(report), lifetime_s, BUNDLE_FLAGS.administrative, now_s)
    if (formatEid(nodeOf(to)) === me) reports.push(report)
    else keep(made, undefined, now_s)
  }
  const wanted = (about: Bundle, what: keyof typeof FLAG_OF, reason: number, now_s: number) => {
    if ((about.primary.flags & FLAG_OF[what]) !== 0) tell(about.primary.reportTo, about, what, reason, now_s)
  }

  const drop = ({ one, gone }: Held, reason: number, now_s: number) => {
    if (gone) return
    store.forget(one.key)
    record(now_s, one.key, 'dropped', undefined, reason)
    wanted(one.bundle, 'deleted', reason, now_s)
  }

  /** Octets of fragments that wait here for the rest. */
  const collected = () => fragments.reduce((sum, { octets }) => sum + octets, 0)

  const keep = (bundle: Bundle, from: NodeName | undefined, now_s: number): Result<string, NodeError> => {
    const key = bundleKey(bundle.primary, payloadOf(bundle).data.length)
    const octets = bundleOctets(bundle)
    const priority = config.priorityOf(bundle)
    expire(now_s)
    const going = store.roomFor(config.storage_octets - collected(), octets, priority)
    if (going === undefined) {
      record(now_s, key, 'refused', from, REPORT_REASONS.depletedStorage)
      return err({ kind: 'storage-full', octets })
    }
    for (const held of going) drop(held, REPORT_REASONS.depletedStorage, now_s)
    const expires_s = expiryOf(bundle, now_s)
    store.add({ key, bundle, octets, priority, received_s: now_s, expires_s, from, awaits: undefined })
    return ok(key)
  }

  const expire = (now_s: number) => {
    over.push(...store.takeExpired(now_s))
    // A report of one that is dropped asks for room, and so comes here again: each is dropped once.
    for (let held = over.shift(); held !== undefined; held = over.shift())
      drop(held, REPORT_REASONS.lifetimeExpired, now_s)
    if (fragments.length > 0) fragments = fragments.filter(({ expires_s }) => expires_s > now_s)
    seen.expire(now_s)
    for (const { key, awaits } of store.takeOverdue(now_s)) record(now_s, key, 'overdue', awaits!.to)
  }

  /** Hands a bundle to its service, once whole. */
  const deliver = (bundle: Bundle, key: string, now_s: number) => {
    let whole = bundle
    if (bundle.primary.fragment !== undefined) {
      const { fragment: _, ...rest } = bundle.primary
      const of = bundleKey(rest, 0)
      const parts = fragments.filter((part) => bundleKey({ ...rest, ...stampOf(part.bundle) }, 0) === of)
      const joined = joinFragments(parts.map((part) => part.bundle))
      if (!joined.ok) return
      fragments = fragments.filter((part) => !parts.includes(part))
      whole = joined.value
    }
    record(now_s, key, 'delivered')
    if ((whole.primary.flags & BUNDLE_FLAGS.administrative) === 0) inbox.push(whole)
    else takeReport(whole, now_s)
    wanted(whole, 'delivered', REPORT_REASONS.none, now_s)
  }

  const takeReport = (bundle: Bundle, now_s: number) => {
    const report = decodeStatusReport(payloadOf(bundle).data)
    if (!report.ok) return
    const { source, fragment, received } = report.value
    const whole = bundleKey({ ...bundle.primary, source, created: report.value.created }, 0)
    const key = fragment === undefined ? whole : `${whole} ${fragment.offset_octets}+${fragment.octets}`
    const by = formatEid(nodeOf(bundle.primary.source))
    if (received !== undefined && config.hearsReports === true) {
      const { at_ms } = received
      record(at_ms === undefined ? now_s : at_ms / 1000, key, 'told', by)
    }
    if (received !== undefined && store.awaited(key, by) !== undefined) {
      store.forget(key)
      record(now_s, key, 'accepted', by)
    } else if (formatEid(nodeOf(source)) === me) reports.push(report.value)
  }

  const accept = (bundle: Bundle, from: Eid | undefined, now_s: number) => {
    if (from !== undefined) tell(nodeOf(from), bundle, 'received', REPORT_REASONS.none, now_s)
  }

  /** A bundle that other nodes sent back by another way is in nobody's care: it is taken again. */
  const known = (key: string, from: NodeName | undefined): boolean =>
    seen.isDone(key, from) || (seen.has(key) && store.has(key))

  /** Puts a fragment by until the rest is here; it must find room beside what is stored. */
  const collect = (bundle: Bundle, now_s: number): Result<unknown, NodeError> => {
    if (bundle.primary.fragment === undefined) return ok(undefined)
    expire(now_s)
    const octets = bundleOctets(bundle)
    if (store.octets + collected() + octets > config.storage_octets) return err({ kind: 'storage-full', octets })
    fragments.push({ bundle, octets, expires_s: expiryOf(bundle, now_s) })
    return ok(undefined)
  }

  const take = (
    bundle: Bundle,
    { previousNode }: Extensions,
    now_s: number,
  ): Result<'kept' | 'delivered' | 'twice', NodeError> => {
    const key = bundleKey(bundle.primary, payloadOf(bundle).data.length)
    const from = previousNode === undefined ? undefined : formatEid(nodeOf(previousNode))
    if (known(key, from)) {
      record(now_s, key, 'twice', from)
      accept(bundle, previousNode, now_s)
      return ok('twice')
    }
    const mine = formatEid(nodeOf(bundle.primary.destination)) === me
    const kept = mine ? collect(bundle, now_s) : keep(bundle, from, now_s)
    if (!kept.ok) return kept
    record(now_s, key, 'received', from)
    seen.add({ key, from, expires_s: expiryOf(bundle, now_s), delivered: mine })
    accept(bundle, previousNode, now_s)
    wanted(bundle, 'received', REPORT_REASONS.none, now_s)
    if (mine) deliver(bundle, key, now_s)
    return ok(mine ? 'delivered' : 'kept')
  }

  const isBusy = (to: NodeName, now_s: number) => (busy.get(to) ?? 0) > now_s

  const goesNow = (route: Route | undefined, now_s: number): route is Route =>
    route !== undefined && route.passages[0]!.from_s <= now_s && !isBusy(route.contacts[0]!.to, now_s)

  const pass = (one: StoredBundle, bundle: Bundle, route: Route, now_s: number): Transmission => {
    const to = route.contacts[0]!.to
    const extensions = extensionsOf(bundle)
    const { hops, age_ms } = extensions.ok ? extensions.value : {}
    const changed = withExtensions(bundle, {
      previousNode: config.eid,
      ...(hops === undefined ? {} : { hops: { limit: hops.limit, count: hops.count + 1 } }),
      ...(age_ms === undefined ? {} : { age_ms: age_ms + (now_s - one.received_s) * 1000 }),
    })
    const octets = encodeBundle(changed)
    const { rate_octet_s, light_s } = route.contacts[0]!
    const sent_s = now_s + octets.length / rate_octet_s
    const arrival_s = sent_s + light_s
    router.book(route)
    busy.set(to, sent_s)
    record(now_s, one.key, 'sent', to)
    const back = router.route({ from: to, to: me, at_s: arrival_s, octets: ACCEPTANCE_OCTETS })
    const until_s = back === undefined ? one.expires_s : back.arrival_s + config.patience_s
    const careless = (bundle.primary.flags & BUNDLE_FLAGS.administrative) !== 0
    store.forget(one.key)
    if (!careless) store.add({ ...one, awaits: { to, until_s } })
    wanted(bundle, 'forwarded', REPORT_REASONS.none, now_s)
    return { to, key: one.key, octets, sent_s, arrival_s }
  }

  /** Two fragments in place of a bundle that no contact holds whole, where one that stands now holds a part. */
  const cut = (one: StoredBundle, now_s: number, up: (to: NodeName) => boolean): StoredBundle | undefined => {
    for (const contact of own) {
      if (contact.start_s > now_s || contact.end_s <= now_s || !up(contact.to)) continue
      const room = router.residual_octets(contact, now_s) - overhead(one)
      const parts = room >= LEAST_FRAGMENT_OCTETS ? cutBundle(one.bundle, room) : undefined
      if (parts?.ok !== true || firstRoute({ me, router, now_s, up }, one, room).route?.contacts[0] !== contact)
        continue
      const [first, second] = parts.value.map((bundle) => ({
        ...one,
        bundle,
        key: bundleKey(bundle.primary, payloadOf(bundle).data.length),
        octets: bundleOctets(bundle),
      }))
      store.forget(one.key)
      record(now_s, one.key, 'cut')
      store.add(first!)
      store.add(second!)
      return first
    }
    return undefined
  }

  const attempt = (held: Held, turn: ForwardingTurn, now_s: number, up: (to: NodeName) => boolean) => {
    const { one } = held
    const route = turn.routeOf(held)
    if (goesNow(route, now_s)) return pass(one, one.bundle, route, now_s)
    const part = route === undefined ? cut(one, now_s, up) : undefined
    if (part === undefined) return undefined
    const partRoute = firstRoute({ me, router, now_s, up }, part, part.octets + overhead(part)).route
    return goesNow(partRoute, now_s) ? pass(part, part.bundle, partRoute, now_s) : undefined
  }

  return {
    send({ service, destination, payload, lifetime_s, flags = 0 }, now_s) {
      const bundle = make(service, destination, payload, lifetime_s, flags, now_s)
      const key = keep(bundle, undefined, now_s)
      if (key.ok) {
        record(now_s, key.value, 'made')
        seen.add({ key: key.value, from: undefined, expires_s: expiryOf(bundle, now_s), delivered: false })
      }
      return key
    },
    receive(octets, now_s) {
      const bundle = decodeBundle(octets)
      if (!bundle.ok) return bundle
      const extensions = extensionsOf(bundle.value)
      if (!extensions.ok) return extensions
      const wrong = unfit(bundle.value, extensions.value, now_s)
      if (wrong !== undefined) {
        wanted(bundle.value, 'deleted', REASON_OF[wrong.kind], now_s)
        return err(wrong)
      }
      const blocks = bundle.value.blocks.filter(
        ({ type, flags }) => KNOWN_TYPES.includes(type) || (flags & BLOCK_FLAGS.discard) === 0,
      )
      return take({ primary: bundle.value.primary, blocks }, extensions.value, now_s)
    },
    transmit(now_s, up = () => true) {
      expire(now_s)
      const out: Transmission[] = []
      const turn = new ForwardingTurn({ me, own, router, store, now_s, up, isBusy: (to) => isBusy(to, now_s) })
      for (let held = turn.next(); held !== undefined; held = turn.next()) {
        const sent = attempt(held, turn, now_s, up)
        if (sent === undefined) continue
        out.push(sent)
        turn.sent()
      }
      return out
    },
    delivered() {
      const out = inbox
      inbox = []
      return out
    },
    reports() {
      const out = reports
      reports = []
      return out
    },
    records() {
      const out = records
      records = []
      return out
    },
    stored: () => store.all(),
    get stored_octets() {
      return store.octets
    },
    get stored_count() {
      return store.size
    },
    replan(plan) {
      router = contactRouter(plan)
      own = plan.filter(({ from }) => from === me)
    },
    outlook(one, now_s) {
      const { route } = firstRoute({ me, router, now_s, up: () => true }, one, one.octets + overhead(one))
      if (route === undefined) return undefined
      return { to: route.contacts[0]!.to, leaves_s: route.passages[0]!.from_s, arrives_s: route.arrival_s }
    },
    state: () => ({
      stored: store.all(),
      fragments: fragments.map(({ bundle, expires_s }) => ({ bundle, expires_s })),
      seen: seen.all(),
      created,
      busy: [...busy].map(([to, until_s]) => ({ to, until_s })),
      records: [...records],
      inbox: [...inbox],
      reports: [...reports],
    }),
  }
}

function stampOf({ primary: { source, created } }: Bundle): Pick<Bundle['primary'], 'source' | 'created'> {
  return { source, created }
}
