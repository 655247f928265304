/**
 * The lander: power, warmth, attitude after touchdown, the switches of its modules, the recorder, and the gateway that
 * every telecommand passes on its way to any element.
 */
import { identifier } from '@magpie/core/identifier'
import { epoch, epochFromTdb, formatEpoch, type TdbSeconds, tdbSeconds } from '@magpie/core/time'
import type { DecodedCommand } from '@magpie/operations/command-decoder'
import { CUC_TO_J2000_S } from '@magpie/operations/cuc-time'
import type { Voice } from './flight-voice.ts'
import type { Gateway, GatewayVerdict } from './gateway.ts'
import { draw_W, FAILURE, type Module, powerOff, powerOn, type Reporter, sendHousekeeping } from './module.ts'
import { execute } from './module-commands.ts'
import type { Neighbourhood } from './proximity-charging.ts'
import type { RadioLink } from './radio-link.ts'
import type { Recorder } from './recorder.ts'
import { arrayShare, housekeepingPeriod, phaseAt, type World, warmed } from './world.ts'

export type Lander = {
  readonly id: string
  readonly voice: Voice
  readonly world: World
  readonly recorder: Recorder
  readonly gateway: Gateway
  readonly modules: ReadonlyMap<string, Module>
  readonly near: Neighbourhood
  link: RadioLink | undefined
  /** Grants that the gateway has been told are revoked, and from when (UTC). */
  readonly revoked: Map<string, string>
  on: boolean
  hibernating: boolean
  battery_Wh: number
  array_W: number
  load_W: number
  temperature_degC: number
  batteryTemperature_degC: number
  cover: 'CLOSED' | 'OPEN' | 'STUCK'
  updatedAt_s: number
  bootedAt_s: number
  accepted: number
  refused: number
  /** Modules that were powered when the lander went to sleep. */
  asleep: string[]
  lowest_percent: number
  hibernated_s: number
  lastLight_s: number
  /** What a check-out draws beside the usual, W. */
  extra_W: number
}

/** Brings power and temperatures to now. */
export function updateLander(l: Lander): undefined {
  const { time, sky, file } = l.world
  const dt = time.now - l.updatedAt_s
  if (dt <= 0) return
  l.updatedAt_s = time.now
  const model = file.lander
  const lit = sky.lit(time.now)
  l.array_W = model.array_W * arrayShare(sky, time.now)
  l.load_W = l.on ? (l.hibernating ? model.hibernation_W : model.load_W + l.extra_W) + hosted_W(l) : 0
  l.battery_Wh = Math.min(model.battery_Wh, Math.max(0, l.battery_Wh + ((l.array_W - l.load_W) * dt) / 3600))
  const sink = lit * model.sinkLit_degC + (1 - lit) * model.sinkDark_degC
  const conductance = lit * model.conductance_W_K + (1 - lit) * model.conductanceDark_W_K
  const heat = l.load_W - hosted_W(l) + model.radioisotope_W
  l.temperature_degC = warmed(l.temperature_degC, heat, sink, conductance, model.heatCapacity_J_K, dt)
  l.batteryTemperature_degC += (l.temperature_degC + 6 - l.batteryTemperature_degC) * (1 - Math.exp(-dt / 7200))
  if (l.hibernating || !l.on) l.hibernated_s += dt
  rest(l)
}

function hosted_W(l: Lander): number {
  let sum = 0
  for (const m of l.modules.values()) if (m.attached) sum += draw_W(m)
  return sum
}

/** State of charge of the battery, percent. */
export function charge_percent(l: Lander): number {
  return (100 * l.battery_Wh) / l.world.file.lander.battery_Wh
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
    l.asleep = [...l.modules.values()].filter((m) => m.attached && m.powered).map((m) => m.id)
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
    l.recorder.drainProducts(l.link?.spare_Mbit(period) ?? 0)
    if (l.link !== undefined) l.recorder.drain(l.link.down)
  }
  time.at(time.now + housekeepingPeriod(l.world, l.hibernating || !l.on), () => keepLander(l))
}

