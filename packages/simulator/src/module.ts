/**
 * A partner's element on board or beside the lander: instrument, rover or robot. Simple on purpose: one temperature, one
 * battery where it has its own, one task at a time, and faults that the script injects.
 */
import type { ModuleModel, OperatedElement } from '@magpie/operations/operations-file'
import type { Voice } from './flight-voice.ts'
import { science } from './module-science.ts'
import type { Carrier, Module } from './module-state.ts'
import { arrayShare, housekeepingPeriod, type World, warmed } from './world.ts'

export type { Carrier, Module, ModuleState } from './module-state.ts'

/** Why a command failed, as reports number it. */
export const FAILURE = {
  noAnswer: 1,
  wrongState: 2,
  mechanism: 3,
  noPower: 4,
  interrupted: 5,
  noConsent: 6,
  unknown: 7,
} as const

/** Share of the conductance that is left with the radiators covered in the dark. */
const NIGHT_SHARE = 0.12
/** Louvres are closed at freezing and wide open here. */
const LOUVRE_OPEN_DEGC = 25

/** A module as it stands on the lander at touchdown: locked, off, at the lander's temperature. */
export function moduleAtTouchdown(
  element: OperatedElement,
  model: ModuleModel,
  voice: Voice,
  world: World,
  carrier: Carrier,
): Module {
  return {
    id: element.id,
    model,
    voice,
    world,
    carrier,
    powered: false,
    attached: true,
    deployed: false,
    released: false,
    state: 'STOWED',
    fault: 'NONE',
    stuckFor: 0,
    temperature_degC: carrier.temperature_degC,
    heater: false,
    battery_Wh: model.battery_Wh * 0.6,
    poweredAt_s: Number.NaN,
    updatedAt_s: world.time.now,
    products: 0,
    stored_Mbit: 0,
    executed: 0,
    refused: 0,
    deploymentStep: 0,
    odometer_m: 0,
    east_m: 0,
    north_m: 0,
    heading_deg: 0,
    charging: false,
    charger_W: 0,
    array_W: 0,
    task: 0,
    onStop: undefined,
  }
}

/** What it draws from whatever feeds it, W. */
export function draw_W(m: Module): number {
  if (!m.powered) return 0
  const working = m.state === 'OBSERVING' || m.state === 'MOVING' || m.state === 'DEPLOYING'
  const base = m.state === 'DORMANT' ? m.model.standby_W * 0.3 : working ? m.model.active_W : m.model.standby_W
  return (m.fault === 'OVERCURRENT' ? 3 * m.model.active_W : base) + (m.heater ? m.model.heater_W : 0) + m.charger_W
}

/** Brings temperature and battery to now. */
export function update(m: Module): void {
  const { time, sky, file } = m.world
  const dt = time.now - m.updatedAt_s
  if (dt <= 0) return
  m.updatedAt_s = time.now
  const lit = sky.lit(time.now)
  m.array_W = m.attached ? 0 : m.model.array_W * arrayShare(sky, time.now)
  const draw = draw_W(m)
  if (!m.attached) drawBattery(m, draw, dt)
  const outside = lit * file.lander.sinkLit_degC + (1 - lit) * file.lander.sinkDark_degC
  const sink = m.attached ? 0.75 * m.carrier.temperature_degC + 0.25 * outside : outside
  // Boxes that must live through the night lose little: louvres cover the radiators of what is cold, and open as it warms.
  const open = Math.min(1, Math.max(0, m.temperature_degC / LOUVRE_OPEN_DEGC))
  const conductance = m.model.conductance_W_K * (m.attached ? 1 : NIGHT_SHARE + (1 - NIGHT_SHARE) * open)
  m.temperature_degC = warmed(
    m.temperature_degC,
    draw - m.charger_W + m.model.radioisotope_W,
    sink,
    conductance,
    m.model.heatCapacity_J_K,
    dt,
  )
  if (m.powered) m.heater = m.temperature_degC < m.model.heaterBelow_degC + (m.heater ? 5 : 0)
}

