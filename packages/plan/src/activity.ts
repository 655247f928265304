/** What parties ask a plan for. The fields are those of `activityTemplates` in a mission's operations file. */
import { identifier } from '@magpie/core/identifier'
import * as z from 'zod'

/** What must hold for the whole of an activity: light or darkness, a contact through the relay, a station, or either. */
const planNeed = z.enum(['lit', 'dark', 'contact', 'relay', 'station', 'earth-visible'])
export type PlanNeed = z.infer<typeof planNeed>

/** One activity asked for, up to `repeats` times. Powers W, data Mbit, times s. */
export const activityRequest = z.object({
  id: identifier,
  title: z.string().min(1),
  element: identifier,
  party: identifier,
  command: z.string().min(1),
  /** It runs the deployment sequence of its element, on the host's power. */
  sequence: z.boolean().default(false),
  arguments: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).default({}),
  /** Further elements in use meanwhile. */
  touches: z.array(identifier).default([]),
  duration_s: z.number().positive(),
  power_W: z.number().nonnegative(),
  /** Produced evenly while it runs. */
  data_Mbit: z.number().nonnegative(),
  needs: z.array(planNeed).default([]),
  /** Requests whose first placement must have ended before. */
  after: z.array(identifier).default([]),
  /** Whether the plan may go without it. Of a request with repeats only the first placement is owed. */
  optional: z.boolean().default(false),
  /** 1 (nice to have) to 10 (the mission fails without). */
  priority: z.number().min(1).max(10),
  repeats: z.number().int().min(1).default(1),
  /** Least time from the start of one placement to the start of the next. */
  apart_s: z.number().nonnegative().default(0),
})
export type ActivityRequest = z.output<typeof activityRequest>
