/**
 * Telemetry of a centre: packets of links go through a pipeline for each source into the archive, tables and live values, and
 * everything that was archived is found again, whether it is in a file or was decoded a moment ago. Archive, clock and sockets
 * are ports.
 */
import type { AlarmView } from '@magpie/api/alarm-view'
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import type { Decoder } from '@magpie/operations/decoder'
import type { Sample } from '@magpie/operations/decoder-run'
import type { Dictionary, Parameter } from '@magpie/operations/dictionary'
import type {
  DiskStanding,
  IncomingPacket,
  OpenStore,
  PacketPlace,
  PacketWish,
  StoredPacket,
  TelemetryStore,
} from '@magpie/operations/ingest/archive-port'
import type { Gap } from '@magpie/operations/ingest/gap-book'
import { type Block, RECEIVED } from '@magpie/operations/ingest/history'
import { hotBlocks } from '@magpie/operations/ingest/hot-blocks'
import type { HotChunk } from '@magpie/operations/ingest/hot-table'
import {
  type LatestSnapshot,
  type LatestValue,
  type LiveSource,
  latestOf,
  latestSnapshot,
  liveSource,
  mark,
  restoreLatest,
} from '@magpie/operations/ingest/live-values'
import type { Micros } from '@magpie/operations/ingest/micros'
import type { PacketClock } from '@magpie/operations/ingest/packet-clock'
import { Pipeline, type PipelineEvents, type PipelineSnapshot, type Taken } from '@magpie/operations/ingest/pipeline'
import { tableLayout } from '@magpie/operations/ingest/table-layout'
import { AlarmDesk } from './alarm-desk.ts'
import { GapJournal } from './gap-journal.ts'
import { PacketReading } from './packet-reading.ts'

export type TelemetryOptions = {
  readonly leap: LeapSeconds
  readonly dictionary: Dictionary
  readonly decoder: Decoder
  readonly clock: PacketClock
  /** Of sources whose packets carry their time another way. */
  readonly clocks?: ReadonlyMap<string, PacketClock>
  readonly open: OpenStore
  /** Gives a sample the values that no packet tells. */
  readonly prepare?: (sample: Sample) => void
  readonly told?: TelemetryEvents
}

