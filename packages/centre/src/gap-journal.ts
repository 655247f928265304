/**
 * What became of gaps, as lines of a journal beside the packets: opened, narrowed, filled. A gap counts once it was there at
 * two looks, since packets that only changed places close theirs at once.
 */
import type { Gap } from '@magpie/operations/ingest/gap-book'
import type { Micros } from '@magpie/operations/ingest/micros'
import * as z from 'zod'

/** A line of the journal. `missing` is what is still missing between the two times. */
export const gapChange = z.strictObject({
  change: z.enum(['opened', 'narrowed', 'filled']),
  at_us: z.number(),
  source: z.string(),
  apid: z.int(),
  first: z.int(),
  missing: z.int(),
  after_us: z.number(),
  before_us: z.number(),
})
export type GapChange = z.infer<typeof gapChange>

type Channel = { readonly source: string; readonly apid: number; readonly gaps: readonly Gap[] }

export class GapJournal {
  private readonly changes: GapChange[] = []
  /** Gaps that were told and are not filled, as they were told first, with what was missing when they were told last. */
  private readonly open = new Map<string, GapChange>()
  private before = new Set<string>()

  /** A journal as its lines say; what is no line of it is passed over. */
  constructor(lines: readonly string[]) {
    for (const line of lines) {
      const read = gapChange.safeParse(parsed(line))
      if (read.success) this.keep(read.data)
    }
  }

  /** Every change so far, oldest first. */
  entries(): readonly GapChange[] {
    return this.changes
  }

  /** What changed since the last look. */
  look(channels: readonly Channel[], at_us: Micros): GapChange[] {
    const out: GapChange[] = []
    const now = new Set<string>()
    const byChannel = new Map(channels.map((channel) => [`${channel.apid} ${channel.source}`, channel.gaps]))
    for (const { source, apid, gaps } of channels)
      for (const gap of gaps) {
        const key = keyOf({ source, apid, ...gap })
        now.add(key)
        if (!this.open.has(key) && this.before.has(key) && !this.isPartOfOpen(source, apid, gap))
          out.push({ change: 'opened', at_us, source, apid, ...gap })
      }
    for (const told of this.open.values()) {
      const gaps = byChannel.get(`${told.apid} ${told.source}`) ?? []
      const left = gaps
        .filter((gap) => gap.after_us >= told.after_us && gap.before_us <= told.before_us)
        .reduce((sum, gap) => sum + gap.missing, 0)
      if (left !== told.missing) out.push({ ...told, change: left === 0 ? 'filled' : 'narrowed', at_us, missing: left })
    }
    this.before = now
    for (const change of out) this.keep(change)
    return out
  }

  private isPartOfOpen(source: string, apid: number, gap: Gap): boolean {
    for (const told of this.open.values())
      if (
        told.source === source &&
        told.apid === apid &&
        gap.after_us >= told.after_us &&
        gap.before_us <= told.before_us
      )
        return true
    return false
  }

  private keep(change: GapChange): void {
    this.changes.push(change)
    const key = keyOf(change)
    if (change.change === 'filled') this.open.delete(key)
    else this.open.set(key, change)
  }
}

function keyOf({
  source,
  apid,
  after_us,
  before_us,
}: Pick<GapChange, 'source' | 'apid' | 'after_us' | 'before_us'>): string {
  return `${apid} ${after_us} ${before_us} ${source}`
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
