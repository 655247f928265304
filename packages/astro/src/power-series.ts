/**
 * Chebyshev series of kernels (SPK type 2, binary PCK type 2) as power series in seconds about the middle of each record,
 * the sum or difference of several segments in one: two multiplications and additions a term give a component and its
 * rate. What a power series loses against Chebyshev's is its growth, the sum of its terms' sizes; series that grow are not
 * made (`isTame`; those of JPL's ephemerides grow by less than 1.2). Records are made when they are first asked for.
 */
import type { Segment } from './segments.ts'

/** A segment and the sign with which it enters a sum. */
export type Signed = { readonly segment: Segment; readonly sign: 1 | -1 }

/** The sum of segments on the records of the one that has the shortest. */
export type PowerSeries = {
  readonly origin: number
  readonly step_s: number
  readonly count: number
  readonly terms: number
  /**
   * Words of a record: its middle, then the coefficients of x, y and z, the highest power first, those of power 0 in two
   * parts, the small one first: what a series gives is what its segments say to about half a unit in the last place
   * of that constant.
   */
  readonly size: number
  /** The first one's records are those of the series. */
  readonly of: readonly Signed[]
  /** Records that were asked for, `GROUP` together. */
  readonly groups: (Float64Array | undefined)[]
}

const GROUP_BITS = 3
const GROUP = 1 << GROUP_BITS
/** Sums of the terms' sizes as powers against those as Chebyshev's, at most. */
const MOST_GROWTH = 4
/** More terms or other lengths of records would leave the range of doubles. */
const MOST_TERMS = 32
const SHORTEST_S = 1e-3
const LONGEST_S = 1e9

/** Coefficients of Chebyshev's polynomials by powers: that of u^j in T_k at k MOST_TERMS + j. */
const POLYNOMIALS = chebyshevPolynomials()
/** Sums of the sizes of each one's coefficients. */
const GROWTH = Float64Array.from({ length: MOST_TERMS }, (_, k) => {
  let sum = 0
  for (let j = 0; j <= k; j++) sum += Math.abs(POLYNOMIALS[k * MOST_TERMS + j]!)
  return sum
})

const tame = new WeakMap<Segment, boolean>()
const powers = new Float64Array(MOST_TERMS)

/** Writes the three components at `t`, which the series covers, to `out` from place `at` on. */
export function writePosition(series: PowerSeries, t: number, out: Float64Array, at: number): void {
  const i = recordAt(series, t)
  const words = series.groups[i >> GROUP_BITS] ?? makeGroup(series, i >> GROUP_BITS)
  // Integers are kept to 32 bits by `| 0`: engines check every index for overflow otherwise, at twice the time.
  const size = series.size
  let c = ((i & (GROUP - 1)) * size) | 0
  const end = (c + size - 3) | 0
  const s = t - words[c]!
  let x = words[(c + 1) | 0]!
  let y = words[(c + 2) | 0]!
  let z = words[(c + 3) | 0]!
  for (c = (c + 4) | 0; c < end; c = (c + 3) | 0) {
    x = x * s + words[c]!
    y = y * s + words[(c + 1) | 0]!
    z = z * s + words[(c + 2) | 0]!
  }
  out[at] = x + words[c]!
  out[(at + 1) | 0] = y + words[(c + 1) | 0]!
  out[(at + 2) | 0] = z + words[(c + 2) | 0]!
}

/** Writes the three components and their rates, a second, to `out` from place `at` on. */
export function writeState(series: PowerSeries, t: number, out: Float64Array, at: number): void {
  const i = recordAt(series, t)
  const words = series.groups[i >> GROUP_BITS] ?? makeGroup(series, i >> GROUP_BITS)
  const size = series.size
  let c = ((i & (GROUP - 1)) * size) | 0
  const end = (c + size - 3) | 0
  const s = t - words[c]!
  let x = words[(c + 1) | 0]!
  let y = words[(c + 2) | 0]!
  let z = words[(c + 3) | 0]!
  let dx = 0
  let dy = 0
  let dz = 0
  for (c = (c + 4) | 0; c < end; c = (c + 3) | 0) {
    dx = dx * s + x
    x = x * s + words[c]!
    dy = dy * s + y
    y = y * s + words[(c + 1) | 0]!
    dz = dz * s + z
    z = z * s + words[(c + 2) | 0]!
  }
  out[at] = x + words[c]!
  out[(at + 1) | 0] = y + words[(c + 1) | 0]!
  out[(at + 2) | 0] = z + words[(c + 2) | 0]!
  out[(at + 3) | 0] = dx
  out[(at + 4) | 0] = dy
  out[(at + 5) | 0] = dz
}

/**
 * Writes states, six numbers each, at `epochs[first]` and at those after it as long as they lie strictly between `after`
 * and `before`; returns the index of the first that does not. The same numbers as `writeState` gives.
 */
export function writeStates(
  series: PowerSeries,
  epochs: Float64Array,
  first: number,
  after: number,
  before: number,
  out: Float64Array,
): number {
  let k = first
  // The first may lie on either bound: its caller has found that this series is the one for it.
  do {
    writeState(series, epochs[k]!, out, 6 * k)
    k++
  } while (k < epochs.length && epochs[k]! > after && epochs[k]! < before)
  return k
}

/** Series that together are the sum of the given segments, as few as may be; what cannot be in one is left in `rest`. */
export function seriesOf(all: readonly Signed[]): { series: PowerSeries[]; rest: Signed[] } {
  const rest = all.filter(({ segment }) => !isTame(segment))
  let left = all.filter(({ segment }) => isTame(segment)).sort((a, b) => a.segment.step_s - b.segment.step_s)
  const series: PowerSeries[] = []
  while (left.length > 0) {
    const base = left[0]!.segment
    const fits = ({ segment }: Signed) => holds(segment, base)
    series.push(made(left.filter(fits)))
    left = left.filter((one) => !fits(one))
  }
  return { series, rest }
}

