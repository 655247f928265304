/** The parameters of an element, each with the field in which another value is tried. */
import { isAssumed } from '@magpie/core/provenance'
import type { Element, Parameter } from '@magpie/mission/element'
import { type JSX, useId, useState } from 'react'
import { withUnit } from '../parts/numbers.ts'
import { Empty } from '../parts/states.tsx'
import { type Estimate, estimatesOf } from './model-view.ts'
import { SourceLine } from './source-line.tsx'
import { useModelText } from './texts.ts'
import type { Change } from './what-if.ts'

type ParametersProps = {
  readonly element: Element
  readonly changes: readonly Change[]
  readonly onChanges: (changes: readonly Change[]) => void
}

/** The table of the estimates in force. */
export function Parameters({ element, changes, onChanges }: ParametersProps): JSX.Element {
  const { t } = useModelText()
  const estimates = estimatesOf(element)
  if (estimates.length === 0) return <Empty>{t('sheet.noParameters')}</Empty>
  const change = (name: Parameter['name'], value: number | undefined) => {
    const others = changes.filter((c) => c.element !== element.id || c.name !== name)
    onChanges(value === undefined ? others : [...others, { element: element.id, name, value }])
  }
  return (
    <table className="parameters">
      <thead>
        <tr>
          <th scope="col">{t('column.parameter')}</th>
          <th scope="col">{t('column.value')}</th>
          <th scope="col">{t('column.margin')}</th>
          <th scope="col">{t('column.asOf')}</th>
          <th scope="col">{t('column.tried')}</th>
        </tr>
      </thead>
      <tbody>
        {estimates.map((estimate) => (
          <Row
            key={estimate.parameter.name}
            element={element}
            estimate={estimate}
            tried={changes.find((c) => c.element === element.id && c.name === estimate.parameter.name)?.value}
            onTry={(value) => change(estimate.parameter.name, value)}
          />
        ))}
      </tbody>
    </table>
  )
}

function Row(props: {
  readonly element: Element
  readonly estimate: Estimate
  readonly tried: number | undefined
  readonly onTry: (value: number | undefined) => void
}): JSX.Element {
  const { element, estimate, tried, onTry } = props
  const { parameter, margin } = estimate
  const { t, language } = useModelText()
  const name = t(`parameter.${parameter.name}`)
  const percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 })
  const fraction = parameter.value === 0 ? (parameter.margin ?? 0) : margin / parameter.value
  return (
    <tr data-tried={tried === undefined ? undefined : 'yes'}>
      <th scope="row">
        <span>{name}</span>
        <SourceLine provenance={parameter.provenance} />
      </th>
      <td className="figure" data-assumed={isAssumed(parameter.provenance) ? 'yes' : undefined}>
        <span>{withUnit(parameter.value, parameter.unit, language, 2)}</span>
      </td>
      <td>
        <span className="figure">{percent.format(fraction)}</span>{' '}
        <small className="quiet">
          {parameter.margin === undefined ? t(`maturity.${parameter.maturity}`) : t('ownMargin')}
        </small>
      </td>
      <td className="figure">{parameter.asOf}</td>
      <td>
        <Field
          label={t('try.label', { parameter: name, element: element.name, unit: parameter.unit })}
          unit={parameter.unit}
          tried={tried}
          onTry={onTry}
        />
      </td>
    </tr>
  )
}

/** What was typed stays as typed; only a number that reads is tried. */
function Field(props: {
  readonly label: string
  readonly unit: string
  readonly tried: number | undefined
  readonly onTry: (value: number | undefined) => void
}): JSX.Element {
  const { label, unit, tried, onTry } = props
  const { t } = useModelText()
  const id = useId()
  const [text, setText] = useState(tried === undefined ? '' : String(tried))
  const [seen, setSeen] = useState(tried)
  if (seen !== tried) {
    // Taken back elsewhere, or another URL: the field follows, but never rewrites what is being typed.
    setSeen(tried)
    if (numberOf(text) !== tried) setText(tried === undefined ? '' : String(tried))
  }
  const bad = text.trim() !== '' && numberOf(text) === undefined
  return (
    <span className="try-field">
      <input
        className="figure"
        inputMode="decimal"
        autoComplete="off"
        aria-label={label}
        aria-invalid={bad}
        {...(bad ? { 'aria-describedby': id } : {})}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          onTry(numberOf(event.target.value))
        }}
      />
      <span className="quiet" aria-hidden="true">
        {unit}
      </span>
      {bad && (
        <small id={id} className="inline-failure">
          {t('try.bad')}
        </small>
      )}
    </span>
  )
}

/** A decimal number of 0 or more, with point or comma; undefined for anything else. */
function numberOf(text: string): number | undefined {
  const plain = text.trim().replace(',', '.')
  return /^\d{1,12}(\.\d{0,6})?$/.test(plain) ? Number(plain) : undefined
}
