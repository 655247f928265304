/** The state of the scene at a time: where everything is and what each camera preset would look at. No graphics here. */
import type { SceneView } from '@magpie/api/mission-views'
import { across, type Preset, type Stand, unit, type Vec } from './camera-rig.ts'
import { ECLIPTIC_NORTH } from './ecliptic.ts'
import {
  attitudeAt,
  EARTH_RADIUS_KM,
  elementPosition,
  endsOnMoon,
  fromBodyAxes,
  MOON_RADIUS_KM,
  surfacePoint,
  type Track,
  toBodyAxes,
  trackPosition,
  tracksByElement,
} from './ephemeris.ts'

export type World = {
  readonly scene: SceneView
  readonly elements: ReadonlyMap<string, readonly Track[]>
  /** TDB seconds past J2000, as `moveTo` left it. */
  time_s: number
  /** Earth-centred, km; filled by `moveTo`. */
  readonly moon: Float64Array
  readonly sun: Float64Array
  readonly moonAttitude: Float64Array
  readonly earthAttitude: Float64Array
  /** Only the elements that are somewhere at the time. */
  readonly craft: Map<string, Float64Array>
  /** Elements whose flight ended on the Moon: when, and where on its body axes, km. They stay there. */
  readonly landed: ReadonlyMap<string, { readonly since_s: number; readonly body_km: Float64Array }>
  readonly site: Float64Array
  readonly stations: readonly Float64Array[]
}

/** A world of the scene, at no time yet. */
export function createWorld(scene: SceneView): World {
  return {
    scene,
    elements: tracksByElement(scene),
    time_s: scene.start_tdb_s,
    moon: new Float64Array(3),
    sun: new Float64Array(3),
    moonAttitude: new Float64Array(4),
    earthAttitude: new Float64Array(4),
    craft: new Map(),
    landed: landings(scene),
    site: new Float64Array(3),
    stations: scene.stations.map(() => new Float64Array(3)),
  }
}

/** Moves everything to `t`. */
export function moveTo(world: World, t: number): void {
  const { scene, moon } = world
  world.time_s = t
  trackPosition(scene.moon, t, moon)
  trackPosition(scene.sun, t, world.sun)
  attitudeAt(scene.moonAttitude, t, world.moonAttitude)
  attitudeAt(scene.earthAttitude, t, world.earthAttitude)
  fromBodyAxes(world.moonAttitude, surfacePoint(scene.site, MOON_RADIUS_KM, world.site))
  for (let k = 0; k < 3; k++) world.site[k]! += moon[k]!
  for (const [i, station] of scene.stations.entries())
    fromBodyAxes(world.earthAttitude, surfacePoint(station, EARTH_RADIUS_KM, world.stations[i]!))
  for (const [element, tracks] of world.elements) {
    const at = world.craft.get(element) ?? new Float64Array(3)
    if (elementPosition(tracks, scene.moon, t, at) || standing(world, element, t, at)) world.craft.set(element, at)
    else world.craft.delete(element)
  }
}

/** Where an element stands that has landed before `t`; false for one that has not. */
function standing(world: World, element: string, t: number, at: Float64Array): boolean {
  const landing = world.landed.get(element)
  if (landing === undefined || t < landing.since_s) return false
  at.set(landing.body_km)
  fromBodyAxes(world.moonAttitude, at)
  for (let k = 0; k < 3; k++) at[k]! += world.moon[k]!
  return true
}

function landings(scene: SceneView): World['landed'] {
  const landed = new Map<string, { since_s: number; body_km: Float64Array }>()
  for (const [element, tracks] of tracksByElement(scene)) {
    const last = tracks.at(-1)
    if (last === undefined || !endsOnMoon(last)) continue
    const since_s = last.times_s.at(-1)!
    const attitude = attitudeAt(scene.moonAttitude, since_s, new Float64Array(4))
    landed.set(element, { since_s, body_km: toBodyAxes(attitude, Float64Array.from(last.positions_km.slice(-3))) })
  }
  return landed
}

/** What a preset looks at in this world, for a picture `aspect` times as wide as high with that vertical field of view. */
export function standOf(
  world: World,
  preset: Preset,
  craft: string | undefined,
  aspect: number,
  fov_rad: number,
): Stand {
  const half = Math.tan(fov_rad / 2)
  switch (preset) {
    case 'earth-moon':
      return earthMoonStand(world, half * aspect)
    case 'moon':
      return moonStand(world, half * Math.min(1, aspect))
    case 'site':
      return siteStand(world)
    case 'spacecraft':
      return craftStand(world, craft) ?? earthMoonStand(world, half * aspect)
  }
}

