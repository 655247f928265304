/** The Roadmap place's state in its URL: the day up to which knowledge counts, and the item or instrument opened. */
export type RoadmapSearch = {
  readonly known?: string
  readonly item?: string
}

/** Reads the query of a URL; what it does not know it leaves out. */
export function readRoadmapSearch(query: Record<string, unknown>): RoadmapSearch {
  const { known, item } = query
  return {
    ...(typeof known === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(known) ? { known } : {}),
    ...(typeof item === 'string' && item !== '' ? { item } : {}),
  }
}
