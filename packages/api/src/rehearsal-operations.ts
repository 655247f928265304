/** The operations on a running rehearsal itself: faults of its elements, and software sent up to them. */
import { identifier } from '@magpie/core/identifier'
import { refusalNote } from '@magpie/operations/deployment-people'
import { FAULT_IDS } from '@magpie/operations/faults'
import * as z from 'zod'
import { operation } from './operation.ts'

const anyRole = ['operator', 'officer', 'signatory'] as const
const element = identifier.describe('the element')
const why = z.string().max(1000).default('').describe('why, for the record')

/** A fault as the table has it. */
const faultView = z.strictObject({
  id: z.enum(FAULT_IDS),
  kinds: z.array(z.string()).describe('kinds of elements that it is for'),
  elements: z.array(z.string()).describe('elements of this mission that it can be put into'),
  does: z.string(),
  shows: z
    .array(z.string())
    .describe('parameters that tell of it; gap, delay and report are what the ground sees itself'),
  mended: z.string(),
  amount: z.string().describe('what its number means; empty where it has none'),
})

/** What came since a fault was put in and has to do with its element, as far as the asking party reads it. */
const faultTrace = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('alarm'),
    at: z.string(),
    parameter: z.string().describe('one that tells of the fault'),
    level: z.enum(['watch', 'warning', 'critical']),
    state: z.enum(['standing', 'returned', 'over']),
  }),
  z.strictObject({ kind: z.literal('event'), at: z.string(), sequence: z.int(), of: z.string(), text: z.string() }),
])

/** What was put in or taken away, as it stands on record. */
const faultRecord = z.strictObject({
  at: z.string(),
  party: z.string(),
  person: z.string(),
  element: z.string(),
  fault: z.string().describe('empty: all of the element'),
  done: z.enum(['inject', 'clear']),
  amount: z.number().int(),
  why: z.string(),
  standing: z.boolean().describe('put in and not taken away from here; whether a command mended it, telemetry tells'),
  traces: z
    .array(faultTrace)
    .describe('of what was put in: alarms of parameters that tell of it, and events, since then'),
})

/** What came of an act that may be refused. */
const judged = {
  at: z.string().describe('when it went on record, or was refused, UTC of the mission'),
  done: z.boolean(),
  refusal: refusalNote.optional().describe('rule, fact, source and remedy, where it was not done'),
}
const exits = { field: 'done', codes: { true: 0, false: 3 } }

const recorded = z.strictObject(judged)

export const rehearsalOperations = {
  faultList: operation({
    name: 'fault.list',
    summary: 'The faults that a rehearsal can put into its elements: what each does, shows, and how it is mended',
    place: 'centre',
    access: anyRole,
    input: z.strictObject({}),
    output: z.strictObject({
      faults: z.array(faultView),
      record: z.array(faultRecord).describe('what was put in and taken away, newest first'),
      refusal: refusalNote
        .optional()
        .describe(
          'why you may not put faults in; absent where you may, as an officer of the party that leads a rehearsal',
        ),
    }),
    http: { method: 'get', path: '/faults' },
    cli: { words: ['fault', 'list'], positional: [] },
  }),
  faultInject: operation({
    name: 'fault.inject',
    summary: 'Put a fault into an element of the running rehearsal; an officer of the lead, on record',
    place: 'centre',
    access: ['operator', 'officer', 'signatory'],
    input: z.strictObject({
      element,
      fault: z.enum(FAULT_IDS),
      amount: z.number().int().min(1).max(100_000).default(1).describe('how much of it, as the table says'),
      why,
    }),
    output: recorded,
    http: { method: 'post', path: '/faults/{element}' },
    cli: { words: ['fault', 'inject'], positional: ['element', 'fault'], exits },
  }),
  faultClear: operation({
    name: 'fault.clear',
    summary: 'Take a fault away again, or all of an element; an officer of the lead, on record',
    place: 'centre',
    access: ['operator', 'officer', 'signatory'],
    input: z.strictObject({ element, fault: z.enum(FAULT_IDS).optional().describe('all of them without it'), why }),
    output: recorded,
    http: { method: 'post', path: '/faults/{element}/clear' },
    cli: { words: ['fault', 'clear'], positional: ['element', 'fault'], exits },
  }),
  loadSend: operation({
    name: 'load.send',
    summary:
      'Send software up to an element by CFDP: it lies beside what runs until commands check and run it by its hash',
    place: 'centre',
    access: ['operator', 'officer'],
    input: z.strictObject({
      element,
      name: z
        .string()
        .regex(/^[A-Za-z0-9._-]{1,100}$/)
        .describe('the name of the file'),
      content: z.base64().min(4).max(266_672).describe('the file, base64; 200,000 octets at most'),
      why,
    }),
    output: recorded.extend({
      octets: z.number().int(),
      sha256: z.string().describe('the hash that commands name'),
    }),
    http: { method: 'post', path: '/loads/{element}', largest_KiB: 280 },
    cli: { words: ['load', 'send'], positional: ['element', 'name'], exits },
  }),
} as const
