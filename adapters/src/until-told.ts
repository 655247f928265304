/** When what runs until told is to end: by a time, by a signal of the system, or by its caller. */

export type Ending = { readonly reached: Promise<void>; now(): void }

/** A timer and the signals that say so; `now` says it, and takes them away. */
export function ending(seconds: number | undefined, stop: AbortSignal | undefined): Ending {
  let now = () => {}
  const reached = new Promise<void>((done) => {
    now = done
  })
  let timer: NodeJS.Timeout | undefined
  const waitFor = (left_ms: number) => {
    // A timer of Node's holds 2^31 ms, 24 days, and goes off at once where it is asked for more.
    const next_ms = Math.min(left_ms, 2 ** 31 - 1)
    timer = setTimeout(() => (left_ms > next_ms ? waitFor(left_ms - next_ms) : now()), next_ms)
  }
  if (seconds !== undefined) waitFor(1000 * seconds)
  process.once('SIGINT', now)
  process.once('SIGTERM', now)
  stop?.addEventListener('abort', now)
  return {
    reached,
    now() {
      clearTimeout(timer)
      process.off('SIGINT', now)
      process.off('SIGTERM', now)
      stop?.removeEventListener('abort', now)
      now()
    },
  }
}
