import { readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Bundle, decodeBundle, encodeBundle, payloadOf } from './bundle.ts'
import { describeBundleError } from './bundle-error.ts'
import { type CborValue, cborReader, cborWriter } from './cbor.ts'
import { crc16X25, crc32c } from './crc.ts'
import { type Eid, formatEid, isNobody, nodeOf, parseEid } from './eid.ts'
import { extensionsOf, withExtensions } from './extensions.ts'
import { cutBundle, describeFragmentError, joinFragments } from './fragments.ts'
import { decodeStatusReport, encodeStatusReport, type StatusReport } from './status-report.ts'

type Peer = { readonly name: string; readonly hex: string; readonly report?: unknown }
const peer: { readonly bundles: readonly Peer[] } = JSON.parse(
  readFileSync(new URL('../../../../golden/bundle/pyd3tn.json', import.meta.url), 'utf8'),
)

const number = fc.oneof(fc.nat(300), fc.maxSafeNat())
const eid: fc.Arbitrary<Eid> = fc.oneof(
  fc.record({ scheme: fc.constant('ipn' as const), node: fc.integer({ min: 1, max: 2 ** 40 }), service: number }),
  fc.stringMatching(/^\/\/[a-z0-9-]{1,12}\/[a-z~/]{0,8}$/).map((ssp) => ({ scheme: 'dtn' as const, ssp })),
)
const crc = fc.constantFrom(0 as const, 1 as const, 2 as const)
const bundle: fc.Arbitrary<Bundle> = fc
  .record({
    destination: eid,
    source: eid,
    reportTo: eid,
    created: fc.record({ time_ms: number, sequence: number }),
    lifetime_ms: number,
    crc,
    payload: fc.uint8Array({ maxLength: 300 }),
    extra: fc.array(
      fc.record({ type: fc.integer({ min: 192, max: 255 }), crc, data: fc.uint8Array({ maxLength: 9 }) }),
      {
        maxLength: 3,
      },
    ),
  })
  .map(({ payload, extra, ...primary }) => ({
    primary: { ...primary, flags: 0 },
    blocks: [
      ...extra.map((block, i) => ({ ...block, number: i + 2, flags: i % 2 })),
      { type: 1, number: 1, flags: 0, crc: primary.crc, data: payload },
    ],
  }))

describe('CRC', () => {
  const text = new TextEncoder().encode('123456789')
  test.each([
    ['CRC-16/X.25', crc16X25(text), 0x906e],
    ['CRC-32C', crc32c(text), 0xe3069283],
  ])('%s of the usual check string', (_, got, wanted) => expect(got).toBe(wanted))
})

test.each(peer.bundles)('another implementation writes "$name", octet by octet the same', ({ hex }) => {
  expect(bytesToHex(encodeBundle(unwrap(decodeBundle(hexToBytes(hex)))))).toBe(hex)
})

test('a bundle is read as it was written, and a cut or lengthened one is refused', () => {
  fc.assert(
    fc.property(bundle, fc.nat(), (made, at) => {
      const octets = encodeBundle(made)
      expect(unwrap(decodeBundle(octets))).toEqual(made)
      expect(decodeBundle(octets.slice(0, at % octets.length)).ok).toBe(false)
      expect(decodeBundle(Uint8Array.of(...octets, 0)).ok).toBe(false)
    }),
    { numRuns: 100 },
  )
})

test('a changed bit under a CRC is found', () => {
  fc.assert(
    fc.property(bundle, fc.nat(), fc.nat(7), (made, at, bit) => {
      const octets = encodeBundle({ primary: { ...made.primary, crc: 2 }, blocks: [{ ...payloadOf(made), crc: 2 }] })
      octets[1 + (at % (octets.length - 2))]! ^= 1 << bit
      expect(decodeBundle(octets).ok).toBe(false)
    }),
    { numRuns: 100 },
  )
})

const plain = '9f88070000820282010282028202018202820201820018281a000f424085010100004100ff'
test.each([
  ['', 'octet 0: an array expected, found the end'],
  [plain.replace('8807', '8806'), 'bundle protocol version 6, not 7'],
  [plain.replace('9f88', '9f89'), 'octet 1: 8 items expected, found 9'],
  [plain.replace('88070000', '8807001800'), 'octet 4: a number is not in its shortest form'],
  [plain.replace('88070000', '88070003'), 'block 0: there is no CRC type 3'],
  [plain.replace('820282010282', '820382010282'), '"scheme 3 of 2 items" is no endpoint'],
  [plain.replace('850101', '850601'), 'block 1 of type 6: the last block is the payload, and no other'],
  [plain.replace('850101', '850102'), 'block 2 of type 1: number 1 is the payload, and number 0 the primary block'],
  [
    plain.replace('88070000', '88071a0002000200'),
    'control flags 0x20002: an administrative record may ask for no reports',
  ],
  [`${plain}00`, '1 octets follow the end at 37'],
  [plain.replace('4100', '4300'), 'octet 35: 3 octets needed'],
])('refused: %s', (hex, sentence) => {
  const read = decodeBundle(hexToBytes(hex))
  expect(read.ok ? 'read' : describeBundleError(read.error)).toContain(sentence.slice(0, 60))
})

