/**
 * What was agreed on data, asked of everything that shows data: pages, plots, files, packets, the newest values and the live
 * stream. A caller reads as the party that they act for, and else as the public.
 */
import type { Caller } from '@magpie/api/access'
import type { Failure } from '@magpie/api/failure'
import type { Held } from '@magpie/api/mission-views'
import { err, type Result } from '@magpie/core/result'
import type { Refusal } from '@magpie/mission/authority-request'
import {
  compileDataAccess,
  type DataAccess,
  type DataAgreed,
  type DataKind,
  readsAll,
  roundedValue,
  type SharedReader,
  sharedReader,
} from '@magpie/mission/data-access'
import { PUBLIC } from '@magpie/mission/party'
import type { OperationsFile } from '@magpie/operations/operations-file'
import type { TelemetryValue } from '@magpie/rehearsal/happening'

/** How a caller reads a parameter: all of it, within bounds, or not at all. */
export type ParameterReading =
  | { readonly kind: 'all' }
  | {
      readonly kind: 'shared'
      /** A reader from the beginning; each goes once through the samples in their order. */
      reader(): SharedReader
      /** Why what comes in now is not read yet, where that is so. */
      held(): Refusal | undefined
    }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

export type DataReading = {
  of(caller: Caller, element: string, parameter: string): ParameterReading
  /** Whether a caller reads whole packets of an element, octets and all. */
  packetsOf(caller: Caller, element: string): Result<true, Failure>
  /** The present, UTC in ms since 1970: of the mission where it is rehearsed. */
  now_ms(): number
}

/** What the answers rest on. `kindOf` tells results of an instrument from housekeeping. */
export type ReadingGround = {
  /** The agreements as they stand; compiled again when they change. */
  access(): DataAccess
  kindOf(element: string, parameter: string): DataKind
  now_ms(): number
}

/** The ground of a mission: its model as it stands, and what its operations call results. */
export function agreedData(of: {
  model(): DataAgreed | undefined
  operations(): OperationsFile
}): Pick<ReadingGround, 'access' | 'kindOf'> {
  let known: { readonly model: DataAgreed | undefined; readonly access: DataAccess } | undefined
  let results: { readonly of: OperationsFile; readonly by: ReadonlyMap<string, ReadonlySet<string>> } | undefined
  return {
    access() {
      const model = of.model()
      if (known === undefined || known.model !== model)
        known = { model, access: compileDataAccess(model ?? { elements: [], agreements: [] }) }
      return known.access
    },
    kindOf(element, parameter) {
      const file = of.operations()
      if (results?.of !== file)
        results = { of: file, by: new Map(file.elements.map((e) => [e.id, new Set(e.science)])) }
      // Of an element that operations say nothing of, nothing is known to be housekeeping.
      const own = results.by.get(element)
      return own === undefined || own.has(parameter.split('/').at(-1)!) ? 'science' : 'housekeeping'
    },
  }
}

/** Everything may be read by everybody: for one who receives their own telemetry alone. */
export const OPEN_READING: DataReading = {
  of: () => ({ kind: 'all' }),
  packetsOf: () => ({ ok: true, value: true }),
  now_ms: () => Number.POSITIVE_INFINITY,
}

/** Reading by agreement. */
export function readingByAgreement(ground: ReadingGround): DataReading {
  const of = (caller: Caller, element: string, parameter: string): ParameterReading => {
    const reader = caller.party ?? PUBLIC
    const access = ground.access()
    const item = { element, parameter, kind: ground.kindOf(element, parameter) }
    const terms = access.terms(reader, item)
    if (readsAll(terms, -Infinity, Infinity)) return { kind: 'all' }
    const held = () => access.refusal(reader, item, ground.now_ms())
    if (terms.length === 0) return { kind: 'refused', refusal: held()! }
    return { kind: 'shared', reader: () => sharedReader(terms), held }
  }
  return {
    of,
    now_ms: ground.now_ms,
    packetsOf(caller, element) {
      // A packet holds values of all kinds, so whoever reads it reads all kinds without bounds.
      const access = ground.access()
      const reader = caller.party ?? PUBLIC
      const kinds = (['science', 'housekeeping'] as const).map((kind) => ({ element, parameter: '*', kind }))
      const bound = kinds.find((item) => !readsAll(access.terms(reader, item), -Infinity, Infinity))
      if (bound === undefined) return { ok: true, value: true }
      const refusal = access.refusal(reader, bound, ground.now_ms())
      return err(
        refusal === undefined
          ? {
              kind: 'refused',
              rule: 'packets-hold-all',
              message: `Packets of ${element} hold all of its data, and ${reader} reads them within bounds only: read its parameters.`,
            }
          : refusalFailure(refusal),
      )
    },
  }
}

/** A refusal beside an answer that holds something back, as the contract tells it. */
export function heldShown({ rule, fact, source, remedy }: Refusal): Held {
  return { rule, fact, source: source.title, remedy }
}

/** A refusal as the contract tells it. */
export function refusalFailure({ rule, fact, source, remedy }: Refusal): Failure {
  return { kind: 'refused', rule, message: `${upper(fact)} (${rule}; ${source.title}). ${remedy}` }
}

/** The newest value of a parameter, as a caller may see it; undefined where they may not yet. */
export function valueNow(
  reading: ParameterReading,
  newest: TelemetryValue,
  now_ms: number,
): TelemetryValue['value'] | undefined {
  if (reading.kind === 'all') return newest.value
  if (reading.kind === 'refused') return undefined
  const times = { generated_ms: Date.parse(newest.generatedAt), received_ms: Date.parse(newest.receivedAt) }
  const step = reading.reader().admit(times, now_ms)
  return step === undefined ? undefined : roundedValue(newest.value, step)
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
