/** What somebody who is new here should click; once dismissed it stays away. */
import { Link } from '@tanstack/react-router'
import { type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLive } from '../live/live-context.tsx'
import { isDecided } from '../live/live-state.ts'

const STORED = 'magpie.hint'

/** The hint, or nothing; it waits until all is decided that it speaks of. */
export function Hint(): JSX.Element | null {
  const { t } = useTranslation()
  const [gone, setGone] = useState(wasDismissed)
  const decided = useLive((s) => s.stages.length > 0 && s.stages.every(isDecided))
  if (gone || !decided) return null
  const [before, after] = t('hint.operate', { operate: '\n' }).split('\n')
  const dismiss = () => {
    setGone(true)
    try {
      localStorage.setItem(STORED, 'dismissed')
    } catch {
      // Storage may be forbidden; the hint then comes back with the next page.
    }
  }
  return (
    <aside className="hint" aria-labelledby="hint-heading">
      <h2 id="hint-heading">{t('hint.heading')}</h2>
      <ul>
        <li>{t('hint.ribbon')}</li>
        <li>{t('hint.scene')}</li>
        <li>{t('hint.element')}</li>
        <li>
          {before}
          <Link to="/operate">{t('place.operate')}</Link>
          {after}
        </li>
      </ul>
      <button type="button" className="button primary" onClick={dismiss}>
        {t('hint.dismiss')}
      </button>
    </aside>
  )
}

function wasDismissed(): boolean {
  try {
    return localStorage.getItem(STORED) !== null
  } catch {
    return false
  }
}
