/**
 * A link's budget at one range. Free-space loss: ITU-R P.525, point-to-point links, 20 log10(4 pi d / lambda). Carrier to noise
 * density: C/N0 = EIRP - losses + G/T - 10 log10 k, Eb/N0 = C/N0 - 10 log10 rate, as link design control tables add them up
 * (JPL, "Deep Space Telecommunications Systems Engineering", Yuen 1982). Levels in dB.
 */
import { beamOf, gainOf, type Link, type Noise, type Pointing, pointingLoss, wavelength } from './terminal.ts'

/** Boltzmann's constant, J/K: exact since the SI of 2019. */
export const BOLTZMANN_J_K = 1.380649e-23

/** All lines of a budget. */
export type Budget = {
  readonly range_km: number
  readonly transmitGain_dBi: number
  readonly transmitPointingLoss_dB: number
  /** Equivalent isotropic radiated power towards the receiver, pointing taken off, dBW. */
  readonly eirp_dBW: number
  readonly freeSpaceLoss_dB: number
  readonly receivePointingLoss_dB: number
  /** Gain over temperature of the receiver on its axis, dB/K. */
  readonly gainOverTemperature_dB_K: number
  readonly carrierToNoise_dBHz: number
  readonly ebN0_dB: number
  /** Eb/N0 left over what is required and the implementation's loss, dB; the required margin is not taken off. */
  readonly margin_dB: number
}

/** Angles by which the two antennas miss each other, rad; where they are aimed elsewhere. */
export type OffAxis = { readonly transmitter_rad?: number; readonly receiver_rad?: number }

/** Free-space basic transmission loss between isotropic antennas, dB (ITU-R P.525). */
export function freeSpaceLoss(range_km: number, frequency_Hz: number): number {
  return 20 * Math.log10((4 * Math.PI * range_km * 1000) / wavelength(frequency_Hz))
}

/** The budget of a link at a range; `offAxis` adds to the antennas' own errors. */
export function budgetOf({ transmitter, receiver, signal }: Link, range_km: number, offAxis: OffAxis = {}): Budget {
  const frequency_Hz = signal.frequency_Hz.value
  const transmitGain_dBi = gainOf(transmitter.antenna, frequency_Hz)
  const transmitBeam = beamOf(transmitter.antenna, frequency_Hz)
  const transmitPointingLoss_dB = lossOf(transmitter.pointing, offAxis.transmitter_rad, transmitBeam)
  const eirp_dBW = transmitter.power_dBW.value - transmitter.loss_dB.value + transmitGain_dBi - transmitPointingLoss_dB
  const freeSpaceLoss_dB = freeSpaceLoss(range_km, frequency_Hz)
  const { merit_dB_K, beam_rad } = meritOf(receiver.noise, frequency_Hz)
  const receivePointingLoss_dB = lossOf(receiver.pointing, offAxis.receiver_rad, beam_rad)
  const carrierToNoise_dBHz =
    eirp_dBW -
    freeSpaceLoss_dB -
    signal.pathLoss_dB.value -
    receivePointingLoss_dB +
    merit_dB_K -
    10 * Math.log10(BOLTZMANN_J_K)
  const ebN0_dB = carrierToNoise_dBHz - 10 * Math.log10(signal.rate_bit_s.value)
  return {
    range_km,
    transmitGain_dBi,
    transmitPointingLoss_dB,
    eirp_dBW,
    freeSpaceLoss_dB,
    receivePointingLoss_dB,
    gainOverTemperature_dB_K: merit_dB_K,
    carrierToNoise_dBHz,
    ebN0_dB,
    margin_dB: ebN0_dB - signal.implementationLoss_dB.value - signal.requiredEbN0_dB.value,
  }
}

/** The highest rate that leaves the required margin, bit/s. */
export function highestRate(link: Link, budget: Budget): number {
  const left_dB = budget.margin_dB - link.signal.requiredMargin_dB.value
  return link.signal.rate_bit_s.value * 10 ** (left_dB / 10)
}

function meritOf(noise: Noise, frequency_Hz: number): { merit_dB_K: number; beam_rad: number | undefined } {
  if (noise.kind === 'figure of merit')
    return { merit_dB_K: noise.gainOverTemperature_dB_K.value, beam_rad: noise.halfPowerBeam_rad?.value }
  const { antenna, loss_dB, system_K } = noise
  return {
    merit_dB_K: gainOf(antenna, frequency_Hz) - loss_dB.value - 10 * Math.log10(system_K.value),
    beam_rad: beamOf(antenna, frequency_Hz),
  }
}

/** An error in an unknown direction adds to the angle by which the antenna is aimed aside, at worst in line with it. */
function lossOf(pointing: Pointing, offAxis_rad: number | undefined, beam_rad: number | undefined): number {
  switch (pointing.kind) {
    case 'fixed loss':
      return pointing.loss_dB.value
    case 'tracking':
      return pointingLoss(pointing.error_rad.value, beam_rad)
    case 'aimed':
      return pointingLoss(pointing.error_rad.value + (offAxis_rad ?? 0), beam_rad)
  }
}
