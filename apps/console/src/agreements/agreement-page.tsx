/** One agreement: what it says, what the model gains, who has signed what, its interface documents and its regulatory file. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, type Me } from '../account/people.ts'
import { failureOf } from '../api.ts'
import { usePlaceTitle } from '../parts/place-title.ts'
import { StateMark } from '../parts/state-mark.tsx'
import { Empty, pending } from '../parts/states.tsx'
import { Brings, Data, Section, Terms } from './agreement-contents.tsx'
import { AGREEMENT_MARK, DOCUMENT_MARK, stateOfDocument } from './agreement-list.tsx'
import {
  type AgreementView,
  callAgreements,
  DRAFTING,
  type InterfaceView,
  useAgreement,
  useInterfaces,
} from './agreements.ts'
import { GainsList } from './gains.tsx'
import { History } from './history.tsx'
import { InModel } from './in-model.tsx'
import { PdfButton } from './printed.tsx'
import { RegulatoryFile } from './regulatory-file.tsx'
import { Requirements } from './requirements.tsx'
import { ReasonButton, SignButton } from './sign-buttons.tsx'
import { Signatures } from './signatures.tsx'
import { WhatChanged } from './what-changed.tsx'
import { BackLink, DocumentLink, dayOf, Hash, usePartyName } from './words.tsx'

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
