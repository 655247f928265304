/** The party acted for: who acts for it in which roles; its officers invite, give roles and take them. */
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DESK, failureOf, useMission } from '../api.ts'
import { CheckField, ChoiceField, TextField } from '../parts/field.tsx'
import { Failed, pending } from '../parts/states.tsx'
import { callPeople, holds, type Me, ROLES, useRefreshDesk } from './people.ts'

type Role = (typeof ROLES)[number]

/** The page of the party. */
export function PartyPage({ me, party }: { readonly me: Me; readonly party: string }): JSX.Element {
  const { t } = useTranslation('desk')
  const refresh = useRefreshDesk()
  const members = useQuery({ queryKey: [DESK, 'members', party], queryFn: () => callPeople('members', {}) })
  const change = useMutation({
    mutationFn: (input: { person: string; roles: Role[] }) => callPeople('setRoles', input),
    onSuccess: async () => {
      setEnding(undefined)
      await refresh()
    },
  })
  const [ending, setEnding] = useState<{ readonly person: string; readonly name: string }>()
  // The last role taken ends a person's part: that is asked about first.
  const give = (m: { readonly person: string; readonly name: string }, roles: Role[]) =>
    roles.length === 0 ? setEnding(m) : change.mutate({ person: m.person, roles })
  const officer = holds(me, 'officer')
  const name = me.memberships.find((m) => m.party === party)?.name ?? party
  return (
    <section className="card" aria-labelledby="party-heading">
      <h2 id="party-heading">{name}</h2>
      <p className="quiet">
        <span className="figure">{party}</span> ·{' '}
        {t('party.youAre', { roles: me.roles.map((r) => t(`role.${r}`)).join(', ') })}
      </p>
      {pending(members)}
      {members.data !== undefined && (
        <div className="scroll">
          <table className="grid">
            <caption className="visually-hidden">{t('party.members')}</caption>
            <thead>
              <tr>
                <th scope="col">{t('party.person')}</th>
                {ROLES.map((r) => (
                  <th key={r} scope="col">
                    {t(`role.${r}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {members.data.members.map((m) => (
                <tr key={m.person}>
                  <th scope="row">
                    {m.name}
                    <small className="quiet">{m.email}</small>
                  </th>
                  {ROLES.map((r) => (
                    <td key={r}>
                      <input
                        type="checkbox"
                        aria-label={`${m.name}: ${t(`role.${r}`)}`}
                        checked={m.roles.includes(r)}
                        disabled={!officer || change.isPending}
                        onChange={(event) =>
                          give(m, event.target.checked ? [...m.roles, r] : m.roles.filter((held) => held !== r))
                        }
                      />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {ending !== undefined && (
        <div className="callout" role="alertdialog" aria-label={t('party.end', { name: ending.name })}>
          <p>{t('party.endHelp', { name: ending.name })}</p>
          <div className="form-buttons">
            <button
              type="button"
              className="button primary"
              disabled={change.isPending}
              onClick={() => change.mutate({ person: ending.person, roles: [] })}
            >
              {t('party.end', { name: ending.name })}
            </button>
            <button type="button" className="button" onClick={() => setEnding(undefined)}>
              {t('party.keep')}
            </button>
          </div>
        </div>
      )}
      {change.error !== null && <Failed failure={failureOf(change.error)} />}
      {officer ? (
        <Invite lead={party === me.lead ? party : undefined} />
      ) : (
        <p className="quiet">{t('party.officerOnly')}</p>
      )}
    </section>
  )
}

/** The form; the lead's officer may invite the first person of a party of the mission, too. */
function Invite({ lead }: { readonly lead: string | undefined }): JSX.Element {
  const { t } = useTranslation('desk')
  const [party, setParty] = useState('')
  const parties = useMission().data?.parties ?? []
  const [email, setEmail] = useState('')
  const [roles, setRoles] = useState<Role[]>(['proposer', 'member'])
  const invite = useMutation({
    mutationFn: () => callPeople('invite', { email, roles, ...(party === '' ? {} : { party }) }),
    onSuccess: () => setEmail(''),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    invite.mutate()
  }
  return (
    <form className="form inline" onSubmit={submit} aria-label={t('party.invite')}>
      <TextField
        label={t('party.inviteEmail')}
        type="email"
        value={email}
        onChange={setEmail}
        required
        help={t('party.inviteHelp')}
      />
      {lead !== undefined && (
        <ChoiceField
          label={t('party.inviteFor')}
          help={t('party.inviteForHelp')}
          value={party}
          onChange={(chosen) => {
            setParty(chosen)
            setRoles(chosen === '' ? ['proposer', 'member'] : ['officer', 'signatory', 'operator'])
          }}
          options={[
            ['', t('party.ownParty')],
            ...parties.filter((p) => p.id !== lead).map((p) => [p.id, p.name] as const),
          ]}
        />
      )}
      <fieldset className="checks">
        <legend>{t('party.roles')}</legend>
        {ROLES.map((r) => (
          <CheckField
            key={r}
            label={t(`role.${r}`)}
            value={roles.includes(r)}
            onChange={(yes) => setRoles(yes ? [...roles, r] : roles.filter((held) => held !== r))}
          />
        ))}
      </fieldset>
      <button type="submit" className="button" disabled={invite.isPending || roles.length === 0}>
        {t('party.invite')}
      </button>
      {invite.error !== null && <Failed failure={failureOf(invite.error)} />}
      {invite.data !== undefined && (
        <p className="tone-nominal" role="status">
          {t('party.invited', { email: invite.data.email, until: invite.data.expiresAt.slice(0, 10) })}
        </p>
      )}
    </form>
  )
}
