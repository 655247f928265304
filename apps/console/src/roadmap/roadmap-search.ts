/** The Roadmap place's state in its URL: the day up to which knowledge counts, the item opened, and a statement about it. */
export type RoadmapSearch = {
  readonly known?: string
  readonly item?: string
  readonly statement?: string
}

/** Reads the query of a URL; what it does not know it leaves out. */
export function readRoadmapSearch(query: Record<string, unknown>): RoadmapSearch {
  const { known, item, statement } = query
  return {
    ...(typeof known === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(known) ? { known } : {}),
    ...(typeof item === 'string' && item !== '' ? { item } : {}),
    ...(typeof statement === 'string' && statement !== '' ? { statement } : {}),
  }
}
