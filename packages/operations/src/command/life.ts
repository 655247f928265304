/**
 * The life of a command at an operations centre of several parties, as one table: from, action, to, by. What is not in the
 * table cannot happen; what is, is recorded and signed. Stages on board follow ECSS-E-ST-70-41C 6.1 (request verification).
 */
import { err, ok, type Result } from '@magpie/core/result'
import * as z from 'zod'

export const deskState = z.enum([
  'drafted',
  'submitted',
  'checked',
  'awaiting',
  'queued',
  'held',
  'released',
  'accepted',
  'started',
  'progressing',
  'completed',
  'failed',
  'timed-out',
  'refused',
  'withdrawn',
  'expired',
  'revoked',
])
export type DeskState = z.infer<typeof deskState>

export const deskAction = z.enum([
  'submit',
  'check',
  'await',
  'permit',
  'refuse',
  'approve',
  'decline',
  'take-back',
  'acknowledge',
  'hold',
  'let-go',
  'withdraw',
  'revoke',
  'release',
  'accept',
  'reject',
  'start',
  'progress',
  'complete',
  'fail',
  'time-out',
  'expire',
])
export type DeskAction = z.infer<typeof deskAction>

/**
 * Who moves a command on: `sender` and `approver` are people; a `controller` is of the sender's, the owner's, the host's
 * or the leading party; `rule` is a flight rule or a constraint of the dictionary.
 */
export type DeskActor =
  | 'sender'
  | 'approver'
  | 'controller'
  | 'authority'
  | 'dictionary'
  | 'rule'
  | 'centre'
  | 'gateway'
  | 'element'
  | 'clock'

export type DeskStep = {
  readonly from: DeskState
  readonly action: DeskAction
  readonly to: DeskState
  readonly by: DeskActor
}

/** Where a command stands that waits at the centre. */
const WAITING = ['awaiting', 'queued', 'held'] as const
/** Where it stands on its way and on board; what was given up by the clock may still be heard of. */
const UNDER_WAY = ['released', 'accepted', 'started', 'progressing', 'timed-out'] as const

const step = (from: DeskState, action: DeskAction, to: DeskState, by: DeskActor): DeskStep => ({ from, action, to, by })

/** The whole life. */
export const DESK_LIFE: readonly DeskStep[] = [
  step('drafted', 'submit', 'submitted', 'sender'),
  step('submitted', 'check', 'checked', 'dictionary'),
  step('submitted', 'refuse', 'refused', 'dictionary'),
  step('checked', 'await', 'awaiting', 'authority'),
  step('checked', 'permit', 'queued', 'authority'),
  step('checked', 'refuse', 'refused', 'authority'),
  ...WAITING.map((from) => step(from, 'approve', from, 'approver')),
  ...WAITING.map((from) => step(from, 'decline', 'refused', 'approver')),
  ...WAITING.map((from) => step(from, 'take-back', from, 'approver')),
  ...WAITING.map((from) => step(from, 'acknowledge', from, 'sender')),
  // To `held`, where somebody held it before it had to wait for people.
  step('awaiting', 'permit', 'queued', 'authority'),
  step('awaiting', 'refuse', 'refused', 'authority'),
  step('queued', 'await', 'awaiting', 'authority'),
  step('held', 'await', 'awaiting', 'authority'),
  step('queued', 'hold', 'held', 'controller'),
  step('queued', 'hold', 'held', 'rule'),
  step('held', 'hold', 'held', 'controller'),
  step('held', 'hold', 'held', 'rule'),
  step('held', 'let-go', 'queued', 'controller'),
  step('held', 'let-go', 'queued', 'rule'),
  step('queued', 'refuse', 'refused', 'authority'),
  step('held', 'refuse', 'refused', 'rule'),
  ...WAITING.map((from) => step(from, 'withdraw', 'withdrawn', 'sender')),
  ...WAITING.map((from) => step(from, 'revoke', 'revoked', 'authority')),
  ...WAITING.map((from) => step(from, 'expire', 'expired', 'clock')),
  step('queued', 'release', 'released', 'centre'),
  step('released', 'reject', 'refused', 'gateway'),
  step('timed-out', 'reject', 'refused', 'gateway'),
  step('released', 'accept', 'accepted', 'element'),
  step('timed-out', 'accept', 'accepted', 'element'),
  ...(['released', 'accepted', 'timed-out'] as const).map((from) => step(from, 'start', 'started', 'element')),
  ...UNDER_WAY.filter((from) => from !== 'released').map((from) => step(from, 'progress', 'progressing', 'element')),
  step('released', 'progress', 'progressing', 'element'),
  ...UNDER_WAY.map((from) => step(from, 'complete', 'completed', 'element')),
  ...UNDER_WAY.map((from) => step(from, 'fail', 'failed', 'element')),
  ...UNDER_WAY.filter((from) => from !== 'timed-out').map((from) => step(from, 'time-out', 'timed-out', 'clock')),
]

const BY_PLACE = new Map<string, readonly DeskStep[]>()
for (const row of DESK_LIFE) {
  const key = `${row.from} ${row.action}`
  BY_PLACE.set(key, [...(BY_PLACE.get(key) ?? []), row])
}

/** What cannot be done with a command where it stands. */
export type CannotStep = {
  readonly kind: 'command-cannot'
  readonly action: DeskAction
  readonly state: DeskState
  readonly by: DeskActor
}

/** Where the action of this actor leads, or that the table has no such step. */
export function stepFrom(state: DeskState, action: DeskAction, by: DeskActor): Result<DeskStep, CannotStep> {
  const row = BY_PLACE.get(`${state} ${action}`)?.find((r) => r.by === by)
  return row === undefined ? err({ kind: 'command-cannot', action, state, by }) : ok(row)
}

/** Whether a command waits at the centre, where it can still be taken back. */
export function isWaiting(state: DeskState): boolean {
  return (WAITING as readonly DeskState[]).includes(state)
}

const LOST: ReadonlySet<DeskState> = new Set(['refused', 'revoked', 'withdrawn', 'expired', 'failed', 'timed-out'])

/** Whether nothing is to be hoped for from a command; of one that was given up something may still be heard. */
export function isLost(state: DeskState): boolean {
  return LOST.has(state)
}

/** Whether a command left and its reports are waited for. */
export function isUnderWay(state: DeskState): boolean {
  return state !== 'timed-out' && (UNDER_WAY as readonly DeskState[]).includes(state)
}
