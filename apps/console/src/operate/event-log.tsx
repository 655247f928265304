/** The event log, newest first, by kind and party; a refusal says which rule, fact and source, and what would permit it. */
import type { Happening } from '@magpie/api/live'
import { type JSX, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { launchTime } from '../live/clock.ts'
import { useLive, useLiveStore } from '../live/live-context.tsx'
import { PartyTag, usePalette } from '../parts/party.tsx'
import { SaidText } from '../parts/said.tsx'
import { type Mark, StateMark, type Tone } from '../parts/state-mark.tsx'
import { Empty } from '../parts/states.tsx'
import { missionElapsed, readableUtc } from '../time/mission-time.ts'
import { KINDS, type Kind } from './operate-search.ts'
import { RefusalCard } from './refusal-card.tsx'

type LogProps = {
  readonly kind: Kind | undefined
  readonly party: string | undefined
  readonly onKind: (kind: Kind | undefined) => void
  readonly onParty: (party: string | undefined) => void
}

const SHOWN = 200

const KIND_MARK: Partial<Record<Kind, { mark: Mark; tone: Tone }>> = {
  alarm: { mark: 'triangle', tone: 'warning' },
  fault: { mark: 'square', tone: 'critical' },
  refusal: { mark: 'cross', tone: 'critical' },
  proximity: { mark: 'triangle', tone: 'warning' },
  deployment: { mark: 'half', tone: 'active' },
  command: { mark: 'circle', tone: 'nominal' },
}

/** The log with its filters. */
export function EventLog({ kind, party, onKind, onParty }: LogProps): JSX.Element {
  const { t } = useTranslation()
  const happenings = useLive((s) => s.happenings)
  const lookOf = usePalette()
  const matching = useMemo(
    () =>
      happenings.filter((h) => (kind === undefined || h.kind === kind) && (party === undefined || h.party === party)),
    [happenings, kind, party],
  )
  const parties = useMemo(
    () => [...new Set([...happenings.map((h) => h.party), ...(party === undefined ? [] : [party])])].filter(Boolean),
    [happenings, party],
  )
  const newest = matching.slice(-SHOWN).reverse()
  return (
    <section className="panel log-panel" aria-labelledby="log-heading">
      <div className="panel-head">
        <h2 id="log-heading">{t('log.heading')}</h2>
        <span className="figure quiet">{t('log.shown', { shown: newest.length, total: happenings.length })}</span>
      </div>
      <div className="log-filters">
        <label className="choice">
          <span>{t('log.filterKind')}</span>
          <select
            value={kind ?? ''}
            onChange={(event) => onKind((event.target.value || undefined) as Kind | undefined)}
          >
            <option value="">{t('log.allKinds')}</option>
            {KINDS.map((k) => (
              <option key={k} value={k}>
                {t(`log.kind.${k}`)}
              </option>
            ))}
          </select>
        </label>
        <label className="choice">
          <span>{t('log.filterParty')}</span>
          <select value={party ?? ''} onChange={(event) => onParty(event.target.value || undefined)}>
            <option value="">{t('log.allParties')}</option>
            {parties.map((p) => (
              <option key={p} value={p}>
                {lookOf(p).name}
              </option>
            ))}
          </select>
        </label>
      </div>
      {newest.length === 0 ? (
        <Empty>{t(happenings.length === 0 ? 'log.empty' : 'log.emptyFilter')}</Empty>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className="scroll" tabIndex={0} aria-label={t('log.list')}>
          <LogEntries happenings={newest} />
        </section>
      )}
    </section>
  )
}

/** Entries as they are given, the newest first. */
export function LogEntries({ happenings }: { readonly happenings: readonly Happening[] }): JSX.Element {
  return (
    <ol className="log" reversed>
      {happenings.map((h) => (
        <Entry key={h.sequence} happening={h} />
      ))}
    </ol>
  )
}

function Entry({ happening }: { readonly happening: Happening }): JSX.Element {
  const { t } = useTranslation()
  const store = useLiveStore()
  const { clock } = store.snapshot()
  const met = clock === undefined ? undefined : missionElapsed(happening.tdb_s - launchTime(clock))
  const { mark, tone } = KIND_MARK[happening.kind] ?? { mark: 'ring', tone: 'quiet' }
  return (
    <li className="log-entry" data-kind={happening.kind}>
      <div className="log-head">
        <StateMark mark={mark} tone={tone} />
        <span className="log-kind">{t(`log.kind.${happening.kind}`)}</span>
        {happening.party !== '' && <PartyTag party={happening.party} short />}
        <time className="figure quiet" dateTime={happening.at} title={met}>
          {readableUtc(happening.tdb_s).slice(5)}
        </time>
      </div>
      <p>
        {happening.element !== '' && <span className="figure quiet log-element">{happening.element}</span>}
        <SaidText text={happening.text} />
      </p>
      {happening.refusal !== undefined && <RefusalCard refusal={happening.refusal} />}
    </li>
  )
}
