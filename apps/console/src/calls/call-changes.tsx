/** What one version of a call says otherwise than another, and the versions of a call with what each changed. */
import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DESK } from '../api.ts'
import { pending } from '../parts/states.tsx'
import { differences } from '../programme/compare.ts'
import { type CallView, callProgramme } from '../programme/programme.ts'
import { type TypedCall, typedCallOf } from './typed-call.ts'

/** The fields in which they differ. */
export function CallChanges({ before, after }: { readonly before: TypedCall; readonly after: TypedCall }): JSX.Element {
  const { t } = useTranslation('calls')
  const changed = differences(before, after)
  if (changed.length === 0) return <p className="quiet">{t('changes.none')}</p>
  return (
    <div className="scroll">
      <table className="grid">
        <thead>
          <tr>
            <th scope="col">{t('changes.what')}</th>
            <th scope="col">{t('changes.before')}</th>
            <th scope="col">{t('changes.after')}</th>
          </tr>
        </thead>
        <tbody>
          {changed.map((d) => (
            <tr key={d.field}>
              <th scope="row">{[t(`field.${d.path[0] as keyof TypedCall}`), ...d.path.slice(1)].join(' / ')}</th>
              <td>
                <del>{d.mine}</del>
              </td>
              <td>
                <ins>{d.theirs}</ins>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The versions and the owners of a call, newest first; what a version changed is read when it is opened. */
export function CallHistory({ call }: { readonly call: CallView }): JSX.Element {
  const { t } = useTranslation('calls')
  const [wanted, setWanted] = useState(false)
  const history = useQuery({
    queryKey: [DESK, 'call-history', call.call.id, call.versions.length],
    queryFn: () => callProgramme('callHistory', { call: call.call.id }),
    enabled: wanted,
  })
  const versions = history.data?.versions
  return (
    <section className="card" aria-labelledby="history">
      <h2 id="history">{t('history.heading')}</h2>
      <ol className="history" reversed>
        {call.versions
          .map((v, i) => ({ ...v, i }))
          .reverse()
          .map(({ at, reason, i }) => (
            <li key={at}>
              <details onToggle={(event) => setWanted(wanted || event.currentTarget.open)}>
                <summary>
                  <time className="figure" dateTime={at}>
                    {at.slice(0, 16).replace('T', ' ')} UTC
                  </time>
                  {i === 0 ? t('history.first') : reason}
                </summary>
                {pending(history)}
                {i > 0 && versions?.[i] !== undefined && (
                  <CallChanges before={typedCallOf(versions[i - 1]!.call)} after={typedCallOf(versions[i].call)} />
                )}
                {i === 0 && versions !== undefined && <p className="quiet">{t('history.firstHelp')}</p>}
              </details>
            </li>
          ))}
      </ol>
      {call.owners.length > 1 && (
        <>
          <h3>{t('history.owners')}</h3>
          <ol className="rows">
            {call.owners.map((o) => (
              <li key={o.at}>
                <span>
                  <span className="figure">{o.at.slice(0, 16).replace('T', ' ')} UTC</span> {o.party}
                  {o.reason === undefined ? '' : `: ${o.reason}`}
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}
