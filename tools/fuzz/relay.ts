/** Parsers of bundles, of their security, and of file delivery. What is read must also be written and read again the same. */
import { readFileSync } from 'node:fs'
import { openBundle, unwrapKey } from '@magpie/operations/bundle/bpsec'
import { decodeBundle, encodeBundle, payloadOf } from '@magpie/operations/bundle/bundle'
import { parseEid } from '@magpie/operations/bundle/eid'
import { extensionsOf } from '@magpie/operations/bundle/extensions'
import { joinFragments } from '@magpie/operations/bundle/fragments'
import { decodeSecurityBlock } from '@magpie/operations/bundle/security-block'
import { decodeStatusReport } from '@magpie/operations/bundle/status-report'
import { bundleNode } from '@magpie/operations/bundle-node'
import { decodePdu, encodePdu } from '@magpie/operations/cfdp/pdu-codec'
import { cfdpReceiver, newReceiver } from '@magpie/operations/cfdp/receiver'
import { cfdpSender } from '@magpie/operations/cfdp/sender'
import type { Parser } from './parser.ts'

const golden = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../golden/${file}`, import.meta.url), 'utf8')) as never
const octetsOf = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'))

/** Parsers of bundles and of protocol data units of files. */
export function relayParsers(): Parser[] {
  const rfc: { readonly keys: Record<string, string> } & Record<string, string> = golden('bundle/rfc9173.json')
  const written: { readonly bundles: readonly { readonly hex: string }[] } = golden('bundle/pyd3tn.json')
  const units: { readonly pdus: readonly { readonly hex: string }[] } = golden('cfdp/spacepackets.json')
  const secured = ['example1', 'example2', 'example3', 'example4'].map((name) => octetsOf(rfc[name]!))
  const bundles = [...written.bundles.map((one) => octetsOf(one.hex)), ...secured]
  const opened = bundles.flatMap((octets) => {
    const bundle = decodeBundle(octets)
    return bundle.ok ? [bundle.value] : []
  })
  const reports = opened.filter(({ primary }) => primary.flags === 2).map((bundle) => payloadOf(bundle).data)
  const security = opened.flatMap(({ blocks }) => blocks.filter(({ type }) => type > 10).map(({ data }) => data))
  const pdus = units.pdus.map((one) => octetsOf(one.hex))
  const securable = secured.filter((octets) => opens(octets, rfc.keys))
  const takable = bundles.filter(takes)
  const blocks = security.filter((octets) => decodeSecurityBlock(octets).ok)
  return [
    { name: 'bundles (BPv7)', kind: 'octets', right: bundles, parse: bundleAgain },
    { name: 'bundle security (BPSec)', kind: 'octets', right: securable, parse: (b) => opens(b, rfc.keys) },
    { name: 'security blocks', kind: 'octets', right: blocks, parse: (b) => decodeSecurityBlock(b).ok },
    { name: 'status reports', kind: 'octets', right: reports, parse: (b) => decodeStatusReport(b).ok },
    {
      name: 'endpoint names',
      kind: 'text',
      right: ['ipn:12.3', 'dtn://lander/telemetry', 'dtn:none'],
      parse: (text) => parseEid(text).ok,
    },
    { name: 'bundle node', kind: 'octets', right: takable, parse: takes },
    { name: 'CFDP units', kind: 'octets', right: pdus, parse: pduAgain },
    { name: 'CFDP entities', kind: 'octets', right: pdus, parse: transacts },
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
