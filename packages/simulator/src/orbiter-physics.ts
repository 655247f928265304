/**
 * The relay's orbit, light, attitude, power and heat over a step. All its numbers but the published radii, antenna and array
 * power are assumed; `operations.json` says so.
 */
import type { OrbiterModel } from '@magpie/operations/on-board-models'
import { amountOf, faultOf } from './health.ts'
import type { Orbiter } from './orbiter-state.ts'
import { type AttitudeDesign, pointingError_deg, stepAttitude } from './subsystems/attitude.ts'
import { stepBattery, usable_Wh } from './subsystems/battery.ts'
import { earthDirection, SOUTH_POLE, sunDirection } from './subsystems/sky-directions.ts'
import { array_W } from './subsystems/solar-array.ts'
import { stepThermal, type ThermalNetwork } from './subsystems/thermal.ts'
import { cross, dot, unit } from './subsystems/vectors.ts'

const MOON_KM = 1737.4
const RADIATED = 0.35
const BROKEN_SHARE = 0.05
/** Places of the nodes in `t_degC`. */
export const ORBITER_NODE = { platform: 0, battery: 1, radiator: 2, radio: 3 } as const
const HEATER_BAND_K = 4

const sun = new Float64Array(3)
const place_km = new Float64Array(3)
const moon = new Float64Array(3)
const target = new Float64Array(3)
const heat_W = new Float64Array(4)
const conductance_W_K = new Float64Array(3)

/** Brings all but its commands over `dt_s` to now. */
export function stepOrbiter(o: Orbiter, dt_s: number): void {
  const now = o.world.time.now
  sunDirection(now, sun)
  if (!o.position(now, place_km)) return
  const range_km = Math.sqrt(dot(place_km, place_km))
  for (let i = 0; i < 3; i++) moon[i] = -place_km[i]! / range_km
  o.lit = !inShadow()
  aim(o, now)
  stepAttitude(design(o), o.attitude, surroundings(o, Math.asin(Math.min(1, MOON_KM / range_km))), dt_s)
  power(o, dt_s)
  warm(o, dt_s)
  if (relays(o)) o.relayed_s += dt_s
}

/** Whether the lander reaches the ground by it: it points at the site within its beam, and its transponders run. */
export function relays(o: Orbiter): boolean {
  return o.mode === 'RELAY' && o.payload && pointingError_deg(o.attitude) < o.model.beam_deg / 2
}

/** Whether its transmitter works. */
export function transmits(o: Orbiter): boolean {
  return !o.tripped && o.link?.pass !== undefined
}

export function orbiterCharge_percent(o: Orbiter): number {
  return (100 * o.battery.energy_Wh) / usable_Wh({ capacity_Wh: o.model.battery_Wh, ...o.model.battery }, cellsLost(o))
}

export function orbiterStrings(o: Orbiter): number {
  return Math.max(0, o.model.arrayStrings - amountOf(o.health, 'array-string-lost'))
}

/** How its attitude is held, as the ground has set it. */
export function design(o: Orbiter): AttitudeDesign {
  const { slew_deg_s, unloadAbove } = o.settings
  return { ...o.model, slew_deg_s, unloadAbove }
}

/** Angle of the arrays' drive from z towards the Sun's side, where the Sun is square on, rad. */
export function driveAngle_rad(o: Orbiter): number {
  return Math.atan2(dot(sun, o.attitude.x), dot(sun, o.attitude.z))
}

/** From a position of the relay to the lander's site. */
export function siteDirection(position: Orbiter['position'], now: number): Float64Array {
  const out = new Float64Array(3)
  position(now, out)
  for (let i = 0; i < 3; i++) out[i] = SOUTH_POLE[i]! * MOON_KM - out[i]!
  unit(out)
  return out
}

/** The Moon's shadow as a cylinder: at these distances the penumbra is 17 km at most. */
function inShadow(): boolean {
  const along = dot(place_km, sun)
  return along < 0 && dot(place_km, place_km) - along * along < MOON_KM * MOON_KM
}

function aim(o: Orbiter, now: number): void {
  if (o.mode === 'EARTH') earthDirection(now, target)
  else if (o.mode === 'RELAY') {
    for (let i = 0; i < 3; i++) target[i] = SOUTH_POLE[i]! * MOON_KM - place_km[i]!
    unit(target)
  } else target.set(sun)
}

function surroundings(o: Orbiter, moon_rad: number) {
  const blinded = faultOf(o.health, 'star-tracker-blinded') !== undefined && o.attitude.head === 'A'
  const lostWheel = faultOf(o.health, 'wheel-lost') === undefined ? -1 : (amountOf(o.health, 'wheel-lost') - 1) % 4
  return { target, sun, moon, moon_rad, blinded, lostWheel }
}

