/** Everything a party is part of, by kind: what waits for it first, then each with who has signed. */
import { Link } from '@tanstack/react-router'
import type { JSX, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, type Me } from '../account/people.ts'
import { type Mark, StateMark, type Tone } from '../parts/state-mark.tsx'
import { Empty, pending } from '../parts/states.tsx'
import {
  type AgreementView,
  DRAFTING,
  type InterfaceView,
  useAgreementDrafts,
  useAgreements,
  useInterfaces,
} from './agreements.ts'
import { UNTITLED } from './typed-agreement.ts'
import { type Waiting, waitingFor } from './waiting.ts'
import { clock, dayOf, PartyName } from './words.tsx'

/** The list. */
export function AgreementList({ me }: { readonly me: Me }): JSX.Element {
  const { t } = useTranslation('agreements')
  const agreements = useAgreements()
  const documents = useInterfaces()
  const list = agreements.data?.agreements
  const papers = documents.data?.interfaces
  const party = me.party!
  const drafting = holds(me, ...DRAFTING)
  const empty = list?.length === 0 && papers?.length === 0
  return (
    <article className="agreement-list">
      <header className="desk-head">
        <h1>{t('heading')}</h1>
        <p className="quiet">{t('help')}</p>
        {drafting && (
          <p className="form-buttons">
            <WriteLink kind="integration-agreement">{t('list.newIntegration')}</WriteLink>
            <WriteLink kind="memorandum">{t('list.newMemorandum')}</WriteLink>
          </p>
        )}
      </header>
      {pending(agreements) ?? pending(documents)}
      {empty && <Empty>{t('list.none')}</Empty>}
      {list !== undefined && papers !== undefined && !empty && (
        <Waits waiting={waitingFor(party, list, papers, new Date().toISOString().slice(0, 10))} />
      )}
      {drafting && <Drafts />}
      {list !== undefined && papers !== undefined && !empty && (
        <>
          <Kind heading={t('kinds.integration-agreement')} count={ofKind(list, 'integration-agreement').length}>
            {ofKind(list, 'integration-agreement').map((a) => (
              <AgreementRow key={a.id} agreement={a} party={party} />
            ))}
          </Kind>
          <Kind heading={t('kinds.interface')} count={papers.length}>
            {papers.map((d) => (
              <DocumentRow key={d.id} document={d} party={party} />
            ))}
          </Kind>
          <Kind heading={t('kinds.memorandum')} count={ofKind(list, 'memorandum').length}>
            {ofKind(list, 'memorandum').map((a) => (
              <AgreementRow key={a.id} agreement={a} party={party} />
            ))}
          </Kind>
        </>
      )}
    </article>
  )
}

function ofKind(list: readonly AgreementView[], kind: AgreementView['content']['kind']): AgreementView[] {
  return list.filter((a) => a.content.kind === kind)
}

function WriteLink({ kind, children }: { readonly kind: AgreementView['content']['kind']; readonly children: string }) {
  return (
    <Link className="button" to="/programme" search={{ view: 'agreements', write: kind }}>
      {children}
    </Link>
  )
}

function Waits({ waiting }: { readonly waiting: readonly Waiting[] }): JSX.Element {
  const { t } = useTranslation('agreements')
  return (
    <section className="card" aria-labelledby="waits-heading">
      <h2 id="waits-heading">{t('list.waits')}</h2>
      {waiting.length === 0 && <p className="quiet">{t('list.nothingWaits')}</p>}
      <ul className="waits">
        {waiting.map((w) => (
          <li key={JSON.stringify(w)}>
            <WaitingLine waiting={w} />
          </li>
        ))}
      </ul>
    </section>
  )
}

const WAITING_MARK = {
  sign: { mark: 'ring', tone: 'watch' },
  'state-line': { mark: 'ring', tone: 'quiet' },
  'sign-line': { mark: 'ring', tone: 'watch' },
  'mend-line': { mark: 'triangle', tone: 'warning' },
  'answer-change': { mark: 'turn', tone: 'watch' },
  baseline: { mark: 'dot-ring', tone: 'active' },
  regulatory: { mark: 'bars', tone: 'warning' },
} as const satisfies Record<Waiting['kind'], { mark: Mark; tone: Tone }>

function WaitingLine({ waiting: w }: { readonly waiting: Waiting }): JSX.Element {
  const { t } = useTranslation('agreements')
  const where = 'document' in w ? w.document : w.agreement
  const search =
    'document' in w
      ? { view: 'agreements' as const, interface: w.document, ...('line' in w ? { line: w.line } : {}) }
      : { view: 'agreements' as const, agreement: w.agreement }
  return (
    <>
      <StateMark {...WAITING_MARK[w.kind]} />
      <Link to="/programme" search={search}>
        {useWaitingWords()(w)}
      </Link>
      <span className="quiet">{w.kind === 'sign' ? w.title : where}</span>
      {w.kind === 'regulatory' && (
        <span className={w.due_days < 0 ? 'tone-critical' : 'tone-warning'}>{dueWords(w.due_days, t)}</span>
      )}
    </>
  )
}

function useWaitingWords(): (w: Waiting) => string {
  const { t } = useTranslation('agreements')
  return (w) => {
    switch (w.kind) {
      case 'sign':
        return t('waiting.sign', { version: w.version })
      case 'baseline':
        return t('waiting.baseline')
      case 'regulatory':
        return t('waiting.regulatory', { item: t(`regulatory.item.${w.item as 'liability'}`), element: w.element })
      default:
        return t(`waiting.${w.kind}`, { title: w.title })
    }
  }
}

