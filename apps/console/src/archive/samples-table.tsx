/** Samples of one of the chosen parameters, a page at a time: value, raw value, limit, and which packet it came in. */
import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { actingParty } from '../acting.ts'
import { DESK } from '../api.ts'
import { RefusalCard } from '../operate/refusal-card.tsx'
import { unitSymbol } from '../parts/numbers.ts'
import { ALARM_MARK, StateMark } from '../parts/state-mark.tsx'
import { Empty, pending } from '../parts/states.tsx'
import { type Catalogue, callArchive, findParameter } from './archive.ts'
import type { ArchiveViewProps } from './archive-search.ts'

const ROWS = 200

type TableProps = ArchiveViewProps & { readonly catalogue: Catalogue; readonly chosen: readonly string[] }

/** The table, with the choice of parameter and order above. */
export function SamplesTable({ catalogue, chosen, search, change }: TableProps): JSX.Element {
  const { t } = useTranslation(['archive', 'translation'])
  const key = chosen.includes(search.item ?? '') ? search.item! : chosen[0]!
  const order = search.order ?? 'descending'
  const asked = [key, search.from, search.to, order].join(' ')
  const [place, setPlace] = useState<{ readonly of: string; readonly cursors: readonly string[] }>({
    of: asked,
    cursors: [],
  })
  const cursors = place.of === asked ? place.cursors : []
  const cursor = cursors.at(-1)
  const { element, parameter } = findParameter(catalogue, key)!
  const page = useQuery({
    queryKey: [DESK, 'page', actingParty(), asked, cursor],
    queryFn: () =>
      callArchive('telemetryPage', {
        ...{ element: element.element, name: parameter.name, order, limit: ROWS },
        ...(search.from && { from: search.from }),
        ...(search.to && { to: search.to }),
        ...(cursor && { cursor }),
      }),
    staleTime: 15_000,
  })
  const { data } = page
  return (
    <div className="archive-table">
      <div className="archive-choices">
        <label className="choice">
          <span>{t('table.of')}</span>
          <select value={key} onChange={(event) => change({ item: event.target.value })}>
            {chosen.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
        <label className="choice">
          <span>{t('table.order')}</span>
          <select
            value={order}
            onChange={(event) => change({ order: event.target.value === 'ascending' ? 'ascending' : undefined })}
          >
            <option value="descending">{t('table.newest')}</option>
            <option value="ascending">{t('table.oldest')}</option>
          </select>
        </label>
      </div>
      {pending(page)}
      {data?.held !== undefined && <RefusalCard refusal={data.held} />}
      {data !== undefined && data.samples.length === 0 && <Empty>{t('table.empty')}</Empty>}
      {data !== undefined && data.samples.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className="scroll" tabIndex={0} aria-label={t('table.caption', { name: parameter.name })}>
          <table className="grid">
            <thead>
              <tr>
                <th scope="col">{t('table.time')}</th>
                <th scope="col" className="number">
                  {t('table.value')}
                  {data.unit === '' ? '' : ` (${unitSymbol(data.unit)})`}
                </th>
                <th scope="col" className="number">
                  {t('table.raw')}
                </th>
                <th scope="col">{t('table.level')}</th>
                <th scope="col">{t('table.sequence')}</th>
              </tr>
            </thead>
            <tbody className="figure">
              {data.samples.map(({ time, apid, sequence, value, raw, level }) => (
                <tr key={`${time} ${apid} ${sequence}`}>
                  <td>{time.replace('T', ' ').replace('Z', '')}</td>
                  <td className="number">{String(value)}</td>
                  <td className="number quiet">{raw === undefined ? '' : String(raw)}</td>
                  <td>{level === undefined ? '' : <Level level={level} />}</td>
                  <td className="quiet">
                    {apid} {sequence}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      <div className="form-buttons">
        {cursors.length > 0 && (
          <button type="button" className="button" onClick={() => setPlace({ of: asked, cursors: [] })}>
            {t('table.first')}
          </button>
        )}
        {data?.next !== undefined && (
          <button
            type="button"
            className="button"
            onClick={() => setPlace({ of: asked, cursors: [...cursors, data.next!] })}
          >
            {t('table.next')}
          </button>
        )}
      </div>
    </div>
  )
}

function Level({ level }: { readonly level: string }): JSX.Element {
  const { t } = useTranslation()
  const known = (['nominal', 'watch', 'warning', 'critical'] as const).find((one) => one === level) ?? 'nominal'
  const { mark, tone } = ALARM_MARK[known]
  return (
    <span className="archive-level">
      <StateMark mark={mark} tone={tone} />
      {t(`telemetry.alarm.${known}`)}
    </span>
  )
}
