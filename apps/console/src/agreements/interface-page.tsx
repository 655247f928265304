/** One interface document: its lines by discipline with both sides beside each other, its changes, and its baseline. */
import { getRouteApi } from '@tanstack/react-router'
import { type JSX, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, type Me } from '../account/people.ts'
import { failureOf } from '../api.ts'
import { usePlaceTitle } from '../parts/place-title.ts'
import { StateMark } from '../parts/state-mark.tsx'
import { Empty, Failed, pending } from '../parts/states.tsx'
import { DOCUMENT_MARK, stateOfDocument } from './agreement-list.tsx'
import { callAgreements, DRAFTING, type InterfaceView, SIGNING, sideOf, useAct, useInterface } from './agreements.ts'
import { ChangeList } from './change-list.tsx'
import { History } from './history.tsx'
import { LineForm } from './line-form.tsx'
import { LineTables } from './line-tables.tsx'
import { PdfButton } from './printed.tsx'
import { AgreementLink, BackLink, dayOf, PartyName, useElementName, usePartyName } from './words.tsx'

const route = getRouteApi('/programme')

/** The page. */
export function InterfacePage({ me, id }: { readonly me: Me; readonly id: string }): JSX.Element {
  const { t } = useTranslation('agreements')
  const document = useInterface(id)
  usePlaceTitle(document.data?.title ?? t('heading'))
  const missing = document.error !== null && failureOf(document.error).kind === 'not-found'
  return (
    <article className="paper">
      <BackLink />
      {missing ? <Empty>{t('interface.missing')}</Empty> : pending(document)}
      {document.data !== undefined && <Document document={document.data} me={me} />}
    </article>
  )
}

function Document({ document, me }: { readonly document: InterfaceView; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('agreements')
  const { line } = route.useSearch()
  const navigate = route.useNavigate()
  const side = sideOf(document, me)
  const choose = (chosen: string | undefined) =>
    void navigate({
      search: { view: 'agreements', interface: document.id, ...(chosen === undefined ? {} : { line: chosen }) },
      replace: true,
      resetScroll: false,
    })
  const drafting = side !== undefined && holds(me, ...DRAFTING)
  const first = useRef(line)
  useEffect(() => {
    // Who comes by a link to a line sees that line.
    if (first.current !== undefined)
      globalThis.document.getElementById(`line-${first.current}`)?.scrollIntoView({ block: 'center' })
  }, [])
  return (
    <>
      <Head document={document} side={side} />
      <Baseline document={document} me={me} />
      <ChangeList document={document} me={me} />
      {document.lines.length === 0 && <Empty>{t('interface.noLines')}</Empty>}
      <LineTables document={document} me={me} chosen={line} onChoose={choose} />
      {drafting && <NewLine document={document} me={me} side={side} onDone={choose} />}
      <History agreement={document.agreement} only={document.id} />
    </>
  )
}

function Head({ document, side }: { readonly document: InterfaceView; readonly side: 'host' | 'guest' | undefined }) {
  const { t } = useTranslation('agreements')
  const elementOf = useElementName()
  const nameOf = usePartyName()
  const { id, title, agreement, singleEnd, host, guest, issues, lines } = document
  const state = stateOfDocument(document)
  const issue = issues.at(-1)
  const agreed = lines.filter((l) => l.status !== 'draft').length
  const clashes = lines.filter((l) => l.findings.some((f) => f.severity === 'clash')).length
  return (
    <header className="desk-head paper-head">
      <p className="quiet">
        {t('kind.interface')} · <span className="figure">{id}</span> · {t('interface.under')}{' '}
        <AgreementLink id={agreement}>{agreement}</AgreementLink>
      </p>
      <h1>{title}</h1>
      <p>
        <StateMark {...DOCUMENT_MARK[state]} /> <b>{t(`documentState.${state}`)}</b>
        <span className="quiet">
          {' · '}
          {t('interface.summary', { agreed, all: lines.length, clashes })} ·{' '}
          {issue === undefined
            ? t('interface.noIssue')
            : t('interface.issue', { number: issue.issue, day: dayOf(issue.at) })}
        </span>
      </p>
      <p className="quiet">
        {t('interface.help', {
          ...{ guest: elementOf(guest.element), guestParty: nameOf(guest.party) },
          ...{ host: elementOf(host.element), hostParty: nameOf(host.party) },
        })}
      </p>
      <ul className="ends">
        {(['host', 'guest'] as const).map((s) => (
          <li key={s} data-mine={s === side ? 'yes' : undefined}>
            <span className="quiet">{t(`interface.${s}`)}</span>
            <b>{elementOf(document[s].element)}</b>
            <PartyName party={document[s].party} mine={s === side} />
          </li>
        ))}
      </ul>
      {side === undefined && <p className="quiet">{t('interface.reader')}</p>}
      {singleEnd && <p className="callout">{t('interface.singleEnd')}</p>}
      <div className="form-buttons">
        <PdfButton document={id} />
      </div>
    </header>
  )
}

/** The way to the baseline, or what stands in it. */
function Baseline({ document, me }: { readonly document: InterfaceView; readonly me: Me }): JSX.Element | null {
  const { t } = useTranslation('agreements')
  const side = sideOf(document, me)
  const baseline = useAct<void>(() => callAgreements('baselineInterface', { interface: document.id }))
  const { blockedBy, state } = document
  const nameOf = usePartyName()
  if (state === 'baselined') return <p className="quiet">{t('interface.baselined')}</p>
  const items = blockedBy.map(
    (r) => `${t(`regulatory.item.${r.item}`)} (${t(`regulatory.state.${r.state}`)}, ${nameOf(r.owner)})`,
  )
  const blocked = blockedBy.length > 0 && (
    <p>
      {t('interface.blocked', { items: items.join('; ') })}{' '}
      <AgreementLink id={document.agreement}>{t('regulatory.heading')}</AgreementLink>
    </p>
  )
  if (state === 'draft') return blocked ? <div className="callout">{blocked}</div> : null
  return (
    <div className="callout">
      <p>{t('interface.baselineHelp')}</p>
      {blocked}
      {side !== undefined && holds(me, ...SIGNING) && (
        <button
          type="button"
          className="button primary"
          disabled={baseline.isPending || blockedBy.length > 0}
          onClick={() => baseline.mutate()}
        >
          {t('interface.baseline')}
        </button>
      )}
      {baseline.error !== null && <Failed failure={failureOf(baseline.error)} />}
    </div>
  )
}

function NewLine(props: {
  readonly document: InterfaceView
  readonly me: Me
  readonly side: 'host' | 'guest'
  readonly onDone: (line: string) => void
}): JSX.Element {
  const { document, me, side, onDone } = props
  const { t } = useTranslation('agreements')
  const [open, setOpen] = useState(false)
  if (!open)
    return (
      <p className="form-buttons">
        <button type="button" className="button" onClick={() => setOpen(true)}>
          {t('interface.addLine')}
        </button>
      </p>
    )
  const done = (line: string | undefined) => {
    setOpen(false)
    if (line !== undefined) onDone(line)
  }
  return (
    <section className="card" aria-labelledby="new-line-heading">
      <h2 id="new-line-heading">{t('interface.addLine')}</h2>
      <LineForm document={document} me={me} side={side} onDone={done} />
    </section>
  )
}
