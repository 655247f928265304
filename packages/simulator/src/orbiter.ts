/**
 * The relay as a spacecraft that is operated: it flies, points, slews and keeps its power and heat, and it speaks PUS
 * (ECSS-E-ST-70-41C): requests verified (1), housekeeping (3), events (5), functions (8), its schedule (11), connection test
 * (17) and parameters (20). Every request passes a gateway of its own, which asks for authority as the lander's does.
 */
import { epoch, tdbSeconds } from '@magpie/core/time'
import type { CommandDecoder } from '@magpie/operations/command-decoder'
import { CUC_TO_J2000_S } from '@magpie/operations/cuc-time'
import type { OrbiterModel } from '@magpie/operations/on-board-models'
import { PUS_FAILURE, PusOnBoard } from '@magpie/operations/pus/on-board'
import { ALL_ACKS, encodePusTelecommand } from '@magpie/operations/pus/pus-packet'
import { encodeRequest } from '@magpie/operations/pus/requests'
import { PRIMARY_HEADER_OCTETS } from '@magpie/operations/space-packet'
import type { Gateway } from './gateway.ts'
import { faultOf, sound } from './health.ts'
import { endSlew, perform, setMode } from './orbiter-functions.ts'
import {
  ORBITER_PUS,
  ORBITER_STRUCTURES,
  readParameter,
  SAMPLING_S,
  structureFits,
  writeParameter,
} from './orbiter-parameters.ts'
import {
  design,
  driveAngle_rad,
  madeUpOrbit,
  ORBITER_NODE,
  orbiterCharge_percent,
  siteDirection,
  stepOrbiter,
} from './orbiter-physics.ts'
import type { Accepted, Orbiter, RelayPosition } from './orbiter-state.ts'
import { cuc, drainOrbiter, EVENT, raise, requestOf, send, utc } from './orbiter-voice.ts'
import { recorder } from './recorder.ts'
import { attitudeAt, unload, wheelSpeed_rpm } from './subsystems/attitude.ts'
import { sunDirection } from './subsystems/sky-directions.ts'
import { phaseAt, type World } from './world.ts'

export type { Orbiter } from './orbiter-state.ts'

/** It looks after itself this often, and while it slews, s. */
const TICK_S = 300
const SLEW_TICK_S = 20
const LEAST_TICK_S = 0.5
/** Without stars for so long that it may be this far off, it goes to safe mode, deg. */
const LOST_DEG = 2
const SAFE_BELOW_PERCENT = 25
const RADIO_TRIP_DEGC = 75
const RESTORED_PERCENT = 75
/** Octets of the telecommand's secondary header and of the spare field behind it: command number and time of execution. */
const PUS_HEADER_OCTETS = 5
const SPARE_OCTETS = 10

export type OrbiterParts = {
  readonly id: string
  readonly apid: number
  readonly model: OrbiterModel
  readonly world: World
  readonly gateway: Gateway
  readonly revoked: Map<string, string>
  readonly position: RelayPosition | undefined
}

/** The relay at work: it points at the lander's site, its transponders on. */
export function orbiterAtWork(parts: OrbiterParts): Orbiter {
  const { id, apid, model, world, gateway, revoked } = parts
  const sun = new Float64Array(3)
  sunDirection(world.time.now, sun)
  const position = parts.position ?? madeUpOrbit(model)
  const o: Orbiter = {
    ...{ id, apid, world, model, gateway, revoked },
    position,
    recorder: recorder(model.recorder_Mbit),
    health: sound(world.time.now),
    pus: new PusOnBoard(portsOf(apid, () => o)),
    link: undefined,
    mode: 'RELAY',
    attitude: attitudeAt(siteDirection(position, world.time.now), sun),
    stuckAt_rad: undefined,
    slewFor: undefined,
    waiting: new Map(),
    ...{ payload: true, tripped: false, shed: false },
    battery: { energy_Wh: model.battery_Wh * 0.95, voltage_V: 28.6, current_A: 0, rest_W: 0 },
    ...{ array_W: 0, load_W: model.platform_W, incidence_rad: 0, lit: true },
    t_degC: Float64Array.of(25, 20, 10, 25),
    heater: false,
    // More often from now on, until the slew has ended.
    turned: () => void world.time.at(world.time.now + SLEW_TICK_S, () => keepOrbiter(o)),
    updatedAt_s: world.time.now,
    bootedAt_s: world.time.now,
    ...{ accepted: 0, refused: 0, relayed_s: 0, ticking: 0 },
    settings: { unloadAbove: 0.8, shedBelow_percent: 40, slew_deg_s: model.slew_deg_s },
  }
  boot(o)
  return o
}

/** Begins to look after itself. */
export function keepOrbiter(o: Orbiter): undefined {
  const number = ++o.ticking
  const tick = () => {
    if (o.ticking !== number) return
    updateOrbiter(o)
    const { now } = o.world.time
    // What its services owe is due by its own clock: it wakes for that, and else after its period.
    const due_s = Math.max(LEAST_TICK_S, o.pus.due_s - cuc(o, now) + 0.001)
    o.world.time.at(now + Math.min(o.attitude.left_rad > 0 ? SLEW_TICK_S : TICK_S, due_s), tick)
  }
  tick()
}

