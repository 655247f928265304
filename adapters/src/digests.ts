/** Digests of what a rehearsal is made from: the code, the shipped data, the mission's files. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** SHA-256, lower-case hex, of bytes or of text in UTF-8. */
export function sha256(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex')
}

/** The checkout this file stands in. */
export const PROJECT = fileURLToPath(new URL('../../', import.meta.url))
/** The data sets that ship with Magpie. */
export const DATA = join(PROJECT, 'data')

/** The version of the code that makes artefacts: a digest of the sources of all packages, tests apart. */
export async function codeVersion(): Promise<string> {
  const sources = (await filesBelow(join(PROJECT, 'packages'))).filter(
    (path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !path.includes('/testing/'),
  )
  return digestOf(join(PROJECT, 'packages'), sources)
}

/** The digest of a folder's files: their names and contents. */
export async function folderDigest(folder: string): Promise<string> {
  return digestOf(folder, await filesBelow(folder))
}

/** Every file below a folder, as paths relative to it with `/`, sorted; dependencies and hidden files left out. */
export async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = []
  const walk = async (path: string) => {
    for (const entry of await readdir(join(folder, path), { withFileTypes: true })) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
      const below = path === '' ? entry.name : `${path}/${entry.name}`
      if (entry.isDirectory()) await walk(below)
      else found.push(below)
    }
  }
  await walk('')
  return found.sort()
}

async function digestOf(folder: string, paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) {
    hash.update(`${path}\0`)
    hash.update(
      createHash('sha256')
        .update(await readFile(join(folder, path)))
        .digest(),
    )
  }
  return hash.digest('hex')
}
