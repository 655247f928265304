/** Who grew since when: parameters with more than one estimate, the newest first. */
import type { Element } from '@magpie/mission/element'
import type { JSX } from 'react'
import { withUnit } from '../parts/numbers.ts'
import { PartySwatch, usePalette } from '../parts/party.tsx'
import { Empty } from '../parts/states.tsx'
import { type GrowthLine, growthOf } from './model-view.ts'
import { useModelText } from './texts.ts'

type GrowthProps = { readonly elements: readonly Element[]; readonly onChoose: (id: string) => void }

/** The list. */
export function Growth({ elements, onChoose }: GrowthProps): JSX.Element {
  const { t } = useModelText()
  const lines = growthOf(elements)
  return (
    <section className="model-panel" aria-labelledby="growth-heading">
      <h2 id="growth-heading">{t('growth.heading')}</h2>
      {lines.length === 0 && <Empty>{t('growth.none')}</Empty>}
      <ul className="growth">
        {lines.map((line) => (
          <Line key={`${line.element.id}.${line.name}`} line={line} onChoose={onChoose} />
        ))}
      </ul>
    </section>
  )
}

function Line({ line, onChoose }: { readonly line: GrowthLine; readonly onChoose: (id: string) => void }): JSX.Element {
  const { element, name, unit, steps, by, fraction } = line
  const { t, language } = useModelText()
  const signed = new Intl.NumberFormat(language, { signDisplay: 'exceptZero', maximumFractionDigits: 2 })
  const percent = new Intl.NumberFormat(language, {
    style: 'percent',
    signDisplay: 'exceptZero',
    maximumFractionDigits: 1,
  })
  const change = `${signed.format(by)}\u202f${unit}`
  return (
    <li>
      <span className="growth-what">
        <PartySwatch look={usePalette()(element.owner)} />
        <button type="button" className="link" onClick={() => onChoose(element.id)}>
          {element.name}
        </button>
        <span>{t(`parameter.${name}`)}</span>
        <strong>
          {fraction === undefined ? change : t('growth.by', { by: change, percent: percent.format(fraction) })}
        </strong>
      </span>
      <ol className="figure">
        {steps.map((step, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two estimates of one day may be equal, and the list never moves
          <li key={i}>
            {step.asOf} {withUnit(step.value, unit, language, 2)}
          </li>
        ))}
      </ol>
    </li>
  )
}
