/**
 * The scene without WebGL: two drawings on the ecliptic's and the Moon's own plane, to the scale that is written beside
 * them. Positions are those of the scene in space; only the picture is flat.
 */
import { type JSX, useEffect, useMemo, useReducer } from 'react'
import { useTranslation } from 'react-i18next'
import { keyed } from '../parts/keyed.ts'
import { distance } from '../parts/numbers.ts'
import { onFrame } from '../time/frame-loop.ts'
import { EARTH_RADIUS_KM, MOON, MOON_RADIUS_KM, trackPosition } from './ephemeris.ts'
import { type Path, pathOf, relevance, visiblePart } from './paths.ts'
import { eclipticPlane, type Plane, polarPlane, project } from './projection.ts'
import type { SceneProps } from './scene-props.ts'
import { createWorld, moveTo, type World } from './world.ts'

const HALF = 500
/** Beyond this the drawing about the Moon would be of its approach, not of its orbits. */
const FARTHEST_FROM_MOON_KM = 22_000

/** The flat scene; `why` says why it is flat. */
export function FlatScene(props: SceneProps & { readonly why: string }): JSX.Element {
  const { scene, viewTime, why } = props
  const { t } = useTranslation()
  const [, redraw] = useReducer((n: number) => n + 1, 0)
  useEffect(() => onFrame(redraw, 5), [])
  const world = useMemo(() => createWorld(scene), [scene])
  const paths = useMemo(() => scene.tracks.map(pathOf).filter((p): p is Path => p !== undefined), [scene])
  const time = viewTime.now(performance.now()) ?? scene.start_tdb_s
  moveTo(world, time)
  return (
    <div className="flat-scene">
      <p className="flat-why">{why}</p>
      <div className="flat-drawings">
        <EarthMoon {...props} world={world} paths={paths} time={time} title={t('scene.flat')} />
        <AroundMoon {...props} world={world} paths={paths} time={time} title={t('scene.flatMoon')} />
      </div>
    </div>
  )
}

type DrawingProps = SceneProps & {
  readonly world: World
  readonly paths: readonly Path[]
  readonly time: number
  readonly title: string
}

function EarthMoon({ scene, world, paths, time, title, lookOf }: DrawingProps): JSX.Element {
  const { t, i18n } = useTranslation()
  const half_km = 1.12 * farthest(scene.moon.positions_km)
  const plane = eclipticPlane()
  const scale = HALF / half_km
  const [mx, my] = project(plane, world.moon, scale)
  const orbit = useMemo(() => pathOf(scene.moon), [scene])
  return (
    <Drawing title={title} caption={`${t('scene.scaleBar')} ${distance(2 * half_km, i18n.language)}`}>
      {orbit !== undefined && <path className="flat-orbit" d={wholeLine(orbit, plane, scale)} />}
      {keyed(
        paths.filter((p) => p.track.centre !== MOON),
        (p) => p.track.element,
      ).map(([key, p]) => (
        <TwoStrands
          key={key}
          path={p}
          plane={plane}
          scale={scale}
          time={time}
          colour={lookOf(p.track.element).colour}
        />
      ))}
      <circle className="flat-earth" r={Math.max(5, EARTH_RADIUS_KM * scale)} />
      <circle className="flat-moon" cx={mx} cy={my} r={Math.max(3.5, MOON_RADIUS_KM * scale)} />
      <text className="flat-label" x={12} y={-12}>
        {t('scene.earth')}
      </text>
      <text className="flat-label" x={mx + 10} y={my - 10}>
        {t('scene.moon')}
      </text>
      {[...world.craft].map(([element, at]) => {
        const nearMoon =
          Math.hypot(at[0]! - world.moon[0]!, at[1]! - world.moon[1]!, at[2]! - world.moon[2]!) < 0.05 * half_km
        if (nearMoon) return null
        return <Craft key={element} at={project(plane, at, scale)} look={lookOf(element)} />
      })}
    </Drawing>
  )
}

