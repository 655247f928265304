/** Signing in and up: by password, or by passkey where the browser and the address allow it. */
import { Link, useNavigate } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AccountForm } from './account-form.tsx'
import { type AuthFailure, localhostUrl, passkeysMissing, signIn, signInByPasskey, signUp } from './auth.ts'
import { useResetDesk } from './people.ts'

const KNOWN = [
  'INVALID_EMAIL_OR_PASSWORD',
  'INVALID_EMAIL',
  'USER_ALREADY_EXISTS',
  'USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL',
  'PASSWORD_TOO_SHORT',
  'TOO_MANY',
  'NotAllowedError',
] as const

/** Why signing in failed, in words. */
export function AuthProblem({ failure }: { readonly failure: AuthFailure | undefined }): JSX.Element {
  const { t } = useTranslation('desk')
  const known = KNOWN.find((code) => code === failure?.code)
  return (
    <p className="form-problem" role="alert">
      {failure === undefined ? '' : known === undefined ? failure.message || failure.code : t(`auth.${known}`)}
    </p>
  )
}

type SignProps = { readonly then: string | undefined }

/** Signs in. */
export function SignInForm({ then }: SignProps): JSX.Element {
  const { t } = useTranslation('desk')
  const { failure, busy, run } = useSigning(then)
  return (
    <AccountForm
      title={t('account.signIn')}
      submit={t('account.signIn')}
      made={false}
      busy={busy}
      problem={<AuthProblem failure={failure} />}
      beside={<Passkey busy={busy} onUse={() => void run(signInByPasskey)} />}
      after={
        <>
          {t('account.newHere')} <Other view="sign-up" then={then} />
        </>
      }
      onSubmit={({ email, password }) => void run(() => signIn(email, password))}
    />
  )
}

/** The way to the other of the two. */
function Other({ view, then }: SignProps & { readonly view: 'sign-in' | 'sign-up' }): JSX.Element {
  const { t } = useTranslation('desk')
  return (
    <Link to="/account" search={{ view, ...(then === undefined ? {} : { then }) }}>
      {t(view === 'sign-in' ? 'account.signIn' : 'account.signUp')}
    </Link>
  )
}

function Passkey({ busy, onUse }: { readonly busy: boolean; readonly onUse: () => void }): JSX.Element {
  const { t } = useTranslation('desk')
  const missing = passkeysMissing()
  if (missing === undefined)
    return (
      <button type="button" className="button" disabled={busy} onClick={onUse}>
        {t('account.byPasskey')}
      </button>
    )
  return <PasskeyMissing why={missing} />
}

/** Why there are no passkeys here, and what to do. */
export function PasskeyMissing({ why }: { readonly why: 'browser' | 'name' }): JSX.Element {
  const { t } = useTranslation('desk')
  return (
    <small className="quiet">
      {why === 'browser' ? (
        t('account.passkeyBrowser')
      ) : (
        <>
          {t('account.passkeyName')} <a href={localhostUrl()}>{new URL(localhostUrl()).host}</a>
        </>
      )}
    </small>
  )
}

/** Makes an account, which is the public with a name until it has a party. */
export function SignUpForm({ then }: SignProps): JSX.Element {
  const { t } = useTranslation('desk')
  const { failure, busy, run } = useSigning(then)
  return (
    <AccountForm
      title={t('account.signUp')}
      help={t('account.signUpHelp')}
      submit={t('account.signUp')}
      made
      busy={busy}
      problem={<AuthProblem failure={failure} />}
      after={
        <>
          {t('account.haveOne')} <Other view="sign-in" then={then} />
        </>
      }
      onSubmit={({ name, email, password }) => void run(() => signUp(name, email, password))}
    />
  )
}

/** Runs a way of signing in; on success everything is read again as that person, and one goes on. */
export function useSigning(then: string | undefined) {
  const navigate = useNavigate()
  const reset = useResetDesk()
  const [failure, setFailure] = useState<AuthFailure>()
  const [busy, setBusy] = useState(false)
  const run = async (
    sign: () => Promise<{ readonly ok: true } | { readonly ok: false; readonly error: AuthFailure }>,
  ) => {
    setBusy(true)
    const signed = await sign()
    setBusy(false)
    setFailure(signed.ok ? undefined : signed.error)
    if (!signed.ok) return
    await reset()
    await navigate({ href: then ?? '/account' })
  }
  return { failure, busy, run }
}
