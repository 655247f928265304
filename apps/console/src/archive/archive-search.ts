/** The Archive place's state in its URL: the view, what is asked for, and what is open. */

/** The views, in the order of their tabs. */
export const ARCHIVE_VIEWS = ['data', 'policy', 'releases', 'ledger', 'report', 'yours'] as const
export type ArchiveView = (typeof ARCHIVE_VIEWS)[number]
export const SHOWN_AS = ['plot', 'table', 'packets', 'coverage'] as const
export type ShownAs = (typeof SHOWN_AS)[number]
export const LEDGERS = ['rehearsal', 'programme', 'commands'] as const
export type LedgerName = (typeof LEDGERS)[number]

export type ArchiveSearch = {
  /** Data where it is left out. */
  readonly view?: ArchiveView
  /** `element/parameter`, with commas between. */
  readonly of?: string
  /** UTC, ISO 8601; open where they are left out. */
  readonly from?: string
  readonly to?: string
  readonly as?: ShownAs
  readonly element?: string
  readonly ledger?: LedgerName
  readonly party?: string
  readonly kind?: string
  /** What is open: a release with its version, an entry, a packet. */
  readonly item?: string
  readonly order?: 'ascending'
}

export type ArchiveChange = { readonly [K in keyof ArchiveSearch]: ArchiveSearch[K] | undefined }

/** Reads the query of a URL; what it does not know it leaves out. */
export function readArchiveSearch(query: Record<string, unknown>): ArchiveSearch {
  const among = <T extends string>(all: readonly T[], value: unknown) => all.find((one) => one === value)
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
  const instant = (value: unknown) => (Number.isNaN(Date.parse(String(value))) ? undefined : text(value))
  const read: ArchiveChange = {
    view: among(ARCHIVE_VIEWS, query['view']),
    of: text(query['of']),
    from: instant(query['from']),
    to: instant(query['to']),
    as: among(SHOWN_AS, query['as']),
    element: text(query['element']),
    ledger: among(LEDGERS, query['ledger']),
    party: text(query['party']),
    kind: text(query['kind']),
    item: typeof query['item'] === 'number' ? String(query['item']) : text(query['item']),
    order: among(['ascending'], query['order']),
  }
  return present(read)
}

/** The search without what was cleared. */
export function present(search: ArchiveChange): ArchiveSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as ArchiveSearch
}

/** Parameters that are plotted or listed together. */
export const MOST_TOGETHER = 8

/** The `element/parameter`s of a search. */
export function chosenIn({ of }: ArchiveSearch): readonly string[] {
  return (of ?? '')
    .split(',')
    .filter((one) => one.includes('/'))
    .slice(0, MOST_TOGETHER)
}

/** What each view of the place is given. */
export type ArchiveViewProps = {
  readonly search: ArchiveSearch
  readonly change: (part: Partial<ArchiveChange>) => void
}
