/**
 * Power and heat of a module. On the lander it is fed and held warm by it and has one temperature; away from it a rover has an
 * array, a battery with limits, and three nodes: electronics, battery, and a radiator behind louvres. Numbers are assumed;
 * `operations.json` says so.
 */
import type { ModuleModel } from '@magpie/operations/on-board-models'
import { amountOf, faultOf } from './health.ts'
import type { Module } from './module-state.ts'
import { type BatteryDesign, stepBattery } from './subsystems/battery.ts'
import { array_W } from './subsystems/solar-array.ts'
import { stepThermal, type ThermalNetwork } from './subsystems/thermal.ts'
import { warmed } from './world.ts'

/** Share of the conductance that is left with the louvres closed in the cold. */
const CLOSED_SHARE = 0.06
/** Louvres are closed at freezing and wide open here. */
const LOUVRE_OPEN_DEGC = 25
const HEATER_BAND_K = 5
/** Of heat capacity and radioisotopes: electronics, battery. The radiator has the rest of the capacity. */
const SHARES = [0.7, 0.22] as const
/** A radiator's emissivity times area for each W/K that the model is given, m2: what radiates as much near freezing. */
const RADIATOR_M2_PER_W_K = 0.4
/** Conductance of electronics to radiator with open louvres, and to the battery, beside the model's own. */
const LINKS = [3, 2] as const

const heat_W = new Float64Array(3)
const conductance_W_K = new Float64Array(2)
type Design = { readonly battery: BatteryDesign; readonly network: ThermalNetwork }
const designs = new WeakMap<ModuleModel, Design>()

/** What it draws from whatever feeds it, W. */
export function draw_W(m: Module): number {
  if (!m.powered) return 0
  const working = m.state === 'OBSERVING' || m.state === 'MOVING' || m.state === 'DEPLOYING'
  const base = m.state === 'DORMANT' ? m.model.standby_W * 0.3 : working ? m.model.active_W : m.model.standby_W
  return (m.fault === 'OVERCURRENT' ? 3 * m.model.active_W : base) + (m.heater ? m.model.heater_W : 0) + m.charger_W
}

/** Strings of the array that work. */
export function workingStrings(m: Module): number {
  const { arrayStrings, array_W: rated } = m.model
  return rated === 0 ? 0 : Math.max(0, arrayStrings - amountOf(m.health, 'array-string-lost'))
}

/** State of charge of what the battery can hold now, 0 to 1; 0 without one. */
export function chargeOf(m: Module): number {
  const { battery_Wh, battery } = m.model
  if (battery_Wh === 0) return 0
  return m.battery.energy_Wh / ((battery_Wh * (battery.cells - cellsLost(m))) / battery.cells)
}

/** Brings power and temperatures over `dt_s` to now. */
export function stepModule(m: Module, dt_s: number): void {
  const { time, sky, file } = m.world
  const { model } = m
  const lit = sky.lit(time.now)
  const draw = draw_W(m)
  m.array_W = m.attached ? 0 : sunlight_W(m, lit)
  if (!m.attached) {
    const { battery } = designOf(model)
    stepBattery(battery, m.battery, m.array_W - draw, m.t_degC[1]!, cellsLost(m), dt_s)
  }
  const outside = lit * file.lander.sinkLit_degC + (1 - lit) * file.lander.sinkDark_degC
  const heat = draw - m.charger_W
  if (m.attached) warmOnBoard(m, heat, outside, dt_s)
  else warmAlone(m, heat, outside, dt_s)
  if (!m.powered) return
  const stuck = faultOf(m.health, 'heater-stuck') !== undefined
  m.heater = stuck || m.t_degC[0]! < model.heaterBelow_degC + (m.heater ? HEATER_BAND_K : 0)
}

function sunlight_W(m: Module, lit: number): number {
  const { array_W: rated_W, arrayStrings: strings } = m.model
  if (rated_W === 0 || lit === 0) return 0
  // Upright arrays that turn with the Sun, which goes round near the horizon.
  const incidence_rad = (m.world.sky.elevation_deg(m.world.time.now) * Math.PI) / 180
  return array_W({ rated_W, strings }, workingStrings(m), lit, incidence_rad)
}

/** One body that the lander holds warm. */
function warmOnBoard(m: Module, heat: number, outside: number, dt_s: number): void {
  const { conductance_W_K: g, heatCapacity_J_K, radioisotope_W } = m.model
  const sink = 0.75 * m.carrier.temperature_degC + 0.25 * outside
  m.t_degC.fill(warmed(m.t_degC[0]!, heat + radioisotope_W, sink, g, heatCapacity_J_K, dt_s))
}

/** Boxes that must live through the night lose little: louvres cover the radiators of what is cold, and open as it warms. */
function warmAlone(m: Module, heat: number, outside: number, dt_s: number): void {
  const { conductance_W_K: g, radioisotope_W, battery } = m.model
  const [own, inBattery] = SHARES
  const open = Math.min(1, Math.max(0, m.t_degC[0]! / LOUVRE_OPEN_DEGC))
  heat_W[0] = heat + (radioisotope_W * own) / (own + inBattery)
  heat_W[1] = (radioisotope_W * inBattery) / (own + inBattery) + m.battery.current_A ** 2 * battery.resistance_ohm
  heat_W[2] = 0
  conductance_W_K[0] = LINKS[0] * g * (CLOSED_SHARE + (1 - CLOSED_SHARE) * open)
  conductance_W_K[1] = LINKS[1] * g
  stepThermal(designOf(m.model).network, m.t_degC, heat_W, conductance_W_K, outside, dt_s)
}

function cellsLost(m: Module): number {
  return Math.min(m.model.battery.cells - 1, amountOf(m.health, 'battery-cell-lost'))
}

function designOf(model: ModuleModel): Design {
  const known = designs.get(model)
  if (known !== undefined) return known
  const { heatCapacity_J_K: capacity, conductance_W_K: g } = model
  const node = (share: number, radiator_m2: number) => ({ capacity_J_K: share * capacity, radiator_m2 })
  const made: Design = {
    battery: { capacity_Wh: model.battery_Wh, ...model.battery },
    network: {
      nodes: [node(SHARES[0], 0), node(SHARES[1], 0), node(1 - SHARES[0] - SHARES[1], RADIATOR_M2_PER_W_K * g)],
      links: [
        { a: 0, b: 2 },
        { a: 0, b: 1 },
      ],
    },
  }
  designs.set(model, made)
  return made
}
