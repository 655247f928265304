/** Plots of several parameters under one another, on one axis of time: dragging in one asks for all of them finer. */
import { useQueries } from '@tanstack/react-query'
import { type JSX, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { actingParty } from '../acting.ts'
import { DESK } from '../api.ts'
import { RefusalCard } from '../operate/refusal-card.tsx'
import { telemetryValue, unitSymbol } from '../parts/numbers.ts'
import { Empty, pending } from '../parts/states.tsx'
import { type BandData, BandPlot } from '../plots/band-plot.tsx'
import { type Catalogue, type CatalogueParameter, callArchive, findParameter, type Plotted } from './archive.ts'
import type { ArchiveViewProps } from './archive-search.ts'
import { stretchText } from './sizes.ts'

/** As many bars as a wide screen has columns worth telling apart. */
const BARS = 900

type PlotsProps = ArchiveViewProps & { readonly catalogue: Catalogue; readonly chosen: readonly string[] }

/** The plots. */
export function Plots({ catalogue, chosen, search, change }: PlotsProps): JSX.Element {
  const { t } = useTranslation('archive')
  const { from, to } = search
  const span = useMemo(() => spanOf(catalogue, chosen, from, to), [catalogue, chosen, from, to])
  const queries = useQueries({
    queries: chosen.map((key) => {
      const { element, parameter } = findParameter(catalogue, key)!
      const asked = {
        element: element.element,
        name: parameter.name,
        bars: BARS,
        ...(from && { from }),
        ...(to && { to }),
      }
      return {
        queryKey: [DESK, 'plot', actingParty(), asked],
        queryFn: () => callArchive('telemetryPlot', asked),
        enabled: parameter.values === 'numbers',
        staleTime: 15_000,
        placeholderData: (before: Plotted | undefined) => before,
      }
    }),
  })
  return (
    <div className="archive-plots">
      <p className="quiet">{t('plot.hint')}</p>
      {chosen.map((key, i) => {
        const { element, parameter } = findParameter(catalogue, key)!
        if (parameter.values === 'texts') return <Empty key={key}>{t('plot.text', { name: parameter.name })}</Empty>
        const query = queries[i]!
        return (
          <section key={key} aria-label={`${parameter.name}, ${element.name}`}>
            {query.data === undefined ? (
              pending(query)
            ) : (
              <One
                element={element.name}
                parameter={parameter}
                plotted={query.data}
                span={span}
                onZoom={(a, b) => change({ from: isoOf(a), to: isoOf(b) })}
              />
            )}
          </section>
        )
      })}
    </div>
  )
}

type OneProps = {
  readonly element: string
  readonly parameter: CatalogueParameter
  readonly plotted: Plotted
  readonly span: readonly [number, number] | undefined
  readonly onZoom: (from_s: number, to_s: number) => void
}

function One({ element, parameter, plotted, span, onZoom }: OneProps): JSX.Element {
  const { t, i18n } = useTranslation('archive')
  const data = useMemo(() => bandOf(plotted), [plotted])
  const unit = unitSymbol(plotted.unit)
  const text = (value: number) => `${telemetryValue(value, i18n.language)}\u202f${unit}`
  const range = {
    min: text(plotted.bars.reduce((a, b) => Math.min(a, b.least), Number.POSITIVE_INFINITY)),
    max: text(plotted.bars.reduce((a, b) => Math.max(a, b.greatest), Number.NEGATIVE_INFINITY)),
  }
  const about = { name: parameter.name, element, samples: plotted.samples, ...range }
  return (
    <figure className="archive-plot">
      <figcaption>
        <strong className="parameter-name">{parameter.name}</strong> <span className="quiet">{element}</span>
        <span className="figure quiet">
          {t('plot.samples', { count: plotted.samples })}
          {plotted.samples > 0 &&
            ` · ${t('plot.each', { width: stretchText(plotted.width_s) })} · ${range.min} – ${range.max}`}
        </span>
      </figcaption>
      {plotted.held !== undefined && <RefusalCard refusal={plotted.held} />}
      {plotted.samples === 0 ? (
        <Empty>{t('plot.empty')}</Empty>
      ) : (
        <div className="archive-plot-box">
          <BandPlot
            data={data}
            unit={unit}
            limits={parameter.limits}
            span={span}
            group="archive"
            label={t('plot.label', about)}
            onZoom={onZoom}
          />
        </div>
      )}
    </figure>
  )
}

/** Bars as columns, each at its middle; where none of a stretch came, the line breaks. */
function bandOf({ bars, width_s }: Plotted): BandData {
  const out = { times: [] as number[], least: [] as number[], mean: [] as number[], greatest: [] as number[] }
  let before = Number.NaN
  for (const bar of bars) {
    const at = Date.parse(bar.time) / 1000 + width_s / 2
    if (at - before > 20 * width_s && at - before > 600)
      push(out, (at + before) / 2, Number.NaN, Number.NaN, Number.NaN)
    push(out, at, bar.least, bar.mean, bar.greatest)
    before = at
  }
  return out
}

type Columns = { readonly [K in keyof BandData]: number[] }

function push(out: Columns, at: number, least: number, mean: number, greatest: number): void {
  const whole = (value: number) => (Number.isNaN(value) ? (null as unknown as number) : value)
  out.times.push(at)
  out.least.push(whole(least))
  out.mean.push(whole(mean))
  out.greatest.push(whole(greatest))
}

/** What all plots show: what was asked for, else what there is of all of them. */
function spanOf(
  catalogue: Catalogue,
  chosen: readonly string[],
  from?: string,
  to?: string,
): [number, number] | undefined {
  const of = chosen.flatMap((key) => findParameter(catalogue, key)?.element ?? [])
  const begins = from === undefined ? of.flatMap((e) => e.first ?? []).map(Date.parse) : [Date.parse(from)]
  const ends = to === undefined ? of.flatMap((e) => e.last ?? []).map(Date.parse) : [Date.parse(to)]
  const span: [number, number] = [Math.min(...begins) / 1000, Math.max(...ends) / 1000]
  return Number.isFinite(span[0]) && Number.isFinite(span[1]) && span[1] > span[0] ? span : undefined
}

function isoOf(unix_s: number): string {
  return new Date(Math.round(unix_s * 1000)).toISOString()
}
