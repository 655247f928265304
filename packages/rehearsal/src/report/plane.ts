/** Paths in space drawn on a plane. */
import type { Path } from './report-data.ts'

export type Vector = readonly number[]

/** Two unit vectors that span a plane, the first towards the right of the picture. */
export type Plane = { readonly right: Vector; readonly up: Vector }

/** The plane at right angles to `normal`, with the part of `towards` in it pointing right. */
export function planeOf(normal: Vector, towards: Vector): Plane {
  const n = unit(normal)
  const along = dot(towards, n)
  const right = unit([0, 1, 2].map((k) => towards[k]! - along * n[k]!))
  return { right, up: cross(n, right) }
}

/** The mean direction about which a path turns around its centre. */
export function meanNormal(path: Path): Vector {
  const sum = [0, 0, 0]
  for (let k = 0; k + 5 < path.positions_km.length; k += 3) {
    const turn = cross(path.positions_km.slice(k, k + 3), path.positions_km.slice(k + 3, k + 6))
    for (let axis = 0; axis < 3; axis++) sum[axis]! += turn[axis]!
  }
  return unit(sum)
}

/** The path's points on the plane, km. */
export function onPlane(path: Path, plane: Plane): (readonly [number, number])[] {
  const out: (readonly [number, number])[] = []
  for (let k = 0; k + 2 < path.positions_km.length; k += 3) {
    const r = path.positions_km.slice(k, k + 3)
    out.push([dot(r, plane.right), dot(r, plane.up)])
  }
  return out
}

function cross(a: Vector, b: Vector): Vector {
  const [ax, ay, az] = [a[0]!, a[1]!, a[2]!]
  const [bx, by, bz] = [b[0]!, b[1]!, b[2]!]
  return [ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx]
}

function dot(a: Vector, b: Vector): number {
  return a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!
}

/** Along `v`; a vector without length gives the z axis. */
function unit(v: Vector): Vector {
  const length = Math.sqrt(dot(v, v))
  return length > 0 ? v.map((c) => c / length) : [0, 0, 1]
}
