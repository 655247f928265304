/**
 * The way of a packet from one source: told from those that came before, archived as it is, decoded, its limits looked at,
 * what follows from it derived, and put into its table: once, however often and in whatever order it comes.
 *
 * A packet that comes after a later one of its channel is late. It has its row and its levels like any other; alarms,
 * changes and latest values stay with what is newer, and only what follows from the packet alone is derived from it, so
 * that its sample does not depend on when it came.
 */
import type { Decoder } from '../decoder.ts'
import type { DecodeError, Sample } from '../decoder-run.ts'
import { type Derivation, derivation } from '../derived.ts'
import type { AlarmLevel, Dictionary } from '../dictionary.ts'
import type { IncomingPacket, PacketSink, PacketStanding } from './archive-port.ts'
import { type GapBook, type GapSnapshot, gapBook } from './gap-book.ts'
import { HotChunk, type RowPlan, rowPlan } from './hot-table.ts'
import { type IdentityVerdict, type IdentityWindow, identityWindow } from './identity-window.ts'
import { type LimitSnapshot, type LimitTransition, type LimitWatch, limitWatch } from './limit-watch.ts'
import type { Micros } from './micros.ts'
import type { PacketClock } from './packet-clock.ts'
import { recordChecksum } from './record-checksum.ts'
import { tableLayout } from './table-layout.ts'

export type PipelineOptions = {
  readonly source: string
  readonly dictionary: Dictionary
  readonly decoder: Decoder
  readonly clock: PacketClock
  readonly sink: PacketSink
  /** Where the archive stood when it was opened. */
  readonly resume?: PipelineSnapshot
  /** Up to which time each channel is archived; it decides what has to be asked for. */
  readonly archivedUntil?: ReadonlyMap<number, Micros>
  /** Gives a sample the values that no packet tells. */
  readonly prepare?: (sample: Sample) => void
  readonly told: PipelineEvents
}

/** What a pipeline tells as it goes. Samples are those of the pipeline: copy what must stay. */
export type PipelineEvents = {
  /** A packet in order was decoded: these are the latest values. */
  decoded?(sample: Sample, time_us: Micros, received_us: Micros): void
  /** A level stands from now on; told again where packets are taken up after a restart. */
  alarm?(transition: LimitTransition, time_us: Micros): void
  /** A late packet broke limits. */
  lateViolation?(level: AlarmLevel, apid: number, sequence: number, time_us: Micros): void
  undecoded?(error: DecodeError, apid: number, sequence: number): void
  conflict?(apid: number, sequence: number, time_us: Micros): void
}

/** Counts since the pipeline was made. */
export type PipelineCounts = {
  packets: number
  samples: number
  values: number
  late: number
  duplicates: number
  conflicts: number
  undecoded: number
  /** Packets whose time could not be read: the time of reception stands for it. */
  untimed: number
}

export type PipelineSnapshot = {
  readonly channels: readonly { readonly apid: number; readonly gaps: GapSnapshot }[]
  readonly limits: LimitSnapshot
}

/** What became of a packet that was taken. */
export type Taken = 'sample' | 'duplicate' | 'conflict' | 'undecoded' | 'asked'

/** One packet's particulars, filled again and again. */
type Reused = { -readonly [K in keyof IncomingPacket]: IncomingPacket[K] }

type Channel = { readonly window: IdentityWindow; readonly gaps: GapBook }
/** A packet that waits for the archive's answer. */
export type Asked = {
  readonly apid: number
  readonly sequence: number
  readonly time_us: Micros
  readonly received_us: Micros
  readonly station: string
  readonly bytes: Uint8Array
  readonly digest: number
}

export class Pipeline {
  readonly source: string
  readonly decoder: Decoder
  readonly counts: PipelineCounts = {
    packets: 0,
    samples: 0,
    values: 0,
    late: 0,
    duplicates: 0,
    conflicts: 0,
    undecoded: 0,
    untimed: 0,
  }
  /** The sample of packets in order: of every parameter the latest value. */
  readonly sample: Sample
  readonly limits: LimitWatch
  /** Rows of the segment that is being filled, by container; `turn` takes them away. */
  tables: (HotChunk | undefined)[]
  /** Packets of which only the archive knows whether it has them. */
  asked: Asked[] = []
  private readonly options: PipelineOptions
  private readonly channels = new Map<number, Channel>()
  private lastApid = -1
  private lastChannel: Channel | undefined
  /** Rows that each table had when it was taken away: the next one will hold about as many. */
  private readonly lastRows: number[]
  /** Tables whose rows are in files, to be filled again. */
  private readonly spare: (HotChunk | undefined)[]
  private readonly derive: Derivation
  private readonly plans: (RowPlan | undefined)[]
  private readonly initial: Sample
  private readonly lateSample: Sample
  private readonly stations = new Map<string, number>()
  private lastStation: string | undefined
  private lastStationNumber = 0
  private readonly incoming: Reused
  private view: DataView = new DataView(new ArrayBuffer(0))
  private lastTime_us: Micros = 0
  private readonly hearAlarm = (transition: LimitTransition): void => {
    this.options.told.alarm?.(transition, this.lastTime_us)
  }

