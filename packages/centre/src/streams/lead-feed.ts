/**
 * What the lead's centre sends to one partner: packets of what the partner reads wholly, hours of what it reads within bounds,
 * the command desk's ledger as far as it concerns it, and what became of commands that it sent up. Where it stands is in the messages themselves, so that a
 * centre that was interrupted goes on behind the last one.
 */
import { err, ok, type Result } from '@magpie/core/result'
import type { ChainItem } from '@magpie/ledger/entry'
import { encodeEntry, hasContent } from '@magpie/ledger/entry'
import { type Signer, verifyEd25519 } from '@magpie/ledger/keys'
import type { DeskCommand } from '@magpie/operations/command/book'
import { commandHash, type SignedCommand } from '@magpie/operations/command/content'
import { describeDeskError } from '@magpie/operations/command/describe-desk'
import { type CommandCentre, eventsOf } from '../command-centre.ts'
import type { DataReading } from '../data-reading.ts'
import type { TelemetryService } from '../telemetry-service.ts'
import type { CentreStreams, StreamMessage } from './centre-streams.ts'
import { concerns, entryFor } from './entry-for.ts'
import { SharedCells } from './shared-cells.ts'
import {
  type DownBody,
  decodeDown,
  decodeUp,
  describeMessageFault,
  encodeDown,
  type FeedPlace,
} from './stream-message.ts'

export type LeadFeedPorts = {
  readonly streams: CentreStreams
  readonly party: string
  /** What is rehearsed or flown now; another one begins anew. */
  readonly run: () => string
  readonly telemetry: () => TelemetryService | undefined
  readonly desk: () => CommandCentre | undefined
  readonly reading: DataReading
  readonly signer: Signer
  /** UTC of the mission. */
  readonly now: () => string
}

/** A message holds so many octets of packets, packets, or entries at most. */
const MOST_OCTETS = 400_000
const MOST_PACKETS = 1000
const MOST_ENTRIES = 200
/** Packets looked at for one message, of whatever source. */
const MOST_LOOKED_AT = 20_000

type Standing = { readonly sequence: number; readonly run: string; readonly place: FeedPlace }
type Answer = DownBody['answers'][number]
/** A packet of the archive has a place in it; `undefined` is before the first. */
type Place = FeedPlace['packet']

const BEGINNING: FeedPlace = { entries: 0, up: 0 }

export class LeadFeed {
  private readonly ports: LeadFeedPorts
  private standing: Standing | undefined
  /** Where the look through the archive stands, when nothing was found to send since the last message. */
  private looked: Place
  private cells: SharedCells | undefined
  private answers: Answer[] = []
  private up = 0

  constructor(ports: LeadFeedPorts) {
    this.ports = ports
  }

  /** Begins to take what comes up, behind what was answered before; returns how to stop. */
  async begin(ended: (why: unknown) => void): Promise<() => Promise<void>> {
    const { streams, party } = this.ports
    const { place } = await this.stands()
    this.up = place.up
    return streams.follow({ party, way: 'up' }, place.up, { take: (message) => this.hear(message), ended })
  }

  /** Sends what there is to send, one message; whether there may be more. */
  async step(): Promise<boolean> {
    const { streams, party, signer } = this.ports
    const { sequence, place: from } = await this.stands()
    const made = await this.messageAfter(from)
    if (made === undefined) return false
    const { body, more } = made
    const published = await streams.publish({ party, way: 'down' }, encodeDown(body, signer), sequence)
    if (published.kind === 'moved') {
      this.standing = undefined
      return true
    }
    this.standing = { sequence: published.sequence, run: body.run, place: body.place }
    this.answers = this.answers.slice(body.answers.length)
    await streams.release({ party, way: 'up' }, body.place.up)
    return more
  }

  private async stands(): Promise<Standing> {
    const { streams, party, run } = this.ports
    if (this.standing?.run === run()) return this.standing
    const newest = await streams.newest({ party, way: 'down' })
    const last = newest === undefined ? undefined : this.own(newest)
    const same = last?.run === run()
    // What came up was for whatever ran when it came: another run does not answer it again.
    const place = same ? last!.place : { ...BEGINNING, up: last?.place.up ?? 0 }
    this.standing = { sequence: newest?.sequence ?? 0, run: run(), place }
    this.looked = place.packet
    this.cells = new SharedCells(this.ports, place.shared)
    return this.standing
  }

  private own({ sequence, data }: StreamMessage): DownBody {
    const { party, signer } = this.ports
    const read = decodeDown(data, party, signer.publicKey, verifyEd25519)
    if (read.ok) return read.value.body
    throw new Error(`message ${sequence} to ${party} is not this centre's: ${describeMessageFault(read.error)}`)
  }

