/** What is tried, and at once what it breaks or mends and by how much. */
import { latest } from '@magpie/mission/budgets'
import type { JSX } from 'react'
import { Icon } from '../parts/icons.tsx'
import { withUnit } from '../parts/numbers.ts'
import { StateMark } from '../parts/state-mark.tsx'
import { FlownAgain } from './flown-again.tsx'
import { limitName, VERDICT_MARK, verdictText } from './limit-words.ts'
import type { ModelData } from './model-data.ts'
import { useModelText } from './texts.ts'
import type { Change, LimitChange, WhatIf } from './what-if.ts'

type TriedProps = {
  readonly model: ModelData
  readonly outcome: WhatIf
  readonly changes: readonly Change[]
  readonly onChanges: (changes: readonly Change[]) => void
}

/** The panel. */
export function Tried({ model, outcome, changes, onChanges }: TriedProps): JSX.Element {
  const { t, language } = useModelText()
  const known = changes.filter((c) => !outcome.unknown.includes(c))
  const drop = (change: Change) => onChanges(changes.filter((c) => c !== change))
  const sentence = (change: Change) => {
    const element = model.elements.find((e) => e.id === change.element)!
    const now = latest(element, change.name)!
    return t('try.change', {
      parameter: t(`parameter.${change.name}`),
      element: element.name,
      from: withUnit(now.value, now.unit, language, 2),
      to: withUnit(change.value, now.unit, language, 2),
    })
  }
  return (
    <section className="model-panel tried" aria-labelledby="tried-heading">
      <div className="panel-head">
        <h2 id="tried-heading">{t('try.heading')}</h2>
        {changes.length > 0 && (
          <button type="button" className="button" onClick={() => onChanges([])}>
            {t('try.reset')}
          </button>
        )}
      </div>
      {changes.length === 0 && <p className="quiet">{t('try.hint')}</p>}
      <ul className="tried-list">
        {known.map((change) => (
          <li key={`${change.element}.${change.name}`}>
            <span>{sentence(change)}</span>
            <button
              type="button"
              className="button icon-only"
              aria-label={t('try.drop', { change: sentence(change) })}
              onClick={() => drop(change)}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
        {outcome.unknown.map((change) => (
          <li key={`${change.element}.${change.name}`} className="quiet">
            {t('try.unknown', { what: `${change.element}.${change.name}` })}
          </li>
        ))}
      </ul>
      <div role="status">{known.length > 0 && <Verdict outcome={outcome} />}</div>
      {known.length > 0 && <FlownAgain changes={known} />}
    </section>
  )
}

function Verdict({ outcome }: { readonly outcome: WhatIf }): JSX.Element {
  const { t } = useModelText()
  const worse = outcome.limits.filter((l) => l.turn === 'worse')
  const better = outcome.limits.filter((l) => l.turn === 'better')
  const broken = outcome.limits.some((l) => l.after.verdict !== 'within')
  return (
    <>
      {worse.length === 0 && better.length === 0 && <p>{t(broken ? 'try.stands' : 'try.nothing')}</p>}
      <Turned title={t('try.breaks', { count: worse.length })} limits={worse} outcome={outcome} />
      <Turned title={t('try.heals', { count: better.length })} limits={better} outcome={outcome} />
    </>
  )
}

function Turned(props: {
  readonly title: string
  readonly limits: readonly LimitChange[]
  readonly outcome: WhatIf
}): JSX.Element | null {
  const { title, limits, outcome } = props
  const { t, language } = useModelText()
  if (limits.length === 0) return null
  return (
    <>
      <h3>{title}</h3>
      <ul className="turned">
        {limits.map(({ after }) => (
          <li key={`${after.limit}.${after.element ?? ''}`} data-verdict={after.verdict}>
            <StateMark {...VERDICT_MARK[after.verdict]} />
            <span>{limitName(after, outcome.elements, t)}</span>
            <strong>{verdictText(after, t, language)}</strong>
          </li>
        ))}
      </ul>
    </>
  )
}
