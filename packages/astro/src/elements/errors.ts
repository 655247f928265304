/** Why a state has no elements, or elements no state. */
import { never } from '@magpie/core/result'

export type ElementsError =
  /** The state falls straight to or from the centre, or the elements have no size: no plane, no node, no periapsis. */
  | { readonly kind: 'rectilinear'; readonly sine: number }
  /** A number that no orbit has: not finite, a centre without mass, a radius or periapsis of nothing. */
  | { readonly kind: 'no-orbit'; readonly what: string; readonly value: number }
  /** The anomaly lies past the asymptote of the hyperbola (or at the end of the parabola). */
  | { readonly kind: 'beyond-asymptote'; readonly trueAnomaly_rad: number; readonly eccentricity: number }
  /** Equinoctial elements of this sense are singular here: take those of the other. */
  | { readonly kind: 'singular-elements'; readonly inclination_rad: number; readonly retrograde: boolean }

/** The sentence for an error of elements. */
export function describeElementsError(error: ElementsError): string {
  switch (error.kind) {
    case 'rectilinear':
      return `the motion is a straight line through the centre (sine of the flight angle ${error.sine}): it has no orbital plane; propagate the state itself`
    case 'no-orbit':
      return `there is no orbit with ${error.what} ${error.value}`
    case 'beyond-asymptote':
      return `a true anomaly of ${error.trueAnomaly_rad} rad lies past the asymptote of eccentricity ${error.eccentricity}`
    case 'singular-elements':
      return `equinoctial elements of the ${error.retrograde ? 'retrograde' : 'direct'} sense are singular at inclination ${error.inclination_rad} rad; use the other sense`
    default:
      return never(error)
  }
}
