/** What went wrong, for people at a command line: fields by their flags, each problem once; the same for programs as JSON. */
import type { Failure } from '@magpie/api/failure'
import { inputShown } from '@magpie/api/openapi'
import type { Operation } from '@magpie/api/operation'
import { type OperationKey, operations } from '@magpie/api/operations'
import { wordsOf } from './flags.ts'
import { type Format, printFailure } from './print.ts'

/** Tells it and what to do; the number is the exit code. */
export function tellFailure(key: OperationKey, failed: Failure, format: Format): number {
  if (format === 'json') console.log(JSON.stringify({ error: failed }, null, 2))
  else printFailure(byFlags(key, failed))
  if (format !== 'json' && failed.kind === 'not-signed-in') console.error(howToSignIn())
  return failed.kind === 'bad-request' ? 2 : 1
}

/** Fields that an operation cannot do without and that were not given, as a failure that names them. */
export function lacking(key: OperationKey, input: Readonly<Record<string, unknown>>): Failure | undefined {
  const { properties = {}, required = [] } = inputShown(key)
  const { cli }: Operation = operations[key]
  const missing = required.filter((name) => input[name] === undefined)
  if (missing.length === 0) return undefined
  const problems = missing.map((name) => {
    const about = properties[name]?.['description']
    const message = typeof about === 'string' ? about : 'needed'
    return { file: '', field: `/${name}`, rule: 'missing', message }
  })
  const verb = `magpie ${cli!.words.join(' ')}`
  const message = `${verb} needs ${listed(missing.map((name) => flagOf(key, name)))}. "${verb} --help" says what it takes.`
  return { kind: 'bad-request', message, problems }
}

/** What went wrong here and nobody foresaw: what the system said, or a fault of Magpie's own. */
export function unforeseen(cause: unknown): Failure {
  const { code, path, message, stack } = cause as NodeJS.ErrnoException
  if (process.env['MAGPIE_DEBUG']) console.error(stack)
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) {
    const what = path === undefined ? 'The system' : path
    return { kind: 'data-unreadable', message: `${what}: ${systemSays(code)}.`, file: path ?? '' }
  }
  const sentence = `Magpie came upon a fault of its own: ${message}. MAGPIE_DEBUG=1 shows where; please report it.`
  return { kind: 'internal', message: sentence, reference: '' }
}

function systemSays(code: string): string {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'the disk is full, make room and do it again'
    case 'EACCES':
    case 'EPERM':
      return 'you have no right to do this, name a place of your own'
    case 'EROFS':
      return 'the disk is for reading only, name another place'
    case 'ENOENT':
      return 'it does not exist, check the path'
    case 'EEXIST':
    case 'ENOTDIR':
      return 'a file stands where a folder is needed, name another place'
    case 'EMFILE':
    case 'ENFILE':
      return 'too many files are open, see ulimit -n'
    default:
      return `the system says ${code}`
  }
}

/** Names top-level fields as they are typed, and leaves out problems that the sentence told already. */
function byFlags(key: OperationKey, failed: Failure): Failure {
  if (failed.kind !== 'bad-request') return failed
  const { properties = {} } = inputShown(key)
  const typed = (field: string) => {
    const name = field.slice(1)
    return field.startsWith('/') && name in properties ? flagOf(key, name) : field
  }
  const told = failed.problems.every((p) => failed.message.includes(`${p.field || 'the request'}: ${p.message}`))
  const problems = told
    ? failed.problems.filter(({ file }) => file !== '')
    : failed.problems.map((p) => ({ ...p, field: typed(p.field) }))
  const message = failed.message.replaceAll(/(^|[\s(])(\/\w+)(?=: )/g, (_, before: string, field: string) => {
    return `${before}${typed(field)}`
  })
  return { ...failed, message, problems }
}

/** A field as it is typed: a flag, or in capitals where it stands by position. */
function flagOf(key: OperationKey, name: string): string {
  const { cli }: Operation = operations[key]
  return cli!.positional.includes(name) ? wordsOf(name).toUpperCase() : `--${wordsOf(name)}`
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** What a person without a key, or with one that the centre does not know, does on the command line. */
function howToSignIn(): string {
  const how = 'export MAGPIE_KEY=$(magpie sign-in ADDRESS)'
  return process.env['MAGPIE_KEY'] ? `The key in MAGPIE_KEY is none of this centre: ${how}` : `Here: ${how}`
}
