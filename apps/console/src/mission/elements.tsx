/** Each party's elements with what is known of them: kind, mass with its mark, state of the deployment. */
import type { MissionView } from '@magpie/api/mission-views'
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { useLive } from '../live/live-context.tsx'
import { Marked } from '../parts/assumed.tsx'
import { withUnit } from '../parts/numbers.ts'
import { PartySwatch, usePalette } from '../parts/party.tsx'
import { DEPLOYMENT_MARK, StateMark } from '../parts/state-mark.tsx'
import { Empty } from '../parts/states.tsx'

type Element = MissionView['elements'][number]

type ElementsProps = {
  readonly mission: MissionView
  readonly followed: string | undefined
  readonly onFollow: (element: string | undefined) => void
}

/** Elements grouped by owner, the lead first. */
export function Elements({ mission, followed, onFollow }: ElementsProps): JSX.Element {
  const { t } = useTranslation()
  const lookOf = usePalette()
  const owners = [...new Set(mission.elements.map((e) => e.owner))].sort(
    (a, b) => Number(lookOf(b).yours) - Number(lookOf(a).yours),
  )
  return (
    <section className="panel" aria-labelledby="elements-heading">
      <h2 id="elements-heading">{t('elements.heading')}</h2>
      {owners.length === 0 && <Empty>{t('elements.empty')}</Empty>}
      {owners.map((owner) => {
        const look = lookOf(owner)
        return (
          <section key={owner} className="owner" aria-label={look.name}>
            <h3>
              <PartySwatch look={look} />
              <span>{look.name}</span>
              {look.yours && <em className="yours">{t('party.yours')}</em>}
            </h3>
            <ul>
              {mission.elements
                .filter((e) => e.owner === owner)
                .map((e) => (
                  <ElementRow
                    key={e.id}
                    element={e}
                    mission={mission}
                    followed={e.id === followed}
                    onFollow={onFollow}
                  />
                ))}
            </ul>
          </section>
        )
      })}
    </section>
  )
}

type RowProps = {
  readonly element: Element
  readonly mission: MissionView
  readonly followed: boolean
  readonly onFollow: (element: string | undefined) => void
}

function ElementRow({ element, mission, followed, onFollow }: RowProps): JSX.Element {
  const { t } = useTranslation()
  const state = useLive((s) => s.deployments[element.id]?.state)
  return (
    <li className="element" data-followed={followed ? 'yes' : 'no'}>
      <button
        type="button"
        className="element-name"
        aria-pressed={followed}
        onClick={() => onFollow(followed ? undefined : element.id)}
      >
        {element.name}
      </button>
      <span className="element-state">
        {state !== undefined && (
          <>
            <StateMark {...DEPLOYMENT_MARK[state]} />
            {t(`deployment.state.${state}`)}
          </>
        )}
      </span>
      <span className="element-kind">
        <KindName kind={element.kind} />
      </span>
      <Mass element={element} />
      {followed && <Details element={element} mission={mission} />}
    </li>
  )
}

function Mass({ element }: { readonly element: Element }): JSX.Element | null {
  const { i18n } = useTranslation()
  if (element.mass_kg === undefined) return null
  const text = withUnit(element.mass_kg, 'kg', i18n.language, 1)
  return (
    <span className="element-mass figure">
      <Marked mark={element.mark} text={text} />
    </span>
  )
}

function Details({ element, mission }: { readonly element: Element; readonly mission: MissionView }): JSX.Element {
  const { t, i18n } = useTranslation()
  const host = mission.elements.find((e) => e.id === element.host)
  return (
    <p className="element-details">
      {host !== undefined && <span>{t('elements.host', { host: host.name })}</span>}
      {element.massWithMargin_kg !== undefined && (
        <span>
          {t('elements.massWithMargin', { mass: withUnit(element.massWithMargin_kg, 'kg', i18n.language, 1) })}
        </span>
      )}
      <Link to="/operate" search={{ element: element.id }}>
        {t('elements.watch')}
      </Link>
    </p>
  )
}

/** The kind's word where there is one in this language, or as the mission has it. */
function KindName({ kind }: { readonly kind: string }): JSX.Element {
  const { t } = useTranslation()
  return <>{t(`elements.kind.${kind as 'lander'}`, { defaultValue: kind })}</>
}
