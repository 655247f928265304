/** Decoded packets as a Parquet file, by DuckDB: a row a packet, a column a parameter, written to a file beside first. */
import { rm } from 'node:fs/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Parameter } from '@magpie/operations/dictionary'
import type { NamedValue } from '@magpie/operations/packet-values'
import { columnNames, isCalibrated, type PacketWriter, plain } from './decoded-packet.ts'

type Slots = ReadonlyMap<number, readonly NamedValue[]>
/** What stands in a column of a packet; null where the packet does not hold the parameter. */
type Column = {
  readonly name: string
  readonly number: boolean
  readonly of: (slots: Slots) => string | number | null
}

/** Rows are handed over in groups of so many. */
const GROUP = 10_000

/** A Parquet file at `out`. */
export async function parquetWriter(
  out: string,
  parameters: readonly Parameter[],
  names: ReadonlyMap<number, string>,
): Promise<PacketWriter> {
  const database = `${out}.${process.pid}.duckdb`
  const instance = await DuckDBInstance.create(database, { memory_limit: '512MB', threads: '1' })
  const connection = await instance.connect()
  const columns = columnsOf(parameters, columnNames(parameters, names))
  const own = columns.map(({ name, number }) => `${quoted(name)} ${number ? 'DOUBLE' : 'VARCHAR'}`)
  const head = ['"offset" BIGINT', '"time" VARCHAR', '"apid" INTEGER', '"sequence" INTEGER', '"container" VARCHAR']
  await connection.run(`CREATE TABLE packets (${[...head, '"alarms" VARCHAR', ...own].join(', ')})`)
  const appender = await connection.createAppender('packets')
  let waiting = 0
  return {
    write({ values, ...packet }) {
      appender.appendBigInt(BigInt(packet.offset))
      text(packet.time)
      appender.appendInteger(packet.apid)
      appender.appendInteger(packet.sequence)
      text(packet.container)
      text(alarmsOf(values))
      const slots = Map.groupBy(values, (value) => value.parameter.index)
      for (const column of columns) {
        const value = column.of(slots)
        if (value === null) appender.appendNull()
        else if (typeof value === 'number') appender.appendDouble(value)
        else appender.appendVarchar(value)
      }
      appender.endRow()
      waiting++
    },
    async drained() {
      if (waiting < GROUP) return
      appender.flushSync()
      waiting = 0
    },
    async close() {
      appender.closeSync()
      await connection.run(`COPY packets TO ${literal(out)} (FORMAT parquet, COMPRESSION zstd)`)
      connection.closeSync()
      instance.closeSync()
      await rm(database, { force: true })
      await rm(`${database}.wal`, { force: true })
    },
  }

  function text(value: string | null): void {
    if (value === null) appender.appendNull()
    else appender.appendVarchar(value)
  }
}

function columnsOf(parameters: readonly Parameter[], names: ReadonlyMap<number, string>): Column[] {
  return parameters.flatMap((parameter) => {
    const name = names.get(parameter.index)!
    const value = column(name, parameter, (v) => v.value, isNumber(parameter))
    return isCalibrated(parameter) ? [value, column(`${name}.raw`, parameter, (v) => v.raw, true)] : [value]
  })
}

/** Numbers stay numbers; those that a packet may hold many times are texts with spaces between. */
function column(
  name: string,
  { index, type, name: own }: Parameter,
  pick: (value: NamedValue) => NamedValue['value'],
  numeric: boolean,
): Column {
  const number = numeric && type.encoding.kind !== 'string' && type.encoding.kind !== 'binary' && !own.includes('[]')
  return {
    name,
    number,
    of(slots) {
      const found = slots.get(index)
      if (found === undefined) return null
      if (number) return Number(pick(found.at(-1)!))
      return found.map((value) => String(plain(pick(value)))).join(' ')
    },
  }
}

function isNumber({ type }: Parameter): boolean {
  return ['integer', 'float', 'absolute-time', 'relative-time'].includes(type.kind)
}

function alarmsOf(values: readonly NamedValue[]): string {
  const found = values.filter(({ level }) => level !== 'nominal')
  return found.map(({ parameter, level }) => `${parameter.name}=${level}`).join(' ')
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