function dueWords(days: number, t: ReturnType<typeof useTranslation<'agreements'>>['t']): string {
  if (days === 0) return t('waiting.today')
  return days < 0 ? t('waiting.overdue', { count: -days }) : t('waiting.due', { count: days })
}

function Drafts(): JSX.Element | null {
  const { t } = useTranslation('agreements')
  const drafts = useAgreementDrafts().data ?? []
  const agreements = useAgreements().data?.agreements ?? []
  // What was put before the parties bears no title any more; a draft of a newer version is found on its agreement.
  const own = drafts.filter(
    (d) => d.id.startsWith('new-') && d.title !== '' && !agreements.some((a) => a.content.title === d.title),
  )
  if (own.length === 0) return null
  return (
    <section className="card" aria-labelledby="drafts-heading">
      <h2 id="drafts-heading">{t('list.drafts')}</h2>
      <p className="quiet">{t('list.draftHelp')}</p>
      <ul className="waits">
        {own.map((d) => (
          <li key={d.id}>
            <Link
              to="/programme"
              search={{
                view: 'agreements',
                write: d.id.startsWith('new-m') ? 'memorandum' : 'integration-agreement',
                draft: d.id,
              }}
            >
              {d.title === UNTITLED ? t('list.untitled') : d.title}
            </Link>
            <span className="quiet figure">{t('list.savedAt', { at: clock(d.savedAt) })}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Kind({
  heading,
  count,
  children,
}: {
  readonly heading: string
  readonly count: number
  readonly children: ReactNode
}) {
  const { t } = useTranslation('agreements')
  return (
    <section className="kind">
      <h2>
        {heading} <span className="quiet figure">{count}</span>
      </h2>
      {count === 0 ? <p className="quiet">{t('list.noneOf')}</p> : <ul className="paper-rows">{children}</ul>}
    </section>
  )
}

export const AGREEMENT_MARK = {
  draft: { mark: 'ring', tone: 'quiet' },
  signing: { mark: 'half', tone: 'watch' },
  'in-force': { mark: 'check', tone: 'nominal' },
  amending: { mark: 'turn', tone: 'watch' },
} as const satisfies Record<AgreementView['state'], { mark: Mark; tone: Tone }>

function AgreementRow({
  agreement,
  party,
}: {
  readonly agreement: AgreementView
  readonly party: string
}): JSX.Element {
  const { t } = useTranslation('agreements')
  const { content, state, version, awaited } = agreement
  return (
    <li className="paper-row">
      <div>
        <h3>
          <Link to="/programme" search={{ view: 'agreements', agreement: agreement.id }}>
            {content.title}
          </Link>
        </h3>
        <p className="quiet">
          <span className="figure">{agreement.id}</span> · {t('list.version', { number: version })}
          {content.until !== undefined && ` · ${t('list.until', { day: content.until })}`}
        </p>
      </div>
      <ul className="row-parties">
        {content.parties.map((p) => {
          const signed = !awaited.includes(p)
          return (
            <li key={p}>
              <StateMark mark={signed ? 'check' : 'ring'} tone={signed ? 'nominal' : 'quiet'} />
              <span className="visually-hidden">{t(signed ? 'list.signed' : 'list.notSigned')}</span>
              <PartyName party={p} mine={p === party} />
            </li>
          )
        })}
      </ul>
      <p className="row-state">
        <StateMark {...AGREEMENT_MARK[state]} /> {t(`state.${state}`)}
      </p>
    </li>
  )
}

export const DOCUMENT_MARK = {
  draft: { mark: 'ring', tone: 'quiet' },
  agreed: { mark: 'dot-ring', tone: 'active' },
  baselined: { mark: 'check', tone: 'nominal' },
  change: { mark: 'turn', tone: 'watch' },
} as const satisfies Record<InterfaceView['state'] | 'change', { mark: Mark; tone: Tone }>

/** The state of a document, a change of it that is open told before all else. */
export function stateOfDocument({ state, changes }: InterfaceView): InterfaceView['state'] | 'change' {
  return changes.some((c) => c.state === 'open') ? 'change' : state
}

function DocumentRow({ document, party }: { readonly document: InterfaceView; readonly party: string }): JSX.Element {
  const { t } = useTranslation('agreements')
  const { lines, issues, host, guest } = document
  const state = stateOfDocument(document)
  const clashes = lines.filter((l) => l.findings.some((f) => f.severity === 'clash')).length
  const agreed = lines.filter((l) => l.status !== 'draft').length
  const issue = issues.at(-1)
  return (
    <li className="paper-row">
      <div>
        <h3>
          <Link to="/programme" search={{ view: 'agreements', interface: document.id }}>
            {document.title}
          </Link>
        </h3>
        <p className="quiet">
          <span className="figure">{document.id}</span> ·{' '}
          {issue === undefined ? t('list.noIssue') : `${t('list.issue', { number: issue.issue })}, ${dayOf(issue.at)}`}
          {document.singleEnd && ` · ${t('interface.singleEndShort')}`}
        </p>
      </div>
      <ul className="row-parties">
        {[host, guest].map((end) => (
          <li key={end.party}>
            <PartyName party={end.party} mine={end.party === party} />
            <span className="quiet figure">{end.element}</span>
          </li>
        ))}
      </ul>
      <p className="row-state">
        <StateMark {...DOCUMENT_MARK[state]} /> {t(`documentState.${state}`)}
        <small className={clashes > 0 ? 'tone-warning' : 'quiet'}>
          {t('interface.summary', { agreed, all: lines.length, clashes })}
        </small>
      </p>
    </li>
  )
}