function drawBattery(m: Module, draw: number, dt: number): void {
  const { model } = m
  m.battery_Wh = Math.min(model.battery_Wh, Math.max(0, m.battery_Wh + ((m.array_W - draw) * dt) / 3600))
  const charge = m.battery_Wh / model.battery_Wh
  if (m.powered && charge <= 0.02) {
    stopTask(m)
    m.powered = false
  } else if (!m.powered && charge >= 0.15) {
    m.powered = true
    m.poweredAt_s = m.world.time.now
    m.state = 'DORMANT'
  } else if (m.powered && charge < 0.2 && m.state !== 'DORMANT') {
    stopTask(m)
    m.state = 'DORMANT'
    m.fault = 'LOW_BATTERY'
  } else if (m.state === 'DORMANT' && charge > 0.3) {
    m.state = 'DEPLOYED'
    if (m.fault === 'LOW_BATTERY') m.fault = 'NONE'
  }
}

/** Sends housekeeping now, and again after each period while the module runs. */
export function keepHouse(m: Module): void {
  update(m)
  if (m.powered) sendHousekeeping(m)
  const period = m.powered || !m.attached ? housekeepingPeriod(m.world, m.state === 'DORMANT' || !m.powered) : undefined
  if (period !== undefined) m.world.time.at(m.world.time.now + period, () => keepHouse(m))
}

/** One housekeeping packet of what is so now. */
export function sendHousekeeping(m: Module): void {
  if (!m.powered || !m.carrier.listening) return
  update(m)
  const now = m.world.time.now
  const { model } = m
  m.carrier.send(
    m.voice.housekeeping(
      {
        state: m.state,
        fault: m.fault,
        deployment_step: m.deploymentStep,
        heater: m.heater,
        busy: m.state === 'OBSERVING' || m.state === 'MOVING' || m.state === 'DEPLOYING',
        in_sunlight: m.world.sky.isLit(now),
        locks: model.kind === 'instrument' ? 'NONE' : m.released ? 'RELEASED' : 'LOCKED',
        power: draw_W(m),
        bus_voltage: 28.4 + 0.05 * m.world.random.normal(),
        temperature: m.temperature_degC,
        uptime: Math.round(now - m.poweredAt_s),
        products: m.products,
        stored: m.stored_Mbit,
        commands_executed: m.executed,
        commands_refused: m.refused,
        battery_charge: model.battery_Wh > 0 ? (100 * m.battery_Wh) / model.battery_Wh : 0,
        array_power: m.array_W,
        odometer: m.odometer_m,
        east: m.east_m,
        north: m.north_m,
        heading: m.heading_deg,
        wheel_current: m.state === 'MOVING' ? 1.6 + 0.3 * m.world.random.normal() : 0,
        charging: m.charging,
        charger_power: m.charger_W,
        ...science(m),
      },
      now,
    ),
    m.id,
  )
}

/** The lander switched it on. */
export function powerOn(m: Module): void {
  if (m.powered) return
  update(m)
  m.powered = true
  m.poweredAt_s = m.world.time.now
  m.state = m.fault === 'ELECTRONICS' ? 'FAILED' : m.deployed ? 'DEPLOYED' : 'POWERED'
  m.deploymentStep = Math.max(m.deploymentStep, 1)
  m.world.time.at(m.world.time.now + 5, () => keepHouse(m))
}

/** The lander switched it off: what it was doing ends. */
export function powerOff(m: Module): void {
  if (!m.attached) return
  update(m)
  stopTask(m)
  m.powered = false
  m.heater = false
  m.state = 'STOWED'
}

/** Ends the task under way; who commanded it is told. */
export function stopTask(m: Module): void {
  m.task++
  m.charger_W = 0
  m.charging = false
  if (m.state === 'OBSERVING' || m.state === 'MOVING' || m.state === 'CHARGING') m.state = 'DEPLOYED'
  if (m.state === 'DEPLOYING') m.state = 'POWERED'
  const owed = m.onStop
  m.onStop = undefined
  owed?.()
}

/** A fault that the script injects or clears. */
export function injectFault(
  m: Module,
  fault: 'mechanism-stuck' | 'electronics-failure' | 'overcurrent' | 'recovered',
  times: number,
): void {
  update(m)
  if (fault === 'mechanism-stuck') m.stuckFor = times
  else if (fault === 'electronics-failure') {
    m.fault = 'ELECTRONICS'
    stopTask(m)
    m.state = 'FAILED'
  } else if (fault === 'overcurrent') m.fault = 'OVERCURRENT'
  else m.fault = 'NONE'
  sendHousekeeping(m)
}

/** How a command goes on, told as it happens; `code` says why it failed. */
export type Reporter = (stage: 'STARTED' | 'COMPLETED' | 'FAILED', code: number) => undefined
