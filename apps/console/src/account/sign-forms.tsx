/** Signing in and up: by password, or by passkey where the browser and the address allow it. */
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from '../parts/field.tsx'
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
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const { failure, busy, run } = useSigning(then)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void run(() => signIn(email, password))
  }
  return (
    <form className="form narrow" onSubmit={submit}>
      <h1>{t('account.signIn')}</h1>
      <TextField
        label={t('account.email')}
        type="email"
        value={email}
        onChange={setEmail}
        required
        autoComplete="username"
      />
      <TextField
        label={t('account.password')}
        type="password"
        value={password}
        onChange={setPassword}
        required
        autoComplete="current-password"
      />
      <AuthProblem failure={failure} />
      <div className="form-buttons">
        <button type="submit" className="button primary" disabled={busy}>
          {t('account.signIn')}
        </button>
        <Passkey busy={busy} onUse={() => void run(signInByPasskey)} />
      </div>
      <p className="quiet">
        {t('account.newHere')}{' '}
        <Link to="/account" search={{ view: 'sign-up', ...(then === undefined ? {} : { then }) }}>
          {t('account.signUp')}
        </Link>
      </p>
    </form>
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
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const { failure, busy, run } = useSigning(then)
  const short = password !== '' && password.length < 12 ? t('account.passwordShort') : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void run(() => signUp(name.trim(), email, password))
  }
  return (
    <form className="form narrow" onSubmit={submit}>
      <h1>{t('account.signUp')}</h1>
      <p className="quiet">{t('account.signUpHelp')}</p>
      <TextField label={t('account.name')} value={name} onChange={setName} required autoComplete="name" />
      <TextField
        label={t('account.email')}
        type="email"
        value={email}
        onChange={setEmail}
        required
        autoComplete="username"
      />
      <TextField
        label={t('account.password')}
        help={t('account.passwordHelp')}
        problem={short}
        type="password"
        value={password}
        onChange={setPassword}
        required
        autoComplete="new-password"
      />
      <AuthProblem failure={failure} />
      <div className="form-buttons">
        <button type="submit" className="button primary" disabled={busy}>
          {t('account.signUp')}
        </button>
      </div>
      <p className="quiet">
        {t('account.haveOne')}{' '}
        <Link to="/account" search={{ view: 'sign-in', ...(then === undefined ? {} : { then }) }}>
          {t('account.signIn')}
        </Link>
      </p>
    </form>
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
