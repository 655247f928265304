/** A refusal in full: the rule, the fact, where the fact is from, and what would make it permitted. */
import type { Happening } from '@magpie/api/live'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import '../styles/operate.css'
import { SaidText } from '../parts/said.tsx'

/** The card. */
export function RefusalCard({ refusal }: { readonly refusal: NonNullable<Happening['refusal']> }): JSX.Element {
  const { t } = useTranslation()
  return (
    <dl className="refusal">
      <dt>{t('refusal.rule')}</dt>
      <dd>{refusal.rule}</dd>
      <dt>{t('refusal.fact')}</dt>
      <dd>
        <SaidText text={refusal.fact} />
      </dd>
      <dt>{t('refusal.source')}</dt>
      <dd className="refusal-source">
        <SaidText text={refusal.source} />
      </dd>
      <dt className="remedy">{t('refusal.remedy')}</dt>
      <dd className="remedy">
        <SaidText text={refusal.remedy} />
      </dd>
    </dl>
  )
}
