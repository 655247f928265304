/** When what runs until told is to end: by a time, by a signal of the system, or by its caller. */

export type Ending = { readonly reached: Promise<void>; now(): void }

/** A timer and the signals that say so; `now` says it, and takes them away. */
export function ending(seconds: number | undefined, stop: AbortSignal | undefined): Ending {
  let now = () => {}
  const reached = new Promise<void>((done) => {
    now = done
  })
  const timer = seconds === undefined ? undefined : setTimeout(now, 1000 * seconds)
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
