/** The selection of a call: the workbench for who decides, what is announced for everyone, and what the mission records. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import '../styles/selection.css'
import { holds, type Me } from '../account/people.ts'
import { StateMark } from '../parts/state-mark.tsx'
import { Empty, pending } from '../parts/states.tsx'
import type { CallView } from '../programme/programme.ts'
import { Announced } from './announced.tsx'
import { Projects } from './projects.tsx'
import { RecordedSelection } from './recorded-selection.tsx'
import { useSelection } from './selection.ts'
import { Workbench } from './workbench.tsx'

/** The view. */
export function SelectionPlace({ call, me }: { readonly call: CallView; readonly me: Me }): JSX.Element {
  const { t } = useTranslation('selection')
  const found = useSelection(call.call.id)
  const decides = me.party === call.owner && holds(me, 'officer', 'chair')
  const view = found.data
  const works = decides && view !== undefined && !view.withheld
  return (
    <article className="selection-page">
      <header className="desk-head">
        <h1>{t('heading')}</h1>
        <p className="quiet">{t(works ? 'help' : 'publicHelp')}</p>
      </header>
      {pending(found)}
      {view?.withheld === true && (
        <p className="callout withheld">
          <span>
            <StateMark mark="bars" tone="watch" /> {t('withheld')}
          </span>
        </p>
      )}
      {works && view.proposals.length === 0 && <Empty>{t('none')}</Empty>}
      {works && view.proposals.length > 0 && <Workbench call={call} me={me} view={view} />}
      {view !== undefined && !works && <Announced view={view} me={me} />}
      {view !== undefined && <Projects call={call} me={me} view={view} />}
      <RecordedSelection />
    </article>
  )
}
