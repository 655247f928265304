/**
 * Alarms of telemetry: what is out of its limits, or was and nobody has said that they saw it. An alarm begins with the first
 * value out of limits and is over when the value is back and a person has acknowledged it.
 */
import { identifier } from '@magpie/core/identifier'
import * as z from 'zod'
import { alarmView } from './alarm-view.ts'
import { operation } from './operation.ts'

export const alarmOperations = {
  alarms: operation({
    name: 'alarm.list',
    summary: 'Alarms that stand, and those that are back within limits and not acknowledged; the gravest first',
    place: 'centre',
    access: 'anyone',
    input: z.strictObject({ element: identifier.optional().describe('of one element only') }),
    output: z.strictObject({ alarms: z.array(alarmView) }),
    http: { method: 'get', path: '/alarms' },
    cli: { words: ['alarm', 'list'], positional: [] },
  }),
  alarmAcknowledge: operation({
    name: 'alarm.acknowledge',
    summary: "Say that you saw an alarm and what is done about it; for the element's owner, its host and the lead",
    place: 'centre',
    access: ['operator', 'officer'],
    input: z.strictObject({
      element: identifier,
      parameter: z.string().min(1).max(200),
      since: z
        .string()
        .optional()
        .describe('the `since` of the alarm that you saw: another one is not acknowledged with it'),
      note: z.string().min(1).max(1000).describe('what you make of it, which is recorded'),
    }),
    output: alarmView,
    http: { method: 'post', path: '/alarms/acknowledge' },
    cli: { words: ['alarm', 'acknowledge'], positional: ['element', 'parameter', 'note'] },
  }),
} as const
