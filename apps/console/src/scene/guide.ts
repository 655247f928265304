/** Which view tells most of the mission at a time: what the console shows until somebody chooses a view. */
import type { SceneView } from '@magpie/api/mission-views'
import type { Preset } from './camera-rig.ts'
import { endsOnMoon, MOON, MOON_RADIUS_KM, type Track, trackPosition, tracksByElement } from './ephemeris.ts'

const HOUR_S = 3600
/** The burn that leaves the Earth is worth a look of so long, and the way down is followed from so early. */
const DEPARTURE_S = HOUR_S
const DESCENT_S = 0.6 * HOUR_S
/** Nearer than this to the Moon's centre, km, the Moon alone fills the picture. */
const NEAR_MOON_KM = 25 * MOON_RADIUS_KM
const SETTLING_S = 8 * 86_400

const at = new Float64Array(3)

/** The view for a time. The first element of the scene is the craft that flies the mission. */
export function guidedPreset(scene: SceneView, t: number): Preset {
  const tracks: readonly Track[] = [...tracksByElement(scene).values()][0] ?? []
  const first = tracks[0]
  const last = tracks.at(-1)
  if (first === undefined || last === undefined) return 'earth-moon'
  const begins_s = first.times_s[0] ?? Infinity
  const ends_s = last.times_s.at(-1) ?? -Infinity
  if (t < begins_s) return 'earth-moon'
  if (t < begins_s + DEPARTURE_S) return 'spacecraft'
  if (t >= ends_s) return endsOnMoon(last) && t < ends_s + SETTLING_S ? 'site' : 'moon'
  if (endsOnMoon(last) && t > ends_s - DESCENT_S) return 'spacecraft'
  const now = tracks.findLast((k) => t >= (k.times_s[0] ?? Infinity))
  if (now?.centre !== MOON) return 'earth-moon'
  trackPosition(now, t, at)
  return Math.hypot(...at) < NEAR_MOON_KM ? 'moon' : 'earth-moon'
}
