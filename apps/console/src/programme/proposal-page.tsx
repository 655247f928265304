/** The view of a proposal: for each letter that was invited, its elements and joint operations, saved and checked as they are typed. */
import { programmeActs } from '@magpie/api/programme-operations'
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, type Me, useRefreshDesk } from '../account/people.ts'
import { DESK, failureOf } from '../api.ts'
import { fieldProblems } from '../parts/form-problems.ts'
import { Empty, Failed, pending } from '../parts/states.tsx'
import { usePaused } from '../parts/use-paused.ts'
import { AttachmentsField } from './attachments-field.tsx'
import { differences } from './compare.ts'
import { DraftBar } from './draft-bar.tsx'
import { FieldProblems } from './field-problems.tsx'
import { FileButtons } from './file-buttons.tsx'
import {
  type CallView,
  callProgramme,
  type LetterView,
  type ProposalView,
  useLetters,
  useProposals,
} from './programme.ts'
import { ProposalForm } from './proposal-form.tsx'
import { keepReceipt, type Receipt } from './receipt.ts'
import { ReceiptCard } from './receipt-card.tsx'
import { lacks, Needs } from './signed-out.tsx'
import {
  proposalContentOf,
  proposalFrom,
  readTypedProposal,
  type TypedProposal,
  typedProposalOf,
} from './typed-proposal.ts'
import { useDraft } from './use-draft.ts'
import { Versions } from './versions.tsx'

const route = getRouteApi('/programme')
const PROPOSERS = ['proposer'] as const
const PROPOSAL = programmeActs.submitProposal.input.shape.content

/** The view. */
export function ProposalPage({ call, me }: { readonly call: CallView; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('desk')
  const { letter: wanted } = route.useSearch()
  const letters = useLetters(call.call.id)
  const proposals = useProposals(call.call.id)
  const invited = (letters.data?.letters ?? []).filter(
    (l) => l.owner === me.party && l.state === 'submitted' && l.answer?.answer === 'invited',
  )
  const letter = invited.find((l) => l.id === wanted) ?? invited[0]
  const without = lacks(me, PROPOSERS)
  const submitted = proposals.data?.proposals.find((p) => p.letter === letter?.id)
  return (
    <article className="letter-page">
      <header className="desk-head">
        <h1>{t('proposal.heading')}</h1>
        <p className="quiet">{t('proposal.help')}</p>
      </header>
      {without && <Needs me={me} roles={PROPOSERS} />}
      {!without && pending(letters)}
      {!without && letters.data !== undefined && letter === undefined && <Empty>{t('proposal.none')}</Empty>}
      {invited.length > 1 && (
        <ul className="chips">
          {invited.map((l) => (
            <li key={l.id}>
              <Link
                className="button"
                to="/programme"
                search={{ view: 'proposal', letter: l.id, call: call.call.id }}
                aria-current={l.id === letter?.id}
              >
                {l.versions.at(-1)!.content.title}
              </Link>
            </li>
          ))}
        </ul>
      )}
      {!without && letter !== undefined && proposals.data !== undefined && (
        <Writing
          key={letter.id}
          call={call}
          me={me}
          letter={letter}
          proposal={submitted?.id ?? `p-${letter.id}`.slice(0, 64).replace(/-+$/, '')}
          submitted={submitted}
        />
      )}
    </article>
  )
}

type WritingProps = {
  readonly call: CallView
  readonly me: Me
  readonly letter: LetterView
  readonly proposal: string
  readonly submitted: ProposalView | undefined
}

function Writing({ call, me, letter, proposal, submitted }: WritingProps): JSX.Element {
  const { t } = useTranslation('desk')
  const refresh = useRefreshDesk()
  const [receipt, setReceipt] = useState<Receipt>()
  const [draft, keeper] = useDraft<TypedProposal>({
    ...{ id: proposal, kind: 'proposal', person: me.person?.id },
    ...{ read: readTypedProposal, title: (c: TypedProposal) => c.title },
    initial:
      submitted === undefined
        ? proposalFrom(letter.versions.at(-1)!.content, letter.id)
        : typedProposalOf(submitted.versions.at(-1)!.content),
  })
  const today = new Date().toISOString().slice(0, 10)
  const content = proposalContentOf(draft.content, me.party!, today)
  const text = JSON.stringify(content)
  const paused = usePaused(text)
  const check = useQuery({
    queryKey: [DESK, 'check', call.call.id, 'proposal', paused],
    queryFn: () => callProgramme('checkProposal', { call: call.call.id, content: JSON.parse(paused) }),
    placeholderData: (before) => before,
    staleTime: Infinity,
  })
  const submit = useMutation({
    mutationFn: () => callProgramme('submitProposal', { letter: letter.id, proposal, content: JSON.parse(text) }),
    onSuccess: async (made) => {
      keepReceipt(made)
      setReceipt(made)
      await refresh()
    },
  })
  const problems = check.data?.problems ?? []
  const failure = submit.error === null ? undefined : failureOf(submit.error)
  const change = (next: TypedProposal) => {
    setReceipt(undefined)
    submit.reset()
    keeper.type(next)
  }
  return (
    <>
      <FileButtons
        name={proposal}
        content={content}
        schema={PROPOSAL}
        typed={draft.content}
        typedOf={typedProposalOf}
        onLoad={change}
      />
      <DraftBar
        draft={draft}
        onMine={() => keeper.keepMine()}
        onTheirs={() => keeper.takeTheirs()}
        differences={
          draft.theirs === undefined ? [] : differences(draft.content, readTypedProposal(draft.theirs.content))
        }
      />
      {receipt !== undefined && <ReceiptCard receipt={receipt} />}
      <ProposalForm call={call} typed={draft.content} at={fieldProblems(problems)} onChange={change}>
        <AttachmentsField
          files={draft.content.attachments}
          most={50}
          allowed={holds(me, 'proposer', 'member')}
          at={fieldProblems(failure?.kind === 'bad-request' ? failure.problems : [], '/content')}
          onChange={(files) => {
            // Other fields may be typed in while a file is on its way.
            const now = keeper.snapshot().content
            change({ ...now, attachments: files(now.attachments) })
          }}
        />
      </ProposalForm>
      {submitted !== undefined && <Versions versions={submitted.versions} />}
      <footer className="form-end">
        {problems.length > 0 && (
          <FieldProblems title={t('letter.open', { count: problems.length })} problems={problems} told={false} />
        )}
        {failure !== undefined && <Failed failure={failure} />}
        <div className="form-buttons">
          <button
            type="button"
            className="button primary"
            disabled={submit.isPending || problems.length > 0}
            onClick={() => submit.mutate()}
          >
            {t(submitted === undefined ? 'proposal.submit' : 'letter.submitAgain')}
          </button>
          <span className="quiet" role="status">
            {problems.length === 0 ? t('letter.complete') : t('letter.open', { count: problems.length })}
          </span>
        </div>
      </footer>
    </>
  )
}
