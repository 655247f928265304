/** The handlers of what works on files of this machine. */
import { createInterface } from 'node:readline'
import { checkMissionFolder } from '@magpie/adapters/check-mission-handler'
import { convertDictionaryFiles } from '@magpie/adapters/convert-dictionary-handler'
import { decodeFile } from '@magpie/adapters/decode-handler'
import { eligibilityData } from '@magpie/adapters/eligibility-data'
import { describeFrames } from '@magpie/adapters/frames-handler'
import { describeKernel } from '@magpie/adapters/kernel-info-handler'
import { subsetKernelFile } from '@magpie/adapters/kernel-subset-handler'
import { keyFileHandlers } from '@magpie/adapters/key-file-handlers'
import { receiveLive } from '@magpie/adapters/receive-handler'
import { rehearseFolder } from '@magpie/adapters/rehearse-handler'
import { selectFile } from '@magpie/adapters/select-handler'
import { simulateSpacecraft } from '@magpie/adapters/simulate-handler'
import { streamHandlers } from '@magpie/adapters/streams/stream-handlers'
import { verifyFolder } from '@magpie/adapters/verify-handler'
import { verifyLedgerFile } from '@magpie/adapters/verify-ledger-handler'
import type { streamOperations } from '@magpie/api/stream-operations'
import type { Handlers } from '@magpie/centre/dispatch'
import { type EligibilityKey, eligibilityHandlers } from '@magpie/centre/eligibility-handlers'
import { schemaHandlers } from '@magpie/centre/schema-handlers'
import type { Format } from './print.ts'
import { stageProgress } from './progress.ts'

/** Handlers that show their progress where people read. */
export function here(
  format: Format,
  mission: string | undefined,
): Handlers<
  | 'verify'
  | 'kernelInfo'
  | 'frames'
  | 'decode'
  | 'receive'
  | 'simulate'
  | 'convertDictionary'
  | 'kernelSubset'
  | 'checkMission'
  | 'rehearse'
  | 'select'
  | 'verifyLedger'
  | 'makeKey'
  | 'proveKey'
  | 'publicKeys'
  | 'signCommand'
  | 'signAct'
  | 'schema'
  | keyof typeof streamOperations
  | EligibilityKey
> {
  return {
    verify: verifyFolder,
    kernelInfo: describeKernel,
    frames: describeFrames,
    decode: decodeFile,
    receive: (input) => receiveLive(input, { tell: (line) => console.error(line) }),
    async simulate(input) {
      const lines = createInterface({ input: process.stdin })
      try {
        return await simulateSpacecraft(input, { tell: (line) => console.error(line), control: lines })
      } finally {
        lines.close()
      }
    },
    convertDictionary: convertDictionaryFiles,
    kernelSubset: subsetKernelFile,
    checkMission: checkMissionFolder,
    rehearse: (input) => rehearseFolder(input, stageProgress(format === 'text'), (line) => console.error(line)),
    select: selectFile,
    verifyLedger: verifyLedgerFile,
    ...keyFileHandlers(process.env['MAGPIE_PASSPHRASE']),
    ...schemaHandlers(),
    ...streamHandlers({ tell: (line) => console.error(line) }),
    ...eligibilityHandlers(eligibilityData(mission)),
  }
}
