/**
 * Files by store and forward: bundle nodes (RFC 9171) on the lander, on the relay, at each station and in the mission's centre,
 * over the contact plan that the surface study made. Nodes route by the plan; what an outage takes away they find out by
 * waiting in vain for the next node's word that it has the bundle, and send it again. Files go by CFDP class 2.
 */
import type { Random } from '@magpie/core/random'
import { BUNDLE_FLAGS, bundleKey, payloadOf } from '@magpie/operations/bundle/bundle'
import { type Eid, formatEid, nodeOf } from '@magpie/operations/bundle/eid'
import type { Transmission } from '@magpie/operations/bundle-node'
import type { Tlv } from '@magpie/operations/cfdp/pdu'
import type { FileService } from '@magpie/operations/operations-file'
import type { HopRecord, NodeState } from '@magpie/operations/relay/node-state'
import type { Leg } from './contact-plan.ts'
import type { OperationsEvent, RelaySummary } from './operations-event.ts'
import { type CustodyNow, custodyNow, type HopCounts, hopKey } from './relay-custody.ts'
import { type CameFile, type EntityState, type FileEntity, fileContent, fileEntity, sameOctets } from './relay-files.ts'
import { CENTRE, DTN_S, dtn, nodesOf, planOf, type RelayNode, TERRESTRIAL } from './relay-plan.ts'
import {
  type Counts,
  felt,
  fileRow,
  HOP_OCTETS,
  hopOfOctets,
  type NewFile,
  NO_COUNTS,
  newSent,
  outagesOf,
  type SentFile,
  withHop,
} from './relay-records.ts'
import { ToldCustody, type ToldState, wholeKey } from './told-custody.ts'
import type { World } from './world.ts'

/** Nodes are given so many days of the plan, anew each day. */
const PLAN_DAYS = 4
const DAY_S = 86400
/** How often a node with bundles in its care looks again: while it sends, and while nothing can go; and how often timers, s. */
const LOOK_S = 300
const IDLE_LOOK_S = 1800
/** A receiver that has no signal knows it after so long, s: then its node sends nothing into the void. */
const LOCK_LOST_S = 60
const TIMERS_S = 3600
/** Octets of a frame on the radio path, for how likely a bundle is lost. */
const FRAME_OCTETS = 1000

export type RelayParts = {
  readonly world: Pick<World, 'file' | 'time'>
  readonly service: FileService
  readonly legs: readonly Leg[]
  readonly random: Random
  readonly emit: (event: OperationsEvent) => void
  readonly ownerOf: (element: string) => string
  /** A file for an element on board came up whole. */
  readonly loaded?: (element: string, file: CameFile) => void
  /** Where other nodes are at the other end of a link; without it all are here. */
  readonly split?: RelaySplit
}

/** A network of which some nodes are here, and the others at the other end of a link: stations there, the centre here. */
export type RelaySplit = {
  readonly here: (node: string) => boolean
  /** Whether the link stands. */
  readonly up: () => boolean
  /** Hands a bundle, with the numbers of the nodes of its hop, to the other end. */
  readonly out: (octets: Uint8Array) => void
  /** A file came down whole. */
  readonly came?: (file: CameFile) => void
  /** What was kept of it when it stopped. */
  readonly kept?: Partial<RelayState> | undefined
}

/** What the nodes that are here remember, as plain data. */
export type RelayState = {
  readonly nodes: readonly (readonly [name: string, state: NodeState])[]
  readonly entities: readonly (readonly [name: string, state: EntityState])[]
  readonly files: readonly SentFile[]
  readonly counts: Counts
  readonly hops: readonly (readonly [hop: string, counts: HopCounts])[]
  readonly told: ToldState | undefined
  /** Bundles of files that have not come whole. */
  readonly coming: ReadonlyMap<number, readonly string[]>
}

export type RelayNetwork = {
  /** An element has made a data product; now and then it has a file. */
  product(element: string): void
  /** Sends a file up to an element, by CFDP class 2. */
  load(element: string, name: string, party: string, content: Uint8Array, options?: readonly Tlv[]): void
  /** What the other end of the link handed out. */
  take(octets: Uint8Array): void
  /** The link stands again: what waits for it goes. */
  resume(): void
  /** What to go on from. */
  state(): RelayState
  summary(): RelaySummary
  /** A node does not answer from now on, for so long. */
  outage(node: string, duration_s: number, why: string): void
  /** Who holds what now, and how it goes on. */
  custody(at_s?: number): CustodyNow
}

/** Over a link the centre asks each node to say when it has a bundle of a file. */
const REPORTED = BUNDLE_FLAGS.reportReception | BUNDLE_FLAGS.timeInReports

