/**
 * The lander's power and heat: array, battery with its heater, loads that are shed, and the nodes electronics, battery,
 * radiator and transmitter. All its numbers are assumed; `operations.json` says so.
 */
import type { LanderModel } from '@magpie/operations/on-board-models'
import { amountOf, faultOf } from './health.ts'
import { type Lander, NODE } from './lander-state.ts'
import { draw_W } from './module.ts'
import { type BatteryDesign, stepBattery } from './subsystems/battery.ts'
import { array_W } from './subsystems/solar-array.ts'
import { stepThermal, type ThermalNetwork } from './subsystems/thermal.ts'

/** Of what the transmitter takes this share leaves by the antenna. */
const RADIATED = 0.2
/** What is left of the transmitter's way to the radiator when it overheats. */
const BROKEN_SHARE = 0.05
/** Transmitters switch themselves off here, degC. */
export const RADIO_TRIP_DEGC = 75
const HEATER_BAND_K = 4

const links: ThermalNetwork['links'] = [
  { a: NODE.electronics, b: NODE.radiator },
  { a: NODE.electronics, b: NODE.battery },
  { a: NODE.radio, b: NODE.radiator },
]
const networks = new WeakMap<LanderModel, ThermalNetwork>()
const heat_W = new Float64Array(4)
const conductance_W_K = new Float64Array(3)

/** Brings power and temperatures over `dt_s` to now; `asleep` is what it draws while it hibernates or is dead. */
export function stepPhysics(l: Lander, dt_s: number): void {
  const { time, sky, file } = l.world
  const model = file.lander
  const lit = sky.lit(time.now)
  const hosted = hosted_W(l)
  const own_W = l.on ? (l.hibernating ? model.hibernation_W : model.load_W + l.extra_W) : 0
  const heater_W = l.on && l.batteryHeater ? model.battery.heater_W : 0
  const strings = model.arrayStrings - Math.min(model.arrayStrings, amountOf(l.health, 'array-string-lost'))
  // Upright arrays that turn with the Sun see it square on but for its height and the tilt after landing.
  const incidence_rad = ((sky.elevation_deg(time.now) - model.tilt_deg) * Math.PI) / 180
  l.array_W = array_W({ rated_W: model.array_W, strings: model.arrayStrings }, strings, lit, incidence_rad)
  l.load_W = own_W + hosted + heater_W
  stepBattery(battery(model), l.battery, l.array_W - l.load_W, l.t_degC[NODE.battery]!, cellsLost(l), dt_s)
  warm(l, model, lit, own_W, heater_W, dt_s)
  switchHeater(l)
}

function warm(l: Lander, model: LanderModel, lit: number, own_W: number, heater_W: number, dt_s: number): void {
  const { thermal } = model
  const radio_W = transmits(l) ? Math.min(model.radio_W, own_W) : 0
  const isotope_W = model.radioisotope_W
  heat_W[NODE.electronics] = own_W - radio_W + isotope_W * (1 - thermal.batteryShare)
  heat_W[NODE.battery] =
    isotope_W * thermal.batteryShare + heater_W + l.battery.current_A ** 2 * model.battery.resistance_ohm
  heat_W[NODE.radiator] = 0
  heat_W[NODE.radio] = radio_W * (1 - RADIATED)
  conductance_W_K[0] = lit * model.conductance_W_K + (1 - lit) * model.conductanceDark_W_K
  conductance_W_K[1] = thermal.batteryConductance_W_K
  conductance_W_K[2] = thermal.radioConductance_W_K * (faultOf(l.health, 'radio-overheated') ? BROKEN_SHARE : 1)
  const sink_degC = lit * model.sinkLit_degC + (1 - lit) * model.sinkDark_degC
  stepThermal(network(model), l.t_degC, heat_W, conductance_W_K, sink_degC, dt_s)
}

function switchHeater(l: Lander): void {
  const { heaterBelow_degC } = l.world.file.lander.battery
  if (faultOf(l.health, 'heater-stuck') !== undefined) l.batteryHeater = true
  else l.batteryHeater = l.t_degC[NODE.battery]! < heaterBelow_degC + (l.batteryHeater ? HEATER_BAND_K : 0)
}

/** Whether the transmitter sends: a pass is open, and nothing has switched it off. */
export function transmits(l: Lander): boolean {
  return l.on && !l.tripped && l.link?.pass !== undefined
}

/** What modules on board draw, W. */
export function hosted_W(l: Lander): number {
  let sum = 0
  for (const m of l.modules.values()) if (m.attached) sum += draw_W(m)
  return sum
}

/** State of charge of what the battery can hold now, percent. */
export function charge_percent(l: Lander): number {
  const { battery_Wh, battery: design } = l.world.file.lander
  return (100 * l.battery.energy_Wh) / ((battery_Wh * (design.cells - cellsLost(l))) / design.cells)
}

function cellsLost(l: Lander): number {
  return Math.min(l.world.file.lander.battery.cells - 1, amountOf(l.health, 'battery-cell-lost'))
}

function battery(model: LanderModel): BatteryDesign {
  return batteries.get(model) ?? remembered(batteries, model, { capacity_Wh: model.battery_Wh, ...model.battery })
}
const batteries = new WeakMap<LanderModel, BatteryDesign>()

function network(model: LanderModel): ThermalNetwork {
  const known = networks.get(model)
  if (known !== undefined) return known
  const { thermal, heatCapacity_J_K } = model
  const node = (capacity_J_K: number, radiator_m2 = 0) => ({ capacity_J_K, radiator_m2 })
  const nodes = [
    node(heatCapacity_J_K),
    node(thermal.batteryCapacity_J_K),
    node(thermal.radiatorCapacity_J_K, thermal.radiator_m2),
    node(thermal.radioCapacity_J_K),
  ]
  return remembered(networks, model, { nodes, links })
}

function remembered<T>(map: WeakMap<LanderModel, T>, model: LanderModel, made: T): T {
  map.set(model, made)
  return made
}
