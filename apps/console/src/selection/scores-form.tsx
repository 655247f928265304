/** Scores to be assumed, each beside what the reviews say. */
import { type FormEvent, type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TextField } from '../parts/field.tsx'
import { numberIn } from '../review/typed-review.ts'
import type { useAssumedScores } from './assumed-scores.ts'

type FormProps = {
  readonly proposals: readonly { readonly id: string; readonly title: string; readonly score?: number }[]
  readonly scores: ReturnType<typeof useAssumedScores>
  /** Those that have none. */
  readonly open: readonly string[]
}

/** The form. */
export function ScoresForm({ proposals, scores, open }: FormProps): JSX.Element {
  const { t } = useTranslation('selection')
  const known = { ...Object.fromEntries(proposals.map((p) => [p.id, p.score])), ...scores.reviewed, ...scores.assumed }
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({})
  const textOf = (id: string) => typed[id] ?? (known[id] === undefined ? '' : String(known[id]))
  const scoreOf = (id: string) => {
    const value = numberIn(textOf(id))
    return value !== undefined && value >= 0 && value <= 100 ? value : undefined
  }
  const whole = proposals.every((p) => scoreOf(p.id) !== undefined)
  const first = [...proposals].sort((a, b) => Number(open.includes(b.id)) - Number(open.includes(a.id)))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    scores.assume(Object.fromEntries(proposals.map((p) => [p.id, scoreOf(p.id)!])))
    setTyped({})
  }
  return (
    <form className="form" onSubmit={submit}>
      <p className="quiet">{t('scores.help')}</p>
      {first.map((p) => (
        <TextField
          key={p.id}
          label={t('scores.of', { title: p.title })}
          value={textOf(p.id)}
          onChange={(text) => setTyped({ ...typed, [p.id]: text })}
          unit="/ 100"
          numeric
          required
        />
      ))}
      <div className="form-buttons">
        <button type="submit" className="button primary" disabled={!whole}>
          {t('scores.use')}
        </button>
        {Object.keys(scores.assumed).length > 0 && (
          <button
            type="button"
            className="button"
            onClick={() => {
              scores.assume({})
              setTyped({})
            }}
          >
            {t('scores.reset')}
          </button>
        )}
      </div>
    </form>
  )
}
