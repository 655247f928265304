/**
 * The lander: power, warmth, attitude after touchdown, the switches of its modules, the recorder, and the gateway that
 * every telecommand passes on its way to any element.
 */
import type { FaultId } from '@magpie/operations/faults'
import { amountOf, faultOf, healthValues, isLost, sensed } from './health.ts'
import { charge_percent, RADIO_TRIP_DEGC, stepPhysics, transmits } from './lander-physics.ts'
import { type Lander, NODE } from './lander-state.ts'
import { type Module, powerOff, powerOn } from './module.ts'
import { housekeepingPeriod } from './world.ts'

export type { Lander } from './lander-state.ts'

/** The packet with all subsystems goes out this often, s. */
const SUBSYSTEMS_EVERY_S = 1800

/** Brings power and temperatures to now. */
export function updateLander(l: Lander): undefined {
  const { time } = l.world
  const dt = time.now - l.updatedAt_s
  if (dt <= 0) return
  l.updatedAt_s = time.now
  stepPhysics(l, dt)
  if (l.hibernating || !l.on) l.hibernated_s += dt
  protectRadio(l)
  hearAgain(l)
  shed(l)
  rest(l)
}

/** A transmitter that is too hot switches itself off: the lander listens and records, until the other side is selected. */
function protectRadio(l: Lander): undefined {
  if (l.tripped || l.t_degC[NODE.radio]! < RADIO_TRIP_DEGC) return
  l.tripped = true
  tell(l, 'CRITICAL', 12, `transmitter off at ${l.t_degC[NODE.radio]!.toFixed(0)} degC: select the other`)
}

/** A receiver that has heard nothing for long is exchanged. One that is well hears the carrier of every pass. */
function hearAgain(l: Lander): undefined {
  const { health, world } = l
  const deaf = faultOf(health, 'receiver-deaf')
  if (deaf === undefined || world.time.now - deaf.since_s < world.file.lander.commandLoss_s) return
  health.sides.RECEIVER = health.sides.RECEIVER === 'A' ? 'B' : 'A'
  tell(l, 'WARNING', 13, `nothing heard for ${(world.file.lander.commandLoss_s / 3600).toFixed(0)} h: other receiver`)
  sendSubsystems(l)
}

/** Switches modules off one after the other while the charge falls, the hungriest first, and on again when it has recovered. */
function shed(l: Lander): undefined {
  const { shedBelow_percent, shedUntil_percent } = l.world.file.lander
  const charge = charge_percent(l)
  const falls = l.battery.current_A < 0
  if (l.hibernating || !l.on) return
  if (charge < shedBelow_percent - 2 * l.shed.length && falls) {
    let next: Module | undefined
    for (const m of l.modules.values())
      if (m.attached && m.powered && (next === undefined || draw(m) > draw(next))) next = m
    if (next === undefined) return
    l.shed.push(next.id)
    tell(l, 'WARNING', 14, `load shed at ${charge.toFixed(0)} % charge: ${next.id} off`)
    powerOff(next)
  } else if (l.shed.length > 0 && charge > shedUntil_percent && !falls) {
    const back = l.shed.shift()!
    tell(l, 'INFO', 15, `load restored at ${charge.toFixed(0)} % charge: ${back} on`)
    powerOn(l.modules.get(back)!)
  }
}

function draw(m: Module): number {
  return m.model.active_W
}

/** Goes to sleep and wakes by charge and light, as Chang'e landers do; asleep its modules are off. */
function rest(l: Lander): undefined {
  const { lander: model } = l.world.file
  const charge = charge_percent(l)
  if (l.array_W > 0) l.lastLight_s = l.world.time.now
  const dark_s = l.world.time.now - l.lastLight_s
  l.lowest_percent = Math.min(l.lowest_percent, charge)
  if (l.on && charge <= 1) l.on = false
  else if (!l.on && charge >= 8) {
    l.on = true
    l.hibernating = true
    l.bootedAt_s = l.world.time.now
  }
  const tired = (charge < model.hibernateBelow_percent && l.array_W < l.load_W) || dark_s > model.hibernateAfterDark_s
  if (!l.hibernating && tired) {
    l.hibernating = true
    l.asleep = [...l.modules.values()]
      .filter((m) => m.attached && (m.powered || l.shed.includes(m.id)))
      .map((m) => m.id)
    l.shed.length = 0
    for (const id of l.asleep) powerOff(l.modules.get(id)!)
    tell(l, 'WARNING', 10, `hibernation at ${charge.toFixed(0)} % charge: modules off`)
  } else if (l.hibernating && charge > model.wakeAbove_percent && l.array_W > model.load_W) {
    l.hibernating = false
    for (const id of l.asleep) powerOn(l.modules.get(id)!)
    l.asleep = []
    tell(l, 'INFO', 11, `awake at ${charge.toFixed(0)} % charge: modules on again`)
  }
}

/** Housekeeping of the lander, and the next one after its period. */
export function keepLander(l: Lander): undefined {
  updateLander(l)
  const { time } = l.world
  if (l.on) {
    transmit(l, housekeeping(l))
    const period = housekeepingPeriod(l.world, l.hibernating)
    if (!l.safe && transmits(l)) l.recorder.drainProducts(l.link?.spare_Mbit(period) ?? 0)
    drain(l)
  }
  time.at(time.now + housekeepingPeriod(l.world, l.hibernating || !l.on), () => keepLander(l))
}

