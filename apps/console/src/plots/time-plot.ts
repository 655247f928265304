/** What plots over UTC share: the axis, the cursor that goes through all of a group, the stretch that dragging chooses. */
import 'uplot/dist/uPlot.min.css'
import { type RefObject, useEffect, useRef } from 'react'
import UPlot from 'uplot'
import '../styles/band-plot.css'

/** What every plot over time is given. */
export type TimePlotProps = {
  /** The stretch that the axis shows, POSIX seconds; what the data span where it is left out. */
  readonly span?: readonly [number, number] | undefined
  /** Plots of one group share their cursor. */
  readonly group: string
  readonly label: string
  readonly onZoom?: ((from_s: number, to_s: number) => void) | undefined
  /** Where the cursor of the group is, POSIX seconds; undefined where it is nowhere. */
  readonly onCursor?: ((at_s: number | undefined) => void) | undefined
}

/** What is drawn in one of them. */
export type Drawing = Pick<UPlot.Options, 'series' | 'bands' | 'hooks'> & {
  readonly y: UPlot.Axis
  readonly scaleY?: UPlot.Scale
}

/** Reads a colour of the theme as it is now. */
export type Colour = (property: string) => string

/** Makes a plot in a box and keeps it: it follows its box, the theme and its data. A new one where `drawing` is another. */
export function useTimePlot(
  props: TimePlotProps,
  data: UPlot.AlignedData,
  drawing: (colour: Colour) => Drawing,
): { readonly box: RefObject<HTMLDivElement | null>; readonly plot: RefObject<UPlot | undefined> } {
  const box = useRef<HTMLDivElement>(null)
  const plot = useRef<UPlot>(undefined)
  const now = useRef({ props, data })
  now.current = { props, data }
  const { group, span } = props
  useEffect(() => {
    const element = box.current!
    const colour = (property: string) => getComputedStyle(element).getPropertyValue(property).trim()
    const size = () => ({ width: element.clientWidth, height: Math.max(70, element.clientHeight) })
    const options = { ...optionsOf(drawing(colour), colour, group, () => now.current.props), ...size() }
    const made = new UPlot(options, now.current.data, element)
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
  }, [drawing, group])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another stretch draws the axis anew
  useEffect(() => {
    plot.current?.setData(data)
  }, [data, span])
  return { box, plot }
}

/** What its types leave out: whether the plots of its group follow. */
type Leading = { setCursor(at: { left: number; top: number }, tells: boolean, leads: boolean): void }

/** Puts the cursor of a plot, and so of its group, at a time; away where it is undefined. */
export function putCursor(plot: UPlot | undefined, at_s: number | undefined): void {
  const left = at_s === undefined ? undefined : plot?.valToPos(at_s, 'x')
  const leading: Leading | undefined = plot
  leading?.setCursor({ left: left ?? -10, top: left === undefined ? -10 : 10 }, true, true)
}

/** Colours are read from the theme each time it draws. */
function optionsOf(
  { y, scaleY, hooks, ...drawing }: Drawing,
  colour: Colour,
  group: string,
  props: () => TimePlotProps,
): Omit<UPlot.Options, 'width' | 'height'> {
  const stroke = (property: string) => () => colour(property)
  const axis: UPlot.Axis = {
    stroke: stroke('--text-2'),
    font: FONT,
    grid: { stroke: stroke('--line'), width: 1 },
    ticks: { stroke: stroke('--line'), width: 1, size: 4 },
  }
  return {
    ...drawing,
    tzDate: (s) => UPlot.tzDate(new Date(1000 * s), 'Etc/UTC'),
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 6 },
      sync: { key: group, setSeries: false },
      drag: { x: true, y: false, setScale: false },
    },
    scales: {
      x: { time: true, range: (_, least, greatest) => [...(props().span ?? [least, greatest])] as [number, number] },
      ...(scaleY && { y: scaleY }),
    },
    axes: [
      { ...axis, space: 78, values: utcTicks },
      { ...axis, size: 78, ...y },
    ],
    hooks: {
      ...hooks,
      setCursor: [
        (u) => {
          const { left } = u.cursor
          const at_s = left === undefined || left < 0 ? Number.NaN : u.posToVal(left, 'x')
          props().onCursor?.(Number.isFinite(at_s) ? at_s : undefined)
        },
      ],
      setSelect: [
        (u) => {
          if (u.select.width < 4) return
          props().onZoom?.(u.posToVal(u.select.left, 'x'), u.posToVal(u.select.left + u.select.width, 'x'))
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
        },
      ],
    },
  }
}

/** What figures of a plot are written in. */
export const FONT = '11px "JetBrains Mono", "Noto Sans SC", monospace'

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
