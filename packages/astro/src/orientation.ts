/**
 * Orientation of a body from J2000: binary PCK segments of its frame class id first, then the constants of text PCKs
 * (NAIF, "PCK Required Reading": pole, prime meridian, and their nutation and precession terms). The last rotation of
 * each body is kept, since one instant is usually asked for several sites and targets.
 */
import { normalise } from '@magpie/core/interval'
import { err, ok, type Result } from '@magpie/core/result'
import { addSeries, addSeriesAndRates } from './chebyshev.ts'
import type { FrameError } from './errors.ts'
import { eulerRotation } from './euler-rotation.ts'
import { multiply } from './matrices.ts'
import { numberOf, numbersOf, type Pool } from './pool.ts'
import { type PowerSeries, seriesOf, writePosition, writeState } from './power-series.ts'
import { isRead, type Segment } from './segments.ts'

/** A binary segment and the constant rotation from J2000 to its reference frame; undefined where that is J2000. */
export type OrientedSegment = {
  readonly segment: Segment
  readonly base: Float64Array | undefined
  /** Its angles, where they can be such a series. */
  readonly series: PowerSeries | undefined
}

/** Pole and meridian as polynomials and nutation terms, rad; right ascension and declination in Julian centuries. */
export type TextOrientation = {
  /** TDB seconds past J2000 from which the polynomials count; 0 unless the kernel says otherwise. */
  readonly origin_s: number
  readonly base: Float64Array | undefined
  readonly ra: Float64Array
  readonly dec: Float64Array
  /** Of days, degrees. */
  readonly pm_deg: Float64Array
  readonly nutationRa: Float64Array
  readonly nutationDec: Float64Array
  readonly nutationPm: Float64Array
  /** Polynomials in Julian centuries, `degree` + 1 coefficients each. */
  readonly angles: Float64Array
  readonly degree: number
}

/** All that orients one frame class id, and the rotation computed last. */
export type Orientation = {
  readonly id: number
  /** Highest precedence first. */
  readonly segments: readonly OrientedSegment[]
  readonly text: TextOrientation | undefined
  last_t: number
  readonly last: Float64Array
  lastRate_t: number
  readonly lastRate: Float64Array
  /** `last` as a success: made once, since an instant is asked more often than anything else here. */
  readonly success: Result<Float64Array, FrameError>
}

const RAD = Math.PI / 180
const DAY_S = 86400
const CENTURY_S = 36525 * DAY_S
const angles = new Float64Array(6)
const unrotated = new Float64Array(9)
const unrotatedRate = new Float64Array(9)
/** Rotation from J2000 to the axes of `angles`; undefined for none. */
const reference: { base: Float64Array | undefined } = { base: undefined }

/** The rotation from J2000 at `t`: the array returned is the orientation's own and holds until the next call. */
export function rotationOf(o: Orientation, frame: string, t: number): Result<Float64Array, FrameError> {
  if (o.last_t === t) return o.success
  const failed = findAngles(o, frame, t, false)
  if (failed !== undefined) return err(failed)
  const { base } = reference
  eulerRotation(angles, base === undefined ? o.last : unrotated, undefined)
  if (base !== undefined) multiply(unrotated, base, o.last)
  o.last_t = t
  return o.success
}

/** The same, with its derivative, 1/s, in `o.lastRate`. */
export function rotationAndRateOf(o: Orientation, frame: string, t: number): Result<Float64Array, FrameError> {
  if (o.last_t === t && o.lastRate_t === t) return o.success
  const failed = findAngles(o, frame, t, true)
  if (failed !== undefined) return err(failed)
  const { base } = reference
  const r = base === undefined ? o.last : unrotated
  const rate = base === undefined ? o.lastRate : unrotatedRate
  eulerRotation(angles, r, rate)
  if (base !== undefined) {
    multiply(r, base, o.last)
    multiply(rate, base, o.lastRate)
  }
  o.last_t = t
  o.lastRate_t = t
  return o.success
}

/** Writes phi, delta, w (and rates) to `angles`, and the rotation from J2000 to their axes to `reference`. */
function findAngles(o: Orientation, frame: string, t: number, rates: boolean): FrameError | undefined {
  for (let i = 0; i < o.segments.length; i++) {
    const part = o.segments[i]!
    if (!(t >= part.segment.start && t <= part.segment.end)) continue
    if (!isRead(part.segment)) return { kind: 'unsupported-segment', format: 'PCK', ...naming(part.segment) }
    segmentAngles(part, t, rates)
    reference.base = part.base
    return undefined
  }
  if (o.text === undefined || !Number.isFinite(t)) {
    const coverage = normalise(o.segments.map(({ segment }) => ({ start: segment.start, end: segment.end })))
    return { kind: 'no-orientation', frame, at: t, coverage }
  }
  textAngles(o.text, t - o.text.origin_s)
  reference.base = o.text.base
  return undefined
}

function segmentAngles({ segment, series }: OrientedSegment, t: number, rates: boolean): void {
  if (series !== undefined) {
    if (rates) writeState(series, t, angles, 0)
    else writePosition(series, t, angles, 0)
    return
  }
  angles.fill(0)
  if (rates) addSeriesAndRates(segment, t, 1, angles)
  else addSeries(segment, t, 1, angles)
}

function naming({ file, type, body }: Segment): { file: string; type: number; body: number } {
  return { file, type, body }
}

