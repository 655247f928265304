/** The operations on the mission model as it stands: what is in it, who may do what, and what other values would do. */
import { identifier } from '@magpie/core/identifier'
import { agreement } from '@magpie/mission/agreement'
import { element, parameterName } from '@magpie/mission/element'
import { interfaceLine } from '@magpie/programme/interface/line'
import * as z from 'zod'
import { signedView } from './mission-views.ts'
import { operation } from './operation.ts'

/** One limit and what is used of it: kg, W, Mbit a day. */
const limitView = z.strictObject({
  limit: z.string(),
  element: z.string().optional(),
  allowed: z.number().nullable(),
  used: z.number(),
  withMargin: z.number(),
  verdict: z.enum(['within', 'margin-over', 'over']),
})

/** JSON has no infinity: a call without a limit on mass says null. */
const limit = z.number().nullable()

const model = operation({
  name: 'mission.model',
  summary:
    'The mission model as it stands, with what was signed: elements, agreements, grants, limits and what is used',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({}),
  output: z.strictObject({
    elements: z.array(element),
    agreements: z.array(agreement),
    envelope: z
      .strictObject({
        ...{ total_kg: limit, module_kg: limit },
        ...{ power_W: z.number().optional(), dataVolume_Mbit_day: z.number().optional() },
      })
      .optional(),
    limits: z.array(limitView),
    signed: z.array(signedView),
    left: z
      .array(z.strictObject({ agreement: z.string(), why: z.string() }))
      .describe('agreements that the model could not take'),
    note: z.string(),
  }),
  http: { method: 'get', path: '/mission/model' },
  cli: { words: ['mission', 'model'], positional: [] },
})

const authority = operation({
  name: 'authority.ask',
  summary:
    'May this party do this to that element, by all that is signed: the rule, the fact, and what would have to be so',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({
    party: identifier,
    element: identifier,
    action: z.string().min(1).max(100).describe("a command of the element's dictionary"),
    arguments: z
      .record(z.string(), z.union([z.number(), z.string()]))
      .default({})
      .describe('numbers in the units of the dictionary'),
    person: z.string().max(100).default('').describe('who acts for the party'),
    approvals: z
      .array(z.strictObject({ party: identifier, person: z.string().min(1) }))
      .max(20)
      .default([]),
    phase: identifier.optional().describe('of the mission; surface operations where absent'),
    at: z.iso.datetime().optional().describe('UTC; the mission clock where absent'),
  }),
  output: z.strictObject({
    permitted: z.boolean(),
    rule: z.string(),
    text: z.string(),
    remedy: z.string().optional(),
    at: z.string(),
    operated: z.boolean().describe('a simulated element of the running rehearsal would take the command'),
    note: z.string(),
  }),
  http: { method: 'post', path: '/authority/ask' },
  cli: {
    ...{ words: ['authority', 'ask'], positional: ['party', 'element', 'action'] },
    exits: { field: 'permitted', codes: { true: 0, false: 1 } },
  },
})

const kilograms = z.number()
const flightFigures = z.strictObject({
  landed_kg: kilograms.describe('the lander with all that it carries, without propellant'),
  launchMass_kg: kilograms,
  launchMargin_kg: kilograms,
  propellant_kg: kilograms,
  carrierLeft_kg: kilograms,
  landerLeft_kg: kilograms,
  reserve_m_s: z.number().describe("what the lander's propellant left would still give"),
})
const triedActivity = z.strictObject({
  ...{ id: z.string(), title: z.string(), element: z.string(), party: z.string() },
  why: z.string().optional(),
})

const whatIf = operation({
  name: 'mission.what-if',
  summary:
    'What another value would do downstream: limits, the flight flown again, and the activities that fit no longer',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({
    element: identifier.optional(),
    parameter: parameterName.optional(),
    value: z.coerce.number().nonnegative().optional().describe("in the parameter's unit: kg, W, bit/s, Mbit"),
    changes: z
      .array(z.strictObject({ element: identifier, parameter: parameterName, value: z.number().nonnegative() }))
      .max(50)
      .default([])
      .describe('further values, all tried at once'),
    interface: identifier.optional().describe('an interface document that you may see, with `line`'),
    line: interfaceLine.optional().describe('a line of it as it might be: what its guest states is tried'),
    fly: z.boolean().default(true).describe('fly and plan again; without it only what is computed at once'),
  }),
  output: z.strictObject({
    tried: z.array(
      z.strictObject({
        ...{ element: z.string(), parameter: parameterName, unit: z.string(), from: z.number(), to: z.number() },
      }),
    ),
    limits: z
      .array(limitView.extend({ before: z.number(), verdictBefore: limitView.shape.verdict }))
      .describe('those that move'),
    estimate: z
      .strictObject({
        by_kg: z.number(),
        landerLeft_kg: kilograms,
        reserve_m_s: z.number(),
        launchMargin_kg: kilograms,
        room_kg: kilograms.describe('that could still be added before a margin is used up'),
        broken: z.array(z.enum(['launch', 'carrier', 'lander'])),
      })
      .optional()
      .describe('by the rocket equation along the manoeuvres that were flown'),
    flight: z
      .strictObject({
        flown: z.boolean(),
        before: flightFigures,
        after: flightFigures.optional(),
        why: z.string().optional(),
      })
      .optional(),
    plan: z
      .strictObject({
        made: z.boolean(),
        before: z.number().int().optional(),
        after: z.number().int().optional(),
        lost: z.array(triedActivity),
        gained: z.array(triedActivity),
        why: z.string().optional(),
      })
      .optional(),
    says: z.array(z.string()).describe('what breaks, mends or is left, in words'),
  }),
  http: { method: 'post', path: '/mission/what-if' },
  cli: { words: ['mission', 'what-if'], positional: ['element', 'parameter', 'value'] },
})

/** By key. */
export const modelOperations = { model, authority, whatIf } as const
