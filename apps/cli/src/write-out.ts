/** Answers that are files: `--out` writes them. What is there already stays. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeNew } from '@magpie/adapters/whole-file'
import { whyUnwritable } from '@magpie/adapters/why-unreadable'

/** Writes an answer that is a file in base64; the number is the exit code. */
export function writeFileOut(path: string, answer: unknown): Promise<number> {
  const { base64 } = answer as { readonly base64: string }
  return writeOctetsOut(path, pieces(Buffer.from(base64, 'base64')))
}

/** Writes octets as they come to a new file: whole, or not at all. The number is the exit code. */
export async function writeOctetsOut(path: string, octets: AsyncIterable<Uint8Array>): Promise<number> {
  const seen: Seen = { bytes: 0 }
  try {
    await writeNew(path, counted(octets, seen))
  } catch (cause) {
    if (seen.brokeOff === undefined) console.error(`The file ${path} ${whyUnwritable(cause)}.`)
    else console.error(`The centre broke off after ${seen.bytes} bytes, so ${path} was not written: ${seen.brokeOff}.`)
    return 1
  }
  console.log(`${path}: ${seen.bytes} bytes`)
  return 0
}

type Seen = { bytes: number; brokeOff?: string }

/** What came so far, and that it broke off where it came from, not where it goes. */
async function* counted(octets: AsyncIterable<Uint8Array>, seen: Seen): AsyncGenerator<Uint8Array> {
  const from = octets[Symbol.asyncIterator]()
  for (;;) {
    const next = await from.next().catch((cause: Error) => {
      seen.brokeOff = cause.message
      throw cause
    })
    if (next.done === true) return
    seen.bytes += next.value.length
    yield next.value
  }
}

async function* pieces(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  yield octets
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
    console.error(`The folder ${folder} ${whyFolder(cause)}.`)
    return 1
  }
  console.log(`${folder}: ${Object.keys(files).length} files`)
  for (const note of notes) console.log(`  ${note}`)
  for (const lack of left) console.log(`  lacks ${lack}`)
  console.log(whole ? `Rehearse it: magpie rehearse ${folder}` : 'It is not whole: a rehearsal needs what it lacks.')
  return whole ? 0 : 1
}

/** What stands in a folder's way is no folder. */
function whyFolder(cause: unknown): string {
  return whyUnwritable((cause as NodeJS.ErrnoException).code === 'EEXIST' ? { code: 'ENOTDIR' } : cause)
}

function write(path: string, content: unknown): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`, { flag: 'wx' })
}
