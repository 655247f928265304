/**
 * A partner's element on board or beside the lander: instrument, rover or robot. One task at a time; its power and heat are
 * `module-physics.ts`, its faults `fault-effects.ts`.
 */
import type { ModuleModel } from '@magpie/operations/on-board-models'
import type { OperatedElement } from '@magpie/operations/operations-file'
import type { Voice } from './flight-voice.ts'
import { faultOf, healthValues, isLost, sensed, sound } from './health.ts'
import { type BayHost, loadBay } from './load-bay.ts'
import { chargeOf, draw_W, stepModule, workingStrings } from './module-physics.ts'
import { science } from './module-science.ts'
import type { Carrier, Module } from './module-state.ts'
import type { BatteryState } from './subsystems/battery.ts'
import { housekeepingPeriod, type World } from './world.ts'

export { draw_W } from './module-physics.ts'
export type { Carrier, Module, ModuleState } from './module-state.ts'

/** Why a command failed, as reports number it and the dictionary names it (`report_code`). */
export const FAILURE = {
  noAnswer: 1,
  wrongState: 2,
  mechanism: 3,
  noPower: 4,
  interrupted: 5,
  noConsent: 6,
  unknown: 7,
  load: 8,
  told: 9,
  /** The gateway on board refused it, at once or when its time came. */
  notPermitted: 10,
} as const

/** Units, memory and battery are told this often, s, and at each change. */
const HEALTH_EVERY_S = 3 * 3600

/** A module as it stands on the lander at touchdown: locked, off, at the lander's temperature. */
export function moduleAtTouchdown(
  element: OperatedElement,
  model: ModuleModel,
  voice: Voice,
  world: World,
  carrier: Carrier,
): Module {
  const battery: BatteryState = { energy_Wh: model.battery_Wh * 0.6, voltage_V: 0, current_A: 0, rest_W: 0 }
  const t_degC = new Float64Array(3).fill(carrier.temperature_degC)
  return {
    id: element.id,
    health: sound(world.time.now),
    bay: loadBay(element.id),
    battery,
    t_degC,
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
    get temperature_degC() {
      return t_degC[0]!
    },
    heater: false,
    get battery_Wh() {
      return battery.energy_Wh
    },
    set battery_Wh(energy_Wh) {
      battery.energy_Wh = energy_Wh
    },
    poweredAt_s: Number.NaN,
    updatedAt_s: world.time.now,
    healthDue_s: world.time.now,
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

/** Brings temperature and battery to now. */
export function update(m: Module): void {
  const { time } = m.world
  const dt = time.now - m.updatedAt_s
  if (dt <= 0) return
  m.updatedAt_s = time.now
  stepModule(m, dt)
  if (!m.attached) minds(m)
}

/** Away from the lander it sleeps and wakes by its own charge. */
function minds(m: Module): void {
  const charge = chargeOf(m)
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
  if (m.powered && m.world.time.now >= m.healthDue_s) {
    m.healthDue_s = m.world.time.now + HEALTH_EVERY_S
    sendHealth(m)
  }
  const period = m.powered || !m.attached ? housekeepingPeriod(m.world, m.state === 'DORMANT' || !m.powered) : undefined
  if (period !== undefined) m.world.time.at(m.world.time.now + period, () => keepHouse(m))
}

/** One packet of units, memory, battery and radiator. */
export function sendHealth(m: Module): void {
  if (!m.powered || !m.carrier.listening) return
  update(m)
  const values = {
    ...healthValues(m.health),
    array_strings: workingStrings(m),
    battery_current: m.attached ? 0 : m.battery.current_A,
    module_battery_temperature: m.t_degC[1]!,
    radiator_temperature: m.t_degC[2]!,
  }
  send(m, m.voice.say('/common/health', values, m.world.time.now))
}

/** Tells the ground of something that happened. */
export function tellModule(m: Module, severity: 'INFO' | 'WARNING' | 'CRITICAL', code: number, text: string): void {
  if (m.powered) send(m, m.voice.event(severity, code, text, m.world.time.now))
}

/** What its bay of software needs of a module. */
export function bayHost(m: Module): BayHost {
  return {
    voice: m.voice,
    now: () => m.world.time.now,
    send(packet) {
      if (m.powered) send(m, packet)
    },
    restart() {
      stopTask(m)
      m.health.resets++
      m.poweredAt_s = m.world.time.now
    },
  }
}

/** Gives a packet to whoever carries it; away from the lander by radio, which may lose it. */
function send(m: Module, packet: Uint8Array): void {
  if (m.attached || !isLost(m.health, m.world.chance)) m.carrier.send(packet, m.id)
}

/** One housekeeping packet of what is so now. */
export function sendHousekeeping(m: Module): void {
  if (!m.powered || !m.carrier.listening) return
  update(m)
  const now = m.world.time.now
  const { model } = m
  send(
    m,
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
        bus_voltage: (m.attached ? m.carrier.bus_V : m.battery.voltage_V) + 0.05 * m.world.random.normal(),
        temperature: sensed(m.health, m.world.chance, m.temperature_degC, now),
        uptime: Math.round(now - m.poweredAt_s),
        products: m.products,
        stored: m.stored_Mbit,
        commands_executed: m.executed,
        commands_refused: m.refused,
        battery_charge: 100 * chargeOf(m),
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
  )
}

/** The lander switched it on. */
export function powerOn(m: Module): void {
  if (m.powered) return
  update(m)
  m.powered = true
  m.poweredAt_s = m.world.time.now
  m.state = faultOf(m.health, 'electronics-failure') ? 'FAILED' : m.deployed ? 'DEPLOYED' : 'POWERED'
  m.deploymentStep = Math.max(m.deploymentStep, 1)
  m.healthDue_s = m.world.time.now
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
  clearLatchUp(m)
}

/** Without power a latch-up ends. */
export function clearLatchUp(m: Module): void {
  m.health.faults.delete('overcurrent')
  if (m.fault === 'OVERCURRENT') m.fault = 'NONE'
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

/** How a command goes on, told as it happens; `code` says why it failed. */
export type Reporter = (stage: 'STARTED' | 'COMPLETED' | 'FAILED', code: number) => undefined
