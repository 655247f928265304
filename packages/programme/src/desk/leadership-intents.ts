/** What a person gives to hand over the lead of the mission. */
import { identifier } from '@magpie/core/identifier'
import type { Role } from '@magpie/mission/role'
import * as z from 'zod'
import { plainLine } from './plain-text.ts'

const signing: readonly [Role, ...Role[]] = ['signatory']
const reason = plainLine(400)

/** What a person gives; each of the two acts is signed with the key of its party. */
export const LEADERSHIP_INTENTS = {
  'mission-offered': { roles: signing, intent: z.strictObject({ to: identifier, reason }) },
  'mission-accepted': { roles: signing, intent: z.strictObject({}) },
  'mission-offer-ended': { roles: signing, intent: z.strictObject({ reason }) },
} as const
