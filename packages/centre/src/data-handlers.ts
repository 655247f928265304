/** The handlers that say what a caller reads of each element, and by what, and what came of it. */
import { ok } from '@magpie/core/result'
import { type DataAccess, type DataItem, type ReadingTerm, readsAll } from '@magpie/mission/data-access'
import type { Element } from '@magpie/mission/element'
import { PUBLIC } from '@magpie/mission/party'
import type { OperationsFile } from '@magpie/operations/operations-file'
import { catalogueOf } from './data-catalogue.ts'
import { type DataReading, heldShown, type ReadingGround } from './data-reading.ts'
import type { Handlers } from './dispatch.ts'
import type { TelemetryService } from './telemetry-service.ts'

export type DataHandlerPorts = ReadingGround & {
  elements(): readonly Element[]
  operations(): OperationsFile
  readonly reading: DataReading
  /** Undefined until the archive is open. */
  telemetry(): TelemetryService | undefined
}

/** One handler an operation of data. */
export function dataHandlers(ports: DataHandlerPorts): Handlers<'dataReading' | 'dataCatalogue'> {
  return {
    async dataReading({ element }, caller) {
      const reader = caller.party ?? PUBLIC
      const access = ports.access()
      const science = new Map(ports.operations().elements.map((e) => [e.id, e.science]))
      const elements = ports
        .elements()
        .filter((e) => science.has(e.id) && (element === undefined || e.id === element))
        .map(({ id, name, owner }) => {
          const names = [...new Set([...access.named(reader, id), '*'])]
          const housekeeping = names.map((parameter): DataItem => ({ element: id, parameter, kind: 'housekeeping' }))
          const results = science.get(id)!.map((parameter): DataItem => ({ element: id, parameter, kind: 'science' }))
          const items = [...housekeeping, ...results].map((item) => itemOf(access, reader, item, ports.now_ms()))
          return { element: id, name, owner, items }
        })
      return ok({ reader, elements })
    },
    async dataCatalogue({ element }, caller) {
      const service = ports.telemetry()
      const elements = service === undefined ? [] : await catalogueOf(ports, service, element, caller)
      return ok({ now: new Date(ports.now_ms()).toISOString(), elements })
    },
  }
}

function itemOf(access: DataAccess, reader: string, item: DataItem, now_ms: number) {
  const terms = access.terms(reader, item)
  const refusal = access.refusal(reader, item, now_ms)
  const bounded = refusal === undefined ? ('bounded' as const) : ('later' as const)
  const reads = readsAll(terms, -Infinity, Infinity)
    ? ('all' as const)
    : terms.length === 0
      ? ('never' as const)
      : bounded
  const held = refusal === undefined ? {} : { held: heldShown(refusal) }
  return { parameter: item.parameter, kind: item.kind, reads, terms: distinct(terms.map(termShown)), ...held }
}

function termShown({ rule, basis, agreement, licence, delay_ms, every_ms, step, from_ms, until_ms }: ReadingTerm) {
  return {
    ...{ rule, basis, delay_s: delay_ms / 1000, every_s: every_ms / 1000, step },
    ...(agreement === undefined ? {} : { agreement }),
    ...(licence === undefined ? {} : { licence }),
    ...(Number.isFinite(from_ms) ? { from: new Date(from_ms).toISOString() } : {}),
    ...(Number.isFinite(until_ms) ? { until: new Date(until_ms).toISOString() } : {}),
  }
}

/** An element of many agreements has the same term of each. */
function distinct<T extends { readonly basis: string }>(terms: readonly T[]): T[] {
  return [...new Map(terms.map((t) => [JSON.stringify(t), t])).values()]
}
