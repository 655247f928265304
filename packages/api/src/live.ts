/** What a running centre tells its subscribers over the WebSocket `/api/live`: JSON, one message a frame. */
import * as z from 'zod'

/** The mission clock: at wall time `wall_ms` mission time was `utc`, running at `rate` mission seconds a second. */
export const clockMessage = z.strictObject({
  type: z.literal('clock'),
  /** UTC, ISO 8601. */
  utc: z.string(),
  /** TDB seconds past J2000. */
  tdb_s: z.number(),
  wall_ms: z.number(),
  rate: z.number(),
  paused: z.boolean(),
  /** `tour` slows for landing and deployments and hurries between; `fixed` keeps `rate`. */
  mode: z.enum(['tour', 'fixed']),
  phase: z.string(),
  /** Seconds since launch; negative before. */
  met_s: z.number(),
  /** One-way light time from the lander or stack to the Earth's centre, s. */
  lightTime_s: z.number(),
})

export const stageState = z.enum(['waiting', 'running', 'reused', 'done', 'failed'])

/** A stage of the rehearsal advanced; `fraction` from 0 to 1, `headline` says what it found. */
export const stageMessage = z.strictObject({
  type: z.literal('stage'),
  stage: z.string(),
  state: stageState,
  fraction: z.number().min(0).max(1),
  headline: z.string(),
  cpu_s: z.number().optional(),
})

/** Latest values, coalesced: a subscriber that is slow gets the newest, and how many it did not see. */
export const telemetryMessage = z.strictObject({
  type: z.literal('telemetry'),
  values: z.array(
    z.strictObject({
      element: z.string(),
      name: z.string(),
      value: z.union([z.number(), z.string(), z.boolean()]),
      unit: z.string(),
      alarm: z.enum(['nominal', 'watch', 'warning', 'critical']),
      /** On-board generation and ground reception, UTC. */
      generatedAt: z.string(),
      receivedAt: z.string(),
    }),
  ),
  skipped: z.number().int().nonnegative(),
})

/** Something that happened: a decision, a manoeuvre, a pass, a deployment gate, a command's step, a refusal. */
export const happening = z.strictObject({
  sequence: z.number().int().nonnegative(),
  /** UTC, ISO 8601. */
  at: z.string(),
  tdb_s: z.number(),
  kind: z.enum([
    'decision',
    'manoeuvre',
    'flight',
    'pass',
    'deployment',
    'command',
    'refusal',
    'proximity',
    'alarm',
    'fault',
    'note',
  ]),
  party: z.string(),
  element: z.string(),
  text: z.string(),
  /** For a refusal: the rule, the fact and the source it names, and what would make it permitted. */
  refusal: z.strictObject({ rule: z.string(), fact: z.string(), source: z.string(), remedy: z.string() }).optional(),
})
export type Happening = z.infer<typeof happening>

export const happeningMessage = z.strictObject({ type: z.literal('happening'), happening })

/** One module on the deployment board: its gates and steps from touchdown to deployed. */
export const deployment = z.strictObject({
  element: z.string(),
  name: z.string(),
  party: z.string(),
  state: z.enum(['waiting', 'ready', 'deploying', 'held', 'deployed', 'failed', 'safe']),
  gates: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      state: z.enum(['open', 'passed', 'blocked']),
      at: z.string().optional(),
      detail: z.string(),
    }),
  ),
  steps: z.array(
    z.strictObject({
      name: z.string(),
      state: z.enum(['waiting', 'running', 'done', 'failed', 'retried']),
      at: z.string().optional(),
    }),
  ),
})
export type Deployment = z.infer<typeof deployment>

export const deploymentMessage = z.strictObject({ type: z.literal('deployment'), deployment })

export const liveMessage = z.discriminatedUnion('type', [
  clockMessage,
  stageMessage,
  telemetryMessage,
  happeningMessage,
  deploymentMessage,
])
export type LiveMessage = z.infer<typeof liveMessage>
