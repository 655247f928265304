/**
 * Frames by name and code: NAIF, "Frames Required Reading". Each is a constant rotation from either J2000 or the axes of
 * an oriented body (class 2), so that chains of TK frames (class 4) cost one product. Frames are compiled when they are
 * first asked for.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { bodyId } from './bodies.ts'
import type { FrameError } from './errors.ts'
import { axisRotation, identity, product, transposed } from './matrices.ts'
import { type Orientation, orientationOf } from './orientation.ts'
import { numberOf, numbersOf, type Pool, stringsOf } from './pool.ts'
import type { Segment } from './segments.ts'

export type Frame = {
  readonly name: string
  /** NAIF id of the body at which the frame is evaluated when light time counts; 0 for inertial frames. */
  readonly centre: number
  /** What turns it; undefined for inertial frames. */
  readonly orientation: Orientation | undefined
  /** Rotation from J2000, or from the body's axes; undefined for none. */
  readonly constant: Float64Array | undefined
}

export type FrameTable = {
  readonly pool: Pool
  /** Binary PCK segments by frame class id, highest precedence first. */
  readonly pck: ReadonlyMap<number, readonly Segment[]>
  readonly byName: Map<string, Frame>
  readonly byCode: Map<number, Frame>
  readonly orientations: Map<number, Orientation>
  /** The frame asked for last by its name. */
  last: Frame
}

const ARCSECOND = Math.PI / 648000
/** IAU 1976 obliquity at J2000, 84381.448", by which SPICE defines ECLIPJ2000. */
const ECLIPTIC = axisRotation(84381.448 * ARCSECOND, 1)
const J2000: Frame = { name: 'J2000', centre: 0, orientation: undefined, constant: undefined }
const ECLIPJ2000: Frame = { name: 'ECLIPJ2000', centre: 0, orientation: undefined, constant: ECLIPTIC }

/** Class 2 frames that need no kernel to be defined: NAIF, "Frames Required Reading", appendix. */
const PCK_CODES: readonly (readonly [code: number, name: string, classId: number, centre: number])[] = [
  ...['MERCURY', 'VENUS', 'EARTH', 'MARS', 'JUPITER', 'SATURN', 'URANUS', 'NEPTUNE', 'PLUTO'].map(
    (name, i) => [10011 + i, `IAU_${name}`, 100 * (i + 1) + 99, 100 * (i + 1) + 99] as const,
  ),
  [10010, 'IAU_SUN', 10, 10],
  [10020, 'IAU_MOON', 301, 301],
  [10021, 'IAU_PHOBOS', 401, 401],
  [10022, 'IAU_DEIMOS', 402, 402],
  [10023, 'IAU_IO', 501, 501],
  [10024, 'IAU_EUROPA', 502, 502],
  [10025, 'IAU_GANYMEDE', 503, 503],
  [10026, 'IAU_CALLISTO', 504, 504],
  [13000, 'ITRF93', 3000, 399],
]

/** Chains of frames longer than this are taken for circles. */
const MAX_CHAIN = 20

/** An empty table over the loaded kernels. */
export function frameTable(pool: Pool, pck: ReadonlyMap<number, readonly Segment[]>): FrameTable {
  return {
    pool,
    pck,
    byName: new Map([
      ['J2000', J2000],
      ['ECLIPJ2000', ECLIPJ2000],
    ]),
    byCode: new Map([
      [1, J2000],
      [17, ECLIPJ2000],
    ]),
    orientations: new Map(),
    last: J2000,
  }
}

/** A frame by name, in capitals or not. */
export function frameNamed(table: FrameTable, name: string): Result<Frame, FrameError> {
  if (table.last.name === name) return ok(table.last)
  const known = table.byName.get(name)
  if (known === undefined) return named(table, name, 0)
  table.last = known
  return ok(known)
}

