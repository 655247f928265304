import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type OperationKey, operations } from '@magpie/api/operations'
import { Command, CommanderError } from 'commander'
import { describe, expect, it } from 'vitest'
import { addVerbs } from '../apps/cli/src/verbs.ts'
import { directionsTable, errorsPage, withPart } from './generated-documents.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const text = (path: string) => readFileSync(join(root, path), 'utf8')
const there = (path: string) => existsSync(join(root, path))

const LEFT_OUT = new Set(['node_modules', 'dist', 'coverage'])
/** Files of the project below a folder, as paths from its root; outputs, dependencies and hidden files left out. */
function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`
    if (entry.name.startsWith('.') || LEFT_OUT.has(entry.name)) return []
    return entry.isDirectory() ? filesBelow(path) : [path]
  })
}

const FOLDERS = ['adapters', 'apps', 'data', 'docs', 'examples', 'bench', 'golden', 'missions', 'packages', 'tools']
const files = [
  ...readdirSync(root, { withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : [])),
  ...FOLDERS.filter(there).flatMap(filesBelow),
]
const documents = files.filter((path) => path.endsWith('.md'))

/** The anchor that a heading gets. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-')

describe('links in documents', () => {
  it.each(documents)('%s', (document) => {
    const prose = text(document).replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '')
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((m) => m[1]!).filter((link) => !/^[a-z]+:/.test(link))
    const broken = links.filter((link) => {
      const [path, anchor] = link.split('#') as [string, string?]
      const target = path === '' ? join(root, document) : resolve(join(root, dirname(document)), path)
      if (!existsSync(target)) return true
      if (anchor === undefined) return false
      const headings = [...readFileSync(target, 'utf8').matchAll(/^#+ (.+)$/gm)].map((m) => anchorOf(m[1]!))
      return !headings.includes(anchor)
    })
    expect(broken).toEqual([])
  })
})

/** Lines of shell in fences, and commands named in the prose; comments and `&&` taken apart. */
function commandsOf(document: string): string[] {
  const all = text(document)
  const fenced = [...all.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap((m) => m[1]!.split('\n'))
  const named = [...all.matchAll(/`((?:npm|npx|magpie) [^`\n]+)`/g)].map((m) => m[1]!)
  return [...fenced, ...named]
    .flatMap((line) => line.replace(/\s+#.*$/, '').split(' && '))
    .filter((line) => line !== '')
}

/** Folders that a tutorial lets its reader make. */
const OF_THE_READER = /^my-/

/** What is wrong with a command that a document names; empty where it would run. */
async function faultOf(command: string): Promise<string> {
  const [program, ...rest] = command.split(/\s+/) as [string, ...string[]]
  if (program === 'magpie') return verbFault(rest)
  if (program === 'npm') return rest[0] === 'run' && rest[1] === 'magpie' ? magpieFault(rest.slice(3)) : npmFault(rest)
  if (program === 'cp') return rest.filter((arg) => !/^-|^my-/.test(arg) && !there(arg)).join(', ')
  const [bin, ...args] = program === 'npx' ? (rest as [string, ...string[]]) : [program, ...rest]
  const isBin = program === 'npx' ? there(`node_modules/.bin/${bin}`) : there(bin)
  if (!isBin) return `${bin} is not there`
  return args.filter((arg) => arg.includes('/') && !there(arg)).join(', ')
}

function npmFault([verb, script]: readonly string[]): string {
  if (verb === 'ci') return ''
  const name = verb === 'run' ? script : verb
  const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> }
  return name !== undefined && name in scripts ? '' : `there is no script ${name}`
}

/** A command line of magpie is read by the command line itself, and its input by the operation's schema. */
async function magpieFault(args: readonly string[]): Promise<string> {
  let fault = 'no verb was reached'
  const program = new Command('magpie').exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} })
  const perform = async (key: OperationKey, input: Record<string, unknown>) => {
    const read = operations[key].input.safeParse(input)
    fault = read.success ? '' : read.error.message
    const folder = (input as { folder?: string }).folder
    if (folder !== undefined && !OF_THE_READER.test(folder) && !there(folder)) fault = `${folder} is not there`
    return 0
  }
  addVerbs(program, perform, () => {})
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (cause) {
    if (!(cause instanceof CommanderError)) throw cause
    return cause.code === 'commander.helpDisplayed' ? '' : cause.message
  }
  return fault
}

/** In prose, arguments are left out or in capitals: the words of the verb must be there. */
function verbFault(words: readonly string[]): string {
  const verbs = Object.values(operations).flatMap((o) => ('cli' in o ? [o.cli.words.join(' ')] : []))
  const given = words.join(' ')
  const known = ['serve', 'sign-in', 'VERB', ...verbs].some((verb) => given === verb || given.startsWith(`${verb} `))
  return known || given.startsWith('--') ? '' : `there is no verb ${given}`
}

