/** Operations of telemetry on an archive in a folder instead of a centre: the same handlers, and nobody to ask who reads. */
import { openKept } from '@magpie/adapters/archive/received-archive'
import type { Failure } from '@magpie/api/failure'
import type { OperationKey } from '@magpie/api/operations'
import { OPEN_READING } from '@magpie/centre/data-reading'
import { dispatch } from '@magpie/centre/dispatch'
import { telemetryHandlers } from '@magpie/centre/telemetry-handlers'
import { ok, type Result } from '@magpie/core/result'
import { writeOctetsOut } from './write-out.ts'

/** What can be asked of a folder. */
const KEYS = [
  'telemetryPage',
  'telemetryPlot',
  'telemetryStates',
  'telemetryExport',
  'telemetryPackets',
  'telemetryGaps',
  'telemetryCompleteness',
] as const
type ArchiveKey = (typeof KEYS)[number]

/** Whether an operation can be asked of a folder. */
export function readsArchive(key: OperationKey): key is ArchiveKey {
  return (KEYS as readonly string[]).includes(key)
}

/** Asks the archive in a folder; an answer that is a file goes to `out`, and the answer is then the exit code. */
export async function askArchive(
  key: ArchiveKey,
  input: Record<string, unknown>,
  folder: string,
  out: string | undefined,
): Promise<Result<unknown, Failure>> {
  const opened = await openKept(folder, {
    onFault(cause) {
      throw cause
    },
  })
  if (!opened.ok) return opened
  const { service, close } = opened.value
  try {
    const handlers = telemetryHandlers({
      telemetry: () => service,
      reading: OPEN_READING,
      sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
      now_ms: () => performance.now(),
    })
    const nobody = { caller: { arrivedAt: '', roles: [] }, standing: { lead: '', peopleSetUp: false } }
    const answer: Result<unknown, Failure> = await dispatch(key, handlers[key] as never, input, nobody)
    if (!answer.ok || key !== 'telemetryExport') return answer
    return ok(await writeOctetsOut(out!, (answer.value as { octets: AsyncIterable<Uint8Array> }).octets))
  } finally {
    await close()
  }
}
