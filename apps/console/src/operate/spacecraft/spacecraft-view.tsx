/** Spacecraft in Operate: all at a glance, one by its subsystems, what waits on board, its software; and the faults of a rehearsal. */
import { Link } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import '../../styles/agreements.css'
import '../../styles/operate-commands.css'
import '../../styles/operate-spacecraft.css'
import { useMe } from '../../account/people.ts'
import { PartyTag } from '../../parts/party.tsx'
import { Segments } from '../../parts/segments.tsx'
import { pending } from '../../parts/states.tsx'
import { lacks, Needs } from '../../programme/signed-out.tsx'
import { ActsFor } from '../acts-for.tsx'
import { useFollowCommandDesk } from '../desk.ts'
import type { OperateViewProps } from '../operate-search.ts'
import { Faults } from './faults.tsx'
import { Fleet, kindText, LevelOf } from './fleet.tsx'
import { Schedule } from './schedule.tsx'
import { Software } from './software.tsx'
import { useCraft, useFleet } from './spacecraft.ts'
import { Subsystems } from './subsystems.tsx'
import { Age } from './value-line.tsx'

const READERS = ['operator', 'officer', 'signatory'] as const
const OF_ONE = ['subsystems', 'schedule', 'software', 'faults'] as const
const OF_ALL = ['fleet', 'faults'] as const
type Tab = (typeof OF_ONE)[number] | (typeof OF_ALL)[number]

/** The view. */
export function SpacecraftView(props: OperateViewProps): JSX.Element {
  const { t } = useTranslation('operate-spacecraft')
  const me = useMe()
  useFollowCommandDesk()
  if (me.data === undefined) return <>{pending(me)}</>
  return (
    <article className="craft-view">
      <header className="craft-head">
        <h2>{t('heading')}</h2>
        <p className="quiet craft-help">{t('help')}</p>
        <ActsFor me={me.data} />
      </header>
      {lacks(me.data, READERS) ? <Needs me={me.data} roles={READERS} /> : <Whole {...props} />}
    </article>
  )
}

function Whole({ search, change }: OperateViewProps): JSX.Element {
  const { t } = useTranslation('operate-spacecraft')
  const fleet = useFleet()
  const { element } = search
  const tabs: readonly Tab[] = element === undefined ? OF_ALL : OF_ONE
  const tab = tabs.find((one) => one === search.tab) ?? tabs[0]!
  return (
    <>
      <div className="craft-bar">
        <label className="choice">
          <span>{t('choose')}</span>
          <select
            value={element ?? ''}
            onChange={(event) => change({ element: event.target.value || undefined, item: undefined })}
          >
            <option value="">{t('all')}</option>
            {fleet.data?.spacecraft.map((s) => (
              <option key={s.element} value={s.element}>
                {s.name}
              </option>
            ))}
          </select>
        </label>
        <Segments<Tab>
          label={t('tabs')}
          value={tab}
          options={tabs.map((value) => ({ value, text: t(`tab.${value}`) }))}
          onChange={(next) => change({ tab: next === tabs[0] ? undefined : next, item: undefined })}
        />
        {fleet.data !== undefined && <span className="quiet">{t(`mode.${fleet.data.mode}`)}</span>}
      </div>
      {element === undefined && tab === 'fleet' && <Fleet />}
      {element === undefined && tab === 'faults' && <Faults element={undefined} />}
      {element !== undefined && <One key={element} element={element} tab={tab} change={change} />}
    </>
  )
}

type OneProps = { readonly element: string; readonly tab: Tab; readonly change: OperateViewProps['change'] }

function One({ element, tab, change }: OneProps): JSX.Element {
  const { t } = useTranslation(['operate-spacecraft', 'translation'])
  const query = useCraft(element)
  const craft = query.data
  return (
    <>
      {pending(query)}
      {craft !== undefined && (
        <>
          <div className="craft-one">
            <h3>{craft.name}</h3>
            <span className="quiet">{kindText(t, craft)}</span>
            <PartyTag party={craft.owner} />
            <LevelOf craft={craft} />
            {craft.alarms > 0 && (
              <Link to="/operate" search={{ tab: 'alarms' }}>
                {t('alarms', { count: craft.alarms })}
              </Link>
            )}
            {craft.held > 0 && <span className="quiet">{t('heldBack', { count: craft.held })}</span>}
            <Age at={craft.newest} />
          </div>
          {tab === 'subsystems' && <Subsystems craft={craft} />}
          {tab === 'schedule' && <Schedule craft={craft} />}
          {tab === 'software' && <Software craft={craft} change={change} />}
          {tab === 'faults' && <Faults element={element} />}
        </>
      )}
    </>
  )
}
