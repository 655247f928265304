import { readdirSync, readFileSync } from 'node:fs'
import { loadEphemerides } from '@magpie/astro/ephemerides'
import { unwrap } from '@magpie/core/result'
import { describe, expect, it } from 'vitest'
import { describeFlightError } from './errors.ts'
import { type ForceModel, litFraction, prepareForces, type RadiationPressure } from './forces.ts'
import { parseGravityField } from './gravity-field.ts'
import { propagate } from './propagation.ts'

const data = new URL('../../../data/', import.meta.url)
const kernels = new URL('kernels/', data)
const eph = unwrap(
  loadEphemerides(
    readdirSync(kernels)
      .filter((name) => /\.(bsp|bpc|tls|tpc|tf)$/.test(name))
      .map((name) => ({ name, bytes: Uint8Array.from(readFileSync(new URL(name, kernels))).buffer })),
  ),
)
const field = (name: string) => unwrap(parseGravityField(readFileSync(new URL(`gravity/${name}`, data), 'utf8')))
const fields = { moon: field('moon_grgm1200a_150.txt'), earth: field('earth_egm2008_20.txt') }

type Case = {
  name: string
  center: number
  et0: number
  state0_km_km_s: number[]
  forces: {
    gravity_fields: { body: 'moon' | 'earth'; degree: number; frame: string }[]
    third_body_point_masses: number[]
    srp: null | {
      flux_w_m2: number
      cr: number
      area_m2: number
      mass_kg: number
      shadow: string
      sun_radius_km?: number
    }
  }
  outputs: { dt_s: number; state: number[] }[]
  tolerance_hint_m: number
}
const golden: { cases: Case[] } = JSON.parse(
  readFileSync(new URL('../../../golden/propagation/propagation.json', import.meta.url), 'utf8'),
)

function pressure(srp: NonNullable<Case['forces']['srp']>): RadiationPressure {
  const { flux_w_m2: flux_W_m2, cr, area_m2, mass_kg, sun_radius_km } = srp
  const moon = { body: 301, radius_km: 1737.4, sunRadius_km: sun_radius_km ?? 0 }
  return { flux_W_m2, cr, area_m2, mass_kg, shadow: srp.shadow === 'none' ? 'none' : moon }
}

function model(c: Case): ForceModel {
  const { srp, gravity_fields, third_body_point_masses: pointMasses } = c.forces
  return {
    centre: c.center,
    startTdb_s: c.et0,
    fields: gravity_fields.map(({ body, degree, frame }) => ({
      body: body === 'moon' ? 301 : 399,
      field: fields[body],
      degree,
      frame,
    })),
    pointMasses,
    ...(srp === null ? {} : { radiationPressure: pressure(srp) }),
  }
}

/** Largest distance measured, m; each limit is some three times it, and all lie far inside the reference's own hint. */
const MEASURED: Readonly<Record<string, number>> = {
  llo_50x50: 1.7e-4,
  llo_50x50_srp_lit: 1.8e-4,
  llo_50x50_srp_conical: 0.05,
  llo_20x20: 4e-5,
  qq2_20x20: 2.8e-3,
  nrho_9_2: 1.1e-5,
  nrho_9_2_pointmass: 1e-5,
  tlc_8x8: 1.5e-4,
  tlc_pointmass: 6e-5,
}

