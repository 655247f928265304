/** Commands of the whole mission as its log tells them, whoever sent them: the desk's own, a sequence's, an activity's. */
import { type JSX, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLive } from '../../live/live-context.tsx'
import { Empty } from '../../parts/states.tsx'
import { LogEntries } from '../event-log.tsx'
import { useElementNames } from '../values-table.tsx'

const SHOWN = 40

/** The newest of them, of the element that is chosen or of all. */
export function MissionCommands({ element }: { readonly element: string }): JSX.Element {
  const { t } = useTranslation('operate-commands')
  const happenings = useLive((s) => s.happenings)
  const [only, setOnly] = useState(false)
  const { name } = useElementNames()(element)
  const told = useMemo(
    () => happenings.filter((h) => (h.kind === 'command' || h.kind === 'refusal') && (!only || h.element === element)),
    [happenings, only, element],
  )
  return (
    <section className="card commands-mission" aria-labelledby="mission-commands-heading">
      <div className="panel-head">
        <h2 id="mission-commands-heading">{t('mission.heading')}</h2>
        <span className="figure quiet">{told.length}</span>
      </div>
      <label className="check">
        <input type="checkbox" checked={only} onChange={(event) => setOnly(event.target.checked)} />
        <span>{t('mission.only', { element: name })}</span>
      </label>
      {told.length === 0 ? (
        <Empty>{t('mission.empty')}</Empty>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className="scroll" tabIndex={0} aria-label={`${t('mission.heading')}, ${told.length}`}>
          <LogEntries happenings={told.slice(-SHOWN).reverse()} />
        </section>
      )}
    </section>
  )
}
