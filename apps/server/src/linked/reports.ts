/** What the spacecraft say of commands: reports move them on, and the gateway's events say why it refused. */
import type { CommandCentre } from '@magpie/centre/command-centre'
import type { Refusal } from '@magpie/mission/authority-request'
import type { ReportStage } from '@magpie/operations/command/verification'
import type { Heard } from '@magpie/simulator/ground-receiver'
import { REQUEST_STAGES } from '@magpie/simulator/orbiter-side'

/** The gateway says why it refused in an event behind the report: so long it is waited for, s of the mission. */
const REASON_S = 60
/** Code of the gateway's event that says `number|rule|fact|remedy`. */
const REFUSED_EVENT = 21

type Said =
  | { readonly kind: 'report'; readonly number: number; readonly stage: ReportStage }
  | { readonly kind: 'event'; readonly element: string; readonly code: number; readonly text: string }

export type Reports = {
  /** A packet was decoded; its values hold until the next one. */
  hear(packet: Heard): void
  /** Tells the desk what was heard since. */
  settle(centre: CommandCentre, now_s: number): Promise<void>
}

/** An ear for reports; other events of the spacecraft are noted. */
export function commandReports(note: (text: string, element: string) => void): Reports {
  let said: Said[] = []
  const unexplained = new Map<number, number>()
  const settleOne = async (centre: CommandCentre, one: Said, now_s: number): Promise<void> => {
    if (one.kind === 'report') {
      if (one.stage === 'REFUSED') unexplained.set(one.number, now_s)
      else await see(centre, one.number, one.stage)
      return
    }
    const [of, rule, fact, remedy] = one.text.split('|')
    if (one.code !== REFUSED_EVENT || remedy === undefined) return note(one.text, one.element)
    unexplained.delete(Number(of))
    const source = { title: 'The gateway on board' }
    await see(centre, Number(of), 'REFUSED', { permitted: false, rule: rule!, fact: fact!, source, remedy })
  }
  return {
    hear({ element, container, value }) {
      if (container === 'report')
        said.push({
          kind: 'report',
          number: Number(value('report_command')),
          stage: String(value('report_stage')) as ReportStage,
        })
      const requested = REQUEST_STAGES[container]
      if (requested !== undefined)
        said.push({ kind: 'report', number: Number(value('request_count')), stage: requested })
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
      for (const [number, since_s] of unexplained) {
        if (now_s - since_s < REASON_S) continue
        unexplained.delete(number)
        await see(centre, number, 'REFUSED')
      }
    },
  }
}

function see(centre: CommandCentre, number: number, stage: ReportStage, refusal?: Refusal): Promise<unknown> {
  return centre.perform((desk, at) => {
    // Reports of service 1 name the telecommand by its sequence count, which is the command's number of late.
    const c = [...desk.book.commands.values()].findLast((one) => one.number % 16384 === number % 16384)
    if (c !== undefined) desk.see(c, { kind: 'report', stage }, at, refusal)
    return { ok: true, value: undefined }
  })
}
