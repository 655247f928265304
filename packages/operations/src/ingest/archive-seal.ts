/**
 * The seal of a stretch of the archive of telemetry, as it is written: the files that belong together, how long they are and
 * what their footers must be, and where those who filled the tables stood. docs/telemetry.md describes the files.
 */
import * as z from 'zod'

/** A file as its seal names it: what its footer must look like. */
export type SealedFile = {
  readonly file: string
  readonly octets: number
  readonly footer_octets: number
  readonly footer_checksum: number
}

const whole = z.int().min(0)
const sealedFile = z.strictObject({
  file: z.string(),
  octets: whole,
  footer_octets: whole,
  footer_checksum: whole,
}) satisfies z.ZodType<SealedFile>

/** A table of values: packets of one container from one source. Times are TAI microseconds past 2000-01-01T12:00 TAI. */
const sealedTable = sealedFile.extend({
  source: z.string(),
  container: z.string(),
  rows: whole,
  first_us: z.number(),
  last_us: z.number(),
})
export type SealedTable = z.infer<typeof sealedTable>

const sealedSegment = z.strictObject({
  file: z.string(),
  octets: whole,
  packets: whole,
  index: sealedFile,
  origins: z.array(z.strictObject({ source: z.string(), station: z.string() })),
  channels: z.array(
    z.strictObject({
      source: z.string(),
      apid: whole,
      packets: whole,
      first_us: z.number(),
      last_us: z.number(),
    }),
  ),
})
export type SealedSegment = z.infer<typeof sealedSegment>

/** A seal; `snapshot` is where those who filled the tables stood, to go on from. */
export const seal = z.strictObject({
  format: z.literal('magpie-archive-seal/1'),
  segments: z.array(sealedSegment),
  tables: z.array(sealedTable),
  snapshot: z.unknown(),
})
export type Seal = z.infer<typeof seal>

/** A seal as far as it names files; what else stands in it is not looked at. */
export const sealHead = seal.omit({ snapshot: true }).loose()
