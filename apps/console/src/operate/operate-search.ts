/** The Operate place's state in its URL: the view, what is chosen or open in it, and the event log's filters. */
import { happening } from '@magpie/api/live'

export type Kind = (typeof KINDS)[number]
export const KINDS = happening.shape.kind.options

/** The views there are, in the order of their tabs; their pages stand in `operate-views.ts`. */
export const OPERATE_VIEWS = [
  'watch',
  'spacecraft',
  'deployment',
  'commands',
  'procedures',
  'authority',
  'exchanges',
  'links',
  'log',
] as const
export type OperateView = (typeof OPERATE_VIEWS)[number]

export type OperateSearch = {
  /** Watching where it is left out. */
  readonly view?: OperateView
  readonly element?: string
  /** `element/name` of the parameter plotted. */
  readonly parameter?: string
  readonly kind?: Kind
  readonly party?: string
  /** What is open in the view: a command, a run, a module, a request, a link. */
  readonly item?: string
  /** The part of a view that has several, a filter by state, and words looked for. */
  readonly tab?: string
  readonly state?: string
  readonly find?: string
  /** The tiles of a display that a person composed: `display-layout.ts` reads it. */
  readonly layout?: string
}

/** What is any text; a number in a URL is one, too. */
const TEXTS = ['element', 'party', 'item', 'tab', 'state', 'find', 'layout'] as const

/** A change of what the URL holds; what is undefined leaves it. */
export type OperateChange = { readonly [K in keyof OperateSearch]: OperateSearch[K] | undefined }

export type OperateViewProps = {
  readonly search: OperateSearch
  readonly change: (part: OperateChange) => void
}

/** Reads the query of a URL; what it does not know it leaves out. */
export function readOperateSearch(query: Record<string, unknown>): OperateSearch {
  const { view, parameter, kind } = query
  const texts = TEXTS.map((name) => [name, typeof query[name] === 'number' ? String(query[name]) : query[name]])
  return {
    ...(OPERATE_VIEWS.includes(view as OperateView) ? { view: view as OperateView } : {}),
    ...(typeof parameter === 'string' && parameter.includes('/') ? { parameter } : {}),
    ...(KINDS.includes(kind as Kind) ? { kind: kind as Kind } : {}),
    ...Object.fromEntries(texts.filter(([, value]) => typeof value === 'string' && value !== '')),
  }
}
