import { random } from '@magpie/core/random'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BUNDLE_FLAGS } from './bundle/bundle.ts'
import type { Eid } from './bundle/eid.ts'
import { bundleNode, type NodeConfig, type Transmission } from './bundle-node.ts'
import type { Contact } from './contact-graph/contact-plan.ts'
import type { HopRecord, NodeState, Priority } from './relay/node-state.ts'
import { plainBundleNode } from './testing/plain-bundle-node.ts'

const T0_S = 9e8
const NODES = [1, 2, 3, 4] as const
const at = (node: number, service = 0): Eid => ({ scheme: 'ipn', node, service })

type Ends = readonly [number, number]
type Window = {
  readonly ends: Ends
  readonly start: number
  readonly lasts: number
  readonly rate: number
  readonly light: number
}
const contact: fc.Arbitrary<Window> = fc.record({
  ends: fc.constantFrom<Ends[]>(...NODES.flatMap((a) => NODES.filter((b) => b !== a).map((b) => [a, b] as const))),
  start: fc.integer({ min: 0, max: 380 }),
  lasts: fc.integer({ min: 3, max: 160 }),
  rate: fc.constantFrom(20, 60, 200, 1000),
  light: fc.constantFrom(0.01, 1.3, 4),
})
const sending = fc.record({
  t: fc.integer({ min: 0, max: 350 }),
  from: fc.constantFrom(...NODES),
  to: fc.constantFrom(...NODES),
  octets: fc.oneof(fc.constantFrom(40, 100, 5000), fc.integer({ min: 1, max: 900 })),
  lifetime_s: fc.constantFrom(20, 90, 200, 500),
  service: fc.integer({ min: 0, max: 2 }),
  flags: fc.constantFrom(
    0,
    0,
    BUNDLE_FLAGS.reportDeletion,
    BUNDLE_FLAGS.reportReception | BUNDLE_FLAGS.reportDelivery | BUNDLE_FLAGS.reportForwarding,
    BUNDLE_FLAGS.unfragmentable,
  ),
  count: fc.constantFrom(1, 1, 2, 9),
})
const outage = fc.record({
  between: fc.tuple(fc.constantFrom(...NODES), fc.constantFrom(...NODES)),
  start: fc.integer({ min: 0, max: 350 }),
  lasts: fc.integer({ min: 1, max: 120 }),
})
/** Contacts of a chain that hold no large bundle whole. */
const NARROW: readonly Window[] = [0, 40, 80, 120, 160, 200].flatMap((start) =>
  [1, 2, 3].map((a) => ({ ends: [a, a + 1] as Ends, start, lasts: 30, rate: 60, light: 0.01 })),
)
const course = fc.record({
  contacts: fc.oneof(
    fc.array(contact, { minLength: 2, maxLength: 24 }),
    fc.array(contact, { maxLength: 4 }).map((more) => [...NARROW, ...more]),
  ),
  sendings: fc.array(sending, { minLength: 1, maxLength: 18 }),
  outages: fc.array(outage, { maxLength: 4 }),
  storage_octets: fc.constantFrom(1500, 6000, 100_000),
  loss: fc.constantFrom(0, 0.1, 0.4),
  seed: fc.nat(),
})
type Course = typeof course extends fc.Arbitrary<infer C> ? C : never

/** What has been seen of all courses, so that they are known to reach what matters. */
const reached = new Map<HopRecord['event'], number>()

test('an indexed node does what the plain one does, record by record and octet by octet', () => {
  fc.assert(
    fc.property(course, (c) => follow(c)),
    { numRuns: 60 },
  )
  const events = ['received', 'twice', 'accepted', 'overdue', 'cut', 'delivered', 'dropped', 'refused'] as const
  for (const event of events) expect(reached.get(event) ?? 0, event).toBeGreaterThan(2)
})

