/**
 * Translunar injection by differential correction in the full force model: from the two-body guess to the Moon's place
 * (without its pull), then the B-plane (W. Kizner, JPL EP 674, 1961), then the true perilune. Three unknowns (node and
 * place on the parking orbit, speed added along the motion) meet three conditions: perilune distance, perilune time,
 * and an arrival plane that passes a given direction, the landing site's. Earth's field to degree 2, the Moon's as
 * given, the Sun; units km, km/s, s.
 */
import type { Ephemerides } from '@magpie/astro/ephemerides'
import { stateOf } from '@magpie/astro/states'
import { cross, dot, norm, unit, vector } from '@magpie/astro/vectors'
import { err, ok, type Result } from '@magpie/core/result'
import {
  EARTH,
  type EquatorAxes,
  type Injection,
  injectionState,
  MOON,
  type ParkingOrbit,
  SUN,
} from './earth-departure.ts'
import type { FlightError } from './errors.ts'
import { type Forces, gravityParameter, prepareForces } from './forces.ts'
import type { GravityField } from './gravity-field.ts'
import type { EventFunction } from './integrator.ts'
import { solveNewton } from './newton.ts'
import { PERIAPSIS, type Propagation, propagate } from './propagation.ts'
import { type Trajectory, TrajectoryRecorder } from './trajectory.ts'
import { type Arrival, arrivalOf } from './two-body.ts'

/** EGM2008 (NGA) to degree 2, tide free: what an injection to the Moon feels of the Earth's shape. */
export const EARTH_OBLATENESS: GravityField = {
  name: 'EGM2008 to degree 2',
  gm_km3_s2: 398600.4415,
  radius_km: 6378.1363,
  degree: 2,
  c: new Float64Array([1, 0, 0, -0.484165143790815e-3, -0.206615509074176e-9, 0.243938357328313e-5]),
  s: new Float64Array([0, 0, 0, 0, 0.138441389137979e-8, -0.140027370385934e-5]),
}

/** Inside this distance the Moon is the centre of the motion, km (Laplace's sphere of influence). */
const SPHERE_KM = 66_100

export type LunarTarget = {
  readonly perilune_km: number
  readonly periluneTdb_s: number
  /** Unit vector, J2000: the arrival plane passes it at `offset_rad` (positive towards its normal). */
  readonly passing: Float64Array
  readonly offset_rad: number
  /** Unit vector, J2000: the orbit's normal has this sense. */
  readonly sense: Float64Array
}

export type TransferSetting = {
  readonly eph: Ephemerides
  readonly moonField: GravityField
  readonly moonDegree: number
  readonly axes: EquatorAxes
  readonly orbit: ParkingOrbit
  readonly injectionTdb_s: number
}

export type Transfer = {
  readonly injection: Injection
  readonly injectionTdb_s: number
  /** Earth-centred at the injection, after the burn. */
  readonly departure: Float64Array
  /** Moon-centred, where the Moon's sphere is entered, and when (TDB s). */
  readonly entry: Float64Array
  readonly entryTdb_s: number
  readonly perilune: Float64Array
  readonly periluneTdb_s: number
  readonly excessSpeed_km_s: number
  readonly iterations: number
}

/** Solves for the injection; `near` where the guess is the solution of a target close by: then the first stage is left out. */
export function targetTransfer(
  setting: TransferSetting,
  target: LunarTarget,
  guess: Injection,
  near = false,
): Result<Transfer, FlightError> {
  const run = transferRun(setting)
  if (!run.ok) return run
  let injection = guess
  let iterations = 0
  const stages = near ? [bPlane, perilunePass] : [moonPlace, bPlane, perilunePass]
  for (const stage of stages) {
    const solved = stage(run.value, target, injection)
    if (!solved.ok) return solved
    injection = fromUnknowns(solved.value.x)
    iterations += solved.value.iterations
  }
  return finished(run.value, injection, iterations)
}

type Run = {
  readonly setting: TransferSetting
  readonly muEarth: number
  readonly muMoon: number
  readonly withoutMoon: Forces
  readonly earthCentred: Forces
  readonly moonCentred: Forces
  readonly entering: EventFunction
}

