/** The view of a letter that is being written: its draft, the check while it is typed, and the receipt once it is submitted. */
import type { Failure, Problem } from '@magpie/api/failure'
import { programmeActs } from '@magpie/api/programme-operations'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type JSX, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, type Me, useRefreshDesk } from '../account/people.ts'
import { DESK, failureOf } from '../api.ts'
import { fieldProblems } from '../parts/form-problems.ts'
import { Failed } from '../parts/states.tsx'
import { usePaused } from '../parts/use-paused.ts'
import { AttachmentsField } from './attachments-field.tsx'
import { differences } from './compare.ts'
import { DraftBar } from './draft-bar.tsx'
import { FieldProblems } from './field-problems.tsx'
import { FileButtons } from './file-buttons.tsx'
import { LetterForm } from './letter-form.tsx'
import { freshId, openDraft, setOpenDraft } from './open-draft.ts'
import { type CallView, callProgramme, type LetterContent, useLetters } from './programme.ts'
import { keepReceipt, type Receipt } from './receipt.ts'
import { ReceiptCard } from './receipt-card.tsx'
import { lacks, Needs } from './signed-out.tsx'
import { contentOf, NO_LETTER, readTypedLetter, type TypedLetter, typedOf } from './typed-letter.ts'
import { useDraft } from './use-draft.ts'

const route = getRouteApi('/programme')
const PROPOSERS = ['proposer'] as const
const LETTER = programmeActs.submitLetter.input.shape.content

/** The view: a letter of the URL, or a new one, which gets a name of its own at once. */
export function LetterPage({ call, me }: { readonly call: CallView; readonly me: Me }): JSX.Element {
  const { letter } = route.useSearch()
  const navigate = route.useNavigate()
  const letters = useLetters(call.call.id)
  const prefix = me.party ?? 'letter'
  const open = draftName(call)
  useEffect(() => {
    if (letter !== undefined) return
    const id = openDraft(open) ?? freshId(prefix)
    void navigate({ search: (s) => ({ ...s, view: 'letter' as const, letter: id }), replace: true })
  }, [letter, prefix, open, navigate])
  if (letter === undefined || (me.person !== undefined && letters.isPending)) return <p className="quiet">…</p>
  const submitted = letters.data?.letters.find((l) => l.id === letter)?.versions.at(-1)?.content
  return <Writing key={`${letter} ${me.person?.id}`} call={call} me={me} letter={letter} submitted={submitted} />
}

/** A letter that is open belongs to its call. */
function draftName(call: CallView): string {
  return `letter.${call.call.id}`
}

type WritingProps = {
  readonly call: CallView
  readonly me: Me
  readonly letter: string
  readonly submitted: LetterContent | undefined
}

function Writing({ call, me, letter, submitted }: WritingProps): JSX.Element {
  const { t } = useTranslation('desk')
  const refresh = useRefreshDesk()
  const [receipt, setReceipt] = useState<Receipt>()
  const [asked, setAsked] = useState(false)
  const [draft, keeper] = useDraft<TypedLetter>({
    ...{ id: letter, kind: 'letter', person: me.person?.id, read: readTypedLetter, title: (c: TypedLetter) => c.title },
    initial: submitted === undefined ? NO_LETTER : typedOf(submitted),
  })
  const typed = draft.content
  const numeric = new Set(call.call.forms.filter((q) => q.kind === 'number').map((q) => q.id))
  const content = contentOf(typed, me.party ?? 'nobody', numeric)
  const text = usePaused(JSON.stringify(content))
  const check = useQuery({
    queryKey: [DESK, 'check', call.call.id, text],
    queryFn: () => callProgramme('checkLetter', { call: call.call.id, content: JSON.parse(text) }),
    placeholderData: (before) => before,
    staleTime: Infinity,
  })
  const submit = useMutation({
    mutationFn: () => callProgramme('submitLetter', { call: call.call.id, letter, content: content as never }),
    onSuccess: async (made) => {
      keepReceipt(made)
      setReceipt(made)
      setOpenDraft(draftName(call), undefined)
      setAsked(false)
      await refresh()
    },
  })
  const nobody = me.party === undefined
  const problems = (check.data?.problems ?? []).filter((p) => !(nobody && p.field === '/lead'))
  const failure = submit.error === null ? undefined : failureOf(submit.error)
  const told = problemsOf(failure)
  const all = problems.length > 0 ? problems : told
  const send = () => {
    setAsked(true)
    if (problems.length === 0) submit.mutate()
  }
  return (
    <article className="letter-page">
      <header className="desk-head">
        <h1>{t('letter.heading')}</h1>
        <p className="quiet">
          {call.call.title} · <span className="figure">{letter}</span>
        </p>
        <FileButtons
          name={letter}
          content={content}
          schema={LETTER}
          typed={typed}
          typedOf={typedOf}
          onLoad={(loaded) => keeper.type(loaded)}
        />
        <DraftBar
          draft={draft}
          onMine={() => keeper.keepMine()}
          onTheirs={() => keeper.takeTheirs()}
          differences={draft.theirs === undefined ? [] : differences(typed, readTypedLetter(draft.theirs.content))}
        />
      </header>
      {lacks(me, PROPOSERS) && <Needs me={me} roles={PROPOSERS} />}
      {receipt !== undefined && (
        <ReceiptCard receipt={receipt}>
          <Link className="button" to="/programme" search={{ view: 'letters', letter, call: call.call.id }}>
            {t('programme.view.letters')}
          </Link>
        </ReceiptCard>
      )}
      <LetterForm
        call={call}
        typed={typed}
        at={fieldProblems(all)}
        showAll={asked}
        onChange={(next) => {
          setReceipt(undefined)
          submit.reset()
          setOpenDraft(draftName(call), letter)
          keeper.type(next)
        }}
      >
        <AttachmentsField
          files={typed.attachments}
          most={20}
          allowed={holds(me, 'proposer', 'member')}
          at={fieldProblems(all)}
          onChange={(change) => {
            // Other fields may be typed in while a file is on its way.
            const now = keeper.snapshot().content
            keeper.type({ ...now, attachments: change(now.attachments) })
          }}
        />
      </LetterForm>
      <footer className="form-end">
        {asked && all.length > 0 && <FieldProblems title={t('letter.notYet', { count: all.length })} problems={all} />}
        {failure !== undefined && told.length === 0 && <Failed failure={failure} retry={() => submit.mutate()} />}
        <div className="form-buttons">
          <button
            type="button"
            className="button primary"
            disabled={submit.isPending || lacks(me, PROPOSERS)}
            onClick={send}
          >
            {t(submitted === undefined ? 'letter.submit' : 'letter.submitAgain')}
          </button>
          {check.data !== undefined && (
            <span className="quiet" role="status">
              {all.length === 0 ? t('letter.complete') : t('letter.open', { count: all.length })}
            </span>
          )}
          <button
            type="button"
            className="button quiet-button"
            onClick={() => {
              setOpenDraft(draftName(call), undefined)
              location.assign(`/programme?view=letter&call=${call.call.id}`)
            }}
          >
            {t('letter.another')}
          </button>
        </div>
      </footer>
    </article>
  )
}

/** What the centre said of fields when it refused the letter, by the fields of the form. */
function problemsOf(failure: Failure | undefined): Problem[] {
  const problems = failure?.kind === 'bad-request' ? failure.problems : []
  return problems.map((p) => ({ ...p, field: p.field.replace(/^\/content/, '') }))
}
