/** What the mission model gains with an agreement: elements with their figures, the limits before and after, authority. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { withUnit } from '../parts/numbers.ts'
import type { AgreementView } from './agreements.ts'
import { GrantSentence, PartyName, useElementName } from './words.tsx'

type Gains = AgreementView['gains']

/** The whole of it; `inModel` once it is in force, with the way to each element; `brief` where the rest stands beside. */
export function GainsList(props: {
  readonly agreement: AgreementView
  readonly inModel: boolean
  readonly brief?: boolean
}): JSX.Element {
  const { agreement, inModel, brief = false } = props
  const { t } = useTranslation('agreements')
  const nameOf = useElementName()
  const { gains, content } = agreement
  if (content.kind === 'memorandum') return <p className="quiet">{t('gains.nothing')}</p>
  const { elements, leaves, budgets, grants, ends } = gains
  const shown = inModel ? elements : elements.filter((e) => e.what !== 'kept')
  const begun = inModel
    ? content.grants
    : content.grants.filter((g) => grants.find((x) => x.id === g.id)?.what !== 'kept')
  const nothing = shown.length + leaves.length + begun.length + ends.length === 0
  if (nothing) return <p className="quiet">{t('gains.none')}</p>
  return (
    <div className="gains">
      <ul className="gained">
        {shown.map((e) => (
          <li key={e.id}>
            <GainedElement element={e} inModel={inModel} hostName={e.host === undefined ? undefined : nameOf(e.host)} />
          </li>
        ))}
        {leaves.map((id) => (
          <li key={id}>
            <b>{nameOf(id)}</b> <span className="tone-warning">{t('gains.leaves')}</span>
          </li>
        ))}
      </ul>
      {!brief && budgets.length > 0 && <BudgetLines budgets={budgets} />}
      {begun.length + ends.length > 0 && (
        <div>
          <h3>{t('gains.grant')}</h3>
          <ul className="grant-list">
            {begun.map((g) => (
              <li key={g.id}>
                {brief ? <BriefGrant id={g.id} grants={grants} inModel={inModel} /> : <GrantSentence grant={g} />}
              </li>
            ))}
            {ends.map((id) => (
              <li key={id}>
                <span className="figure">{id}</span> <span className="tone-warning">{t('gains.ends')}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}

function BriefGrant(props: {
  readonly id: string
  readonly grants: Gains['grants']
  readonly inModel: boolean
}): JSX.Element {
  const { id, grants, inModel } = props
  const { t } = useTranslation('agreements')
  const what = grants.find((g) => g.id === id)?.what ?? 'new'
  return (
    <p>
      <span className="figure">{id}</span> {!inModel && <span className="tag">{t(`gains.${what}`)}</span>}
    </p>
  )
}

function GainedElement(props: {
  readonly element: Gains['elements'][number]
  readonly inModel: boolean
  readonly hostName: string | undefined
}): JSX.Element {
  const { element: e, inModel, hostName } = props
  const { t, i18n } = useTranslation('agreements')
  const figures = e.figures.map(
    (f) => `${t(`parameter.${f.name as 'mass'}`)} ${withUnit(f.value, f.unit, i18n.language, 3)}`,
  )
  return (
    <>
      <p>
        {inModel ? (
          <Link to="/model" search={{ element: e.id }}>
            {e.name}
          </Link>
        ) : (
          <b>{e.name}</b>
        )}{' '}
        {!inModel && <span className="tag">{t(`gains.${e.what}`)}</span>} <PartyName party={e.owner} />
      </p>
      <p className="quiet">
        {[
          ...figures,
          ...(hostName === undefined ? [] : [`${t('page.host')} ${hostName}`]),
          ...(e.ports.length === 0
            ? []
            : [t('gains.joined', { ports: e.ports.map((p) => t(`interface.discipline.${p as 'data'}`)).join(', ') })]),
        ].join(' · ')}
      </p>
    </>
  )
}

const VERDICT_TONE = { within: 'quiet', 'margin-over': 'tone-warning', over: 'tone-critical' } as const

/** The call's limits, each with what is taken without this agreement and with it. */
export function BudgetLines({ budgets }: { readonly budgets: Gains['budgets'] }): JSX.Element {
  const { t, i18n } = useTranslation('agreements')
  return (
    <ul className="budget-lines">
      {budgets.map((b) => {
        const share = (value: number) => Math.min(100, (100 * value) / b.allowed)
        const amount = (value: number) => withUnit(value, '', i18n.language, 1)
        const whole = (value: number) => withUnit(value, b.unit, i18n.language, 1)
        return (
          <li key={`${b.limit} ${b.element}`} data-verdict={b.verdict}>
            <span>
              {t(`limit.${b.limit as 'total_kg'}`)}
              {b.element !== undefined && <span className="quiet figure"> {b.element}</span>}
            </span>
            <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
              <rect className="budget-all" width="100" height="8" />
              <rect className="budget-margin" width={share(b.withMargin)} height="8" />
              <rect className="budget-after" width={share(b.after)} height="8" />
              <rect className="budget-before" width={share(b.before)} height="8" />
            </svg>
            <span className="figure">
              {amount(b.after)} / {whole(b.allowed)}
            </span>
            <small className={VERDICT_TONE[b.verdict]}>
              {t(`gains.verdict.${b.verdict}`)}
              {b.before !== b.after && ` · ${t('page.before', { value: whole(b.before) })}`}
            </small>
          </li>
        )
      })}
    </ul>
  )
}
