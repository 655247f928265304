/**
 * Where each packet of one segment stands, and by what it is found: in memory while the segment grows, then in a Parquet file
 * beside it (a row a packet), which is read again only when somebody asks for packets of its time.
 */
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import type { Identity, IncomingPacket, PacketStanding } from '@magpie/operations/ingest/archive-port'
import { STANDINGS } from '@magpie/operations/ingest/pipeline'
import { type ColumnScratch, GROUP_ROWS, timestamps, wholes } from '@magpie/operations/ingest/table-file'
import type { ParquetColumn, ParquetWriter } from '@magpie/operations/parquet/parquet-writer'
import type { OpenParquet } from './parquet-files.ts'
import type { Origin } from './segment-records.ts'

/** What is known of a packet without reading it. */
export type IndexRow = {
  readonly origin: number
  readonly apid: number
  readonly sequence: number
  readonly time_us: number
  readonly received_us: number
  /** Where its record begins in the segment, and the octets of the packet. */
  readonly at: number
  readonly octets: number
  readonly digest: number
  readonly standing: PacketStanding
}

/** What a segment holds of one channel. */
export type ChannelSummary = {
  readonly source: string
  readonly apid: number
  readonly packets: number
  readonly first_us: number
  readonly last_us: number
}

export class PacketIndex {
  rows = 0
  origins: Origin[] = []
  times_us = new Float64Array(FIRST)
  received_us = new Float64Array(FIRST)
  ats = new Float64Array(FIRST)
  octets = new Uint32Array(FIRST)
  digests = new Uint32Array(FIRST)
  apids = new Uint16Array(FIRST)
  sequences = new Uint16Array(FIRST)
  originOf = new Uint16Array(FIRST)
  standings = new Uint8Array(FIRST)

  /** Whether a reader may hold on to its rows. */
  lent = false

  /** Forgets all, so that the memory serves again; not of one that is `lent`. */
  reset(): this {
    this.rows = 0
    this.origins = []
    return this
  }

  /** Takes a packet whose record begins at `at`. */
  addPacket(packet: Omit<IncomingPacket, 'source' | 'station' | 'bytes' | 'from'>, origin: number, at: number): void {
    if (this.rows === this.times_us.length) this.grow()
    const i = this.rows++
    this.times_us[i] = packet.time_us
    this.received_us[i] = packet.received_us
    this.ats[i] = at
    this.octets[i] = packet.octets
    this.digests[i] = packet.digest
    this.apids[i] = packet.apid
    this.sequences[i] = packet.sequence
    this.originOf[i] = origin
    this.standings[i] = STANDINGS.indexOf(packet.why)
  }

  row(i: number): IndexRow {
    return {
      origin: this.originOf[i]!,
      apid: this.apids[i]!,
      sequence: this.sequences[i]!,
      time_us: this.times_us[i]!,
      received_us: this.received_us[i]!,
      at: this.ats[i]!,
      octets: this.octets[i]!,
      digest: this.digests[i]!,
      standing: STANDINGS[this.standings[i]!]!,
    }
  }

  /** Digests of the packets with these identities, undefined for those that the segment does not hold. */
  held(identities: readonly Identity[]): (number | undefined)[] {
    const out: (number | undefined)[] = new Array(identities.length).fill(undefined)
    const byTime = new Map<number, number[]>()
    identities.forEach(({ time_us }, i) => {
      const there = byTime.get(time_us)
      if (there === undefined) byTime.set(time_us, [i])
      else there.push(i)
    })
    for (let row = 0; row < this.rows; row++) {
      const asked = byTime.get(this.times_us[row]!)
      if (asked !== undefined && this.standings[row] !== 1) this.match(row, asked, identities, out)
    }
    return out
  }

  private match(
    row: number,
    asked: readonly number[],
    identities: readonly Identity[],
    out: (number | undefined)[],
  ): void {
    const { source } = this.origins[this.originOf[row]!]!
    for (const i of asked) {
      const one = identities[i]!
      if (one.sequence === this.sequences[row] && one.apid === this.apids[row] && one.source === source)
        out[i] = this.digests[row]!
    }
  }

  /** By channel: how many packets, and from when to when. */
  channels(): ChannelSummary[] {
    type Channel = { source: string; apid: number; packets: number; first_us: number; last_us: number }
    const found = new Map<string, Channel>()
    const channelOf = (origin: number, apid: number): Channel => {
      const { source } = this.origins[origin]!
      const key = `${apid} ${source}`
      const there = found.get(key)
      if (there !== undefined) return there
      const made = { source, apid, packets: 0, first_us: Number.POSITIVE_INFINITY, last_us: Number.NEGATIVE_INFINITY }
      found.set(key, made)
      return made
    }
    const byNumber = new Map<number, Channel>()
    for (let i = 0; i < this.rows; i++) {
      const number = this.originOf[i]! * 2048 + this.apids[i]!
      let one = byNumber.get(number)
      if (one === undefined) {
        one = channelOf(this.originOf[i]!, this.apids[i]!)
        byNumber.set(number, one)
      }
      const time_us = this.times_us[i]!
      one.packets++
      if (time_us < one.first_us) one.first_us = time_us
      if (time_us > one.last_us) one.last_us = time_us
    }
    return [...found.values()]
  }

