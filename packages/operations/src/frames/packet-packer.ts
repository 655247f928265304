/**
 * Packets into data fields of fixed length: packets follow each other across the fields, and each field's first header
 * pointer tells where the first packet in it begins. What is not filled in time is filled with an idle packet.
 */
import { idlePacket } from '../space-packet.ts'
import { IDLE_FIRST_HEADER, NO_FIRST_HEADER } from './frame-check.ts'

/** A data field that is full. */
export type PackedField = { readonly data: Uint8Array<ArrayBuffer>; readonly firstHeader: number }

/** Packets in, data fields out. */
export type PacketPacker = {
  /** Adds a packet; calls `sink` for every field that it fills. */
  add(packet: Uint8Array, sink: (field: PackedField) => void): void
  /** Fills the field that has begun with an idle packet, which may reach into one more field; nothing where none has begun. */
  complete(sink: (field: PackedField) => void): void
  /** A field of idle data only, for when there is nothing to send. */
  idle(): PackedField
}

/** The shortest idle packet: a header and one octet. */
const SHORTEST_IDLE = 7

/** A packer of fields of so many octets. */
export function packetPacker(octets: number): PacketPacker {
  let data = new Uint8Array(octets)
  let used = 0
  let firstHeader = NO_FIRST_HEADER

  const add = (packet: Uint8Array, sink: (field: PackedField) => void) => {
    if (firstHeader === NO_FIRST_HEADER) firstHeader = used
    for (let from = 0; from < packet.length; ) {
      const part = Math.min(octets - used, packet.length - from)
      data.set(packet.subarray(from, from + part), used)
      used += part
      from += part
      if (used < octets) break
      sink({ data, firstHeader })
      data = new Uint8Array(octets)
      used = 0
      firstHeader = NO_FIRST_HEADER
    }
  }

  return {
    add,
    complete(sink) {
      if (used === 0) return
      const room = octets - used
      add(idlePacket(room >= SHORTEST_IDLE ? room : room + octets), sink)
    },
    idle: () => ({ data: new Uint8Array(octets), firstHeader: IDLE_FIRST_HEADER }),
  }
}
