/**
 * `stations.json` of a mission folder: the Earth stations that can hold a link, and the relay. Positions on WGS84,
 * degrees and m above the ellipsoid, since people write this file.
 */
import { identifier } from '@magpie/core/identifier'
import { provenance } from '@magpie/core/provenance'
import { err, ok, type Result } from '@magpie/core/result'
import * as z from 'zod'

const quantityIn = <U extends string>(unit: U, low: number, high: number) =>
  z.strictObject({ value: z.number().min(low).max(high), unit: z.literal(unit), provenance })

/** An Earth station. */
const station = z.strictObject({
  id: identifier,
  name: z.string().min(1),
  owner: identifier,
  latitude_deg: quantityIn('deg', -90, 90),
  longitude_deg: quantityIn('deg', -180, 360),
  height_m: quantityIn('m', -500, 6000),
  /** Least elevation at which the station works. */
  mask_deg: quantityIn('deg', 0, 60),
  antennas_m: z.array(z.number().positive()),
  note: z.string().optional(),
})

/** The schema of `stations.json`. */
export const stationsFile = z
  .strictObject({
    format: z.literal('magpie-stations-1'),
    stations: z.array(station).min(1),
    /** The relay; its orbit is in the flight file, so that it is written once. */
    relay: z.strictObject({ id: identifier, name: z.string().min(1), owner: identifier, orbitIn: z.string() }),
  })
  .refine((file) => new Set(file.stations.map((s) => s.id)).size === file.stations.length, {
    path: ['stations'],
    message: 'two stations have the same id',
  })
export type StationsFile = z.infer<typeof stationsFile>

export type StationsFileError = {
  readonly kind: 'bad-stations-file'
  readonly faults: readonly { readonly field: string; readonly rule: string }[]
}

/** A station as the contact search takes it. */
export type Station = {
  readonly id: string
  readonly name: string
  readonly lat_deg: number
  readonly lon_deg: number
  readonly height_m: number
  readonly mask_deg: number
}

/** A parsed `stations.json`, or every field that breaks a rule. */
export function parseStationsFile(data: unknown): Result<StationsFile, StationsFileError> {
  const read = stationsFile.safeParse(data)
  if (read.success) return ok(read.data)
  return err({
    kind: 'bad-stations-file',
    faults: read.error.issues.map((issue) => ({ field: issue.path.join('.'), rule: issue.message })),
  })
}

/** The stations of a file as the contact search takes them. */
export function stationsOf(file: StationsFile): Station[] {
  return file.stations.map((s) => ({
    id: s.id,
    name: s.name,
    lat_deg: s.latitude_deg.value,
    lon_deg: s.longitude_deg.value,
    height_m: s.height_m.value,
    mask_deg: s.mask_deg.value,
  }))
}
