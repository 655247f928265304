/**
 * Faults put into a process of spacecraft by whoever runs it, a line each: `inject ELEMENT FAULT [AMOUNT]`, `clear ELEMENT
 * [FAULT]`. It is no command of the mission and goes over no link.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { type FaultId, faultProblem, faultyKind } from '@magpie/operations/faults'
import type { OperationsFile } from '@magpie/operations/operations-file'
import type { SpacecraftSide } from '@magpie/simulator/spacecraft-side'

const WHY = 'asked for where the spacecraft run'
const USE = 'write inject ELEMENT FAULT [AMOUNT] or clear ELEMENT [FAULT]'

/** Does what a line says; what was done, or why not. An empty line is nothing. */
export function control(
  line: string,
  operations: OperationsFile,
  faults: SpacecraftSide['faults'],
): Result<string, string> {
  const [verb = '', element = '', fault, amount = '1', ...rest] = line.trim().split(/\s+/)
  if ((verb !== 'inject' && verb !== 'clear') || rest.length > 0) return err(USE)
  if (!operations.elements.some((e) => e.id === element)) return err(`there is no element "${element}"`)
  if (fault === undefined && verb === 'clear') {
    faults.clearAll(element, WHY)
    return ok(`${element}: all faults cleared`)
  }
  const problem = faultProblem(fault ?? '', faultyKind(operations, element))
  if (problem !== undefined) return err(problem)
  if (!/^[1-9]\d{0,5}$/.test(amount)) return err(`${amount} is no amount from 1 to 999999`)
  if (verb === 'inject') faults.inject(element, fault as FaultId, Number(amount), WHY)
  else faults.clear(element, fault as FaultId, WHY)
  return ok(`${element}: ${fault} ${verb === 'inject' ? 'put in' : 'cleared'}`)
}
