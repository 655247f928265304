/** What the mission model of this centre has of an agreement in force, and which limits the whole mission passes with it. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { withUnit } from '../parts/numbers.ts'
import { StateMark } from '../parts/state-mark.tsx'
import { useSignedModel } from './agreements.ts'

type Model = NonNullable<ReturnType<typeof useSignedModel>['data']>

/** Told by the centre's own model; nothing where that is not there. */
export function InModel({ id }: { readonly id: string }): JSX.Element | null {
  const { t } = useTranslation('agreements')
  const model = useSignedModel().data
  const left = model?.left.find((l) => l.agreement === id)
  const taken = model?.signed.find((s) => s.agreement === id)
  if (left !== undefined)
    return (
      <p className="tone-warning">
        <StateMark mark="triangle" tone="warning" /> {t('model.left', { why: left.why })}
      </p>
    )
  const [first] = taken?.elements ?? []
  if (model === undefined || taken === undefined || first === undefined) return null
  return (
    <div className="in-model">
      <p>
        <StateMark mark="check" tone="nominal" /> {t('model.taken')}{' '}
        <Link to="/model" search={{ element: first }}>
          {t('model.open')}
        </Link>
      </p>
      <p className="quiet">{t(taken.rehearsed ? 'model.flown' : 'model.notFlown')}</p>
      <Passed limits={model.limits} elements={taken.elements} />
    </div>
  )
}

const UNITS: Readonly<Record<string, string>> = { total_kg: 'kg', module_kg: 'kg', dataVolume_Mbit_day: 'Mbit' }

/** Limits of the whole mission that do not hold, of those that these elements take part in. */
function Passed({ limits, elements }: { readonly limits: Model['limits']; readonly elements: readonly string[] }) {
  const { t, i18n } = useTranslation('agreements')
  const passed = limits.filter(
    (l) => l.verdict !== 'within' && (l.limit !== 'module_kg' || elements.includes(l.element ?? '')),
  )
  return passed.map((l) => {
    const unit = UNITS[l.limit] ?? 'W'
    const amount = withUnit(l.verdict === 'over' ? l.used : l.withMargin, '', i18n.language, 1)
    return (
      <p key={`${l.limit} ${l.element}`} className={l.verdict === 'over' ? 'tone-critical' : 'tone-warning'}>
        <StateMark
          mark={l.verdict === 'over' ? 'square' : 'triangle'}
          tone={l.verdict === 'over' ? 'critical' : 'warning'}
        />{' '}
        {t('model.limit', {
          ...{ limit: t(`limit.${l.limit as 'total_kg'}`), amount },
          allowed: l.allowed === null ? '' : withUnit(l.allowed, unit, i18n.language, 1),
        })}{' '}
        {t(`gains.verdict.${l.verdict}`)}
      </p>
    )
  })
}
