/**
 * The operations of the command desk: commands under joint authority, grants, the lead, procedures, flight rules, anomalies,
 * shifts, and keys that a party keeps itself. Times are those of the mission.
 */
import { identifier } from '@magpie/core/identifier'
import { argumentRanges } from '@magpie/mission/agreement'
import { commandContent, detachedSignature, signedCommand } from '@magpie/operations/command/content'
import { deskState } from '@magpie/operations/command/life'
import { flightRule } from '@magpie/operations/flight-rules/rule'
import { anomalyLink, anomalyReport } from '@magpie/operations/log/anomaly'
import { commandArguments } from '@magpie/operations/operations-file'
import { procedureFile } from '@magpie/operations/procedure/procedure-file'
import * as z from 'zod'
import {
  anomalyView,
  commandCheck,
  commandRight,
  commandView,
  flightRuleView,
  grantView,
  leadView,
  shiftView,
} from './command-views.ts'
import { operation } from './operation.ts'
import { findingView, runView } from './run-view.ts'

const id = z.string().min(1).max(64).describe('the id of the command, such as c12')
const why = z.string().min(1).max(1000).describe('the reason, which is recorded')
const signature = detachedSignature.optional().describe('by a key that your party keeps itself')
const signatories = ['signatory', 'officer'] as const
const anyRole = ['operator', 'officer', 'signatory'] as const

/** What a command says beside its name. */
const whatIsSent = {
  arguments: commandArguments.default({}),
  priority: z.number().int().min(1).max(9).default(5).describe('1 is served first'),
  expires: z.string().optional().describe('not wanted after this, UTC; a day from now without it'),
  execute: z.string().optional().describe('on board not before this, UTC; at once without it'),
  purpose: z.string().max(500).default(''),
  acknowledged: commandContent.shape.acknowledged.describe('warnings that you have read, by name'),
}

