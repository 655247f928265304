/** The operations by which one watches a centre and its rehearsal: what a page needs before anything else. */
import * as z from 'zod'
import { clockMessage, deployment, happening, stageMessage, telemetryMessage } from './live.ts'
import { missionView, sceneView, telemetryHistory, upcoming } from './mission-views.ts'
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

const ledgerEntry = z.strictObject({
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
