/**
 * Streams between control centres, as a port: for each partner one that goes down to it from the lead's centre, and one that
 * comes up. A stream keeps its messages in order until the other side has them, across crashes of either side and of
 * whatever carries it. Who may do what is never decided by what carries it.
 */

/** `down` goes from the lead's centre to the party, `up` from the party to it. */
export type StreamName = { readonly party: string; readonly way: 'down' | 'up' }

export type StreamMessage = {
  /** 1 for the first; what was let go of keeps its number. */
  readonly sequence: number
  readonly data: Uint8Array
}

/** What a publication came to: where it stands, or that somebody else has published since. */
export type Published = { readonly kind: 'at'; readonly sequence: number } | { readonly kind: 'moved' }

export type CentreStreams = {
  /**
   * Publishes behind the message `after` (0 for the first of all); durable when it resolves. Where the newest message is
   * another one nothing is published: a writer that was interrupted looks where it stands, and publishes nothing twice.
   */
  publish(stream: StreamName, data: Uint8Array, after: number): Promise<Published>
  /** The newest message; undefined where there was none. */
  newest(stream: StreamName): Promise<StreamMessage | undefined>
  /**
   * Hands over what stands behind `after`, in order, one message at a time, and what comes from then on. A message whose
   * taking fails is not passed over: following ends, and `ended` is told why. Returns how to stop.
   */
  follow(stream: StreamName, after: number, taker: StreamTaker): Promise<() => Promise<void>>
  /** Lets go of messages up to this one, but never of the newest. */
  release(stream: StreamName, upTo: number): Promise<void>
  close(): Promise<void>
}

export type StreamTaker = {
  take(message: StreamMessage): Promise<void>
  ended(why: unknown): void
}

type Kept = {
  readonly messages: StreamMessage[]
  last: number
  readonly waiting: Set<() => void>
}

/** Streams within one process. */
export function memoryStreams(): CentreStreams {
  const streams = new Map<string, Kept>()
  const kept = ({ party, way }: StreamName): Kept => {
    const name = `${way}/${party}`
    const found = streams.get(name)
    if (found !== undefined) return found
    const made: Kept = { messages: [], last: 0, waiting: new Set() }
    streams.set(name, made)
    return made
  }
  return {
    async publish(name, data, after) {
      const stream = kept(name)
      if (stream.last !== after) return { kind: 'moved' }
      stream.last++
      stream.messages.push({ sequence: stream.last, data: data.slice() })
      for (const wake of [...stream.waiting]) wake()
      return { kind: 'at', sequence: stream.last }
    },
    newest: async (name) => kept(name).messages.at(-1),
    async follow(name, after, taker) {
      const stream = kept(name)
      let stopped = false
      let done = after
      let wake: () => void = () => undefined
      const running = (async () => {
        while (!stopped) {
          const next = stream.messages.find((m) => m.sequence > done)
          if (next === undefined) {
            await new Promise<void>((woken) => {
              wake = woken
              stream.waiting.add(woken)
            })
            stream.waiting.delete(wake)
            continue
          }
          await taker.take(next)
          done = next.sequence
        }
      })().catch((why: unknown) => taker.ended(why))
      return async () => {
        stopped = true
        wake()
        await running
      }
    },
    async release(name, upTo) {
      const { messages } = kept(name)
      while (messages.length > 1 && messages[0]!.sequence <= upTo) messages.shift()
    },
    close: async () => undefined,
  }
}