const normal = new Float64Array(3)

function power(o: Orbiter, dt_s: number): void {
  const { model, attitude, battery, health } = o
  const { stuckAt_rad } = o
  if (stuckAt_rad === undefined) o.incidence_rad = Math.asin(Math.min(1, Math.abs(dot(sun, attitude.y))))
  else {
    for (let i = 0; i < 3; i++)
      normal[i] = Math.sin(stuckAt_rad) * attitude.x[i]! + Math.cos(stuckAt_rad) * attitude.z[i]!
    o.incidence_rad = Math.acos(Math.min(1, Math.max(-1, dot(sun, normal))))
  }
  const rated = { rated_W: model.array_W, strings: model.arrayStrings }
  o.array_W = array_W(rated, orbiterStrings(o), o.lit ? 1 : 0, o.incidence_rad)
  const heater_W = o.heater ? model.battery.heater_W : 0
  const radio_W = transmits(o) ? model.radio_W : 0
  o.load_W = model.platform_W + (o.payload ? model.payload_W : 0) + radio_W + heater_W
  const design = { capacity_Wh: model.battery_Wh, ...model.battery }
  stepBattery(design, battery, o.array_W - o.load_W, o.t_degC[ORBITER_NODE.battery]!, cellsLost(o), dt_s)
  const stuck = faultOf(health, 'heater-stuck') !== undefined
  const below = model.battery.heaterBelow_degC + (o.heater ? HEATER_BAND_K : 0)
  o.heater = stuck || o.t_degC[ORBITER_NODE.battery]! < below
}

function warm(o: Orbiter, dt_s: number): void {
  const { model } = o
  const radio_W = transmits(o) ? model.radio_W : 0
  heat_W[0] = o.load_W - radio_W - (o.heater ? model.battery.heater_W : 0)
  heat_W[1] = (o.heater ? model.battery.heater_W : 0) + o.battery.current_A ** 2 * model.battery.resistance_ohm
  heat_W[2] = 0
  heat_W[3] = radio_W * (1 - RADIATED)
  conductance_W_K[0] = model.conductance_W_K
  conductance_W_K[1] = 2
  conductance_W_K[2] = model.radioConductance_W_K * (faultOf(o.health, 'radio-overheated') ? BROKEN_SHARE : 1)
  stepThermal(network(model), o.t_degC, heat_W, conductance_W_K, model.sink_degC, dt_s)
}

function cellsLost(o: Orbiter): number {
  return Math.min(o.model.battery.cells - 1, amountOf(o.health, 'battery-cell-lost'))
}

let known: { model: OrbiterModel; network: ThermalNetwork } | undefined

function network(model: OrbiterModel): ThermalNetwork {
  if (known?.model === model) return known.network
  const made: ThermalNetwork = {
    nodes: [
      { capacity_J_K: 0.8 * model.heatCapacity_J_K, radiator_m2: 0 },
      { capacity_J_K: 0.1 * model.heatCapacity_J_K, radiator_m2: 0 },
      { capacity_J_K: 0.08 * model.heatCapacity_J_K, radiator_m2: model.radiator_m2 },
      { capacity_J_K: 0.02 * model.heatCapacity_J_K, radiator_m2: 0 },
    ],
    links: [
      { a: 0, b: 2 },
      { a: 0, b: 1 },
      { a: 3, b: 2 },
    ],
  }
  known = { model, network: made }
  return made
}

/** Kepler's orbit over the poles with its far end over the south, from radii and period: where no flown one is given. */
export function madeUpOrbit({ perilune_km, apolune_km, period_s }: OrbiterModel) {
  const a_km = (perilune_km + apolune_km) / 2
  const e = (apolune_km - perilune_km) / (apolune_km + perilune_km)
  const side = new Float64Array(3)
  cross(SOUTH_POLE, [0, 0, 1], side)
  unit(side)
  return (tdb_s: number, out: Float64Array): boolean => {
    const mean = (2 * Math.PI * (tdb_s % period_s)) / period_s
    let anomaly = mean + e * Math.sin(mean)
    for (let i = 0; i < 8; i++) anomaly -= (anomaly - e * Math.sin(anomaly) - mean) / (1 - e * Math.cos(anomaly))
    // Towards the perilune, which is in the north, and square to it.
    const along_km = a_km * (Math.cos(anomaly) - e)
    const across_km = a_km * Math.sqrt(1 - e * e) * Math.sin(anomaly)
    for (let i = 0; i < 3; i++) out[i] = -along_km * SOUTH_POLE[i]! + across_km * side[i]!
    return true
  }
}
