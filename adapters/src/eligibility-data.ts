/** What eligibility and the roadmap are read from, as files of this machine. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Failure } from '@magpie/api/failure'
import type { EligibilityPorts } from '@magpie/centre/eligibility-handlers'
import { err, ok, type Result } from '@magpie/core/result'
import { type RoadmapFile, roadmapFile } from '@magpie/programme/roadmap/roadmap-file'
import { PROJECT } from './digests.ts'
import { loadMission } from './mission-folder.ts'

const SHIPPED_MISSION = join(PROJECT, 'missions/change-8')
const SHIPPED_ROADMAP = join(PROJECT, 'data/roadmap/roadmap.json')

/** The files of a mission folder, the shipped one where none is named, and the shipped roadmap. */
export function eligibilityData(folder: string = SHIPPED_MISSION): EligibilityPorts {
  return {
    async files() {
      const loaded = await loadMission(folder)
      return loaded.ok ? ok(loaded.value.mission) : loaded
    },
    roadmap: readShippedRoadmap,
  }
}

/** The roadmap that ships with Magpie. */
export async function readShippedRoadmap(): Promise<Result<RoadmapFile, Failure>> {
  try {
    return ok(roadmapFile.parse(JSON.parse(await readFile(SHIPPED_ROADMAP, 'utf8'))))
  } catch (cause) {
    const message = `${SHIPPED_ROADMAP} cannot be used: ${(cause as Error).message}`
    return err({ kind: 'data-unreadable', message, file: SHIPPED_ROADMAP })
  }
}
