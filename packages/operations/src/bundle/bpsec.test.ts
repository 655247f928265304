import { readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addConfidentiality,
  addIntegrity,
  describeBpsecError,
  encipherTarget,
  type KeyFor,
  openBundle,
  unwrapKey,
  wrapKey,
} from './bpsec.ts'
import { type Bundle, decodeBundle, encodeBundle, payloadOf } from './bundle.ts'
import type { Eid } from './eid.ts'
import { encodeSecurityBlock } from './security-block.ts'

type Rfc = {
  readonly keys: Readonly<Record<'hmac' | 'kek' | 'aes128' | 'aes256' | 'iv' | 'wrapped', string>>
} & Readonly<
  Record<'plain' | 'plainWithAge' | 'example1' | 'example2' | 'example3' | 'example4' | 'example4Integrity', string>
>

const rfc: Rfc = JSON.parse(readFileSync(new URL('../../../../golden/bundle/rfc9173.json', import.meta.url), 'utf8'))
const key = (name: keyof Rfc['keys']) => hexToBytes(rfc.keys[name])
const bundleOf = (hex: string): Bundle => unwrap(decodeBundle(hexToBytes(hex)))
const hexOf = (bundle: Bundle) => bytesToHex(encodeBundle(bundle))
const ipn = (node: number, service: number): Eid => ({ scheme: 'ipn', node, service })

const keysOf =
  (aes: Uint8Array): KeyFor =>
  ({ use, wrapped }) => {
    if (use === 'integrity') return key('hmac')
    return wrapped === undefined ? aes : unwrapKey(key('kek'), wrapped)
  }

test('RFC 9173, example 1: integrity of the payload', () => {
  const made = addIntegrity(bundleOf(rfc.plain), {
    targets: [1],
    source: ipn(2, 1),
    key: key('hmac'),
    sha: 7,
    scope: 0,
  })
  expect(hexOf(unwrap(made))).toBe(rfc.example1)
  expect(hexOf(unwrap(openBundle(bundleOf(rfc.example1), keysOf(key('aes128')))))).toBe(rfc.plain)
})

test('RFC 9173, example 2: confidentiality with a wrapped key', () => {
  expect(bytesToHex(wrapKey(key('kek'), key('aes128')))).toBe(rfc.keys.wrapped)
  const made = addConfidentiality(bundleOf(rfc.plain), {
    target: 1,
    source: ipn(2, 1),
    key: key('aes128'),
    iv: key('iv'),
    aes: 1,
    scope: 0,
    wrappedKey: key('wrapped'),
  })
  expect(hexOf(unwrap(made))).toBe(rfc.example2)
  expect(hexOf(unwrap(openBundle(bundleOf(rfc.example2), keysOf(key('aes256')))))).toBe(rfc.plain)
})

test('RFC 9173, example 3: blocks of several sources', () => {
  const secret = addConfidentiality(bundleOf(rfc.plainWithAge), {
    target: 1,
    source: ipn(2, 1),
    key: key('aes128'),
    iv: key('iv'),
    aes: 1,
    scope: 0,
    number: 4,
  })
  const made = addIntegrity(unwrap(secret), {
    targets: [0, 2],
    source: ipn(3, 0),
    key: key('hmac'),
    sha: 5,
    scope: 0,
    number: 3,
  })
  expect(hexOf(unwrap(made))).toBe(rfc.example3)
  expect(hexOf(unwrap(openBundle(bundleOf(rfc.example3), keysOf(key('aes128')))))).toBe(rfc.plainWithAge)
})

test('RFC 9173, example 4: full scope, operation by operation', () => {
  const sealed = unwrap(
    addIntegrity(bundleOf(rfc.plain), {
      targets: [1],
      source: ipn(2, 1),
      key: key('hmac'),
      sha: 6,
      scope: 7,
      number: 3,
    }),
  )
  expect(hexOf(sealed)).toBe(rfc.example4Integrity)
  const block = { type: 12, number: 2, flags: 1, crc: 0, data: new Uint8Array(0) } as const
  const [integrity, payload] = [3, 1].map((target) =>
    encipherTarget(sealed, block, target, 7, key('aes256'), key('iv')),
  )
  const data = encodeSecurityBlock({
    targets: [3, 1],
    context: 2,
    source: ipn(2, 1),
    parameters: [
      [1, key('iv')],
      [2, 3],
      [4, 7],
    ],
    results: [[[1, integrity!.tag]], [[1, payload!.tag]]],
  })
  const blocks = [
    { ...sealed.blocks[0]!, data: integrity!.data },
    { ...block, data },
    { ...sealed.blocks[1]!, data: payload!.data },
  ]
  expect(hexOf({ primary: sealed.primary, blocks })).toBe(rfc.example4)
  expect(hexOf(unwrap(openBundle(bundleOf(rfc.example4), keysOf(key('aes256')))))).toBe(rfc.plain)
})

test('any change of what is covered is found', () => {
  const secret = addConfidentiality(bundleOf(rfc.plain), {
    target: 1,
    source: ipn(2, 1),
    key: key('aes256'),
    iv: key('iv'),
  })
  const good = unwrap(addIntegrity(unwrap(secret), { targets: [0], source: ipn(2, 1), key: key('hmac') }))
  expect(hexOf(unwrap(openBundle(good, keysOf(key('aes256')))))).toBe(rfc.plain)
  fc.assert(
    fc.property(fc.nat(34), fc.nat(7), (octet, bit) => {
      const data = payloadOf(good).data.slice()
      data[octet]! ^= 1 << bit
      const bad = { primary: good.primary, blocks: [...good.blocks.slice(0, -1), { ...payloadOf(good), data }] }
      const opened = openBundle(bad, keysOf(key('aes256')))
      expect(opened.ok ? 'opened' : opened.error.kind).toBe('not-authentic')
    }),
    { numRuns: 30 },
  )
  const late = openBundle({ ...good, primary: { ...good.primary, lifetime_ms: 1 } }, keysOf(key('aes256')))
  expect(late.ok ? '' : late.error.kind).toBe('not-authentic')
})

test('what may not be secured, or not be opened, is refused by name', () => {
  const plain = bundleOf(rfc.plain)
  const integrity = { source: ipn(2, 1), key: key('hmac') }
  const secrecy = { source: ipn(2, 1), key: key('aes256'), iv: key('iv') }
  const once = unwrap(addIntegrity(plain, { ...integrity, targets: [1] }))
  const refused = [
    addIntegrity(plain, { ...integrity, targets: [9] }),
    addIntegrity(once, { ...integrity, targets: [1] }),
    addIntegrity(once, { ...integrity, targets: [2] }),
    addConfidentiality(plain, { ...secrecy, target: 0 }),
    addConfidentiality(plain, { ...secrecy, target: 1, key: key('aes128') }),
    addConfidentiality(plain, { ...secrecy, target: 1, iv: new Uint8Array(4) }),
    openBundle(once, () => undefined),
  ].map((r) => (r.ok ? 'allowed' : r.error))
  expect(refused.map((e) => (typeof e === 'string' ? e : e.kind))).toEqual([
    'no-such-target',
    'target-secured',
    'target-not-allowed',
    'target-not-allowed',
    'bad-key-length',
    'bad-parameter',
    'no-key',
  ])
  for (const e of refused) expect(typeof e === 'string' ? e : describeBpsecError(e)).toMatch(/^(a key|block|there)/)
  expect(unwrapKey(key('aes128'), key('wrapped'))).toBeUndefined()
})
