/**
 * Cuts a stream of octets into Space Packets. A link delivers octets in pieces of any size, and now and then wrong ones;
 * the splitter keeps what is not yet whole, and finds the next packet after damage by looking for a header whose APID it
 * was told of and whose error control is right, so that one wrong length costs one packet and not all that follow.
 */
import { crc16 } from './crc16.ts'
import { IDLE_APID, PRIMARY_HEADER_OCTETS, SEQUENCE_MODULUS } from './space-packet.ts'

export type StreamOptions = {
  /** APIDs that may come; any without it. */
  readonly apids?: ReadonlySet<number>
  /** The longest packet agreed on, octets in all; 65542 without it. A longer one is damage. */
  readonly longest_octets?: number
  /** Whether every packet ends with a CRC-16. It is what makes resynchronisation sure. */
  readonly crc: boolean
}

export type StreamCounts = {
  packets: number
  idle: number
  /** Octets thrown away while looking for a header. */
  skipped_octets: number
  /** How often synchronism was lost. */
  losses: number
}

/** Is given a whole packet where it stands: it is there until the sink returns. */
export type PlacedPacketSink = (bytes: Uint8Array, from: number, octets: number) => void

export type PacketStream = {
  /** Takes the next octets and calls `sink` for every whole packet, a copy of its own. */
  push(octets: Uint8Array, sink: (packet: Uint8Array<ArrayBuffer>) => void): void
  /** The same without a copy: the packet is `octets` octets of `bytes` from `from` on until the sink returns. */
  pushInPlace(octets: Uint8Array, sink: PlacedPacketSink): void
  readonly counts: Readonly<StreamCounts>
  /** Octets kept until the packet they begin is whole. */
  readonly pending_octets: number
}

/** A splitter for one link. It keeps at most one packet's length. */
export function packetStream(options: StreamOptions): PacketStream {
  const longest = options.longest_octets ?? 65542
  const counts: StreamCounts = { packets: 0, idle: 0, skipped_octets: 0, losses: 0 }
  let kept = new Uint8Array(0)
  let lost = false
  /** Where what was kept and what came stand together; nobody holds it longer than a call. */
  let both = new Uint8Array(0)

  /** Octets of the packet that begins at `at`, 0 where none can, -1 where more octets are needed to tell. */
  const lengthAt = (bytes: Uint8Array, at: number): number => {
    if (bytes.length - at < PRIMARY_HEADER_OCTETS) return -1
    const id = (bytes[at]! << 8) | bytes[at + 1]!
    const apid = id & 0x7ff
    if (id >>> 13 !== 0) return 0
    if (apid !== IDLE_APID && options.apids !== undefined && !options.apids.has(apid)) return 0
    const length = PRIMARY_HEADER_OCTETS + ((bytes[at + 4]! << 8) | bytes[at + 5]!) + 1
    if (length > longest) return 0
    if (bytes.length - at < length) return -1
    return isTrusted(apid) || crc16(bytes, at, at + length) === 0 ? length : 0
  }

  /** Whether a packet is believed without its error control. Out of step any octets may look like an idle packet. */
  const isTrusted = (apid: number): boolean => (apid === IDLE_APID && !lost) || !options.crc

  const take = (bytes: Uint8Array, at: number, length: number, sink: PlacedPacketSink) => {
    lost = false
    if ((((bytes[at]! << 8) | bytes[at + 1]!) & 0x7ff) === IDLE_APID) counts.idle++
    else {
      counts.packets++
      sink(bytes, at, length)
    }
  }

  /** Where the first whole packet at or after `from` begins, -1 where none does. */
  const nextWhole = (bytes: Uint8Array, from: number): number => {
    for (let at = from; at < bytes.length; at++) if (lengthAt(bytes, at) > 0) return at
    return -1
  }

  const skip = (octets: number): number => {
    if (!lost) counts.losses++
    lost = true
    counts.skipped_octets += octets
    return octets
  }

  /** Octets to go on by from `at`; 0 where more are needed first. */
  const advance = (bytes: Uint8Array, at: number, sink: PlacedPacketSink): number => {
    const length = lengthAt(bytes, at)
    if (length > 0) {
      take(bytes, at, length, sink)
      return length
    }
    if (length === 0) return skip(1)
    // Out of step, what seems to begin here is nothing if a whole packet stands further on.
    const next = lost ? nextWhole(bytes, at + 1) : -1
    return next < 0 ? 0 : skip(next - at)
  }

  const pushInPlace = (octets: Uint8Array, sink: PlacedPacketSink): void => {
    if (kept.length > 0 && both.length < kept.length + octets.length)
      both = new Uint8Array(2 * (kept.length + octets.length))
    const bytes = kept.length === 0 ? octets : joined(kept, octets, both)
    let at = 0
    for (let step = 1; at < bytes.length && step > 0; at += step) step = advance(bytes, at, sink)
    kept = Uint8Array.prototype.slice.call(bytes, at) as Uint8Array<ArrayBuffer>
  }

  return {
    counts,
    get pending_octets() {
      return kept.length
    },
    pushInPlace,
    push: (octets, sink) =>
      pushInPlace(octets, (bytes, from, length) => sink(Uint8Array.prototype.slice.call(bytes, from, from + length))),
  }
}

function joined(a: Uint8Array, b: Uint8Array, into: Uint8Array): Uint8Array {
  into.set(a)
  into.set(b, a.length)
  return into.subarray(0, a.length + b.length)
}

/** What the sequence count of one packet says beside those before it from the same source and APID. */
export type SequenceVerdict =
  | { readonly kind: 'first' }
  | { readonly kind: 'next' }
  | { readonly kind: 'gap'; readonly missing: number; readonly firstMissing: number }
  | { readonly kind: 'late' }
  | { readonly kind: 'duplicate' }

/**
 * Follows one APID's sequence counts: gaps, late packets that fill them, duplicates. A count up to half the modulus
 * ahead is later, the rest earlier (a jump of more than 8191 cannot be told from an old packet).
 */
export function sequenceTracker(): { see(count: number): SequenceVerdict; readonly missing: number } {
  let last = -1
  const open = new Set<number>()
  return {
    get missing() {
      return open.size
    },
    see(count) {
      if (last < 0) {
        last = count
        return { kind: 'first' }
      }
      const ahead = (count - last + SEQUENCE_MODULUS) % SEQUENCE_MODULUS
      if (ahead === 0) return { kind: 'duplicate' }
      if (ahead > SEQUENCE_MODULUS / 2) return open.delete(count) ? { kind: 'late' } : { kind: 'duplicate' }
      const firstMissing = (last + 1) % SEQUENCE_MODULUS
      for (let i = 0; i < ahead - 1; i++) open.add((firstMissing + i) % SEQUENCE_MODULUS)
      open.delete(count)
      last = count
      return ahead === 1 ? { kind: 'next' } : { kind: 'gap', missing: ahead - 1, firstMissing }
    },
  }
}
