/**
 * Space data link security (CCSDS 355.0-B-2): security header and trailer around the data of a frame, by associations
 * that both ends hold. Services (2.3): authentication (AES-CMAC, or AES-GCM without ciphertext), encryption (AES-GCM
 * without its tag, which is counter mode), authenticated encryption (AES-GCM). Numbers that only rise keep replays out.
 */

import { err, ok, type Result } from '@magpie/core/result'
import { cmac as aesCmac, ctr, gcm } from '@noble/ciphers/aes.js'
import type { SdlsError } from './sdls-error.ts'

/** What an association does to a frame (2.3). */
export type SecurityService = 'authentication' | 'encryption' | 'authenticated-encryption'

/** What both ends agreed on. */
export type SecurityAssociation = {
  /** Security parameter index, 1 to 65534. */
  readonly spi: number
  readonly service: SecurityService
  readonly algorithm: 'aes-gcm' | 'aes-cmac'
  /** Which key of the table. */
  readonly key: number
  /** Virtual channels it may protect, as spacecraft and channel. */
  readonly channels: readonly { readonly scid: number; readonly vcid: number }[]
  /** Octets of the fields that travel: initialisation vector (the low ones), sequence number, pad length, MAC. */
  readonly iv_octets: number
  readonly sn_octets: number
  readonly pad_octets: number
  readonly mac_octets: number
  /**
   * Authentication bit mask (4.2.3.2.2.3) over frame header and security header; octets past it count as ones. What it
   * blanks may change on the way. The vector itself is never among the authenticated data unless the mask says so.
   */
  readonly mask: Uint8Array
  /** Greatest step that a number may rise by between frames that arrive (anti-replay window). */
  readonly window: number
}

/** The state that goes with an association: numbers of the last frame, sent or received. */
export type SecurityState = {
  operational: boolean
  /** The whole vector as a number of 96 bits. */
  iv: bigint
  sn: bigint
}

/** A key of 128, 192 or 256 bits, and whether it may be used. */
export type SecurityKey = { readonly octets: Uint8Array; readonly active: boolean }

/** A frame that was believed: its numbers and its data in plain. */
export type Opened = { readonly spi: number; readonly sn: bigint; readonly iv: bigint; readonly data: Uint8Array }

/** One end of protected links. */
export type SecurityUnit = {
  /** Security header, data (encrypted where so agreed) and trailer, which stand after `header` in the frame. */
  protect(
    spi: number,
    channel: Channel,
    header: Uint8Array,
    data: Uint8Array,
  ): Result<Uint8Array<ArrayBuffer>, SdlsError>
  /** Checks and opens what stands after `header` in a frame that came. */
  open(channel: Channel, header: Uint8Array, field: Uint8Array): Result<Opened, SdlsError>
  /** The numbers of an association, to be kept over a restart. */
  state(spi: number): Readonly<SecurityState> | undefined
}

type Channel = { readonly scid: number; readonly vcid: number }
type Held = { readonly sa: SecurityAssociation; readonly state: SecurityState }

/** Octets of the AES-GCM vector that this unit uses whole (NIST SP 800-38D, 8.2: 96 bits). */
const IV_OCTETS = 12

/** Octets that protection adds to a frame. */
export function securityOctets(sa: SecurityAssociation): number {
  return 2 + sa.iv_octets + sa.sn_octets + sa.pad_octets + sa.mac_octets
}

