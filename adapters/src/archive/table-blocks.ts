/** Sealed tables as blocks of history: a block a group of rows, read a column at a time. */
import { err, ok, type Result } from '@magpie/core/result'
import type { Block, BlockDamage, LoadedBlock } from '@magpie/operations/ingest/history'
import type { Chunk, ParquetError } from '@magpie/operations/parquet/parquet-reader'
import { TYPE } from '@magpie/operations/parquet/parquet-writer'
import type { OpenParquet } from './parquet-files.ts'
import type { SealedTable } from './seal.ts'

/** The blocks of a table; one that tells its damage where the file cannot be opened. */
export function tableBlocks(sealed: SealedTable, opened: Result<OpenParquet, ParquetError>): Block[] {
  const { file, rows, first_us, last_us } = sealed
  const damage = (cause: ParquetError, of = { first_us, last_us, rows }): Result<never, BlockDamage> =>
    err({ kind: 'history-damaged', file, ...of, cause })
  if (!opened.ok) {
    const { error } = opened
    return [{ rows, first_us, last_us, summary: () => undefined, load: async () => damage(error) }]
  }
  const { info, read } = opened.value
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
      async load(columns) {
        const wanted = ['tai_us', 'apid', 'sequence', ...columns]
        const chunks: (Chunk | undefined)[] = []
        for (const name of wanted) {
          if (!places.has(name)) chunks.push(undefined)
          else {
            const chunk = await read(number, name, isExact(info, places.get(name)!))
            if (!chunk.ok) return damage(chunk.error, of)
            chunks.push(chunk.value)
          }
        }
        return ok(loaded(group.rows, chunks))
      },
    }
  })
}

function loaded(rows: number, [times, apids, sequences, ...columns]: (Chunk | undefined)[]): LoadedBlock {
  return { rows, times_us: numbersOf(times), apids: numbersOf(apids), sequences: numbersOf(sequences), columns }
}

function numbersOf(chunk: Chunk | undefined): Float64Array {
  if (chunk?.kind !== 'numbers') throw new Error('a table without times')
  return chunk.values
}

/** Whole numbers of 64 bits may lie beyond 2^53; times do not. */
function isExact(info: OpenParquet['info'], place: number): boolean {
  const { name, type } = info.columns[place]!
  return type === TYPE.INT64 && name !== 'tai_us'
}
