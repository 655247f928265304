/** Files that are whole where they are there at all: written beside, synced, and only then given their name. */
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Writes a file in the place of the one before; it and its name are durable when resolved. */
export async function writeWhole(path: string, content: string | Uint8Array, mode = 0o666): Promise<void> {
  const beside = `${path}.${process.pid}.writing`
  const file = await open(beside, 'w', mode)
  try {
    await file.writeFile(content)
    await file.sync()
    await file.close()
    await rename(beside, path)
  } catch (cause) {
    await file.close().catch(() => undefined)
    // Half a file is of no use, and takes space that may be what is lacking.
    await rm(beside, { force: true })
    throw cause
  }
  await syncFolder(dirname(path))
}

/** Makes the names in a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}
