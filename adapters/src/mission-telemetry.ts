/** Telemetry of a mission: its packets go through its own dictionary into an archive in a folder. */
import { type TelemetryEvents, TelemetryService } from '@magpie/centre/telemetry-service'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { compileDecoder } from '@magpie/operations/decoder'
import { packetClock } from '@magpie/operations/ingest/packet-clock'
import { readXtce } from '@magpie/operations/xtce-reader'
import { dictionaryFiles, type MissionFolder } from '@magpie/rehearsal/mission-folder'
import { archiveOptions, TelemetryArchive } from './archive/telemetry-archive.ts'

/** Opens the archive; the mission's check has read its dictionary before. */
export function openMissionTelemetry(
  folder: string,
  mission: MissionFolder,
  told: TelemetryEvents,
): Promise<TelemetryService> {
  const { relay, orbiter } = mission.operations
  const pus = packetClock({ kind: 'cuc-4-2', behind: 7 }, NAIF0012)
  const { dictionary } = unwrap(readXtce(dictionaryFiles(mission.dictionaries)))
  return TelemetryService.open({
    leap: NAIF0012,
    dictionary,
    decoder: unwrap(compileDecoder(dictionary, '/common/telemetry')),
    clock: packetClock({ kind: 'cuc-4-2' }, NAIF0012),
    // The relay's telemetry is of the PUS, where the time stands behind what a message is.
    clocks: new Map(relay === undefined || orbiter === undefined ? [] : [[relay, pus]]),
    open: (resume) => TelemetryArchive.open(folder, archiveOptions(told), resume),
    told,
  })
}
