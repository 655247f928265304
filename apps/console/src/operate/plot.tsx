/** The plot of one parameter: what the archive has, and what comes in, on one axis of UTC. */
import 'uplot/dist/uPlot.min.css'
import { type JSX, useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import UPlot from 'uplot'
import { useHistory } from '../api.ts'
import { useLive, useLiveStore } from '../live/live-context.tsx'
import { telemetryValue, unitSymbol } from '../parts/numbers.ts'
import { Empty, pending } from '../parts/states.tsx'
import { joinSamples, type Series, unixOffset } from './series.ts'
import { useElementNames } from './values-table.tsx'

const NO_RECENT = { times_s: [], values: [] }

/** The plot of `element/name`. */
export function Plot({ parameter }: { readonly parameter: string }): JSX.Element {
  const { t } = useTranslation()
  const cut = parameter.indexOf('/')
  const element = parameter.slice(0, cut)
  const name = parameter.slice(cut + 1)
  const sample = useLive((s) => s.parameters[parameter]?.sample)
  const numeric = sample === undefined || typeof sample.value === 'number'
  // Before a first sample there is nothing to ask the archive for.
  const history = useHistory(sample !== undefined && numeric ? element : undefined, name)
  const elementName = useElementNames()(element).name
  if (sample === undefined) return <Empty>{t('telemetry.empty')}</Empty>
  if (!numeric) return <Empty>{t('plot.text', { name, value: String(sample?.value) })}</Empty>
  const waiting = pending(history)
  if (waiting !== undefined) return waiting
  return (
    <Drawn
      parameter={parameter}
      element={elementName}
      name={name}
      unit={unitSymbol(history.data?.unit ?? sample?.unit ?? '')}
      stored={history.data ?? NO_RECENT}
    />
  )
}

type DrawnProps = {
  readonly parameter: string
  readonly element: string
  readonly name: string
  readonly unit: string
  readonly stored: Series
}

function Drawn({ parameter, element, name, unit, stored }: DrawnProps): JSX.Element {
  const { t, i18n } = useTranslation()
  const store = useLiveStore()
  const box = useRef<HTMLDivElement>(null)
  const recent = useLive((s) => s.parameters[parameter]?.recent) ?? NO_RECENT
  const all = useMemo(() => joinSamples(stored, recent), [stored, recent])
  useEffect(() => {
    const element = box.current!
    const size = () => ({ width: element.clientWidth, height: Math.max(160, element.clientHeight) })
    const plot = new UPlot({ ...options(element, unit), ...size() }, [[], []], element)
    const draw = () => {
      const joined = joinSamples(stored, store.snapshot().parameters[parameter]?.recent ?? NO_RECENT)
      const offset = unixOffset(joined.times_s[0] ?? 0)
      plot.setData([joined.times_s.map((s) => s + offset), [...joined.values]])
    }
    draw()
    let known = store.snapshot().parameters[parameter]
    const stop = store.subscribe(() => {
      const next = store.snapshot().parameters[parameter]
      if (next === known) return
      known = next
      draw()
    })
    const resize = new ResizeObserver(() => plot.setSize(size()))
    resize.observe(element)
    const theme = new MutationObserver(() => plot.redraw(false, true))
    theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] })
    return () => {
      stop()
      resize.disconnect()
      theme.disconnect()
      plot.destroy()
    }
  }, [parameter, stored, unit, store])
  if (all.values.length === 0) return <Empty>{t('plot.empty')}</Empty>
  const text = (v: number) => `${telemetryValue(v, i18n.language)}\u202f${unit}`
  const latest = all.values.at(-1)!
  const min = all.values.reduce((a, b) => Math.min(a, b))
  const max = all.values.reduce((a, b) => Math.max(a, b))
  const count = all.values.length
  return (
    <figure className="plot">
      <figcaption>
        <span>
          <strong className="parameter-name">{name}</strong> <span className="quiet">{element}</span>
        </span>
        <dl className="figure">
          <dt>{t('plot.latest')}</dt>
          <dd>{text(latest)}</dd>
          <dt>{t('plot.min')}</dt>
          <dd>{text(min)}</dd>
          <dt>{t('plot.max')}</dt>
          <dd>{text(max)}</dd>
          <dt>{t('plot.samples')}</dt>
          <dd>{count}</dd>
        </dl>
      </figcaption>
      <div
        ref={box}
        className="plot-box"
        role="img"
        aria-label={t('plot.label', {
          name,
          element,
          count,
          latest: text(latest),
          value: text(latest),
          min: text(min),
          max: text(max),
        })}
      />
    </figure>
  )
}

/** Options of the plot; colours are read from the theme each time it draws. */
function options(element: HTMLElement, unit: string): Omit<UPlot.Options, 'width' | 'height'> {
  const colour = (property: string) => () => getComputedStyle(element).getPropertyValue(property).trim()
  const font = '11px "JetBrains Mono", monospace'
  const axis: UPlot.Axis = {
    stroke: colour('--text-2'),
    font,
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1, size: 4 },
  }
  return {
    tzDate: (s) => UPlot.tzDate(new Date(1000 * s), 'Etc/UTC'),
    legend: { show: false },
    cursor: { y: false, points: { size: 7 } },
    scales: { x: { time: true } },
    axes: [
      { ...axis, space: 70, values: utcTicks },
      { ...axis, size: 64, values: (_, ticks) => ticks.map((v) => `${+v.toPrecision(6)} ${unit}`) },
    ],
    series: [{}, { stroke: colour('--accent'), width: 1.6, points: { show: false } }],
  }
}

/** `08-09 16:30` where a day begins or the axis does, `16:30` otherwise. */
function utcTicks(_: UPlot, ticks: number[]): string[] {
  let day = ''
  return ticks.map((s) => {
    const iso = new Date(1000 * s).toISOString()
    const fresh = iso.slice(5, 10) !== day
    day = iso.slice(5, 10)
    return fresh ? `${iso.slice(11, 16)}\n${day}` : iso.slice(11, 16)
  })
}