  private async messageAfter(from: FeedPlace): Promise<{ body: DownBody; more: boolean } | undefined> {
    const { party, run, now } = this.ports
    const { packets, place: packet, more: morePackets } = await this.packetsAfter(this.looked)
    const { cells: samples, place: shared, more: moreSamples } = await this.cells!.take()
    const { entries, opened, more: moreEntries } = this.entriesAfter(from.entries)
    const answers = this.answers.slice(0, MOST_ENTRIES)
    this.looked = packet
    const upwards = answers.length === this.answers.length ? this.up : from.up
    const isEmpty = packets.length + samples.length + entries.length + answers.length === 0
    if (isEmpty) return morePackets || moreSamples ? this.messageAfter(from) : undefined
    const place = {
      ...(packet === undefined ? {} : { packet }),
      ...(shared === undefined ? {} : { shared }),
      ...{ entries: from.entries + entries.length, up: upwards },
    }
    const body: DownBody = {
      ...{ format: 'magpie-stream-1', run: run(), to: party, at: now() },
      ...{ place, packets, samples, entries, opened, answers },
    }
    return { body, more: morePackets || moreSamples || moreEntries || answers.length < this.answers.length }
  }

  private async packetsAfter(after: Place) {
    const { telemetry, reading, party } = this.ports
    const service = telemetry()
    const packets: DownBody['packets'] = []
    let [place, octets, looked] = [after, 0, 0]
    if (service === undefined) return { packets, place, more: false }
    await service.durably()
    for await (const one of service.packetsBehind(after)) {
      if (packets.length === MOST_PACKETS || octets >= MOST_OCTETS || looked === MOST_LOOKED_AT)
        return { packets, place, more: true }
      place = { ...one.place }
      looked++
      if (one.bytes === undefined || !reading.packetsOf({ arrivedAt: '', roles: [], party }, one.source).ok) continue
      const { source, station, received_us } = one
      packets.push({ source, station, received_us, octets: one.bytes.slice() })
      octets += one.bytes.length
    }
    return { packets, place, more: false }
  }

  private entriesAfter(from: number): { entries: string[]; opened: string[]; more: boolean } {
    const centre = this.ports.desk()
    if (centre === undefined) return { entries: [], opened: [], more: false }
    const items = centre.entries.slice(from, from + MOST_ENTRIES)
    const entries = items.map((item) => encodeEntry(entryFor(item, this.mayRead(item, centre))))
    return { entries, opened: this.openedBy(items, from, centre), more: centre.entries.length > from + MOST_ENTRIES }
  }

  private mayRead(item: ChainItem, { desk }: CommandCentre): boolean {
    const [event] = eventsOf([item])
    return event === undefined || concerns(event, this.ports.party, desk)
  }

  /** What was sent as heads alone, of commands that concern the party by these entries. */
  private openedBy(items: readonly ChainItem[], from: number, centre: CommandCentre): string[] {
    const subjects = new Set(items.flatMap((item) => (this.isOnCommand(item, centre) ? [item.subject] : [])))
    if (subjects.size === 0) return []
    return centre.entries
      .slice(0, from)
      .filter((item) => hasContent(item) && item.kind.startsWith('command-') && subjects.has(item.subject))
      .map(encodeEntry)
  }

  private isOnCommand(item: ChainItem, centre: CommandCentre): item is Extract<ChainItem, { subject: string }> {
    // An approval by the party is what makes a command concern it that did not before.
    const [event] = eventsOf([item])
    const isApproval =
      event?.event.kind === 'command-moved' && event.event.steps.some((step) => step.action === 'approve')
    return hasContent(item) && isApproval && event.stamp.party === this.ports.party && this.mayRead(item, centre)
  }

  /** Takes what the partner sent up. */
  private async hear({ sequence, data }: StreamMessage): Promise<void> {
    const { streams, party } = this.ports
    const read = decodeUp(data)
    if (!read.ok) this.answers.push({ nonce: '', state: 'not-taken', why: describeMessageFault(read.error) })
    else if (read.value.kind === 'taken') await streams.release({ party, way: 'down' }, read.value.sequence)
    else this.answers.push(await this.submitted(read.value.signed))
    this.up = sequence
  }

  private async submitted(signed: SignedCommand): Promise<Answer> {
    const { nonce } = signed.content
    const told = await this.submit(signed)
    if (told.ok) return { nonce, state: told.value.state, id: told.value.id }
    return { nonce, state: 'not-taken', why: told.error }
  }

  private async submit({
    content,
    signature,
  }: SignedCommand): Promise<Result<Pick<DeskCommand, 'id' | 'state'>, string>> {
    const { desk, party } = this.ports
    const centre = desk()
    if (centre === undefined) return err('the command desk is not open yet')
    if (content.party !== party) return err(`${party}'s stream brings a command in the name of ${content.party}`)
    // A crash between the desk's record and its answer brings the message once more.
    const hash = commandHash(content)
    const before = [...centre.desk.book.commands.values()].find(
      (c) => c.content.nonce === content.nonce && commandHash(c.content) === hash,
    )
    if (before !== undefined) return ok(before)
    const done = await centre.perform((open, at) =>
      open.submit(content, signature, { at, party, person: content.person }),
    )
    return done.ok ? done : err(describeDeskError(done.error))
  }
}
