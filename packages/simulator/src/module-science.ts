/**
 * What each instrument measures, as plain functions of light, time and chance: made up, with orders of magnitude that a
 * reader of the literature would expect, so that displays and limits have something to show. Not science.
 */
import type { NamedValues } from './flight-voice.ts'
import type { Module } from './module-state.ts'

type Senses = {
  readonly m: Module
  readonly lit: number
  /** 1 while it observes. */
  readonly on: number
  /** About 1, with a spread of 8 %. */
  readonly noise: () => number
}

const SENSES: Readonly<Record<string, (s: Senses) => NamedValues>> = {
  'hk-robot': ({ on }) => ({ arm_state: on === 1 ? 'WORKING' : 'STOWED' }),
  'radio-array': ({ m, lit, on, noise }) => ({
    antennas_deployed: m.deployed ? 4 : 0,
    sky_noise: on * (9000 + 4000 * lit) * noise(),
    spectrum_peak: on * 12 * noise(),
  }),
  'plasma-dust': ({ m, lit, on, noise }) => ({
    cover_state: m.deployed ? 'OPEN' : m.fault === 'MECHANISM_STUCK' ? 'STUCK' : 'CLOSED',
    electron_density: on * (60 + 900 * lit) * noise(),
    dust_rate: on * (2 + 6 * lit * (1 - lit)) * noise(),
  }),
  'ion-ena': ({ m, lit, on, noise }) => ({
    supply_current: m.fault === 'OVERCURRENT' ? 1.1 * (0.9 + noise() / 10) : 0.12 + 0.25 * on,
    ion_flux: on * 3.2e5 * (0.1 + lit) * noise(),
    neutral_flux: on * 650 * noise(),
  }),
  'neutron-analyser': ({ m, on, noise }) => ({
    high_voltage: m.deployed ? 1500 + 20 * noise() : 0,
    thermal_neutrons: on * 14 * noise(),
    epithermal_neutrons: on * 8.5 * noise(),
  }),
  'imaging-system': ({ m, on }) => ({
    detector_temperature: m.temperature_degC - 8 + 6 * on,
    images_taken: m.products * 24,
    mast_pan: on * ((m.world.time.now / 20) % 360),
  }),
  'potential-monitor': ({ m, lit, noise }) => ({
    boom_extension: m.deployed ? 100 : 0,
    surface_potential: m.deployed ? (lit * 65 - 60) * noise() : 0,
  }),
}

/** The parameters of an element's own container that depend on what it is. */
export function science(m: Module): NamedValues {
  const { random, sky, time } = m.world
  const sense = SENSES[m.id]
  if (sense === undefined) return {}
  const on = m.state === 'OBSERVING' ? 1 : 0
  return sense({ m, lit: sky.lit(time.now), on, noise: () => 1 + 0.08 * random.normal() })
}
