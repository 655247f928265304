/** Passes in one line: who hears the mission now and for how long, who is next, and the delay. */
import { type JSX, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMissionClock, useUpcoming } from '../api.ts'
import { useLive } from '../live/live-context.tsx'
import { Icon } from '../parts/icons.tsx'
import { LiveText } from '../parts/live-text.tsx'
import { SaidText, useSaid } from '../parts/said.tsx'
import { onFrame } from '../time/frame-loop.ts'
import { lightTime, span } from '../time/mission-time.ts'

/** The line; it renders again when a pass begins or ends. */
export function Passes(): JSX.Element {
  const { t } = useTranslation()
  const said = useSaid()
  const mission = useMissionClock()
  const delay = useLive((s) => (s.clock === undefined ? undefined : lightTime(s.clock.message.lightTime_s)))
  const [at, setAt] = useState(() => mission(performance.now()))
  useEffect(
    () =>
      onFrame((now_ms) => {
        const now = mission(now_ms)
        setAt(now === undefined ? undefined : Math.floor(now / 30) * 30)
      }, 2),
    [mission],
  )
  const query = useUpcoming(at)
  const passes = (query.data?.upcoming ?? []).filter((u) => u.kind === 'pass')
  const current = passes
    .filter((p) => at !== undefined && p.start_tdb_s <= at && (p.end_tdb_s ?? p.start_tdb_s) > at + 30)
    .sort((a, b) => (b.end_tdb_s ?? 0) - (a.end_tdb_s ?? 0))
  const next = passes.find((p) => at !== undefined && p.start_tdb_s > at)
  return (
    <section className="passes" aria-label={t('passes.heading')}>
      <Icon name="pass" size={20} />
      {query.data !== undefined && passes.length === 0 ? (
        <span className="quiet">{t('passes.empty')}</span>
      ) : (
        <>
          <div>
            <h2>{t('passes.current')}</h2>
            {current.length === 0 && <span className="quiet">{t('passes.none')}</span>}
            {current.slice(0, 1).map((p) => (
              <span key={p.id} className="pass">
                <strong>
                  <SaidText text={p.title} />
                </strong>{' '}
                <LiveText
                  className="figure quiet"
                  hz={2}
                  read={(now_ms) => {
                    const now = mission(now_ms)
                    return now === undefined ? '' : t('passes.left', { span: span((p.end_tdb_s ?? now) - now) })
                  }}
                />
              </span>
            ))}
            {current.length > 1 && (
              <span className="quiet" title={current.map((p) => said(p.title)).join(', ')}>
                {' '}
                {t('passes.more', { count: current.length - 1 })}
              </span>
            )}
          </div>
          {next !== undefined && (
            <div>
              <h2>{t('passes.next')}</h2>
              <span className="pass">
                <strong>
                  <SaidText text={next.title} />
                </strong>{' '}
                <LiveText
                  className="figure quiet"
                  hz={2}
                  read={(now_ms) => {
                    const now = mission(now_ms)
                    return now === undefined ? '' : t('passes.in', { span: span(next.start_tdb_s - now) })
                  }}
                />
              </span>
            </div>
          )}
        </>
      )}
      {delay !== undefined && (
        <div>
          <h2>{t('passes.delay')}</h2>
          <span className="figure">{delay}</span>
        </div>
      )}
    </section>
  )
}