/** The packet of all subsystems, and the next one after its period. */
export function keepSubsystems(l: Lander): undefined {
  updateLander(l)
  sendSubsystems(l)
  const { time } = l.world
  time.at(time.now + (l.hibernating ? 4 : 1) * SUBSYSTEMS_EVERY_S, () => keepSubsystems(l))
}

function housekeeping(l: Lander): Uint8Array {
  const { time, file, random, touchdown_s } = l.world
  const settled = Math.exp(-Math.max(0, time.now - touchdown_s) / (file.lander.settling_s / 5))
  const powered: Record<string, boolean> = { power_retroreflector: false }
  for (const m of l.modules.values()) powered[nameOf('power', m.id)] = m.powered && m.attached
  return l.voice.housekeeping(
    {
      state: l.hibernating ? 'HIBERNATING' : l.safe ? 'SAFE' : 'LANDED',
      tilt: file.lander.tilt_deg + settled * 2 * random.normal(),
      tilt_rate: 0.15 * settled * random.normal(),
      battery_charge: charge_percent(l),
      battery_energy: l.battery.energy_Wh,
      bus_voltage: l.battery.voltage_V + 0.03 * random.normal(),
      array_power: l.array_W,
      load_power: l.load_W,
      power_margin: l.array_W - l.load_W,
      temperature: sensed(l.health, random, l.t_degC[NODE.electronics]!, time.now),
      battery_temperature: l.t_degC[NODE.battery]!,
      ...powered,
      retroreflector_state: l.cover,
      link: l.link?.pass === undefined ? 'NONE' : l.link.pass.kind === 'relay' ? 'RELAY' : 'STATION',
      recorder_used: l.recorder.used_Mbit,
      recorder_packets: l.recorder.waiting,
      gateway_accepted: l.accepted,
      gateway_refused: l.refused,
      uptime: Math.round(time.now - l.bootedAt_s),
    },
    time.now,
  )
}

/** The name of a parameter about a module; made once. */
function nameOf(what: 'power' | 'recorder', id: string): string {
  const known = NAMES[what].get(id) ?? `${what}_${id.replaceAll('-', '_')}`
  NAMES[what].set(id, known)
  return known
}
const NAMES = { power: new Map<string, string>(), recorder: new Map<string, string>() }

/** Housekeeping, now. */
export function sendHousekeepingNow(l: Lander): undefined {
  transmit(l, housekeeping(l))
}

/** A fault came or went: what shows it goes out at once. */
export function tellFault(l: Lander, id: FaultId): undefined {
  if (!l.on) return
  if (id === 'memory-upset' && l.health.memoryErrors > 0)
    tell(l, 'WARNING', 30, `checksums of ${l.health.memoryErrors} words do not hold`)
  if (id === 'watchdog-reset' && l.safe) tell(l, 'CRITICAL', 31, 'started again by the watchdog: safe mode')
  updateLander(l)
  transmit(l, housekeeping(l))
  sendSubsystems(l)
}

/** Power, heat, attitude and recorder in one packet, now. */
export function sendSubsystems(l: Lander): undefined {
  const { time, file, sky } = l.world
  const model = file.lander
  const stored: Record<string, number> = {}
  for (const m of l.modules.values()) stored[nameOf('recorder', m.id)] = l.recorder.of(m.id)
  const values = {
    ...healthValues(l.health),
    ...stored,
    battery_heater: l.batteryHeater,
    safe_mode: l.safe,
    transmitting: transmits(l),
    shed: l.shed.length,
    array_strings: model.arrayStrings - Math.min(model.arrayStrings, amountOf(l.health, 'array-string-lost')),
    battery_voltage: l.battery.voltage_V,
    battery_current: l.battery.current_A,
    radiator_temperature: l.t_degC[NODE.radiator]!,
    radio_temperature: l.t_degC[NODE.radio]!,
    sun_elevation: sky.elevation_deg(time.now),
    // How the legs came to rest: the tilt about the two level axes. Which way it leans is assumed.
    roll: model.tilt_deg * Math.cos(LEANS_RAD),
    pitch: model.tilt_deg * Math.sin(LEANS_RAD),
    downlink_rate: transmits(l) ? l.link!.pass!.model.downlink_bit_s : 0,
    recorder_refused: l.recorder.refused % 65536,
  }
  transmit(l, l.voice.say(`/${l.id}/subsystems`, values, time.now))
}

const LEANS_RAD = 0.6

/** Takes a packet for the ground: at once where a pass is open and nothing waits, else to the recorder. */
export function transmit(l: Lander, packet: Uint8Array): undefined {
  if (!l.on) return
  l.recorder.keep(packet)
  drain(l)
}

/** Sends what waits, while a pass is open and the transmitter works. */
export function drain(l: Lander): undefined {
  const { link } = l
  if (link === undefined || !transmits(l)) return
  const { health, world } = l
  l.recorder.drain((packet) => link.down(isLost(health, world.chance) ? unreadable(packet) : packet))
}

/** What a station makes of a packet that came too weak: its error control does not hold. */
function unreadable(packet: Uint8Array): Uint8Array {
  return packet.with(packet.length - 1, packet.at(-1)! ^ 0xff)
}

/** Tells the ground of something that happened. */
export function tell(l: Lander, severity: 'INFO' | 'WARNING' | 'CRITICAL', code: number, text: string): undefined {
  transmit(l, l.voice.event(severity, code, text, l.world.time.now))
}
