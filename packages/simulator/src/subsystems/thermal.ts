/**
 * Temperatures of a few nodes with conductances between them and radiators to space: the lumped-parameter network of spacecraft
 * thermal control (D. Gilmore, "Spacecraft Thermal Control Handbook", vol. 1, 2nd ed., ch. 15). Solved by backward Euler with
 * the radiators' fourth power linearised about the step's beginning, which is stable for any step.
 */

export type ThermalNode = {
  readonly capacity_J_K: number
  /** Emissivity times area of what it radiates to space with, m2; 0 of nodes within. */
  readonly radiator_m2: number
}

/** Node `a` with node `b`; the conductance itself is given at each step, as louvres and heat switches change it. */
export type ThermalLink = { readonly a: number; readonly b: number }

export type ThermalNetwork = { readonly nodes: readonly ThermalNode[]; readonly links: readonly ThermalLink[] }

const STEFAN_BOLTZMANN = 5.670374419e-8
const ZERO_DEGC = 273.15
/** Steps are cut to this length, s: a radiator of a few ten kJ/K is then followed to a tenth of a degree. */
const STEP_S = 600
const LARGEST = 6
const matrix = new Float64Array(LARGEST * LARGEST)
const right = new Float64Array(LARGEST)

/**
 * Lets `dt_s` pass: `t_degC` by node is changed in place. `heat_W` by node, `conductance_W_K` by link, and the temperature of
 * a black body that would send the radiators as much as Sun, ground and sky do.
 */
export function stepThermal(
  { nodes, links }: ThermalNetwork,
  t_degC: Float64Array,
  heat_W: ArrayLike<number>,
  conductance_W_K: ArrayLike<number>,
  sink_degC: number,
  dt_s: number,
): void {
  const steps = Math.max(1, Math.ceil(dt_s / STEP_S))
  const sink4 = (sink_degC + ZERO_DEGC) ** 4
  const n = nodes.length
  for (let s = 0; s < steps; s++) {
    const step_s = dt_s / steps
    matrix.fill(0)
    for (let i = 0; i < n; i++) {
      const { capacity_J_K, radiator_m2 } = nodes[i]!
      const t = t_degC[i]! + ZERO_DEGC
      const slope = 4 * STEFAN_BOLTZMANN * radiator_m2 * t ** 3
      const out_W = STEFAN_BOLTZMANN * radiator_m2 * (t ** 4 - sink4)
      matrix[i * LARGEST + i] = capacity_J_K / step_s + slope
      right[i] = (capacity_J_K / step_s + slope) * t_degC[i]! + heat_W[i]! - out_W
    }
    for (let k = 0; k < links.length; k++) join(links[k]!, conductance_W_K[k]!)
    solve(n)
    for (let i = 0; i < n; i++) t_degC[i] = right[i]!
  }
}

function join({ a, b }: ThermalLink, g: number): void {
  matrix[a * LARGEST + a]! += g
  matrix[b * LARGEST + b]! += g
  matrix[a * LARGEST + b]! -= g
  matrix[b * LARGEST + a]! -= g
}

/** Gauss without pivoting: the matrix is symmetric and its diagonal outweighs the rest of each row. */
function solve(n: number): void {
  for (let k = 0; k < n; k++)
    for (let i = k + 1; i < n; i++) {
      const factor = matrix[i * LARGEST + k]! / matrix[k * LARGEST + k]!
      if (factor === 0) continue
      for (let j = k; j < n; j++) matrix[i * LARGEST + j]! -= factor * matrix[k * LARGEST + j]!
      right[i]! -= factor * right[k]!
    }
  for (let i = n - 1; i >= 0; i--) {
    let sum = right[i]!
    for (let j = i + 1; j < n; j++) sum -= matrix[i * LARGEST + j]! * right[j]!
    right[i] = sum / matrix[i * LARGEST + i]!
  }
}
