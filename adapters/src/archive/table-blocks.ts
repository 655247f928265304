/** Sealed tables as blocks of history: a block a group of rows, read a column at a time. */
import { err, ok, type Result } from '@magpie/core/result'
import type { SealedTable } from '@magpie/operations/ingest/archive-seal'
import { type Block, type BlockDamage, type LoadedBlock, RECEIVED } from '@magpie/operations/ingest/history'
import type { Chunk, ParquetError } from '@magpie/operations/parquet/parquet-reader'
import { TYPE } from '@magpie/operations/parquet/parquet-writer'
import type { OpenParquet } from './parquet-files.ts'

/** What is read of a file. */
type ReadTable = Pick<OpenParquet, 'info' | 'read'>

/** The blocks of a table; one that tells its damage where the file cannot be opened. */
export function tableBlocks(sealed: SealedTable, opened: Result<ReadTable, ParquetError>): Block[] {
  const { file, rows, first_us, last_us } = sealed
  const damage = (cause: ParquetError, of = { first_us, last_us, rows }): Result<never, BlockDamage> =>
    err({ kind: 'history-damaged', file, ...of, cause })
  if (!opened.ok) {
    const { error } = opened
    return [{ rows, first_us, last_us, summary: () => undefined, load: async () => damage(error) }]
  }
  const { info } = opened.value
  const places = new Map(info.columns.map((column, i) => [column.name, i]))
  const timeAt = places.get('tai_us')!
  return info.groups.map((group, number) => {
    const range = group.chunks[timeAt]?.range
    const of = { rows: group.rows, first_us: range?.least ?? first_us, last_us: range?.greatest ?? last_us }
    return {
      ...of,
      summary(column) {
        const chunk = group.chunks[places.get(column) ?? -1]
        return chunk?.range === undefined || chunk.sum === undefined ? undefined : { ...chunk.range, ...chunk.sum }
      },
      async load(columns, keys) {
        const own = columns.map((name) => (name === RECEIVED ? 'received' : name))
        const chunks = await readColumns(opened.value, number, [...KEYS[keys ?? 'all'], ...own], places)
        if (!chunks.ok) return damage(chunks.error, of)
        if (keys === undefined) return ok(loaded(group.rows, chunks.value))
        const [times, ...rest] = chunks.value
        const apids = keys === 'no-counts' ? numbersOf(rest.shift()) : []
        return ok({ rows: group.rows, times_us: numbersOf(times), apids, sequences: [], columns: rest })
      },
    }
  })
}

/** Columns that tell rows apart, by how much of them is asked for. */
const KEYS = { all: ['tai_us', 'apid', 'sequence'], 'no-counts': ['tai_us', 'apid'], 'times-only': ['tai_us'] } as const

/** Columns of one group; undefined for those that the file does not have. */
async function readColumns(
  { info, read }: ReadTable,
  group: number,
  names: readonly string[],
  places: ReadonlyMap<string, number>,
): Promise<Result<(Chunk | undefined)[], ParquetError>> {
  // All at once: the disk answers several in the time of one.
  const chunks = await Promise.all(
    names.map((name) => {
      const place = places.get(name)
      return place === undefined ? undefined : read(group, name, isExact(info, place))
    }),
  )
  const out: (Chunk | undefined)[] = []
  for (const chunk of chunks) {
    if (chunk !== undefined && !chunk.ok) return chunk
    out.push(chunk?.value)
  }
  return ok(out)
}

function loaded(rows: number, [times, apids, sequences, ...columns]: (Chunk | undefined)[]): LoadedBlock {
  return { rows, times_us: numbersOf(times), apids: numbersOf(apids), sequences: numbersOf(sequences), columns }
}

function numbersOf(chunk: Chunk | undefined): Float64Array {
  if (chunk?.kind !== 'numbers') throw new Error('a table without times')
  return chunk.values
}

const TIMES = ['tai_us', 'time', 'received']

/** Whole numbers of 64 bits may lie beyond 2^53; times do not. */
function isExact(info: OpenParquet['info'], place: number): boolean {
  const { name, type } = info.columns[place]!
  return type === TYPE.INT64 && !TIMES.includes(name)
}
