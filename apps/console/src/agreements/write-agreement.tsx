/** An agreement that is being written: its draft, the check while it is typed, and its way before the parties. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type JSX, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '../account/people.ts'
import { DESK, failureOf } from '../api.ts'
import { fieldProblems } from '../parts/form-problems.ts'
import { SaidText } from '../parts/said.tsx'
import { Failed, Loading, pending } from '../parts/states.tsx'
import { usePaused } from '../parts/use-paused.ts'
import { differences } from '../programme/compare.ts'
import { DraftBar } from '../programme/draft-bar.tsx'
import type { Receipt } from '../programme/receipt.ts'
import { ReceiptCard } from '../programme/receipt-card.tsx'
import { lacks, Needs } from '../programme/signed-out.tsx'
import { useDraft } from '../programme/use-draft.ts'
import { AgreementForm } from './agreement-form.tsx'
import {
  type AgreementView,
  callAgreements,
  DRAFTING,
  useAct,
  useAgreement,
  useAgreementVersion,
} from './agreements.ts'
import { differencesOf } from './differences.ts'
import { draftIdOf } from './line-form.tsx'
import {
  agreementContentOf,
  draftTitle,
  noAgreement,
  readTypedAgreement,
  type TypedAgreement,
  typedAgreementOf,
} from './typed-agreement.ts'
import { ContentDifference } from './what-changed.tsx'
import { AgreementLink, BackLink } from './words.tsx'

const route = getRouteApi('/programme')

type Kind = TypedAgreement['kind']
type WriteProps = { readonly me: Me; readonly kind: Kind; readonly agreement: string | undefined }

/** The page: a new agreement, or a new version of one. */
export function WriteAgreement({ me, kind, agreement }: WriteProps): JSX.Element {
  const { t } = useTranslation('agreements')
  const { draft } = route.useSearch()
  const navigate = route.useNavigate()
  const standing = useAgreement(agreement)
  useEffect(() => {
    if (agreement !== undefined || draft !== undefined) return
    // A new draft has its own name from the beginning, so that the page can be left and opened again.
    const fresh = `new-${kind.charAt(0)}-${crypto.getRandomValues(new Uint32Array(1))[0]!.toString(36)}`
    void navigate({ search: { view: 'agreements', write: kind, draft: fresh }, replace: true })
  }, [agreement, draft, kind, navigate])
  const title = standing.data?.content.title
  const ready = agreement === undefined ? draft !== undefined : standing.data !== undefined
  return (
    <article className="paper">
      <BackLink />
      <header className="desk-head">
        <h1>{title === undefined ? t(`write.${kind}`) : t('write.amend', { title })}</h1>
        <p className="quiet">{t(agreement === undefined ? 'write.newHelp' : 'write.amendHelp')}</p>
      </header>
      {lacks(me, DRAFTING) && <Needs me={me} roles={DRAFTING} />}
      {agreement === undefined ? !ready && <Loading /> : pending(standing)}
      {ready && (
        <Writing
          me={me}
          kind={kind}
          standing={standing.data}
          draftId={agreement === undefined ? draft! : draftIdOf('agreement', agreement)}
        />
      )}
    </article>
  )
}

type WritingProps = {
  readonly me: Me
  readonly kind: Kind
  readonly standing: AgreementView | undefined
  readonly draftId: string
}

