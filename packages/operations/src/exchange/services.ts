/**
 * Kinds of services between elements, as packets number them, with what they move and in which unit. The set is open: what is
 * not in the table goes by its number from 16 on in a mission's dictionary, and moves nothing but what people say it did.
 */
import type { ProximityService } from '../operations-file.ts'
import type { Exchange, ExchangeSide, ExchangeState, ExchangeStep } from './protocol.ts'
import { stepped } from './protocol.ts'

export type ServiceMoves = 'energy' | 'data' | 'sample' | 'look' | 'nothing'

export type ServiceKind = {
  readonly service: string
  /** Its label in the dictionary. */
  readonly label: string
  readonly moves: ServiceMoves
  readonly unit: string
}

export const SERVICE_KINDS: readonly ServiceKind[] = [
  { service: 'charging', label: 'CHARGING', moves: 'energy', unit: 'Wh' },
  { service: 'relay', label: 'RELAY', moves: 'data', unit: 'Mbit' },
  { service: 'sample', label: 'SAMPLE', moves: 'sample', unit: 'kg' },
  { service: 'image', label: 'IMAGE', moves: 'look', unit: 'Mbit' },
]

/** The kind of a service. */
export function serviceKind(service: string): ServiceKind {
  return (
    SERVICE_KINDS.find((k) => k.service === service) ?? {
      service,
      label: service.toUpperCase().replaceAll('-', '_'),
      moves: 'nothing',
      unit: '',
    }
  )
}

/** What people may ask of their side: `decline` takes back or stops where that is what the protocol has. */
export const EXCHANGE_ACTIONS = ['ask', 'offer', 'consent', 'decline', 'start', 'stop', 'confirm'] as const
export type ExchangeAction = (typeof EXCHANGE_ACTIONS)[number]

/** Which side may do an action at all. */
export function sideOf(action: ExchangeAction, own: readonly ExchangeSide[]): ExchangeSide | undefined {
  const needs: Partial<Record<ExchangeAction, ExchangeSide>> = {
    ask: 'client',
    consent: 'client',
    confirm: 'client',
    offer: 'provider',
    start: 'provider',
  }
  const side = needs[action]
  if (side === undefined) return own[0]
  return own.includes(side) ? side : undefined
}

/** The step that an action is where the exchange stands; undefined where the protocol has none. */
export function stepOf(action: ExchangeAction, exchange: Exchange, side: ExchangeSide): ExchangeStep | undefined {
  const steps: Readonly<Record<ExchangeAction, readonly ExchangeStep[]>> = {
    ask: ['request'],
    offer: ['offer'],
    consent: ['consent'],
    decline: ['decline', 'withdraw'],
    start: ['start'],
    stop: ['stop', 'withdraw'],
    confirm: ['confirm'],
  }
  return steps[action].find((step) => stepped(exchange, side, step).ok)
}

/** A command that does a step, as the service names it. */
export type ExchangeCommand = {
  readonly element: string
  readonly command: string
  readonly values: Readonly<Record<string, string | number>>
}

/** The command by which people take a step; `takes` names the arguments that the dictionary's command has. */
export function commandOf(
  service: ProximityService,
  action: ExchangeAction,
  side: ExchangeSide,
  given: { readonly amount?: number | undefined; readonly duration_s?: number | undefined },
  takes: (element: string, command: string) => readonly string[] | undefined,
): ExchangeCommand | undefined {
  const element = side === 'provider' ? service.from : service.to
  const peer = side === 'provider' ? service.to : service.from
  const command = nameOf(service, action)
  const all: Readonly<Record<string, string | number>> = {
    ...{ peer, client: peer, provider: peer, service: serviceKind(service.service).label },
    amount: given.amount ?? (service.item?.mass_kg || service.amount),
    item: service.item?.number ?? 0,
    duration: Math.max(60, Math.floor(given.duration_s ?? service.duration_s)),
  }
  const names = takes(element, command)
  if (names === undefined) return undefined
  return { element, command, values: Object.fromEntries(names.flatMap((n) => (n in all ? [[n, all[n]!]] : []))) }
}

function nameOf(service: ProximityService, action: ExchangeAction): string {
  switch (action) {
    case 'ask':
      return 'exchange_request'
    case 'offer':
      return service.offer
    case 'consent':
      return service.accept
    case 'decline':
      return 'exchange_decline'
    case 'start':
      return service.act
    case 'stop':
      return service.stop
    case 'confirm':
      return 'exchange_confirm'
  }
}

/** A party's view: when it may see that a state was reached; the owners at once. Times s, on the scale of `reached_s`. */
export function seenFrom_s(
  service: ProximityService,
  reached: readonly { readonly state: ExchangeState; readonly at_s: number }[],
  reader: { readonly owner: boolean; readonly names: readonly string[] },
): number {
  const first = reached[0]?.at_s ?? Number.POSITIVE_INFINITY
  if (reader.owner) return first
  const times = service.visibility
    .filter((v) => reader.names.includes(v.to))
    .map((v) => (reached.find((r) => r.state === v.from)?.at_s ?? Number.POSITIVE_INFINITY) + v.delay_s)
  return Math.min(Number.POSITIVE_INFINITY, ...times)
}
