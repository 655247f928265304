/** Synergies, exclusions and balance that a selection is to respect beside the call's limits, each with its reason. */
import { type FormEvent, type JSX, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ChoiceField, TextField } from '../parts/field.tsx'
import { namesIn } from '../review/desk-figures.ts'
import { numberIn } from '../review/typed-review.ts'
import type { Inputs } from './selection.ts'
import { useLevelName } from './words.ts'

export type Ties = Required<Pick<Inputs, 'synergies' | 'exclusions' | 'balance'>>
export const NO_TIES: Ties = { synergies: [], exclusions: [], balance: [] }

type Named = { readonly id: string; readonly title: string; readonly level: string }
type TiesProps = {
  readonly proposals: readonly Named[]
  readonly ties: Ties
  readonly onChange: (ties: Ties) => void
}

/** The card, folded. */
export function TiesForm({ proposals, ties, onChange }: TiesProps): JSX.Element {
  const { t } = useTranslation('selection')
  const count = ties.synergies.length + ties.exclusions.length + ties.balance.length
  return (
    <details className="card">
      <summary>
        <h2>{t('ties.heading')}</h2> {count > 0 && <span className="figure quiet">{count}</span>}
      </summary>
      <p className="quiet">{t('ties.help')}</p>
      <TieList proposals={proposals} ties={ties} onChange={onChange} />
      <TieForm proposals={proposals} ties={ties} onChange={onChange} />
    </details>
  )
}

function TieList({ proposals, ties, onChange }: TiesProps): JSX.Element {
  const { t } = useTranslation('selection')
  const title = (id: string) => proposals.find((p) => p.id === id)?.title ?? id
  const without = <T,>(list: readonly T[], one: T) => list.filter((other) => other !== one)
  const rows = [
    ...ties.synergies.map((s) => ({
      text: t('ties.synergyText', { a: title(s.between[0]), b: title(s.between[1]), bonus: s.bonus }),
      reason: s.reason,
      rest: { ...ties, synergies: without(ties.synergies, s) },
    })),
    ...ties.exclusions.map((e) => ({
      text: t('ties.exclusionText', { a: title(e.between[0]), b: title(e.between[1]) }),
      reason: e.reason,
      rest: { ...ties, exclusions: without(ties.exclusions, e) },
    })),
    ...ties.balance.map((b) => ({
      text: `${b.id}: ${b.least ?? 0}–${b.most ?? '∞'}`,
      reason: b.reason,
      rest: { ...ties, balance: without(ties.balance, b) },
    })),
  ]
  if (rows.length === 0) return <p>{t('ties.none')}</p>
  return (
    <ul className="rows">
      {rows.map((row) => (
        <li key={`${row.text} ${row.reason}`}>
          <span>
            {row.text} <small className="quiet">{row.reason}</small>
          </span>
          <button type="button" className="button" onClick={() => onChange(row.rest)}>
            {t('ties.remove')}
          </button>
        </li>
      ))}
    </ul>
  )
}

const EMPTY = { first: '', second: '', bonus: '5', level: '', states: '', least: '', most: '', reason: '' }
const KINDS = ['synergy', 'exclusion', 'balance'] as const
type Kind = (typeof KINDS)[number]

function TieForm({ proposals, ties, onChange }: TiesProps): JSX.Element {
  const { t } = useTranslation('selection')
  const levelName = useLevelName()
  const [kind, setKind] = useState<Kind>('exclusion')
  const [typed, setTyped] = useState(EMPTY)
  const set = (name: keyof typeof EMPTY) => (value: string) => setTyped({ ...typed, [name]: value })
  const made = tieOf(kind, typed, ties)
  const options = [['', ''], ...proposals.map((p) => [p.id, p.title] as const)] as const
  const levels = [...new Set(proposals.map((p) => p.level))]
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (made === undefined) return
    onChange(made)
    setTyped(EMPTY)
  }
  return (
    <form className="form" onSubmit={submit} aria-label={t('ties.add')}>
      <ChoiceField
        label={t('ties.kind')}
        value={kind}
        onChange={(k) => setKind(k as Kind)}
        options={KINDS.map((k) => [k, t(`ties.kinds.${k}`)])}
      />
      {kind === 'balance' ? (
        <>
          <ChoiceField
            label={t('ties.level')}
            value={typed.level}
            onChange={set('level')}
            options={[['', t('ties.anyLevel')], ...levels.map((l) => [l, levelName(l)] as const)]}
          />
          <TextField label={t('ties.state')} value={typed.states} onChange={set('states')} />
          <TextField label={t('ties.least')} value={typed.least} onChange={set('least')} numeric />
          <TextField label={t('ties.most')} value={typed.most} onChange={set('most')} numeric />
        </>
      ) : (
        <>
          <ChoiceField label={t('ties.first')} value={typed.first} onChange={set('first')} options={options} />
          <ChoiceField label={t('ties.second')} value={typed.second} onChange={set('second')} options={options} />
          {kind === 'synergy' && (
            <TextField label={t('ties.bonus')} value={typed.bonus} onChange={set('bonus')} numeric />
          )}
        </>
      )}
      <TextField label={t('ties.reason')} value={typed.reason} onChange={set('reason')} wide required />
      <div className="form-buttons">
        <button type="submit" className="button" disabled={made === undefined}>
          {t('ties.add')}
        </button>
      </div>
    </form>
  )
}

/** The ties with what is typed; undefined as long as something of it is missing. */
function tieOf(kind: Kind, typed: typeof EMPTY, ties: Ties): Ties | undefined {
  const reason = typed.reason.trim()
  if (reason === '') return undefined
  return kind === 'balance' ? withBalance(typed, reason, ties) : withPair(kind, typed, reason, ties)
}

function withBalance(typed: typeof EMPTY, reason: string, ties: Ties): Ties | undefined {
  const [least, most] = [numberIn(typed.least), numberIn(typed.most)]
  if (least === undefined && most === undefined) return undefined
  const states = namesIn(typed.states).map((s) => s.toUpperCase())
  const balance = {
    ...{ id: `balance-${ties.balance.length + 1}`, reason },
    ...(typed.level === '' ? {} : { levels: [typed.level] }),
    ...(states.length === 0 ? {} : { states }),
    ...(least === undefined ? {} : { least: Math.round(least) }),
    ...(most === undefined ? {} : { most: Math.round(most) }),
  }
  return { ...ties, balance: [...ties.balance, balance] }
}

function withPair(kind: Kind, { first, second, bonus: text }: typeof EMPTY, reason: string, ties: Ties) {
  if (first === '' || second === '' || first === second) return undefined
  const between: [string, string] = [first, second]
  if (kind === 'exclusion') return { ...ties, exclusions: [...ties.exclusions, { between, reason }] }
  const bonus = numberIn(text)
  return bonus === undefined ? undefined : { ...ties, synergies: [...ties.synergies, { between, bonus, reason }] }
}
