/** A spacecraft as a whole: its subsystems as telemetry tells, the schedule on board, and the software on board. */
import { identifier } from '@magpie/core/identifier'
import { refusalNote } from '@magpie/operations/deployment-people'
import { procedureFile } from '@magpie/operations/procedure/procedure-file'
import { SUBSYSTEMS } from '@magpie/operations/subsystems'
import * as z from 'zod'
import { held } from './mission-views.ts'
import { operation } from './operation.ts'

const anyRole = ['operator', 'officer', 'signatory'] as const
const element = identifier.describe('the element, such as ce8-lander')
const level = z.enum(['nominal', 'watch', 'warning', 'critical'])
const raised = z.enum(['watch', 'warning', 'critical'])
const value = z.union([z.number(), z.string(), z.boolean()])
const count = z.int().min(0)
const mode = z
  .enum(['simulated', 'linked'])
  .describe('whether the spacecraft are simulated here, or at the end of links')

/** A limit of a parameter, in its unit; a missing end is open. */
const limitView = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('range'),
    level: raised,
    form: z.enum(['outside', 'inside']).describe('whether values outside or inside the ends are at the level'),
    least: z.number().optional(),
    greatest: z.number().optional(),
  }),
  z.strictObject({ kind: z.literal('label'), level: raised, label: z.string() }),
])

/** The newest value of one parameter: as the ground decoded it, as far as the asking party reads it. */
const spacecraftValue = z.strictObject({
  parameter: z.string(),
  unit: z.string(),
  description: z.string(),
  value: value.optional().describe('absent before it was heard, and where it is held back'),
  level: level.optional(),
  generatedAt: z.string().optional().describe('when it was made on board, UTC'),
  receivedAt: z.string().optional(),
  limits: z.array(limitView),
  words: z
    .strictObject({ one: z.string(), zero: z.string() })
    .optional()
    .describe('of a value that is true or false, what the dictionary says for each'),
  held: held.optional().describe('why it is held back'),
})
export type SpacecraftValue = z.infer<typeof spacecraftValue>

const subsystem = z.strictObject({ id: z.enum(SUBSYSTEMS), values: z.array(spacecraftValue) })

/** A command of the desk that has a time of its own and was not executed yet. */
const timedCommand = z.strictObject({
  id: z.string(),
  command: z.string(),
  party: z.string(),
  execute: z.string().describe('on board not before this, UTC'),
  state: z.string(),
  onBoard: z.boolean().describe('whether a report said that it was taken on board'),
})

/** What waits on board for its time: as the element reports it (PUS 11), and what of the desk is on its way there. */
const schedule = z.strictObject({
  /** Of elements that report their schedule. */
  reported: z
    .strictObject({
      enabled: z.string().optional().describe('whether it runs, as the element says'),
      waiting: z.number().optional().describe('how many wait, as housekeeping tells'),
      listedAt: z.string().optional().describe('when the list below was made; absent before it was asked for'),
      entries: z.array(
        z.strictObject({
          at: z.string().describe('when it is released, UTC'),
          count: z.number().describe('its sequence count, by which it is deleted'),
          command: z.string().optional().describe('the command of the desk that has this time'),
        }),
      ),
      held: held.optional(),
    })
    .optional(),
  commands: z.array(timedCommand).describe('those that concern your party, the next first'),
})

/** A file that was sent up, and where it is now as telemetry tells. */
const loadFile = z.strictObject({
  at: z.string(),
  party: z.string(),
  person: z.string(),
  name: z.string(),
  octets: count,
  sha256: z.string(),
  why: z.string(),
  stands: z
    .enum(['on-the-way', 'ready', 'running', 'previous', 'unnamed'])
    .describe('unnamed: the newest report does not name it, so it is on its way still, or was thrown away or replaced'),
})

/** The software on board, by its hashes. */
const software = z.strictObject({
  state: z.string().optional().describe('of what lies ready: NONE, ARRIVED, CHECKED, RUNNING'),
  outcome: z.string().optional().describe('how the last command about it ended'),
  octets: z.number().optional().describe('of what lies ready'),
  running: z.string().optional().describe('SHA-256 of what runs'),
  ready: z.string().optional(),
  previous: z.string().optional().describe('SHA-256 of what ran before, and would run again'),
  reportedAt: z.string().optional().describe('when the element made the report, UTC; absent before the first'),
  files: z.array(loadFile).describe('sent up from here, newest first'),
  largest_octets: count.describe('of a file that may be sent'),
  send: refusalNote.optional().describe('why the asking party may not send a file up; absent where it may'),
  held: held.optional().describe('why it is held back'),
})

const head = {
  element: z.string(),
  name: z.string(),
  owner: z.string(),
  kind: z.string().describe('lander, rover, robot, instrument, relay, or what the mission calls it'),
  assumed: z.string().optional().describe('where power, data and commands of it are assumed: why'),
  level: level.describe('the gravest of the values shown'),
  alarms: count.describe('alarms that stand or wait to be seen'),
  newest: z.string().optional().describe('when the newest value shown was made, UTC'),
  held: count.describe('parameters that are held back'),
}

export const spacecraftOperations = {
  spacecraftList: operation({
    name: 'spacecraft.list',
    summary: 'The spacecraft: how each stands, as telemetry tells, as far as your party reads it',
    place: 'centre',
    access: anyRole,
    input: z.strictObject({}),
    output: z.strictObject({
      at: z.string(),
      mode,
      spacecraft: z.array(
        z.strictObject({ ...head, glance: z.array(spacecraftValue).describe('what tells most, a few of each') }),
      ),
    }),
    http: { method: 'get', path: '/spacecraft' },
    cli: { words: ['spacecraft', 'list'], positional: [] },
  }),
  spacecraftShow: operation({
    name: 'spacecraft.show',
    summary: 'One spacecraft: its subsystems with limits, the schedule on board, and the software on board',
    place: 'centre',
    access: anyRole,
    input: z.strictObject({ element }),
    output: z.strictObject({
      at: z.string(),
      mode,
      ...head,
      subsystems: z.array(subsystem),
      schedule,
      software: software.optional().describe('of elements that take software'),
    }),
    http: { method: 'get', path: '/spacecraft/{element}' },
    cli: { words: ['spacecraft', 'show'], positional: ['element'] },
  }),
  loadProcedure: operation({
    name: 'load.procedure',
    summary: 'The procedure by which a file that was sent up is checked, agreed to by a second party, and run',
    place: 'centre',
    access: anyRole,
    input: z.strictObject({
      element,
      sha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/)
        .describe('of a file that was sent up'),
      second: identifier.describe('the other party, whose person says go'),
    }),
    output: z.strictObject({ procedure: procedureFile }),
    http: { method: 'get', path: '/loads/{element}/procedure' },
    cli: { words: ['load', 'procedure'], positional: ['element', 'sha256', 'second'] },
  }),
} as const
