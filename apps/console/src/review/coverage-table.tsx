/** Each proposal under review with its reviewers, to be changed by hand and recorded with the reason. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf } from '../api.ts'
import { TextField } from '../parts/field.tsx'
import { StateMark } from '../parts/state-mark.tsx'
import { Failed } from '../parts/states.tsx'
import type { CallView } from '../programme/programme.ts'
import { coverageOf, withoutPair, withPair } from './desk-figures.ts'
import { callReview, type ReviewDesk, useReviewAct } from './review.ts'

type Pair = { readonly reviewer: string; readonly paper: string }
type CoverageProps = {
  readonly call: CallView
  readonly desk: ReviewDesk
  readonly pairs: readonly Pair[]
  readonly accepted: readonly string[]
}

/** The table; it begins anew where what is recorded changes. */
export function CoverageTable({ call, desk, pairs, accepted }: CoverageProps): JSX.Element {
  const { t } = useTranslation('review')
  const [edited, setEdited] = useState<readonly Pair[]>(pairs)
  const open = desk.papers.filter((p) => p.open)
  const covered = coverageOf(
    open.map((p) => p.paper),
    edited,
    call.call.review!.reviewsPerProposal,
  )
  const nameOf = (id: string) => desk.reviewers.find((r) => r.profile.id === id)?.profile.name ?? id
  const isWritten = ({ reviewer, paper }: Pair) =>
    desk.reviewers.find((r) => r.profile.id === reviewer)?.submitted.includes(`${desk.stage} ${paper}`) === true
  return (
    <>
      <div className="scroll">
        <table className="grid coverage">
          <tbody>
            {covered.map(({ paper, reviewers, missing }) => (
              <tr key={paper}>
                <th scope="row">
                  {open.find((p) => p.paper === paper)!.title} <small className="figure quiet">{paper}</small>
                </th>
                <td>
                  <ul className="chips">
                    {reviewers.length === 0 && <li className="quiet">{t('assign.none')}</li>}
                    {reviewers.map((reviewer) => (
                      <Chip
                        key={reviewer}
                        name={nameOf(reviewer)}
                        paper={paper}
                        written={isWritten({ reviewer, paper })}
                        onRemove={() => setEdited(withoutPair(edited, { reviewer, paper }))}
                      />
                    ))}
                    {missing > 0 && (
                      <li className="field-problem">
                        <StateMark mark="triangle" tone="warning" /> {t('assign.lacks', { count: missing })}
                      </li>
                    )}
                  </ul>
                </td>
                <td>
                  <select
                    aria-label={t('assign.add', { paper })}
                    value=""
                    onChange={(event) => setEdited(withPair(edited, { reviewer: event.target.value, paper }))}
                  >
                    <option value="">{t('assign.choose')}</option>
                    {accepted
                      .filter((id) => !reviewers.includes(id))
                      .map((id) => (
                        <option key={id} value={id}>
                          {nameOf(id)}
                        </option>
                      ))}
                  </select>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <ByHand call={call.call.id} before={pairs} after={edited} onDrop={() => setEdited(pairs)} />
    </>
  )
}

function Chip(props: {
  readonly name: string
  readonly paper: string
  readonly written: boolean
  readonly onRemove: () => void
}): JSX.Element {
  const { t } = useTranslation('review')
  const { name, paper, written, onRemove } = props
  return (
    <li className="chip">
      {written && <StateMark mark="check" tone="nominal" />}
      {name}
      {written ? (
        <span className="visually-hidden">{t('assign.written')}</span>
      ) : (
        <button type="button" aria-label={t('assign.remove', { reviewer: name, paper })} onClick={onRemove}>
          ×
        </button>
      )}
    </li>
  )
}

function ByHand(props: {
  readonly call: string
  readonly before: readonly Pair[]
  readonly after: readonly Pair[]
  readonly onDrop: () => void
}): JSX.Element | null {
  const { t } = useTranslation('review')
  const { call, before, after, onDrop } = props
  const [reason, setReason] = useState('')
  const act = useReviewAct(() => callReview('assignByHand', { call, pairs: [...after], reason }))
  const has = (list: readonly Pair[], { reviewer, paper }: Pair) =>
    list.some((p) => p.reviewer === reviewer && p.paper === paper)
  const added = after.filter((p) => !has(before, p)).length
  const removed = before.filter((p) => !has(after, p)).length
  if (added + removed === 0) return null
  return (
    <form
      className="callout"
      aria-label={t('assign.byHand')}
      onSubmit={(event) => {
        event.preventDefault()
        act.mutate(undefined)
      }}
    >
      <p>
        <b>{t('assign.byHand')}</b> {t('assign.byHandHelp', { added, removed })}
      </p>
      <TextField label={t('assign.reason')} value={reason} onChange={setReason} required wide />
      {act.error !== null && <Failed failure={failureOf(act.error)} />}
      <div className="form-buttons">
        <button type="submit" className="button primary" disabled={act.isPending || reason.trim() === ''}>
          {t('assign.save')}
        </button>
        <button type="button" className="button" onClick={onDrop}>
          {t('assign.drop')}
        </button>
      </div>
    </form>
  )
}
