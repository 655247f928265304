/** What the spacecraft say of commands: reports move them on and say why one failed, and the gateway's events say why it refused. */
import type { CommandCentre } from '@magpie/centre/command-centre'
import type { Refusal } from '@magpie/mission/authority-request'
import { type OnBoardReport, ownReport, REASON_S, requestReport } from '@magpie/operations/command/on-board-failure'
import type { Heard } from '@magpie/simulator/ground-receiver'

/** Code of the gateway's event that says `number|rule|fact|remedy`. */
const REFUSED_EVENT = 21

type Said =
  | { readonly kind: 'report'; readonly number: number; readonly report: OnBoardReport }
  | { readonly kind: 'event'; readonly element: string; readonly code: number; readonly text: string }

export type Reports = {
  /** A packet was decoded; its values hold until the next one. */
  hear(packet: Heard): void
  /** Tells the desk what was heard since. */
  settle(centre: CommandCentre, now_s: number): Promise<void>
}

/** A refusal of the gateway, and when it was heard. */
type Reason = { readonly refusal: Refusal; readonly since_s: number }
type Unexplained = { readonly report: OnBoardReport; readonly since_s: number }

/** An ear for reports; other events of the spacecraft are noted. */
export function commandReports(note: (text: string, element: string) => void): Reports {
  let said: Said[] = []
  const unexplained = new Map<number, Unexplained>()
  /** Reasons that came before what they explain: of a command that waited on board for its time. */
  const reasons = new Map<number, Reason>()
  const hearReport = async (centre: CommandCentre, number: number, report: OnBoardReport, now_s: number) => {
    const of = number % COUNTS
    const reason = reasons.get(of)
    if (report.stage !== 'REFUSED' && report.refused !== true) await see(centre, number, report)
    else if (reason === undefined) unexplained.set(of, { report, since_s: now_s })
    else await see(centre, number, { ...report, failure: reason.refusal })
    if (report.refused === true) reasons.delete(of)
  }
  const hearRefusal = async (centre: CommandCentre, number: number, refusal: Refusal, now_s: number) => {
    const of = number % COUNTS
    const waiting = unexplained.get(of)
    unexplained.delete(of)
    if (waiting !== undefined) return see(centre, number, { ...waiting.report, failure: refusal })
    // Who sends a command again is refused, and not the one that was accepted.
    if (refusal.rule !== 'gateway-replay') reasons.set(of, { refusal, since_s: now_s })
    return undefined
  }
  const settleOne = async (centre: CommandCentre, one: Said, now_s: number): Promise<unknown> => {
    if (one.kind === 'report') return hearReport(centre, one.number, one.report, now_s)
    const [of, rule, fact, remedy] = one.text.split('|')
    if (one.code !== REFUSED_EVENT || remedy === undefined) return note(one.text, one.element)
    const source = { title: 'The gateway on board' }
    return hearRefusal(centre, Number(of), { permitted: false, rule: rule!, fact: fact!, source, remedy }, now_s)
  }
  return {
    hear(packet) {
      const { element, container, value } = packet
      const own = ownReport(packet)
      if (own !== undefined) said.push({ kind: 'report', number: Number(value('report_command')), report: own })
      const requested = requestReport(packet)
      if (requested !== undefined)
        said.push({ kind: 'report', number: Number(value('request_count')), report: requested })
      if (container === 'event')
        said.push({
          ...{ kind: 'event', element },
          code: Number(value('event_code')),
          text: String(value('event_text') ?? ''),
        })
    },
    async settle(centre, now_s) {
      const due = said
      said = []
      for (const one of due) await settleOne(centre, one, now_s)
      for (const [number, { report, since_s }] of unexplained) {
        if (now_s - since_s < REASON_S) continue
        unexplained.delete(number)
        await see(centre, number, report)
      }
      for (const [number, { refusal, since_s }] of reasons) {
        if (now_s - since_s < REASON_S) continue
        reasons.delete(number)
        // The report was lost, and the event alone tells of it.
        await see(centre, number, { stage: 'REFUSED', failure: refusal })
      }
    },
  }
}

/** Reports of service 1 name the telecommand by its sequence count, which is the command's number of late. */
const COUNTS = 16384

function see(centre: CommandCentre, number: number, { stage, failure }: OnBoardReport): Promise<unknown> {
  return centre.perform((desk, at) => {
    const c = [...desk.book.commands.values()].findLast((one) => one.number % COUNTS === number % COUNTS)
    if (c !== undefined) desk.see(c, { kind: 'report', stage }, at, failure)
    return { ok: true, value: undefined }
  })
}
