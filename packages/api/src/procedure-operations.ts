/** Procedures at the command desk: what stands in their way, and their runs. Times are those of the mission. */
import { procedureFile } from '@magpie/operations/procedure/procedure-file'
import * as z from 'zod'
import { anyDeskRole } from './command-desk-fields.ts'
import { operation } from './operation.ts'
import { findingView, runView } from './run-view.ts'

/** What is read of runs. */
export const procedureReads = {
  runs: operation({
    name: 'procedure.list',
    summary: 'Procedures that are or were carried out, newest first',
    place: 'centre',
    access: anyDeskRole,
    input: z.strictObject({}),
    output: z.strictObject({ runs: z.array(runView) }),
    http: { method: 'get', path: '/procedure-runs' },
    cli: { words: ['procedure', 'list'], positional: [] },
  }),
  run: operation({
    name: 'procedure.show',
    summary: 'One run of a procedure: where it stands and what became of each step',
    place: 'centre',
    access: anyDeskRole,
    input: z.strictObject({ run: z.string().min(1).max(64) }),
    output: runView,
    http: { method: 'get', path: '/procedure-runs/{run}' },
    cli: { words: ['procedure', 'show'], positional: ['run'] },
  }),
} as const

/** What is done with procedures. */
export const procedureActs = {
  validateProcedure: operation({
    name: 'procedure.validate',
    summary: 'What stands in the way of a procedure: commands, arguments, and who will be refused when',
    place: 'centre',
    access: anyDeskRole,
    input: z.strictObject({ procedure: procedureFile, start: z.string().optional().describe('UTC; now without it') }),
    output: z.strictObject({ runnable: z.boolean(), findings: z.array(findingView) }),
    http: { method: 'post', path: '/procedures/validate', largest_KiB: 1024 },
    cli: {
      words: ['procedure', 'validate'],
      positional: [],
      exits: { field: 'runnable', codes: { true: 0, false: 3 } },
    },
  }),
  startProcedure: operation({
    name: 'procedure.start',
    summary: 'Carry out a procedure',
    place: 'centre',
    access: ['operator'],
    input: z.strictObject({ procedure: procedureFile }),
    output: runView,
    http: { method: 'post', path: '/procedure-runs', largest_KiB: 1024 },
    cli: { words: ['procedure', 'start'], positional: [] },
  }),
  actOnRun: operation({
    name: 'procedure.act',
    summary: 'Join, answer go or no-go, hold, resume, skip, retry or abort a run',
    place: 'centre',
    access: ['operator'],
    input: z.strictObject({
      run: z.string().min(1).max(64),
      action: z.enum(['join', 'go', 'no-go', 'done', 'hold', 'resume', 'skip', 'retry', 'abort']),
      why: z.string().max(1000).default(''),
    }),
    output: runView,
    http: { method: 'post', path: '/procedure-runs/{run}' },
    cli: { words: ['procedure', 'act'], positional: ['run', 'action'] },
  }),
} as const
