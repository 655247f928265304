/** Masks, light and conditions on real motions, against dense samples; nothing missed at kinks, nothing invented. */
import { readdirSync, readFileSync } from 'node:fs'
import { complement, contains, type Interval, intersect, union } from '@magpie/core/interval'
import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Correction } from '../apparent-states.ts'
import { type KernelFile, kernelKind, loadEphemerides } from '../ephemerides.ts'
import { azimuthElevation, MOON_RADIUS_KM, type Site, siteFromEllipsoid, siteFromSphere, WGS84 } from '../sites.ts'
import { type Condition, inCone, lit, occulted, overMask, windowsOf } from './conditions.ts'
import { evenMask, type HorizonMask, horizonMask, maskAt, raised } from './horizon-mask.ts'
import type { Point } from './line-of-sight.ts'
import { LocalSky } from './local-sky.ts'
import { discOf, type OccultationType, occultationMargin, occultations } from './occultation.ts'
import { maskClearance, whereOverMask } from './over-mask.ts'
import { elongation, offAxis, speed } from './quantities.ts'
import type { Scalar } from './scalar.ts'
import { whereAbove, whereBelow } from './search.ts'
import { elevation, separation } from './sights.ts'
import { shareOverSkyline, skylineDistance } from './skyline-distance.ts'
import { lightClearance, litShare, whereLit } from './sunlight.ts'

const root = new URL('../../../../', import.meta.url)
const kernelsIn = (folder: string): KernelFile[] =>
  readdirSync(new URL(folder, root))
    .map((name) => ({ name, bytes: Uint8Array.from(readFileSync(new URL(folder + name, root))).buffer }))
    .filter(({ bytes }) => kernelKind(bytes) !== undefined)
const eph = unwrap(loadEphemerides(['data/kernels/', 'golden/flight/'].flatMap(kernelsIn)))

const DEG = Math.PI / 180
const DAY_S = 86400
const START = 901972860 + 7200
const [SUN, EARTH, MOON, LLO] = [10, 399, 301, -70001]
const miyun = siteFromEllipsoid({ name: 'miyun', body: EARTH, frame: 'ITRF93' }, WGS84, {
  latitude_rad: 40.558 * DEG,
  longitude_rad: 116.976 * DEG,
  height_km: 0.16,
})
const onMoon = (latitude_deg: number, longitude_deg: number) =>
  siteFromSphere({ name: 'lander', body: MOON, frame: 'MOON_ME' }, MOON_RADIUS_KM, {
    latitude_rad: latitude_deg * DEG,
    longitude_rad: longitude_deg * DEG,
    height_km: 0,
  })
const lander = onMoon(-85.2, 31)

/** How densely `holds` is looked at, and how near an edge a sample may be on either side of it, s. */
function agrees(
  found: readonly Interval[],
  span: Interval,
  holds: (t: number) => boolean,
  n: number,
  edge_s = 1e-3,
): void {
  for (let i = 0; i < n; i++) {
    const t = span.start + ((span.end - span.start) * (i + 0.5)) / n
    if (found.some(({ start, end }) => Math.abs(t - start) < edge_s || Math.abs(t - end) < edge_s)) continue
    expect(holds(t), `at ${t}`).toBe(contains(found, t))
  }
}

/** A scalar changes its sign within 2 microseconds of an edge, or is zero there. */
function isEdge(scalar: Scalar, t: number): void {
  const [before, after] = [scalar.value(t - 2e-6), scalar.value(t + 2e-6)]
  if (Math.abs(scalar.value(t)) > 1e-10) expect(before > 0, `${before}, ${after} at ${t}`).toBe(!(after > 0))
}

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const corrections = fc.constantFrom<Correction>('NONE', 'LT', 'LT+S', 'CN', 'XLT', 'XCN+S')
const masks: fc.Arbitrary<HorizonMask> = fc
  .uniqueArray(
    fc.integer({ min: 0, max: 6282 }).map((milli) => milli / 1000),
    { minLength: 1, maxLength: 60 },
  )
  .chain((azimuths) =>
    fc.array(number(-3, 12), { minLength: azimuths.length, maxLength: azimuths.length }).map((e) =>
      horizonMask(
        azimuths.sort((p, q) => p - q),
        e.map((x) => x * DEG),
      ),
    ),
  )
