/**
 * Events within what was agreed on data: one that quotes a value is told to those who may read that value as it was measured,
 * as soon as they may. Others are told without the values where there are words for it, and else not at all: that an alarm
 * was raised tells as much as the value that raised it.
 */
import type { Caller } from '@magpie/api/access'
import type { Deployment, Happening } from '@magpie/api/live'
import { toldFrom, wholeTerms } from '@magpie/mission/data-access'
import { PUBLIC } from '@magpie/mission/party'
import type { OperationsFile } from '@magpie/operations/operations-file'
import { quotedByGate, quotedByReason } from '@magpie/rehearsal/quoted'
import type { ReadingGround } from './data-reading.ts'

/** An event as somebody may have it: now, or when its values may be told; `meanwhile` is what is told at once. */
export type Told =
  | { readonly kind: 'now'; readonly event: Happening }
  | { readonly kind: 'later'; readonly due_ms: number; readonly event: Happening }
  | { readonly kind: 'never' }

export type EventReading = {
  of(caller: Caller, event: Happening): Told
  /** A module's board without what its gates quote and the caller may not read. */
  board(caller: Caller, board: Deployment): Deployment
  now_ms(): number
}

/** Everything may be told to everybody. */
export const OPEN_EVENTS: EventReading = {
  of: (_, event) => ({ kind: 'now', event }),
  board: (_, board) => board,
  now_ms: () => Number.POSITIVE_INFINITY,
}

/** Events by agreement. */
export function eventsByAgreement(ground: ReadingGround & { operations(): OperationsFile }): EventReading {
  const due_ms = (caller: Caller, element: string, parameter: string, at_ms: number) => {
    const item = { element, parameter, kind: ground.kindOf(element, parameter) }
    const terms = wholeTerms(ground.access().terms(caller.party ?? PUBLIC, item))
    return toldFrom(terms, { generated_ms: at_ms, received_ms: at_ms })
  }
  return {
    now_ms: ground.now_ms,
    of(caller, event) {
      const { quotes = [], plain, ...bare } = event
      if (quotes.length === 0) return { kind: 'now', event: plain === undefined ? event : bare }
      const at_ms = Date.parse(event.at)
      const due = Math.max(...quotes.map((q) => due_ms(caller, q.element, q.parameter, at_ms)))
      if (due <= ground.now_ms()) return { kind: 'now', event: bare }
      if (plain !== undefined) return { kind: 'now', event: { ...bare, text: plain } }
      return Number.isFinite(due) ? { kind: 'later', due_ms: due, event: bare } : { kind: 'never' }
    },
    board(caller, board) {
      const plan = ground.operations().deployments.find((d) => d.module === board.element)
      const gates = board.gates.map((gate) => {
        const quoted = plan === undefined ? [] : quotedByGate(plan, gate.id)
        const at_ms = gate.at === undefined ? ground.now_ms() : Date.parse(gate.at)
        const told = quoted.every((q) => due_ms(caller, q.element, q.parameter, at_ms) <= ground.now_ms())
        return told ? gate : { ...gate, detail: '' }
      })
      if (plan === undefined || board.why === undefined) return { ...board, gates }
      const { quotes, plain: bare } = quotedByReason(plan, board.why)
      const open = quotes.every((q) => due_ms(caller, q.element, q.parameter, ground.now_ms()) <= ground.now_ms())
      return { ...board, gates, why: open ? board.why : bare }
    },
  }
}

/** The events of a list that somebody may have now. */
export function toldNow(events: EventReading, caller: Caller, all: readonly Happening[]): Happening[] {
  return all.flatMap((one) => {
    const told = events.of(caller, one)
    return told.kind === 'now' ? [told.event] : []
  })
}
