/** A number as it is typed: what is no number stays as it stands, and the schema says what is wrong with it. */
import { type JSX, type ReactNode, useState } from 'react'
import { TextField } from '../../parts/field.tsx'

type NumberFieldProps = {
  readonly label: ReactNode
  readonly value: number | undefined
  readonly unit?: string
  readonly help?: ReactNode
  readonly problem?: string | undefined
  /** An empty field is told as undefined. */
  readonly onChange: (value: number | undefined) => void
}

/** The field. */
export function NumberField({ value, onChange, ...field }: NumberFieldProps): JSX.Element {
  const [text, setText] = useState(shown(value))
  const typed = numberOf(text) === value || (Number.isNaN(numberOf(text)) && Number.isNaN(value)) ? text : shown(value)
  return (
    <TextField
      {...field}
      numeric
      value={typed}
      onChange={(next) => {
        setText(next)
        onChange(numberOf(next))
      }}
    />
  )
}

function shown(value: number | undefined): string {
  return value === undefined || value === null || Number.isNaN(value) ? '' : String(value)
}

function numberOf(text: string): number | undefined {
  return text.trim() === '' ? undefined : Number(text.replace(',', '.'))
}
