/** What a reviewer would like to review, each wish saved at once; a conflict is declared with what it is. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { failureOf } from '../api.ts'
import { TextField } from '../parts/field.tsx'
import { Failed } from '../parts/states.tsx'
import { Topics } from './my-papers.tsx'
import { type Bid, callReview, type MyReviewView, useConflicts, useReviewAct } from './review.ts'

const WISHES = ['eager', 'willing', 'neutral', 'not'] as const satisfies readonly Bid[]
type Paper = MyReviewView['papers'][number]

/** The section. */
export function Bids({ mine }: { readonly mine: MyReviewView }): JSX.Element {
  const { t } = useTranslation('review')
  const [topic, setTopic] = useState('')
  const topics = [...new Set(mine.papers.flatMap((p) => p.topics))].sort()
  const shown = mine.papers.filter((p) => topic === '' || p.topics.includes(topic))
  return (
    <section className="card" aria-labelledby="bids">
      <h2 id="bids">{t('bids.heading')}</h2>
      <p className="quiet">{t('bids.help')}</p>
      {topics.length > 1 && (
        <label className="choice">
          {t('bids.filter')}
          <select value={topic} onChange={(event) => setTopic(event.target.value)}>
            <option value="">{t('bids.all')}</option>
            {topics.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
      )}
      {shown.length === 0 && <p className="quiet">{t('bids.empty')}</p>}
      <ol className="paper-list">
        {shown.map((p) => (
          <BidRow key={p.paper} mine={mine} paper={p} />
        ))}
      </ol>
      <OwnConflicts mine={mine} />
    </section>
  )
}

function BidRow({ mine, paper }: { readonly mine: MyReviewView; readonly paper: Paper }): JSX.Element {
  const { t } = useTranslation('review')
  const [declaring, setDeclaring] = useState(false)
  const bid = useReviewAct((wish: Bid) => callReview('placeBids', { call: mine.call, bids: { [paper.paper]: wish } }))
  const chosen = bid.isPending ? bid.variables : paper.bid
  return (
    <li>
      <span className="paper-title">
        <small className="figure quiet">{paper.paper}</small> {paper.title}
        <Topics topics={paper.topics} />
      </span>
      <fieldset className="segments bid">
        <legend className="visually-hidden">{t('bids.of', { title: paper.title })}</legend>
        {WISHES.map((wish) => (
          <button
            key={wish}
            type="button"
            data-state={chosen === wish ? 'on' : 'off'}
            aria-pressed={chosen === wish}
            onClick={() => bid.mutate(wish)}
          >
            {t(`bids.${wish}`)}
          </button>
        ))}
        <button type="button" aria-expanded={declaring} onClick={() => setDeclaring(!declaring)}>
          {t('bids.conflict')}
        </button>
      </fieldset>
      <span className="quiet saved" role="status">
        {bid.isSuccess ? t('bids.saved') : ''}
      </span>
      {bid.error !== null && <Failed failure={failureOf(bid.error)} />}
      {declaring && <Declare mine={mine} paper={paper} onCancel={() => setDeclaring(false)} />}
    </li>
  )
}

function Declare(props: {
  readonly mine: MyReviewView
  readonly paper: Paper
  readonly onCancel: () => void
}): JSX.Element {
  const { t } = useTranslation('review')
  const { mine, paper, onCancel } = props
  const [reason, setReason] = useState('')
  const act = useReviewAct(() =>
    callReview('acceptReview', {
      ...{ call: mine.call, reviewer: mine.reviewer, topics: {}, coAuthors: [], advisors: [] },
      conflicts: [{ paper: paper.paper, reason }],
    }),
  )
  return (
    <form
      className="callout declare"
      aria-label={t('bids.declare', { title: paper.title })}
      onSubmit={(event) => {
        event.preventDefault()
        act.mutate(undefined)
      }}
    >
      <p>{t('bids.declareHelp')}</p>
      <TextField label={t('bids.reason')} value={reason} onChange={setReason} required wide />
      {act.error !== null && <Failed failure={failureOf(act.error)} />}
      <div className="form-buttons">
        <button type="submit" className="button primary" disabled={act.isPending || reason.trim() === ''}>
          {t('bids.declare', { title: paper.title })}
        </button>
        <button type="button" className="button" onClick={onCancel}>
          {t('bids.cancel')}
        </button>
      </div>
    </form>
  )
}

function OwnConflicts({ mine }: { readonly mine: MyReviewView }): JSX.Element | null {
  const { t } = useTranslation('review')
  const conflicts = useConflicts(mine.call).data?.conflicts.filter((c) => c.reviewer === mine.reviewer)
  if (conflicts === undefined) return null
  return (
    <details className="own-conflicts">
      <summary>
        <h3>{t('conflicts.own')}</h3>
      </summary>
      <p className="quiet">{t('conflicts.ownHelp')}</p>
      {conflicts.length === 0 && <p>{t('conflicts.ownNone')}</p>}
      <ul className="bullets">
        {conflicts.map((c) => (
          <li key={`${c.paper} ${c.kind}`}>
            <span className="figure">{c.paper}</span> {t(`rule.kinds.${c.kind as 'declared'}`)}: {c.reason}
          </li>
        ))}
      </ul>
      {mine.anonymity === 'dual' && <p className="quiet">{t('conflicts.hiddenDual')}</p>}
    </details>
  )
}
