/** Mission time of a centre that hears its spacecraft over links: that of the world, or one that runs along with it. */
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { addSeconds, type Epoch, parseEpoch } from '@magpie/core/time'
import type { LinkClock } from './link-file.ts'

/** Mission time at a moment of the world, ms of Unix (in which leap seconds do not count). */
export function missionTimeAt(clock: LinkClock, wall_ms: number, leap: LeapSeconds): Epoch {
  if (clock.kind === 'wall') return unwrap(parseEpoch(new Date(wall_ms).toISOString(), leap))
  const since_s = (wall_ms - Date.parse(clock.at)) / 1000
  return addSeconds(unwrap(parseEpoch(clock.epoch, leap)), since_s * clock.pace)
}

/** How many seconds of the mission pass in one of the world. */
export function paceOf(clock: LinkClock): number {
  return clock.kind === 'wall' ? 1 : clock.pace
}
