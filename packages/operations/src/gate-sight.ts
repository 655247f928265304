/** What a deployment's gates look at and what they say: shared by the gates, the machine and whoever shows them. */
import type { DeploymentPeople } from './deployment-people.ts'

/** A value as it was last heard, and when the element made it, s. */
export type Sighting = { readonly value: number | string | boolean; readonly at_s: number }

/** A circle on the ground that only its owner may enter without being asked; metres from the lander. */
export type Zone = {
  readonly id: string
  readonly name: string
  readonly owner: string
  readonly east_m: number
  readonly north_m: number
  readonly radius_m: number
}

/** Whose elements there are around a module, and which zones. */
export type Surroundings = {
  readonly ownerOf: (element: string) => string | undefined
  /** Elements that may leave the lander and say where they are. */
  readonly vehicles: readonly string[]
  readonly zones: readonly Zone[]
}

/** What is known when gates are looked at. Times s, on one scale. */
export type GateSight = {
  readonly now_s: number
  /** The latest value of a parameter, engineering units or label; undefined where none has come. */
  readonly value: (element: string, parameter: string) => Sighting | undefined
  /** Seconds of contact left, 0 outside, and by what. */
  readonly contact: { readonly remaining_s: number; readonly source: string }
  readonly people: DeploymentPeople
  readonly surroundings: Surroundings
}

/** What a gate found: whether it is open, the fact, and where the fact is written. */
export type GateLook = { readonly passed: boolean; readonly detail: string; readonly source: string }

/** A time span for people. */
export function age(span_s: number): string {
  if (span_s < 120) return `${Math.round(span_s)} s`
  return span_s < 7200 ? `${Math.round(span_s / 60)} min` : `${(span_s / 3600).toFixed(1)} h`
}
