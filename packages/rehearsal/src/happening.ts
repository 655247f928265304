/**
 * What happens in a mission, in the words that console, log, report and ledger share: one line each, with who and where,
 * and for a refusal the rule, the fact and the source.
 */
import * as z from 'zod'

/** A value that the words of an event quote, by its parameter. */
export const quoted = z.strictObject({ element: z.string(), parameter: z.string() })
export type Quoted = z.infer<typeof quoted>

/** Something that happened: a decision, a manoeuvre, a pass, a deployment gate, a command's step, a refusal. */
export const happening = z.strictObject({
  sequence: z.number().int().nonnegative(),
  /** UTC, ISO 8601. */
  at: z.string(),
  /** TDB seconds past J2000. */
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
  /** Whose values the text quotes: it is told as it is to those who may read them. */
  quotes: z.array(quoted).optional(),
  /** The text without those values, for everybody else; without one the others are not told. */
  plain: z.string().optional(),
})
export type Happening = z.infer<typeof happening>

const said = z.strictObject({
  party: z.string(),
  person: z.string(),
  at: z.string(),
  why: z.string(),
  /** Somebody of a rehearsal, for a seat that nobody took. */
  madeUp: z.boolean(),
})

/** A command that a sequence sent, and the last that was heard of it. */
const sentCommand = z.strictObject({
  id: z.string(),
  attempt: z.number().int(),
  element: z.string(),
  command: z.string(),
  arguments: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  at: z.string(),
  state: z.string(),
})

/** One module on the deployment board: its gates and steps from touchdown to deployed. */
export const deployment = z.strictObject({
  element: z.string(),
  name: z.string(),
  party: z.string(),
  state: z.enum(['waiting', 'ready', 'deploying', 'held', 'deployed', 'failed', 'safe']),
  why: z.string().optional(),
  gates: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string(),
      state: z.enum(['open', 'passed', 'blocked']),
      at: z.string().optional(),
      detail: z.string(),
      /** Where the fact in `detail` is written. */
      source: z.string().optional(),
    }),
  ),
  steps: z.array(
    z.strictObject({
      name: z.string(),
      state: z.enum(['waiting', 'running', 'done', 'failed', 'retried']),
      at: z.string().optional(),
      attempts: z.number().int().optional(),
      /** How often it may be tried in all. */
      allowed: z.number().int().optional(),
      commands: z.array(sentCommand).optional(),
    }),
  ),
  /** Commands of aborts. */
  aborts: z.array(sentCommand).optional(),
  /** What people said: seats taken, the owner's word, the host's, and who holds it. */
  people: z
    .strictObject({
      seats: z.strictObject({ owner: said.optional(), host: said.optional() }),
      go: said.optional(),
      noGo: said.optional(),
      noObjection: said.optional(),
      objection: said.optional(),
      holds: z.array(said),
      /** How many acts of people were taken in. */
      acts: z.number().int(),
    })
    .optional(),
})
export type Deployment = z.infer<typeof deployment>

/** An exchange between elements of two parties, as the ground knows it by packets; amounts in the unit. */
export const exchange = z.strictObject({
  service: z.string(),
  /** What is done: charging, relay, sample, image, or a mission's own. */
  kind: z.string(),
  request: z.number().int(),
  from: z.string(),
  to: z.string(),
  state: z.string(),
  unit: z.string(),
  asked: z.number(),
  offered: z.number(),
  given: z.number(),
  /** When the ground knew of each state. */
  reached: z.array(z.strictObject({ state: z.string(), at: z.string() })),
  packets: z.array(z.strictObject({ at: z.string(), element: z.string(), step: z.string(), amount: z.number() })),
  commands: z.array(z.strictObject({ id: z.string(), command: z.string(), element: z.string(), state: z.string() })),
  /** How many acts of people were taken in for the service. */
  acts: z.number().int(),
})
export type Exchange = z.infer<typeof exchange>

/** The newest sample of one parameter, as the ground decoded it; generation and reception in UTC. */
export const telemetryValue = z.strictObject({
  element: z.string(),
  name: z.string(),
  value: z.union([z.number(), z.string(), z.boolean()]),
  unit: z.string(),
  alarm: z.enum(['nominal', 'watch', 'warning', 'critical']),
  generatedAt: z.string(),
  receivedAt: z.string(),
})
export type TelemetryValue = z.infer<typeof telemetryValue>

/** A decision as the ledger will hold it, not yet chained: who decided, what about, and what. */
export type LedgerDraft = {
  readonly at: string
  readonly party: string
  readonly kind: string
  readonly subject: string
  readonly body: unknown
}

/** One moment of a mission's course; items come in the order of their times. */
export type TimelineItem = {
  /** TDB seconds past J2000 at which people could know it. */
  readonly tdb_s: number
  readonly happening?: Omit<Happening, 'sequence'>
  readonly deployment?: Deployment
  readonly exchange?: Exchange
  readonly packet?: { readonly station: string; readonly source: string; readonly bytes: Uint8Array }
  readonly ledger?: LedgerDraft
}
