/**
 * Commands under joint authority at the command desk: what may be sent, what waits, and what is done with a command from its
 * submission on. Times are those of the mission.
 */
import { identifier } from '@magpie/core/identifier'
import { commandContent, detachedSignature, signedCommand } from '@magpie/operations/command/content'
import { deskState } from '@magpie/operations/command/life'
import { commandArguments } from '@magpie/operations/operations-file'
import * as z from 'zod'
import { anyDeskRole, reason } from './command-desk-fields.ts'
import { commandCheck, commandRight, commandView, leadView } from './command-views.ts'
import { operation } from './operation.ts'

const id = z.string().min(1).max(64).describe('the id of the command, such as c12')
const signature = detachedSignature.optional().describe('by a key that your party keeps itself')

/** What a command says beside its name. */
const whatIsSent = {
  arguments: commandArguments.default({}),
  priority: z.number().int().min(1).max(9).default(5).describe('1 is served first'),
  expires: z.string().optional().describe('not wanted after this, UTC; a day from now without it'),
  execute: z.string().optional().describe('on board not before this, UTC; at once without it'),
  purpose: z.string().max(500).default(''),
  acknowledged: commandContent.shape.acknowledged.describe('warnings that you have read, by name'),
}

/** What is read of commands. */
export const commandReads = {
  commands: operation({
    name: 'command.list',
    summary: 'Commands that concern your party, newest first',
    place: 'centre',
    access: anyDeskRole,
    input: z.strictObject({
      state: deskState.optional(),
      element: identifier.optional(),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
    }),
    output: z.strictObject({ at: z.string(), commands: z.array(commandView) }),
    http: { method: 'get', path: '/commands' },
    cli: { words: ['command', 'list'], positional: [] },
  }),
  command: operation({
    name: 'command.show',
    summary: 'One command with every step of its life, its verifiers and what it waits for',
    place: 'centre',
    access: anyDeskRole,
    input: z.strictObject({ id }),
    output: commandView,
    http: { method: 'get', path: '/commands/{id}' },
    cli: { words: ['command', 'show'], positional: ['id'] },
  }),
  commandQueue: operation({
    name: 'command.queue',
    summary: 'What waits at the centre, in the order in which it is served',
    place: 'centre',
    access: anyDeskRole,
    input: z.strictObject({}),
    output: z.strictObject({ at: z.string(), lead: leadView, queue: z.array(commandView) }),
    http: { method: 'get', path: '/command-queue' },
    cli: { words: ['command', 'queue'], positional: [] },
  }),
  commandRights: operation({
    name: 'command.rights',
    summary: 'What you may send now and why, and what you may not and why not',
    place: 'centre',
    access: anyDeskRole,
    input: z.strictObject({ element: identifier.optional() }),
    output: z.strictObject({ at: z.string(), phase: z.string(), rights: z.array(commandRight) }),
    http: { method: 'get', path: '/command-rights' },
    cli: { words: ['command', 'rights'], positional: [] },
  }),
  checkCommand: operation({
    name: 'command.check',
    summary: 'What would become of a command if you sent it now: arguments, authority, what holds it, warnings',
    place: 'centre',
    access: anyDeskRole,
    input: z.strictObject({
      element: identifier.describe('the element commanded'),
      command: z.string().min(1).describe('its name in the dictionary, or an alias'),
      ...whatIsSent,
    }),
    output: commandCheck,
    http: { method: 'post', path: '/command-checks' },
    cli: {
      words: ['command', 'check'],
      positional: ['element', 'command'],
      exits: { field: 'verdict', codes: { may: 0, 'may-with-people': 0, 'may-not': 3 } },
    },
  }),
} as const

/** An act on one command that waits. */
function onCommand<I extends z.ZodRawShape>(verb: string, summary: string, fields: I) {
  return operation({
    name: `command.${verb}`,
    summary,
    place: 'centre',
    access: ['operator'],
    input: z.strictObject({ id, ...fields }),
    output: commandView,
    http: { method: 'post', path: `/commands/{id}/${verb}` },
    cli: { words: ['command', verb], positional: ['id'] },
  })
}

/** What is done with commands. */
export const commandActs = {
  submitCommand: operation({
    name: 'command.submit',
    summary: 'Send a command: checked, permitted or refused with the reason, queued',
    place: 'centre',
    access: ['operator'],
    input: z.strictObject({
      element: identifier.describe('the element commanded'),
      command: z.string().min(1).describe('its name in the dictionary, or an alias'),
      ...whatIsSent,
      nonce: commandContent.shape.nonce
        .optional()
        .describe('the same nonce is the same command; made for you without it'),
    }),
    output: commandView,
    http: { method: 'post', path: '/commands' },
    cli: {
      words: ['command', 'submit'],
      positional: ['element', 'command'],
      exits: { field: 'state', codes: { queued: 0, held: 0, released: 0, awaiting: 0, refused: 3 } },
    },
  }),
  submitSigned: operation({
    name: 'command.submit-signed',
    summary: 'Send a command that you signed with a key your party keeps itself',
    place: 'centre',
    access: ['operator'],
    input: z.strictObject({ signed: signedCommand.describe('as `magpie command sign` writes it') }),
    output: commandView,
    http: { method: 'post', path: '/signed-commands' },
    cli: {
      words: ['command', 'submit-signed'],
      positional: [],
      exits: { field: 'state', codes: { queued: 0, held: 0, released: 0, awaiting: 0, refused: 3 } },
    },
  }),
  approveCommand: onCommand('approve', 'Agree to a command of another: as owner, grantor, or second person', {
    signature,
  }),
  takeBackApproval: onCommand('take-back', 'Take your approval back: what rests on it waits again', {}),
  declineCommand: onCommand('decline', 'Say no to a command that touches what is yours', { why: reason }),
  acknowledgeCommand: onCommand('acknowledge', 'Say that you have read warnings of your command, by name', {
    warnings: z.array(z.string().min(1).max(200)).min(1).max(50).describe('their names'),
  }),
  withdrawCommand: onCommand('withdraw', 'Take your command back as long as it waits', { why: reason }),
  holdCommand: onCommand('hold', 'Hold a command in the queue; who holds lets go', { why: reason }),
  letGoCommand: onCommand('let-go', 'Let go of your hold', {}),
  orderCommand: onCommand('order', 'Put a command before another, or last: who leads orders the queue', {
    before: z.string().optional().describe('the command before which it goes; last without it'),
  }),
} as const
