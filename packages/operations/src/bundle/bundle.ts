/**
 * Bundles of Bundle Protocol version 7 (RFC 9171, 4): a primary block, extension blocks and the payload, written in
 * deterministic CBOR and read strictly. Times are DTN milliseconds: UTC since 2000-01-01T00:00:00Z without leap seconds
 * (4.2.6). Numbers above 2^53 - 1 are refused.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { BlockRule, BundleError, FlagRule } from './bundle-error.ts'
import { type CborReader, cborReader, headOctets, writeHead } from './cbor.ts'
import { crc16X25, crc32c } from './crc.ts'
import { type Eid, eidOctets, isNobody, putEid, readEid } from './eid.ts'

/** None, CRC-16 of X.25, CRC-32C. */
export type CrcType = 0 | 1 | 2

/** When a bundle was made; sequence numbers tell bundles of one millisecond apart. Time 0 where the source has no clock. */
export type CreationTimestamp = { readonly time_ms: number; readonly sequence: number }

/** Which part of a payload of `total_octets` a fragment holds. */
export type FragmentPlace = { readonly offset_octets: number; readonly total_octets: number }

export type PrimaryBlock = {
  readonly flags: number
  readonly crc: CrcType
  readonly destination: Eid
  readonly source: Eid
  readonly reportTo: Eid
  readonly created: CreationTimestamp
  readonly lifetime_ms: number
  /** There exactly when the flags say fragment. */
  readonly fragment?: FragmentPlace
}

/** Any other block; `data` is what its type says, without the head of the byte string. */
export type CanonicalBlock = {
  readonly type: number
  readonly number: number
  readonly flags: number
  readonly crc: CrcType
  readonly data: Uint8Array
}

/** The payload is the last of the blocks, with number 1. */
export type Bundle = { readonly primary: PrimaryBlock; readonly blocks: readonly CanonicalBlock[] }

/** Processing control flags of bundles (RFC 9171, 4.2.3). */
export const BUNDLE_FLAGS = {
  fragment: 0x1,
  administrative: 0x2,
  unfragmentable: 0x4,
  acknowledge: 0x20,
  timeInReports: 0x40,
  reportReception: 0x4000,
  reportForwarding: 0x1_0000,
  reportDelivery: 0x2_0000,
  reportDeletion: 0x4_0000,
} as const

/** Processing control flags of blocks (RFC 9171, 4.2.4). */
export const BLOCK_FLAGS = { inEachFragment: 0x1, report: 0x2, deleteBundle: 0x4, discard: 0x10 } as const

/** Types of blocks (RFC 9171, 9.1; RFC 9172, 3). */
export const BLOCK_TYPES = {
  payload: 1,
  previousNode: 6,
  age: 7,
  hopCount: 10,
  integrity: 11,
  confidentiality: 12,
} as const

const REPORTS =
  BUNDLE_FLAGS.reportReception |
  BUNDLE_FLAGS.reportForwarding |
  BUNDLE_FLAGS.reportDelivery |
  BUNDLE_FLAGS.reportDeletion
const ONCE: readonly number[] = [BLOCK_TYPES.payload, BLOCK_TYPES.previousNode, BLOCK_TYPES.age, BLOCK_TYPES.hopCount]

/** The payload block of a whole bundle. */
export function payloadOf(bundle: Bundle): CanonicalBlock {
  return bundle.blocks[bundle.blocks.length - 1]!
}

/** Bundles, and fragments of one, are told apart by this text (RFC 9171, 4.2.3 and 4.3.1). */
export function bundleKey({ source, created, fragment }: PrimaryBlock, payload_octets: number): string {
  const from = source.scheme === 'ipn' ? `ipn:${source.node}.${source.service}` : `dtn:${source.ssp}`
  const whole = `${from} ${created.time_ms} ${created.sequence}`
  return fragment === undefined ? whole : `${whole} ${fragment.offset_octets}+${payload_octets}`
}

/** The octets of a bundle. */
export function encodeBundle(bundle: Bundle): Uint8Array {
  const out = new Uint8Array(bundleOctets(bundle))
  out[0] = 0x9f
  let at = putPrimary(out, 1, bundle.primary)
  for (const block of bundle.blocks) at = putBlock(out, at, block)
  out[at] = 0xff
  return out
}

/** How many octets a bundle has, without writing it. */
export function bundleOctets({ primary, blocks }: Bundle): number {
  let octets = 2 + primaryOctets(primary)
  for (const { type, number, flags, crc, data } of blocks) {
    octets += 1 + headOctets(type) + headOctets(number) + headOctets(flags) + headOctets(crc)
    octets += headOctets(data.length) + data.length + CRC_OCTETS[crc]
  }
  return octets
}

