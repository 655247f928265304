/** Planes to draw the scene on: x to the right and y up, unit vectors on J2000 axes. */
import { across, type Vec } from './camera-rig.ts'
import { OBLIQUITY_RAD } from './ecliptic.ts'
import { fromBodyAxes } from './ephemeris.ts'
import type { World } from './world.ts'

export type Plane = { readonly right: Vec; readonly up: Vec }

/** The ecliptic of J2000 seen from its north: right is the equinox. */
export function eclipticPlane(): Plane {
  return { right: [1, 0, 0], up: [0, Math.cos(OBLIQUITY_RAD), Math.sin(OBLIQUITY_RAD)] }
}

/** Across the Moon's north pole and the direction from the Earth, seen along the Moon's motion: the Earth lies to the left. */
export function polarPlane(world: World): Plane {
  const north = fromBodyAxes(world.moonAttitude, Float64Array.of(0, 0, 1))
  const up: Vec = [north[0]!, north[1]!, north[2]!]
  return { right: across([world.moon[0]!, world.moon[1]!, world.moon[2]!], up), up }
}

/** A point on the drawing: x right, y down, in the drawing's units. */
export function project(plane: Plane, at: ArrayLike<number>, scale: number): [number, number] {
  const { right, up } = plane
  const x = right[0] * at[0]! + right[1] * at[1]! + right[2] * at[2]!
  const y = up[0] * at[0]! + up[1] * at[1]! + up[2] * at[2]!
  return [x * scale, -y * scale]
}
