/** Founding a party that the mission does not name: its founder becomes its officer. */
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { actFor } from '../acting.ts'
import { failureOf } from '../api.ts'
import { ChoiceField, TextField } from '../parts/field.tsx'
import { identifierFrom, problemsByField } from '../parts/form-problems.ts'
import { Failed } from '../parts/states.tsx'
import { callPeople, useResetDesk } from './people.ts'

const KINDS = ['institution', 'agency', 'company', 'state', 'international-organisation'] as const

/** The form; folded where one has a party already. */
export function FoundParty({ folded }: { readonly folded: boolean }): JSX.Element {
  const { t } = useTranslation('desk')
  return (
    <details className="card" open={!folded}>
      <summary>
        <h2>{t('party.found')}</h2>
      </summary>
      <FoundForm />
    </details>
  )
}

function FoundForm(): JSX.Element {
  const { t } = useTranslation('desk')
  const reset = useResetDesk()
  const [name, setName] = useState('')
  const [typedId, setId] = useState<string>()
  const [kind, setKind] = useState<string>('institution')
  const [state, setState] = useState('')
  const id = typedId ?? identifierFrom(name)
  const found = useMutation({
    mutationFn: () =>
      callPeople('createParty', {
        party: {
          id,
          name,
          kind: kind as (typeof KINDS)[number],
          ...(state === '' ? {} : { state: state.toUpperCase() }),
        },
      }),
    onSuccess: async ({ party }) => {
      actFor(party)
      await reset()
    },
  })
  const failure = found.error === null ? undefined : failureOf(found.error)
  const at = problemsByField(failure, '/party')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    found.mutate()
  }
  return (
    <form className="form" onSubmit={submit}>
      <p className="quiet">{t('party.foundHelp')}</p>
      <TextField label={t('party.name')} value={name} onChange={setName} problem={at('/name')} required />
      <TextField
        label={t('party.id')}
        help={t('party.idHelp')}
        value={id}
        onChange={setId}
        problem={at('/id')}
        required
      />
      <ChoiceField
        label={t('party.kind')}
        value={kind}
        onChange={setKind}
        options={KINDS.map((k) => [k, t(`partyKind.${k}`)])}
      />
      <TextField
        label={t('party.state')}
        help={t('party.stateHelp')}
        value={state}
        onChange={setState}
        problem={at('/state')}
      />
      {failure !== undefined && <Failed failure={failure} />}
      <div className="form-buttons">
        <button type="submit" className="button primary" disabled={found.isPending}>
          {t('party.found')}
        </button>
      </div>
    </form>
  )
}
