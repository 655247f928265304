import { type Random, random } from '@magpie/core/random'
import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BUNDLE_FLAGS, type Bundle, decodeBundle, encodeBundle, payloadOf } from './bundle/bundle.ts'
import type { Eid } from './bundle/eid.ts'
import { withExtensions } from './bundle/extensions.ts'
import { cutBundle } from './bundle/fragments.ts'
import { REPORT_REASONS } from './bundle/status-report.ts'
import { type BundleNode, bundleNode, type NodeConfig, type Transmission } from './bundle-node.ts'
import { decodePdu, encodePdu } from './cfdp/pdu-codec.ts'
import { type CfdpReceiver, cfdpReceiver, newReceiver } from './cfdp/receiver.ts'
import { cfdpSender } from './cfdp/sender.ts'
import type { CfdpEnd, CfdpSettings } from './cfdp/transaction.ts'
import type { Contact } from './contact-graph/contact-plan.ts'
import { describeNodeError } from './relay/admission.ts'
import type { Priority } from './relay/node-state.ts'

const T0_S = 9e8
const at = (node: number, service = 0): Eid => ({ scheme: 'ipn', node, service })
const link = (from: number, to: number, start: number, end: number, rate_octet_s = 100, light_s = 1): Contact => ({
  from: `ipn:${from}.0`,
  to: `ipn:${to}.0`,
  start_s: T0_S + start,
  end_s: T0_S + end,
  rate_octet_s,
  light_s,
  confidence: 1,
})
const both = (a: number, b: number, start: number, end: number, rate = 100, light_s = 1) => [
  link(a, b, start, end, rate, light_s),
  link(b, a, start, end, rate, light_s),
]
const configOf = (node: number, plan: readonly Contact[], more: Partial<NodeConfig> = {}): NodeConfig => ({
  eid: at(node),
  plan,
  storage_octets: 100_000,
  priorityOf: ({ primary }) =>
    (primary.destination.scheme === 'ipn' ? Math.min(2, primary.destination.service) : 0) as Priority,
  patience_s: 5,
  ...more,
})

/** Earth 1, relay 2, lander 3, rover 4: second by second, octets lost on the way, nodes restarted from their state. */
function play(
  configs: readonly NodeConfig[],
  until_s: number,
  loss: number,
  r: Random,
  act: (nodes: BundleNode[], t: number) => void,
  deliver: (bundle: Bundle, now_s: number) => void = () => {},
) {
  let nodes = configs.map((config) => bundleNode(config))
  let flying: Transmission[] = []
  const arrived: Bundle[] = []
  for (let t = 0; t < until_s; t++) {
    act(nodes, t)
    for (const node of nodes) flying.push(...node.transmit(T0_S + t).filter(() => r.next() >= loss))
    const here = flying.filter(({ arrival_s }) => arrival_s <= T0_S + t)
    flying = flying.filter(({ arrival_s }) => arrival_s > T0_S + t)
    for (const { to, octets } of here) {
      const i = configs.findIndex(({ eid }) => `ipn:${eid.scheme === 'ipn' ? eid.node : 0}.0` === to)
      nodes[i]!.receive(octets, T0_S + t)
    }
    if (t % 61 === 60) nodes = nodes.map((node, i) => bundleNode(configs[i]!, structuredClone(node.state())))
    for (const bundle of nodes.flatMap((node) => node.delivered())) {
      arrived.push(bundle)
      deliver(bundle, T0_S + t)
    }
    for (const [i, node] of nodes.entries()) {
      const held = node.state().stored.reduce((sum, { octets }) => sum + octets, 0)
      expect(held).toBeLessThanOrEqual(configs[i]!.storage_octets)
    }
  }
  return { nodes, arrived }
}

/** Passes of the relay over both, in turn, and a rover that the lander hears. */
const passes = Array.from({ length: 30 }, (_, i) => [
  ...both(1, 2, 100 * i, 100 * i + 40, 200, 1.3),
  ...both(2, 3, 100 * i + 50, 100 * i + 90, 200, 0.01),
  ...both(3, 4, 100 * i + 20, 100 * i + 60, 50, 0.01),
]).flat()

test('over a relay with losses and restarts each bundle arrives once, and custody goes from hop to hop', () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0, max: 0.3, noNaN: true }), (seed, loss) => {
      const configs = [1, 2, 3, 4].map((node) => configOf(node, passes))
      const keys: string[] = []
      const { nodes, arrived } = play(configs, 2900, loss, random(seed), ([earth], t) => {
        if (t % 50 === 0 && t < 400)
          keys.push(
            unwrap(
              earth!.send(
                {
                  service: at(1, 9),
                  destination: at(4, 1),
                  payload: new Uint8Array(100 + t).fill(t),
                  lifetime_s: 5000,
                },
                T0_S + t,
              ),
            ),
          )
      })
      expect(arrived.map((bundle) => payloadOf(bundle).data.length).sort((a, b) => a - b)).toEqual(
        keys.map((_, i) => 100 + 50 * i),
      )
      for (const key of keys)
        for (const node of nodes.slice(0, 3)) {
          const events = node
            .state()
            .records.filter((one) => one.key === key)
            .map(({ event }) => event)
          expect(events.filter((event) => event === 'accepted').length).toBeGreaterThanOrEqual(1)
          expect(node.state().stored.some((one) => one.key === key)).toBe(false)
        }
    }),
    { numRuns: 12 },
  )
})

