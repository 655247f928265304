/**
 * From the octets of a recording to its frames: hex text or binary, synchronisation markers, randomiser, Reed-Solomon.
 * What was not told is tried, and what fits is told with the reason.
 */
import { decodeCltu } from './cltu.ts'
import { type Randomisation, randomise } from './randomiser.ts'
import { type ReedSolomon, type ReedSolomonCode, reedSolomon } from './reed-solomon.ts'
import { findMarker, MARKER, MARKER_OCTETS, synchroniser } from './sync-marker.ts'

/** Pieces of a recording that each hold one frame or codeblock (or, where `stream`, frames one after the other). */
export type Units = {
  readonly pieces: readonly Uint8Array[]
  readonly from: 'stream' | 'lines' | 'markers' | 'command-link-units'
  readonly why: string[]
  readonly notes: LinkNotes
}

/** What the link did to the recording. */
export type LinkNotes = {
  inverted_blocks: number
  marker_errors: number
  marker_losses: number
  skipped_bits: number
  corrected_bits: number
  bad_units: number
}

/** How codeblocks of a recording were made; undefined where they were not. */
export type Coding = {
  readonly randomised: Randomisation | undefined
  readonly rs: ReedSolomon | undefined
}

/** Cuts a recording into pieces by what marks them. */
export function unitsOf(bytes: Uint8Array): Units {
  const lines = hexLines(bytes)
  if (lines !== undefined) return fromLines(lines)
  const octets = markerSpacing(bytes)
  if (octets !== undefined) return fromMarkers(bytes, octets)
  const units = cltusOf(bytes)
  return units ?? { pieces: [bytes], from: 'stream', why: ['no synchronisation markers'], notes: quiet() }
}

function quiet(): LinkNotes {
  return { inverted_blocks: 0, marker_errors: 0, marker_losses: 0, skipped_bits: 0, corrected_bits: 0, bad_units: 0 }
}

/** Lines of hexadecimal digits, undefined where the recording is not text of these. */
function hexLines(bytes: Uint8Array): Uint8Array[] | undefined {
  for (let i = 0; i < bytes.length; i++) if (!isHexText(bytes[i]!)) return undefined
  const words = new TextDecoder()
    .decode(bytes)
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0 || words.some((word) => word.length % 2 !== 0 || word.length < 14)) return undefined
  return words.map((word) => {
    const out = new Uint8Array(word.length / 2)
    for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(word.slice(2 * i, 2 * i + 2), 16)
    return out
  })
}

/** Digits, letters a to f of both cases, spaces and line ends. */
function isHexText(octet: number): boolean {
  const letter = octet | 0x20
  const digit = octet >= 0x30 && octet <= 0x39
  return digit || (letter >= 0x61 && letter <= 0x66) || octet === 32 || octet === 10 || octet === 13 || octet === 9
}

function fromLines(lines: readonly Uint8Array[]): Units {
  const why = [`text of ${lines.length} hexadecimal lines`]
  if (lines.every((line) => line.length > MARKER_OCTETS && markerAt(line))) {
    why.push('every line begins with the synchronisation marker 1acffc1d')
    return { pieces: lines.map((line) => line.slice(MARKER_OCTETS)), from: 'markers', why, notes: quiet() }
  }
  const notes = quiet()
  if (lines.every((line) => line[0] === 0xeb && line[1] === 0x90)) {
    why.push('every line begins with the start sequence eb90 of a command link unit')
    return {
      pieces: lines.flatMap((line) => cltuAt(line, 0, notes)?.pieces ?? []),
      from: 'command-link-units',
      why,
      notes,
    }
  }
  return { pieces: lines.map((line) => line.slice()), from: 'lines', why, notes }
}

