/**
 * From the circular orbit to the start of the powered descent: when the orbit passes the site, and the burn half a
 * revolution before that lowers perilune ahead of it. Units km, km/s, s, rad; states Moon-centred J2000, with mass.
 */

import { periodOf, semiMajorAxis } from '@magpie/astro/elements/conic-motion'
import { type Site, siteState } from '@magpie/astro/sites'
import { cross, dot, norm, unit, vector } from '@magpie/astro/vectors'
import { err, ok, type Result } from '@magpie/core/result'
import type { FlightError } from './errors.ts'
import type { EventFunction } from './integrator.ts'
import { type Burn, type BurnSetting, burn, burnTime, coast } from './lunar-insertion.ts'
import { solveNewton } from './newton.ts'
import { PERIAPSIS, type Propagation } from './propagation.ts'

/** Nearest approach of the ground track to the site. */
export type Pass = {
  readonly t_s: number
  readonly state: Float64Array
  /** Unit vector to the site at that time. */
  readonly site: Float64Array
  /** Angle of the site from the orbit's plane, positive towards its normal. */
  readonly offPlane_rad: number
}

/** The first pass of the orbit by the site after `after_s`, from a state before. */
export function findPass(
  setting: BurnSetting,
  site: Site,
  from: { readonly t_s: number; readonly state: Float64Array },
  after_s: number,
  options: Propagation = {},
): Result<Pass, FlightError> {
  const reached = coast(setting, from.t_s, from.state, after_s, options)
  if (!reached.ok) return reached
  const period_s = periodOf(semiMajorAxis(reached.value.state, setting.mu_km3_s2), setting.mu_km3_s2)
  const end = coast(setting, after_s, reached.value.state, after_s + 1.3 * period_s, {
    ...options,
    events: [passing(setting, site)],
  })
  if (!end.ok) return end
  const { t_s, state } = end.value
  const there = siteDirection(setting, site, t_s)
  if (!there.ok) return there
  if (dot(unit(state, vector()), there.value) < 0.9)
    return err({ kind: 'no-pass', after_tdb_s: setting.model.startTdb_s + after_s })
  const normal = unit(cross(state, state.subarray(3, 6), vector()), vector())
  return ok({ t_s, state, site: there.value, offPlane_rad: Math.asin(dot(normal, there.value)) })
}

/** Unit vector to the site, J2000. */
export function siteDirection({ eph, model }: BurnSetting, site: Site, t_s: number): Result<Float64Array, FlightError> {
  const at = siteState(eph, site, model.startTdb_s + t_s, new Float64Array(6))
  return at.ok ? ok(unit(at.value.subarray(0, 3), vector())) : at
}

/** Falls through zero where the track is nearest to the site (on its side of the Moon). */
function passing({ eph, model }: BurnSetting, site: Site): EventFunction {
  const at = new Float64Array(6)
  return {
    name: 'passing the site',
    value: (t_s, y) => {
      siteState(eph, site, model.startTdb_s + t_s, at)
      const r = norm(y)
      const rr = dot(y, y.subarray(3, 6)) / r
      const towards = dot(y, at) / r
      return dot(y.subarray(3, 6), at) - towards * rr
    },
    direction: -1,
    terminal: true,
  }
}

export type DescentOrbit = {
  readonly burn: Burn
  /** Perilune of the descent orbit, where the powered descent starts. */
  readonly perilune: { readonly t_s: number; readonly state: Float64Array }
}

/**
 * The burn that makes an orbit whose perilune has the radius `perilune_km` and lies `uprange_rad` before the site. `from`
 * is a state with the burning vehicle's mass, more than a revolution before the pass.
 */
export function descentOrbitBurn(
  setting: BurnSetting,
  site: Site,
  from: { readonly t_s: number; readonly state: Float64Array },
  pass: Pass,
  perilune_km: number,
  uprange_rad: number,
): Result<DescentOrbit, FlightError> {
  const mu = setting.mu_km3_s2
  const high_km = norm(pass.state)
  const a = (high_km + perilune_km) / 2
  const motion = Math.sqrt(mu / semiMajorAxis(pass.state, mu) ** 3)
  const start_s = pass.t_s - uprange_rad / motion - periodOf(semiMajorAxis(pass.state, mu), mu) / 2
  const deltaV = Math.sqrt(mu / high_km) - Math.sqrt(mu * (2 / high_km - 1 / a))
  const duration_s = burnTime(setting.thruster, deltaV, from.state[6]!)
  let best: DescentOrbit | undefined
  const solved = solveNewton<FlightError>({
    what: 'the descent orbit',
    start: [start_s - duration_s / 2, duration_s],
    steps: [2, 0.2],
    limits: [900, 20],
    tolerances: [1e-3, 1e-4],
    residuals: (x, out) => {
      const before = coast(setting, from.t_s, from.state, x[0]!)
      if (!before.ok) return before
      const flown = burn(setting, x[0]!, before.value.state, x[1]!, 0)
      if (!flown.ok) return flown
      const half_s = periodOf(a, mu) / 2
      const quarter = coast(setting, x[0]! + x[1]!, flown.value.after, x[0]! + 0.6 * half_s)
      if (!quarter.ok) return quarter
      const low = coast(setting, quarter.value.t_s, quarter.value.state, x[0]! + 1.6 * half_s, { events: [PERIAPSIS] })
      if (!low.ok) return low
      const there = siteDirection(setting, site, low.value.t_s)
      if (!there.ok) return there
      best = { burn: flown.value, perilune: low.value }
      out[0] = norm(low.value.state) - perilune_km
      out[1] = angleAhead(low.value.state, there.value) - uprange_rad
      return low
    },
  })
  return solved.ok ? ok(best!) : solved
}

/** Angle along the orbit from a state's position to a direction, its part out of the plane left aside. */
function angleAhead(state: Float64Array, direction: Float64Array): number {
  const up = unit(state, vector())
  const normal = unit(cross(state, state.subarray(3, 6), vector()), vector())
  const ahead = cross(normal, up, vector())
  return Math.atan2(dot(direction, ahead), dot(direction, up))
}
