/**
 * The WebSocket `/api/live` as a store: messages are gathered and taken in at most ten times a second, so that a fast
 * stream costs the screen no more than a slow one; a lost connection is tried again with growing pauses.
 */
import { centreOperations } from '@magpie/api/centre-operations'
import { clientOf } from '@magpie/api/client-of'
import { type LiveMessage, liveMessage } from '@magpie/api/live'
import { actingParty, onActing } from '../acting.ts'
import { EMPTY, type LiveState, receive, withHappenings } from './live-state.ts'

type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'open'; readonly since_ms: number }
  /** Lost (or never had) since `since_ms`; tried again at `retryAt_ms`. Both on Date.now's axis. */
  | { readonly kind: 'lost'; readonly since_ms: number; readonly retryAt_ms: number }

export type Snapshot = LiveState & { readonly connection: Connection }

export type LiveStore = {
  snapshot(): Snapshot
  subscribe(listener: () => void): () => void
  /** Opens the stream anew, at once. */
  reconnect(): void
  close(): void
}

const COALESCE_MS = 100
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000
const LOG_PAGE = 1000
/** The newest entries that a page reads when it opens. */
const LOG_READ = 10_000
const SILENCE_MS = 12_000

/** Opens the stream of the centre at `base` (`http://host:port`) and keeps it open until `close`. */
export function openLive(base: string): LiveStore {
  const api = clientOf(base, (url, init) => fetch(url, init), centreOperations)
  const listeners = new Set<() => void>()
  let snapshot: Snapshot = { ...EMPTY, connection: { kind: 'connecting' } }
  let queue: { message: LiveMessage; at_ms: number }[] = []
  let flushing: ReturnType<typeof setTimeout> | undefined
  let retrying: ReturnType<typeof setTimeout> | undefined
  let pause_ms = FIRST_PAUSE_MS
  let socket: WebSocket | undefined
  let closed = false
  let heard_ms = performance.now()
  let readTo = -1
  let readRun = 0

  const publish = (next: Snapshot) => {
    snapshot = next
    for (const listener of listeners) listener()
  }
  const flush = () => {
    flushing = undefined
    let state: LiveState = snapshot
    for (const { message, at_ms } of queue) state = receive(state, message, at_ms)
    queue = []
    const restarted = state.run !== snapshot.run
    publish({ ...state, connection: snapshot.connection })
    if (restarted) void readLog()
  }
  const readLog = async () => {
    const run = snapshot.run
    if (run !== readRun) readTo = -1
    readRun = run
    const head = await api.call('log', { limit: 1 })
    if (!head.ok) return
    // From what was read, not from the newest known: the stream may have told of later ones before the first read.
    let after = Math.max(readTo, head.value.last - LOG_READ, -1)
    while (after < head.value.last) {
      const page = await api.call('log', { after, limit: LOG_PAGE })
      if (!page.ok || page.value.happenings.length === 0 || snapshot.run !== run) return
      publish({ ...snapshot, happenings: withHappenings(snapshot.happenings, page.value.happenings) })
      after = page.value.happenings.at(-1)!.sequence
      readTo = after
    }
  }
  const lose = () => {
    if (closed) return
    const since_ms = snapshot.connection.kind === 'lost' ? snapshot.connection.since_ms : Date.now()
    publish({ ...snapshot, connection: { kind: 'lost', since_ms, retryAt_ms: Date.now() + pause_ms } })
    retrying = setTimeout(connect, pause_ms)
    pause_ms = Math.min(2 * pause_ms, LONGEST_PAUSE_MS)
  }
  const connect = () => {
    clearTimeout(retrying)
    const former = socket
    socket = undefined
    former?.close()
    heard_ms = performance.now()
    const party = actingParty()
    const acting = party === undefined ? '' : `?party=${encodeURIComponent(party)}`
    const opened = new WebSocket(`${base.replace(/^http/, 'ws')}/api/live${acting}`)
    socket = opened
    opened.onopen = () => {
      pause_ms = FIRST_PAUSE_MS
      publish({ ...snapshot, connection: { kind: 'open', since_ms: Date.now() } })
      void readLog()
    }
    opened.onmessage = (event) => {
      heard_ms = performance.now()
      const message = readMessage(event.data)
      if (message === undefined || socket !== opened) return
      queue.push({ message, at_ms: performance.now() })
      flushing ??= setTimeout(flush, COALESCE_MS)
    }
    opened.onclose = () => {
      if (socket === opened) lose()
    }
  }
  connect()
  const stopHearing = onActing(() => {
    // Another party may read other values: none that the last one read may stay on the screen.
    publish({ ...snapshot, parameters: {} })
    queue = queue.filter(({ message }) => message.type !== 'telemetry')
    connect()
  })
  // A connection that died without saying so (a machine that slept) looks open for ever: a running clock that falls
  // silent is asked again.
  const watching = setInterval(() => {
    const running = snapshot.clock !== undefined && !snapshot.clock.message.paused
    if (snapshot.connection.kind === 'open' && running && performance.now() - heard_ms > SILENCE_MS) connect()
  }, SILENCE_MS / 4)

  return {
    snapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    reconnect: connect,
    close() {
      closed = true
      clearTimeout(retrying)
      clearTimeout(flushing)
      clearInterval(watching)
      stopHearing()
      socket?.close()
    },
  }
}

function readMessage(data: unknown): LiveMessage | undefined {
  if (typeof data !== 'string') return undefined
  try {
    const read = liveMessage.safeParse(JSON.parse(data))
    if (read.success) return read.data
    console.warn('a live message that the contract does not know', read.error.message)
  } catch {
    console.warn('a live message that is not JSON')
  }
  return undefined
}
