/**
 * States of bodies, geometric and as seen: the semantics of SPICE's SPKGEO and SPKEZ (NAIF, "SPK Required Reading";
 * "Aberration Corrections Required Reading"). Units km, km/s and s; times TDB seconds past J2000.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { TdbSeconds } from '@magpie/core/time'
import { aberrate, aberrateState, LIGHT_KM_S } from './aberration.ts'
import { addSeries, addSeriesAndRates } from './chebyshev.ts'
import type { Ephemerides, Route } from './ephemerides.ts'
import type { FrameError, StateError } from './errors.ts'
import type { Frame } from './frame-table.ts'
import { frameByCode, frameByName, isInertial, orient, orientRate, stateRotationBetween } from './frames.ts'
import { addInterpolated } from './interpolation.ts'
import { apply, applyTranspose } from './matrices.ts'
import { type PowerSeries, writePosition, writeState, writeStates } from './power-series.ts'
import { recentRoute, routeAt } from './routes.ts'
import type { Segment } from './segments.ts'

/**
 * Light time and stellar aberration, SPICE's names: LT one step of light time, CN to convergence, +S with the observer's
 * aberration; X for the way out (transmission).
 */
export type Correction = 'NONE' | 'LT' | 'LT+S' | 'CN' | 'CN+S' | 'XLT' | 'XLT+S' | 'XCN' | 'XCN+S'

/** What a correction asks for. */
export type LightPath = {
  /** -1 for light that comes in, 1 for light that goes out. */
  readonly way: 1 | -1
  /** The light time is improved at most so many times. */
  readonly steps: number
  /** Whether the observer's motion turns the direction. */
  readonly stellar: boolean
}

const SSB = 0
/** Converged light time takes at most so many steps, as in SPICE. */
const MAX_LIGHT_STEPS = 5
const PATHS: Readonly<Record<Correction, LightPath>> = {
  NONE: { way: -1, steps: 0, stellar: false },
  LT: { way: -1, steps: 1, stellar: false },
  'LT+S': { way: -1, steps: 1, stellar: true },
  CN: { way: -1, steps: MAX_LIGHT_STEPS, stellar: false },
  'CN+S': { way: -1, steps: MAX_LIGHT_STEPS, stellar: true },
  XLT: { way: 1, steps: 1, stellar: false },
  'XLT+S': { way: 1, steps: 1, stellar: true },
  XCN: { way: 1, steps: MAX_LIGHT_STEPS, stellar: false },
  'XCN+S': { way: 1, steps: MAX_LIGHT_STEPS, stellar: true },
}
/** Relative change of the epoch under which light time has converged. */
const CONVERGED = 1e-17
/** SPICE takes the observer's acceleration from velocities so far before and after. */
const ACCELERATION_STEP_S = 1

const wholeState = new Float64Array(6)
const segmentState = new Float64Array(6)
const segmentPosition = new Float64Array(3)
const segmentR = new Float64Array(9)
const segmentRate = new Float64Array(9)
const observerState = new Float64Array(6)
const observerAhead = new Float64Array(6)
const observerBehind = new Float64Array(6)
const acceleration = new Float64Array(3)
const targetState = new Float64Array(6)
const centreState = new Float64Array(6)
const turn = new Float64Array(18)

/** What a correction asks for, by its name. */
export function lightPath(correction: Correction): LightPath {
  return PATHS[correction]
}

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

/**
 * State of `target` from `observer` on the axes of `frame`, corrected as SPICE's SPKEZ does, written to `out` (6: km,
 * km/s). Axes that turn are taken at the time the light left the frame's centre; velocities include the rates of light
 * time and aberration. Returns the light time between the two.
 */
export function correctedState(
  eph: Ephemerides,
  target: number,
  observer: number,
  frame: string,
  t: TdbSeconds,
  correction: Correction,
  out: Float64Array,
): Result<{ lightTime_s: number }, StateError> {
  const axes = frameByName(eph, frame)
  if (!axes.ok) return axes
  if (correction === 'NONE') {
    const geometric = stateOf(eph, target, observer, t, out)
    if (!geometric.ok) return geometric
    const lightTime_s = Math.hypot(out[0]!, out[1]!, out[2]!) / LIGHT_KM_S
    const failed = toAxes(axes.value, t, 0, out)
    return failed === undefined ? ok({ lightTime_s }) : err(failed)
  }
  const seen = apparentState(eph, target, observer, t, correction, out)
  if (!seen.ok || frame === 'J2000') return seen
  const failed = isInertial(axes.value)
    ? toAxes(axes.value, t, 0, out)
    : toTurningAxes(eph, axes.value, target, observer, t, correction, seen.value, out)
  return failed === undefined ? ok({ lightTime_s: seen.value.lightTime_s }) : err(failed)
}

/** Light time, s, and its rate (s/s), as found for a pair. */
export type LightTime = { readonly lightTime_s: number; readonly rate: number }