function markerAt(bytes: Uint8Array): boolean {
  return ((bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!) === MARKER
}

/** Octets between markers without the marker, where whole markers stand at the same distance at least twice. */
function markerSpacing(bytes: Uint8Array): number | undefined {
  const places: number[] = []
  const end = 8 * bytes.length - 8 * MARKER_OCTETS
  for (let at = findMarker(bytes, 0); at <= end && places.length < 64; at = findMarker(bytes, at + 1)) places.push(at)
  if (places.length === 1 && places[0] === 0) return bytes.length - MARKER_OCTETS
  const seen = new Map<number, number>()
  let best: number | undefined
  for (let i = 1; i < places.length; i++) {
    const distance = places[i]! - places[i - 1]!
    const times = (seen.get(distance) ?? 0) + 1
    seen.set(distance, times)
    if (distance % 8 === 0 && times > (seen.get(best ?? -1) ?? 0)) best = distance
  }
  return best === undefined ? undefined : best / 8 - MARKER_OCTETS
}

function fromMarkers(bytes: Uint8Array, octets: number): Units {
  const pieces: Uint8Array[] = []
  const s = synchroniser({ octets })
  s.push(bytes, (block) => pieces.push(block.octets))
  const { blocks, inverted, markerErrors, losses, skipped_bits } = s.counts
  const notes = {
    ...quiet(),
    inverted_blocks: inverted,
    marker_errors: markerErrors,
    marker_losses: losses,
    skipped_bits,
  }
  return {
    pieces,
    from: 'markers',
    why: [`${blocks} synchronisation markers 1acffc1d, ${octets} octets behind each`],
    notes,
  }
}

/** Command link units one after the other, with whatever lies between; undefined where none is whole. */
function cltusOf(bytes: Uint8Array): Units | undefined {
  const pieces: Uint8Array[] = []
  const notes = quiet()
  for (let at = 0; at + 10 <= bytes.length; ) {
    const unit = bytes[at] === 0xeb && bytes[at + 1] === 0x90 ? cltuAt(bytes, at, notes) : undefined
    if (unit !== undefined) pieces.push(...unit.pieces)
    at += unit === undefined ? 1 : unit.length
  }
  if (pieces.length === 0) return undefined
  return {
    pieces,
    from: 'command-link-units',
    why: [`${pieces.length} command link units between eb90 and c5c5c5c5c5c5c579`],
    notes,
  }
}

/** The unit at a place, plain; a randomised one where only that makes a telecommand frame. */
function cltuAt(bytes: Uint8Array, at: number, notes: LinkNotes): { pieces: Uint8Array[]; length: number } | undefined {
  const read = decodeCltu(bytes, {}, at)
  if (!read.ok) {
    notes.bad_units++
    return undefined
  }
  const { octets, length, corrected_bits } = read.value
  notes.corrected_bits += corrected_bits
  return { pieces: [octets], length }
}

const RANDOMISATIONS: readonly (Randomisation | undefined)[] = [undefined, 'short', 'long']
const DEPTHS = [1, 2, 3, 4, 5, 6, 7, 8, 16]
/** Blocks that a guess is tried on. */
const TRIED = 8

/**
 * The coding that makes blocks of one length clean codewords; without Reed-Solomon where none does. The short sequence is
 * itself a codeword at some depths, so that `known` (does the header of a frame make sense) decides between sequences.
 */
export function guessCoding(
  blocks: readonly Uint8Array[],
  frame_octets: number | undefined,
  known: (frames: readonly Uint8Array[]) => boolean,
): Coding & { why: string[] } {
  const sample = blocks.slice(0, TRIED)
  const sensible = (randomised: Randomisation | undefined) => known(sample.map((block) => plainCopy(block, randomised)))
  for (const code of codesOf(sample[0]?.length ?? 0, frame_octets)) {
    const rs = reedSolomon(code)
    const fitting = RANDOMISATIONS.filter((randomised) => fits(sample, rs, randomised))
    if (fitting.length === 0) continue
    const randomised = fitting.find(sensible) ?? fitting[0]
    return { randomised, rs, why: [codeReason(code), sequenceReason(randomised)] }
  }
  const randomised = RANDOMISATIONS.find(sensible)
  return { randomised, rs: undefined, why: ['no Reed-Solomon code fits', sequenceReason(randomised)] }
}

/** Codes whose blocks have the length. */
function codesOf(length: number, frame_octets: number | undefined): ReedSolomonCode[] {
  return ([32, 16] as const).flatMap((check) =>
    DEPTHS.map((interleave) => ({ check, interleave, fill: 255 - length / interleave, basis: 'dual' as const })).filter(
      ({ interleave, fill }) => {
        const data = length - check * interleave
        return Number.isInteger(fill) && fill >= 0 && data >= interleave && (frame_octets ?? data) === data
      },
    ),
  )
}

function codeReason({ check, interleave, fill }: ReedSolomonCode): string {
  return `Reed-Solomon (255,${255 - check}) depth ${interleave}${fill === 0 ? '' : `, virtual fill ${fill}`}: its check symbols fit`
}

function sequenceReason(randomised: Randomisation | undefined): string {
  return randomised === undefined ? 'not randomised' : `randomised by the ${randomised} sequence`
}

function plainCopy(block: Uint8Array, randomised: Randomisation | undefined): Uint8Array {
  const copy = block.slice()
  if (randomised !== undefined) randomise(copy, randomised)
  return copy
}

/** Whether most blocks are codewords, but for a few symbols. Noise is one once in 16! times. */
function fits(sample: readonly Uint8Array[], rs: ReedSolomon, randomised: Randomisation | undefined): boolean {
  let good = 0
  for (const block of sample) {
    const copy = plainCopy(block, randomised)
    if (!copy.some((octet) => octet !== 0)) continue
    const { corrected, uncorrectable } = rs.correct(copy)
    if (uncorrectable === 0 && corrected <= (rs.code.check / 4) * rs.code.interleave) good++
  }
  return 2 * good > sample.length
}
