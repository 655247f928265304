/** Endpoints (RFC 9171, 4.2.5.1): `dtn://node/demux`, `dtn:none`, `ipn:node.service`. */
import { err, ok, type Result } from '@magpie/core/result'
import type { BundleError } from './bundle-error.ts'
import { type CborReader, headOctets, writeHead } from './cbor.ts'

/** `ssp` of a `dtn` endpoint is what follows `dtn:`, `none` or `//node/demux`. */
export type Eid =
  | { readonly scheme: 'dtn'; readonly ssp: string }
  | { readonly scheme: 'ipn'; readonly node: number; readonly service: number }

/** The endpoint that is nobody. */
export const NO_ENDPOINT: Eid = { scheme: 'dtn', ssp: 'none' }

/** Printable ASCII without space after a node's name and a slash (RFC 9171, 4.2.5.1.1). */
const DTN = /^(none|\/\/[A-Za-z0-9._~-]+\/[!-~]*)$/
const IPN = /^ipn:(0|[1-9]\d{0,15})\.(0|[1-9]\d{0,15})$/

/** An endpoint from its URI. */
export function parseEid(text: string): Result<Eid, BundleError> {
  const ipn = IPN.exec(text)
  if (ipn !== null) {
    const node = Number(ipn[1])
    const service = Number(ipn[2])
    if (Number.isSafeInteger(node) && Number.isSafeInteger(service)) return ok({ scheme: 'ipn', node, service })
  }
  if (text.startsWith('dtn:') && DTN.test(text.slice(4))) return ok({ scheme: 'dtn', ssp: text.slice(4) })
  return err({ kind: 'bad-eid', text })
}

/** Its URI. */
export function formatEid(eid: Eid): string {
  return eid.scheme === 'ipn' ? `ipn:${eid.node}.${eid.service}` : `dtn:${eid.ssp}`
}

/** Whether it is the endpoint that is nobody, in either scheme. */
export function isNobody(eid: Eid): boolean {
  return eid.scheme === 'ipn' ? eid.node === 0 && eid.service === 0 : eid.ssp === 'none'
}

/** The node of an endpoint, as the endpoint of its administration: service 0, or an empty demux. */
export function nodeOf(eid: Eid): Eid {
  if (eid.scheme === 'ipn') return { scheme: 'ipn', node: eid.node, service: 0 }
  if (eid.ssp === 'none') return eid
  return { scheme: 'dtn', ssp: eid.ssp.slice(0, eid.ssp.indexOf('/', 2) + 1) }
}

const UTF8 = new TextEncoder()

/** How many octets `putEid` writes. */
export function eidOctets(eid: Eid): number {
  if (eid.scheme === 'ipn') return 3 + headOctets(eid.node) + headOctets(eid.service)
  if (eid.ssp === 'none') return 3
  const { length } = UTF8.encode(eid.ssp)
  return 2 + headOctets(length) + length
}

/** Writes [scheme, specific part] at a place; gives where it ends. */
export function putEid(out: Uint8Array, from: number, eid: Eid): number {
  let at = writeHead(out, from, 4, 2)
  if (eid.scheme === 'ipn') {
    at = writeHead(out, at, 0, 2)
    at = writeHead(out, at, 4, 2)
    at = writeHead(out, at, 0, eid.node)
    return writeHead(out, at, 0, eid.service)
  }
  at = writeHead(out, at, 0, 1)
  if (eid.ssp === 'none') return writeHead(out, at, 0, 0)
  const octets = UTF8.encode(eid.ssp)
  at = writeHead(out, at, 3, octets.length)
  out.set(octets, at)
  return at + octets.length
}

/** The octets of [scheme, specific part]. */
export function encodeEid(eid: Eid): Uint8Array {
  const out = new Uint8Array(eidOctets(eid))
  putEid(out, 0, eid)
  return out
}

/** Reads what `putEid` writes; a part that is no endpoint is told by `bad`, the reader's faults by the reader. */
export function readEid(from: CborReader, bad: (text: string) => void): Eid {
  const items = from.array()
  const scheme = from.unsigned()
  if (items === 2 && scheme === 2) {
    const parts = from.array()
    const node = from.unsigned()
    const service = from.unsigned()
    if (parts !== 2) bad(`ipn of ${parts} parts`)
    return { scheme: 'ipn', node, service }
  }
  if (items !== 2 || scheme !== 1) {
    bad(`scheme ${scheme} of ${items} items`)
    return NO_ENDPOINT
  }
  if (from.next() === 0) {
    const none = from.unsigned()
    if (none !== 0) bad(`dtn:${none}`)
    return NO_ENDPOINT
  }
  const ssp = from.text()
  if (ssp === 'none' || !DTN.test(ssp)) bad(`dtn:${ssp}`)
  return { scheme: 'dtn', ssp }
}
