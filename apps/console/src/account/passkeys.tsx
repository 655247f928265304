/** Passkeys of the person who is signed in: make one, list them, delete one; or why there are none here. */
import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DESK } from '../api.ts'
import { type AuthFailure, deletePasskey, passkeys, passkeysMissing, registerPasskey } from './auth.ts'
import { AuthProblem, PasskeyMissing } from './sign-forms.tsx'

/** The section. */
export function Passkeys(): JSX.Element {
  const { t } = useTranslation('desk')
  const list = useQuery({ queryKey: [DESK, 'passkeys'], queryFn: passkeys })
  const [failure, setFailure] = useState<AuthFailure>()
  const missing = passkeysMissing()
  const add = async () => {
    const made = await registerPasskey()
    setFailure(made.ok ? undefined : made.error)
    await list.refetch()
  }
  const remove = async (id: string) => {
    await deletePasskey(id)
    await list.refetch()
  }
  return (
    <section className="card" aria-labelledby="passkeys">
      <h2 id="passkeys">{t('account.passkeys')}</h2>
      <p className="quiet">{t('account.passkeysHelp')}</p>
      <ul className="rows">
        {(list.data ?? []).map((p, i) => (
          <li key={p.id}>
            <span>{t('account.passkeyMade', { number: i + 1, day: String(p.createdAt).slice(0, 10) })}</span>
            <button type="button" className="button" onClick={() => void remove(p.id)}>
              {t('account.passkeyDelete')}
            </button>
          </li>
        ))}
      </ul>
      {missing === undefined ? (
        <button type="button" className="button" onClick={() => void add()}>
          {t('account.passkeyAdd')}
        </button>
      ) : (
        <PasskeyMissing why={missing} />
      )}
      <AuthProblem failure={failure} />
    </section>
  )
}