function transferRun(setting: TransferSetting): Result<Run, FlightError> {
  const { eph, injectionTdb_s: startTdb_s, moonField, moonDegree } = setting
  const muEarth = gravityParameter(eph, EARTH)
  if (!muEarth.ok) return muEarth
  const muMoon = gravityParameter(eph, MOON)
  if (!muMoon.ok) return muMoon
  const earth = { body: EARTH, field: EARTH_OBLATENESS, degree: 2, frame: 'ITRF93' }
  const moon = { body: MOON, field: moonField, degree: moonDegree, frame: 'MOON_PA' }
  const withoutMoon = prepareForces(eph, { centre: EARTH, startTdb_s, fields: [earth], pointMasses: [SUN] })
  if (!withoutMoon.ok) return withoutMoon
  const earthCentred = prepareForces(eph, { centre: EARTH, startTdb_s, fields: [earth], pointMasses: [MOON, SUN] })
  if (!earthCentred.ok) return earthCentred
  const moonCentred = prepareForces(eph, { centre: MOON, startTdb_s, fields: [moon], pointMasses: [EARTH, SUN] })
  if (!moonCentred.ok) return moonCentred
  return ok({
    setting,
    muEarth: muEarth.value,
    muMoon: muMoon.value,
    withoutMoon: withoutMoon.value,
    earthCentred: earthCentred.value,
    moonCentred: moonCentred.value,
    entering: enteringMoon(eph, startTdb_s),
  })
}

function enteringMoon(eph: Ephemerides, startTdb_s: number): EventFunction {
  const moon = new Float64Array(6)
  return {
    name: 'entering the sphere of the Moon',
    value: (t_s, y) => {
      stateOf(eph, MOON, EARTH, startTdb_s + t_s, moon)
      return Math.hypot(y[0]! - moon[0]!, y[1]! - moon[1]!, y[2]! - moon[2]!) - SPHERE_KM
    },
    direction: -1,
    terminal: true,
  }
}

const fromUnknowns = (x: Float64Array): Injection => ({ node_rad: x[0]!, argument_rad: x[1]!, deltaV_km_s: x[2]! })
const unknowns = (i: Injection) => [i.node_rad, i.argument_rad, i.deltaV_km_s]
const STEPS = [1e-6, 1e-6, 1e-6]

function departureState({ setting, muEarth }: Run, injection: Injection): Float64Array {
  return injectionState(setting.axes, setting.orbit, injection, muEarth, new Float64Array(6))
}

/** Stage 1: through the Moon's place at perilune time, the Moon's pull left out: nearly linear, so it always converges. */
function moonPlace(run: Run, target: LunarTarget, guess: Injection) {
  const { eph, injectionTdb_s } = run.setting
  const moon = new Float64Array(6)
  return solveNewton<FlightError>({
    what: "the injection to the Moon's place",
    start: unknowns(guess),
    steps: STEPS,
    limits: [0.2, 0.2, 0.05],
    tolerances: [100, 100, 100],
    residuals: (x, out) => {
      const there = stateOf(eph, MOON, EARTH, target.periluneTdb_s, moon)
      if (!there.ok) return there
      const start = departureState(run, fromUnknowns(x))
      const end = propagate(run.withoutMoon, 0, start, target.periluneTdb_s - injectionTdb_s)
      if (!end.ok) return end
      for (let i = 0; i < 3; i++) out[i] = end.value.state[i]! - moon[i]!
      return end
    },
  })
}

/** Stage 2: the B vector and the time of perilune, read from the hyperbola at the Moon's sphere. */
function bPlane(run: Run, target: LunarTarget, guess: Injection) {
  const normal = vector()
  const aim = vector()
  const across = vector()
  return solveNewton<FlightError>({
    what: 'the B-plane of the arrival',
    start: unknowns(guess),
    steps: STEPS,
    limits: [0.05, 0.05, 0.02],
    tolerances: [1, 1, 1],
    residuals: (x, out) => {
      const entry = flyToEntry(run, fromUnknowns(x), target.periluneTdb_s)
      if (!entry.ok) return entry
      const arrival = arrivalOf(entry.value.state, run.muMoon)
      if (arrival === undefined) return err({ kind: 'no-arrival', what: 'an injection', closest_km: SPHERE_KM })
      planeNormal(arrival, target, normal)
      cross(arrival.asymptote, normal, aim)
      cross(arrival.asymptote, aim, across)
      const v2 = arrival.excessSpeed_km_s ** 2
      const b = target.perilune_km * Math.sqrt(1 + (2 * run.muMoon) / (target.perilune_km * v2))
      out[0] = dot(arrival.b_km, aim) - b
      out[1] = dot(arrival.b_km, across)
      const late_s = run.setting.injectionTdb_s + entry.value.t_s + arrival.toPeriapsis_s - target.periluneTdb_s
      out[2] = late_s * arrival.excessSpeed_km_s
      return entry
    },
  })
}

/** The arrival plane's unit normal: holds the asymptote, and the passing direction at its offset; of the wished sense. */
function planeNormal({ asymptote }: Arrival, { passing, sense }: LunarTarget, out: Float64Array): void {
  unit(cross(asymptote, passing, out), out)
  if (dot(out, sense) < 0) for (let i = 0; i < 3; i++) out[i] = -out[i]!
}

