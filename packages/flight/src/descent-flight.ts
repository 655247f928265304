/**
 * One flight of a powered descent, in three degrees of freedom: the guidance of `descent-guidance` at a fixed cycle, an engine with
 * least and greatest thrust, a limit on how fast the thrust turns, and mass that falls with it, integrated through the real
 * field (Runge-Kutta 4). Navigation is taken as perfect. States are Moon-centred J2000, km, km/s, kg; times seconds since the
 * forces' start.
 */
import type { Ephemerides } from '@magpie/astro/ephemerides'
import { stateRotation } from '@magpie/astro/frames'
import type { Site } from '@magpie/astro/sites'
import { dot, norm, unit, vector } from '@magpie/astro/vectors'
import { err, ok, type Result } from '@magpie/core/result'
import {
  type Approach,
  approachAxes,
  holdRate,
  type LocalAxes,
  type PhaseTarget,
  type SiteState,
  siteStateOf,
  steerTo,
  thrustAcceleration,
  type Wanted,
} from './descent-guidance.ts'
import type { FlightError } from './errors.ts'
import { type Forces, STANDARD_GRAVITY_M_S2 } from './forces.ts'

/** The engine: the bounds of its thrust, and how fast the vehicle turns it. */
export type DescentEngine = {
  readonly least_N: number
  readonly greatest_N: number
  readonly isp_s: number
  /** Fastest turn of the thrust direction. */
  readonly turn_rad_s: number
}

/** A guided phase of known duration. */
export type DescentPhase = { readonly id: string; readonly duration_s: number; readonly target: PhaseTarget }

/** What the guidance is to reach, phase after phase. */
export type DescentPlan = {
  readonly engine: DescentEngine
  /** Braking: its end, the thrust asked for at its start, and the mean over it. */
  readonly braking: { readonly target: PhaseTarget; readonly first_N: number; readonly mean_N: number }
  /** From the end of braking to above the site. */
  readonly phases: readonly DescentPhase[]
  /** Rate of the last metres, and the height of the feet at which the engine stops. */
  readonly final: { readonly descent_m_s: number; readonly cutoff_m: number }
  readonly cycle_s: number
}

/** The world that a descent is flown in, the site it goes to, and its plan. */
export type DescentSetting = {
  readonly eph: Ephemerides
  readonly forces: Forces
  readonly startTdb_s: number
  readonly site: Site
  readonly mu_km3_s2: number
  readonly plan: DescentPlan
}

/** One line of the profile. */
export type DescentSample = {
  readonly t_s: number
  readonly phase: string
  readonly height_m: number
  readonly climb_m_s: number
  readonly horizontal_m_s: number
  /** Way left to the site along the ground, and to its side. */
  readonly range_m: number
  readonly across_m: number
  readonly throttle: number
  readonly thrust_N: number
  /** Angle of the thrust from the local vertical. */
  readonly tilt_deg: number
  readonly mass_kg: number
}

/** Where a phase began. */
export type PhaseMark = { readonly id: string; readonly t_s: number; readonly state: Float64Array }

/** The Moon's spin about its axis, rad/s: one turn in the sidereal month, IAU WGCCRE 2015. */
const SPIN_RAD_S = 2.6616995e-6
/** Time left is never taken as less than this: the gains would run away. */
const SHORTEST_S = 1.5
const HOLD_CONSTANT_S = 3
const LONGEST_FINAL_S = 300
/** A touchdown farther from the site, or harder, is no landing: the plan does not fit the vehicle. */
const FARTHEST_MISS_M = 50
const HARDEST_M_S = 5
const RAD_DEG = 180 / Math.PI

/** A descent under way: the state at the ignition, flown phase by phase to the ground. */
export class DescentFlight {
  private readonly setting: DescentSetting
  private readonly approach: Approach
  private readonly local: LocalAxes = { up: vector(), along: vector(), across: vector() }
  private readonly wanted: Wanted = { along: 0, across: 0, up: 0 }
  private readonly r = new Float64Array(18)
  private readonly position = vector()
  private readonly velocity = vector()
  private readonly acceleration = vector()
  private readonly direction = vector()
  private readonly thrustAxis = vector()
  private readonly k = Array.from({ length: 4 }, () => new Float64Array(7))
  private readonly trial = new Float64Array(7)
  private thrust_N = 0
  private cycles = 0
  private aligned = false
  private readonly ignition_s: number
  readonly ignition: Float64Array
  readonly site: SiteState = {
    along_m: 0,
    across_m: 0,
    height_m: 0,
    alongSpeed_m_s: 0,
    acrossSpeed_m_s: 0,
    climb_m_s: 0,
  }
  readonly samples: DescentSample[] = []
  readonly marks: PhaseMark[] = []
  readonly path: { t_s: number; state: Float64Array }[] = []
  readonly y: Float64Array
  t_s: number
  /** Thrust that the guidance asked for in the last cycle, limits aside. */
  asked_N = 0
  tilt_deg = 0

