/** Each owner's part of one budget: value, margin and both, as bars with their table. */
import { budgetUnits, SYSTEM_MARGIN } from '@magpie/mission/budgets'
import { type JSX, useId } from 'react'
import { withUnit } from '../parts/numbers.ts'
import { PartyTag, usePalette } from '../parts/party.tsx'
import { Empty } from '../parts/states.tsx'
import { AmountBar } from './amount-bar.tsx'
import { BUDGETS, type ModelSearch } from './model-search.ts'
import { sharesOf, totalOf } from './model-view.ts'
import { useModelText } from './texts.ts'
import type { WhatIf } from './what-if.ts'

type Budget = NonNullable<ModelSearch['budget']>
type Scope = 'partners' | 'all'

type SharesProps = {
  readonly outcome: WhatIf
  readonly budget: Budget
  readonly scope: Scope
  readonly onBudget: (budget: Budget) => void
  readonly onScope: (scope: Scope) => void
}

/** The table. */
export function Shares({ outcome, budget, scope, onBudget, onScope }: SharesProps): JSX.Element {
  const { t, language } = useModelText()
  const lookOf = usePalette()
  const id = useId()
  const shares = sharesOf(outcome.before, outcome.after, budget, scope)
  const total = totalOf(shares.map((s) => s.after))
  const full = Math.max(...shares.map((s) => Math.max(s.after.withMargin, s.before.withMargin)), 0)
  const text = (value: number) => withUnit(value, budgetUnits[budget], language, 1)
  return (
    <section className="model-panel" aria-labelledby="shares-heading">
      <div className="panel-head">
        <h2 id="shares-heading">{t('shares.heading')}</h2>
        <label className="visually-hidden" htmlFor={`${id}-budget`}>
          {t('shares.budget')}
        </label>
        <select id={`${id}-budget`} value={budget} onChange={(event) => onBudget(event.target.value as Budget)}>
          {BUDGETS.map((name) => (
            <option key={name} value={name}>
              {t(`parameter.${name}`)}
            </option>
          ))}
        </select>
        <label className="visually-hidden" htmlFor={`${id}-scope`}>
          {t('shares.scope')}
        </label>
        <select id={`${id}-scope`} value={scope} onChange={(event) => onScope(event.target.value as Scope)}>
          <option value="partners">{t('shares.partners')}</option>
          <option value="all">{t('shares.all')}</option>
        </select>
      </div>
      {shares.length === 0 ? (
        <Empty>{t('shares.none')}</Empty>
      ) : (
        <table className="shares">
          <thead>
            <tr>
              <th scope="col">{t('column.owner')}</th>
              <th scope="col">{t('column.value')}</th>
              <th scope="col">{t('column.margin')}</th>
              <th scope="col">{t('column.withMargin')}</th>
            </tr>
          </thead>
          <tbody>
            {shares.map(({ owner, before, after }) => (
              <tr key={owner}>
                <th scope="row">
                  <PartyTag party={owner} short />
                  <AmountBar amount={after} before={before} full={full} colour={lookOf(owner).colour} />
                </th>
                <td className="figure">
                  {text(after.value)}
                  {before.value !== after.value && <small> {t('was', { value: text(before.value) })}</small>}
                </td>
                <td className="figure">{text(after.margin)}</td>
                <td className="figure">{text(after.withMargin)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t('shares.total')}</th>
              <td className="figure">{text(total.value)}</td>
              <td className="figure">{text(total.margin)}</td>
              <td className="figure">{text(total.withMargin)}</td>
            </tr>
            {scope === 'all' && (
              <tr>
                <th scope="row" colSpan={3}>
                  {t('shares.system')}
                </th>
                <td className="figure">{text(total.withMargin * (1 + SYSTEM_MARGIN))}</td>
              </tr>
            )}
          </tfoot>
        </table>
      )}
    </section>
  )
}
