/**
 * The Moon's libration in its two parts: the optical one, which a Moon would show that turned evenly and kept Cassini's laws,
 * and the physical one, by which the kernel's orientation departs from that. J. Meeus, "Astronomical Algorithms", 2nd
 * edition: 53 (libration), 47 (mean elements of the Moon), 21 (precession of the ecliptic). Angles rad.
 */
import { ok, type Result } from '@magpie/core/result'
import type { TdbSeconds } from '@magpie/core/time'
import { type Correction, correctedState } from '../apparent-states.ts'
import type { Ephemerides } from '../ephemerides.ts'
import type { StateError } from '../errors.ts'
import { rotation } from '../frames.ts'
import { apply, axisRotation, product } from '../matrices.ts'
import { latitudinalOf } from './coordinates.ts'
import { aspectOf } from './moon-aspect.ts'

/** Longitude east and latitude on the Moon. */
export type LibrationPart = { readonly longitude_rad: number; readonly latitude_rad: number }

/** `total` is the place that faces the observer, on `MOON_ME`; `optical` and `physical` add up to it. */
export type Libration = {
  readonly total: LibrationPart
  readonly optical: LibrationPart
  readonly physical: LibrationPart
}

const MOON = 301
const DEG = Math.PI / 180
const ARCSEC = DEG / 3600
const CENTURY_S = 36525 * 86400
/** Inclination of the Moon's mean equator to the ecliptic; the IAU's value, as Meeus has it. */
const INCLINATION_RAD = 1.54242 * DEG

const seen = new Float64Array(6)
const ecliptic = new Float64Array(9)
const onEcliptic = new Float64Array(3)

/** The Moon's libration for an observer (NAIF id). */
export function librationOf(
  eph: Ephemerides,
  observer: number,
  correction: Correction,
  t: TdbSeconds,
): Result<Libration, StateError> {
  const aspect = aspectOf(eph, { target: MOON, frame: 'MOON_ME', observer, correction, north: 'J2000' }, t)
  if (!aspect.ok) return aspect
  const found = correctedState(eph, MOON, observer, 'J2000', t, correction, seen)
  if (!found.ok) return found
  const axes = rotation(eph, 'J2000', 'ECLIPJ2000', t, ecliptic)
  if (!axes.ok) return axes
  const way = correction === 'NONE' ? 0 : correction.startsWith('X') ? 1 : -1
  const centuries = (t + way * found.value.lightTime_s) / CENTURY_S
  apply(product(eclipticOfDate(centuries), ecliptic), seen, 0, onEcliptic, 0)
  const { longitude_rad, latitude_rad } = latitudinalOf(onEcliptic)
  const optical = opticalLibration(longitude_rad, latitude_rad, centuries)
  const total = aspect.value.facing
  const physical = {
    longitude_rad: nearZero(total.longitude_rad - optical.longitude_rad),
    latitude_rad: total.latitude_rad - optical.latitude_rad,
  }
  return ok({ total, optical, physical })
}

/**
 * Optical libration of a Moon that stands at a longitude and latitude of the mean ecliptic and equinox of date, at a time in
 * Julian centuries of TDB past J2000.
 */
export function opticalLibration(longitude_rad: number, latitude_rad: number, centuries: number): LibrationPart {
  const T = centuries
  // Argument of latitude and longitude of the ascending node, of the mean Moon.
  const F = (93.272095 + T * (483202.0175233 + T * (-0.0036539 + T * (-1 / 3526000 + T / 863310000)))) * DEG
  const node = (125.0445479 + T * (-1934.1362891 + T * (0.0020754 + T * (1 / 467441 - T / 60616000)))) * DEG
  const W = longitude_rad - node
  const [sI, cI] = [Math.sin(INCLINATION_RAD), Math.cos(INCLINATION_RAD)]
  const [sb, cb] = [Math.sin(latitude_rad), Math.cos(latitude_rad)]
  const A = Math.atan2(Math.sin(W) * cb * cI - sb * sI, Math.cos(W) * cb)
  return { longitude_rad: nearZero(A - F), latitude_rad: Math.asin(-Math.sin(W) * cb * sI - sb * cI) }
}

/** From the mean ecliptic and equinox of J2000 to those of date: the ecliptic's tilt, its axis, and precession along it. */
function eclipticOfDate(T: number): Float64Array {
  const tilt = T * (47.0029 + T * (-0.03302 + T * 0.00006)) * ARCSEC
  const axis = 174.876384 * DEG + T * (-869.8089 + T * 0.03536) * ARCSEC
  const precession = T * (5029.0966 + T * (1.11113 - T * 0.000006)) * ARCSEC
  return product(product(axisRotation(-axis - precession, 3), axisRotation(tilt, 1)), axisRotation(axis, 3))
}

/** The same angle between -pi and pi. */
function nearZero(angle_rad: number): number {
  return angle_rad - 2 * Math.PI * Math.round(angle_rad / (2 * Math.PI))
}
