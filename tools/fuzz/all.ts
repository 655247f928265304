/** Every parser of octets or text from outside, by the file that makes them. */
import { archiveParsers } from './archive.ts'
import { dictionaryParsers } from './dictionaries.ts'
import { fileParsers } from './files.ts'
import { frameParsers } from './frames.ts'
import { kernelParsers } from './kernels.ts'
import { messageParsers } from './messages.ts'
import { packetParsers } from './packets.ts'
import type { Parser } from './parser.ts'
import { relayParsers } from './relay.ts'

/** All of them; names are unique. */
export async function allParsers(): Promise<readonly Parser[]> {
  const sets = [
    ...[frameParsers(), packetParsers(), dictionaryParsers(), relayParsers(), await archiveParsers()],
    ...[fileParsers(), messageParsers(), kernelParsers()],
  ]
  return sets.flat()
}
