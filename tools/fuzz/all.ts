/** Every parser of octets or text from outside, by what they belong to; each set is loaded when it is asked for. */
import type { Parser } from './parser.ts'

const SETS = {
  frames: async () => (await import('./frames.ts')).frameParsers(),
  packets: async () => (await import('./packets.ts')).packetParsers(),
  dictionaries: async () => (await import('./dictionaries.ts')).dictionaryParsers(),
  relay: async () => (await import('./relay.ts')).relayParsers(),
  archive: async () => (await import('./archive.ts')).archiveParsers(),
  files: async () => (await import('./files.ts')).fileParsers(),
  messages: async () => (await import('./messages.ts')).messageParsers(),
  kernels: async () => (await import('./kernels.ts')).kernelParsers(),
  planted: async () => (await import('./planted.ts')).plantedParsers(),
} as const

/** Names of the sets; `planted` holds parsers with faults. */
export type SetName = keyof typeof SETS

/** The parsers of a set. */
export async function parsersOf(set: SetName): Promise<readonly Parser[]> {
  return SETS[set]()
}

/** All of them with their sets, without those that were planted; names are unique. */
export async function allParsers(): Promise<readonly { readonly set: SetName; readonly parser: Parser }[]> {
  const names = (Object.keys(SETS) as SetName[]).filter((set) => set !== 'planted')
  const sets = await Promise.all(names.map(async (set) => (await parsersOf(set)).map((parser) => ({ set, parser }))))
  return sets.flat()
}
