/**
 * What a partner reads within bounds (delayed, thinned, rounded), an hour of an element at a time: given when all of the hour
 * is due, and given again, whole, when a packet of it came later. Which hours are open follows from the packets of the
 * archive behind one place, so that a centre that was interrupted gives them again and forgets none.
 */
import type { Caller } from '@magpie/api/access'
import type { Span } from '@magpie/operations/ingest/history'
import { inOrder } from '@magpie/operations/ingest/history'
import { microsOfUnix, unixMicros } from '@magpie/operations/ingest/micros'
import type { DataReading } from '../data-reading.ts'
import { isBefore } from '../packet-reading.ts'
import { type SharedColumn, sharedBlocks } from '../shared-history.ts'
import { exported } from '../telemetry-export.ts'
import type { TelemetryService, Wanted } from '../telemetry-service.ts'
import type { FeedPlace, SampleCell } from './stream-message.ts'

export type SharedCellsPorts = {
  readonly party: string
  readonly telemetry: () => TelemetryService | undefined
  readonly reading: DataReading
}

type Place = FeedPlace['packet']

/** Parameters of an element that a party reads so long after their reception. */
type Group = {
  readonly delay_ms: number
  readonly wanted: readonly Wanted[]
  readonly columns: readonly SharedColumn[]
}

type Open = {
  readonly source: string
  readonly group: Group
  /** Hours since 1970, UTC. */
  readonly hour: number
  /** The place before the first packet of it that is not given. */
  readonly before: Place
}

const HOUR_MS = 3_600_000
/** Packets looked at in one go, and octets of lines given in one. */
const MOST_LOOKED_AT = 20_000
const MOST_OCTETS = 300_000

export class SharedCells {
  private readonly ports: SharedCellsPorts
  private readonly open = new Map<string, Open>()
  private looked: Place

  /** `from` is what `take` said last. */
  constructor(ports: SharedCellsPorts, from: Place) {
    this.ports = ports
    this.looked = from
  }

  /** What has become due, and the place behind which everything not given stands. */
  async take(): Promise<{ cells: SampleCell[]; place: Place; more: boolean }> {
    const service = this.ports.telemetry()
    if (service === undefined) return { cells: [], place: this.looked, more: false }
    const more = await this.look(service)
    const now_ms = this.ports.reading.now_ms()
    const due = [...this.open].filter(([, { hour, group }]) => (hour + 1) * HOUR_MS + group.delay_ms <= now_ms)
    const cells: SampleCell[] = []
    let octets = 0
    let given = 0
    for (const [key, one] of due) {
      if (octets >= MOST_OCTETS) break
      const lines = await this.linesOf(one, service, now_ms)
      this.open.delete(key)
      given++
      octets += lines.length
      if (lines === '') continue
      const hour = `${new Date(one.hour * HOUR_MS).toISOString().slice(0, 13)}Z`
      cells.push({ element: one.source, delay_s: one.group.delay_ms / 1000, hour, lines })
    }
    return { cells, place: this.behind(), more: more || given < due.length }
  }

  /** Opens the hours of packets that came since; whether there are more of them. */
  private async look(service: TelemetryService): Promise<boolean> {
    const groups = new Map<string, readonly Group[]>()
    let seen = 0
    for await (const { source, standing, time_us, place } of service.packetsBehind(this.looked)) {
      if (seen++ === MOST_LOOKED_AT) return true
      const before = this.looked
      this.looked = { ...place }
      if (standing !== 'sample') continue
      const known = groups.get(source) ?? this.groupsOf(source, service)
      groups.set(source, known)
      const hour = Math.floor(unixMicros(time_us, service.leap) / 1000 / HOUR_MS)
      for (const group of known) {
        const key = `${source} ${group.delay_ms} ${hour}`
        if (!this.open.has(key)) this.open.set(key, { source, group, hour, before })
      }
    }
    return false
  }

  private behind(): Place {
    let least: Place | null = null
    for (const { before } of this.open.values()) if (least === null || isBefore(before, least)) least = before
    return least === null ? this.looked : least
  }

  private groupsOf(source: string, service: TelemetryService): Group[] {
    const caller: Caller = { arrivedAt: '', roles: [], party: this.ports.party }
    const parameters = service.latest(source).map(({ parameter }) => parameter)
    const names = new Set<string>()
    const twice = new Set(parameters.map(({ name }) => name).filter((name) => names.size === names.add(name).size))
    const byDelay = new Map<number, { wanted: Wanted[]; columns: SharedColumn[] }>()
    for (const parameter of parameters) {
      const reading = this.ports.reading.of(caller, source, parameter.name)
      if (reading.kind !== 'shared') continue
      const { delay_ms } = reading.reader()
      if (!Number.isFinite(delay_ms)) continue
      const as = twice.has(parameter.name) ? parameter.qualifiedName : parameter.name
      const group = byDelay.get(delay_ms) ?? { wanted: [], columns: [] }
      group.wanted.push({ as, parameter })
      group.columns.push({ name: as, reading })
      byDelay.set(delay_ms, group)
    }
    return [...byDelay].map(([delay_ms, group]) => ({ delay_ms, ...group }))
  }

  private async linesOf({ source, group, hour }: Open, service: TelemetryService, now_ms: number): Promise<string> {
    const { leap } = service
    const at = (h: number) => microsOfUnix(h * HOUR_MS * 1000, leap)
    const span: Span = { from_us: at(hour), to_us: at(hour + 1) }
    const damaged = () => undefined
    const blocks = await service.blocks(source, group.wanted)
    const shared = await sharedBlocks(blocks, group.columns, { span, leap, now_ms, damaged })
    const names = group.wanted.map(({ as }) => as)
    const decoder = new TextDecoder()
    let lines = ''
    for await (const octets of exported(inOrder(shared, names, span, damaged), names, 'jsonl', leap))
      lines += decoder.decode(octets)
    return lines
  }
}