function earthMoonStand({ moon }: World, halfWidth: number): Stand {
  const m = vec(moon)
  const separation = Math.hypot(...m)
  const z = ECLIPTIC_NORTH
  return {
    focus: [m[0] / 2, m[1] / 2, m[2] / 2],
    x: across(m, z),
    z,
    distance_km: separation / 2 / (0.72 * halfWidth),
    nearest_km: 20_000,
    farthest_km: 4e6,
  }
}

function moonStand({ moon, moonAttitude }: World, half: number): Stand {
  const z = vec(fromBodyAxes(moonAttitude, Float64Array.of(0, 0, 1)))
  const m = vec(moon)
  return {
    focus: m,
    x: across([-m[0], -m[1], -m[2]], z),
    z,
    distance_km: MOON_RADIUS_KM / (0.42 * half),
    nearest_km: 1.15 * MOON_RADIUS_KM,
    farthest_km: 2e6,
  }
}

function siteStand({ site, moon, moonAttitude }: World): Stand {
  const z = unit([site[0]! - moon[0]!, site[1]! - moon[1]!, site[2]! - moon[2]!])
  const north = vec(fromBodyAxes(moonAttitude, Float64Array.of(0, 0, 1)))
  return { focus: vec(site), x: across(north, z), z, distance_km: 1300, nearest_km: 60, farthest_km: 60_000 }
}

/** Of how much of the sky a body fills, as sine of its half width, the camera counts as near it, and as far. */
const NEAR_SINE = 0.8
const FAR_SINE = 0.4
/** How far the stand leans from "behind the craft" (0) to "above it, looking back at the body" (90 degrees). */
const LEAN_NEAR_RAD = (20 * Math.PI) / 180
const LEAN_FAR_RAD = Math.PI / 2

/** Near a body behind the craft with the horizon before it; far out beyond it, with the body behind. */
function craftStand(world: World, craft: string | undefined): Stand | undefined {
  const id = craft !== undefined && world.craft.has(craft) ? craft : world.craft.keys().next().value
  if (id === undefined) return undefined
  const p = vec(world.craft.get(id)!)
  const fromMoon: Vec = [p[0] - world.moon[0]!, p[1] - world.moon[1]!, p[2] - world.moon[2]!]
  // The body that fills more of the craft's sky is the one to look at.
  const nearMoon = MOON_RADIUS_KM / Math.hypot(...fromMoon) > EARTH_RADIUS_KM / Math.hypot(...p)
  const away = nearMoon ? fromMoon : p
  const radius_km = nearMoon ? MOON_RADIUS_KM : EARTH_RADIUS_KM
  const up = unit(away)
  const back = across(backwards(world, id, nearMoon), up)
  const sine = radius_km / Math.hypot(...away)
  const near = Math.min(1, Math.max(0, (sine - FAR_SINE) / (NEAR_SINE - FAR_SINE)))
  const lean = LEAN_FAR_RAD + (LEAN_NEAR_RAD - LEAN_FAR_RAD) * near * near * (3 - 2 * near)
  const c = Math.cos(lean)
  const s = Math.sin(lean)
  const height_km = Math.max(1, Math.hypot(...away) - radius_km)
  return {
    focus: p,
    x: [c * back[0] + s * up[0], c * back[1] + s * up[1], c * back[2] + s * up[2]],
    z: [c * up[0] - s * back[0], c * up[1] - s * back[1], c * up[2] - s * back[2]],
    distance_km: Math.min(60_000, Math.max(900, 0.9 * height_km)),
    nearest_km: 15,
    farthest_km: 3e6,
  }
}

const earlier = new Float64Array(3)
const moonEarlier = new Float64Array(3)
const STEP_S = 10

/** Where the craft came from, seen from the body: the difference of two positions ten seconds apart. */
function backwards(world: World, craft: string, fromMoon: boolean): Vec {
  const at = world.craft.get(craft)!
  const then = world.time_s - STEP_S
  if (!elementPosition(world.elements.get(craft) ?? [], world.scene.moon, then, earlier)) return ECLIPTIC_NORTH
  trackPosition(world.scene.moon, then, moonEarlier)
  const moved = (k: number) => (fromMoon ? moonEarlier[k]! - world.moon[k]! : 0)
  return [0, 1, 2].map((k) => earlier[k]! - at[k]! - moved(k)) as Vec
}

function vec(a: Float64Array): Vec {
  return [a[0]!, a[1]!, a[2]!]
}
