/** What both ends of a CFDP transaction share: settings, outcomes, timers that stand still while suspended. */
import type { FileChecksum } from './file-checksum.ts'
import type { Pdu, PduBody, PduHeader } from './pdu.ts'

/** What the two entities agreed on beforehand (CCSDS 727.0-B-5, 8); times in seconds of the caller's clock. */
export type CfdpSettings = {
  readonly id_octets: number
  readonly sequence_octets: number
  readonly crc: boolean
  readonly checksum: FileChecksum
  /** Octets of the file in one PDU. */
  readonly segment_octets: number
  /** The receiver refuses longer files. */
  readonly largest_octets: number
  /** How long to wait for an acknowledgement, and how often at most to send again. */
  readonly ackTimer_s: number
  readonly ackLimit: number
  /** How long to wait for what was asked for; the limit counts waits in which nothing new came. */
  readonly nakTimer_s: number
  readonly nakLimit: number
  /** Class 1: how long to wait for what may still come after the end, and how often. */
  readonly checkTimer_s: number
  readonly checkLimit: number
  /** How long nothing at all may come. */
  readonly inactivity_s: number
}

/** How a transaction ended; `delivery` is unknown to a sender whom nobody answers. */
export type CfdpOutcome = {
  readonly condition: number
  readonly delivery: 'complete' | 'incomplete' | 'unknown'
  readonly fileStatus: number
}

/** One end of a transaction. The caller takes PDUs out at the pace of its link and hands in those that arrive. */
export type CfdpEnd = {
  take(pdu: Pdu, now_s: number): void
  /** The next PDU to send at this time, or undefined where there is none. */
  next(now_s: number): Pdu | undefined
  /** Nothing is sent and no timer runs until `resume`: for gaps between contacts. */
  suspend(now_s: number): void
  resume(now_s: number): void
  cancel(now_s: number): void
  outcome(): CfdpOutcome | undefined
}

/** A timer as data: when it is due, and how often it ran out. */
export type Timer = { due_s: number | undefined; expired: number }

/** A timer that does not run. */
export function stopped(): Timer {
  return { due_s: undefined, expired: 0 }
}

/** Whether it is due; counts it and stops it. */
export function runsOut(timer: Timer, now_s: number): boolean {
  if (timer.due_s === undefined || now_s < timer.due_s) return false
  timer.due_s = undefined
  timer.expired++
  return true
}

/** Moves timers by a pause. */
export function pauseTimers(timers: readonly Timer[], pause_s: number): void {
  for (const timer of timers) if (timer.due_s !== undefined) timer.due_s += pause_s
}

/** Whether a PDU belongs to this transaction, and goes this way. */
export function belongs(header: PduHeader, other: PduHeader, toward: PduHeader['toward']): boolean {
  return (
    other.toward === toward &&
    other.source === header.source &&
    other.sequence === header.sequence &&
    other.destination === header.destination &&
    other.acknowledged === header.acknowledged
  )
}

/** A PDU of this transaction. */
export function pduOf(header: PduHeader, toward: PduHeader['toward'], body: PduBody): Pdu {
  return { header: { ...header, toward }, body }
}
