/** Conditions of geometry combined by and, or and not: window algebra on what the searches find. */
import { complement, type Interval, intersect, union } from '@magpie/core/interval'
import { err, ok, type Result } from '@magpie/core/result'
import type { StateError } from '../errors.ts'
import type { Scalar } from './scalar.ts'
import { type SearchOptions, whereAbove, whereBelow } from './search.ts'

/** A scalar above or below a threshold, windows found elsewhere, or a combination of conditions. */
export type Condition =
  | { readonly kind: 'above' | 'below'; readonly scalar: Scalar; readonly threshold: number }
  | { readonly kind: 'windows'; readonly windows: readonly Interval[] }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }

/**
 * The windows in a span in which a condition holds. Of `all`, each condition is searched only where those before it hold:
 * put the rarest or the cheapest first.
 */
export function windowsOf(
  condition: Condition,
  span: Interval,
  options: SearchOptions = {},
): Result<Interval[], StateError> {
  switch (condition.kind) {
    case 'above':
      return whereAbove(condition.scalar, condition.threshold, span, options)
    case 'below':
      return whereBelow(condition.scalar, condition.threshold, span, options)
    case 'windows':
      return ok(intersect(condition.windows, [span]))
    case 'not': {
      const found = windowsOf(condition.of, span, options)
      return found.ok ? ok(complement(found.value, span)) : found
    }
    case 'all':
      return windowsOfAll(condition.of, span, options)
    case 'any': {
      let all: Interval[] = []
      for (const part of condition.of) {
        const found = windowsOf(part, span, options)
        if (!found.ok) return found
        all = union(all, found.value)
      }
      return ok(all)
    }
  }
}

function windowsOfAll(
  parts: readonly Condition[],
  span: Interval,
  options: SearchOptions,
): Result<Interval[], StateError> {
  let left: Interval[] = span.end > span.start ? [span] : []
  for (const part of parts) {
    const next: Interval[] = []
    for (const window of left) {
      const found = windowsOf(part, window, options)
      if (!found.ok) return err(found.error)
      next.push(...found.value)
    }
    left = next
  }
  return ok(left)
}
