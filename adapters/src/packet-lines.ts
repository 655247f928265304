/** Decoded packets as lines: JSON with raw and engineering values, or a table of all parameters with commas between. */
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { Writable } from 'node:stream'
import { csvCell } from '@magpie/core/csv-cell'
import type { Parameter } from '@magpie/operations/dictionary'
import type { NamedValue, PacketValue } from '@magpie/operations/packet-values'
import { columnNames, type DecodedPacket, HEAD, isCalibrated, type PacketWriter, plain } from './decoded-packet.ts'

/** Lines of a packet each: `out` is a path, or `-` for standard output. */
export async function lineWriter(
  out: string,
  form: 'jsonl' | 'csv',
  columns: readonly Parameter[],
  names: ReadonlyMap<number, string>,
): Promise<PacketWriter> {
  const stream: Writable = out === '-' ? process.stdout : createWriteStream(out)
  if (out !== '-') await once(stream, 'open')
  let full = false
  let failure: unknown
  stream.on('error', (cause) => {
    failure = cause
  })
  const put = (line: string) => {
    full = !stream.write(`${line}\n`) || full
  }
  if (form === 'csv') put(header(columns, names))
  return {
    write: (packet) => put(form === 'csv' ? row(packet, columns) : json(packet, names)),
    async drained() {
      if (failure !== undefined) throw failure
      if (full && stream.writableNeedDrain) await once(stream, 'drain')
      full = false
    },
    async close() {
      if (out === '-') return
      stream.end()
      await once(stream, 'close')
      if (failure !== undefined) throw failure
    },
  }
}

function json({ values, ...head }: DecodedPacket, names: ReadonlyMap<number, string>): string {
  const read: Record<string, unknown> = {}
  const alarms: Record<string, string> = {}
  for (const [name, all] of byName(values, names)) {
    read[name] = all.length === 1 ? pair(all[0]!) : all.map(pair)
    const alarm = all.find(({ level }) => level !== 'nominal')
    if (alarm !== undefined) alarms[name] = alarm.level
  }
  return JSON.stringify({ ...head, values: read, alarms })
}

function pair({ raw, value }: NamedValue) {
  return { raw: exact(raw), value: exact(value) }
}

/** JSON has no numbers beyond 2^53 that every reader keeps, and none that are infinite: those are strings. */
function exact(value: PacketValue): unknown {
  const v = plain(value)
  if (typeof v === 'bigint') return v.toString()
  return typeof v === 'number' && !Number.isFinite(v) ? String(v) : v
}

/** Values by name in packet order; what a packet holds many times stands together. */
export function byName(values: readonly NamedValue[], names: ReadonlyMap<number, string>): Map<string, NamedValue[]> {
  const out = new Map<string, NamedValue[]>()
  for (const value of values) {
    const name = names.get(value.parameter.index)!
    const there = out.get(name)
    if (there === undefined) out.set(name, [value])
    else there.push(value)
  }
  return out
}

function header(columns: readonly Parameter[], names: ReadonlyMap<number, string>): string {
  const called = columnNames(columns, names)
  const own = columns.flatMap((p) => {
    const name = called.get(p.index)!
    return isCalibrated(p) ? [name, `${name}.raw`] : [name]
  })
  return [...HEAD, ...own].map(csvCell).join(',')
}

function row({ values, ...head }: DecodedPacket, columns: readonly Parameter[]): string {
  const at = new Map<number, NamedValue[]>()
  for (const value of values) {
    const there = at.get(value.parameter.index)
    if (there === undefined) at.set(value.parameter.index, [value])
    else there.push(value)
  }
  const own = columns.flatMap((p) => {
    const found = at.get(p.index) ?? []
    const value = found.map((v) => String(plain(v.value))).join(' ')
    return isCalibrated(p) ? [value, found.map((v) => String(plain(v.raw))).join(' ')] : [value]
  })
  const alarms = values.filter((v) => v.level !== 'nominal').map((v) => `${v.parameter.name}=${v.level}`)
  const { offset, time, apid, sequence, container } = head
  return [offset, time ?? '', apid, sequence, container, alarms.join(' '), ...own]
    .map((value) => csvCell(String(value)))
    .join(',')
}
