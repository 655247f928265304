/** The chosen parameters under one another on one axis of time, numbers as plots and words as bands of states: dragging in one asks for all of them finer. */
import { type JSX, useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type Catalogue, findParameter } from './archive.ts'
import type { ArchiveViewProps } from './archive-search.ts'
import { NumberPlot } from './number-plot.tsx'
import { StateTimeline } from './state-timeline.tsx'
import { isoOf } from './use-cursor.ts'

/** As many bars as a wide screen has columns worth telling apart. */
const BARS = 900

type PlotsProps = ArchiveViewProps & { readonly catalogue: Catalogue; readonly chosen: readonly string[] }

/** The plots. */
export function Plots({ catalogue, chosen, search, change }: PlotsProps): JSX.Element {
  const { t } = useTranslation('archive')
  const { from, to } = search
  const span = useMemo(() => spanOf(catalogue, chosen, from, to), [catalogue, chosen, from, to])
  const onZoom = useCallback((a: number, b: number) => change({ from: isoOf(a), to: isoOf(b) }), [change])
  return (
    <div className="archive-plots">
      <p className="quiet">{t('plot.hint')}</p>
      {chosen.map((key) => {
        const { element, parameter } = findParameter(catalogue, key)!
        const asked = {
          ...{ element: element.element, name: parameter.name, bars: BARS },
          ...(from && { from }),
          ...(to && { to }),
        }
        const Over = parameter.values === 'texts' ? StateTimeline : NumberPlot
        return (
          <section key={key} aria-label={`${parameter.name}, ${element.name}`}>
            <Over {...{ element, parameter, asked, span, onZoom }} />
          </section>
        )
      })}
    </div>
  )
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
