/** Every search of golden/searches, made by CSPICE's geometry finder: edges, extremes, nothing besides. */
import { readdirSync, readFileSync } from 'node:fs'
import type { Interval } from '@magpie/core/interval'
import { unwrap } from '@magpie/core/result'
import { describe, expect, it } from 'vitest'
import type { Correction } from '../apparent-states.ts'
import { bodyId } from '../bodies.ts'
import { type KernelFile, kernelKind, loadEphemerides } from '../ephemerides.ts'
import { numbersOf } from '../pool.ts'
import { Residuals } from '../reference/residuals.ts'
import { readSites } from '../reference/sites.ts'
import { siteFromPosition } from '../sites.ts'
import { evenMask } from './horizon-mask.ts'
import type { Point } from './line-of-sight.ts'
import { maskClearance, whereOverMask } from './over-mask.ts'
import {
  betaAngle,
  coordinate,
  type LightAngle,
  lightAngle,
  limbSeparation,
  offAxis,
  phaseAngle,
  rangeRate,
} from './quantities.ts'
import { rateOf, type Scalar } from './scalar.ts'
import { extremes, whereAbove, whereBelow } from './search.ts'
import { elevation, range, separation } from './sights.ts'
import { extentOf, rangeExtremes, turningPoints } from './turning-points.ts'

type Search = {
  readonly kind: string
  readonly abcorr: Correction
  readonly window: readonly [number, number]
  readonly step_s: number
  readonly relate: string
  readonly value?: number
  readonly intervals?: readonly (readonly [number, number])[]
  readonly times?: readonly number[]
  readonly [more: string]: unknown
}

const root = new URL('../../../../', import.meta.url)
const kernelsIn = (folder: string): KernelFile[] =>
  readdirSync(new URL(folder, root))
    .map((name) => ({ name, bytes: Uint8Array.from(readFileSync(new URL(folder + name, root))).buffer }))
    .filter(({ bytes }) => kernelKind(bytes) !== undefined)
const golden = (path: string) => JSON.parse(readFileSync(new URL(`golden/${path}`, root), 'utf8'))
const eph = unwrap(loadEphemerides(['data/kernels/', 'golden/flight/'].flatMap(kernelsIn)))
const json = golden('flight/events.json')
const sites = unwrap(readSites({ file: 'events.json', json, columns: [], rows: [] }, new Residuals()))

const pointOf = (name: unknown): Point => sites.get(String(name)) ?? bodyId(eph.pool, String(name))!
const radius = (name: string) => numbersOf(eph.pool, `BODY${bodyId(eph.pool, name)}_RADII`)![0]!

const SCALARS: Readonly<Record<string, (s: Search, c: Correction) => Scalar>> = {
  range: (s, c) => range(eph, pointOf(s['observer']), pointOf(s['target']), c),
  'range-rate': (s, c) => rangeRate(eph, pointOf(s['observer']), pointOf(s['target']), c),
  separation: (s, c) => {
    const names = s['targets'] as [string, string]
    const targets = [pointOf(names[0]), pointOf(names[1])] as const
    if (s['shape'] === 'POINT') return separation(eph, pointOf(s['observer']), targets, c)
    return limbSeparation(eph, pointOf(s['observer']), targets, [radius(names[0]), radius(names[1])], c)
  },
  phase: (s, c) => phaseAngle(eph, pointOf(s['observer']), pointOf(s['target']), pointOf(s['source']), c),
  latitude: (s, c) => {
    const site = pointOf(s['observer'])
    if (typeof site !== 'number') return elevation(eph, site, pointOf(s['target']), c)
    return coordinate(eph, 'latitude', site, pointOf(s['target']), String(s['frame']), c)
  },
  'light-angle': (s, c) => {
    const [x, y, z] = s['point_km'] as [number, number, number]
    const at = { name: 'point', body: pointOf(s['target']) as number, frame: String(s['frame']) }
    const site = siteFromPosition(at, new Float64Array([x, y, z]), Math.atan2(y, x), Math.atan2(z, Math.hypot(x, y)))
    return lightAngle(eph, String(s['angle']).toLowerCase() as LightAngle, pointOf(s['observer']), site, 10, c)
  },
  beta: (s, c) => betaAngle(eph, s['orbiter'] as number, s['centre'] as number, c),
  cone: (s, c) => {
    const axis = { frame: 'J2000', direction: s['axis'] as [number, number, number] }
    return offAxis(eph, pointOf(s['observer']), axis, pointOf(s['target']), c)
  },
  'over-mask': (s, c) => {
    const site = sites.get(String(s['site']))!
    return maskClearance(eph, site, pointOf(s['target']), evenMask(s['mask_rad'] as number[]), c)
  },
}

/** What the quantities may be off, in their own units: 1e-9 rad, 1 mm, 1e-9 km/s. */
const CHANGE: Readonly<Record<string, number>> = { range: 1e-6 }
const CHANGE_ELSE = 1e-9

function found(s: Search, scalar: Scalar, span: Interval): Interval[] {
  if (s.kind === 'over-mask') {
    const site = sites.get(String(s['site']))!
    return unwrap(whereOverMask(eph, site, pointOf(s['target']), evenMask(s['mask_rad'] as number[]), s.abcorr, span))
  }
  return unwrap((s.relate === '>' ? whereAbove : whereBelow)(scalar, s.value!, span))
}

