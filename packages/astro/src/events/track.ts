/**
 * The track of a body on the axes of another: its position from that body's centre, on turning axes, as a series for each
 * stretch of time. Searches from several sites on a body ask it at the same times; one track serves them all. A stretch is
 * fitted through Chebyshev's points (Boyd, "Chebyshev and Fourier Spectral Methods", 2nd edition), and where its last
 * terms say that it leaves more than 1e-13 of the distance, what it was made from is asked instead.
 */
import type { Ephemerides } from '../ephemerides.ts'
import type { StateError } from '../errors.ts'
import type { Frame } from '../frame-table.ts'
import { orient, orientRate } from '../frames.ts'
import { apply } from '../matrices.ts'
import { powersOfSeries } from '../power-series.ts'
import { positionOf } from '../states.ts'

/** Terms of a series and points of a fit: half of `REACH_RAD` of a sine leaves 3e-17 to them. */
const TERMS = 17
const LAST = TERMS - 1
/** Words of a row of a matrix with its inverse beside it. */
const WIDE = 2 * TERMS
/** A stretch is the longest power of two seconds in which the axes turn less than so much, so that its ends are exact. */
const REACH_RAD = 2.6
/** Longer stretches would lie across the records of the Moon, where its motion is only nearly smooth. */
const LONGEST_S = 2 ** 17
/** Least size of the last terms, against the distance, that a fit must leave. */
const SETTLED = 1e-13
/** So many stretches are kept, 430 bytes each. */
const MOST_STRETCHES = 4096

/** Chebyshev's points to 2^-12, so that their times are exact: a time off by its last place would show at 1e-11. */
const NODES = Float64Array.from({ length: TERMS }, (_, j) => -Math.round(4096 * Math.cos((Math.PI * j) / LAST)) / 4096)
/** Coefficients from samples: the inverse of the matrix of Chebyshev's polynomials at the points, by rows. */
const FIT = inverseOf(
  Float64Array.from({ length: TERMS * TERMS }, (_, i) => polynomial(i % TERMS, NODES[Math.floor(i / TERMS)]!)),
)
/** A stretch that is not smooth enough for a series. */
const ROUGH = new Float64Array(0)

const r = new Float64Array(9)
const rate = new Float64Array(9)
const place = new Float64Array(3)
const samples = new Float64Array(3 * TERMS)
const fitted = new Float64Array(TERMS)

/** Tracks of loaded kernels, by target, body and frame: made when first asked for. */
const made = new WeakMap<Ephemerides, Map<string, Track | undefined>>()

/** The track of a target on a frame that turns with a body; undefined where stretches would not be smooth, or few. */
export function trackOf(eph: Ephemerides, target: number, body: number, frame: Frame): Track | undefined {
  const tracks = made.get(eph) ?? new Map<string, Track | undefined>()
  made.set(eph, tracks)
  const key = `${target} ${body} ${frame.name}`
  if (!tracks.has(key)) tracks.set(key, makeTrack(eph, target, body, frame))
  return tracks.get(key)
}

function makeTrack(eph: Ephemerides, target: number, body: number, frame: Frame): Track | undefined {
  const turning = turningOf(frame)
  if (!(turning > 0)) return undefined
  const length_s = Math.min(LONGEST_S, 2 ** Math.floor(Math.log2(REACH_RAD / turning)))
  // Orbiters, and what else moves much in one stretch, come as states or in short records.
  for (const id of [target, body])
    if (!(eph.spk.get(id) ?? []).every(({ terms, step_s }) => terms > 0 && step_s > length_s)) return undefined
  return new Track(eph, target, body, frame, length_s)
}

/** How fast axes turn, rad/s, in the middle of what orients them; 0 where they do not. */
function turningOf(frame: Frame): number {
  if (frame.orientation === undefined) return 0
  const segment = frame.orientation.segments[0]?.segment
  const t = segment === undefined ? 0 : (segment.start + segment.end) / 2
  return orientRate(frame, t, r, rate).ok ? Math.hypot(...rate) / Math.SQRT2 : 0
}

/** One body's track on the axes of another. */
export class Track {
  private readonly eph: Ephemerides
  private readonly target: number
  private readonly body: number
  private readonly frame: Frame
  private readonly length_s: number
  private readonly stretches = new Map<number, Float64Array>()
  private index = Number.NaN
  private words: Float64Array = ROUGH

  constructor(eph: Ephemerides, target: number, body: number, frame: Frame, length_s: number) {
    this.eph = eph
    this.target = target
    this.body = body
    this.frame = frame
    this.length_s = length_s
  }