const views = fc.constantFrom<[Site, Point, number]>(
  [miyun, MOON, 3 * DAY_S],
  [miyun, SUN, 3 * DAY_S],
  [miyun, LLO, 2 * DAY_S],
  [lander, SUN, 27 * DAY_S],
  [lander, EARTH, 27 * DAY_S],
  [lander, miyun, 27 * DAY_S],
  [lander, LLO, 0.5 * DAY_S],
  [onMoon(0, 0), LLO, 0.5 * DAY_S],
  [onMoon(89.999, 0), SUN, 27 * DAY_S],
)

describe('the local sky', () => {
  it('has the azimuth and elevation of sites, and rates that are their derivatives', () => {
    const out = new Float64Array(3)
    fc.assert(
      fc.property(number(START, START + 20 * DAY_S), fc.constantFrom<Correction>('NONE', 'CN+S'), (t, correction) => {
        const sky = new LocalSky(eph, miyun, MOON, correction)
        expect(sky.at(t)).toBe(true)
        unwrap(azimuthElevation(eph, miyun, MOON, t, correction, out))
        expect(Math.abs(Math.sin(sky.azimuth_rad - out[0]!))).toBeLessThan(1e-12)
        expect(sky.elevation_rad).toBeCloseTo(out[1]!, 12)
        const rates = [sky.eastRate, sky.northRate, sky.upRate, sky.rangeRate_km_s]
        const at = (time: number) => {
          sky.at(time)
          return [sky.east, sky.north, sky.up, sky.range_km]
        }
        const [before, after] = [at(t - 8), at(t + 8)]
        rates.forEach((rate, i) => {
          expect(Math.abs((after[i]! - before[i]!) / 16 - rate)).toBeLessThan(i === 3 ? 3e-7 : 1e-11)
        })
      }),
      { numRuns: 40 },
    )
  })
})

describe('a horizon mask', () => {
  it.each([
    ['at a node', 1, 0.2],
    ['between two', 1.5, 0.3],
    ['past the last', 5, 0.4 - (0.3 * 2) / (2 * Math.PI - 2)],
    ['before the first', 0.5, 0.1 + (0.3 * 0.5) / (2 * Math.PI - 2)],
    ['a turn on', 1.5 + 2 * Math.PI, 0.3],
    ['a turn back', 1 - 2 * Math.PI, 0.2],
  ])('%s', (_, azimuth, wanted) => {
    const mask = horizonMask([1, 2, 3], [0.2, 0.4, 0.4])
    const uneven = horizonMask([1, 2, 3], [0.1, 0.4, 0.4])
    const at = _ === 'past the last' || _ === 'before the first' ? uneven : mask
    expect(maskAt(at, azimuth)).toBeCloseTo(wanted, 12)
  })

  it('is refused where its table makes no sense', () => {
    for (const [azimuths, elevations] of [
      [[], []],
      [[0, 1], [0]],
      [
        [1, 0],
        [0, 0],
      ],
      [
        [0, 0],
        [0, 0],
      ],
      [
        [0, 7],
        [0, 0],
      ],
      [[0], [Number.NaN]],
    ])
      expect(() => horizonMask(azimuths!, elevations!)).toThrow(RangeError)
  })
})

