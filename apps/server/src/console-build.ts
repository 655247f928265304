/** The console is built when its sources are newer than what was built, and only then. */
import { spawn } from 'node:child_process'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { filesBelow, PROJECT, sha256 } from '@magpie/adapters/digests'

const CONSOLE = join(PROJECT, 'apps/console')
export const CONSOLE_DIST = join(CONSOLE, 'dist')
const STAMP = join(CONSOLE_DIST, '.sources')

/** Builds the console if it is stale; the folder, or why it could not be built. */
export async function buildConsole(say: (text: string) => void): Promise<{ folder: string | undefined; why: string }> {
  const sources = await stampOf()
  const built = await readFile(STAMP, 'utf8').catch(() => '')
  if (built === sources) return { folder: CONSOLE_DIST, why: '' }
  say('building the console (once; a later start finds it)')
  const { code, output } = await viteBuild()
  const there = await stat(join(CONSOLE_DIST, 'index.html')).catch(() => undefined)
  if (code !== 0 || there === undefined) return { folder: undefined, why: output }
  await writeFile(STAMP, sources)
  return { folder: CONSOLE_DIST, why: '' }
}

/** What the built console is made of: its own files and those of the packages it may use, by name, size and time. */
async function stampOf(): Promise<string> {
  const folders = [
    'apps/console',
    'packages/api',
    'packages/core',
    'packages/ledger',
    'packages/astro',
    'packages/rehearsal',
    'adapters',
  ]
  const parts: string[] = []
  for (const folder of folders) {
    for (const path of await filesBelow(join(PROJECT, folder))) {
      if (path.startsWith('dist/') || path.endsWith('.test.ts') || path.endsWith('.test.tsx')) continue
      // Of the adapters the browser has only those that are named for it.
      if (folder === 'adapters' && !path.startsWith('src/browser-')) continue
      parts.push(`${folder}/${path} ${sha256(await readFile(join(PROJECT, folder, path)))}`)
    }
  }
  return sha256(parts.join('\n'))
}

function viteBuild(): Promise<{ code: number; output: string }> {
  const vite = join(PROJECT, 'node_modules/vite/bin/vite.js')
  return new Promise((done) => {
    const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
      cwd: CONSOLE,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.on('error', (cause) => done({ code: 1, output: cause.message }))
    child.on('exit', (code) => done({ code: code ?? 1, output }))
  })
}
