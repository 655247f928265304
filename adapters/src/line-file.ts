/** A file of lines that only grows. A last line that a crash left unfinished is found when the file is opened. */
import type { FileHandle } from 'node:fs/promises'
import { appendDurably, cutTornEnd, grouped, openForAppend, type TornEnd } from './durable-append.ts'

export type LineFile = {
  /** Lines that were there when the file was opened, without their ends. */
  readonly lines: readonly string[]
  /** What a crash had left of a last line, where it had. */
  readonly torn: TornEnd | undefined
  /** Appends lines, none of which holds a line end; resolved means durable. */
  append(lines: readonly string[]): Promise<void>
  /** Reads all lines again. */
  read(): Promise<string[]>
  close(): Promise<void>
}

const LINE_END = 0x0a

/**
 * Opens or makes a line file. A last line without its end is kept where `complete` says that nothing of it is missing;
 * otherwise it is moved aside.
 */
export async function openLineFile(path: string, complete: (line: string) => boolean): Promise<LineFile> {
  const file = await openForAppend(path)
  try {
    const octets = await readAll(file)
    let size = octets.lastIndexOf(LINE_END) + 1
    let torn: TornEnd | undefined
    if (size < octets.length) {
      const rest = octets.subarray(size)
      if (complete(rest.toString('utf8'))) size = await appendDurably(file, octets.length, Buffer.of(LINE_END))
      else torn = await cutTornEnd(file, path, size, rest)
    }
    return lineFile(file, size, linesOf(await readAll(file)), torn)
  } catch (error) {
    await file.close()
    throw error
  }
}

function lineFile(file: FileHandle, start: number, lines: readonly string[], torn: TornEnd | undefined): LineFile {
  let size = start
  const append = grouped<readonly string[]>(async (groups) => {
    const text = groups.flat().map((line) => `${line}\n`)
    size = await appendDurably(file, size, Buffer.from(text.join(''), 'utf8'))
  })
  return {
    lines,
    torn,
    append: async (added) => {
      if (added.some((line) => line.includes('\n'))) throw new Error('a line holds a line end')
      if (added.length > 0) await append(added)
    },
    read: async () => linesOf(await readAll(file)),
    close: () => file.close(),
  }
}

async function readAll(file: FileHandle): Promise<Buffer> {
  const octets = Buffer.alloc((await file.stat()).size)
  let at = 0
  while (at < octets.length) {
    const { bytesRead } = await file.read(octets, at, octets.length - at, at)
    if (bytesRead === 0) break
    at += bytesRead
  }
  return octets.subarray(0, at)
}

function linesOf(octets: Buffer): string[] {
  const lines = octets.toString('utf8').split('\n')
  lines.pop() // nothing follows the last line's end
  return lines
}
