/** For tests: a telemetry service over an archive in a folder, with the small dictionary of tests. */
import { TelemetryService } from '@magpie/centre/telemetry-service'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { packetClock } from '@magpie/operations/ingest/packet-clock'
import { testTelemetry } from '@magpie/operations/testing/telemetry-dictionary'
import { TelemetryArchive, type TelemetryArchiveOptions } from './telemetry-archive.ts'

/** A service and its archive. */
export type TestCentre = { readonly service: TelemetryService; readonly archive: TelemetryArchive }

/** Opens them; faults of the disk are thrown. */
export async function openTestCentre(
  folder: string,
  options: Partial<TelemetryArchiveOptions> = {},
  told: Partial<Parameters<typeof TelemetryService.open>[0]['told']> = {},
): Promise<TestCentre> {
  const onFault = (cause: unknown) => {
    throw cause
  }
  let archive: TelemetryArchive | undefined
  const service = await TelemetryService.open({
    leap: NAIF0012,
    ...testTelemetry(),
    clock: packetClock({ kind: 'unix-ms' }, NAIF0012),
    open: async (resume) => {
      archive = await TelemetryArchive.open(folder, { leap: NAIF0012, onFault, ...options }, resume)
      return archive
    },
    told: { onFault, ...told },
  })
  return { service, archive: archive! }
}