describe('propagation against CSPICE with DOP853, Orekit and Nyx', () => {
  it.each(golden.cases.map((c) => [c.name, c] as const))('%s', (name, c) => {
    const forces = unwrap(prepareForces(eph, model(c)))
    let state: Float64Array = new Float64Array(c.state0_km_km_s)
    let t_s = 0
    for (const { dt_s, state: there } of c.outputs) {
      state = unwrap(propagate(forces, t_s, state, dt_s, { tolerance: 'exact' })).state
      t_s = dt_s
      const off_m = 1000 * Math.hypot(state[0]! - there[0]!, state[1]! - there[1]!, state[2]! - there[2]!)
      expect(off_m, `after ${dt_s} s`).toBeLessThan(Math.min(c.tolerance_hint_m, 3 * MEASURED[name]!))
    }
  })

  it('keeps a millimetre or so a day in low orbit at the working tolerance', () => {
    const c = golden.cases.find((g) => g.name === 'llo_50x50')!
    const forces = unwrap(prepareForces(eph, model(c)))
    const end = unwrap(propagate(forces, 0, new Float64Array(c.state0_km_km_s), 86400, { tolerance: 'fine' })).state
    const there = c.outputs.find((o) => o.dt_s === 86400)!.state
    // Measured 0.5 mm here, 0.02 to 1.5 mm over eight orbits.
    expect(1000 * Math.hypot(end[0]! - there[0]!, end[1]! - there[1]!, end[2]! - there[2]!)).toBeLessThan(2e-3)
  })
})

describe('forces', () => {
  const llo = golden.cases[0]!
  const start = new Float64Array([...llo.state0_km_km_s, 1000])

  it('burn mass at thrust over exhaust speed, and push by thrust over mass', () => {
    const base: ForceModel = { centre: 301, startTdb_s: llo.et0, fields: [], pointMasses: [] }
    const direction = (_t: number, _y: Float64Array, out: Float64Array) => void out.set([0, 0, 1])
    const coasting = unwrap(prepareForces(eph, base))
    const burning = unwrap(prepareForces(eph, { ...base, engine: { thrust_N: 3000, isp_s: 310, direction } }))
    const [a, b] = [new Float64Array(7), new Float64Array(7)]
    expect(coasting.derivative(0, start, a) && burning.derivative(0, start, b)).toBe(true)
    expect(b[5]! - a[5]!).toBeCloseTo(3e-3, 15)
    expect(b[6]).toBeCloseTo(-3000 / (310 * 9.80665), 12)
    expect(a[6]).toBe(0)
  })

  it('say what is missing', () => {
    const no = prepareForces(eph, { ...model(llo), pointMasses: [499] })
    expect(no).toMatchObject({ ok: false, error: { kind: 'no-gravity-parameter', body: 499 } })
    const frame = prepareForces(eph, {
      ...model(llo),
      fields: [{ body: 301, field: fields.moon, degree: 2, frame: 'NOWHERE' }],
    })
    expect(frame).toMatchObject({ ok: false, error: { kind: 'unknown-frame' } })
    const late = unwrap(prepareForces(eph, { ...model(llo), startTdb_s: 2.5e9 }))
    const end = propagate(late, 0, start.slice(0, 6), 100)
    expect(end.ok).toBe(false)
    if (!end.ok) {
      expect(['outside-coverage', 'no-orientation']).toContain(end.error.kind)
      expect(describeFlightError(end.error)).toContain('cover')
    }
  })

  it.each([
    ['far from the line', 3000, 1],
    ['on the line, close by', 0, 0],
  ])('light: %s', (_name, aside, lit) => {
    const at = new Float64Array([-2000, aside, 0])
    expect(litFraction(at, new Float64Array([1.5e8, 0, 0]), new Float64Array(3), 695700, 1737.4)).toBe(lit)
  })

  it('light falls smoothly through the penumbra', () => {
    let last = 1
    for (let aside = 1800; aside > 1650; aside -= 1) {
      const at = new Float64Array([-2000, aside, 0])
      const now = litFraction(at, new Float64Array([1.5e8, 0, 0]), new Float64Array(3), 695700, 1737.4)
      expect(now).toBeLessThanOrEqual(last)
      // The penumbra is 2000 km * 0.53 deg = 18.5 km wide there: a kilometre is at most some 7 % of the disk.
      expect(last - now).toBeLessThan(0.08)
      last = now
    }
    expect(last).toBe(0)
    const annular = litFraction(
      new Float64Array([-1e6, 0, 0]),
      new Float64Array([1.5e8, 0, 0]),
      new Float64Array(3),
      695700,
      1737.4,
    )
    expect(annular).toBeCloseTo(1 - (1737.4 / 1e6 / (695700 / 1.51e8)) ** 2, 4)
  })
})
