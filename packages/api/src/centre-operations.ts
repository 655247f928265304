/** The operations by which one watches a centre and its rehearsal: what a page needs before anything else. */
import { identifier } from '@magpie/core/identifier'
import { agreement } from '@magpie/mission/agreement'
import { element, parameterName } from '@magpie/mission/element'
import { interfaceLine } from '@magpie/programme/interface/line'
import * as z from 'zod'
import { clockMessage, deployment, happening, stageMessage, telemetryMessage } from './live.ts'
import { limitView, missionView, sceneView, signedView, telemetryHistory, upcoming } from './mission-views.ts'
import { operation } from './operation.ts'

export const status = operation({
  name: 'status',
  summary: 'What this centre is and what it runs',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({}),
  output: z.strictObject({
    product: z.string(),
    version: z.string(),
    mission: z.string(),
    seed: z.string(),
    startedAt: z.string(),
    database: z.string(),
    stages: z.array(stageMessage),
    clock: clockMessage.optional(),
  }),
  http: { method: 'get', path: '/status' },
  cli: { words: ['status'], positional: [] },
})

export const mission = operation({
  name: 'mission.show',
  summary: 'The mission: parties, elements by owner, phases, site, what is assumed',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({}),
  output: missionView,
  http: { method: 'get', path: '/mission' },
  cli: { words: ['mission', 'show'], positional: [] },
})

/** JSON has no infinity: a call without a limit on mass says null. */
const limit = z.number().nullable()

export const model = operation({
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

export const authority = operation({
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

export const whatIf = operation({
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

export const scene = operation({
  name: 'mission.scene',
  summary: 'Positions of the Earth-Moon scene: tracks, attitudes, manoeuvres, stations',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({}),
  output: sceneView,
  http: { method: 'get', path: '/mission/scene' },
})

export const next = operation({
  name: 'mission.next',
  summary: 'What happens next: burns, passes, rises and sets, activities, deployments',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({
    after: z.coerce.number().optional().describe('TDB seconds past J2000; the mission clock where absent'),
    limit: z.coerce.number().int().min(1).max(500).default(20),
  }),
  output: z.strictObject({ upcoming: z.array(upcoming) }),
  http: { method: 'get', path: '/mission/next' },
  cli: { words: ['mission', 'next'], positional: [] },
})

export const deployments = operation({
  name: 'operations.deployments',
  summary: 'The deployment board: each module from touchdown to deployed',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({}),
  output: z.strictObject({ deployments: z.array(deployment) }),
  http: { method: 'get', path: '/operations/deployments' },
  cli: { words: ['operations', 'deployments'], positional: [] },
})

export const latest = operation({
  name: 'telemetry.latest',
  summary: 'The latest value of every parameter, or of one element',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({ element: z.string().optional() }),
  output: telemetryMessage.pick({ values: true }),
  http: { method: 'get', path: '/telemetry/latest' },
  cli: { words: ['telemetry', 'latest'], positional: [] },
})

export const history = operation({
  name: 'telemetry.history',
  summary: 'The samples of one parameter, thinned to at most so many points',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({
    element: z.string().min(1),
    name: z.string().min(1),
    points: z.coerce.number().int().min(2).max(20_000).default(500),
  }),
  output: telemetryHistory,
  http: { method: 'get', path: '/telemetry/history' },
  cli: { words: ['telemetry', 'history'], positional: ['element', 'name'] },
})

export const log = operation({
  name: 'operations.log',
  summary: 'What happened, newest last: decisions, manoeuvres, commands, refusals, alarms',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({
    after: z.coerce.number().int().min(-1).default(-1).describe('the sequence number after which to begin'),
    limit: z.coerce.number().int().min(1).max(1000).default(200),
    kind: happening.shape.kind.optional(),
  }),
  output: z.strictObject({ happenings: z.array(happening), last: z.number().int() }),
  http: { method: 'get', path: '/operations/log' },
  cli: { words: ['operations', 'log'], positional: [] },
})

export const pace = operation({
  name: 'rehearsal.pace',
  summary: 'Set the pace of the running rehearsal: pause, a fixed rate, or the tour',
  place: 'centre',
  access: 'rehearsal',
  input: z.strictObject({
    paused: z.boolean().optional(),
    mode: z.enum(['tour', 'fixed']).optional(),
    rate: z.number().positive().max(1e6).optional().describe('mission seconds a second, with mode fixed'),
  }),
  output: clockMessage,
  http: { method: 'post', path: '/rehearsal/pace' },
  cli: { words: ['rehearsal', 'pace'], positional: [] },
})

export const restart = operation({
  name: 'rehearsal.restart',
  summary: 'Begin the rehearsal again, with the same or another seed',
  place: 'centre',
  access: 'rehearsal',
  input: z.strictObject({ seed: z.string().min(1).max(64).optional() }),
  output: z.strictObject({ seed: z.string() }),
  http: { method: 'post', path: '/rehearsal/restart' },
  cli: { words: ['rehearsal', 'restart'], positional: [] },
})

export const stageOutput = operation({
  name: 'rehearsal.stage',
  summary: 'The output of one stage of the rehearsal, whole',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({ stage: z.string().min(1) }),
  output: z.strictObject({ stage: z.string(), artefact: z.string(), output: z.unknown() }),
  http: { method: 'get', path: '/rehearsal/stages/{stage}' },
  cli: { words: ['rehearsal', 'stage'], positional: ['stage'] },
})

export const ledgerEntry = z.strictObject({
  sequence: z.number().int(),
  at: z.string(),
  party: z.string(),
  kind: z.string(),
  subject: z.string(),
  hash: z.string(),
  body: z.unknown(),
})

export const ledger = operation({
  name: 'ledger.show',
  summary: 'Entries of the ledger, and whether the chain verifies',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({
    after: z.coerce.number().int().min(-1).default(-1),
    limit: z.coerce.number().int().min(1).max(1000).default(200),
  }),
  output: z.strictObject({
    entries: z.array(ledgerEntry),
    total: z.number().int(),
    verified: z.boolean(),
    head: z.string(),
  }),
  http: { method: 'get', path: '/ledger' },
  cli: { words: ['ledger', 'show'], positional: [] },
})

export const centreOperations = {
  status,
  mission,
  model,
  authority,
  whatIf,
  scene,
  next,
  deployments,
  latest,
  history,
  log,
  pace,
  restart,
  stageOutput,
  ledger,
} as const
