/** Files over bundles: one CFDP entity (CCSDS 727.0-B-5, class 2) for each end, a PDU a bundle. */
import type { Random } from '@magpie/core/random'
import type { Pdu, Tlv } from '@magpie/operations/cfdp/pdu'
import { decodePdu, encodePdu } from '@magpie/operations/cfdp/pdu-codec'
import { type CfdpReceiver, cfdpReceiver, newReceiver, type ReceiverState } from '@magpie/operations/cfdp/receiver'
import { cfdpSender, newSender, type PutRequest, type SenderState } from '@magpie/operations/cfdp/sender'
import type { CfdpEnd, CfdpSettings } from '@magpie/operations/cfdp/transaction'

export type FileEntity = {
  /** Begins to send a file. */
  put(name: string, content: Uint8Array, now_s: number, options?: readonly Tlv[]): void
  /** A PDU came, which was made at `made_s`. */
  take(octets: Uint8Array, now_s: number, made_s: number): void
  /** The transaction of a PDU that is part of a file that ends here. */
  transactionOf(octets: Uint8Array): number | undefined
  /** Looks at timers, and sends what is due. */
  look(now_s: number): void
  /** All that it remembers, to go on from. */
  state(): EntityState
}

type Sending = { readonly request: PutRequest; readonly state: SenderState }
type Receiving = {
  readonly state: ReceiverState
  /** When the oldest PDU of it that came was made. */
  made_s: number
  /** Its file was handed over. */
  given: boolean
}

/** What an entity remembers, as plain data. */
export type EntityState = {
  readonly sequence: number
  readonly sending: readonly Sending[]
  readonly receiving: readonly Receiving[]
}

/** A file that came whole. */
export type CameFile = {
  readonly name: string
  readonly content: Uint8Array
  readonly made_s: number
  readonly options: readonly Tlv[]
  readonly transaction: number
}

export type EntityParts = {
  /** 1 on the lander, 2 in the centre. */
  readonly id: 1 | 2
  readonly segment_octets: number
  readonly lifetime_s: number
  /** Hands a PDU to the bundle node; `file` is the name where it is part of a file that begins here. */
  readonly send: (pdu: Uint8Array, file: string | undefined) => void
  readonly received: (file: CameFile) => void
  /** The other end said how a file ended, or said nothing for too long. */
  readonly ended?: (name: string, whole: boolean) => void
}

const LARGEST_OCTETS = 1_000_000

/** An entity without transactions, or from what was kept of one. */
export function fileEntity(
  parts: EntityParts,
  kept: EntityState = { sequence: 0, sending: [], receiving: [] },
): FileEntity {
  const { id, segment_octets, lifetime_s } = parts
  // Bundles wait for contacts by themselves: an answer may take days, and asking again costs bandwidth.
  const patience_s = lifetime_s / 8
  const settings: CfdpSettings = {
    id_octets: 1,
    sequence_octets: 2,
    crc: false,
    checksum: 3,
    segment_octets,
    largest_octets: LARGEST_OCTETS,
    ackTimer_s: patience_s,
    ackLimit: 8,
    nakTimer_s: patience_s,
    nakLimit: 8,
    checkTimer_s: patience_s,
    checkLimit: 8,
    inactivity_s: lifetime_s,
  }
  const sending = new Map<number, Sending & { readonly end: CfdpEnd }>()
  const receiving = new Map<number, Receiving & { readonly end: CfdpReceiver }>()
  let { sequence } = kept
  for (const one of kept.sending)
    sending.set(one.request.sequence, { ...one, end: cfdpSender(settings, one.request, one.state) })
  for (const one of kept.receiving)
    receiving.set(one.state.header.sequence, { ...one, end: cfdpReceiver(settings, one.state) })

  const flush = (end: CfdpEnd, name: string | undefined, now_s: number) => {
    for (let pdu = end.next(now_s); pdu !== undefined; pdu = end.next(now_s)) parts.send(encodePdu(pdu), name)
  }

  const receive = (pdu: Pdu, now_s: number, made_s: number) => {
    const key = pdu.header.sequence
    const one = receiving.get(key) ?? newReceiving(pdu, made_s)
    receiving.set(key, one)
    one.made_s = Math.min(one.made_s, made_s)
    one.end.take(pdu, now_s)
    const content = one.given ? undefined : one.end.file()
    const about = one.end.metadata()
    if (content !== undefined && about !== undefined) {
      one.given = true
      one.state.file = new Uint8Array(0)
      const { destinationName: name, options } = about
      parts.received({ name, content, made_s: one.made_s, options, transaction: key })
    }
    flush(one.end, undefined, now_s)
  }

  const newReceiving = (pdu: Pdu, made_s: number) => {
    const state = newReceiver(pdu)
    return { state, made_s, given: false, end: cfdpReceiver(settings, state) }
  }

  const settle = (key: number) => {
    const own = sending.get(key)
    const outcome = own?.end.outcome()
    if (own === undefined || outcome === undefined) return
    sending.delete(key)
    parts.ended?.(own.request.sourceName, outcome.delivery === 'complete')
  }

  return {
    put(name, content, now_s, options = []) {
      sequence = (sequence % 0xffff) + 1
      const request = {
        source: id,
        destination: 3 - id,
        sequence,
        acknowledged: true,
        closure: true,
        sourceName: name,
        destinationName: name,
        file: content,
        options,
      }
      const state = newSender()
      const end = cfdpSender(settings, request, state)
      sending.set(sequence, { request, state, end })
      flush(end, name, now_s)
    },
    take(octets, now_s, made_s) {
      const pdu = decodePdu(octets)
      if (!pdu.ok) return
      if (pdu.value.header.toward === 'receiver') return receive(pdu.value, now_s, made_s)
      const own = sending.get(pdu.value.header.sequence)
      if (own === undefined) return
      own.end.take(pdu.value, now_s)
      flush(own.end, undefined, now_s)
      settle(pdu.value.header.sequence)
    },
    transactionOf(octets) {
      const pdu = decodePdu(octets)
      return pdu.ok && pdu.value.header.toward === 'receiver' ? pdu.value.header.sequence : undefined
    },
    look(now_s) {
      for (const [key, { end }] of sending) {
        flush(end, undefined, now_s)
        settle(key)
      }
      for (const { end } of receiving.values()) flush(end, undefined, now_s)
    },
    state: () => ({
      sequence,
      sending: [...sending.values()].map(({ request, state }) => ({ request, state })),
      receiving: [...receiving.values()].map(({ state, made_s, given }) => ({ state, made_s, given })),
    }),
  }
}

/** Octets that stand for what an instrument measured: random, so that a wrong one shows. */
export function fileContent(random: Random, octets: number): Uint8Array {
  const out = new Uint8Array(octets)
  const words = new DataView(out.buffer)
  for (let i = 0; i + 4 <= octets; i += 4) words.setUint32(i, Math.floor(random.next() * 2 ** 32))
  return out
}

/** Whether two files are the same. */
export function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, i) => octet === b[i])
}
