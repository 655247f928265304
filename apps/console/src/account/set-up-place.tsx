/** The set-up page, `/set-up?code=...`: the first officer of the lead, made once with the code that the centre printed. */
import { useMutation } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import '../styles/desk.css'
import { failureOf } from '../api.ts'
import { TextField } from '../parts/field.tsx'
import { problemsByField } from '../parts/form-problems.ts'
import { usePlaceTitle } from '../parts/place-title.ts'
import { Failed, pending } from '../parts/states.tsx'
import { AccountForm, type TypedAccount } from './account-form.tsx'
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
  const { run } = useSigning('/account')
  const setUp = useMutation({
    mutationFn: (typed: TypedAccount) => callPeople('setUp', { code, ...typed }),
    onSuccess: (_, { email, password }) => run(() => signIn(email, password)),
  })
  const failure = setUp.error === null ? undefined : failureOf(setUp.error)
  const at = problemsByField(failure, '')
  return (
    <AccountForm
      title={t('setUp.heading')}
      help={t('setUp.help', { lead })}
      submit={t('setUp.make')}
      made
      busy={setUp.isPending}
      at={at}
      before={
        <TextField
          label={t('setUp.code')}
          help={search.code === undefined ? t('setUp.codeHelp') : undefined}
          value={code}
          onChange={setCode}
          problem={at('/code')}
          required
        />
      }
      problem={failure !== undefined && <Failed failure={failure} />}
      onSubmit={(typed) => setUp.mutate(typed)}
    />
  )
}
