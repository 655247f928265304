/**
 * Geometric states of bodies: the semantics of SPICE's SPKGEO (NAIF, "SPK Required Reading"). Units km and km/s; times TDB
 * seconds past J2000.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { TdbSeconds } from '@magpie/core/time'
import { addSeries, addSeriesAndRates } from './chebyshev.ts'
import type { Ephemerides, Route } from './ephemerides.ts'
import type { FrameError, StateError } from './errors.ts'
import { frameByCode, orient, orientRate } from './frames.ts'
import { addInterpolated } from './interpolation.ts'
import { applyTranspose } from './matrices.ts'
import { type PowerSeries, writePosition, writeState, writeStates } from './power-series.ts'
import { recentRoute, routeAt } from './routes.ts'
import type { Segment } from './segments.ts'

const wholeState = new Float64Array(6)
const segmentState = new Float64Array(6)
const segmentPosition = new Float64Array(3)
const segmentR = new Float64Array(9)
const segmentRate = new Float64Array(9)

/** Geometric position and velocity of `target` from `observer`, km and km/s on J2000 axes, written to `out` (6). */
export function stateOf(
  eph: Ephemerides,
  target: number,
  observer: number,
  t: TdbSeconds,
  out: Float64Array,
): Result<Float64Array, StateError> {
  const recent = recentRoute(eph, target, observer, t)
  if (recent?.only === undefined) return stateByRoute(eph, target, observer, t, out)
  writeState(recent.only, t, out, 0)
  return ok(out)
}

/** Geometric position of `target` from `observer`, km on J2000 axes, written to `out` (3). */
export function positionOf(
  eph: Ephemerides,
  target: number,
  observer: number,
  t: TdbSeconds,
  out: Float64Array,
): Result<Float64Array, StateError> {
  const recent = recentRoute(eph, target, observer, t)
  if (recent?.only === undefined) return positionByRoute(eph, target, observer, t, out)
  writePosition(recent.only, t, out, 0)
  return ok(out)
}

/** States an epoch of `statesOf`: numbers of one in its `out`. */
const STATE = 6

/**
 * States of `target` from `observer` at many epochs, six numbers each, written to `out` one after another: the same
 * numbers as `stateOf` gives one at a time. Stops at the first epoch without a state.
 */
export function statesOf(
  eph: Ephemerides,
  target: number,
  observer: number,
  epochs: Float64Array,
  out: Float64Array,
): Result<Float64Array, StateError> {
  if (out.length < STATE * epochs.length)
    throw new RangeError(`${epochs.length} states need ${STATE * epochs.length} numbers`)
  for (let i = 0; i < epochs.length; ) {
    const found = routeAt(eph, target, observer, epochs[i]!)
    if (!found.ok) return found
    const { only, after, before } = found.value
    if (only === undefined) {
      const failed = sumRoute(eph, found.value, epochs[i]!, wholeState)
      if (failed !== undefined) return err(failed)
      out.set(wholeState, STATE * i++)
    } else i = writeStates(only, epochs, i, after, before, out)
  }
  return ok(out)
}

function stateByRoute(
  eph: Ephemerides,
  target: number,
  observer: number,
  t: number,
  out: Float64Array,
): Result<Float64Array, StateError> {
  const found = routeAt(eph, target, observer, t)
  if (!found.ok) return found
  const failed = sumRoute(eph, found.value, t, out)
  return failed === undefined ? ok(out) : err(failed)
}

function positionByRoute(
  eph: Ephemerides,
  target: number,
  observer: number,
  t: number,
  out: Float64Array,
): Result<Float64Array, StateError> {
  const found = routeAt(eph, target, observer, t)
  if (!found.ok) return found
  const { series, others } = found.value
  sumPositions(series, t, out)
  for (let i = 0; i < others.length; i++) {
    const failed = addPosition(eph, others[i]!.segment, t, others[i]!.sign, out)
    if (failed !== undefined) return err(failed)
  }
  return ok(out)
}