/** The corrected state on J2000 axes, written to `out`. */
function apparentState(
  eph: Ephemerides,
  target: number,
  observer: number,
  t: number,
  correction: Correction,
  out: Float64Array,
): Result<LightTime, StateError> {
  const observed = stateOf(eph, observer, SSB, t, observerState)
  if (!observed.ok) return observed
  const light = lightTimeState(eph, target, observerState, t, correction, out)
  const { way, stellar } = PATHS[correction]
  if (!light.ok || !stellar) return light
  const ahead = stateOf(eph, observer, SSB, t + ACCELERATION_STEP_S, observerAhead)
  if (!ahead.ok) return ahead
  const behind = stateOf(eph, observer, SSB, t - ACCELERATION_STEP_S, observerBehind)
  if (!behind.ok) return behind
  for (let i = 0; i < 3; i++)
    acceleration[i] = (observerAhead[3 + i]! - observerBehind[3 + i]!) / (2 * ACCELERATION_STEP_S)
  aberrateState(out, observerState, 3, acceleration, -way)
  return light
}

/**
 * State of `target` from an observer whose barycentric J2000 state is given, where it was when the light left (or will
 * be when it arrives), J2000 axes, written to `out`; velocity includes the rate of the light time.
 */
export function lightTimeState(
  eph: Ephemerides,
  target: number,
  observerFromSsb: Float64Array,
  t: number,
  correction: Correction,
  out: Float64Array,
): Result<LightTime, StateError> {
  const { way, steps } = PATHS[correction]
  let found = stateOf(eph, target, SSB, t, targetState)
  if (!found.ok) return found
  let distance_km = separation(targetState, observerFromSsb)
  let light_s = distance_km / LIGHT_KM_S
  let change = 1
  for (let i = 0; i < steps && change > CONVERGED; i++) {
    const epoch = t + way * light_s
    found = stateOf(eph, target, SSB, epoch, targetState)
    if (!found.ok) return found
    distance_km = separation(targetState, observerFromSsb)
    const before_s = light_s
    light_s = distance_km / LIGHT_KM_S
    change = Math.abs(light_s - before_s) / Math.max(1, Math.abs(epoch))
  }
  let along = 0
  let relative = 0
  for (let i = 0; i < 3; i++) {
    out[i] = targetState[i]! - observerFromSsb[i]!
    const direction = distance_km === 0 ? 0 : out[i]! / distance_km
    along += direction * targetState[3 + i]!
    relative += direction * (targetState[3 + i]! - observerFromSsb[3 + i]!)
  }
  const rate = relative / (LIGHT_KM_S - way * along)
  for (let i = 3; i < 6; i++) out[i] = targetState[i]! * (1 + way * rate) - observerFromSsb[i]!
  return ok({ lightTime_s: light_s, rate })
}

/** Position alone of `lightTimeState`, with aberration by the observer's velocity where the correction asks it. */
export function apparentPosition(
  eph: Ephemerides,
  target: number,
  observerFromSsb: Float64Array,
  t: number,
  correction: Correction,
  out: Float64Array,
): Result<Float64Array, StateError> {
  const { way, steps, stellar } = PATHS[correction]
  let epoch = t
  let change = 1
  let light_s = 0
  for (let i = 0; i <= steps && change > CONVERGED; i++) {
    const found = positionOf(eph, target, SSB, epoch, targetState)
    if (!found.ok) return found
    const before_s = light_s
    light_s = separation(targetState, observerFromSsb) / LIGHT_KM_S
    change = Math.abs(light_s - before_s) / Math.max(1, Math.abs(epoch))
    epoch = t + way * light_s
  }
  for (let i = 0; i < 3; i++) out[i] = targetState[i]! - observerFromSsb[i]!
  if (stellar) aberrate(out, observerFromSsb, 3, -way)
  return ok(out)
}

function separation(a: Float64Array, b: Float64Array): number {
  const x = a[0]! - b[0]!
  const y = a[1]! - b[1]!
  const z = a[2]! - b[2]!
  return Math.sqrt(x * x + y * y + z * z)
}

/** SPICE's rule for turning axes: evaluated when light left their centre, their rate slowed by that light time's rate. */
function toTurningAxes(
  eph: Ephemerides,
  axes: Frame,
  target: number,
  observer: number,
  t: number,
  correction: Correction,
  seen: LightTime,
  state: Float64Array,
): StateError | undefined {
  const { way } = PATHS[correction]
  if (axes.centre === observer) return toAxes(axes, t, 0, state)
  let light: LightTime = seen
  if (axes.centre !== target) {
    const found = lightTimeState(eph, axes.centre, observerState, t, correction, centreState)
    if (!found.ok) return found.error
    light = found.value
  }
  return toAxes(axes, t + way * light.lightTime_s, way * light.rate, state)
}

/** Turns a J2000 state to a frame's axes at `t`, the frame's rate times 1 + `stretch`. */
function toAxes(axes: Frame, t: number, stretch: number, state: Float64Array): FrameError | undefined {
  const turned = stateRotationBetween(J2000_FRAME, axes, t, turn)
  if (!turned.ok) return turned.error
  const [x, y, z] = [state[0]!, state[1]!, state[2]!]
  apply(turn, state, 3, state, 3)
  for (let i = 0; i < 3; i++)
    state[3 + i]! += (1 + stretch) * (turn[9 + 3 * i]! * x + turn[10 + 3 * i]! * y + turn[11 + 3 * i]! * z)
  apply(turn, state, 0, state, 0)
  return undefined
}

const J2000_FRAME: Frame = { name: 'J2000', centre: 0, orientation: undefined, constant: undefined }

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