test('the same run twice is the same, record by record', () => {
  const once = () =>
    play(
      [1, 2, 3, 4].map((node) => configOf(node, passes)),
      600,
      0.2,
      random(7),
      ([earth], t) => {
        if (t % 90 === 0)
          earth!.send({ service: at(1, 9), destination: at(4), payload: new Uint8Array(50), lifetime_s: 900 }, T0_S + t)
      },
    ).nodes.map((node) => node.state().records)
  expect(once()).toEqual(once())
})

test('a bundle larger than any contact is cut, and whole again at its end', () => {
  const configs = [1, 2, 3, 4].map((node) => configOf(node, passes))
  const payload = Uint8Array.from({ length: 20_000 }, (_, i) => i % 251)
  const { arrived } = play(configs, 2900, 0.1, random(3), ([earth], t) => {
    if (t === 0) unwrap(earth!.send({ service: at(1, 9), destination: at(4, 1), payload, lifetime_s: 5000 }, T0_S))
  })
  expect(arrived.map((bundle) => payloadOf(bundle).data)).toEqual([payload])
})

test('a file goes by CFDP in bundles over the relay, with losses on the way that bundles alone do not mend', () => {
  const settings: CfdpSettings = {
    id_octets: 1,
    sequence_octets: 1,
    crc: true,
    checksum: 2,
    segment_octets: 300,
    largest_octets: 50_000,
    ackTimer_s: 500,
    ackLimit: 10,
    nakTimer_s: 500,
    nakLimit: 10,
    checkTimer_s: 500,
    checkLimit: 3,
    inactivity_s: 2500,
  }
  const file = Uint8Array.from({ length: 3000 }, (_, i) => (i * i) % 253)
  const put = { source: 1, destination: 4, sequence: 1, acknowledged: true, closure: false, sourceName: 'load.bin' }
  const sender = cfdpSender(settings, { ...put, destinationName: 'memory/7', file })
  let receiver: CfdpReceiver | undefined
  const r = random(5)
  const service = (node: BundleNode, from: Eid, to: Eid, end: CfdpEnd | undefined, now_s: number) => {
    const pdu = end?.next(now_s)
    // every fifth PDU never becomes a bundle
    if (pdu !== undefined && r.next() > 0.2)
      unwrap(node.send({ service: from, destination: to, payload: encodePdu(pdu), lifetime_s: 2000 }, now_s))
  }
  const take = (bundle: Bundle, now_s: number) => {
    const pdu = unwrap(decodePdu(payloadOf(bundle).data))
    if (pdu.header.toward === 'sender') return sender.take(pdu, now_s)
    receiver ??= cfdpReceiver(settings, newReceiver(pdu))
    receiver.take(pdu, now_s)
  }
  play(
    [1, 2, 3, 4].map((node) => configOf(node, passes)),
    2900,
    0.05,
    r,
    (nodes, t) => {
      const now_s = T0_S + t
      service(nodes[0]!, at(1, 2), at(4, 2), sender, now_s)
      service(nodes[3]!, at(4, 2), at(1, 2), receiver, now_s)
    },
    take,
  )
  expect(receiver?.file()).toEqual(file)
  expect([sender.outcome(), receiver?.outcome()].map((outcome) => outcome?.delivery)).toEqual(['complete', 'complete'])
})

test('an outage: what was planned over one neighbour goes over another, or waits', () => {
  const plan = [...both(1, 2, 0, 50), ...both(2, 4, 0, 60), ...both(1, 3, 0, 50), ...both(3, 4, 10, 90)]
  const node = bundleNode(configOf(1, plan))
  const key = unwrap(
    node.send({ service: at(1, 9), destination: at(4), payload: new Uint8Array(10), lifetime_s: 500 }, T0_S),
  )
  expect(node.transmit(T0_S, () => false)).toEqual([])
  expect(node.transmit(T0_S, (to) => to !== 'ipn:2.0').map(({ to }) => to)).toEqual(['ipn:3.0'])
  expect(node.transmit(T0_S + 3)).toEqual([])
  // nobody accepted: sent again after the light time there and back and the patience
  const again = Array.from({ length: 12 }, (_, i) => node.transmit(T0_S + 4 + i)).flat()
  expect(again.map((one) => one.key)).toEqual([key])
  expect(node.state().records.map(({ event }) => event)).toEqual(['made', 'sent', 'overdue', 'sent'])
})

