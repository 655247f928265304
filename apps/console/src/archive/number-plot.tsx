/** One parameter of numbers over time: the band from least to greatest and the mean, with what is read at the cursor. */
import { useQuery } from '@tanstack/react-query'
import { type JSX, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { actingParty } from '../acting.ts'
import { DESK } from '../api.ts'
import { RefusalCard } from '../operate/refusal-card.tsx'
import { telemetryValue, unitSymbol } from '../parts/numbers.ts'
import { Empty, pending } from '../parts/states.tsx'
import { type BandData, BandPlot, nearestTo } from '../plots/band-plot.tsx'
import { callArchive, type Plotted } from './archive.ts'
import type { OverTime } from './over-time.ts'
import { stretchText } from './sizes.ts'
import { useInstantWords } from './use-cursor.ts'

/** The plot, once it was asked for. */
export function NumberPlot({ element, parameter, asked, span, onZoom }: OverTime): JSX.Element {
  const query = useQuery({
    queryKey: [DESK, 'plot', actingParty(), asked],
    queryFn: () => callArchive('telemetryPlot', asked),
    staleTime: 15_000,
    placeholderData: (before: Plotted | undefined) => before,
  })
  if (query.data === undefined) return <>{pending(query)}</>
  return <Drawn {...{ element, parameter, asked, span, onZoom }} plotted={query.data} />
}

function Drawn({ element, parameter, plotted, span, onZoom }: OverTime & { readonly plotted: Plotted }): JSX.Element {
  const { t, i18n } = useTranslation('archive')
  const data = useMemo(() => bandOf(plotted), [plotted])
  const [at_s, setAt] = useState<number>()
  const instant = useInstantWords()
  // Found anew in what is drawn now: other data may have come since the cursor was put there.
  const at = at_s === undefined ? undefined : nearestTo(data.times, at_s)
  const unit = unitSymbol(plotted.unit)
  const text = (value: number) => `${telemetryValue(value, i18n.language)}\u202f${unit}`
  const range = {
    min: text(plotted.bars.reduce((a, b) => Math.min(a, b.least), Number.POSITIVE_INFINITY)),
    max: text(plotted.bars.reduce((a, b) => Math.max(a, b.greatest), Number.NEGATIVE_INFINITY)),
  }
  const about = { name: parameter.name, element: element.name, samples: plotted.samples, ...range }
  const reading = at === undefined ? undefined : readingAt(at)
  return (
    <figure className="archive-plot">
      <figcaption>
        <strong className="parameter-name">{parameter.name}</strong> <span className="quiet">{element.name}</span>
        <span className="figure quiet">{summary()}</span>
      </figcaption>
      <p className="figure plot-reading">{reading}</p>
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
            at={at}
            reading={reading}
            onCursor={setAt}
            onZoom={onZoom}
          />
        </div>
      )}
    </figure>
  )

  function summary(): string {
    const many = t('plot.samples', { count: plotted.samples })
    if (plotted.samples === 0) return many
    return `${many} · ${t('plot.each', { width: stretchText(plotted.width_s) })} · ${range.min} – ${range.max}`
  }

  function readingAt(place: number): string {
    const [least, mean, greatest] = [data.least[place], data.mean[place], data.greatest[place]]
    const when = instant(data.times[place]!)
    if (typeof mean !== 'number' || typeof least !== 'number' || typeof greatest !== 'number')
      return `${when} · ${t('plot.gapHere')}`
    return least === greatest
      ? `${when} · ${text(mean)}`
      : `${when} · ${text(mean)} (${text(least)} – ${text(greatest)})`
  }
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
