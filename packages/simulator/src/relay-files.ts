/** Files over bundles: one CFDP entity (CCSDS 727.0-B-5, class 2) for each end, a PDU a bundle. */
import type { Random } from '@magpie/core/random'
import type { Pdu } from '@magpie/operations/cfdp/pdu'
import { decodePdu, encodePdu } from '@magpie/operations/cfdp/pdu-codec'
import { type CfdpReceiver, cfdpReceiver, newReceiver } from '@magpie/operations/cfdp/receiver'
import { cfdpSender } from '@magpie/operations/cfdp/sender'
import type { CfdpEnd, CfdpSettings } from '@magpie/operations/cfdp/transaction'

export type FileEntity = {
  /** Begins to send a file. */
  put(name: string, content: Uint8Array, now_s: number): void
  /** A PDU came. */
  take(octets: Uint8Array, now_s: number): void
  /** Looks at timers, and sends what is due. */
  look(now_s: number): void
}

export type EntityParts = {
  /** 1 on the lander, 2 in the centre. */
  readonly id: 1 | 2
  readonly segment_octets: number
  readonly lifetime_s: number
  /** Hands a PDU to the bundle node; `file` is the name where it is part of a file that begins here. */
  readonly send: (pdu: Uint8Array, file: string | undefined) => void
  readonly received: (name: string, content: Uint8Array) => void
}

const LARGEST_OCTETS = 1_000_000

/** An entity without transactions. */
export function fileEntity(parts: EntityParts): FileEntity {
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
  const sending = new Map<number, { readonly end: CfdpEnd; readonly name: string }>()
  const receiving = new Map<number, CfdpReceiver>()
  let sequence = 0

  const flush = (end: CfdpEnd, name: string | undefined, now_s: number) => {
    for (let pdu = end.next(now_s); pdu !== undefined; pdu = end.next(now_s)) parts.send(encodePdu(pdu), name)
  }

  const receive = (pdu: Pdu, now_s: number) => {
    const key = pdu.header.sequence
    const receiver = receiving.get(key) ?? cfdpReceiver(settings, newReceiver(pdu))
    receiving.set(key, receiver)
    receiver.take(pdu, now_s)
    const content = receiver.file()
    const about = receiver.metadata()
    if (content !== undefined && about !== undefined) parts.received(about.destinationName, content)
    flush(receiver, undefined, now_s)
  }

  return {
    put(name, content, now_s) {
      const request = {
        source: id,
        destination: 3 - id,
        sequence: ++sequence,
        acknowledged: true,
        closure: true,
        sourceName: name,
        destinationName: name,
        file: content,
      }
      const end = cfdpSender(settings, request)
      sending.set(sequence, { end, name })
      flush(end, name, now_s)
    },
    take(octets, now_s) {
      const pdu = decodePdu(octets)
      if (!pdu.ok) return
      if (pdu.value.header.toward === 'receiver') return receive(pdu.value, now_s)
      const own = sending.get(pdu.value.header.sequence)
      if (own === undefined) return
      own.end.take(pdu.value, now_s)
      flush(own.end, undefined, now_s)
      if (own.end.outcome() !== undefined) sending.delete(pdu.value.header.sequence)
    },
    look(now_s) {
      for (const { end } of sending.values()) flush(end, undefined, now_s)
      for (const receiver of receiving.values()) flush(receiver, undefined, now_s)
    },
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
