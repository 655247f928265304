/** Why a file could not be read, as the rest of a sentence that begins with its path. */
import { open } from 'node:fs/promises'

/** Why a file that is read piece by piece cannot be: nothing where it can. */
export async function whyNoFile(path: string): Promise<string | undefined> {
  const file = await open(path, 'r').catch((cause: unknown) => whyUnreadable(cause))
  if (typeof file === 'string') return file
  try {
    return (await file.stat()).isDirectory() ? whyUnreadable({ code: 'EISDIR' }) : undefined
  } finally {
    await file.close()
  }
}

/** By what the system said: a folder, no right, too large, not there. */
export function whyUnreadable(cause: unknown): string {
  switch ((cause as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'cannot be read: it does not exist'
    case 'EISDIR':
      return 'cannot be read: it is a folder, where a file is needed'
    case 'EACCES':
    case 'EPERM':
      return 'cannot be read: you have no right to read it'
    case 'ERR_FS_FILE_TOO_LARGE':
      return 'cannot be read: it has 2 GiB or more, and is read whole'
    default:
      return `cannot be read: ${(cause as Error).message}`
  }
}
