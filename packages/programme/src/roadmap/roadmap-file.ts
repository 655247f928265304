/**
 * `data/roadmap/roadmap.json`: what programmes said they would do and when, as dated statements. Nothing is overwritten: of
 * each item the last statement known on a day is what was planned on that day.
 */
import { identifier } from '@magpie/core/identifier'
import { provenance } from '@magpie/core/provenance'
import * as z from 'zod'
import { civilDay } from '../civil-date.ts'
import { confidence } from '../facts-file.ts'

/** How closely a statement names its time. */
export const datePrecision = z.enum(['day', 'month', 'quarter', 'half-year', 'year', 'years'])

/** When, as days: both ends included; without `latest` not before `earliest`. `approximate` where the source says "about". */
const plannedTime = z
  .strictObject({
    earliest: civilDay,
    latest: civilDay.optional(),
    precision: datePrecision,
    approximate: z.boolean().default(false),
  })
  .refine((p) => p.latest === undefined || p.earliest <= p.latest, 'earliest must not lie after latest')
export type PlannedTime = z.infer<typeof plannedTime>

export const roadmapStatement = z.strictObject({
  id: identifier,
  item: identifier,
  /** The time as the source prints it. */
  says: z.string().min(1),
  /** The same as days; left out where the statement names no time. */
  planned: plannedTime.optional(),
  /** How words such as "early" were read, where days had to be chosen. */
  reading: z.string().min(1).optional(),
  status: z.enum(['planned', 'done', 'slipped', 'redefined', 'cancelled', 'reported']),
  /** The first day on which it could be known. */
  knownFrom: civilDay,
  confidence,
  /** Statements that it contradicts, where it is not a change of plan but another reading. */
  disagreesWith: z.array(identifier).default([]),
  note: z.string().min(1).optional(),
  provenance,
})
export type RoadmapStatement = z.infer<typeof roadmapStatement>

export const roadmapFile = z
  .strictObject({
    lanes: z.array(z.strictObject({ id: identifier, title: z.string().min(1) })).min(1),
    items: z
      .array(
        z.strictObject({
          id: identifier,
          lane: identifier,
          title: z.string().min(1),
          kind: z.enum(['event', 'phase', 'decision']),
        }),
      )
      .min(1),
    statements: z.array(roadmapStatement).min(1),
    /** Instruments whose memberships stand beside the lanes. */
    memberships: z.array(identifier).default([]),
  })
  .superRefine(({ lanes, items, statements }, ctx) => {
    const say = (path: (string | number)[], message: string) => ctx.addIssue({ code: 'custom', path, message })
    const missing = (list: readonly { readonly id: string }[], id: string) => !list.some((x) => x.id === id)
    for (const [i, item] of items.entries())
      if (missing(lanes, item.lane)) say(['items', i, 'lane'], `there is no lane "${item.lane}"`)
    for (const [i, s] of statements.entries()) {
      if (missing(items, s.item)) say(['statements', i, 'item'], `there is no item "${s.item}"`)
      if (statements.findIndex((o) => o.id === s.id) !== i) say(['statements', i, 'id'], `"${s.id}" is here twice`)
      for (const [j, other] of s.disagreesWith.entries())
        if (missing(statements, other)) say(['statements', i, 'disagreesWith', j], `there is no statement "${other}"`)
    }
  })
export type RoadmapFile = z.infer<typeof roadmapFile>
