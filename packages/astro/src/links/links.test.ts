import { readdirSync, readFileSync } from 'node:fs'
import type { Interval } from '@magpie/core/interval'
import { unwrap } from '@magpie/core/result'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIGHT_KM_S } from '../aberration.ts'
import { type KernelFile, kernelKind, loadEphemerides } from '../ephemerides.ts'
import type { Condition } from '../events/conditions.ts'
import { LineOfSight } from '../events/line-of-sight.ts'
import { elevation } from '../events/sights.ts'
import { MOON_RADIUS_KM, siteFromEllipsoid, siteFromSphere, WGS84 } from '../sites.ts'
import { BOLTZMANN_J_K, budgetOf, freeSpaceLoss, highestRate } from './budget.ts'
import { oneWayDoppler, twoWayDoppler } from './doppler.ts'
import { budgetScalar, linkMargin, linkWindows } from './link-windows.ts'
import {
  type Antenna,
  assumptionsOf,
  beamOf,
  dBW,
  type Given,
  gainOf,
  type Link,
  type Noise,
  type Pointing,
  pointingLoss,
} from './terminal.ts'

const root = new URL('../../../../', import.meta.url)
const kernelsIn = (folder: string): KernelFile[] =>
  readdirSync(new URL(folder, root))
    .map((name) => ({ name, bytes: Uint8Array.from(readFileSync(new URL(folder + name, root))).buffer }))
    .filter(({ bytes }) => kernelKind(bytes) !== undefined)
const eph = unwrap(loadEphemerides(['data/kernels/', 'golden/flight/'].flatMap(kernelsIn)))

const DEG = Math.PI / 180
const START = 901972860
const miyun = siteFromEllipsoid({ name: 'miyun', body: 399, frame: 'ITRF93' }, WGS84, {
  latitude_rad: 40.558 * DEG,
  longitude_rad: 116.976 * DEG,
  height_km: 0.16,
})
const lander = siteFromSphere({ name: 'lander', body: 301, frame: 'MOON_ME' }, MOON_RADIUS_KM, {
  latitude_rad: -85.2 * DEG,
  longitude_rad: 31 * DEG,
  height_km: 0,
})
const LLO = -70001

const given = (value: number): Given => ({ value, provenance: { kind: 'derived', from: 'a test' } })
const assumed = (value: number): Given => ({ value, provenance: { kind: 'assumed', reason: 'a test' } })
const still: Pointing = { kind: 'fixed loss', loss_dB: given(0) }
const dish = (diameter_m: number, efficiency = 0.6): Antenna => ({
  kind: 'aperture',
  diameter_m: given(diameter_m),
  efficiency: given(efficiency),
})

function link(
  change: { antenna?: Antenna; pointing?: Pointing; noise?: Noise; rate?: number; margin?: number } = {},
): Link {
  return {
    transmitter: {
      point: lander,
      power_dBW: given(dBW(10)),
      antenna: change.antenna ?? dish(0.3),
      pointing: change.pointing ?? still,
      loss_dB: given(1.5),
    },
    receiver: {
      point: miyun,
      noise: change.noise ?? { kind: 'temperature', system_K: given(100), antenna: dish(40), loss_dB: given(0.3) },
      pointing: still,
    },
    signal: {
      frequency_Hz: given(8.45e9),
      rate_bit_s: given(change.rate ?? 1e6),
      requiredEbN0_dB: assumed(2.5),
      implementationLoss_dB: given(1),
      pathLoss_dB: given(0.5),
      requiredMargin_dB: given(change.margin ?? 3),
    },
  }
}

type Published = {
  name: string
  inputs: Record<string, number>
  printed: Record<string, [number, number]>
}

