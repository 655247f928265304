/** Which of the call's levels something holds at. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { CheckField } from '../parts/field.tsx'
import type { Level } from './call-words.ts'
import { LEVELS } from './typed-call.ts'

type LevelChecksProps = {
  readonly label: string
  readonly value: readonly Level[]
  readonly onChange: (levels: readonly Level[]) => void
  readonly problem?: string | undefined
}

/** The boxes. */
export function LevelChecks({ label, value, onChange, problem }: LevelChecksProps): JSX.Element {
  const { t } = useTranslation('desk')
  return (
    <fieldset className="checks">
      <legend>{label}</legend>
      {LEVELS.map((level) => (
        <CheckField
          key={level}
          label={t(`level.${level}`)}
          value={value.includes(level)}
          // In their own order, whatever the order of ticking.
          onChange={(yes) => onChange(LEVELS.filter((l) => (l === level ? yes : value.includes(l))))}
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
