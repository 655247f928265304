/** The form of signing in, signing up and setting up: name, address and password as each needs them, and what is wrong. */
import { type FormEvent, type JSX, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from '../parts/field.tsx'

/** What is typed of a person. */
export type TypedAccount = { readonly name: string; readonly email: string; readonly password: string }

type AccountFormProps = {
  readonly title: string
  readonly help?: ReactNode
  /** A password that is made is long enough, and the person has a name; one that is given is what it is. */
  readonly made: boolean
  readonly submit: string
  readonly busy: boolean
  readonly at?: (field: string) => string | undefined
  /** Fields before the person's own. */
  readonly before?: ReactNode
  /** What failed. */
  readonly problem?: ReactNode
  /** Beside the button. */
  readonly beside?: ReactNode
  readonly after?: ReactNode
  readonly onSubmit: (typed: TypedAccount) => void
}

const SHORTEST = 12

/** The form. */
export function AccountForm(props: AccountFormProps): JSX.Element {
  const { title, help, made, submit, busy, at, before, problem, beside, after, onSubmit } = props
  const { t } = useTranslation('desk')
  const [typed, setTyped] = useState<TypedAccount>({ name: '', email: '', password: '' })
  const put = (part: Partial<TypedAccount>) => setTyped({ ...typed, ...part })
  const short = made && typed.password !== '' && typed.password.length < SHORTEST
  const send = (event: FormEvent) => {
    event.preventDefault()
    onSubmit({ ...typed, name: typed.name.trim() })
  }
  return (
    <form className="form narrow" onSubmit={send}>
      <h1>{title}</h1>
      {help !== undefined && <p className="quiet">{help}</p>}
      {before}
      {made && (
        <TextField
          label={t('account.name')}
          value={typed.name}
          onChange={(name) => put({ name })}
          problem={at?.('/name')}
          required
          autoComplete="name"
        />
      )}
      <TextField
        label={t('account.email')}
        type="email"
        value={typed.email}
        onChange={(email) => put({ email })}
        problem={at?.('/email')}
        required
        autoComplete="username"
      />
      <TextField
        label={t('account.password')}
        {...(made ? { help: t('account.passwordHelp') } : {})}
        type="password"
        value={typed.password}
        onChange={(password) => put({ password })}
        problem={at?.('/password') ?? (short ? t('account.passwordShort') : undefined)}
        required
        autoComplete={made ? 'new-password' : 'current-password'}
      />
      {problem}
      <div className="form-buttons">
        <button type="submit" className="button primary" disabled={busy}>
          {submit}
        </button>
        {beside}
      </div>
      {after !== undefined && <p className="quiet">{after}</p>}
    </form>
  )
}
