/** The reviewer's view: the invitation, what was given, bids, the panel; and for proposers what reviewers wrote for them. */
import { getRouteApi } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import '../styles/review.css'
import type { Me } from '../account/people.ts'
import { SaidText } from '../parts/said.tsx'
import { Empty, pending } from '../parts/states.tsx'
import type { CallView } from '../programme/programme.ts'
import { Needs } from '../programme/signed-out.tsx'
import { Bids } from './bids.tsx'
import { Feedback } from './feedback.tsx'
import { Invitation } from './invitation.tsx'
import { MyPapers } from './my-papers.tsx'
import { PaperPage } from './paper-page.tsx'
import { type MyReviewView, useMyReviews } from './review.ts'
import { StandingsSection } from './standings-table.tsx'

const route = getRouteApi('/programme')

/** The view. */
export function ReviewPlace({ call, me }: { readonly call: CallView; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('review')
  const { paper } = route.useSearch()
  const mine = useMyReviews(call.call.id)
  const rules = call.call.review
  const asReviewer = mine.data?.reviews ?? []
  const accepted = asReviewer.find((r) => r.state === 'accepted')
  if (paper !== undefined && accepted !== undefined)
    return <PaperPage call={call} me={me} paper={paper} mine={accepted} />
  return (
    <article className="review-page">
      <header className="desk-head">
        <h1>{t('heading')}</h1>
        <p className="quiet">{t('help')}</p>
        {rules !== undefined && <RulesLine call={call} />}
      </header>
      {rules === undefined && <Empty>{t('none')}</Empty>}
      {me.person === undefined && <Needs me={me} roles={[]} />}
      {me.person !== undefined && rules !== undefined && pending(mine)}
      {rules !== undefined && mine.data !== undefined && asReviewer.length === 0 && <Empty>{t('notInvited')}</Empty>}
      {rules !== undefined && asReviewer.map((r) => <AsReviewer key={r.reviewer} call={call} me={me} mine={r} />)}
      {me.party !== undefined && rules !== undefined && <Feedback call={call.call.id} party={me.party} />}
    </article>
  )
}

type PartProps = { readonly call: CallView; readonly me: Me; readonly mine: MyReviewView }

function AsReviewer({ call, me, mine }: PartProps): JSX.Element {
  const { t } = useTranslation('review')
  if (me.party === undefined) return <Needs me={me} roles={[]} />
  if (mine.state !== 'accepted') return <Invitation call={call} mine={mine} />
  return (
    <>
      <MyPapers mine={mine} />
      {mine.stage !== undefined && <Bids mine={mine} />}
      {mine.panel !== undefined && (
        <section className="card" aria-labelledby="panel-of-call">
          <h2 id="panel-of-call">{t('panel.heading')}</h2>
          <p>{t(`panel.youAre.${mine.panel}`)}</p>
          <p className="quiet">{t('panel.help')}</p>
          <StandingsSection call={call.call.id} view="review" />
        </section>
      )}
      <details className="card">
        <summary>
          <h2>{t('invitation.again')}</h2>
        </summary>
        <Invitation call={call} mine={mine} />
      </details>
    </>
  )
}

/** How the call has its proposals reviewed, in a line. */
export function RulesLine({ call }: { readonly call: CallView }): JSX.Element | null {
  const { t } = useTranslation('review')
  const rules = call.call.review
  if (rules === undefined) return null
  const { provenance } = rules
  return (
    <p className="review-rules">
      <span>{t(`rules.${rules.anonymity}`)}</span>{' '}
      <span className="quiet">
        {t('rules.perProposal', { count: rules.reviewsPerProposal })} · {t('rules.load', rules.load)}
        {provenance.kind === 'assumed' && (
          <>
            {' · '}
            <b className="assumed-word">{t('rules.assumed')}</b> <SaidText text={provenance.reason} />
          </>
        )}
      </span>
    </p>
  )
}
