/** What a caller of geometry can meet beside missing kernels, and one sentence for each. */
import { never } from '@magpie/core/result'
import { describeAstroError, type StateError } from '../errors.ts'

/** No kernel gives a body's half axes. */
export type NoShape = { readonly kind: 'no-shape'; readonly body: number }
/** No kernel gives a body's gravitational parameter. */
export type NoMass = { readonly kind: 'no-mass'; readonly body: number }
/** No terrain is known there. */
export type NoTerrain = { readonly kind: 'no-height'; readonly longitude_rad: number; readonly latitude_rad: number }

export type GeometryError =
  | StateError
  | NoShape
  | NoMass
  | NoTerrain
  /** Who looks is inside the body. */
  | { readonly kind: 'inside-body'; readonly body: number; readonly height_km: number }
  /** Two directions that should span a frame are one line, or one has no length. */
  | { readonly kind: 'no-frame'; readonly what: string }
  /** No fit within the tolerance with the terms and pieces allowed. Error and tolerance in the function's own unit. */
  | { readonly kind: 'not-fitted'; readonly at: number; readonly bound: number; readonly tolerance: number }

/** The sentence for any error of geometry. */
export function describeGeometryError(error: GeometryError): string {
  switch (error.kind) {
    case 'no-shape':
      return `no loaded kernel has BODY${error.body}_RADII; add a text PCK that does`
    case 'no-mass':
      return `no loaded kernel has BODY${error.body}_GM; add a text PCK that does`
    case 'no-height':
      return `no terrain is known at longitude ${error.longitude_rad} rad, latitude ${error.latitude_rad} rad`
    case 'inside-body':
      return `the observer lies ${-error.height_km} km under the surface of body ${error.body}`
    case 'no-frame':
      return `the axes are not defined: ${error.what}`
    case 'not-fitted':
      return `no fit within ${error.tolerance} about ${error.at}: ${error.bound} is the best bound; allow more terms or shorter pieces`
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