describe('published budgets', () => {
  const file = new URL('golden/links/published.json', root)
  const { budgets } = JSON.parse(readFileSync(file, 'utf8')) as { budgets: Published[] }

  /** The range whose free-space loss is printed, where the range itself is not. */
  const rangeOf = (i: Record<string, number>) =>
    i['range_km'] ?? 10 ** ((i['freeSpaceLoss_dB']! - freeSpaceLoss(1, i['frequency_Hz']!)) / 20)

  it.each(budgets)('$name', ({ inputs: i, printed }) => {
    const antenna: Antenna =
      i['transmitDiameter_m'] === undefined
        ? { kind: 'gain', gain_dBi: given(i['transmitGain_dBi']!) }
        : dish(i['transmitDiameter_m'], i['transmitEfficiency'])
    const noise: Noise =
      i['system_K'] === undefined
        ? { kind: 'figure of merit', gainOverTemperature_dB_K: given(i['gainOverTemperature_dB_K']!) }
        : {
            kind: 'temperature',
            system_K: given(i['system_K']),
            antenna:
              i['receiveGain_dBi'] === undefined
                ? dish(i['diameter_m']!, i['efficiency'])
                : { kind: 'gain', gain_dBi: given(i['receiveGain_dBi']) },
            loss_dB: given(0),
          }
    const budget = budgetOf(
      {
        transmitter: {
          point: 0,
          power_dBW: given(i['power_dBW'] ?? dBW(i['power_W']!)),
          antenna,
          pointing: { kind: 'fixed loss', loss_dB: given(i['transmitPointing_dB']!) },
          loss_dB: given(i['transmitLoss_dB']!),
        },
        receiver: { point: 0, noise, pointing: { kind: 'fixed loss', loss_dB: given(i['receivePointing_dB']!) } },
        signal: {
          frequency_Hz: given(i['frequency_Hz']!),
          rate_bit_s: given(i['rate_bit_s']!),
          requiredEbN0_dB: given(i['required_dB']!),
          implementationLoss_dB: given(i['implementation_dB']!),
          pathLoss_dB: given(i['pathLoss_dB']!),
          requiredMargin_dB: given(0),
        },
      },
      rangeOf(i),
    )
    const lines: Record<string, number> = {
      ...budget,
      receiveGain_dBi: noise.kind === 'temperature' ? gainOf(noise.antenna, i['frequency_Hz']!) : Number.NaN,
      halfPowerBeam_deg: (beamOf(antenna, i['frequency_Hz']!) ?? Number.NaN) / DEG,
    }
    for (const [name, [value, tolerance]] of Object.entries(printed))
      expect(Math.abs(lines[name]! - value), `${name} ${lines[name]}`).toBeLessThanOrEqual(tolerance)
  })
})

describe('a budget', () => {
  it('has the constants of the recommendations', () => {
    // ITU-R P.525: 32.4 + 20 log f (MHz) + 20 log d (km), printed to a tenth.
    expect(freeSpaceLoss(1, 1e6)).toBeCloseTo(32.45, 2)
    expect(freeSpaceLoss(384400, 8.45e9)).toBeCloseTo(32.45 + 20 * Math.log10(8450) + 20 * Math.log10(384400), 2)
    expect(10 * Math.log10(BOLTZMANN_J_K)).toBeCloseTo(-228.599, 3)
    expect(pointingLoss(0.005, 0.01)).toBeCloseTo(3, 12)
    expect(pointingLoss(1, undefined)).toBe(0)
  })

  it('obeys its identities at any range, rate and size', () => {
    const positive = (min: number, max: number) => fc.double({ min, max, noNaN: true })
    fc.assert(
      fc.property(positive(100, 1e8), positive(1, 1e9), positive(0.1, 70), (range_km, rate, diameter_m) => {
        const noise: Noise = { kind: 'temperature', system_K: given(90), antenna: dish(diameter_m), loss_dB: given(0) }
        const one = budgetOf(link({ noise, rate }), range_km)
        // Twice as far 6.02 dB less, ten times the rate 10 dB less, twice the diameter 6.02 dB more.
        expect(budgetOf(link({ noise, rate }), 2 * range_km).margin_dB).toBeCloseTo(
          one.margin_dB - 20 * Math.log10(2),
          9,
        )
        expect(budgetOf(link({ noise, rate: 10 * rate }), range_km).margin_dB).toBeCloseTo(one.margin_dB - 10, 9)
        const larger: Noise = { ...noise, antenna: dish(2 * diameter_m) }
        const more = budgetOf(link({ noise: larger, rate }), range_km).margin_dB
        expect(more).toBeCloseTo(one.margin_dB + 20 * Math.log10(2), 9)
        // G/T given as such is the same receiver.
        const merit = given(one.gainOverTemperature_dB_K)
        const same = budgetOf(
          link({ noise: { kind: 'figure of merit', gainOverTemperature_dB_K: merit }, rate }),
          range_km,
        )
        expect(same.margin_dB).toBeCloseTo(one.margin_dB, 9)
        // At the highest rate the required margin is what is left.
        const best = highestRate(link({ noise, rate }), one)
        expect(budgetOf(link({ noise, rate: best }), range_km).margin_dB).toBeCloseTo(3, 9)
      }),
    )
  })

  it('takes an aimed antenna’s error and the angle beside its target together', () => {
    const aimed: Pointing = { kind: 'aimed', at: 399, error_rad: given(0.01) }
    const beam = beamOf(dish(0.3), 8.45e9)!
    const off = budgetOf(link({ pointing: aimed }), 4e5, { transmitter_rad: 0.02 })
    expect(off.transmitPointingLoss_dB).toBeCloseTo(12 * (0.03 / beam) ** 2, 12)
    const tracking: Pointing = { kind: 'tracking', error_rad: given(0.01) }
    const on = budgetOf(link({ pointing: tracking }), 4e5, { transmitter_rad: 0.02 })
    expect(on.transmitPointingLoss_dB).toBeCloseTo(12 * (0.01 / beam) ** 2, 12)
  })

  it('names what is assumed, and nothing else', () => {
    expect(assumptionsOf(link())).toEqual([{ where: 'signal.requiredEbN0_dB', reason: 'a test' }])
  })
})

