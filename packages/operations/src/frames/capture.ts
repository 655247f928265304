/**
 * What a recording holds: frames by spacecraft and virtual channel, counters and gaps, wrong checks, corrected symbols,
 * packets by APID, reports of the command link. It guesses what it was not told, and says why.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { correctHeader } from './aos-header-control.ts'
import { type CaptureKind, commonKind, guessCheck, kindOfPieces, kindOfStream } from './capture-kind.ts'
import { type Coding, guessCoding, type LinkNotes, type Units, unitsOf } from './capture-layers.ts'
import { type Census, frameCensus } from './frame-census.ts'
import type { FrameLayout } from './frame-reader.ts'
import { type Randomisation, randomise } from './randomiser.ts'

/** What is known of a recording; the rest is guessed. */
export type CaptureOptions = {
  readonly kind?: CaptureKind | undefined
  /** Octets of a transfer frame, where fixed; without marker and check symbols. */
  readonly frame_octets?: number | undefined
  readonly randomised?: Randomisation | 'none' | undefined
  /** Octets of frame error control. */
  readonly fecf_octets?: 0 | 2 | 4 | undefined
  /** AOS and USLP. */
  readonly insert_octets?: number | undefined
  /** AOS: whether frames carry an operational control field. */
  readonly ocf?: boolean | undefined
  /** TC: whether data fields begin with a segment header. */
  readonly segments?: boolean | undefined
}

/** What a recording holds. */
export type CaptureReport = {
  readonly kind: CaptureKind
  /** Why the recording was taken for this, layer by layer. */
  readonly why: readonly string[]
  readonly octets: number
  readonly link: LinkNotes
  readonly symbols: { readonly corrected: number; readonly uncorrectable_codewords: number }
} & Census

/** A recording that is none of what is known, with what was tried. */
export type CaptureError = {
  readonly kind: 'capture-unrecognised'
  readonly octets: number
  readonly tried: readonly string[]
}

/** Reads a recording. */
export function readCapture(bytes: Uint8Array, options: CaptureOptions = {}): Result<CaptureReport, CaptureError> {
  const units = unitsOf(bytes)
  const decoded = units.from === 'markers' ? takeCoding(units, options) : plain(units, options)
  const why = [...units.why, ...decoded.why]
  const guess =
    units.from === 'stream'
      ? kindOfStream(decoded.pieces[0] ?? bytes, options.kind, options.frame_octets)
      : kindOfPieces(decoded.pieces, options.kind)
  if (guess === undefined) return err({ kind: 'capture-unrecognised', octets: bytes.length, tried: why })
  const { kind } = guess
  let { frames } = guess
  const layout = layoutOf(kind, frames, options)
  why.push(guess.why)
  if (layout.fecf_octets > 0) why.push(`frames end with a CRC-${8 * layout.fecf_octets} that is right`)
  else if (units.from === 'markers' && !decoded.coded && options.frame_octets === undefined) {
    const octets = likelyLength(kind, frames, layout)
    if (octets !== frames[0]?.length) {
      why.push(`packets go on from frame to frame where only the first ${octets} octets of a block are the frame`)
      frames = frames.map((frame) => frame.subarray(0, octets))
    }
  }
  if (layout.headerControl) why.push('frame headers carry their own error control')
  const { symbols } = decoded
  return ok({ kind, why, octets: bytes.length, link: units.notes, symbols, ...censusOf(kind, frames, layout) })
}

function censusOf(kind: CaptureKind, frames: readonly Uint8Array[], layout: FrameLayout): Census {
  const census = frameCensus(kind, layout)
  for (const frame of frames) census.take(frame)
  return census.end()
}

/** Check symbols that are wrong cannot be told from data: the length at which the fewest packets are damaged. */
function likelyLength(kind: CaptureKind, frames: readonly Uint8Array[], layout: FrameLayout): number {
  const length = frames[0]?.length ?? 0
  const shorter = [1, 2, 3, 4, 5, 8]
    .filter((depth) => length === 255 * depth)
    .flatMap((d) => [length - 32 * d, length - 16 * d])
  let best = { octets: length, damaged: Number.POSITIVE_INFINITY }
  for (const octets of [length, ...shorter]) {
    const { channels } = censusOf(
      kind,
      frames.slice(0, 50).map((frame) => frame.subarray(0, octets)),
      layout,
    )
    const damaged = channels.reduce((n, c) => n + c.damaged_packets, 0)
    if (damaged < best.damaged) best = { octets, damaged }
  }
  return best.octets
}

/** The sentence for a recording that is none of what is known. */
export function describeCaptureError(error: CaptureError): string {
  return `none of TM, TC, AOS, USLP frames or Space Packets was recognised in ${error.octets} octets: ${error.tried.join('; ')}; no frame or packet header fits`
}

type Decoded = { pieces: Uint8Array[]; coded: boolean; why: string[]; symbols: CaptureReport['symbols'] }
const NO_SYMBOLS = { corrected: 0, uncorrectable_codewords: 0 }

function takeCoding(units: Units, options: CaptureOptions): Decoded {
  const known = (frames: readonly Uint8Array[]) => (options.kind ?? commonKind(frames)) !== undefined
  const guessed = guessCoding(units.pieces, options.frame_octets, known)
  const coding: Coding = {
    ...guessed,
    ...(options.randomised === undefined ? {} : { randomised: sequenceOf(options.randomised) }),
  }
  let corrected = 0
  let uncorrectable_codewords = 0
  const pieces = units.pieces.map((piece) => {
    if (coding.randomised !== undefined) randomise(piece, coding.randomised)
    if (coding.rs !== undefined) {
      const outcome = coding.rs.correct(piece)
      corrected += outcome.corrected
      uncorrectable_codewords += outcome.uncorrectable
    }
    return piece.subarray(0, coding.rs?.data_octets ?? options.frame_octets ?? piece.length)
  })
  return { pieces, coded: coding.rs !== undefined, why: guessed.why, symbols: { corrected, uncorrectable_codewords } }
}

function sequenceOf(randomised: Randomisation | 'none'): Randomisation | undefined {
  return randomised === 'none' ? undefined : randomised
}

function plain(units: Units, options: CaptureOptions): Decoded {
  const sequence = options.randomised === undefined ? undefined : sequenceOf(options.randomised)
  const pieces = units.pieces.map((piece) => piece.slice())
  if (sequence !== undefined) for (const piece of pieces) randomise(piece, sequence)
  return { pieces, coded: false, why: [], symbols: NO_SYMBOLS }
}

function layoutOf(kind: CaptureKind, frames: readonly Uint8Array[], options: CaptureOptions): FrameLayout {
  const sample = frames.slice(0, 16)
  const headerControl =
    kind === 'aos' && sample.length > 0 && sample.every((f) => f.length > 8 && correctHeader(f.slice(0, 8)) === 0)
  return {
    fecf_octets: options.fecf_octets ?? (kind === 'packets' ? 0 : guessCheck(kind, frames)),
    insert_octets: options.insert_octets ?? 0,
    ocf: options.ocf ?? false,
    segments: options.segments ?? true,
    headerControl,
  }
}
