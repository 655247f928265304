/** Letters as they are judged: by the deadline in force on the day they came, then by the rules as known on a day. */
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import { ok, type Result } from '@magpie/core/result'
import { parseEpoch } from '@magpie/core/time'
import type { CallFile } from '../call-file.ts'
import { type DeadlineError, formatInZone, judgeReceipt, type Receipt, revisionOn } from '../deadline.ts'

/** What the deadline says of a time of receipt (UTC, ISO 8601), and the day it was in the call's zone. */
export function receiptOf(
  receivedAt: string,
  { letters }: Pick<CallFile, 'letters'>,
  leap: LeapSeconds,
): Result<{ readonly receipt: Receipt; readonly day: string }, DeadlineError> {
  const at = parseEpoch(receivedAt, leap)
  if (!at.ok) return at
  const day = formatInZone(at.value, letters.zone, leap, 0).slice(0, 10)
  const revision = revisionOn(letters, day)
  if (!revision.ok) return revision
  const receipt = judgeReceipt(letters, revision.value, receivedAt, leap)
  return receipt.ok ? ok({ receipt: receipt.value, day }) : receipt
}
