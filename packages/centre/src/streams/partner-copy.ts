/**
 * A partner's copy of a joint mission at its own centre: packets of what it reads wholly, in an archive of its own, and the
 * command desk's ledger as far as it concerns it, verified as it grows. Nothing is called taken before it is durable here,
 * and what comes again changes nothing.
 */
import { err, ok, type Result } from '@magpie/core/result'
import { type ChainFault, verifyChain } from '@magpie/ledger/chain'
import { type ChainItem, decodeEntry } from '@magpie/ledger/entry'
import { rememberSignatures, type VerifySignature, verifyEd25519 } from '@magpie/ledger/keys'
import type { SignedCommand } from '@magpie/operations/command/content'
import type { TelemetryService } from '../telemetry-service.ts'
import type { CentreStreams, StreamMessage } from './centre-streams.ts'
import {
  type DownBody,
  decodeDown,
  describeMessageFault,
  encodeUp,
  type MessageFault,
  type SampleCell,
  type UpBody,
} from './stream-message.ts'

/** How far a partner has come. */
export type PartnerStanding = {
  readonly sequence: number
  /** The public key of the lead's centre, hexadecimal: known beforehand, or that of the first message. */
  readonly leadKey: string | undefined
}

/** What a partner keeps of one run. */
export type PartnerRun = {
  readonly telemetry: TelemetryService
  /** Entries as they stand in the copy. */
  readonly ledger: ChainItem[]
  /** Makes durable what was appended; `anew` where earlier ones were replaced. */
  keepLedger(ledger: readonly ChainItem[], added: number, anew: boolean): Promise<void>
  /** Puts hours in the place of what was there of them; durable when resolved. */
  keepSamples(cells: readonly SampleCell[]): Promise<void>
  answer(answers: DownBody['answers'], at: string): Promise<void>
  close(): Promise<void>
}

export type PartnerPorts = {
  readonly party: string
  readonly streams: CentreStreams
  readonly openRun: (run: string) => Promise<PartnerRun>
  /** Keeps the standing; durable when resolved. */
  readonly keep: (standing: PartnerStanding) => Promise<void>
  readonly told: (taken: Taken) => void
  readonly verify?: VerifySignature
}

/** What a message brought. */
export type Taken = {
  readonly run: string
  readonly at: string
  readonly packets: number
  /** Of what is read within bounds. */
  readonly hours: number
  readonly entries: number
  readonly answers: DownBody['answers']
}

export type PartnerFault =
  | MessageFault
  | { readonly kind: 'ledger-broken'; readonly run: string; readonly fault: ChainFault }
  | { readonly kind: 'entry-unreadable'; readonly why: string }
  | { readonly kind: 'entries-missing'; readonly have: number; readonly sequence: number }

/** Ends the following of a stream: what came is not what the lead's centre may send. */
export class PartnerError extends Error {
  readonly fault: PartnerFault

  constructor(fault: PartnerFault) {
    super(fault.kind)
    this.fault = fault
  }
}

export class PartnerCopy {
  private readonly ports: PartnerPorts
  private readonly verify: VerifySignature
  private standing: PartnerStanding
  private confirmed = 0
  private open: { readonly run: string; readonly kept: PartnerRun } | undefined

  constructor(ports: PartnerPorts, standing: PartnerStanding) {
    this.ports = ports
    this.standing = standing
    this.verify = rememberSignatures(ports.verify ?? verifyEd25519)
  }

  /** The last message that was taken in. */
  get taken(): number {
    return this.standing.sequence
  }

  /** The public key of the lead's centre, once it is known. */
  get leadKey(): string | undefined {
    return this.standing.leadKey
  }

  /** Follows the stream behind what was taken; `ended` hears why it cannot go on. */
  follow(ended: (why: unknown) => void): Promise<() => Promise<void>> {
    const { streams, party } = this.ports
    return streams.follow({ party, way: 'down' }, this.standing.sequence, { take: (m) => this.take(m), ended })
  }

  async close(): Promise<void> {
    await this.open?.kept.close()
  }

