/**
 * Leaving the Earth: the parking orbit, the launch into it, and a first guess of the injection to the Moon by two-body
 * motion. The parking orbit is circular; its plane counts from the Earth's equator of date. Units km, km/s, s, rad.
 */
import type { Ephemerides } from '@magpie/astro/ephemerides'
import { rotation } from '@magpie/astro/frames'
import { siteFromEllipsoid, siteState, WGS84 } from '@magpie/astro/sites'
import { positionOf } from '@magpie/astro/states'
import { combine, cross, dot, norm, unit, vector } from '@magpie/astro/vectors'
import { ok, type Result } from '@magpie/core/result'
import type { FlightError } from './errors.ts'
import { gravityParameter } from './forces.ts'
import { timeToRadius } from './two-body.ts'

export const EARTH = 399
export const MOON = 301
export const SUN = 10
/** Mean equatorial radius, km, to which the parking altitude refers: EGM2008. */
export const EARTH_RADIUS_KM = 6378.1363
/** Turns of the Earth against the stars, rad/s: IERS Conventions 2010, table 1.1. */
const EARTH_RATE_RAD_S = 7.292115e-5
const TWO_PI = 2 * Math.PI

export type ParkingOrbit = { readonly radius_km: number; readonly inclination_rad: number }

/** What a launch site and vehicle fix. */
export type LaunchSite = {
  readonly latitude_rad: number
  readonly longitude_rad: number
  /** From lift-off until the vehicle flies as if it had started on the parking orbit above the site. */
  readonly delay_s: number
}

/** Right-handed axes of the equator of date: x towards the J2000 equinox as near as may be, z the pole. By rows. */
export type EquatorAxes = readonly [x: Float64Array, y: Float64Array, pole: Float64Array]

/** An injection: node and place on the parking orbit, and speed added along the motion. */
export type Injection = { readonly node_rad: number; readonly argument_rad: number; readonly deltaV_km_s: number }

export type DepartureGuess = {
  readonly injection: Injection
  readonly injectionTdb_s: number
  readonly launch: Launch
}

export type Launch = {
  readonly tdb_s: number
  /** Azimuth of the flight at the site, from north. */
  readonly azimuth_rad: number
  /** Along the parking orbit from the site to the injection. */
  readonly arc_rad: number
  /** Whether the site is passed going south. */
  readonly southbound: boolean
}

/** Axes of the equator of date at a time. */
export function equatorAxes(eph: Ephemerides, t: number): Result<EquatorAxes, FlightError> {
  const r = rotation(eph, 'J2000', 'ITRF93', t, new Float64Array(9))
  if (!r.ok) return r
  const pole = unit(r.value.slice(6, 9), vector())
  const x = vector(1, 0, 0)
  unit(combine(1, x, -dot(x, pole), pole, x), x)
  return ok([x, cross(pole, x, vector()), pole])
}

/** State (6) on the parking orbit with the injection's speed added. */
export function injectionState(
  axes: EquatorAxes,
  orbit: ParkingOrbit,
  injection: Injection,
  mu_km3_s2: number,
  out: Float64Array,
): Float64Array {
  const [p, q] = planeAxes(axes, orbit.inclination_rad, injection.node_rad)
  const c = Math.cos(injection.argument_rad)
  const s = Math.sin(injection.argument_rad)
  const speed = Math.sqrt(mu_km3_s2 / orbit.radius_km) + injection.deltaV_km_s
  for (let i = 0; i < 3; i++) {
    out[i] = orbit.radius_km * (c * p[i]! + s * q[i]!)
    out[3 + i] = speed * (c * q[i]! - s * p[i]!)
  }
  return out
}

/**
 * Injections that meet the Moon's centre at `arrivalTdb_s` by two-body motion, launched from the site into the parking
 * orbit: of each pair of plane and pass over the site the day nearest to the wished duration; nearest first.
 */
export function departureGuesses(
  eph: Ephemerides,
  orbit: ParkingOrbit,
  site: LaunchSite,
  arrivalTdb_s: number,
  duration_s: number,
): Result<DepartureGuess[], FlightError> {
  const mu = gravityParameter(eph, EARTH)
  if (!mu.ok) return mu
  const moon = positionOf(eph, MOON, EARTH, arrivalTdb_s, vector())
  if (!moon.ok) return moon
  const axes = equatorAxes(eph, arrivalTdb_s - duration_s)
  if (!axes.ok) return axes
  const search = { eph, orbit, site, axes: axes.value, mu: mu.value, arrivalTdb_s, duration_s, moon: moon.value }
  const guesses: DepartureGuess[] = []
  for (const [southbound, launchSouth] of [
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ] as const) {
    const guess = departureGuess(search, southbound, launchSouth)
    if (!guess.ok) return guess
    if (guess.value !== undefined) guesses.push(guess.value)
  }
  const off = (g: DepartureGuess) => Math.abs(arrivalTdb_s - g.injectionTdb_s - duration_s)
  return ok(guesses.sort((a, b) => off(a) - off(b)))
}

type Search = {
  readonly eph: Ephemerides
  readonly orbit: ParkingOrbit
  readonly site: LaunchSite
  readonly axes: EquatorAxes
  readonly mu: number
  readonly arrivalTdb_s: number
  readonly duration_s: number
  /** Where the Moon is at arrival. */
  readonly moon: Float64Array
}

