/**
 * Forces on a spacecraft about one body: that body's gravity field or point mass, other bodies as point masses or fields
 * (their pull on the centre taken off), solar radiation pressure on a sphere, and an engine. Positions km and velocities
 * km/s on J2000 axes from the centre, mass kg where an engine burns; time in seconds since `startTdb_s`.
 */
import type { Ephemerides } from '@magpie/astro/ephemerides'
import type { StateError } from '@magpie/astro/errors'
import { frameByName, orient } from '@magpie/astro/frames'
import { numberOf } from '@magpie/astro/pool'
import { positionOf } from '@magpie/astro/states'
import { err, ok, type Result } from '@magpie/core/result'
import { FieldAcceleration, type GravityField } from './gravity-field.ts'
import type { Derivative } from './integrator.ts'

/** Standard gravity, m/s2: BIPM, the SI Brochure, 3rd CGPM 1901. Specific impulse in seconds counts by it. */
export const STANDARD_GRAVITY_M_S2 = 9.80665

/** A body's field cut at `degree`, on the axes of `frame` (MOON_PA, ITRF93). */
export type FieldUse = {
  readonly body: number
  readonly field: GravityField
  readonly degree: number
  readonly frame: string
}

/** Radiation pressure on a sphere: a = flux/c * Cr * area/mass * (AU/r)^2 away from the Sun. */
export type RadiationPressure = {
  readonly flux_W_m2: number
  readonly cr: number
  readonly area_m2: number
  /** Used where the state has no mass of its own. */
  readonly mass_kg: number
  readonly shadow: 'none' | { readonly body: number; readonly radius_km: number; readonly sunRadius_km: number }
}

/** An engine at constant thrust. The direction is written to `out` as a unit vector on J2000 axes. */
export type Engine = {
  readonly thrust_N: number
  readonly isp_s: number
  readonly direction: (t_s: number, y: Float64Array, out: Float64Array) => void
}

export type ForceModel = {
  readonly centre: number
  readonly startTdb_s: number
  readonly fields: readonly FieldUse[]
  readonly pointMasses: readonly number[]
  readonly radiationPressure?: RadiationPressure
  readonly engine?: Engine
}

export type ForceError = StateError | { readonly kind: 'no-gravity-parameter'; readonly body: number }

const SUN = 10
const LIGHT_M_S = 299_792_458
const AU_KM = 149_597_870.7

/** GM of a body from the loaded kernels, km3/s2. */
export function gravityParameter(eph: Ephemerides, body: number): Result<number, ForceError> {
  const gm = numberOf(eph.pool, `BODY${body}_GM`)
  return gm === undefined ? err({ kind: 'no-gravity-parameter', body }) : ok(gm)
}

/** Forces made ready for the integrator. `failure` says why `derivative` last answered false. */
export type Forces = { readonly derivative: Derivative; readonly failure: () => ForceError | undefined }

/** One body's pull, its state of the moment written to scratch. */
type Pull = { readonly body: number; readonly gm: number; readonly field: OrientedField | undefined }
type OrientedField = {
  readonly acceleration: FieldAcceleration
  readonly frame: Parameters<typeof orient>[0]
}

/** Looks up what a model needs once; bodies, frames or GMs that are not there are refused here. */
export function prepareForces(eph: Ephemerides, model: ForceModel): Result<Forces, ForceError> {
  const pulls: Pull[] = []
  const others = [...new Set([...model.pointMasses, ...model.fields.map((f) => f.body)])]
  for (const body of [model.centre, ...others.filter((b) => b !== model.centre)]) {
    const gm = gravityParameter(eph, body)
    if (!gm.ok) return gm
    const use = model.fields.find((f) => f.body === body)
    const field = use === undefined ? ok(undefined) : orientedField(eph, use, gm.value)
    if (!field.ok) return field
    pulls.push({ body, gm: gm.value, field: field.value })
  }
  return ok(new Model(eph, model, pulls))
}

function orientedField(eph: Ephemerides, use: FieldUse, gm: number): Result<OrientedField, ForceError> {
  const frame = frameByName(eph, use.frame)
  if (!frame.ok) return frame
  return ok({ acceleration: new FieldAcceleration(use.field, use.degree, gm), frame: frame.value })
}

class Model implements Forces {
  private readonly eph: Ephemerides
  private readonly model: ForceModel
  private readonly central: Pull
  private readonly others: readonly Pull[]
  private readonly body = new Float64Array(3)
  private readonly sun = new Float64Array(3)
  private readonly relative = new Float64Array(3)
  private readonly local = new Float64Array(3)
  private readonly matrix = new Float64Array(9)
  private readonly direction = new Float64Array(3)
  private failed: ForceError | undefined

  constructor(eph: Ephemerides, model: ForceModel, pulls: readonly Pull[]) {
    this.eph = eph
    this.model = model
    this.central = pulls[0]!
    this.others = pulls.slice(1)
  }

  failure = (): ForceError | undefined => this.failed

  derivative: Derivative = (t_s, y, dy) => {
    const t = this.model.startTdb_s + t_s
    dy[0] = y[3]!
    dy[1] = y[4]!
    dy[2] = y[5]!
    dy[3] = 0
    dy[4] = 0
    dy[5] = 0
    this.failed = this.attract(this.central, t, y, dy)
    for (let i = 0; i < this.others.length && this.failed === undefined; i++)
      this.failed = this.attractThird(this.others[i]!, t, y, dy)
    const { radiationPressure, engine } = this.model
    if (radiationPressure !== undefined && this.failed === undefined)
      this.failed = this.push(radiationPressure, t, y, dy)
    if (y.length > 6) dy[6] = 0
    if (engine !== undefined) this.burn(engine, t_s, y, dy)
    return this.failed === undefined
  }

