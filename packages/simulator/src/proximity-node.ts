/**
 * Exchanges on board: each element keeps its own side of each, as `exchange/dialog.ts` has it, talks to its neighbour by
 * Space Packets, sends the ground a copy of every step, and does what was agreed. Nothing moves before both have consented,
 * and nothing is confirmed but by the client.
 */
import type { DecodedCommand } from '@magpie/operations/command-decoder'
import { Dialog, type DialogMessage } from '@magpie/operations/exchange/dialog'
import { type ExchangeSide, type ExchangeStep, endingStep, stepped } from '@magpie/operations/exchange/protocol'
import { serviceKind } from '@magpie/operations/exchange/services'
import type { ProximityService } from '@magpie/operations/operations-file'
import { actOnBoard } from './exchange-acts.ts'
import { FAILURE, type Module, type Reporter, update } from './module.ts'
import type { Held, Neighbourhood } from './neighbourhood.ts'
import { type ProximityMessage, WANTS } from './proximity-radio.ts'

const UNITS: ReadonlySet<string> = new Set(['Wh', 'Mbit', 'kg'])

const keyOf = (element: string, service: ProximityService, request: number) => `${element} ${service.id} ${request}`

/** The newest exchange of a service that an element holds. */
export function newestHeld(near: Neighbourhood, element: string, service: ProximityService): Held | undefined {
  let newest: Held | undefined
  for (const [key, held] of near.held)
    if (key.startsWith(`${element} ${service.id} `) && held.dialog.request > (newest?.dialog.request ?? 0))
      newest = held
  return newest
}

/** Does what a command of the exchange kind says; false where it is no such command. */
export function commandExchange(
  m: Module,
  { command, values }: DecodedCommand,
  report: Reporter,
  near: Neighbourhood,
): boolean {
  const action = ACTIONS[command.name]
  if (action === undefined) return false
  const peer = String(values['peer'] ?? values['client'] ?? values['provider'])
  const label = String(values['service'] ?? 'CHARGING')
  const service = m.world.file.proximity.find(
    (p) =>
      serviceKind(p.service).label === label &&
      ((p.from === m.id && p.to === peer) || (p.to === m.id && p.from === peer)),
  )
  if (service === undefined) {
    report('FAILED', FAILURE.unknown)
    return true
  }
  const amount = Number(values['amount'] ?? 0)
  if (action === 'start') start(m, service, Number(values['duration'] ?? service.duration_s), report, near)
  else if (action === 'request' || action === 'offer') open(m, service, action, amount, report, near)
  else answer(m, service, action, report, near)
  return true
}

const ACTIONS: Readonly<Record<string, ExchangeStep>> = {
  exchange_request: 'request',
  exchange_offer: 'offer',
  exchange_consent: 'consent',
  exchange_decline: 'decline',
  exchange_start: 'start',
  exchange_stop: 'stop',
  exchange_confirm: 'confirm',
  charge_offer: 'offer',
  charge_accept: 'consent',
  charge_start: 'start',
  charge_stop: 'stop',
}

/** Opens an exchange, or answers a request by an offer. */
function open(
  m: Module,
  service: ProximityService,
  step: 'request' | 'offer',
  amount: number,
  report: Reporter,
  near: Neighbourhood,
): undefined {
  const side: ExchangeSide = service.from === m.id ? 'provider' : 'client'
  const newest = newestHeld(near, m.id, service)
  const standing = newest !== undefined && stepped(newest.dialog.exchange, side, step).ok ? newest : undefined
  if (standing === undefined && newest !== undefined && !newest.dialog.over) return report('FAILED', FAILURE.wrongState)
  const peer = near.module(side === 'provider' ? service.to : service.from)
  if (peer === undefined || !near.radio.inReach(m, peer, service.radio) || !holds(m, service, side, near))
    return report('FAILED', FAILURE.wrongState)
  const held = standing ?? hold(m, service, side, (newest?.dialog.request ?? 0) + 1, near)
  held.dialog.amount = amount || (service.item?.mass_kg ?? service.amount)
  held.dialog.item = service.item?.number ?? 0
  report(say(m, held, step, near) ? 'COMPLETED' : 'FAILED', 0)
}

