/**
 * The bundle node as plainly as it can be written: every list is gone through from its beginning, every bundle is asked for
 * its route at each turn. The node that is used must do the same, record by record (bundle-node-plain.test.ts).
 */
import { err, ok, type Result } from '@magpie/core/result'
import {
  BLOCK_FLAGS,
  BUNDLE_FLAGS,
  type Bundle,
  bundleKey,
  decodeBundle,
  encodeBundle,
  payloadOf,
} from '../bundle/bundle.ts'
import { type Eid, formatEid, isNobody, nodeOf } from '../bundle/eid.ts'
import { type Extensions, extensionsOf, withExtensions } from '../bundle/extensions.ts'
import { cutBundle, joinFragments } from '../bundle/fragments.ts'
import { type Assertion, decodeStatusReport, encodeStatusReport, REPORT_REASONS } from '../bundle/status-report.ts'
import type { BundleNode, NodeConfig, Transmission } from '../bundle-node.ts'
import type { NodeName } from '../contact-graph/contact-plan.ts'
import type { Route } from '../contact-graph/routes.ts'
import { contactRouter } from '../contact-graph.ts'
import { expiryOf, KNOWN_TYPES, type NodeError, REASON_OF, unfit } from '../relay/admission.ts'
import { type HopRecord, type NodeState, newNodeState, type StoredBundle } from '../relay/node-state.ts'

/** The same interface, but for what the indexed one gives beside. */
export type PlainBundleNode = Pick<BundleNode, 'send' | 'receive' | 'transmit' | 'delivered' | 'reports' | 'state'>