/** A frame by NAIF code, as SPK segments name theirs. */
export function frameCoded(table: FrameTable, code: number): Result<Frame, FrameError> {
  const known = table.byCode.get(code)
  if (known !== undefined) return ok(known)
  const name = PCK_CODES.find((entry) => entry[0] === code)?.[1] ?? stringsOf(table.pool, `FRAME_${code}_NAME`)?.[0]
  if (name === undefined) return err({ kind: 'unknown-frame', frame: String(code) })
  const frame = frameNamed(table, name)
  if (frame.ok) table.byCode.set(code, frame.value)
  return frame
}

function named(table: FrameTable, given: string, depth: number): Result<Frame, FrameError> {
  const name = given.trim().toUpperCase()
  if (depth > MAX_CHAIN) return err({ kind: 'unusable-frame', frame: name, what: 'it is relative to itself' })
  const known = table.byName.get(name)
  const frame = known === undefined ? define(table, name, depth) : ok(known)
  if (frame.ok) table.byName.set(given, frame.value)
  return frame
}

function define(table: FrameTable, name: string, depth: number): Result<Frame, FrameError> {
  const builtIn = PCK_CODES.find((entry) => entry[1] === name)
  if (builtIn !== undefined) return pckFrame(table, name, builtIn[2], builtIn[3])
  const code = numberOf(table.pool, `FRAME_${name}`)
  if (code !== undefined) return kernelFrame(table, name, code, depth)
  const body = name.startsWith('IAU_') ? bodyId(table.pool, name.slice(4)) : undefined
  if (body !== undefined && table.pool.has(`BODY${body}_POLE_RA`)) return pckFrame(table, name, body, body)
  return err({ kind: 'unknown-frame', frame: name })
}

function kernelFrame(table: FrameTable, name: string, code: number, depth: number): Result<Frame, FrameError> {
  const unusable = (what: string): Result<never, FrameError> => err({ kind: 'unusable-frame', frame: name, what })
  const key = (item: string) =>
    table.pool.has(`FRAME_${code}_${item}`) ? `FRAME_${code}_${item}` : `FRAME_${name}_${item}`
  const frameClass = numberOf(table.pool, key('CLASS'))
  const classId = numberOf(table.pool, key('CLASS_ID'))
  const centre =
    numberOf(table.pool, key('CENTER')) ?? bodyId(table.pool, stringsOf(table.pool, key('CENTER'))?.[0] ?? '')
  if (frameClass === undefined || classId === undefined || centre === undefined)
    return unusable(`its kernel should give FRAME_${code}_CLASS, _CLASS_ID and _CENTER`)
  if (frameClass === 2) return pckFrame(table, name, classId, centre)
  if (frameClass === 4) return tkFrame(table, name, code, centre, depth)
  return unusable(`frames of class ${frameClass} are not read here, only those of class 2 (PCK) and 4 (TK)`)
}

function pckFrame(table: FrameTable, name: string, classId: number, centre: number): Result<Frame, FrameError> {
  let orientation = table.orientations.get(classId)
  if (orientation === undefined) {
    const baseOf = (code: number) => (code === 17 ? ECLIPTIC : undefined)
    const made = orientationOf(classId, table.pck.get(classId) ?? [], table.pool, baseOf)
    if (!made.ok) return made
    orientation = made.value
    table.orientations.set(classId, orientation)
  }
  return ok({ name, centre, orientation, constant: undefined })
}