/** Whether a side has what it gives: only a sample is held somewhere. */
function holds(m: Module, { item }: ProximityService, side: ExchangeSide, near: Neighbourhood): boolean {
  return side === 'client' || item === undefined || near.custody.get(item.number) === m.id
}

function answer(
  m: Module,
  service: ProximityService,
  wanted: ExchangeStep,
  report: Reporter,
  near: Neighbourhood,
): undefined {
  const held = newestHeld(near, m.id, service)
  if (held === undefined) return report('FAILED', FAILURE.noConsent)
  const { dialog } = held
  const step = wanted === 'decline' || wanted === 'stop' ? (endingStep(dialog.exchange, dialog.side) ?? wanted) : wanted
  if (!say(m, held, step, near)) return report('FAILED', FAILURE.noConsent)
  report('COMPLETED', 0)
}

/** Begins what both agreed on; the report tells of its end. */
function start(
  m: Module,
  service: ProximityService,
  duration_s: number,
  report: Reporter,
  near: Neighbourhood,
): undefined {
  const held = newestHeld(near, m.id, service)
  const peer = near.module(service.to)
  if (held === undefined || peer === undefined || !say(m, held, 'start', near))
    return report('FAILED', FAILURE.noConsent)
  report('STARTED', 0)
  const agreed = () => newestHeld(near, peer.id, service)?.dialog
  actOnBoard(m, peer, held, duration_s, near, {
    // What flows needs both: the client too must have heard that it begins, and not have stopped.
    flows: () => held.dialog.state === 'acting' && agreed()?.state === 'acting' && m.powered && peer.powered,
    ended(amount) {
      held.end = undefined
      held.dialog.amount = amount
      if (amount > 0) say(m, held, 'finish', near)
      else if (!held.dialog.over) say(m, held, 'stop', near)
      if (amount > 0) report('COMPLETED', 0)
      else report('FAILED', FAILURE.interrupted)
    },
  })
}

/** Takes what a neighbour said. */
export function hearNeighbour(m: Module, message: ProximityMessage, near: Neighbourhood): void {
  if (!m.powered || message.peer !== m.id) return
  update(m)
  const service = m.world.file.proximity.find(
    (p) =>
      serviceKind(p.service).label === message.service &&
      ((p.from === m.id && p.to === message.from) || (p.to === m.id && p.from === message.from)),
  )
  if (service === undefined) return
  const side: ExchangeSide = service.from === m.id ? 'provider' : 'client'
  const held = near.held.get(keyOf(m.id, service, message.request)) ?? hold(m, service, side, message.request, near)
  const { changed, answer: reply } = held.dialog.hear(message, m.world.time.now)
  if (reply !== undefined) transmit(m, held, reply, near)
  if (!changed) return
  if (held.dialog.over) held.end?.(true)
  // What it heard it tells the ground by its own next word: the neighbour's own way there may be shut.
  if (!standingOrders(m, held, near)) m.carrier.send(groundCopy(m, held), m.id)
  poll(m, held, near)
}

/** Steps that the owner of the client gave standing orders for; whether there was one. */
function standingOrders(m: Module, held: Held, near: Neighbourhood): boolean {
  const { service, dialog } = held
  if (dialog.side !== 'client') return false
  if (dialog.state === 'finished') dialog.amount = dialog.theirAmount
  if (dialog.state === 'offered' && service.standing.includes('consent')) return say(m, held, 'consent', near)
  return dialog.state === 'finished' && service.standing.includes('confirm') && say(m, held, 'confirm', near)
}

