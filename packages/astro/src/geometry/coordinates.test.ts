import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { norm } from '../vectors.ts'
import {
  cylindricalOf,
  latitudinalOf,
  sphericalOf,
  vectorOfCylindrical,
  vectorOfLatitudinal,
  vectorOfSpherical,
} from './coordinates.ts'
import { planetographicOf, positionOfPlanetographic } from './geodetic.ts'

const component = fc.double({ min: -4e5, max: 4e5, noNaN: true })
const vectors = fc
  .tuple(component, component, component)
  .map((v) => Float64Array.from(v))
  .filter((v) => norm(v) > 1e-3)
const MARS = { equatorial_km: 3396.19, flattening: 0.005886 }

/** How far a vector is from what it should be, in parts of its length. */
function apart(found: Float64Array, v: Float64Array): number {
  return norm(found.map((x, i) => x - v[i]!)) / norm(v)
}

describe('coordinates of a vector, and back', () => {
  it.each<[string, (v: Float64Array, out: Float64Array) => Float64Array]>([
    ['latitudinal', (v, out) => vectorOfLatitudinal(latitudinalOf(v), out)],
    ['spherical', (v, out) => vectorOfSpherical(sphericalOf(v), out)],
    ['cylindrical', (v, out) => vectorOfCylindrical(cylindricalOf(v), out)],
  ])('%s', (_, thereAndBack) => {
    fc.assert(
      fc.property(vectors, (v) => {
        // Measured 9.8e-16 at most in 200,000 vectors of 1e-3 to 4e5.
        expect(apart(thereAndBack(v, new Float64Array(3)), v)).toBeLessThan(5e-15)
      }),
    )
  })

  it.each([true, false])('planetographic, longitude to the west: %s', (runsWest) => {
    fc.assert(
      fc.property(vectors, (v) => {
        fc.pre(norm(v) > 100)
        const back = positionOfPlanetographic(planetographicOf(v, MARS, runsWest), MARS, runsWest, new Float64Array(3))
        // Measured 1.1e-13 at most, about 100 km from the centre, where heights are most of the radius.
        expect(apart(back, v)).toBeLessThan(1e-12)
      }),
    )
  })
})