/** One end of protected links, with its associations (each with the numbers to go on from) and keys. */
export function securityUnit(
  associations: readonly { readonly sa: SecurityAssociation; readonly state: Readonly<SecurityState> }[],
  keys: ReadonlyMap<number, SecurityKey>,
): SecurityUnit {
  const table = new Map<number, Held>()
  for (const { sa, state } of associations) table.set(sa.spi, { sa: checked(sa), state: { ...state } })

  /** The association and its key, where both may be used on the channel. */
  const usable = (spi: number, { scid, vcid }: Channel): Result<Held & { key: Uint8Array }, SdlsError> => {
    const held = table.get(spi)
    if (held === undefined) return err({ kind: 'sdls-unknown-association', spi })
    if (!held.state.operational) return err({ kind: 'sdls-not-operational', spi })
    if (!held.sa.channels.some((c) => c.scid === scid && c.vcid === vcid))
      return err({ kind: 'sdls-wrong-channel', spi, scid, vcid })
    const key = keys.get(held.sa.key)
    if (key?.active !== true) return err({ kind: 'sdls-key-inactive', spi, key: held.sa.key })
    return ok({ ...held, key: key.octets })
  }

  return {
    protect(spi, channel, header, data) {
      const found = usable(spi, channel)
      if (!found.ok) return found
      const { sa, state, key } = found.value
      const iv = usesIv(sa) ? state.iv + 1n : state.iv
      const sn = sa.sn_octets > 0 ? state.sn + 1n : state.sn
      // Numbers must never come again under the same key: at the end the association is spent.
      if (iv >= 1n << 96n || sn >= 1n << BigInt(8 * sa.sn_octets || 1)) return err({ kind: 'sdls-exhausted', spi })
      const out = new Uint8Array(securityOctets(sa) + data.length)
      const from = writeSecurityHeader(sa, iv, sn, out)
      const nonce = nonceOf(iv)
      const body = sa.service === 'authentication' ? data : keystream(key, nonce, data)
      out.set(body, from)
      if (sa.mac_octets > 0) {
        const mac = macOf(sa, key, nonce, header, out.subarray(0, from), data)
        out.set(mac, from + data.length)
      }
      state.iv = iv
      state.sn = sn
      return ok(out)
    },
    open(channel, header, field) {
      if (field.length < 2) return err({ kind: 'sdls-too-short', needed: 2, got: field.length })
      const found = usable((field[0]! << 8) | field[1]!, channel)
      if (!found.ok) return found
      const { sa, state, key } = found.value
      const needed = securityOctets(sa)
      if (field.length < needed) return err({ kind: 'sdls-too-short', needed, got: field.length })
      const from = needed - sa.mac_octets
      const iv = fullIv(sa, state.iv, readNumber(field, 2, sa.iv_octets))
      const sn = readNumber(field, 2 + sa.iv_octets, sa.sn_octets)
      const body = field.subarray(from, field.length - sa.mac_octets)
      const nonce = nonceOf(iv)
      const data = sa.service === 'authentication' ? body : keystream(key, nonce, body)
      if (sa.mac_octets > 0) {
        const mac = macOf(sa, key, nonce, header, field.subarray(0, from), data)
        if (!same(mac, field.subarray(field.length - sa.mac_octets)))
          return err({ kind: 'sdls-wrong-mac', spi: sa.spi })
      }
      // Only after the MAC: a forged number must not move the window.
      const replay = replayed(sa, state, iv, sn)
      if (replay !== undefined) return err(replay)
      state.iv = iv
      state.sn = sn
      return ok({ spi: sa.spi, sn, iv, data })
    },
    state: (spi) => table.get(spi)?.state,
  }
}

function checked(sa: SecurityAssociation): SecurityAssociation {
  if (!(sa.spi >= 1 && sa.spi <= 65534)) throw new RangeError(`security parameter index ${sa.spi}`)
  if (sa.iv_octets > IV_OCTETS || sa.mac_octets > 16)
    throw new RangeError('vector or MAC longer than the algorithm has')
  if (sa.service !== 'authentication' && sa.algorithm === 'aes-cmac') throw new RangeError('AES-CMAC does not encrypt')
  if ((sa.service === 'encryption') !== (sa.mac_octets === 0)) throw new RangeError('a MAC belongs to authentication')
  return sa
}

