/** All that is a party's own, as one file to keep; and the way out of the mission. */
import { useQueryClient } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { holds, useMe } from '../account/people.ts'
import { failureOf, useMission } from '../api.ts'
import { TextField } from '../parts/field.tsx'
import { usePalette } from '../parts/party.tsx'
import { Empty, Failed, pending } from '../parts/states.tsx'
import { callArchive } from './archive.ts'
import { useSaving } from './saving.tsx'
import { readableTime } from './sizes.ts'

/** The view. */
export function YoursView(): JSX.Element {
  const { t } = useTranslation('archive')
  const me = useMe()
  const mission = useMission().data
  const lookOf = usePalette()
  const { save, said } = useSaving()
  const waiting = pending(me)
  if (me.data === undefined) return <div className="archive-body">{waiting}</div>
  const { party: id } = me.data
  if (id === undefined)
    return (
      <div className="archive-body">
        <Empty>{t('yours.signIn')}</Empty>
      </div>
    )
  const party = lookOf(id).name
  const own = mission?.elements.filter((e) => e.owner === id) ?? []
  const left = mission?.parties.find((p) => p.id === id)?.left
  return (
    <div className="archive-body">
      <section className="card" aria-labelledby="yours-heading">
        <h2 id="yours-heading">{t('yours.heading')}</h2>
        <p>{t('yours.help', { party })}</p>
        <p className="quiet">{t('yours.check')}</p>
        <h3>{t('yours.holds')}</h3>
        {own.length === 0 ? (
          <p className="quiet">{t('yours.noElements', { party })}</p>
        ) : (
          <ul className="bullets">
            {own.map((e) => (
              <li key={e.id}>{e.name}</li>
            ))}
          </ul>
        )}
        {holds(me.data, 'officer', 'signatory') ? (
          <div className="form-buttons">
            <button type="button" className="button primary" onClick={() => void save('/api/party/export')}>
              {t('yours.save')}
            </button>
            {said}
          </div>
        ) : (
          <p className="quiet">{t('yours.officers', { party })}</p>
        )}
      </section>
      {left === undefined ? (
        <Leave id={id} party={party} signatory={holds(me.data, 'signatory')} />
      ) : (
        <p className="callout">{t('yours.left', { party, at: readableTime(left) })}</p>
      )}
    </div>
  )
}

type Left = Awaited<ReturnType<typeof callArchive<'leaveMission'>>>

function Leave(props: { readonly id: string; readonly party: string; readonly signatory: boolean }): JSX.Element {
  const { id, party, signatory } = props
  const { t } = useTranslation('archive')
  const queries = useQueryClient()
  const [typed, setTyped] = useState({ reason: '', confirm: '' })
  const [state, setState] = useState<{ readonly done?: Left; readonly error?: Error }>({})
  const leave = async () => {
    try {
      setState({ done: await callArchive('leaveMission', typed) })
      await queries.invalidateQueries({ queryKey: ['mission'] })
    } catch (error) {
      setState({ error: error as Error })
    }
  }
  const { done } = state
  return (
    <details className="card">
      <summary>{t('yours.leave')}</summary>
      <p>{t('yours.leaveHelp', { party })}</p>
      {!signatory && <p className="quiet">{t('yours.signatory', { party })}</p>}
      {signatory && done === undefined && (
        <form
          className="form"
          onSubmit={(event) => {
            event.preventDefault()
            void leave()
          }}
        >
          <TextField
            label={t('yours.reason')}
            value={typed.reason}
            onChange={(reason) => setTyped({ ...typed, reason })}
          />
          <TextField
            label={t('yours.confirm', { party: id })}
            value={typed.confirm}
            onChange={(confirm) => setTyped({ ...typed, confirm })}
          />
          {state.error !== undefined && <Failed failure={failureOf(state.error)} />}
          <div className="form-buttons">
            <button type="submit" className="button" disabled={typed.confirm !== id || typed.reason.trim() === ''}>
              {t('yours.leaveDo')}
            </button>
          </div>
        </form>
      )}
      {done !== undefined && (
        <div role="status">
          <p>{t('yours.left', { party, at: readableTime(done.at) })}</p>
          <p>
            {t('yours.ended')}: {done.grantsEnded.join(', ') || t('yours.noneEnded')}
          </p>
          {done.grantsStanding.length > 0 && (
            <p>
              {t('yours.standing')}: {done.grantsStanding.join(', ')}
            </p>
          )}
        </div>
      )}
    </details>
  )
}
