import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fixtureScene, INSERTION_S, TOUCHDOWN_S } from '../testing/fixture-scene.ts'
import {
  across,
  between,
  createRig,
  cross,
  dot,
  PRESETS,
  pose,
  START,
  type Stand,
  unit,
  type Vec,
} from './camera-rig.ts'
import { createWorld, moveTo, standOf } from './world.ts'

const stand: Stand = {
  focus: [10, 20, 30],
  x: [1, 0, 0],
  z: [0, 0, 1],
  distance_km: 100,
  nearest_km: 20,
  farthest_km: 900,
}

describe('the camera', () => {
  it('stands at the distance asked for, on the side asked for', () => {
    const p = pose(stand, { azimuth_rad: Math.PI / 2, elevation_rad: 0, zoom: 1 })
    expect(p.eye[1]).toBeCloseTo(100, 9)
    expect(p.focus).toEqual([10, 20, 30])
    const above = pose(stand, { azimuth_rad: 0, elevation_rad: Math.PI / 3, zoom: 2 })
    expect(Math.hypot(...above.eye)).toBeCloseTo(200, 9)
    expect(above.eye[2]).toBeCloseTo(200 * Math.sin(Math.PI / 3), 9)
  })

  it('stops at the limits, and turns back from them at once', () => {
    const rig = createRig('moon')
    for (let i = 0; i < 40; i++) rig.zoomBy(0.5)
    expect(rig.pose(stand, 0).distance_km).toBe(20)
    rig.zoomBy(2)
    expect(rig.pose(stand, 0).distance_km).toBeCloseTo(40, 9)
    rig.turn(0, 9)
    expect(rig.hand.elevation_rad).toBeLessThan(Math.PI / 2)
  })

  it('glides to another preset and arrives; without gliding it is there at once', () => {
    const rig = createRig('earth-moon')
    rig.pose(stand, 0)
    rig.setPreset('moon', 1000, true)
    const other: Stand = { ...stand, focus: [5000, 0, 0], distance_km: 400 }
    const mid = rig.pose(other, 1500)
    expect(mid.focus[0]).toBeGreaterThan(10)
    expect(mid.focus[0]).toBeLessThan(5000)
    expect(rig.moving(1500)).toBe(true)
    expect(rig.pose(other, 2200)).toEqual(pose(other, START.moon))
    expect(rig.moving(2200)).toBe(false)
    rig.setPreset('site', 3000, false)
    expect(rig.pose(stand, 3000).focus).toEqual([10, 20, 30])
  })

  it('never passes through the focus on its way', () => {
    const direction = fc
      .tuple(...[0, 1, 2].map(() => fc.double({ min: -1, max: 1, noNaN: true })))
      .map((v) => unit(v as Vec))
    fc.assert(
      fc.property(direction, direction, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, s) => {
        const from = {
          focus: [0, 0, 0] as Vec,
          eye: a.map((x) => 50 * x) as Vec,
          up: [0, 0, 1] as Vec,
          distance_km: 50,
        }
        const to = {
          focus: [0, 0, 0] as Vec,
          eye: b.map((x) => 800 * x) as Vec,
          up: [0, 0, 1] as Vec,
          distance_km: 800,
        }
        const p = between(from, to, s)
        expect(Math.hypot(...p.eye)).toBeGreaterThan(49.9)
      }),
    )
  })
})

describe('stands of the fixture scene', () => {
  const world = createWorld(fixtureScene())

  it.each(PRESETS)('%s: axes are unit and square', (preset) => {
    moveTo(world, INSERTION_S + 3600)
    const { x, z } = standOf(world, preset, 'ce8-lander', 1.6, 0.66)
    expect(Math.hypot(...x)).toBeCloseTo(1, 12)
    expect(Math.hypot(...z)).toBeCloseTo(1, 12)
    expect(dot(x, z)).toBeCloseTo(0, 12)
  })

  it('shows the Earth and the Moon within the picture', () => {
    moveTo(world, INSERTION_S)
    const s = standOf(world, 'earth-moon', undefined, 1.6, 0.66)
    const half = Math.tan(0.33) * 1.6
    const separation = Math.hypot(...world.moon)
    expect(separation / 2 / s.distance_km / half).toBeLessThan(0.8)
    expect(separation / 2 / s.distance_km / half).toBeGreaterThan(0.5)
  })

  it('looks from outside the Moon at the site and at the craft over it', () => {
    moveTo(world, TOUCHDOWN_S + 3600)
    for (const preset of ['site', 'spacecraft'] as const) {
      const s = standOf(world, preset, 'ce8-lander', 1.6, 0.66)
      const { eye, focus } = pose(s, START[preset])
      const fromMoon = eye.map((e, k) => e + focus[k]! - world.moon[k]!)
      expect(Math.hypot(...fromMoon)).toBeGreaterThan(1800)
    }
  })

  it('falls back to the Earth and Moon where there is no craft', () => {
    moveTo(world, -1e9)
    world.craft.clear()
    expect(standOf(world, 'spacecraft', 'ce8-lander', 1.6, 0.66)).toEqual(
      standOf(world, 'earth-moon', undefined, 1.6, 0.66),
    )
  })
})

it('finds a direction across an axis even for a vector along it', () => {
  const z: Vec = [0, 0, 1]
  expect(dot(across([0, 0, 5], z), z)).toBeCloseTo(0, 12)
  expect(across([3, 0, 5], z)).toEqual([1, 0, 0])
  expect(cross([1, 0, 0], [0, 1, 0])).toEqual([0, 0, 1])
})
