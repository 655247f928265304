/** From raw input to a handler and back: the same path for HTTP, CLI and tests. */
import { type Caller, type CentreStanding, refuseAccess } from '@magpie/api/access'
import type { Failure, Problem } from '@magpie/api/failure'
import { withFileRead } from '@magpie/api/imports'
import type { InputOf, Operation, OutputOf } from '@magpie/api/operation'
import { type OperationKey, type Operations, operations } from '@magpie/api/operations'
import { err, type Result } from '@magpie/core/result'
import type * as z from 'zod'

/** Does one operation; its input was read by the operation's schema, and the caller may call it. */
export type Handler<K extends OperationKey> = (
  input: InputOf<Operations[K]>,
  caller: Caller,
) => Promise<Result<OutputOf<Operations[K]>, Failure>>

/** A handler for each of these operations. */
export type Handlers<Keys extends OperationKey> = { readonly [K in Keys]: Handler<K> }

/** Who calls, and what the centre is; on one's own machine nobody is asked. */
export type Asking = { readonly caller: Caller; readonly standing: CentreStanding }

/** Asks who calls, reads the input, tells every field that is wrong, and calls the handler. */
export async function dispatch<K extends OperationKey>(
  key: K,
  handler: Handler<K>,
  input: unknown,
  asking: Asking | 'on-this-machine',
): Promise<Result<OutputOf<Operations[K]>, Failure>> {
  const o: Operation = operations[key]
  const here = asking === 'on-this-machine'
  if (o.place !== 'both' && here !== (o.place === 'here')) throw new Error(`${o.name} runs in another place`)
  if (o.place !== 'here' && !here) {
    const refused = refuseAccess(o.name, o.access, asking.caller, asking.standing)
    if (refused !== undefined) return err(refused)
  }
  const file = withFileRead(key, input)
  if (!file.ok) return file
  const { at } = file.value
  const read = o.input.safeParse(file.value.input)
  if (!read.success) {
    const problems = problemsOf(read.error).map(at)
    const message = `${o.name} cannot be done as asked: ${problems.map((p) => `${p.field || 'the request'}: ${p.message}`).join('; ')}`
    return err({ kind: 'bad-request', message, problems })
  }
  const outcome = await handler(read.data as InputOf<Operations[K]>, here ? NOBODY : asking.caller)
  if (outcome.ok || outcome.error.kind !== 'bad-request') return outcome
  return err({ ...outcome.error, problems: outcome.error.problems.map(at) })
}

const NOBODY: Caller = { arrivedAt: '', roles: [] }

/** Zod's issues as problems of the contract: a JSON pointer and the rule for each. */
function problemsOf(error: z.ZodError): Problem[] {
  return error.issues.map((issue) => ({
    file: '',
    field: issue.path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
    rule: issue.code,
    message: issue.message,
  }))
}