  constructor(setting: DescentSetting, t_s: number, state: Float64Array) {
    this.setting = setting
    this.t_s = t_s
    this.ignition_s = t_s
    this.y = Float64Array.from(state)
    this.ignition = Float64Array.from(state)
    this.readBody()
    this.approach = approachAxes(setting.site.position_km, this.velocity)
    this.look()
  }

  /** Mean thrust since the ignition, from the mass that went. */
  meanThrust(): number {
    const { isp_s } = this.setting.plan.engine
    return ((this.ignition[6]! - this.y[6]!) * isp_s * STANDARD_GRAVITY_M_S2) / (this.t_s - this.ignition_s)
  }

  /** Thrust that a phase would ask for now. */
  demand(phase: DescentPhase): number {
    this.look()
    steerTo(this.site, phase.target, phase.duration_s, this.wanted)
    this.ask()
    return this.asked_N
  }

  fly(phase: DescentPhase): Result<void, FlightError> {
    const { cycle_s } = this.setting.plan
    this.marks.push({ id: phase.id, t_s: this.t_s, state: Float64Array.from(this.y) })
    const end_s = this.t_s + phase.duration_s
    while (end_s - this.t_s > 1e-9) {
      const left_s = end_s - this.t_s
      // A remainder shorter than half a cycle joins the cycle before it.
      const step_s = left_s < 1.5 * cycle_s ? left_s : cycle_s
      this.look()
      if (left_s > SHORTEST_S || !this.aligned) {
        steerTo(this.site, phase.target, Math.max(left_s, SHORTEST_S), this.wanted)
        this.ask()
      }
      const flown = this.cycle(phase.id, step_s)
      if (!flown.ok) return flown
      if (this.site.height_m < 0) return this.failed(phase.id)
    }
    this.look()
    return ok(undefined)
  }

  private failed(phase: string): Result<never, FlightError> {
    const { height_m, along_m, across_m } = this.site
    return err({ kind: 'descent-failed', phase, height_m, miss_m: Math.hypot(along_m, across_m) })
  }

  /** The last metres: a constant rate down, engine off at the cut-off height, free fall to the ground. */
  land(): Result<void, FlightError> {
    const { final, cycle_s } = this.setting.plan
    this.marks.push({ id: 'final-descent', t_s: this.t_s, state: Float64Array.from(this.y) })
    const latest_s = this.t_s + LONGEST_FINAL_S
    while (this.site.height_m > final.cutoff_m && this.t_s < latest_s) {
      holdRate(this.site, -final.descent_m_s, HOLD_CONSTANT_S, this.wanted)
      this.ask()
      const toCutoff_s = (this.site.height_m - final.cutoff_m) / Math.max(0.1, -this.site.climb_m_s)
      const flown = this.cycle('final-descent', Math.min(cycle_s, Math.max(toCutoff_s, 1e-3)))
      if (!flown.ok) return flown
      this.look()
    }
    this.tilt_deg = RAD_DEG * Math.acos(Math.min(1, dot(this.thrustAxis, this.upJ2000())))
    this.marks.push({ id: 'free-fall', t_s: this.t_s, state: Float64Array.from(this.y) })
    return this.fall()
  }

  private fall(): Result<void, FlightError> {
    this.thrust_N = 0
    for (let i = 0; i < 50 && this.site.height_m > 1e-4; i++) {
      const gravity = (this.setting.mu_km3_s2 / this.approach.siteRadius_km ** 2) * 1000
      const v = this.site.climb_m_s
      const left_s = (v + Math.sqrt(v * v + 2 * gravity * this.site.height_m)) / gravity
      const flown = this.cycle('free-fall', Math.min(left_s, this.setting.plan.cycle_s))
      if (!flown.ok) return flown
      this.look()
    }
    this.sample('touchdown', true)
    const { height_m, along_m, across_m, climb_m_s } = this.site
    const down = Math.abs(height_m) < 0.01
    const there = Math.hypot(along_m, across_m) < FARTHEST_MISS_M && climb_m_s > -HARDEST_M_S
    return down && there ? ok(undefined) : this.failed('touchdown')
  }

