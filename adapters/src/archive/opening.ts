/**
 * What a folder of an archive holds when it is opened: seals and what they name, segments without one, which are read again,
 * and what a crash had left half-done.
 */
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Result } from '@magpie/core/result'
import type { IncomingPacket } from '@magpie/operations/ingest/archive-port'
import type { Seal, SealedSegment, SealedTable } from '@magpie/operations/ingest/archive-seal'
import { cutTornEnd, openForAppend, type TornEnd } from '../durable-append.ts'
import { indexRecords, numberOf, readWhole } from './raw-segments.ts'
import { type BrokenSeal, readSeal, readSealHead, type SealHead } from './seal.ts'
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

/** What the seals of a folder name, in their order. */
export type Sealed = {
  readonly segments: SealedSegment[]
  readonly tables: SealedTable[]
  /** Of the last one. */
  readonly snapshot: unknown
  readonly unsealed: string[]
  readonly repaired: string[]
}

/** What is sealed in a folder, the names of segments without a seal, and what was repaired. */
export async function sealsOf(folder: string): Promise<Sealed> {
  await mkdir(folder, { recursive: true })
  const names = (await readdir(folder)).sort()
  const repaired: string[] = []
  for (const name of names.filter((n) => n.endsWith('.writing'))) {
    await rm(join(folder, name))
    repaired.push(name)
  }
  const seals = names.filter((n) => /^seal-\d{6}\.json$/.test(n))
  let last: Result<Seal, BrokenSeal> | undefined
  // Where all stood is said by every seal, and of the last one it is of use.
  while (!last?.ok && seals.length > 0) {
    const name = seals.pop()!
    last = await readSeal(join(folder, name))
    if (!last.ok) repaired.push(name)
  }
  const before: SealHead[] = []
  for (const [i, name] of seals.entries()) {
    const read = readSealHead(join(folder, name))
    if (read.ok) before.push(read.value)
    else repaired.push(name)
    if (i % TURN === 0) await nextTurn()
  }
  const all = last?.ok ? [...before, last.value] : before
  const segments = inOrder(all.flatMap((seal) => seal.segments))
  const known = new Set(segments.map(({ file }) => file))
  return {
    ...{ segments, tables: all.flatMap((seal) => seal.tables), snapshot: last?.ok ? last.value.snapshot : undefined },
    ...{ unsealed: names.filter((n) => /^packets-\d{6}\.seg$/.test(n) && !known.has(n)), repaired },
  }
}

/** By number: a seal that was made again may name older segments. */
export function inOrder(segments: SealedSegment[]): SealedSegment[] {
  return segments.sort((a, b) => (a.file < b.file ? -1 : 1))
}

/** Seals read before others have their turn. */
const TURN = 200

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
