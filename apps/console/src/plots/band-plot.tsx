/** A plot of one parameter over UTC: the band from least to greatest, the mean, its limits; dragging chooses a stretch. */
import 'uplot/dist/uPlot.min.css'
import { type JSX, useEffect, useRef } from 'react'
import UPlot from 'uplot'
import '../styles/band-plot.css'

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

type BandProps = {
  readonly data: BandData
  readonly unit: string
  readonly limits: readonly Limit[]
  /** The stretch that the axis shows, POSIX seconds; what the data span where it is left out. */
  readonly span?: readonly [number, number] | undefined
  /** Plots of one group share their cursor. */
  readonly group: string
  readonly label: string
  readonly onZoom?: ((from_s: number, to_s: number) => void) | undefined
}

/** The plot; it follows its box, the theme and its data. */
export function BandPlot({ data, unit, limits, span, group, label, onZoom }: BandProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<UPlot>(undefined)
  const drawn = useRef(data)
  const zoom = useRef(onZoom)
  const shown = useRef(span)
  drawn.current = data
  zoom.current = onZoom
  shown.current = span
  useEffect(() => {
    const element = box.current!
    const size = () => ({ width: element.clientWidth, height: Math.max(120, element.clientHeight) })
    const made = new UPlot(
      {
        ...options(
          element,
          unit,
          limits,
          group,
          () => shown.current,
          (from, to) => zoom.current?.(from, to),
        ),
        ...size(),
      },
      columns(drawn.current),
      element,
    )
    plot.current = made
    const resize = new ResizeObserver(() => made.setSize(size()))
    resize.observe(element)
    const theme = new MutationObserver(() => made.redraw(false, true))
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    return () => {
      resize.disconnect()
      theme.disconnect()
      made.destroy()
      plot.current = undefined
    }
  }, [unit, limits, group])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another stretch draws the axis anew
  useEffect(() => {
    plot.current?.setData(columns(data))
  }, [data, span])
  return <div ref={box} className="band-plot" role="img" aria-label={label} />
}

function columns({ times, greatest, least, mean }: BandData): UPlot.AlignedData {
  return [[...times], [...greatest], [...least], [...mean]]
}

type Range = () => readonly [number, number] | undefined

/** Colours are read from the theme each time it draws. */
function options(
  element: HTMLElement,
  unit: string,
  limits: readonly Limit[],
  group: string,
  span: Range,
  onZoom: (from_s: number, to_s: number) => void,
): Omit<UPlot.Options, 'width' | 'height'> {
  const colour = (property: string) => getComputedStyle(element).getPropertyValue(property).trim()
  const stroke = (property: string) => () => colour(property)
  const font = '11px "JetBrains Mono", monospace'
  const axis: UPlot.Axis = {
    stroke: stroke('--text-2'),
    font,
    grid: { stroke: stroke('--line'), width: 1 },
    ticks: { stroke: stroke('--line'), width: 1, size: 4 },
  }
  return {
    tzDate: (s) => UPlot.tzDate(new Date(1000 * s), 'Etc/UTC'),
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 6 },
      sync: { key: group, setSeries: false },
      drag: { x: true, y: false, setScale: false },
    },
    scales: {
      x: { time: true, range: (_, least, greatest) => [...(span() ?? [least, greatest])] as [number, number] },
    },
    axes: [
      { ...axis, space: 78, values: utcTicks },
      { ...axis, size: 78, values: (_, ticks) => ticks.map((v) => `${+v.toPrecision(6)} ${unit}`) },
    ],
    series: [
      {},
      { stroke: () => 'transparent', points: { show: false } },
      { stroke: () => 'transparent', points: { show: false } },
      { stroke: stroke('--accent'), width: 1.4, points: { show: false } },
    ],
    bands: [{ series: [1, 2], fill: () => `color-mix(in srgb, ${colour('--accent')} 26%, transparent)` }],
    hooks: {
      drawAxes: [(u) => drawLimits(u, limits, colour)],
      setSelect: [
        (u) => {
          if (u.select.width < 4) return
          onZoom(u.posToVal(u.select.left, 'x'), u.posToVal(u.select.left + u.select.width, 'x'))
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
        },
      ],
    },
  }
}

/** Limits as bands behind the line: what lies beyond is tinted, its edge drawn. */
function drawLimits(u: UPlot, limits: readonly Limit[], colour: (property: string) => string): void {
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

/** `16:30`, with the day below where it begins or the axis does; seconds where ticks are close. */
function utcTicks(_: UPlot, ticks: number[]): string[] {
  let day = ''
  const close = ticks.length > 1 && ticks[1]! - ticks[0]! < 60
  return ticks.map((s) => {
    const iso = new Date(1000 * s).toISOString()
    const fresh = iso.slice(5, 10) !== day
    day = iso.slice(5, 10)
    const time = iso.slice(11, close ? 19 : 16)
    return fresh ? `${time}\n${day}` : time
  })
}
