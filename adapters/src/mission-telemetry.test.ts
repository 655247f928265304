import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { unwrap } from '@magpie/core/result'
import { parseEpoch } from '@magpie/core/time'
import { CUC_TO_J2000_S } from '@magpie/operations/cuc-time'
import { microsOf } from '@magpie/operations/ingest/micros'
import { MAGPIE_PUS } from '@magpie/operations/pus/profile'
import { encodePusTelemetry } from '@magpie/operations/pus/pus-packet'
import { afterEach, expect, test } from 'vitest'
import { loadMission } from './mission-folder.ts'
import { openMissionTelemetry } from './mission-telemetry.ts'

let folder = ''
afterEach(() => rm(folder, { recursive: true, force: true }))

test('packets of the relay, which speaks the PUS, have the time that they were made', async () => {
  folder = await mkdtemp(join(tmpdir(), 'magpie-mission-telemetry-'))
  const { mission } = unwrap(await loadMission('missions/change-8'))
  const service = await openMissionTelemetry(folder, mission, {
    onFault: (cause) => {
      throw cause
    },
  })
  const made = unwrap(parseEpoch('2028-12-01T06:30:00.250Z', NAIF0012))
  const said = { sequenceCount: 7, timeStatus: 0, service: 17, subtype: 2, counter: 9, destination: 0 }
  const time_s = made.seconds + made.fraction + CUC_TO_J2000_S
  const packet = encodePusTelemetry({ apid: 110, ...said, time_s, data: new Uint8Array(0) }, MAGPIE_PUS)
  expect(service.take('queqiao-2', 'miyun', packet, 0, packet.length, microsOf(made) + 2e6)).toBe('sample')
  await service.durably()
  const times: number[] = []
  for await (const { time_us } of service.packets()) times.push(time_us)
  expect(times).toEqual([microsOf(made)])
  await service.close()
})