/** The octets of a primary block, its CRC included (RFC 9171, 4.3.1). */
export function encodePrimary(block: PrimaryBlock): Uint8Array {
  const out = new Uint8Array(primaryOctets(block))
  putPrimary(out, 0, block)
  return out
}

/** What a CRC takes with the head of its byte string, by type. */
const CRC_OCTETS: Readonly<Record<CrcType, number>> = [0, 3, 5]

function primaryOctets({ flags, crc, destination, source, reportTo, created, lifetime_ms, fragment }: PrimaryBlock) {
  const part = fragment === undefined ? 0 : headOctets(fragment.offset_octets) + headOctets(fragment.total_octets)
  const times = 1 + headOctets(created.time_ms) + headOctets(created.sequence) + headOctets(lifetime_ms)
  const ends = eidOctets(destination) + eidOctets(source) + eidOctets(reportTo)
  return 2 + headOctets(flags) + headOctets(crc) + ends + times + part + CRC_OCTETS[crc]
}

function putPrimary(out: Uint8Array, from: number, block: PrimaryBlock): number {
  const { flags, crc, created, fragment } = block
  const items = 8 + (crc === 0 ? 0 : 1) + (fragment === undefined ? 0 : 2)
  let at = writeHead(out, from, 4, items)
  at = writeHead(out, at, 0, 7)
  at = writeHead(out, at, 0, flags)
  at = writeHead(out, at, 0, crc)
  at = putEid(out, at, block.destination)
  at = putEid(out, at, block.source)
  at = putEid(out, at, block.reportTo)
  at = writeHead(out, at, 4, 2)
  at = writeHead(out, at, 0, created.time_ms)
  at = writeHead(out, at, 0, created.sequence)
  at = writeHead(out, at, 0, block.lifetime_ms)
  if (fragment !== undefined) {
    at = writeHead(out, at, 0, fragment.offset_octets)
    at = writeHead(out, at, 0, fragment.total_octets)
  }
  return putCrc(out, from, at, crc)
}

function putBlock(out: Uint8Array, from: number, { type, number, flags, crc, data }: CanonicalBlock): number {
  let at = writeHead(out, from, 4, crc === 0 ? 5 : 6)
  at = writeHead(out, at, 0, type)
  at = writeHead(out, at, 0, number)
  at = writeHead(out, at, 0, flags)
  at = writeHead(out, at, 0, crc)
  at = writeHead(out, at, 2, data.length)
  out.set(data, at)
  return putCrc(out, from, at + data.length, crc)
}

/** The CRC behind a block, taken over the block with zeros in its place (RFC 9171, 4.2.1); gives where it ends. */
function putCrc(out: Uint8Array, from: number, to: number, type: CrcType): number {
  if (type === 0) return to
  const size = type === 1 ? 2 : 4
  const at = writeHead(out, to, 2, size)
  const crc = crcOf(out, from, at, type)
  for (let i = 0; i < size; i++) out[at + i] = (crc >>> (8 * (size - 1 - i))) & 0xff
  return at + size
}

function crcOf(octets: Uint8Array, from: number, to: number, type: 1 | 2): number {
  return type === 1 ? crc16X25(octets, from, to, 2) : crc32c(octets, from, to, 4)
}

/** A bundle from its octets, all of them. */
export function decodeBundle(octets: Uint8Array): Result<Bundle, BundleError> {
  const from = cborReader(octets)
  if (!from.opens()) {
    from.array()
    return err(
      from.fault ?? { kind: 'unexpected-item', at: 0, wanted: 'an array of unknown length', found: 'an array' },
    )
  }
  const primary = readPrimary(from, octets)
  if (!primary.ok) return primary
  const blocks: CanonicalBlock[] = []
  while (!from.closes()) {
    const block = readBlock(from, octets)
    if (!block.ok) return block
    blocks.push(block.value)
  }
  from.end()
  if (from.fault !== undefined) return err(from.fault)
  const bundle = { primary: primary.value, blocks }
  const wrong = brokenRule(bundle)
  return wrong === undefined ? ok(bundle) : err(wrong)
}

