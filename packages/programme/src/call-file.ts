/**
 * `call.json` of a mission folder: an announcement of opportunity. Every date is a list of statements with the day each
 * became known, so that a call that slips keeps its history; limits and the deadline's hour carry where they are from.
 */
import { identifier } from '@magpie/core/identifier'
import { provenance, quantity } from '@magpie/core/provenance'
import { type CooperationLevel, cooperationLevel } from '@magpie/mission/project'
import * as z from 'zod'
import { callDeadline } from './call-deadline.ts'
import { civilDay } from './civil-date.ts'
import { reviewRules } from './review/review-rules.ts'
import { eligibilityRules } from './rule.ts'
import { votingRules } from './voting-rules.ts'

/**
 * A resource that proposals take from the host: kilograms, watts by mode (`power` is the peak), megabits a day, room in m3,
 * deck area in m2, cost.
 */
export const resource = z.enum(['mass', 'power', 'power-average', 'power-survival', 'data', 'volume', 'area', 'cost'])
export type Resource = z.infer<typeof resource>

/** What all selected proposals of some levels may take together. */
const envelopeLimit = z.strictObject({
  resource,
  limit: quantity,
  levels: z.array(cooperationLevel).min(1),
})
export type EnvelopeLimit = z.infer<typeof envelopeLimit>

/**
 * A cone that nothing may stand in: what an instrument or antenna of the host looks through. Angles in degrees on the host's
 * deck: azimuth from its +X towards +Y, elevation from the deck upwards.
 */
const viewKeepOut = z.strictObject({
  id: identifier,
  /** What looks there. */
  name: z.string().min(1),
  azimuth_deg: z.number().min(-180).max(360),
  elevation_deg: z.number().min(-90).max(90),
  halfAngle_deg: z.number().positive().max(180),
  levels: z.array(cooperationLevel).min(1),
  provenance,
})

/** A step of the call's schedule: each statement about it with the day it was known. Plans may name a month only. */
const callMilestone = z.strictObject({
  id: identifier,
  title: z.string().min(1),
  statements: z
    .array(
      z.strictObject({
        date: z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/),
        status: z.enum(['planned', 'done']),
        knownFrom: civilDay,
        note: z.string().optional(),
        provenance,
      }),
    )
    .min(1),
})

/** A question that the call puts to proposers of some levels, beside those every letter answers. */
const callQuestion = z.strictObject({
  id: identifier,
  label: z.string().min(1),
  kind: z.enum(['text', 'number', 'choice', 'yes-no']),
  choices: z.array(z.string().min(1)).default([]),
  required: z.boolean().default(false),
  levels: z.array(cooperationLevel).min(1),
})
export type CallQuestion = z.infer<typeof callQuestion>

/** What proposals are scored by, at every level where `levels` is left out. */
const callCriterion = z.strictObject({
  id: identifier,
  name: z.string().min(1),
  weight: z.number().min(0).max(1),
  levels: z.array(cooperationLevel).min(1).optional(),
  provenance,
})
export type CallCriterion = z.infer<typeof callCriterion>

/** The criteria that hold at a level; their weights sum to 1. */
export function criteriaOf(
  { criteria }: { readonly criteria: readonly CallCriterion[] },
  level: CooperationLevel,
): CallCriterion[] {
  return criteria.filter((c) => c.levels === undefined || c.levels.includes(level))
}

export const callFile = z
  .strictObject({
    id: identifier,
    title: z.string().min(1),
    /** The party that opened the call. */
    by: identifier,
    /** Country or region of the host, ISO 3166-1 alpha-2. */
    hostState: z.string().regex(/^[A-Z]{2}$/),
    /** The element that carries what the levels system and unit bring. */
    host: identifier,
    publishedOn: civilDay,
    levels: z.array(z.strictObject({ level: cooperationLevel, meaning: z.string().min(1) })).min(1),
    priorities: z.array(z.string().min(1)),
    /** Weights of a proposal's scores; those that hold at a level sum to 1. */
    criteria: z.array(callCriterion).min(1),
    envelope: z.array(envelopeLimit).min(1),
    /** The most that one independent module may weigh. */
    moduleMass: z.strictObject({ limit: quantity, levels: z.array(cooperationLevel).min(1) }),
    viewKeepOuts: z.array(viewKeepOut).default([]),
    /** How many selected proposals one party may lead; no limit when left out. */
    partyCap: z.strictObject({ most: z.number().int().min(1), provenance }).optional(),
    letters: callDeadline,
    /** Until when proposals are taken, where the call says so. */
    proposals: callDeadline.optional(),
    /** The call's own questions, by level. */
    forms: z.array(callQuestion).default([]),
    milestones: z.array(callMilestone),
    rules: eligibilityRules,
    /** How proposals are reviewed; none are where it is left out. */
    review: reviewRules.optional(),
    /** How its owner's people decide; by more votes for than against where it is left out. */
    voting: votingRules.optional(),
    provenance,
  })
  .superRefine((call, ctx) => {
    for (const { level } of call.levels) {
      const sum = criteriaOf(call, level).reduce((total, c) => total + c.weight, 0)
      if (Math.abs(sum - 1) > 1e-9)
        ctx.addIssue({
          code: 'custom',
          path: ['criteria'],
          message: `weights must sum to 1; at ${level} level they sum to ${Math.round(sum * 1e6) / 1e6}`,
        })
    }
  })
export type CallFile = z.infer<typeof callFile>
