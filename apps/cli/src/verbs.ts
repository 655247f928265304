/**
 * The CLI made from the contract: every operation with a verb becomes a command whose flags are the fields of its input.
 * `--request FILE.json` gives the fields as a file, flags win over it; `--format json` prints the answer for machines.
 */
import { readFile } from 'node:fs/promises'
import type { Failure } from '@magpie/api/failure'
import type { Operation } from '@magpie/api/operation'
import { type OperationKey, operations } from '@magpie/api/operations'
import { err, ok, type Result } from '@magpie/core/result'
import { type Command, Option } from 'commander'
import * as z from 'zod'

export type Format = 'text' | 'json'
/** Does an operation and prints its outcome; the number is the exit code. */
export type Perform = (
  key: OperationKey,
  input: Record<string, unknown>,
  options: { format: Format; centre: string },
) => Promise<number>

type Field = { type?: string; description?: string; enum?: string[]; default?: unknown }

/** Adds a command for every operation of the contract that has a verb. */
export function addVerbs(program: Command, perform: Perform, exit: (code: number) => void): void {
  for (const key of Object.keys(operations) as OperationKey[]) {
    const o: Operation = operations[key]
    if (o.cli === undefined) continue
    const command = commandAt(program, o.cli.words).description(o.summary)
    const { properties = {} } = z.toJSONSchema(o.input, { io: 'input', unrepresentable: 'any' }) as {
      properties?: Record<string, Field>
    }
    for (const name of o.cli.positional) command.argument(`[${name}]`, properties[name]?.description ?? name)
    for (const [name, field] of Object.entries(properties)) {
      if (!o.cli.positional.includes(name)) command.addOption(flag(name, field))
    }
    command.option('--request <file>', 'take the fields from a JSON file; flags win over it')
    command.addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    if (o.place === 'centre') {
      command.option('--centre <url>', 'the centre to ask', process.env['MAGPIE_CENTRE'] ?? 'http://127.0.0.1:8088')
    }
    command.action(async (...args: unknown[]) => {
      const positional = o.cli!.positional
      const given = args.slice(0, positional.length)
      const { request, format, centre, ...flags } = command.opts<Record<string, unknown>>()
      const file = request === undefined ? ok({}) : await requestFile(String(request))
      if (!file.ok) {
        console.error(file.error.message)
        return exit(2)
      }
      const input = { ...file.value, ...flags } as Record<string, unknown>
      for (const [i, name] of positional.entries()) if (given[i] !== undefined) input[name] = given[i]
      exit(await perform(key, input, { format: format as Format, centre: String(centre ?? '') }))
    })
  }
}

function commandAt(program: Command, words: readonly string[]): Command {
  let at = program
  for (const [i, word] of words.entries()) {
    const there = at.commands.find((c) => c.name() === word)
    if (there !== undefined && i < words.length - 1) at = there
    else at = at.command(word)
  }
  return at
}

function flag(name: string, field: Field): Option {
  const words = name.replaceAll('_', '-')
  if (field.type === 'boolean') return new Option(`--${words}`, field.description ?? name)
  const option = new Option(`--${words} <value>`, field.description ?? name)
  if (field.enum !== undefined) option.choices(field.enum)
  if (field.type === 'number' || field.type === 'integer') option.argParser((text) => Number(text))
  return option
}

async function requestFile(path: string): Promise<Result<Record<string, unknown>, Failure>> {
  const unreadable = (why: string) =>
    err<Failure>({ kind: 'data-unreadable', message: `The request file ${path} ${why}.`, file: path })
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch {
    return unreadable('cannot be read: does it exist?')
  }
  try {
    const json: unknown = JSON.parse(text)
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return unreadable('must hold one JSON object')
    return ok(json as Record<string, unknown>)
  } catch (cause) {
    return unreadable(`is not JSON: ${(cause as Error).message}`)
  }
}