describe('over a horizon mask', () => {
  it('is what dense samples say, for any mask, body, site and correction', () => {
    fc.assert(
      fc.property(masks, views, corrections, number(0, DAY_S), (mask, [site, target, long_s], correction, later_s) => {
        const span = { start: START + later_s, end: START + later_s + long_s }
        const found = unwrap(whereOverMask(eph, site, target, mask, correction, span))
        const clearance = maskClearance(eph, site, target, mask, correction)
        for (const { start, end } of found)
          for (const t of [start, end]) if (t > span.start && t < span.end) isEdge(clearance, t)
        agrees(found, span, (t) => clearance.value(t) > 0, 600)
      }),
      { numRuns: 120 },
    )
  })

  it('a level one is an elevation', () => {
    const span = { start: START, end: START + 5 * DAY_S }
    const wanted = unwrap(whereAbove(elevation(eph, miyun, MOON, 'CN'), 10 * DEG, span))
    for (const mask of [horizonMask([0], [10 * DEG]), evenMask(new Float64Array(36).fill(10 * DEG))])
      expect(unwrap(whereOverMask(eph, miyun, MOON, mask, 'CN', span))).toEqual(wanted)
    expect(unwrap(whereOverMask(eph, miyun, MOON, raised(evenMask([0, 0]), 10 * DEG), 'CN', span))).toEqual(wanted)
  })

  it.each([1e-3, 1e-5, 1e-7, 1e-9, -1e-9, -1e-7])(
    'a peak that reaches %d rad past the path hides it just there',
    (over) => {
      // The Sun over the lander: a peak of a hundredth of a degree at one azimuth, its top that much over or under the path.
      const sky = new LocalSky(eph, lander, SUN, 'CN')
      const at = START + 9 * DAY_S + 1234
      expect(sky.at(at)).toBe(true)
      const [azimuth, top] = [sky.azimuth_rad, sky.elevation_rad + over]
      const foot = 1e-2
      const below = top - 0.05
      const mask = horizonMask([azimuth - foot, azimuth, azimuth + foot], [below, top, below])
      const span = { start: at - 3600, end: at + 3600 }
      const found = unwrap(whereOverMask(eph, lander, SUN, mask, 'CN', span))
      if (over < 0) expect(found).toEqual([span])
      else {
        expect(found).toHaveLength(2)
        // The peak's sides fall by 5 rad/rad; the Sun passes azimuth at 2.5e-6 rad/s and hardly climbs.
        const hidden_s = found[1]!.start - found[0]!.end
        expect(found[0]!.end).toBeLessThan(at)
        expect(found[1]!.start).toBeGreaterThan(at)
        expect(hidden_s * Math.abs(sky.at(at) ? sky.azimuthRate_rad_s : 0)).toBeCloseTo(
          (2 * over) / 5,
          over > 1e-4 ? 4 : 8,
        )
      }
    },
  )

  it('says why where a body has no place', () => {
    const span = { start: START, end: START + DAY_S }
    const found = whereOverMask(eph, miyun, -5, horizonMask([0, 1], [0, 0.1]), 'CN', span)
    expect(found).toMatchObject({ ok: false, error: { kind: 'no-ephemeris', body: -5 } })
  })
})

describe('the skyline', () => {
  const direction = (azimuth: number, e: number) => [
    Math.cos(e) * Math.sin(azimuth),
    Math.cos(e) * Math.cos(azimuth),
    Math.sin(e),
  ]
  const angle = (p: readonly number[], q: readonly number[]) =>
    2 * Math.asin(Math.min(1, Math.hypot(...p.map((x, i) => x - q[i]!)) / 2))

  it('is as far as its nearest point', () => {
    fc.assert(
      fc.property(masks, number(0, 6.283), number(-0.2, 0.5), (mask, azimuth, e) => {
        const found = skylineDistance(mask, azimuth, e)
        const from = direction(azimuth, e)
        let nearest = Math.PI
        for (let i = 0; i < 20000; i++) {
          const at = (2 * Math.PI * i) / 20000
          nearest = Math.min(nearest, angle(from, direction(at, maskAt(mask, at))))
        }
        expect(found > 0).toBe(e > maskAt(mask, azimuth) && found !== 0)
        expect(Math.abs(found)).toBeLessThanOrEqual(nearest + 1e-9)
        // Samples 3e-4 rad apart, on slopes of any steepness.
        if (mask.azimuth_rad.length < 10) expect(nearest - Math.abs(found)).toBeLessThan(0.02)
      }),
      { numRuns: 60 },
    )
  })

  it('leaves of a disc what samples on the sphere say', () => {
    fc.assert(
      fc.property(masks, number(0, 6.283), number(-1.3, 1.3), (mask, azimuth, radii) => {
        const radius = 0.00465
        const e = maskAt(mask, azimuth) + radii * radius
        const share = shareOverSkyline(mask, azimuth, e, radius)
        let over = 0
        let all = 0
        for (let k = 0; k < 40000; k++) {
          const [x, y] = [(2 * ((k % 200) + 0.5)) / 200 - 1, (2 * (Math.floor(k / 200) + 0.5)) / 200 - 1]
          if (x * x + y * y > 1) continue
          all++
          const at = azimuth + Math.atan2(x * radius, Math.cos(e) - y * radius * Math.sin(e))
          if (e + y * radius - (x * x * radius * radius * Math.tan(e)) / 2 > maskAt(mask, at)) over++
        }
        expect(Math.abs(share - over / all)).toBeLessThan(5e-3)
      }),
      { numRuns: 60 },
    )
  })

  it('leaves of a disc over level ground the segment of a circle', () => {
    const level = horizonMask([0], [0])
    for (const h of [-1, -0.7, 0, 0.3, 1]) {
      const segment = (Math.acos(-h) + h * Math.sqrt(1 - h * h)) / Math.PI
      expect(shareOverSkyline(level, 1, h * 1e-3, 1e-3)).toBeCloseTo(segment, 6)
    }
  })
})