/** phi = ra + pi/2, delta = pi/2 - dec, w and their rates at `t` s past the constants' epoch. */
function textAngles(text: TextOrientation, t: number): void {
  const centuries = t / CENTURY_S
  const days = t / DAY_S
  let ra = polynomial(text.ra, 0, text.ra.length, centuries)
  let dec = polynomial(text.dec, 0, text.dec.length, centuries)
  // In degrees first, as SPICE does: the angle is millions of degrees, so the order of operations shows at 1e-11 rad.
  let w = (polynomial(text.pm_deg, 0, text.pm_deg.length, days) * RAD) % (2 * Math.PI)
  let raRate = slope(text.ra, 0, text.ra.length, centuries) / CENTURY_S
  let decRate = slope(text.dec, 0, text.dec.length, centuries) / CENTURY_S
  let wRate = (slope(text.pm_deg, 0, text.pm_deg.length, days) * RAD) / DAY_S
  const size = text.degree + 1
  for (let i = 0; size * i < text.angles.length; i++) {
    const angle = polynomial(text.angles, size * i, size, centuries)
    const rate = slope(text.angles, size * i, size, centuries) / CENTURY_S
    const s = Math.sin(angle)
    const c = Math.cos(angle)
    ra += text.nutationRa[i]! * s
    raRate += text.nutationRa[i]! * c * rate
    dec += text.nutationDec[i]! * c
    decRate -= text.nutationDec[i]! * s * rate
    w += text.nutationPm[i]! * s
    wRate += text.nutationPm[i]! * c * rate
  }
  angles[0] = ra + Math.PI / 2
  angles[1] = Math.PI / 2 - dec
  angles[2] = w
  angles[3] = raRate
  angles[4] = -decRate
  angles[5] = wRate
}

function polynomial(c: Float64Array, first: number, count: number, x: number): number {
  let sum = 0
  for (let k = count - 1; k >= 0; k--) sum = sum * x + c[first + k]!
  return sum
}

function slope(c: Float64Array, first: number, count: number, x: number): number {
  let sum = 0
  for (let k = count - 1; k > 0; k--) sum = sum * x + k * c[first + k]!
  return sum
}

/** An orientation from its segments and the pool's constants; `baseOf` gives the rotation from J2000 to an inertial frame. */
export function orientationOf(
  id: number,
  segments: readonly Segment[],
  pool: Pool,
  baseOf: (code: number) => Float64Array | undefined,
): Result<Orientation, FrameError> {
  const oriented: OrientedSegment[] = []
  for (const segment of segments) {
    const base = baseOf(segment.frame)
    if (segment.frame !== 1 && base === undefined) return err({ kind: 'unknown-frame', frame: String(segment.frame) })
    oriented.push({ segment, base, series: seriesOf([{ segment, sign: 1 }]).series[0] })
  }
  const text = textOf(id, pool, baseOf)
  if (!text.ok) return text
  const last = new Float64Array(9)
  return ok({
    id,
    segments: oriented,
    text: text.value,
    last_t: Number.NaN,
    last,
    lastRate_t: Number.NaN,
    lastRate: new Float64Array(9),
    success: ok(last),
  })
}

function textOf(
  id: number,
  pool: Pool,
  baseOf: (code: number) => Float64Array | undefined,
): Result<TextOrientation | undefined, FrameError> {
  const ra = numbersOf(pool, `BODY${id}_POLE_RA`)
  const dec = numbersOf(pool, `BODY${id}_POLE_DEC`)
  const pm = numbersOf(pool, `BODY${id}_PM`)
  if (ra === undefined || dec === undefined || pm === undefined) return ok(undefined)
  const system = systemOf(id)
  const degree = numberOf(pool, `BODY${system}_MAX_PHASE_DEGREE`) ?? 1
  const angles = radians(numbersOf(pool, `BODY${system}_NUT_PREC_ANGLES`) ?? [])
  const unusable = (what: string): Result<never, FrameError> =>
    err({ kind: 'unusable-frame', frame: `of body ${id}`, what })
  if (!Number.isInteger(degree) || degree < 1 || angles.length % (degree + 1) !== 0)
    return unusable(`BODY${system}_NUT_PREC_ANGLES has ${angles.length} numbers for phases of degree ${degree}`)
  const terms = angles.length / (degree + 1)
  const nutation: Float64Array[] = []
  for (const part of ['RA', 'DEC', 'PM']) {
    const given = radians(numbersOf(pool, `BODY${id}_NUT_PREC_${part}`) ?? [])
    if (given.length > terms)
      return unusable(`BODY${id}_NUT_PREC_${part} has more terms than there are angles, ${terms}`)
    const padded = new Float64Array(terms)
    padded.set(given)
    nutation.push(padded)
  }
  const epoch_jd = numberOf(pool, `BODY${system}_CONSTANTS_JED_EPOCH`) ?? 2451545
  const code = numberOf(pool, `BODY${system}_CONSTANTS_REF_FRAME`) ?? 1
  const base = baseOf(code)
  if (code !== 1 && base === undefined) return unusable(`its constants refer to frame ${code}`)
  const [nutationRa, nutationDec, nutationPm] = nutation as [Float64Array, Float64Array, Float64Array]
  return ok({
    origin_s: (epoch_jd - 2451545) * DAY_S,
    base,
    ra: radians(ra),
    dec: radians(dec),
    pm_deg: Float64Array.from(pm),
    nutationRa,
    nutationDec,
    nutationPm,
    angles,
    degree,
  })
}

/** The barycentre under whose id a body's nutation angles stand: 3 for 301 and 399; itself for others. */
function systemOf(id: number): number {
  if (id >= 100 && id <= 999) return Math.floor(id / 100)
  if (id >= 10000 && id <= 99999) return Math.floor(id / 10000)
  return id
}

function radians(degrees: readonly number[]): Float64Array {
  return Float64Array.from(degrees, (d) => d * RAD)
}
