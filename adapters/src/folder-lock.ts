/** One Magpie at a time in a data folder: a lock file with the process that holds it; one left by a crash is taken over. */
import { mkdir, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { err, ok, type Result } from '@magpie/core/result'

export type FolderInUse = { readonly kind: 'folder-in-use'; readonly folder: string; readonly pid: number }
export type FolderLock = { release(): Promise<void> }

/** Takes the lock of a folder, which is made when it is not there. */
export async function lockFolder(folder: string): Promise<Result<FolderLock, FolderInUse>> {
  await mkdir(folder, { recursive: true, mode: 0o711 })
  const path = join(folder, 'magpie.lock')
  for (let tries = 0; ; tries++) {
    try {
      const file = await open(path, 'wx', 0o644)
      await file.writeFile(`${process.pid} ${await startOf(process.pid)}\n`)
      await file.close()
      return ok({ release: () => rm(path, { force: true }) })
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause
    }
    const held = await readFile(path, 'utf8').catch(() => '')
    // Whoever made it just now has yet to write who that is.
    if (held === '' && tries < 20) {
      await sleep(50)
      continue
    }
    const [pid, start] = held.trim().split(' ')
    if (await runs(Number(pid), start)) return err({ kind: 'folder-in-use', folder, pid: Number(pid) })
    await rm(path, { force: true })
  }
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
