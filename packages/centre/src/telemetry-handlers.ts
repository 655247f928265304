/** The handlers of telemetry that was archived: pages, plots, files and replays of samples, packets, and what is missing. */
import type { Caller } from '@magpie/api/access'
import type { Failure } from '@magpie/api/failure'
import type { InputOf, OutputOf } from '@magpie/api/operation'
import type { Operations } from '@magpie/api/operations'
import { err, ok, type Result } from '@magpie/core/result'
import { formatEpoch, tdbSeconds } from '@magpie/core/time'
import type { PacketPlace, StoredPacket } from '@magpie/operations/ingest/archive-port'
import {
  type Block,
  type BlockDamage,
  describeBlockDamage,
  inOrder,
  type PageCursor,
  page,
  plot,
  type Slice,
  type Span,
  valueAt,
} from '@magpie/operations/ingest/history'
import { statesOver } from '@magpie/operations/ingest/history-states'
import { hexOf } from '@magpie/operations/ingest/hot-table'
import { epochOfMicros, type Micros } from '@magpie/operations/ingest/micros'
import type { Handlers } from './dispatch.ts'
import { type AskedPorts, lookUp, notYet, spanOf, within } from './telemetry-asked.ts'
import { exported, MEDIA, utcClock } from './telemetry-export.ts'
import type { Wanted } from './telemetry-service.ts'

export type TelemetryHandlerPorts = AskedPorts & {
  /** Waits so many ms of wall time, for replays. */
  sleep(ms: number): Promise<void>
  now_ms(): number
}

type TelemetryHandlers = Handlers<
  | 'history'
  | 'telemetryPage'
  | 'telemetryPlot'
  | 'telemetryStates'
  | 'telemetryExport'
  | 'telemetryReplay'
  | 'telemetryPackets'
  | 'telemetryGaps'
  | 'telemetryCompleteness'
>

