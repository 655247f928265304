/** What people may say of an exchange: each owner for its own side, where the protocol has the step, on an agreement of both. */
import { type Identifier, identifier } from '@magpie/core/identifier'
import type { Agreement } from '@magpie/mission/agreement'
import type { Refusal } from '@magpie/mission/authority-request'
import * as z from 'zod'
import { refusalNote } from '../deployment-people.ts'
import type { ProximityService } from '../operations-file.ts'
import { type Exchange, type ExchangeSide, isExchangeOver, NOTHING_SAID, stateOf } from './protocol.ts'
import { EXCHANGE_ACTIONS, type ExchangeAction, sideOf, stepOf } from './services.ts'

export const exchangeAction = z.enum(EXCHANGE_ACTIONS)

/** An act as the command desk records it; what was refused is on record too. */
export const exchangeEvent = z.strictObject({
  kind: z.literal('exchange'),
  service: identifier,
  side: z.enum(['provider', 'client']),
  action: exchangeAction,
  amount: z.number().nonnegative().optional(),
  duration_s: z.number().positive().optional(),
  why: z.string().max(1000).default(''),
  refusal: refusalNote.optional(),
})

/** Who owns the two elements, and what both signed. */
export type ExchangeGround = {
  readonly ownerOf: (element: string) => Identifier | undefined
  readonly agreements: readonly Pick<Agreement, 'id' | 'title' | 'parties'>[]
}

/** The sides of a service that are a party's. */
export function sidesOf(service: ProximityService, party: Identifier, { ownerOf }: ExchangeGround): ExchangeSide[] {
  return [
    ...(ownerOf(service.to) === party ? (['client'] as const) : []),
    ...(ownerOf(service.from) === party ? (['provider'] as const) : []),
  ]
}

/** What an act would be: its side; or why it is refused. Where the one before is over, it would open another. */
export function judgeExchange(
  service: ProximityService,
  exchange: Exchange | undefined,
  action: ExchangeAction,
  party: Identifier,
  ground: ExchangeGround,
): { readonly side: ExchangeSide | undefined; readonly refusal?: Refusal } {
  const refused = (rule: string, fact: string, source: string, remedy: string): Refusal => ({
    permitted: false,
    ...{ rule, fact, remedy },
    source: { title: source },
  })
  const { id, from, to } = service
  const [provider, client] = [ground.ownerOf(from), ground.ownerOf(to)]
  const own = sidesOf(service, party, ground)
  const side = sideOf(action, own)
  const owners = `${from} is owned by ${provider}, ${to} by ${client}`
  if (side === undefined) {
    const needed = action === 'offer' || action === 'start' ? provider : client
    return { side, refusal: refused('exchange-owner', owners, 'elements.json: owners', `Ask ${needed} to ${action}.`) }
  }
  const agreement = ground.agreements.find((a) => a.id === service.agreement)
  if (agreement === undefined || ![provider, client].every((p) => p !== undefined && agreement.parties.includes(p))) {
    const fact = `no agreement in force of ${provider} and ${client} covers ${id}`
    const remedy = `Sign ${service.agreement ?? 'one'} first.`
    return {
      side,
      refusal: refused('exchange-agreement', fact, 'operations.json: proximity; agreements in force', remedy),
    }
  }
  const now = exchange === undefined || isExchangeOver(stateOf(exchange)) ? NOTHING_SAID : exchange
  if (stepOf(action, now, side) === undefined) {
    const fact = `the exchange is ${stateOf(now)}, and the ${side} cannot ${action} there`
    return {
      side,
      refusal: refused(
        'exchange-protocol',
        fact,
        'The protocol of exchanges',
        'Wait for the other side, or begin anew.',
      ),
    }
  }
  return { side }
}
