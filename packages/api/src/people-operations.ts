/**
 * The operations of accounts: who one is, parties and their people. Signing in and out, passkeys and keys for programs are
 * the paths below `/api/auth` (docs/accounts.md), since browsers and their authenticators have a protocol of their own.
 */
import { identifier } from '@magpie/core/identifier'
import { partyKind } from '@magpie/mission/party'
import { role } from '@magpie/mission/role'
import * as z from 'zod'
import { operation } from './operation.ts'

const roles = z.array(role).min(1).describe('officer, proposer, member, reviewer, chair, signatory or operator')
const personName = z.string().trim().min(1).max(120)
const email = z.email().max(254)
/** NIST SP 800-63B section 5.1.1: length is what counts; no rules of composition. */
const password = z.string().min(12, 'needs at least 12 characters').max(128)

const membership = z.strictObject({ party: z.string(), name: z.string(), roles: z.array(role) })

export const me = operation({
  name: 'people.me',
  summary: 'Who you are here, and for which parties you may act',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({}),
  output: z.strictObject({
    person: z.strictObject({ id: z.string(), name: z.string(), email: z.string() }).optional(),
    /** The party acted for: the one that the header `x-magpie-party` names, or the only one. */
    party: z.string().optional(),
    roles: z.array(role),
    memberships: z.array(membership),
    /** Invitations to this person's address that wait for an answer. */
    invitations: z.array(membership.extend({ invitation: z.string() })),
    /** Whether the centre has its first officer. */
    peopleSetUp: z.boolean(),
    lead: z.string(),
  }),
  http: { method: 'get', path: '/people/me' },
  cli: { words: ['people', 'me'], positional: [] },
})

export const setUp = operation({
  name: 'people.set-up',
  summary: 'Make the first officer of the lead, once, with the code that the centre printed when it started',
  place: 'centre',
  access: 'anyone',
  input: z.strictObject({ code: z.string().min(1), name: personName, email, password }),
  output: z.strictObject({ person: z.string(), party: z.string() }),
  http: { method: 'post', path: '/people/set-up' },
  cli: { words: ['people', 'set-up'], positional: [] },
})

export const createParty = operation({
  name: 'people.create-party',
  summary: 'Found a party that nobody here acts for yet; you become its officer',
  place: 'centre',
  access: 'signed-in',
  input: z.strictObject({
    party: z.strictObject({
      id: identifier,
      name: z.string().trim().min(1).max(200),
      kind: partyKind,
      state: z
        .string()
        .regex(/^[A-Z]{2}$/, 'is a country code of two capitals (ISO 3166-1)')
        .optional(),
    }),
  }),
  output: z.strictObject({ party: z.string(), roles: z.array(role) }),
  http: { method: 'post', path: '/people/parties' },
  cli: { words: ['people', 'create-party'], positional: [] },
})

export const invite = operation({
  name: 'people.invite',
  summary: 'Invite a person to act for your party in some roles',
  place: 'centre',
  access: ['officer'],
  input: z.strictObject({
    email,
    roles,
    party: identifier
      .optional()
      .describe('a party of the mission for which nobody acts yet: the lead invites its first officer'),
  }),
  output: z.strictObject({ invitation: z.string(), email: z.string(), expiresAt: z.string() }),
  http: { method: 'post', path: '/people/invitations' },
  cli: { words: ['people', 'invite'], positional: [] },
})

export const join = operation({
  name: 'people.join',
  summary: 'Accept an invitation that was made to your address',
  place: 'centre',
  access: 'signed-in',
  input: z.strictObject({ invitation: z.string().min(1) }),
  output: membership,
  http: { method: 'post', path: '/people/join' },
  cli: { words: ['people', 'join'], positional: ['invitation'] },
})

export const members = operation({
  name: 'people.members',
  summary: 'Who acts for your party, in which roles',
  place: 'centre',
  access: 'signed-in',
  input: z.strictObject({}),
  output: z.strictObject({
    members: z.array(z.strictObject({ person: z.string(), name: z.string(), email: z.string(), roles: z.array(role) })),
  }),
  http: { method: 'get', path: '/people/members' },
  cli: { words: ['people', 'members'], positional: [] },
})

export const setRoles = operation({
  name: 'people.set-roles',
  summary: 'Give a person of your party other roles; none ends their part in it',
  place: 'centre',
  access: ['officer'],
  input: z.strictObject({ person: z.string().min(1), roles: z.array(role) }),
  output: z.strictObject({ person: z.string(), roles: z.array(role) }),
  http: { method: 'post', path: '/people/roles' },
  cli: { words: ['people', 'set-roles'], positional: ['person'] },
})

export const peopleOperations = { me, setUp, createParty, invite, join, members, setRoles } as const
