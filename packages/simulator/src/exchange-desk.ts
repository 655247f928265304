/**
 * Exchanges as the ground runs them: where each stands by decoded packets alone, what made-up owners answer, and what people
 * of a running centre say in their stead from when they took the seat.
 */
import type { Identifier } from '@magpie/core/identifier'
import type { Random } from '@magpie/core/random'
import { isLost } from '@magpie/operations/command/life'
import { givenArguments } from '@magpie/operations/command-encoder'
import { type Dictionary, findCommand } from '@magpie/operations/dictionary'
import { type ExchangeSide, type ExchangeState, isExchangeOver } from '@magpie/operations/exchange/protocol'
import { commandOf, type ExchangeAction, serviceKind } from '@magpie/operations/exchange/services'
import type { ProximityService } from '@magpie/operations/operations-file'
import type { CommandDesk } from './command-desk.ts'
import { type ExchangeSession, ExchangeSight } from './exchange-sight.ts'
import type { Heard } from './ground-receiver.ts'
import type { ExchangeRow, OperationsEvent } from './operations-event.ts'
import type { People } from './people.ts'
import { proximityMessage } from './proximity-radio.ts'
import type { World } from './world.ts'

/** What somebody at a running centre says about a service. */
export type ExchangeSaid = {
  readonly service: Identifier
  readonly side: ExchangeSide
  readonly action: ExchangeAction
  readonly amount?: number
  readonly duration_s?: number
  readonly party: Identifier
  readonly person: string
}

export type ExchangeDesk = {
  /** Begins one by made-up people; `ended` is told whether it was done. */
  begin(service: ProximityService, duration_s: number, ended: (done: boolean) => void): void
  /** A proximity packet came down. */
  hear(packet: Heard): void
  /** Takes in what was said at a centre. */
  act(said: ExchangeSaid): void
  /** What was moved by each service, in its unit. */
  readonly moved: Readonly<Record<string, number>>
  rows(): ExchangeRow[]
}

export type ExchangeParts = {
  readonly world: World
  readonly desk: CommandDesk
  readonly dictionary: Dictionary
  readonly people: People
  readonly emit: (event: OperationsEvent) => void
  readonly random: Random
}

type Wanted = { readonly until_s: number; readonly ended: (done: boolean) => void }

/** The plan's time for a service is over so long before its end, s. */
const MARGIN_S = 60

/** A desk with no exchange under way. */
export function exchangeDesk(parts: ExchangeParts): ExchangeDesk {
  const { world, people, emit } = parts
  const sight = new ExchangeSight(world.file.proximity)
  const moved: Record<string, number> = {}
  const seats = new Set<string>()
  const wanted = new Map<string, Wanted>()
  const acts = new Map<string, number>()
  let count = 0

  const end = (service: ProximityService, done: boolean) => {
    const waiting = wanted.get(service.id)
    wanted.delete(service.id)
    waiting?.ended(done)
  }
  const command = (service: ProximityService, side: ExchangeSide, action: ExchangeAction, given: Given = {}) => {
    const made = commandOf(service, action, side, given, (element, name) => takes(parts.dictionary, element, name))
    if (made === undefined) return
    const party = people.ownerOf(made.element)
    const id = `${service.id}-${++count}-${action}`
    parts.desk.submit({
      ...{ id, party, person: people.operator(party), element: made.element, command: made.command },
      values: made.values,
      approvals: people.approversOf(party, made.element, made.command, made.values),
      expires_s: world.time.now + service.patience_s,
      purpose: `${service.service} ${service.to}`,
      onState(state) {
        sight.moved(service, { id, command: made.command, element: made.element, state })
        if (isLost(state)) end(service, false)
      },
    })
  }
  /** What the owner of a side answers where nobody took its seat, some minutes later. */
  const answer = (s: ExchangeSession) => {
    const { service, status } = s
    const until_s = wanted.get(service.id)?.until_s ?? world.time.now + service.duration_s
    const next = ANSWERS[status.state]
    if (next === undefined) return
    const [side, action] = next
    const standing = (action === 'consent' || action === 'confirm') && service.standing.includes(action)
    if (standing || seats.has(`${service.id} ${side}`)) return
    world.time.at(world.time.now + 60 + parts.random.integer(240), () => {
      if (seats.has(`${service.id} ${side}`) || s.status.state !== status.state) return
      command(service, side, action, {
        duration_s: until_s - world.time.now - MARGIN_S,
        ...(action === 'offer' && status.asked > 0 ? { amount: status.asked } : {}),
      })
    })
  }
  const over = (s: ExchangeSession) => {
    const { service, status } = s
    const done = status.state === 'confirmed'
    if (done) moved[service.id] = (moved[service.id] ?? 0) + status.given
    end(service, done)
  }
  return {
    moved,
    rows: () =>
      sight.all.map(({ service, status }) => ({
        ...{ service: service.id, kind: service.service, request: status.request, from: service.from },
        ...{ to: service.to, state: status.state, amount: status.given, unit: serviceKind(service.service).unit },
      })),
    begin(service, duration_s, ended) {
      if (wanted.has(service.id)) return ended(false)
      const side = service.opens
      if (seats.has(`${service.id} ${side}`)) return ended(false)
      wanted.set(service.id, { until_s: world.time.now + duration_s, ended })
      command(service, side, side === 'client' ? 'ask' : 'offer')
    },
    act({ service: id, side, action, amount, duration_s }) {
      const service = world.file.proximity.find((p) => p.id === id)
      if (service === undefined) return
      seats.add(`${id} ${side}`)
      acts.set(id, (acts.get(id) ?? 0) + 1)
      command(service, side, action, {
        ...(amount === undefined ? {} : { amount }),
        ...(duration_s === undefined ? {} : { duration_s }),
      })
    },
    hear(packet) {
      const message = proximityMessage(packet.value, packet.element)
      const heard = message === undefined ? undefined : sight.hear(message, world.time.now, acts)
      if (heard === undefined) return
      const { session: s, changed } = heard
      const { status } = s
      emit({ at: world.time.now, kind: 'proximity', service: s.service.id, changed, status })
      if (!changed) return
      if (isExchangeOver(status.state)) over(s)
      else answer(s)
    },
  }
}

type Given = { readonly amount?: number; readonly duration_s?: number }

const ANSWERS: Partial<Record<ExchangeState, readonly [ExchangeSide, ExchangeAction]>> = {
  requested: ['provider', 'offer'],
  offered: ['client', 'consent'],
  consented: ['provider', 'start'],
  finished: ['client', 'confirm'],
}

/** Arguments that a command of the dictionary has; undefined where there is no such command. */
function takes(dictionary: Dictionary, element: string, name: string): string[] | undefined {
  const command = findCommand(dictionary, element, name)
  return command === undefined ? undefined : givenArguments(command).map((a) => a.name)
}
