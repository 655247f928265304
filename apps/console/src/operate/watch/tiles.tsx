/** What a tile shows: a plot of several parameters under one another, a table of newest values, or one value large. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf } from '../../api.ts'
import { findParameter, useCatalogue } from '../../archive/archive.ts'
import { readableTime } from '../../archive/sizes.ts'
import { useLive } from '../../live/live-context.tsx'
import { ColumnHeads } from '../../parts/column-heads.tsx'
import { telemetryValue, unitSymbol } from '../../parts/numbers.ts'
import { ALARM_MARK, StateMark } from '../../parts/state-mark.tsx'
import { Empty, Failed, Loading } from '../../parts/states.tsx'
import { BandPlot } from '../../plots/band-plot.tsx'
import { RefusalCard } from '../refusal-card.tsx'
import { useValueWords, type ValueWords } from '../value-words.ts'
import { useElementNames } from '../values-table.tsx'
import type { Tile } from './display-layout.ts'
import { useJoined } from './joined.ts'

const NO_LIMITS: readonly never[] = []

/** The content of a tile. */
export function TileContent({
  tile,
  span_s,
}: {
  readonly tile: Tile
  readonly span_s: number | undefined
}): JSX.Element {
  if (tile.kind === 'table') return <Newest of={tile.of} />
  if (tile.kind === 'value') return <Large of={tile.of} />
  return (
    <div className="tile-plots">
      {tile.of.map((key) => (
        <JoinedPlot key={key} parameter={key} span_s={span_s} group="watch" />
      ))}
    </div>
  )
}

type JoinedProps = { readonly parameter: string; readonly span_s: number | undefined; readonly group: string }

/** History from the archive, going on with what comes in, with the limits of the parameter. */
export function JoinedPlot({ parameter, span_s, group }: JoinedProps): JSX.Element {
  const { t, i18n } = useTranslation('operate-watch')
  const catalogue = useCatalogue().data
  const { element, name, sample, data, plotted, error } = useJoined(parameter, span_s)
  const elementName = useElementNames()(element).name
  const known = findParameter(catalogue, parameter)?.parameter
  if (typeof sample?.value === 'string' || typeof sample?.value === 'boolean') return <Newest of={[parameter]} />
  const unit = unitSymbol(plotted?.unit ?? sample?.unit ?? '')
  const last = data.mean.at(-1)
  const latest = last === undefined ? '' : `${telemetryValue(last, i18n.language)}\u202f${unit}`
  return (
    <figure className="joined-plot">
      <figcaption>
        <span>
          <strong className="parameter-name">{name}</strong> <span className="quiet">{elementName}</span>
        </span>
        <span className="figure">{latest}</span>
      </figcaption>
      {plotted?.held !== undefined && data.times.length === 0 && <RefusalCard refusal={plotted.held} />}
      {error !== null && plotted === undefined && data.times.length === 0 && <Failed failure={failureOf(error)} />}
      {data.times.length === 0 &&
        error === null &&
        (plotted === undefined ? <Loading /> : <Empty>{t('tile.empty')}</Empty>)}
      {data.times.length > 0 && (
        <div className="joined-plot-box">
          <BandPlot
            data={data}
            unit={unit}
            limits={known?.limits ?? NO_LIMITS}
            group={group}
            label={t('tile.label', { name, element: elementName, count: data.times.length, latest })}
          />
        </div>
      )}
    </figure>
  )
}

function Newest({ of }: { readonly of: readonly string[] }): JSX.Element {
  const { t } = useTranslation('operate-watch')
  const words = useValueWords()
  return (
    <table className="grid tile-table">
      <ColumnHeads texts={[t('tile.parameter')]} numbers={[t('tile.value'), t('tile.at')]} />
      <tbody>
        {of.map((key) => (
          <NewestRow key={key} of={key} words={words} />
        ))}
      </tbody>
    </table>
  )
}

type OneProps = { readonly of: string; readonly words: ValueWords }

function NewestRow({ of, words }: OneProps): JSX.Element {
  const { t } = useTranslation('operate-watch')
  const sample = useLive((s) => s.parameters[of]?.sample)
  const nameOf = useElementNames()
  const cut = of.indexOf('/')
  const { mark, tone } = ALARM_MARK[sample?.alarm ?? 'nominal']
  return (
    <tr data-alarm={sample?.alarm}>
      <th scope="row">
        <StateMark mark={mark} tone={tone} /> <span className="parameter-name">{of.slice(cut + 1)}</span>
        <small className="quiet">{nameOf(of.slice(0, cut)).name}</small>
      </th>
      <td className="number figure">
        {sample === undefined ? t('tile.nothing') : words(of, sample.value)}{' '}
        {typeof sample?.value === 'number' && <span className="quiet">{unitSymbol(sample.unit)}</span>}
      </td>
      <td className="number figure quiet">{sample?.generatedAt.slice(11, 19)}</td>
    </tr>
  )
}

function Large({ of }: { readonly of: readonly string[] }): JSX.Element {
  const words = useValueWords()
  return (
    <div className="tile-values">
      {of.map((key) => (
        <LargeValue key={key} of={key} words={words} />
      ))}
    </div>
  )
}

function LargeValue({ of, words }: OneProps): JSX.Element {
  const { t } = useTranslation(['operate-watch', 'translation'])
  const sample = useLive((s) => s.parameters[of]?.sample)
  const nameOf = useElementNames()
  const cut = of.indexOf('/')
  const alarm = sample?.alarm ?? 'nominal'
  const { mark, tone } = ALARM_MARK[alarm]
  return (
    <dl className="tile-value" data-alarm={alarm}>
      <dt>
        <span className="parameter-name">{of.slice(cut + 1)}</span>{' '}
        <small className="quiet">{nameOf(of.slice(0, cut)).name}</small>
      </dt>
      <dd className="figure">
        {sample === undefined ? t('tile.nothing') : words(of, sample.value)}
        {typeof sample?.value === 'number' && <small> {unitSymbol(sample.unit)}</small>}
      </dd>
      <dd className="tile-value-about">
        <StateMark mark={mark} tone={tone} /> {t(`telemetry.alarm.${alarm}`, { ns: 'translation' })}
        {sample !== undefined && <span className="figure quiet"> {readableTime(sample.generatedAt)} UTC</span>}
      </dd>
    </dl>
  )
}
