/** The field of one argument, made from the dictionary: its kind, unit, ranges and labels, and what is wrong as one types. */
import type { JSX } from 'react'
import { useTranslation } from 'react-i18next'
import { ChoiceField, TextField } from '../../parts/field.tsx'
import { unitSymbol } from '../../parts/numbers.ts'
import { useElementNames } from '../values-table.tsx'
import type { CommandRight } from './commands.ts'
import { problemOf } from './draft.ts'

type Takes = CommandRight['arguments'][number]

type FieldProps = {
  readonly takes: Takes
  readonly text: string
  /** What the desk says of it. */
  readonly told: string | undefined
  /** Whether something was typed into the form: only then is what is missing told. */
  readonly touched: boolean
  readonly elements: readonly string[]
  readonly onChange: (text: string) => void
}

/** The field. */
export function ArgumentField({ takes, text, told, touched, elements, onChange }: FieldProps): JSX.Element {
  const { t } = useTranslation('operate-commands')
  const { name, description, kind, unit, labels, initial } = takes
  const nameOf = useElementNames()
  const found = problemOf(takes, text)
  const own =
    found === undefined || (found === 'missing' && !touched)
      ? undefined
      : t(`argument.${found}`, { allowed: rangesOf(takes) })
  const problem = own ?? (touched && found === undefined ? told : undefined)
  const help = [description, rangesOf(takes), initial === undefined ? '' : t('argument.initial', { value: initial })]
    .filter((part) => part !== '')
    .join(' · ')
  const shared = { label: name, value: text, onChange, problem, ...(help === '' ? {} : { help }) }
  if (kind === 'boolean')
    return (
      <ChoiceField
        {...shared}
        options={[
          ['false', t('argument.no')],
          ['true', t('argument.yes')],
        ]}
      />
    )
  if (labels !== undefined) return <ChoiceField {...shared} options={[...startOf(text, labels), ...labels.map(pair)]} />
  if (takes.touches && kind === 'string')
    return (
      <ChoiceField
        {...shared}
        options={[...startOf(text, elements), ...elements.map((id) => [id, `${nameOf(id).name} (${id})`] as const)]}
      />
    )
  const symbol = unitSymbol(unit)
  return <TextField {...shared} numeric={kind !== 'string'} {...(symbol === '' ? {} : { unit: symbol })} required />
}

function pair(label: string): readonly [string, string] {
  return [label, label]
}

/** An empty choice as long as nothing is chosen, and what is typed where it is none of the list. */
function startOf(text: string, known: readonly string[]): readonly (readonly [string, string])[] {
  return known.includes(text) ? [] : [[text, text]]
}

/** `0 to 100 m`, or several of them. */
function rangesOf({ ranges, unit }: Takes): string {
  const symbol = unitSymbol(unit)
  return (ranges ?? [])
    .map(({ min, minInclusive = true, max, maxInclusive = true }) => {
      const from = min === undefined ? '' : `${minInclusive ? '≥' : '>'}\u202f${min}`
      const to = max === undefined ? '' : `${maxInclusive ? '≤' : '<'}\u202f${max}`
      const both = min !== undefined && max !== undefined && minInclusive && maxInclusive
      const text = both ? `${min} – ${max}` : [from, to].filter((part) => part !== '').join(', ')
      return symbol === '' ? text : `${text}\u202f${symbol}`
    })
    .join(' / ')
}
