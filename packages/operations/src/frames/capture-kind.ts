/** Which kind of frame a recording holds, and where one ends: by version numbers, lengths that lead on, and counters. */
import { crc16 } from '../crc16.ts'
import { readOcf } from './clcw.ts'
import { crc32 } from './crc32.ts'
import type { FrameKind } from './frame-error.ts'
import { tcFrameOctets } from './tc-frame.ts'
import { uslpFrameOctets } from './uslp-frame.ts'

/** What a recording may hold. */
export type CaptureKind = FrameKind | 'packets'
type OctetsAt = (bytes: Uint8Array, at: number) => number | undefined

/** A kind, the frames found (for packets: their octets), and what spoke for it. */
export type Guess = { readonly kind: CaptureKind; readonly frames: readonly Uint8Array[]; readonly why: string }

/** Frames of one piece each: the kind by the version that most have; pieces are cut to the frames in them. */
export function kindOfPieces(pieces: readonly Uint8Array[], told: CaptureKind | undefined): Guess | undefined {
  const kind = told ?? commonKind(pieces)
  if (kind === undefined) return undefined
  const why = told === undefined ? versionReason(kind, pieces) : 'as told'
  if (kind === 'tc') return { kind, frames: pieces.flatMap((p) => chain(p, tcFrameOctets) ?? [p]), why }
  return { kind, frames: pieces, why }
}

/** Frames that follow each other without marks, by lengths or, where these are fixed, by counters. */
export function kindOfStream(
  bytes: Uint8Array,
  told: CaptureKind | undefined,
  frame_octets: number | undefined,
): Guess | undefined {
  const attempts: readonly [CaptureKind | undefined, () => Guess | undefined][] = [
    [undefined, () => (frame_octets === undefined ? undefined : ofToldLength(bytes, told, frame_octets))],
    ['uslp', () => chained('uslp', bytes, uslpOctets, 'version 12, and each length leads to the next frame')],
    ['tc', () => telecommands(bytes, told === 'tc')],
    ['packets', () => (told === 'packets' ? { kind: told, frames: [bytes], why: 'as told' } : wholePackets(bytes))],
    [undefined, () => fixedByCounters(bytes, told)],
    ['packets', () => damagedPackets(bytes)],
  ]
  for (const [kind, attempt] of attempts) {
    const guess = kind === undefined || told === undefined || told === kind ? attempt() : undefined
    if (guess !== undefined) return guess
  }
  return undefined
}

function ofToldLength(bytes: Uint8Array, told: CaptureKind | undefined, octets: number): Guess | undefined {
  const frames = cutFixed(bytes, octets)
  const kind = told ?? commonKind(frames)
  if (kind === undefined || kind === 'packets' || kind === 'tc') return undefined
  return { kind, frames, why: `${frames.length} frames of ${octets} octets, as told` }
}

function chained(kind: CaptureKind, bytes: Uint8Array, octetsAt: OctetsAt, why: string): Guess | undefined {
  const frames = chain(bytes, octetsAt)
  return frames === undefined ? undefined : { kind, frames, why }
}

function telecommands(bytes: Uint8Array, told: boolean): Guess | undefined {
  const guess = chained('tc', bytes, tcOctets, 'each length leads to the next frame of the same spacecraft')
  return guess !== undefined && (told || sameSpacecraft(guess.frames)) ? guess : undefined
}

function wholePackets(bytes: Uint8Array): Guess | undefined {
  const guess = chained('packets', bytes, packetOctets, 'each length leads to the next packet header')
  return guess === undefined ? undefined : { ...guess, frames: [bytes] }
}

/** A few packet headers that lead to each other, though not to the end. */
function damagedPackets(bytes: Uint8Array): Guess | undefined {
  let at = 0
  for (let packets = 0; packets < 4; packets++) {
    const octets = packetOctets(bytes, at)
    if (octets === undefined || at + octets >= bytes.length) return undefined
    at += octets
  }
  return { kind: 'packets', frames: [bytes], why: 'packet headers lead to each other, with damage' }
}

/** Whether and how frames are checked: by what fits most of the first frames. */
export function guessCheck(kind: CaptureKind, frames: readonly Uint8Array[]): 0 | 2 | 4 {
  let two = 0
  let four = 0
  const sample = frames.slice(0, 16)
  for (const frame of sample) {
    if (frame.length > 8 && crc16(frame) === 0) two++
    if (kind === 'uslp' && frame.length > 8 && crc32(frame, 0, frame.length - 4) === readOcf(frame, frame.length - 4))
      four++
  }
  if (2 * two >= sample.length && two > 0) return 2
  return 2 * four >= sample.length && four > 0 ? 4 : 0
}

/** The kind whose version most frames have; undefined where none is in the majority. */
export function commonKind(frames: readonly Uint8Array[]): CaptureKind | undefined {
  const votes = { tm: 0, tc: 0, aos: 0, uslp: 0 }
  for (const f of frames) {
    const version = (f[0] ?? 0xff) >>> 6
    if (version === 1) votes.aos++
    else if (version === 3 && f[0]! >>> 4 === 12) votes.uslp++
    else if (version === 0) votes[looksLikeTc(f) ? 'tc' : 'tm']++
  }
  const best = (['tm', 'tc', 'aos', 'uslp'] as const).reduce((a, b) => (votes[b] > votes[a] ? b : a))
  return votes[best] * 2 > frames.length ? best : undefined
}

