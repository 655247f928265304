/** The limits of the call and the supplies of the hosts, each with what is used of it, margins apart. */
import type { JSX } from 'react'
import { withUnit } from '../parts/numbers.ts'
import { StateMark } from '../parts/state-mark.tsx'
import { Empty } from '../parts/states.tsx'
import { AmountBar } from './amount-bar.tsx'
import { limitName, limitUnit, VERDICT_MARK, verdictText } from './limit-words.ts'
import { useModelText } from './texts.ts'
import type { LimitChange, WhatIf } from './what-if.ts'

/** The bars; modules that are well within their limit stand folded below the others. */
export function Limits({ outcome }: { readonly outcome: WhatIf }): JSX.Element {
  const { t, language } = useModelText()
  const finite = outcome.limits.filter((l) => Number.isFinite(l.after.allowed))
  const plain = (l: LimitChange) => l.after.limit === 'module_kg' && l.after.verdict === 'within' && l.turn === 'same'
  const modules = finite.filter(plain)
  const first = modules[0]
  return (
    <section className="model-panel" aria-labelledby="limits-heading">
      <div className="panel-head">
        <h2 id="limits-heading">{t('limits.heading')}</h2>
        <Key />
      </div>
      {finite.length === 0 && <Empty>{t('limits.none')}</Empty>}
      {finite.length > 0 && <Table limits={finite.filter((l) => !plain(l))} outcome={outcome} />}
      {first !== undefined && (
        <details className="modules">
          <summary>
            {t('limits.modules', { limit: withUnit(first.after.allowed, limitUnit(first.after), language, 1) })}
            <small className="quiet">
              {t('verdict.within')}: {modules.length}
            </small>
          </summary>
          <Table limits={modules} outcome={outcome} />
        </details>
      )}
    </section>
  )
}

function Key(): JSX.Element {
  const { t } = useModelText()
  return (
    <span className="bar-key quiet small" aria-hidden="true">
      <i className="key-value" /> {t('key.value')} <i className="key-margin" /> {t('key.margin')}{' '}
      <i className="key-limit" /> {t('key.limit')}
    </span>
  )
}

function Table({
  limits,
  outcome,
}: {
  readonly limits: readonly LimitChange[]
  readonly outcome: WhatIf
}): JSX.Element {
  const { t } = useModelText()
  return (
    <table className="limits">
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{t('column.limit')}</th>
          <th scope="col">{t('column.used')}</th>
        </tr>
      </thead>
      <tbody>
        {limits.map((limit) => (
          <Row key={`${limit.after.limit}.${limit.after.element ?? ''}`} limit={limit} outcome={outcome} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ limit: { before, after, turn }, outcome }: { readonly limit: LimitChange; readonly outcome: WhatIf }) {
  const { t, language } = useModelText()
  const unit = limitUnit(after)
  const text = (value: number) => withUnit(value, unit, language, 1)
  return (
    <tr data-verdict={after.verdict}>
      <th scope="row">
        <span>{limitName(after, outcome.elements, t)}</span>
        <span className="verdict">
          <StateMark {...VERDICT_MARK[after.verdict]} />
          {verdictText(after, t, language)}
        </span>
      </th>
      <td>
        <AmountBar
          amount={after.used}
          before={before.used}
          limit={after.allowed}
          full={1.04 * Math.max(after.allowed, after.used.withMargin)}
        />
        <span className="limit-figures figure">
          <span>
            {text(after.used.value)} + {text(after.used.margin)}
            {turn !== 'same' && <small> {t('was', { value: text(before.used.value) })}</small>}
          </span>
          <span>/ {text(after.allowed)}</span>
        </span>
      </td>
    </tr>
  )
}
