/**
 * Where exchanges between elements stand, as the ground sees them: by the packets that came down, in whatever order, and by
 * nothing else. Times are those of whoever listens, s.
 */
import type { ExchangeStatus } from '@magpie/operations/exchange/exchange-status'
import { type ExchangeSide, merged, NOTHING_SAID, stateOf } from '@magpie/operations/exchange/protocol'
import { serviceKind } from '@magpie/operations/exchange/services'
import type { ProximityService } from '@magpie/operations/operations-file'
import type { ProximityMessage } from './proximity-radio.ts'

/** One exchange that was heard of. */
export type ExchangeSession = { readonly service: ProximityService; status: ExchangeStatus }

export class ExchangeSight {
  private readonly services: readonly ProximityService[]
  private readonly sessions = new Map<string, ExchangeSession>()

  constructor(services: readonly ProximityService[]) {
    this.services = services
  }

  /** All that was heard of, oldest first. */
  get all(): readonly ExchangeSession[] {
    return [...this.sessions.values()]
  }

  /** The newest of a service. */
  newest(service: ProximityService): ExchangeSession | undefined {
    return this.all.findLast((s) => s.service === service)
  }

  /**
   * A proximity packet came down; what it is about, and whether it brought another state. `acts` counts what people had said
   * of each service when its exchange began.
   */
  hear(
    message: ProximityMessage,
    at_s: number,
    acts: ReadonlyMap<string, number>,
  ): { readonly session: ExchangeSession; readonly changed: boolean } | undefined {
    const { from, peer } = message
    const service = this.services.find(
      (p) =>
        serviceKind(p.service).label === message.service &&
        ((p.from === from && p.to === peer) || (p.to === from && p.from === peer)),
    )
    if (service === undefined) return undefined
    const key = `${service.id} ${message.request}`
    const known = this.sessions.get(key)
    const session = known ?? { service, status: begun(service, message.request, acts.get(service.id) ?? 0) }
    this.sessions.set(key, session)
    const before = session.status.state
    session.status = told(session.status, message, at_s)
    return { session, changed: session.status.state !== before }
  }

  /** A command of the newest exchange of a service moved on; the exchange, where there is one. */
  moved(service: ProximityService, command: ExchangeStatus['commands'][number]): ExchangeSession | undefined {
    const session = this.newest(service)
    if (session === undefined) return undefined
    const { status } = session
    const others = status.commands.filter((c) => c.id !== command.id)
    session.status = { ...status, commands: [...others, command] }
    return session
  }
}

function begun({ id, from, to }: ProximityService, request: number, acts: number): ExchangeStatus {
  return {
    ...{ service: id, request, from, to, state: 'idle', exchange: NOTHING_SAID, asked: 0, offered: 0, given: 0 },
    ...{ item: 0, reached: [], packets: [], commands: [], acts },
  }
}

/** What is known after a packet: both sides' words, as far as it tells of them. */
function told(status: ExchangeStatus, message: ProximityMessage, at_s: number): ExchangeStatus {
  const side: ExchangeSide = status.from === message.from ? 'provider' : 'client'
  const other = side === 'provider' ? 'client' : 'provider'
  const heard = { [side]: message.said, [other]: message.heard } as Record<ExchangeSide, number>
  const exchange = merged(status.exchange, heard)
  const state = stateOf(exchange)
  const { amount, step, item } = message
  return {
    ...status,
    exchange,
    state,
    asked: side === 'client' && step === 'request' ? amount : status.asked,
    offered: side === 'provider' && step === 'offer' ? amount : status.offered,
    given: side === 'provider' && step === 'finish' ? amount : status.given,
    item: item === 0 ? status.item : item,
    reached: state === status.state ? status.reached : [...status.reached, { state, at_s }],
    packets: [...status.packets, { at_s, element: message.from, step, amount }],
  }
}
