/**
 * One side of an exchange over a proximity link that loses packets: every message says all that its side said so far and all
 * it knows of the other, is repeated until the other has heard it, and answered when it wants an answer. Times s.
 */
import { ok, type Result } from '@magpie/core/result'
import {
  type Exchange,
  type ExchangeError,
  type ExchangeSide,
  type ExchangeState,
  type ExchangeStep,
  isExchangeOver,
  NOTHING_SAID,
  stateOf,
  stepped,
} from './protocol.ts'

/** What goes over the link. */
export type DialogMessage = {
  readonly request: number
  /** The step said last, `none` of who only heard so far; the sets say the same and more. */
  readonly step: ExchangeStep | 'none'
  readonly said: number
  readonly heard: number
  /** Whether the other has yet to say that it heard. */
  readonly wants: boolean
  /** In the service's unit: of the client what it asks for; of the provider what it offers, at the end what it gave. */
  readonly amount: number
  /** What is handed over, by its number. */
  readonly item: number
}

export type DialogTimes = {
  /** Between repetitions. */
  readonly again_s: number
  /** How long an answer of people is waited for. */
  readonly patience_s: number
  /** How much longer, while the other acts. */
  readonly acts_s: number
}

export class Dialog {
  readonly side: ExchangeSide
  readonly request: number
  exchange: Exchange = NOTHING_SAID
  /** What this side says of the amount, and what the other did. */
  amount: number
  theirAmount = 0
  item: number
  private readonly times: DialogTimes
  private acknowledged = 0
  private last: ExchangeStep | undefined
  private sent_s = Number.NEGATIVE_INFINITY
  private since_s: number
  /** How often a message was repeated. */
  repeated = 0

  constructor(side: ExchangeSide, request: number, times: DialogTimes, now_s: number, amount = 0, item = 0) {
    this.side = side
    this.request = request
    this.times = times
    this.since_s = now_s
    this.amount = amount
    this.item = item
  }

  get state(): ExchangeState {
    return stateOf(this.exchange)
  }

  get over(): boolean {
    return isExchangeOver(this.state)
  }

  /** Takes a step of this side; the message to send, or that the protocol has none. */
  say(step: ExchangeStep, now_s: number): Result<DialogMessage, ExchangeError> {
    const next = stepped(this.exchange, this.side, step)
    if (!next.ok) return next
    this.exchange = next.value
    this.last = step
    this.since_s = now_s
    return ok(this.message(now_s))
  }

  /** What this side would say now. */
  get current(): DialogMessage {
    const said = this.exchange[this.side]
    return {
      request: this.request,
      step: this.last ?? 'none',
      said,
      heard: this.exchange[this.side === 'provider' ? 'client' : 'provider'],
      wants: this.acknowledged !== said,
      amount: this.amount,
      item: this.item,
    }
  }

  /** Takes in a message of the other side; what answers it, where it wants an answer. `changed` tells of something new. */
  hear(
    message: DialogMessage,
    now_s: number,
  ): { readonly changed: boolean; readonly answer: DialogMessage | undefined } {
    const other = this.side === 'provider' ? 'client' : 'provider'
    const known = this.exchange[other]
    const all = known | message.said
    // A message that went before one already heard says less: its amount is old.
    if (all === message.said) {
      this.theirAmount = message.amount
      if (other === 'provider') this.item = message.item
    }
    this.acknowledged |= message.heard & this.exchange[this.side]
    const changed = all !== known
    if (changed) {
      this.exchange = { ...this.exchange, [other]: all }
      this.since_s = now_s
    }
    return { changed, answer: message.wants ? this.message(now_s) : undefined }
  }

  /** What is due: a repetition, or that patience is over, which is a step like others. */
  due(now_s: number): DialogMessage | undefined {
    if (now_s - this.since_s >= this.patience_s) {
      const ended = this.say('time-out', now_s)
      if (ended.ok) return ended.value
    }
    if (this.settled || now_s - this.sent_s < this.times.again_s) return undefined
    this.repeated++
    return this.message(now_s)
  }

  /** When `due` is worth asking next; infinite where nothing is waited for. */
  get nextDue_s(): number {
    const patient = stepped(this.exchange, this.side, 'time-out').ok
    const ends_s = patient ? this.since_s + this.patience_s : Number.POSITIVE_INFINITY
    return this.settled ? ends_s : Math.min(ends_s, this.sent_s + this.times.again_s)
  }

  private get patience_s(): number {
    return this.times.patience_s + (this.state === 'acting' ? this.times.acts_s : 0)
  }

  /** Whether the other is known to have heard all that was said here. */
  get settled(): boolean {
    return this.acknowledged === this.exchange[this.side]
  }

  private message(now_s: number): DialogMessage {
    this.sent_s = now_s
    return this.current
  }
}