/** What a service tells as it goes. */
export type TelemetryEvents = {
  /** An alarm began, changed or is over. */
  alarm?(alarm: AlarmView): void
  lateViolation?: (source: string, ...about: Parameters<NonNullable<PipelineEvents['lateViolation']>>) => void
  /** A packet contradicts one that was archived, or the dictionary does not explain it. */
  trouble?(source: string, kind: 'conflict' | 'undecoded', apid: number, sequence: number): void
  /** Gaps opened, narrowed or filled since the last look. */
  gaps?: (changes: ReturnType<GapJournal['look']>) => void
  /** The disk is full, or has space again. */
  disk?: (standing: DiskStanding) => void
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

/** A parameter that is asked for, and the name that its values go by. */
export type Wanted = { readonly as: string; readonly parameter: Parameter }

type SourceSnapshot = PipelineSnapshot & { readonly latest: LatestSnapshot }

type Layout = { readonly container: string; readonly columns: ReadonlyMap<Parameter, string> }

/** More seals than this under way, and links should wait. */
const MOST_SEALS = 2

export class TelemetryService {
  readonly leap: LeapSeconds
  readonly sources = new Map<string, LiveSource>()
  readonly alarms: AlarmDesk
  private readonly options: TelemetryOptions
  private readonly layouts: readonly Layout[]
  private store: TelemetryStore | undefined
  private readonly snapshots = new Map<string, SourceSnapshot>()
  private archivedUntil: (source: string) => ReadonlyMap<number, Micros> = () => new Map()
  /** Rows on their way into files. */
  private readonly sealing = new Map<string, Set<HotChunk>>()
  private journal = new GapJournal([])
  private settling: Promise<void> = Promise.resolve()
  private lastPlace = 0
  private readonly reading = new PacketReading((after) => this.archive.packets(undefined, after))

  private constructor(options: TelemetryOptions) {
    this.options = options
    this.leap = options.leap
    this.alarms = new AlarmDesk({
      leap: options.leap,
      parameters: options.decoder.parameters,
      told: (alarm) => options.told?.alarm?.(alarm),
      onFault: (cause) => this.fault(cause),
    })
    this.layouts = options.decoder.containers.map((one) => {
      const { columns } = tableLayout(one, options.dictionary.algorithms)
      const values = columns.filter(({ what }) => what === 'value')
      return { container: one.qualifiedName, columns: new Map(values.map((c) => [c.parameter, c.name])) }
    })
  }

  /** Opens the archive and takes up where it ends: nothing that was acknowledged is missing, nothing is told twice. */
  static async open(options: TelemetryOptions): Promise<TelemetryService> {
    const service = new TelemetryService(options)
    const store = await options.open({
      begin(snapshot, archivedUntil) {
        service.archivedUntil = archivedUntil
        for (const [source, one] of Object.entries((snapshot ?? {}) as Record<string, SourceSnapshot>))
          service.snapshots.set(source, one)
      },
      unsealed: (packet) => service.restore(packet),
    })
    service.store = store
    // Sources of which nothing is unsealed have latest values and gaps all the same.
    for (const name of service.snapshots.keys()) service.sourceOf(name)
    service.journal = new GapJournal(store.journal)
    service.alarms.begin(store.journal, (lines) => store.note(lines))
    return service
  }

  get decoder(): Decoder {
    return this.options.decoder
  }

  get archive(): TelemetryStore {
    if (this.store === undefined) throw new Error('the archive is not open yet')
    return this.store
  }

  /** Takes one whole packet of a source; its octets are not needed any more when it returns. */
  take(source: string, station: string, bytes: Uint8Array, from: number, octets: number, received_us: Micros): Taken {
    const { archive } = this
    const { refusal } = archive
    // Before it is looked at: a packet that is not taken must not count as seen.
    if (refusal !== undefined) throw refusal
    const { pipeline } = this.sourceOf(source)
    const taken = pipeline.take(bytes, from, octets, received_us, station)
    if (taken === 'asked') this.settle(pipeline)
    if (archive.isFull) void this.turn().catch(this.fault)
    return taken
  }

  /** Whether links should wait until the disk has caught up. */
  get isBehind(): boolean {
    return this.archive.sealsUnderWay > MOST_SEALS || this.archive.isStalled
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
    const snapshot: Record<string, SourceSnapshot> = {}
    for (const [source, live] of this.sources)
      snapshot[source] = { ...live.pipeline.snapshot(), latest: latestSnapshot(live) }
    await this.archive.turn(tables, snapshot)
    for (const { source, chunk } of tables) {
      this.sealingOf(source).delete(chunk)
      this.sources.get(source)?.pipeline.reuse(chunk)
    }
  }

  /** The newest value of every parameter, of one source or of all. */
  latest(source?: string): LatestValue[] {
    const wanted =
      source === undefined ? [...this.sources.values()] : [this.sources.get(source)].filter((s) => s !== undefined)
    return wanted.flatMap((one) => one.pipeline.decoder.parameters.flatMap(({ index }) => latestOf(one, index) ?? []))
  }

  /**
   * The parameters that a name may mean of a source: by path, by name in the source's own system, or by name among the
   * parameters of containers that came from it. More than one where the name is not enough.
   */
  parametersNamed(source: string, name: string): Parameter[] {
    const { parameters } = this.options.decoder
    const exact = parameters.find(
      ({ qualifiedName }) => qualifiedName === name || qualifiedName === `/${source}/${name}`,
    )
    if (exact !== undefined) return [exact]
    const came = this.containersOf(source)
    const held = this.layouts.filter(({ container }) => came.has(container))
    return parameters.filter((p) => p.name === name && held.some(({ columns }) => columns.has(p)))
  }

  /** Rows of a source that hold any of these parameters, in files and in memory, of one container only where one is named; each goes by its name in `as`. */
  async blocks(source: string, wanted: readonly Wanted[], only?: string): Promise<Block[]> {
    const out: Block[] = []
    for (const table of this.archive.tablesOf(source)) {
      const names = only === undefined || only === table.container ? this.namesIn(table.container, wanted) : undefined
      if (names !== undefined) out.push(renamed(this.archive.blockOf(table), names))
    }
    for (const chunk of [...this.sealingOf(source), ...(this.sources.get(source)?.pipeline.tables ?? [])]) {
      const container = chunk?.plan.layout.container.qualifiedName
      const asked = container !== undefined && (only === undefined || only === container)
      const names = asked ? this.namesIn(container, wanted) : undefined
      if (chunk !== undefined && names !== undefined)
        out.push(...hotBlocks(chunk, this.leap).map((block) => renamed(block, names)))
    }
    return out
  }

  /** What came of a source: each container with the parameters that it holds. */
  catalogue(source: string): { readonly container: string; readonly parameters: readonly Parameter[] }[] {
    const came = this.containersOf(source)
    return this.layouts
      .filter(({ container }) => came.has(container))
      .map(({ container, columns }) => ({ container, parameters: [...columns.keys()] }))
  }

  /** Sources that have come, now or in the archive. */
  sourceNames(): string[] {
    return [...this.sources.keys()]
  }

  packets(wish?: PacketWish, after?: PacketPlace): AsyncIterable<StoredPacket> {
    return this.archive.packets(wish, after)
  }

  /** Packets behind a place, for those who follow the archive: one reading serves all who stand near one another. */
  packetsBehind(after: PacketPlace | undefined): AsyncIterable<StoredPacket> {
    return this.reading.behind(after)
  }

  /** What came and what is missing, by channel. */
  channels(source?: string): ChannelState[] {
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

  /** From now on a full disk is not waited for: who would stop must not hang on it. */
  waitNoMore(): void {
    this.archive.waitNoMore()
  }

  /** Writes all that was taken and closes the archive; rejects with why where it could not be written. */
  async close(): Promise<void> {
    this.waitNoMore()
    await this.settling
    await this.alarms.settled()
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

  /** Containers that came from a source. */
  private containersOf(source: string): Set<string> {
    const out = new Set(this.archive.tablesOf(source).map(({ container }) => container))
    for (const chunk of [...this.sealingOf(source), ...(this.sources.get(source)?.pipeline.tables ?? [])])
      if (chunk !== undefined) out.add(chunk.plan.layout.container.qualifiedName)
    return out
  }

  /** Columns of a container by what they are asked for as; undefined where it holds none. Of one that the dictionary does not know any more, by name. */
  private namesIn(container: string, wanted: readonly Wanted[]): ReadonlyMap<string, string> | undefined {
    const layout = this.layouts.find((one) => one.container === container)
    const names = wanted.flatMap(({ as, parameter }) => {
      const column = layout === undefined ? parameter.name : layout.columns.get(parameter)
      return column === undefined ? [] : [[as, column] as const]
    })
    return names.length === 0 ? undefined : new Map(names)
  }

  private sourceOf(name: string): LiveSource {
    const found = this.sources.get(name)
    if (found !== undefined) return found
    const { dictionary, decoder, clock, clocks, prepare } = this.options
    const resume = this.snapshots.get(name)
    const made = liveSource(
      new Pipeline({
        source: name,
        dictionary,
        decoder,
        clock: clocks?.get(name) ?? clock,
        sink: {
          append: (packet) => {
            this.lastPlace = this.archive.append(packet)
            return this.lastPlace
          },
          held: (identities) => this.archive.held(identities),
        },
        archivedUntil: this.archivedUntil(name),
        ...(resume === undefined ? {} : { resume }),
        ...(prepare === undefined ? {} : { prepare }),
        told: this.eventsOf(name),
      }),
    )
    this.sources.set(name, made)
    if (resume !== undefined) restoreLatest(made, resume.latest)
    return made
  }

  private eventsOf(source: string): PipelineEvents {
    const { told } = this.options
    return {
      decoded: (sample, time_us, received_us) => mark(this.sources.get(source)!, sample, time_us, received_us),
      alarm: (transition, time_us) =>
        this.alarms.hear(source, transition, this.sources.get(source)!.pipeline.sample, time_us),
      lateViolation: (...about) => told?.lateViolation?.(source, ...about),
      undecoded: (_error, apid, sequence) => told?.trouble?.(source, 'undecoded', apid, sequence),
      conflict: (apid, sequence) => told?.trouble?.(source, 'conflict', apid, sequence),
    }
  }
}

/** A block whose columns go by other names, with their raw values and levels. */
function renamed(block: Block, names: ReadonlyMap<string, string>): Block {
  const own = (name: string): string => {
    if (name === RECEIVED) return name
    const end = /\.(raw|level)$/.exec(name)?.[0] ?? ''
    const column = names.get(name.slice(0, name.length - end.length))
    // A name that no column can have: the block has none of it.
    return names.get(name) ?? (column === undefined ? '\0' : `${column}${end}`)
  }
  const { parts } = block
  return {
    ...block,
    ...(parts === undefined ? {} : { parts: async () => (await parts()).map((part) => renamed(part, names)) }),
    summary: (name) => block.summary(own(name)),
    load: (columns, keys) => block.load(columns.map(own), keys),
  }
}