/** One handler an operation. */
export function telemetryHandlers(ports: TelemetryHandlerPorts): TelemetryHandlers {
  return {
    async history({ element, name, points }, caller) {
      const found = await lookUp(ports, element, [name], {}, caller)
      if (!found.ok) return found
      const { service, columns, blocks, held } = found.value
      const [{ as: column, parameter }] = columns as readonly [Wanted]
      const series = await numbersOf(blocks, column)
      const times_s = series.times_us.map((time_us) => tdbSeconds(epochOfMicros(time_us), service.leap))
      const why = held === undefined ? {} : { held }
      return ok({ element, name, unit: parameter.type.unit, ...thinned(times_s, series.values, points), ...why })
    },

    async telemetryPage({ element, name, limit, order, cursor, ...asked }, caller) {
      const found = await lookUp(ports, element, [name], asked, caller)
      if (!found.ok) return found
      const { service, span, blocks, columns, damaged, held } = found.value
      const after = cursor === undefined ? undefined : cursorOf(cursor)
      if (cursor !== undefined && after === undefined) return badCursor(cursor)
      const [{ as: column, parameter }] = columns as readonly [Wanted]
      const got = await page(blocks, column, span, limit, order, after)
      const timeOf = utcClock(service.leap)
      const samples = got.samples.map(({ time_us, apid, sequence, value, raw, level }) => ({
        time: timeOf(time_us),
        apid,
        sequence,
        value,
        ...(raw === undefined ? {} : { raw }),
        ...(level === undefined ? {} : { level }),
      }))
      const { unit } = parameter.type
      const next = got.next === undefined ? {} : { next: cursorText(got.next) }
      return ok({
        ...{ element, name: column, unit, samples, ...next },
        damaged: [...damaged, ...got.damaged].map(describeBlockDamage),
        ...(held === undefined ? {} : { held }),
      })
    },

    async telemetryPlot({ element, name, bars, ...asked }, caller) {
      const found = await lookUp(ports, element, [name], asked, caller)
      if (!found.ok) return found
      const { service, blocks, columns, damaged, held } = found.value
      const [{ as: column, parameter }] = columns as readonly [Wanted]
      const span = within(found.value.span, found.value.whole)
      const got = await plot(blocks, column, span, bars)
      const utc = (time_us: Micros) => formatEpoch(epochOfMicros(time_us), service.leap, { digits: 6 })
      const out = []
      for (let i = 0; i < bars; i++)
        if (got.count[i]! > 0)
          out.push({
            time: utc(span.from_us + i * got.width_us),
            count: got.count[i]!,
            least: got.least[i]!,
            mean: got.mean[i]!,
            greatest: got.greatest[i]!,
          })
      return ok({
        element,
        name: column,
        unit: parameter.type.unit,
        from: utc(span.from_us),
        to: utc(span.to_us),
        width_s: got.width_us / 1e6,
        samples: got.samples,
        bars: out,
        damaged: [...damaged, ...got.damaged].map(describeBlockDamage),
        ...(held === undefined ? {} : { held }),
      })
    },

    async telemetryStates({ element, name, bars, ...asked }, caller) {
      const found = await lookUp(ports, element, [name], asked, caller)
      if (!found.ok) return found
      const { service, blocks, columns, damaged, held } = found.value
      const [{ as: column, parameter }] = columns as readonly [Wanted]
      const span = within(found.value.span, found.value.whole)
      const losses = service.channels(element).flatMap(({ apid, gaps }) => gaps.map((gap) => ({ ...gap, apid })))
      const got = await statesOver(blocks, column, span, bars, losses)
      const utc = utcClock(service.leap)
      const between = ({ from_us, to_us }: Span) => ({ from: utc(from_us), to: utc(to_us) })
      return ok({
        ...{ element, name: column, unit: parameter.type.unit, ...between(span) },
        ...{ samples: got.samples, changes: got.changes },
        ...(Number.isFinite(got.silence_us) ? { silence_s: got.silence_us / 1e6 } : {}),
        states: got.states.map(({ value, level, samples, held_us }) => ({
          ...{ value, samples, held_s: held_us / 1e6 },
          ...(level === undefined ? {} : { level }),
        })),
        stretches: got.stretches.map(({ samples, changes, gaps, distinct, parts, ...of }) => ({
          ...{ ...between(of), samples, changes, gaps, distinct },
          parts: parts.map(({ state, held_us }) => ({ state, held_s: held_us / 1e6 })),
        })),
        gaps: got.gaps.map(({ missing, ...of }) => ({ ...between(of), missing })),
        damaged: [...damaged, ...got.damaged].map(describeBlockDamage),
        ...(held === undefined ? {} : { held }),
      })
    },

    async telemetryExport({ element, names, as, ...asked }, caller) {
      const found = await lookUp(ports, element, listed(names), asked, caller)
      if (!found.ok) return found
      const { service, blocks, columns, span, damaged } = found.value
      damaged.forEach(refuseDamage)
      const wanted = columns.map(({ as }) => as)
      const octets = exported(inOrder(blocks, wanted, span, refuseDamage), wanted, as, service.leap)
      return ok({ media: MEDIA[as], file: `${element}.${as}`, octets })
    },

    async telemetryReplay({ element, names, rate, ...asked }, caller) {
      const found = await lookUp(ports, element, listed(names), asked, caller)
      if (!found.ok) return found
      const { service, blocks, columns, span, damaged } = found.value
      damaged.forEach(refuseDamage)
      const wanted = columns.map(({ as }) => as)
      const slices = inOrder(blocks, wanted, span, refuseDamage)
      const paced = rate === 0 ? slices : atRate(slices, rate, ports)
      const octets = exported(paced, wanted, 'jsonl', service.leap)
      return ok({ media: MEDIA.jsonl, file: `${element}.jsonl`, octets })
    },

    telemetryPackets: (input, caller) => packetsPage(ports, input, caller),

    async telemetryGaps({ element, limit }) {
      const service = ports.telemetry()
      if (service === undefined) return notYet()
      const utc = utcClock(service.leap)
      const shown = <T extends { after_us: Micros; before_us: Micros; first: number; missing: number }>(gap: T) => ({
        first: gap.first,
        missing: gap.missing,
        after: utc(gap.after_us),
        before: utc(gap.before_us),
      })
      const open = service
        .channels(element)
        .flatMap(({ source, apid, gaps }) => gaps.map((gap) => ({ gap, element: source, apid })))
        .sort((a, b) => b.gap.after_us - a.gap.after_us)
        .slice(0, limit)
        .map(({ gap, ...channel }) => ({ ...channel, ...shown(gap) }))
      const history = service
        .gapHistory()
        .filter(({ source }) => element === undefined || source === element)
        .slice(-limit)
        .reverse()
        .map((one) => ({ element: one.source, apid: one.apid, ...shown(one), change: one.change, at: utc(one.at_us) }))
      return ok({ open, history })
    },

    async telemetryCompleteness({ element }) {
      const service = ports.telemetry()
      if (service === undefined) return notYet()
      const utc = utcClock(service.leap)
      const channels = service.channels(element).map(({ source, apid, packets, missing, strays, newest_us, gaps }) => ({
        element: source,
        apid,
        packets,
        missing,
        complete: packets === 0 ? 0 : packets / (packets + missing),
        gaps: gaps.length,
        strays,
        ...(Number.isFinite(newest_us) ? { newest: utc(newest_us) } : {}),
      }))
      const since_start = [...service.sources.values()]
        .filter(({ pipeline }) => element === undefined || pipeline.source === element)
        .map(({ pipeline: { source, counts } }) => {
          const { packets, samples, late, duplicates, conflicts, undecoded } = counts
          return { element: source, packets, samples, late, duplicates, conflicts, undecoded }
        })
      const { appended, archived, slowest_ms } = service.archive.progress
      const archive = { packets: service.archive.packetCount, waiting: appended - archived, slowest_ms }
      return ok({ channels, since_start, archive })
    },
  }
}

