/**
 * What a folder of an archive holds when it is opened: seals and what they name, segments without one, which are read again,
 * and what a crash had left half-done.
 */
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { IncomingPacket } from '@magpie/operations/ingest/archive-port'
import type { Seal } from '@magpie/operations/ingest/archive-seal'
import { cutTornEnd, openForAppend, type TornEnd } from '../durable-append.ts'
import { indexRecords, numberOf, readWhole } from './raw-segments.ts'
import { readSeal } from './seal.ts'
import { type Damage, scanSegment } from './segment-records.ts'
import { OpenSegment } from './segment-writer.ts'

/** What was found when the archive was opened. */
export type OpeningReport = {
  readonly packets: number
  readonly unsealed: number
  readonly damage: readonly Damage[]
  readonly torn: TornEnd | undefined
  /** Files that were left half-written, and seals that cannot be read: their packets are decoded again. */
  readonly repaired: readonly string[]
}

/** The seals of a folder in their order, the names of segments without one, and what was repaired. */
export async function sealsOf(folder: string): Promise<{ seals: Seal[]; unsealed: string[]; repaired: string[] }> {
  await mkdir(folder, { recursive: true })
  const names = (await readdir(folder)).sort()
  const repaired: string[] = []
  for (const name of names.filter((n) => n.endsWith('.writing'))) {
    await rm(join(folder, name))
    repaired.push(name)
  }
  const seals: Seal[] = []
  for (const name of names.filter((n) => /^seal-\d{6}\.json$/.test(n))) {
    const read = await readSeal(join(folder, name))
    if (read.ok) seals.push(read.value)
    else repaired.push(name)
  }
  const known = new Set(seals.flatMap(({ segments }) => segments.map(({ file }) => file)))
  return { seals, unsealed: names.filter((n) => /^packets-\d{6}\.seg$/.test(n) && !known.has(n)), repaired }
}

/** Takes up segments that have no seal, in their order; `unsealed` hears of each packet. */
export async function reopenSegments(
  folder: string,
  names: readonly string[],
  unsealed: (packet: IncomingPacket) => void,
): Promise<{ segments: OpenSegment[] } & Pick<OpeningReport, 'unsealed' | 'damage' | 'torn'>> {
  const out = {
    segments: [] as OpenSegment[],
    unsealed: 0,
    damage: [] as Damage[],
    torn: undefined as TornEnd | undefined,
  }
  for (const [i, name] of names.entries()) {
    const found = await reopen(join(folder, name), i === names.length - 1, unsealed)
    out.segments.push(found.segment)
    out.damage.push(...found.damage)
    out.torn = found.torn ?? out.torn
    out.unsealed += found.packets
  }
  return out
}

/** Takes up a segment; a torn end of the last one is cut off and kept aside. */
async function reopen(path: string, last: boolean, unsealed: (packet: IncomingPacket) => void) {
  const file = await openForAppend(path)
  const octets = await readWhole(file)
  const { records, damage, end, origins } = scanSegment(octets, path)
  const torn = last && end < octets.length ? await cutTornEnd(file, path, end, octets.subarray(end)) : undefined
  if (!last && end < octets.length) damage.push({ file: path, from: end, to: octets.length })
  const segment = new OpenSegment(numberOf(path.slice(-10)), path, last ? end : octets.length)
  await file.close()
  origins.forEach((origin, number) => {
    segment.know(number, origin.source, origin.station)
  })
  indexRecords(segment.index, octets, records, unsealed)
  return { segment, damage, torn, packets: records.length }
}
