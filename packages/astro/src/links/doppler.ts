/**
 * Frequencies as they arrive. One way, from transmission at t1 to reception at t2 (coordinate times, TDB):
 * f2 / f1 = (dtau1/dt1) / (dtau2/dt2) x dt1/dt2, with dt1/dt2 = (1 - n.v2/c) / (1 - n.v1/c), n the direction of the light,
 * v1, v2 the barycentric velocities, and dtau/dt = 1 - U/c^2 - v^2/(2 c^2) (Moyer, "Formulation for Observed and Computed
 * Values of Deep Space Network Data Types", JPL 2000, 11.2 and 13.2). The path is a straight line: gravity's bending and delay
 * (200 microseconds past the Sun's limb) are left out. Two way: the product of both ways and the transponder's ratio.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { LIGHT_KM_S } from '../aberration.ts'
import { bodyId } from '../bodies.ts'
import type { Ephemerides } from '../ephemerides.ts'
import type { StateError } from '../errors.ts'
import { bodyOf, LineOfSight, type Point } from '../events/line-of-sight.ts'
import { numberOf } from '../pool.ts'
import { stateOf } from '../states.ts'

/** A signal on one way: times TDB s, light time s, and received over transmitted frequency. */
export type OneWay = {
  readonly transmitted: number
  readonly received: number
  readonly lightTime_s: number
  /** Distance between the places of transmission and reception, km. */
  readonly range_km: number
  /** Rate of that distance by the time of reception, km/s. */
  readonly rangeRate_km_s: number
  readonly ratio: number
}

/** Up to a transponder and back. */
export type TwoWay = { readonly up: OneWay; readonly down: OneWay; readonly ratio: number }

/** The bodies whose gravity slows clocks, where the kernels have their GM. */
const MASSES = ['SUN', 'EARTH', 'MOON', 'JUPITER BARYCENTER']

const C2 = LIGHT_KM_S * LIGHT_KM_S
const state = new Float64Array(6)
const own = new Float64Array(6)
const away = new Float64Array(6)
const place = new Float64Array(6)

/** The frequency that a receiver gets at a time over the one that was sent. */
export function oneWayDoppler(
  eph: Ephemerides,
  transmitter: Point,
  receiver: Point,
  received: number,
): Result<OneWay, StateError> {
  const sight = new LineOfSight(eph, receiver, 'CN')
  const failed = sight.at(received) ?? sight.stateTo(transmitter, state)
  if (failed !== undefined) return err(failed)
  const { light_s, lightRate } = sight
  const transmitted = received - light_s
  // The transmission's time runs by 1 - the light time's rate for each second of reception.
  const sent = clockRate(eph, transmitter, transmitted)
  if (!sent.ok) return sent
  const got = clockRate(eph, receiver, received)
  if (!got.ok) return got
  return ok({
    transmitted,
    received,
    lightTime_s: light_s,
    range_km: light_s * LIGHT_KM_S,
    rangeRate_km_s: lightRate * LIGHT_KM_S,
    // Differences from 1 first: they are what is small.
    ratio: (1 - lightRate) * (1 + (sent.value - got.value) / (1 + got.value)),
  })
}

/**
 * The frequency that comes back at a time over the one sent up; the transponder multiplies by `turnaround`
 * (CCSDS 401.0-B: 240/221 at 2 GHz, 880/749 up at 7 and down at 8 GHz).
 */
export function twoWayDoppler(
  eph: Ephemerides,
  station: Point,
  transponder: Point,
  received: number,
  turnaround = 1,
): Result<TwoWay, StateError> {
  const down = oneWayDoppler(eph, transponder, station, received)
  if (!down.ok) return down
  const up = oneWayDoppler(eph, station, transponder, down.value.transmitted)
  if (!up.ok) return up
  return ok({ up: up.value, down: down.value, ratio: up.value.ratio * turnaround * down.value.ratio })
}

/** dtau/dt - 1 of a clock at a point: -U/c^2 - v^2/(2 c^2), barycentric. */
function clockRate(eph: Ephemerides, point: Point, t: number): Result<number, StateError> {
  const sight = new LineOfSight(eph, 0, 'NONE')
  const failed = sight.at(t) ?? sight.stateTo(point, own)
  if (failed !== undefined) return err(failed)
  let u = 0
  for (const name of MASSES) {
    const body = bodyId(eph.pool, name)
    const gm = body === undefined ? undefined : numberOf(eph.pool, `BODY${body}_GM`)
    if (gm === undefined || body === undefined || (body === bodyOf(point) && typeof point === 'number')) continue
    const found = stateOf(eph, body, 0, t, away)
    // A mass without ephemeris is a mass left out, as one without GM.
    if (!found.ok) continue
    for (let i = 0; i < 3; i++) place[i] = own[i]! - away[i]!
    u += gm / Math.sqrt(place[0]! * place[0]! + place[1]! * place[1]! + place[2]! * place[2]!)
  }
  const v2 = own[3]! * own[3]! + own[4]! * own[4]! + own[5]! * own[5]!
  return ok(-(u + v2 / 2) / C2)
}
