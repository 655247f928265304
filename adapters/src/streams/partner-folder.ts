/**
 * The folder of a partner's copy: where it stands, and for each run an archive, the ledger, and what became of what was sent
 * up. What is noted as taken is durable before.
 */
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PartnerRun, PartnerStanding } from '@magpie/centre/streams/partner-copy'
import type { TelemetryService } from '@magpie/centre/telemetry-service'
import { type ChainItem, decodeEntry, encodeEntry } from '@magpie/ledger/entry'
import * as z from 'zod'
import { type LineFile, openLineFile } from '../line-file.ts'
import { writeWhole } from '../whole-file.ts'

/** Read and written by its owner alone. */
const PRIVATE = 0o600

const standingFile = z.strictObject({
  format: z.literal('magpie-copy-1'),
  party: z.string(),
  sequence: z.number().int().nonnegative(),
  leadKey: z.string().optional(),
  run: z.string().optional(),
})

/** What a folder says of where its copy stands, and of the run that came last. */
export type FolderStanding = PartnerStanding & { readonly run: string | undefined }

/** Reads where the copy stands; a new one stands at the beginning. A folder of another party is refused. */
export async function readStanding(folder: string, party: string): Promise<FolderStanding> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  let text: string
  try {
    text = await readFile(join(folder, 'standing.json'), 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause
    return { sequence: 0, leadKey: undefined, run: undefined }
  }
  const { party: owner, sequence, leadKey, run } = standingFile.parse(JSON.parse(text))
  if (owner !== party) throw new Error(`${folder} holds the copy of ${owner}, not of ${party}`)
  return { sequence, leadKey, run }
}

/** Notes where it stands; durable when resolved. */
export async function writeStanding(folder: string, party: string, standing: FolderStanding): Promise<void> {
  const { sequence, leadKey, run } = standing
  const kept = { format: 'magpie-copy-1', party, sequence, leadKey, run }
  await writeWhole(join(folder, 'standing.json'), `${JSON.stringify(kept, null, 2)}\n`, PRIVATE)
}

/** A run's part of the folder; `openTelemetry` opens the archive in the folder that it is given. */
export async function openRunFolder(
  folder: string,
  run: string,
  openTelemetry: (archive: string) => Promise<TelemetryService>,
): Promise<PartnerRun> {
  const own = join(folder, run)
  await mkdir(own, { recursive: true })
  let lines = await ledgerOf(own)
  const telemetry = await openTelemetry(join(own, 'archive'))
  return {
    telemetry,
    ledger: lines.lines.map(itemOf),
    async keepLedger(ledger, added, anew) {
      if (!anew) return lines.append(ledger.slice(-added).map(encodeEntry))
      await lines.close()
      const whole = ledger.map((item) => `${encodeEntry(item)}\n`).join('')
      await writeWhole(join(own, 'ledger.jsonl'), whole, PRIVATE)
      lines = await ledgerOf(own)
    },
    async keepSamples(cells) {
      for (const { element, delay_s, hour, lines } of cells) {
        const place = join(own, 'samples', delay_s === 0 ? element : `${element}-after-${delay_s}s`)
        await mkdir(place, { recursive: true })
        await writeWhole(join(place, `${hour}.jsonl`), lines, PRIVATE)
      }
    },
    async answer(answers, at) {
      const kept = await openLineFile(join(own, 'answers.jsonl'), isJson)
      await kept.append(answers.map((answer) => JSON.stringify({ at, ...answer }))).finally(() => kept.close())
    },
    async close() {
      await telemetry.close()
      await lines.close()
    },
  }
}

function ledgerOf(folder: string): Promise<LineFile> {
  return openLineFile(join(folder, 'ledger.jsonl'), (line) => decodeEntry(line).ok)
}

function itemOf(line: string, index: number): ChainItem {
  const read = decodeEntry(line)
  if (read.ok) return read.value
  throw new Error(
    `line ${index + 1} of ledger.jsonl is no entry: the copy was altered; begin it anew in another folder`,
  )
}

function isJson(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}
