/** Answers that are files: `--out` writes them. What is there already stays. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Writes an answer that is a file in base64; the number is the exit code. */
export function writeFileOut(path: string, answer: unknown): number {
  const { base64, bytes } = answer as { readonly base64: string; readonly bytes: number }
  try {
    writeFileSync(path, Buffer.from(base64, 'base64'), { flag: 'wx' })
  } catch (cause) {
    console.error(`The file ${path} cannot be written: ${(cause as Error).message}.`)
    return 1
  }
  console.log(`${path}: ${bytes} bytes`)
  return 0
}

/** Writes octets as they come to a new file; one that breaks off is removed. The number is the exit code. */
export async function writeOctetsOut(path: string, octets: AsyncIterable<Uint8Array>): Promise<number> {
  const file = await open(path, 'wx').catch((cause: Error) => cause)
  if (file instanceof Error) {
    console.error(`The file ${path} cannot be written: ${file.message}.`)
    return 1
  }
  let bytes = 0
  try {
    for await (const piece of octets) {
      await file.writeFile(piece)
      bytes += piece.length
    }
    await file.sync()
  } catch (cause) {
    await rm(path, { force: true })
    console.error(`The centre broke off after ${bytes} bytes, so ${path} was removed: ${(cause as Error).message}.`)
    return 1
  } finally {
    await file.close()
  }
  console.log(`${path}: ${bytes} bytes`)
  return 0
}

/** Names of a folder's files as a centre may give them: at most one folder down, nothing that leads elsewhere. */
const NAME = /^(?:[a-z0-9][a-z0-9-]*\/)?[a-z0-9][a-z0-9._-]*\.(?:json|xml)$/i

/** Writes an answer whose `files` are a folder, and says what to do with it. The folder is new, or empty. */
export function writeFolderOut(folder: string, answer: unknown): number {
  const { files, whole, left, notes } = answer as {
    readonly files: Readonly<Record<string, unknown>>
    readonly whole: boolean
    readonly left: readonly string[]
    readonly notes: readonly string[]
  }
  const odd = Object.keys(files).find((name) => !NAME.test(name))
  if (odd !== undefined) {
    console.error(`The centre names a file that no mission folder has, "${odd}": nothing is written.`)
    return 1
  }
  try {
    mkdirSync(folder, { recursive: true })
    if (readdirSync(folder).length > 0) {
      console.error(`${folder} holds files already: name a new folder, so that none of them is lost.`)
      return 1
    }
    for (const [name, content] of Object.entries(files)) write(join(folder, name), content)
  } catch (cause) {
    console.error(`The folder ${folder} cannot be written: ${(cause as Error).message}.`)
    return 1
  }
  console.log(`${folder}: ${Object.keys(files).length} files`)
  for (const note of notes) console.log(`  ${note}`)
  for (const lack of left) console.log(`  lacks ${lack}`)
  console.log(whole ? `Rehearse it: magpie rehearse ${folder}` : 'It is not whole: a rehearsal needs what it lacks.')
  return whole ? 0 : 1
}

function write(path: string, content: unknown): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`, { flag: 'wx' })
}