test('what is expedited goes first, and pushes what is bulk out of a full store; equals are refused', () => {
  const plan = both(1, 2, 100, 200)
  const node = bundleNode(configOf(1, plan, { storage_octets: 700 }))
  const send = (service: number, lifetime_s: number, flags = 0) =>
    node.send({ service: at(1, 9), destination: at(2, service), payload: new Uint8Array(150), lifetime_s, flags }, T0_S)
  const [late, soon, normal] = [
    send(0, 900, BUNDLE_FLAGS.reportDeletion),
    send(0, 500, BUNDLE_FLAGS.reportDeletion),
    send(1, 900),
  ]
  const expedited = send(2, 900)
  expect([late, soon, normal, expedited].every(({ ok }) => ok)).toBe(true)
  expect(node.state().stored.map(({ key }) => key)).toEqual([late, normal, expedited].map((one) => unwrap(one)))
  const full = send(0, 900)
  expect(full.ok ? '' : describeNodeError(full.error)).toMatch(/^no room for \d+ octets of this priority$/)
  expect(node.reports().map(({ reason }) => reason)).toEqual([REPORT_REASONS.depletedStorage])
  const sent = Array.from({ length: 9 }, (_, i) => node.transmit(T0_S + 100 + i)).flat()
  expect(sent.map(({ key }) => key)).toEqual([expedited, normal, late].map((one) => unwrap(one)))
})

test('fragments that wait at their destination count as stored', () => {
  const far = bundleNode(configOf(1, both(1, 2, 0, 900, 1000)))
  const payload = new Uint8Array(3000)
  unwrap(far.send({ service: at(1, 9), destination: at(2, 1), payload, lifetime_s: 500 }, T0_S))
  const whole = far.state().stored[0]!.bundle
  const [first, second] = unwrap(cutBundle(whole, 1500))
  const take = (node: BundleNode, bundle: Bundle) => {
    const taken = node.receive(encodeBundle(bundle), T0_S + 1)
    return taken.ok ? taken.value : taken.error.kind
  }
  const small = bundleNode(configOf(2, [], { storage_octets: 2000 }))
  expect([take(small, first), take(small, second), small.delivered()]).toEqual(['delivered', 'storage-full', []])
  const large = bundleNode(configOf(2, [], { storage_octets: 4000 }))
  expect([take(large, second), take(large, second), take(large, first)]).toEqual(['delivered', 'twice', 'delivered'])
  expect(large.delivered().map((bundle) => payloadOf(bundle).data)).toEqual([payload])
  expect(large.state().fragments).toEqual([])
})

test('lifetimes, hop limits, ages and strange blocks', () => {
  const config = configOf(2, [...both(1, 2, 0, 900), ...both(2, 3, 0, 900)])
  let node = bundleNode(config)
  const primary = {
    flags: 0,
    crc: 2,
    destination: at(3),
    source: at(1, 4),
    reportTo: at(1),
    created: { time_ms: T0_S * 1000, sequence: 1 },
    lifetime_ms: 60_000,
  } as const
  const payload = { type: 1, number: 1, flags: 0, crc: 2, data: new Uint8Array(4) } as const
  const bundle: Bundle = { primary, blocks: [payload] }
  const clockless = { primary: { ...primary, created: { time_ms: 0, sequence: 3 } }, blocks: [payload] }
  const strange = (flags: number): Bundle => ({
    primary: { ...primary, created: { ...primary.created, sequence: flags } },
    blocks: [{ type: 200, number: 2, flags, crc: 0, data: new Uint8Array(1) }, payload],
  })
  const receive = (one: Bundle, after_s = 1) => {
    const taken = node.receive(encodeBundle(one), T0_S + after_s)
    return taken.ok ? taken.value : describeNodeError(taken.error).replace(/ipn:1.4 \d+ \d+/, 'it')
  }
  expect(receive(bundle, 60)).toBe('the lifetime of it is over')
  expect(receive(withExtensions(bundle, { hops: { limit: 3, count: 4 } }))).toBe('it has made its 3 hops')
  expect(receive(clockless)).toBe('it has neither a creation time nor an age')
  expect(receive(strange(4))).toBe('it asks to be dropped where blocks of type 200 are not known')
  expect(receive(strange(16))).toBe('kept')
  expect(node.state().stored[0]?.bundle.blocks.map(({ type }) => type)).toEqual([1])
  expect(receive(withExtensions(clockless, { age_ms: 50_000 }))).toBe('kept')
  node = bundleNode(config, { ...node.state(), stored: node.stored().slice(1) })
  expect(node.transmit(T0_S + 12)).toEqual([])
  expect(node.state().records.at(-1)).toMatchObject({ event: 'dropped', reason: REPORT_REASONS.lifetimeExpired })
  expect(receive({ ...bundle, primary: { ...primary, destination: at(2, 7) } })).toBe('delivered')
  expect(receive({ ...bundle, primary: { ...primary, destination: at(2, 7) } })).toBe('twice')
  expect(unwrap(decodeBundle(encodeBundle(node.delivered()[0]!))).primary.destination).toEqual(at(2, 7))
})
