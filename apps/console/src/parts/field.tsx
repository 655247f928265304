/** Form fields: a label, what helps, what is wrong with what was typed, and where the centre says so. */
import { type JSX, type ReactNode, useId } from 'react'
import { SaidText } from './said.tsx'

type Bind = {
  readonly id: string
  readonly 'aria-invalid': boolean
  readonly 'aria-describedby': string | undefined
}

type FieldProps = {
  readonly label: ReactNode
  readonly help?: ReactNode
  /** What is wrong; it is told when it appears. */
  readonly problem?: string | undefined
  readonly wide?: boolean
  readonly children: (bind: Bind) => JSX.Element
}

/** One labelled control. */
function Field({ label, help, problem, wide = false, children }: FieldProps): JSX.Element {
  const id = useId()
  const described = [help === undefined ? '' : `${id}-help`, problem === undefined ? '' : `${id}-problem`]
  const by = described.filter((d) => d !== '').join(' ')
  return (
    <div className={wide ? 'field wide' : 'field'} data-problem={problem === undefined ? undefined : 'yes'}>
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': problem !== undefined, 'aria-describedby': by === '' ? undefined : by })}
      {help !== undefined && (
        <small className="field-help" id={`${id}-help`}>
          {help}
        </small>
      )}
      {problem !== undefined && (
        <p className="field-problem" id={`${id}-problem`} role="status">
          <SaidText text={problem} />
        </p>
      )}
    </div>
  )
}

type TextProps = Omit<FieldProps, 'children'> & {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly type?: 'text' | 'email' | 'password' | 'date' | 'time'
  readonly unit?: string
  readonly required?: boolean
  readonly autoComplete?: string
  readonly numeric?: boolean
  readonly list?: string
  readonly placeholder?: string
}

/** A line of text, or a number with its unit. */
export function TextField(props: TextProps): JSX.Element {
  const { value, onChange, type = 'text', unit, required, autoComplete, numeric, list, placeholder, ...field } = props
  return (
    <Field {...field}>
      {(bind) => (
        <span className={unit === undefined ? 'input' : 'input with-unit'}>
          <input
            {...bind}
            type={type}
            value={value}
            required={required}
            autoComplete={autoComplete ?? 'off'}
            inputMode={numeric ? 'decimal' : undefined}
            list={list}
            placeholder={placeholder}
            onChange={(event) => onChange(event.target.value)}
          />
          {unit !== undefined && <span className="unit">{unit}</span>}
        </span>
      )}
    </Field>
  )
}

type AreaProps = Omit<FieldProps, 'children'> & {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly rows?: number
}

/** Several lines of text. */
export function AreaField({ value, onChange, rows = 4, ...field }: AreaProps): JSX.Element {
  return (
    <Field wide {...field}>
      {(bind) => <textarea {...bind} rows={rows} value={value} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  )
}

type ChoiceProps = Omit<FieldProps, 'children'> & {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly options: readonly (readonly [value: string, label: string])[]
}

/** One of a few. */
export function ChoiceField({ value, onChange, options, ...field }: ChoiceProps): JSX.Element {
  return (
    <Field {...field}>
      {(bind) => (
        <select {...bind} value={value} onChange={(event) => onChange(event.target.value)}>
          {options.map(([key, label]) => (
            <option key={key} value={key}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** Yes or no. */
export function CheckField(props: {
  readonly label: ReactNode
  readonly value: boolean
  readonly onChange: (value: boolean) => void
}): JSX.Element {
  return (
    <label className="check">
      <input type="checkbox" checked={props.value} onChange={(event) => props.onChange(event.target.checked)} />
      <span>{props.label}</span>
    </label>
  )
}
