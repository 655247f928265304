/**
 * What is left of a request that is refused for its size. A client that still sends when the connection closes loses the
 * answer with it (RFC 9112, section 9.6), and is told of a broken connection instead of what was wrong.
 */
import { setTimeout as sleep } from 'node:timers/promises'

/** More than that is not waited for: octets, and ms. */
const MOST_OCTETS = 64 * 1024 * 1024
const LONGEST_MS = 30_000

/** Reads a body to its end and keeps nothing of it; returns early where it is too long or too slow, or broken off. */
export async function readOut(body: ReadableStream<Uint8Array> | null): Promise<void> {
  if (body === null || body.locked) return
  const reader = body.getReader()
  const late = new AbortController()
  const read = async () => {
    for (let octets = 0; octets < MOST_OCTETS; ) {
      const { done, value } = await reader.read()
      if (done) return
      octets += value.length
    }
  }
  const timer = sleep(LONGEST_MS, undefined, { signal: late.signal }).catch(() => undefined)
  // Whoever broke off gets no answer.
  await Promise.race([read().catch(() => undefined), timer])
  late.abort()
}
