/** The operations of exchanges between elements of two parties: what may be asked of whom, where each stands, and doing it. */
import { identifier } from '@magpie/core/identifier'
import { refusalNote } from '@magpie/operations/deployment-people'
import { exchangeAction } from '@magpie/operations/exchange/exchange-people'
import { exchange } from '@magpie/rehearsal/happening'
import * as z from 'zod'
import { operation } from './operation.ts'

const anyRole = ['operator', 'officer', 'signatory'] as const

/** An act, and whether the asking party may do it now. */
const exchangeRight = z.strictObject({ action: exchangeAction, refusal: refusalNote.optional() })

/** What is handed over, and where it is. */
const itemView = z.strictObject({
  id: z.string(),
  number: z.number().int(),
  mass_kg: z.number(),
  assumed: z.boolean().describe('whether the mass is assumed'),
  holder: z.string().describe('the element that has it'),
  since: z.string().optional().describe('when both confirmed that it was handed over, UTC'),
})

/** A service that one element can do for another. */
const exchangeServiceView = z.strictObject({
  id: z.string(),
  kind: z.string(),
  unit: z.string(),
  from: z.string(),
  to: z.string(),
  provider: z.string().describe('the party that owns the element that gives'),
  client: z.string().describe('the party that owns the element that takes'),
  agreement: z.string().optional().describe('on which it rests'),
  opens: z.enum(['provider', 'client']),
  standing: z.array(z.string()).describe('steps that the client takes on board by standing order'),
  amount: z.number(),
  assumed: z.boolean(),
  why: z.string().describe('where it comes from'),
  visibility: z.array(z.strictObject({ to: z.string(), from: z.string(), delay_s: z.number() })),
  item: itemView.optional(),
  rights: z.array(exchangeRight).describe('what the asking party may do about the newest, and why not'),
})
export type ExchangeServiceView = z.infer<typeof exchangeServiceView>

const exchangeHistory = z.strictObject({
  at: z.string(),
  party: z.string(),
  person: z.string(),
  action: z.string(),
  why: z.string(),
  refusal: refusalNote.optional(),
})

const service = identifier.describe('the service, such as sample-to-pk-rover')

export const exchangeOperations = {
  exchangeList: operation({
    name: 'exchange.list',
    summary: 'Services between elements of two parties, and the exchanges that your party sees',
    place: 'centre',
    access: anyRole,
    input: z.strictObject({}),
    output: z.strictObject({
      at: z.string(),
      services: z.array(exchangeServiceView),
      exchanges: z.array(exchange).describe('newest first'),
    }),
    http: { method: 'get', path: '/exchanges' },
    cli: { words: ['exchange', 'list'], positional: [] },
  }),
  exchangeShow: operation({
    name: 'exchange.show',
    summary: 'One service with its exchanges: packets, commands, custody, and what people said',
    place: 'centre',
    access: anyRole,
    input: z.strictObject({ service }),
    output: z.strictObject({
      at: z.string(),
      service: exchangeServiceView,
      exchanges: z.array(exchange),
      history: z.array(exchangeHistory).describe('acts of people that your party sees, newest first'),
    }),
    http: { method: 'get', path: '/exchanges/{service}' },
    cli: { words: ['exchange', 'show'], positional: ['service'] },
  }),
  exchangeAct: operation({
    name: 'exchange.act',
    summary: 'For your side: ask, offer, consent, decline, start, stop or confirm; sent as a command, on record',
    place: 'centre',
    access: ['operator', 'officer'],
    input: z.strictObject({
      service,
      action: exchangeAction,
      amount: z.coerce.number().nonnegative().optional().describe('asked for or offered, in the unit of the service'),
      duration_s: z.coerce.number().min(60).max(604_800).optional().describe('of start: how long at most'),
      why: z.string().max(1000).default(''),
    }),
    output: z.strictObject({
      at: z.string(),
      done: z.boolean(),
      refusal: refusalNote.optional().describe('rule, fact, source and remedy, where it was not done'),
      service: exchangeServiceView,
    }),
    http: { method: 'post', path: '/exchanges/{service}' },
    cli: {
      words: ['exchange', 'act'],
      positional: ['service', 'action'],
      exits: { field: 'done', codes: { true: 0, false: 3 } },
    },
  }),
} as const