/** What is read. */
export const commandReads = {
  commands: operation({
    name: 'command.list',
    summary: 'Commands that concern your party, newest first',
    place: 'centre',
    access: anyRole,
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
    access: anyRole,
    input: z.strictObject({ id }),
    output: commandView,
    http: { method: 'get', path: '/commands/{id}' },
    cli: { words: ['command', 'show'], positional: ['id'] },
  }),
  commandQueue: operation({
    name: 'command.queue',
    summary: 'What waits at the centre, in the order in which it is served',
    place: 'centre',
    access: anyRole,
    input: z.strictObject({}),
    output: z.strictObject({ at: z.string(), lead: leadView, queue: z.array(commandView) }),
    http: { method: 'get', path: '/command-queue' },
    cli: { words: ['command', 'queue'], positional: [] },
  }),
  commandRights: operation({
    name: 'command.rights',
    summary: 'What you may send now and why, and what you may not and why not',
    place: 'centre',
    access: anyRole,
    input: z.strictObject({ element: identifier.optional() }),
    output: z.strictObject({ at: z.string(), phase: z.string(), rights: z.array(commandRight) }),
    http: { method: 'get', path: '/command-rights' },
    cli: { words: ['command', 'rights'], positional: [] },
  }),
  checkCommand: operation({
    name: 'command.check',
    summary: 'What would become of a command if you sent it now: arguments, authority, what holds it, warnings',
    place: 'centre',
    access: anyRole,
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
  ownKeys: operation({
    name: 'key.list',
    summary: 'Keys by which parties sign at this desk: where each is kept, since when, and who told',
    place: 'centre',
    access: anyRole,
    input: z.strictObject({}),
    output: z.strictObject({
      at: z.string(),
      keys: z.array(
        z.strictObject({
          party: z.string(),
          publicKey: z.string(),
          key: z.string().describe('its short name, as it stands in signatures'),
          /** By the party itself, or sealed at the centre. */
          kept: z.enum(['party', 'centre']),
          since: z.string(),
          person: z.string().optional().describe('who told of it, of a key that a party keeps'),
        }),
      ),
    }),
    http: { method: 'get', path: '/own-keys' },
    cli: { words: ['key', 'list'], positional: [] },
  }),
  grants: operation({
    name: 'grant.list',
    summary: 'Grants of agreements and of the desk that concern your party',
    place: 'centre',
    access: anyRole,
    input: z.strictObject({}),
    output: z.strictObject({ at: z.string(), grants: z.array(grantView) }),
    http: { method: 'get', path: '/grants' },
    cli: { words: ['grant', 'list'], positional: [] },
  }),
  grantFalls: operation({
    name: 'grant.falls',
    summary: 'What waits and would leave the queue if a grant were taken back now',
    place: 'centre',
    access: anyRole,
    input: z.strictObject({ id: identifier }),
    output: z.strictObject({
      at: z.string(),
      commands: z.array(
        z.strictObject({
          id: z.string(),
          element: z.string(),
          command: z.string(),
          party: z.string(),
          state: deskState,
        }),
      ),
    }),
    http: { method: 'get', path: '/grants/{id}/falls' },
    cli: { words: ['grant', 'falls'], positional: ['id'] },
  }),
  flightRules: operation({
    name: 'rule.list',
    summary: 'Flight rules: what must hold when a command goes, whether it does now, and who waived what',
    place: 'centre',
    access: anyRole,
    input: z.strictObject({}),
    output: z.strictObject({ at: z.string(), rules: z.array(flightRuleView) }),
    http: { method: 'get', path: '/flight-rules' },
    cli: { words: ['rule', 'list'], positional: [] },
  }),
  anomalies: operation({
    name: 'anomaly.list',
    summary: 'Anomaly reports that your party owns, opened, or shares',
    place: 'centre',
    access: anyRole,
    input: z.strictObject({}),
    output: z.strictObject({ anomalies: z.array(anomalyView) }),
    http: { method: 'get', path: '/anomalies' },
    cli: { words: ['anomaly', 'list'], positional: [] },
  }),
  shift: operation({
    name: 'shift.show',
    summary: 'The shift log of your party: who is on duty, what is open',
    place: 'centre',
    access: anyRole,
    input: z.strictObject({}),
    output: shiftView,
    http: { method: 'get', path: '/shift' },
    cli: { words: ['shift', 'show'], positional: [] },
  }),
  runs: operation({
    name: 'procedure.list',
    summary: 'Procedures that are or were carried out, newest first',
    place: 'centre',
    access: anyRole,
    input: z.strictObject({}),
    output: z.strictObject({ runs: z.array(runView) }),
    http: { method: 'get', path: '/procedure-runs' },
    cli: { words: ['procedure', 'list'], positional: [] },
  }),
  run: operation({
    name: 'procedure.show',
    summary: 'One run of a procedure: where it stands and what became of each step',
    place: 'centre',
    access: anyRole,
    input: z.strictObject({ run: z.string().min(1).max(64) }),
    output: runView,
    http: { method: 'get', path: '/procedure-runs/{run}' },
    cli: { words: ['procedure', 'show'], positional: ['run'] },
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
  declineCommand: onCommand('decline', 'Say no to a command that touches what is yours', { why }),
  acknowledgeCommand: onCommand('acknowledge', 'Say that you have read warnings of your command, by name', {
    warnings: z.array(z.string().min(1).max(200)).min(1).max(50).describe('their names'),
  }),
  withdrawCommand: onCommand('withdraw', 'Take your command back as long as it waits', { why }),
  holdCommand: onCommand('hold', 'Hold a command in the queue; who holds lets go', { why }),
  letGoCommand: onCommand('let-go', 'Let go of your hold', {}),
  orderCommand: onCommand('order', 'Put a command before another, or last: who leads orders the queue', {
    before: z.string().optional().describe('the command before which it goes; last without it'),
  }),
} as const

const done = z.strictObject({ at: z.string(), revoked: z.array(z.string()).default([]) })

/** Grants, the lead and keys. */
export const authorityActs = {
  giveGrant: operation({
    name: 'grant.give',
    summary: 'Give another party a right over your element, within bounds that you set',
    place: 'centre',
    access: signatories,
    input: z.strictObject({
      id: identifier,
      grantee: identifier,
      element: identifier,
      actions: z.array(z.string().min(1)).min(1).describe('commands by name, or *'),
      arguments: argumentRanges.default({}),
      from: z.string().optional().describe('UTC; from now without it'),
      until: z.string().optional().describe('UTC, not included'),
      phases: z.array(identifier).default([]),
      approvals: z.number().int().min(0).max(9).default(0).describe('people of yours who agree each time'),
      revocable: z.boolean().default(true),
      onward: z.boolean().default(false),
      covers: z.enum(['commands', 'consent', 'both']).default('commands'),
      note: z.string().max(1000).default(''),
    }),
    output: grantView,
    http: { method: 'post', path: '/grants' },
    cli: { words: ['grant', 'give'], positional: ['id'] },
  }),
  revokeGrant: operation({
    name: 'grant.revoke',
    summary: 'Take a grant back: what is queued on it leaves the queue, and its senders are told',
    place: 'centre',
    access: signatories,
    input: z.strictObject({ id: identifier, why }),
    output: done,
    http: { method: 'post', path: '/grants/{id}/revoke' },
    cli: { words: ['grant', 'revoke'], positional: ['id'] },
  }),
  handOverLead: operation({
    name: 'lead.hand-over',
    summary: 'Offer the lead of joint operations to another party, accept or decline it',
    place: 'centre',
    access: ['officer', 'operator'],
    input: z.strictObject({
      action: z.enum(['offer', 'accept', 'decline']),
      to: identifier.optional().describe('of an offer: to whom'),
      note: z.string().max(1000).default(''),
    }),
    output: leadView,
    http: { method: 'post', path: '/command-lead' },
    cli: { words: ['lead', 'hand-over'], positional: ['action'] },
  }),
  keepKey: operation({
    name: 'key.keep',
    summary: 'Say which key your party keeps itself; from then on its commands must be signed with it',
    place: 'centre',
    access: signatories,
    input: z.strictObject({
      publicKey: z.string().regex(/^[0-9a-f]{64}$/),
      proof: z
        .string()
        .regex(/^[0-9a-f]{128}$/)
        .describe('a signature that shows that you hold it: `magpie key prove`'),
    }),
    output: done,
    http: { method: 'post', path: '/own-keys' },
    cli: { words: ['key', 'keep'], positional: [] },
  }),
  dropKey: operation({
    name: 'key.drop',
    summary: 'A key that your party kept does not count any more',
    place: 'centre',
    access: signatories,
    input: z.strictObject({ publicKey: z.string().regex(/^[0-9a-f]{64}$/), why }),
    output: done,
    http: { method: 'post', path: '/own-keys/drop' },
    cli: { words: ['key', 'drop'], positional: [] },
  }),
} as const

/** Procedures. */
export const procedureActs = {
  validateProcedure: operation({
    name: 'procedure.validate',
    summary: 'What stands in the way of a procedure: commands, arguments, and who will be refused when',
    place: 'centre',
    access: anyRole,
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

/** Flight rules, anomalies, the shift. */
export const logActs = {
  setRule: operation({
    name: 'rule.set',
    summary: 'Make a flight rule for what is yours, or for all where you lead',
    place: 'centre',
    access: ['operator', 'officer'],
    input: z.strictObject({ rule: flightRule }),
    output: done,
    http: { method: 'post', path: '/flight-rules' },
    cli: { words: ['rule', 'set'], positional: [] },
  }),
  endRule: operation({
    name: 'rule.end',
    summary: 'End a flight rule of yours',
    place: 'centre',
    access: ['operator', 'officer'],
    input: z.strictObject({ rule: identifier, why }),
    output: done,
    http: { method: 'post', path: '/flight-rules/{rule}/end' },
    cli: { words: ['rule', 'end'], positional: ['rule'] },
  }),
  waiveRule: operation({
    name: 'rule.waive',
    summary: 'Set a flight rule aside for one command or until a time, on record',
    place: 'centre',
    access: ['operator', 'officer'],
    input: z.strictObject({
      rule: identifier,
      command: z.string().optional().describe('the command it is waived for'),
      until: z.string().optional().describe('UTC'),
      why,
    }),
    output: done,
    http: { method: 'post', path: '/flight-rules/{rule}/waive' },
    cli: { words: ['rule', 'waive'], positional: ['rule'] },
  }),
  openAnomaly: operation({
    name: 'anomaly.open',
    summary: 'Report an anomaly; the owner of the element owns the report',
    place: 'centre',
    access: anyRole,
    input: anomalyReport,
    output: anomalyView,
    http: { method: 'post', path: '/anomalies' },
    cli: { words: ['anomaly', 'open'], positional: ['element', 'title'] },
  }),
  actOnAnomaly: operation({
    name: 'anomaly.act',
    summary: 'Investigate, link, share, dispose of, close, reopen or withdraw a report',
    place: 'centre',
    access: anyRole,
    input: z.strictObject({
      anomaly: z.string().min(1).max(64),
      action: z.enum(['investigate', 'link', 'share', 'dispose', 'reopen', 'close', 'withdraw']),
      note: z.string().max(5000).default('').describe('what was found; of a disposition the rationale'),
      disposition: z
        .enum(['use-as-is', 'work-around', 'repair', 'procedure-changed', 'not-an-anomaly', 'lost'])
        .optional(),
      links: z.array(anomalyLink).optional(),
      with: z.array(identifier).optional(),
    }),
    output: anomalyView,
    http: { method: 'post', path: '/anomalies/{anomaly}' },
    cli: { words: ['anomaly', 'act'], positional: ['anomaly', 'action'] },
  }),
  actOnShift: operation({
    name: 'shift.act',
    summary: 'Write into the shift log, begin a shift, hand over, take over or hand back',
    place: 'centre',
    access: anyRole,
    input: z.strictObject({
      action: z.enum(['write', 'done', 'begin', 'hand-over', 'take-over', 'hand-back']),
      text: z.string().max(10_000).default(''),
      item: z.boolean().optional().describe('of what is written: it stays open until it is done'),
      number: z.number().int().nonnegative().optional().describe('of an item that is done'),
      to: z.string().optional().describe('of a handover: the person who comes'),
    }),
    output: shiftView,
    http: { method: 'post', path: '/shift' },
    cli: { words: ['shift', 'act'], positional: ['action'] },
  }),
} as const

const file = z.string().min(1)

/** What is done on one's own machine with a key that never leaves it. */
export const keyOperations = {
  makeKey: operation({
    name: 'key.make',
    summary: 'Make a key for your party in a file sealed by a passphrase (MAGPIE_PASSPHRASE)',
    place: 'here',
    input: z.strictObject({ party: identifier, key: file.describe('the file to write, which must not be there yet') }),
    output: z.strictObject({ party: z.string(), key: z.string(), publicKey: z.string(), proof: z.string() }),
    cli: { words: ['key', 'make'], positional: ['party', 'key'] },
  }),
  proveKey: operation({
    name: 'key.prove',
    summary: 'What `magpie key keep` asks for: the public key of a file, and a signature that shows that you hold it',
    place: 'here',
    input: z.strictObject({ key: file.describe('the file of the key') }),
    output: z.strictObject({ party: z.string(), publicKey: z.string(), proof: z.string() }),
    cli: { words: ['key', 'prove'], positional: ['key'] },
  }),
  publicKeys: operation({
    name: 'key.public',
    summary:
      'Write the public keys of a mission’s parties as a centre with this seed signs: what the gateway on board needs',
    place: 'here',
    input: z.strictObject({
      folder: z.string().min(1).describe('the mission folder, such as missions/change-8'),
      out: file.describe('the file to write, for magpie simulate --keys'),
      seed: z.string().min(1).default('magpie').describe('the seed that the centre is given'),
    }),
    output: z.strictObject({ out: z.string(), parties: z.number().int() }),
    cli: { words: ['key', 'public'], positional: ['folder', 'out'] },
  }),
  signCommand: operation({
    name: 'command.sign',
    summary: 'Sign a command with the key in a file; what it prints is sent by command submit-signed',
    place: 'here',
    input: z.strictObject({
      content: commandContent.describe('the command: a JSON file'),
      key: file.describe('the file of the key'),
    }),
    output: signedCommand,
    cli: { words: ['command', 'sign'], positional: [] },
  }),
} as const
