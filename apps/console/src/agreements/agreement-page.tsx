/** One agreement: what it says, what the model gains, who has signed what, its interface documents and its regulatory file. */
import { Link } from '@tanstack/react-router'
import type { JSX, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, type Me } from '../account/people.ts'
import { failureOf } from '../api.ts'
import { withUnit } from '../parts/numbers.ts'
import { usePlaceTitle } from '../parts/place-title.ts'
import { StateMark } from '../parts/state-mark.tsx'
import { Empty, pending } from '../parts/states.tsx'
import { AGREEMENT_MARK, DOCUMENT_MARK, stateOfDocument } from './agreement-list.tsx'
import {
  type AgreementView,
  callAgreements,
  DRAFTING,
  type IntegrationContent,
  type InterfaceView,
  useAgreement,
  useInterfaces,
} from './agreements.ts'
import { BudgetLines, GainsList } from './gains.tsx'
import { History } from './history.tsx'
import { InModel } from './in-model.tsx'
import { PdfButton } from './printed.tsx'
import { RegulatoryFile } from './regulatory-file.tsx'
import { Requirements } from './requirements.tsx'
import { ReasonButton, SignButton } from './sign-buttons.tsx'
import { Signatures } from './signatures.tsx'
import { WhatChanged } from './what-changed.tsx'
import {
  AgreementLink,
  BackLink,
  DocumentLink,
  dayOf,
  GrantSentence,
  Hash,
  PartyName,
  useElementName,
  usePartyName,
} from './words.tsx'

/** The page. */
export function AgreementPage({ me, id }: { readonly me: Me; readonly id: string }): JSX.Element {
  const { t } = useTranslation('agreements')
  const agreement = useAgreement(id)
  const documents = useInterfaces(id)
  usePlaceTitle(agreement.data?.content.title ?? t('heading'))
  const missing = agreement.error !== null && failureOf(agreement.error).kind === 'not-found'
  return (
    <article className="paper">
      <BackLink />
      {missing ? <Empty>{t('page.missing')}</Empty> : pending(agreement)}
      {agreement.data !== undefined && (
        <Paper agreement={agreement.data} documents={documents.data?.interfaces ?? []} me={me} />
      )}
    </article>
  )
}

type PaperProps = { readonly agreement: AgreementView; readonly documents: readonly InterfaceView[]; readonly me: Me }

function Paper({ agreement, documents, me }: PaperProps): JSX.Element {
  const { t } = useTranslation('agreements')
  const nameOf = usePartyName()
  const { content, state, version, versions, id } = agreement
  const drafted = versions.at(-1)!
  const drafting = holds(me, ...DRAFTING) && content.parties.includes(me.party!)
  return (
    <>
      <header className="desk-head paper-head">
        <p className="quiet">
          {t(`kind.${content.kind}`)} · <span className="figure">{id}</span>
        </p>
        <h1>{content.title}</h1>
        <p>
          <StateMark {...AGREEMENT_MARK[state]} /> <b>{t(`state.${state}`)}</b>
          <span className="quiet">
            {' · '}
            {t('page.version', { number: version, day: dayOf(drafted.at), party: nameOf(drafted.by) })}
          </span>
        </p>
        <div className="form-buttons">
          <PdfButton agreement={id} />
          {drafting && (
            <Link
              className="button"
              to="/programme"
              search={{ view: 'agreements', agreement: id, write: content.kind }}
            >
              {t('page.amend')}
            </Link>
          )}
        </div>
      </header>
      <div className="paper-columns">
        <div className="paper-main">
          <WhatChanged key={version} agreement={agreement} />
          <Section heading={t('page.text')} id="text">
            {content.text === '' ? (
              <p className="quiet">{t('page.noText')}</p>
            ) : (
              <p className="paper-text">{content.text}</p>
            )}
            <Terms agreement={agreement} />
          </Section>
          {content.kind === 'integration-agreement' && <Brings agreement={agreement} content={content} />}
          <Data content={content} />
          {content.kind === 'integration-agreement' && (
            <>
              <Documents documents={documents} agreement={agreement} drafting={drafting} />
              <Section heading={t('page.requirements')} id="requirements">
                <Requirements documents={documents} />
              </Section>
              <RegulatoryFile agreement={agreement} me={me} />
            </>
          )}
          <History agreement={id} />
        </div>
        <aside className="paper-side">
          <SigningCard agreement={agreement} me={me} />
          <section className="card" aria-labelledby="gains-heading">
            <h2 id="gains-heading">{t(state === 'in-force' ? 'status.gained' : 'status.gains')}</h2>
            <GainsList agreement={agreement} inModel={state === 'in-force'} brief />
            {agreement.inForce !== undefined && <InModel id={id} />}
          </section>
        </aside>
      </div>
    </>
  )
}

