/** What a person gives for acts on agreements, interface documents and regulatory files. */
import { identifier } from '@magpie/core/identifier'
import type { Role } from '@magpie/mission/role'
import * as z from 'zod'
import { civilDay } from '../civil-date.ts'
import { descentSensitivity } from '../interface/impact.ts'
import { interfaceLine } from '../interface/line.ts'
import { evidence, regulatoryItem, regulatoryState } from '../interface/regulatory.ts'
import { agreementContent } from './agreement-content.ts'
import { plainLine } from './plain-text.ts'

const reason = plainLine(400)
const drafting: readonly [Role, ...Role[]] = ['proposer', 'officer']
const signing: readonly [Role, ...Role[]] = ['signatory']
const version = z.number().int().min(1)
const end = z.strictObject({ party: identifier, element: identifier })
/** The hash of the text that is signed: the centre compares it with what stands, and the ledger keeps it with the signature. */
const digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'is a SHA-256 in 64 hexadecimal digits')
  .optional()
const ofLine = { interface: identifier, line: identifier }
const ofChange = { interface: identifier, change: identifier }

export const AGREEMENT_INTENTS = {
  'agreement-drafted': {
    roles: drafting,
    intent: z.strictObject({ agreement: identifier, content: agreementContent }),
  },
  'agreement-signed': { roles: signing, intent: z.strictObject({ agreement: identifier, version, digest }) },
  'agreement-signature-withdrawn': { roles: signing, intent: z.strictObject({ agreement: identifier, reason }) },
  'regulatory-updated': {
    roles: drafting,
    intent: z.strictObject({
      agreement: identifier,
      element: identifier,
      item: regulatoryItem,
      owner: identifier.optional(),
      due: civilDay.optional(),
      state: regulatoryState.optional(),
      reason: reason.optional(),
      evidence: evidence.optional(),
    }),
  },
  'interface-drafted': {
    roles: drafting,
    intent: z.strictObject({
      interface: identifier,
      agreement: identifier,
      title: plainLine(200),
      host: end,
      guest: end,
      singleEnd: z.boolean().default(false),
    }),
  },
  'line-proposed': { roles: drafting, intent: z.strictObject({ interface: identifier, line: interfaceLine }) },
  'line-dropped': { roles: drafting, intent: z.strictObject({ ...ofLine, reason }) },
  'line-signed': { roles: signing, intent: z.strictObject({ ...ofLine, revision: version, digest }) },
  'line-signature-withdrawn': { roles: signing, intent: z.strictObject({ ...ofLine, reason }) },
  'interface-baselined': { roles: signing, intent: z.strictObject({ interface: identifier }) },
  'change-requested': {
    roles: drafting,
    intent: z.strictObject({
      interface: identifier,
      line: interfaceLine,
      reason,
      descent: descentSensitivity.optional(),
    }),
  },
  'change-signed': { roles: signing, intent: z.strictObject({ ...ofChange, digest }) },
  'change-declined': { roles: signing, intent: z.strictObject({ ...ofChange, reason }) },
  'line-verified': {
    roles: drafting,
    intent: z.strictObject({
      ...ofLine,
      revision: version,
      outcome: z.enum(['passed', 'failed']),
      evidence,
    }),
  },
} as const
