/** Where the text stands: saved, waiting, kept in this browser, or two texts to choose from. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { type Mark, StateMark, type Tone } from '../parts/state-mark.tsx'
import type { DraftState, DraftStatus } from './draft-keeper.ts'

const MARK = {
  loading: { mark: 'ring', tone: 'quiet' },
  empty: { mark: 'ring', tone: 'quiet' },
  kept: { mark: 'half', tone: 'watch' },
  waiting: { mark: 'half', tone: 'active' },
  saving: { mark: 'half', tone: 'active' },
  saved: { mark: 'check', tone: 'nominal' },
  offline: { mark: 'bars', tone: 'warning' },
  conflict: { mark: 'triangle', tone: 'warning' },
  refused: { mark: 'cross', tone: 'critical' },
} as const satisfies Record<DraftStatus, { mark: Mark; tone: Tone }>

type DraftBarProps<T> = {
  readonly draft: DraftState<T>
  readonly onMine: () => void
  readonly onTheirs: () => void
  /** How the two texts differ, field by field. */
  readonly differences: readonly { readonly field: string; readonly mine: string; readonly theirs: string }[]
}

/** The bar. */
export function DraftBar<T>({ draft, onMine, onTheirs, differences }: DraftBarProps<T>): JSX.Element {
  const { t } = useTranslation('desk')
  const time = draft.savedAt?.slice(11, 19) ?? ''
  return (
    <div className="draft-bar" data-status={draft.status}>
      <p role="status">
        <StateMark {...MARK[draft.status]} /> {t(`draft.${draft.status}`, { time })}
        {draft.why !== undefined && draft.why !== '' && <span className="quiet"> {draft.why}</span>}
      </p>
      {draft.theirs !== undefined && (
        <div className="callout" role="alertdialog" aria-label={t('draft.twoTexts')}>
          <p>{t('draft.twoTextsHelp', { time: draft.theirs.savedAt.slice(0, 19).replace('T', ' ') })}</p>
          <div className="scroll">
            <table className="grid">
              <thead>
                <tr>
                  <th scope="col">{t('draft.field')}</th>
                  <th scope="col">{t('draft.mine')}</th>
                  <th scope="col">{t('draft.theirs')}</th>
                </tr>
              </thead>
              <tbody>
                {differences.map((d) => (
                  <tr key={d.field}>
                    <th scope="row">{d.field}</th>
                    <td>{d.mine}</td>
                    <td>{d.theirs}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <div className="form-buttons">
            <button type="button" className="button primary" onClick={onMine}>
              {t('draft.keepMine')}
            </button>
            <button type="button" className="button" onClick={onTheirs}>
              {t('draft.takeTheirs')}
            </button>
          </div>
        </div>
      )}
    </div>
  )
}
