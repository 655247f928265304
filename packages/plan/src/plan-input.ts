/** What the surface plan is made from. Windows come from the surface study, supplies and links from the operations file. */
import type { TdbSeconds } from '@magpie/core/time'
import type { ActivityRequest } from './activity.ts'
import type { PlanFile } from './plan-file.ts'

export type PlanWindowKind = 'lit' | 'earth-visible' | 'station-contact' | 'relay-contact'

/** When something holds at the site, TDB seconds past J2000, half-open. */
export type PlanWindow = {
  readonly kind: PlanWindowKind
  /** The station or relay, where there is one. */
  readonly id?: string
  readonly start: TdbSeconds
  readonly end: TdbSeconds
}

/** A battery under an array, with the elements that live on it. The one with `elements: 'rest'` feeds all others and every deployment. */
export type PlanSupply = {
  readonly id: string
  readonly elements: readonly string[] | 'rest'
  /** What the array gives when lit. */
  readonly array_W: number
  readonly battery_Wh: number
  /** What is drawn when no activity runs: awake, and in hibernation. */
  readonly load_W: number
  readonly hibernation_W: number
}

export type PlanInput = {
  readonly file: PlanFile
  readonly activities: readonly ActivityRequest[]
  readonly windows: readonly PlanWindow[]
  readonly supplies: readonly PlanSupply[]
  readonly recorder_Mbit: number
  /** What the recorder sheds through a contact of each kind. */
  readonly downlink_bit_s: { readonly 'station-contact': number; readonly 'relay-contact': number }
  /** From touchdown to the end of the last lunar day. */
  readonly span: { readonly start: TdbSeconds; readonly end: TdbSeconds }
  readonly seed: string
}

/** What the spine can meet instead of a plan. */
export type PlanError =
  | { readonly kind: 'empty-span'; readonly start: number; readonly end: number }
  | { readonly kind: 'unknown-predecessor'; readonly activity: string; readonly after: string }
  | { readonly kind: 'circular-order'; readonly activities: readonly string[] }
  | { readonly kind: 'repeated-activity'; readonly activity: string }
  | { readonly kind: 'no-main-supply' }
  | { readonly kind: 'checker-refused'; readonly violations: readonly string[] }

/** The sentence for what stood in the way of a plan. */
export function describePlanError(error: PlanError): string {
  switch (error.kind) {
    case 'empty-span':
      return `the plan's span ends at ${error.end} s, not after its start at ${error.start} s`
    case 'unknown-predecessor':
      return `activity ${error.activity} comes after ${error.after}, which nobody asks for: add it or drop the order`
    case 'circular-order':
      return `activities ${error.activities.join(', ')} wait for one another: break the circle in one "after"`
    case 'repeated-activity':
      return `activity ${error.activity} is asked for twice: give each its own id, or use "repeats"`
    case 'no-main-supply':
      return 'exactly one supply must feed the rest of the elements ("elements": "rest")'
    case 'checker-refused':
      return `the plan breaks ${error.violations.length} rules by the independent check: ${error.violations[0]}`
  }
}