describe('Doppler', () => {
  const within = fc.double({ min: START + 7200, max: START + 29 * 86400, noNaN: true })

  it('is the rate at which light time shrinks, and what clocks lose', () => {
    fc.assert(
      fc.property(within, (t) => {
        const found = unwrap(oneWayDoppler(eph, lander, miyun, t))
        const sight = new LineOfSight(eph, miyun, 'CN')
        const out = new Float64Array(3)
        const lightTime = (at: number) => {
          expect(sight.at(at) ?? sight.to(lander, out)).toBeUndefined()
          return sight.light_s
        }
        const h = 64
        const rate =
          (8 * (lightTime(t + h) - lightTime(t - h)) - (lightTime(t + 2 * h) - lightTime(t - 2 * h))) / (12 * h)
        expect(found.rangeRate_km_s / LIGHT_KM_S).toBeCloseTo(rate, 11)
        // Potentials of Earth and Sun, and speeds: clocks differ by no more than 2e-9 here.
        expect(Math.abs(found.ratio - (1 - rate))).toBeLessThan(2e-9)
        expect(found.ratio).not.toBe(1 - rate)
        expect(found.received - found.transmitted).toBeCloseTo(found.lightTime_s, 6)
      }),
      { numRuns: 50 },
    )
  })

  it('has clocks on the Moon gain 56.02 microseconds a day on those of the Earth', () => {
    // Ashby and Patla, "A Relativistic Framework to Estimate Clock Rates on the Moon", Astronomical Journal 168, 2024: 56.02
    // microseconds a day on average, from the Moon's selenoid to the Earth's geoid. The mean over a month here: the part that
    // goes with the Earth's way about the Sun averages out.
    const month = 29.530589 * 86400
    const n = 400
    let sum = 0
    for (let i = 0; i < n; i++) {
      const found = unwrap(oneWayDoppler(eph, lander, miyun, START + 7200 + (month * i) / n))
      sum += found.ratio / (1 - found.rangeRate_km_s / LIGHT_KM_S) - 1
    }
    // Measured: 56.063.
    expect(Math.abs((sum / n) * 86400e6 - 56.02)).toBeLessThan(0.1)
  })

  it('both ways differ by what clocks do, and two ways give it back', () => {
    fc.assert(
      fc.property(within, (t) => {
        const two = unwrap(twoWayDoppler(eph, miyun, LLO, t))
        const { up, down } = two
        expect(up.received).toBe(down.transmitted)
        // Clocks cancel on the way round: what is left is the light times alone.
        const rates = (1 - up.rangeRate_km_s / LIGHT_KM_S) * (1 - down.rangeRate_km_s / LIGHT_KM_S)
        expect(Math.abs(two.ratio - rates)).toBeLessThan(1e-12)
        const turned = unwrap(twoWayDoppler(eph, miyun, LLO, t, 880 / 749))
        expect(turned.ratio / two.ratio).toBeCloseTo(880 / 749, 14)
        // -2 v/c to first order.
        expect(two.ratio - 1).toBeCloseTo((-2 * down.rangeRate_km_s) / LIGHT_KM_S, 7)
      }),
      { numRuns: 50 },
    )
  })
})

