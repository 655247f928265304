/**
 * The lanes as a table whose last column is drawn: what a screen reader reads and what eyes see are the same rows. A
 * filled bar was done, an outlined one is planned; thin lines above it are what was said before.
 */
import { Fragment, type JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { StateMark } from '../parts/state-mark.tsx'
import { Bars } from './bars.tsx'
import { ItemSources } from './item-sources.tsx'
import type { Item, Roadmap } from './roadmap-operations.ts'
import { positionOf, TICKS, yearOf } from './roadmap-scale.ts'

type LanesProps = {
  readonly roadmap: Roadmap
  readonly item: string | undefined
  /** The statement about it that was chosen. */
  readonly statement: string | undefined
  readonly onOpen: (item: string | undefined, statement?: string) => void
  readonly onKnown: (day: string) => void
}

/** The table. */
export function Lanes({ roadmap, item, statement, onOpen, onKnown }: LanesProps): JSX.Element {
  const { t } = useTranslation('desk')
  const now = positionOf(yearOf(roadmap.knownOn))
  return (
    <div className="lanes-box">
      <table className="lanes">
        <caption className="visually-hidden">{t('roadmap.table', { day: roadmap.knownOn })}</caption>
        <thead>
          <tr>
            <th scope="col">{t('roadmap.item')}</th>
            <th scope="col">{t('roadmap.says')}</th>
            <th scope="col" className="chart-head">
              <span className="visually-hidden">{t('roadmap.chart')}</span>
              <svg className="years" height="18" width="100%" aria-hidden="true">
                {TICKS.map((year) => (
                  <text key={year} x={`${positionOf(year)}%`} y="13">
                    {year}
                  </text>
                ))}
              </svg>
            </th>
          </tr>
        </thead>
        {roadmap.lanes.map((lane, i) => (
          <tbody key={lane.id} className={`lane-${i % 6}`}>
            <tr className="lane-title">
              <th scope="rowgroup" colSpan={3}>
                {lane.title}
              </th>
            </tr>
            {lane.items.length === 0 && (
              <tr>
                <td colSpan={3} className="quiet">
                  {t('roadmap.nothing')}
                </td>
              </tr>
            )}
            {lane.items.map((it) => (
              <Fragment key={it.id}>
                <Row
                  item={it}
                  now={now}
                  open={it.id === item}
                  chosen={it.id === item ? statement : undefined}
                  onOpen={() => onOpen(it.id === item ? undefined : it.id)}
                  onStatement={(id) => onOpen(it.id, id)}
                />
                {it.id === item && <ItemSources item={it} chosen={statement} onKnown={onKnown} />}
              </Fragment>
            ))}
          </tbody>
        ))}
      </table>
      <p className="legend">
        <span className="key done" /> {t('roadmap.done')} <span className="key planned" /> {t('roadmap.planned')}{' '}
        <span className="key before" /> {t('roadmap.before')} <StateMark mark="triangle" tone="warning" />{' '}
        {t('roadmap.conflict')}
      </p>
    </div>
  )
}

type RowProps = {
  readonly item: Item
  readonly now: number
  readonly open: boolean
  readonly chosen: string | undefined
  readonly onOpen: () => void
  readonly onStatement: (id: string) => void
}

function Row({ item, now, open, chosen, onOpen, onStatement }: RowProps): JSX.Element {
  const { t } = useTranslation('desk')
  const total = item.slips.at(-1)?.total_days ?? 0
  return (
    <tr data-open={open ? 'yes' : undefined}>
      <th scope="row">
        <button type="button" className="item" aria-expanded={open} onClick={onOpen}>
          {item.title}
          {item.conflict && (
            <>
              {' '}
              <StateMark mark="triangle" tone="warning" />
              <span className="visually-hidden">{t('roadmap.conflict')}</span>
            </>
          )}
        </button>
      </th>
      <td>
        <span className="figure">{item.current.says}</span>
        {item.current.assumed && <b className="assumed-word"> {t('source.assumed')}</b>}
        {total !== 0 && (
          <small className="slip">
            {t(total > 0 ? 'roadmap.slipped' : 'roadmap.earlier', { count: Math.abs(total) })}
          </small>
        )}
      </td>
      <td className="chart">
        <Bars item={item} now={now} chosen={chosen} onChoose={onStatement} />
      </td>
    </tr>
  )
}
