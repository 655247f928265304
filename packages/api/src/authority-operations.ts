/**
 * Who may command at the desk: grants, the lead of joint operations, and keys that a party keeps itself. Times are those of the
 * mission.
 */
import { identifier } from '@magpie/core/identifier'
import { argumentRanges } from '@magpie/mission/agreement'
import { actContent, signedAct } from '@magpie/operations/command/content'
import { deskState } from '@magpie/operations/command/life'
import * as z from 'zod'
import { anyDeskRole, deskDone, reason } from './command-desk-fields.ts'
import { grantView, leadView } from './command-views.ts'
import { operation } from './operation.ts'

const signatories = ['signatory', 'officer'] as const

/** What is read of keys and grants. */
export const authorityReads = {
  ownKeys: operation({
    name: 'key.list',
    summary: 'Keys by which parties sign at this desk: where each is kept, since when, and who told',
    place: 'centre',
    access: anyDeskRole,
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
    access: anyDeskRole,
    input: z.strictObject({}),
    output: z.strictObject({ at: z.string(), grants: z.array(grantView) }),
    http: { method: 'get', path: '/grants' },
    cli: { words: ['grant', 'list'], positional: [] },
  }),
  grantFalls: operation({
    name: 'grant.falls',
    summary: 'What waits and would leave the queue if a grant were taken back now',
    place: 'centre',
    access: anyDeskRole,
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
} as const

/** A grant as it is written: whose it is, and the agreement that it stands as, follow from who gives it. */
const writtenGrant = {
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
}
const signedBefore = z
  .string()
  .optional()
  .describe('put on record before this, UTC of the mission, or not at all; within a day without it')

/** What is done with grants, the lead and keys. */
export const authorityActs = {
  giveGrant: operation({
    name: 'grant.give',
    summary: 'Give another party a right over your element, within bounds that you set',
    place: 'centre',
    access: signatories,
    input: z.strictObject(writtenGrant),
    output: grantView,
    http: { method: 'post', path: '/grants' },
    cli: { words: ['grant', 'give'], positional: ['id'] },
  }),
  revokeGrant: operation({
    name: 'grant.revoke',
    summary: 'Take a grant back: what is queued on it leaves the queue, and its senders are told',
    place: 'centre',
    access: signatories,
    input: z.strictObject({ id: identifier, why: reason }),
    output: deskDone,
    http: { method: 'post', path: '/grants/{id}/revoke' },
    cli: { words: ['grant', 'revoke'], positional: ['id'] },
  }),
  draftGrant: operation({
    name: 'grant.draft',
    summary: 'Write a grant out for a party that keeps its key: what it says is signed at home and then submitted',
    place: 'centre',
    access: signatories,
    input: z.strictObject({ ...writtenGrant, expires: signedBefore }),
    output: actContent,
    http: { method: 'post', path: '/grant-drafts' },
    cli: { words: ['grant', 'draft'], positional: ['id'] },
  }),
  draftRevocation: operation({
    name: 'grant.draft-revocation',
    summary: 'Write a revocation out for a party that keeps its key, to be signed at home',
    place: 'centre',
    access: signatories,
    input: z.strictObject({ id: identifier, why: reason, expires: signedBefore }),
    output: actContent,
    http: { method: 'post', path: '/grants/{id}/revocation-drafts' },
    cli: { words: ['grant', 'draft-revocation'], positional: ['id'] },
  }),
  submitSignedAct: operation({
    name: 'grant.submit-signed',
    summary: 'Give or take back a grant by what you signed with a key that your party keeps itself',
    place: 'centre',
    access: signatories,
    input: z.strictObject({ signed: signedAct.describe('as `magpie grant sign` writes it') }),
    output: deskDone,
    http: { method: 'post', path: '/signed-grants' },
    cli: { words: ['grant', 'submit-signed'], positional: [] },
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
    summary:
      'Say which key your party keeps itself; from then on its commands, grants and revocations must be signed with it',
    place: 'centre',
    access: signatories,
    input: z.strictObject({
      publicKey: z.string().regex(/^[0-9a-f]{64}$/),
      proof: z
        .string()
        .regex(/^[0-9a-f]{128}$/)
        .describe('a signature that shows that you hold it: `magpie key prove`'),
    }),
    output: deskDone,
    http: { method: 'post', path: '/own-keys' },
    cli: { words: ['key', 'keep'], positional: [] },
  }),
  dropKey: operation({
    name: 'key.drop',
    summary: 'A key that your party kept does not count any more',
    place: 'centre',
    access: signatories,
    input: z.strictObject({ publicKey: z.string().regex(/^[0-9a-f]{64}$/), why: reason }),
    output: deskDone,
    http: { method: 'post', path: '/own-keys/drop' },
    cli: { words: ['key', 'drop'], positional: [] },
  }),
} as const
