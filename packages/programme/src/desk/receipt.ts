/** What a call's deadline says of an act: in, in its grace, or late; by the revision in force on the day of the act. */
import { err, ok, type Result } from '@magpie/core/result'
import type { CallDeadline } from '../call-deadline.ts'
import { judgeReceipt, type Receipt, revisionOn } from '../deadline.ts'
import type { Ground, Stamp } from './act.ts'
import { dayInZone } from './call-acts.ts'
import type { Refusal } from './refusal.ts'

/** The receipt; a late one is a refusal. */
export function receiptBy(deadline: CallDeadline, id: string, { at }: Stamp, ground: Ground): Result<Receipt, Refusal> {
  const today = dayInZone(at, deadline.zone, ground)
  if (!today.ok) return today
  const revision = revisionOn(deadline, today.value)
  if (!revision.ok) return err({ kind: 'deadline', error: revision.error })
  const receipt = judgeReceipt(deadline, revision.value, at, ground.leap)
  if (!receipt.ok) return err({ kind: 'deadline', error: receipt.error })
  return receipt.value.verdict === 'late' ? err({ kind: 'late', id, receipt: receipt.value }) : ok(receipt.value)
}