describe('light time', () => {
  it('is the same from both ends: what is received left where what is sent arrives', () => {
    const at = fc.double({ min: START + 7200, max: START + 29 * 86400, noNaN: true })
    const pairs = fc.constantFrom(
      [miyun, lander] as const,
      [lander, 10] as const,
      [miyun, LLO] as const,
      [399, 301] as const,
    )
    fc.assert(
      fc.property(at, pairs, (t, [here, there]) => {
        const [received, sent] = [new Float64Array(3), new Float64Array(3)]
        const eye = new LineOfSight(eph, here, 'CN')
        expect(eye.at(t) ?? eye.to(there, received)).toBeUndefined()
        const lamp = new LineOfSight(eph, there, 'XCN')
        expect(lamp.at(eye.epoch) ?? lamp.to(here, sent)).toBeUndefined()
        // A time is a double of 1.2e-7 s: at 30 km/s 4 mm, 1e-11 s.
        expect(Math.abs(lamp.light_s - eye.light_s)).toBeLessThan(3e-11)
        for (let i = 0; i < 3; i++) expect(Math.abs(sent[i]! + received[i]!)).toBeLessThan(1e-5)
      }),
      { numRuns: 60 },
    )
  })
})

describe('link windows', () => {
  const span: Interval = { start: START + 7200, end: START + 7 * 86400 }
  const seen: Condition = { kind: 'above', scalar: elevation(eph, miyun, lander, 'CN'), threshold: 10 * DEG }

  it('are the line of sight where there is margin enough, with its profile and its bits', () => {
    const one = link()
    const windows = unwrap(linkWindows(eph, one, seen, span))
    expect(windows).toHaveLength(7)
    const margin = linkMargin(eph, one)
    for (const { start, end, leastMargin_dB, greatestMargin_dB, volume_bit } of windows) {
      expect(volume_bit).toBeCloseTo((end - start) * 1e6, 0)
      expect(margin.value(leastMargin_dB.at)).toBe(leastMargin_dB.value)
      for (let i = 0; i <= 200; i++) {
        const value = margin.value(start + ((end - start) * i) / 200)
        expect(value).toBeGreaterThanOrEqual(leastMargin_dB.value - 1e-9)
        expect(value).toBeLessThanOrEqual(greatestMargin_dB.value + 1e-9)
      }
    }
  })

  it('end where the margin falls below the required one', () => {
    const margin = linkMargin(eph, link())
    const middle = (margin.value(span.start) + margin.value(span.end)) / 2
    const windows = unwrap(linkWindows(eph, link({ margin: middle }), seen, span))
    const whole = unwrap(linkWindows(eph, link(), seen, span))
    const total = (list: readonly Interval[]) => list.reduce((sum, w) => sum + w.end - w.start, 0)
    expect(total(windows)).toBeLessThan(total(whole))
    expect(total(windows)).toBeGreaterThan(0)
    for (const { leastMargin_dB } of windows) expect(leastMargin_dB.value).toBeGreaterThanOrEqual(middle - 1e-9)
  })

  it('a fixed antenna at the Earth’s centre loses what the station stands aside', () => {
    const aimed: Pointing = { kind: 'aimed', at: 399, error_rad: given(0) }
    const loss = budgetScalar(eph, link({ antenna: dish(2), pointing: aimed }), (b) => b.transmitPointingLoss_dB)
    const beam = beamOf(dish(2), 8.45e9)!
    const [least, most] = [0, 12 * (6378 / 356000 / beam) ** 2]
    for (let t = span.start; t < span.end; t += 3600) {
      expect(loss.value(t)).toBeGreaterThanOrEqual(least)
      expect(loss.value(t)).toBeLessThan(most)
    }
    const values = Array.from({ length: 24 }, (_, i) => loss.value(span.start + 3600 * i))
    expect(Math.max(...values)).toBeGreaterThan(0.5)
  })

  it('say why there is none', () => {
    const lost = linkWindows(eph, { ...link(), transmitter: { ...link().transmitter, point: -5 } }, seen, span)
    expect(lost).toMatchObject({ ok: false, error: { kind: 'no-ephemeris', body: -5 } })
  })
})
