/**
 * Command link transmission units (CCSDS 231.0-B-4, 5): start sequence, BCH codeblocks, tail sequence. A unit carries
 * one or more TC frames; what the last codeblock has over is fill, 0x55 by the standard.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { BCH_BLOCK_OCTETS, BCH_DATA_OCTETS, bchParity, checkCodeblock } from './bch.ts'
import type { FrameError } from './frame-error.ts'
import { randomise } from './randomiser.ts'

/** How units are made, where not as the standard has it. */
export type CltuOptions = {
  /** Start sequence, 16 bits; 0xeb90 (5.2.2). */
  readonly start?: number
  /** Tail sequence, eight octets (5.2.4). */
  readonly tail?: Uint8Array
  /** Fill octet of the last codeblock (5.2.3). */
  readonly fill?: number
  /** Whether frames are randomised before they are encoded (6). */
  readonly randomised?: boolean
  /** Whether one wrong bit a codeblock is corrected; without it any wrong bit ends the unit. */
  readonly correct?: boolean
}

const START = 0xeb90
const TAIL = Uint8Array.of(0xc5, 0xc5, 0xc5, 0xc5, 0xc5, 0xc5, 0xc5, 0x79)

/** What a unit carried. */
export type DecodedCltu = {
  /** The octets of its frames, with fill at the end. */
  readonly octets: Uint8Array<ArrayBuffer>
  readonly codeblocks: number
  readonly corrected_bits: number
  /** Octets of the unit in the bytes that were read, with start and tail. */
  readonly length: number
}

/** The unit that carries the frames. */
export function encodeCltu(frames: Uint8Array, options: CltuOptions = {}): Uint8Array<ArrayBuffer> {
  const blocks = Math.ceil(frames.length / BCH_DATA_OCTETS)
  const tail = options.tail ?? TAIL
  const data = new Uint8Array(blocks * BCH_DATA_OCTETS).fill(options.fill ?? 0x55)
  data.set(frames)
  if (options.randomised === true) randomise(data, 'telecommand')
  const out = new Uint8Array(2 + blocks * BCH_BLOCK_OCTETS + tail.length)
  const start = options.start ?? START
  out[0] = start >>> 8
  out[1] = start
  for (let b = 0; b < blocks; b++) {
    const at = 2 + b * BCH_BLOCK_OCTETS
    out.set(data.subarray(b * BCH_DATA_OCTETS, (b + 1) * BCH_DATA_OCTETS), at)
    out[at + BCH_DATA_OCTETS] = bchParity(out, at)
  }
  out.set(tail, 2 + blocks * BCH_BLOCK_OCTETS)
  return out
}

/** Reads the unit at `at`, up to its tail sequence. A codeblock that is neither right, correctable nor the tail refuses it. */
export function decodeCltu(bytes: Uint8Array, options: CltuOptions = {}, at = 0): Result<DecodedCltu, FrameError> {
  const { start = START, tail = TAIL, correct = true } = options
  const found = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  if (found !== start) return err({ kind: 'cltu-no-start', found })
  const most = Math.floor((bytes.length - at - 2) / BCH_BLOCK_OCTETS)
  const octets = new Uint8Array(Math.max(0, most) * BCH_DATA_OCTETS)
  const block = new Uint8Array(BCH_BLOCK_OCTETS)
  let corrected_bits = 0
  let b = 0
  for (let from = at + 2; ; from += BCH_BLOCK_OCTETS) {
    if (startsWith(bytes, from, tail)) {
      const data = octets.slice(0, b * BCH_DATA_OCTETS)
      if (options.randomised === true) randomise(data, 'telecommand')
      return ok({ octets: data, codeblocks: b, corrected_bits, length: from + tail.length - at })
    }
    if (from + BCH_BLOCK_OCTETS > bytes.length) return err({ kind: 'cltu-no-tail', blocks: b })
    block.set(bytes.subarray(from, from + BCH_BLOCK_OCTETS))
    const checked = checkCodeblock(block, 0, correct)
    if (checked < 0) return err({ kind: 'cltu-bad-codeblock', block: b, octets: b * BCH_DATA_OCTETS })
    corrected_bits += checked
    octets.set(block.subarray(0, BCH_DATA_OCTETS), b * BCH_DATA_OCTETS)
    b++
  }
}

function startsWith(bytes: Uint8Array, at: number, pattern: Uint8Array): boolean {
  if (at + pattern.length > bytes.length) return false
  for (let i = 0; i < pattern.length; i++) if (bytes[at + i] !== pattern[i]) return false
  return true
}
