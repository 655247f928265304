/** Links that are real: what each is, how it stands, and what went by it. */
import type { LinkView } from '@magpie/api/link-views'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { type Mark, StateMark, type Tone } from '../../parts/state-mark.tsx'
import { readableIso } from '../../time/mission-time.ts'
import { octets } from './links.ts'
import { Scroll } from './scroll.tsx'

const MARKS = {
  up: { mark: 'circle', tone: 'nominal' },
  silent: { mark: 'triangle', tone: 'warning' },
  down: { mark: 'square', tone: 'critical' },
} as const satisfies Record<LinkView['state'], { mark: Mark; tone: Tone }>

/** One row a link. */
export function LinkTable({ links }: { readonly links: readonly LinkView[] }): JSX.Element {
  const { t, i18n } = useTranslation('operate-links')
  const n = (count: number) => new Intl.NumberFormat(i18n.language).format(count)
  return (
    <section className="card">
      <h3>{t('link.heading')}</h3>
      <Scroll label={t('link.heading')}>
        <table className="links-table">
          <thead>
            <tr>
              {(['id', 'state', 'since', 'heard', 'in', 'out', 'damaged', 'missing'] as const).map((name) => (
                <th key={name} scope="col">
                  {t(`link.${name}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {links.map((link) => (
              <tr key={link.id}>
                <th scope="row">
                  {link.id} <small className="figure quiet">{link.address}</small>
                </th>
                <td>
                  <StateMark {...MARKS[link.state]} /> {t(`link.is.${link.state}`)}
                  {link.last_error !== '' && link.state === 'down' && (
                    <small className="quiet"> {link.last_error}</small>
                  )}
                </td>
                <td className="figure">{readableIso(link.since)}</td>
                <td className="figure">{link.heard_at === undefined ? '–' : readableIso(link.heard_at)}</td>
                <td className="figure">
                  {n(link.in_packets)} <span className="quiet">{octets(link.in_octets, i18n.language)}</span>
                </td>
                <td className="figure">
                  {link.sends ? n(link.out_packets) : '–'}{' '}
                  {link.sends && <span className="quiet">{octets(link.out_octets, i18n.language)}</span>}
                </td>
                <td className="figure">{n(link.damaged)}</td>
                <td className="figure">{n(link.missing_frames)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  )
}