function housekeeping(l: Lander): Uint8Array {
  const { time, file, random, touchdown_s } = l.world
  const settled = Math.exp(-Math.max(0, time.now - touchdown_s) / (file.lander.settling_s / 5))
  const powered: Record<string, boolean> = { power_retroreflector: false }
  for (const m of l.modules.values()) powered[`power_${m.id.replaceAll('-', '_')}`] = m.powered && m.attached
  return l.voice.housekeeping(
    {
      state: l.hibernating ? 'HIBERNATING' : 'LANDED',
      tilt: file.lander.tilt_deg + settled * 2 * random.normal(),
      tilt_rate: 0.15 * settled * random.normal(),
      battery_charge: charge_percent(l),
      battery_energy: l.battery_Wh,
      bus_voltage: 27.2 + (2.2 * charge_percent(l)) / 100 + 0.03 * random.normal(),
      array_power: l.array_W,
      load_power: l.load_W,
      power_margin: l.array_W - l.load_W,
      temperature: l.temperature_degC,
      battery_temperature: l.batteryTemperature_degC,
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

/** Takes a packet for the ground: at once where a pass is open and nothing waits, else to the recorder. */
export function transmit(l: Lander, packet: Uint8Array): undefined {
  if (!l.on) return
  l.recorder.keep(packet)
  if (l.link?.pass !== undefined) l.recorder.drain(l.link.down)
}

function tell(l: Lander, severity: 'INFO' | 'WARNING' | 'CRITICAL', code: number, text: string): undefined {
  transmit(l, l.voice.event(severity, code, text, l.world.time.now))
}

/** Octets that came up: through the gateway, then to the element they are for, at their time. */
export function receiveTelecommand(l: Lander, octets: Uint8Array): undefined {
  if (!l.on) return
  updateLander(l)
  const verdict = l.gateway.inspect(octets, utc(l), phase(l))
  if (verdict.kind === 'unreadable') {
    l.refused++
    return tell(l, 'WARNING', 20, `telecommand thrown away: ${verdict.why}`)
  }
  if (verdict.kind === 'refused') {
    l.refused++
    transmit(l, l.voice.report(verdict.number, 'REFUSED', 0, l.world.time.now))
    return tell(
      l,
      'WARNING',
      21,
      `${verdict.number}|${verdict.refusal.rule}|${verdict.refusal.fact}|${verdict.refusal.remedy}`,
    )
  }
  l.accepted++
  transmit(l, l.voice.report(verdict.number, 'ACCEPTED', 0, l.world.time.now))
  const execute_s = onClock(l, Number(verdict.decoded.values['execute_at']))
  if (execute_s <= l.world.time.now) carryOut(l, verdict)
  else l.world.time.at(execute_s, () => whenDue(l, verdict))
}

type Accepted = GatewayVerdict & { readonly kind: 'accepted' }

/** A command that waited on board is asked about again: a grant may have been revoked meanwhile. */
function whenDue(l: Lander, verdict: Accepted): undefined {
  const refusal = verdict.recheck(utc(l), phase(l))
  if (refusal === undefined) return carryOut(l, verdict)
  l.refused++
  transmit(l, l.voice.report(verdict.number, 'REFUSED', 1, l.world.time.now))
  tell(l, 'WARNING', 21, `${verdict.number}|${refusal.rule}|${refusal.fact}|${refusal.remedy}`)
}

function carryOut(l: Lander, { decoded, number, element }: Accepted): undefined {
  const module = l.modules.get(element)
  const voice = module?.voice ?? l.voice
  const report: Reporter = (stage, code) => transmit(l, voice.report(number, stage, code, l.world.time.now))
  if (element === l.id) commandLander(l, decoded, report)
  else if (module === undefined || !l.on || (module.attached && l.hibernating))
    transmit(l, l.voice.report(number, 'FAILED', FAILURE.noAnswer, l.world.time.now))
  else if (!module.powered) transmit(l, l.voice.report(number, 'FAILED', FAILURE.noAnswer, l.world.time.now))
  else execute(module, decoded, report, l.near)
}

function commandLander(l: Lander, { command, values }: DecodedCommand, report: Reporter): undefined {
  const module = l.modules.get(String(values['module'] ?? ''))
  const { time } = l.world
  switch (command.name) {
    case 'checkout':
      l.extra_W += 60
      report('STARTED', 0)
      time.at(time.now + Number(values['duration']), () => {
        updateLander(l)
        l.extra_W -= 60
        report('COMPLETED', 0)
      })
      return
    case 'module_power_on':
      if (module === undefined || l.hibernating) return report('FAILED', FAILURE.noPower)
      powerOn(module)
      break
    case 'module_power_off':
      if (module === undefined) return report('FAILED', FAILURE.unknown)
      powerOff(module)
      break
    case 'release_locks':
      if (module === undefined || !module.powered || module.model.kind === 'instrument')
        return report('FAILED', FAILURE.wrongState)
      module.released = true
      time.at(time.now + 2, () => announce(module))
      break
    case 'retroreflector_open':
      time.at(time.now + 60, () => {
        l.cover = 'OPEN'
        transmit(l, housekeeping(l))
        report('COMPLETED', 0)
      })
      return report('STARTED', 0)
    case 'retransmit':
      l.recorder.again(
        l.world.file.elements.find((e) => e.id === values['source'])?.apid ?? 0,
        Number(values['first']),
        Number(values['count']),
      )
      break
    case 'gateway_revoke':
      if (identifier.safeParse(values['grant']).success) l.revoked.set(String(values['grant']), utc(l))
      break
    default:
      return report('FAILED', FAILURE.unknown)
  }
  report('COMPLETED', 0)
}

function announce(m: Module): undefined {
  sendHousekeeping(m)
}

/** UTC now, as the lander's clock has it. */
function utc(l: Lander): string {
  return formatEpoch(epochFromTdb(l.world.time.now as TdbSeconds, l.world.leap), l.world.leap)
}

function phase(l: Lander): string {
  return phaseAt(l.world, l.world.time.now)
}

/** The execution time of a telecommand (TAI s past 1958) as TDB s; 0 means at once. */
function onClock(l: Lander, tai1958_s: number): number {
  if (!(tai1958_s > 0)) return Number.NEGATIVE_INFINITY
  const whole = Math.floor(tai1958_s)
  return tdbSeconds(epoch(whole - CUC_TO_J2000_S, tai1958_s - whole), l.world.leap)
}
