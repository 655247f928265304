/** Damaged octets for every reader of bundles, their security and files: cut, flipped, overwritten and joined good inputs. */
import { readFileSync } from 'node:fs'
import { type Random, random } from '@magpie/core/random'
import { openBundle, unwrapKey } from '@magpie/operations/bundle/bpsec'
import { decodeBundle, encodeBundle, payloadOf } from '@magpie/operations/bundle/bundle'
import { extensionsOf } from '@magpie/operations/bundle/extensions'
import { joinFragments } from '@magpie/operations/bundle/fragments'
import { decodeSecurityBlock } from '@magpie/operations/bundle/security-block'
import { decodeStatusReport } from '@magpie/operations/bundle/status-report'
import { bundleNode } from '@magpie/operations/bundle-node'
import { decodePdu, encodePdu } from '@magpie/operations/cfdp/pdu-codec'
import { cfdpReceiver, newReceiver } from '@magpie/operations/cfdp/receiver'
import { cfdpSender } from '@magpie/operations/cfdp/sender'

/** What became of the inputs of one reader. */
export type RelayTally = {
  readonly reader: string
  readonly inputs: number
  readonly accepted: number
  readonly thrown: readonly string[]
  readonly slowest_ms: number
}

type Reader = {
  readonly name: string
  readonly good: readonly Uint8Array[]
  readonly read: (octets: Uint8Array) => boolean
}

/** Every reader with `inputs` damaged inputs of this seed; what it read must also be written and read again the same. */
export function fuzzRelay(inputs: number, seed: string): RelayTally[] {
  return readers().map((reader) => fuzz(reader, inputs, random(`${seed} ${reader.name}`)))
}

function fuzz({ name, good, read }: Reader, inputs: number, r: Random): RelayTally {
  let accepted = 0
  let slowest_ms = 0
  const thrown: string[] = []
  for (let i = 0; i < inputs; i++) {
    const octets = damaged(good, r)
    const began = performance.now()
    try {
      if (read(octets.slice())) accepted++
    } catch (cause) {
      thrown.push(`${cause} at ${Buffer.from(octets).toString('hex').slice(0, 400)}`)
    }
    slowest_ms = Math.max(slowest_ms, performance.now() - began)
  }
  return { reader: name, inputs, accepted, thrown, slowest_ms }
}

/** A good input with up to four changes: bits turned, octets that often hurt, pieces cut, moved or put in. */
function damaged(good: readonly Uint8Array[], r: Random): Uint8Array {
  let octets = good[r.integer(good.length)]!.slice()
  for (let n = r.integer(5); n > 0 && octets.length > 0; n--) {
    const at = r.integer(octets.length)
    const kind = r.integer(8)
    if (kind <= 2) octets[at]! ^= 1 << r.integer(8)
    else if (kind <= 4) octets[at] = [0, 0xff, 0x7f, 0x1b, 0x5b, 0x9b, 0x9f, 0x18][r.integer(8)]!
    else if (kind === 5) octets = octets.slice(0, at)
    else if (kind === 6) octets = octets.slice(at)
    else octets = Uint8Array.from([...octets.subarray(0, at), ...octets.subarray(r.integer(octets.length))])
  }
  return octets
}

