/** What the lead's centre streams to its partners while it runs: one feed a partner, over NATS. */
import { openStreams, readAccess } from '@magpie/adapters/streams/stream-handlers'
import type { Failure } from '@magpie/api/failure'
import { LeadFeed, type LeadFeedPorts } from '@magpie/centre/streams/lead-feed'
import { ok, type Result } from '@magpie/core/result'

export type PartnerStreams = { stop(): Promise<void> }

/** How often it is looked whether there is something to send, ms. */
const LOOK_MS = 250
/** After a fault the feed is begun again, ms. */
const AGAIN_MS = 5_000

/** Connects by a file of access and begins to feed each partner in it. A fault is told, and the feed begun again. */
export async function openPartnerStreams(
  file: string,
  ports: Omit<LeadFeedPorts, 'streams' | 'party'>,
  onFault: (cause: unknown) => void,
): Promise<Result<PartnerStreams, Failure>> {
  const access = await readAccess(file)
  if (!access.ok) return access
  const opened = await openStreams(access.value, true)
  if (!opened.ok) return opened
  const streams = opened.value
  const stopping = new AbortController()
  const feeds = access.value.accounts.map(({ party }) =>
    keepFeeding(() => new LeadFeed({ ...ports, streams, party }), stopping.signal, onFault),
  )
  return ok({
    async stop() {
      stopping.abort()
      await Promise.all(feeds)
      await streams.close()
    },
  })
}

async function keepFeeding(make: () => LeadFeed, stop: AbortSignal, onFault: (cause: unknown) => void): Promise<void> {
  while (!stop.aborted) {
    try {
      await feedUntil(make(), stop)
    } catch (cause) {
      onFault(cause)
      await pause(AGAIN_MS, stop)
    }
  }
}

/** Feeds until told to stop, or until what comes up cannot be taken. */
async function feedUntil(feed: LeadFeed, stop: AbortSignal): Promise<void> {
  let ended: { readonly why: unknown } | undefined
  const stopHearing = await feed.begin((why) => {
    ended = { why }
  })
  try {
    while (!stop.aborted && ended === undefined) if (!(await feed.step())) await pause(LOOK_MS, stop)
  } finally {
    await stopHearing()
  }
  if (ended !== undefined) throw ended.why
}

function pause(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (stop.aborted) return done()
    const over = () => {
      clearTimeout(timer)
      stop.removeEventListener('abort', over)
      done()
    }
    const timer = setTimeout(over, ms)
    stop.addEventListener('abort', over)
  })
}
