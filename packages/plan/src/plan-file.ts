/** `plan.json` of a mission folder: what the plan keeps in reserve, the rules it keeps, and how it weighs what is asked. */
import { identifier } from '@magpie/core/identifier'
import { provenance } from '@magpie/core/provenance'
import * as z from 'zod'

const percent = z.number().min(0).max(95)

/** A number of the plan with where it is from. */
const reserve = <T extends z.ZodNumber>(value: T) => z.strictObject({ value, provenance })

/** A rule of the plan. */
const planRule = z.discriminatedUnion('kind', [
  /** Nothing is planned in the first time after touchdown. */
  z.strictObject({ id: identifier, kind: z.literal('settling'), duration_s: z.number().nonnegative(), provenance }),
  /**
   * When darkness has lasted `afterDark_s` the site hibernates, until `warmUp_s` after it has ended; nothing runs then,
   * and the supplies' hibernation loads hold.
   */
  z.strictObject({
    id: identifier,
    kind: z.literal('hibernation'),
    afterDark_s: z.number().nonnegative(),
    warmUp_s: z.number().nonnegative(),
    provenance,
  }),
  /** At most so many activities that need a contact run at one time: each has an operator on the ground. */
  z.strictObject({ id: identifier, kind: z.literal('operators'), limit: z.number().int().min(1), provenance }),
  /** So much of every contact is left free at both ends. */
  z.strictObject({ id: identifier, kind: z.literal('contact-margin'), margin_s: z.number().nonnegative(), provenance }),
])
export type PlanRule = z.output<typeof planRule>

/** The schema of `plan.json`. */
export const planFile = z
  .strictObject({
    mission: identifier,
    reserves: z.strictObject({
      /** The planned charge of a battery never falls below this part of its capacity. */
      batteryFloor_percent: reserve(percent),
      batteryInitial_percent: reserve(z.number().min(1).max(100)),
      /** Supply is planned lower, loads higher by this. */
      supplyMargin_percent: reserve(percent),
      loadMargin_percent: reserve(percent),
      recorderMargin_percent: reserve(percent),
      /** What all activities on one supply may draw together. */
      activityPower_W: reserve(z.number().positive()),
    }),
    rules: z.array(planRule),
    /** An activity is worth its priority to the power `priorityExponent`. */
    weights: z.strictObject({
      priorityExponent: z.number().min(0).max(4),
      /** 0 counts value alone; 1 lets a party's first share count double and its last nothing. */
      fairness: z.number().min(0).max(1),
      provenance,
    }),
    search: z.strictObject({ rounds: z.number().int().min(0).max(100_000) }),
    /** Rules that were considered and left out, and why. */
    leftOut: z.array(z.strictObject({ rule: z.string().min(1), why: z.string().min(1), provenance })),
  })
  .refine((file) => file.reserves.batteryInitial_percent.value > file.reserves.batteryFloor_percent.value, {
    path: ['reserves', 'batteryInitial_percent'],
    message: 'a battery must begin above its floor',
  })
export type PlanFile = z.output<typeof planFile>
