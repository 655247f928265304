/** An alarm of telemetry as people see it. */
import * as z from 'zod'

const ends = {
  form: z.enum(['outside', 'inside']).describe('whether values outside or inside the ends are at the level'),
  least: z.number().optional(),
  greatest: z.number().optional(),
}

/** The limit behind a level, in the unit of the parameter; a missing end is open. */
export const alarmLimit = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('range'), ...ends }),
  z.strictObject({ kind: z.literal('label'), label: z.string() }),
  z.strictObject({
    kind: z.literal('condition'),
    criteria: z.string().describe('what holds of this and other parameters, in words'),
  }),
  z.strictObject({ kind: z.literal('change'), ...ends, per_second: z.boolean(), percent: z.boolean() }),
])

const level = z.enum(['watch', 'warning', 'critical'])

/** An alarm: from the first value out of limits until it is back within them and acknowledged. Times by the packets' clock, UTC. */
export const alarmView = z.strictObject({
  element: z.string(),
  parameter: z.string(),
  unit: z.string(),
  state: z
    .enum(['standing', 'returned', 'over'])
    .describe('out of limits; back within them and not acknowledged; both, told once and listed no more'),
  level: level.describe('that stands; of one that returned the last that stood'),
  worst: level.describe('the gravest since it began'),
  since: z.string().describe('when it began'),
  changed: z.string().describe('when its level or state changed last'),
  value: z.union([z.number(), z.string(), z.boolean()]).describe('the value that made the last change'),
  limit: alarmLimit.optional(),
  times: z.int().min(1).describe('how often it left its limits since it began'),
  acknowledged: z
    .strictObject({ person: z.string(), party: z.string(), at: z.string(), note: z.string() })
    .optional()
    .describe('lapses when the level becomes graver'),
})
export type AlarmView = z.infer<typeof alarmView>
