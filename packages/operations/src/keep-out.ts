/**
 * Whether the ground that a deployment sweeps is clear: positions of elements from decoded telemetry (`east`, `north`, m from
 * the lander), zones from the mission's surface file. A zone of the host does not keep out what the host itself carries.
 */
import { age, type GateLook, type GateSight, type Zone } from './gate-sight.ts'
import type { Deployment } from './operations-file.ts'
import { sayOperations as say } from './sentences.ts'

/** Closer to the lander than this an element stands on it, m. */
const ON_THE_LANDER_M = 1

type Place = { readonly east_m: number; readonly north_m: number; readonly at_s: number | undefined }

/** What the gate finds: the first that is in the way, or who is nearest. */
export function clearanceOf(deployment: Deployment, sweep_m: number, seen: GateSight): GateLook {
  const { module, owner, host } = deployment
  const { surroundings } = seen
  const own = placeOf(module, seen) ?? { east_m: 0, north_m: 0, at_s: undefined }
  const source = say('source-positions', { module })
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
    const then = (fact: string) =>
      place.at_s === undefined ? fact : say('some-time-ago', { fact, age: age(seen.now_s - place.at_s) })
    const who = { element, party: whose, away_m: away_m.toFixed(0) }
    if (away_m < sweep_m) return blocked(then(say('ground-inside', { ...who, sweep_m })))
    const zone = surroundings.zones.find((z) => z.owner === owner && within(z, place))
    if (zone !== undefined) return blocked(then(say('ground-zone', { ...who, zone: zone.name, owner })))
    const moving = seen.value(element, 'state')?.value === 'MOVING'
    if (moving && away_m < 2 * sweep_m) return blocked(then(say('ground-moves', who)))
  }
  const hostOwner = surroundings.ownerOf(host)
  const entered = surroundings.zones.find((z) => z.owner !== owner && z.owner !== hostOwner && within(z, own))
  if (entered !== undefined) return blocked(say('ground-own-zone', { zone: entered.name, owner: entered.owner }))
  const nearest = others.toSorted((a, b) => a.away_m - b.away_m)[0]
  const detail =
    nearest === undefined
      ? say('ground-alone', { sweep_m })
      : say('ground-nearest', {
          ...{ element: nearest.element, party: nearest.whose, away_m: nearest.away_m.toFixed(0), sweep_m },
        })
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
