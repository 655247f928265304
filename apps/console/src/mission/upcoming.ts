/** What is under way and what comes next, of all the windows and moments that a centre knows. */
import type { upcoming } from '@magpie/api/mission-views'
import type * as z from 'zod'

export type Upcoming = z.infer<typeof upcoming>

const NOW_SHOWN = 6
/** The lists are sorted out by the minute: a window that ends within it is as good as over. */
const ENDING_S = 60
const AHEAD_SHOWN = 9
/** Passes are many, and Operate has them all. */
const PASSES_SHOWN = 2

/** Split at the time: windows that hold it, and what begins after it, each cut to what a newcomer can take in. */
export function sortOut(
  list: readonly Upcoming[],
  at: number | undefined,
): { readonly now: readonly Upcoming[]; readonly ahead: readonly Upcoming[] } {
  const time = at ?? -Infinity
  const now = list.filter((u) => u.start_tdb_s <= time && (u.end_tdb_s ?? -Infinity) > time + ENDING_S)
  const ahead = list.filter((u) => u.start_tdb_s > time)
  return { now: fewPasses(now).slice(0, NOW_SHOWN), ahead: fewPasses(ahead).slice(0, AHEAD_SHOWN) }
}

function fewPasses(list: readonly Upcoming[]): readonly Upcoming[] {
  let passes = 0
  return list.filter((u) => u.kind !== 'pass' || passes++ < PASSES_SHOWN)
}