/** A client whose link with the lander is silent asks its neighbours by standing order. */
export function askWhenSilent(m: Module, near: Neighbourhood): void {
  for (const service of m.world.file.proximity) {
    const asks =
      service.to === m.id && serviceKind(service.service).moves === 'data' && service.standing.includes('request')
    if (asks && near.links.isSilent(m.id))
      open(m, service, 'request', near.links.waiting_Mbit(m.id), () => undefined, near)
  }
}

function hold(m: Module, service: ProximityService, side: ExchangeSide, request: number, near: Neighbourhood): Held {
  const { radio, patience_s, duration_s } = service
  const times = { again_s: radio.again_s, patience_s, acts_s: Math.max(duration_s, DAY_S) }
  const dialog = new Dialog(side, request, times, m.world.time.now)
  const held: Held = { service, dialog, end: undefined, pollAt_s: Number.POSITIVE_INFINITY }
  near.held.set(keyOf(m.id, service, request), held)
  return held
}

/** Takes a step: to the neighbour, and a copy to the ground. False where the protocol has none. */
function say(m: Module, held: Held, step: ExchangeStep, near: Neighbourhood): boolean {
  const { dialog, service } = held
  const made = dialog.say(step, m.world.time.now)
  if (!made.ok) return false
  if (step === 'confirm' && service.item !== undefined) near.custody.set(service.item.number, m.id)
  transmit(m, held, made.value, near)
  m.carrier.send(groundCopy(m, held), m.id)
  if (dialog.over) held.end?.(true)
  poll(m, held, near)
  return true
}

function transmit(m: Module, { service }: Held, message: DialogMessage, near: Neighbourhood): void {
  const to = service.from === m.id ? service.to : service.from
  const peer = near.module(to)
  if (peer === undefined) return
  const packet = m.voice.aside(valuesOf(m, service, message), m.world.time.now)
  near.radio.send(m, peer, packet.length, service.radio, () => near.deliver(peer, packet))
}

/** What the ground is told: the same words, in a packet that it counts. */
function groundCopy(m: Module, { service, dialog }: Held): Uint8Array {
  const { now } = m.world.time
  return m.voice.proximity(valuesOf(m, service, dialog.current), now)
}

function valuesOf(m: Module, service: ProximityService, message: DialogMessage) {
  const { label, unit } = serviceKind(service.service)
  return {
    proximity_request: message.request,
    proximity_step: message.step.toUpperCase().replaceAll('-', '_'),
    proximity_peer: service.from === m.id ? service.to : service.from,
    proximity_service: label,
    proximity_amount: message.amount,
    proximity_unit: UNITS.has(unit) ? unit : 'NONE',
    proximity_item: message.item,
    proximity_said: message.said,
    proximity_heard: message.heard | (message.wants ? WANTS : 0),
  }
}

/** No act is waited for less long. */
const DAY_S = 86_400
/** An element that sleeps looks again so much later, s. */
const ASLEEP_S = 3600

/** Repeats what was not heard, and gives up when patience ends. */
function poll(m: Module, held: Held, near: Neighbourhood): void {
  const { time } = m.world
  const next_s = Math.max(time.now, held.dialog.nextDue_s)
  // A later look that is due already is made needless by an earlier one.
  if (!(next_s < held.pollAt_s)) return
  held.pollAt_s = next_s
  time.at(next_s, () => {
    if (held.pollAt_s !== next_s) return
    held.pollAt_s = Number.POSITIVE_INFINITY
    if (m.powered) repeat(m, held, near)
    else {
      held.pollAt_s = time.now + ASLEEP_S
      const awake_s = held.pollAt_s
      time.at(awake_s, () => {
        if (held.pollAt_s !== awake_s) return
        held.pollAt_s = Number.POSITIVE_INFINITY
        poll(m, held, near)
      })
    }
  })
}

function repeat(m: Module, held: Held, near: Neighbourhood): void {
  const before = held.dialog.state
  const message = held.dialog.due(m.world.time.now)
  if (message !== undefined) transmit(m, held, message, near)
  if (held.dialog.state !== before) m.carrier.send(groundCopy(m, held), m.id)
  poll(m, held, near)
}