function made(of: readonly Signed[]): PowerSeries {
  const { origin, step_s, count } = of[0]!.segment
  const terms = Math.max(...of.map(({ segment }) => segment.terms))
  const groups = new Array<Float64Array | undefined>((count + GROUP - 1) >> GROUP_BITS).fill(undefined)
  return { origin, step_s, count, terms, size: 4 + 3 * terms, of, groups }
}

/** Whether every record of `base` lies in one record of a segment, on the same axes. */
function holds(segment: Segment, base: Segment): boolean {
  const ratio = segment.step_s / base.step_s
  const shift = (segment.origin - base.origin) / base.step_s
  return segment.frame === base.frame && Number.isInteger(ratio) && Number.isInteger(shift)
}

/** Whether a segment is one of type 2 that loses nothing as a power series: asked once of each, by all its records. */
function isTame(segment: Segment): boolean {
  const known = tame.get(segment)
  if (known !== undefined) return known
  const { type, terms, step_s } = segment
  const regular = type === 2 && terms > 0 && terms <= MOST_TERMS && step_s >= SHORTEST_S && step_s <= LONGEST_S
  const is = regular && growsLittle(segment)
  tame.set(segment, is)
  return is
}

function growsLittle({ words, first, count, size, terms }: Segment): boolean {
  for (let i = 0; i < count; i++) {
    let chebyshev = 0
    let power = 0
    for (let axis = 0; axis < 3; axis++) {
      const c = first + i * size + 2 + axis * terms
      let [sum, grown] = [0, 0]
      for (let k = 0; k < terms; k++) {
        const term = Math.abs(words[c + k]!)
        sum += term
        grown += term * GROWTH[k]!
      }
      chebyshev = Math.max(chebyshev, sum)
      power = Math.max(power, grown)
    }
    if (power > MOST_GROWTH * chebyshev) return false
  }
  return true
}

/** Index of the record that holds `t`; the first and last also what rounding puts beyond them. */
function recordAt({ origin, step_s, count }: PowerSeries, t: number): number {
  const i = ((t - origin) / step_s) | 0
  return i >= count ? count - 1 : i < 0 ? 0 : i
}

function makeGroup(series: PowerSeries, group: number): Float64Array {
  const { size, count, of } = series
  const first = group << GROUP_BITS
  const words = new Float64Array(GROUP * size)
  const base = of[0]!.segment
  for (let i = first; i < Math.min(count, first + GROUP); i++) {
    const mid = base.words[base.first + i * base.size]!
    words[(i - first) * size] = mid
    for (const one of of) addRecord(one, mid, words, (i - first) * size + 1, series.terms)
  }
  series.groups[group] = words
  return words
}

/** Adds the record of a segment that holds `mid` to coefficients about `mid`, from word `at` on. */
function addRecord({ segment, sign }: Signed, mid: number, out: Float64Array, at: number, most: number): void {
  const { words, terms, origin, step_s, count, size } = segment
  const i = Math.max(0, Math.min(count - 1, Math.floor((mid - origin) / step_s)))
  const record = segment.first + i * size
  const radius_s = words[record + 1]!
  const u = (mid - words[record]!) / radius_s
  for (let axis = 0; axis < 3; axis++) {
    const c = record + 2 + axis * terms
    powersOf(words, c, terms)
    if (u !== 0) shiftPowers(terms, u)
    let scale = sign as number
    for (let j = 0; j < terms; j++) {
      out[at + 3 * (most - 1 - j) + axis]! += scale * powers[j]!
      scale /= radius_s
    }
    addConstant(sign * words[c]!, out, at + 3 * most + axis, at + 3 * (most - 1) + axis)
  }
}

/** Adds to a sum in two parts, and to the small one what rounding takes from the large one (Knuth, TAOCP 2, 4.2.2). */
function addConstant(value: number, out: Float64Array, large: number, small: number): void {
  const before = out[large]!
  const sum = before + value
  const added = sum - before
  out[small]! += before - (sum - added) + (value - added)
  out[large] = sum
}

/** Coefficients by powers of a Chebyshev series of up to 32 terms; the array returned holds until the next call. */
export function powersOfSeries(words: Float64Array, c: number, terms: number): Float64Array {
  powersOf(words, c, terms)
  powers[0]! += words[c]!
  return powers
}

/** Coefficients by powers of a Chebyshev series without its constant, to `powers`; small terms are added first. */
function powersOf(words: Float64Array, c: number, terms: number): void {
  powers.fill(0)
  for (let k = terms - 1; k > 0; k--) {
    const term = words[c + k]!
    for (let j = k & 1; j <= k; j += 2) powers[j]! += term * POLYNOMIALS[k * MOST_TERMS + j]!
  }
}

/** Moves the middle of the polynomial in `powers` to `u`, by repeated synthetic division (Knuth, TAOCP 2, 4.6.4). */
function shiftPowers(terms: number, u: number): void {
  for (let i = 0; i < terms - 1; i++) for (let j = terms - 2; j >= i; j--) powers[j]! += u * powers[j + 1]!
}

function chebyshevPolynomials(): Float64Array {
  const out = new Float64Array(MOST_TERMS * MOST_TERMS)
  out[0] = 1
  out[MOST_TERMS + 1] = 1
  for (let k = 2; k < MOST_TERMS; k++)
    for (let j = 0; j <= k; j++) {
      const raised = j > 0 ? 2 * out[(k - 1) * MOST_TERMS + j - 1]! : 0
      out[k * MOST_TERMS + j] = raised - out[(k - 2) * MOST_TERMS + j]!
    }
  return out
}