/** One pair of plane and pass: duration, place and launch depend on one another and settle in a few rounds. */
function departureGuess(
  { eph, orbit, site, axes, mu, arrivalTdb_s, duration_s, moon }: Search,
  southbound: boolean,
  launchSouth: boolean,
): Result<DepartureGuess | undefined, FlightError> {
  const meeting = planeThrough(axes, orbit.inclination_rad, moon, southbound)
  let injectionTdb_s = arrivalTdb_s - duration_s
  let guess: DepartureGuess | undefined
  for (let i = 0; i < 4 && meeting !== undefined; i++) {
    const transfer = transferTo(norm(moon), orbit.radius_km, arrivalTdb_s - injectionTdb_s, mu)
    const injection = {
      node_rad: meeting.node_rad,
      argument_rad: meeting.argument_rad - transfer.anomaly_rad,
      deltaV_km_s: transfer.deltaV_km_s,
    }
    const launch = launchFor(eph, axes, orbit, site, injection, injectionTdb_s, launchSouth, mu)
    if (!launch.ok) return launch
    if (launch.value === undefined) return ok(undefined)
    injectionTdb_s = injectionTime(launch.value, orbit, site, mu)
    guess = { injection, injectionTdb_s, launch: launch.value }
  }
  return ok(guess)
}

/** When the injection comes after a launch. */
export function injectionTime(launch: Launch, orbit: ParkingOrbit, site: LaunchSite, mu_km3_s2: number): number {
  return launch.tdb_s + site.delay_s + launch.arc_rad * Math.sqrt(orbit.radius_km ** 3 / mu_km3_s2)
}

/**
 * The launch, nearest in time, that leads into an injection's plane and reaches its place near `injectionTdb_s`;
 * undefined where the site lies outside the plane's latitudes.
 */
export function launchFor(
  eph: Ephemerides,
  axes: EquatorAxes,
  orbit: ParkingOrbit,
  site: LaunchSite,
  injection: Injection,
  injectionTdb_s: number,
  southbound: boolean,
  mu_km3_s2: number,
): Result<Launch | undefined, FlightError> {
  const standing = { name: 'launch site', body: EARTH, frame: 'ITRF93' }
  const ground = siteFromEllipsoid(standing, WGS84, { ...site, height_km: 0 })
  const state = siteState(eph, ground, injectionTdb_s, new Float64Array(6))
  if (!state.ok) return state
  const up = unit(state.value.subarray(0, 3), vector())
  const sinArgument = dot(up, axes[2]) / Math.sin(orbit.inclination_rad)
  if (Math.abs(sinArgument) > 1) return ok(undefined)
  const argument = southbound ? Math.PI - Math.asin(sinArgument) : Math.asin(sinArgument)
  const planeLongitude =
    injection.node_rad + Math.atan2(Math.cos(orbit.inclination_rad) * Math.sin(argument), Math.cos(argument))
  const siteLongitude = Math.atan2(dot(up, axes[1]), dot(up, axes[0]))
  const arc_rad = positive(injection.argument_rad - argument)
  const flight_s = site.delay_s + arc_rad * Math.sqrt(orbit.radius_km ** 3 / mu_km3_s2)
  const turnToPlane = positive(planeLongitude - siteLongitude + EARTH_RATE_RAD_S * flight_s + Math.PI) - Math.PI
  const tdb_s = injectionTdb_s - flight_s + turnToPlane / EARTH_RATE_RAD_S
  const sinAzimuth = Math.cos(orbit.inclination_rad) / Math.sqrt(1 - dot(up, axes[2]) ** 2)
  const azimuth_rad = southbound ? Math.PI - Math.asin(sinAzimuth) : Math.asin(sinAzimuth)
  return ok({ tdb_s, azimuth_rad, arc_rad, southbound })
}

function positive(angle_rad: number): number {
  return angle_rad - TWO_PI * Math.floor(angle_rad / TWO_PI)
}

/** Unit vectors to the node and a quarter turn on. */
function planeAxes([x, y, pole]: EquatorAxes, inclination_rad: number, node_rad: number): [Float64Array, Float64Array] {
  const p = combine(Math.cos(node_rad), x, Math.sin(node_rad), y, vector())
  const across = combine(-Math.sin(node_rad), x, Math.cos(node_rad), y, vector())
  return [p, combine(Math.cos(inclination_rad), across, Math.sin(inclination_rad), pole, vector())]
}

/** Node and argument at which a plane of an inclination holds a direction; undefined where it lies too far north or south. */
function planeThrough(
  [x, y, pole]: EquatorAxes,
  inclination_rad: number,
  position: Float64Array,
  southbound: boolean,
): { node_rad: number; argument_rad: number } | undefined {
  const sinArgument = dot(position, pole) / norm(position) / Math.sin(inclination_rad)
  if (Math.abs(sinArgument) > 1) return undefined
  const argument_rad = southbound ? Math.PI - Math.asin(sinArgument) : Math.asin(sinArgument)
  const longitude = Math.atan2(dot(position, y), dot(position, x))
  const node_rad = longitude - Math.atan2(Math.cos(inclination_rad) * Math.sin(argument_rad), Math.cos(argument_rad))
  return { node_rad, argument_rad }
}

/** The conic that leaves its perigee and reaches a distance after a time: true anomaly there and speed added. */
function transferTo(
  distance_km: number,
  perigee_km: number,
  duration_s: number,
  mu_km3_s2: number,
): { anomaly_rad: number; deltaV_km_s: number } {
  let slow = (distance_km - perigee_km) / (distance_km + perigee_km)
  let fast = 3
  for (let i = 0; i < 80; i++) {
    const e = (slow + fast) / 2
    if (timeToRadius(perigee_km, e, distance_km, mu_km3_s2) > duration_s) slow = e
    else fast = e
  }
  const e = fast
  const cosine = ((perigee_km * (1 + e)) / distance_km - 1) / e
  return {
    anomaly_rad: Math.acos(Math.max(-1, Math.min(1, cosine))),
    deltaV_km_s: Math.sqrt(mu_km3_s2 / perigee_km) * (Math.sqrt(1 + e) - 1),
  }
}
