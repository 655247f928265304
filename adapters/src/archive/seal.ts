/**
 * The seal of a stretch of the archive: written last, when everything it names is whole on the disk. What no seal names is
 * read again from the raw packets when the archive is opened.
 */
import { open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { err, ok, type Result } from '@magpie/core/result'
import * as z from 'zod'
import { type SealedFile, syncFolder } from './parquet-files.ts'

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

export type BrokenSeal = { readonly kind: 'seal-broken'; readonly file: string; readonly why: string }

/** Writes a seal, durable when resolved. */
export async function writeSeal(path: string, content: Seal): Promise<void> {
  const file = await open(`${path}.writing`, 'w')
  await file.writeFile(JSON.stringify(content))
  await file.sync().finally(() => file.close())
  await rename(`${path}.writing`, path)
  await syncFolder(dirname(path))
}

/** Reads a seal. */
export async function readSeal(path: string): Promise<Result<Seal, BrokenSeal>> {
  try {
    const read = seal.safeParse(JSON.parse(await readFile(path, 'utf8')))
    if (read.success) return ok(read.data)
    return err({ kind: 'seal-broken', file: path, why: z.prettifyError(read.error) })
  } catch (cause) {
    return err({ kind: 'seal-broken', file: path, why: (cause as Error).message })
  }
}
