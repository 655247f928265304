/**
 * The mission clock between messages: mission time runs on at the rate last told, from the moment the message came in
 * (this machine's clock need not agree with the centre's). A correction is blended in over a quarter of a second so that
 * nothing on the screen jumps; a change larger than that (a jump of the tour, a restart) is taken at once.
 */
import type { clockMessage } from '@magpie/api/live'
import type * as z from 'zod'

export type ClockMessage = z.infer<typeof clockMessage>

/** A clock message and when it came in, on `performance.now()`'s axis, ms, with the correction to blend in. */
export type ClockState = {
  readonly message: ClockMessage
  readonly received_ms: number
  /** Seconds of mission time shown ahead of the message when it came in; fades. */
  readonly offset_s: number
}

const BLEND_MS = 250
/** A correction is blended in when it is no more than this much real time at the message's rate. */
const BLENDABLE_MS = 1500

/** Takes in a message, keeping the shown time continuous where the correction is small. */
export function receiveClock(before: ClockState | undefined, message: ClockMessage, now_ms: number): ClockState {
  if (before === undefined) return { message, received_ms: now_ms, offset_s: 0 }
  const offset_s = missionTime(before, now_ms) - message.tdb_s
  const limit_s = (BLENDABLE_MS / 1000) * Math.max(message.rate, before.message.rate)
  const blend = !message.paused && Math.abs(offset_s) <= limit_s
  return { message, received_ms: now_ms, offset_s: blend ? offset_s : 0 }
}

/** Mission time, TDB seconds past J2000, at `now_ms`. */
export function missionTime(clock: ClockState, now_ms: number): number {
  const { message, received_ms, offset_s } = clock
  if (message.paused) return message.tdb_s
  const elapsed_ms = Math.max(0, now_ms - received_ms)
  const left = Math.max(0, 1 - elapsed_ms / BLEND_MS)
  return message.tdb_s + (message.rate * elapsed_ms) / 1000 + offset_s * left
}

/** TDB seconds past J2000 of the launch, from which mission elapsed time counts. */
export function launchTime(clock: ClockState): number {
  return clock.message.tdb_s - clock.message.met_s
}