test('CBOR values are read as they were written', () => {
  const value: fc.Arbitrary<CborValue> = fc.letrec<{ v: CborValue }>((tie) => ({
    v: fc.oneof(
      { maxDepth: 4 },
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.string({ unit: 'grapheme' }),
      fc.uint8Array({ maxLength: 40 }),
      fc.array(tie('v'), { maxLength: 4 }),
    ),
  })).v
  fc.assert(
    fc.property(value, (made) => {
      const from = cborReader(cborWriter().value(made).octets())
      const read = from.value()
      from.end()
      expect(from.fault).toBeUndefined()
      expect(read).toEqual(made)
    }),
    { numRuns: 100 },
  )
})

test('endpoints', () => {
  fc.assert(
    fc.property(eid, (made) => {
      expect(unwrap(parseEid(formatEid(made)))).toEqual(made)
    }),
  )
  for (const text of ['ipn:1', 'ipn:01.2', 'dtn:', 'dtn://', 'dtn://a b/', 'http://x/', 'ipn:9999999999999999.1'])
    expect(parseEid(text).ok).toBe(false)
  expect(formatEid(nodeOf(unwrap(parseEid('dtn://relay/files/in'))))).toBe('dtn://relay/')
  expect(formatEid(nodeOf(unwrap(parseEid('ipn:7.64'))))).toBe('ipn:7.0')
  expect([isNobody({ scheme: 'ipn', node: 0, service: 0 }), isNobody({ scheme: 'dtn', ssp: '//a/' })]).toEqual([
    true,
    false,
  ])
})

test('extensions are added, replaced and read', () => {
  fc.assert(
    fc.property(bundle, eid, number, fc.nat(255), (made, previousNode, age_ms, count) => {
      const first = withExtensions(made, { previousNode, hops: { limit: 255, count: 0 } })
      const second = withExtensions(first, { age_ms, hops: { limit: 255, count } })
      const read = unwrap(decodeBundle(encodeBundle(second)))
      expect(unwrap(extensionsOf(read))).toEqual({ previousNode, age_ms, hops: { limit: 255, count } })
      expect(read.blocks).toHaveLength(made.blocks.length + 3)
    }),
    { numRuns: 50 },
  )
})

test('status reports are read as they were written', () => {
  const assertion = fc.option(fc.record({ at_ms: number }, { requiredKeys: [] }), { nil: undefined })
  const report = fc
    .record({ received: assertion, forwarded: assertion, delivered: assertion, deleted: assertion, reason: number })
    .chain((said) =>
      fc
        .record({
          source: eid,
          created: fc.record({ time_ms: number, sequence: number }),
          fragment: fc.option(fc.record({ offset_octets: number, octets: number }), { nil: undefined }),
        })
        .map((of) => JSON.parse(JSON.stringify({ ...said, ...of })) as StatusReport),
    )
  fc.assert(
    fc.property(report, (made) => {
      expect(unwrap(decodeStatusReport(encodeStatusReport(made)))).toEqual(made)
    }),
    { numRuns: 50 },
  )
})

test("another implementation's status report is read", () => {
  const reports = peer.bundles.filter(({ report }) => report !== undefined)
  expect(reports).not.toHaveLength(0)
  for (const { hex, report } of reports)
    expect(unwrap(decodeStatusReport(payloadOf(unwrap(decodeBundle(hexToBytes(hex)))).data))).toEqual(report)
})

test('fragments of any cuts, in any order and twice, join to the whole; without one its place is told', () => {
  fc.assert(
    fc.property(bundle, fc.array(fc.nat(80), { minLength: 1, maxLength: 6 }), fc.nat(), (made, sizes, seed) => {
      const fragments: Bundle[] = [made]
      for (const size of sizes) {
        const rest = fragments.pop()!
        const room = encodeBundle({
          ...rest,
          blocks: [...rest.blocks.slice(0, -1), { ...payloadOf(rest), data: new Uint8Array(0) }],
        })
        const cut = cutBundle(rest, room.length + 50 + size)
        if (cut.ok) expect(encodeBundle(cut.value[0]).length).toBeLessThanOrEqual(room.length + 50 + size)
        fragments.push(...(cut.ok ? cut.value : [rest]))
      }
      if (fragments.length === 1) return
      const turned = fragments.map((_, i) => fragments[(i + seed) % fragments.length]!)
      expect(unwrap(joinFragments([...turned, turned[0]!]))).toEqual(made)
      const without = joinFragments(turned.slice(1))
      expect(without.ok ? 'joined' : without.error.kind).toMatch(/fragments-missing|fragments-differ/)
      if (!without.ok) expect(describeFragmentError(without.error)).not.toBe('')
    }),
    { numRuns: 100 },
  )
})
