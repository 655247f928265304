/** Authority at the desk: who may command what by which grant, who leads, and by whose key a party signs. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import '../../styles/agreements.css'
import '../../styles/operate-authority.css'
import '../../styles/operate-commands.css'
import { useMe } from '../../account/people.ts'
import { pending } from '../../parts/states.tsx'
import { lacks, Needs } from '../../programme/signed-out.tsx'
import { ActsFor } from '../acts-for.tsx'
import { useQueue, useRights } from '../commands/commands.ts'
import { useFollowCommandDesk } from '../desk.ts'
import type { OperateViewProps } from '../operate-search.ts'
import { GiveGrant } from './give-grant.tsx'
import { Grants } from './grants.tsx'
import { Keys } from './keys.tsx'
import { Lead } from './lead.tsx'

/** Roles that see the desk. */
const ROLES = ['operator', 'officer', 'signatory'] as const

/** The view. */
export function AuthorityView(props: OperateViewProps): JSX.Element {
  const { t } = useTranslation('operate-authority')
  const me = useMe()
  useFollowCommandDesk()
  return (
    <div className="authority-view">
      <h2 className="visually-hidden">{t('heading')}</h2>
      {pending(me)}
      {me.data !== undefined && <ActsFor me={me.data} />}
      {me.data !== undefined && <Needs me={me.data} roles={ROLES} />}
      {me.data !== undefined && !lacks(me.data, ROLES) && (
        <Authority key={me.data.party} {...props} party={me.data.party!} />
      )}
    </div>
  )
}

function Authority({ search, change, party }: OperateViewProps & { readonly party: string }): JSX.Element {
  const rights = useRights(true)
  const queue = useQueue(true)
  const writing = search.item === 'give'
  return (
    <div className="authority-grid">
      <div className="authority-main">
        {writing && rights.data !== undefined ? (
          <GiveGrant
            party={party}
            rights={rights.data.rights}
            element={search.element}
            onClose={() => change({ item: undefined })}
          />
        ) : null}
        <Grants
          party={party}
          element={search.element}
          onElement={(element) => change({ element })}
          writing={writing}
          onWrite={() => change({ item: 'give' })}
        />
      </div>
      <div className="authority-side">
        {pending(queue)}
        {queue.data !== undefined && <Lead party={party} lead={queue.data.lead} />}
        <Keys party={party} />
      </div>
    </div>
  )
}
