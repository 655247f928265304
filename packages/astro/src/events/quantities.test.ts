import { readdirSync, readFileSync } from 'node:fs'
import { unwrap } from '@magpie/core/result'
import { describe, expect, it } from 'vitest'
import type { Correction } from '../apparent-states.ts'
import { kernelKind, loadEphemerides } from '../ephemerides.ts'
import { siteFromPosition } from '../sites.ts'
import type { Point } from './line-of-sight.ts'
import { coordinate } from './quantities.ts'

const root = new URL('../../../../data/kernels/', import.meta.url)
const eph = unwrap(
  loadEphemerides(
    readdirSync(root)
      .map((name) => ({ name, bytes: Uint8Array.from(readFileSync(new URL(name, root))).buffer }))
      .filter(({ bytes }) => kernelKind(bytes) !== undefined),
  ),
)
const earth = { body: 399, frame: 'ITRF93' }
const moon = { body: 301, frame: 'MOON_ME' }
// Bodies 399902 and 301901 of golden/flight/sites_open.bsp; verticals do not matter here.
const station = Float64Array.of(-2201.3007198865853, 4324.773378055081, 4125.359276187791)
const landed = Float64Array.of(119.43564401769075, 71.76417499842499, -1731.8036234298838)
const miyun = siteFromPosition({ name: 'station', ...earth }, station, 0, 0)
const lander = siteFromPosition({ name: 'lander', ...moon }, landed, 0, 0)

describe('coordinates', () => {
  // CSPICE N0067, SPKEZR by spiceypy 8.3.0: the axes are of when light left the centre of the frame, also where the
  // observer or the target is a site on that very body.
  it.each<[string, Point, Point, string, Correction, readonly number[]]>([
    ['station to Moon', miyun, 301, 'ITRF93', 'LT', [194159.38260407295, -334993.1271134563, 112545.65429261497]],
    ['station to Moon', miyun, 301, 'ITRF93', 'LT+S', [194183.33253538486, -334974.9884146171, 112558.32207650895]],
    ['station to lander', miyun, lander, 'ITRF93', 'LT', [194714.48284866952, -334876.4837703412, 110903.4548060684]],
    ['station to lander', miyun, lander, 'MOON_ME', 'LT', [-400564.9794996643, 20468.001027988787, 38526.92089547061]],
    ['with stars', miyun, lander, 'MOON_ME', 'LT+S', [-400566.48840822914, 20435.50117112732, 38528.48501458273]],
    [
      'lander to station',
      lander,
      miyun,
      'MOON_ME',
      'LT',
      [400521.05055338977, -20400.27283783302, -38525.307483483375],
    ],
  ])('%s on the axes of SPICE', (_, observer, target, frame, correction, expected) => {
    const found = (['x', 'y', 'z'] as const).map((axis) =>
      coordinate(eph, axis, observer, target, frame, correction).value(9.1234567e8),
    )
    // In 21 ms, from a station to the Earth's centre, the Moon moves 0.6 km on the Earth's axes.
    const apart = Math.hypot(...found.map((x, i) => x - expected[i]!))
    expect(apart).toBeLessThan(1e-5)
  })
})
