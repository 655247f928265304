import { cross, dot, norm, unit, vector } from '@magpie/astro/vectors'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { approachAxes, holdRate, type SiteState, siteStateOf, steerTo, thrustAcceleration } from './descent-guidance.ts'

const axes = () => ({ up: vector(), along: vector(), across: vector() })
const blank = (): SiteState => ({
  along_m: 0,
  across_m: 0,
  height_m: 0,
  alongSpeed_m_s: 0,
  acrossSpeed_m_s: 0,
  climb_m_s: 0,
})
const site = new Float64Array([200, 100, -1730])
const approach = approachAxes(site, new Float64Array([0.3, -1.6, -0.2]))

describe('coordinates about the site', () => {
  it('have right-handed axes that are one at the site', () => {
    expect(norm(cross(approach.up, approach.along, vector()).map((v, i) => v - approach.across[i]!))).toBeLessThan(
      1e-15,
    )
    const [local, out] = [axes(), blank()]
    siteStateOf(approach, site, vector(0.1, 0.2, 0.3), local, out)
    expect([out.along_m, out.across_m, out.height_m].every((v) => Math.abs(v) < 1e-6)).toBe(true)
    expect(dot(local.along, approach.along)).toBeCloseTo(1, 14)
  })

  it('measure way along the ground, side and height', () => {
    const out = blank()
    const angle = -0.3
    const p = vector()
    for (let i = 0; i < 3; i++)
      p[i] = (approach.siteRadius_km + 15) * (Math.cos(angle) * approach.up[i]! + Math.sin(angle) * approach.along[i]!)
    siteStateOf(approach, p, vector(), axes(), out)
    expect(out.along_m).toBeCloseTo(angle * approach.siteRadius_km * 1000, 5)
    expect(out.across_m).toBeCloseTo(0, 6)
    expect(out.height_m).toBeCloseTo(15_000, 5)
  })
})

describe('steering', () => {
  const number = (max: number) => fc.double({ min: -max, max, noNaN: true })

  it('by E-guidance asks for the line of acceleration that ends where it aims', () => {
    fc.assert(
      fc.property(number(5e5), number(2000), fc.double({ min: 5, max: 800, noNaN: true }), (x, v, left) => {
        const target = { height_m: 0, range_m: 50, forward_m_s: 10, climb_m_s: 0 }
        const wanted = { along: 0, across: 0, up: 0 }
        steerTo({ ...blank(), along_m: x, alongSpeed_m_s: v }, target, left, wanted)
        const a = wanted.along
        // The slope that meets the speed has to meet the place too.
        const slope = (2 * (10 - v - a * left)) / left ** 2
        const end = x + v * left + (a * left ** 2) / 2 + (slope * left ** 3) / 6
        expect(Math.abs(end + 50)).toBeLessThan(1e-9 * (1 + Math.abs(x) + Math.abs(v) * left))
        // Half way along that path it asks for the middle of the line.
        const t = left / 2
        const there = {
          ...blank(),
          along_m: x + v * t + (a * t ** 2) / 2 + (slope * t ** 3) / 6,
          alongSpeed_m_s: v + a * t + (slope * t ** 2) / 2,
        }
        steerTo(there, target, left - t, wanted)
        expect(Math.abs(wanted.along - (a + slope * t))).toBeLessThan(1e-9 * (1 + Math.abs(a) + Math.abs(slope * left)))
      }),
    )
  })

  it('brings a point mass to rest over the site', () => {
    const s = { ...blank(), along_m: -2000, across_m: 30, height_m: 2400, alongSpeed_m_s: 45, climb_m_s: -45 }
    const target = { height_m: 100, range_m: 0, forward_m_s: 0, climb_m_s: 0 }
    const wanted = { along: 0, across: 0, up: 0 }
    const dt = 0.05
    for (let left = 100; left > 1; left -= dt) {
      steerTo(s, target, left, wanted)
      s.along_m += s.alongSpeed_m_s * dt
      s.across_m += s.acrossSpeed_m_s * dt
      s.height_m += s.climb_m_s * dt
      s.alongSpeed_m_s += wanted.along * dt
      s.acrossSpeed_m_s += wanted.across * dt
      s.climb_m_s += wanted.up * dt
    }
    expect(Math.abs(s.along_m)).toBeLessThan(1)
    expect(Math.abs(s.across_m)).toBeLessThan(0.1)
    expect(Math.abs(s.height_m - 100)).toBeLessThan(1)
    expect(Math.hypot(s.alongSpeed_m_s, s.climb_m_s)).toBeLessThan(1.5)
  })

  it('holds a rate of descent and returns over the site', () => {
    const s = { ...blank(), along_m: 3, acrossSpeed_m_s: 0.4, height_m: 60, climb_m_s: -3 }
    const wanted = { along: 0, across: 0, up: 0 }
    for (let t = 0; t < 30; t += 0.05) {
      holdRate(s, -1.5, 3, wanted)
      s.alongSpeed_m_s += wanted.along * 0.05
      s.acrossSpeed_m_s += wanted.across * 0.05
      s.climb_m_s += wanted.up * 0.05
      s.along_m += s.alongSpeed_m_s * 0.05
      s.across_m += s.acrossSpeed_m_s * 0.05
    }
    expect(s.climb_m_s).toBeCloseTo(-1.5, 3)
    expect(Math.hypot(s.along_m, s.across_m)).toBeLessThan(0.01)
  })
})

describe('thrust', () => {
  it('carries the weight in hover, and nothing on a circular orbit', () => {
    const [local, out, thrust] = [axes(), blank(), vector()]
    const still = { along: 0, across: 0, up: 0 }
    siteStateOf(approach, site, vector(), local, out)
    thrustAcceleration(still, out, vector(), norm(site), approach, local, 4902.8, 0, thrust)
    expect(norm(thrust)).toBeCloseTo((4902.8 / norm(site) ** 2) * 1000, 9)
    expect(dot(unit(thrust, vector()), approach.up)).toBeCloseTo(1, 12)
    const v = approach.along.map((a) => a * Math.sqrt(4902.8 / norm(site)))
    siteStateOf(approach, site, v, local, out)
    thrustAcceleration(still, out, v, norm(site), approach, local, 4902.8, 0, thrust)
    expect(norm(thrust)).toBeLessThan(1e-9)
  })
})