/** Stage 3: the perilune itself. */
function perilunePass(run: Run, target: LunarTarget, guess: Injection) {
  const normal = vector()
  return solveNewton<FlightError>({
    what: 'the perilune of the arrival',
    start: unknowns(guess),
    steps: STEPS.map((s) => s / 10),
    limits: [0.005, 0.005, 0.002],
    tolerances: [1e-3, 1e-2, 1e-2],
    residuals: (x, out) => {
      const entry = flyToEntry(run, fromUnknowns(x), target.periluneTdb_s)
      if (!entry.ok) return entry
      const end = flyToPerilune(run, entry.value)
      if (!end.ok) return end
      const { state, t_s } = end.value
      unit(cross(state, state.subarray(3, 6), normal), normal)
      out[0] = norm(state) - target.perilune_km
      out[1] = (dot(normal, target.passing) - Math.sin(target.offset_rad)) * target.perilune_km
      out[2] = run.setting.injectionTdb_s + t_s - target.periluneTdb_s
      return end
    },
  })
}

type Point = { readonly t_s: number; readonly state: Float64Array }

/** Moon-centred state where the sphere is entered. */
function flyToEntry(
  run: Run,
  injection: Injection,
  periluneTdb_s: number,
  options: Propagation = {},
): Result<Point, FlightError> {
  const { eph, injectionTdb_s } = run.setting
  const start = departureState(run, injection)
  const latest_s = periluneTdb_s - injectionTdb_s + 86400
  const end = propagate(run.earthCentred, 0, start, latest_s, { ...options, events: [run.entering] })
  if (!end.ok) return end
  const moon = new Float64Array(6)
  const there = stateOf(eph, MOON, EARTH, injectionTdb_s + end.value.t_s, moon)
  if (!there.ok) return there
  const state = end.value.state.map((v, i) => v - moon[i]!)
  if (end.value.endedBy === undefined) return err({ kind: 'no-arrival', what: 'an injection', closest_km: norm(state) })
  return ok({ t_s: end.value.t_s, state })
}

function flyToPerilune(run: Run, entry: Point, options: Propagation = {}): Result<Point, FlightError> {
  const end = propagate(run.moonCentred, entry.t_s, entry.state, entry.t_s + 2 * 86400, {
    ...options,
    events: [PERIAPSIS],
  })
  if (!end.ok) return end
  if (end.value.endedBy === undefined)
    return err({ kind: 'no-arrival', what: 'an arrival', closest_km: norm(end.value.state) })
  return ok(end.value)
}

function finished(run: Run, injection: Injection, iterations: number): Result<Transfer, FlightError> {
  const { injectionTdb_s } = run.setting
  const entry = flyToEntry(run, injection, injectionTdb_s + 8 * 86400)
  if (!entry.ok) return entry
  const end = flyToPerilune(run, entry.value)
  if (!end.ok) return end
  return ok({
    injection,
    injectionTdb_s,
    departure: departureState(run, injection),
    entry: entry.value.state,
    entryTdb_s: injectionTdb_s + entry.value.t_s,
    perilune: end.value.state,
    periluneTdb_s: injectionTdb_s + end.value.t_s,
    excessSpeed_km_s: arrivalOf(entry.value.state, run.muMoon)?.excessSpeed_km_s ?? 0,
    iterations,
  })
}

/** The flown path of a transfer: Earth-centred to the Moon's sphere, then Moon-centred until `endTdb_s`. */
export function transferPath(
  setting: TransferSetting,
  transfer: Transfer,
  endTdb_s: number,
): Result<{ readonly paths: readonly [Trajectory, Trajectory]; readonly end: Float64Array }, FlightError> {
  const run = transferRun(setting)
  if (!run.ok) return run
  const start_s = setting.injectionTdb_s
  const out = new TrajectoryRecorder('translunar', EARTH, start_s, run.value.muEarth)
  const entry = flyToEntry(run.value, transfer.injection, transfer.periluneTdb_s, { onStep: out.onStep })
  if (!entry.ok) return entry
  const atEntry = propagate(run.value.earthCentred, 0, transfer.departure, entry.value.t_s)
  if (!atEntry.ok) return atEntry
  const near = new TrajectoryRecorder('lunar approach', MOON, start_s, run.value.muMoon)
  near.add(entry.value.t_s, entry.value.state)
  const end = propagate(run.value.moonCentred, entry.value.t_s, entry.value.state, endTdb_s - start_s, {
    onStep: near.onStep,
  })
  if (!end.ok) return end
  return ok({
    paths: [out.finish(entry.value.t_s, atEntry.value.state), near.finish(end.value.t_s, end.value.state)],
    end: end.value.state,
  })
}