function readPrimary(from: CborReader, octets: Uint8Array): Result<PrimaryBlock, BundleError> {
  const at = from.at
  let bad: BundleError | undefined
  // what the reader gives after its own fault says nothing
  const tell = (wrong: BundleError) => {
    if (from.fault === undefined) bad ??= wrong
  }
  const badEid = (text: string) => tell({ kind: 'bad-eid', text })
  const items = from.array()
  const version = from.unsigned()
  if (from.fault === undefined && version !== 7) return err({ kind: 'bad-version', version })
  const flags = from.unsigned()
  const crc = from.unsigned()
  if (crc > 2) return err({ kind: 'bad-crc-type', block: 0, type: crc })
  const [destination, source, reportTo] = [readEid(from, badEid), readEid(from, badEid), readEid(from, badEid)]
  if (from.array() !== 2) tell({ kind: 'unexpected-item', at: from.at, wanted: 'two items', found: 'another number' })
  const created = { time_ms: from.unsigned(), sequence: from.unsigned() }
  const lifetime_ms = from.unsigned()
  const isFragment = flags % 2 === 1
  const fragment = isFragment ? { offset_octets: from.unsigned(), total_octets: from.unsigned() } : undefined
  const wrong = readCrc(from, octets, at, 0, crc as CrcType)
  if (bad !== undefined) return err(bad)
  if (from.fault !== undefined) return err(from.fault)
  const wanted = 8 + (crc === 0 ? 0 : 1) + (isFragment ? 2 : 0)
  if (items !== wanted) return err({ kind: 'unexpected-item', at, wanted: `${wanted} items`, found: `${items}` })
  if (wrong !== undefined) return err(wrong)
  const block = { flags, crc: crc as CrcType, destination, source, reportTo, created, lifetime_ms }
  return ok(fragment === undefined ? block : { ...block, fragment })
}

function readBlock(from: CborReader, octets: Uint8Array): Result<CanonicalBlock, BundleError> {
  const at = from.at
  const items = from.array()
  const type = from.unsigned()
  const number = from.unsigned()
  const flags = from.unsigned()
  const crc = from.unsigned()
  if (crc > 2) return err({ kind: 'bad-crc-type', block: number, type: crc })
  const data = from.bytes()
  const wrong = readCrc(from, octets, at, number, crc as CrcType)
  if (from.fault !== undefined) return err(from.fault)
  const wanted = crc === 0 ? 5 : 6
  if (items !== wanted) return err({ kind: 'unexpected-item', at, wanted: `${wanted} items`, found: `${items}` })
  return wrong === undefined ? ok({ type, number, flags, crc: crc as CrcType, data }) : err(wrong)
}

/** Reads the CRC of a block that began at `at` and compares it. */
function readCrc(
  from: CborReader,
  octets: Uint8Array,
  at: number,
  block: number,
  type: CrcType,
): BundleError | undefined {
  if (type === 0) return undefined
  const stated = from.bytes()
  const size = type === 1 ? 2 : 4
  if (stated.length !== size)
    return from.fault ?? { kind: 'unexpected-item', at: from.at, wanted: `${size} octets`, found: `${stated.length}` }
  let number = 0
  for (const octet of stated) number = number * 256 + octet
  const computed = crcOf(octets, at, from.at - size, type)
  return number === computed ? undefined : { kind: 'bad-crc', block, stated: number, computed }
}

/**
 * The first rule that a bundle breaks (RFC 9171, 4.1, 4.2.3, 4.3). That a bundle without creation time has an age, and a
 * primary block a CRC or a block of integrity, is left to nodes: the examples of RFC 9173 have neither.
 */
function brokenRule({ primary, blocks }: Bundle): BundleError | undefined {
  const rule = brokenFlags(primary)
  if (rule !== undefined) return { kind: 'bad-flags', flags: primary.flags, rule }
  const numbers = new Set<number>()
  const types = new Set<number>()
  for (const [i, block] of blocks.entries()) {
    const last = i === blocks.length - 1
    const broken = brokenBlock(block, last, numbers, types)
    if (broken !== undefined) return { kind: 'bad-block', block: block.number, type: block.type, rule: broken }
    numbers.add(block.number)
    types.add(block.type)
  }
  if (blocks.length === 0) return { kind: 'bad-block', block: 1, type: BLOCK_TYPES.payload, rule: 'payload-last' }
  return undefined
}

function brokenFlags({ flags, source }: PrimaryBlock): FlagRule | undefined {
  const has = (flag: number) => (flags & flag) !== 0
  if (has(BUNDLE_FLAGS.fragment) && has(BUNDLE_FLAGS.unfragmentable)) return 'fragment-of-unfragmentable'
  if (has(BUNDLE_FLAGS.administrative) && has(REPORTS)) return 'administrative-reports'
  if (!isNobody(source)) return undefined
  if (!has(BUNDLE_FLAGS.unfragmentable)) return 'anonymous-fragments'
  return has(REPORTS) ? 'anonymous-reports' : undefined
}

function brokenBlock(
  { type, number }: CanonicalBlock,
  last: boolean,
  numbers: ReadonlySet<number>,
  types: ReadonlySet<number>,
): BlockRule | undefined {
  if ((type === BLOCK_TYPES.payload) !== last) return 'payload-last'
  if (number === 0 || (number === 1) !== last) return 'payload-number'
  if (numbers.has(number)) return 'number-twice'
  return ONCE.includes(type) && types.has(type) ? 'type-twice' : undefined
}
