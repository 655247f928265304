/** A path on the graphics card: past bright and fading with age, future dim; positions relative to the camera's focus. */
import { Color, InstancedInterleavedBuffer, InterleavedBufferAttribute } from 'three'
import { LineMaterial } from 'three/examples/jsm/lines/LineMaterial.js'
import { LineSegments2 } from 'three/examples/jsm/lines/LineSegments2.js'
import { LineSegmentsGeometry } from 'three/examples/jsm/lines/LineSegmentsGeometry.js'
import { trackPosition } from './ephemeris.ts'
import { type Path, relevance, visiblePart } from './paths.ts'

/** Segments one line can hold; longer parts are drawn with every second, third … point. */
const CAPACITY = 2048
const FULL_TURN = 2 * Math.PI
/** Of a path that has ended, so much of its end is still drawn. */
const ENDED_RAD = 0.75 * Math.PI
const NOWHERE: Shift = [0, 0, 0]
const STILL: Quaternion = [0, 0, 0, 1]

/** x, y, z, w. */
export type Quaternion = [number, number, number, number]

/** Segments of one look, filled from a list of points. */
type Strand = {
  readonly object: LineSegments2
  /** Begins a new line; then points, in order. */
  begin(): void
  add(x: number, y: number, z: number, brightness: number): void
  end(): void
  dispose(): void
}

export type TrackLine = {
  readonly path: Path
  readonly objects: readonly LineSegments2[]
  /**
   * Redraws for time `t` with the track's centre at `centre` and the camera's focus at `focus`, km. `turn` rotates the
   * path about its centre: one that ended on the ground stays where it ended.
   */
  update(t: number, centre: ArrayLike<number>, focus: ArrayLike<number>, turn: Quaternion | undefined): void
  dispose(): void
}

export type LineLook = {
  readonly colour: string
  readonly width_px: number
  readonly past: number
  readonly future: number
  /** How far before and after the present, rad swept. */
  readonly around_rad?: number
}

/** A line for a path. */
export function createTrackLine(path: Path, look: LineLook): TrackLine {
  const past = createStrand(look.colour, look.width_px, look.past)
  const future = createStrand(look.colour, Math.max(1, look.width_px - 0.4), look.future)
  const around = look.around_rad ?? FULL_TURN
  const at = new Float64Array(3)
  return {
    path,
    objects: [past.object, future.object],
    update(t, centre, focus, turn) {
      const end = path.times_s[path.times_s.length - 1]!
      const ended = t > end
      const part = visiblePart(path, t, ended ? ENDED_RAD : around)
      const from: Shift = [centre[0]! - focus[0]!, centre[1]! - focus[1]!, centre[2]! - focus[2]!]
      // An ended path may turn about its centre, so its points stay relative to that; a path flown now is drawn where
      // float32 is finest, relative to the focus.
      const shift = ended ? NOWHERE : from
      past.object.position.set(...(ended ? from : NOWHERE))
      past.object.quaternion.set(...(ended && turn !== undefined ? turn : STILL))
      const matters = relevance(path, t)
      past.object.material.color.setScalar(matters * look.past)
      future.object.material.color.setScalar(matters * look.future)
      trackPosition(path.track, Math.min(t, end), at)
      past.begin()
      if (matters > 0 && t >= path.times_s[0]!) addPast(past, path, part, at, shift)
      past.end()
      future.begin()
      if (matters > 0 && !ended) addFuture(future, path, part, at, shift, t)
      future.end()
    },
    dispose() {
      past.dispose()
      future.dispose()
    },
  }
}

type Shift = [number, number, number]
type Part = ReturnType<typeof visiblePart>

function addPast(strand: Strand, path: Path, { first, now }: Part, at: Float64Array, [dx, dy, dz]: Shift): void {
  const p = path.positions_km
  const stride = Math.ceil((now - first + 1) / (CAPACITY - 2))
  const length = Math.max(1, now - first)
  for (let i = first; i <= now; i += stride)
    strand.add(p[3 * i]! + dx, p[3 * i + 1]! + dy, p[3 * i + 2]! + dz, 1 - (0.7 * (now - i)) / length)
  strand.add(at[0]! + dx, at[1]! + dy, at[2]! + dz, 1)
}

function addFuture(strand: Strand, path: Path, part: Part, at: Float64Array, [dx, dy, dz]: Shift, t: number): void {
  const p = path.positions_km
  const { now, last } = part
  const from = t < path.times_s[0]! ? 0 : now + 1
  const stride = Math.ceil((last - now + 1) / (CAPACITY - 2))
  strand.add(at[0]! + dx, at[1]! + dy, at[2]! + dz, 1)
  for (let i = from; i <= last; i += stride) strand.add(p[3 * i]! + dx, p[3 * i + 1]! + dy, p[3 * i + 2]! + dz, 1)
}

function createStrand(colour: string, width_px: number, brightness: number): Strand {
  const base = new Color(colour)
  const geometry = new LineSegmentsGeometry()
  const points = new InstancedInterleavedBuffer(new Float32Array(6 * CAPACITY), 6, 1)
  const colours = new InstancedInterleavedBuffer(new Float32Array(6 * CAPACITY), 6, 1)
  geometry.setAttribute('instanceStart', new InterleavedBufferAttribute(points, 3, 0))
  geometry.setAttribute('instanceEnd', new InterleavedBufferAttribute(points, 3, 3))
  geometry.setAttribute('instanceColorStart', new InterleavedBufferAttribute(colours, 3, 0))
  geometry.setAttribute('instanceColorEnd', new InterleavedBufferAttribute(colours, 3, 3))
  const material = new LineMaterial({ linewidth: width_px, vertexColors: true })
  // Dimmed by colour rather than opacity: where short segments meet, see-through caps would show as beads.
  material.color.setScalar(brightness)
  const object = new LineSegments2(geometry, material)
  object.frustumCulled = false
  let count = 0
  const last = new Float64Array(4)
  let begun = false
  return {
    object,
    begin() {
      count = 0
      begun = false
    },
    add(x, y, z, brightness) {
      if (begun && count < CAPACITY) {
        const at = 6 * count++
        const p = points.array as Float32Array
        const c = colours.array as Float32Array
        for (let k = 0; k < 3; k++) p[at + k] = last[k]!
        p[at + 3] = x
        p[at + 4] = y
        p[at + 5] = z
        const b = last[3]!
        c[at] = base.r * b
        c[at + 1] = base.g * b
        c[at + 2] = base.b * b
        c[at + 3] = base.r * brightness
        c[at + 4] = base.g * brightness
        c[at + 5] = base.b * brightness
      }
      last[0] = x
      last[1] = y
      last[2] = z
      last[3] = brightness
      begun = true
    },
    end() {
      geometry.instanceCount = count
      object.visible = count > 0
      points.clearUpdateRanges()
      colours.clearUpdateRanges()
      points.addUpdateRange(0, 6 * count)
      colours.addUpdateRange(0, 6 * count)
      points.needsUpdate = true
      colours.needsUpdate = true
    },
    dispose() {
      geometry.dispose()
      material.dispose()
    },
  }
}
