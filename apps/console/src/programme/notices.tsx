/** What the party acted for was told, newest first. */
import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '../account/people.ts'
import { DESK } from '../api.ts'
import { SaidText } from '../parts/said.tsx'
import { pending } from '../parts/states.tsx'
import { callProgramme } from './programme.ts'
import { lacks, Needs } from './signed-out.tsx'

/** The view. */
export function Notices({ me }: { readonly me: Me }): JSX.Element {
  const { t } = useTranslation('desk')
  const without = lacks(me, [])
  const notices = useQuery({
    queryKey: [DESK, 'notices', me.party],
    queryFn: () => callProgramme('notices', {}),
    enabled: !without,
    refetchInterval: 30_000,
  })
  const list = [...(notices.data?.notices ?? [])].reverse()
  return (
    <article>
      <header className="desk-head">
        <h1>{t('programme.view.notices')}</h1>
      </header>
      <Needs me={me} roles={[]} />
      {!without && pending(notices)}
      {notices.data !== undefined && list.length === 0 && <p className="empty">{t('notices.empty')}</p>}
      <ol className="notices">
        {list.map((n) => (
          <li key={n.id} className="card">
            <h2>
              <SaidText text={n.subject} />
            </h2>
            <p>
              <SaidText text={n.text} />
            </p>
            <small className="quiet figure">{n.at.slice(0, 16).replace('T', ' ')} UTC</small>
          </li>
        ))}
      </ol>
    </article>
  )
}