function readers(): Reader[] {
  const golden = (file: string) => JSON.parse(readFileSync(new URL(`../golden/${file}`, import.meta.url), 'utf8'))
  const hex = (text: string) => new Uint8Array(Buffer.from(text, 'hex'))
  const rfc: { readonly keys: Record<string, string> } & Record<string, string> = golden('bundle/rfc9173.json')
  const written: { readonly hex: string; readonly report?: unknown }[] = golden('bundle/pyd3tn.json').bundles
  const secured = ['example1', 'example2', 'example3', 'example4'].map((name) => hex(rfc[name]!))
  const bundles = [...written.map((one) => hex(one.hex)), ...secured]
  const opened = bundles.flatMap((octets) => {
    const bundle = decodeBundle(octets)
    return bundle.ok ? [bundle.value] : []
  })
  const reports = opened.filter(({ primary }) => primary.flags === 2).map((bundle) => payloadOf(bundle).data)
  const securityBlocks = opened.flatMap(({ blocks }) => blocks.filter(({ type }) => type > 10).map(({ data }) => data))
  const pdus = (golden('cfdp/spacepackets.json').pdus as { readonly hex: string }[]).map((one) => hex(one.hex))
  return [
    { name: 'bundles', good: bundles, read: (octets) => bundleAgain(octets) },
    { name: 'BPSec', good: secured, read: (octets) => opens(octets, rfc.keys) },
    { name: 'security blocks', good: securityBlocks, read: (octets) => decodeSecurityBlock(octets).ok },
    { name: 'status reports', good: reports, read: (octets) => decodeStatusReport(octets).ok },
    { name: 'bundle node', good: bundles, read: takes },
    { name: 'PDUs', good: pdus, read: pduAgain },
    { name: 'CFDP entities', good: pdus, read: transacts },
  ]
}

/** A bundle that is read is written again octet by octet, CRCs and all: there is one form only. */
function bundleAgain(octets: Uint8Array): boolean {
  const bundle = decodeBundle(octets)
  if (!bundle.ok) return false
  if (!same(encodeBundle(bundle.value), octets)) throw new Error('written otherwise')
  extensionsOf(bundle.value)
  joinFragments([bundle.value])
  return true
}

function opens(octets: Uint8Array, keys: Record<string, string>): boolean {
  const bundle = decodeBundle(octets)
  const key = (name: string) => new Uint8Array(Buffer.from(keys[name]!, 'hex'))
  return (
    bundle.ok &&
    openBundle(bundle.value, ({ use, wrapped }) => {
      if (use === 'integrity') return key('hmac')
      return wrapped === undefined ? key('aes256') : unwrapKey(key('kek'), wrapped)
    }).ok
  )
}

function takes(octets: Uint8Array): boolean {
  const node = bundleNode({
    eid: { scheme: 'ipn', node: 7, service: 0 },
    plan: [{ from: 'ipn:7.0', to: 'ipn:12.0', start_s: 0, end_s: 2e9, rate_octet_s: 99, light_s: 1, confidence: 1 }],
    storage_octets: 900,
    priorityOf: () => 1,
    patience_s: 5,
  })
  const taken = node.receive(octets, 902_039_401)
  node.transmit(902_039_402)
  return taken.ok
}

function pduAgain(octets: Uint8Array): boolean {
  const pdu = decodePdu(octets)
  if (!pdu.ok) return false
  // spare bits are not kept, so what is written is read again instead of compared
  const again = decodePdu(encodePdu(pdu.value))
  if (!again.ok || JSON.stringify(again.value) !== JSON.stringify(pdu.value)) throw new Error('read otherwise')
  return true
}

const SETTINGS = {
  id_octets: 1,
  sequence_octets: 1,
  crc: false,
  checksum: 2,
  segment_octets: 40,
  largest_octets: 1e6,
  ackTimer_s: 5,
  ackLimit: 3,
  nakTimer_s: 5,
  nakLimit: 3,
  checkTimer_s: 5,
  checkLimit: 3,
  inactivity_s: 60,
} as const
const REQUEST = { source: 7, destination: 9, sequence: 3, acknowledged: true, closure: false } as const

/** Whatever a PDU says, both ends go on and end in time. */
function transacts(octets: Uint8Array): boolean {
  const pdu = decodePdu(octets)
  if (!pdu.ok) return false
  const names = { sourceName: 'a', destinationName: 'b' }
  const sender = cfdpSender(SETTINGS, { ...REQUEST, ...names, file: new Uint8Array(90) })
  const receiver = cfdpReceiver(SETTINGS, newReceiver(pdu.value))
  for (let now_s = 0; now_s < 200; now_s += 2)
    for (const end of [sender, receiver]) {
      if (now_s === 4) end.take(pdu.value, now_s)
      const sent = end.next(now_s)
      if (sent !== undefined) encodePdu(sent)
    }
  if (sender.outcome() === undefined) throw new Error('the sender goes on for ever')
  return true
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, i) => octet === b[i])
}
