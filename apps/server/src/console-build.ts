/** The console is built when its sources are newer than what was built, and only then. */
import { spawn } from 'node:child_process'
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { filesBelow, PROJECT, sha256 } from '@magpie/adapters/digests'
import { lockFolder } from '@magpie/adapters/folder-lock'

const CONSOLE = join(PROJECT, 'apps/console')
export const CONSOLE_DIST = join(CONSOLE, 'dist')
const STAMP = join(CONSOLE_DIST, '.sources')
const KEPT = join(PROJECT, 'node_modules/.cache/magpie-console')

/** Builds the console if it is stale; the folder, or why it could not be built. */
export async function buildConsole(say: (text: string) => void): Promise<{ folder: string | undefined; why: string }> {
  const sources = await stampOf()
  const isBuilt = async () => (await readFile(STAMP, 'utf8').catch(() => '')) === sources
  if (await isBuilt()) return { folder: CONSOLE_DIST, why: '' }
  return alone('dist', async () => {
    if (await isBuilt()) return { folder: CONSOLE_DIST, why: '' }
    say('building the console (once; a later start finds it)')
    const { code, output } = await viteBuild(CONSOLE_DIST)
    const there = await stat(join(CONSOLE_DIST, 'index.html')).catch(() => undefined)
    if (code !== 0 || there === undefined) return { folder: undefined, why: output }
    await writeFile(STAMP, sources)
    return { folder: CONSOLE_DIST, why: '' }
  })
}

/**
 * The console as its sources are now, in a folder of that very state: built once, however many processes of a test run ask
 * for it at a time.
 */
export async function builtConsole(): Promise<string> {
  const name = (await stampOf()).slice(0, 16)
  const folder = join(KEPT, name)
  const isThere = () => stat(join(folder, 'index.html')).then(Boolean, () => false)
  if (!(await isThere()))
    await alone(name, async () => {
      if (!(await isThere())) await buildAside(folder)
    })
  await forgetOld()
  return folder
}

/** Does something that one process at a time does; the others wait. */
async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    const lock = await lockFolder(join(KEPT, `${name}.lock`))
    if (lock.ok) return work().finally(() => lock.value.release())
    await sleep(200)
  }
}

async function buildAside(folder: string): Promise<void> {
  const { code, output } = await viteBuild(`${folder}.building`)
  if (code !== 0) throw new Error(`the console could not be built: ${output}`)
  await rename(`${folder}.building`, folder)
}

/** Builds of a day ago and older are of no use any more. */
async function forgetOld(): Promise<void> {
  for (const name of await readdir(KEPT)) {
    const { mtimeMs } = await stat(join(KEPT, name)).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }))
    if (Date.now() - mtimeMs > 86_400_000) await rm(join(KEPT, name), { recursive: true, force: true })
  }
}

/** What the built console is made of: its own files and those of the packages, by name and content. */
async function stampOf(): Promise<string> {
  const parts: string[] = []
  // Of the adapters the browser has only those that are named for it.
  const sources = [
    { folder: 'apps/console', isSource: (path: string) => !path.startsWith('dist/') },
    { folder: 'packages', isSource: () => true },
    { folder: 'adapters', isSource: (path: string) => path.startsWith('src/browser-') },
  ]
  for (const { folder, isSource } of sources) {
    for (const path of await filesBelow(join(PROJECT, folder))) {
      if (!isSource(path) || /\.test\.tsx?$/.test(path)) continue
      parts.push(`${folder}/${path} ${sha256(await readFile(join(PROJECT, folder, path)))}`)
    }
  }
  return sha256(parts.join('\n'))
}

function viteBuild(folder: string): Promise<{ code: number; output: string }> {
  const vite = join(PROJECT, 'node_modules/vite/bin/vite.js')
  // Within a test runner's environment React would be built for development.
  const { NODE_ENV: _, ...env } = process.env
  return new Promise((done) => {
    const build = [vite, 'build', '--logLevel', 'warn', '--outDir', folder, '--emptyOutDir']
    const child = spawn(process.execPath, build, {
      cwd: CONSOLE,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('error', (cause) => done({ code: 1, output: cause.message }))
    child.on('exit', (code) => done({ code: code ?? 1, output }))
  })
}
