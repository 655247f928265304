/**
 * Compares this installation with reference files: what `magpie verify` runs. A file's kind is told by its columns; the
 * table of kinds grows with what can be checked.
 */
import { ok, type Result } from '@magpie/core/result'
import type { Ephemerides } from './ephemerides.ts'
import type { MalformedReference } from './errors.ts'
import { checkAzel, isAzel } from './reference/azel.ts'
import { checkFrames, isFrames } from './reference/frames.ts'
import type { QuantityResidual } from './reference/residuals.ts'
import { checkStates, isStates } from './reference/states.ts'
import { columnsOf } from './reference/table.ts'
import { checkTime, isTime } from './reference/time.ts'

/** A kind of reference file: how it is told from others, and how it is checked. */
export type ReferenceKind = {
  readonly name: string
  readonly recognises: (columns: readonly string[]) => boolean
  readonly check: (file: string, json: unknown, eph: Ephemerides) => Result<QuantityResidual[], MalformedReference>
}

/** All kinds that can be checked, the first that recognises a file taking it. */
export const REFERENCE_KINDS: readonly ReferenceKind[] = [
  { name: 'time', recognises: isTime, check: checkTime },
  { name: 'azel', recognises: isAzel, check: checkAzel },
  { name: 'frames', recognises: isFrames, check: checkFrames },
  { name: 'states', recognises: isStates, check: checkStates },
]

/** The kind of a parsed file, or undefined. */
export function referenceKind(json: unknown): ReferenceKind | undefined {
  const columns = columnsOf(json)
  return columns === undefined ? undefined : REFERENCE_KINDS.find((kind) => kind.recognises(columns))
}

/** The worst residual of each quantity in a parsed reference file; `name` is for messages. */
export function checkReference(
  name: string,
  json: unknown,
  eph: Ephemerides,
): Result<QuantityResidual[] | 'unknown kind', MalformedReference> {
  const kind = referenceKind(json)
  return kind === undefined ? ok('unknown kind') : kind.check(name, json, eph)
}
