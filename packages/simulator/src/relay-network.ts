/**
 * Files by store and forward: bundle nodes (RFC 9171) on the lander, on the relay, at each station and in the mission's centre,
 * over the contact plan that the surface study made. Nodes route by the plan; what an outage takes away they find out by
 * waiting in vain for the next node's word that it has the bundle, and send it again. Files go by CFDP class 2.
 */
import type { Random } from '@magpie/core/random'
import { payloadOf } from '@magpie/operations/bundle/bundle'
import { type Eid, formatEid, nodeOf } from '@magpie/operations/bundle/eid'
import { type BundleNode, bundleNode, type Transmission } from '@magpie/operations/bundle-node'
import type { Contact as PlannedContact } from '@magpie/operations/contact-graph/contact-plan'
import type { FileService } from '@magpie/operations/operations-file'
import type { HopRecord } from '@magpie/operations/relay/node-state'
import type { Leg } from './contact-plan.ts'
import type { FileRow, OperationsEvent, RelaySummary } from './operations-event.ts'
import { type CustodyNow, custodyNow, type HopCounts, hopKey, type Outage } from './relay-custody.ts'
import { type FileEntity, fileContent, fileEntity, sameOctets } from './relay-files.ts'
import type { World } from './world.ts'

/** The node in which files from the lander end, and those to it begin. */
const CENTRE = 'centre'
const LIGHT_KM_S = 299792.458
/** Stations and centre are on the Earth's networks: half a megabyte a second and 50 ms. */
const TERRESTRIAL = { rate_octet_s: 500_000, light_s: 0.05 }
/** Nodes are given so many days of the plan, anew each day. */
const PLAN_DAYS = 4
const DAY_S = 86400
/** How often a node with bundles in its care looks again: while it sends, and while nothing can go; and how often timers, s. */
const LOOK_S = 300
const IDLE_LOOK_S = 1800
/** How much later than the plan allows the next node may say that it has a bundle: many may come at once, and answers are slow. */
const PATIENCE_S = 5400
/** A receiver that has no signal knows it after so long, s: then its node sends nothing into the void. */
const LOCK_LOST_S = 60
const TIMERS_S = 3600
/** TDB past J2000 to UTC past 2000-01-01T00:00 of a time with 37 leap seconds: the clock of bundles. */
const DTN_S = 43_200 - 37 - 32.184
/** Octets of a frame on the radio path, for how likely a bundle is lost. */
const FRAME_OCTETS = 1000

export type RelayParts = {
  readonly world: World
  readonly service: FileService
  readonly legs: readonly Leg[]
  readonly random: Random
  readonly emit: (event: OperationsEvent) => void
  readonly ownerOf: (element: string) => string
  /** A file for an element on board came up whole. */
  readonly loaded?: (element: string, name: string, content: Uint8Array) => void
}

export type RelayNetwork = {
  /** An element has made a data product; now and then it has a file. */
  product(element: string): void
  /** Sends a file up to an element, by CFDP class 2. */
  load(element: string, name: string, party: string, content: Uint8Array): void
  summary(): RelaySummary
  /** A node does not answer from now on, for so long. */
  outage(node: string, duration_s: number, why: string): void
  /** Who holds what now, and how it goes on. */
  custody(at_s?: number): CustodyNow
}

type Node = {
  readonly name: string
  readonly eid: Eid
  readonly node: BundleNode
  looking: boolean
  most_octets: number
}
type Sent = FileRow & {
  readonly content: Uint8Array
  readonly party: string
  readonly keys: Set<string>
  readonly seenAt: Map<string, Set<string>>
  readonly hops: { node: string; at_s: number }[]
  delivered_s: number | undefined
  whole: boolean
}

