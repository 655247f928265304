/** For tests: folders are gone, once everything that wrote in them has ended. */
import { rm } from 'node:fs/promises'

/** Removes folders; the tries are for a file system that is slow to let go, not for a writer that was not waited for. */
export async function removed(...folders: readonly string[]): Promise<void> {
  for (const folder of folders) await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
}
