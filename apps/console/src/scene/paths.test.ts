import { describe, expect, it } from 'vitest'
import { fixtureScene, TOUCHDOWN_S } from '../testing/fixture-scene.ts'
import type { Track } from './ephemeris.ts'
import { pathOf, visiblePart } from './paths.ts'

/** A circle of 1000 km in 1000 s, sampled every 50 s, flown three times. */
const circle: Track = (() => {
  const times_s = Array.from({ length: 61 }, (_, i) => 50 * i)
  const angle = (t: number) => (2 * Math.PI * t) / 1000
  const speed = (2 * Math.PI * 1000) / 1000
  return {
    element: 'c',
    name: 'C',
    centre: 301,
    times_s,
    positions_km: times_s.flatMap((t) => [1000 * Math.cos(angle(t)), 1000 * Math.sin(angle(t)), 0]),
    velocities_km_s: times_s.flatMap((t) => [-speed * Math.sin(angle(t)), speed * Math.cos(angle(t)), 0]),
  }
})()

describe('paths', () => {
  it('are dense enough to look smooth, and sweep the angle flown', () => {
    const path = pathOf(circle)!
    expect(path.swept_rad.at(-1)).toBeCloseTo(6 * Math.PI, 2)
    for (let i = 1; i < path.times_s.length; i++) {
      expect(path.times_s[i]!).toBeGreaterThan(path.times_s[i - 1]!)
      expect(path.swept_rad[i]! - path.swept_rad[i - 1]!).toBeLessThan(0.05)
    }
    // 1000 km circle, samples 18 deg apart: Hermite is off by less than h^4/384 of the fourth derivative, 0.03 km.
    const radii = Array.from(path.times_s, (_, i) =>
      Math.hypot(path.positions_km[3 * i]!, path.positions_km[3 * i + 1]!),
    )
    expect(Math.max(...radii.map((r) => Math.abs(r - 1000)))).toBeLessThan(0.03)
  })

  it('show one turn before and after the present, cut off at the ends', () => {
    const path = pathOf(circle)!
    const middle = visiblePart(path, 1500, 2 * Math.PI)
    expect(path.times_s[middle.first]).toBeCloseTo(500, -2)
    expect(path.times_s[middle.last]).toBeCloseTo(2500, -2)
    expect(visiblePart(path, 0, 2 * Math.PI).first).toBe(0)
    expect(visiblePart(path, 9000, 2 * Math.PI).last).toBe(path.times_s.length - 1)
  })

  it('leave out what stands on the ground', () => {
    const tracks = fixtureScene().tracks
    const landed = tracks.find((t) => t.times_s[0] === TOUCHDOWN_S)!
    expect(landed.times_s.length).toBeGreaterThan(10)
    expect(pathOf(landed)).toBeUndefined()
  })
})
