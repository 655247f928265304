/** The header's corner of who one is: sign in, or name and party, a switch between parties, and the way out. */
import { Link, useNavigate } from '@tanstack/react-router'
import { type JSX, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { actFor } from '../acting.ts'
import { Icon } from '../parts/icons.tsx'
import { signOut } from './auth.ts'
import { type Me, useMe, useResetDesk } from './people.ts'

/** The corner; nothing until it is known who one is. */
export function AccountMenu(): JSX.Element | null {
  const { t } = useTranslation('desk')
  const me = useMe().data
  if (me === undefined) return null
  if (me.person === undefined)
    return (
      <Link className="button" to="/account" search={{ view: 'sign-in' }}>
        {t('account.signIn')}
      </Link>
    )
  return <Signed me={me} name={me.person.name} />
}

function Signed({ me, name }: { readonly me: Me; readonly name: string }): JSX.Element {
  const { t } = useTranslation('desk')
  const menu = useRef<HTMLDetailsElement>(null)
  const navigate = useNavigate()
  const reset = useResetDesk()
  const acting = me.memberships.find((m) => m.party === me.party)
  const close = () => {
    if (menu.current !== null) menu.current.open = false
  }
  const leave = async () => {
    await signOut()
    actFor(undefined)
    close()
    await reset()
    await navigate({ to: '/' })
  }
  return (
    <details
      ref={menu}
      className="account"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) close()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          close()
          menu.current?.querySelector('summary')?.focus()
        }
      }}
    >
      <summary className="button">
        <span className="account-name">{name}</span>
        <span className="account-party">{acting?.name ?? t('account.noParty')}</span>
        {me.invitations.length > 0 && (
          <span className="badge">
            {me.invitations.length}
            <span className="visually-hidden"> {t('account.invitations')}</span>
          </span>
        )}
        <Icon name="chevron" />
      </summary>
      <div className="account-panel">
        {me.memberships.length > 1 && (
          <fieldset>
            <legend>{t('account.actFor')}</legend>
            {me.memberships.map((m) => (
              <label key={m.party} className="check">
                <input
                  type="radio"
                  name="acting-party"
                  checked={m.party === me.party}
                  onChange={() => {
                    actFor(m.party)
                    void reset()
                  }}
                />
                <span>{m.name}</span>
              </label>
            ))}
          </fieldset>
        )}
        <Link to="/account" onClick={close}>
          {t('account.open')}
        </Link>
        <Link to="/programme" search={{ view: 'letters' }} onClick={close}>
          {t('account.letters')}
        </Link>
        <button type="button" className="button" onClick={() => void leave()}>
          {t('account.signOut')}
        </button>
      </div>
    </details>
  )
}
