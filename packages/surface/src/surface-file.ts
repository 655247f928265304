/**
 * `surface.json` of a mission folder: the site, what stands on it and how high, the maps its horizon is made from, and
 * the zones to keep out of. Angles in degrees, since people write this file; latitudes planetocentric on MOON_ME.
 */
import { identifier } from '@magpie/core/identifier'
import { provenance, source } from '@magpie/core/provenance'
import { err, ok, type Result } from '@magpie/core/result'
import * as z from 'zod'

const degrees = (low: number, high: number) =>
  z.strictObject({ value: z.number().min(low).max(high), unit: z.literal('deg'), provenance })
const metres = z.strictObject({ value: z.number().min(0).max(1000), unit: z.literal('m'), provenance })

/** A part of the lander that sees, with its height above the ground. */
const observer = z.strictObject({ id: identifier, name: z.string().min(1), height_m: metres })

/** A circle on the ground that only its owner may enter without being asked. */
const keepOut = z.strictObject({
  id: identifier,
  name: z.string().min(1),
  owner: identifier,
  latitude_deg: z.number().min(-90).max(90),
  longitude_deg: z.number().min(0).lt(360),
  radius_m: z.number().positive().max(100_000),
  provenance,
})

/** A map file below the data folder. */
const terrainFile = z.strictObject({
  id: identifier,
  file: z.string().regex(/^[\w-]+(?:\/[\w-]+)*\.tiff?$/, 'a path below the data folder that ends with .tif'),
  nativeResolution_m: z.number().positive(),
  source,
  note: z.string().optional(),
})

/** The schema of `surface.json`. */
export const surfaceFile = z
  .strictObject({
    format: z.literal('magpie-surface-1'),
    site: z.strictObject({
      id: identifier,
      name: z.string().min(1),
      latitude_deg: degrees(-90, 90),
      longitude_deg: degrees(0, 360),
    }),
    /** What sees the Sun (light and power), what speaks with the Earth and the relay, and what takes pictures. */
    observers: z.strictObject({ power: observer, communications: observer, camera: observer }),
    /** Least elevation above the terrain that a link needs at the site. */
    masks: z.strictObject({ earth_deg: degrees(0, 45), relay_deg: degrees(0, 45) }),
    horizon: z.strictObject({
      azimuths: z.union([z.literal(360), z.literal(720)]),
      reach_km: z.number().min(10).max(600),
    }),
    terrain: z.array(terrainFile).min(1),
    keepOuts: z.array(keepOut),
    /** What the maps cannot say; shown wherever the study is. */
    unknowns: z.array(z.string().min(1)),
  })
  .refine((file) => new Set(file.terrain.map((layer) => layer.id)).size === file.terrain.length, {
    path: ['terrain'],
    message: 'two layers have the same id',
  })
export type SurfaceFile = z.infer<typeof surfaceFile>

export type SurfaceFileError = {
  readonly kind: 'bad-surface-file'
  readonly faults: readonly { readonly field: string; readonly rule: string }[]
}

/** A parsed `surface.json`, or every field that breaks a rule. */
export function parseSurfaceFile(data: unknown): Result<SurfaceFile, SurfaceFileError> {
  const read = surfaceFile.safeParse(data)
  if (read.success) return ok(read.data)
  return err({
    kind: 'bad-surface-file',
    faults: read.error.issues.map((issue) => ({ field: issue.path.join('.'), rule: issue.message })),
  })
}