describe('commands that documents name', () => {
  const commands = documents.flatMap((document) => commandsOf(document).map((command) => [document, command] as const))

  it('are there to be checked', () => expect(commands.length).toBeGreaterThan(15))

  it.each(commands)('%s: %s', async (_, command) => {
    expect(await faultOf(command)).toBe('')
  })

  it.each([
    ['npm run chekc', 'there is no script chekc'],
    ['npx node tools/absent.ts', 'tools/absent.ts'],
    ['magpie launch', 'there is no verb launch'],
    ['npm run magpie -- verify golden/absent', 'golden/absent is not there'],
    ['npm run magpie -- verify golden/flight --quick', "error: unknown option '--quick'"],
    ['npm run magpie -- rehearsal pace --rate -1', 'Too small'],
  ])('are found wrong: %s', async (command, fault) => {
    expect(await faultOf(command)).toContain(fault)
  })
})

describe('documents made from the code', () => {
  const advice = 'run "npx node tools/write-documents.ts"'

  it('docs/errors.md has every kind of failure', () => expect(text('docs/errors.md'), advice).toBe(errorsPage()))

  it('docs/architecture.md has the directions that are checked', () => {
    const page = text('docs/architecture.md')
    expect(page, advice).toBe(withPart(page, 'directions', directionsTable()))
  })

  it('the exit codes are those of docs/errors.md', () => {
    const exit = (...args: string[]) =>
      spawnSync(process.execPath, ['apps/cli/bin/magpie.mjs', ...args, '--format', 'json'], {
        cwd: root,
        encoding: 'utf8',
      })
    const asked = [exit('verify'), exit('verify', 'golden/absent')]
    expect(asked.map((run) => run.status)).toEqual([2, 1])
    expect(asked.map((run) => JSON.parse(run.stdout).error.kind)).toEqual(['bad-request', 'folder-unreadable'])
  })
})

describe('the glossary', () => {
  const rows = [...text('docs/glossary.md').matchAll(/^\| (.+?) \| (.*?) ?\| (.+) \|$/gm)].slice(1)
  const terms = rows.map((row) => row[1]!)

  it('is sorted, each term once', () => {
    expect(rows.length).toBeGreaterThan(50)
    expect(terms).toEqual([...new Set(terms)].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)))
  })

  it('has the Chinese words of the console', () => {
    const console = filesBelow('apps/console/src')
      .filter((path) => path.endsWith('/zh.ts'))
      .map(text)
      .join('')
    expect(rows.map((row) => row[2]!).filter((chinese) => !console.includes(chinese))).toEqual([])
  })
})

describe('origins', () => {
  const golden = filesBelow('golden').filter((path) => path !== 'golden/README.md')
  const readme = text('golden/README.md')

  it.each(golden)('%s says where it is from', (path) => {
    const [, folder, ...rest] = path.split('/') as [string, string, ...string[]]
    expect(readme).toContain(`| \`${folder}\` |`)
    if (readme.includes(`\`${rest.join('/')}\``)) return
    const { source } = JSON.parse(text(path)) as { source?: unknown }
    expect(source, 'a JSON file begins with its source; others are named in golden/README.md').toBeTruthy()
  })
})

describe('decisions', () => {
  const records = readdirSync(join(root, 'docs/decisions')).filter((name) => /^\d{4}-/.test(name))

  it('are numbered without gaps, and listed', () => {
    expect(records.map((name) => Number(name.slice(0, 4)))).toEqual(records.map((_, i) => i + 1))
    for (const name of records) {
      const title = /^# \d{4}: (.+)$/m.exec(text(`docs/decisions/${name}`))?.[1]
      expect(text('docs/decisions/README.md')).toContain(`| [${name.slice(0, 4)}](${name}) | ${title} |`)
    }
  })
})

describe('nothing is tied to one machine', () => {
  it('the lock file names no host to fetch from', () => {
    const { packages } = JSON.parse(text('package-lock.json')) as { packages: Record<string, { resolved?: string }> }
    const resolved = Object.values(packages).flatMap((p) => (p.resolved === undefined ? [] : [p.resolved]))
    expect(resolved.filter((from) => /^(git|https?|file):/.test(from) || from.startsWith('/'))).toEqual([])
  })

  it('no file names a folder of somebody’s machine', () => {
    const machine = /(?<![\w./-])\/(?:home|Users|work|mnt|tmp)\/[\w.-]+/
    const isText = (path: string) => /\.(md|ts|tsx|mjs|js|json|py|css|html|xml|sh)$/.test(path)
    expect(files.filter((path) => isText(path) && machine.test(text(path)))).toEqual([])
  })
})
