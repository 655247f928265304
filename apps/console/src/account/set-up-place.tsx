/** The set-up page, `/set-up?code=...`: the first officer of the lead, made once with the code that the centre printed. */
import { useMutation } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type FormEvent, type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import '../styles/desk.css'
import { failureOf } from '../api.ts'
import { TextField } from '../parts/field.tsx'
import { problemsByField } from '../parts/form-problems.ts'
import { usePlaceTitle } from '../parts/place-title.ts'
import { Failed, pending } from '../parts/states.tsx'
import { signIn } from './auth.ts'
import { callPeople, useMe } from './people.ts'
import { useSigning } from './sign-forms.tsx'

const route = getRouteApi('/set-up')

/** The page. */
export function SetUpPlace(): JSX.Element {
  const { t } = useTranslation('desk')
  const me = useMe()
  usePlaceTitle(t('setUp.heading'))
  return (
    <main id="content" className="desk-place">
      <div className="desk-column">
        {pending(me)}
        {me.data?.peopleSetUp === true && (
          <section className="card">
            <h1>{t('setUp.heading')}</h1>
            <p>{t('setUp.done', { lead: me.data.lead })}</p>
            <p>
              <Link to="/account">{t('account.open')}</Link>
            </p>
          </section>
        )}
        {me.data?.peopleSetUp === false && <SetUpForm lead={me.data.lead} />}
      </div>
    </main>
  )
}

function SetUpForm({ lead }: { readonly lead: string }): JSX.Element {
  const { t } = useTranslation('desk')
  const search = route.useSearch()
  const [code, setCode] = useState(search.code ?? '')
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const { run } = useSigning('/account')
  const setUp = useMutation({
    mutationFn: () => callPeople('setUp', { code, name, email, password }),
    onSuccess: () => run(() => signIn(email, password)),
  })
  const failure = setUp.error === null ? undefined : failureOf(setUp.error)
  const at = problemsByField(failure, '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setUp.mutate()
  }
  return (
    <form className="form narrow" onSubmit={submit}>
      <h1>{t('setUp.heading')}</h1>
      <p className="quiet">{t('setUp.help', { lead })}</p>
      <TextField
        label={t('setUp.code')}
        help={search.code === undefined ? t('setUp.codeHelp') : undefined}
        value={code}
        onChange={setCode}
        problem={at('/code')}
        required
      />
      <TextField
        label={t('account.name')}
        value={name}
        onChange={setName}
        problem={at('/name')}
        required
        autoComplete="name"
      />
      <TextField
        label={t('account.email')}
        type="email"
        value={email}
        onChange={setEmail}
        problem={at('/email')}
        required
        autoComplete="username"
      />
      <TextField
        label={t('account.password')}
        help={t('account.passwordHelp')}
        type="password"
        value={password}
        onChange={setPassword}
        problem={at('/password')}
        required
        autoComplete="new-password"
      />
      {failure !== undefined && <Failed failure={failure} />}
      <div className="form-buttons">
        <button type="submit" className="button primary" disabled={setUp.isPending}>
          {t('setUp.make')}
        </button>
      </div>
    </form>
  )
}
