/**
 * The command desk of a running centre: acts are judged one after the other, signed into a ledger, and answered once they
 * are durable; only then does a released command go to the link. A crash in between loses at most its sending, which the
 * verifiers notice: nothing is ever sent twice. What was not written never was: the desk is made again from its ledger.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { Turns } from '@magpie/core/turns'
import type { JsonValue } from '@magpie/ledger/canonical-json'
import { type ChainFault, keyRegistration, registerKey, verifyChain } from '@magpie/ledger/chain'
import { appendEntry, type ChainItem, decodeEntry, type Entry, encodeEntry, hasContent } from '@magpie/ledger/entry'
import { type Signer, type VerifySignature, verifyEd25519 } from '@magpie/ledger/keys'
import type { DeskCommand } from '@magpie/operations/command/book'
import { CommandDesk, type DeskEntry, type DeskError } from '@magpie/operations/command/desk'
import { type DeskEvent, deskEvent, type Stamp } from '@magpie/operations/command/desk-event'
import { type DeskSource, deskGround } from '@magpie/operations/command/desk-ground'
import { type RunTold, tickRuns } from '@magpie/operations/procedure/desk-runs'
import * as z from 'zod'
import { deskNotices } from './command-notices.ts'
import type { CommandStore } from './command-store.ts'
import type { ProgrammeSigners } from './programme-store.ts'

/** Why a command does not leave, as far as the way to the spacecraft goes. */
export type Way = { readonly waits: 'pass' | 'time' | 'turn' | 'gateway' | 'link'; readonly until?: string }

/** The way to the spacecraft. */
export type CommandLink = {
  /** Whether this command can leave now: a pass is open, its time has come. */
  takes(command: DeskCommand): boolean
  /** Sends what was released. Called once for each, after the release is durable. */
  send(command: DeskCommand): void
  /**
   * What a command to this element would wait for now, where the way knows: a pass, its time, a link, or that the gateway
   * on board knows what it rests on; with when that ends. `command` is the one, where there is one already.
   */
  waits?(
    to: { readonly element: string; readonly execute?: string | undefined },
    command?: DeskCommand,
  ): Way | undefined
  /** A grant was revoked: whoever guards the spacecraft is told. */
  revoked?(grant: string): void
}

export type CommandCentrePorts = {
  readonly store: CommandStore
  readonly source: DeskSource
  readonly signers: ProgrammeSigners
  readonly link: CommandLink
  /** The time of the mission, UTC. */
  readonly now: () => string
  /** The time of the day, UTC, under which parties are told of something; the mission's where it is left out. */
  readonly wall?: () => string
  /** Checks signatures of the ledger, where the platform has something faster. */
  readonly verify?: VerifySignature
  /** Told of what became durable, for who watches. */
  readonly onEntries?: (entries: readonly DeskEntry[]) => void
}

const keptBody = z.strictObject({ by: z.strictObject({ party: z.string(), person: z.string() }), event: z.json() })

/** Opens the desk: reads its ledger, verifies it, and applies the events. A ledger that does not verify is refused. */
export async function openCommandCentre(ports: CommandCentrePorts): Promise<Result<CommandCentre, ChainFault>> {
  const read = await readLedger(ports)
  return read.ok ? ok(new CommandCentre(ports, read.value)) : read
}

async function readLedger({
  store,
  verify = verifyEd25519,
}: CommandCentrePorts): Promise<Result<ChainItem[], ChainFault>> {
  const items: ChainItem[] = []
  for (const [index, { text }] of (await store.entries()).entries()) {
    const decoded = decodeEntry(text)
    if (!decoded.ok) return err({ index, kind: 'altered-head' })
    items.push(decoded.value)
  }
  const verified = verifyChain(items, { verify })
  return verified.ok || items.length === 0 ? ok(items) : err(verified.error)
}

export class CommandCentre {
  desk: CommandDesk
  /** What runs told parties, newest last. */
  readonly told: (RunTold & { readonly at: string })[] = []
  private readonly ports: CommandCentrePorts
  private items: ChainItem[]
  private registered: Set<string>
  private readonly turns = new Turns(1)
  private newlyRevoked: string[] = []

  constructor(ports: CommandCentrePorts, items: ChainItem[]) {
    this.ports = ports
    this.items = items
    this.desk = deskFrom(ports.source, items)
    this.registered = registeredIn(items)
  }

  /** The ledger's entries, all of them durable. */
  get entries(): readonly ChainItem[] {
    return this.items
  }

  /** The time of the mission, UTC. */
  readonly now = (): string => this.ports.now()

  /** What the way to the spacecraft waits for; nothing where a command may leave at once. */
  readonly wayOf = (...of: Parameters<NonNullable<CommandLink['waits']>>): Way | undefined =>
    this.ports.link.waits?.(...of)

  /** Does something between acts: nothing is judged or sent meanwhile. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return this.turns.take(work)
  }

  /** Does one act in its turn; resolves when what it recorded is durable. */
  perform<T>(act: (desk: CommandDesk, at: string) => Result<T, DeskError>): Promise<Result<T, DeskError>> {
    return this.turns.take(async () => {
      const outcome = await this.guarded((at) => act(this.desk, at))
      for (const grant of this.newlyRevoked) this.ports.link.revoked?.(grant)
      this.newlyRevoked = []
      return outcome
    })
  }

