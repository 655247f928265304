/** Faults of the command line added to a mission's script: what is rehearsed is then another file, and named by another hash. */
import type { Failure } from '@magpie/api/failure'
import { err, ok, type Result } from '@magpie/core/result'
import { type FaultId, faultProblem, faultyKind } from '@magpie/operations/faults'
import type { ScriptedEvent } from '@magpie/operations/operations-file'
import type { FolderFiles, MissionFolder } from '@magpie/rehearsal/mission-folder'

type Loaded = { readonly files: FolderFiles; readonly mission: MissionFolder }

const FORM = /^([a-z0-9-]+):([a-z-]+)(?::(\d{1,6}))?@T\+(\d+(?:\.\d+)?)$/

/** The mission with the faults in its script; refused where one cannot be read, or the element or fault is not there. */
export function withFaults({ files, mission }: Loaded, faults: readonly string[]): Result<Loaded, Failure> {
  if (faults.length === 0) return ok({ files, mission })
  const events: ScriptedEvent[] = []
  for (const [i, text] of faults.entries()) {
    const read = FORM.exec(text)
    if (read === null)
      return wrong(text, 'write ELEMENT:FAULT@T+SECONDS, as in ce8-lander:array-string-lost:10@T+86400')
    const [, element = '', fault = '', times = '1', at = ''] = read
    if (!mission.operations.elements.some((e) => e.id === element))
      return wrong(text, `there is no element "${element}"`)
    const problem = faultProblem(fault, faultyKind(mission.operations, element))
    if (problem !== undefined) return wrong(text, problem)
    events.push({
      ...{ kind: 'fault', id: `asked-for-${i + 1}`, at_s: Number(at), why: 'asked for at the command line', element },
      ...{ fault: fault as FaultId, times: Number(times) },
    })
  }
  const operations = { ...mission.operations, script: [...mission.operations.script, ...events] }
  const asked = `${files['operations.json']}\n${faults.join('\n')}`
  return ok({ files: { ...files, 'operations.json': asked }, mission: { ...mission, operations } })
}

function wrong(text: string, why: string): Result<never, Failure> {
  const message = `The fault "${text}" cannot be put in: ${why}.`
  return err({ kind: 'bad-request', message, problems: [{ file: '', field: '/fault', rule: 'fault', message }] })
}