/** Brings everything to now, does what is due, and sends what there is to say. */
export function updateOrbiter(o: Orbiter): undefined {
  const { time } = o.world
  const dt = time.now - o.updatedAt_s
  if (dt > 0) {
    o.updatedAt_s = time.now
    const saw = o.attitude.sees
    stepOrbiter(o, dt)
    if (o.attitude.sees !== saw) noteStars(o)
    protect(o)
  }
  send(o, o.pus.advance(cuc(o, time.now)))
  drainOrbiter(o)
}

/** Octets that came up: through the gateway, then to the services. */
export function receiveRequest(o: Orbiter, octets: Uint8Array): undefined {
  if (faultOf(o.health, 'receiver-deaf') !== undefined) return
  updateOrbiter(o)
  const verdict = o.gateway.inspect(octets, utc(o), phaseAt(o.world, o.world.time.now))
  const request = requestOf(octets)
  if (request === undefined || verdict.kind === 'unreadable') {
    o.refused++
    return
  }
  const now = cuc(o, o.world.time.now)
  if (verdict.kind === 'refused') {
    o.refused++
    send(o, o.pus.refuse(request, PUS_FAILURE.notPermitted, now))
    const { rule, fact, remedy } = verdict.refusal
    return raise(o, EVENT.gatewayRefused, 'medium', `${verdict.number}|${rule}|${fact}|${remedy}`)
  }
  o.accepted++
  o.health.lastCommand_s = o.world.time.now
  hand(o, plainRequest(octets, verdict), verdict)
  drainOrbiter(o)
}

/** Gives a request to the services: now, or with a time of its own to the schedule, where its authority is asked about again. */
function hand(o: Orbiter, packet: Uint8Array, verdict: Accepted): undefined {
  const now = cuc(o, o.world.time.now)
  const release_s = Number(verdict.decoded.values['execute_at'])
  if (!(release_s > now)) return send(o, o.pus.receive(packet, now))
  const request = requestOf(packet)!
  const insert = encodeRequest(
    { kind: 'insert', subSchedule: 0, requests: [{ subSchedule: 0, group: 0, release_s, packet }] },
    ORBITER_PUS,
  )
  // The insertion bears the request's own count: that it was accepted, or the schedule was full, is told of the request.
  const ack = { acceptance: true, start: false, progress: false, completion: false }
  const { apid, sequenceCount } = request
  send(
    o,
    o.pus.receive(encodePusTelecommand({ apid, sequenceCount, ack, source: GATEWAY, ...insert }, ORBITER_PUS), now),
  )
  o.waiting.set(sequenceCount, verdict)
  o.world.time.at(onClock(o, release_s) + 0.001, () => updateOrbiter(o))
}

/** Source of requests that the gateway itself makes. */
const GATEWAY = 0

/** What faults of the relay do when they come. */
export function strikeOrbiter(o: Orbiter, id: string, amount: number): undefined {
  const { health, world } = o
  if (id === 'mechanism-stuck') o.stuckAt_rad = driveAngle_rad(o)
  else if (id === 'memory-upset') {
    health.memoryErrors += amount
    raise(o, EVENT.memory, 'low', `checksums of ${amount} words do not hold`)
  } else if (id === 'watchdog-reset') {
    health.resets++
    o.bootedAt_s = world.time.now
    boot(o)
    setMode(o, 'SAFE')
    raise(o, EVENT.reset, 'high', 'started again by the watchdog: safe mode')
  } else if (id === 'recorder-full') o.recorder.fill()
  else if (id === 'sequence-skip') {
    o.pus.skip(amount)
    health.faults.delete('sequence-skip')
  } else if (id === 'receiver-deaf')
    world.time.at(world.time.now + o.model.commandLoss_s, () => {
      if (faultOf(health, 'receiver-deaf') === undefined) return
      health.sides.RECEIVER = health.sides.RECEIVER === 'A' ? 'B' : 'A'
      raise(o, EVENT.otherReceiver, 'medium', 'no command heard for long: other receiver')
    })
}

/** What it takes to undo a fault without a command. */
export function healOrbiter(o: Orbiter, id: string): undefined {
  if (id === 'mechanism-stuck') o.stuckAt_rad = undefined
  else if (id === 'memory-upset') o.health.memoryErrors = 0
  else if (id === 'recorder-full') o.recorder.free()
  else if (id === 'radio-overheated') o.tripped = false
  else if (id === 'watchdog-reset' && o.mode === 'SAFE') setMode(o, 'RELAY')
}

