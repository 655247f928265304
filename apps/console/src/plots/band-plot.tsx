/** A plot of one parameter over UTC: the band from least to greatest, the mean, its limits; dragging chooses a stretch. */
import { type JSX, useCallback, useMemo } from 'react'
import type UPlot from 'uplot'
import { CursorKeys } from './cursor-keys.tsx'
import { type Colour, type Drawing, putCursor, type TimePlotProps, useTimePlot } from './time-plot.ts'

/** What is drawn: times in POSIX seconds, ascending. */
export type BandData = {
  readonly times: readonly number[]
  readonly least: readonly number[]
  readonly mean: readonly number[]
  readonly greatest: readonly number[]
}

type Limit = {
  readonly level: 'watch' | 'warning' | 'critical'
  readonly form: 'outside' | 'inside'
  readonly least?: number | undefined
  readonly greatest?: number | undefined
}

type BandProps = TimePlotProps & {
  readonly data: BandData
  readonly unit: string
  readonly limits: readonly Limit[]
  /** What is read at the cursor, in words; keys move it where it is given. */
  readonly reading?: string | undefined
  /** Where the cursor is, by the place among the data. */
  readonly at?: number | undefined
}

/** The plot; it follows its box, the theme and its data. */
export function BandPlot({ data, unit, limits, reading, at, ...props }: BandProps): JSX.Element {
  const columns = useMemo(() => columnsOf(data), [data])
  const drawing = useCallback((colour: Colour) => drawingOf(unit, limits, colour), [unit, limits])
  const { box, plot } = useTimePlot(props, columns, drawing)
  return (
    <div className="time-plot">
      <div ref={box} className="band-plot" role="img" aria-label={props.label} />
      {props.onCursor !== undefined && (
        <CursorKeys
          label={props.label}
          reading={reading}
          at={at}
          count={data.times.length}
          onMove={(to) => putCursor(plot.current, to === undefined ? undefined : data.times[to])}
        />
      )}
    </div>
  )
}

/** The place of the time nearest to one, among ascending ones; undefined where there are none. */
export function nearestTo(times: readonly number[], at_s: number): number | undefined {
  if (times.length === 0) return undefined
  let low = 0
  let high = times.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (times[middle]! < at_s) low = middle + 1
    else high = middle
  }
  return low > 0 && at_s - times[low - 1]! < times[low]! - at_s ? low - 1 : low
}

function columnsOf({ times, greatest, least, mean }: BandData): UPlot.AlignedData {
  return [[...times], [...greatest], [...least], [...mean]]
}

function drawingOf(unit: string, limits: readonly Limit[], colour: Colour): Drawing {
  return {
    y: { values: (_, ticks) => ticks.map((v) => `${+v.toPrecision(6)} ${unit}`) },
    series: [
      {},
      { stroke: () => 'transparent', points: { show: false } },
      { stroke: () => 'transparent', points: { show: false } },
      { stroke: () => colour('--accent'), width: 1.4, points: { show: false } },
    ],
    bands: [{ series: [1, 2], fill: () => `color-mix(in srgb, ${colour('--accent')} 26%, transparent)` }],
    hooks: { drawAxes: [(u) => drawLimits(u, limits, colour)] },
  }
}

/** Limits as bands behind the line: what lies beyond is tinted, its edge drawn. */
function drawLimits(u: UPlot, limits: readonly Limit[], colour: Colour): void {
  const { ctx, bbox } = u
  const bottom = bbox.top + bbox.height
  const at = (value: number) => Math.min(bottom, Math.max(bbox.top, u.valToPos(value, 'y', true)))
  ctx.save()
  for (const limit of limits) {
    ctx.fillStyle = colour(`--${limit.level}`)
    for (const [top, end] of tinted(limit, bbox.top, bottom, at)) {
      if (end - top < 1) continue
      ctx.globalAlpha = 0.1
      ctx.fillRect(bbox.left, top, bbox.width, end - top)
      ctx.globalAlpha = 0.7
      if (top > bbox.top) ctx.fillRect(bbox.left, top, bbox.width, 1)
      if (end < bottom) ctx.fillRect(bbox.left, end, bbox.width, 1)
    }
  }
  ctx.restore()
}

/** What lies at a limit's level, from top to end in pixels. */
function tinted(
  { form, least, greatest }: Limit,
  top: number,
  bottom: number,
  at: (value: number) => number,
): (readonly [top: number, end: number])[] {
  const high = greatest === undefined ? undefined : at(greatest)
  const low = least === undefined ? undefined : at(least)
  if (form === 'inside') return [[high ?? top, low ?? bottom]]
  return [...(high === undefined ? [] : [[top, high] as const]), ...(low === undefined ? [] : [[low, bottom] as const])]
}