type Changing = { -readonly [name in keyof NodeState]: NodeState[name] } & { records: HopRecord[] }

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
export function plainBundleNode(config: NodeConfig, kept: NodeState = newNodeState()): PlainBundleNode {
  const state: Changing = structuredClone(kept) as Changing
  const me: NodeName = formatEid(config.eid)
  const router = contactRouter(config.plan)

  const record = (at_s: number, key: string, event: HopRecord['event'], peer?: NodeName, reason?: number) => {
    const who = peer === undefined ? {} : { peer }
    state.records.push({ at_s, key, event, ...who, ...(reason === undefined ? {} : { reason }) })
  }
  const forget = (key: string) => {
    state.stored = state.stored.filter((one) => one.key !== key)
  }

  const stamp = (now_s: number) => {
    const time_ms = Math.max(Math.floor(now_s * 1000), state.created.time_ms)
    const sequence = time_ms === state.created.time_ms ? state.created.sequence + 1 : 0
    state.created = { time_ms, sequence }
    return state.created
  }

  const make = (source: Eid, to: Eid, payload: Uint8Array, lifetime_s: number, flags: number, now_s: number): Bundle =>
    withExtensions(
      {
        primary: {
          flags,
          crc: 2,
          destination: to,
          source,
          reportTo: config.eid,
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
    const { source, created, fragment } = primary
    const of = { reason, source, created, [what]: assertion }
    const octets = payloadOf(about).data.length
    const report = fragment === undefined ? of : { ...of, fragment: { offset_octets: fragment.offset_octets, octets } }
    const lifetime_s = primary.lifetime_ms / 1000
    const made = make(config.eid, to, encodeStatusReport(report), lifetime_s, BUNDLE_FLAGS.administrative, now_s)
    if (formatEid(nodeOf(to)) === me) state.reports = [...state.reports, report]
    else keep(made, undefined, now_s)
  }
  const wanted = (about: Bundle, what: keyof typeof FLAG_OF, reason: number, now_s: number) => {
    if ((about.primary.flags & FLAG_OF[what]) !== 0) tell(about.primary.reportTo, about, what, reason, now_s)
  }

  const drop = (one: StoredBundle, reason: number, now_s: number) => {
    if (!state.stored.includes(one)) return // for a report on another one it went already
    forget(one.key)
    record(now_s, one.key, 'dropped', undefined, reason)
    wanted(one.bundle, 'deleted', reason, now_s)
  }

  /** Octets of fragments that wait here for the rest. */
  const collected = () => state.fragments.reduce((sum, { bundle }) => sum + encodeBundle(bundle).length, 0)

  const keep = (bundle: Bundle, from: NodeName | undefined, now_s: number): Result<string, NodeError> => {
    const key = bundleKey(bundle.primary, payloadOf(bundle).data.length)
    const octets = encodeBundle(bundle).length
    const priority = config.priorityOf(bundle)
    expire(now_s)
    const going = roomFor(state.stored, config.storage_octets - collected(), octets, priority)
    if (going === undefined) {
      record(now_s, key, 'refused', from, REPORT_REASONS.depletedStorage)
      return err({ kind: 'storage-full', octets })
    }
    for (const one of going) drop(one, REPORT_REASONS.depletedStorage, now_s)
    const expires_s = expiryOf(bundle, now_s)
    const one = { key, bundle, octets, priority, received_s: now_s, expires_s, from, awaits: undefined }
    state.stored = [...state.stored, one]
    return ok(key)
  }

  const expire = (now_s: number) => {
    const over = state.stored.filter(({ expires_s }) => expires_s <= now_s)
    for (const one of over) drop(one, REPORT_REASONS.lifetimeExpired, now_s)
    state.fragments = state.fragments.filter(({ expires_s }) => expires_s > now_s)
    state.seen = state.seen.filter(({ expires_s }) => expires_s > now_s)
    state.stored = state.stored.map((one) => {
      if (one.awaits === undefined || one.awaits.until_s > now_s) return one
      record(now_s, one.key, 'overdue', one.awaits.to)
      return { ...one, awaits: undefined }
    })
  }

  /** Hands a bundle to its service, once whole. */
  const deliver = (bundle: Bundle, key: string, now_s: number) => {
    let whole = bundle
    if (bundle.primary.fragment !== undefined) {
      const { fragment: _, ...rest } = bundle.primary
      const of = bundleKey(rest, 0)
      const parts = state.fragments.filter((part) => bundleKey({ ...rest, ...stampOf(part.bundle) }, 0) === of)
      const joined = joinFragments(parts.map((part) => part.bundle))
      if (!joined.ok) return
      state.fragments = state.fragments.filter((part) => !parts.includes(part))
      whole = joined.value
    }
    record(now_s, key, 'delivered')
    if ((whole.primary.flags & BUNDLE_FLAGS.administrative) === 0) state.inbox = [...state.inbox, whole]
    else takeReport(whole, now_s)
    wanted(whole, 'delivered', REPORT_REASONS.none, now_s)
  }

  const takeReport = (bundle: Bundle, now_s: number) => {
    const report = decodeStatusReport(payloadOf(bundle).data)
    if (!report.ok) return
    const { source, created, fragment, received } = report.value
    const whole = bundleKey({ ...bundle.primary, source, created }, 0)
    const key = fragment === undefined ? whole : `${whole} ${fragment.offset_octets}+${fragment.octets}`
    const by = formatEid(nodeOf(bundle.primary.source))
    const held = state.stored.find((one) => one.key === key && one.awaits?.to === by)
    if (received !== undefined && held !== undefined) {
      forget(key)
      record(now_s, key, 'accepted', by)
    } else if (formatEid(nodeOf(source)) === me) state.reports = [...state.reports, report.value]
  }

  const accept = (bundle: Bundle, from: Eid | undefined, now_s: number) => {
    if (from !== undefined) tell(nodeOf(from), bundle, 'received', REPORT_REASONS.none, now_s)
  }

  const known = (key: string, from: NodeName | undefined): boolean => {
    const before = state.seen.filter((one) => one.key === key)
    const held = state.stored.some((one) => one.key === key)
    // a bundle that other nodes sent back by another way is in nobody's care: it is taken again
    return before.some((one) => held || one.delivered || one.from === from)
  }

  /** Puts a fragment by until the rest is here; it must find room beside what is stored. */
  const collect = (bundle: Bundle, now_s: number): Result<unknown, NodeError> => {
    if (bundle.primary.fragment === undefined) return ok(undefined)
    expire(now_s)
    const octets = encodeBundle(bundle).length
    const held = state.stored.reduce((sum, one) => sum + one.octets, collected())
    if (held + octets > config.storage_octets) return err({ kind: 'storage-full', octets })
    state.fragments = [...state.fragments, { bundle, expires_s: expiryOf(bundle, now_s) }]
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
    state.seen = [...state.seen, { key, from, expires_s: expiryOf(bundle, now_s), delivered: mine }]
    accept(bundle, previousNode, now_s)
    wanted(bundle, 'received', REPORT_REASONS.none, now_s)
    if (mine) deliver(bundle, key, now_s)
    return ok(mine ? 'delivered' : 'kept')
  }

  /** The route that a bundle takes first, over neighbours that can be heard if there is one. */
  const routeOf = (
    one: StoredBundle,
    octets: number,
    now_s: number,
    up: (to: NodeName) => boolean,
  ): Route | undefined => {
    const to = formatEid(nodeOf(one.bundle.primary.destination))
    const without = new Set(one.from === undefined || one.from === to ? [] : [one.from])
    const query = { from: me, to, at_s: now_s, octets, deadline_s: one.expires_s, without }
    for (;;) {
      const route = router.route(query)
      const next = route?.contacts[0]
      if (next === undefined || route!.passages[0]!.from_s > now_s || up(next.to)) return route
      without.add(next.to)
    }
  }

  const goesNow = (route: Route | undefined, now_s: number): route is Route =>
    route !== undefined &&
    route.passages[0]!.from_s <= now_s &&
    !state.busy.some(({ to, until_s }) => to === route.contacts[0]!.to && until_s > now_s)

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
    state.busy = [...state.busy.filter((busy) => busy.to !== to && busy.until_s > now_s), { to, until_s: sent_s }]
    record(now_s, one.key, 'sent', to)
    const back = router.route({ from: to, to: me, at_s: arrival_s, octets: ACCEPTANCE_OCTETS })
    const until_s = back === undefined ? one.expires_s : back.arrival_s + config.patience_s
    const careless = (bundle.primary.flags & BUNDLE_FLAGS.administrative) !== 0
    forget(one.key)
    if (!careless) state.stored = [...state.stored, { ...one, awaits: { to, until_s } }]
    wanted(bundle, 'forwarded', REPORT_REASONS.none, now_s)
    return { to, key: one.key, octets, sent_s, arrival_s }
  }

  /** Two fragments in place of a bundle that no contact holds whole, where one that stands now holds a part. */
  const cut = (one: StoredBundle, now_s: number, up: (to: NodeName) => boolean): StoredBundle | undefined => {
    for (const contact of config.plan) {
      if (contact.from !== me || contact.start_s > now_s || !up(contact.to)) continue
      const room = router.residual_octets(contact, now_s) - overhead(one)
      const parts = room >= LEAST_FRAGMENT_OCTETS ? cutBundle(one.bundle, room) : undefined
      if (parts?.ok !== true || routeOf(one, room, now_s, up)?.contacts[0] !== contact) continue
      const [first, second] = parts.value.map((bundle) => ({
        ...one,
        bundle,
        key: bundleKey(bundle.primary, payloadOf(bundle).data.length),
        octets: encodeBundle(bundle).length,
      }))
      forget(one.key)
      record(now_s, one.key, 'cut')
      state.stored = [...state.stored, first!, second!]
      return first
    }
    return undefined
  }

  const attempt = (one: StoredBundle, now_s: number, up: (to: NodeName) => boolean): Transmission | undefined => {
    const route = routeOf(one, one.octets + overhead(one), now_s, up)
    if (goesNow(route, now_s)) return pass(one, one.bundle, route, now_s)
    const part = route === undefined ? cut(one, now_s, up) : undefined
    const partRoute = part === undefined ? undefined : routeOf(part, part.octets + overhead(part), now_s, up)
    return part !== undefined && goesNow(partRoute, now_s) ? pass(part, part.bundle, partRoute, now_s) : undefined
  }

  return {
    send({ service, destination, payload, lifetime_s, flags = 0 }, now_s) {
      const bundle = make(service, destination, payload, lifetime_s, flags, now_s)
      const key = keep(bundle, undefined, now_s)
      if (key.ok) {
        record(now_s, key.value, 'made')
        state.seen = [
          ...state.seen,
          { key: key.value, from: undefined, expires_s: expiryOf(bundle, now_s), delivered: false },
        ]
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
      const waiting = state.stored.filter(({ awaits }) => awaits === undefined)
      for (const one of waiting.sort((a, b) => b.priority - a.priority || a.received_s - b.received_s)) {
        const sent = attempt(one, now_s, up)
        if (sent !== undefined) out.push(sent)
      }
      return out
    },
    delivered() {
      const out = state.inbox
      state.inbox = []
      return out
    },
    reports() {
      const out = state.reports
      state.reports = []
      return out
    },
    state: () => state,
  }
}

function stampOf({ primary: { source, created } }: Bundle): Pick<Bundle['primary'], 'source' | 'created'> {
  return { source, created }
}

/** Octets by which the extension blocks may grow at this hop. */
function overhead({ bundle }: StoredBundle): number {
  return bundle.primary.source.scheme === 'ipn' ? 48 : 320
}

/** What must go so that `octets` of this priority fit in; undefined where even that is not enough. */
function roomFor(
  stored: readonly StoredBundle[],
  storage_octets: number,
  octets: number,
  priority: number,
): readonly StoredBundle[] | undefined {
  let free = storage_octets - stored.reduce((sum, one) => sum + one.octets, 0)
  const going: StoredBundle[] = []
  const lower = stored.filter((one) => one.priority < priority)
  for (const one of lower.sort((a, b) => a.priority - b.priority || a.expires_s - b.expires_s)) {
    if (free >= octets) break
    going.push(one)
    free += one.octets
  }
  return free >= octets ? going : undefined
}
