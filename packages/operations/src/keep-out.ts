/**
 * Whether the ground that a deployment sweeps is clear: positions of elements from decoded telemetry (`east`, `north`, m from
 * the lander), zones from the mission's surface file. A zone of the host does not keep out what the host itself carries.
 */
import { age, type GateLook, type GateSight, type Zone } from './gate-sight.ts'
import type { Deployment } from './operations-file.ts'

/** Closer to the lander than this an element stands on it, m. */
const ON_THE_LANDER_M = 1

type Place = { readonly east_m: number; readonly north_m: number; readonly at_s: number | undefined }

/** What the gate finds: the first that is in the way, or who is nearest. */
export function clearanceOf(deployment: Deployment, sweep_m: number, seen: GateSight): GateLook {
  const { module, owner, host } = deployment
  const { surroundings } = seen
  const own = placeOf(module, seen) ?? { east_m: 0, north_m: 0, at_s: undefined }
  const source = `decoded positions (east, north); surface.json: keepOuts; operations.json: sweep of ${module}`
  const others = surroundings.vehicles.flatMap((element) => {
    const place = placeOf(element, seen)
    const whose = surroundings.ownerOf(element)
    return element === module || element === host || whose === owner || place === undefined
      ? []
      : [
          {
            element,
            whose: whose ?? '',
            place,
            away_m: Math.hypot(place.east_m - own.east_m, place.north_m - own.north_m),
          },
        ]
  })
  const blocked = (detail: string): GateLook => ({ passed: false, detail, source })
  for (const { element, whose, place, away_m } of others) {
    const when = place.at_s === undefined ? '' : `, ${age(seen.now_s - place.at_s)} ago`
    if (away_m < sweep_m)
      return blocked(`${element} of ${whose} is ${away_m.toFixed(0)} m away, inside the ${sweep_m} m swept${when}`)
    const zone = surroundings.zones.find((z) => z.owner === owner && within(z, place))
    if (zone !== undefined) return blocked(`${element} of ${whose} is inside ${zone.name} of ${owner}${when}`)
    const moving = seen.value(element, 'state')?.value === 'MOVING'
    if (moving && away_m < 2 * sweep_m)
      return blocked(`${element} of ${whose} moves ${away_m.toFixed(0)} m away${when}`)
  }
  const hostOwner = surroundings.ownerOf(host)
  const entered = surroundings.zones.find((z) => z.owner !== owner && z.owner !== hostOwner && within(z, own))
  if (entered !== undefined) return blocked(`it stands inside ${entered.name}, a zone of ${entered.owner}`)
  const nearest = others.toSorted((a, b) => a.away_m - b.away_m)[0]
  const detail =
    nearest === undefined
      ? `nobody else is on the ground; ${sweep_m} m swept`
      : `nearest is ${nearest.element} of ${nearest.whose}, ${nearest.away_m.toFixed(0)} m away; ${sweep_m} m swept`
  return { passed: true, detail, source }
}

/** Where an element stands, as it last said; undefined where it is still on the lander. */
function placeOf(element: string, seen: GateSight): Place | undefined {
  const east = seen.value(element, 'east')
  const north = seen.value(element, 'north')
  if (typeof east?.value !== 'number' || typeof north?.value !== 'number') return undefined
  if (Math.hypot(east.value, north.value) < ON_THE_LANDER_M) return undefined
  return { east_m: east.value, north_m: north.value, at_s: Math.min(east.at_s, north.at_s) }
}

function within(zone: Zone, place: Place): boolean {
  return Math.hypot(place.east_m - zone.east_m, place.north_m - zone.north_m) < zone.radius_m
}
