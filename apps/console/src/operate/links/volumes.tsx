/** How much came, what is missing, and what waits: on board for a pass, at the desk to go up. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { StateMark } from '../../parts/state-mark.tsx'
import { readableIso } from '../../time/mission-time.ts'
import { octets, type Standing } from './links.ts'

/** The card. */
export function Volumes({ standing }: { readonly standing: Standing }): JSX.Element {
  const { t, i18n } = useTranslation('operate-links')
  const { volumes, missing, queued, on_board } = standing
  const n = (count: number) => new Intl.NumberFormat(i18n.language).format(count)
  return (
    <section className="card" aria-label={t('volume.heading')}>
      <dl className="facts">
        <div>
          <dt>{t('volume.in')}</dt>
          <dd>
            <span className="figure">{n(volumes.in_packets)}</span> {t('volume.packets')}{' '}
            <span className="figure quiet">{octets(volumes.in_octets, i18n.language)}</span>
          </dd>
        </div>
        <div>
          <dt>{t('volume.lost')}</dt>
          <dd>
            <span className="figure">{n(volumes.lost)}</span> {t('volume.frames')}
          </dd>
        </div>
        <div>
          <dt>{t('volume.missing')}</dt>
          <dd>
            <StateMark mark={missing === 0 ? 'check' : 'triangle'} tone={missing === 0 ? 'nominal' : 'warning'} />{' '}
            <span className="figure">{n(missing)}</span> {t('volume.packets')}
          </dd>
        </div>
        <div>
          <dt>{t('volume.queued')}</dt>
          <dd>
            <span className="figure">{n(queued)}</span> {t('volume.commands')}
          </dd>
        </div>
        <div>
          <dt>{t('volume.onBoard')}</dt>
          <dd>
            {on_board === undefined ? (
              <span className="quiet">{t('volume.unheard')}</span>
            ) : (
              <>
                <span className="figure">{n(on_board.packets)}</span> {t('volume.packets')},{' '}
                <span className="figure">{n(Math.round(on_board.used_Mbit * 10) / 10)} Mbit</span>{' '}
                <small className="quiet">
                  {t('volume.as')} <time className="figure">{readableIso(on_board.at)}</time> UTC
                </small>
              </>
            )}
          </dd>
        </div>
      </dl>
    </section>
  )
}
