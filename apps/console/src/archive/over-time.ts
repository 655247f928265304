/** What a plot of the archive gets, of numbers or of states. */
import type { CatalogueElement, CatalogueParameter } from './archive.ts'

/** One parameter over time: what is asked of the archive, and what its axis shows. */
export type OverTime = {
  readonly element: CatalogueElement
  readonly parameter: CatalogueParameter
  readonly asked: { element: string; name: string; bars: number; from?: string; to?: string }
  readonly span: readonly [number, number] | undefined
  readonly onZoom: (from_s: number, to_s: number) => void
}
