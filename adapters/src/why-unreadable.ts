/** Why a file could not be read or written, as the rest of a sentence that begins with its path. */
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

/** Why a file or folder could not be written, by what the system said: what stands there already, no right, no space. */
export function whyUnwritable(cause: unknown): string {
  switch ((cause as NodeJS.ErrnoException).code) {
    case 'EEXIST':
      return 'is there already: name another'
    case 'EACCES':
    case 'EPERM':
      return 'cannot be written: you have no right to write there'
    case 'EROFS':
      return 'cannot be written: the disk is for reading only'
    case 'ENOSPC':
    case 'EDQUOT':
      return 'cannot be written: the disk is full'
    case 'EISDIR':
      return 'cannot be written: it is a folder, where a file is needed'
    case 'ENOENT':
      return 'cannot be written: the folder it should stand in does not exist'
    case 'ENOTDIR':
      return 'cannot be written: a file stands where a folder is needed'
    default:
      return `cannot be written: ${(cause as Error).message}`
  }
}
