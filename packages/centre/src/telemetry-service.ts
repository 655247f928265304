/**
 * Telemetry of a centre: packets of links go through a pipeline for each source into the archive, tables and live values, and
 * everything that was archived is found again, whether it is in a file or was decoded a moment ago. Archive, clock and sockets
 * are ports.
 */
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import type { Decoder } from '@magpie/operations/decoder'
import type { Dictionary, Parameter } from '@magpie/operations/dictionary'
import type {
  IncomingPacket,
  OpenStore,
  PacketPlace,
  PacketWish,
  StoredPacket,
  TelemetryStore,
} from '@magpie/operations/ingest/archive-port'
import type { Gap } from '@magpie/operations/ingest/gap-book'
import type { Block } from '@magpie/operations/ingest/history'
import { hotBlocks } from '@magpie/operations/ingest/hot-blocks'
import type { HotChunk } from '@magpie/operations/ingest/hot-table'
import { type LatestValue, type LiveSource, latestOf, liveSource, mark } from '@magpie/operations/ingest/live-values'
import type { Micros } from '@magpie/operations/ingest/micros'
import type { PacketClock } from '@magpie/operations/ingest/packet-clock'
import { Pipeline, type PipelineEvents, type PipelineSnapshot, type Taken } from '@magpie/operations/ingest/pipeline'
import { columnNames, tableLayout } from '@magpie/operations/ingest/table-layout'
import type { AlarmTransition } from '@magpie/operations/telemetry'
import { GapJournal } from './gap-journal.ts'

export type TelemetryOptions = {
  readonly leap: LeapSeconds
  readonly dictionary: Dictionary
  readonly decoder: Decoder
  readonly clock: PacketClock
  readonly open: OpenStore
  readonly told?: TelemetryEvents
}

/** What a service tells as it goes. */
export type TelemetryEvents = {
  alarm?(source: string, transition: AlarmTransition, time_us: Micros): void
  lateViolation?: (source: string, ...about: Parameters<NonNullable<PipelineEvents['lateViolation']>>) => void
  /** A packet contradicts one that was archived, or the dictionary does not explain it. */
  trouble?(source: string, kind: 'conflict' | 'undecoded', apid: number, sequence: number): void
  /** Gaps opened, narrowed or filled since the last look. */
  gaps?: (changes: ReturnType<GapJournal['look']>) => void
  onFault(cause: unknown): void
}

/** What is missing of a channel. */
export type ChannelState = {
  readonly source: string
  readonly apid: number
  readonly packets: number
  readonly missing: number
  readonly strays: number
  readonly newest_us: Micros
  readonly gaps: readonly Gap[]
}

/** More seals than this under way, and links should wait. */
const MOST_SEALS = 2

export class TelemetryService {
  readonly leap: LeapSeconds
  readonly sources = new Map<string, LiveSource>()
  private readonly options: TelemetryOptions
  private readonly columns: ReadonlyMap<string, { readonly column: string; readonly parameter: Parameter }>
  private store: TelemetryStore | undefined
  private snapshots = new Map<string, PipelineSnapshot>()
  private archivedUntil: (source: string) => ReadonlyMap<number, Micros> = () => new Map()
  /** Rows on their way into files. */
  private readonly sealing = new Map<string, Set<HotChunk>>()
  private readonly containers = new Map<string, Set<string>>()
  private journal = new GapJournal([])
  private settling: Promise<void> = Promise.resolve()
  private lastPlace = 0

  private constructor(options: TelemetryOptions) {
    this.options = options
    this.leap = options.leap
    const { parameters } = options.decoder
    const names = columnNames(parameters)
    this.columns = new Map(
      parameters.flatMap((parameter, i) => {
        const found = { column: names[i]!, parameter }
        return [[parameter.qualifiedName, found] as const, [names[i]!, found] as const]
      }),
    )
  }

  /** Opens the archive and takes up where it ends: nothing that was acknowledged is missing, nothing is told twice. */
  static async open(options: TelemetryOptions): Promise<TelemetryService> {
    const service = new TelemetryService(options)
    const store = await options.open({
      begin(snapshot, archivedUntil) {
        service.archivedUntil = archivedUntil
        for (const [source, one] of Object.entries((snapshot ?? {}) as Record<string, PipelineSnapshot>))
          service.snapshots.set(source, one)
      },
      unsealed: (packet) => service.restore(packet),
    })
    service.store = store
    service.journal = new GapJournal(store.journal)
    return service
  }

  get archive(): TelemetryStore {
    if (this.store === undefined) throw new Error('the archive is not open yet')
    return this.store
  }

  /** Takes one whole packet of a source; its octets are not needed any more when it returns. */
  take(source: string, station: string, bytes: Uint8Array, from: number, octets: number, received_us: Micros): Taken {
    const { pipeline } = this.sourceOf(source)
    const taken = pipeline.take(bytes, from, octets, received_us, station)
    if (taken === 'asked') this.settle(pipeline)
    if (this.archive.isFull) void this.turn().catch(this.fault)
    return taken
  }

  /** Whether links should wait until the disk has caught up. */
  get isBehind(): boolean {
    return this.archive.sealsUnderWay > MOST_SEALS
  }

  /** Resolves when all packets taken so far would survive a crash, those asked for in the archive too. */
  async durably(): Promise<void> {
    await this.settling
    await this.archive.durably(this.lastPlace)
  }