/** A telecommand frame tells its own length; fill of at most seven octets may follow it in a codeblock. */
function looksLikeTc(frame: Uint8Array): boolean {
  const octets = tcFrameOctets(frame)
  return octets !== undefined && (frame[0]! & 0x0c) === 0 && octets <= frame.length && frame.length - octets < 7
}

function versionReason(kind: CaptureKind, pieces: readonly Uint8Array[]): string {
  const version = { tm: 0, tc: 0, aos: 1, uslp: 12, packets: 0 }[kind]
  const length = kind === 'tc' ? ', and the header tells the length of the piece' : ''
  return `most of ${pieces.length} pieces have frame version ${version}${length}`
}

/** The pieces by lengths that lead exactly, but for fill of a codeblock, to the end. */
function chain(
  bytes: Uint8Array,
  octetsAt: (b: Uint8Array, at: number) => number | undefined,
): Uint8Array[] | undefined {
  const frames: Uint8Array[] = []
  let at = 0
  while (at < bytes.length) {
    const octets = octetsAt(bytes, at)
    if (octets === undefined || at + octets > bytes.length) break
    frames.push(bytes.subarray(at, at + octets))
    at += octets
  }
  return frames.length > 0 && isFill(bytes, at) ? frames : undefined
}

function isFill(bytes: Uint8Array, from: number): boolean {
  if (bytes.length - from >= 7) return false
  for (let i = from; i < bytes.length; i++) if (bytes[i] !== 0x55) return false
  return true
}

function tcOctets(bytes: Uint8Array, at: number): number | undefined {
  return (bytes[at]! & 0xcc) === 0 ? tcFrameOctets(bytes, at) : undefined
}

function uslpOctets(bytes: Uint8Array, at: number): number | undefined {
  return bytes[at]! >>> 4 === 12 ? uslpFrameOctets(bytes, at) : undefined
}

function packetOctets(bytes: Uint8Array, at: number): number | undefined {
  if (bytes[at]! >>> 5 !== 0 || bytes.length - at < 7) return undefined
  return 7 + ((bytes[at + 4]! << 8) | bytes[at + 5]!)
}

function sameSpacecraft(frames: readonly Uint8Array[]): boolean {
  const scid = (f: Uint8Array) => ((f[0]! & 3) << 8) | f[1]!
  return frames.every((f) => scid(f) === scid(frames[0]!)) && (frames.length > 1 || crc16(frames[0]!) === 0)
}

function cutFixed(bytes: Uint8Array, octets: number): Uint8Array[] {
  const frames: Uint8Array[] = []
  for (let at = 0; at + octets <= bytes.length; at += octets) frames.push(bytes.subarray(at, at + octets))
  return frames
}

const SHORTEST = 16
const LONGEST = 4096

/** The shortest length at which headers repeat and counters go on in nine of ten frames: TM, then AOS. */
function fixedByCounters(bytes: Uint8Array, told: CaptureKind | undefined): Guess | undefined {
  if (bytes.length < 3 * SHORTEST) return undefined
  const version = bytes[0]! >>> 6
  const kind = (
    [
      ['tm', tmGoesOn],
      ['aos', aosGoesOn],
    ] as const
  )[version]
  if (kind === undefined || (told !== undefined && told !== kind[0])) return undefined
  const longest = Math.min(LONGEST, Math.floor(bytes.length / 3))
  for (let octets = SHORTEST; octets <= longest; octets++)
    if (countsGoOn(bytes, octets, kind[1])) {
      const why = `every ${octets} octets a header of version ${version} whose count goes on`
      return { kind: kind[0], frames: cutFixed(bytes, octets), why }
    }
  return undefined
}

function countsGoOn(bytes: Uint8Array, octets: number, goesOn: typeof tmGoesOn): boolean {
  const looked = Math.min(Math.floor(bytes.length / octets), 40)
  let good = 0
  for (let i = 1; i < looked; i++) if (goesOn(bytes, (i - 1) * octets, i * octets)) good++
  return good >= 0.9 * (looked - 1)
}

function tmGoesOn(b: Uint8Array, before: number, at: number): boolean {
  const same = b[at] === b[before] && (b[at + 1]! & 0xf1) === (b[before + 1]! & 0xf1)
  return same && b[at + 2] === ((b[before + 2]! + 1) & 255)
}

/** The same spacecraft; the count of the virtual channel goes on, or another channel's frame stands between. */
function aosGoesOn(b: Uint8Array, before: number, at: number): boolean {
  if (b[at] !== b[before] || (b[at + 1]! & 0xc0) !== (b[before + 1]! & 0xc0)) return false
  const count = (i: number) => (b[i + 2]! << 16) | (b[i + 3]! << 8) | b[i + 4]!
  return b[at + 1] !== b[before + 1] || count(at) === ((count(before) + 1) & 0xffffff)
}
