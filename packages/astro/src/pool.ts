/**
 * The kernel pool: all variables of the loaded text kernels under one roof, the last assignment winning, as in NAIF's
 * "Kernel Required Reading". Names are case sensitive there and here.
 */
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import { err, ok, type Result } from '@magpie/core/result'
import type { KernelError } from './errors.ts'
import type { TextKernel, TextValue } from './text-kernel.ts'

/** A variable's values and where its last assignment stands. */
export type PoolVariable = { readonly values: readonly TextValue[]; readonly file: string; readonly line: number }

export type Pool = ReadonlyMap<string, PoolVariable>

/** Merges kernels in the order given. */
export function poolOf(kernels: readonly TextKernel[]): Result<Pool, KernelError> {
  const pool = new Map<string, PoolVariable>()
  for (const { file, assignments } of kernels) {
    for (const { name, values, append, line } of assignments) {
      const before = append ? pool.get(name)?.values : undefined
      if (before !== undefined && typeof before[0] !== typeof values[0])
        return err({ kind: 'bad-text-kernel', file, line, what: `${name} += mixes numbers and strings` })
      pool.set(name, { values: before === undefined ? values : [...before, ...values], file, line })
    }
  }
  return ok(pool)
}

/** The numbers of a variable, or undefined where it is absent or holds strings. */
export function numbersOf(pool: Pool, name: string): readonly number[] | undefined {
  const values = pool.get(name)?.values
  return values !== undefined && typeof values[0] === 'number' ? (values as readonly number[]) : undefined
}

/** The one number of a variable, or undefined. */
export function numberOf(pool: Pool, name: string): number | undefined {
  return numbersOf(pool, name)?.[0]
}

/** The strings of a variable, or undefined where it is absent or holds numbers. */
export function stringsOf(pool: Pool, name: string): readonly string[] | undefined {
  const values = pool.get(name)?.values
  return values !== undefined && typeof values[0] === 'string' ? (values as readonly string[]) : undefined
}

/** Leap seconds of a leap-second kernel (the DELTET variables), or undefined where none was loaded. */
export function leapSecondsOf(pool: Pool): Result<LeapSeconds | undefined, KernelError> {
  const table = pool.get('DELTET/DELTA_AT')
  if (table === undefined) return ok(undefined)
  const wrong = (what: string) =>
    err<KernelError>({ kind: 'bad-text-kernel', file: table.file, line: table.line, what })
  const m = numbersOf(pool, 'DELTET/M')
  const ttMinusTai_s = numberOf(pool, 'DELTET/DELTA_T_A')
  const k_s = numberOf(pool, 'DELTET/K')
  const eb = numberOf(pool, 'DELTET/EB')
  if (ttMinusTai_s === undefined || k_s === undefined || eb === undefined || m?.length !== 2)
    return wrong('DELTET/DELTA_AT needs DELTET/DELTA_T_A, DELTET/K, DELTET/EB and two numbers in DELTET/M beside it')
  const values = numbersOf(pool, 'DELTET/DELTA_AT')
  if (values === undefined || values.length % 2 !== 0)
    return wrong('DELTET/DELTA_AT should hold pairs of offset and date')
  const steps: { utc_s: number; taiMinusUtc_s: number }[] = []
  for (let i = 0; i < values.length; i += 2) {
    const step = { utc_s: values[i + 1]!, taiMinusUtc_s: values[i]! }
    const last = steps.at(-1)
    if (last !== undefined && (step.utc_s <= last.utc_s || Math.abs(step.taiMinusUtc_s - last.taiMinusUtc_s) !== 1))
      return wrong(`DELTET/DELTA_AT steps from ${last.taiMinusUtc_s} s to ${step.taiMinusUtc_s} s out of order`)
    steps.push(step)
  }
  return ok({ ttMinusTai_s, k_s, eb, m0_rad: m[0]!, m1_rad_s: m[1]!, steps })
}
