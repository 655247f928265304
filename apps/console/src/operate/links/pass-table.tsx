/** The pass now with its countdown, and the passes to come. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { useMissionClock } from '../../api.ts'
import { LiveText } from '../../parts/live-text.tsx'
import { StateMark } from '../../parts/state-mark.tsx'
import { Empty } from '../../parts/states.tsx'
import { lightTime, readableIso, span, tdbOfUtc } from '../../time/mission-time.ts'
import { bitRate, type PassView, type Standing, useNodeName } from './links.ts'
import { Scroll } from './scroll.tsx'

/** Who hears the spacecraft now, for how long, and by what. */
export function PassCard({ standing }: { readonly standing: Standing }): JSX.Element {
  const { t, i18n } = useTranslation('operate-links')
  const nameOf = useNodeName()
  const { pass, next } = standing
  if (pass === undefined)
    return (
      <section className="card pass-now" aria-label={t('pass.now')}>
        <h3>
          <StateMark mark="ring" tone="quiet" /> {t('pass.none')}
        </h3>
        {next[0] === undefined ? (
          <p className="quiet">{t('pass.noNext')}</p>
        ) : (
          <p>
            {t('pass.nextAt', { station: nameOf(next[0].station) })} <Countdown to={next[0].start} />
          </p>
        )}
      </section>
    )
  return (
    <section className="card pass-now" aria-label={t('pass.now')}>
      <h3>
        <StateMark mark="circle" tone="nominal" /> {nameOf(pass.station)}{' '}
        <span className="quiet">{t(`pass.via.${pass.via}`)}</span>
      </h3>
      <p>
        {t('pass.left')} <Countdown to={pass.end} />{' '}
        <span className="quiet">
          {t('pass.until')} <time className="figure">{readableIso(pass.end)}</time> UTC
        </span>
      </p>
      <dl className="facts">
        <Fact name={t('light')} value={lightTime(pass.light_s)} />
        <Fact name={t('down')} value={bitRate(pass.downlink_bit_s, i18n.language)} />
        <Fact name={t('up')} value={bitRate(pass.uplink_bit_s, i18n.language)} />
        <Fact name={t('loss')} value={lossText(pass.loss, i18n.language)} />
      </dl>
    </section>
  )
}

/** A fact with its name. */
function Fact({ name, value }: { readonly name: string; readonly value: string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="figure">{value}</dd>
    </div>
  )
}

/** Time to a moment, counted down by the mission clock. */
export function Countdown({ to }: { readonly to: string }): JSX.Element {
  const mission = useMissionClock()
  const at = tdbOfUtc(to)
  return (
    <LiveText
      className="figure"
      hz={2}
      read={(now_ms) => {
        const now = mission(now_ms)
        return now === undefined || at === undefined ? '' : span(Math.max(0, at - now))
      }}
    />
  )
}

/** Frames that are lost, a share. */
export function lossText(loss: number, language: string): string {
  return new Intl.NumberFormat(language, { style: 'percent', maximumSignificantDigits: 2 }).format(loss)
}

/** Passes to come. */
export function PassTable({ passes }: { readonly passes: readonly PassView[] }): JSX.Element {
  const { t, i18n } = useTranslation('operate-links')
  const nameOf = useNodeName()
  return (
    <section className="card">
      <h3>{t('pass.next')}</h3>
      {passes.length === 0 ? (
        <Empty>{t('pass.noNext')}</Empty>
      ) : (
        <Scroll label={t('pass.next')}>
          <table className="links-table">
            <thead>
              <tr>
                <th scope="col">{t('pass.station')}</th>
                <th scope="col">{t('pass.begins')}</th>
                <th scope="col">{t('pass.in')}</th>
                <th scope="col">{t('pass.lasts')}</th>
                <th scope="col">{t('light')}</th>
                <th scope="col">{t('down')}</th>
              </tr>
            </thead>
            <tbody>
              {passes.map((p) => (
                <tr key={`${p.station} ${p.start}`}>
                  <th scope="row">
                    {nameOf(p.station)} <span className="quiet">{t(`pass.via.${p.via}`)}</span>
                  </th>
                  <td className="figure">{readableIso(p.start)}</td>
                  <td>
                    <Countdown to={p.start} />
                  </td>
                  <td className="figure">{span((Date.parse(p.end) - Date.parse(p.start)) / 1000)}</td>
                  <td className="figure">{lightTime(p.light_s)}</td>
                  <td className="figure">{bitRate(p.downlink_bit_s, i18n.language)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </section>
  )
}
