/** Packets that are missing are asked for from the recorder on board, so that a link that was cut loses nothing. */
import type { TelemetryService } from '@magpie/centre/telemetry-service'
import type { Micros } from '@magpie/operations/ingest/micros'

/** A gap that is still there after so long is asked for, and again after `ASK_AGAIN_S`; s of the mission. */
const GAP_AGE_S = 60
const ASK_AGAIN_S = 3600
const LOOK_S = 30
/** What was asked for so often and did not come is lost on board, or was never missing. */
const MOST_TRIES = 3
/** Requests at one look, and packets at one request. */
const MOST_REQUESTS = 16
const LONGEST_REQUEST = 256

/** A stretch of counts to be sent again. `round` tells the same stretch asked for later from this one. */
export type Missing = {
  readonly element: string
  readonly first: number
  readonly count: number
  readonly round: number
}

/** Looks after gaps: gives what is to be asked for now. `reachable` says that a request could leave. */
export function gapKeeper(telemetry: TelemetryService) {
  const seen = new Map<string, { readonly since_s: number; asked_s: number; tries: number }>()
  let looked_s = Number.NEGATIVE_INFINITY
  return async (now_s: number, now_us: Micros, reachable: boolean): Promise<Missing[]> => {
    if (now_s - looked_s < LOOK_S) return []
    looked_s = now_s
    await telemetry.lookForGaps(now_us)
    const gaps = telemetry.channels().flatMap(({ source, gaps }) => gaps.map((gap) => ({ element: source, ...gap })))
    const there = new Set(gaps.map(({ element, first }) => `${element} ${first}`))
    for (const key of seen.keys()) if (!there.has(key)) seen.delete(key)
    const out: Missing[] = []
    for (const { element, first, missing } of gaps) {
      const key = `${element} ${first}`
      const known = seen.get(key) ?? { since_s: now_s, asked_s: Number.NEGATIVE_INFINITY, tries: 0 }
      seen.set(key, known)
      const due = now_s - known.since_s >= GAP_AGE_S && now_s - known.asked_s >= ASK_AGAIN_S
      if (!due || !reachable || known.tries >= MOST_TRIES || out.length >= MOST_REQUESTS) continue
      known.asked_s = now_s
      known.tries++
      const count = Math.min(missing, LONGEST_REQUEST)
      out.push({ element, first, count, round: Math.floor(now_s / ASK_AGAIN_S) })
    }
    return out
  }
}