/** The network of a mission, at touchdown. */
export function relayNetwork(parts: RelayParts): RelayNetwork {
  const { world, service, legs, random, split } = parts
  const { time, file } = world
  const begun_s = time.now
  const outages = outagesOf(world.file, begun_s)
  const { kept } = split ?? {}
  const here = split?.here ?? (() => true)
  const hops = new Map<string, HopCounts>(kept?.hops)
  const counts: { -readonly [K in keyof Counts]: number } = { ...NO_COUNTS, ...kept?.counts }
  const files: SentFile[] = [...(kept?.files ?? [])]
  const fileOf = new Map(files.flatMap((sent) => [...sent.keys].map((key) => [key, sent] as const)))
  const products = new Map<string, number>()
  const planned = { file, service, legs, reports: split !== undefined }
  const nodes = nodesOf(planned, new Map(kept?.nodes))
  const names = new Map([...nodes.values()].map((n) => [formatEid(n.eid), n.name]))

  const told = toldCustody(parts, nodes)
  const coming = new Map<number, readonly string[]>(kept?.coming)

  const replan = () => {
    told?.prune(time.now)
    const plan = planOf(planned, nodes, time.now, time.now + PLAN_DAYS * DAY_S)
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

  const reaches = (from: string, to: string) => !silent(from, to) && (here(to) || split?.up() === true)

  /** Sends what can go now, and looks again while the node has bundles in its care. */
  const look = (one: RelayNode) => {
    if (!here(one.name)) return
    const sent = one.node.transmit(dtn(time.now), (to) => reaches(one.name, names.get(to)!))
    for (const transmission of sent) carry(one, transmission)
    note(one)
    if (one.looking || one.node.stored_count === 0) return
    one.looking = true
    time.at(time.now + (sent.length > 0 ? LOOK_S : IDLE_LOOK_S), () => {
      one.looking = false
      look(one)
    })
  }

  const carry = (from: RelayNode, { to, octets, sent_s, arrival_s }: Transmission) => {
    counts.sent++
    const next = nodes.get(names.get(to)!)!
    const hop = hopOf(from.name, next.name)
    hop.bundles++
    hop.octets += octets.length
    const out_s = sent_s - DTN_S
    const begun = down(from.name, next.name)
    const survives = random.next() >= lossOf(from.name, next.name, octets.length)
    time.at(out_s, () => {
      if (begun || down(from.name, next.name) || !survives || !reaches(from.name, next.name)) {
        counts.lost++
        hop.lost++
      } else if (here(next.name)) time.at(arrival_s - DTN_S, () => arrive(next, octets))
      else split?.out(withHop(from.eid, next.eid, octets))
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

  const arrive = (one: RelayNode, octets: Uint8Array) => {
    one.node.receive(octets, dtn(time.now))
    for (const bundle of one.node.delivered()) {
      const { data } = payloadOf(bundle)
      const key = bundleKey(bundle.primary, data.length)
      const made_s = bundle.primary.created.time_ms / 1000 - DTN_S
      const entity = entities.get(one.name)
      const transaction = told === undefined ? undefined : entity?.transactionOf(data)
      if (transaction !== undefined) hasCome(key, transaction, octets.length)
      entity?.take(data, time.now, made_s)
    }
    look(one)
  }

  /** What the node wrote down since it was asked last. */
  const note = (one: RelayNode) => {
    for (const record of one.node.records()) noteOne(one, record)
    one.most_octets = Math.max(one.most_octets, one.node.stored_octets)
  }

  /** A bundle of a file came to the centre. */
  const hasCome = (key: string, transaction: number, octets: number) => {
    told?.hear(key, CENTRE, time.now, octets)
    const row = files.find((sent) => sent.transaction === transaction)
    if (row === undefined) coming.set(transaction, [...(coming.get(transaction) ?? []), key])
  }

  /** A node at the other end of the link says that it has a bundle. */
  const hear = (key: string, node: string | undefined, at_s: number) => {
    if (node === undefined || told?.report(key, node, at_s) !== true) return
    const sent = fileOf.get(wholeKey(key))
    if (sent === undefined) return
    reached(sent, node, wholeKey(key), at_s)
    if (sent.delivered_s !== undefined) settleWay(sent)
  }

  /** Reports are lost as well: a file that is through went by every node that reported any of its bundles. */
  const settleWay = (sent: SentFile) => {
    for (const [node, at_s] of told?.wayOf(sent.keys) ?? [])
      if (!sent.hops.some((hop) => hop.node === node)) sent.hops.push({ node, at_s })
  }

  const noteOne = (one: RelayNode, { key, event, peer = '', at_s }: HopRecord) => {
    if (event === 'told') return hear(key, names.get(peer), at_s - DTN_S)
    if (event === 'made') counts.made++
    if (event === 'overdue') counts.again++
    if (event === 'accepted') counts.accepted++
    if (event === 'dropped' || event === 'refused') counts.dropped++
    const sent = fileOf.get(key)
    if (sent !== undefined && (event === 'received' || event === 'delivered')) reached(sent, one.name, key, time.now)
  }

  /** A bundle of a file is in a node's care; with the last of them the file is. */
  const reached = (sent: SentFile, node: string, key: string, at_s: number) => {
    const seen = sent.seenAt.get(node) ?? new Set()
    sent.seenAt.set(node, seen.add(key))
    if (!sent.whole || seen.size < sent.keys.size || sent.hops.some((hop) => hop.node === node)) return
    sent.hops.push({ node, at_s: Math.max(at_s, ...[...sent.keys].map((k) => told?.nodesOf(k).get(node) ?? at_s)) })
    tell(sent, 'in-care', node)
  }

  const tell = (sent: SentFile, state: 'made' | 'in-care' | 'delivered' | 'failed', node: string) =>
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
  ] as const) {
    if (!here(name)) continue
    const entity = fileEntity(
      {
        ...{ id, segment_octets: service.segment_octets, lifetime_s: service.lifetime_s },
        send: (pdu, fileName) => sendPdu(name, peer, pdu, fileName),
        received: (came) => received(name, came),
        ended: (fileName, whole) => ended(peer, fileName, whole),
      },
      new Map(kept?.entities).get(name),
    )
    entities.set(name, entity)
  }

  const sendPdu = (from: string, to: string, pdu: Uint8Array, fileName: string | undefined) => {
    const one = nodes.get(from)!
    const ends = { service: serviceOf(one.eid), destination: serviceOf(nodes.get(to)!.eid) }
    const flags = split === undefined || fileName === undefined ? 0 : REPORTED
    const key = one.node.send({ ...ends, payload: pdu, lifetime_s: service.lifetime_s, flags }, dtn(time.now))
    const sent = fileName === undefined ? undefined : files.find((f) => f.file === fileName)
    if (!key.ok || sent === undefined) return
    sent.keys.add(key.value)
    fileOf.set(key.value, sent)
    told?.hear(key.value, CENTRE, time.now, one.node.stored().at(-1)?.octets)
  }

  const received = (node: string, came: CameFile) => {
    const { name, content } = came
    const sent = files.find((f) => f.file === name) ?? fromElsewhere(node, came)
    if (sent === undefined || sent.delivered_s !== undefined) return
    if (split === undefined && !sameOctets(sent.content, content)) {
      counts.damaged++
      return tell(sent, 'failed', node)
    }
    sent.delivered_s = time.now
    settleWay(sent)
    tell(sent, 'delivered', node)
    if (sent.direction === 'up') parts.loaded?.(sent.element, came)
    else split?.came?.(came)
  }

  /** A file that begins at the other end of the link is known when it is here. */
  const fromElsewhere = (node: string, { name, content, made_s, transaction }: CameFile): SentFile | undefined => {
    if (split === undefined) return undefined
    const element = name.slice(0, Math.max(0, name.indexOf('/')))
    const direction = node === CENTRE ? 'down' : 'up'
    const sent = newSent({ name, element, direction, party: parts.ownerOf(element), content, made_s })
    const row = add({ ...sent, transaction })
    // The bundles that it came in, and who said to have had them.
    row.whole = true
    for (const key of coming.get(transaction) ?? []) {
      row.keys.add(key)
      fileOf.set(key, row)
    }
    coming.delete(transaction)
    for (const key of row.keys) for (const [by, at_s] of told?.nodesOf(key) ?? []) reached(row, by, key, at_s)
    return row
  }

  /** Over a link nothing is compared here with what began elsewhere, and no content is kept. */
  const add = (sent: SentFile): SentFile => {
    const one = split === undefined ? sent : { ...sent, content: new Uint8Array(0) }
    files.push(one)
    return one
  }

  /** The other end of the link says how a file ended that began here. */
  const ended = (node: string, name: string, whole: boolean) => {
    const sent = here(node) ? undefined : files.find((f) => f.file === name)
    if (sent === undefined || sent.delivered_s !== undefined) return
    if (whole) {
      sent.delivered_s = time.now
      settleWay(sent)
    }
    tell(sent, whole ? 'delivered' : 'failed', node)
  }

  const timers = () => {
    for (const [name, entity] of entities) {
      entity.look(time.now)
      look(nodes.get(name)!)
    }
    time.at(time.now + TIMERS_S, timers)
  }

  const put = (given: Omit<NewFile, 'made_s'>, options?: readonly Tlv[]) => {
    const sent = add(newSent({ ...given, made_s: time.now }))
    const from = sent.direction === 'down' ? file.gateway : CENTRE
    tell(sent, 'made', from)
    entities.get(from)?.put(sent.file, given.content, time.now, options)
    sent.whole = true
    look(nodes.get(from)!)
  }

  const shown = () =>
    [...nodes.values()].map(({ name, node }) => ({
      name,
      node: told === undefined || here(name) ? node : told.nodeOf(name, node),
    }))

  const lookAll = () => {
    for (const one of nodes.values()) look(one)
  }
  for (const { end_s } of outages) time.at(end_s, lookAll)
  for (const start of new Set(legs.map((leg) => leg.start))) if (start > begun_s) time.at(start, lookAll)
  time.at(begun_s, replan)
  time.at(begun_s + TIMERS_S, timers)
  const madeUp = (name: string, octets: number) => fileContent(random.fork(name), octets)
  // What a script sends up goes up where both ends are here: over a link files go up that somebody sends.
  for (const { element, id, octets, party, at_s } of split === undefined ? service.loads : [])
    time.at(begun_s + at_s, () => {
      const name = `${element}/${id}.bin`
      put({ name, element, direction: 'up', party, content: madeUp(name, octets) })
    })
  return {
    load: (element, name, party, content, options) => put({ name, element, direction: 'up', party, content }, options),
    take(octets) {
      const [from, to] = hopOfOctets(octets, nodes)
      if (from === undefined || to === undefined || here(from.name) || !here(to.name)) return
      const hop = hopOf(from.name, to.name)
      hop.bundles++
      hop.octets += octets.length - HOP_OCTETS
      arrive(to, octets.subarray(HOP_OCTETS))
    },
    resume: lookAll,
    state: () => ({
      nodes: [...nodes.values()].flatMap(({ name, node }) => (here(name) ? [[name, node.state()] as const] : [])),
      entities: [...entities].map(([name, entity]) => [name, entity.state()] as const),
      // Where the bundles of a file went is of use as long as it is on its way.
      files: files.map((f) => (f.delivered_s === undefined ? f : { ...f, keys: new Set(), seenAt: new Map() })),
      ...{ counts, hops: [...hops], told: told?.state(), coming },
    }),
    product(element) {
      const made = (products.get(element) ?? 0) + 1
      products.set(element, made)
      if ((made - 1) % service.every !== 0) return
      const number = String(made).padStart(5, '0')
      const name = `${element}/${number}.dat`
      const content = madeUp(name, service.octets)
      put({ name, element, direction: 'down', party: parts.ownerOf(element), content })
    },
    outage(node, duration_s, why) {
      outages.push({ node, start_s: time.now, end_s: time.now + duration_s, why })
      time.at(time.now + duration_s, lookAll)
    },
    custody(at_s = time.now) {
      const { damaged: _, ...totals } = counts
      return custodyNow({
        ...{ now_s: at_s, nodes: shown(), names, legs, file, totals, dtn_s: DTN_S },
        hops: told === undefined ? hops : new Map([...told.hops(), ...hops]),
        terrestrial: { node: CENTRE, ...TERRESTRIAL },
        outages: outages.map((outage) => ({ ...outage, ...felt(outage, files) })),
        files: files.map(fileRow),
        carries: (key) => fileOf.get(key)?.file ?? (told?.has(key) === true ? 'file' : undefined),
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

function serviceOf(eid: Eid): Eid {
  return eid.scheme === 'ipn' ? { ...eid, service: 1 } : nodeOf(eid)
}

/** What the centre is told of nodes at the other end of a link; undefined where all are here, or the centre is there. */
function toldCustody(
  { world: { file }, service, legs, split }: RelayParts,
  nodes: ReadonlyMap<string, RelayNode>,
): ToldCustody | undefined {
  if (split?.here(CENTRE) !== true) return undefined
  const space = new Set(legs.map(({ from, to }) => hopKey(from, to)))
  const parts = {
    ...{ centre: CENTRE, gateway: file.gateway, lifetime_s: service.lifetime_s },
    eids: new Map([...nodes].map(([name, { eid }]) => [name, eid])),
    adjacent: (a: string, b: string) => space.has(hopKey(a, b)),
  }
  return new ToldCustody(parts, split.kept?.told)
}
