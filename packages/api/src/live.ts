/** What a running centre tells its subscribers over the WebSocket `/api/live`: JSON, one message a frame. */
import { deployment, happening, telemetryValue } from '@magpie/rehearsal/happening'
import * as z from 'zod'
import { alarmView } from './alarm-view.ts'

export { type Deployment, deployment, type Happening, happening } from '@magpie/rehearsal/happening'

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
  /** The clock follows that of links: nobody sets its pace here. */
  follows: z.literal(true).optional(),
  phase: z.string(),
  /** Seconds since launch; negative before. */
  met_s: z.number(),
  /** One-way light time from the lander or stack to the Earth's centre, s. */
  lightTime_s: z.number(),
})

const stageState = z.enum(['waiting', 'running', 'reused', 'done', 'failed'])

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
  values: z.array(telemetryValue),
  skipped: z.number().int().nonnegative(),
})

const happeningMessage = z.strictObject({ type: z.literal('happening'), happening })

export const deploymentMessage = z.strictObject({ type: z.literal('deployment'), deployment })

/** Something is known of an exchange of a service: who may see it reads it anew. */
const exchangeMessage = z.strictObject({ type: z.literal('exchange'), service: z.string() })

/** The command desk recorded something: `entries` are on record now, and what was read of the desk may be old. */
const deskMessage = z.strictObject({ type: z.literal('desk'), entries: z.number().int().nonnegative() })

/** An alarm began, changed, returned or was acknowledged; who begins to watch is told those that `alarm.list` lists. */
export const alarmMessage = z.strictObject({ type: z.literal('alarm'), alarm: alarmView })

export const liveMessage = z.discriminatedUnion('type', [
  clockMessage,
  stageMessage,
  telemetryMessage,
  happeningMessage,
  deploymentMessage,
  deskMessage,
  exchangeMessage,
  alarmMessage,
])
export type LiveMessage = z.infer<typeof liveMessage>
