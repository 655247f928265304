/** What one needs before a view can do anything: to be signed in, a party, or a role. Each says how to get it. */
import { Link, useLocation } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, type Me } from '../account/people.ts'

type Role = Me['roles'][number]

/** The way to what is missing; nothing where nothing is. */
export function Needs({ me, roles }: { readonly me: Me; readonly roles: readonly Role[] }): JSX.Element | null {
  const { t } = useTranslation('desk')
  const then = useLocation({ select: (l) => l.href })
  if (me.person === undefined)
    return (
      <div className="callout">
        <p>{t('needs.person')}</p>
        <p className="form-buttons">
          <Link className="button primary" to="/account" search={{ view: 'sign-in', then }}>
            {t('account.signIn')}
          </Link>
          <Link className="button" to="/account" search={{ view: 'sign-up', then }}>
            {t('account.signUp')}
          </Link>
        </p>
      </div>
    )
  if (me.party === undefined)
    return (
      <div className="callout">
        <p>{t('needs.party')}</p>
        <Link className="button primary" to="/account">
          {t('party.found')}
        </Link>
      </div>
    )
  if (roles.length === 0 || holds(me, ...roles)) return null
  const party = me.memberships.find((m) => m.party === me.party)?.name ?? me.party
  return (
    <div className="callout">
      <p>{t('needs.role', { party, roles: roles.map((r) => t(`role.${r}`)).join(' / ') })}</p>
    </div>
  )
}

/** Whether anything is missing. */
export function lacks(me: Me, roles: readonly Role[]): boolean {
  return me.person === undefined || me.party === undefined || (roles.length > 0 && !holds(me, ...roles))
}