/** GCM without its tag: counter mode from the vector and 2 (NIST SP 800-38D, 7.1); its own inverse. */
function keystream(key: Uint8Array, nonce: Uint8Array, data: Uint8Array): Uint8Array {
  const counter = new Uint8Array(16)
  counter.set(nonce)
  counter[15] = 2
  return ctr(key, counter).encrypt(data)
}

/** The MAC over frame header, security header and, where only authenticated, data: the first octets that travel. */
function macOf(
  sa: SecurityAssociation,
  key: Uint8Array,
  nonce: Uint8Array,
  header: Uint8Array,
  security: Uint8Array,
  data: Uint8Array,
): Uint8Array {
  const plain = sa.service === 'authentication'
  const known = new Uint8Array(header.length + security.length + (plain ? data.length : 0))
  known.set(header)
  known.set(security, header.length)
  if (plain) known.set(data, header.length + security.length)
  for (let i = 0; i < Math.min(known.length, sa.mask.length); i++) known[i]! &= sa.mask[i]!
  if (sa.algorithm === 'aes-cmac') return aesCmac(known, key).subarray(0, sa.mac_octets)
  const sealed = gcm(key, nonce, known).encrypt(plain ? new Uint8Array(0) : data)
  return sealed.subarray(sealed.length - 16, sealed.length - 16 + sa.mac_octets)
}

function usesIv(sa: SecurityAssociation): boolean {
  return sa.algorithm === 'aes-gcm'
}

function writeSecurityHeader(sa: SecurityAssociation, iv: bigint, sn: bigint, out: Uint8Array): number {
  out[0] = sa.spi >>> 8
  out[1] = sa.spi
  writeNumber(iv, out, 2, sa.iv_octets)
  writeNumber(sn, out, 2 + sa.iv_octets, sa.sn_octets)
  // AES-GCM and AES-CMAC need no padding: the field, where there is one, says 0.
  return 2 + sa.iv_octets + sa.sn_octets + sa.pad_octets
}

/** The whole vector of which the low octets came: the next one after `last` that ends so. */
function fullIv(sa: SecurityAssociation, last: bigint, low: bigint): bigint {
  if (!usesIv(sa)) return last
  if (sa.iv_octets === 0) return last + 1n
  const modulus = 1n << BigInt(8 * sa.iv_octets)
  const candidate = last - (last % modulus) + low
  return candidate > last || sa.iv_octets === IV_OCTETS ? candidate : candidate + modulus
}

/** Why a frame is not new: a number of it did not rise, or rose by more than the window. */
function replayed(sa: SecurityAssociation, state: SecurityState, iv: bigint, sn: bigint): SdlsError | undefined {
  const bad = (received: bigint, last: bigint) => received <= last || received - last > BigInt(sa.window)
  const { spi, window } = sa
  if (usesIv(sa) && bad(iv, state.iv)) return { kind: 'sdls-replay', spi, received: iv, last: state.iv, window }
  if (sa.sn_octets > 0 && bad(sn, state.sn)) return { kind: 'sdls-replay', spi, received: sn, last: state.sn, window }
  return undefined
}

function nonceOf(iv: bigint): Uint8Array {
  const nonce = new Uint8Array(IV_OCTETS)
  writeNumber(iv, nonce, 0, IV_OCTETS)
  return nonce
}

function readNumber(bytes: Uint8Array, at: number, octets: number): bigint {
  let value = 0n
  for (let i = at; i < at + octets; i++) value = (value << 8n) | BigInt(bytes[i]!)
  return value
}

function writeNumber(value: bigint, bytes: Uint8Array, at: number, octets: number): void {
  for (let i = at + octets - 1, rest = value; i >= at; i--, rest >>= 8n) bytes[i] = Number(rest & 255n)
}

/** Compares without telling by its time where the difference is. */
function same(a: Uint8Array, b: Uint8Array): boolean {
  let difference = a.length ^ b.length
  for (let i = 0; i < a.length; i++) difference |= a[i]! ^ b[i]!
  return difference === 0
}