  /** Position and velocity on the Moon's axes. */
  private readBody(): void {
    const { eph, startTdb_s, site } = this.setting
    const turned = stateRotation(eph, 'J2000', site.frame, startTdb_s + this.t_s, this.r)
    if (!turned.ok) throw new Error('the orientation of the Moon ends within a descent whose forces could be prepared')
    const { r, y, position, velocity } = this
    for (let i = 0; i < 3; i++) {
      let p = 0
      let v = 0
      for (let j = 0; j < 3; j++) {
        p += r[3 * i + j]! * y[j]!
        v += r[3 * i + j]! * y[3 + j]! + r[9 + 3 * i + j]! * y[j]!
      }
      position[i] = p
      velocity[i] = v
    }
  }

  private look(): void {
    this.readBody()
    siteStateOf(this.approach, this.position, this.velocity, this.local, this.site)
  }

  /** Turns what is wanted into a thrust (N, limits aside) and its direction on J2000 axes. */
  private ask(): void {
    const { approach, local, acceleration, direction, r } = this
    const radius_km = norm(this.position)
    const mu = this.setting.mu_km3_s2
    thrustAcceleration(this.wanted, this.site, this.velocity, radius_km, approach, local, mu, SPIN_RAD_S, acceleration)
    for (let i = 0; i < 3; i++)
      direction[i] = r[i]! * acceleration[0]! + r[3 + i]! * acceleration[1]! + r[6 + i]! * acceleration[2]!
    const size = norm(direction)
    this.asked_N = size * this.y[6]!
    for (let i = 0; i < 3; i++) direction[i]! /= size
  }

  /** One guidance cycle: turn the thrust as far as it may, limit it, and fly. */
  private cycle(phase: string, step_s: number): Result<void, FlightError> {
    const { engine } = this.setting.plan
    const burning = phase !== 'free-fall'
    if (burning) {
      this.slew(step_s)
      this.thrust_N = Math.min(engine.greatest_N, Math.max(engine.least_N, this.asked_N))
    }
    if (this.samples.length === 0 || this.cycles % 4 === 0) this.sample(phase, false)
    this.cycles++
    return this.rungeKutta(step_s)
  }

  private slew(step_s: number): void {
    const { thrustAxis, direction } = this
    if (!this.aligned) {
      this.aligned = true
      thrustAxis.set(direction)
      return
    }
    const angle = Math.acos(Math.max(-1, Math.min(1, dot(thrustAxis, direction))))
    const part = Math.min(1, (this.setting.plan.engine.turn_rad_s * step_s) / Math.max(angle, 1e-12))
    const [a, b] = [Math.sin((1 - part) * angle), Math.sin(part * angle)]
    if (angle > 1e-9) for (let i = 0; i < 3; i++) thrustAxis[i] = a * thrustAxis[i]! + b * direction[i]!
    unit(thrustAxis, thrustAxis)
  }

  private rungeKutta(h: number): Result<void, FlightError> {
    const { k, y, trial } = this
    for (let stage = 0; stage < 4; stage++) {
      const part = stage === 0 ? 0 : stage === 3 ? h : h / 2
      const before = k[Math.max(0, stage - 1)]!
      for (let i = 0; i < 7; i++) trial[i] = y[i]! + (stage === 0 ? 0 : part * before[i]!)
      if (!this.derivative(this.t_s + part, trial, k[stage]!)) return err(this.setting.forces.failure()!)
    }
    for (let i = 0; i < 7; i++) y[i]! += (h / 6) * (k[0]![i]! + 2 * k[1]![i]! + 2 * k[2]![i]! + k[3]![i]!)
    this.t_s += h
    return ok(undefined)
  }

  private derivative(t_s: number, y: Float64Array, dy: Float64Array): boolean {
    const good = this.setting.forces.derivative(t_s, y, dy)
    const a_km_s2 = this.thrust_N / y[6]! / 1000
    for (let i = 0; i < 3; i++) dy[3 + i]! += a_km_s2 * this.thrustAxis[i]!
    dy[6] = -this.thrust_N / (this.setting.plan.engine.isp_s * STANDARD_GRAVITY_M_S2)
    return good
  }

  private upJ2000(): Float64Array {
    return unit(this.y, vector())
  }

  private sample(phase: string, last: boolean): void {
    const { site, t_s, thrust_N } = this
    const tilt = last ? this.tilt_deg : RAD_DEG * Math.acos(Math.min(1, dot(this.thrustAxis, this.upJ2000())))
    this.path.push({ t_s, state: Float64Array.from(this.y) })
    this.samples.push({
      t_s,
      phase,
      height_m: site.height_m,
      climb_m_s: site.climb_m_s,
      horizontal_m_s: Math.hypot(site.alongSpeed_m_s, site.acrossSpeed_m_s),
      range_m: -site.along_m,
      across_m: site.across_m,
      throttle: thrust_N / this.setting.plan.engine.greatest_N,
      thrust_N,
      tilt_deg: tilt,
      mass_kg: this.y[6]!,
    })
  }
}