  /** Writes the geometric position at `t`, km, to `out` (3). */
  write(t: number, out: Float64Array): StateError | undefined {
    const index = Math.floor(t / this.length_s)
    if (index !== this.index) this.turnTo(index)
    const { words } = this
    if (words.length === 0) return this.exact(t, out)
    const s = 2 * (t / this.length_s - index) - 1
    let x = words[0]!
    let y = words[1]!
    let z = words[2]!
    for (let c = 3; c < 3 * TERMS; c = (c + 3) | 0) {
      x = x * s + words[c]!
      y = y * s + words[(c + 1) | 0]!
      z = z * s + words[(c + 2) | 0]!
    }
    out[0] = x
    out[1] = y
    out[2] = z
    return undefined
  }

  private turnTo(index: number): void {
    if (this.stretches.size >= MOST_STRETCHES) this.stretches.clear()
    let words = this.stretches.get(index)
    if (words === undefined) {
      words = this.fit(index)
      this.stretches.set(index, words)
    }
    this.index = index
    this.words = words
  }

  /** Coefficients by powers of x, from -1 to 1 across the stretch, the highest first; `ROUGH` where they do not serve. */
  private fit(index: number): Float64Array {
    for (let j = 0; j < TERMS; j++) {
      const t = this.length_s * (index + 0.5 * (1 + NODES[j]!))
      if (this.exact(t, place) !== undefined) return ROUGH
      for (let axis = 0; axis < 3; axis++) samples[axis * TERMS + j] = place[axis]!
    }
    const most = SETTLED * Math.hypot(place[0]!, place[1]!, place[2]!)
    const words = new Float64Array(3 * TERMS)
    for (let axis = 0; axis < 3; axis++) if (!fitAxis(axis, most, words)) return ROUGH
    return words
  }

  private exact(t: number, out: Float64Array): StateError | undefined {
    const found = positionOf(this.eph, this.target, this.body, t, out)
    if (!found.ok) return found.error
    const turned = orient(this.frame, t, r)
    if (!turned.ok) return turned.error
    apply(turned.value, out, 0, out, 0)
    return undefined
  }
}

/** Coefficients of one axis from its samples to `words`; false where the last ones are larger than `most`. */
function fitAxis(axis: number, most: number, words: Float64Array): boolean {
  for (let k = 0; k < TERMS; k++) {
    let sum = 0
    for (let j = 0; j < TERMS; j++) sum += FIT[k * TERMS + j]! * samples[axis * TERMS + j]!
    fitted[k] = sum
    if (k >= TERMS - 3 && !(Math.abs(sum) <= most)) return false
  }
  const powers = powersOfSeries(fitted, 0, TERMS)
  for (let j = 0; j < TERMS; j++) words[3 * (LAST - j) + axis] = powers[j]!
  return true
}

/** Chebyshev's polynomial of degree k. */
function polynomial(k: number, x: number): number {
  let [before, now] = [1, x]
  if (k === 0) return 1
  for (let i = 1; i < k; i++) [before, now] = [now, 2 * x * now - before]
  return now
}

/** The inverse of a matrix by Gauss and Jordan, with the largest of each column as its pivot. */
function inverseOf(matrix: Float64Array): Float64Array {
  const both = new Float64Array(TERMS * WIDE)
  for (let i = 0; i < TERMS; i++) {
    for (let c = 0; c < TERMS; c++) both[i * WIDE + c] = matrix[i * TERMS + c]!
    both[i * WIDE + TERMS + i] = 1
  }
  for (let i = 0; i < TERMS; i++) {
    swapRows(both, i, pivotOf(both, i))
    const scale = 1 / both[i * WIDE + i]!
    for (let c = 0; c < WIDE; c++) both[i * WIDE + c]! *= scale
    for (let k = 0; k < TERMS; k++) if (k !== i) clearColumn(both, i, k)
  }
  return matrix.map((_, i) => both[Math.floor(i / TERMS) * WIDE + TERMS + (i % TERMS)]!)
}

function pivotOf(m: Float64Array, column: number): number {
  let pivot = column
  for (let k = column; k < TERMS; k++)
    if (Math.abs(m[k * WIDE + column]!) > Math.abs(m[pivot * WIDE + column]!)) pivot = k
  return pivot
}

/** Takes row i from row k so often that column i of it is 0. */
function clearColumn(m: Float64Array, i: number, k: number): void {
  const factor = m[k * WIDE + i]!
  for (let c = 0; c < WIDE; c++) m[k * WIDE + c]! -= factor * m[i * WIDE + c]!
}

function swapRows(m: Float64Array, a: number, b: number): void {
  for (let c = 0; c < WIDE; c++) {
    const held = m[a * WIDE + c]!
    m[a * WIDE + c] = m[b * WIDE + c]!
    m[b * WIDE + c] = held
  }
}
