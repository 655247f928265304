/** The review desk of the call's owner, in parts whose name stands in the address. */
import { getRouteApi, Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import '../styles/review.css'
import { holds, type Me } from '../account/people.ts'
import { StateMark } from '../parts/state-mark.tsx'
import { Empty, pending } from '../parts/states.tsx'
import type { CallView } from '../programme/programme.ts'
import { Needs } from '../programme/signed-out.tsx'
import { AssignmentTab } from './assignment-tab.tsx'
import { ConflictsTab } from './conflicts-tab.tsx'
import { PaperPage } from './paper-page.tsx'
import { PeopleTab } from './people-tab.tsx'
import { ProgressTab } from './progress-tab.tsx'
import { type ReviewDesk, useMyReviews, useReviewDesk } from './review.ts'
import { RulesLine } from './review-place.tsx'
import { StageLine } from './stage-line.tsx'
import { StagesTab } from './stages-tab.tsx'
import { StandingsSection } from './standings-table.tsx'

const route = getRouteApi('/programme')
const OFFICER = ['officer'] as const
const TABS = ['people', 'conflicts', 'assignment', 'progress', 'standings', 'stages'] as const
type Tab = (typeof TABS)[number]

type DeskProps = { readonly call: CallView; readonly me: Me }

/** The view. */
export function ReviewsDesk({ call, me }: DeskProps): JSX.Element {
  const { t } = useTranslation('review')
  const { paper, tab: wanted } = route.useSearch()
  const owns = me.party === call.owner && holds(me, 'officer')
  const rules = call.call.review
  const desk = useReviewDesk(call.call.id, owns && rules !== undefined)
  // An officer may be a reviewer too: the page is then theirs as a reviewer, with what is barred left out.
  const mine = useMyReviews(call.call.id).data?.reviews.find((r) => r.state === 'accepted')
  const tab = TABS.find((one) => one === wanted) ?? 'people'
  if (owns && paper !== undefined) return <PaperPage call={call} me={me} paper={paper} mine={mine} />
  return (
    <article className="review-page">
      <header className="desk-head">
        <h1>{t('desk.heading')}</h1>
        <p className="quiet">{call.call.title}</p>
        <RulesLine call={call} />
        {rules !== undefined && desk.data !== undefined && <StageLine rules={rules} stage={desk.data.stage} />}
      </header>
      {!owns && <Needs me={me} roles={OFFICER} />}
      {!owns && <Empty>{t('desk.notOwner', { owner: call.owner })}</Empty>}
      {owns && rules === undefined && <Empty>{t('none')}</Empty>}
      {owns && rules !== undefined && pending(desk)}
      {desk.data?.withheld === true && (
        <p className="callout withheld">
          <span>
            <StateMark mark="bars" tone="watch" /> {t('desk.withheld')}
          </span>
        </p>
      )}
      {owns && desk.data !== undefined && (
        <>
          <Tabs call={call.call.id} tab={tab} />
          <Part tab={tab} call={call} desk={desk.data} />
        </>
      )}
    </article>
  )
}

function Tabs({ call, tab }: { readonly call: string; readonly tab: Tab }): JSX.Element {
  const { t } = useTranslation('review')
  return (
    <nav className="desk-tabs" aria-label={t('desk.tabs')}>
      {TABS.map((one) => (
        <Link
          key={one}
          to="/programme"
          search={{ view: 'reviews', call, tab: one }}
          activeOptions={{ exact: true, includeSearch: false }}
          activeProps={{ className: '' }}
          className={one === tab ? 'current' : ''}
          aria-current={one === tab ? 'page' : undefined}
        >
          {t(`desk.tab.${one}`)}
        </Link>
      ))}
    </nav>
  )
}

function Part({
  tab,
  call,
  desk,
}: {
  readonly tab: Tab
  readonly call: CallView
  readonly desk: ReviewDesk
}): JSX.Element {
  const { t } = useTranslation('review')
  switch (tab) {
    case 'people':
      return <PeopleTab call={call} desk={desk} />
    case 'conflicts':
      return <ConflictsTab call={call} desk={desk} />
    case 'assignment':
      return <AssignmentTab call={call} desk={desk} />
    case 'progress':
      return <ProgressTab call={call} desk={desk} />
    case 'standings':
      return (
        <section className="card" aria-labelledby="standings">
          <h2 id="standings">{t('standings.heading')}</h2>
          {desk.withheld && <p>{t('standings.withheld')}</p>}
          <StandingsSection call={call.call.id} view="reviews" />
        </section>
      )
    case 'stages':
      return <StagesTab call={call} desk={desk} />
  }
}