/** The network of a mission, at touchdown. */
export function relayNetwork(parts: RelayParts): RelayNetwork {
  const { world, service, legs, random } = parts
  const { time, file } = world
  const outages = outagesOf(world)
  const hops = new Map<string, HopCounts>()
  const counts = { made: 0, sent: 0, lost: 0, again: 0, accepted: 0, dropped: 0, damaged: 0 }
  const files: Sent[] = []
  const fileOf = new Map<string, Sent>()
  const products = new Map<string, number>()
  const nodes = nodesOf(parts)
  const names = new Map([...nodes.values()].map((n) => [formatEid(n.eid), n.name]))

  const replan = () => {
    const plan = planOf(parts, nodes, time.now, time.now + PLAN_DAYS * DAY_S)
    for (const one of nodes.values()) {
      one.node.replan(plan)
      look(one)
    }
    time.at(time.now + DAY_S, replan)
  }

  const down = (a: string, b: string) =>
    outages.some(({ node, start_s, end_s }) => (node === a || node === b) && time.now >= start_s && time.now < end_s)

  /** Whether a node knows by now that it does not hear a neighbour. */
  const silent = (a: string, b: string) =>
    outages.some(
      ({ node, start_s, end_s }) => (node === a || node === b) && time.now >= start_s + LOCK_LOST_S && time.now < end_s,
    )

  /** Sends what can go now, and looks again while the node has bundles in its care. */
  const look = (one: Node) => {
    const sent = one.node.transmit(dtn(time.now), (to) => !silent(one.name, names.get(to)!))
    for (const transmission of sent) carry(one, transmission)
    note(one)
    if (one.looking || one.node.stored_count === 0) return
    one.looking = true
    time.at(time.now + (sent.length > 0 ? LOOK_S : IDLE_LOOK_S), () => {
      one.looking = false
      look(one)
    })
  }

  const carry = (from: Node, { to, octets, sent_s, arrival_s }: Transmission) => {
    counts.sent++
    const next = nodes.get(names.get(to)!)!
    const hop = hopOf(from.name, next.name)
    hop.bundles++
    hop.octets += octets.length
    const out_s = sent_s - DTN_S
    const begun = down(from.name, next.name)
    const survives = random.next() >= lossOf(from.name, next.name, octets.length)
    time.at(out_s, () => {
      if (begun || down(from.name, next.name) || !survives) {
        counts.lost++
        hop.lost++
      } else time.at(arrival_s - DTN_S, () => arrive(next, octets))
      look(from)
    })
  }

  /** What went over a hop so far; both ways count together. */
  const hopOf = (a: string, b: string): HopCounts => {
    const key = hopKey(a, b)
    const found = hops.get(key)
    if (found !== undefined) return found
    const made: HopCounts = { bundles: 0, lost: 0, octets: 0 }
    hops.set(key, made)
    return made
  }

  const lossOf = (a: string, b: string, octets: number): number => {
    if (a === CENTRE || b === CENTRE) return 0
    const kind = a === file.relay || b === file.relay ? 'relay' : 'station'
    const loss = file.links.find((l) => l.kind === kind)?.loss ?? 0
    return 1 - (1 - loss) ** Math.ceil(octets / FRAME_OCTETS)
  }

  const arrive = (one: Node, octets: Uint8Array) => {
    one.node.receive(octets, dtn(time.now))
    for (const bundle of one.node.delivered()) entities.get(one.name)?.take(payloadOf(bundle).data, time.now)
    look(one)
  }

  /** What the node wrote down since it was asked last. */
  const note = (one: Node) => {
    for (const record of one.node.records()) noteOne(one, record)
    one.most_octets = Math.max(one.most_octets, one.node.stored_octets)
  }

  const noteOne = (one: Node, { key, event }: HopRecord) => {
    if (event === 'made') counts.made++
    if (event === 'overdue') counts.again++
    if (event === 'accepted') counts.accepted++
    if (event === 'dropped' || event === 'refused') counts.dropped++
    const sent = fileOf.get(key)
    if (sent !== undefined && (event === 'received' || event === 'delivered')) reached(sent, one.name, key)
  }

  /** A bundle of a file is in a node's care; with the last of them the file is. */
  const reached = (sent: Sent, node: string, key: string) => {
    const seen = sent.seenAt.get(node) ?? new Set()
    sent.seenAt.set(node, seen.add(key))
    if (!sent.whole || seen.size < sent.keys.size || sent.hops.some((hop) => hop.node === node)) return
    sent.hops.push({ node, at_s: time.now })
    tell(sent, 'in-care', node)
  }

  const tell = (sent: Sent, state: 'made' | 'in-care' | 'delivered' | 'failed', node: string) =>
    parts.emit({
      at: time.now,
      kind: 'file',
      file: sent.file,
      element: sent.element,
      party: sent.party,
      direction: sent.direction,
      state,
      node,
      octets: sent.octets,
      after_s: time.now - sent.made_s,
    })

  const entities = new Map<string, FileEntity>()
  for (const [name, id, peer] of [
    [file.gateway, 1, CENTRE],
    [CENTRE, 2, file.gateway],
  ] as const)
    entities.set(
      name,
      fileEntity({
        id,
        segment_octets: service.segment_octets,
        lifetime_s: service.lifetime_s,
        send(pdu, fileName) {
          const one = nodes.get(name)!
          const to = nodes.get(peer)!
          const key = one.node.send(
            {
              service: serviceOf(one.eid),
              destination: serviceOf(to.eid),
              payload: pdu,
              lifetime_s: service.lifetime_s,
            },
            dtn(time.now),
          )
          const sent = fileName === undefined ? undefined : files.find((f) => f.file === fileName)
          if (!key.ok || sent === undefined) return
          sent.keys.add(key.value)
          fileOf.set(key.value, sent)
        },
        received(fileName, content) {
          const sent = files.find((f) => f.file === fileName)
          if (sent === undefined || sent.delivered_s !== undefined) return
          if (!sameOctets(sent.content, content)) {
            counts.damaged++
            return tell(sent, 'failed', name)
          }
          sent.delivered_s = time.now
          tell(sent, 'delivered', name)
          if (sent.direction === 'up') parts.loaded?.(sent.element, fileName, content)
        },
      }),
    )

  const timers = () => {
    for (const [name, entity] of entities) {
      entity.look(time.now)
      look(nodes.get(name)!)
    }
    time.at(time.now + TIMERS_S, timers)
  }

  const put = (
    name: string,
    element: string,
    direction: 'down' | 'up',
    octets: number,
    party: string,
    content = fileContent(random.fork(name), octets),
  ) => {
    const sent: Sent = {
      file: name,
      element,
      party,
      direction,
      octets,
      made_s: time.now,
      delivered_s: undefined,
      hops: [],
      content,
      keys: new Set(),
      seenAt: new Map(),
      whole: false,
    }
    files.push(sent)
    tell(sent, 'made', direction === 'down' ? file.gateway : CENTRE)
    const from = direction === 'down' ? file.gateway : CENTRE
    entities.get(from)!.put(name, content, time.now)
    sent.whole = true
    look(nodes.get(from)!)
  }

  const lookAll = () => {
    for (const one of nodes.values()) look(one)
  }
  for (const { end_s } of outages) time.at(end_s, lookAll)
  for (const start of new Set(legs.map((leg) => leg.start))) if (start > world.touchdown_s) time.at(start, lookAll)
  time.at(world.touchdown_s, replan)
  time.at(world.touchdown_s + TIMERS_S, timers)
  for (const load of service.loads)
    time.at(world.touchdown_s + load.at_s, () =>
      put(`${load.element}/${load.id}.bin`, load.element, 'up', load.octets, load.party),
    )
  return {
    load: (element, name, party, content) => put(name, element, 'up', content.length, party, content),
    product(element) {
      const made = (products.get(element) ?? 0) + 1
      products.set(element, made)
      if ((made - 1) % service.every !== 0) return
      const number = String(made).padStart(5, '0')
      put(`${element}/${number}.dat`, element, 'down', service.octets, parts.ownerOf(element))
    },
    outage(node, duration_s, why) {
      outages.push({ node, start_s: time.now, end_s: time.now + duration_s, why })
      time.at(time.now + duration_s, lookAll)
    },
    custody(at_s = time.now) {
      const { damaged: _, ...totals } = counts
      return custodyNow({
        ...{ now_s: at_s, nodes: [...nodes.values()], names, legs, hops, file, totals, dtn_s: DTN_S },
        terrestrial: { node: CENTRE, ...TERRESTRIAL },
        outages: outages.map((outage) => ({ ...outage, ...felt(outage, files) })),
        files: files.map(fileRow),
        carries: (key) => fileOf.get(key)?.file,
      })
    },
    summary() {
      const { damaged, ...bundles } = counts
      return {
        files: files.map(fileRow),
        bundles,
        hops: [...hops].map(([key, hop]) => ({ from: key.split(' ')[0]!, to: key.split(' ')[1]!, ...hop })),
        outages: outages.map(({ why: _, ...outage }) => ({ ...outage, ...felt(outage, files) })),
        damaged,
        stored_octets: Object.fromEntries([...nodes.values()].map((n) => [n.name, n.most_octets])),
      }
    },
  }
}

