/** Propagation of a spacecraft through prepared forces, with this package's tolerances and errors. km, km/s, s, kg. */
import { err, ok, type Result } from '@magpie/core/result'
import type { FlightError } from './errors.ts'
import type { Forces } from './forces.ts'
import { type EventFunction, type Integration, integrate, type Step } from './integrator.ts'

/**
 * Tolerances of a propagation, measured against golden/propagation (50x50 low lunar orbit, one day): `exact` 0.02 mm,
 * `fine` 0.02 to 1.5 mm over eight orbits, `design` 2 to 20 cm in half the time of `fine`.
 */
export const TOLERANCE = {
  exact: { absolute: [1e-10, 1e-10, 1e-10, 1e-13, 1e-13, 1e-13, 1e-7], relative: 1e-14 },
  fine: { absolute: [1e-9, 1e-9, 1e-9, 1e-12, 1e-12, 1e-12, 1e-6], relative: 1e-12 },
  design: { absolute: [1e-7, 1e-7, 1e-7, 1e-10, 1e-10, 1e-10, 1e-5], relative: 1e-11 },
} as const

export type Propagation = {
  readonly tolerance?: keyof typeof TOLERANCE
  readonly events?: readonly EventFunction[]
  readonly onStep?: (step: Step) => void
  readonly maxStep_s?: number
}

/** Carries a state (6, or 7 with mass) from one time to another, both seconds since the forces' start. */
export function propagate(
  forces: Forces,
  from_s: number,
  state: Float64Array,
  to_s: number,
  { tolerance = 'design', ...options }: Propagation = {},
): Result<Integration, FlightError> {
  const done = integrate(forces.derivative, from_s, state, to_s, { ...TOLERANCE[tolerance], ...options })
  if (done.ok) return ok(done.value)
  return err((done.error.kind === 'derivative-failed' ? forces.failure() : undefined) ?? done.error)
}

/** Nearest to the centre: r . v rises through zero. */
export const PERIAPSIS: EventFunction = {
  name: 'periapsis',
  value: (_t, y) => y[0]! * y[3]! + y[1]! * y[4]! + y[2]! * y[5]!,
  direction: 1,
  terminal: true,
}
