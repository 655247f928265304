/** Who reviews: what the owner of a call knows of a person when inviting them, and the file that many are imported from. */
import { identifier } from '@magpie/core/identifier'
import * as z from 'zod'
import { plainLine } from '../desk/plain-text.ts'

const names = z.array(plainLine(200)).max(500).default([])

/** A reviewer as invited. Co-authors and advisors are names or addresses. */
export const reviewerProfile = z.strictObject({
  id: identifier,
  name: plainLine(120),
  /** Who accepts the invitation has this address. */
  email: z.email().max(254).toLowerCase(),
  institution: plainLine(200),
  /** Their institution, where it is registered as a party. */
  party: identifier.optional(),
  state: z
    .string()
    .regex(/^[A-Z]{2}$/, 'is a country code of two capitals (ISO 3166-1)')
    .optional(),
  /** How well they know each topic, 0 to 1. */
  topics: z.record(identifier, z.number().min(0).max(1)).default({}),
  coAuthors: names,
  advisors: names,
})
export type ReviewerProfile = z.infer<typeof reviewerProfile>

/** A person of a proposal's team. */
export const teamPerson = z.strictObject({
  name: plainLine(120),
  email: z.email().max(254).toLowerCase().optional(),
  party: identifier.optional(),
})

/**
 * A name or an address in the form in which two are compared: addresses in lower case; names without accents, case, marks and
 * order, so that "Wei, Li" is "Li Wei". Two people of one name are taken for one: a conflict too many is lifted by the owner.
 */
export function personKey(text: string): string {
  const plain = text.normalize('NFKD').toLowerCase()
  if (plain.includes('@')) return plain.trim()
  const words = plain.replaceAll(/\p{M}/gu, '').split(/[^\p{L}\p{N}]+/u)
  return words
    .filter((w) => w !== '')
    .sort()
    .join(' ')
}