function fileRow({ file, element, direction, octets, made_s, delivered_s, hops }: Sent): FileRow {
  return { file, element, direction, octets, made_s, delivered_s, hops }
}

function dtn(tdb_s: number): number {
  return tdb_s + DTN_S
}

function serviceOf(eid: Eid): Eid {
  return eid.scheme === 'ipn' ? { ...eid, service: 1 } : nodeOf(eid)
}

/** Files that an outage touched: under way when it began, or made while it lasted. */
function felt({ start_s, end_s }: Pick<Outage, 'start_s' | 'end_s'>, files: readonly Sent[]) {
  const touched = files.filter(
    ({ made_s, delivered_s }) => made_s < end_s && (delivered_s ?? Number.POSITIVE_INFINITY) > start_s,
  )
  const delivered = touched.filter(({ delivered_s }) => delivered_s !== undefined)
  const longest_s = Math.max(0, ...delivered.map(({ made_s, delivered_s }) => delivered_s! - made_s))
  return { files: touched.length, delivered: delivered.length, longest_s }
}

function outagesOf({ file, touchdown_s }: World): Outage[] {
  return file.script.flatMap((event) => {
    if (event.kind !== 'outage') return []
    const start_s = touchdown_s + event.at_s
    return [{ node: event.station, start_s, end_s: start_s + event.duration_s, why: event.why }]
  })
}

