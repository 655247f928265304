/** Procedures in Operate: the runs, one of them, or a procedure that is being prepared. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import '../../styles/operate-procedures.css'
import { useMe } from '../../account/people.ts'
import { pending } from '../../parts/states.tsx'
import { lacks, Needs } from '../../programme/signed-out.tsx'
import { useFollowCommandDesk } from '../desk.ts'
import type { OperateViewProps } from '../operate-search.ts'
import { keepDraft, keptDraft } from './draft.ts'
import { PreparePage } from './prepare-page.tsx'
import { RunList } from './run-list.tsx'
import { RunPage } from './run-page.tsx'

/** Who may read the desk. */
const READERS = ['operator', 'officer', 'signatory'] as const

/** The view, as the URL says. */
export function ProceduresView(props: OperateViewProps): JSX.Element {
  const { t } = useTranslation('operate-procedures')
  const { search, change } = props
  const me = useMe()
  const [draft, setDraft] = useState(keptDraft)
  useFollowCommandDesk()
  if (me.data === undefined) return <>{pending(me)}</>
  if (lacks(me.data, READERS))
    return (
      <article>
        <header className="run-head">
          <h2>{t('heading')}</h2>
          <p className="quiet">{t('help')}</p>
        </header>
        <Needs me={me.data} roles={READERS} />
      </article>
    )
  const { item } = search
  if (item === 'write')
    return <PreparePage me={me.data} draft={draft} onDraft={setDraft} onStarted={(run) => change({ item: run })} />
  if (item !== undefined) return <RunPage key={item} run={item} me={me.data} />
  return (
    <RunList
      {...props}
      me={me.data}
      draft={draft}
      onOpened={(procedure) => {
        keepDraft(procedure)
        setDraft(procedure)
        change({ item: 'write' })
      }}
    />
  )
}
