/**
 * Conditions as data, for flight rules and procedures: over parameters, the phase, time and windows. A condition holds, does
 * not hold, or cannot be told because a value has not come or is too old; what guards something treats the last as the second.
 */
import { identifier } from '@magpie/core/identifier'
import { never } from '@magpie/core/result'
import * as z from 'zod'
import { secondsOf } from './instant.ts'

const comparison = z.enum(['==', '!=', '<', '<=', '>', '>='])
export type ComparisonSign = z.infer<typeof comparison>

/** A condition of a file. `age_s`: an older value does not count. Windows are named by kind: `contact`, `lit`. */
export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | {
      readonly kind: 'parameter'
      readonly element: string
      readonly name: string
      readonly is: ComparisonSign
      readonly value: number | string | boolean
      readonly age_s?: number | undefined
    }
  | { readonly kind: 'phase'; readonly in: readonly string[] }
  | { readonly kind: 'window'; readonly window: string; readonly remaining_s?: number | undefined }
  | { readonly kind: 'time'; readonly from?: string | undefined; readonly until?: string | undefined }
  | { readonly kind: 'command'; readonly command: string; readonly state: string }

const utc = z.string().refine((text) => !Number.isNaN(secondsOf(text)), 'a UTC time such as 2029-01-10T06:00:00Z')

/** The schema of a condition; at most 20 deep and 200 parts, which `conditionProblem` checks. */
export const condition: z.ZodType<Condition> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.enum(['all', 'any']), of: z.array(condition).min(1).max(50) }),
    z.strictObject({ kind: z.literal('not'), of: condition }),
    z.strictObject({
      kind: z.literal('parameter'),
      element: identifier,
      name: z.string().min(1).max(200),
      is: comparison,
      value: z.union([z.number(), z.string().max(200), z.boolean()]),
      age_s: z.number().positive().optional(),
    }),
    z.strictObject({ kind: z.literal('phase'), in: z.array(identifier).min(1) }),
    z.strictObject({
      kind: z.literal('window'),
      window: z.string().min(1).max(64),
      remaining_s: z.number().nonnegative().optional(),
    }),
    z.strictObject({ kind: z.literal('time'), from: utc.optional(), until: utc.optional() }),
    /** A command sent before, by the name that its step has in a procedure, or by its id. */
    z.strictObject({ kind: z.literal('command'), command: z.string().min(1).max(64), state: z.string().max(32) }),
  ]),
)

export type SeenValue = { readonly value: number | string | boolean; readonly at_s: number }

/** What conditions are asked about: times TAI s past J2000. */
export type Circumstances = {
  readonly now_s: number
  readonly phase: string
  readonly value: (element: string, name: string) => SeenValue | undefined
  /** Seconds that a window of the kind stays open; 0 where none is, undefined where nothing is known of the kind. */
  readonly window_s: (kind: string) => number | undefined
  readonly command?: (name: string) => string | undefined
}

/** Whether it holds; undefined where that cannot be told. Kleene's logic of three values. */
export function holds(c: Condition, seen: Circumstances): boolean | undefined {
  switch (c.kind) {
    case 'all':
    case 'any':
      return holdTogether(c, seen)
    case 'not': {
      const inner = holds(c.of, seen)
      return inner === undefined ? undefined : !inner
    }
    case 'parameter':
      return parameterHolds(c, seen)
    case 'phase':
      return c.in.includes(seen.phase)
    case 'window': {
      const left_s = seen.window_s(c.window)
      return left_s === undefined ? undefined : left_s > (c.remaining_s ?? 0)
    }
    case 'time':
      return !(c.from !== undefined && seen.now_s < secondsOf(c.from)) && !(seen.now_s >= secondsOf(c.until ?? NEVER))
    case 'command': {
      const state = seen.command?.(c.command)
      return state === undefined ? undefined : state === c.state
    }
    default:
      return never(c)
  }
}

function holdTogether(c: Condition & { kind: 'all' | 'any' }, seen: Circumstances): boolean | undefined {
  const parts = c.of.map((part) => holds(part, seen))
  const deciding = c.kind === 'any'
  if (parts.includes(deciding)) return deciding
  return parts.includes(undefined) ? undefined : !deciding
}

function parameterHolds(c: Condition & { kind: 'parameter' }, seen: Circumstances): boolean | undefined {
  const found = seen.value(c.element, c.name)
  if (found === undefined || (c.age_s !== undefined && seen.now_s - found.at_s > c.age_s)) return undefined
  return compare(found.value, c.is, c.value)
}

const NEVER = '9999-12-31T00:00:00Z'

/** Compares as the field does: numbers by size, all else by its text; an order of texts cannot be told. */
export function compare(
  a: number | string | boolean,
  is: ComparisonSign,
  b: number | string | boolean,
): boolean | undefined {
  if (is === '==') return equal(a, b)
  if (is === '!=') return !equal(a, b)
  if (typeof a !== 'number' || typeof b !== 'number' || Number.isNaN(a) || Number.isNaN(b)) return undefined
  switch (is) {
    case '<':
      return a < b
    case '<=':
      return a <= b
    case '>':
      return a > b
    case '>=':
      return a >= b
    default:
      return never(is)
  }
}

function equal(a: number | string | boolean, b: number | string | boolean): boolean {
  return a === b || String(a) === String(b)
}

/** Why a condition is too large to be kept, or undefined. */
export function conditionProblem(c: Condition): string | undefined {
  let parts = 0
  const deep = (at: Condition, depth: number): boolean => {
    parts++
    if (depth > 20) return true
    if (at.kind === 'not') return deep(at.of, depth + 1)
    return (at.kind === 'all' || at.kind === 'any') && at.of.some((part) => deep(part, depth + 1))
  }
  if (deep(c, 1)) return 'a condition is at most 20 deep'
  return parts > 200 ? 'a condition has at most 200 parts' : undefined
}

/** Every parameter that a condition looks at. */
export function parametersIn(c: Condition): { readonly element: string; readonly name: string }[] {
  if (c.kind === 'parameter') return [{ element: c.element, name: c.name }]
  if (c.kind === 'not') return parametersIn(c.of)
  return c.kind === 'all' || c.kind === 'any' ? c.of.flatMap(parametersIn) : []
}

/** The condition in words, with what is seen of it now where `seen` is given. */
export function describeCondition(c: Condition, seen?: Circumstances): string {
  switch (c.kind) {
    case 'all':
    case 'any': {
      const parts = c.of.map((part) => describeCondition(part, seen))
      return parts.length === 1 ? parts[0]! : `(${parts.join(c.kind === 'all' ? ' and ' : ' or ')})`
    }
    case 'not':
      return `not ${describeCondition(c.of, seen)}`
    case 'parameter':
      return `${c.name} of ${c.element} ${c.is} ${c.value}${seenNow(c, seen)}`
    case 'phase':
      return `phase ${c.in.join(' or ')}${seen === undefined ? '' : ` (it is ${seen.phase})`}`
    case 'window':
      return c.remaining_s === undefined ? `${c.window} is open` : `${c.window} stays open for ${c.remaining_s} s`
    case 'time':
      return [c.from === undefined ? '' : `from ${c.from}`, c.until === undefined ? '' : `until ${c.until}`]
        .filter((text) => text !== '')
        .join(' ')
    case 'command':
      return `${c.command} is ${c.state}`
    default:
      return never(c)
  }
}

function seenNow({ element, name }: Condition & { kind: 'parameter' }, seen: Circumstances | undefined): string {
  if (seen === undefined) return ''
  const found = seen.value(element, name)
  return found === undefined ? ' (nothing heard)' : ` (it is ${found.value})`
}
