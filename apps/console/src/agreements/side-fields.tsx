/** The fields that one side states of a line, with their units, and those of how it is verified. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { CheckField, ChoiceField, TextField } from '../parts/field.tsx'
import type { InterfaceView } from './agreements.ts'
import { lineFields } from './line-fields.ts'
import type { TypedLine } from './typed-line.ts'
import { usePartyName } from './words.tsx'

type At = (field: string) => string | undefined
type FieldsProps = {
  readonly typed: TypedLine
  readonly at: At
  readonly onChange: (typed: TypedLine) => void
}

/** One side's values. */
export function SideFields(
  props: FieldsProps & { readonly side: 'host' | 'guest'; readonly heading: string },
): JSX.Element {
  const { typed, side, heading, at, onChange } = props
  const { t } = useTranslation('agreements')
  const values = typed[side]
  const problem = at(`/${side}`)
  return (
    <fieldset className="side-fields">
      <legend>{heading}</legend>
      {lineFields(typed.kind, side).map(({ key, unit, holds, optional }) => (
        <TextField
          key={key}
          label={t(`field.${key as 'mass_kg'}`)}
          help={holds === 'list' ? t('line.list') : optional ? t('line.optional') : undefined}
          {...(unit === '' ? {} : { unit })}
          numeric={holds === 'number'}
          value={values[key] ?? ''}
          onChange={(value) => onChange({ ...typed, [side]: { ...values, [key]: value } })}
          problem={at(`/${side}/${key}`)}
        />
      ))}
      {problem !== undefined && (
        <p className="field-problem" role="status">
          {problem}
        </p>
      )}
    </fieldset>
  )
}

/** How the line is verified, by which side, when, and on what it rests: for the side that owns the line. */
export function VerificationFields(props: FieldsProps & { readonly document: InterfaceView }): JSX.Element {
  const { typed, document, at, onChange } = props
  const { t } = useTranslation('agreements')
  const nameOf = usePartyName()
  const put = (part: Partial<TypedLine>) => onChange({ ...typed, ...part })
  const others = document.lines.filter((l) => l.line.id !== typed.id)
  return (
    <fieldset className="side-fields">
      <legend>{t('line.verification')}</legend>
      <TextField
        label={t('line.requirement')}
        wide
        value={typed.requirement}
        onChange={(requirement) => put({ requirement })}
        problem={at('/verification/requirement')}
      />
      <ChoiceField
        label={t('line.method')}
        value={typed.method}
        onChange={(method) => put({ method })}
        options={(['test', 'analysis', 'inspection', 'review-of-design'] as const).map((m) => [m, t(`method.${m}`)])}
      />
      <TextField
        label={t('line.stage')}
        value={typed.stage}
        onChange={(stage) => put({ stage })}
        problem={at('/verification/stage')}
      />
      <TextField
        label={t('line.due')}
        type="date"
        value={typed.due}
        onChange={(due) => put({ due })}
        problem={at('/verification/due')}
      />
      <ChoiceField
        label={t('line.by')}
        value={typed.by}
        onChange={(by) => put({ by: by as 'host' })}
        options={(['guest', 'host'] as const).map((s) => [s, `${t(`line.side.${s}`)}, ${nameOf(document[s].party)}`])}
      />
      {others.length > 0 && (
        <fieldset className="checks">
          <legend>{t('line.dependsOn')}</legend>
          {others.map(({ line }) => (
            <CheckField
              key={line.id}
              label={line.title}
              value={typed.dependsOn.includes(line.id)}
              onChange={(on) =>
                put({ dependsOn: on ? [...typed.dependsOn, line.id] : typed.dependsOn.filter((d) => d !== line.id) })
              }
            />
          ))}
        </fieldset>
      )}
    </fieldset>
  )
}