/** The time apart that is allowed, and whether the change of the quantity between the two times allows more. */
function withinReach(s: Search, scalar: Scalar, expected: number, got: number): boolean {
  const least_s = s.abcorr.endsWith('+S') ? 2e-3 : 1e-3
  if (Math.abs(expected - got) <= least_s) return true
  return Math.abs(scalar.value(expected) - scalar.value(got)) <= (CHANGE[s.kind] ?? CHANGE_ELSE)
}

function checkWindows(s: Search, scalar: Scalar, span: Interval): number {
  const ours = found(s, scalar, span)
  const sign = s.relate === '>' ? 1 : -1
  const holds = (t: number) => sign * (scalar.value(t) - s.value!) > 0
  const inside = (list: readonly Interval[]) =>
    list.flatMap(({ start, end }) => [start, end]).filter((t) => t > span.start + 1e-3 && t < span.end - 1e-3)
  const edges = inside(ours)
  const wanted = inside(s.intervals!.map(([start, end]) => ({ start, end })))
  let worst = 0
  const left = new Set(edges)
  for (const t of wanted) {
    const nearest = [...left].reduce(
      (best, e) => (Math.abs(e - t) < Math.abs(best - t) ? e : best),
      Number.POSITIVE_INFINITY,
    )
    expect(withinReach(s, scalar, t, nearest), `${t}, found ${nearest}`).toBe(true)
    left.delete(nearest)
    worst = Math.max(worst, Math.abs(t - nearest))
  }
  // What is left are pairs closer than the reference's step, and the quantity itself bears them out.
  const extra = [...left].sort((p, q) => p - q)
  expect(extra.length % 2).toBe(0)
  for (let i = 0; i < extra.length; i += 2) {
    const [a, b] = [extra[i]!, extra[i + 1]!]
    expect(b - a).toBeLessThan(s.step_s)
    const within = ours.some(({ start, end }) => start <= a && b <= end)
    for (let k = 0; k < 50; k++) expect(holds(a + ((b - a) * (k + 0.5)) / 50)).toBe(within)
  }
  return worst
}

function checkExtremes(s: Search, scalar: Scalar, span: Interval): number {
  const turns =
    s.kind === 'range'
      ? unwrap(rangeExtremes(eph, pointOf(s['observer']), pointOf(s['target']), s.abcorr, span))
      : s.kind === 'beta'
        ? unwrap(turningPoints(scalar, rateOf(scalar, 2), span))
        : unwrap(extremes(scalar, span))
  const kind = s.relate === 'LOCMIN' ? 'minimum' : 'maximum'
  const ours = turns.filter((turn) => turn.kind === kind)
  expect(ours).toHaveLength(s.times!.length)
  let worst = 0
  s.times!.forEach((t, i) => {
    const { at, value } = ours[i]!
    expect(withinReach(s, scalar, t, at), `${t}, found ${at}, ${value}`).toBe(true)
    worst = Math.max(worst, Math.abs(value - scalar.value(t)))
  })
  return worst
}

function checkExtent(s: Search, scalar: Scalar, span: Interval): number {
  const { least, greatest } = unwrap(extentOf(scalar, span))
  const { at } = s.relate === 'ABSMIN' ? least : greatest
  expect(s.times).toHaveLength(1)
  expect(withinReach(s, scalar, s.times![0]!, at), `${s.times![0]}, found ${at}`).toBe(true)
  return Math.abs(scalar.value(s.times![0]!) - scalar.value(at))
}

/** Measured differences of extreme values: 3.6e-8 km, 3.4e-11 km/s, 1.4e-11 rad for phase, and rounding. */
const WORST_TURN: Readonly<Record<string, number>> = {
  range: 1e-7,
  'range-rate': 1e-10,
  separation: 1e-12,
  phase: 5e-11,
  coordinate: 1e-12,
  'light-angle': 1e-12,
  beta: 1e-11,
  mask: 1e-12,
  cone: 1e-12,
}

describe('searches against CSPICE N0067', () => {
  it.each([
    ['range', 60],
    ['range-rate', 74],
    ['separation', 42],
    ['phase', 48],
    ['coordinate', 54],
    ['light-angle', 54],
    ['beta', 28],
    ['mask', 17],
    ['cone', 20],
  ])('%s.json', (name, count) => {
    const { searches } = golden(`searches/${name}.json`) as { searches: Search[] }
    expect(searches).toHaveLength(count)
    const worst = { edge_s: 0, turn: 0 }
    for (const s of searches) {
      const scalar = SCALARS[s.kind]!(s, s.abcorr)
      const span = { start: s.window[0], end: s.window[1] }
      if (s.intervals !== undefined) worst.edge_s = Math.max(worst.edge_s, checkWindows(s, scalar, span))
      else if (s.relate.startsWith('LOC')) worst.turn = Math.max(worst.turn, checkExtremes(s, scalar, span))
      else worst.turn = Math.max(worst.turn, checkExtent(s, scalar, span))
    }
    // Measured: 1.9 microseconds for phase angles with light time, sixteen steps of a double there; 1.3 for the others.
    expect(worst.edge_s).toBeLessThan(4e-6)
    expect(worst.turn).toBeLessThan(WORST_TURN[name]!)
  })
})