  private grow(): void {
    const size = 2 * this.times_us.length
    const longs = (from: Float64Array) => {
      const out = new Float64Array(size)
      out.set(from)
      return out
    }
    const shorts = (from: Uint16Array) => {
      const out = new Uint16Array(size)
      out.set(from)
      return out
    }
    const words = (from: Uint32Array) => {
      const out = new Uint32Array(size)
      out.set(from)
      return out
    }
    this.times_us = longs(this.times_us)
    this.received_us = longs(this.received_us)
    this.ats = longs(this.ats)
    this.octets = words(this.octets)
    this.digests = words(this.digests)
    this.apids = shorts(this.apids)
    this.sequences = shorts(this.sequences)
    this.originOf = shorts(this.originOf)
    const standings = new Uint8Array(size)
    standings.set(this.standings)
    this.standings = standings
  }
}

const FIRST = 256

/** Columns of the file of an index. */
export const INDEX_COLUMNS: readonly ParquetColumn[] = [
  { name: 'time', kind: 'timestamp', optional: false },
  { name: 'tai_us', kind: 'int64', optional: false },
  { name: 'received', kind: 'timestamp', optional: false },
  { name: 'received_tai_us', kind: 'int64', optional: false },
  { name: 'source', kind: 'text', optional: false },
  { name: 'station', kind: 'text', optional: false },
  { name: 'apid', kind: 'int32', optional: false },
  { name: 'sequence', kind: 'int32', optional: false },
  { name: 'offset', kind: 'int64', optional: false },
  { name: 'octets', kind: 'int32', optional: false },
  { name: 'checksum', kind: 'uint32', optional: false },
  { name: 'standing', kind: 'text', optional: false },
]

/** Writes an index as rows in the order of the segment. */
export async function writeIndex(
  index: PacketIndex,
  writer: ParquetWriter,
  leap: LeapSeconds,
  scratch: ColumnScratch,
): Promise<void> {
  const most = GROUP_ROWS
  for (let from = 0; from < index.rows; from += most) {
    const to = Math.min(index.rows, from + most)
    const origin = index.originOf.subarray(from, to)
    const sources = [...new Set(index.origins.map((o) => o.source))]
    const stations = [...new Set(index.origins.map((o) => o.station))]
    const labelled = (labels: string[], of: (o: Origin) => string) => {
      const numbers = index.origins.map((o) => labels.indexOf(of(o)))
      if (labels.length > 256) return { values: Array.from(origin, (o) => of(index.origins[o]!)) }
      const codes = scratch.codes.subarray(0, origin.length)
      for (let i = 0; i < codes.length; i++) codes[i] = numbers[origin[i]!]!
      return { values: { codes, labels } }
    }
    const times = index.times_us.subarray(from, to)
    const received = index.received_us.subarray(from, to)
    const ints = (all: Uint16Array | Uint32Array) => {
      const values = scratch.ints.subarray(0, to - from)
      values.set(all.subarray(from, to))
      return { values }
    }
    const columns = [
      () => timestamps(times, leap, scratch),
      () => wholes(times, scratch),
      () => timestamps(received, leap, scratch),
      () => wholes(received, scratch),
      () => labelled(sources, (o) => o.source),
      () => labelled(stations, (o) => o.station),
      () => ints(index.apids),
      () => ints(index.sequences),
      () => wholes(index.ats.subarray(from, to), scratch),
      () => ints(index.octets),
      () => ints(index.digests),
      () => ({ values: { codes: index.standings.slice(from, to), labels: [...STANDINGS] } }),
    ]
    await writer.group(to - from, (i) => columns[i]!())
  }
}

/** Reads an index back; undefined where the file is not as it was written. */
export async function readIndex(file: OpenParquet): Promise<PacketIndex | undefined> {
  const index = new PacketIndex()
  const origins = new Map<string, number>()
  for (let group = 0; group < file.info.groups.length; group++) {
    const read = await Promise.all(INDEX_COLUMNS.map(({ name }) => file.read(group, name)))
    const columns = new Map(INDEX_COLUMNS.map(({ name }, i) => [name, read[i]!.ok ? read[i]!.value : undefined]))
    // An altered footer can make any column another: each must be what it was written as.
    const numbers = (name: string) => {
      const found = columns.get(name)
      return found?.kind === 'numbers' ? found.values : undefined
    }
    const texts = (name: string) => {
      const found = columns.get(name)
      return found?.kind === 'texts' ? found.texts : undefined
    }
    const [sources, stations, standings] = [texts('source'), texts('station'), texts('standing')]
    const [times, received, apids] = [numbers('tai_us'), numbers('received_tai_us'), numbers('apid')]
    const [sequences, ats] = [numbers('sequence'), numbers('offset')]
    const [octets, digests] = [numbers('octets'), numbers('checksum')]
    if (!sources || !stations || !standings || !times || !received) return undefined
    if (!apids || !sequences || !ats || !octets || !digests) return undefined
    for (let i = 0; i < times.length; i++) {
      const key = `${sources[i]}\n${stations[i]}`
      let origin = origins.get(key)
      if (origin === undefined) {
        origin = index.origins.push({ source: sources[i]!, station: stations[i]! }) - 1
        origins.set(key, origin)
      }
      const packet = {
        apid: apids[i]!,
        sequence: sequences[i]!,
        time_us: times[i]!,
        received_us: received[i]!,
        octets: octets[i]!,
        digest: digests[i]!,
        why: standings[i] as PacketStanding,
      }
      index.addPacket(packet, origin, ats[i]!)
    }
  }
  return index
}
