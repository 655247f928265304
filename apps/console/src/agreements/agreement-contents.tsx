/** What an agreement says: its terms, what it brings to the mission, and what was agreed on data. */
import { Link } from '@tanstack/react-router'
import type { JSX, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { withUnit } from '../parts/numbers.ts'
import { Empty } from '../parts/states.tsx'
import type { AgreementView, IntegrationContent } from './agreements.ts'
import { BudgetLines } from './gains.tsx'
import { AgreementLink, GrantSentence, PartyName, useElementName, usePartyName } from './words.tsx'

/** A card of the page under its heading. */
export function Section({
  heading,
  id,
  children,
}: {
  readonly heading: string
  readonly id: string
  readonly children: ReactNode
}) {
  return (
    <section className="card" aria-labelledby={`${id}-heading`}>
      <h2 id={`${id}-heading`}>{heading}</h2>
      {children}
    </section>
  )
}

/** What kind it is, between whom, until when and on what conditions. */
export function Terms({ agreement }: { readonly agreement: AgreementView }): JSX.Element {
  const { t } = useTranslation('agreements')
  const { t: desk } = useTranslation('desk')
  const { content } = agreement
  return (
    <dl className="pairs">
      <dt>{t('page.parties')}</dt>
      <dd className="party-list">
        {content.parties.map((p) => (
          <PartyName key={p} party={p} />
        ))}
      </dd>
      <dt>{t('page.until')}</dt>
      <dd>{content.until === undefined ? t('page.open') : t('page.untilDay', { day: content.until })}</dd>
      {content.kind === 'integration-agreement' && (
        <>
          <dt>{t('page.level')}</dt>
          <dd>{desk(`level.${content.level}`)}</dd>
          {content.memorandum !== undefined && (
            <>
              <dt>{t('page.memorandum')}</dt>
              <dd>
                <AgreementLink id={content.memorandum}>{content.memorandum}</AgreementLink>
              </dd>
            </>
          )}
          {content.call !== undefined && (
            <>
              <dt>{t('page.call')}</dt>
              <dd>
                <Link to="/programme" search={{ view: 'call', call: content.call }}>
                  {content.call}
                </Link>
              </dd>
            </>
          )}
          {content.proposal !== undefined && (
            <>
              <dt>{t('page.proposal')}</dt>
              <dd className="figure">{content.proposal}</dd>
            </>
          )}
          <Conditions content={content} />
        </>
      )}
    </dl>
  )
}

function Conditions({ content }: { readonly content: IntegrationContent }): JSX.Element | null {
  const { t } = useTranslation('agreements')
  const { interfacesFirst, regulatoryBlocks } = content
  if (!interfacesFirst && regulatoryBlocks.length === 0) return null
  const items = regulatoryBlocks.map((item) => t(`regulatory.item.${item}`)).join(', ')
  return (
    <>
      <dt>{t('page.conditions')}</dt>
      <dd>
        {interfacesFirst && <p>{t('page.interfacesFirst')}</p>}
        {regulatoryBlocks.length > 0 && <p>{t('page.regulatoryBlocks', { items })}</p>}
      </dd>
    </>
  )
}

/** What it brings to the mission: elements, budget lines and grants. */
export function Brings({
  agreement,
  content,
}: {
  readonly agreement: AgreementView
  readonly content: IntegrationContent
}) {
  const { t } = useTranslation('agreements')
  const { gains } = agreement
  return (
    <>
      <Section heading={t('page.elements')} id="elements">
        {gains.elements.length === 0 ? <Empty>{t('page.noElements')}</Empty> : <Elements agreement={agreement} />}
        {gains.budgets.length > 0 && (
          <>
            <h3>{t('page.budgets')}</h3>
            <BudgetLines budgets={gains.budgets} />
          </>
        )}
      </Section>
      <Section heading={t('grant.heading')} id="grants">
        {content.grants.length === 0 && <p className="quiet">{t('grant.none')}</p>}
        <ul className="grant-list">
          {content.grants.map((g) => (
            <li key={g.id}>
              <GrantSentence grant={g} />
              <span className="quiet figure">{g.id}</span>
            </li>
          ))}
        </ul>
      </Section>
    </>
  )
}

function Elements({ agreement }: { readonly agreement: AgreementView }): JSX.Element {
  const { t, i18n } = useTranslation('agreements')
  const { t: desk } = useTranslation('desk')
  const nameOf = useElementName()
  return (
    <div className="scroll">
      <table className="grid">
        <thead>
          <tr>
            <th scope="col">{t('page.element')}</th>
            <th scope="col">{t('page.owner')}</th>
            <th scope="col">{t('page.host')}</th>
            <th scope="col">{t('page.figures')}</th>
            <th scope="col">{t('page.ports')}</th>
          </tr>
        </thead>
        <tbody>
          {agreement.gains.elements.map((e) => (
            <tr key={e.id}>
              <th scope="row">
                {e.name} <small className="quiet">{desk(`elementKind.${e.kind as 'rover'}`)}</small>
              </th>
              <td>
                <PartyName party={e.owner} />
              </td>
              <td>{e.host === undefined ? t('page.alone') : nameOf(e.host)}</td>
              <td>
                {e.figures.map((f) => (
                  <p key={f.name}>
                    {t(`parameter.${f.name as 'mass'}`)}{' '}
                    <span className="figure">{withUnit(f.value, f.unit, i18n.language, 3)}</span>
                    {f.from.startsWith('interface') && <small className="source">{f.from}</small>}
                  </p>
                ))}
              </td>
              <td>{e.ports.map((p) => t(`interface.discipline.${p as 'data'}`)).join(', ') || '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** What was agreed on data. */
export function Data({ content }: { readonly content: AgreementView['content'] }): JSX.Element {
  const { t } = useTranslation('agreements')
  const nameOf = usePartyName()
  const { dataPolicy } = content
  return (
    <Section heading={t('page.data')} id="data">
      {dataPolicy === undefined && <p className="quiet">{t('page.noData')}</p>}
      {dataPolicy !== undefined && (
        <>
          <p>
            {dataPolicy.embargo_days === 0
              ? t('policy.noEmbargo')
              : t('policy.embargo', { count: dataPolicy.embargo_days })}
          </p>
          {dataPolicy.sharing.map((s) => (
            <p key={`${s.party} ${s.what}`}>{t(`policy.${s.what}`, { party: nameOf(s.party) })}</p>
          ))}
          <p>{t('policy.licence', { licence: dataPolicy.licence })}</p>
        </>
      )}
    </Section>
  )
}
