/** The Roadmap place: what was planned when, as known on a day, and who was in which instrument. */

import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { type JSX, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { eligibilityOperations } from './roadmap-operations.ts'
import '../styles/desk.css'
import '../styles/roadmap.css'
import { callerOf } from '../api.ts'
import { usePlaceTitle } from '../parts/place-title.ts'
import { pending } from '../parts/states.tsx'
import { Lanes } from './lanes.tsx'
import { Memberships } from './memberships.tsx'
import type { RoadmapSearch } from './roadmap-search.ts'

const route = getRouteApi('/roadmap')
const callRoadmap = callerOf(eligibilityOperations)

/** The place. */
export function RoadmapPlace(): JSX.Element {
  const { t } = useTranslation('desk')
  const search = route.useSearch()
  const navigate = route.useNavigate()
  usePlaceTitle(t('roadmap.heading'))
  const roadmap = useQuery({
    queryKey: ['roadmap', search.known],
    queryFn: () => callRoadmap('roadmap', search.known === undefined ? {} : { knownOn: search.known }),
    staleTime: Infinity,
    placeholderData: (before) => before,
  })
  const change = (part: { readonly [K in keyof RoadmapSearch]: RoadmapSearch[K] | undefined }) =>
    void navigate({
      search: (s) =>
        Object.fromEntries(
          Object.entries({ ...s, ...part }).filter(([, value]) => value !== undefined),
        ) as RoadmapSearch,
      replace: true,
      resetScroll: false,
    })
  return (
    <main id="content" className="desk-place roadmap-place">
      <header className="desk-head">
        <h1>{t('roadmap.heading')}</h1>
        <p className="quiet">{t('roadmap.help')}</p>
      </header>
      {pending(roadmap)}
      {roadmap.data !== undefined && (
        <>
          <KnownOn
            days={roadmap.data.knownDays}
            known={search.known}
            shown={roadmap.data.knownOn}
            onKnown={(known) => change({ known })}
          />
          <Lanes
            roadmap={roadmap.data}
            item={search.item}
            statement={search.statement}
            onOpen={(item, statement) => change({ item, statement })}
            onKnown={(known) => change({ known })}
          />
          <Memberships memberships={roadmap.data.memberships} knownOn={roadmap.data.knownOn} />
        </>
      )}
    </main>
  )
}

/** The slider: one stop for each day on which something became known, and the last for all that is known. */
function KnownOn(props: {
  readonly days: readonly string[]
  readonly known: string | undefined
  readonly shown: string
  readonly onKnown: (known: string | undefined) => void
}): JSX.Element {
  const { days, known, shown, onKnown } = props
  const { t } = useTranslation('desk')
  const id = useId()
  const last = days.length
  const at =
    known === undefined
      ? last
      : Math.max(
          0,
          days.findLastIndex((d) => d <= known),
        )
  const text = known === undefined ? t('roadmap.now', { day: shown }) : known
  return (
    <div className="known-on">
      <label htmlFor={id}>{t('roadmap.knownOn')}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={last}
        step={1}
        value={at}
        aria-valuetext={text}
        onChange={(event) => {
          const next = Number(event.target.value)
          onKnown(next === last ? undefined : days[next])
        }}
      />
      <output className="figure" htmlFor={id}>
        {text}
      </output>
    </div>
  )
}