/** The services as after a start: predefined structures on, the schedule empty and enabled. */
function boot(o: Orbiter): undefined {
  const { sequenceCount } = o.pus
  const now = cuc(o, o.world.time.now)
  o.waiting.clear()
  o.pus = new PusOnBoard(
    portsOf(o.apid, () => o),
    now,
  )
  o.pus.skip(sequenceCount) // kept in memory that survives
  o.pus.enableSchedule()
}

function portsOf(apid: number, orbiter: () => Orbiter): ConstructorParameters<typeof PusOnBoard>[0] {
  return {
    apid,
    profile: ORBITER_PUS,
    read: (id) => readParameter(orbiter(), id),
    write: (id, value) => writeParameter(orbiter(), id, value),
    perform: (name, args, request) => perform(orbiter(), name, args, request),
    permits: (packet) => permits(orbiter(), packet),
    fits: structureFits,
    structures: ORBITER_STRUCTURES,
    events: new Set(Object.values(EVENT)),
    sampling_s: SAMPLING_S,
    schedule: 8,
  }
}

/** A request of the schedule is asked about again: a grant may have been revoked meanwhile. */
function permits(o: Orbiter, packet: Uint8Array): boolean {
  const request = requestOf(packet)
  const verdict = request === undefined ? undefined : o.waiting.get(request.sequenceCount)
  if (verdict === undefined) return true
  o.waiting.delete(request!.sequenceCount)
  const refusal = verdict.recheck(utc(o), phaseAt(o.world, o.world.time.now))
  if (refusal === undefined) return true
  o.refused++
  raise(o, EVENT.gatewayRefused, 'medium', `${verdict.number}|${refusal.rule}|${refusal.fact}|${refusal.remedy}`)
  return false
}

/** What it does by itself: slews that have ended, wheels that are full, loads, transmitter, stars that are lost for long. */
function protect(o: Orbiter): undefined {
  const { attitude, settings } = o
  if (o.slewFor !== undefined && attitude.left_rad === 0) {
    raise(o, EVENT.slewEnded, 'informative', `points in mode ${o.mode}`)
    endSlew(o)
  }
  for (let w = 0; w < 4; w++)
    if (
      Math.abs(wheelSpeed_rpm(design(o), attitude, w)) > settings.unloadAbove * o.model.wheel_rpm &&
      attitude.left_rad === 0
    ) {
      unload(attitude)
      raise(o, EVENT.wheelsUnloaded, 'informative', 'wheels unloaded by thrusters')
      break
    }
  if (!o.tripped && o.t_degC[ORBITER_NODE.radio]! >= RADIO_TRIP_DEGC) {
    raise(o, EVENT.transmitterOff, 'high', 'transmitter off: too hot')
    o.tripped = true
  }
  const charge = orbiterCharge_percent(o)
  if (o.payload && charge < settings.shedBelow_percent && o.battery.current_A < 0) {
    o.payload = false
    o.shed = true
    raise(o, EVENT.loadShed, 'medium', `load shed at ${charge.toFixed(0)} % charge: transponders off`)
  }
  if (o.shed && charge > RESTORED_PERCENT) {
    o.payload = o.mode !== 'SAFE'
    o.shed = false
  }
  const lost = attitude.knowledge_deg > LOST_DEG || charge < SAFE_BELOW_PERCENT
  if (lost && o.mode !== 'SAFE') {
    endSlew(o, PUS_FAILURE.functionFailed)
    setMode(o, 'SAFE')
  }
}

function noteStars(o: Orbiter): undefined {
  if (o.attitude.sees) raise(o, EVENT.starsFound, 'informative', `star tracker ${o.attitude.head} sees stars again`)
  else raise(o, EVENT.starsLost, 'low', `star tracker ${o.attitude.head} sees no stars`)
}

/** The request as the services take it: without the spare field behind the header and without the block of signatures. */
function plainRequest(octets: Uint8Array, { decoded }: Accepted): Uint8Array {
  const from = PRIMARY_HEADER_OCTETS + PUS_HEADER_OCTETS + SPARE_OCTETS
  const { apid, sequenceCount } = requestOf(octets)!
  const request = {
    ...{ apid, sequenceCount, ack: ALL_ACKS },
    ...{ service: octets[PRIMARY_HEADER_OCTETS + 1]!, subtype: octets[PRIMARY_HEADER_OCTETS + 2]! },
    source: octets[decoded.octets]!, // the sender's party, as the block behind the request has it
    data: octets.subarray(from, decoded.octets),
  }
  return encodePusTelecommand(request, ORBITER_PUS)
}

function onClock(o: Orbiter, cuc_s: number): number {
  const whole = Math.floor(cuc_s)
  return tdbSeconds(epoch(whole - CUC_TO_J2000_S, cuc_s - whole), o.world.leap)
}

/** Reads its telecommands: functions of service 8 are told apart by the function, all others by service and subtype. */
export function orbiterCommands(requests: CommandDecoder, functions: CommandDecoder): CommandDecoder {
  return { decode: (packet) => (packet[PRIMARY_HEADER_OCTETS + 1] === 8 ? functions : requests).decode(packet) }
}
