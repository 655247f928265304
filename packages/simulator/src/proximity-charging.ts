/**
 * Charging of one vehicle by another over a short range: offer, consent, act and confirm go as Space Packets between the
 * two, and each sends the ground a copy of what it said.
 */
import { type Decoder, engineeringValue } from '@magpie/operations/decoder'
import type { OperationsFile } from '@magpie/operations/operations-file'
import { advanceProximity, type ProximityState } from '@magpie/operations/proximity'
import { checkPacket } from '@magpie/operations/space-packet'
import { FAILURE, type Module, type Reporter, sendHousekeeping, stopTask, update } from './module.ts'

/** What a module knows of its dealings, and how it finds those near it. */
export type Neighbourhood = {
  readonly dealings: Map<string, Dealing>
  readonly module: (id: string) => Module | undefined
  readonly nearby: (a: Module, b: Module) => boolean
}

/** One request seen from one side; both sides keep their own. */
export type Dealing = { request: number; peer: string; state: ProximityState; energy_Wh: number }

/** Energy moves in steps of this length, s. */
const STEP_S = 300

/** What is in a proximity packet, decoded by whoever receives it. */
export type ProximityMessage = {
  readonly request: number
  readonly step: string
  readonly from: string
  readonly energy_Wh: number
}

/** How an element reads its neighbours' packets: by the same dictionary as the ground. */
export function proximityListener(
  decoder: Decoder,
  file: OperationsFile,
): (packet: Uint8Array) => ProximityMessage | undefined {
  const sample = decoder.newSample()
  const slot = (name: string) => decoder.parameters.find((p) => p.qualifiedName === `/common/${name}`)!
  const [apid, request, step, energy] = [
    slot('apid'),
    slot('proximity_request'),
    slot('proximity_step'),
    slot('proximity_energy'),
  ]
  return (packet) => {
    if (!checkPacket(packet).ok || !decoder.decode(packet, sample).ok) return undefined
    if (decoder.containers[sample.container]!.name !== 'proximity') return undefined
    const from = file.elements.find((e) => e.apid === sample.raw[apid!.index])?.id
    if (from === undefined) return undefined
    return {
      request: sample.value[request!.index]!,
      step: String(engineeringValue(step!, sample)),
      from,
      energy_Wh: sample.value[energy!.index]!,
    }
  }
}

/** Offers to charge a vehicle. */
export function offerCharge(m: Module, client: string, report: Reporter, near: Neighbourhood): undefined {
  const peer = near.module(client)
  if (m.model.charger_W === 0 || peer === undefined || !near.nearby(m, peer))
    return report('FAILED', FAILURE.wrongState)
  const request = (near.dealings.get(m.id)?.request ?? 0) + 1
  near.dealings.set(m.id, { request, peer: client, state: 'offered', energy_Wh: 0 })
  say(m, client, request, 'OFFER', 0)
  report('COMPLETED', 0)
}

/** Consents to the offer that stands. */
export function acceptCharge(m: Module, provider: string, report: Reporter, near: Neighbourhood): undefined {
  const dealing = near.dealings.get(m.id)
  const next = dealing?.peer === provider ? advanceProximity(dealing.state, 'consent', 'client') : undefined
  if (dealing === undefined || next === undefined || !next.ok) return report('FAILED', FAILURE.noConsent)
  dealing.state = next.value
  say(m, provider, dealing.request, 'CONSENT', 0)
  report('COMPLETED', 0)
}

/** Charges a client that has consented, until the time is over or the client is full. */
export function startCharge(
  m: Module,
  client: string,
  duration_s: number,
  report: Reporter,
  near: Neighbourhood,
): undefined {
  const dealing = near.dealings.get(m.id)
  const peer = near.module(client)
  const next = dealing?.peer === client ? advanceProximity(dealing.state, 'start', 'provider') : undefined
  if (dealing === undefined || peer === undefined || next === undefined || !next.ok)
    return report('FAILED', FAILURE.noConsent)
  const { time, file } = m.world
  const service = file.proximity.find((p) => p.from === m.id && p.to === client)
  if (service === undefined) return report('FAILED', FAILURE.unknown)
  stopTask(m)
  dealing.state = next.value
  m.state = 'CHARGING'
  m.charger_W = service.power_W
  peer.charging = true
  report('STARTED', 0)
  say(m, client, dealing.request, 'START', 0)
  sendHousekeeping(m)
  const task = m.task
  const end = time.now + duration_s
  const full_Wh = (service.until_percent / 100) * peer.model.battery_Wh
  m.onStop = () => {
    finish(m, peer, dealing)
    if (dealing.energy_Wh > 0) report('COMPLETED', 0)
    else report('FAILED', FAILURE.interrupted)
  }
  const step = () => {
    if (m.task !== task || !m.powered) return
    update(m)
    update(peer)
    const given = (service.power_W * service.efficiency * STEP_S) / 3600
    const taken = Math.min(given, Math.max(0, full_Wh - peer.battery_Wh))
    peer.battery_Wh += taken
    dealing.energy_Wh += taken
    if (time.now < end && taken === given) return time.at(time.now + STEP_S, step)
    stopTask(m)
  }
  time.at(time.now + STEP_S, step)
}

function finish(m: Module, peer: Module, dealing: Dealing): undefined {
  peer.charging = false
  dealing.state = 'stopped'
  say(m, peer.id, dealing.request, 'STOP', dealing.energy_Wh)
  sendHousekeeping(m)
}

/** Ends charging before its time. */
export function stopCharge(m: Module, report: Reporter): undefined {
  stopTask(m)
  report('COMPLETED', 0)
}

/** Takes what a neighbour said. */
export function hear(m: Module, message: ProximityMessage, near: Neighbourhood): undefined {
  const { request, step, from, energy_Wh } = message
  if (!m.powered) return
  const dealing = near.dealings.get(m.id)
  if (step === 'OFFER') near.dealings.set(m.id, { request, peer: from, state: 'offered', energy_Wh: 0 })
  else if (dealing === undefined || dealing.peer !== from || dealing.request !== request) return
  else if (step === 'CONSENT') move(dealing, 'consent', 'client')
  else if (step === 'START') move(dealing, 'start', 'provider')
  else if (step === 'STOP' && dealing.state === 'acting') {
    move(dealing, 'confirm', 'client')
    dealing.energy_Wh = energy_Wh
    say(m, from, request, 'CONFIRM', energy_Wh)
    sendHousekeeping(m)
  }
}

function move(dealing: Dealing, action: 'consent' | 'start' | 'confirm', by: 'provider' | 'client'): undefined {
  const next = advanceProximity(dealing.state, action, by)
  if (next.ok) dealing.state = next.value
}

function say(m: Module, to: string, request: number, step: string, energy_Wh: number): undefined {
  const packet = m.voice.proximity(
    { proximity_request: request, proximity_step: step, proximity_peer: to, proximity_energy: energy_Wh },
    m.world.time.now,
  )
  m.carrier.pass(packet, to)
  m.carrier.send(packet, m.id)
}
