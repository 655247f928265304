/**
 * Compares this installation with reference files: what `magpie verify` runs. A file's kind is told by its content; the
 * table of kinds grows with what can be checked.
 */
import { ok, type Result } from '@magpie/core/result'
import type { Ephemerides } from './ephemerides.ts'
import type { MalformedReference } from './errors.ts'
import { checkAzel, isAzel } from './reference/azel.ts'
import { checkEvents, isEvents, isOrbiters } from './reference/events.ts'
import { checkFrames, isFrames } from './reference/frames.ts'
import type { QuantityResidual } from './reference/residuals.ts'
import { checkStates, isStates } from './reference/states.ts'
import { columnsOf } from './reference/table.ts'
import { checkTime, isTime } from './reference/time.ts'

/** A kind of reference file: how it is told from others, and how it is checked. */
export type ReferenceKind = {
  readonly name: string
  readonly recognises: (json: unknown) => boolean
  readonly check: (file: string, json: unknown, eph: Ephemerides) => Result<QuantityResidual[], MalformedReference>
}

/** All kinds that can be checked, the first that recognises a file taking it. */
const REFERENCE_KINDS: readonly ReferenceKind[] = [
  { name: 'time', recognises: table(isTime), check: checkTime },
  { name: 'azel', recognises: table(isAzel), check: checkAzel },
  { name: 'frames', recognises: table(isFrames), check: checkFrames },
  { name: 'states', recognises: table(isStates), check: checkStates },
  { name: 'orbiters', recognises: isOrbiters, check: checkEvents },
  { name: 'events', recognises: isEvents, check: checkEvents },
]

/** A recogniser of tables by their columns. */
function table(recognises: (columns: readonly string[]) => boolean): (json: unknown) => boolean {
  return (json) => {
    const columns = columnsOf(json)
    return columns !== undefined && recognises(columns)
  }
}

/** The kind of a parsed file, or undefined. */
export function referenceKind(json: unknown): ReferenceKind | undefined {
  return REFERENCE_KINDS.find((kind) => kind.recognises(json))
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