/** The sum of some series, written to `out`: 0 of none. */
function sumPositions(series: readonly PowerSeries[], t: number, out: Float64Array): void {
  if (series.length === 0) for (let i = 0; i < 3; i++) out[i] = 0
  for (let k = 0; k < series.length; k++) {
    if (k === 0) writePosition(series[0]!, t, out, 0)
    else {
      writePosition(series[k]!, t, segmentPosition, 0)
      for (let i = 0; i < 3; i++) out[i]! += segmentPosition[i]!
    }
  }
}

/** The sum of all parts of a route, written to `out`. */
function sumRoute(eph: Ephemerides, { series, others }: Route, t: number, out: Float64Array): StateError | undefined {
  if (series.length === 0) for (let i = 0; i < STATE; i++) out[i] = 0
  for (let k = 0; k < series.length; k++) {
    if (k === 0) writeState(series[0]!, t, out, 0)
    else {
      writeState(series[k]!, t, segmentState, 0)
      for (let i = 0; i < STATE; i++) out[i]! += segmentState[i]!
    }
  }
  for (let i = 0; i < others.length; i++) {
    const failed = addState(eph, others[i]!.segment, t, others[i]!.sign, out)
    if (failed !== undefined) return failed
  }
  return undefined
}

function addState(eph: Ephemerides, seg: Segment, t: number, sign: number, out: Float64Array): StateError | undefined {
  if (seg.frame === 1 && seg.terms > 0) {
    addSeriesAndRates(seg, t, sign, out)
    return undefined
  }
  const wrong = unreadable(seg)
  if (wrong !== undefined) return wrong
  segmentState.fill(0)
  if (seg.terms > 0) addSeriesAndRates(seg, t, sign, segmentState)
  else addInterpolated(seg, t, sign, segmentState, true)
  if (seg.frame !== 1) {
    const failed = fromAxes(eph, seg, t)
    if (failed !== undefined) return failed
  }
  for (let i = 0; i < 6; i++) out[i]! += segmentState[i]!
  return undefined
}

function addPosition(
  eph: Ephemerides,
  seg: Segment,
  t: number,
  sign: number,
  out: Float64Array,
): StateError | undefined {
  if (seg.frame === 1 && seg.terms > 0) {
    addSeries(seg, t, sign, out)
    return undefined
  }
  const wrong = unreadable(seg)
  if (wrong !== undefined) return wrong
  segmentPosition.fill(0)
  if (seg.terms > 0) addSeries(seg, t, sign, segmentPosition)
  else addInterpolated(seg, t, sign, segmentPosition, false)
  if (seg.frame !== 1) {
    const axes = frameByCode(eph, seg.frame)
    if (!axes.ok) return axes.error
    const r = orient(axes.value, t, segmentR)
    if (!r.ok) return r.error
    applyTranspose(r.value, segmentPosition, 0, segmentPosition, 0)
  }
  for (let i = 0; i < 3; i++) out[i]! += segmentPosition[i]!
  return undefined
}

/** Turns `segmentState` from the segment's axes to J2000: r = R^T p, v = R^T u + (dR/dt)^T p. */
function fromAxes(eph: Ephemerides, seg: Segment, t: number): FrameError | undefined {
  const axes = frameByCode(eph, seg.frame)
  if (!axes.ok) return axes.error
  const r = orientRate(axes.value, t, segmentR, segmentRate)
  if (!r.ok) return r.error
  const [x, y, z] = [segmentState[0]!, segmentState[1]!, segmentState[2]!]
  applyTranspose(segmentR, segmentState, 3, segmentState, 3)
  for (let i = 0; i < 3; i++)
    segmentState[3 + i]! += segmentRate[i]! * x + segmentRate[3 + i]! * y + segmentRate[6 + i]! * z
  applyTranspose(segmentR, segmentState, 0, segmentState, 0)
  return undefined
}

function unreadable({ file, format, type, body, count }: Segment): StateError | undefined {
  return count > 0 ? undefined : { kind: 'unsupported-segment', file, format, type, body }
}