/** Packets as they came. */
async function packetsPage(
  ports: TelemetryHandlerPorts,
  { element, apid, limit, cursor, ...asked }: InputOf<Operations['telemetryPackets']>,
  caller: Caller,
): Promise<Result<OutputOf<Operations['telemetryPackets']>, Failure>> {
  const service = ports.telemetry()
  if (service === undefined) return notYet()
  const span = spanOf(asked, service)
  if (!span.ok) return span
  const may = element === undefined ? ok(true) : ports.reading.packetsOf(caller, element)
  if (!may.ok) return may
  const after = cursor === undefined ? undefined : placeOf(cursor)
  const wish = {
    ...(element === undefined ? {} : { source: element }),
    ...(apid === undefined ? {} : { apid }),
    ...span.value,
  }
  const utc = utcClock(service.leap)
  const packets = []
  let next: string | undefined
  for await (const one of service.packets(wish, after)) {
    if (!ports.reading.packetsOf(caller, one.source).ok) continue
    if (packets.length === limit) return ok({ packets, ...(next === undefined ? {} : { next }) })
    packets.push(packetShown(one, utc))
    next = `${one.place.segment}.${one.place.row}`
  }
  return ok({ packets })
}

/** The place that a cursor of packets names; its form was checked at the door. */
function placeOf(cursor: string): PacketPlace {
  const [segment, row] = cursor.split('.').map(Number)
  return { segment: segment!, row: row! }
}

function packetShown(one: StoredPacket, utc: (time_us: Micros) => string) {
  const { source, station, apid, sequence, time_us, received_us, standing, bytes } = one
  return {
    element: source,
    station,
    apid,
    sequence,
    time: utc(time_us),
    received: utc(received_us),
    standing,
    ...(bytes === undefined ? {} : { octets: hexOf(bytes) }),
  }
}

/** All numbers of a parameter; what was altered on the disk is left out. */
async function numbersOf(blocks: readonly Block[], column: string) {
  const out = { times_us: [] as number[], values: [] as number[] }
  const all = { from_us: Number.NEGATIVE_INFINITY, to_us: Number.POSITIVE_INFINITY }
  for await (const { block, from, to } of inOrder(blocks, [column], all, () => undefined))
    for (let row = from; row < to; row++) {
      const value = valueAt(block.columns[0], row)
      if (typeof value !== 'number') continue
      out.times_us.push(block.times_us[row]!)
      out.values.push(value)
    }
  return out
}

/** At most so many samples: of each stretch the lowest and the highest, so that no spike is lost. */
export function thinned(
  times_s: readonly number[],
  values: readonly number[],
  points: number,
): { times_s: number[]; values: number[] } {
  const count = times_s.length
  if (count <= points) return { times_s: [...times_s], values: [...values] }
  const stretches = Math.max(1, points >> 1)
  const out = { times_s: [] as number[], values: [] as number[] }
  for (let s = 0; s < stretches; s++) {
    const from = Math.floor((s * count) / stretches)
    const to = Math.floor(((s + 1) * count) / stretches)
    let low = from
    let high = from
    for (let i = from; i < to; i++) {
      if (values[i]! < values[low]!) low = i
      if (values[i]! > values[high]!) high = i
    }
    for (const i of low === high ? [low] : [Math.min(low, high), Math.max(low, high)]) {
      out.times_s.push(times_s[i]!)
      out.values.push(values[i]!)
    }
  }
  return out
}

/** Parameters with commas between. */
function listed(names: string): string[] {
  return names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

/** Slices at the pace at which their rows were made, `rate` times as fast. */
async function* atRate(
  slices: AsyncIterable<Slice>,
  rate: number,
  ports: TelemetryHandlerPorts,
): AsyncGenerator<Slice> {
  let start: { readonly then_us: Micros; readonly now_ms: number } | undefined
  for await (const { block, from, to } of slices) {
    for (let row = from; row < to; ) {
      start ??= { then_us: block.times_us[row]!, now_ms: ports.now_ms() }
      const dueAt = (i: number) => start!.now_ms + (block.times_us[i]! - start!.then_us) / (1000 * rate)
      const wait_ms = dueAt(row) - ports.now_ms()
      if (wait_ms > 0) await ports.sleep(wait_ms)
      let end = row + 1
      while (end < to && dueAt(end) <= ports.now_ms()) end++
      yield { block, from: row, to: end }
      row = end
    }
  }
}

/** A file must be whole: what was altered ends it, instead of leaving rows out unseen. */
function refuseDamage(damage: BlockDamage): never {
  throw new Error(`the archive was altered: ${describeBlockDamage(damage)}`)
}

function cursorText({ time_us, given }: PageCursor): string {
  return `${time_us}~${given.join('~')}`
}

function cursorOf(text: string): PageCursor | undefined {
  if (!/^-?\d{1,16}(~\d{1,4}\.\d{1,5})*$/.test(text)) return undefined
  const [time, ...given] = text.split('~')
  return { time_us: Number(time), given }
}

function badCursor(cursor: string): Result<never, Failure> {
  const message = `"${cursor}" is no cursor: take the "next" of the page before.`
  return err({ kind: 'bad-request', message, problems: [{ file: '', field: '/cursor', rule: 'cursor', message }] })
}
