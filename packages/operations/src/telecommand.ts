/**
 * Telecommand packets that carry their own authority. Behind the command's octets stands a block that no relay can
 * forge: who sends it, who has approved it, and signatures (Ed25519, given as a port); then packet error control.
 *
 *   header and arguments (from the dictionary) | party u8 | person u16 | approvals u8
 *   | { party u8, person u16, signature 64 } for each approval | sender's signature 64 | CRC-16
 *
 * An approval signs the command's octets without the primary header; the sender signs all octets before its signature.
 * The command number is unique for a party and rises, so that the gateway refuses what it has seen before.
 */
import type { Identifier } from '@magpie/core/identifier'
import { err, ok, type Result } from '@magpie/core/result'
import { checkPacket, type PacketError, PRIMARY_HEADER_OCTETS, sealPacket } from './space-packet.ts'

/** Signs for a party; the key never leaves who holds it. */
export type Sign = (party: Identifier, bytes: Uint8Array) => Uint8Array
/** Whether the party's key made the signature. */
export type Verify = (party: Identifier, bytes: Uint8Array, signature: Uint8Array) => boolean

export const SIGNATURE_OCTETS = 64

/** People and parties as numbers, as the packet has them. */
export type Agent = { readonly party: number; readonly person: number }

export type AuthorityBlock = {
  readonly sender: Agent
  readonly approvals: readonly { readonly agent: Agent; readonly signature: Uint8Array }[]
  readonly signature: Uint8Array
  /** What the approvals and the sender signed. */
  readonly approved: Uint8Array
  readonly signed: Uint8Array
}

/** What is wrong with the block of a telecommand. */
export type BlockError =
  | PacketError
  | { readonly kind: 'authority-block-short'; readonly needed: number; readonly got: number }

const APPROVAL_TAG = new TextEncoder().encode('magpie approval\n')
const COMMAND_TAG = new TextEncoder().encode('magpie telecommand\n')

/** What an approver signs, from the command's octets (header and arguments). */
export function approvalBytes(command: Uint8Array): Uint8Array {
  return joined(APPROVAL_TAG, command.subarray(PRIMARY_HEADER_OCTETS))
}

/** The whole packet from the command's octets: lengths, approvals, signature and error control put in. */
export function buildTelecommand(
  command: Uint8Array,
  sequenceCount: number,
  sender: Agent,
  approvals: readonly { readonly agent: Agent; readonly signature: Uint8Array }[],
  sign: (bytes: Uint8Array) => Uint8Array,
): Uint8Array<ArrayBuffer> {
  const each = 3 + SIGNATURE_OCTETS
  const blockOctets = 4 + approvals.length * each + SIGNATURE_OCTETS + 2
  const out = new Uint8Array(command.length + blockOctets)
  out.set(command)
  out[2] = 0xc0 | (sequenceCount >>> 8)
  out[3] = sequenceCount
  const dataOctets = out.length - PRIMARY_HEADER_OCTETS
  out[4] = (dataOctets - 1) >>> 8
  out[5] = dataOctets - 1
  let at = putAgent(sender, out, command.length)
  out[at++] = approvals.length
  for (const { agent, signature } of approvals) {
    at = putAgent(agent, out, at)
    out.set(signature, at)
    at += SIGNATURE_OCTETS
  }
  out.set(sign(joined(COMMAND_TAG, out.subarray(0, at))), at)
  sealPacket(out)
  return out
}

/** Reads the block behind `commandOctets` octets of command; every length is checked before it is cut. */
export function readAuthorityBlock(packet: Uint8Array, commandOctets: number): Result<AuthorityBlock, BlockError> {
  const checked = checkPacket(packet)
  if (!checked.ok) return checked
  const needed = commandOctets + 4 + SIGNATURE_OCTETS + 2
  if (packet.length < needed) return err({ kind: 'authority-block-short', needed, got: packet.length })
  const count = packet[commandOctets + 3]!
  const each = 3 + SIGNATURE_OCTETS
  const whole = needed + count * each
  if (packet.length !== whole) return err({ kind: 'authority-block-short', needed: whole, got: packet.length })
  const approvals = Array.from({ length: count }, (_, i) => {
    const at = commandOctets + 4 + i * each
    return { agent: getAgent(packet, at), signature: packet.slice(at + 3, at + each) }
  })
  const signatureAt = commandOctets + 4 + count * each
  return ok({
    sender: getAgent(packet, commandOctets),
    approvals,
    signature: packet.slice(signatureAt, signatureAt + SIGNATURE_OCTETS),
    approved: approvalBytes(packet.subarray(0, commandOctets)),
    signed: joined(COMMAND_TAG, packet.subarray(0, signatureAt)),
  })
}

function putAgent(agent: Agent, out: Uint8Array, at: number): number {
  out[at] = agent.party
  out[at + 1] = agent.person >>> 8
  out[at + 2] = agent.person
  return at + 3
}

function getAgent(packet: Uint8Array, at: number): Agent {
  return { party: packet[at]!, person: (packet[at + 1]! << 8) | packet[at + 2]! }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(a.length + b.length)
  out.set(a)
  out.set(b, a.length)
  return out
}
