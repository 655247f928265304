/** The Programme place: the call as the public sees it, may we join, letters, proposals, and the desk of the call's owner. */
import { getRouteApi, Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import '../styles/desk.css'
import '../styles/programme.css'
import { holds, type Me, useMe } from '../account/people.ts'
import { usePlaceTitle } from '../parts/place-title.ts'
import { Empty, pending } from '../parts/states.tsx'
import { CallPage } from './call-page.tsx'
import {
  AgreementsView,
  AmendCallView,
  OpenCallView,
  ReviewsDeskView,
  ReviewView,
  SelectionView,
} from './later-views.tsx'
import { LetterPage } from './letter-page.tsx'
import { MayWeJoin } from './may-we-join.tsx'
import { MyLetters } from './my-letters.tsx'
import { Notices } from './notices.tsx'
import { OwnerDesk } from './owner-desk.tsx'
import { type CallView, useCalls } from './programme.ts'
import { PROGRAMME_VIEWS, type ProgrammeView } from './programme-search.ts'
import { ProposalPage } from './proposal-page.tsx'
import { RecordPage } from './record-page.tsx'

const route = getRouteApi('/programme')
const OWNERS = ['desk', 'reviews'] as const

/** The place. */
export function ProgrammePlace(): JSX.Element {
  const { t } = useTranslation('desk')
  const { view = 'call', call: wanted } = route.useSearch()
  const calls = useCalls()
  const me = useMe().data
  const call = calls.data?.calls.find((c) => c.call.id === wanted) ?? calls.data?.calls[0]
  usePlaceTitle(t('programme.heading'))
  return (
    <main id="content" className="desk-place programme-place">
      <Views view={view} calls={calls.data?.calls ?? []} call={call} me={me} />
      <div className="desk-content" data-view={view}>
        {view === 'agreements' && me !== undefined && <AgreementsView me={me} />}
        {view === 'open-call' && me !== undefined && <OpenCallView call={call} me={me} />}
        {!isCallFree(view) && pending(calls)}
        {!isCallFree(view) && calls.data !== undefined && call === undefined && <Empty>{t('programme.noCall')}</Empty>}
        {!isCallFree(view) && call !== undefined && me !== undefined && <View view={view} call={call} me={me} />}
      </div>
    </main>
  )
}

/** Views that need no call. */
type CallFree = 'agreements' | 'open-call'

function isCallFree(view: ProgrammeView): view is CallFree {
  return view === 'agreements' || view === 'open-call'
}

function View({
  view,
  call,
  me,
}: {
  readonly view: Exclude<ProgrammeView, CallFree>
  readonly call: CallView
  readonly me: Me
}): JSX.Element {
  switch (view) {
    case 'call':
      return <CallPage call={call} me={me} />
    case 'join':
      return <MayWeJoin call={call} />
    case 'letter':
      return <LetterPage call={call} me={me} />
    case 'letters':
      return <MyLetters call={call} me={me} />
    case 'proposal':
      return <ProposalPage call={call} me={me} />
    case 'notices':
      return <Notices me={me} />
    case 'record':
      return <RecordPage me={me} />
    case 'review':
      return <ReviewView call={call} me={me} />
    case 'selection':
      return <SelectionView call={call} me={me} />
    case 'reviews':
      return <ReviewsDeskView call={call} me={me} />
    case 'desk':
      return <OwnerDesk call={call} me={me} />
    case 'amend':
      return <AmendCallView call={call} me={me} />
  }
}

function Views(props: {
  readonly view: ProgrammeView
  readonly calls: readonly CallView[]
  readonly call: CallView | undefined
  readonly me: Me | undefined
}): JSX.Element {
  const { view, calls, call, me } = props
  const { t } = useTranslation('desk')
  const navigate = route.useNavigate()
  const officer = holds(me, 'officer')
  const owner = call !== undefined && me?.party === call.owner && officer
  const hidden: readonly ProgrammeView[] = [
    'amend',
    ...(owner ? [] : OWNERS),
    ...(officer ? [] : (['open-call'] as const)),
  ]
  const shown = PROGRAMME_VIEWS.filter((v) => !hidden.includes(v))
  return (
    <nav className="desk-nav" aria-label={t('programme.views')}>
      {calls.length > 1 && (
        <label className="choice">
          <span className="visually-hidden">{t('programme.call')}</span>
          <select
            value={call?.call.id}
            onChange={(event) => void navigate({ search: { view, call: event.target.value } })}
          >
            {calls.map((c) => (
              <option key={c.call.id} value={c.call.id}>
                {c.call.title}
              </option>
            ))}
          </select>
        </label>
      )}
      <ul>
        {shown.map((v) => (
          <li key={v}>
            <Link
              to="/programme"
              search={{ view: v, ...(call === undefined || calls.length < 2 ? {} : { call: call.call.id }) }}
              activeOptions={{ exact: true, includeSearch: false }}
              activeProps={{ className: '' }}
              className={v === view ? 'current' : ''}
              aria-current={v === view ? 'page' : undefined}
            >
              {t(`programme.view.${v}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}
