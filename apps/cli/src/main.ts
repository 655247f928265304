/** The command `magpie`: verbs made from the contract, and `serve`, which runs a centre. */
import { readFileSync } from 'node:fs'
import { client } from '@magpie/api/client'
import type { Failure } from '@magpie/api/failure'
import { type OperationKey, operations } from '@magpie/api/operations'
import { dispatch } from '@magpie/centre/dispatch'
import type { Result } from '@magpie/core/result'
import { Command } from 'commander'
import { here } from './here.ts'
import { printAnswer, printFailure } from './print.ts'
import { printHere } from './print-here.ts'
import { addServe } from './serve-verb.ts'
import { addVerbs, type Format } from './verbs.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

const program = new Command('magpie')
  .description('Carries a joint lunar mission from the letter of intent to the last telemetry frame.')
  .version(version)
  .showHelpAfterError('(magpie --help lists the verbs)')
  .showSuggestionAfterError()

addVerbs(program, perform, (code) => {
  process.exitCode = code
})
addServe(program)
await program.parseAsync()

async function perform(
  key: OperationKey,
  input: Record<string, unknown>,
  { format, centre }: { format: Format; centre: string },
): Promise<number> {
  const outcome = await outcomeOf(key, input, centre, format)
  if (!outcome.ok) {
    if (format === 'json') console.log(JSON.stringify({ error: outcome.error }, null, 2))
    else printFailure(outcome.error)
    return outcome.error.kind === 'bad-request' ? 2 : 1
  }
  if (format === 'json') console.log(JSON.stringify(outcome.value, null, 2))
  else printHere(key, outcome.value) || printAnswer(outcome.value)
  return passed(outcome.value) ? 0 : 1
}

async function outcomeOf(
  key: OperationKey,
  input: Record<string, unknown>,
  centre: string,
  format: Format,
): Promise<Result<unknown, Failure>> {
  if (operations[key].place === 'centre') return client(centre, fetch).call(key, input as never)
  const handler = here(format)[key as keyof ReturnType<typeof here>]
  return dispatch(key, handler as never, input, 'on-this-machine')
}

/** A check that found something wrong was done, and still ends with 1. */
function passed(answer: unknown): boolean {
  const { passed: p, valid: v } = answer as { passed?: boolean; valid?: boolean }
  return p !== false && v !== false
}