  /** What time does: the queue is watched, runs go on, answers are given up, and what may leave leaves. */
  tick(): Promise<void> {
    return this.turns.take(async () => {
      await this.guarded((at) => {
        this.desk.seeValues(at)
        this.desk.watchClock(at)
        this.desk.watchAuthority(at)
        this.desk.watchQueue(at)
        this.told.push(...tickRuns(this.desk, at).map((t) => ({ ...t, at })))
      })
      for (;;) {
        const released = await this.guarded((at) => this.desk.releaseNext(at, (c) => this.ports.link.takes(c)))
        if (released === undefined) return
        this.ports.link.send(released)
      }
    })
  }

  /** Makes durable what the work recorded; where that fails, or the work does, the desk goes back to what is durable. */
  private async guarded<T>(work: (at: string) => T): Promise<T> {
    try {
      const outcome = work(this.ports.now())
      await this.persist(this.desk.takeEntries())
      return outcome
    } catch (cause) {
      const read = await readLedger(this.ports)
      if (read.ok) {
        this.items = read.value
        this.registered = registeredIn(this.items)
        this.desk = deskFrom(this.ports.source, this.items)
      }
      throw cause
    }
  }

  private async persist(entries: readonly DeskEntry[]): Promise<void> {
    if (entries.length === 0) return
    const lead = await this.ports.signers.signerOf(this.ports.source.lead)
    const added: ChainItem[] = []
    let previous = this.items.at(-1)
    const chain = (draft: Parameters<typeof appendEntry>[1], signer: Signer): void => {
      const made = appendEntry(previous, draft, signer)
      if (!made.ok) throw new Error(`an event without canonical text: ${made.error.pointer}`)
      previous = made.value
      added.push(made.value)
    }
    const known = new Set(this.registered)
    const introduce = (signer: Signer, at: string): void => {
      if (known.has(signer.publicKey)) return
      chain(registerKey(at, signer), lead)
      known.add(signer.publicKey)
    }
    for (const { event, stamp } of entries) {
      const signer = await this.signerOf(stamp.party, lead)
      introduce(lead, stamp.at)
      introduce(signer, stamp.at)
      chain(draftOf(event, stamp), signer)
    }
    await this.ports.store.append(
      added.map((item) => ({ sequence: item.sequence, hash: item.hash, text: encodeEntry(item) })),
      deskNotices(this.desk, entries).map((notice) => ({ ...notice, at: this.ports.wall?.() ?? this.ports.now() })),
    )
    this.items.push(...added)
    this.registered = known
    for (const { event } of entries) if (event.kind === 'grant-revoked') this.newlyRevoked.push(event.grant)
    this.ports.onEntries?.(entries)
  }

  /** A party that keeps its key signs what it asks for itself; that it was taken in is signed by the centre's lead. */
  private async signerOf(party: string, lead: Signer): Promise<Signer> {
    if (party === lead.party || this.desk.book.ownKeysOf(party).length > 0) return lead
    return this.ports.signers.signerOf(party)
  }
}

function draftOf(event: DeskEvent, { at, party, person }: Stamp) {
  // Through JSON, so that what is absent is absent.
  const body = JSON.parse(JSON.stringify({ by: { party, person }, event })) as JsonValue
  return { at, kind: event.kind, subject: subjectOf(event), body }
}

function subjectOf(event: DeskEvent): string {
  switch (event.kind) {
    case 'command-submitted':
    case 'command-moved':
    case 'queue-ordered':
    case 'anomaly':
      return event.id
    case 'grant-given':
      return event.grant.id
    case 'grant-revoked':
      return event.grant
    case 'rule-set':
      return event.rule.id
    case 'rule-ended':
      return event.rule
    case 'rule-waived':
      return event.waiver.rule
    case 'procedure':
      return event.state.run
    case 'deployment':
      return event.module
    case 'exchange':
      return event.service
    case 'rehearsal':
      return event.act.element
    case 'outage':
      return event.node
    default:
      return event.kind
  }
}

/** The desk as its ledger says. */
function deskFrom(source: DeskSource, items: readonly ChainItem[]): CommandDesk {
  const desk = new CommandDesk(deskGround(source))
  for (const { event, stamp } of eventsOf(items)) desk.book.apply(event, stamp)
  return desk
}

/** The events of a ledger with who did what, in order. */
export function eventsOf(items: readonly ChainItem[]): DeskEntry[] {
  return items.flatMap((item): DeskEntry[] => {
    if (!hasContent(item) || item.kind === 'key-registered') return []
    const { by, event } = keptBody.parse(item.body)
    return [{ event: deskEvent.parse(event), stamp: { at: item.at, ...by } }]
  })
}

function registeredIn(items: readonly ChainItem[]): Set<string> {
  const registrations = items.filter((item): item is Entry => hasContent(item) && item.kind === 'key-registered')
  return new Set(registrations.map((item) => keyRegistration.parse(item.body).publicKey))
}