/** Second by second, both of each; now and then every node is begun again from its state. */
function follow(c: Course): void {
  const plan = c.contacts.map(
    ({ ends: [a, b], start, lasts, rate, light }): Contact => ({
      ...{ from: `ipn:${a}.0`, to: `ipn:${b}.0`, start_s: T0_S + start, end_s: T0_S + start + lasts },
      ...{ rate_octet_s: rate, light_s: light, confidence: 1 },
    }),
  )
  const configs = NODES.map(
    (node): NodeConfig => ({
      ...{ eid: at(node), plan, storage_octets: c.storage_octets, patience_s: 5 },
      priorityOf: ({ primary: { destination } }) =>
        (destination.scheme === 'ipn' ? destination.service % 3 : 0) as Priority,
    }),
  )
  let nodes = configs.map((config) => bundleNode(config))
  let plain = configs.map((config) => plainBundleNode(config))
  const chance = random(c.seed)
  let flying: Transmission[] = []
  for (let t = 0; t < 420; t++) {
    const now_s = T0_S + t
    for (const sent of c.sendings.filter((s) => s.t === t)) send(sent, nodes, plain, now_s)
    for (const [i, node] of nodes.entries()) {
      const out = node.transmit(now_s, (to) => isUp(c, NODES[i]!, to, t))
      expect(out).toEqual(plain[i]!.transmit(now_s, (to) => isUp(c, NODES[i]!, to, t)))
      flying.push(...out.filter(() => chance.next() >= c.loss))
    }
    const here = flying.filter(({ arrival_s }) => arrival_s <= now_s)
    flying = flying.filter(({ arrival_s }) => arrival_s > now_s)
    for (const { to, octets } of here) {
      const i = NODES.findIndex((node) => to === `ipn:${node}.0`)
      expect(nodes[i]!.receive(octets, now_s)).toEqual(plain[i]!.receive(octets, now_s))
    }
    if (t % 20 !== 19) continue
    compare(nodes, plain)
    if (t % 100 !== 99) continue
    nodes = nodes.map((node, i) => bundleNode(configs[i]!, structuredClone(node.state())))
    plain = plain.map((node, i) => plainBundleNode(configs[i]!, node.state()))
  }
  for (const node of nodes)
    for (const { event } of node.state().records) reached.set(event, (reached.get(event) ?? 0) + 1)
}

type Pair<N> = readonly N[]

function send(
  { from, to, octets, lifetime_s, service, flags, count }: Course['sendings'][number],
  nodes: Pair<ReturnType<typeof bundleNode>>,
  plain: Pair<ReturnType<typeof plainBundleNode>>,
  now_s: number,
): void {
  for (let i = 0; i < count; i++) {
    const payload = new Uint8Array(octets).fill(i)
    const request = { service: at(from, 5), destination: at(to, service), payload, lifetime_s, flags }
    expect(nodes[from - 1]!.send(request, now_s)).toEqual(plain[from - 1]!.send(request, now_s))
  }
}

function isUp({ outages }: Course, me: number, to: string, t: number): boolean {
  return !outages.some(
    ({ between: [a, b], start, lasts }) =>
      ((a === me && to === `ipn:${b}.0`) || (b === me && to === `ipn:${a}.0`)) && t >= start && t < start + lasts,
  )
}

function compare(nodes: Pair<ReturnType<typeof bundleNode>>, plain: Pair<ReturnType<typeof plainBundleNode>>): void {
  for (const [i, node] of nodes.entries()) {
    expect(inOrder(node.state())).toEqual(inOrder(plain[i]!.state()))
    expect(node.stored_octets).toBe(node.stored().reduce((sum, { octets }) => sum + octets, 0))
    expect(node.delivered()).toEqual(plain[i]!.delivered())
    expect(node.reports()).toEqual(plain[i]!.reports())
  }
}

/** What was seen is a set; transmitters that are idle again need not be remembered. */
function inOrder({ seen, busy: _, ...state }: NodeState) {
  const byKey = (a: string, b: string) => (a < b ? -1 : 1)
  return { ...state, seen: seen.map((one) => JSON.stringify(one)).sort(byKey) }
}
