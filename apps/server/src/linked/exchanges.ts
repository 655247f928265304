/**
 * Exchanges over links: what owners said at the desk goes up as the commands of the dictionary, in their names, and where an
 * exchange stands is what the packets of both elements say. After a restart it is what the archive says.
 */
import type { CommandCentre } from '@magpie/centre/command-centre'
import { NAIF0012 } from '@magpie/core/leap-seconds'
import { epoch, tdbSeconds } from '@magpie/core/time'
import type { DeskCommand, RecordedAct } from '@magpie/operations/command/book'
import { secondsOf, utcText } from '@magpie/operations/command/instant'
import { givenArguments } from '@magpie/operations/command-encoder'
import { isExchangeOver } from '@magpie/operations/exchange/protocol'
import { commandOf } from '@magpie/operations/exchange/services'
import type { ProximityService } from '@magpie/operations/operations-file'
import { type ExchangeSession, ExchangeSight } from '@magpie/simulator/exchange-sight'
import type { Heard } from '@magpie/simulator/ground-receiver'
import type { OperationsEvent } from '@magpie/simulator/operations-event'
import { type ProximityMessage, proximityMessage } from '@magpie/simulator/proximity-radio'

export type ExchangesParts = {
  readonly services: readonly ProximityService[]
  readonly mission: string
  /** TDB s. */
  readonly now_s: () => number
  readonly emit: (event: OperationsEvent) => void
  readonly note: (text: string, element: string) => void
}

/** An act on its way to the spacecraft. */
type Sent = { readonly act: RecordedAct; readonly service: ProximityService; readonly nonce: string; state: string }

/** The other side's word that is its owner's consent to an act on its element. */
const CONSENTS: ReadonlySet<string> = new Set(['ask', 'offer', 'consent', 'start'])

export class LinkedExchanges {
  private readonly centre: CommandCentre
  private readonly parts: ExchangesParts
  private readonly sight: ExchangeSight
  /** How much people said of each service. */
  private readonly acts = new Map<string, number>()
  private readonly sent: Sent[] = []
  private looked = 0

  constructor(centre: CommandCentre, parts: ExchangesParts) {
    this.centre = centre
    this.parts = parts
    this.sight = new ExchangeSight(parts.services)
  }

  /** What was heard before a restart, in the order in which it came: where each exchange stands by it. */
  restore(heard: readonly { readonly message: ProximityMessage; readonly at_s: number }[]): readonly ExchangeSession[] {
    for (const { message, at_s } of heard) this.sight.hear(message, at_s, this.acts)
    return this.sight.all
  }

  /** A packet came down. */
  hear(packet: Heard): void {
    if (packet.container !== 'proximity') return
    const message = proximityMessage(packet.value, packet.element)
    const at = this.parts.now_s()
    const heard = message === undefined ? undefined : this.sight.hear(message, at, this.acts)
    if (heard === undefined) return
    const { session, changed } = heard
    this.parts.emit({ at, kind: 'proximity', service: session.service.id, changed, status: session.status })
  }

  /** What people said since goes up, and what became of it is told. */
  async tick(): Promise<void> {
    const { said } = this.centre.desk.book
    for (; this.looked < said.length; this.looked++) await this.take(said[this.looked]!, this.looked)
    for (const one of this.sent) this.follow(one)
  }

  private async take(act: RecordedAct, place: number): Promise<void> {
    const { event, stamp } = act
    if (event.kind !== 'exchange' || event.refusal !== undefined) return
    const service = this.parts.services.find((s) => s.id === event.service)
    if (service === undefined) return
    this.acts.set(service.id, (this.acts.get(service.id) ?? 0) + 1)
    const one: Sent = { act, service, nonce: `exchange-${place}-${service.id}`.slice(0, 64), state: '' }
    const known = this.commandOf(one) !== undefined
    // What nobody waits for any more is not sent by a centre that was away.
    const late = secondsOf(this.centre.now()) - secondsOf(stamp.at) > service.patience_s
    if (!known && late) return
    if (!known) await this.submit(one)
    this.sent.push(one)
  }

  private async submit({ act, service, nonce }: Sent): Promise<void> {
    const { event, stamp } = act
    if (event.kind !== 'exchange') return
    const { party, person } = stamp
    const done = await this.centre.perform<DeskCommand | undefined>((desk, at) => {
      const takes = (element: string, name: string) => {
        const command = desk.ground.command(element, name)
        return command === undefined ? undefined : givenArguments(command).map((a) => a.name)
      }
      const made = commandOf(service, event.action, event.side, event, takes)
      if (made === undefined) return { ok: true, value: undefined }
      const submitted = desk.submit(
        {
          ...{ format: 'magpie-command-1', mission: this.parts.mission, party, person, nonce, priority: 3 },
          ...{ element: made.element, command: made.command, arguments: { ...made.values } },
          ...{ expires: utcText(secondsOf(at) + service.patience_s), purpose: `${service.service} ${service.to}` },
        },
        undefined,
        { at, party, person },
      )
      const consent = this.consentTo(act)
      if (submitted.ok && submitted.value.state === 'awaiting' && consent !== undefined)
        desk.approve(submitted.value.id, undefined, { ...consent, at })
      return submitted
    })
    if (!done.ok)
      this.parts.note(`${event.action} of ${service.id} by ${party} was not sent: ${done.error.kind}`, service.to)
  }

  /** Who of the other side said yes to this exchange: that is the consent to what the act does to its element. */
  private consentTo({ event, stamp }: RecordedAct): { readonly party: string; readonly person: string } | undefined {
    if (event.kind !== 'exchange') return undefined
    const { service: id, side } = event
    const service = this.parts.services.find((s) => s.id === id)!
    const before = this.sight.all.findLast((s) => s.service === service && isExchangeOver(s.status.state))
    const since_s = before === undefined ? Number.NEGATIVE_INFINITY : lastReached_s(before)
    const yes = this.centre.desk.book.said.findLast(
      ({ event: e, stamp: s }) =>
        e.kind === 'exchange' &&
        e.refusal === undefined &&
        e.service === id &&
        e.side !== side &&
        s.party !== stamp.party &&
        CONSENTS.has(e.action) &&
        tdbOf(s.at) > since_s,
    )
    return yes && { party: yes.stamp.party, person: yes.stamp.person }
  }

  private follow(one: Sent): void {
    const c = this.commandOf(one)
    if (c === undefined || c.state === one.state) return
    const before = this.sight.newest(one.service)
    // Until a packet tells of the exchange that this began, the newest is the one before.
    if (before === undefined || endedBefore(before, tdbOf(one.act.stamp.at))) return
    one.state = c.state
    const { element, command } = c.content
    const { status } = this.sight.moved(one.service, { id: c.id, command, element, state: c.state })!
    this.parts.emit({ at: this.parts.now_s(), kind: 'proximity', service: one.service.id, changed: false, status })
  }

  private commandOf({ act, nonce }: Sent): DeskCommand | undefined {
    return this.centre.desk.book.byNonce.get(`${act.stamp.party} ${nonce}`)
  }
}

function endedBefore(session: ExchangeSession, at_s: number): boolean {
  return isExchangeOver(session.status.state) && lastReached_s(session) < at_s
}

function lastReached_s({ status }: ExchangeSession): number {
  return status.reached.at(-1)?.at_s ?? Number.NEGATIVE_INFINITY
}

function tdbOf(utc: string): number {
  return tdbSeconds(epoch(secondsOf(utc)), NAIF0012)
}