  private async take({ sequence, data }: StreamMessage): Promise<void> {
    const { party, keep, told } = this.ports
    const read = decodeDown(data, party, this.standing.leadKey, this.verify)
    if (!read.ok) throw new PartnerError(read.error)
    const { run, at, packets, samples, entries, opened, answers } = read.value.body
    const kept = await this.runOf(run)
    for (const { source, station, received_us, octets } of packets)
      kept.telemetry.take(source, station, octets, 0, octets.length, received_us)
    const grown = this.grown(run, kept.ledger, entries, opened)
    if (!grown.ok) throw new PartnerError(grown.error)
    await kept.telemetry.durably()
    await kept.keepSamples(samples)
    const added = grown.value.length - kept.ledger.length
    if (added > 0 || opened.length > 0) await kept.keepLedger(grown.value, added, opened.length > 0)
    kept.ledger.splice(0, kept.ledger.length, ...grown.value)
    if (answers.length > 0) await kept.answer(answers, at)
    this.standing = { sequence, leadKey: read.value.publicKey }
    await keep(this.standing)
    told({ run, at, packets: packets.length, hours: samples.length, entries: added, answers })
  }

  /** Tells the lead's centre that it need not keep what was taken. */
  async confirm(): Promise<void> {
    const { sequence } = this.standing
    if (sequence === this.confirmed) return
    this.confirmed = sequence
    await sendUp(this.ports.streams, this.ports.party, { kind: 'taken', sequence })
  }

  private async runOf(run: string): Promise<PartnerRun> {
    if (this.open?.run === run) return this.open.kept
    await this.close()
    this.open = { run, kept: await this.ports.openRun(run) }
    return this.open.kept
  }

  private grown(
    run: string,
    ledger: readonly ChainItem[],
    entries: readonly string[],
    opened: readonly string[],
  ): Result<ChainItem[], PartnerFault> {
    const items = [...ledger]
    for (const text of [...entries, ...opened]) {
      const decoded = decodeEntry(text)
      if (!decoded.ok) return err({ kind: 'entry-unreadable', why: JSON.stringify(decoded.error) })
      const { sequence } = decoded.value
      if (sequence > items.length) return err({ kind: 'entries-missing', have: items.length, sequence })
      const known = items[sequence]
      // What is there already is replaced by the same entry with more of it, and by nothing else.
      if (known === undefined || known.hash === decoded.value.hash) items[sequence] = richer(known, decoded.value)
      else return err({ kind: 'ledger-broken', run, fault: { index: sequence, kind: 'altered-content' } })
    }
    const verified = verifyChain(items, { verify: this.verify })
    return verified.ok || items.length === 0 ? ok(items) : err({ kind: 'ledger-broken', run, fault: verified.error })
  }
}

/** Sends a command up that the party has signed; durable when it resolves. */
export function sendCommand(streams: CentreStreams, party: string, signed: SignedCommand): Promise<number> {
  return sendUp(streams, party, { kind: 'command', signed })
}

/** Somebody else of the party may send at the same time: then it is behind theirs. */
async function sendUp(streams: CentreStreams, party: string, body: UpBody): Promise<number> {
  const stream = { party, way: 'up' } as const
  for (;;) {
    const newest = await streams.newest(stream)
    const published = await streams.publish(stream, encodeUp(body), newest?.sequence ?? 0)
    if (published.kind === 'at') return published.sequence
  }
}

function richer(known: ChainItem | undefined, now: ChainItem): ChainItem {
  return known !== undefined && 'redacted' in now ? known : now
}

/** The fault of a copy in words. */
export function describePartnerFault(fault: PartnerFault): string {
  switch (fault.kind) {
    case 'ledger-broken':
      return `the ledger of ${fault.run} does not verify at entry ${fault.fault.index}: ${fault.fault.kind}`
    case 'entry-unreadable':
      return `an entry of the ledger cannot be read: ${fault.why}`
    case 'entries-missing':
      return `entry ${fault.sequence} of the ledger came, and there are ${fault.have} before it`
    default:
      return describeMessageFault(fault)
  }
}
