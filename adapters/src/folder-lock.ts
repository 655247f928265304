/** One Magpie at a time in a data folder: a lock file with the process that holds it; one left by a crash is taken over. */
import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { err, ok, type Result } from '@magpie/core/result'
import { whyUnwritable } from './why-unreadable.ts'

export type FolderInUse = { readonly kind: 'folder-in-use'; readonly folder: string; readonly pid: number }
/** `why` is the rest of a sentence that begins with the folder. */
export type FolderUnwritable = { readonly kind: 'folder-unwritable'; readonly folder: string; readonly why: string }
export type FolderLock = { release(): Promise<void> }

/** Takes the lock of a folder, which is made when it is not there. */
export async function lockFolder(folder: string): Promise<Result<FolderLock, FolderInUse | FolderUnwritable>> {
  const made = await makeFolder(folder)
  if (!made.ok) return made
  const path = join(folder, 'magpie.lock')
  for (let tries = 0; ; tries++) {
    try {
      const file = await open(path, 'wx', 0o644)
      await file.writeFile(`${process.pid} ${await startOf(process.pid)}\n`).finally(() => file.close())
      return ok({ release: () => rm(path, { force: true }) })
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') {
        await rm(path, { force: true }).catch(() => undefined)
        return unwritable(folder, cause)
      }
    }
    const held = await readFile(path, 'utf8').catch(() => '')
    // Whoever made it just now has yet to write who that is.
    if (held === '' && tries < 20) {
      await sleep(50)
      continue
    }
    const [pid, start] = held.trim().split(' ')
    if (await runs(Number(pid), start)) return err({ kind: 'folder-in-use', folder, pid: Number(pid) })
    const left = await rm(path, { force: true }).catch((cause: unknown) => cause)
    if (left !== undefined) return unwritable(folder, left)
  }
}

/** The sentence for a folder that could not be locked, and what to do. */
export function describeNoLock(failure: FolderInUse | FolderUnwritable): string {
  switch (failure.kind) {
    case 'folder-in-use':
      return `${failure.folder} is in use by process ${failure.pid}: one program at a time works in it. Wait until that has ended, or name another folder.`
    case 'folder-unwritable':
      return `${failure.folder} ${failure.why}. Name a folder of your own.`
  }
}

async function makeFolder(folder: string): Promise<Result<undefined, FolderUnwritable>> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o711 })
    return ok(undefined)
  } catch (cause) {
    // What is there already is no folder: one would have been taken as it is.
    const { code } = cause as NodeJS.ErrnoException
    return unwritable(folder, code === 'EEXIST' ? { code: 'ENOTDIR' } : cause)
  }
}

function unwritable(folder: string, cause: unknown): Result<never, FolderUnwritable> {
  return err({ kind: 'folder-unwritable', folder, why: whyUnwritable(cause) })
}

/** Whether that very process still runs: the same number, begun at the same time where the system tells. */
async function runs(pid: number, start: string | undefined): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  return start === undefined || start === (await startOf(pid))
}

/** The start time of a process in clock ticks since boot (proc(5), field 22), `-` where the system does not tell. */
async function startOf(pid: number): Promise<string> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '-'
}