  constructor(options: PipelineOptions) {
    this.options = options
    const { decoder, dictionary, resume } = options
    this.source = options.source
    this.decoder = decoder
    this.sample = decoder.newSample()
    this.lateSample = decoder.newSample()
    this.initial = decoder.newSample()
    for (const sample of [this.sample, this.lateSample, this.initial]) options.prepare?.(sample)
    this.derive = derivation(dictionary, decoder)
    this.limits = limitWatch(decoder, resume?.limits)
    this.plans = decoder.containers.map(() => undefined)
    this.tables = decoder.containers.map(() => undefined)
    this.lastRows = decoder.containers.map(() => 0)
    this.spare = decoder.containers.map(() => undefined)
    for (const { apid, gaps } of resume?.channels ?? []) this.open(apid, gaps)
    this.incoming = {
      source: options.source,
      station: '',
      apid: 0,
      sequence: 0,
      time_us: 0,
      received_us: 0,
      bytes: new Uint8Array(0),
      from: 0,
      octets: 0,
      digest: 0,
      why: 'sample',
    }
  }

  /** Takes one whole packet out of `bytes`; what became of it. Its octets are not needed any more when it returns. */
  take(bytes: Uint8Array, from: number, octets: number, received_us: Micros, station: string): Taken {
    const view = this.viewOf(bytes)
    const apid = view.getUint16(from) & 0x7ff
    const sequence = view.getUint16(from + 2) & 0x3fff
    const time_us = this.timeOf(view, from, octets, received_us)
    const digest = recordChecksum(bytes, from, from + octets)
    this.counts.packets++
    const channel = this.channelOf(apid)
    // Without a time of its own a repetition shows only by its octets.
    const repeated = time_us === received_us && channel.window.repeats(sequence, digest)
    const verdict = repeated ? 'duplicate' : channel.window.see(sequence, time_us, digest)
    if (verdict === 'duplicate') {
      this.counts.duplicates++
      return 'duplicate'
    }
    if (verdict === 'ask') {
      const copy = bytes.slice(from, from + octets)
      this.asked.push({ apid, sequence, time_us, received_us, station, bytes: copy, digest })
      return 'asked'
    }
    const packet = this.incoming
    packet.station = station
    packet.apid = apid
    packet.sequence = sequence
    packet.time_us = time_us
    packet.received_us = received_us
    packet.bytes = bytes
    packet.from = from
    packet.octets = octets
    packet.digest = digest
    return this.admit(packet, verdict, channel)
  }

  /** Takes the packets that wait for the archive's answer: those that it does not hold are late, and taken now. */
  async settle(): Promise<number> {
    let settled = 0
    while (this.asked.length > 0) {
      const batch = this.asked
      this.asked = []
      const { source } = this
      const held = await this.options.sink.held(
        batch.map(({ apid, sequence, time_us }) => ({ source, apid, sequence, time_us })),
      )
      const among = new Map<string, number>()
      batch.forEach((packet, i) => {
        const key = `${packet.apid} ${packet.sequence} ${packet.time_us}`
        const known = held[i] ?? among.get(key)
        if (known === undefined) among.set(key, packet.digest)
        this.answer(packet, known)
      })
      settled += batch.length
    }
    return settled
  }

  /** Takes a packet that is in the archive already but not in a file of values, after a restart: nothing but alarms is told of it. */
  restore(packet: Omit<IncomingPacket, 'source'>): void {
    const { apid, sequence, time_us, digest } = packet
    const channel = this.channels.get(apid) ?? this.open(apid)
    if (packet.why === 'conflict') return
    const late = time_us < channel.window.newest_us
    channel.window.restore(sequence, time_us, digest)
    channel.gaps.see(sequence, time_us)
    if (packet.why === 'sample') this.decode({ ...packet, source: this.source }, late, false)
  }

  /** Puts new tables in the place of those that are full; the full ones, of containers that came. */
  turn(): HotChunk[] {
    const full = this.tables.filter((chunk) => chunk !== undefined)
    this.tables.forEach((chunk, i) => {
      this.lastRows[i] = chunk?.rows ?? 0
    })
    this.tables = this.tables.map(() => undefined)
    return full
  }

  /** Takes back a table that is in a file: new memory costs more than the decoding that fills it. */
  reuse(chunk: HotChunk): void {
    const index = this.plans.indexOf(chunk.plan)
    if (index < 0 || chunk.lent) return
    chunk.reset()
    this.spare[index] = chunk
  }

  /** Of each channel by APID: what came and what is missing. */
  channelGaps(): { readonly apid: number; readonly gaps: GapBook; readonly newest_us: Micros }[] {
    return [...this.channels].map(([apid, { gaps, window }]) => ({ apid, gaps, newest_us: window.newest_us }))
  }

  snapshot(): PipelineSnapshot {
    const channels = [...this.channels].map(([apid, { gaps }]) => ({ apid, gaps: gaps.snapshot() }))
    return { channels, limits: this.limits.snapshot() }
  }

