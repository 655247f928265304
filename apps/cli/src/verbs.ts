/**
 * The CLI made from the contract: every operation with a verb becomes a command whose flags are the fields of its input.
 * `--request FILE.json` gives the fields as a file, flags win over it; `--format json` prints the answer for machines, and
 * `--format csv` one of its tables for spreadsheets. Where a flag takes a file, `-` is what comes in by standard input.
 */
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { whyUnreadable } from '@magpie/adapters/why-unreadable'
import { tableNames } from '@magpie/api/csv-answer'
import type { Failure } from '@magpie/api/failure'
import { inputShown } from '@magpie/api/openapi'
import type { CliVerb, Operation } from '@magpie/api/operation'
import { type OperationKey, operations } from '@magpie/api/operations'
import { err, ok, type Result } from '@magpie/core/result'
import { type Command, Option } from 'commander'
import * as z from 'zod'
import { readsArchive } from './archive-place.ts'
import { DEFAULT_CENTRE } from './centre-address.ts'
import { numberOf, wordsOf } from './flags.ts'
import { groupOf, HEADINGS } from './groups.ts'
import type { Format } from './print.ts'
import { lacking, tellFailure } from './tell-failure.ts'

/** Does an operation and prints its outcome; the number is the exit code. */
export type Perform = (
  key: OperationKey,
  input: Record<string, unknown>,
  options: {
    format: Format
    centre: string
    mission: string | undefined
    party: string | undefined
    /** An archive to read instead of a centre's. */
    archive: string | undefined
    out: string | undefined
    table: string | undefined
  },
) => Promise<number>

type Field = {
  type?: string
  description?: string
  enum?: string[]
  default?: unknown
  oneOf?: Field[]
  anyOf?: Field[]
  /** Takes the text of a file. */
  file?: boolean
}

/** Adds a command for every operation of the contract that has a verb. */
export function addVerbs(program: Command, perform: Perform, exit: (code: number) => void): void {
  for (const key of Object.keys(operations) as OperationKey[]) {
    const o: Operation = operations[key]
    if (o.cli === undefined) continue
    const command = commandAt(program, o.cli.words).description(o.summary)
    const { properties = {}, required = [] } = inputShown(key) as {
      properties?: Record<string, Field>
      required?: string[]
    }
    const about = (name: string) => aboutField(name, properties[name] ?? {}, required.includes(name))
    for (const name of o.cli.positional) command.argument(`[${name}]`, about(name))
    for (const [name, field] of Object.entries(properties)) {
      if (!o.cli.positional.includes(name)) command.addOption(flag(name, field, about(name)))
    }
    command.showHelpAfterError(`("magpie ${o.cli.words.join(' ')} --help" says what it takes)`)
    command.option('--request <file>', 'take the fields from a JSON file; flags win over it')
    addPrinting(command, key)
    addPlace(command, o)
    if (readsArchive(key))
      command.option('--archive <folder>', 'read this archive of magpie receive instead of a centre')
    command.action(async (...args: unknown[]) => {
      const options = optionsOf(o, command.opts())
      const input = await inputOf(o.cli!, args, command.opts(), properties)
      if (!input.ok) {
        tellFailure(key, input.error, options.format)
        return exit(2)
      }
      const lack = lacking(key, input.value)
      exit(lack === undefined ? await perform(key, input.value, options) : tellFailure(key, lack, options.format))
    })
  }
}

/** Sorts the verbs in the help under headings, in the order of `groups.ts`. */
export function sortVerbs(program: Command): void {
  const order = Object.values(HEADINGS).flatMap((words) => Object.keys(words))
  const place = (command: Command) => (order.indexOf(command.name()) + order.length + 1) % (order.length + 1)
  const commands = program.commands as Command[] // the order of the help's headings is that of the commands
  commands.sort((a, b) => place(a) - place(b))
  for (const command of commands) command.helpGroup(groupOf(command.name()).heading)
}

/** How the answer is shown: for people, for machines, for spreadsheets, or as the file that it is. */
function addPrinting(command: Command, key: OperationKey): void {
  const tables = tableNames(key)
  const formats = tables.length > 0 ? ['text', 'json', 'csv'] : ['text', 'json']
  command.addOption(new Option('--format <format>', 'how to print').choices(formats).default('text'))
  command.option('--json', 'the same as --format json')
  if (tables.length > 1) command.addOption(new Option('--table <name>', 'which table, as CSV').choices(tables))
  const o: Operation = operations[key]
  if (isFile(o) || o.cli?.writes === 'file') command.requiredOption('--out <file>', 'the file to write')
  if (o.cli?.writes === 'folder') command.option('--out <folder>', 'write it as a new folder')
}

/** How to do it and where, apart from what is asked. */
function optionsOf(o: Operation, flags: Readonly<Record<string, unknown>>): Parameters<Perform>[2] {
  const { format, json, centre, mission, actingFor, archive, out, table } = flags
  const given = (value: unknown) => (value === undefined ? undefined : String(value))
  return {
    format: json === true ? 'json' : (format as Format),
    centre: given(centre) ?? '',
    mission: given(mission),
    party: given(actingFor),
    archive: given(archive),
    out: isFile(o) || o.cli?.writes !== undefined ? given(out) : undefined,
    table: given(table),
  }
}

