/** Quantities of geometry as functions of time, in the form that the searches of `search.ts` take. */
import type { StateError } from '../errors.ts'

/**
 * A continuous function of TDB seconds past J2000. `value` gives NaN where there is none, and then `fault` says why.
 * `pace` is how fast the motions behind it run at a time, rad/s: the reciprocal of the time in which it may change its
 * course. A search asks it how far to look at once; it need not be exact, since what is found is checked.
 */
export interface Scalar {
  readonly fault: StateError | undefined
  value(t: number): number
  pace(t: number): number
}

/**
 * `sign` times a scalar less a threshold: what is positive where the scalar is above (1) or below (-1) it. Throws where the
 * threshold is not finite: no value would be left, and the scalar would have no reason to give.
 */
export function shifted(of: Scalar, threshold: number, sign: 1 | -1 = 1): Scalar {
  if (!Number.isFinite(threshold)) throw new RangeError(`no threshold at ${threshold}`)
  return {
    get fault() {
      return of.fault
    },
    value: (t) => sign * (of.value(t) - threshold),
    pace: (t) => of.pace(t),
  }
}

/** Time on either side from which a rate is taken, s: small against any orbit, large against rounding. */
const RATE_STEP_S = 20

/**
 * Rate of a scalar, 1/s, by differences of fourth order over steps of 20 s or as given; its truncation for a motion of
 * angular rate w is (step w)^4 / 30 of the rate. It reads the scalar up to two steps before and after the time.
 */
export function rateOf(of: Scalar, step_s = RATE_STEP_S): Scalar {
  return {
    get fault() {
      return of.fault
    },
    value(t) {
      const near = of.value(t + step_s) - of.value(t - step_s)
      const far = of.value(t + 2 * step_s) - of.value(t - 2 * step_s)
      return (8 * near - far) / (12 * step_s)
    },
    pace: (t) => of.pace(t),
  }
}
