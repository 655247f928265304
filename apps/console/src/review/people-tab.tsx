/** The reviewers of a call: who is invited, what stands between them and the proposals, and inviting more, by a form or a file. */
import type { Problem } from '@magpie/api/failure'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf } from '../api.ts'
import { ColumnHeads } from '../parts/column-heads.tsx'
import { AreaField, TextField } from '../parts/field.tsx'
import { fieldProblems, identifierFrom } from '../parts/form-problems.ts'
import { keyed } from '../parts/keyed.ts'
import { StateMark } from '../parts/state-mark.tsx'
import { Failed } from '../parts/states.tsx'
import type { CallView } from '../programme/programme.ts'
import { namesIn } from './desk-figures.ts'
import { type Conflicts, callReview, type ReviewDesk, useConflicts, useReviewAct } from './review.ts'

const STATE_MARK = {
  invited: { mark: 'ring', tone: 'watch' },
  accepted: { mark: 'check', tone: 'nominal' },
  declined: { mark: 'cross', tone: 'quiet' },
} as const

type TabProps = { readonly call: CallView; readonly desk: ReviewDesk }

/** The part. */
export function PeopleTab({ call, desk }: TabProps): JSX.Element {
  const { t } = useTranslation('review')
  const conflicts = useConflicts(call.call.id).data?.conflicts ?? []
  return (
    <>
      <section className="card" aria-labelledby="people">
        <h2 id="people">{t('people.heading', { count: desk.reviewers.length })}</h2>
        {desk.papers.length === 0 && <p className="quiet">{t('desk.noPapers')}</p>}
        {desk.reviewers.length === 0 && <p>{t('people.none')}</p>}
        {desk.reviewers.length > 0 && <PeopleTable desk={desk} conflicts={conflicts} />}
      </section>
      <InviteForm call={call.call.id} />
      <ImportForm call={call.call.id} />
    </>
  )
}

