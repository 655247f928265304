/** In whose name one acts here, above everything that can be done. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '../account/people.ts'
import { PartyTag } from '../parts/party.tsx'

/** The line; nothing where nobody is signed in. */
export function ActsFor({ me }: { readonly me: Me }): JSX.Element | null {
  const { t } = useTranslation('operate')
  if (me.person === undefined || me.party === undefined) return null
  return (
    <p className="acts-for quiet">
      {t('actsFor', { name: me.person.name })} <PartyTag party={me.party} />
    </p>
  )
}
