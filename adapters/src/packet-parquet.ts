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
  readonly type: 'INTEGER' | 'BIGINT' | 'UBIGINT' | 'DOUBLE' | 'VARCHAR'
  readonly of: (slots: Slots) => string | number | bigint | null
}

/** Rows are handed over in groups of so many. */
const GROUP = 10_000

/** A Parquet file at `out`; what is derived, and in no packet, may be any number, whatever its type says. */
export async function parquetWriter(
  out: string,
  parameters: readonly Parameter[],
  names: ReadonlyMap<number, string>,
  derived: ReadonlySet<number>,
): Promise<PacketWriter> {
  const database = `${out}.${process.pid}.duckdb`
  const instance = await DuckDBInstance.create(database, { memory_limit: '512MB', threads: '1' })
  const connection = await instance.connect()
  const columns = columnsOf(parameters, columnNames(parameters, names), derived)
  const own = columns.map(({ name, type }) => `${quoted(name)} ${type}`)
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
      for (const { type, of } of columns) put(type, of(slots))
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
    put('VARCHAR', value)
  }

  function put(type: Column['type'], value: string | number | bigint | null): void {
    if (value === null) appender.appendNull()
    else if (type === 'VARCHAR') appender.appendVarchar(String(value))
    else if (type === 'DOUBLE') appender.appendDouble(Number(value))
    else if (type === 'INTEGER') appender.appendInteger(Number(value))
    else if (type === 'BIGINT') appender.appendBigInt(BigInt(value))
    else appender.appendUBigInt(BigInt(value))
  }
}

function columnsOf(
  parameters: readonly Parameter[],
  names: ReadonlyMap<number, string>,
  derived: ReadonlySet<number>,
): Column[] {
  return parameters.flatMap((parameter) => {
    const name = names.get(parameter.index)!
    const calibrated = isCalibrated(parameter)
    const isWhole = parameter.type.kind === 'integer' && !calibrated && !derived.has(parameter.index)
    const otherwise = isNumber(parameter) ? 'DOUBLE' : 'VARCHAR'
    const value = column(name, parameter, (v) => v.value, isWhole ? wholeOf(parameter) : otherwise)
    return calibrated ? [value, column(`${name}.raw`, parameter, (v) => v.raw, wholeOf(parameter))] : [value]
  })
}

/** Numbers stay numbers; those that a packet may hold many times are texts with spaces between. */
function column(
  name: string,
  { index, type, name: own }: Parameter,
  pick: (value: NamedValue) => NamedValue['value'],
  number: Column['type'],
): Column {
  const isText = type.encoding.kind === 'string' || type.encoding.kind === 'binary' || own.includes('[]')
  if (isText || number === 'VARCHAR')
    return {
      name,
      type: 'VARCHAR',
      of: (slots) => {
        const found = slots.get(index)
        return found === undefined ? null : found.map((value) => String(plain(pick(value)))).join(' ')
      },
    }
  return {
    name,
    type: number,
    of(slots) {
      const value = slots.get(index)?.at(-1)
      return value === undefined ? null : (pick(value) as number | bigint)
    },
  }
}

/** Integers keep every digit: a double has 53 bits of them, and counters and times in telemetry have 64. */
function wholeOf({ type: { encoding } }: Parameter): Column['type'] {
  if (encoding.kind !== 'integer') return 'DOUBLE'
  const { form, bits } = encoding
  const isSigned = form === 'twosComplement' || form === 'onesComplement' || form === 'signMagnitude'
  if (bits < 32 || (isSigned && bits === 32)) return 'INTEGER'
  return bits < 64 || isSigned ? 'BIGINT' : 'UBIGINT'
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
