/**
 * Attached synchronisation markers (CCSDS 131.0-B-5, 9): 0x1acffc1d before each codeblock. A stream that a receiver cut
 * anywhere, perhaps in the middle of an octet, with all bits inverted or with some of the marker's bits wrong, is cut
 * into blocks of the length that was agreed on.
 */

/** The marker of uncoded, convolutional, Reed-Solomon and concatenated data (9.3.5). */
export const MARKER = 0x1acffc1d
/** Octets of the marker. */
export const MARKER_OCTETS = 4

/** What stood between two markers. */
export type Block = {
  /** A copy without its marker, bits put right where the stream was inverted. */
  readonly octets: Uint8Array<ArrayBuffer>
  /** Bit of the stream at which its marker began. */
  readonly bit: number
  readonly inverted: boolean
  /** Wrong bits of its marker. */
  readonly markerErrors: number
}

/** How the stream was. */
export type SyncCounts = {
  blocks: number
  inverted: number
  /** How often a marker was not where it should have been. */
  losses: number
  /** Bits that belong to no block. */
  skipped_bits: number
  markerErrors: number
}

/** How blocks are found. */
export type SyncOptions = {
  /** Octets of a block without its marker. */
  readonly octets: number
  /** Wrong bits of a marker tolerated while in step; while searching a marker must be whole. */
  readonly tolerance?: number
  /** Bits by which a marker may come early or late while in step (bits lost or inserted by the receiver). */
  readonly slip?: number
}

/** A stream in, blocks out. */
export type Synchroniser = {
  push(octets: Uint8Array, sink: (block: Block) => void): void
  readonly counts: Readonly<SyncCounts>
}

/** A synchroniser for one stream; it keeps at most one block and its marker. */
export function synchroniser(options: SyncOptions): Synchroniser {
  const tolerance = options.tolerance ?? 3
  const slip = options.slip ?? 2
  const markerBits = 8 * MARKER_OCTETS
  const blockBits = 8 * options.octets
  const counts: SyncCounts = { blocks: 0, inverted: 0, losses: 0, skipped_bits: 0, markerErrors: 0 }
  let kept = new Uint8Array(0)
  /** Bits before `kept`, and where in `kept` the search stands. */
  let before = 0
  let at = 0
  let locked = false

  /** Where a marker that slipped stands near `at`, nearest first; -1 where none does. */
  const near = (bytes: Uint8Array): number => {
    // Away from where it belongs only a whole marker is believed.
    for (let off = 1; off <= slip; off++) {
      if (at >= off && distance(wordAt(bytes, at - off)) === 0) return at - off
      if (distance(wordAt(bytes, at + off)) === 0) return at + off
    }
    return -1
  }

  /** The next whole marker from `at` on, or where the search must wait for more octets. */
  const search = (bytes: Uint8Array): boolean => {
    const from = at
    at = findMarker(bytes, at)
    counts.skipped_bits += at - from
    return at + markerBits <= 8 * bytes.length
  }

  /** Whether `at` stands on a marker; false where more octets are needed first. */
  const align = (bytes: Uint8Array): boolean => {
    if (!locked) return search(bytes)
    // The last block of a stream may end with it: no room for a late marker is asked for then.
    if (at + markerBits > 8 * bytes.length) return false
    const here = distance(wordAt(bytes, at)) <= tolerance
    if (!here && at + markerBits + slip > 8 * bytes.length) return false
    const found = here ? at : near(bytes)
    if (found >= 0) {
      counts.skipped_bits += Math.max(0, found - at)
      at = found
      return true
    }
    counts.losses++
    locked = false
    return search(bytes)
  }

  /** The block whose marker is at `at`. */
  const take = (bytes: Uint8Array): Block => {
    const marker = wordAt(bytes, at)
    const inverted = ones(marker ^ MARKER) > 16
    const markerErrors = distance(marker)
    const octets = bitsAt(bytes, at + markerBits, options.octets)
    if (inverted) for (let i = 0; i < octets.length; i++) octets[i] = ~octets[i]!
    counts.blocks++
    counts.inverted += inverted ? 1 : 0
    counts.markerErrors += markerErrors
    return { octets, bit: before + at, inverted, markerErrors }
  }

  return {
    counts,
    push(octets, sink) {
      const bytes = kept.length === 0 ? octets : joined(kept, octets)
      while (align(bytes)) {
        if (at + markerBits + blockBits > 8 * bytes.length) break
        sink(take(bytes))
        at += markerBits + blockBits
        locked = true
      }
      // A slipped marker may begin before `at`: an octet more is kept than the position needs.
      const drop = Math.max(0, Math.min(bytes.length, (at >> 3) - 1))
      kept = bytes.slice(drop) as Uint8Array<ArrayBuffer>
      before += 8 * drop
      at -= 8 * drop
    },
  }
}

/** The bit at or after `from` where a whole marker, upright or inverted, begins; else the last place that it could not be ruled out at. */
export function findMarker(bytes: Uint8Array, from: number): number {
  const last = 8 * bytes.length - 8 * MARKER_OCTETS
  if (last < from) return from
  let word = wordAt(bytes, from)
  const inverse = ~MARKER | 0
  for (let bit = from; ; bit++) {
    if ((word | 0) === MARKER || (word | 0) === inverse) return bit
    if (bit === last) return last + 1
    const next = bit + 8 * MARKER_OCTETS
    word = (word << 1) | ((bytes[next >> 3]! >> (7 - (next & 7))) & 1)
  }
}

/** Wrong bits of a marker, upright or inverted, whichever is nearer. */
function distance(word: number): number {
  const upright = ones(word ^ MARKER)
  return Math.min(upright, 32 - upright)
}

function ones(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555)
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333)
  return Math.imul((n + (n >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** 32 bits from any bit on; those past the end are 0. */
function wordAt(bytes: Uint8Array, bit: number): number {
  const i = bit >> 3
  const s = bit & 7
  const word = ((bytes[i] ?? 0) << 24) | ((bytes[i + 1] ?? 0) << 16) | ((bytes[i + 2] ?? 0) << 8) | (bytes[i + 3] ?? 0)
  return s === 0 ? word : (word << s) | ((bytes[i + 4] ?? 0) >> (8 - s))
}

/** A copy of octets from any bit on. */
function bitsAt(bytes: Uint8Array, bit: number, octets: number): Uint8Array<ArrayBuffer> {
  const i = bit >> 3
  const s = bit & 7
  if (s === 0) return bytes.slice(i, i + octets) as Uint8Array<ArrayBuffer>
  const out = new Uint8Array(octets)
  for (let k = 0; k < octets; k++) out[k] = (bytes[i + k]! << s) | ((bytes[i + k + 1] ?? 0) >> (8 - s))
  return out
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length)
  out.set(a)
  out.set(b, a.length)
  return out
}
