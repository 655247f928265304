/** Files of checksums as `sha256sum` writes and checks them: 64 hexadecimal digits, two spaces, the name of a file beside. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from './digests.ts'

/** A file that is not what its checksum says, and what is wrong with it. */
export type Altered = { readonly file: string; readonly why: string }

/** The line of one file. */
export function checksumLine(digest: string, file: string): string {
  return `${digest}  ${file}\n`
}

/** The names that a file of checksums speaks of. */
export function namesIn(checksums: string): string[] {
  return checksums.split('\n').flatMap((line) => LINE.exec(line)?.groups?.['file'] ?? [])
}

/** Those of the named files of `folder` that are altered, missing or unreadable, and lines that are none. */
export async function alteredFiles(folder: string, checksums: string): Promise<Altered[]> {
  const altered: Altered[] = []
  for (const [index, line] of checksums.split('\n').entries()) {
    if (line === '') continue
    const { digest, file } = LINE.exec(line)?.groups ?? {}
    if (digest === undefined || file === undefined) {
      altered.push({ file: '', why: `has a line that is no checksum, line ${index + 1} of its checksums` })
      continue
    }
    const bytes = await readFile(join(folder, file)).catch((cause: NodeJS.ErrnoException) => cause)
    if (bytes instanceof Error) altered.push({ file, why: bytes.code === 'ENOENT' ? 'is missing' : 'cannot be read' })
    else if (sha256(bytes) !== digest) altered.push({ file, why: 'was altered since it was written' })
  }
  return altered
}

/** Names are of the same folder: nothing here leads out of it. */
const LINE = /^(?<digest>[0-9a-f]{64}) {2}(?<file>[A-Za-z0-9][A-Za-z0-9._-]*)$/
