/** Paths in space drawn on a plane. */
import { place } from './chart.ts'
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

/** A path around the Moon as seen from the Earth, the Moon's own path drawn straight between its samples. */
export function fromEarth(path: Path, moon: Path): Path {
  if (path.centre === 'earth') return path
  const positions_km = path.times_s.flatMap((t, k) => {
    const at = alongPath(moon, t)
    return [0, 1, 2].map((axis) => path.positions_km[3 * k + axis]! + at[axis]!)
  })
  return { ...path, centre: 'earth', positions_km }
}

function alongPath(path: Path, t: number): Vector {
  const { times_s, positions_km } = path
  let k = times_s.findIndex((s) => s > t) - 1
  if (k < 0) k = t < (times_s[0] ?? 0) ? 0 : times_s.length - 2
  const part = (t - times_s[k]!) / (times_s[k + 1]! - times_s[k]!)
  return [0, 1, 2].map((axis) => {
    const from = positions_km[3 * k + axis]!
    return from + part * (positions_km[3 * k + 3 + axis]! - from)
  })
}

/**
 * A smooth curve through points at times: cubic pieces whose slopes are those of the parabola through each point and its
 * neighbours (Catmull and Rom, 1974, for uneven steps), as SVG path data. `draw` maps to the picture.
 */
export function smoothPath(
  points: readonly (readonly [number, number])[],
  times_s: readonly number[],
  draw: (p: readonly [number, number]) => readonly [number, number],
): string {
  const at = points.map(draw)
  const slope = at.map((p, k) => {
    const [a, b] = [Math.max(0, k - 1), Math.min(at.length - 1, k + 1)]
    const [h0, h1] = [times_s[k]! - times_s[a]!, times_s[b]! - times_s[k]!]
    return [0, 1].map((axis) => {
      const before = h0 > 0 ? (p[axis]! - at[a]![axis]!) / h0 : undefined
      const after = h1 > 0 ? (at[b]![axis]! - p[axis]!) / h1 : undefined
      if (before === undefined || after === undefined) return before ?? after ?? 0
      return (before * h1 + after * h0) / (h0 + h1)
    })
  })
  let text = ''
  at.forEach((p, k) => {
    if (k === 0) {
      text = `M${place(p[0])} ${place(p[1])}`
      return
    }
    const third = (times_s[k]! - times_s[k - 1]!) / 3
    const c = [0, 1].map((axis) => at[k - 1]![axis]! + slope[k - 1]![axis]! * third)
    const d = [0, 1].map((axis) => p[axis]! - slope[k]![axis]! * third)
    text += `C${place(c[0]!)} ${place(c[1]!)} ${place(d[0]!)} ${place(d[1]!)} ${place(p[0])} ${place(p[1])}`
  })
  return text
}
