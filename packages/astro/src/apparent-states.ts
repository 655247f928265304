/**
 * States of bodies as seen: the semantics of SPICE's SPKEZ (NAIF, "Aberration Corrections Required Reading"). Units km, km/s
 * and s; times TDB seconds past J2000.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { TdbSeconds } from '@magpie/core/time'
import { aberrate, aberrateState, LIGHT_KM_S } from './aberration.ts'
import type { Ephemerides } from './ephemerides.ts'
import type { FrameError, StateError } from './errors.ts'
import type { Frame } from './frame-table.ts'
import { frameByName, isInertial, stateRotationBetween } from './frames.ts'
import { apply } from './matrices.ts'
import { positionOf, stateOf } from './states.ts'

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
const J2000_FRAME: Frame = { name: 'J2000', centre: 0, orientation: undefined, constant: undefined }

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
