/** What a caller of this package can meet, and one sentence for each. */
import { describeAstroError, type StateError } from '@magpie/astro/errors'
import { never } from '@magpie/core/result'
import type { StationsFileError } from './stations-file.ts'
import type { SurfaceFileError } from './surface-file.ts'
import type { TerrainError } from './terrain.ts'

export type SurfaceError =
  | TerrainError
  | SurfaceFileError
  | StationsFileError
  | { readonly kind: 'empty-span'; readonly days: number }
  | { readonly kind: 'sky-unknown'; readonly error: StateError }

/** The sentence for any error of this package. */
export function describeSurfaceError(error: SurfaceError): string {
  switch (error.kind) {
    case 'bad-raster':
      return `the terrain raster does not fit itself: ${error.why} is ${error.got} where ${error.expected} is needed`
    case 'no-terrain':
      return `no terrain file covers latitude ${error.latitude_deg}, longitude ${error.longitude_deg} deg: name one in surface.json that does`
    case 'bad-surface-file':
      return `surface.json: ${listed(error.faults)}`
    case 'bad-stations-file':
      return `stations.json: ${listed(error.faults)}`
    case 'empty-span':
      return `a study of ${error.days} days has no time in it: give a positive number of days`
    case 'sky-unknown':
      return `the sky over the site could not be computed: ${describeAstroError(error.error)}`
    default:
      return never(error)
  }
}

function listed(faults: readonly { readonly field: string; readonly rule: string }[]): string {
  return faults.map(({ field, rule }) => `${field === '' ? 'the file' : field}: ${rule}`).join('; ')
}
