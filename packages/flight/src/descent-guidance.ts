/**
 * Guidance of a powered descent, phase by phase, closed over the state of the moment. Coordinates follow the site: along
 * the flight (m, negative before the site), across it, and height over the site's sphere, so that the curvature of 450 km
 * of approach is in the kinematics and not in the guidance. Each phase asks for the acceleration, linear in time, that
 * meets its end position and velocity in the time left (E-guidance: G. Cherry, AIAA 64-638, 1964); the last one holds a
 * rate of descent over the site. The sequence and heights are those published for Chang'e-3 to 5.
 */
import { dot, norm, unit, vector } from '@magpie/astro/vectors'

/** Where a vehicle is relative to the site, in m and m/s, on axes along, across and up at the vehicle. */
export type SiteState = {
  along_m: number
  across_m: number
  height_m: number
  alongSpeed_m_s: number
  acrossSpeed_m_s: number
  climb_m_s: number
}

/** What the end of a phase is aimed at. `range_m` is the way left to the site. */
export type PhaseTarget = {
  readonly height_m: number
  readonly range_m: number
  readonly forward_m_s: number
  readonly climb_m_s: number
}

/** The moving axes of the approach, made from the site and the direction of flight; all on the Moon's own axes. */
export type Approach = {
  readonly siteRadius_km: number
  /** Unit vectors at the site: up, along the flight, and across (right-handed: across = up x along). */
  readonly up: Float64Array
  readonly along: Float64Array
  readonly across: Float64Array
}

/** Approach axes for a site (km, body axes) flown over in the direction of `velocity` (body axes). */
export function approachAxes(site_km: Float64Array, velocity: Float64Array): Approach {
  const up = unit(site_km, vector())
  const along = vector()
  const climb = dot(velocity, up)
  for (let i = 0; i < 3; i++) along[i] = velocity[i]! - climb * up[i]!
  unit(along, along)
  const across = vector(
    up[1]! * along[2]! - up[2]! * along[1]!,
    up[2]! * along[0]! - up[0]! * along[2]!,
    up[0]! * along[1]! - up[1]! * along[0]!,
  )
  return { siteRadius_km: norm(site_km), up, along, across }
}

/** Unit vectors at the vehicle: up, along and across, on body axes; rewritten at each call. */
export type LocalAxes = { readonly up: Float64Array; readonly along: Float64Array; readonly across: Float64Array }

/** Reads position and velocity (km, km/s, body axes and relative to them) as a site state; axes go to `local`. */
export function siteStateOf(
  approach: Approach,
  position: Float64Array,
  velocity: Float64Array,
  local: LocalAxes,
  out: SiteState,
): void {
  const r = norm(position)
  unit(position, local.up)
  const angle = Math.atan2(dot(position, approach.along), dot(position, approach.up))
  const side = Math.asin(dot(position, approach.across) / r)
  for (let i = 0; i < 3; i++) local.along[i] = Math.cos(angle) * approach.along[i]! - Math.sin(angle) * approach.up[i]!
  const { up, along, across } = local
  across[0] = up[1]! * along[2]! - up[2]! * along[1]!
  across[1] = up[2]! * along[0]! - up[0]! * along[2]!
  across[2] = up[0]! * along[1]! - up[1]! * along[0]!
  const metres = approach.siteRadius_km * 1000
  out.along_m = metres * angle
  out.across_m = metres * side
  out.height_m = (r - approach.siteRadius_km) * 1000
  out.alongSpeed_m_s = dot(velocity, along) * 1000
  out.acrossSpeed_m_s = dot(velocity, across) * 1000
  out.climb_m_s = dot(velocity, up) * 1000
}

/** Acceleration, m/s2, of the coordinates that the phase wants now: along, across, up. */
export type Wanted = { along: number; across: number; up: number }

/** E-guidance towards a target in the time left. */
export function steerTo(state: SiteState, target: PhaseTarget, left_s: number, out: Wanted): void {
  out.along = linear(state.along_m, state.alongSpeed_m_s, -target.range_m, target.forward_m_s, left_s)
  out.across = linear(state.across_m, state.acrossSpeed_m_s, 0, 0, left_s)
  out.up = linear(state.height_m, state.climb_m_s, target.height_m, target.climb_m_s, left_s)
}

/** Acceleration now of the motion, cubic in time, from (x, v) to (xEnd, vEnd) in `left_s`. */
function linear(x: number, v: number, xEnd: number, vEnd: number, left_s: number): number {
  return (6 * (xEnd - x)) / (left_s * left_s) - (4 * v + 2 * vEnd) / left_s
}

/** Holds a rate of descent and the place over the site, critically damped, with a time constant. */
export function holdRate(state: SiteState, climb_m_s: number, constant_s: number, out: Wanted): void {
  out.along = -state.along_m / constant_s ** 2 - (2 * state.alongSpeed_m_s) / constant_s
  out.across = -state.across_m / constant_s ** 2 - (2 * state.acrossSpeed_m_s) / constant_s
  out.up = (climb_m_s - state.climb_m_s) / constant_s
}

/**
 * Acceleration the engine must give, m/s2 on body axes: what is wanted, less gravity, less what polar coordinates and
 * the turning of the body add. `mu_km3_s2`, `rate_rad_s`: gravity and spin (about the body's z axis).
 */
export function thrustAcceleration(
  wanted: Wanted,
  state: SiteState,
  velocity: Float64Array,
  radius_km: number,
  approach: Approach,
  local: LocalAxes,
  mu_km3_s2: number,
  rate_rad_s: number,
  out: Float64Array,
): void {
  const stretch = radius_km / approach.siteRadius_km
  const r_m = radius_km * 1000
  const along = stretch * wanted.along + (2 * state.climb_m_s * state.alongSpeed_m_s) / r_m
  const across = stretch * wanted.across + (2 * state.climb_m_s * state.acrossSpeed_m_s) / r_m
  const gravity = (mu_km3_s2 / (radius_km * radius_km)) * 1000
  const up = wanted.up + gravity - (state.alongSpeed_m_s ** 2 + state.acrossSpeed_m_s ** 2) / r_m
  for (let i = 0; i < 3; i++) out[i] = along * local.along[i]! + across * local.across[i]! + up * local.up[i]!
  const coriolis = 2 * rate_rad_s * 1000
  out[0]! -= coriolis * velocity[1]!
  out[1]! += coriolis * velocity[0]!
}