function Section({
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

function SigningCard({ agreement, me }: { readonly agreement: AgreementView; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('agreements')
  const nameOf = usePartyName()
  const { id, content, version, versions, signatures, awaited, inForce, state } = agreement
  const { digest } = versions.at(-1)!
  const mine = me.party!
  const others = awaited.filter((p) => p !== mine)
  const may = content.parties.includes(mine) && state !== 'in-force'
  const names = (list: readonly string[]) => list.map(nameOf).join(', ')
  return (
    <section className="card signing" aria-labelledby="signatures-heading">
      <h2 id="signatures-heading">{t('signatures.heading')}</h2>
      <p className="quiet">{statusWords(agreement, t, names)}</p>
      <Signatures parties={content.parties} signatures={signatures} mine={mine} />
      <p className="quiet">
        {t('signatures.digest')} <Hash value={digest} />
      </p>
      <div className="form-buttons">
        {may && awaited.includes(mine) && (
          <SignButton
            me={me}
            label={t('page.sign')}
            what={`${content.title}, ${t('list.version', { number: version })}`}
            digest={digest}
            then={others.length === 0 ? t('sign.last') : t('sign.notLast', { parties: names(others) })}
            act={() => callAgreements('signAgreement', { agreement: id, version, digest })}
          >
            {others.length === 0 && (
              <div className="sign-gains">
                <h3>{t('status.gains')}</h3>
                <GainsList agreement={agreement} inModel={false} />
              </div>
            )}
          </SignButton>
        )}
        {may && signatures.some((s) => s.party === mine) && (
          <ReasonButton
            label={t('page.withdraw')}
            heading={t('sign.withdrawHeading', { party: nameOf(mine) })}
            help={t('sign.withdrawHelp')}
            confirm={t('sign.withdraw')}
            act={(reason) => callAgreements('withdrawSignature', { agreement: id, reason })}
          />
        )}
      </div>
      {inForce !== undefined && inForce.version !== version && (
        <details>
          <summary>{t('signatures.inForce', { version: inForce.version })}</summary>
          <Signatures parties={inForce.signatures.map((s) => s.party)} signatures={inForce.signatures} mine={mine} />
        </details>
      )}
    </section>
  )
}

function statusWords(
  { state, version, awaited, signatures, inForce }: AgreementView,
  t: ReturnType<typeof useTranslation<'agreements'>>['t'],
  names: (list: readonly string[]) => string,
): string {
  if (state === 'in-force') return t('status.inForce', { version, day: dayOf(inForce!.at) })
  if (state === 'amending') return t('status.amending', { standing: inForce!.version, version })
  return signatures.length === 0
    ? t('status.none', { version })
    : t('status.waits', { version, parties: names(awaited) })
}

function Terms({ agreement }: { readonly agreement: AgreementView }): JSX.Element {
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

function Brings({ agreement, content }: { readonly agreement: AgreementView; readonly content: IntegrationContent }) {
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

function Data({ content }: { readonly content: AgreementView['content'] }): JSX.Element {
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

function Documents({
  documents,
  agreement,
  drafting,
}: {
  readonly documents: readonly InterfaceView[]
  readonly agreement: AgreementView
  readonly drafting: boolean
}) {
  const { t } = useTranslation('agreements')
  return (
    <Section heading={t('page.interfaces')} id="interfaces">
      {documents.length === 0 && <p className="quiet">{t('page.noInterfaces')}</p>}
      <ul className="rows">
        {documents.map((d) => {
          const state = stateOfDocument(d)
          const agreed = d.lines.filter((l) => l.status !== 'draft').length
          const clashes = d.lines.filter((l) => l.findings.some((f) => f.severity === 'clash')).length
          return (
            <li key={d.id}>
              <DocumentLink document={d.id}>{d.title}</DocumentLink>
              <span className="quiet">{t('interface.summary', { agreed, all: d.lines.length, clashes })}</span>
              <span>
                <StateMark {...DOCUMENT_MARK[state]} /> {t(`documentState.${state}`)}
              </span>
            </li>
          )
        })}
      </ul>
      {drafting && (
        <p className="form-buttons">
          <Link
            className="button"
            to="/programme"
            search={{ view: 'agreements', agreement: agreement.id, write: 'interface' }}
          >
            {t('page.beginInterface')}
          </Link>
        </p>
      )}
    </Section>
  )
}
