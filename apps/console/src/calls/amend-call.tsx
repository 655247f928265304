/** The view in which the owner amends a call: what changes stands beside what is in force, and both stay readable. */
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Me, useRefreshDesk } from '../account/people.ts'
import { failureOf } from '../api.ts'
import { TextField } from '../parts/field.tsx'
import { fieldProblems, problemsByField } from '../parts/form-problems.ts'
import { Empty, Failed } from '../parts/states.tsx'
import { FieldProblems } from '../programme/field-problems.tsx'
import { type CallView, callProgramme } from '../programme/programme.ts'
import { keepReceipt, type Receipt } from '../programme/receipt.ts'
import { ReceiptCard } from '../programme/receipt-card.tsx'
import { lacks, Needs } from '../programme/signed-out.tsx'
import { useDraft } from '../programme/use-draft.ts'
import { CallChanges } from './call-changes.tsx'
import { CallForm } from './call-form.tsx'
import { submittedProblems } from './call-problems.ts'
import { callOf, problemsOf, readTypedCall, type TypedCall, todayIn, typedCallOf } from './typed-call.ts'

const OFFICER = ['officer'] as const
type AmendProps = { readonly call: CallView; readonly me: Me }

/** The view. */
export function AmendCall({ call, me }: AmendProps): JSX.Element {
  const { t } = useTranslation('calls')
  const desk = useTranslation('desk').t
  const owns = me.party === call.owner
  return (
    <article className="letter-page">
      <header className="desk-head">
        <h1>{t('amend.heading')}</h1>
        <p className="quiet">{t('amend.help')}</p>
      </header>
      <Needs me={me} roles={OFFICER} />
      {!owns && <Empty>{desk('desk.notOwner', { owner: call.owner })}</Empty>}
      {owns && <Amending key={`${call.call.id} ${call.versions.length}`} call={call} me={me} />}
    </article>
  )
}

function Amending({ call, me }: AmendProps): JSX.Element {
  const { t } = useTranslation('calls')
  const refresh = useRefreshDesk()
  const before = typedCallOf(call.call)
  // A version of the call has a draft of its own: what was typed on an older one is not put over a newer.
  const id = `amend-${call.call.id}`.slice(0, 58).replace(/-+$/, '')
  const [draft, keeper] = useDraft<TypedCall & { readonly reason?: string }>({
    ...{ id: `${id}-${call.versions.length}`, kind: 'call', person: me.person?.id },
    ...{ read: readTypedCall, title: (c: TypedCall) => c.title, initial: before },
  })
  const typed = draft.content
  const { reason = '' } = typed
  const [receipt, setReceipt] = useState<Receipt>()
  const name = me.memberships.find((m) => m.party === me.party)?.name ?? call.owner
  const next = callOf(typed, { party: call.owner, name, today: todayIn(typed.zone) }, call.call)
  const act = useMutation({
    mutationFn: () => callProgramme('amendCall', { call: next as never, reason }),
    onSuccess: async (made) => {
      keepReceipt(made)
      setReceipt(made)
      await refresh()
    },
  })
  const failure = act.error === null ? undefined : failureOf(act.error)
  const told = submittedProblems(failure)
  const mine = problemsOf(next)
  const all = mine.length > 0 ? mine : told
  return (
    <>
      {receipt !== undefined && (
        <ReceiptCard receipt={receipt}>
          <Link className="button" to="/programme" search={{ view: 'call', call: call.call.id }}>
            {t('open.read')}
          </Link>
        </ReceiptCard>
      )}
      <CallForm
        typed={typed}
        at={fieldProblems(all)}
        amending
        onChange={(changed) => {
          act.reset()
          keeper.type({ ...changed, reason })
        }}
      />
      <section className="card" aria-labelledby="changes">
        <h2 id="changes">{t('amend.changes')}</h2>
        <CallChanges before={before} after={readTypedCall({ ...typed, reason: undefined })} />
      </section>
      <footer className="form-end">
        <TextField
          label={t('amend.reason')}
          help={t('amend.reasonHelp')}
          value={reason}
          onChange={(text) => keeper.type({ ...typed, reason: text })}
          problem={problemsByField(failure, '')('/reason')}
          wide
          required
        />
        {all.length > 0 && (
          <FieldProblems title={t('open.notYet', { count: all.length })} problems={all} told={false} />
        )}
        {failure !== undefined && told.length === 0 && <Failed failure={failure} retry={() => act.mutate()} />}
        <div className="form-buttons">
          <button
            type="button"
            className="button primary"
            disabled={act.isPending || mine.length > 0 || reason.trim() === '' || lacks(me, OFFICER)}
            onClick={() => act.mutate()}
          >
            {t('amend.publish')}
          </button>
        </div>
      </footer>
    </>
  )
}
