/**
 * The two ends of a radio link as described: power, antenna, losses and noise, each number with where it is from. Powers
 * in dBW, gains in dBi, losses positive in dB, frequencies in Hz, rates in bit/s, temperatures in K, angles in rad.
 */
import type { Provenance } from '@magpie/core/provenance'
import { LIGHT_KM_S } from '../aberration.ts'
import type { Point } from '../events/line-of-sight.ts'

/** A number of a terminal and why it may be believed. */
export type Given = { readonly value: number; readonly provenance: Provenance }

/** Gain as measured with its beam, or that of a round aperture of a diameter and an efficiency (0 to 1). */
export type Antenna =
  | { readonly kind: 'gain'; readonly gain_dBi: Given; readonly halfPowerBeam_rad?: Given }
  | { readonly kind: 'aperture'; readonly diameter_m: Given; readonly efficiency: Given }

/**
 * Where an antenna points: at the other end with an error, at another point (the Earth's centre, say), or everywhere alike
 * (then its gain is what the edge of its coverage has).
 */
export type Pointing =
  | { readonly kind: 'tracking'; readonly error_rad: Given }
  | { readonly kind: 'aimed'; readonly at: Point; readonly error_rad: Given }
  | { readonly kind: 'fixed loss'; readonly loss_dB: Given }

/** What sends. `loss_dB` lies between amplifier and antenna. */
export type Transmitter = {
  readonly point: Point
  readonly power_dBW: Given
  readonly antenna: Antenna
  readonly pointing: Pointing
  readonly loss_dB: Given
}

/** How a receiver's noise is given: its system's temperature at the antenna's terminals, or gain over temperature. */
export type Noise =
  | { readonly kind: 'temperature'; readonly system_K: Given; readonly antenna: Antenna; readonly loss_dB: Given }
  | { readonly kind: 'figure of merit'; readonly gainOverTemperature_dB_K: Given; readonly halfPowerBeam_rad?: Given }

/** What receives. */
export type Receiver = { readonly point: Point; readonly noise: Noise; readonly pointing: Pointing }

/** What is sent, and what its receiver needs. */
export type Signal = {
  readonly frequency_Hz: Given
  readonly rate_bit_s: Given
  readonly requiredEbN0_dB: Given
  /** Of the demodulator and decoder against theory. */
  readonly implementationLoss_dB: Given
  /** Polarisation, atmosphere and all else on the way besides free space. */
  readonly pathLoss_dB: Given
  /** What must be left over. */
  readonly requiredMargin_dB: Given
}

/** One way of a link. */
export type Link = { readonly transmitter: Transmitter; readonly receiver: Receiver; readonly signal: Signal }

/** Watts as dBW. */
export function dBW(power_W: number): number {
  return 10 * Math.log10(power_W)
}

/** Wavelength, m. */
export function wavelength(frequency_Hz: number): number {
  return (LIGHT_KM_S * 1000) / frequency_Hz
}

/** Gain, dBi: that of a round aperture is 4 pi A / lambda^2 times its efficiency, (pi D / lambda)^2 for its area. */
export function gainOf(antenna: Antenna, frequency_Hz: number): number {
  if (antenna.kind === 'gain') return antenna.gain_dBi.value
  const { diameter_m, efficiency } = antenna
  return 20 * Math.log10((Math.PI * diameter_m.value) / wavelength(frequency_Hz)) + 10 * Math.log10(efficiency.value)
}

/** Whole width of the beam between its half-power points, rad: 70 degrees lambda / D for a round aperture. */
export function beamOf(antenna: Antenna, frequency_Hz: number): number | undefined {
  if (antenna.kind === 'gain') return antenna.halfPowerBeam_rad?.value
  return (BEAM_DEG * (Math.PI / 180) * wavelength(frequency_Hz)) / antenna.diameter_m.value
}

/** Of an aperture lit as reflectors usually are; between 58 for even light and 75 for a strong taper. */
const BEAM_DEG = 70

/**
 * Loss of an antenna that points beside its target, dB: 12 (angle / beam)^2, the parabola through the half-power points
 * (ITU-R S.672-4, annex 1, main lobe: 3 dB at half the beam). It holds to about the beam's width; beyond, a link has side lobes that nobody describes here.
 */
export function pointingLoss(offAxis_rad: number, halfPowerBeam_rad: number | undefined): number {
  return halfPowerBeam_rad === undefined ? 0 : 12 * (offAxis_rad / halfPowerBeam_rad) ** 2
}

/** One line for each number of a link that is assumed: where in the link, and why. */
export function assumptionsOf(link: Link): { readonly where: string; readonly reason: string }[] {
  const out: { where: string; reason: string }[] = []
  collect('', link, out)
  return out
}

function collect(where: string, value: unknown, out: { where: string; reason: string }[]): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return
  if (isGiven(value)) {
    const reason = doubtOf(value.provenance)
    if (reason !== undefined) out.push({ where, reason })
    return
  }
  for (const [name, part] of Object.entries(value)) collect(where === '' ? name : `${where}.${name}`, part, out)
}

/** Why a number is not a published one. Not by core's `isAssumed`: that would bring its schemas into every bundle. */
function doubtOf(p: Provenance): string | undefined {
  if (p.kind === 'assumed') return p.reason
  return p.kind === 'sourced' && !p.verified ? 'its source could not be read' : undefined
}

function isGiven(value: object): value is Given {
  return 'value' in value && 'provenance' in value
}
