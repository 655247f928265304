/**
 * Cuts octets into packets and recovers from a wrong length. Space Packets (CCSDS 133.0-B-2) have no marker, so a wrong
 * length leads a receiver that trusts it into the middle of what follows, and every packet after is lost. Here a packet
 * is believed when what stands behind it is a header again, or the end of what was sent together; else the octets behind
 * its header are searched for the next header that goes on with what came before. A wrong length so costs its own packet
 * and at most one more.
 *
 * In frames the first header pointers are anchors: places where a packet is known to begin. Encapsulation packets
 * (CCSDS 133.1-B-3, version 7) may stand among Space Packets; they are passed over by their length and counted.
 */
import { headerReader, MORE, NOTHING } from './packet-headers.ts'

/** What is known of the packets that come. */
export type RecoveryOptions = {
  /** APIDs that may come; any without it. */
  readonly apids?: ReadonlySet<number>
  /** The longest packet agreed on, octets in all; 65542 without it. It bounds how long a wrong length can hold up. */
  readonly longest_octets?: number
}

/** What came and what was lost. */
export type RecoveryCounts = {
  packets: number
  idle: number
  encapsulation: number
  /** Packets whose length cannot have been right, or whose octets are not all there. */
  damaged: number
  /** Octets of damaged packets and those passed over in searching. */
  lost_octets: number
}

/** Takes a whole packet, a copy of its own. */
export type PacketSink = (packet: Uint8Array<ArrayBuffer>) => void

/** Octets in, packets out. */
export type PacketRecovery = {
  /**
   * Takes the next octets. `anchor` is the place in them where a packet is known to begin, -1 where nothing is known.
   * With `closed` a packet that ends with the last octet is whole; without it the header behind it is waited for.
   */
  push(octets: Uint8Array, sink: PacketSink, anchor?: number, closed?: boolean): void
  /** Nothing follows at once, with `cut` because octets went missing: what is whole is given out, the rest thrown away. */
  flush(sink: PacketSink, cut?: boolean): void
  readonly counts: Readonly<RecoveryCounts>
  readonly pending_octets: number
}

/** Unfamiliar headers in a row that are believed without a familiar one behind them. */
const CHAIN = 4
/** A header that neither goes on with what came before nor contradicts it. */
const UNFAMILIAR = 2

