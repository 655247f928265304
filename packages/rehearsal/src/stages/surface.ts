/** Stage 4: the site from touchdown on, over three lunar days. */
import { describeEarthOrientation, earthOrientation } from '@magpie/astro/earth-orientation'
import { err, ok, type Result } from '@magpie/core/result'
import type { TdbSeconds } from '@magpie/core/time'
import type { FlightDesign } from '@magpie/flight/flight-design'
import { sampleTrajectory } from '@magpie/flight/trajectory'
import { describeSurfaceError } from '@magpie/surface/errors'
import { LUNAR_DAY_D, type SiteStudy, studySite } from '@magpie/surface/site-study'
import { stationsOf } from '@magpie/surface/stations-file'
import type { MissionFolder } from '../mission-folder.ts'
import type { RehearsalPorts } from '../ports.ts'
import type { StageDone, StageFailure, StageProgress } from '../stage.ts'

const LUNAR_DAYS = 3

/** Horizon, light, Earth, and contacts with the stations, directly and through the relay that the flight stage flew. */
export async function runSurface(
  mission: MissionFolder,
  flight: FlightDesign,
  ports: RehearsalPorts,
  progress: StageProgress,
): Promise<Result<StageDone<SiteStudy>, StageFailure>> {
  const [eph, terrain] = await Promise.all([ports.ephemerides(), ports.terrain(mission.surface)])
  const state = new Float64Array(6)
  const study = studySite(mission.surface, terrain, eph, {
    from: flight.touchdown.epochTdb_s as TdbSeconds,
    days: LUNAR_DAYS * LUNAR_DAY_D,
    stations: stationsOf(mission.stations),
    relayId: mission.operations.relay,
    relay: (t, out) => {
      if (!sampleTrajectory(flight.relay, t, state)) return false
      out.set(state.subarray(0, 3))
      return true
    },
    onProgress: progress,
  })
  if (!study.ok) return err({ kind: 'stage-failed', stage: 'surface', cause: describeSurfaceError(study.error) })
  const { statistics, contacts, terrain: map, span, unknowns } = study.value
  const turning = describeEarthOrientation(
    earthOrientation(eph, { start: span.start_tdb_s, end: span.end_tdb_s }),
    eph.leapSeconds,
  )
  const usable = contacts.filter((c) => c.kind === 'direct' || c.kind === 'through-relay').length
  const headline = `lit ${statistics.litAny_pct.toFixed(1)} %, Earth in view ${statistics.earth_pct.toFixed(1)} % of three lunar days; longest dark ${statistics.longestDark_h.toFixed(0)} h; ${usable} contacts (map of ${map.nativeResolution_m} m)`
  const output = turning === undefined ? study.value : { ...study.value, unknowns: [...unknowns, turning] }
  return ok({ output, headline })
}
