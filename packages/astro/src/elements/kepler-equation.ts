/**
 * Kepler's equation for all conics, solved by Newton's method inside a bracket that always holds the root, so that no
 * eccentricity and no mean anomaly is left out. Differences such as E - sin E are summed as series where they cancel, so
 * that near-parabolic orbits keep their digits. R. H. Battin, "An Introduction to the Mathematics and Methods of
 * Astrodynamics", 1999. Angles in rad; anomalies of the hyperbola and
 * the parabola have no unit.
 */

const TWO_PI = 2 * Math.PI
/** Below this the series of x - sin x and sinh x - x converge to the last digit in ten terms. */
const SMALL = 1.3
const MAX_STEPS = 100

/** Eccentric anomaly of an ellipse (0 <= e < 1) from the mean anomaly, in the same revolution. */
export function eccentricAnomaly(mean_rad: number, eccentricity: number): number {
  const turns = Math.round(mean_rad / TWO_PI)
  const m = mean_rad - turns * TWO_PI
  const size = Math.abs(m)
  // f is monotonic, and E lies between M and M + e.
  const root = bracketed(size, Math.min(size + eccentricity, Math.PI), startOfEllipse(size, eccentricity), (x, out) => {
    out[0] = (1 - eccentricity) * x + eccentricity * lessSine(x) - size
    out[1] = 1 - eccentricity * Math.cos(x)
  })
  return (m < 0 ? -root : root) + turns * TWO_PI
}

/** Hyperbolic anomaly H of a hyperbola (e > 1) from its mean anomaly e sinh H - H. */
export function hyperbolicAnomaly(mean: number, eccentricity: number): number {
  const size = Math.abs(mean)
  // e sinh H - H = (e - 1) sinh H + (sinh H - H) is at least each of its parts.
  const high = Math.min(Math.asinh(size / (eccentricity - 1)), sinhLessRoot(size))
  const root = bracketed(0, high, Math.min(high, Math.asinh((size + 1) / eccentricity)), (x, out) => {
    out[0] = (eccentricity - 1) * Math.sinh(x) + sinhLess(x) - size
    out[1] = (eccentricity - 1) * Math.cosh(x) + 2 * Math.sinh(x / 2) ** 2
  })
  return mean < 0 ? -root : root
}

/** Tangent of half the true anomaly on a parabola: D + D^3 / 3 = M (Barker's equation), by its one real root. */
export function parabolicAnomaly(mean: number): number {
  // D = 2 sinh(asinh(3 M / 2) / 3) loses no digits, unlike Cardano's difference of cube roots.
  return 2 * Math.sinh(Math.asinh(1.5 * mean) / 3)
}

/** x - sin x. */
export function lessSine(x: number): number {
  return Math.abs(x) < SMALL ? cubicSeries(x, -1) : x - Math.sin(x)
}

/** sinh x - x. */
export function sinhLess(x: number): number {
  return Math.abs(x) < SMALL ? cubicSeries(x, 1) : Math.sinh(x) - x
}

/** x^3/3! (1 +- x^2/(4 5) (1 +- x^2/(6 7) (...))). */
function cubicSeries(x: number, sign: 1 | -1): number {
  const square = sign * x * x
  let sum = 1
  for (let k = 10; k > 0; k--) sum = 1 + (square / ((2 * k + 2) * (2 * k + 3))) * sum
  return (x * x * x * sum) / 6
}

/** An upper bound of the root of sinh H - H = m: H^3 / 6 and, past 3, sinh H / 2 are below the left side. */
function sinhLessRoot(m: number): number {
  return m < 7 ? Math.cbrt(6 * m) : Math.asinh(2 * m)
}

/** Danby, "Fundamentals of Celestial Mechanics", 1992, 6.6.3: M + 0.85 e, and the cubic's root where both are small. */
function startOfEllipse(m: number, e: number): number {
  return m < 0.1 * (1 - e) ? m / (1 - e) : Math.min(m + 0.85 * e, Math.cbrt((6 * m) / Math.max(e, 0.1)) + m)
}

const at = new Float64Array(2)

/** Newton's method on a rising function with a root in [low, high]; a step that leaves the bracket becomes a bisection. */
function bracketed(low: number, high: number, start: number, f: (x: number, out: Float64Array) => void): number {
  let [a, b] = [low, high]
  let x = Math.min(Math.max(start, a), b)
  for (let i = 0; i < MAX_STEPS; i++) {
    f(x, at)
    const [value, slope] = [at[0]!, at[1]!]
    if (value === 0) return x
    if (value > 0) b = x
    else a = x
    let next = x - value / slope
    if (!(next > a && next < b)) next = Math.abs(value / slope) < 2e-16 * Math.abs(x) ? x : (a + b) / 2
    if (Math.abs(next - x) <= 1.2e-16 * Math.abs(x)) return next
    x = next
  }
  return x
}
