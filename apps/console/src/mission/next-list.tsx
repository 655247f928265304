/** What happens next from the moment looked at, with countdowns. */
import type { upcoming } from '@magpie/api/mission-views'
import { type JSX, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type * as z from 'zod'
import { useUpcoming } from '../api.ts'
import { Icon } from '../parts/icons.tsx'
import { LiveText } from '../parts/live-text.tsx'
import { PartyTag } from '../parts/party.tsx'
import { Empty, pending } from '../parts/states.tsx'
import { onFrame } from '../time/frame-loop.ts'
import { readableUtc, span } from '../time/mission-time.ts'
import type { ViewTime } from '../time/view-time.ts'

type Upcoming = z.infer<typeof upcoming>

const SHOWN = 9
const PASSES_SHOWN = 2

/** The list; it renders again only when an entry passes. */
export function NextList({ viewTime }: { readonly viewTime: ViewTime }): JSX.Element {
  const { t } = useTranslation()
  const [at, setAt] = useState<number | undefined>(() => viewTime.now(performance.now()))
  useEffect(() => onFrame((now_ms) => setAt(roughly(viewTime.now(now_ms))), 1), [viewTime])
  const query = useUpcoming(at)
  const list = choose((query.data?.upcoming ?? []).filter((u) => at === undefined || endOf(u) > at))
  return (
    <section className="panel" aria-labelledby="next-heading">
      <h2 id="next-heading">{t('next.heading')}</h2>
      {pending(query) ??
        (list.length === 0 ? (
          <Empty>{t('next.empty')}</Empty>
        ) : (
          <ol className="next-list">
            {list.map((u) => (
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
    if (at < entry.start_tdb_s) return t('next.in', { span: span(entry.start_tdb_s - at) })
    return entry.end_tdb_s === undefined ? t('next.since') : t('next.now', { span: span(endOf(entry) - at) })
  }
  return (
    <li className="next-entry">
      <Icon name={entry.kind} />
      <div>
        <span className="next-title">{entry.title}</span>
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

/** The first entries in time, of the many passes only those nearest: Operate has them all. */
function choose(list: readonly Upcoming[]): readonly Upcoming[] {
  let passes = 0
  return list.filter((u) => u.kind !== 'pass' || passes++ < PASSES_SHOWN).slice(0, SHOWN)
}

function endOf(u: Upcoming): number {
  return u.end_tdb_s ?? u.start_tdb_s + 60
}

/** Whole minutes: enough to drop what is over, and no more renders than that. */
function roughly(t: number | undefined): number | undefined {
  return t === undefined ? undefined : Math.floor(t / 60) * 60
}
