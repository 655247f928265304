/** The account's page: signing in, who one is, invitations, the party with its people, founding a party, passkeys. */
import { getRouteApi } from '@tanstack/react-router'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import '../styles/desk.css'
import '../styles/programme.css'
import { usePlaceTitle } from '../parts/place-title.ts'
import { pending } from '../parts/states.tsx'
import { FoundParty } from './found-party.tsx'
import { Invitations } from './invitations.tsx'
import { MissionLead } from './mission-lead.tsx'
import { PartyPage } from './party-page.tsx'
import { Passkeys } from './passkeys.tsx'
import { type Me, useMe } from './people.ts'
import { SignInForm, SignUpForm } from './sign-forms.tsx'

const route = getRouteApi('/account')

/** The page. */
export function AccountPlace(): JSX.Element {
  const { t } = useTranslation('desk')
  const { view, then } = route.useSearch()
  const me = useMe()
  usePlaceTitle(t('account.heading'))
  const signedIn = me.data?.person !== undefined
  return (
    <main id="content" className="desk-place">
      <div className="desk-column">
        {pending(me)}
        {me.data !== undefined &&
          !signedIn &&
          (view === 'sign-up' ? <SignUpForm then={then} /> : <SignInForm then={then} />)}
        {me.data !== undefined && signedIn && <Account me={me.data} />}
      </div>
    </main>
  )
}

function Account({ me }: { readonly me: Me }): JSX.Element {
  const { t } = useTranslation('desk')
  const { name, email } = me.person!
  return (
    <>
      <header className="desk-head">
        <h1>{name}</h1>
        <p className="quiet">{email}</p>
      </header>
      <Invitations me={me} />
      {me.memberships.length === 0 && <p className="callout">{t('party.none')}</p>}
      {me.party !== undefined && <PartyPage key={me.party} me={me} party={me.party} />}
      <MissionLead me={me} />
      <FoundParty folded={me.memberships.length > 0} />
      <Passkeys />
    </>
  )
}
