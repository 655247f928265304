/** A surface plan as later stages read it. Times TDB seconds past J2000. */
import * as z from 'zod'

const window = z.strictObject({ kind: z.string(), id: z.string().optional(), start: z.number(), end: z.number() })

/** An activity with its place. `id` is that of its request, with `-2`, `-3` for repeats. */
const placedActivity = z.strictObject({
  id: z.string(),
  request: z.string(),
  repeat: z.number().int(),
  title: z.string(),
  element: z.string(),
  party: z.string(),
  command: z.string(),
  sequence: z.boolean(),
  arguments: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  touches: z.array(z.string()),
  startTdb_s: z.number(),
  endTdb_s: z.number(),
  power_W: z.number(),
  data_Mbit: z.number(),
  priority: z.number(),
  /** The window it begins in: the contact where it needs one, else the light. */
  window: window.nullable(),
})
export type PlacedActivity = z.infer<typeof placedActivity>

/** What keeps an activity out. Amounts in the unit named; `share` is the part of the starts tried that this stopped. */
const planReason = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('no-window'),
    needs: z.array(z.string()),
    needed_s: z.number(),
    longest_s: z.number(),
  }),
  z.strictObject({ kind: z.literal('predecessor-missing'), activity: z.string() }),
  z.strictObject({ kind: z.literal('too-late'), after: z.string(), from_s: z.number() }),
  z.strictObject({ kind: z.literal('element-busy'), element: z.string(), share: z.number() }),
  z.strictObject({ kind: z.literal('operators-busy'), limit: z.number(), share: z.number() }),
  z.strictObject({
    kind: z.literal('power'),
    supply: z.string(),
    needed_W: z.number(),
    free_W: z.number(),
    share: z.number(),
  }),
  z.strictObject({
    kind: z.literal('battery'),
    supply: z.string(),
    needed_Wh: z.number(),
    short_Wh: z.number(),
    share: z.number(),
  }),
  z.strictObject({
    kind: z.literal('recorder'),
    needed_Mbit: z.number(),
    short_Mbit: z.number(),
    share: z.number(),
  }),
])
export type PlanReason = z.infer<typeof planReason>

const unplacedActivity = z.strictObject({
  id: z.string(),
  request: z.string(),
  title: z.string(),
  element: z.string(),
  party: z.string(),
  priority: z.number(),
  /** Owed and not merely wished. */
  owed: z.boolean(),
  reasons: z.array(planReason).min(1),
  sentence: z.string(),
})
export type UnplacedActivity = z.infer<typeof unplacedActivity>

export const plan = z.strictObject({
  span: z.strictObject({ start: z.number(), end: z.number() }),
  placed: z.array(placedActivity),
  unplaced: z.array(unplacedActivity),
  profiles: z.strictObject({
    /** A sample at every change; the level runs straight between two, the powers hold from each on. */
    supplies: z.array(
      z.strictObject({
        id: z.string(),
        capacity_Wh: z.number(),
        floor_Wh: z.number(),
        times_s: z.array(z.number()),
        level_Wh: z.array(z.number()),
        supply_W: z.array(z.number()),
        load_W: z.array(z.number()),
        activities_W: z.array(z.number()),
      }),
    ),
    recorder: z.strictObject({
      capacity_Mbit: z.number(),
      times_s: z.array(z.number()),
      level_Mbit: z.array(z.number()),
    }),
  }),
  hibernations: z.array(z.strictObject({ start: z.number(), end: z.number() })),
  /** When a battery on its floor sheds its load and its element waits for the Sun. */
  dormant: z.array(z.strictObject({ supply: z.string(), start: z.number(), end: z.number() })),
  parties: z.array(
    z.strictObject({
      party: z.string(),
      askedValue: z.number(),
      grantedValue: z.number(),
      placements: z.number().int(),
      asked: z.number().int(),
      energy_Wh: z.number(),
      data_Mbit: z.number(),
      time_s: z.number(),
    }),
  ),
  /** Jain's index of the parties' shares of what each asked for. */
  fairness: z.number(),
  value: z.number(),
  askedValue: z.number(),
  objective: z.number(),
  /** No plan under these windows and resources has a greater objective. */
  bound: z.number(),
  rounds: z.number().int(),
  /** What the independent check found; a plan with any is not given out. */
  violations: z.array(z.string()),
})
export type Plan = z.infer<typeof plan>
