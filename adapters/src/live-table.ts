/**
 * The latest value of every parameter on a terminal, drawn again a few times a second; where standard output is no terminal,
 * a line for each value that changed.
 */
import type { WriteStream } from 'node:tty'
import type { NamedValue } from '@magpie/operations/packet-values'
import { type PacketWriter, plain } from './decoded-packet.ts'

type Row = { value: string; unit: string; level: string; time: string; packets: number }
type Output = Pick<WriteStream, 'write'> & Partial<Pick<WriteStream, 'isTTY' | 'rows' | 'columns'>>

const REDRAW_MS = 200
const COLOURS: Readonly<Record<string, string>> = { watch: '36', warning: '33', critical: '31' }

/** A table on a terminal, lines elsewhere. */
export async function liveTable(names: ReadonlyMap<number, string>, out: Output): Promise<PacketWriter> {
  const rows = new Map<string, Row>()
  const terminal = out.isTTY === true
  let dirty = false
  const timer = terminal ? setInterval(draw, REDRAW_MS) : undefined
  timer?.unref()

  function draw() {
    if (!dirty) return
    dirty = false
    const height = Math.max(1, (out.rows ?? 25) - 2)
    // Where there are more values than lines, those that came last are shown, in the order of their names.
    const shown = [...rows]
      .sort(([, a], [, b]) => (a.time < b.time ? 1 : -1))
      .slice(0, height)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    const width = Math.max(4, ...shown.map(([name]) => name.length))
    const lines = shown.map(([name, row]) => line(name.padEnd(width), row, true).slice(0, 8 + (out.columns ?? 100)))
    const more = rows.size > height ? ` and ${rows.size - height} more` : ''
    out.write(`\x1b[H\x1b[2J${lines.join('\n')}\n${shown.length} values${more}; Ctrl-C ends\n`)
  }

  const put = (named: NamedValue, time: string) => {
    const { parameter, value, level } = named
    const name = names.get(parameter.index)!
    const text = text_(plain(value))
    const before = rows.get(name)
    const row = { value: text, unit: parameter.type.unit, level, time, packets: (before?.packets ?? 0) + 1 }
    rows.set(name, row)
    dirty = true
    if (!terminal && (before?.value !== text || before.level !== level)) out.write(`${line(name, row, false)}\n`)
  }

  return {
    write({ time, values }) {
      for (const value of values) put(value, time ?? '')
    },
    drained: async () => undefined,
    async close() {
      clearInterval(timer)
      if (terminal) draw()
    },
  }
}

function text_(value: number | bigint | string): string {
  return typeof value === 'number' && !Number.isInteger(value) ? String(Number(value.toPrecision(9))) : String(value)
}

function line(name: string, { value, unit, level, time }: Row, colours: boolean): string {
  const alarm = level === 'nominal' ? '' : `  ${level.toUpperCase()}`
  const text = `${time}  ${name}  ${value}${unit === '' ? '' : ` ${unit}`}${alarm}`
  const colour = COLOURS[level]
  return colours && colour !== undefined ? `\x1b[${colour}m${text}\x1b[0m` : text
}