  /** Seals what has grown. */
  async turn(): Promise<void> {
    const tables = [...this.sources.values()].flatMap(({ pipeline }) => {
      const stations = pipeline.stationNames()
      return pipeline.turn().map((chunk) => ({ source: pipeline.source, chunk, stations }))
    })
    for (const { source, chunk } of tables) this.sealingOf(source).add(chunk)
    const snapshot = Object.fromEntries(
      [...this.sources].map(([source, { pipeline }]) => [source, pipeline.snapshot()]),
    )
    for (const [source, one] of this.snapshots) if (!this.sources.has(source)) snapshot[source] = one
    await this.archive.turn(tables, snapshot)
    for (const { source, chunk } of tables) this.sealingOf(source).delete(chunk)
  }

  /** The newest value of every parameter, of one source or of all. */
  latest(source?: string): LatestValue[] {
    const wanted =
      source === undefined ? [...this.sources.values()] : [this.sources.get(source)].filter((s) => s !== undefined)
    return wanted.flatMap((one) => one.pipeline.decoder.parameters.flatMap(({ index }) => latestOf(one, index) ?? []))
  }

  /** A parameter by its name in tables, or by its qualified name. */
  parameterNamed(name: string): { readonly column: string; readonly parameter: Parameter } | undefined {
    return this.columns.get(name)
  }

  /** All rows of a source that have a column of this name; files and memory. */
  async blocks(source: string, columns: readonly string[]): Promise<Block[]> {
    const out: Block[] = []
    for (const table of this.archive.tablesOf(source))
      if (this.mayHold(table.container, columns)) out.push(...(await this.archive.blocksOf(table)))
    const chunks = [...this.sealingOf(source), ...(this.sources.get(source)?.pipeline.tables ?? [])]
    for (const chunk of chunks) {
      const has = chunk?.plan.layout.columns.some((column) => columns.includes(column.name)) ?? false
      if (chunk !== undefined && has) out.push(...hotBlocks(chunk))
    }
    return out
  }

  /** Sources that have come, now or in the archive. */
  sourceNames(): string[] {
    return [...new Set([...this.sources.keys(), ...this.snapshots.keys()])]
  }

  packets(wish?: PacketWish, after?: PacketPlace): AsyncIterable<StoredPacket> {
    return this.archive.packets(wish, after)
  }

  /** What came and what is missing, by channel. */
  channels(source?: string): ChannelState[] {
    for (const name of this.snapshots.keys()) this.sourceOf(name)
    return [...this.sources.values()]
      .filter(({ pipeline }) => source === undefined || pipeline.source === source)
      .flatMap(({ pipeline }) =>
        pipeline.channelGaps().map(({ apid, gaps, newest_us }) => ({
          source: pipeline.source,
          apid,
          packets: gaps.packets,
          missing: gaps.missing,
          strays: gaps.strays,
          newest_us,
          gaps: gaps.gaps(),
        })),
      )
  }

  /** What became of gaps: all that was opened, narrowed and filled, oldest first. */
  gapHistory(): ReturnType<GapJournal['entries']> {
    return this.journal.entries()
  }

  /** Looks for gaps that opened or changed since the last look, notes them in the archive and tells them. */
  async lookForGaps(now_us: Micros): Promise<void> {
    const changes = this.journal.look(this.channels(), now_us)
    if (changes.length === 0) return
    await this.archive.note(changes.map((change) => JSON.stringify(change)))
    this.options.told?.gaps?.(changes)
  }

  async close(): Promise<void> {
    await this.settling
    await this.archive.settled()
    await this.archive.close()
  }

  private restore(packet: IncomingPacket): void {
    this.sourceOf(packet.source).pipeline.restore(packet)
  }

  private settle(pipeline: Pipeline): void {
    this.settling = this.settling
      .then(async () => {
        await pipeline.settle()
      })
      .catch(this.fault)
  }

  private readonly fault = (cause: unknown): void => {
    this.options.told?.onFault(cause)
  }

  private sealingOf(source: string): Set<HotChunk> {
    const found = this.sealing.get(source)
    if (found !== undefined) return found
    const made = new Set<HotChunk>()
    this.sealing.set(source, made)
    return made
  }

  /** Whether tables of a container can have one of these columns; of a container that is not known any more they may. */
  private mayHold(container: string, columns: readonly string[]): boolean {
    let held = this.containers.get(container)
    if (held === undefined) {
      const { decoder, dictionary } = this.options
      const known = decoder.containers.find((one) => one.qualifiedName === container)
      if (known === undefined) return true
      held = new Set(tableLayout(decoder, known, dictionary.algorithms).columns.map(({ name }) => name))
      this.containers.set(container, held)
    }
    return columns.some((column) => held.has(column))
  }

  private sourceOf(name: string): LiveSource {
    const found = this.sources.get(name)
    if (found !== undefined) return found
    const { dictionary, decoder, clock } = this.options
    const resume = this.snapshots.get(name)
    const made = liveSource(
      new Pipeline({
        source: name,
        dictionary,
        decoder,
        clock,
        sink: {
          append: (packet) => {
            this.lastPlace = this.archive.append(packet)
            return this.lastPlace
          },
          held: (identities) => this.archive.held(identities),
        },
        archivedUntil: this.archivedUntil(name),
        ...(resume === undefined ? {} : { resume }),
        told: this.eventsOf(name),
      }),
    )
    this.sources.set(name, made)
    return made
  }

  private eventsOf(source: string): PipelineEvents {
    const { told } = this.options
    return {
      decoded: (sample, time_us, received_us) => mark(this.sources.get(source)!, sample, time_us, received_us),
      alarm: (transition, time_us) => told?.alarm?.(source, transition, time_us),
      lateViolation: (...about) => told?.lateViolation?.(source, ...about),
      undecoded: (_error, apid, sequence) => told?.trouble?.(source, 'undecoded', apid, sequence),
      conflict: (apid, sequence) => told?.trouble?.(source, 'conflict', apid, sequence),
    }
  }
}
