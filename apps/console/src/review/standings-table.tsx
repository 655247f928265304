/** Where the proposals stand: scores as given and freed of each reviewer's severity, pictured and in figures. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { pending } from '../parts/states.tsx'
import { type Standings, useStandings } from './review.ts'

type SectionProps = { readonly call: string; readonly view: 'review' | 'reviews' }

/** The table with its other states. */
export function StandingsSection({ call, view }: SectionProps): JSX.Element {
  const { t } = useTranslation('review')
  const found = useStandings(call)
  if (found.data === undefined) return pending(found)!
  const { standings, without, groups } = found.data
  return (
    <>
      <p className="quiet">{t('standings.help')}</p>
      {standings.length === 0 && <p>{t('standings.empty')}</p>}
      {standings.length > 0 && <Table call={call} view={view} standings={standings} />}
      {groups > 1 && <p className="callout">{t('standings.groups', { count: groups })}</p>}
      {without.length > 0 && <p className="quiet">{t('standings.without', { papers: without.join(', ') })}</p>}
    </>
  )
}

function Table({ call, view, standings }: SectionProps & Pick<Standings, 'standings'>): JSX.Element {
  const { t, i18n } = useTranslation('review')
  const shown = new Intl.NumberFormat(i18n.language, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  return (
    <div className="scroll">
      <table className="grid standings">
        <thead>
          <tr>
            <th scope="col" className="number">
              {t('standings.rank')}
            </th>
            <th scope="col">{t('standings.proposal')}</th>
            <th scope="col">{t('standings.picture')}</th>
            <th scope="col" className="number">
              {t('standings.raw')}
            </th>
            <th scope="col" className="number">
              {t('standings.calibrated')}
            </th>
            <th scope="col" className="number">
              {t('standings.spread')}
            </th>
            <th scope="col" className="number">
              {t('standings.reviews')}
            </th>
            <th scope="col" className="number">
              {t('standings.panel')}
            </th>
          </tr>
        </thead>
        <tbody>
          {standings.map((s) => (
            <tr key={s.paper}>
              <td className="number figure">{s.rank}</td>
              <th scope="row">
                <Link to="/programme" search={{ view, call, paper: s.paper }}>
                  {s.title}
                </Link>{' '}
                <small className="figure quiet">{s.proposal ?? s.paper}</small>
              </th>
              <td>
                <Dumbbell raw={s.mean} calibrated={s.calibrated} />
              </td>
              <td className="number figure">{shown.format(s.mean)}</td>
              <td className="number figure">
                <b>{shown.format(s.calibrated)}</b>
              </td>
              <td className="number figure">{shown.format(s.spread)}</td>
              <td className="number figure">{s.reviews}</td>
              <td className="number figure">{s.panel === undefined ? '–' : shown.format(s.panel)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="quiet legend">
        <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
          <circle className="raw" cx="6" cy="6" r="3.5" />
        </svg>{' '}
        {t('standings.legendRaw')}{' '}
        <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
          <circle className="calibrated" cx="6" cy="6" r="4" />
        </svg>{' '}
        {t('standings.legendCalibrated')}
      </p>
    </div>
  )
}

/** From the score as given, a ring, to the calibrated one, a disc, on a line of 0 to 100. */
function Dumbbell({ raw, calibrated }: { readonly raw: number; readonly calibrated: number }): JSX.Element {
  const { t } = useTranslation('review')
  const at = (score: number) => 6 + 1.88 * Math.min(100, Math.max(0, score))
  const figures = { raw: raw.toFixed(1), calibrated: calibrated.toFixed(1) }
  return (
    <svg className="dumbbell" viewBox="0 0 200 14" role="img" aria-label={t('standings.pictureOf', figures)}>
      <line className="axis" x1="6" x2="194" y1="7" y2="7" />
      {[0, 25, 50, 75, 100].map((tick) => (
        <line key={tick} className="axis" x1={at(tick)} x2={at(tick)} y1="4" y2="10" />
      ))}
      <line className="between" x1={at(raw)} x2={at(calibrated)} y1="7" y2="7" />
      <circle className="raw" cx={at(raw)} cy="7" r="3.5" />
      <circle className="calibrated" cx={at(calibrated)} cy="7" r="4" />
    </svg>
  )
}
