/**
 * One virtual channel as its receiver follows it: what its frame counters say is missing, and packets out of its frames. In USLP
 * (CCSDS 732.1-B-2, 4.1.2.11 and 4.2.3) expedited frames have a count of their own, and every multiplexer access point a row of
 * packets of its own: frames of one come between those of another.
 */
import { frameCounter } from './frame-check.ts'
import type { SeenFrame } from './frame-reader.ts'
import { type PacketExtractor, packetExtractor } from './packet-extractor.ts'
import type { PacketSink } from './packet-recovery.ts'

/** Frames of one channel in, packets out. */
export type VirtualChannel = {
  /** Takes the next frame; how many are missing before it, -1 where its count came twice. */
  take(frame: SeenFrame, sink: PacketSink): number
  /** The channel ends: what is whole is given out. */
  end(sink: PacketSink): void
  readonly extractors: readonly PacketExtractor[]
}

type Count = { readonly counter: ReturnType<typeof frameCounter>; breaks: number }
type Row = { readonly extractor: PacketExtractor; breaks: number }

/** A virtual channel of which nothing has come. */
export function virtualChannel(): VirtualChannel {
  const counts = new Map<boolean, Count>()
  const rows = new Map<number, Row>()

  const countOf = ({ expedited, modulus }: SeenFrame): Count | undefined => {
    if (modulus === 0) return undefined
    let count = counts.get(expedited)
    if (count === undefined) {
      count = { counter: frameCounter(modulus), breaks: 0 }
      counts.set(expedited, count)
    }
    return count
  }

  const rowOf = ({ expedited, map }: SeenFrame): Row => {
    const key = 2 * map + Number(expedited)
    let row = rows.get(key)
    if (row === undefined) {
      row = { extractor: packetExtractor(), breaks: 0 }
      rows.set(key, row)
    }
    return row
  }

  return {
    get extractors() {
      return [...rows.values()].map(({ extractor }) => extractor)
    },
    take(frame, sink) {
      const count = countOf(frame)
      const missing = count?.counter.see(frame.count) ?? 0
      if (count !== undefined && missing !== 0) count.breaks++
      if (frame.data === undefined) return missing
      const row = rowOf(frame)
      const breaks = count?.breaks ?? row.breaks
      row.extractor.take(frame.data, frame.firstHeader, row.breaks !== breaks, sink)
      row.breaks = breaks
      return missing
    },
    end(sink) {
      for (const { extractor } of rows.values()) extractor.end(sink)
    },
  }
}