describe('light at a site', () => {
  const span = { start: START, end: START + 27 * DAY_S }

  it('is what dense samples of the disc’s clearance say', () => {
    const kinds = fc.constantFrom('any', 'full', 'partial', 'none') as fc.Arbitrary<'any' | 'full' | 'partial' | 'none'>
    fc.assert(
      fc.property(masks, fc.constantFrom(lander, onMoon(-89.99, 0), onMoon(20, 100)), kinds, (mask, site, kind) => {
        const found = unwrap(whereLit(eph, { site, mask }, kind, 'CN', span))
        const any = lightClearance(eph, { site, mask }, 'any', 'CN')
        const full = lightClearance(eph, { site, mask }, 'full', 'CN')
        const holds = {
          any: (t: number) => any.value(t) > 0,
          full: (t: number) => full.value(t) > 0,
          partial: (t: number) => any.value(t) > 0 && !(full.value(t) > 0),
          none: (t: number) => !(any.value(t) > 0),
        }
        agrees(found, span, holds[kind], 1500)
        const edges = found.flatMap(({ start, end }) => [start, end]).filter((t) => t > span.start && t < span.end)
        for (const t of edges) expect(Math.min(Math.abs(any.value(t)), Math.abs(full.value(t)))).toBeLessThan(1e-10)
      }),
      { numRuns: 40 },
    )
  })

  it('full, partial and none make up the span, and the share goes with them', () => {
    const mask = evenMask(Array.from({ length: 90 }, (_, i) => (0.02 * Math.sin(5 * i)) / (1 + (i % 7))))
    const at = { site: lander, mask }
    const [full, partial, none] = (['full', 'partial', 'none'] as const).map((kind) =>
      unwrap(whereLit(eph, at, kind, 'LT+S', span)),
    ) as [Interval[], Interval[], Interval[]]
    expect(union(union(full, partial), none)).toEqual([span])
    expect(intersect(full, partial)).toEqual([])
    const share = litShare(eph, at, 'LT+S')
    const middle = ({ start, end }: Interval) => share.value((start + end) / 2)
    for (const window of full) expect(middle(window)).toBeGreaterThan(0.9999)
    for (const window of none) expect(middle(window)).toBeLessThan(0.0001)
    for (const window of partial) {
      expect(middle(window)).toBeGreaterThan(0)
      expect(middle(window)).toBeLessThan(1)
    }
  })

  it('grazing: a skyline that touches the limb to 1e-9 rad is told from one that does not', () => {
    // The Sun's highest point in the month, level ground there: it is lit for a moment, or never.
    const height = elevation(eph, lander, SUN, 'CN')
    let [best, at] = [-1, 0]
    for (let t = span.start; t < span.end; t += 60) if (height.value(t) > best) [best, at] = [height.value(t), t]
    const sky = new LocalSky(eph, lander, SUN, 'CN')
    sky.at(at)
    const radius = Math.asin(695700 / sky.range_km)
    for (const over of [1e-6, 1e-8, 2e-9]) {
      const lit = unwrap(
        whereLit(eph, { site: lander, mask: horizonMask([0], [best + radius - over]) }, 'any', 'CN', span),
      )
      expect(lit).toHaveLength(1)
      expect(lit[0]!.start).toBeLessThan(at + 60)
      expect(lit[0]!.end).toBeGreaterThan(at - 60)
      const dark = horizonMask([0], [best + radius + over])
      expect(unwrap(whereLit(eph, { site: lander, mask: dark }, 'any', 'CN', span))).toEqual([])
    }
  })
})

