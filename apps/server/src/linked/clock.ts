/** Mission time of a centre over links, in the forms that its parts need. */
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { type Epoch, formatEpoch, tdbSeconds } from '@magpie/core/time'
import { type Micros, microsOf } from '@magpie/operations/ingest/micros'
import { missionTimeAt } from '@magpie/operations/link/link-clock'
import type { LinkClock } from '@magpie/operations/link/link-file'

export type LinkedClock = {
  /** At a time of the world, ms of Unix; now without one. */
  tdb_s(wall_ms?: number): number
  micros(wall_ms?: number): Micros
  utc(wall_ms?: number): string
}

/** The clock of a file of links. */
export function linkedClock(clock: LinkClock): LinkedClock {
  const at = (wall_ms: number): Epoch => missionTimeAt(clock, wall_ms, NAIF0012)
  return {
    tdb_s: (wall_ms = Date.now()) => tdbSeconds(at(wall_ms), NAIF0012),
    micros: (wall_ms = Date.now()) => microsOf(at(wall_ms)),
    utc: (wall_ms = Date.now()) => formatEpoch(at(wall_ms), NAIF0012),
  }
}
