/** The archive's operations for its place: what came, samples, packets, releases, ledgers. */
import { dataOperations } from '@magpie/api/data-operations'
import type { OutputOf } from '@magpie/api/operation'
import {
  telemetryCompleteness,
  telemetryGaps,
  telemetryPackets,
  telemetryPage,
  telemetryPlot,
  telemetryStates,
} from '@magpie/api/telemetry-operations'
import { useQuery } from '@tanstack/react-query'
import { actingParty } from '../acting.ts'
import { callerOf, DESK } from '../api.ts'

const table = {
  ...dataOperations,
  telemetryCompleteness,
  telemetryGaps,
  telemetryPackets,
  telemetryPage,
  telemetryPlot,
  telemetryStates,
}

/** Calls an operation of the archive; throws. */
export const callArchive = callerOf(table)

export type Catalogue = OutputOf<typeof dataOperations.dataCatalogue>
export type CatalogueElement = Catalogue['elements'][number]
export type CatalogueParameter = CatalogueElement['parameters'][number]
export type Plotted = OutputOf<typeof telemetryPlot>

/** What came and how one reads it; asked again now and then while packets come. */
export function useCatalogue() {
  return useQuery({
    queryKey: [DESK, 'catalogue', actingParty()],
    queryFn: () => callArchive('dataCatalogue', {}),
    staleTime: 20_000,
    refetchInterval: 30_000,
  })
}

/** A parameter of the catalogue by `element/name`; a name may hold slashes of its own. */
export function findParameter(
  catalogue: Catalogue | undefined,
  key: string,
): { readonly element: CatalogueElement; readonly parameter: CatalogueParameter } | undefined {
  const cut = key.indexOf('/')
  const element = catalogue?.elements.find((e) => e.element === key.slice(0, cut))
  const parameter = element?.parameters.find((p) => p.name === key.slice(cut + 1))
  return element === undefined || parameter === undefined ? undefined : { element, parameter }
}
