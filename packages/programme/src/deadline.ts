/**
 * Deadlines. A call says a day, an hour and a place; the instant follows from the zone's rules (IANA, by Temporal) and
 * the leap seconds, and is compared exactly. A letter received at the instant is in; one received after it is late.
 */
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import { err, ok, type Result } from '@magpie/core/result'
import { type BadTime, compareEpochs, type Epoch, formatEpoch, parseEpoch, secondsBetween } from '@magpie/core/time'
import { Temporal } from 'temporal-polyfill'
import type { CallDeadline, DeadlineRevision } from './call-deadline.ts'

export type DeadlineError =
  | { readonly kind: 'zone-unknown'; readonly zone: string }
  | { readonly kind: 'no-deadline-yet'; readonly on: string; readonly first: string }
  | BadTime

/** What a deadline says of one receipt. Instants are printed in UTC and in the call's zone. */
export type Receipt = {
  readonly verdict: 'in' | 'in-grace' | 'late'
  readonly deadline: string
  readonly deadlineLocal: string
  readonly received: string
  readonly receivedLocal: string
  /** SI seconds from the deadline to the receipt; negative when before. */
  readonly after_s: number
}

/** The revision in force on a day: the last of those known by then. */
export function revisionOn(deadline: CallDeadline, day: string): Result<DeadlineRevision, DeadlineError> {
  const known = deadline.revisions.filter((r) => r.knownFrom <= day)
  const last = known.reduce<DeadlineRevision | undefined>(
    (best, r) => (best === undefined || r.knownFrom >= best.knownFrom ? r : best),
    undefined,
  )
  if (last !== undefined) return ok(last)
  const first = deadline.revisions.map((r) => r.knownFrom).reduce((a, b) => (a < b ? a : b))
  return err({ kind: 'no-deadline-yet', on: day, first })
}

/**
 * The instant of a day and a clock time in a zone. Where the clock shows the time twice, the later one is meant, and where
 * it skips it, as far after the gap as it lies within: both in the proposer's favour.
 */
export function deadlineInstant(
  revision: Pick<DeadlineRevision, 'day' | 'time'>,
  zone: string,
  leap: LeapSeconds,
): Result<Epoch, DeadlineError> {
  if (!zoneExists(zone)) return err({ kind: 'zone-unknown', zone })
  const endOfDay = revision.time === '24:00'
  const day = Temporal.PlainDate.from(revision.day).add({ days: endOfDay ? 1 : 0 })
  const time = Temporal.PlainTime.from(endOfDay ? '00:00' : revision.time)
  const local = day.toPlainDateTime(time).toZonedDateTime(zone, { disambiguation: 'later' })
  return parseEpoch(local.toInstant().toString(), leap)
}

/** Judges a receipt (UTC, ISO 8601) by the revision in force and the call's grace. */
export function judgeReceipt(
  deadline: CallDeadline,
  revision: DeadlineRevision,
  receivedAt: string,
  leap: LeapSeconds,
): Result<Receipt, DeadlineError> {
  const due = deadlineInstant(revision, deadline.zone, leap)
  if (!due.ok) return due
  const received = parseEpoch(receivedAt, leap)
  if (!received.ok) return received
  const after_s = secondsBetween(due.value, received.value)
  const late = compareEpochs(received.value, due.value) > 0
  const verdict = !late ? 'in' : after_s <= deadline.grace.seconds ? 'in-grace' : 'late'
  return ok({
    verdict,
    deadline: formatEpoch(due.value, leap, { digits: 0 }),
    deadlineLocal: formatInZone(due.value, deadline.zone, leap, 0),
    received: formatEpoch(received.value, leap, { digits: 3 }),
    receivedLocal: formatInZone(received.value, deadline.zone, leap, 3),
    after_s,
  })
}

/** The instant as the clocks of a zone show it, `2024-01-01T00:00:00+08:00[Asia/Shanghai]`, second 60 in a leap second. */
export function formatInZone(at: Epoch, zone: string, leap: LeapSeconds, digits: number): string {
  const utc = formatEpoch(at, leap, { digits })
  const leapSecond = utc.slice(17, 19) === '60'
  const shown = leapSecond ? `${utc.slice(0, 17)}59${utc.slice(19)}` : utc
  const local = Temporal.Instant.from(shown)
    .toZonedDateTimeISO(zone)
    .toString({ fractionalSecondDigits: Math.min(digits, 9) as 0 })
  return leapSecond ? `${local.slice(0, 17)}60${local.slice(19)}` : local
}

/** Whether the zone is one that the runtime knows. */
export function zoneExists(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
    return true
  } catch {
    return false
  }
}

/** The sentence for a receipt, as the proposer reads it. */
export function describeReceipt(receipt: Receipt): string {
  const when = `received ${receipt.received} (${receipt.receivedLocal}), deadline ${receipt.deadline} (${receipt.deadlineLocal})`
  switch (receipt.verdict) {
    case 'in':
      return `in time: ${when}`
    case 'in-grace':
      return `in the call's grace, ${receipt.after_s} s after the deadline: ${when}`
    case 'late':
      return `late by ${receipt.after_s} s and refused: ${when}`
  }
}