/** Lander, relay, centre, and a node for each station, in the order of their names. */
function nodesOf({ world, legs, service }: RelayParts): Map<string, Node> {
  const { gateway, relay } = world.file
  const stations = [...new Set(legs.flatMap((leg) => [leg.from, leg.to]))]
    .filter((name) => name !== gateway && name !== relay)
    .sort()
  const all = [gateway, relay, CENTRE, ...stations]
  return new Map(
    all.map((name, i) => {
      const eid: Eid = { scheme: 'ipn', node: i + 1, service: 0 }
      const config = { eid, plan: [], storage_octets: service.storage_octets, priorityOf: () => 1 as const }
      const node = bundleNode({ ...config, patience_s: PATIENCE_S })
      return [name, { name, eid, node, looking: false, most_octets: 0 }] as const
    }),
  )
}

/** The legs of some days as contacts of both directions, and the Earth's networks, which always stand. */
function planOf(
  { world, service, legs }: RelayParts,
  nodes: ReadonlyMap<string, Node>,
  from_s: number,
  to_s: number,
): PlannedContact[] {
  const { file } = world
  const uri = (name: string) => formatEid(nodes.get(name)!.eid)
  const between = (a: string, b: string, rest: Omit<PlannedContact, 'from' | 'to'>): PlannedContact => ({
    from: uri(a),
    to: uri(b),
    ...rest,
  })
  const out = legs.flatMap(({ from, to, start, end, range_km }) => {
    if (end <= from_s || start >= to_s) return []
    const kind = from === file.gateway && to !== file.relay ? 'station' : 'relay'
    const model = file.links.find((l) => l.kind === kind)
    if (model === undefined) return []
    const window = {
      start_s: dtn(Math.max(start, from_s)),
      end_s: dtn(end),
      light_s: range_km / LIGHT_KM_S + model.processing_s,
      confidence: 1,
    }
    const rate = (bit_s: number, share: number) => ({ ...window, rate_octet_s: (bit_s * share) / 8 })
    return [
      between(from, to, rate(model.downlink_bit_s, service.share)),
      between(to, from, rate(model.uplink_bit_s, service.uplinkShare)),
    ]
  })
  for (const name of nodes.keys()) {
    if (name === file.gateway || name === file.relay || name === CENTRE) continue
    const always = { start_s: dtn(from_s), end_s: dtn(to_s), confidence: 1, ...TERRESTRIAL }
    out.push(between(name, CENTRE, always), between(CENTRE, name, always))
  }
  return out
}
