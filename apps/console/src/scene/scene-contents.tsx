/** Everything on the graphics card, and the one function a frame that moves it. */
import { useFrame, useThree } from '@react-three/fiber'
import { type JSX, type RefObject, useEffect, useMemo, useRef } from 'react'
import { type DirectionalLight, type Group, type Mesh, type PerspectiveCamera, Quaternion as Turn } from 'three'
import { keyed } from '../parts/keyed.ts'
import { onFrame } from '../time/frame-loop.ts'
import { Earth, Moon, sunDirection } from './bodies.tsx'
import type { Rig } from './camera-rig.ts'
import { attitudeAt, EARTH_RADIUS_KM, endsOnMoon, MOON, MOON_RADIUS_KM } from './ephemeris.ts'
import { placeMarkers } from './markers.ts'
import { type Path, pathOf } from './paths.ts'
import { placed, relative } from './scene-markers.ts'
import type { SceneProps } from './scene-props.ts'
import { createTrackLine, type Quaternion, type TrackLine } from './track-line.ts'
import { createWorld, moveTo, standOf, type World } from './world.ts'

/** The camera's vertical field of view, degrees. */
export const FIELD_DEG = 38

const ORIGIN = Float64Array.of(0, 0, 0)
const turnNow = new Turn()
const turnThen = new Turn()

type ContentsProps = SceneProps & { readonly rig: Rig; readonly markers: RefObject<Map<string, HTMLElement>> }

/** The bodies, the light and the lines. */
export function SceneContents({ scene, viewTime, followed, lookOf, rig, markers }: ContentsProps): JSX.Element {
  const earth = useRef<Group>(null)
  const moon = useRef<Mesh>(null)
  const sun = useRef<DirectionalLight>(null)
  const world = useMemo(() => createWorld(scene), [scene])
  const lines = useLines(scene, lookOf)
  const invalidate = useThree((s) => s.invalidate)
  const shown = useRef<{ t: number | undefined; followed: string | undefined }>({ t: undefined, followed })
  useEffect(() => {
    // Draws only when something moves: a paused mission under a still hand costs nothing.
    const redraw = (now_ms: number) => {
      const t = viewTime.now(now_ms)
      if (t === undefined) return
      if (t === shown.current.t && followed === shown.current.followed && !rig.moving(now_ms)) return
      shown.current = { t, followed }
      invalidate()
    }
    return onFrame(redraw)
  }, [viewTime, rig, followed, invalidate])
  useFrame(({ camera, size }) => {
    const now_ms = performance.now()
    const t = viewTime.now(now_ms) ?? scene.start_tdb_s
    moveTo(world, t)
    const stand = standOf(world, rig.preset, followed, size.width / size.height, (FIELD_DEG * Math.PI) / 180)
    const { focus, eye, up, distance_km } = rig.pose(stand, now_ms)
    const view = camera as PerspectiveCamera
    view.position.set(...eye)
    view.up.set(...up)
    view.near = distance_km / 1000
    view.lookAt(0, 0, 0)
    view.updateProjectionMatrix()
    view.updateMatrixWorld()
    if (earth.current !== null && moon.current !== null && sun.current !== null)
      moveBodies(world, focus, earth.current, moon.current, sun.current)
    for (const line of lines) {
      const { track } = line.path
      const turn = endsOnMoon(track) ? moonTurnSince(world, line.path) : undefined
      line.update(t, track.centre === MOON ? world.moon : ORIGIN, focus, turn)
    }
    const bodies = [
      { at: relative(ORIGIN, focus), radius_km: EARTH_RADIUS_KM },
      { at: relative(world.moon, focus), radius_km: MOON_RADIUS_KM },
    ]
    placeMarkers(placed(world, markers.current, focus, distance_km), view, bodies, size.width, size.height)
  })
  return (
    <>
      <directionalLight ref={sun} intensity={4.4} />
      <ambientLight intensity={0.1} />
      <Earth ref={earth} />
      <Moon ref={moon} />
      {keyed(
        lines.flatMap((line) => line.objects.map((object) => ({ object, name: line.path.track.element }))),
        (l) => l.name,
      ).map(([key, { object }]) => (
        <primitive key={key} object={object} />
      ))}
    </>
  )
}

const CRAFT_LOOK = { width_px: 2.2, past: 1, future: 0.45 }
const RELAY_LOOK = { width_px: 1.4, past: 0.7, future: 0.4, around_rad: Math.PI }
const ORBIT_LOOK = { colour: '#8a94a6', width_px: 1.2, past: 0.28, future: 0.28, around_rad: Math.PI }

/** Lines of every path of the scene and of the Moon's orbit. */
function useLines(scene: SceneProps['scene'], lookOf: SceneProps['lookOf']): readonly TrackLine[] {
  const look = useRef(lookOf)
  look.current = lookOf
  const lines = useMemo(() => {
    const made: TrackLine[] = []
    const orbit = pathOf(scene.moon)
    if (orbit !== undefined) made.push(createTrackLine(orbit, ORBIT_LOOK))
    for (const track of scene.tracks) {
      const path = pathOf(track)
      if (path === undefined) continue
      const { colour, relay } = look.current(track.element)
      made.push(createTrackLine(path, { colour, ...(relay ? RELAY_LOOK : CRAFT_LOOK) }))
    }
    return made
  }, [scene])
  useEffect(
    () => () => {
      for (const line of lines) line.dispose()
    },
    [lines],
  )
  return lines
}

const then = new Float64Array(4)

/** How the Moon has turned since a path's end: from its body then to J2000 now. */
function moonTurnSince(world: World, path: Path): Quaternion {
  attitudeAt(world.scene.moonAttitude, path.times_s[path.times_s.length - 1]!, then)
  const [x, y, z, w] = world.moonAttitude as unknown as Quaternion
  const back = turnNow.set(-x, -y, -z, w)
  const forth = turnThen.set(then[0]!, then[1]!, then[2]!, then[3]!)
  const { x: tx, y: ty, z: tz, w: tw } = back.multiply(forth)
  return [tx, ty, tz, tw]
}

function moveBodies(world: World, focus: ArrayLike<number>, earth: Group, moon: Mesh, sun: DirectionalLight): void {
  const e = world.earthAttitude
  const m = world.moonAttitude
  earth.position.set(...relative(ORIGIN, focus))
  // The attitude turns J2000 to the body; the picture needs the way back.
  earth.quaternion.set(-e[0]!, -e[1]!, -e[2]!, e[3]!)
  moon.position.set(...relative(world.moon, focus))
  moon.quaternion.set(-m[0]!, -m[1]!, -m[2]!, m[3]!)
  sunDirection.set(world.sun[0]!, world.sun[1]!, world.sun[2]!).normalize()
  sun.position.copy(sunDirection).multiplyScalar(1e6)
}