function PeopleTable({ desk, conflicts }: { readonly desk: ReviewDesk; readonly conflicts: Conflicts }): JSX.Element {
  const { t } = useTranslation('review')
  return (
    <div className="scroll">
      <table className="grid people-grid">
        <ColumnHeads
          texts={[t('people.name'), t('people.institution'), t('people.topics'), t('people.state')]}
          numbers={[t('people.conflicts'), t('people.has'), t('people.isIn')]}
        />
        <tbody>
          {desk.reviewers.map(({ profile, state, assigned, submitted }) => (
            <tr key={profile.id}>
              <th scope="row">
                {profile.name} <small className="figure quiet">{profile.id}</small>
                <small className="quiet">{profile.email}</small>
              </th>
              <td>
                {profile.institution}
                {profile.state !== undefined && ` (${profile.state})`}
              </td>
              <td>{topicsText(profile.topics)}</td>
              <td>
                <StateMark {...STATE_MARK[state]} /> {t(`people.states.${state}`)}
              </td>
              <td className="number figure">
                {new Set(conflicts.filter((c) => c.reviewer === profile.id).map((c) => c.paper)).size}
              </td>
              <td className="number figure">{assigned.length}</td>
              <td className="number figure">{submitted.length}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function topicsText(topics: Readonly<Record<string, number>>): string {
  const list = Object.entries(topics).filter(([, weight]) => weight > 0)
  return list.length === 0 ? '–' : list.map(([topic, weight]) => `${topic} ${weight}`).join(', ')
}

const EMPTY = { name: '', email: '', institution: '', party: '', state: '', topics: '', coAuthors: '', advisors: '' }

/** `geology:0.8, power` as weights. */
function weightsIn(text: string): Record<string, number> {
  return Object.fromEntries(
    namesIn(text).map((one) => {
      const [topic, weight] = one.split(':')
      return [identifierFrom(topic!), weight === undefined ? 1 : Number(weight)]
    }),
  )
}

function InviteForm({ call }: { readonly call: string }): JSX.Element {
  const { t } = useTranslation('review')
  const [typed, setTyped] = useState(EMPTY)
  const set = (name: keyof typeof EMPTY) => (value: string) => {
    setTyped({ ...typed, [name]: value })
    look.reset()
  }
  const reviewer = {
    ...{ id: identifierFrom(typed.name), name: typed.name, email: typed.email, institution: typed.institution },
    ...(typed.party === '' ? {} : { party: typed.party }),
    ...(typed.state === '' ? {} : { state: typed.state }),
    ...{ topics: weightsIn(typed.topics), coAuthors: namesIn(typed.coAuthors), advisors: namesIn(typed.advisors) },
  }
  const look = useMutation({ mutationFn: () => callReview('previewReviewers', { call, reviewer }) })
  const invite = useReviewAct(
    () => callReview('inviteReviewer', { call, reviewer }),
    () => {
      setTyped(EMPTY)
      look.reset()
    },
  )
  const error = invite.error ?? look.error
  const failure = error === null ? undefined : failureOf(error)
  const found = failure?.kind === 'bad-request' ? failure.problems : (look.data?.problems ?? [])
  const at = fieldProblems(found, '/reviewer')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    invite.mutate(undefined)
  }
  return (
    <form className="card form" onSubmit={submit} aria-labelledby="invite">
      <h2 id="invite" className="wide-row">
        {t('people.add')}
      </h2>
      <TextField
        label={t('people.name')}
        help={reviewer.id === '' ? undefined : `${t('people.id')}: ${reviewer.id}`}
        value={typed.name}
        onChange={set('name')}
        problem={at('/name') ?? at('/id')}
        required
      />
      <TextField
        label={t('people.email')}
        help={t('people.emailHelp')}
        type="email"
        value={typed.email}
        onChange={set('email')}
        problem={at('/email')}
        required
      />
      <TextField
        label={t('people.institution')}
        value={typed.institution}
        onChange={set('institution')}
        problem={at('/institution')}
        required
      />
      <TextField label={t('people.party')} value={typed.party} onChange={set('party')} problem={at('/party')} />
      <TextField label={t('people.country')} value={typed.state} onChange={set('state')} problem={at('/state')} />
      <TextField
        label={t('people.topics')}
        help={t('people.topicsHelp')}
        value={typed.topics}
        onChange={set('topics')}
        problem={found.find((p) => p.field.startsWith('/reviewer/topics'))?.message}
      />
      <AreaField label={t('people.coAuthors')} value={typed.coAuthors} onChange={set('coAuthors')} rows={2} />
      <AreaField label={t('people.advisors')} value={typed.advisors} onChange={set('advisors')} rows={2} />
      {failure !== undefined && failure.kind !== 'bad-request' && <Failed failure={failure} />}
      {look.data !== undefined && look.data.problems.length === 0 && <Seen seen={look.data} />}
      <div className="form-buttons">
        <button
          type="button"
          className="button"
          disabled={look.isPending || reviewer.id === ''}
          onClick={() => look.mutate()}
        >
          {t('people.check')}
        </button>
        <button type="submit" className="button primary" disabled={invite.isPending || reviewer.id === ''}>
          {t('people.invite')}
        </button>
      </div>
    </form>
  )
}

function ImportForm({ call }: { readonly call: string }): JSX.Element {
  const { t } = useTranslation('review')
  const [csv, setCsv] = useState('')
  const look = useMutation({ mutationFn: () => callReview('previewReviewers', { call, csv }) })
  const invite = useReviewAct(
    () => callReview('importReviewers', { call, csv }),
    () => {
      setCsv('')
      look.reset()
    },
  )
  const change = (text: string) => {
    setCsv(text)
    look.reset()
  }
  const error = invite.error ?? look.error
  const failure = error === null ? undefined : failureOf(error)
  const problems = failure?.kind === 'bad-request' ? failure.problems : (look.data?.problems ?? [])
  const clean = look.data !== undefined && look.data.problems.length === 0
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (clean) invite.mutate(undefined)
    else look.mutate()
  }
  return (
    <form className="card form" onSubmit={submit} aria-labelledby="import">
      <h2 id="import" className="wide-row">
        {t('people.import')}
      </h2>
      <p className="quiet">{t('people.importHelp')}</p>
      <div className="field">
        <label htmlFor="reviewers-file">{t('people.file')}</label>
        <input
          id="reviewers-file"
          type="file"
          accept=".csv,text/csv"
          onChange={(event) => void event.target.files?.[0]?.text().then(change)}
        />
      </div>
      <AreaField label={t('people.text')} value={csv} onChange={change} help={t('people.example')} rows={5} />
      {failure !== undefined && failure.kind !== 'bad-request' && <Failed failure={failure} />}
      {problems.length > 0 && <Problems problems={problems} />}
      {clean && <Seen seen={look.data} />}
      <div className="form-buttons">
        {clean ? (
          <button type="submit" className="button primary" disabled={invite.isPending}>
            {t('people.inviteAll', { count: look.data.reviewers.length })}
          </button>
        ) : (
          <button type="submit" className="button" disabled={look.isPending || csv.trim() === ''}>
            {t('people.check')}
          </button>
        )}
      </div>
    </form>
  )
}

function Problems({ problems }: { readonly problems: readonly Problem[] }): JSX.Element {
  const { t } = useTranslation('review')
  return (
    <div className="scroll failed" role="alert">
      <table className="grid">
        <thead>
          <tr>
            <th scope="col">{t('people.where')}</th>
            <th scope="col">{t('people.what')}</th>
          </tr>
        </thead>
        <tbody>
          {keyed(problems, (p) => `${p.line} ${p.field} ${p.message}`).map(([key, p]) => (
            <tr key={key}>
              <th scope="row" className="figure">
                {p.line === undefined ? '' : `${t('people.line', { line: p.line })} `}
                {p.field.replace(/^\/csv\/?/, '')}
              </th>
              <td>{p.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

type SeenReviewers = {
  readonly reviewers: readonly { readonly id: string }[]
  readonly conflicts: Conflicts
}

/** What stands between people and proposals before they are invited. */
function Seen({ seen }: { readonly seen: SeenReviewers }): JSX.Element {
  const { t } = useTranslation('review')
  return (
    <div className="callout wide-row" role="status">
      <p>{t('people.seen', { people: seen.reviewers.length, conflicts: seen.conflicts.length })}</p>
      {seen.conflicts.length === 0 ? (
        <p className="quiet">{t('people.clean')}</p>
      ) : (
        <ul className="bullets">
          {keyed(seen.conflicts, (c) => `${c.reviewer} ${c.paper} ${c.kind}`).map(([key, c]) => (
            <li key={key}>
              <span className="figure">
                {c.reviewer} · {c.paper}
              </span>
              : {c.reason}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
