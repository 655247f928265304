/** The Operate place's state in its URL: element, parameter, and the event log's filters. */
import { happening } from '@magpie/api/live'

export type Kind = (typeof KINDS)[number]
export const KINDS = happening.shape.kind.options

export type OperateSearch = {
  readonly element?: string
  /** `element/name` of the parameter plotted. */
  readonly parameter?: string
  readonly kind?: Kind
  readonly party?: string
}

/** Reads the query of a URL; what it does not know it leaves out. */
export function readOperateSearch(query: Record<string, unknown>): OperateSearch {
  const { element, parameter, kind, party } = query
  return {
    ...(typeof element === 'string' && element !== '' ? { element } : {}),
    ...(typeof parameter === 'string' && parameter.includes('/') ? { parameter } : {}),
    ...(KINDS.includes(kind as Kind) ? { kind: kind as Kind } : {}),
    ...(typeof party === 'string' && party !== '' ? { party } : {}),
  }
}