/** A recovery for one source of octets; it keeps at most one packet's length and the headers behind it. */
export function packetRecovery(options: RecoveryOptions = {}): PacketRecovery {
  const longest = options.longest_octets ?? 65542
  const counts: RecoveryCounts = { packets: 0, idle: 0, encapsulation: 0, damaged: 0, lost_octets: 0 }
  const headers = headerReader(options.apids, longest)
  let bytes: Uint8Array = new Uint8Array(0)
  /** Where in `bytes` the next packet begins; where one is known to begin, else negative. */
  let at = 0
  let anchor = -1
  /** Whether `at` stands behind damage, and octets lost since the last packet. */
  let searching = false
  let lostSince = 0
  let ended = false
  /** The octets ended in the middle, so that the last packet may begin and not be whole. */
  let cutOff = false
  /** A packet may end with the last octet. */
  let closed = false

  /** Whether packets go on from `from`: 1 yes, 0 no, MORE where more octets are needed to tell. */
  const goesOn = (from: number): number => {
    let place = from
    headers.beginChain()
    for (let chain = 0; chain < CHAIN; chain++) {
      const verdict = headerVerdict(from, place)
      if (verdict !== UNFAMILIAR) return verdict
      place += headers.octetsAt(bytes, place)
    }
    return 1
  }

  /** The same for one header of a row that began at `from`; UNFAMILIAR where those behind it must tell. */
  const headerVerdict = (from: number, place: number): number => {
    if (place === anchor || (closed && place === bytes.length)) return 1
    if (anchor >= from && place > anchor) return 0
    const length = headers.octetsAt(bytes, place)
    if (length === MORE) return ended ? lastHeader(from, place) : MORE
    return length === NOTHING ? 0 : fit(place, length)
  }

  /** Whether a header goes on with what came before: 1 yes, 0 no, or UNFAMILIAR. */
  const fit = (place: number, length: number): number => {
    if (!headers.mayFollow(bytes, place)) return 0
    return headers.familiar(bytes, place) || (cutOff && place + length > bytes.length) ? 1 : UNFAMILIAR
  }

  /** At the end of all octets: whether they end here, or with a header that is not whole right behind the packet. */
  const lastHeader = (from: number, place: number): number => {
    if (place >= bytes.length) return place === bytes.length ? 1 : 0
    return (place === from || cutOff) && headers.mayBegin(bytes[place]!) ? 1 : 0
  }

  /** Whether the packet of so many octets at `from` ends where one may. */
  const endsWell = (from: number, length: number): number =>
    anchor > from && from + length > anchor ? 0 : goesOn(from + length)

  const take = (length: number, sink: PacketSink) => {
    searching = false
    lostSince = 0
    const kind = headers.take(bytes, at)
    counts[kind]++
    if (kind === 'packets') sink(bytes.slice(at, at + length) as Uint8Array<ArrayBuffer>)
    at += length
  }

  const lose = (octets: number) => {
    counts.lost_octets += octets
    lostSince += octets
    at += octets
    // Nothing familiar in all that: the source may be another one now.
    if (lostSince > longest) headers.forget()
  }

  /** Moves to the next header: to the anchor at the latest. False where more octets are needed. */
  const search = (from: number): boolean => {
    const limit = anchor >= from ? anchor : bytes.length
    let place = from
    while (place < limit && !isCandidate(place)) place++
    if (place < limit || place === anchor) {
      lose(earlierChain(from, place) - at)
      searching = false
      return true
    }
    // A header may begin in the last octets.
    lose(Math.max(0, bytes.length - 7 - at))
    return false
  }

  /** A familiar header that ends well; any header that a chain follows while nothing is familiar yet. */
  const isCandidate = (place: number): boolean => {
    const length = headers.octetsAt(bytes, place)
    if (length <= 0 || headers.isBlank(bytes, place)) return false
    if (headers.familiar(bytes, place)) return endsWell(place, length) !== 0
    return headers.nothingFamiliar() && endsWell(place, length) === 1
  }

  /** Unfamiliar packets that lead exactly to `place`: where they begin, else `place`. */
  const earlierChain = (from: number, place: number): number => {
    for (let first = from; first < place; first++) {
      let p = first
      headers.beginChain()
      for (let n = 0; p < place && n < 16; n++) {
        const length = headers.octetsAt(bytes, p)
        if (length <= 0 || headers.isBlank(bytes, p) || !headers.mayFollow(bytes, p)) break
        p += length
      }
      if (p === place) return first
    }
    return place
  }

  /** One packet on, or false where more octets are needed. */
  const step = (sink: PacketSink): boolean => {
    if (at >= bytes.length) return false
    if (at === anchor) anchor = -1
    if (searching) return search(at)
    const length = headers.octetsAt(bytes, at)
    if (length === MORE && !ended && !(anchor > at)) return false
    const verdict = length > 0 ? endsWell(at, length) : 0
    if (verdict === MORE) return false
    if (verdict === 1) {
      accept(length, sink)
      return true
    }
    counts.damaged++
    searching = true
    return search(at + 1)
  }

  /** Takes the packet, unless its length leads over others that stand in it. */
  const accept = (length: number, sink: PacketSink) => {
    const swallowed = headers.usualOctets(bytes, at) === length ? -1 : firstSwallowed(at + length)
    if (swallowed < 0) return take(length, sink)
    counts.damaged++
    lose(swallowed - at)
  }

  /** Where in the packet at hand a familiar header begins from which packets lead exactly to its end; -1 where none does. */
  const firstSwallowed = (end: number): number => {
    for (let first = at + 1; first <= end - 7; first++) {
      if (headers.octetsAt(bytes, first) <= 0 || !headers.familiar(bytes, first)) continue
      let place = first
      for (let length = 1; place < end && length > 0; place += length) length = headers.octetsAt(bytes, place)
      if (place === end) return first
    }
    return -1
  }

  const keep = () => {
    bytes = bytes.slice(at)
    anchor = anchor < at ? -1 : anchor - at
    at = 0
  }

  return {
    counts,
    get pending_octets() {
      return bytes.length
    },
    push(octets, sink, known = -1, whole = false) {
      const before = bytes.length
      bytes = before === 0 ? octets : joined(bytes, octets)
      if (known >= 0) anchor = before + known
      closed = whole
      while (step(sink)) {}
      closed = false
      keep()
    },
    flush(sink, cut = false) {
      ended = true
      cutOff = cut
      while (step(sink)) {}
      lose(bytes.length - at)
      ended = false
      cutOff = false
      searching = false
      keep()
    },
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length)
  out.set(a)
  out.set(b, a.length)
  return out
}
