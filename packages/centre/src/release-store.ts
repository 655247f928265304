/** Where files of releases are kept, as a port: under their SHA-256, so that a file never changes and is kept once. */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'

export type ReleaseStore = {
  /** Keeps what comes; durable when resolved. */
  keep(
    octets: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<{ readonly sha256: string; readonly bytes: number }>
  /** The octets; undefined where there is no such file. */
  read(sha256: string): Promise<AsyncIterable<Uint8Array> | undefined>
}

/** A store in memory, for tests and trials. */
export function memoryReleaseStore(): ReleaseStore {
  const files = new Map<string, Uint8Array>()
  return {
    async keep(octets) {
      const pieces: Uint8Array[] = []
      for await (const piece of octets) pieces.push(piece.slice())
      const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
      let at = 0
      for (const piece of pieces) {
        whole.set(piece, at)
        at += piece.length
      }
      const hash = bytesToHex(sha256(whole))
      files.set(hash, whole)
      return { sha256: hash, bytes: whole.length }
    },
    async read(hash) {
      const file = files.get(hash)
      if (file === undefined) return undefined
      return (async function* () {
        yield file
      })()
    },
  }
}
