/** Packets of an element as files that a party takes with it: the octets one packet behind the other, and an index as Parquet. */
import type { LeapSeconds } from '@magpie/core/leap-seconds'
import type { StoredPacket } from '@magpie/operations/ingest/archive-port'
import { unixMicros } from '@magpie/operations/ingest/micros'
import { timestamps, wholes } from '@magpie/operations/ingest/table-file'
import { type ColumnValues, type ParquetColumn, ParquetWriter } from '@magpie/operations/parquet/parquet-writer'
import type { ArchiveFile } from '@magpie/operations/release/zip-writer'
import type { TelemetryService } from './telemetry-service.ts'

/** A file of packets stays below this, octets. */
const LARGEST = 1 << 30
const PIECE = 1 << 16
const ROWS = 1 << 16

const COLUMNS: readonly ParquetColumn[] = [
  { name: 'time', kind: 'timestamp', optional: false },
  { name: 'tai_us', kind: 'int64', optional: false },
  { name: 'received', kind: 'timestamp', optional: false },
  { name: 'station', kind: 'text', optional: false },
  { name: 'apid', kind: 'int32', optional: false },
  { name: 'sequence', kind: 'int32', optional: false },
  { name: 'standing', kind: 'text', optional: false },
  { name: 'file', kind: 'text', optional: false },
  { name: 'offset', kind: 'int64', optional: false },
  { name: 'octets', kind: 'int32', optional: false },
]

type Row = Pick<StoredPacket, 'station' | 'apid' | 'sequence' | 'time_us' | 'received_us'> & {
  readonly standing: string
  readonly file: string
  readonly offset: number
  readonly octets: number
}

/** The files of an element, to be taken one after the other. */
export async function* packetFiles(service: TelemetryService, element: string): AsyncGenerator<ArchiveFile> {
  const packets = service.packets({ source: element })[Symbol.asyncIterator]()
  const index = new PacketIndex(service.leap)
  const state = { done: false }
  for (let n = 1; !state.done; n++) {
    const file = `packets/${element}-${String(n).padStart(3, '0')}.bin`
    yield { name: file, octets: octetsOf(packets, file, index, state) }
  }
  yield { name: `packets/${element}.parquet`, octets: await index.end() }
}

async function* octetsOf(
  packets: AsyncIterator<StoredPacket>,
  file: string,
  index: PacketIndex,
  state: { done: boolean },
): AsyncGenerator<Uint8Array> {
  let offset = 0
  let piece = new Uint8Array(PIECE)
  let filled = 0
  while (offset < LARGEST) {
    const next = await packets.next()
    if (next.done === true) {
      state.done = true
      break
    }
    const { bytes = new Uint8Array(0), standing, ...about } = next.value
    // An altered record keeps its row, so that nobody takes the rest for all there was.
    const why = next.value.bytes === undefined ? 'altered' : standing
    await index.add({ ...about, standing: why, file, offset, octets: bytes.length })
    offset += bytes.length
    if (filled + bytes.length > PIECE) {
      yield piece.subarray(0, filled)
      piece = new Uint8Array(Math.max(PIECE, bytes.length))
      filled = 0
    }
    piece.set(bytes, filled)
    filled += bytes.length
  }
  if (filled > 0) yield piece.subarray(0, filled)
}

/** Gathers rows, and writes a group of them at a time. */
class PacketIndex {
  private readonly leap: LeapSeconds
  private readonly written: Uint8Array[] = []
  private readonly writer: ParquetWriter
  private rows: Row[] = []

  constructor(leap: LeapSeconds) {
    this.leap = leap
    this.writer = new ParquetWriter(
      COLUMNS,
      async () => undefined,
      async (octets) => void this.written.push(octets.slice()),
    )
  }

  async add(row: Row): Promise<void> {
    this.rows.push(row)
    if (this.rows.length >= ROWS) await this.group()
  }

  async end(): Promise<readonly Uint8Array[]> {
    if (this.rows.length > 0) await this.group()
    await this.writer.end({})
    return this.written
  }

  private async group(): Promise<void> {
    const { rows, leap } = this
    this.rows = []
    const numbers = (of: (row: Row) => number) => Float64Array.from(rows, of)
    const texts = (of: (row: Row) => string): ColumnValues => ({ values: rows.map(of) })
    const short = (of: (row: Row) => number): ColumnValues => ({ values: Int32Array.from(rows, of) })
    const columns: readonly (() => ColumnValues)[] = [
      () =>
        timestamps(
          numbers((r) => r.time_us),
          leap,
        ),
      () => wholes(numbers((r) => r.time_us)),
      () => ({ values: BigInt64Array.from(rows, (r) => BigInt(Math.round(unixMicros(r.received_us, leap)))) }),
      () => texts((r) => r.station),
      () => short((r) => r.apid),
      () => short((r) => r.sequence),
      () => texts((r) => r.standing),
      () => texts((r) => r.file),
      () => wholes(numbers((r) => r.offset)),
      () => short((r) => r.octets),
    ]
    await this.writer.group(rows.length, (i) => columns[i]!())
  }
}
