/**
 * The outbox: what a party is to be told is written with the act that causes it, and sent afterwards, at least once. A
 * message that cannot be sent holds up no other and is tried again, less and less often; each has an id by which a
 * receiver knows it from a copy.
 */
import type { Result } from '@magpie/core/result'
import type { OutboxStore, UnsentNotice } from './programme-store.ts'

/** A message to one address. `id` and address are the same each time it is sent. */
export type Message = {
  readonly id: string
  readonly to: string
  readonly party: string
  readonly at: string
  readonly subject: string
  readonly text: string
}

/** A way out of the centre; `err` says why it did not go. */
export type Transport = { send(message: Message): Promise<Result<void, string>> }

export type OutboxPorts = {
  readonly store: OutboxStore
  readonly transport: Transport
  /** The addresses of a party's people; none where nobody acts for it here. */
  readonly addressesOf: (party: string) => Promise<readonly string[]>
  readonly now: () => number
  /** Told of every message that did not go. */
  readonly onFailure: (message: Message, why: string) => void
}

const FIRST_PAUSE_MS = 10_000
const LONGEST_PAUSE_MS = 3_600_000
const BATCH = 100

/** Sends what waits, when it is asked to; `sweep` never runs twice at once. */
export class Outbox {
  private readonly ports: OutboxPorts
  /** What failed before, and when it is tried again. Lost with the process: then it is simply tried again. */
  private readonly failed = new Map<number, { pause_ms: number; next_ms: number; done: Set<string> }>()
  private sweeping: Promise<number> | undefined

  constructor(ports: OutboxPorts) {
    this.ports = ports
  }

  /** Sends what is due; resolves with the number of notices that are out. */
  sweep(): Promise<number> {
    this.sweeping ??= this.run().finally(() => {
      this.sweeping = undefined
    })
    return this.sweeping
  }

  private async run(): Promise<number> {
    let sent = 0
    let after = 0
    for (;;) {
      const batch = await this.ports.store.unsent(after, BATCH)
      for (const notice of batch) if (await this.deliver(notice)) sent++
      if (batch.length < BATCH) return sent
      after = batch.at(-1)!.id
    }
  }

  /** Whether the notice went to everyone it is for. */
  private async deliver(notice: UnsentNotice): Promise<boolean> {
    const { store, now } = this.ports
    const before = this.failed.get(notice.id)
    if (before !== undefined && before.next_ms > now()) return false
    const done = before?.done ?? new Set<string>()
    const all = await this.sendToAll(notice, done)
    if (all) {
      this.failed.delete(notice.id)
      await store.markSent(notice.id, new Date(now()).toISOString())
    } else {
      const pause_ms = Math.min(LONGEST_PAUSE_MS, (before?.pause_ms ?? FIRST_PAUSE_MS / 2) * 2)
      this.failed.set(notice.id, { pause_ms, next_ms: now() + pause_ms, done })
    }
    return all
  }

  private async sendToAll({ id, to: party, at, subject, text }: UnsentNotice, done: Set<string>): Promise<boolean> {
    const { addressesOf, transport, onFailure } = this.ports
    let all = true
    for (const to of await addressesOf(party)) {
      if (done.has(to)) continue
      const message = { id: `notice-${id}`, to, party, at, subject, text }
      const outcome = await transport.send(message)
      if (outcome.ok) done.add(to)
      else {
        all = false
        onFailure(message, outcome.error)
      }
    }
    return all
  }
}