function Writing({ me, kind, standing, draftId }: WritingProps): JSX.Element {
  const { t } = useTranslation('agreements')
  const [receipt, setReceipt] = useState<Receipt>()
  const initial =
    standing === undefined
      ? noAgreement(kind, me.party!)
      : typedAgreementOf(standing.content, standing.id, standing.version)
  const [draft, keeper] = useDraft<TypedAgreement>({
    ...{ id: draftId, kind: 'agreement', person: me.person?.id, initial },
    ...{ read: (content) => readTypedAgreement(content, initial), title: draftTitle },
  })
  const typed = draft.content
  const today = new Date().toISOString().slice(0, 10)
  const content = agreementContentOf(typed, today)
  const asked = { agreement: typed.id === '' ? 'unnamed' : typed.id, content }
  const text = usePaused(JSON.stringify(asked))
  const check = useQuery({
    queryKey: [DESK, 'check-agreement', text],
    queryFn: () => callAgreements('checkAgreement', JSON.parse(text)),
    placeholderData: (before) => before,
    staleTime: 10_000,
  })
  const send = useAct<void>(
    () => callAgreements('draftAgreement', { agreement: typed.id, content: content as never }),
    (made) => {
      setReceipt(made)
      keeper.type({ ...typed, base: (made.body as { version: number }).version })
    },
  )
  const failure = send.error === null ? undefined : failureOf(send.error)
  const refused = failure?.kind === 'bad-request' ? failure.problems : []
  const problems = [
    ...(typed.id === '' ? [{ file: '', field: '/agreement', rule: 'required', message: t('write.idHelp') }] : []),
    ...(check.data?.problems ?? []),
    ...refused.map((p) => ({ ...p, field: p.field.replace(/^\/content/, '') })),
  ]
  const at = fieldProblems(problems)
  const change = (next: TypedAgreement) => {
    setReceipt(undefined)
    send.reset()
    keeper.type(next)
  }
  return (
    <>
      <DraftBar
        draft={draft}
        onMine={() => keeper.keepMine()}
        onTheirs={() => keeper.takeTheirs()}
        differences={
          draft.theirs === undefined ? [] : differences(typed, readTypedAgreement(draft.theirs.content, initial))
        }
      />
      {standing !== undefined && receipt === undefined && typed.base !== standing.version && (
        <ChangedSince standing={standing} typed={typed} onChange={change} />
      )}
      {receipt !== undefined && (
        <ReceiptCard receipt={receipt}>
          <AgreementLink id={receipt.subject}>{typed.title}</AgreementLink>
        </ReceiptCard>
      )}
      <AgreementForm me={me} typed={typed} isNew={standing === undefined} at={at} onChange={change} />
      {standing !== undefined && receipt === undefined && (
        <section className="card" aria-labelledby="differs-heading">
          <h2 id="differs-heading">{t('write.differs')}</h2>
          <ContentDifference
            before={standing.content}
            after={content}
            names={[t('versions.before', { version: standing.version }), t('change.to')]}
          />
        </section>
      )}
      <footer className="form-end">
        {failure !== undefined && refused.length === 0 && <Failed failure={failure} />}
        {problems.length > 0 && (
          <details className="open-fields">
            <summary>{t('write.open', { count: problems.length })}</summary>
            <ul className="bullets">
              {problems.map((p) => (
                <li key={`${p.field} ${p.rule} ${p.message}`}>
                  <span className="figure">{p.field}</span> <SaidText text={p.message} />
                </li>
              ))}
            </ul>
          </details>
        )}
        <div className="form-buttons">
          <button
            type="button"
            className="button primary"
            disabled={send.isPending || problems.length > 0 || lacks(me, DRAFTING)}
            onClick={() => send.mutate()}
          >
            {t(standing === undefined ? 'write.send' : 'write.sendAgain')}
          </button>
          {problems.length === 0 && (
            <span className="quiet" role="status">
              {t('write.complete')}
            </span>
          )}
        </div>
      </footer>
    </>
  )
}

/** Another version was written meanwhile: the person says which text to go on from, unless nothing was typed since. */
function ChangedSince(props: {
  readonly standing: AgreementView
  readonly typed: TypedAgreement
  readonly onChange: (typed: TypedAgreement) => void
}): JSX.Element | null {
  const { standing, typed, onChange } = props
  const { t } = useTranslation('agreements')
  const { version } = standing
  const begun = useAgreementVersion(standing.id, typed.base < 1 ? undefined : typed.base).data?.content
  const untouched = begun !== undefined && differencesOf(begun, agreementContentOf(typed, '')).length === 0
  useEffect(() => {
    if (untouched) onChange(typedAgreementOf(standing.content, standing.id, version))
  }, [untouched, onChange, standing, version])
  if (untouched) return null
  return (
    <div className="callout">
      <p>{t('write.changedSince', { version })}</p>
      <div className="form-buttons">
        <button
          type="button"
          className="button primary"
          onClick={() => onChange(typedAgreementOf(standing.content, standing.id, version))}
        >
          {t('write.startAgain', { version })}
        </button>
        <button type="button" className="button" onClick={() => onChange({ ...typed, base: version })}>
          {t('write.keepMine')}
        </button>
      </div>
    </div>
  )
}
