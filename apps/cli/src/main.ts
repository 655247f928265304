/** The command `magpie`: verbs made from the contract, and `serve`, which runs a centre. */
import { readFileSync } from 'node:fs'
import { client } from '@magpie/api/client'
import { type Fetch, request } from '@magpie/api/client-of'
import { csvOf } from '@magpie/api/csv-answer'
import { type Failure, failure } from '@magpie/api/failure'
import type { Operation } from '@magpie/api/operation'
import { type OperationKey, operations } from '@magpie/api/operations'
import { dispatch } from '@magpie/centre/dispatch'
import { err, type Result } from '@magpie/core/result'
import { Command } from 'commander'
import { askArchive, readsArchive } from './archive-place.ts'
import { unreached } from './centre-address.ts'
import { here } from './here.ts'
import { printAnswer, printFailure } from './print.ts'
import { printHere } from './print-here.ts'
import { addServe } from './serve-verb.ts'
import { addSignIn } from './sign-in-verb.ts'
import { tellFailure, unforeseen } from './tell-failure.ts'
import { addVerbs, type Perform, sortVerbs } from './verbs.ts'
import { writeFileOut, writeFolderOut, writeOctetsOut } from './write-out.ts'

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }

const program = new Command('magpie')
  .description('Carries a joint lunar mission from the letter of intent to the last telemetry frame.')
  .version(version)
  .showHelpAfterError('(magpie --help lists the verbs)')
  .showSuggestionAfterError()
  .enablePositionalOptions() // a verb may have a field called version
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2)) // what was typed is wrong, as a bad request is

const exit = (code: number) => {
  process.exitCode = code
}
addVerbs(program, perform, exit)
addServe(program)
addSignIn(program, exit)
sortVerbs(program)
await program.parseAsync()

async function perform(
  key: OperationKey,
  input: Record<string, unknown>,
  options: Parameters<Perform>[2],
): Promise<number> {
  const { format } = options
  process.once('uncaughtException', (cause) => process.exit(tellFailure(key, unforeseen(cause), format)))
  return done(key, input, options).catch((cause: unknown) => tellFailure(key, unforeseen(cause), format))
}

async function done(
  key: OperationKey,
  input: Record<string, unknown>,
  options: Parameters<Perform>[2],
): Promise<number> {
  const { format } = options
  const { cli, http }: Operation = operations[key]
  endWithReader(key)
  if (cli?.writes === 'file' && http !== undefined && options.archive === undefined)
    return download(key, http, input, options)
  const outcome = await outcomeOf(key, input, options)
  if (!outcome.ok) return tellFailure(key, outcome.error, format)
  if (typeof outcome.value === 'number') return outcome.value
  if (options.out !== undefined) return writeOut(key)(options.out, outcome.value)
  if (format === 'csv') return printCsv(key, outcome.value, options.table)
  if (format === 'json') console.log(JSON.stringify(outcome.value, null, 2))
  else printHere(key, outcome.value) || printAnswer(outcome.value)
  return exitCode(key, outcome.value)
}

/** Ends quietly where nobody reads on, as in `| head`; but not what also archives or answers a link, and closes it. */
function endWithReader(key: OperationKey): void {
  if (key === 'receive' || key === 'simulate' || key === 'followStreams') return
  process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
    if (cause.code === 'EPIPE') process.exit(0)
  })
}

/** Octets that a centre sends, to the file of `--out`. */
async function download(
  key: OperationKey,
  http: NonNullable<Operation['http']>,
  input: Record<string, unknown>,
  { centre, party, out, format }: Parameters<Perform>[2],
): Promise<number> {
  const { url } = request(http, input)
  const answer = await fetch(`${centre}/api${url}`, { headers: whoAsks(party) }).catch((cause: Error) => cause)
  if (answer instanceof Error)
    return tellFailure(key, { kind: 'internal', message: unreached(centre, answer), reference: centre }, format)
  if (answer.ok && answer.body !== null) return writeOctetsOut(out!, answer.body)
  const read = failure.safeParse(await answer.json().catch(() => undefined))
  const message = `The centre at ${centre} answered with status ${answer.status}.`
  return tellFailure(key, read.success ? read.data : { kind: 'internal', message, reference: centre }, format)
}

function writeOut(key: OperationKey): (path: string, answer: unknown) => number | Promise<number> {
  const { cli }: Operation = operations[key]
  return cli?.writes === 'folder' ? writeFolderOut : writeFileOut
}

function printCsv(key: OperationKey, answer: unknown, table: string | undefined): number {
  const text = csvOf(key, answer, table)
  if (!text.ok) {
    printFailure(text.error)
    return 2
  }
  process.stdout.write(text.value)
  return exitCode(key, answer)
}

async function outcomeOf(
  key: OperationKey,
  input: Record<string, unknown>,
  { format, centre, mission, party, archive, out }: Parameters<Perform>[2],
): Promise<Result<unknown, Failure>> {
  const { place } = operations[key]
  if (archive !== undefined && readsArchive(key)) return askArchive(key, input, archive, out)
  if (place === 'centre' || (place === 'both' && centre !== '')) return askCentre(key, input, centre, party)
  const handler = here(format, mission)[key as keyof ReturnType<typeof here>]
  return dispatch(key, handler as never, input, 'on-this-machine')
}

/** Asks with the person's key, which stands in the environment only: arguments are seen by all of a machine. */
async function askCentre(
  key: OperationKey,
  input: Record<string, unknown>,
  centre: string,
  party: string | undefined,
): Promise<Result<unknown, Failure>> {
  let missed: unknown
  const asked: Fetch = (url, init) =>
    fetch(url, { ...init, headers: { ...init.headers, ...whoAsks(party) } }).catch((cause: unknown) => {
      missed = cause
      throw cause
    })
  const answer = await client(centre, asked).call(key, input as never)
  return missed === undefined
    ? answer
    : err({ kind: 'internal', message: unreached(centre, missed), reference: centre })
}

function whoAsks(party: string | undefined): Record<string, string> {
  const key = process.env['MAGPIE_KEY']
  return { ...(key && { 'x-api-key': key }), ...(party && { 'x-magpie-party': party }) }
}

/** What the contract says of the answer; else 1 for a check that found something wrong, which was done all the same. */
function exitCode(key: OperationKey, answer: unknown): number {
  const { cli }: Operation = operations[key]
  const fields = answer as Readonly<Record<string, unknown>>
  if (cli?.exits !== undefined) return cli.exits.codes[String(fields[cli.exits.field])] ?? 1
  return fields['passed'] !== false && fields['valid'] !== false ? 0 : 1
}
