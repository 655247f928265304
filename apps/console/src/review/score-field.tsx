/** A score on the scale of its criterion, with what it means: chosen where there are few, typed or slid where there are many. */
import { type JSX, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Marked } from '../parts/assumed.tsx'
import { type CallView, markOf } from '../programme/programme.ts'
import type { Rules } from './review.ts'
import { meaningOf, numberIn, type Scale, scaleFor } from './typed-review.ts'

type ScoreProps = {
  readonly criterion: CallView['call']['criteria'][number]
  readonly rules: Rules
  readonly value: string
  readonly problem: string | undefined
  readonly onChange: (value: string) => void
}

/** The field. */
export function ScoreField({ criterion, rules, value, problem, onChange }: ScoreProps): JSX.Element {
  const { t, i18n } = useTranslation('review')
  const id = useId()
  const scale = scaleFor(rules, criterion.id)
  const meaning = meaningOf(scale, numberIn(value))
  const weight = new Intl.NumberFormat(i18n.language, { style: 'percent' }).format(criterion.weight)
  return (
    <fieldset
      className="score"
      data-problem={problem === undefined ? undefined : 'yes'}
      aria-describedby={`${id}-help`}
    >
      <legend>
        {criterion.name}{' '}
        <small className="quiet">
          <Marked mark={markOf(criterion.provenance)} text={t('form.weight', { weight })} />
        </small>
      </legend>
      {scale.steps.length > 0 ? (
        <Steps name={id} scale={scale} value={value} onChange={onChange} />
      ) : (
        <Range label={criterion.name} scale={scale} value={value} onChange={onChange} />
      )}
      <p className="field-help" id={`${id}-help`} aria-live="polite">
        {meaning ?? t('form.scale', { least: scale.least, most: scale.most })}
      </p>
      {problem !== undefined && (
        <p className="field-problem" role="status">
          {problem} ({t('form.between', { least: scale.least, most: scale.most })})
        </p>
      )}
      {scale.meanings.length > 0 && <Meanings scale={scale} />}
    </fieldset>
  )
}

type ValueProps = { readonly scale: Scale; readonly value: string; readonly onChange: (value: string) => void }

function Steps({ name, scale, value, onChange }: ValueProps & { readonly name: string }): JSX.Element {
  return (
    <div className="steps">
      {scale.steps.map((step) => (
        <label key={step} data-on={value === String(step) ? 'yes' : undefined}>
          <input
            type="radio"
            name={name}
            value={step}
            checked={value === String(step)}
            onChange={() => onChange(String(step))}
          />
          <span className="figure">{step}</span>
        </label>
      ))}
    </div>
  )
}

function Range({ label, scale, value, onChange }: ValueProps & { readonly label: string }): JSX.Element {
  const { least, most } = scale
  const number = numberIn(value)
  return (
    <div className="range">
      <input
        type="range"
        aria-label={label}
        min={least}
        max={most}
        step="any"
        value={number ?? (least + most) / 2}
        data-empty={number === undefined ? 'yes' : undefined}
        onChange={(event) => onChange(String(Math.round(Number(event.target.value))))}
      />
      <input
        className="figure"
        aria-label={`${label}, ${least}–${most}`}
        inputMode="decimal"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  )
}

function Meanings({ scale }: { readonly scale: Scale }): JSX.Element {
  return (
    <dl className="pairs meanings">
      {scale.meanings.map(({ score, meaning }) => (
        <div key={score}>
          <dt className="figure">{score}</dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  )
}

const SURE = [1, 2, 3, 4, 5] as const

/** How sure a reviewer is, from a guess to an expert. */
export function Confidence(props: {
  readonly value: string
  readonly problem: string | undefined
  readonly onChange: (value: string) => void
}): JSX.Element {
  const { t } = useTranslation('review')
  const { value, problem, onChange } = props
  const name = useId()
  return (
    <fieldset className="score confidence" data-problem={problem === undefined ? undefined : 'yes'}>
      <legend>{t('form.confidence')}</legend>
      <div className="steps wide-steps">
        {SURE.map((sure) => (
          <label key={sure} data-on={value === String(sure) ? 'yes' : undefined}>
            <input
              type="radio"
              name={name}
              value={sure}
              checked={value === String(sure)}
              onChange={() => onChange(String(sure))}
            />
            <span>
              <span className="figure">{sure}</span> {t(`form.sure.s${sure}`)}
            </span>
          </label>
        ))}
      </div>
      {problem !== undefined && (
        <p className="field-problem" role="status">
          {problem}
        </p>
      )}
    </fieldset>
  )
}
