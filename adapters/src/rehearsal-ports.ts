/** What a rehearsal needs of the world, on Node: shipped data, solvers, policy engine, rehearsal keys, artefacts on disk. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeGravityFileError, parseGravityField } from '@magpie/flight/gravity-field'
import type { Signer } from '@magpie/ledger/keys'
import type { RehearsalPorts } from '@magpie/rehearsal/ports'
import { cedarEngine } from './cedar.ts'
import { DATA, sha256 } from './digests.ts'
import { fileArtefacts } from './file-artefacts.ts'
import { highsSolver } from './highs.ts'
import { loadShippedKernels, missionKernels } from './kernels.ts'
import { fastRehearsalSigner } from './rehearsal-signer.ts'
import { describeTerrainFileError, loadSiteTerrain } from './terrain.ts'
import { describeKernelFolder } from './verify-handler.ts'

/**
 * The ports of a rehearsal with this seed, its artefacts in a folder. Kernels in the mission's own folder come over those
 * that ship. `tell` hears of artefacts that were altered. Broken data of the installation throws.
 */
export function rehearsalPorts(
  seed: string,
  artefactFolder: string,
  missionFolder?: string,
  tell?: (line: string) => void,
): RehearsalPorts {
  const signers = new Map<string, Signer>()
  return {
    artefacts: fileArtefacts(artefactFolder, tell),
    digest: sha256,
    cpu_s: () => process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
    async ephemerides() {
      const loaded = await loadShippedKernels(
        missionFolder === undefined ? undefined : await missionKernels(missionFolder),
      )
      if (!loaded.ok) throw new Error(describeKernelFolder(loaded.error))
      return loaded.value
    },
    async moonField() {
      const parsed = parseGravityField(await readFile(join(DATA, 'gravity/moon_grgm1200a_150.txt'), 'utf8'))
      if (!parsed.ok) throw new Error(describeGravityFileError(parsed.error))
      return parsed.value
    },
    async terrain(surface) {
      const loaded = await loadSiteTerrain(surface, DATA)
      if (!loaded.ok) throw new Error(describeTerrainFileError(loaded.error))
      return loaded.value
    },
    milp: highsSolver,
    policies: cedarEngine,
    signer(party) {
      const signer = signers.get(party) ?? fastRehearsalSigner(seed, party)
      signers.set(party, signer)
      return signer
    },
  }
}
