/** Budget bars: what is wished in, what the optimum adds, what is over; and in words what the shown set breaks. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { keyed } from '../parts/keyed.ts'
import { withUnit } from '../parts/numbers.ts'
import { StateMark } from '../parts/state-mark.tsx'
import { type Broken, type Judged, judgePortfolio, type Usage } from './portfolio.ts'
import type { StudyView } from './selection.ts'
import { useResourceName } from './words.ts'

type BarsProps = {
  readonly study: StudyView
  readonly judged: Judged
  readonly shown: ReadonlySet<string>
  readonly wished: ReadonlySet<string>
}

/** All bars, with their legend. */
export function Bars({ study, judged, wished }: BarsProps): JSX.Element {
  const { t } = useTranslation('selection')
  const wishedUsage = new Map(judgePortfolio(study, wished).usage.map((u) => [u.id, u.used]))
  return (
    <>
      <div className="bars">
        {judged.usage.map((u) => (
          <Bar key={u.id} usage={u} wished={wishedUsage.get(u.id) ?? 0} />
        ))}
      </div>
      <p className="quiet legend">
        <i className="key wished" aria-hidden="true" /> {t('bars.wished')}{' '}
        <i className="key added" aria-hidden="true" /> {t('bars.added')} <i className="key over" aria-hidden="true" />{' '}
        {t('bars.over')}
      </p>
      <div aria-live="polite">
        {judged.broken.length > 0 && (
          <>
            <h3>{t('broken.heading')}</h3>
            <BrokenList broken={judged.broken} study={study} />
          </>
        )}
      </div>
      <small className="quiet">{t('bars.now')}</small>
    </>
  )
}

/** One bar. Where more is taken than there is, the whole stands for what is taken, and a mark for the limit. */
export function Bar({ usage, wished }: { readonly usage: Usage; readonly wished: number }): JSX.Element {
  const { t, i18n } = useTranslation('selection')
  const name = useResourceName()
  const { used, limit, free, unit } = usage
  const whole = Math.max(used, limit, 1e-9)
  const at = (value: number) => (100 * Math.min(value, whole)) / whole
  const text = (value: number) => withUnit(value, unit, i18n.language, 1)
  const over = free < 0
  return (
    <div className="bar" data-over={over ? 'yes' : undefined}>
      <span className="bar-name">{name(usage.id)}</span>
      <svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
        <rect className="all" width="100" height="12" />
        <rect className="added" width={at(Math.min(used, limit))} height="12" />
        <rect className="wished" width={at(Math.min(wished, limit))} height="12" />
        {over && <rect className="over" x={at(limit)} width={100 - at(limit)} height="12" />}
        {over && <rect className="limit" x={at(limit) - 0.4} width="0.8" height="12" />}
      </svg>
      <span className="figure">
        {t('bars.of', { used: text(used), limit: text(limit) })}{' '}
        <small className={over ? 'tone-critical' : 'quiet'}>
          {over ? t('bars.overBy', { over: text(-free) }) : t('bars.free', { free: text(free) })}
        </small>
      </span>
    </div>
  )
}

/** What a set breaks, in words. */
export function BrokenList({
  broken,
  study,
}: {
  readonly broken: readonly Broken[]
  readonly study: StudyView
}): JSX.Element {
  const say = useBrokenText(study)
  const lines = broken.map(say)
  return (
    <ul className="broken">
      {keyed(lines, (line) => line).map(([key, line]) => (
        <li key={key}>
          <StateMark mark="square" tone="critical" /> {line}
        </li>
      ))}
    </ul>
  )
}

function useBrokenText(study: StudyView): (broken: Broken) => string {
  const { t, i18n } = useTranslation('selection')
  const name = useResourceName()
  const title = (id: string) => study.proposals.find((p) => p.id === id)?.title ?? id
  const text = (value: number, unit: string) => withUnit(value, unit, i18n.language, 1)
  const asked = (least: number, most: number | undefined) => {
    if (most === undefined) return t('broken.atLeast', { least })
    return least === 0 ? t('broken.atMost', { most }) : t('broken.between', { least, most })
  }
  return (b) => {
    switch (b.kind) {
      case 'over-limit': {
        const { id, used, limit, free, unit } = b.usage
        const figures = { used: text(used, unit), allowed: text(limit, unit), over: text(-free, unit) }
        return t('broken.overLimit', { limit: name(id), ...figures })
      }
      case 'module-too-heavy':
        return t('broken.module', {
          proposal: title(b.proposal),
          mass: text(b.mass_kg, 'kg'),
          limit: text(b.limit_kg, 'kg'),
        })
      case 'excluded-together':
        return t('broken.excluded', { a: title(b.between[0]), b: title(b.between[1]) })
      case 'party-cap':
        return t('broken.cap', {
          ...{ party: b.party, count: b.proposals.length, most: b.most },
          list: b.proposals.map(title).join(', '),
        })
      case 'out-of-balance':
        return t('broken.balance', {
          ...{ balance: b.balance, count: b.proposals, reason: b.reason },
          asked: asked(b.least, b.most),
        })
    }
  }
}
