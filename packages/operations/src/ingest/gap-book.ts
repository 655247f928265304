/**
 * What is missing of one channel (a source's APID), by its sequence counts. Packets whose counts follow one another are
 * a run; between two runs packets are missing. Late packets, such as those of a dump, lengthen runs and join them, so
 * that a gap closes as it fills, and what is left open depends on which packets came and not on their order.
 *
 * A count tells how many are missing modulo 16,384: a loss of a whole number of such rounds cannot be seen in it.
 */
import { SEQUENCE_MODULUS } from '../space-packet.ts'
import type { Micros } from './micros.ts'

/** Packets whose counts follow one another. Times are of the first and the last. */
export type Run = {
  firstCount: number
  lastCount: number
  first_us: Micros
  last_us: Micros
  packets: number
}

/** Packets that did not come: `missing` of them from count `first` on, between two that came. */
export type Gap = {
  readonly first: number
  readonly missing: number
  readonly after_us: Micros
  readonly before_us: Micros
}

export type GapBook = {
  /** Takes a packet that had not been seen before. */
  see(count: number, time_us: Micros): void
  /** What is missing, earliest first. */
  gaps(): Gap[]
  readonly packets: number
  /** Packets missing in all. */
  readonly missing: number
  /** Packets that came between others whose counts leave no room for them, such as after a counter was reset. */
  readonly strays: number
  /** Where the book stands, to go on from after a restart. */
  snapshot(): GapSnapshot
}

export type GapSnapshot = {
  readonly runs: readonly Run[]
  readonly strays: number
  /** Packets and gaps of runs so long ago that they are no longer followed. */
  readonly settled: { readonly packets: number; readonly missing: number }
}

/** Runs that are followed; the oldest are settled as they are, so that memory stays bounded. */
const MOST_RUNS = 20_000

/** Gaps on either side in which a packet is looked for by its count alone. */
const NEAR_RUNS = 16
/** How far its count may be ahead of the newest where its time is not. */
const NEAR_COUNTS = 64

/** The book of one channel, empty or as a snapshot says. */
export function gapBook(from?: GapSnapshot): GapBook {
  const runs: Run[] = (from?.runs ?? []).map((run) => ({ ...run }))
  const settled = { ...(from?.settled ?? { packets: 0, missing: 0 }) }
  let strays = from?.strays ?? 0

  /** The place of the last run that begins at or before a time; -1 where none does. */
  const lastUpTo = (time_us: Micros): number => {
    let lo = 0
    let hi = runs.length
    while (lo < hi) {
      const mid = (lo + hi) >> 1
      if (runs[mid]!.first_us <= time_us) lo = mid + 1
      else hi = mid
    }
    return lo - 1
  }

  const joinAt = (i: number): void => {
    const a = runs[i]!
    const b = runs[i + 1]
    if (b === undefined || (a.lastCount + 1) % SEQUENCE_MODULUS !== b.firstCount) return
    a.lastCount = b.lastCount
    a.last_us = b.last_us
    a.packets += b.packets
    runs.splice(i + 1, 1)
  }

  /** Tries to put a packet into the gap behind run `i` (-1: before the first). */
  const putBehind = (i: number, count: number, time_us: Micros): boolean => {
    const a = runs[i]
    const b = runs[i + 1]
    if ((a !== undefined && time_us < a.last_us) || (b !== undefined && time_us > b.first_us)) return false
    if (a !== undefined && b !== undefined && ahead(a.lastCount, count) > missingBetween(a, b)) return false
    if (a !== undefined && ahead(a.lastCount, count) === 1) {
      a.lastCount = count
      a.last_us = time_us
      a.packets++
      joinAt(i)
    } else if (b !== undefined && ahead(count, b.firstCount) === 1) {
      b.firstCount = count
      b.first_us = time_us
      b.packets++
    } else {
      runs.splice(i + 1, 0, { firstCount: count, lastCount: count, first_us: time_us, last_us: time_us, packets: 1 })
    }
    return true
  }

  /**
   * A packet whose time is out of step with its count, such as a product that is counted when it is sent and dated when it
   * was made: it fills the nearest gap by its count alone, or goes on behind the newest.
   */
  const putByCount = (near: number, count: number): boolean => {
    for (let i = Math.max(0, near - NEAR_RUNS); i < Math.min(runs.length - 1, near + NEAR_RUNS); i++) {
      const a = runs[i]!
      const b = runs[i + 1]!
      const place = ahead(a.lastCount, count)
      if (place > missingBetween(a, b)) continue
      // Its own time would leave the order of the runs: it is dated by the packets on either side.
      return putBehind(i, count, place === 1 ? a.last_us : b.first_us)
    }
    const last = runs[runs.length - 1]
    if (last === undefined || ahead(last.lastCount, count) > NEAR_COUNTS) return false
    return putBehind(runs.length - 1, count, last.last_us)
  }

  const settleOldest = (): void => {
    const [a, b] = runs
    if (a === undefined || b === undefined) return
    settled.packets += a.packets
    settled.missing += missingBetween(a, b)
    runs.shift()
  }

  return {
    see(count, time_us) {
      const last = runs[runs.length - 1]
      if (last !== undefined && time_us >= last.last_us && ahead(last.lastCount, count) === 1) {
        last.lastCount = count
        last.last_us = time_us
        last.packets++
        return
      }
      const i = lastUpTo(time_us)
      // Packets of one and the same time may stand on either side of a gap: where one lacks comes before the end.
      const places = [i, i - 1, i - 2].filter((place) => place >= -1)
      const inside = places.filter((place) => place >= 0 && place < runs.length - 1)
      const put = [...inside, ...places].some((place) => putBehind(place, count, time_us))
      if (!put && !putByCount(i, count)) strays++
      if (runs.length > MOST_RUNS) settleOldest()
    },
    gaps: () =>
      runs.slice(1).flatMap((b, i) => {
        const a = runs[i]!
        const missing = missingBetween(a, b)
        const first = (a.lastCount + 1) % SEQUENCE_MODULUS
        return missing === 0 ? [] : [{ first, missing, after_us: a.last_us, before_us: b.first_us }]
      }),
    get packets() {
      return runs.reduce((sum, run) => sum + run.packets, settled.packets + strays)
    },
    get missing() {
      return runs.reduce((sum, run, i) => sum + (i === 0 ? 0 : missingBetween(runs[i - 1]!, run)), settled.missing)
    },
    get strays() {
      return strays
    },
    snapshot: () => ({ runs: runs.map((run) => ({ ...run })), strays, settled: { ...settled } }),
  }
}

/** How far `count` is ahead of `of`, 1 to 16,384. */
function ahead(of: number, count: number): number {
  return (count - of + SEQUENCE_MODULUS) % SEQUENCE_MODULUS || SEQUENCE_MODULUS
}

function missingBetween(a: Run, b: Run): number {
  return ahead(a.lastCount, b.firstCount) - 1
}
