/** Two versions of a letter or proposal compared: the last, and one before it that is chosen. */
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { differences } from './compare.ts'

type VersionsProps = { readonly versions: readonly { readonly at: string; readonly content: object }[] }

/** The comparison; nothing where there is one version. */
export function Versions({ versions }: VersionsProps): JSX.Element | null {
  const { t } = useTranslation('desk')
  const last = versions.length
  const [from, setFrom] = useState(Math.max(1, last - 1))
  if (last < 2) return null
  const [before, after] = [versions[Math.min(from, last - 1) - 1]!, versions.at(-1)!]
  const changed = differences(before.content, after.content)
  return (
    <section aria-label={t('letters.compare')}>
      <label className="choice">
        {t('letters.compareWith', { last })}
        <select value={from} onChange={(event) => setFrom(Number(event.target.value))}>
          {versions.slice(0, -1).map((v, i) => (
            <option key={v.at} value={i + 1}>
              {i + 1}: {v.at.slice(0, 16).replace('T', ' ')} UTC
            </option>
          ))}
        </select>
      </label>
      {changed.length === 0 ? (
        <p className="quiet">{t('letters.same')}</p>
      ) : (
        <div className="scroll">
          <table className="grid">
            <thead>
              <tr>
                <th scope="col">{t('draft.field')}</th>
                <th scope="col">{t('letters.version', { number: from })}</th>
                <th scope="col">{t('letters.version', { number: last })}</th>
              </tr>
            </thead>
            <tbody>
              {changed.map((d) => (
                <tr key={d.field}>
                  <th scope="row">{d.field}</th>
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
      )}
    </section>
  )
}
