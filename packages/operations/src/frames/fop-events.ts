/** What goes in and out of FOP-1 (CCSDS 232.1-B-2, 3 and 5): data units, directives, answers, and its variables. */
import type { ControlCommand } from './tc-frame.ts'

/**
 * S1 active, S2 retransmit without wait, S3 retransmit with wait, S4 initialising without BC frame, S5 initialising with
 * BC frame, S6 initial.
 */
export type FopState = 'active' | 'retransmit' | 'wait' | 'init-check' | 'init-command' | 'initial'

/** A sequence-controlled or bypass data unit by the name its user gave it. */
export type DataUnit = { readonly id: number; readonly data: Uint8Array }

/** What the lower layer is asked to send; `accepted` or `rejected` of the same kind must answer each. */
export type Transmission =
  | { readonly kind: 'ad'; readonly unit: DataUnit; readonly ns: number; readonly again: boolean }
  | { readonly kind: 'bc'; readonly command: ControlCommand }
  | { readonly kind: 'bd'; readonly unit: DataUnit }

/** Why the sequence-controlled service ended (5.2.3, Alert). */
export type AlertReason = 'limit' | 't1' | 'lockout' | 'synch' | 'nn-r' | 'clcw' | 'llif' | 'terminated'

/** What the user of the service is told. */
export type FopNotice =
  /** The data unit may be followed by the next: it left the wait queue. */
  | { readonly kind: 'accepted'; readonly id: number }
  | { readonly kind: 'rejected'; readonly id: number }
  /** The spacecraft has it. */
  | { readonly kind: 'delivered'; readonly id: number }
  /** It cannot be told whether the spacecraft has it. */
  | { readonly kind: 'undelivered'; readonly id: number }
  | { readonly kind: 'sent-bypass'; readonly id: number }
  | { readonly kind: 'directive-done' }
  | { readonly kind: 'directive-failed' }
  | { readonly kind: 'alert'; readonly reason: AlertReason }
  /** Timed out with timeout type 1: resume goes on from the state that is remembered. */
  | { readonly kind: 'suspended'; readonly from: FopState }

/** What the operator asks of the service (E23 to E40). */
export type Directive =
  | { readonly kind: 'initiate' }
  | { readonly kind: 'initiate-with-check' }
  | { readonly kind: 'initiate-with-unlock' }
  | { readonly kind: 'initiate-with-set-vr'; readonly vr: number }
  | { readonly kind: 'terminate' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'set-vs'; readonly vs: number }
  | { readonly kind: 'set-window'; readonly window: number }
  | { readonly kind: 'set-limit'; readonly limit: number }
  | { readonly kind: 'set-timeout-type'; readonly suspend: boolean }

/** The world of a FOP-1: it neither knows the time nor sends by itself. */
export type FopPorts = {
  readonly send: (transmission: Transmission) => void
  readonly startTimer: () => void
  readonly cancelTimer: () => void
  readonly notify: (notice: FopNotice) => void
}

/** What a sender is set to; directives change the last three. */
export type FopOptions = {
  readonly vcid: number
  /** FOP_Sliding_Window_Width K, 1 to 255; at most half of the receiver's window. */
  readonly window: number
  /** Transmission_Limit, 1 to 255: how often a frame is sent before the service gives up. */
  readonly limit: number
  /** Timeout_Type 1: suspend at the limit, so that the service can be resumed, instead of an alert. */
  readonly suspend: boolean
}
