/** What every marker of the scene stands for at the world's time. */
import { EARTH_RADIUS_KM, elementPosition, MOON, MOON_RADIUS_KM, trackPosition } from './ephemeris.ts'
import type { Placed } from './markers.ts'
import type { World } from './world.ts'

/** Nearer to the Moon or the Earth than this, km, the marks on and about it are worth showing. */
const MOON_DETAIL_KM = 120_000
const EARTH_DETAIL_KM = 160_000

/** Burns about the Moon are marked within a day of them, as their paths are drawn. */
const RELEVANT_S = 86_400

const ORIGIN = Float64Array.of(0, 0, 0)
const moonThen = new Float64Array(3)

/** A position from the camera's focus, km. */
export function relative(at: ArrayLike<number>, focus: ArrayLike<number>): [number, number, number] {
  return [at[0]! - focus[0]!, at[1]! - focus[1]!, at[2]! - focus[2]!]
}

/** All markers, those that are nowhere now as hidden. */
export function placed(
  world: World,
  markers: ReadonlyMap<string, HTMLElement>,
  focus: ArrayLike<number>,
  distance_km: number,
): Placed[] {
  const list: Placed[] = []
  const { scene } = world
  const put = (key: string, at: ArrayLike<number> | undefined, rest: Partial<Omit<Placed, 'element' | 'at'>>) => {
    const element = markers.get(key)
    if (element === undefined) return
    const hidden = at === undefined || rest.hidden === true
    const base = { priority: 1, radius_km: 0, coverable: true }
    list.push({ ...base, ...rest, element, at: relative(at ?? ORIGIN, focus), hidden })
  }
  const nearMoon = Math.hypot(...relative(world.moon, focus)) < MOON_DETAIL_KM && distance_km < MOON_DETAIL_KM
  const nearEarth = Math.hypot(...relative(ORIGIN, focus)) < EARTH_DETAIL_KM && distance_km < EARTH_DETAIL_KM
  put('earth', ORIGIN, { priority: 8, radius_km: EARTH_RADIUS_KM, coverable: false })
  put('moon', world.moon, { priority: 7, radius_km: MOON_RADIUS_KM, coverable: false })
  put('site', world.site, { priority: 6, hidden: !nearMoon })
  for (const [i, s] of scene.stations.entries())
    put(`station ${s.id}`, world.stations[i]!, { priority: 2, hidden: !nearEarth })
  for (const element of world.elements.keys()) put(`craft ${element}`, world.craft.get(element), { priority: 9 })
  for (const [i, burn] of scene.manoeuvres.entries()) {
    const { at, centre } = burnPosition(world, burn.tdb_s)
    const today = Math.abs(burn.tdb_s - world.time_s) < RELEVANT_S
    put(`burn ${i}`, at, { priority: 1, hidden: centre === MOON ? !(nearMoon && today) : nearMoon })
  }
  return list
}

/** Where a burn is drawn: one about the Moon lies from the Moon of now, as its path does. */
function burnPosition(world: World, tdb_s: number): { at: Float64Array | undefined; centre: number | undefined } {
  // The first element of the scene is the craft that burns.
  const tracks = [...world.elements.values()][0] ?? []
  const centre = tracks.findLast((k) => tdb_s >= (k.times_s[0] ?? Infinity))?.centre
  const at = new Float64Array(3)
  if (!elementPosition(tracks, world.scene.moon, tdb_s, at)) return { at: undefined, centre }
  if (centre === MOON) {
    trackPosition(world.scene.moon, tdb_s, moonThen)
    for (let k = 0; k < 3; k++) at[k]! += world.moon[k]! - moonThen[k]!
  }
  return { at, centre }
}