  /** The name of a station by the number that rows carry. */
  stationNames(): readonly string[] {
    return [...this.stations.keys()]
  }

  private answer(packet: Asked, held: number | undefined): void {
    if (held === packet.digest) {
      this.counts.duplicates++
      return
    }
    const channel = this.channels.get(packet.apid) ?? this.open(packet.apid)
    Object.assign(this.incoming, packet, { from: 0, octets: packet.bytes.length })
    this.admit(this.incoming, held === undefined ? 'late' : 'conflict', channel)
  }

  private admit(packet: Reused, verdict: Exclude<IdentityVerdict, 'duplicate' | 'ask'>, channel: Channel): Taken {
    const { apid, sequence, time_us } = packet
    if (verdict === 'conflict') {
      this.counts.conflicts++
      packet.why = 'conflict'
      this.options.sink.append(packet)
      this.options.told.conflict?.(apid, sequence, time_us)
      return 'conflict'
    }
    channel.gaps.see(sequence, time_us)
    const late = verdict === 'late'
    if (late) this.counts.late++
    const why = this.decode(packet, late, true)
    packet.why = why
    this.options.sink.append(packet)
    return why
  }

  /** Decodes a packet, looks at its limits, derives what follows, and puts the row. */
  private decode(packet: Omit<IncomingPacket, 'why'>, late: boolean, tell: boolean): 'sample' | 'undecoded' {
    const { told } = this.options
    const into = late ? this.resetLate() : this.sample
    const view = this.viewOf(packet.bytes)
    const done = this.decoder.decodeAt(view, packet.from, packet.octets, into)
    if (!done.ok) {
      this.counts.undecoded++
      if (tell) told.undecoded?.(done.error, packet.apid, packet.sequence)
      return 'undecoded'
    }
    const { time_us } = packet
    if (late) {
      // One that knows no other packet.
      if (this.options.dictionary.algorithms.length > 0) derivation(this.options.dictionary, this.decoder)(into)
      const gravest = this.limits.checkLate(into)
      if (tell && gravest !== 'nominal') told.lateViolation?.(gravest, packet.apid, packet.sequence, time_us)
    } else {
      this.derive(into)
      this.lastTime_us = time_us
      this.limits.check(into, time_us, this.hearAlarm)
    }
    this.counts.samples++
    this.counts.values += into.count
    this.put(packet, into)
    if (!late) told.decoded?.(into, time_us, packet.received_us)
    return 'sample'
  }

  private put(packet: Omit<IncomingPacket, 'why'>, sample: Sample): void {
    const index = sample.container
    let chunk = this.tables[index]
    if (chunk === undefined) {
      chunk = this.spare[index] ?? new HotChunk(this.planOf(index), this.lastRows[index])
      this.spare[index] = undefined
      this.tables[index] = chunk
    }
    chunk.append(packet, this.stationOf(packet.station), sample, this.limits.levels)
  }

  private planOf(index: number): RowPlan {
    const found = this.plans[index]
    if (found !== undefined) return found
    const { decoder, dictionary } = this.options
    const made = rowPlan(tableLayout(decoder.containers[index]!, dictionary.algorithms))
    this.plans[index] = made
    return made
  }

  private stationOf(name: string): number {
    if (name === this.lastStation) return this.lastStationNumber
    this.lastStationNumber = this.stationNumber(name)
    this.lastStation = name
    return this.lastStationNumber
  }

  private stationNumber(name: string): number {
    const found = this.stations.get(name)
    if (found !== undefined) return found
    this.stations.set(name, this.stations.size)
    return this.stations.size - 1
  }

  /** What a late packet is decoded into knows nothing of other packets. */
  private resetLate(): Sample {
    const { lateSample, initial } = this
    lateSample.raw.set(initial.raw)
    lateSample.value.set(initial.value)
    for (let i = 0; i < initial.text.length; i++) lateSample.text[i] = initial.text[i]
    return lateSample
  }

  private channelOf(apid: number): Channel {
    if (apid !== this.lastApid || this.lastChannel === undefined) {
      this.lastApid = apid
      this.lastChannel = this.channels.get(apid) ?? this.open(apid)
    }
    return this.lastChannel
  }

  private open(apid: number, gaps?: GapSnapshot): Channel {
    const channel = { window: identityWindow(this.options.archivedUntil?.get(apid)), gaps: gapBook(gaps) }
    this.channels.set(apid, channel)
    return channel
  }

  private timeOf(view: DataView, from: number, octets: number, received_us: Micros): Micros {
    const time_us = this.options.clock(view, from, octets)
    if (!Number.isNaN(time_us)) return time_us
    this.counts.untimed++
    return received_us
  }

  /** Packets of one buffer share its view: making one costs as much as decoding ten fields. */
  private viewOf(bytes: Uint8Array): DataView {
    if (
      this.view.buffer !== bytes.buffer ||
      this.view.byteOffset !== bytes.byteOffset ||
      this.view.byteLength !== bytes.length
    )
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    return this.view
  }
}

/** Standing of a packet by its number in files. */
export const STANDINGS: readonly PacketStanding[] = ['sample', 'conflict', 'undecoded']
