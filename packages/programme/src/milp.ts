/** The port to a solver of mixed-integer linear programs: sparse arrays in, solution and proven bound out. */

/** Maximise `cost . x` over `lower <= x <= upper` and `rowLower <= A x <= rowUpper`, A in compressed sparse rows. */
export type MilpModel = {
  readonly cost: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
  /** 1 where the column takes whole numbers only. */
  readonly integer: Uint8Array
  readonly rowLower: Float64Array
  readonly rowUpper: Float64Array
  /** Row `i` has its entries from `rowStarts[i]` until before `rowStarts[i + 1]`. */
  readonly rowStarts: Int32Array
  readonly columns: Int32Array
  readonly values: Float64Array
}

export type MilpLimits = {
  /** Branch-and-bound nodes after which the best so far is given back: deterministic, unlike a time. */
  readonly nodes?: number
}

/** `optimal`: no solution is better than `bound`, which is the value. `limit`: the best found before the limit. */
export type MilpOutcome =
  | {
      readonly kind: 'optimal'
      readonly x: Float64Array
      readonly value: number
      readonly bound: number
      readonly nodes: number
      /** Where no column is whole: what one more unit of each row's bound is worth, so that `cost - A' duals` prices a column. */
      readonly rowDuals?: Float64Array
    }
  | {
      readonly kind: 'limit'
      readonly x: Float64Array
      readonly value: number
      readonly bound: number
      readonly nodes: number
    }
  | { readonly kind: 'infeasible' }
  | { readonly kind: 'unbounded' }
  | { readonly kind: 'failed'; readonly status: number }

export type MilpSolver = {
  readonly name: string
  solve(model: MilpModel, limits?: MilpLimits): Promise<MilpOutcome>
}
