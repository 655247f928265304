/** Worst residuals, one a quantity: what a comparison leaves. */
import { type AstroError, describeAstroError } from '../errors.ts'

export type QuantityResidual = {
  /** Such as `position NONE` or `rotation ITRF93`. */
  readonly quantity: string
  readonly unit: string
  /** The residual that comes nearest to (or goes furthest past) its tolerance, with that tolerance and its row. */
  readonly worst: number
  readonly tolerance: number
  readonly where: string
  /** Values compared. */
  readonly count: number
  /** Values that could not be computed, with the first one's reason. */
  readonly missing: number
  readonly reason: string | undefined
  readonly passed: boolean
}

type Running = { -readonly [K in keyof QuantityResidual]: QuantityResidual[K] }

/** Collects residuals quantity by quantity, in the order of their first appearance. */
export class Residuals {
  private readonly quantities = new Map<string, Running>()

  /** One comparison. A residual that is not a number fails. */
  add(quantity: string, unit: string, residual: number, tolerance: number, where: string): void {
    const q = this.quantity(quantity, unit)
    q.count++
    const failed = !(residual <= tolerance)
    if (failed) q.passed = false
    if (q.count > 1 && !worse(residual, tolerance, q.worst, q.tolerance)) return
    q.worst = residual
    q.tolerance = tolerance
    q.where = where
  }

  /** One value that could not be computed. */
  miss(quantity: string, unit: string, where: string, error: AstroError | string): void {
    const q = this.quantity(quantity, unit)
    q.missing++
    q.passed = false
    q.reason ??= `${where}: ${typeof error === 'string' ? error : describeAstroError(error)}`
  }

  list(): QuantityResidual[] {
    return [...this.quantities.values()]
  }

  private quantity(quantity: string, unit: string): Running {
    let q = this.quantities.get(quantity)
    if (q === undefined) {
      q = { quantity, unit, worst: 0, tolerance: 0, where: '', count: 0, missing: 0, reason: undefined, passed: true }
      this.quantities.set(quantity, q)
    }
    return q
  }
}

function worse(residual: number, tolerance: number, than: number, thanTolerance: number): boolean {
  if (Number.isNaN(residual)) return true
  return residual * thanTolerance > than * tolerance
}
