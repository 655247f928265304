/** Conflicts with their reasons, and the owner's rulings on them. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf } from '../api.ts'
import { ActForm } from '../parts/act-form.tsx'
import { ChoiceField, TextField } from '../parts/field.tsx'
import { problemsByField } from '../parts/form-problems.ts'
import { keyed } from '../parts/keyed.ts'
import { pending } from '../parts/states.tsx'
import type { CallView } from '../programme/programme.ts'
import { type Conflicts, callReview, type ReviewDesk, useConflicts, useReviewAct } from './review.ts'

type TabProps = { readonly call: CallView; readonly desk: ReviewDesk }
type Conflict = Conflicts[number]

/** The part. */
export function ConflictsTab({ call, desk }: TabProps): JSX.Element {
  const { t } = useTranslation('review')
  const found = useConflicts(call.call.id)
  const conflicts = found.data?.conflicts ?? []
  const rules = call.call.review!
  const looks = (['institution', 'coAuthor', 'advisor', 'state'] as const).filter((k) => rules.conflicts[k])
  return (
    <>
      <section className="card" aria-labelledby="conflicts">
        <h2 id="conflicts">{t('rule.heading', { count: conflicts.length })}</h2>
        <p className="quiet">{t('rule.help')}</p>
        <p className="quiet">
          {t('rule.checks')}: {looks.map((k) => t(`rule.looks.${k}`)).join(', ')}
        </p>
        {pending(found)}
        {found.data !== undefined && conflicts.length === 0 && <p>{t('rule.none')}</p>}
        {conflicts.length > 0 && (
          <div className="scroll">
            <table className="grid">
              <thead>
                <tr>
                  <th scope="col">{t('rule.reviewer')}</th>
                  <th scope="col">{t('rule.paper')}</th>
                  <th scope="col">{t('rule.kind')}</th>
                  <th scope="col">{t('rule.reason')}</th>
                  <td />
                </tr>
              </thead>
              <tbody>
                {keyed(conflicts, (c) => `${c.reviewer} ${c.paper} ${c.kind}`).map(([key, c]) => (
                  <Row key={key} call={call.call.id} conflict={c} desk={desk} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </section>
      {desk.reviewers.length > 0 && desk.papers.length > 0 && <AddForm call={call.call.id} desk={desk} />}
    </>
  )
}

function Row({
  call,
  conflict,
  desk,
}: {
  readonly call: string
  readonly conflict: Conflict
  readonly desk: ReviewDesk
}): JSX.Element {
  const { t } = useTranslation('review')
  const [open, setOpen] = useState(false)
  const { reviewer, paper, kind, reason } = conflict
  const name = desk.reviewers.find((r) => r.profile.id === reviewer)?.profile.name ?? reviewer
  const title = desk.papers.find((p) => p.paper === paper)?.title
  return (
    <>
      <tr>
        <th scope="row">{name}</th>
        <td>
          <span className="figure">{paper}</span> {title}
        </td>
        <td>{t(`rule.kinds.${kind as 'declared'}`)}</td>
        <td>{reason}</td>
        <td>
          <button type="button" className="button" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t('rule.lift')}
          </button>
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={5}>
            <RuleForm
              call={call}
              ruling={{ reviewer, paper, conflicted: false }}
              label={t('rule.lifting', { reviewer: name, paper })}
            />
          </td>
        </tr>
      )}
    </>
  )
}

type Ruling = { readonly reviewer: string; readonly paper: string; readonly conflicted: boolean }

function RuleForm({
  call,
  ruling,
  label,
}: {
  readonly call: string
  readonly ruling: Ruling
  readonly label: string
}): JSX.Element {
  const { t } = useTranslation('review')
  const [reason, setReason] = useState('')
  const act = useReviewAct(
    () => callReview('ruleConflict', { call, ...ruling, reason }),
    () => setReason(''),
  )
  const failure = act.error === null ? undefined : failureOf(act.error)
  return (
    <ActForm act={act} label={label} confirm={label} ready={reason.trim() !== ''} primary>
      <TextField
        label={t('rule.why')}
        value={reason}
        onChange={setReason}
        problem={problemsByField(failure, '')('/reason')}
        wide
        required
      />
    </ActForm>
  )
}

function AddForm({ call, desk }: { readonly call: string; readonly desk: ReviewDesk }): JSX.Element {
  const { t } = useTranslation('review')
  const [reviewer, setReviewer] = useState(desk.reviewers[0]!.profile.id)
  const [paper, setPaper] = useState(desk.papers[0]!.paper)
  return (
    <section className="card" aria-labelledby="add-conflict">
      <h2 id="add-conflict">{t('rule.add')}</h2>
      <div className="form">
        <ChoiceField
          label={t('rule.reviewer')}
          value={reviewer}
          onChange={setReviewer}
          options={desk.reviewers.map(({ profile }) => [profile.id, profile.name])}
        />
        <ChoiceField
          label={t('rule.paper')}
          value={paper}
          onChange={setPaper}
          options={desk.papers.map((p) => [p.paper, `${p.paper}: ${p.title}`])}
        />
      </div>
      <RuleForm call={call} ruling={{ reviewer, paper, conflicted: true }} label={t('rule.do')} />
    </section>
  )
}
