/** Where the cursor of the plots is, and how its time is told: UTC, and mission elapsed time beside it. */
import { launchTime } from '../live/clock.ts'
import { useLive } from '../live/live-context.tsx'
import { missionElapsed, tdbOfUtc } from '../time/mission-time.ts'
import { readableTime } from './sizes.ts'

/** Words for an instant in POSIX seconds. */
export function useInstantWords(): (at_s: number) => string {
  const launch_s = useLive((s) => (s.clock === undefined ? undefined : launchTime(s.clock)))
  return (at_s) => {
    const iso = isoOf(at_s)
    const tdb_s = tdbOfUtc(iso)
    const utc = `${readableTime(iso)} UTC`
    return launch_s === undefined || tdb_s === undefined ? utc : `${utc} · ${missionElapsed(tdb_s - launch_s)}`
  }
}

/** ISO 8601 of POSIX seconds. */
export function isoOf(unix_s: number): string {
  return new Date(Math.round(unix_s * 1000)).toISOString()
}
