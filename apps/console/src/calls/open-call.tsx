/** The view in which an officer writes a new call: saved and checked as it is typed, published with a receipt. */
import { useMutation } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type JSX, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Me, useRefreshDesk } from '../account/people.ts'
import { failureOf } from '../api.ts'
import { fieldProblems } from '../parts/form-problems.ts'
import { Failed } from '../parts/states.tsx'
import { differences } from '../programme/compare.ts'
import { DraftBar } from '../programme/draft-bar.tsx'
import { FieldProblems } from '../programme/field-problems.tsx'
import { freshId, openDraft, setOpenDraft } from '../programme/open-draft.ts'
import { type CallView, callProgramme } from '../programme/programme.ts'
import { keepReceipt, type Receipt } from '../programme/receipt.ts'
import { ReceiptCard } from '../programme/receipt-card.tsx'
import { lacks, Needs } from '../programme/signed-out.tsx'
import { useDraft } from '../programme/use-draft.ts'
import { CallForm } from './call-form.tsx'
import { submittedProblems } from './call-problems.ts'
import { callOf, emptyCall, problemsOf, readTypedCall, type TypedCall, todayIn, typedCallOf } from './typed-call.ts'

const route = getRouteApi('/programme')
const OFFICER = ['officer'] as const

/** The view: the call of the URL that is being written, or a new one, which gets a name of its own at once. */
export function OpenCall({ call, me }: { readonly call: CallView | undefined; readonly me: Me }): JSX.Element | null {
  const { draft } = route.useSearch()
  const navigate = route.useNavigate()
  useEffect(() => {
    if (draft !== undefined) return
    const id = openDraft('call') ?? freshId('call')
    void navigate({ search: (s) => ({ ...s, view: 'open-call' as const, draft: id }), replace: true })
  }, [draft, navigate])
  if (draft === undefined) return null
  return <Writing key={`${draft} ${me.person?.id}`} me={me} id={draft} like={call} />
}

type WritingProps = { readonly me: Me; readonly id: string; readonly like: CallView | undefined }

function Writing({ me, id, like }: WritingProps): JSX.Element {
  const { t } = useTranslation('calls')
  const desk = useTranslation('desk').t
  const refresh = useRefreshDesk()
  const [receipt, setReceipt] = useState<Receipt>()
  const [asked, setAsked] = useState(false)
  const [draft, keeper] = useDraft<TypedCall>({
    ...{ id, kind: 'call', person: me.person?.id, read: readTypedCall, title: (c: TypedCall) => c.title },
    initial: emptyCall(Intl.DateTimeFormat().resolvedOptions().timeZone),
  })
  const typed = draft.content
  const name = me.memberships.find((m) => m.party === me.party)?.name ?? me.party ?? ''
  const call = callOf(typed, { party: me.party ?? '', name, today: todayIn(typed.zone) })
  const submit = useMutation({
    mutationFn: () => callProgramme('openCall', { call: call as never }),
    onSuccess: async (made) => {
      keepReceipt(made)
      setReceipt(made)
      setOpenDraft('call', undefined)
      setAsked(false)
      await refresh()
    },
  })
  const failure = submit.error === null ? undefined : failureOf(submit.error)
  const mine = problemsOf(call)
  const told = submittedProblems(failure)
  const all = mine.length > 0 ? mine : told
  const change = (next: TypedCall) => {
    setReceipt(undefined)
    submit.reset()
    setOpenDraft('call', id)
    keeper.type(next)
  }
  return (
    <article className="letter-page">
      <header className="desk-head">
        <h1>{t('open.heading')}</h1>
        <p className="quiet">{t('open.help')}</p>
        <DraftBar
          draft={draft}
          onMine={() => keeper.keepMine()}
          onTheirs={() => keeper.takeTheirs()}
          differences={draft.theirs === undefined ? [] : differences(typed, readTypedCall(draft.theirs.content))}
        />
      </header>
      {lacks(me, OFFICER) && <Needs me={me} roles={OFFICER} />}
      {like !== undefined && (
        <p>
          <button
            type="button"
            className="button long-button"
            onClick={() => change({ ...typedCallOf(like.call), id: '', publishedOn: '' })}
          >
            {t('open.like', { title: like.call.title })}
          </button>
        </p>
      )}
      {receipt !== undefined && (
        <ReceiptCard receipt={receipt}>
          <Link className="button" to="/programme" search={{ view: 'call', call: receipt.subject }}>
            {t('open.read')}
          </Link>
        </ReceiptCard>
      )}
      <CallForm
        typed={typed}
        at={asked ? fieldProblems(all) : fieldProblems(told)}
        onChange={change}
        amending={false}
      />
      <footer className="form-end">
        {asked && all.length > 0 && <FieldProblems title={t('open.notYet', { count: all.length })} problems={all} />}
        {failure !== undefined && told.length === 0 && <Failed failure={failure} retry={() => submit.mutate()} />}
        <div className="form-buttons">
          <button
            type="button"
            className="button primary"
            disabled={submit.isPending || lacks(me, OFFICER)}
            onClick={() => {
              setAsked(true)
              if (mine.length === 0) submit.mutate()
            }}
          >
            {t('open.publish')}
          </button>
          <span className="quiet" role="status">
            {all.length === 0 ? desk('letter.complete') : desk('letter.open', { count: all.length })}
          </span>
          <button
            type="button"
            className="button quiet-button"
            onClick={() => {
              setOpenDraft('call', undefined)
              location.assign('/programme?view=open-call')
            }}
          >
            {t('open.another')}
          </button>
        </div>
      </footer>
    </article>
  )
}
