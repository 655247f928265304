/** All spacecraft at a glance: owner, level, what tells most, alarms, and what is held back. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { Marked } from '../../parts/assumed.tsx'
import { PartyTag } from '../../parts/party.tsx'
import { ALARM_MARK, StateMark } from '../../parts/state-mark.tsx'
import { pending } from '../../parts/states.tsx'
import { type Fleet as FleetView, type SpacecraftValue, useFleet, useNow } from './spacecraft.ts'
import { Age, Figure, useValueName } from './value-line.tsx'

type One = FleetView['spacecraft'][number]

/** The list. */
export function Fleet(): JSX.Element {
  const { t } = useTranslation('operate-spacecraft')
  const query = useFleet()
  return (
    <>
      {pending(query)}
      <ul className="fleet" aria-label={t('fleet')}>
        {query.data?.spacecraft.map((one) => (
          <Row key={one.element} craft={one} />
        ))}
      </ul>
    </>
  )
}

function Row({ craft: c }: { readonly craft: One }): JSX.Element {
  const { t } = useTranslation(['operate-spacecraft', 'translation'])
  return (
    <li className="fleet-row">
      <div className="fleet-who">
        <h3>
          <Link to="/operate" search={{ view: 'spacecraft', element: c.element }}>
            {c.name}
          </Link>
        </h3>
        <span className="quiet">{kindText(t, c)}</span> <PartyTag party={c.owner} short />
      </div>
      <p className="fleet-state">
        <LevelOf craft={c} />
        {c.alarms > 0 && (
          <Link to="/operate" search={{ tab: 'alarms' }}>
            {t('alarms', { count: c.alarms })}
          </Link>
        )}
        {c.held > 0 && <span className="quiet">{t('heldBack', { count: c.held })}</span>}
        <Age at={c.newest} />
      </p>
      <dl className="fleet-values">
        {c.glance
          .filter((v) => v.held === undefined)
          .map((v) => (
            <Glance key={v.parameter} element={c.element} value={v} />
          ))}
      </dl>
    </li>
  )
}

function Glance({ element, value }: { readonly element: string; readonly value: SpacecraftValue }): JSX.Element {
  const v = useNow(element, value)
  const level = v.level ?? 'nominal'
  return (
    <div data-level={level}>
      <dt>{useValueName()(v)}</dt>
      <dd>
        {level !== 'nominal' && <StateMark {...ALARM_MARK[level]} />}
        <Figure value={v} />
      </dd>
    </div>
  )
}

/** The gravest level by shape and word; that nothing was heard is said. */
export function LevelOf({ craft: c }: { readonly craft: Pick<One, 'level' | 'newest' | 'held'> }): JSX.Element {
  const { t } = useTranslation(['operate-spacecraft', 'translation'])
  if (c.newest === undefined)
    return (
      <span className="craft-level">
        {c.held > 0 ? <StateMark mark="bars" tone="quiet" /> : <StateMark mark="ring" tone="quiet" />}
        {t(c.held > 0 ? 'held.all' : 'silent')}
      </span>
    )
  return (
    <span className="craft-level">
      <StateMark {...ALARM_MARK[c.level]} /> {t(`telemetry.alarm.${c.level}`, { ns: 'translation' })}
    </span>
  )
}

type Texts = ReturnType<typeof useTranslation<['operate-spacecraft', 'translation']>>['t']

/** What it is, marked where its telemetry is assumed. */
export function kindText(t: Texts, { kind, assumed }: Pick<One, 'kind' | 'assumed'>): JSX.Element {
  const text = t(`kind.${kind as 'lander'}`, { defaultValue: kind })
  return <Marked mark={{ assumed: assumed !== undefined, note: assumed ?? '' }} text={text} />
}
