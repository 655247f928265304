/** What happens next from the moment looked at, with countdowns. */
import type { TFunction } from 'i18next'
import { type JSX, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useUpcoming } from '../api.ts'
import { useLive } from '../live/live-context.tsx'
import { isDecided } from '../live/live-state.ts'
import { Icon } from '../parts/icons.tsx'
import { LiveText } from '../parts/live-text.tsx'
import { PartyTag } from '../parts/party.tsx'
import { SaidText } from '../parts/said.tsx'
import { Empty, pending } from '../parts/states.tsx'
import { onFrame } from '../time/frame-loop.ts'
import { readableUtc, span } from '../time/mission-time.ts'
import type { ViewTime } from '../time/view-time.ts'
import { sortOut, type Upcoming } from './upcoming.ts'

/** The list; it renders again only when an entry passes. */
export function NextList({ viewTime }: { readonly viewTime: ViewTime }): JSX.Element {
  const { t } = useTranslation()
  const [at, setAt] = useState<number | undefined>(() => viewTime.now(performance.now()))
  useEffect(() => onFrame((now_ms) => setAt(roughly(viewTime.now(now_ms))), 1), [viewTime])
  const query = useUpcoming(at)
  const decided = useLive((s) => s.stages.every(isDecided))
  const { now, ahead } = sortOut(query.data?.upcoming ?? [], at)
  return (
    <section className="panel" aria-labelledby="next-heading">
      {now.length > 0 && (
        <>
          <h2>{t('next.nowHeading')}</h2>
          <ul className="now-list">
            {now.map((u) => (
              <li key={u.id}>
                <Icon name={u.kind} />
                <span>
                  <SaidText text={u.title} />
                </span>
                <LiveText className="figure quiet" hz={2} read={(now_ms) => leftOf(u, viewTime.now(now_ms), t)} />
              </li>
            ))}
          </ul>
        </>
      )}
      <h2 id="next-heading">{t('next.heading')}</h2>
      {pending(query) ??
        (ahead.length === 0 ? (
          <Empty>{t(decided ? 'next.empty' : 'next.undecided')}</Empty>
        ) : (
          <ol className="next-list">
            {ahead.map((u) => (
              <Entry key={u.id} entry={u} viewTime={viewTime} />
            ))}
          </ol>
        ))}
    </section>
  )
}

function Entry({ entry, viewTime }: { readonly entry: Upcoming; readonly viewTime: ViewTime }): JSX.Element {
  const { t } = useTranslation()
  const countdown = (now_ms: number) => {
    const at = viewTime.now(now_ms)
    if (at === undefined) return ''
    return at < entry.start_tdb_s ? t('next.in', { span: span(entry.start_tdb_s - at) }) : t('next.since')
  }
  return (
    <li className="next-entry">
      <Icon name={entry.kind} />
      <div>
        <span className="next-title">
          <SaidText text={entry.title} />
        </span>
        <span className="next-rest">
          <span>{t(`next.kind.${entry.kind}`)}</span>
          {entry.party !== undefined && <PartyTag party={entry.party} short />}
        </span>
      </div>
      <div className="next-when">
        <LiveText className="figure next-countdown" hz={2} read={countdown} />
        <time className="figure quiet" dateTime={entry.start}>
          {readableUtc(entry.start_tdb_s).slice(5, 16)} UTC
        </time>
      </div>
    </li>
  )
}

function leftOf(u: Upcoming, at: number | undefined, t: TFunction): string {
  return at === undefined || u.end_tdb_s === undefined ? '' : t('next.left', { span: span(u.end_tdb_s - at) })
}

/** Whole minutes: enough to drop what is over, and no more renders than that. */
function roughly(t: number | undefined): number | undefined {
  return t === undefined ? undefined : Math.floor(t / 60) * 60
}
