/** A deadline: the instant in the call's zone, in UTC and in the reader's, how long until then, grace, and what was in force before. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { StateMark } from '../parts/state-mark.tsx'
import type { CallView } from './programme.ts'

type Deadline = CallView['letters']

/** The card. */
export function DeadlineCard({
  title,
  deadline,
}: {
  readonly title: string
  readonly deadline: Deadline
}): JSX.Element {
  const { t, i18n } = useTranslation('desk')
  const over = deadline.in_s < 0
  const span = spanText(Math.abs(deadline.in_s), i18n.language)
  const last = deadline.revisions.at(-1)
  const before = deadline.revisions.slice(0, -1)
  return (
    <section className="deadline" aria-label={title}>
      <h2>{title}</h2>
      <p className="deadline-left">
        <StateMark mark={over ? 'square' : 'circle'} tone={over ? 'critical' : 'nominal'} />
        {over ? t('deadline.over', { span }) : t('deadline.left', { span })}
      </p>
      <dl className="pairs">
        <dt>{deadline.zone}</dt>
        <dd className="figure">{inZone(deadline.local)}</dd>
        <dt>UTC</dt>
        <dd className="figure">{deadline.at.replace('T', ' ').replace('Z', '')}</dd>
        <dt>{t('deadline.yours')}</dt>
        <dd className="figure">{inReadersZone(deadline.at, i18n.language)}</dd>
        <dt>{t('deadline.grace')}</dt>
        <dd>{deadline.grace_s === 0 ? t('deadline.noGrace') : deadline.graceText}</dd>
      </dl>
      {last?.assumed === true && <small className="source assumed-source">{t('deadline.hourAssumed')}</small>}
      {before.length > 0 && (
        <>
          <h3>{t('deadline.before')}</h3>
          <ul className="revisions">
            {before.map((r) => (
              <li key={`${r.at} ${r.knownFrom}`}>
                <s className="figure">{inZone(r.at)}</s>{' '}
                <span className="quiet">{t('deadline.knownFrom', { day: r.knownFrom })}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

/** `2026-12-24T00:00:00+08:00[Asia/Shanghai]` as people read it; the zone stands beside it. */
export function inZone(local: string): string {
  return local
    .replace('T', ' ')
    .replace(/:00(?=[+-])/, ' ')
    .replace(/\[.*\]$/, '')
}

/** An instant (UTC) as the reader's own clocks show it, with the zone's name. */
function inReadersZone(at: string, language: string): string {
  const shown = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'long' })
  return shown.format(new Date(at))
}

/** `29 days`, `5 hours`, `12 minutes`. */
export function spanText(seconds: number, language: string): string {
  const [value, unit] =
    seconds >= 172_800
      ? ([seconds / 86_400, 'day'] as const)
      : seconds >= 7200
        ? ([seconds / 3600, 'hour'] as const)
        : ([seconds / 60, 'minute'] as const)
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(Math.floor(value))
}
