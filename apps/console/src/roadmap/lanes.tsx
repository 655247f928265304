/**
 * The lanes as a table whose last column is drawn: what a screen reader reads and what eyes see are the same rows. A
 * filled bar was done, an outlined one is planned; thin lines above it are what was said before.
 */
import { Fragment, type JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { StateMark } from '../parts/state-mark.tsx'
import type { Item, Roadmap, Statement } from './roadmap-operations.ts'
import { LAST_YEAR, positionOf, TICKS, yearOf } from './roadmap-scale.ts'

type LanesProps = {
  readonly roadmap: Roadmap
  readonly item: string | undefined
  readonly onItem: (item: string | undefined) => void
}

/** The table. */
export function Lanes({ roadmap, item, onItem }: LanesProps): JSX.Element {
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
                  onOpen={() => onItem(it.id === item ? undefined : it.id)}
                />
                {it.id === item && <Sources item={it} />}
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

type RowProps = { readonly item: Item; readonly now: number; readonly open: boolean; readonly onOpen: () => void }

function Row({ item, now, open, onOpen }: RowProps): JSX.Element {
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
        <svg width="100%" height="30" aria-hidden="true">
          {TICKS.map((year) => (
            <line key={year} className="tick" x1={`${positionOf(year)}%`} x2={`${positionOf(year)}%`} y1="0" y2="30" />
          ))}
          <line className="now" x1={`${now}%`} x2={`${now}%`} y1="0" y2="30" />
          {item.history.slice(0, -1).map((s, i, all) => (
            <Span key={s.id} statement={s} y={3 + (8 * i) / Math.max(1, all.length)} height={2.5} className="before" />
          ))}
          <Span
            statement={item.current}
            y={14}
            height={11}
            className={item.current.status === 'done' ? 'done' : 'planned'}
          />
        </svg>
      </td>
    </tr>
  )
}

type SpanProps = {
  readonly statement: Statement
  readonly y: number
  readonly height: number
  readonly className: string
}

/** From the earliest to the latest day that a statement allows; open to the right where it says "not before". */
function Span({ statement, y, height, className }: SpanProps): JSX.Element | null {
  const { planned } = statement
  if (planned === undefined) return null
  const from = positionOf(yearOf(planned.earliest))
  const to = positionOf(planned.latest === undefined ? LAST_YEAR : yearOf(planned.latest))
  return (
    <rect
      className={planned.latest === undefined ? `${className} open` : className}
      x={`${from}%`}
      y={y}
      width={`${Math.max(0.6, to - from)}%`}
      height={height}
      rx="2"
    />
  )
}

function Sources({ item }: { readonly item: Item }): JSX.Element {
  const { t } = useTranslation('desk')
  return (
    <tr className="item-sources">
      <td colSpan={3}>
        <h2>{t('roadmap.history', { item: item.title })}</h2>
        <ol>
          {item.history.map((s) => (
            <li key={s.id}>
              <span className="figure">{s.says}</span>{' '}
              <span className="quiet">
                {t('roadmap.since', { day: s.knownFrom })}
                {s.supersededOn === undefined ? '' : ` ${t('roadmap.until', { day: s.supersededOn })}`}
              </span>
              <small className="source">
                {s.url !== undefined && /^https?:/.test(s.url) ? (
                  <a href={s.url} rel="noreferrer noopener" target="_blank">
                    {s.source}
                  </a>
                ) : (
                  s.source
                )}
                {s.assumed && <b> {t('source.assumed')}</b>}
                {s.reading !== undefined && <> · {s.reading}</>}
                {s.note !== undefined && <> · {s.note}</>}
              </small>
              {s.disagreesWith.length > 0 && (
                <small className="tone-warning">{t('roadmap.disagrees', { with: s.disagreesWith.join(', ') })}</small>
              )}
            </li>
          ))}
        </ol>
      </td>
    </tr>
  )
}
