/**
 * The scheduling problem as the kernel sees it: whole numbers on one time axis, so that adding and removing an activity
 * a million times leaves no rounding behind. Times are ticks (the surface plan takes seconds since the start of its
 * span); amounts are whole units that the caller chooses (milliwatts, bits).
 */

/** A half-open range of ticks. */
export type Ticks = { readonly start: number; readonly end: number }

/** A step function: `value` holds from `from` to the `from` of the next step; the first step opens the axis. */
export type Step = { readonly from: number; readonly value: number }

/** Something that activities hold while they run and then give back: power, a channel, an element. */
export type Capacity = { readonly id: string; readonly limit: readonly Step[] }

/** A level that activities change at once, by steps, and that may leave neither bound. Nothing is lost when it is full. */
export type Store = { readonly id: string; readonly initial: number; readonly min: number; readonly max: number }

/**
 * A level that fills or drains at a rate: a battery under its array, or a recorder's free space under its downlink.
 * What would overfill it is lost; below `min` it may never go. With `period`, an activity's draw is booked whole, in one
 * tick at the start of the accounting period in which it begins.
 */
export type Charge = {
  readonly id: string
  readonly initial: number
  readonly min: number
  readonly max: number
  /** What flows in when no activity runs, units a tick; negative where it drains. */
  readonly supply: readonly Step[]
  readonly period?: number
  /** Where the level rests on its floor instead of breaking it, its load shed; no activity may run there. */
  readonly rests?: readonly Ticks[]
}

/** The other activity must be in the plan and have ended `minLag` to `maxLag` ticks before this one starts. */
export type Precedence = { readonly activity: number; readonly minLag: number; readonly maxLag?: number }

/** One activity; the numbers in `after` and `apart` are places in the problem's list. */
export type KernelActivity = {
  readonly id: string
  readonly party: string
  readonly duration: number
  readonly value: number
  readonly mandatory: boolean
  /** It lies wholly inside one of these; ascending, disjoint. */
  readonly windows: readonly Ticks[]
  /** `lead` ticks before the start belong to the hold as well: setting up. */
  readonly holds: readonly { readonly capacity: number; readonly amount: number; readonly lead: number }[]
  readonly steps: readonly { readonly store: number; readonly amount: number; readonly at: 'start' | 'end' }[]
  /** Units a tick while it runs; of a charge with a `period`, the whole amount that is booked. */
  readonly draws: readonly { readonly charge: number; readonly rate: number }[]
  readonly after: readonly Precedence[]
  /** May not run at the same time as these. */
  readonly apart: readonly number[]
}

export type Problem = {
  readonly horizon: Ticks
  readonly activities: readonly KernelActivity[]
  readonly capacities: readonly Capacity[]
  readonly stores: readonly Store[]
  readonly charges: readonly Charge[]
  /** 0 counts value alone; 1 lets a party's first share count double and its last nothing. */
  readonly fairness: number
}

/** Start ticks by place in the list, -1 where the activity is not in the plan. */
export type Starts = Int32Array
