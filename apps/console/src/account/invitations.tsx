/** Invitations that wait for an answer: what one is asked to be, and for whom. */
import { useMutation } from '@tanstack/react-query'
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { actFor } from '../acting.ts'
import { failureOf } from '../api.ts'
import { Failed } from '../parts/states.tsx'
import { callPeople, type Me, useResetDesk } from './people.ts'

/** The list; nothing where none waits. */
export function Invitations({ me }: { readonly me: Me }): JSX.Element | null {
  const { t } = useTranslation('desk')
  const reset = useResetDesk()
  const join = useMutation({
    mutationFn: (invitation: string) => callPeople('join', { invitation }),
    onSuccess: async ({ party }) => {
      actFor(party)
      await reset()
    },
  })
  if (me.invitations.length === 0) return null
  return (
    <section className="card" aria-labelledby="invitations">
      <h2 id="invitations">{t('account.invitations')}</h2>
      <ul className="rows">
        {me.invitations.map((i) => (
          <li key={i.invitation}>
            <div>
              <strong>{i.name}</strong>
              <span className="quiet"> {i.roles.map((r) => t(`role.${r}`)).join(', ')}</span>
            </div>
            <button
              type="button"
              className="button primary"
              disabled={join.isPending}
              onClick={() => join.mutate(i.invitation)}
            >
              {t('account.join')}
            </button>
          </li>
        ))}
      </ul>
      {join.error !== null && <Failed failure={failureOf(join.error)} />}
    </section>
  )
}