describe('scalars at their extremes', () => {
  const scalars: [string, Scalar, number][] = [
    ['elongation', elongation(eph, EARTH, MOON, 'CN'), 27 * DAY_S],
    ['speed', speed(eph, MOON, LLO, 'NONE'), 0.5 * DAY_S],
    [
      'angle from an axis',
      offAxis(eph, LLO, { frame: 'J2000', direction: [0.2, 0.5, -0.8] }, EARTH, 'CN'),
      0.5 * DAY_S,
    ],
    ['separation', separation(eph, miyun, [SUN, MOON], 'LT+S'), 27 * DAY_S],
  ]

  it.each(scalars)('%s: any threshold, as dense samples say', (_, scalar, long_s) => {
    fc.assert(
      fc.property(number(0, DAY_S), number(0, 1), (later_s, share) => {
        const span = { start: START + later_s, end: START + later_s + long_s }
        const values = Array.from({ length: 300 }, (__, i) => scalar.value(span.start + (long_s * i) / 299))
        const threshold = Math.min(...values) + share * (Math.max(...values) - Math.min(...values))
        const above = unwrap(whereAbove(scalar, threshold, span))
        agrees(above, span, (t) => scalar.value(t) > threshold, 700)
        const below = unwrap(whereBelow(scalar, threshold, span))
        agrees(complement(above, span), span, (t) => contains(below, t), 100)
      }),
      { numRuns: 15 },
    )
  })
})

describe('occultations that graze', () => {
  const moon = discOf(eph, MOON)!
  const earth = discOf(eph, EARTH)!
  const sun = discOf(eph, SUN)!
  const cases: [string, number | Site, typeof moon, typeof moon, OccultationType][] = [
    ['the Sun by the Earth’s ellipsoid from the Moon', MOON, earth, sun, 'ANY'],
    ['the Sun by the Moon from Miyun', miyun, moon, sun, 'ANY'],
  ]

  it.each(cases)(
    '%s: found while it lasts a moment, gone when it is missed by 1e-9 rad',
    (_, observer, front, back) => {
      // The body in front is made larger or smaller until its limb just touches.
      const span = { start: START, end: START + 60 * DAY_S }
      const grown = (by: number) => ({
        ...front,
        radii_km: front.radii_km.map((r) => r * by) as [number, number, number],
      })
      const windowsAt = (by: number) =>
        unwrap(occultations(eph, { observer, front: grown(by), back }, 'ANY', 'CN', span))
      let [lo, hi] = [0.05, 40]
      for (let i = 0; i < 60 && hi - lo > 1e-9; i++) {
        const mid = (lo + hi) / 2
        if (windowsAt(mid).length > 0) hi = mid
        else lo = mid
      }
      const touching = windowsAt(hi)
      expect(touching.length).toBeGreaterThanOrEqual(1)
      const { start, end } = touching[0]!
      const margin = occultationMargin(eph, { observer, front: grown(hi), back }, 'any', 'CN')
      const missed = occultationMargin(eph, { observer, front: grown(lo), back }, 'any', 'CN')
      const middle = (start + end) / 2
      expect(margin.angle(middle)).toBeGreaterThan(0)
      expect(margin.angle(middle)).toBeLessThan(2e-9)
      expect(Math.abs(missed.angle(middle))).toBeLessThan(2e-9)
      expect(missed.angle(middle)).toBeLessThanOrEqual(0)
    },
  )

  it('partial, full and annular make up any, and the middle of each is of its kind', () => {
    const span = { start: START, end: START + 4 * DAY_S }
    const seen = { observer: LLO, front: moon, back: sun }
    const [any, full, annular, partial] = (['ANY', 'FULL', 'ANNULAR', 'PARTIAL'] as const).map((type) =>
      unwrap(occultations(eph, seen, type, 'CN', span)),
    ) as [Interval[], Interval[], Interval[], Interval[]]
    expect(union(union(full, annular), partial)).toEqual(any)
    expect(intersect(full, partial)).toEqual([])
    expect(full.length).toBeGreaterThan(20)
    expect(partial.length).toBe(2 * full.length)
  })
})

