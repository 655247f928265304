/**
 * What a solar array gives: by light, angle of the Sun, strings that work and the panel's own temperature (W. Larson, J. Wertz,
 * "Space Mission Analysis and Design", 3rd ed., 11.4.1).
 */

export type ArrayDesign = {
  /** Square on to the Sun with all strings, at 28 degC. */
  readonly rated_W: number
  readonly strings: number
}

/** Of triple-junction cells, a kelvin above 28 degC. */
const LOSS_PER_K = 0.0025
const SUN_W_M2 = 1361
/** Absorbed of the light less what becomes current; radiated by both sides. Assumed, usual for panels of honeycomb. */
const ABSORBED = 0.92 - 0.28
const EMITTED = 2 * 0.85 * 5.670374419e-8

/** Watts with `strings` strings at work; `lit` is the share of the Sun's disc in view. */
export function array_W(
  { rated_W, strings }: ArrayDesign,
  working: number,
  lit: number,
  incidence_rad: number,
): number {
  const square = lit * Math.max(0, Math.cos(incidence_rad))
  if (square === 0) return 0
  const warm = 1 - LOSS_PER_K * (panel_degC(square) - 28)
  return rated_W * (working / strings) * square * warm
}

/** A panel settles within minutes: its balance of light and heat, degC. */
export function panel_degC(square: number): number {
  return ((square * SUN_W_M2 * ABSORBED) / EMITTED) ** 0.25 - 273.15
}
