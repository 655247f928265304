/** What a caller of this package can meet, and one sentence for each. */
import { describeElementsError, type ElementsError } from '@magpie/astro/elements/errors'
import { describeAstroError } from '@magpie/astro/errors'
import { never } from '@magpie/core/result'
import { type BadTime, describeBadTime } from '@magpie/core/time'
import type { ForceError } from './forces.ts'
import { describeIntegrationError, type IntegrationError } from './integrator.ts'
import type { NotConverged } from './newton.ts'

export type FlightError =
  | ForceError
  | ElementsError
  | IntegrationError
  | NotConverged
  | BadTime
  | { readonly kind: 'no-arrival'; readonly what: string; readonly closest_km: number }
  | {
      readonly kind: 'out-of-propellant'
      readonly vehicle: string
      readonly needed_kg: number
      readonly loaded_kg: number
    }
  | { readonly kind: 'descent-failed'; readonly phase: string; readonly height_m: number; readonly miss_m: number }
  | { readonly kind: 'no-launch'; readonly inclination_deg: number }
  | { readonly kind: 'no-pass'; readonly after_tdb_s: number }

/** The sentence for any error of flight design. */
export function describeFlightError(error: FlightError): string {
  switch (error.kind) {
    case 'derivative-failed':
    case 'step-too-small':
    case 'too-many-steps':
      return describeIntegrationError(error)
    case 'bad-time':
    case 'before-utc':
      return describeBadTime(error)
    case 'no-gravity-parameter':
      return `the loaded kernels give no GM of body ${error.body}`
    case 'not-converged':
      return `${error.what} did not converge in ${error.iterations} iterations; residuals ${error.residuals.map((r) => r.toPrecision(3)).join(', ')}`
    case 'no-arrival':
      return `${error.what} does not reach the Moon: nearest ${Math.round(error.closest_km)} km`
    case 'out-of-propellant':
      return `the ${error.vehicle} needs ${error.needed_kg.toFixed(1)} kg of propellant and carries ${error.loaded_kg.toFixed(1)} kg`
    case 'descent-failed':
      return `the descent fails in ${error.phase}, ${error.height_m.toFixed(0)} m up and ${error.miss_m.toFixed(0)} m from the site`
    case 'no-launch':
      return `no launch from the site reaches the Moon by a parking orbit of inclination ${error.inclination_deg} deg at the arrival asked for`
    case 'no-pass':
      return `the orbit does not pass the site within the search after TDB ${error.after_tdb_s} s`
    case 'rectilinear':
    case 'no-orbit':
    case 'beyond-asymptote':
    case 'singular-elements':
      return describeElementsError(error)
    case 'unknown-frame':
    case 'unusable-frame':
    case 'no-orientation':
    case 'unsupported-segment':
    case 'no-ephemeris':
    case 'outside-coverage':
    case 'not-connected':
      return describeAstroError(error)
    default:
      return never(error)
  }
}
