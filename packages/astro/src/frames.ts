/**
 * Rotations between frames, named as NAIF names them: J2000, ECLIPJ2000, ITRF93, IAU_*, MOON_PA, MOON_ME and every
 * class 2 and 4 frame of a loaded frame kernel. NAIF, "Frames Required Reading"; "Rotation Required Reading".
 */
import { ok, type Result } from '@magpie/core/result'
import type { TdbSeconds } from '@magpie/core/time'
import type { Ephemerides } from './ephemerides.ts'
import type { FrameError } from './errors.ts'
import { type Frame, frameCoded, frameNamed } from './frame-table.ts'
import { identity, multiply, multiplyByTranspose } from './matrices.ts'
import { rotationAndRateOf, rotationOf } from './orientation.ts'

const IDENTITY = identity()
const rTo = new Float64Array(9)
const rFrom = new Float64Array(9)
const rateTo = new Float64Array(9)
const rateFrom = new Float64Array(9)

/** Rotation between two frames at `t`: nine numbers by rows, `v_to = R v_from`, written to `out`. */
export function rotation(
  eph: Ephemerides,
  from: string,
  to: string,
  t: TdbSeconds,
  out: Float64Array,
): Result<Float64Array, FrameError> {
  const a = frameNamed(eph.frames, from)
  if (!a.ok) return a
  const b = frameNamed(eph.frames, to)
  if (!b.ok) return b
  return rotationBetween(a.value, b.value, t, out)
}

/** Rotation and its derivative: R by rows, then dR/dt (1/s) by rows, eighteen numbers, written to `out`. */
export function stateRotation(
  eph: Ephemerides,
  from: string,
  to: string,
  t: TdbSeconds,
  out: Float64Array,
): Result<Float64Array, FrameError> {
  const a = frameNamed(eph.frames, from)
  if (!a.ok) return a
  const b = frameNamed(eph.frames, to)
  if (!b.ok) return b
  return stateRotationBetween(a.value, b.value, t, out)
}

/** As `rotation`, from frames already looked up. */
function rotationBetween(from: Frame, to: Frame, t: number, out: Float64Array): Result<Float64Array, FrameError> {
  if (from.orientation === to.orientation) {
    multiplyByTranspose(to.constant ?? IDENTITY, from.constant ?? IDENTITY, out)
    return ok(out)
  }
  const b = orient(to, t, rTo)
  if (!b.ok) return b
  const a = orient(from, t, rFrom)
  if (!a.ok) return a
  multiplyByTranspose(b.value, a.value, out)
  return ok(out)
}

/** As `stateRotation`, from frames already looked up. */
export function stateRotationBetween(
  from: Frame,
  to: Frame,
  t: number,
  out: Float64Array,
): Result<Float64Array, FrameError> {
  if (from.orientation === to.orientation) {
    out.fill(0, 9, 18)
    return rotationBetween(from, to, t, out)
  }
  const b = orientRate(to, t, rTo, rateTo)
  if (!b.ok) return b
  const a = orientRate(from, t, rFrom, rateFrom)
  if (!a.ok) return a
  multiplyByTranspose(rTo, rFrom, out)
  multiplyByTranspose(rateTo, rFrom, out, 9)
  if (isInertial(from)) return ok(out)
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < 3; j++)
      for (let k = 0; k < 3; k++) out[9 + 3 * i + j]! += rTo[3 * i + k]! * rateFrom[3 * j + k]!
  return ok(out)
}

/** The frame of an SPK segment by its code. */
export function frameByCode(eph: Ephemerides, code: number): Result<Frame, FrameError> {
  return frameCoded(eph.frames, code)
}

/** A frame by its name. */
export function frameByName(eph: Ephemerides, name: string): Result<Frame, FrameError> {
  return frameNamed(eph.frames, name)
}

/** Rotation from J2000 to a frame; nothing is copied where the orientation's own array serves, so use it at once. */
export function orient(frame: Frame, t: number, scratch: Float64Array): Result<Float64Array, FrameError> {
  const { orientation, constant } = frame
  if (orientation === undefined) return ok(constant ?? IDENTITY)
  const turned = rotationOf(orientation, frame.name, t)
  if (!turned.ok || constant === undefined) return turned
  multiply(constant, turned.value, scratch)
  return ok(scratch)
}

/** Rotation from J2000 to a frame and its derivative, 1/s. */
export function orientRate(
  frame: Frame,
  t: number,
  r: Float64Array,
  rate: Float64Array,
): Result<Float64Array, FrameError> {
  const { orientation, constant } = frame
  if (orientation === undefined) {
    r.set(constant ?? IDENTITY)
    rate.fill(0)
    return ok(r)
  }
  const turned = rotationAndRateOf(orientation, frame.name, t)
  if (!turned.ok) return turned
  if (constant === undefined) {
    // By hand: for nine numbers the engine's own copying takes longer than all the rest here.
    for (let i = 0; i < 9; i++) {
      r[i] = orientation.last[i]!
      rate[i] = orientation.lastRate[i]!
    }
  } else {
    multiply(constant, orientation.last, r)
    multiply(constant, orientation.lastRate, rate)
  }
  return ok(r)
}

/** Whether a frame does not turn. */
export function isInertial(frame: Frame): boolean {
  return frame.orientation === undefined
}
