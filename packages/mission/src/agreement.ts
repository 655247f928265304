/** Agreements between parties and the grants that follow from them: who may command what, within which bounds. */
import { identifier } from '@magpie/core/identifier'
import { provenance } from '@magpie/core/provenance'
import * as z from 'zod'

/**
 * Allowed ranges of numeric arguments by name, ends included, in the dictionary's units. A command that has no argument of
 * the name is not bound by it; who asks gives all arguments that the command has. Limits have at most three decimals, so
 * that policies compare them exactly (Cedar decimals have four).
 */
export const argumentRanges = z.record(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
  z.strictObject({ min: limit(), max: limit() }).refine((range) => range.min <= range.max, 'min must not exceed max'),
)
export type ArgumentRanges = z.infer<typeof argumentRanges>

function limit() {
  return z
    .number()
    .refine(
      (value) => /^-?\d{1,14}(\.\d{1,3})?$/.test(String(value)),
      'a limit has at most three decimals and 14 digits',
    )
}

/**
 * A right that one party gives another over an element: `actions` are command names (or `*`), `arguments` their
 * allowed ranges, the window is half-open in UTC (to the millisecond), `approvals` the number of people of the grantor
 * who must agree each time. `covers` says what for: commands to the element (the default), the grantor's consent to acts
 * of the grantee's elements that touch it (charging it, powering it), or both. `onward`: the grantee may pass it on,
 * within its bounds.
 */
export const grant = z.strictObject({
  id: identifier,
  agreement: identifier,
  grantor: identifier,
  grantee: identifier,
  element: identifier,
  actions: z.array(z.string().min(1)).min(1),
  arguments: argumentRanges.default({}),
  from: z.string().optional(),
  until: z.string().optional(),
  phases: z.array(identifier).default([]),
  approvals: z.number().int().min(0).default(0),
  revocable: z.boolean().default(true),
  onward: z.boolean().default(false),
  covers: z.enum(['commands', 'consent', 'both']).optional(),
})
export type Grant = z.infer<typeof grant>

/** A name of a parameter, or the beginning of one with `*` after it: `battery_*`; `*` alone is every parameter. */
const parameterPattern = z.string().regex(/^([A-Za-z_][\w./-]*)?\*?$/, 'is a parameter, or the beginning of one and *')

/**
 * What one party reads of the agreement's elements before the embargo is over. `party` may be `public` (`PUBLIC` in party.ts). Without bounds
 * it is everything of the kind at once; each bound takes something away. The window is half-open in UTC, of the times at
 * which samples were generated.
 */
export const dataShare = z.strictObject({
  party: identifier,
  what: z.enum(['everything', 'science', 'housekeeping']),
  /** Of these elements only; otherwise of all that the agreement names. */
  elements: z.array(identifier).max(100).optional(),
  /** These parameters only. */
  parameters: z.array(parameterPattern).min(1).max(200).optional(),
  /** Never these. */
  withheld: z.array(parameterPattern).max(200).optional(),
  /** So long after it was received, s. */
  delay_s: z.number().min(0).max(315_576_000).optional(),
  /** One sample of a parameter in so many seconds at most. */
  atMostEvery_s: z.number().positive().max(31_557_600).optional(),
  /** Numbers by parameter are rounded to a multiple of this, in the parameter's unit. */
  rounded: z.record(z.string(), z.number().positive()).optional(),
  from: z.iso.datetime({ offset: false }).optional(),
  until: z.iso.datetime({ offset: false }).optional(),
})
export type DataShare = z.infer<typeof dataShare>

/** Who may use the data when: an embargo in days after receipt, who has it before that, and the licence after it. */
export const dataPolicy = z.strictObject({
  embargo_days: z.number().int().min(0).max(3650),
  sharing: z.array(dataShare).max(100).default([]),
  /** SPDX name, such as `CC-BY-4.0`. */
  licence: z.string().regex(/^[A-Za-z0-9.+-]{1,64}$/, 'is an SPDX licence name such as CC-BY-4.0'),
})

/** What the parties of a project signed: its elements, who hosts them, the grants, who may use the data when. */
export const agreement = z.strictObject({
  id: identifier,
  title: z.string().min(1),
  kind: z.enum(['memorandum', 'integration-agreement', 'joint-operation']),
  parties: z.array(identifier).min(1),
  project: identifier.optional(),
  elements: z.array(identifier),
  signedOn: z.string().optional(),
  /** The last day on which it holds, where it says one. */
  until: z.string().optional(),
  grants: z.array(grant),
  dataPolicy: dataPolicy.optional(),
  provenance,
})
export type Agreement = z.infer<typeof agreement>