/** The fields of a request: from its file, then from flags, then by position. */
async function inputOf(
  { positional }: CliVerb,
  args: readonly unknown[],
  flags: Readonly<Record<string, unknown>>,
  properties: Readonly<Record<string, Field>>,
): Promise<Result<Record<string, unknown>, Failure>> {
  const { request } = flags
  const file = request === undefined ? ok({}) : await jsonFile(String(request), isObject, 'one JSON object')
  if (!file.ok) return file
  const fields = await fieldsOf(flags, properties)
  if (!fields.ok) return fields
  const input: Record<string, unknown> = { ...(file.value as object), ...fields.value }
  for (const [i, name] of positional.entries()) if (args[i] !== undefined) input[name] = args[i]
  return ok(input)
}

/** Where an operation is done: what runs in both places asks a centre where one is named. */
function addPlace(command: Command, { place }: Operation): void {
  if (place !== 'here') {
    const party = process.env['MAGPIE_PARTY']
    command.option(
      '--acting-for <party>',
      'the party to act for, where you act for several (your key: MAGPIE_KEY)',
      party,
    )
  }
  if (place === 'centre') {
    command.option('--centre <url>', 'the centre to ask', process.env['MAGPIE_CENTRE'] ?? DEFAULT_CENTRE)
  }
  if (place === 'both') {
    command.option('--centre <url>', 'ask this centre instead of the files here')
    command.option('--mission <folder>', "the mission folder to ask; the shipped Chang'e-8 where absent")
  }
}

function commandAt(program: Command, words: readonly string[]): Command {
  let at = program
  for (const [i, word] of words.entries()) {
    const there = at.commands.find((c) => c.name() === word)
    if (there !== undefined && i < words.length - 1) at = there
    else at = i < words.length - 1 ? at.command(word).description(groupOf(word).about) : at.command(word)
  }
  return at
}

/** The flags that were given, by the names of the fields; lists and records are read from the files they name. */
async function fieldsOf(
  flags: Readonly<Record<string, unknown>>,
  properties: Readonly<Record<string, Field>>,
): Promise<Result<Record<string, unknown>, Failure>> {
  const fields: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(properties)) {
    const given = flags[wordsOf(name).replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase())]
    if (given === undefined) continue
    if (takesText(name, field)) {
      const text = await textOf(String(given))
      if (!text.ok) return text
      fields[name] = text.value
    } else if (!takesFile(field)) fields[name] = given
    else {
      const read = await jsonFile(String(given), () => true, 'JSON')
      if (!read.ok) return read
      fields[name] = read.value
    }
  }
  return ok(fields)
}

/** Whether a field takes the text of a file, as all that is called `csv`. */
function takesText(name: string, { file, type }: Field): boolean {
  return type === 'string' && (file === true || name === 'csv')
}

function takesFile({ type, oneOf, anyOf }: Field): boolean {
  const shapes = oneOf ?? anyOf ?? []
  return type === 'array' || type === 'object' || (shapes.length > 0 && shapes.every((s) => s.type === 'object'))
}

/** Whether the answer is a file in base64. */
function isFile({ output }: Operation): boolean {
  return output instanceof z.ZodObject && 'base64' in output.shape
}

/** What the help says of a field: what it is, whether it is needed, what holds without it. */
function aboutField(name: string, { description, default: otherwise }: Field, needed: boolean): string {
  const isPlain = ['string', 'number'].includes(typeof otherwise) && otherwise !== ''
  const ends = [needed ? ' (needed)' : '', isPlain ? ` (default: ${String(otherwise)})` : '']
  return `${description ?? name.replaceAll('_', ' ')}${ends.join('')}`
}

function flag(name: string, field: Field, about: string): Option {
  const words = wordsOf(name)
  if (takesText(name, field)) return new Option(`--${words} <file>`, `a file, or - : ${about}`)
  if (takesFile(field)) return new Option(`--${words} <file>`, `a JSON file, or - : ${about}`)
  if (field.type === 'boolean') return new Option(`--${words}`, about)
  const option = new Option(`--${words} <value>`, about)
  if (field.enum !== undefined) option.choices(field.enum)
  if (field.type === 'number' || field.type === 'integer') option.argParser(numberOf)
  return option
}

function isObject(json: unknown): boolean {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

async function jsonFile(
  path: string,
  fits: (json: unknown) => boolean,
  what: string,
): Promise<Result<unknown, Failure>> {
  const text = await textOf(path)
  if (!text.ok) return text
  try {
    const json: unknown = JSON.parse(text.value)
    return fits(json) ? ok(json) : unreadable(path, `must hold ${what}`)
  } catch (cause) {
    return unreadable(path, `is not JSON: ${(cause as Error).message}`)
  }
}

/** The text of a file in UTF-8; of standard input where the path is `-`. */
async function textOf(path: string): Promise<Result<string, Failure>> {
  try {
    const bytes = path === '-' ? readFileSync(0) : await readFile(path)
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    return unreadable(path, cause instanceof TypeError ? 'is not UTF-8: save it as UTF-8' : whyUnreadable(cause))
  }
}

function unreadable(path: string, why: string): Result<never, Failure> {
  const what = path === '-' ? 'standard input' : `file ${path}`
  return err({ kind: 'data-unreadable', message: `The ${what} ${why}.`, file: path })
}