function tkFrame(
  table: FrameTable,
  name: string,
  code: number,
  centre: number,
  depth: number,
): Result<Frame, FrameError> {
  const { pool } = table
  const key = (item: string) =>
    pool.has(`TKFRAME_${code}_${item}`) ? `TKFRAME_${code}_${item}` : `TKFRAME_${name}_${item}`
  const unusable = (what: string): Result<never, FrameError> => err({ kind: 'unusable-frame', frame: name, what })
  const relativeName = stringsOf(pool, key('RELATIVE'))?.[0]
  const spec = stringsOf(pool, key('SPEC'))?.[0]?.trim().toUpperCase()
  if (relativeName === undefined || spec === undefined)
    return unusable(`its kernel should give TKFRAME_${code}_SPEC and _RELATIVE`)
  const fromRelative =
    spec === 'MATRIX'
      ? matrixSpec(numbersOf(pool, key('MATRIX')))
      : spec === 'ANGLES'
        ? anglesSpec(numbersOf(pool, key('ANGLES')), numbersOf(pool, key('AXES')), stringsOf(pool, key('UNITS'))?.[0])
        : spec === 'QUATERNION'
          ? quaternionSpec(numbersOf(pool, key('Q')))
          : undefined
  if (fromRelative === undefined) return unusable(`its TKFRAME_${code}_${spec} is missing or is no rotation`)
  const relative = named(table, relativeName, depth + 1)
  if (!relative.ok) return relative
  const { orientation, constant } = relative.value
  return ok({
    name,
    centre,
    orientation,
    constant: constant === undefined ? fromRelative : product(fromRelative, constant),
  })
}

/**
 * The kernel has the rotation to the relative frame by columns, so by rows it is the one from it. As in SPICE the axes
 * are made exactly orthonormal: the first scaled, the third across the first two, the second across those.
 */
function matrixSpec(m: readonly number[] | undefined): Float64Array | undefined {
  if (m?.length !== 9) return undefined
  const [x, y] = [m.slice(0, 3), m.slice(3, 6)]
  const e1 = unit(x)
  const e3 = unit(cross(e1, y))
  const e2 = unit(cross(e3, e1))
  const out = new Float64Array([...e1, ...e2, ...e3])
  return m.every((value, i) => Math.abs(value - out[i]!) < 1e-2) ? out : undefined
}

const UNIT_RAD: Readonly<Record<string, number>> = {
  RADIANS: 1,
  DEGREES: Math.PI / 180,
  ARCMINUTES: Math.PI / 10800,
  ARCSECONDS: ARCSECOND,
  HOURANGLE: Math.PI / 12,
  MINUTEANGLE: Math.PI / 720,
  SECONDANGLE: Math.PI / 43200,
}

/** The kernel has `[a1]_axis1 [a2]_axis2 [a3]_axis3`, to the relative frame. */
function anglesSpec(
  angles: readonly number[] | undefined,
  axes: readonly number[] | undefined,
  units: string | undefined,
): Float64Array | undefined {
  const scale = UNIT_RAD[units?.trim().toUpperCase() ?? 'RADIANS']
  if (angles?.length !== 3 || axes?.length !== 3 || scale === undefined) return undefined
  if (!axes.every((axis) => axis === 1 || axis === 2 || axis === 3)) return undefined
  let toRelative = identity()
  for (let i = 0; i < 3; i++) toRelative = product(toRelative, axisRotation(angles[i]! * scale, axes[i]!))
  return transposed(toRelative)
}

/** The kernel has a SPICE quaternion (scalar first) of the rotation to the relative frame. */
function quaternionSpec(q: readonly number[] | undefined): Float64Array | undefined {
  if (q?.length !== 4) return undefined
  const norm = Math.hypot(...q)
  if (!(norm > 0)) return undefined
  const [w, x, y, z] = q.map((part) => part / norm) as [number, number, number, number]
  return new Float64Array([
    1 - 2 * (y * y + z * z),
    2 * (x * y + w * z),
    2 * (x * z - w * y),
    2 * (x * y - w * z),
    1 - 2 * (x * x + z * z),
    2 * (y * z + w * x),
    2 * (x * z + w * y),
    2 * (y * z - w * x),
    1 - 2 * (x * x + y * y),
  ])
}

function unit(v: readonly number[]): number[] {
  const norm = Math.hypot(...v)
  return v.map((part) => part / norm)
}

function cross(a: readonly number[], b: readonly number[]): number[] {
  return [a[1]! * b[2]! - a[2]! * b[1]!, a[2]! * b[0]! - a[0]! * b[2]!, a[0]! * b[1]! - a[1]! * b[0]!]
}
