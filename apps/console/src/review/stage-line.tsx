/** Which stage of the review is open, and until when it takes reviews. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { type Mark, StateMark, type Tone } from '../parts/state-mark.tsx'
import { spanText } from '../programme/deadline-card.tsx'
import type { Rules } from './review.ts'

/** The line. */
export function StageLine({
  rules,
  stage,
}: {
  readonly rules: Rules
  readonly stage: string | undefined
}): JSX.Element {
  const { t, i18n } = useTranslation('review')
  const open = rules.stages.find((s) => s.id === stage)
  if (open === undefined)
    return (
      <p>
        <StateMark mark="square" tone="quiet" /> {t('stage.closed')}
      </p>
    )
  const left_s = open.closes === undefined ? undefined : (Date.parse(open.closes) - Date.now()) / 1000
  const over = left_s !== undefined && left_s <= 0
  const mark: { mark: Mark; tone: Tone } = over
    ? { mark: 'square', tone: 'critical' }
    : { mark: 'circle', tone: 'nominal' }
  return (
    <p className="stage-line">
      <StateMark {...mark} /> <b>{t('stage.open', { stage: open.name })}</b>{' '}
      <span className="quiet">
        {open.closes === undefined
          ? t('stage.noClose')
          : t('stage.closes', { at: open.closes.slice(0, 16).replace('T', ' ') })}
        {left_s !== undefined &&
          ` · ${t(over ? 'stage.over' : 'stage.left', { span: spanText(Math.abs(left_s), i18n.language) })}`}
      </span>
    </p>
  )
}