function AroundMoon({ world, paths, time, title, lookOf }: DrawingProps): JSX.Element {
  const { t, i18n } = useTranslation()
  const plane = polarPlane(world)
  const shown = paths.filter((p) => p.track.centre === MOON && relevance(p, time) > 0)
  const reach_km = Math.max(0, ...shown.map((p) => farthest(p.positions_km)))
  const half_km = 1.08 * Math.min(FARTHEST_FROM_MOON_KM, Math.max(4 * MOON_RADIUS_KM, reach_km))
  const scale = HALF / half_km
  const fromMoon = (at: Float64Array) =>
    project(
      plane,
      at.map((x, k) => x - world.moon[k]!),
      scale,
    )
  return (
    <Drawing title={title} caption={`${t('scene.scaleBar')} ${distance(2 * half_km, i18n.language)}`}>
      <circle className="flat-moon" r={MOON_RADIUS_KM * scale} />
      {keyed(
        paths.filter((p) => p.track.centre === MOON),
        (p) => p.track.element,
      ).map(([key, p]) => (
        <TwoStrands
          key={key}
          path={p}
          plane={plane}
          scale={scale}
          time={time}
          colour={lookOf(p.track.element).colour}
        />
      ))}
      <path className="flat-site" d="M-5 0H5M0-5V5" transform={`translate(${fromMoon(world.site).join(' ')})`} />
      {[...world.craft].map(([element, at]) => {
        const [x, y] = fromMoon(at)
        return Math.hypot(x, y) > HALF ? null : <Craft key={element} at={[x, y]} look={lookOf(element)} />
      })}
    </Drawing>
  )
}

function Drawing(props: {
  readonly title: string
  readonly caption: string
  readonly children: React.ReactNode
}): JSX.Element {
  return (
    <figure>
      <svg viewBox={`${-HALF} ${-HALF} ${2 * HALF} ${2 * HALF}`} role="img" aria-label={props.title}>
        {props.children}
      </svg>
      <figcaption>
        {props.title}. <span className="figure">{props.caption}</span>
      </figcaption>
    </figure>
  )
}

function Craft({
  at,
  look,
}: {
  readonly at: readonly [number, number]
  readonly look: { name: string; colour: string }
}): JSX.Element {
  return (
    <g transform={`translate(${at.join(' ')})`} style={{ color: look.colour }}>
      <path d="M0-9 9 0 0 9-9 0Z" fill="currentColor" />
      <text className="flat-label" x={14} y={5}>
        {look.name}
      </text>
    </g>
  )
}

type StrandProps = {
  readonly path: Path
  readonly plane: Plane
  readonly scale: number
  readonly time: number
  readonly colour: string
}

function TwoStrands({ path, plane, scale, time, colour }: StrandProps): JSX.Element | null {
  const opacity = relevance(path, time)
  if (opacity === 0) return null
  const { first, now, last } = visiblePart(path, time, Math.PI)
  const at = trackPosition(path.track, time, new Float64Array(3))
  const here = project(plane, at, scale)
    .map((x) => x.toFixed(1))
    .join(' ')
  const begun = time >= path.times_s[0]!
  return (
    <g style={{ color: colour, opacity }}>
      {begun && <path className="flat-past" d={`${line(path, plane, scale, first, now)}L${here}`} />}
      <path className="flat-future" d={line(path, plane, scale, begun ? now : 0, last)} />
    </g>
  )
}

function wholeLine(path: Path, plane: Plane, scale: number): string {
  return line(path, plane, scale, 0, path.times_s.length - 1)
}

function line(path: Path, plane: Plane, scale: number, first: number, last: number): string {
  const stride = Math.max(1, Math.floor((last - first) / 700))
  let d = ''
  for (let i = first; i <= last; i += stride) {
    const [x, y] = project(plane, path.positions_km.subarray(3 * i, 3 * i + 3), scale)
    d += `${d === '' ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`
  }
  return d === '' ? 'M0 0' : d
}

function farthest(positions_km: ArrayLike<number>): number {
  let most = 0
  for (let i = 0; i + 2 < positions_km.length; i += 3)
    most = Math.max(most, Math.hypot(positions_km[i]!, positions_km[i + 1]!, positions_km[i + 2]!))
  return most
}