  /** Adds the pull of a body at `relative` from the spacecraft's view turned round: the position is from that body. */
  private attract(pull: Pull, t: number, position: Float64Array, dy: Float64Array): ForceError | undefined {
    const { local } = this
    if (pull.field === undefined) {
      const x = position[0]!
      const y = position[1]!
      const z = position[2]!
      const r2 = x * x + y * y + z * z
      const k = -pull.gm / (r2 * Math.sqrt(r2))
      dy[3]! += k * x
      dy[4]! += k * y
      dy[5]! += k * z
      return undefined
    }
    const turned = orient(pull.field.frame, t, this.matrix)
    if (!turned.ok) return turned.error
    const m = turned.value
    const [x, y, z] = [position[0]!, position[1]!, position[2]!]
    local[0] = m[0]! * x + m[1]! * y + m[2]! * z
    local[1] = m[3]! * x + m[4]! * y + m[5]! * z
    local[2] = m[6]! * x + m[7]! * y + m[8]! * z
    pull.field.acceleration.at(local, local)
    dy[3]! += m[0]! * local[0]! + m[3]! * local[1]! + m[6]! * local[2]!
    dy[4]! += m[1]! * local[0]! + m[4]! * local[1]! + m[7]! * local[2]!
    dy[5]! += m[2]! * local[0]! + m[5]! * local[1]! + m[8]! * local[2]!
    return undefined
  }

  /** Adds the pull of another body less its pull, as a point mass, on the centre. */
  private attractThird(pull: Pull, t: number, y: Float64Array, dy: Float64Array): ForceError | undefined {
    const { body, relative } = this
    const found = positionOf(this.eph, pull.body, this.model.centre, t, body)
    if (!found.ok) return found.error
    if (pull.body === SUN) this.sun.set(body)
    const r2 = body[0]! * body[0]! + body[1]! * body[1]! + body[2]! * body[2]!
    const k = pull.gm / (r2 * Math.sqrt(r2))
    for (let i = 0; i < 3; i++) {
      relative[i] = y[i]! - body[i]!
      dy[3 + i]! -= k * body[i]!
    }
    return this.attract(pull, t, relative, dy)
  }

  private push(rp: RadiationPressure, t: number, y: Float64Array, dy: Float64Array): ForceError | undefined {
    const { sun, relative, body } = this
    const found = positionOf(this.eph, SUN, this.model.centre, t, sun)
    if (!found.ok) return found.error
    for (let i = 0; i < 3; i++) relative[i] = y[i]! - sun[i]!
    const d2 = relative[0]! ** 2 + relative[1]! ** 2 + relative[2]! ** 2
    let lit = 1
    if (rp.shadow !== 'none') {
      const occulter = positionOf(this.eph, rp.shadow.body, this.model.centre, t, body)
      if (!occulter.ok) return occulter.error
      lit = litFraction(y, sun, body, rp.shadow.sunRadius_km, rp.shadow.radius_km)
    }
    const mass_kg = y.length > 6 ? y[6]! : rp.mass_kg
    const a_km_s2 = ((rp.flux_W_m2 / LIGHT_M_S) * rp.cr * rp.area_m2 * (AU_KM * AU_KM)) / (mass_kg * d2 * 1000)
    const k = (lit * a_km_s2) / Math.sqrt(d2)
    for (let i = 0; i < 3; i++) dy[3 + i]! += k * relative[i]!
    return undefined
  }

  private burn(engine: Engine, t_s: number, y: Float64Array, dy: Float64Array): void {
    engine.direction(t_s, y, this.direction)
    const a_km_s2 = engine.thrust_N / y[6]! / 1000
    for (let i = 0; i < 3; i++) dy[3 + i]! += a_km_s2 * this.direction[i]!
    dy[6] = -engine.thrust_N / (engine.isp_s * STANDARD_GRAVITY_M_S2)
  }
}

/** Part of the Sun's disk that a spherical body leaves visible: overlap of two circles, as seen from `at`. */
export function litFraction(
  at: Float64Array,
  sun: Float64Array,
  occulter: Float64Array,
  sunRadius_km: number,
  radius_km: number,
): number {
  let ss = 0
  let oo = 0
  let so = 0
  for (let i = 0; i < 3; i++) {
    const s = sun[i]! - at[i]!
    const o = occulter[i]! - at[i]!
    ss += s * s
    oo += o * o
    so += s * o
  }
  const a = Math.asin(Math.min(1, sunRadius_km / Math.sqrt(ss)))
  const b = Math.asin(Math.min(1, radius_km / Math.sqrt(oo)))
  const c = Math.acos(Math.max(-1, Math.min(1, so / Math.sqrt(ss * oo))))
  if (c >= a + b) return 1
  if (c <= b - a) return 0
  if (c <= a - b) return 1 - (b * b) / (a * a)
  const x = (c * c + a * a - b * b) / (2 * c)
  const y = Math.sqrt(Math.max(0, a * a - x * x))
  const covered = a * a * Math.acos(x / a) + b * b * Math.acos((c - x) / b) - c * y
  return 1 - covered / (Math.PI * a * a)
}
