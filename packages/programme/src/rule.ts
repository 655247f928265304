/**
 * Eligibility rules as data: a condition over what is known of a letter, exceptions, and the text it rests on. Read by
 * `eligibility.ts`; kept in the file of the call or of the instrument that they come from.
 */
import { identifier } from '@magpie/core/identifier'
import { provenance } from '@magpie/core/provenance'
import * as z from 'zod'
import { civilDay } from './civil-date.ts'

/** What a condition may ask of a letter. */
export const letterField = z.enum([
  'level',
  'in-time',
  'mass-kg',
  'foreign-party',
  'funders',
  'mode',
  'host-state',
  'papers',
])
export type LetterField = z.infer<typeof letterField>

const value = z.union([z.string(), z.number(), z.boolean()])

/**
 * A condition. `equals`, `at-most` and `one-of` compare a field; `includes` asks whether a list has one of the values; `member`
 * whether a party's country is a member of an instrument on the day of receipt. Three-valued: what is not known stays open.
 */
export type Condition =
  | { readonly op: 'all'; readonly of: readonly Condition[] }
  | { readonly op: 'any'; readonly of: readonly Condition[] }
  | { readonly op: 'not'; readonly of: Condition }
  | { readonly op: 'equals'; readonly field: LetterField; readonly value: string | number | boolean }
  | { readonly op: 'at-most'; readonly field: LetterField; readonly value: number }
  | { readonly op: 'one-of'; readonly field: LetterField; readonly values: readonly (string | number | boolean)[] }
  | { readonly op: 'includes'; readonly field: LetterField; readonly values: readonly string[] }
  | { readonly op: 'member'; readonly instrument: string }

export const condition: z.ZodType<Condition> = z.lazy(() =>
  z.discriminatedUnion('op', [
    z.strictObject({ op: z.literal('all'), of: z.array(condition).min(1) }),
    z.strictObject({ op: z.literal('any'), of: z.array(condition).min(1) }),
    z.strictObject({ op: z.literal('not'), of: condition }),
    z.strictObject({ op: z.literal('equals'), field: letterField, value }),
    z.strictObject({ op: z.literal('at-most'), field: letterField, value: z.number() }),
    z.strictObject({ op: z.literal('one-of'), field: letterField, values: z.array(value).min(1) }),
    z.strictObject({ op: z.literal('includes'), field: letterField, values: z.array(z.string()).min(1) }),
    z.strictObject({ op: z.literal('member'), instrument: identifier }),
  ]),
)

/**
 * A rule: where `when` holds and none of `unless`, its effect follows. `bars` makes a letter ineligible; `notes` is said in
 * the proof and bars nothing. Applies to letters received from `appliesFrom` until before `appliesUntil`.
 */
export const eligibilityRule = z.strictObject({
  id: identifier,
  version: z.number().int().min(1),
  title: z.string().min(1),
  /** The text it rests on, as the source gives it. */
  text: z.string().min(1),
  /** Clauses of the instrument that it cites. */
  cites: z.array(identifier).default([]),
  appliesFrom: civilDay,
  appliesUntil: civilDay.optional(),
  effect: z.enum(['bars', 'notes']),
  when: condition,
  unless: z.array(z.strictObject({ title: z.string().min(1), condition })).default([]),
  provenance,
})
export type EligibilityRule = z.infer<typeof eligibilityRule>