describe('combined conditions on real motions', () => {
  const span = { start: START, end: START + 2 * DAY_S }
  const mask = evenMask([0.1, 0.02, 0.15, 0.01, 0.2])
  const seen = overMask(eph, miyun, MOON, mask, 'CN')
  const day: Condition = { kind: 'above', scalar: elevation(eph, miyun, SUN, 'CN'), threshold: 0 }
  const cone = inCone(eph, miyun, MOON, 1.2, SUN, 'CN')
  const sunlit = lit(eph, { site: lander, mask: horizonMask([0], [-0.03]) }, 'any', 'CN')
  const hidden = occulted(eph, { observer: EARTH, front: discOf(eph, MOON)!, back: LLO }, 'ANY', 'CN')
  const parts = fc.constantFrom(seen, day, cone, sunlit, hidden)
  const at = (condition: Condition) => unwrap(windowsOf(condition, span))
  const same = (p: readonly Interval[], q: readonly Interval[]) => {
    expect(p.length).toBe(q.length)
    p.forEach(({ start, end }, i) => {
      expect(Math.abs(start - q[i]!.start)).toBeLessThan(3e-6)
      expect(Math.abs(end - q[i]!.end)).toBeLessThan(3e-6)
    })
  }

  it('obeys the laws, whichever way a combination is searched', () => {
    fc.assert(
      fc.property(parts, parts, parts, (a, b, c) => {
        const not = (of: Condition): Condition => ({ kind: 'not', of })
        const all = (...of: Condition[]): Condition => ({ kind: 'all', of })
        const any = (...of: Condition[]): Condition => ({ kind: 'any', of })
        same(at(not(any(a, b))), at(all(not(a), not(b))))
        same(at(not(all(a, b))), at(any(not(a), not(b))))
        same(at(all(a, any(b, c))), at(any(all(a, b), all(a, c))))
        same(at(all(a, a)), at(any(a, a)))
        same(at({ kind: 'minus', of: a, without: b }), at(all(a, not(b))))
        same(at(all(a, b)), at(all(b, a)))
        expect(at(all(a, not(a)))).toEqual([])
        expect(at(any(a, not(a)))).toEqual([span])
      }),
      { numRuns: 25 },
    )
  })

  it('lengths are those of whole windows, wherever the filter stands', () => {
    const passes = at(hidden)
    expect(passes.length).toBeGreaterThan(15)
    const long = (shortest_s: number): Condition => ({ kind: 'lasting', of: seen, shortest_s })
    const whole = at(seen).filter((w) => w.end - w.start >= 3600)
    expect(whole.length).toBeGreaterThan(0)
    // Each pass behind the Moon is shorter than an hour: a filter that saw only those would leave nothing.
    same(at({ kind: 'all', of: [hidden, long(3600)] }), intersect(passes, whole))
    const gaps = complement(passes, span).map((w) => w.end - w.start)
    expect(at({ kind: 'bridged', of: hidden, longest_s: Math.max(...gaps) + 1 })).toHaveLength(1)
    same(
      at({ kind: 'all', of: [seen, { kind: 'bridged', of: hidden, longest_s: 1e5 }] }),
      intersect(at(seen), [{ start: passes[0]!.start, end: passes.at(-1)!.end }]),
    )
  })
})
