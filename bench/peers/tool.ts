/** Tools of other languages: whether they are there, and what they say when they fail. */
import { execFile } from 'node:child_process'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { err, ok, type Result } from '../../packages/core/src/result.ts'
import type { Launch } from './protocol.ts'

/** Why a peer is left out. */
export type Skipped = { readonly kind: 'skipped'; readonly reason: string }

/**
 * A peer's part in a row: for how many epochs (fewer where one takes long; none for a search), and within what its values
 * must agree with ours, in the unit of the row (km, rad, s), or it did other work.
 */
export type Part = { readonly epochs: number; readonly within: number }

/** A peer: a program in another language, built or installed in a folder of its own. */
export type Peer = {
  readonly name: string
  /** Rows it does. */
  readonly rows: Readonly<Record<string, Part>>
  /** What it does otherwise than the others, said below the table. */
  readonly remark?: string
  readonly prepare: (cache: string, work: string) => Promise<Result<Launch, Skipped>>
}

const INSTALL_LIMIT_MS = 600_000

/** Folder of builds and installed peers: MAGPIE_PEERS_CACHE, or below XDG_CACHE_HOME, or the system's temporary one. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  return env['MAGPIE_PEERS_CACHE'] ?? join(env['XDG_CACHE_HOME'] ?? tmpdir(), 'magpie-peers')
}

/** Runs a tool; its output, or why it could not be had. */
export function runTool(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Result<string, Skipped>> {
  const settings = {
    ...options,
    env: { ...process.env, ...options.env },
    timeout: INSTALL_LIMIT_MS,
    maxBuffer: 1 << 26,
  }
  return new Promise((resolve) => {
    execFile(command, args, settings, (failure, stdout, stderr) => {
      if (failure === null) return resolve(ok(stdout))
      if (failure.code === 'ENOENT') return resolve(err({ kind: 'skipped', reason: `no ${command}` }))
      const said = complaintIn(stderr + stdout) ?? `exit code ${failure.code}`
      resolve(err({ kind: 'skipped', reason: `${[basename(command), ...args.slice(0, 2)].join(' ')}: ${said}` }))
    })
  })
}

/** Colours of a terminal. */
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')

/** The first line that begins as an error, or the last one. */
function complaintIn(text: string): string | undefined {
  const lines = text
    .replaceAll(COLOURS, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
  return (lines.find((line) => /^\W*error/i.test(line)) ?? lines.at(-1))?.trim().slice(0, 200)
}
